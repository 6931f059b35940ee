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
from fiscal.cleaning.discourse.record.record import Record
from fiscal.cleaning.discourse.record.statements import Composition, Draft, Statement
from fiscal.cleaning.discourse.references import TOLD_OF, References
from fiscal.cleaning.grammar.clauses import figures
from fiscal.cleaning.grammar.comparisons import measure_of
from fiscal.cleaning.grammar.composition_marks import mark_at_end
from fiscal.cleaning.grammar.pieces import Piece
from fiscal.cleaning.grammar.subject_concepts import UNKNOWN, Meaning, as_part, names_a_class, source_of, within
from fiscal.cleaning.grammar.subjects import Subjects

_BY_CLASSES = lexicon.pattern("clauses.by_classes")
_STRUCTURE = lexicon.pattern("clauses.structure")
_TOTALS = ("income_total", "expenditure_total")


class DiscourseState:
    """What was told so far (`record`), the `place` that the walk has come to, and what is meant there (`refer`)."""

    def __init__(self, subjects: Subjects) -> None:
        """Begin with nothing said."""
        self.subjects, self.record = subjects, Record()
        self.place = Place(self.record)
        self.refer = References(subjects, self.place, self.record)

    # items

    def enter_item(self, level: int, text: str, heading: bool = False) -> None:
        """Begin a numbered item (`level` −1: an unnumbered heading); items of its level and below end."""
        place, record = self.place, self.record
        place.leave_items(level)
        label = re.split(r"[,;:。]", text)[0]
        cut = figures(label)
        block = place.block()
        item = record.add_item(
            level,
            label,
            meaning=self.refer.meaning(measure_of(self.subjects.bare(label[: cut[0].start] if cut else label))[1]),
            body=None if block is not None else self.subjects.other_body(label),
            heading=heading,
        )
        if block is not None:
            block = record.change_list(block.number, level=level if block.level is None else block.level)
            if block.level == level:
                record.change_list(block.number, entries=(*block.entries, item.number))
            if _BY_CLASSES.search(label):
                of_classes = self.compose(record.whole(block), None, "block")
                item = record.change_item(item.number, block=of_classes.number)
        if place.item is not None:
            record.change_item(place.item.number, entries=place.item.entries + 1)
        place.enter_item(item)

    def begin_again(self, level: int) -> None:
        """Where numbers of a level begin anew behind a mark (其中：) that stood below the last entry of a list, the new
        entries are of what was marked.
        """
        item = self.place.item
        if item is None or item.level != level or item.block is None:
            return
        block = self.record.listing(item.block)
        if block.begun or block.entries:
            return
        self.place.leave_item()
        self._open_block(block)

    def _open_block(self, block: Composition) -> None:
        """The items under the present one, or under none, make up a list."""
        if self.place.item is None:
            self.place.enter_item(self.record.add_item(-1, ""))
        if self.place.item is not None:
            self.record.change_item(self.place.item.number, block=block.number)

    def close_unit(self, rest: list[Piece], ending: str) -> None:
        """End a unit; where it ends with a mark (其中：, 内容如下：), numbered items follow as its parts."""
        mark = mark_at_end(rest[-1].text or (rest[-2].text if len(rest) > 1 else ""))
        if mark and (ending.endswith(":") or ending.endswith("如下。")):
            whole = (
                self.refer.side_just_told(mark[1])
                or self.refer.named_whole(mark[1])
                or whole_told_again(rest[-1].text or rest[-2].text, self.place.list_before(), self.record)
                or self.place.topic
                or self._told_before()
            )
            if whole is not None:
                self._open_block(self.compose(whole, mark[0], "block"))
        self.place.close_unit()
        if self.place.item is not None and ending.endswith((":", "如下。")):
            self.record.change_item(self.place.item.number, leads_in=True)

    def _told_before(self) -> Statement | None:
        """What a sentence of its own (具体情况如下) goes on with; nothing where the sentence before told of several
        things and listed none as a part of another.
        """
        statement = self.place.last_stated()
        if statement is None:
            return None
        alone = statement == self.place.previous and statement.listed is None and self.place.several
        return None if alone else told_on(statement, self.record)

    # lists

    def compose(self, whole: Statement, complete: bool | None, place: str) -> Composition:
        """Open a list of parts of a whole."""
        return self.record.add_list(whole, complete, place, outer=whole.listed)

    def open_list(self, whole: Statement, complete: bool | None, place: str, *, by_kinds: bool = False) -> None:
        """Open a list inside the sentence; inside another list it ends with the next semicolon. `by_kinds`: of all
        parts by one classification.
        """
        around = self.place.inline.number if self.place.inline is not None else None
        inside = place == "inline" and around is not None and whole.listed == around
        listing = self.record.add_list(
            whole,
            complete,
            "inner" if inside else place,
            outer=around if place == "bracket" else whole.listed,
            by_kinds=by_kinds,
        )
        self.place.enter_list(listing)

    def mark(self, complete: bool | None) -> None:
        """其中, 包括 …: the parts of the present subject follow."""
        inline = self.place.inline
        if inline is not None and not inline.begun and (inline.by_kinds or inline.place == "bracket"):
            if complete is not None or not inline.by_kinds:
                self.record.change_list(inline.number, said=complete)
            return
        whole = self.place.topic or self.place.last_stated()
        if whole is not None and not (inline is not None and inline.whole == whole.number):
            self.open_list(whole, complete, "inline")

    def note_of_list(self, *, enumerated: bool = False, open_list: bool = False) -> None:
        """What is seen of the list that is open: that 、 parts its entries (`enumerated`), that it ends with 等
        (`open_list`).
        """
        inline = self.place.inline
        if inline is not None and ((enumerated and not inline.enumerated) or (open_list and not inline.open_list)):
            self.record.change_list(
                inline.number, enumerated=inline.enumerated or enumerated, open_list=inline.open_list or open_list
            )

    def add_to_structure(self, statement: Statement, value: Draft) -> Statement | None:
        """Make a value with its share a part of what the item tells the structure of (一般公共预算当年拨款结构情况);
        the whole, None where none is stated.
        """
        item = self.place.item
        told = _STRUCTURE.match(item.label) if item is not None else None
        if item is None or told is None:
            return None
        if item.block is None and (whole := self.refer.named_whole(told["of"])) is not None:
            item = self.record.change_item(item.number, block=self.compose(whole, None, "named").number)
        if item.block is None or self.record.listing(item.block).whole == statement.number:
            return None
        attach(self.record, value, item.block)
        return self.record.whole(self.record.listing(item.block))

    # statements

    def begin(self, label: str, meaning: Meaning) -> Statement:
        """Begin a statement: an entry of the open list, else of the list that numbered items make up; it is the topic
        now.
        """
        place, names = self.place, self.subjects.filing_names
        items, listing = place.items, place.inline
        meaning = meaning if source_of(label) else scoped(meaning, items, place.main if listing is None else None)
        if listing is None and (place.topic is None or place.first is None):
            listing = numbered_list(items, self.record) or self._items_of_a_sum(meaning) or self._continued(meaning)
        if listing is not None:
            whole = self.record.whole(listing).meaning
            meaning = within(meaning, whole.source) if listing == place.ended else meaning
            meaning = as_part(meaning, label, whole, names)
        elif meaning.concept is None and len(items) > 1 and items[-1].main is None:
            meaning = as_part(meaning, label, items[-2].meaning, names)
        statement = self.record.add_statement(label, meaning, listing.number if listing is not None else None)
        place.speak_of(statement, begins=True)
        return statement

    def _items_of_a_sum(self, meaning: Meaning) -> Composition | None:
        items = self.place.items
        main = items[-2].main if len(items) > 1 else None
        whole = self.record.statement(main) if main is not None else None
        if whole is None or not are_items_of_a_sum(items, whole, meaning):
            return None
        block = self.compose(whole, None, "block")
        self.record.change_item(items[-2].number, block=block.number)
        return self.record.change_list(block.number, level=items[-1].level, entries=(items[-1].number,))

    def _continued(self, meaning: Meaning) -> Composition | None:
        """The list of the unit before, where this unit goes on with it; whether its classes are all is then not
        known.
        """
        ended = self.place.ended
        parts = self.record.parts(ended.number) if ended is not None else []
        kinds, classes = goes_on(parts[-1].meaning if parts else UNKNOWN, meaning)
        if ended is not None and (kinds or classes):
            return self.record.change_list(ended.number, open_list=ended.open_list or classes)
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
        place = self.place
        main, near, within_item = place.main, place.previous, place.item
        if place.topic is not None:
            return place.topic
        if main is not None and within_item is not None:
            known = near is not None and (near.meaning.concept is not None or names_a_class(near.label))
            if near is None or not known or not near.stated:
                return self.again(main)
            return self.again(near if within_item.heading or (near.listed is None and self._is_amount(near)) else main)
        for item in reversed(place.items):
            name = "" if item.body else measure_of(self.subjects.bare(item.label))[1]
            if item.meaning.concept is not None or (name and not TOLD_OF.search(name)):
                return self.begin(name, item.meaning)
        for heading in reversed(place.headings):
            name = measure_of(self.subjects.bare(unnumbered(heading)))[1]
            meaning = self.refer.meaning(name)
            if meaning.concept is not None:
                return self.begin(name, meaning)
        return self.again(near) if near is not None else self.begin("", UNKNOWN)

    def _is_amount(self, statement: Statement) -> bool:
        return any(d.money and d.relation == "value" for d in self.record.said_of(statement.number))

    def keep(self, draft: Draft) -> None:
        """Keep what a clause said, and make it a part of its whole where it states one."""
        place, record = self.place, self.record
        statement, item, inline = record.statement(draft.statement), place.item, place.inline
        items = tuple(i.number for i in place.items)
        kept = record.keep(draft, items=items, body=draft.body or self.refer.body())
        adds = kept.relation in ("value", "count", "target") or kept.measure == "change_abs"
        if adds and not kept.repeats and not self._restates(kept, statement):
            attach(record, kept, statement.listed)
        outside = inline is None or (kept.relation != "change" and statement.listed != inline.number)
        if adds and outside and item is not None and item.main is None:
            record.change_item(item.number, main=statement.number)
        kept = record.draft(kept.number)
        placed = (
            kept.meaning.concept is not None
            or kept.indicator is not None
            or any(d.part_of is not None for d in record.said_of(statement.number))
        )
        if kept.status == "ok" and not placed:
            record.change_draft(kept.number, status="ambiguous", reason="subject_unknown")
        elif kept.status == "ok" and kept.meaning.inferred:
            record.change_draft(kept.number, status="inferred", reason="path_inferred")

    def _restates(self, draft: Draft, statement: Statement) -> bool:
        """Whether a seeming part is a total itself: one side of 收、支总计, or the whole once more."""
        whole = self.record.whole_over(statement)
        if whole is None or draft.meaning.concept not in _TOTALS:
            return False
        return whole.meaning.concept in _TOTALS and whole.meaning.source == draft.meaning.source
