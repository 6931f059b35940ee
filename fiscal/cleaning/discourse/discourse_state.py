"""What was told so far and how the walk over the prose goes on: it enters units and numbered items, opens and ends
lists, begins statements and keeps what is said of them.

Reading the clauses is left to `clause_reading`, what words refer back to to `references`, which list a statement is
an entry of to `lists`, where the walk stands to `record.place`.
"""

from __future__ import annotations

import re

from fiscal import lexicon
from fiscal.cleaning.discourse.lists.entries import (
    are_items_of_a_sum,
    goes_on,
    numbered_list,
    scoped,
    told_on,
    whole_told_again,
)
from fiscal.cleaning.discourse.lists.parts import attach
from fiscal.cleaning.discourse.record.place import Place, unnumbered
from fiscal.cleaning.discourse.references import TOLD_OF, References
from fiscal.cleaning.grammar.clauses import figures
from fiscal.cleaning.grammar.comparisons import measure_of
from fiscal.cleaning.grammar.composition_marks import mark_at_end
from fiscal.cleaning.grammar.pieces import Piece
from fiscal.cleaning.grammar.statements import Composition, Draft, Item, Statement
from fiscal.cleaning.grammar.subject_concepts import UNKNOWN, Meaning, as_part, names_a_class, source_of, within
from fiscal.cleaning.grammar.subjects import Subjects

_BY_CLASSES = lexicon.pattern("clauses.by_classes")
_STRUCTURE = lexicon.pattern("clauses.structure")
_TOTALS = ("income_total", "expenditure_total")


class DiscourseState:
    """What was told so far: `drafts` in order, every list of parts (`compositions`) that was opened, the `place` that
    the walk has come to, and what is meant there (`refer`).
    """

    def __init__(self, subjects: Subjects) -> None:
        """Begin with nothing said."""
        self.subjects, self.place = subjects, Place()
        self.drafts: list[Draft] = []
        self.compositions: list[Composition] = []
        self.refer = References(subjects, self.place, self.drafts)
        self._listed: dict[tuple[int, str], Composition] = {}
        self._kept_items: list[Item] = []

    # items

    def enter_item(self, level: int, text: str, heading: bool = False) -> None:
        """Begin a numbered item (`level` −1: an unnumbered heading); items of its level and below end."""
        self.place.leave_items(level)
        label = re.split(r"[,;:。]", text)[0]
        item = Item(level, label, heading=heading)
        cut = figures(label)
        item.meaning = self.refer.meaning(measure_of(self.subjects.bare(label[: cut[0].start] if cut else label))[1])
        listed = any(i.block is not None for i in self.place.items)
        item.body = None if listed else self.subjects.other_body(label)
        owner = next((i for i in reversed(self.place.items) if i.block is not None), None)
        if owner is not None and owner.block is not None:
            owner.block.level = level if owner.block.level is None else owner.block.level
            if owner.block.level == level:
                owner.block.entries.append(id(item))
            if _BY_CLASSES.search(label):
                item.block = self.compose(owner.block.whole, None, "block")
        if self.place.items:
            self.place.items[-1].entries += 1
        self.place.enter_item(item)
        self._kept_items.append(item)

    def begin_again(self, level: int) -> None:
        """Where numbers of a level begin anew behind a mark (其中：) that stood below the last entry of a list, the new
        entries are of what was marked.
        """
        item = self.place.items[-1] if self.place.items else None
        if item is None or item.level != level or item.block is None or item.block.begun or item.block.entries:
            return
        self.place.leave_item()
        if not self.place.items:
            self.place.enter_item(Item(-1, ""))
        self.place.items[-1].block = item.block

    def close_unit(self, rest: list[Piece], ending: str) -> None:
        """End a unit; where it ends with a mark (其中：, 内容如下：), numbered items follow as its parts."""
        mark = mark_at_end(rest[-1].text or (rest[-2].text if len(rest) > 1 else ""))
        if mark and (ending.endswith(":") or ending.endswith("如下。")):
            whole = (
                self.refer.side_just_told(mark[1])
                or self.refer.named_whole(mark[1])
                or whole_told_again(rest[-1].text or rest[-2].text, self.place.list_before())
                or self.place.topic
                or self._told_before()
            )
            if whole is not None:
                if not self.place.items:
                    self.place.enter_item(Item(-1, ""))
                self.place.items[-1].block = self.compose(whole, mark[0], "block")
        self.place.close_unit()
        if self.place.items and ending.endswith((":", "如下。")):
            self.place.items[-1].leads_in = True

    def _told_before(self) -> Statement | None:
        """What a sentence of its own (具体情况如下) goes on with; nothing where the sentence before told of several
        things and listed none as a part of another.
        """
        statement = self.place.last_stated()
        return (
            told_on(statement)
            if statement is None
            or statement is not self.place.previous
            or statement.whole is not None
            or not self.place.several
            else None
        )

    # lists

    def compose(self, whole: Statement, complete: bool | None, place: str) -> Composition:
        """Open a list of parts of a whole."""
        composition = Composition(whole, complete, place, outer=whole.whole)
        self.compositions.append(composition)
        return composition

    def open_list(self, whole: Statement, complete: bool | None, place: str, *, by_kinds: bool = False) -> None:
        """Open a list inside the sentence; inside another list it ends with the next semicolon. `by_kinds`: of all
        parts by one classification.
        """
        inside = place == "inline" and self.place.inline is not None and whole.whole is self.place.inline
        outer = self.place.inline
        listing = self.compose(whole, complete, "inner" if inside else place)
        listing.by_kinds = by_kinds
        if place == "bracket":
            listing.outer = outer
        self.place.enter_list(listing)

    def mark(self, complete: bool | None) -> None:
        """其中, 包括 …: the parts of the present subject follow."""
        if (
            self.place.inline is not None
            and not self.place.inline.begun
            and (self.place.inline.by_kinds or self.place.inline.place == "bracket")
        ):
            self.place.inline.said = (
                self.place.inline.said if complete is None and self.place.inline.by_kinds else complete
            )
            return
        whole = self.place.topic or self.place.last_stated()
        if whole is not None and not (self.place.inline is not None and self.place.inline.whole is whole):
            self.open_list(whole, complete, "inline")

    def add_to_structure(self, statement: Statement, value: Draft) -> Statement | None:
        """Make a value with its share a part of what the item tells the structure of (一般公共预算当年拨款结构情况);
        the whole, None where none is stated.
        """
        item = self.place.items[-1] if self.place.items else None
        told = _STRUCTURE.match(item.label) if item is not None else None
        if item is None or told is None:
            return None
        if item.block is None and (whole := self.refer.named_whole(told["of"])) is not None:
            item.block = self.compose(whole, None, "named")
        if item.block is None or item.block.whole is statement:
            return None
        attach(item.block, statement, value, self._listed)
        return item.block.whole

    # statements

    def begin(self, label: str, meaning: Meaning) -> Statement:
        """Begin a statement: an entry of the open list, else of the list that numbered items make up; it is the topic
        now.
        """
        meaning = meaning if source_of(label) else scoped(meaning, self.place.items, self.place.inline)
        statement = Statement(label, meaning)
        if self.place.inline is not None:
            statement.whole = self.place.inline
        elif self.place.topic is None or self.place.first is None:
            statement.whole = (
                numbered_list(self.place.items) or self._items_of_a_sum(meaning) or self._continued(meaning)
            )
        if statement.whole is not None:
            statement.whole.begun.append(statement)
            meaning = (
                within(meaning, statement.whole.whole.meaning.source)
                if statement.whole is self.place.ended
                else meaning
            )
            statement.meaning = as_part(meaning, label, statement.whole.whole.meaning, self.subjects.filing_names)
        elif meaning.concept is None and len(self.place.items) > 1 and self.place.items[-1].main is None:
            statement.meaning = as_part(meaning, label, self.place.items[-2].meaning, self.subjects.filing_names)
        self.place.speak_of(statement, begins=True)
        return statement

    def _items_of_a_sum(self, meaning: Meaning) -> Composition | None:
        if not are_items_of_a_sum(self.place.items, meaning):
            return None
        owner, item = self.place.items[-2], self.place.items[-1]
        if owner.main is None:
            return None
        owner.block = self.compose(owner.main, None, "block")
        owner.block.level, owner.block.entries = item.level, [id(item)]
        return owner.block

    def _continued(self, meaning: Meaning) -> Composition | None:
        """The list of the unit before, where this unit goes on with it; whether its classes are all is then not
        known.
        """
        kinds, classes = goes_on(self.place.ended, meaning)
        if self.place.ended is not None and (kinds or classes):
            self.place.ended.open_list = self.place.ended.open_list or classes
            return self.place.ended
        self.place.forget_ended()
        return None

    def again(self, statement: Statement) -> Statement:
        """Make a known statement the topic."""
        self.place.speak_of(statement)
        return statement

    def carried(self) -> Statement:
        """The statement that a clause without a subject speaks of: the topic, else the item's, else what its label or
        heading names.
        """
        if self.place.topic is not None:
            return self.place.topic
        main = self.place.items[-1].main if self.place.items else None
        if main is not None:
            near = self.place.previous
            known = near is not None and (near.meaning.concept is not None or names_a_class(near.label))
            if near is None or not known or not near.stated:
                return self.again(main)
            return self.again(
                near if self.place.items[-1].heading or (near.whole is None and _is_amount(near)) else main
            )
        for item in reversed(self.place.items):
            name = "" if item.body else measure_of(self.subjects.bare(item.label))[1]
            if item.meaning.concept is not None or (name and not TOLD_OF.search(name)):
                return self.begin(name, item.meaning)
        for heading in reversed(self.place.headings):
            name = measure_of(self.subjects.bare(unnumbered(heading)))[1]
            meaning = self.refer.meaning(name)
            if meaning.concept is not None:
                return self.begin(name, meaning)
        return self.again(self.place.previous) if self.place.previous is not None else self.begin("", UNKNOWN)

    def keep(self, draft: Draft) -> None:
        """Keep what a clause said, and make it a part of its whole where it states one."""
        statement = draft.statement
        draft.items = tuple(id(i) for i in self.place.items)
        draft.body = draft.body or self.refer.body()
        statement.drafts.append(draft)
        self.drafts.append(draft)
        adds = draft.relation in ("value", "count", "target") or draft.measure == "change_abs"
        if adds and not draft.repeats and not _restates(draft):
            attach(statement.whole, statement, draft, self._listed)
        outside = self.place.inline is None or (draft.relation != "change" and statement.whole is not self.place.inline)
        if adds and outside and self.place.items and self.place.items[-1].main is None:
            self.place.items[-1].main = statement
        placed = (
            draft.meaning.concept is not None
            or draft.indicator is not None
            or any(d.part_of is not None for d in statement.drafts)
        )
        if draft.status == "ok" and not placed:
            draft.status, draft.reason = "ambiguous", "subject_unknown"
        elif draft.status == "ok" and draft.meaning.inferred:
            draft.status, draft.reason = "inferred", "path_inferred"


def _is_amount(statement: Statement) -> bool:
    return any(d.money and d.relation == "value" for d in statement.drafts)


def _restates(draft: Draft) -> bool:
    """Whether a seeming part is a total itself: one side of 收、支总计, or the whole once more."""
    whole = draft.statement.whole.whole if draft.statement.whole is not None else None
    if whole is None or draft.meaning.concept not in _TOTALS:
        return False
    return whole.meaning.concept in _TOTALS and whole.meaning.source == draft.meaning.source
