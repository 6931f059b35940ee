"""What a clause compares, as a draft: changes, shares and rates of the statement that it speaks of, with their base and
direction.

How bases and directions are worded is in `fiscal.cleaning.grammar.comparisons`.
"""

from __future__ import annotations

from dataclasses import replace

from fiscal import lexicon
from fiscal.cleaning.discourse.discourse_state import DiscourseState
from fiscal.cleaning.discourse.draft_making import GENERIC, Drafting
from fiscal.cleaning.discourse.record.statements import Draft, Statement
from fiscal.cleaning.grammar.clauses import Figure
from fiscal.cleaning.grammar.comparisons import BASE, Base, Said, measure_of
from fiscal.cleaning.grammar.pieces import Piece, earlier_in_segment
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
        draft = self._compared(draft, said, base, year, money=figure.kind in ("money", "myriad"))
        if said.relation == "share":
            draft = self._share(draft, said, statement)
        of_statement = self._state.record.said_of(statement.number)
        named = of_statement[0].indicator if of_statement else None
        if named and said.relation == "rate":
            draft = replace(draft, indicator=named, base="target", phase="executed")
        if figure.kind == "bare":
            draft = replace(draft, status="ambiguous", reason="missing_percent_sign")
        self._state.keep(draft)

    def _share(self, draft: Draft, said: Said, statement: Statement) -> Draft:
        """A share as one of the value that its words or its list name as the whole."""
        state, record = self._state, self._state.record
        listed = record.whole_over(statement)
        of_list = listed is not None and (not said.whole or _OF_ALL.match(said.whole) is not None)
        whole = listed if of_list else state.refer.named_whole(said.whole) if said.whole else None
        value = next((d for d in record.said_of(statement.number) if d.relation == "value"), None)
        if whole is None and value is not None and statement.listed is None:
            whole = state.add_to_structure(statement, value)
        stated = record.value(whole.number, value) if whole is not None and value is not None else None
        if stated is None and whole is not None and said.whole:
            stated = next((d for d in record.said_of(whole.number) if d.relation == "value"), None)
        if stated is not None and said.whole and value is not None:
            value = record.draft(value.number)
            if value.reason == "subject_unknown":
                record.change_draft(value.number, status="ok", reason=None)
        return replace(
            draft,
            part_of=stated.number if stated is not None else None,
            share_of=state.refer.named_meaning(said.whole) if said.whole and whole is None else None,
        )

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
        statement = self._related(subject, pieces, said, explained)
        draft = self._making.draft([Piece(words, "")], None, "change", said.measure, statement)
        draft = self._compared(draft, said, base, year, start=at - len(words), end=until, money=event == "flat")
        if event != "flat":
            reason = "missing_number" if event == "missing" else "template_residue"
            draft = replace(draft, status="ambiguous", reason=reason)
        self._state.keep(draft)

    def _compared(self, draft: Draft, said: Said, base: Base | None, year: int | None, **told: object) -> Draft:
        """A draft with the direction, base, period and phase of its comparison, and what else is told of it."""
        before = self._state.record.said_of(draft.statement)
        value = next((d for d in reversed(before) if d.relation == "value" and d.period == "current"), None)
        usual = "executed" if self._making.final else "approved"
        changes = said.relation == "change"
        against = base or self._making.against
        name = None
        if changes:
            name = self._base_name(against) if against else self._carried_base(before)
        elif base is not None:
            name = self._budget_meant(base.name, draft)
        points = changes and draft.figure is not None and "百分点" in draft.figure.unit
        return replace(
            draft,
            direction=said.direction,
            period="change" if changes else "current",
            phase=value.phase if value is not None else usual,
            fiscal_year=year or self._making.identity.fiscal_year,
            base=name,
            measure="change_abs" if points else draft.measure,
            status="ambiguous" if said.template else "ok",
            reason="template_residue" if said.template else None,
            **told,
        )

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

    def _carried_base(self, before: list[Draft]) -> str | None:
        """A percentage behind its amount is against the same base; else the passage's last base holds."""
        own = next((d.base for d in reversed(before) if d.relation == "change" and d.base), None)
        return own or next(
            (
                d.base
                for d in reversed(self._state.record.drafts)
                if d.passage == self._making.passage and d.relation == "change" and d.base
            ),
            None,
        )

    def _related(self, subject: str, pieces: list[Piece], said: Said, explained: bool) -> Statement:
        """The statement that a change, share or rate is said of."""
        state, record = self._state, self._state.record
        if len(subject) >= 2 and not (subject in GENERIC and state.refer.carries(subject, "actual")):
            meaning = state.refer.meaning(subject)
            known = state.refer.known(subject, meaning) or (
                state.refer.stated_here(meaning) if said.relation == "change" else None
            )
            return state.again(known) if known is not None else state.begin(subject, meaning)
        if explained:
            return self._explained(pieces)
        inline = state.place.inline
        if inline is not None and said.relation == "change" and any(p.before == ";" for p in pieces):
            state.place.end_list()
            return state.again(record.whole(record.outermost(inline)))
        if (
            inline is not None
            and said.relation == "change"
            and inline.enumerated
            and not any(
                d.relation == "change" for p in record.parts(inline.number) for d in record.said_of(p.statement)
            )
        ):
            state.place.end_list()
            return state.again(record.whole(inline))
        for piece in earlier_in_segment(pieces):
            name = measure_of(state.subjects.bare(piece.text))[1]
            meaning = UNKNOWN if BASE.search(piece.text) else state.refer.meaning(name)
            if meaning.concept is not None:
                return state.refer.known(name, meaning) or state.begin(name, meaning)
        begins = state.place.topic is None and state.place.first is None
        carried = state.carried()
        if begins and said.relation == "change" and self._parts_compared(carried):
            state.place.forget_subject(of_unit=False)
            return record.add_statement("", UNKNOWN)
        only_counts = carried.meaning.concept is not None and all(
            d.relation == "count" for d in record.said_of(carried.number)
        )
        amount = state.place.amount
        return amount if said.relation == "change" and only_counts and amount is not None else carried

    def _counted(self, figure: Figure, subject: str, said: Said) -> Statement | None:
        """What was counted right before a change without a subject in the same unit (购置车辆5辆，比上年增加2辆)."""
        drafts = self._state.record.drafts
        before = drafts[-1] if drafts else None
        return (
            self._state.record.statement(before.statement)
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
        record = self._state.record
        return any(
            d.part_of is not None
            and record.draft(d.part_of).statement == whole.number
            and any(c.relation == "change" for c in record.said_of(d.statement))
            for d in record.drafts
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
                return state.record.add_statement(name, meaning)
        return state.record.add_statement("", UNKNOWN)

    def _budget_meant(self, name: str, draft: Draft) -> str:
        """Which budget 完成预算的 is of: the one that the statement, else its whole, states."""
        record = self._state.record
        own = record.statement(draft.statement)
        owners = [own, record.whole_over(own)] if name == "budget" else []
        for told in (record.said_of(owner.number) for owner in owners if owner is not None):
            for stated in reversed(told):
                if stated.relation == "value" and stated.measure in ("budget_initial", "budget_adjusted"):
                    return stated.measure
        return name
