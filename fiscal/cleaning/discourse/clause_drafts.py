"""What a clause says as a draft: amounts, averages and stated absences, each of the statement that it belongs to.

Counts and indicators are read in `count_drafts`, changes, shares and rates are read in `comparison_drafts`, the walk
over the prose and its lists is `clause_reading`, what clauses refer back to is in `references`.
"""

from __future__ import annotations

import re
from dataclasses import replace

from fiscal import lexicon
from fiscal.cleaning.discourse.count_drafts import Counting
from fiscal.cleaning.discourse.discourse_state import DiscourseState
from fiscal.cleaning.discourse.draft_making import GENERIC, Drafting
from fiscal.cleaning.discourse.record.place import unnumbered
from fiscal.cleaning.discourse.record.statements import Draft, Statement
from fiscal.cleaning.discourse.references import TOLD_OF
from fiscal.cleaning.grammar.clauses import Figure
from fiscal.cleaning.grammar.comparisons import BASE, Base, Said, base_of, measure_of
from fiscal.cleaning.grammar.composition_marks import mark_at_end
from fiscal.cleaning.grammar.pieces import Piece, earlier_in_segment
from fiscal.cleaning.grammar.subject_concepts import (
    UNKNOWN,
    Meaning,
    absent_meaning,
    funds_covered,
    project_funds,
    sources_of,
)
from fiscal.cleaning.terms.absences import Absent
from fiscal.cleaning.terms.averages import averaged, is_running, may_be_of, money_for_each, no_amount_of_it

REASONS = lexicon.pattern("clauses.reasons")
PURPOSE = lexicon.pattern("clauses.purpose")
_GIVEN = lexicon.pattern("clauses.given")
_SPENT = lexicon.pattern("clauses.spent")
_WHOLE_AGAIN = lexicon.pattern("clauses.whole_again")
_MONEY_WORDS = lexicon.pattern("clauses.money_words")
_AS_OF = lexicon.pattern("clauses.as_of")
_BASE_STATED = lexicon.pattern("clauses.base_stated")
_THIS = lexicon.pattern("clauses.this")
_TOLD = lexicon.pattern("clauses.told")


class Saying:
    """Makes the drafts of everything that a clause states by itself."""

    def __init__(self, making: Drafting, state: DiscourseState) -> None:
        """`making` knows the sentence that is read, `state` where it stands."""
        self._making, self._state = making, state
        self._counting = Counting(making, state)

    def amount(self, text: str, pieces: list[Piece], figure: Figure, said: Said, explained: bool) -> None:
        """An amount of money, or what a figure without money is a count of."""
        state, record = self._state, self._state.record
        before, _, first = state.place.standing()
        subject, year = state.subjects.dated(said.subject)
        if year is None and len(pieces) > 1 and len(state.subjects.bare(pieces[-2].text)) < 2:
            year = state.subjects.dated(pieces[-2].text)[1]
        aside = no_amount_of_it(subject)
        each = money_for_each(figure.unit) if aside else None
        figure = replace(figure, unit=each[0], kind="money") if each else figure
        if figure.kind != "money" and not (figure.kind == "myriad" and self._is_money(subject)):
            self._counting.count(text, pieces, figure, subject, year, said)
            return
        body = state.subjects.other_body(subject)
        of_base = _is_base(pieces[-1].text)
        behind = None if of_base or body else _base_behind(pieces[-1].text)
        if behind is not None:
            of_base, subject = True, state.subjects.dated(measure_of(pieces[-1].text[: behind.start()])[1])[0]
        else:
            subject = "" if body or of_base else subject
        inline = state.place.inline
        again = _WHOLE_AGAIN.match(said.subject) is not None and inline is not None
        aside = no_amount_of_it(subject)
        statement = (
            record.whole(inline)
            if again and inline is not None
            else record.add_statement(subject, UNKNOWN)
            if aside
            else self._valued(subject, pieces, said)
        )
        if (
            statement.meaning.concept == "project_funds_covered"
            and statement.meaning.source is None
            and not statement.drafts
        ):
            named = sources_of(text[text.rfind("。", 0, figure.start) + 1 : figure.start])
            source = next(iter(named)) if len(named) == 1 else None
            statement = record.change_statement(statement.number, meaning=replace(statement.meaning, source=source))
        if explained and not statement.drafts:
            statement = record.change_statement(statement.number, listed=None, meaning=UNKNOWN)
        against = base_of(pieces[-1].text, self._making.final) if of_base else None
        self._making.compare_with(against)
        meant = _measure_meant(statement, said, against) or (
            "actual" if any(_AS_OF.search(p.text) for p in pieces) else None
        )
        measure, phase = self._making.measure(meant, statement)
        draft = self._making.draft(pieces, figure, "value", measure, statement)
        average = averaged(subject, each[1] if each else None) if aside else None
        if average is not None:
            draft = self._average(draft, *average, bracketed=pieces[-1].before == "(")
        told_year, was = (against.year, True) if against else (year, said.was)
        draft = self._making.dated(draft, told_year, was, phase=phase, money=True, repeats=again, body=body)
        if not (explained or aside):
            state.place.take_amount(statement)
        state.keep(draft)
        if (
            (before is not None or state.place.previous is not None)
            and year is not None
            and draft.period == "prior"
            and _BASE_STATED.match(pieces[-1].text)
        ):
            state.place.go_back((before, state.place.standing()[1], first))
            self._making.compare_with(base_of(pieces[-1].text, self._making.final))

    def _average(self, draft: Draft, name: str, per: str, bracketed: bool) -> Draft:
        """A draft as the average per person, vehicle or batch of what it names, else of the amount before it; in
        brackets behind a thing that is counted (轿车2辆（每辆25万元）) it is of that thing alone."""
        state, drafts, amount = self._state, self._state.record.drafts, self._state.place.amount
        meaning = state.refer.meaning(name) if len(name) > 1 and name not in GENERIC else UNKNOWN
        if meaning.concept is None and is_running(name, per):
            meaning = Meaning("three_public", "vehicle_operation")
        alone = bracketed and drafts and drafts[-1].relation == "count" and drafts[-1].meaning.concept is None
        if (
            meaning.concept is None
            and amount is not None
            and not alone
            and (name in GENERIC or may_be_of(name, amount.label))
        ):
            meaning = amount.meaning
        state.record.change_statement(draft.statement, meaning=meaning)
        return replace(draft, meaning=meaning, relation="average", measure=None, base=per)

    def _valued(self, subject: str, pieces: list[Piece], said: Said) -> Statement:
        """The statement that an amount is said of: its own subject's, else one that the pieces before name, else the
        one that is carried on.
        """
        state = self._state
        label = self._label_before(pieces) if subject in GENERIC else ""
        if label:
            return state.begin(label, state.refer.meaning(label))
        if len(subject) >= 2 and not (subject in GENERIC and state.refer.carries(subject, said.measure)):
            covered = funds_covered(subject, state.place.topic.meaning if state.place.topic is not None else UNKNOWN)
            meaning = state.refer.meaning(subject) if covered is UNKNOWN else covered
            topic = state.place.topic
            if state.place.inline is None and meaning.concept is not None and topic is not None:
                known = state.refer.known(subject, meaning)
                if known == topic:
                    return topic
            return state.begin(subject, meaning)
        for piece in earlier_in_segment(pieces):
            name = measure_of(state.subjects.bare(piece.text))[1]
            meaning = UNKNOWN if REASONS.search(piece.text) else state.refer.meaning(name)
            if meaning.concept is not None:
                return state.begin(name, meaning)
        if said.measure is None and state.place.topic is None and len(pieces) > 1:
            return state.begin(state.subjects.bare(pieces[-2].text), UNKNOWN)
        carried = state.carried()
        if carried.drafts and all(d.indicator or d.relation == "count" for d in state.record.said_of(carried.number)):
            if _is_base(pieces[-1].text) and state.place.amount is not None:
                return state.again(state.place.amount)
            if carried.meaning.class_system == "indicator" and carried.meaning.project and said.measure is not None:
                return state.begin("项目", project_funds("项目", carried.meaning.project))
            meaning = state.refer.meaning(carried.label)
            return state.begin(carried.label if meaning.concept or said.measure is None else "", meaning)
        if not carried.label and not carried.drafts and said.measure is not None:
            state.place.forget_subject(of_unit=True)
            return state.begin("决算" if said.measure == "actual" else "预算", state.refer.own_total())
        return carried

    def _label_before(self, pieces: list[Piece]) -> str:
        """What the label before a colon names (教育（类）普通教育（款）：支出决算为…); empty where it names nothing of
        its own.
        """
        if len(pieces) < 2 or pieces[-1].before != ":" or mark_at_end(pieces[-2].text):
            return ""
        name = measure_of(self._state.subjects.bare(pieces[-2].text))[1]
        return name if len(name) >= 2 and name not in GENERIC and not TOLD_OF.search(name) else ""

    def _is_money(self, subject: str) -> bool:
        if lexicon.pattern("clauses.quantity_at_end").search(subject):
            return False
        state = self._state
        inline = state.place.inline
        whole = state.record.whole(inline) if inline is not None else state.place.topic
        of_whole = state.record.said_of(whole.number) if whole is not None else []
        return _MONEY_WORDS.search(subject) is not None or any(d.money for d in of_whole)

    def absence(self, what: Absent) -> None:
        """A stated absence, where what is absent has a concept."""
        subject, year = self._state.subjects.dated(what.name)
        by_heading = _THIS.fullmatch(what.name) is not None
        if by_heading:
            subject = next(
                (
                    _TOLD.sub("", self._state.subjects.bare(unnumbered(words)))
                    for words in self._state.place.around()[:1]
                ),
                "",
            )
        meaning = absent_meaning(subject, self._state.subjects.filing_names)
        if meaning.concept is None or (
            by_heading and meaning.class_system != "three_public" and meaning.source in (None, "other")
        ):
            return
        draft = self._making.draft([], None, "absence", None, self._state.record.add_statement(subject, meaning))
        phase = "executed" if self._making.final else "approved"
        self._state.record.keep(
            self._making.dated(draft, year, False, phase=phase, start=what.start, end=what.end, said=what.words)
        )


def _is_base(words: str) -> bool:
    """Whether words are nothing but a base of comparison: 比上年, 比上年的."""
    return BASE.fullmatch(words.removesuffix("的")) is not None


def _base_behind(words: str) -> re.Match[str] | None:
    """The base of comparison that stands between a subject and an amount: 公务接待费预算数与2023年预算数 8万元 is last
    year's.
    """
    words = words.removesuffix("的")
    found = [m for m in BASE.finditer(words) if m["base"] and (m["year"] or m["prior"])]
    return found[-1] if found and found[-1].end() == len(words) and found[-1].start() > 1 else None


def _measure_meant(statement: Statement, said: Said, against: Base | None) -> str | None:
    """Assets are what is there; funds that a project was given (到位, 投入) are its budget of the whole year; a base of
    comparison says what it is itself.
    """
    if against is not None and said.measure is None:
        return {"prior_final": "actual", "prior_adjusted": "budget_adjusted"}.get(against.name, "budget_initial")
    if statement.meaning.class_system == "asset":
        return "actual"
    given = (
        statement.meaning.concept == "project" and _GIVEN.search(statement.label) and not _SPENT.search(statement.label)
    )
    return "budget_adjusted" if given and said.measure is None else said.measure
