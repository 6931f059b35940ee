"""The making of drafts: where a clause stands, the measure and phase that its words mean, and the year and period it is
about.

What clauses say is read in `fiscal.cleaning.discourse.clause_drafts` and `fiscal.cleaning.discourse.comparison_drafts`.
"""

from __future__ import annotations

from dataclasses import replace

from fiscal import lexicon
from fiscal.cleaning.discourse.record.record import VALUES, Record
from fiscal.cleaning.discourse.record.statements import Draft, Statement
from fiscal.cleaning.grammar.clauses import Figure
from fiscal.cleaning.grammar.comparisons import Base
from fiscal.cleaning.grammar.pieces import Piece
from fiscal.cleaning.terms.counts import KEPT_VEHICLES
from fiscal.model.identity import Identity

_MEASURES = {
    "actual": ("actual", "executed"),
    "budget_initial": ("budget_initial", "approved"),
    "budget_adjusted": ("budget_adjusted", "adjusted"),
}
GENERIC = lexicon.words("clauses.generic")
"""Words that name no subject of their own."""


class Drafting:
    """Makes drafts of the clauses of one filing. `passage` is the number of the passage that is read, `against` the
    base that the sentence has stated as an amount, `as_of` the year at whose end or in which the things were counted
    that the sentence speaks of."""

    def __init__(self, identity: Identity, record: Record) -> None:
        """In a final account figures are results unless they say otherwise; `record` holds what was said before."""
        self._record = record
        self.identity, self.final = identity, identity.doc_kind == "final"
        self.passage = 0
        self.against: Base | None = None
        self.as_of: int | None = None

    def begin_passage(self, number: int, same_section: bool) -> None:
        """What is drafted from here on stands in that passage; another section forgets when things were counted."""
        self.passage = number
        self.as_of = self.as_of if same_section else None

    def begin_sentence(self, as_of: int | None) -> None:
        """Another sentence has stated no base yet; `as_of`: the year at whose end it says that things were counted,
        where it does.
        """
        self.against = None
        self.as_of = as_of or self.as_of

    def compare_with(self, base: Base | None) -> None:
        """The base that the sentence states as an amount, where it does; what is compared behind it is compared with
        that.
        """
        self.against = base or self.against

    def draft(
        self, pieces: list[Piece], figure: Figure | None, relation: str, measure: str | None, statement: Statement
    ) -> Draft:
        """A draft of what the last of the pieces says of a statement, with its figure."""
        end = figure.end if figure is not None else 0
        last = pieces[-1] if pieces else Piece("", "")
        start = figure.start - (len(last.text) if last.printed is None else last.printed) if figure is not None else end
        return Draft(
            passage=self.passage,
            start=max(0, start),
            end=end,
            relation=relation,
            measure=measure,
            label=statement.label,
            meaning=statement.meaning,
            statement=statement.number,
            figure=figure,
        )

    def measure(self, measure: str | None, statement: Statement) -> tuple[str, str]:
        """Measure and phase: as worded, else the filing's own, or the only one that the whole of a part states."""
        if measure in _MEASURES:
            return _MEASURES[measure]
        usual = _MEASURES["actual" if measure is None and self.final else "budget_initial"]
        over = self._record.whole_over(statement) if measure is None else None
        of_whole = self._record.said_of(over.number) if over is not None else []
        whole = {(d.measure or "", d.phase or "") for d in of_whole if d.relation == "value"}
        return next(iter(whole)) if len(whole) == 1 else usual

    def dated(self, draft: Draft, year: int | None, was: bool, *, phase: str | None, **told: object) -> Draft:
        """A draft with its phase, year and period, and what else is told of it: the year that its words name, else
        that of what it is a part of or counted at; `was`: they say that it is the year before.
        """
        own = self.identity.fiscal_year
        held = draft.meaning.class_system in ("asset", "staff") or draft.meaning.concept == KEPT_VEHICLES
        if year is None:
            year = self.as_of if held and phase != "approved" else self._year_of_whole(draft)
        prior = was or (year is not None and own is not None and year < own)
        return replace(
            draft,
            phase=phase,
            fiscal_year=year if was else year or own,
            period="prior" if prior else draft.period,
            **told,
        )

    def _year_of_whole(self, draft: Draft) -> int | None:
        """The year of a part that names none: its whole's, where that is stated for an earlier year only."""
        whole = self._record.whole_over(self._record.statement(draft.statement))
        stated = [d for d in self._record.said_of(whole.number) if d.relation in VALUES] if whole is not None else []
        years = {d.fiscal_year for d in stated}
        return next(iter(years)) if len(years) == 1 and all(d.period == "prior" for d in stated) else None
