"""What a clause compares, as a draft: changes, shares and rates of the statement that it speaks of, with their base and
direction.

How bases and directions are worded is in `fiscal.cleaning.grammar.comparisons`.
"""

from __future__ import annotations

from fiscal import lexicon
from fiscal.cleaning.discourse.discourse_state import DiscourseState
from fiscal.cleaning.discourse.draft_making import GENERIC, Drafting
from fiscal.cleaning.grammar.clauses import Figure
from fiscal.cleaning.grammar.comparisons import BASE, Base, Said, measure_of
from fiscal.cleaning.grammar.pieces import Piece, earlier_in_segment
from fiscal.cleaning.grammar.statements import Draft, Statement
from fiscal.cleaning.grammar.subject_concepts import UNKNOWN

_OF_ALL = lexicon.pattern("clauses.of_all")


class Comparing:
    """Makes the drafts of comparisons, with and without their figure."""

    def __init__(self, making: Drafting, state: DiscourseState) -> None:
        """`making` knows the sentence that is read, `state` where it stands."""
        self._making, self._state = making, state

    def relation(self, pieces: list[Piece], figure: Figure, said: Said, base: Base | None, explained: bool) -> None:
        """A change, share or rate of the statement that the clause speaks of."""
        subject, year = self._state.subjects.dated(said.subject)
        statement = self._counted(figure, subject, said) or self._related(subject, pieces, said, explained)
        draft = self._making.draft(pieces, figure, said.relation, said.measure, statement)
        draft.money = figure.kind in ("money", "myriad")
        self._compare(draft, said, base, year)
        if said.relation == "share":
            listed = statement.whole.whole if statement.whole else None
            of_list = listed is not None and (not said.whole or _OF_ALL.match(said.whole) is not None)
            whole = listed if of_list else self._state.refer.named_whole(said.whole) if said.whole else None
            value = next((d for d in statement.drafts if d.relation == "value"), None)
            if whole is None and value is not None and statement.whole is None:
                whole = self._state.add_to_structure(statement, value)
            stated = whole.value(value) if whole is not None and value is not None else None
            draft.part_of = stated or (
                next((d for d in whole.drafts if d.relation == "value"), None)
                if whole is not None and said.whole
                else None
            )
            draft.share_of = self._state.refer.named_meaning(said.whole) if said.whole and whole is None else None
            if draft.part_of is not None and said.whole and value is not None and value.reason == "subject_unknown":
                value.status, value.reason = "ok", None
        named = statement.drafts[0].indicator if statement.drafts else None
        if named and said.relation == "rate":
            draft.indicator, draft.base, draft.phase = named, "target", "executed"
        if figure.kind == "bare":
            draft.status, draft.reason = "ambiguous", "missing_percent_sign"
        self._state.keep(draft)

    def without_figure(
        self, words: str, pieces: list[Piece], at: int, until: int, event: str, base: Base | None, explained: bool
    ) -> None:
        """持平 (`flat`), a change without its number (`missing`), or an unfilled 增加（减少） (`template`); `words`
        stand before it.
        """
        name = (
            BASE.sub("", words)
            if event == "template"
            else words[: base.start]
            if base and BASE.search(words)
            else words
        )
        subject, year = self._state.subjects.dated(measure_of(name)[1])
        said = Said(
            "change",
            subject,
            "change_pct" if event == "missing" else "change_abs",
            "flat" if event == "flat" else None,
            base,
        )
        draft = self._making.draft(
            [Piece(words, "")], None, "change", said.measure, self._related(subject, pieces, said, explained)
        )
        draft.start, draft.end, draft.money = at - len(words), until, event == "flat"
        self._compare(draft, said, base, year)
        if event != "flat":
            draft.status, draft.reason = "ambiguous", "missing_number" if event == "missing" else "template_residue"
        self._state.keep(draft)

    def _compare(self, draft: Draft, said: Said, base: Base | None, year: int | None) -> None:
        """Direction, base, period and phase of a comparison."""
        draft.direction = said.direction
        draft.period = "change" if said.relation == "change" else "current"
        value = next(
            (d for d in reversed(draft.statement.drafts) if d.relation == "value" and d.period == "current"), None
        )
        draft.phase = value.phase if value is not None else "executed" if self._making.final else "approved"
        draft.fiscal_year = year or self._making.identity.fiscal_year
        if said.relation == "change":
            against = base or self._making.against
            draft.base = self._base_name(against) if against else self._carried_base(draft.statement)
            if draft.figure is not None and "百分点" in draft.figure.unit:
                draft.measure = "change_abs"
        elif base is not None:
            draft.base = _budget_meant(base.name, draft.statement)
        if said.template:
            draft.status, draft.reason = "ambiguous", "template_residue"

    def _base_name(self, base: Base) -> str:
        """A budget of the filing's own year is no earlier one (与2022年度预算相比 in the final account of 2022); a year
        before the last is neither.
        """
        year = self._making.identity.fiscal_year
        if base.year is not None and year is not None and base.year not in (year, year - 1):
            return "earlier"
        own = base.year is not None and base.year == year
        return (
            {"prior_budget": "budget", "prior_adjusted": "budget_adjusted"}.get(base.name, base.name)
            if own
            else base.name
        )

    def _carried_base(self, statement: Statement) -> str | None:
        """A percentage behind its amount is against the same base; else the passage's last base holds."""
        own = next((d.base for d in reversed(statement.drafts) if d.relation == "change" and d.base), None)
        return own or next(
            (
                d.base
                for d in reversed(self._state.drafts)
                if d.passage == self._making.passage and d.relation == "change" and d.base
            ),
            None,
        )

    def _related(self, subject: str, pieces: list[Piece], said: Said, explained: bool) -> Statement:
        """The statement that a change, share or rate is said of."""
        state = self._state
        if len(subject) >= 2 and not (subject in GENERIC and state.refer.carries(subject, "actual")):
            meaning = state.refer.meaning(subject)
            known = state.refer.known(subject, meaning) or (
                state.refer.stated_here(meaning) if said.relation == "change" else None
            )
            return state.again(known) if known is not None else state.begin(subject, meaning)
        if explained:
            return self._explained(pieces)
        if state.place.inline is not None and said.relation == "change" and any(p.before == ";" for p in pieces):
            outermost = state.place.inline
            while outermost.outer is not None and outermost.outer.place != "block":
                outermost = outermost.outer
            state.place.end_list()
            return state.again(outermost.whole)
        inline = state.place.inline
        if (
            inline is not None
            and said.relation == "change"
            and inline.enumerated
            and not any(d.relation == "change" for p in inline.parts for d in p.statement.drafts)
        ):
            state.place.end_list()
            return state.again(inline.whole)
        for piece in earlier_in_segment(pieces):
            name = measure_of(state.subjects.bare(piece.text))[1]
            meaning = UNKNOWN if BASE.search(piece.text) else state.refer.meaning(name)
            if meaning.concept is not None:
                return state.refer.known(name, meaning) or state.begin(name, meaning)
        begins = state.place.topic is None and state.place.first is None
        carried = state.carried()
        if begins and said.relation == "change" and self._parts_compared(carried):
            state.place.forget_subject(of_unit=False)
            return Statement("", UNKNOWN)
        only_counts = carried.meaning.concept is not None and all(d.relation == "count" for d in carried.drafts)
        return (
            state.place.amount
            if said.relation == "change" and only_counts and state.place.amount is not None
            else carried
        )

    def _counted(self, figure: Figure, subject: str, said: Said) -> Statement | None:
        """What was counted right before a change without a subject in the same unit (购置车辆5辆，比上年增加2辆)."""
        before = self._state.drafts[-1] if self._state.drafts else None
        return (
            before.statement
            if before is not None
            and said.relation == "change"
            and not subject
            and figure.kind == "count"
            and before.relation == "count"
            and before.figure is not None
            and before.figure.unit == figure.unit
            and before.passage == self._making.passage
            else None
        )

    def _parts_compared(self, whole: Statement) -> bool:
        """Whether parts of a whole were told after it with changes of their own: whose change the next sentence tells
        without a subject is then open.
        """
        return any(
            d.part_of is not None
            and d.part_of.statement is whole
            and any(c.relation == "change" for c in d.statement.drafts)
            for d in self._state.drafts
        )

    def _explained(self, pieces: list[Piece]) -> Statement:
        """Of what an explanation says that it changed: 项目支出增加，较上年增加…; nothing where it names no concept."""
        state = self._state
        for piece in reversed(pieces):
            name = state.subjects.bare(lexicon.pattern("clauses.up_to_reason").sub("", piece.text))
            name = lexicon.pattern("clauses.change_at_end").sub("", name)
            project = next((own for own in state.subjects.filing_names.projects() if name.startswith(own)), None)
            meaning = state.refer.meaning(project or measure_of(name)[1])
            if meaning.concept is not None:
                return Statement(name, meaning)
        return Statement("", UNKNOWN)


def _budget_meant(name: str, statement: Statement) -> str:
    """Which budget 完成预算的 is of: the one that the statement, else its whole, states."""
    if name != "budget":
        return name
    for owner in (statement, statement.whole.whole if statement.whole else None):
        for draft in reversed(owner.drafts if owner else []):
            if draft.relation == "value" and draft.measure in ("budget_initial", "budget_adjusted"):
                return draft.measure
    return name
