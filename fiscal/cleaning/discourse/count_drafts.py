"""What a clause counts, as drafts: things with a concept of their own, targets and results of indicators, scores.

Amounts are read in `clause_drafts`.
"""

from __future__ import annotations

from fiscal.cleaning.discourse.discourse_state import DiscourseState
from fiscal.cleaning.discourse.draft_making import Drafting
from fiscal.cleaning.grammar.clauses import Figure
from fiscal.cleaning.grammar.comparisons import Said
from fiscal.cleaning.grammar.pieces import Piece, last_segment
from fiscal.cleaning.grammar.stated_indicators import (
    indicator_concept,
    indicator_label,
    indicator_measure,
    is_rate_of_money,
    leads_to_noun,
    names_listed,
    noun_after,
    scored_thing,
)
from fiscal.cleaning.grammar.subject_concepts import (
    UNKNOWN,
    Meaning,
)
from fiscal.cleaning.terms.counts import counted, is_bought, says_held

_INDICATOR_PHASE = {"kpi_target": "approved", "kpi_actual": "executed", "score": "executed"}


class Counting:
    """Makes the drafts of figures that are no amount of money."""

    def __init__(self, making: Drafting, state: DiscourseState) -> None:
        """`making` knows the sentence that is read, `state` where it stands."""
        self._making, self._state = making, state

    def count(self, text: str, pieces: list[Piece], figure: Figure, subject: str, year: int | None, said: Said) -> None:
        """A count with a concept of its own, else an indicator's target or result, or a thing that is only counted."""
        state, drafts = self._state, self._state.record.drafts
        segment = "".join(p.text for p in last_segment(pieces))
        around = (
            segment
            + text[figure.end : figure.end + 16]
            + "".join(i.label for i in state.place.items)
            + "".join(state.place.headings[-1:])
        )
        label, carried = indicator_label(subject), state.place.topic.label if state.place.topic is not None else ""
        standing = counted(subject or carried, figure.unit, carried, around) if figure.kind == "count" else None
        noun = noun_after(text, figure.end) if standing is None and figure.kind == "count" else ""
        if noun:
            standing = counted(noun, figure.unit, carried, around)
            label = noun if standing or leads_to_noun(label) else label
        if standing is not None:
            inline = state.place.inline
            whole = state.record.whole(inline).meaning.concept if inline is not None else None
            standing = standing.as_part_of(whole).as_planned(self._bought_before(segment))
            last = drafts[-1] if drafts and not subject and pieces[-1].before != ")" else None
            if last is not None and last.passage == self._making.passage and last.relation == "count":
                standing = standing.of_same(last.meaning.concept)
            name = subject if len(subject) > 1 and not noun else label or carried
            meaning = Meaning(standing.class_system, standing.concept)
            statement = state.record.change_statement(state.begin(name, UNKNOWN).number, meaning=meaning)
            draft = self._making.draft(pieces, figure, "count", "count", statement)
            phase = "approved" if standing.planned and not self._making.final else None
            state.keep(self._making.dated(draft, year, said.was, phase=phase))
            return
        measure = indicator_measure(self._making.identity.doc_kind, [segment, *state.place.around()], figure)
        relation = (
            "target"
            if measure == "kpi_target"
            else "value"
            if figure.kind == "percent" or measure == "score"
            else "count"
        )
        topic = state.place.topic
        of_topic = state.record.said_of(topic.number) if topic is not None else []
        if not label and of_topic:
            label = of_topic[-1].indicator or ""
        project = state.refer.surroundings().project
        of_amount = (
            project is None and figure.kind == "percent" and is_rate_of_money(label) and any(d.money for d in of_topic)
        )
        for name in names_listed(label, pieces[-1].text):
            concept = indicator_concept(name, measure)
            of = self._scored(name, project) if concept == "score_total" else project
            statement = (
                state.record.add_statement(name, UNKNOWN)
                if of_amount
                else state.record.change_statement(
                    state.begin(name, UNKNOWN).number, meaning=Meaning("indicator", concept, project=of)
                )
            )
            draft = self._making.draft(pieces, figure, relation, measure, statement)
            unknown = len(name) < 2 or of_amount
            state.keep(
                self._making.dated(
                    draft,
                    year,
                    said.was,
                    phase=_INDICATOR_PHASE.get(measure),
                    indicator=None if of_amount else name,
                    status="ambiguous" if unknown else "ok",
                    reason="subject_unknown" if unknown else None,
                )
            )

    def _bought_before(self, segment: str) -> bool:
        """Whether the last thing that the passage counted is to be bought: what follows without a word of its own is on
        the same list.
        """
        counts = [
            d
            for d in self._state.record.drafts
            if d.passage == self._making.passage
            and d.relation == "count"
            and d.meaning.class_system in ("asset", "three_public")
        ]
        return bool(counts) and not says_held(segment) and is_bought(counts[-1].meaning.concept or "")

    def _scored(self, name: str, project: str | None) -> str | None:
        """The project that a score is of: the one that its name says, else the one that it stands under."""
        thing = scored_thing(name)
        if thing is None or (project is not None and (thing in project or project in thing)):
            return project
        return self._state.subjects.filing_names.project(thing) or thing
