"""The making of drafts: where a clause stands, the measure and phase that its words mean, and the year and period it is about.

What clauses say is read in `fiscal.cleaning.discourse.clause_drafts` and `fiscal.cleaning.discourse.comparison_drafts`.
"""

from __future__ import annotations

from fiscal import lexicon
from fiscal.cleaning.discourse.discourse_state import Memory
from fiscal.cleaning.grammar.clauses import Figure
from fiscal.cleaning.grammar.comparisons import Base
from fiscal.cleaning.grammar.pieces import Piece
from fiscal.cleaning.grammar.statements import Draft, Statement
from fiscal.cleaning.terms.counts import KEPT_VEHICLES
from fiscal.model.identity import Identity

_MEASURES = {"actual": ("actual", "executed"), "budget_initial": ("budget_initial", "approved"), "budget_adjusted": ("budget_adjusted", "adjusted")}
GENERIC = lexicon.words("clauses.generic")
"""Words that name no subject of their own."""


class Drafting:
    """Makes drafts of the clauses of one filing. `passage` is the number of the passage that is read, `against` the base that the sentence has stated as an amount,
    `as_of` the year at whose end or in which the things were counted that the sentence speaks of."""

    def __init__(self, identity: Identity, memory: Memory) -> None:
        """In a final account figures are results unless they say otherwise."""
        self._identity, self.memory = identity, memory
        self._final = identity.doc_kind == "final"
        self.passage = 0
        self.against: Base | None = None
        self.as_of: int | None = None

    def _draft(self, pieces: list[Piece], figure: Figure | None, relation: str, measure: str | None, statement: Statement) -> Draft:
        end = figure.end if figure is not None else 0
        last = pieces[-1] if pieces else Piece("", "")
        start = figure.start - (len(last.text) if last.printed is None else last.printed) if figure is not None else end
        return Draft(self.passage, max(0, start), end, relation, measure, statement.label, statement.meaning, statement, figure)

    def _measure(self, measure: str | None, statement: Statement) -> tuple[str, str]:
        """Measure and phase: as worded, else the filing's own, or the only one that the whole of a part states."""
        if measure in _MEASURES:
            return _MEASURES[measure]
        usual = _MEASURES["actual" if measure is None and self._final else "budget_initial"]
        whole = {(d.measure or "", d.phase or "") for d in statement.whole.whole.drafts if d.relation == "value"} if statement.whole and measure is None else set()
        return next(iter(whole)) if len(whole) == 1 else usual

    def _set_year(self, draft: Draft, year: int | None, was: bool) -> None:
        own = self._identity.fiscal_year
        held = draft.meaning.class_system in ("asset", "staff") or draft.meaning.concept == KEPT_VEHICLES
        if year is None:
            year = self.as_of if held and draft.phase != "approved" else _year_of_whole(draft.statement)
        draft.fiscal_year = year if was else year or own
        if was or (year is not None and own is not None and year < own):
            draft.period = "prior"


def _year_of_whole(statement: Statement) -> int | None:
    """The year of a part that names none: its whole's, where that is stated for an earlier year only."""
    stated = [d for d in statement.whole.whole.drafts if d.relation in ("value", "count")] if statement.whole else []
    years = {d.fiscal_year for d in stated}
    return next(iter(years)) if len(years) == 1 and all(d.period == "prior" for d in stated) else None
