"""What words mean where the walk over the prose stands, and which of the statements made so far they refer back to.

Nothing is written here; how the walk moves on is left to `fiscal.cleaning.discourse.discourse_state`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from fiscal import lexicon
from fiscal.cleaning.discourse.record.place import Place, unnumbered
from fiscal.cleaning.discourse.record.record import Record
from fiscal.cleaning.discourse.record.statements import Statement
from fiscal.cleaning.grammar.comparisons import measure_of
from fiscal.cleaning.grammar.subject_concepts import (
    SIDES,
    UNKNOWN,
    Meaning,
    is_that,
    names_whole,
    reported_project,
    same_meaning,
    source_of,
)
from fiscal.cleaning.grammar.subjects import Subjects, Surroundings
from fiscal.model.vocabulary import BASIC_KINDS

TOLD_OF = lexicon.pattern("clauses.told_of")
_BOTH_SIDES = lexicon.pattern("clauses.both_sides")
_TOTAL_WORDS = lexicon.pattern("clauses.total_words")
_WHOLE_BODY = lexicon.pattern("clauses.whole_body")
_SIDE_ALONE = lexicon.words("clauses.side_headings")
_SIDE_TOTALS = {"收入": ("income_total", "income_current"), "支出": ("expenditure_total", "expenditure_current")}


class References:
    """What is meant at a place, in the light of what was told before."""

    def __init__(self, subjects: Subjects, place: Place, record: Record) -> None:
        """`place` and `record` are the walk's own and go on with it."""
        self.subjects, self.place, self._record = subjects, place, record

    # meanings

    def body(self) -> str | None:
        """The body that the present item or heading is about, where it is not the publisher."""
        item = next((i.body for i in reversed(self.place.items) if i.body is not None), None)
        return item or next(
            (b for h in reversed(self.place.headings) if (b := self.subjects.other_body(unnumbered(h)))), None
        )

    def surroundings(self) -> Surroundings:
        """What the open list, the items and the headings say about the next subject."""
        filing_names = self.subjects.filing_names
        words = self.place.around()
        item, inline = self.place.item, self.place.inline
        block = self._record.listing(item.block) if item is not None and item.block is not None else None
        near = inline or block
        if near is not None:
            whole = self._record.whole(near).meaning
            economic = whole.class_system in ("economic_department", "project") or whole.kind in BASIC_KINDS
        else:
            economic = any(i.meaning.kind in BASIC_KINDS for i in self.place.items)
        listed = self._open_whole()
        source = listed.meaning.source if listed is not None else None
        source = source or next((s for w in words if (s := source_of(w))), None)
        project = next((p for w in words if (p := filing_names.project_in(w))), None) or next(
            (p for w in words if (p := reported_project(w))), None
        )
        rated = (s.meaning for s in (self.place.first, self.place.previous) if s is not None)
        project = project or next((m.project for m in rated if m.class_system == "indicator"), None)
        topic = self.place.topic
        beside = topic.meaning.source if topic is not None and inline is None else None
        return Surroundings(economic, source, project, beside)

    def meaning(self, subject: str) -> Meaning:
        """The meaning of a subject where it stands now."""
        return self.subjects.meaning(subject, self.surroundings())

    def own_total(self) -> Meaning:
        """What `本单位2022年预算` is: the total of the side that its headings speak of, the expenditure side where they
        speak of both.
        """
        for words in self.place.around():
            if "支出" in words or "收支" in words:
                return Meaning("none", "expenditure_total", None, "total", inferred="收" in words)
            if "收入" in words:
                return Meaning("income", "income_total")
        return UNKNOWN

    def named_meaning(self, words: str) -> Meaning:
        """What words like `占一般公共预算项目支出总额的` name, by themselves."""
        name = _TOTAL_WORDS.sub("", measure_of(self.subjects.bare(words))[1])
        return self.subjects.meaning(name, Surroundings()) if len(name) > 1 else UNKNOWN

    # what words refer back to

    def side_just_told(self, words: str) -> Statement | None:
        """The statement that a bare 支出 or 收入 right behind it means (支出100万元，支出具体情况如下：)."""
        side = _SIDE_TOTALS.get(measure_of(self.subjects.bare(words))[1], ())
        told = self.place.topic
        return told if told is not None and told.stated and _is_all_of(side, told.meaning) else None

    def named_whole(self, words: str) -> Statement | None:
        """The statement that words name: `本年收入的具体构成为`, `财政拨款支出预算中`, `占政府采购支出总额的`."""
        bare = measure_of(self.subjects.bare(words))[1]
        if len(bare) < 2:
            return None
        before = [s for s in (self.place.first, self.place.previous) if s is not None and s.stated]
        both = next((s for s in before if _BOTH_SIDES.search(s.label)), None)
        if both is not None and bare in _SIDE_ALONE:
            return both
        if bare in _SIDE_TOTALS:
            main = self.place.main
            near = before if main is None or not main.stated else [*before, main]
            total = next((s for s in near if s.meaning.concept in _SIDE_TOTALS[bare]), None)
            if total is not None:
                return total
        meaning = self.subjects.meaning(bare, replace(self.surroundings(), source=None, beside=None))
        near = self._open_whole()
        if near is not None and near.stated and names_whole(near.meaning, meaning):
            return near
        topic = self.place.topic
        told = [self._record.statement(d.statement) for d in reversed(self._record.drafts)]
        stated = [s for s in told if s.stated and s != topic]
        if meaning.concept is None:
            return next((s for s in [topic, *stated] if s is not None and s.label == bare), None)
        alike = [
            s
            for s in stated
            if same_meaning(s.meaning, meaning)
            and (meaning.source is None or s.meaning.source is not None or meaning.concept not in SIDES)
        ]
        if meaning.source is None and meaning.kind not in (None, "total"):
            of_all = [s for s in alike if s.meaning.source in (None, "total")] if _WHOLE_BODY.match(words) else []
            return next(iter(of_all or alike), None)
        found = next((s for s in alike if s.meaning.source == meaning.source), alike[0] if alike else None)
        other = found is not None and found.meaning.source != meaning.source
        listed = self._record.whole_over(found) if found is not None and other else None
        return (
            listed
            if listed is not None and listed.stated and meaning.concept in SIDES and listed.meaning.concept in SIDES
            else found
        )

    def _open_whole(self) -> Statement | None:
        """The whole of the list that is open."""
        listing = self.place.inline or self.place.block()
        return self._record.whole(listing) if listing is not None else None

    def known(self, subject: str, meaning: Meaning) -> Statement | None:
        """The recent statement of the same meaning or name."""
        place, record = self.place, self._record
        mains = (record.statement(i.main) for i in reversed(place.items) if i.main is not None)
        passage = record.drafts[-1].passage if record.drafts else None
        here = (record.statement(d.statement) for d in reversed(record.drafts) if d.passage == passage)
        side = _SIDE_TOTALS.get(subject, ())
        for statement in (place.topic, place.first, place.previous, *mains, *here):
            if statement is None:
                continue
            total = statement.meaning.source is None and _is_all_of(side, statement.meaning)
            if (
                total
                or statement.label == subject
                or (meaning.concept is not None and is_that(statement.meaning, meaning))
            ):
                return statement
        return None

    def stated_here(self, meaning: Meaning) -> Statement | None:
        """The statement of the same meaning that has a value under the present item or heading."""
        item = self.place.item
        if meaning.concept is None or item is None:
            return None
        told = (self._record.statement(d.statement) for d in reversed(self._record.drafts) if item.number in d.items)
        return next((s for s in told if s.stated and same_meaning(s.meaning, meaning)), None)

    def carries(self, subject: str, measure: str | None) -> bool:
        """Whether a bare 支出 or 收入 means the subject before it (年初预算为…，支出决算为…) and not the body's total
        (支出预算…).
        """
        topic, item = self.place.topic, self.place.item
        if topic is not None:
            income = topic.meaning.class_system == "income"
            return not (subject == "支出" and income) and not (subject == "收入" and not income)
        if measure != "actual" or item is None or subject == "收入":
            return False
        name = measure_of(self.subjects.bare(item.label))[1]
        return item.meaning.concept is not None or (len(name) > 2 and not TOLD_OF.search(name))


def _is_all_of(side: Sequence[str], meaning: Meaning) -> bool:
    """Whether a meaning is all of a side's money, of whatever funds, and no kind of it."""
    return meaning.concept in side and meaning.kind in (None, "total")
