"""Where the walk over a filing's prose stands: its headings and numbered items, the open list, and the statements that
a clause may go on with.

What words refer back to from there is left to `fiscal.cleaning.discourse.references`, when the walk moves on to
`fiscal.cleaning.discourse.discourse_state`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from fiscal.cleaning.discourse.record.record import Record
from fiscal.cleaning.discourse.record.statements import Composition, Item, ItemNo, ListNo, Statement, StatementNo
from fiscal.cleaning.grammar.numbering import numbering

Standing = tuple[StatementNo | None, ListNo | None, StatementNo | None]


class Place:
    """Where the walk stands: numbers of what the record holds, given as it stands there now. Only its own steps move
    it.
    """

    def __init__(self, record: Record) -> None:
        """Begin before the first heading; `record` goes on with the walk."""
        self._record = record
        self._headings: tuple[str, ...] = ()
        self._items: tuple[ItemNo, ...] = ()
        self._topic: StatementNo | None = None
        self._first: StatementNo | None = None
        self._previous: StatementNo | None = None
        self._amount: StatementNo | None = None
        self._inline: ListNo | None = None
        self._ended: ListNo | None = None
        self._several = False

    # what stands here

    @property
    def headings(self) -> tuple[str, ...]:
        """The headings that the walk stands under, outermost first."""
        return self._headings

    @property
    def items(self) -> Sequence[Item]:
        """The items that the walk stands in, outermost first."""
        return tuple(self._record.item(n) for n in self._items)

    @property
    def item(self) -> Item | None:
        """The innermost item."""
        return self._record.item(self._items[-1]) if self._items else None

    @property
    def main(self) -> Statement | None:
        """The statement that the innermost item is about."""
        return self._statement(self.item.main) if self.item is not None else None

    @property
    def topic(self) -> Statement | None:
        """What a clause without a subject speaks of."""
        return self._statement(self._topic)

    @property
    def first(self) -> Statement | None:
        """What this unit began with."""
        return self._statement(self._first)

    @property
    def previous(self) -> Statement | None:
        """What the unit before began with."""
        return self._statement(self._previous)

    @property
    def amount(self) -> Statement | None:
        """What the last amount was said of."""
        return self._statement(self._amount)

    @property
    def inline(self) -> Composition | None:
        """The list that is open in the sentence."""
        return self._listing(self._inline)

    @property
    def ended(self) -> Composition | None:
        """The list that the unit before ended with."""
        return self._listing(self._ended)

    @property
    def several(self) -> bool:
        """Whether the unit before told of several things and listed none as a part of another."""
        return self._several

    def _statement(self, number: StatementNo | None) -> Statement | None:
        return self._record.statement(number) if number is not None else None

    def _listing(self, number: ListNo | None) -> Composition | None:
        return self._record.listing(number) if number is not None else None

    def around(self) -> list[str]:
        """The labels and headings that the clause stands under, nearest first."""
        return [*(i.label for i in reversed(self.items)), *reversed(self._headings)]

    def block(self) -> Composition | None:
        """The list of numbered items that the walk stands in or under."""
        return next((self._record.listing(i.block) for i in reversed(self.items) if i.block is not None), None)

    def list_before(self) -> Composition | None:
        """The list that is open or, where this unit has no subject yet, that the unit before ended with."""
        return self.inline or (self.ended if self._topic is None else None)

    def last_stated(self) -> Statement | None:
        """The statement of this unit, the one before or the item, whichever has a value."""
        return next((s for s in (self.first, self.previous, self.main) if s is not None and s.stated), None)

    def stated_above(self) -> Statement | None:
        """The statement of the nearest item that the present one stands under (支出预算100万元。1.按功能分类，…)."""
        above = (self._statement(i.main) for i in reversed(self.items[:-1]))
        return next((s for s in above if s is not None and s.stated), None)

    # sections, units, items

    def enter_section(self, headings: tuple[str, ...]) -> None:
        """Stand under these headings; another section forgets subjects and items."""
        shorter = min(len(headings), len(self._headings))
        if headings != self._headings and not (shorter and headings[:shorter] == self._headings[:shorter]):
            self._topic = self._previous = self._inline = self._ended = None
            self._items = ()
        self._headings = headings

    def enter_unit(self) -> None:
        """Begin the words up to the next full stop: only the unit before can still be meant."""
        if self._topic is not None:
            begun = (n for n in (self._first, self._previous, self._topic) if n is not None)
            self._previous = next(begun)
        self._ended = self._ended if self._inline is None else self._inline
        self._several = self._inline is None and None not in (self._topic, self._first) and self._topic != self._first
        self._topic = self._first = self._inline = None

    def leave_items(self, level: int) -> None:
        """End the items of a level and below, with all that was spoken of under them."""
        while self.item is not None and self.item.level >= level:
            self.leave_item()
        self._topic = self._first = self._inline = self._previous = self._amount = self._ended = None

    def enter_item(self, item: Item) -> None:
        """Stand in an item, too."""
        self._items = (*self._items, item.number)

    def leave_item(self) -> None:
        """Stand in the innermost item no more."""
        self._items = self._items[:-1]

    def close_unit(self) -> None:
        """What the unit began with is what the unit before spoke of."""
        self.speak_before_of(self.first)

    # subjects

    def speak_of(self, statement: Statement, *, begins: bool = False) -> None:
        """Make a statement the topic; one that `begins` outside lists is the unit's first where it has none."""
        self._topic = statement.number
        if begins and self._first is None and self._inline is None:
            self._first = statement.number

    def standing(self) -> Standing:
        """The topic, the open list and the first statement of the unit, to come back to."""
        return self._topic, self._inline, self._first

    def go_back(self, standing: Standing) -> None:
        """Speak again of what was spoken of before an aside."""
        self._topic, self._inline, self._first = standing

    def forget_subject(self, *, of_unit: bool) -> None:
        """Speak of nothing yet; `of_unit`: nor has the unit begun with anything."""
        self._topic = None
        self._first = None if of_unit else self._first

    def take_amount(self, statement: Statement) -> None:
        """An amount was stated: counts and averages behind it may be of that."""
        self._amount = statement.number

    def speak_before_of(self, statement: Statement | None) -> None:
        """The unit before spoke of this statement, where there is one."""
        self._previous = self._previous if statement is None else statement.number

    # lists

    def enter_list(self, listing: Composition) -> None:
        """Stand in a list."""
        self._inline = listing.number

    def end_list(self) -> None:
        """No list is open inside the sentence."""
        self._inline = None

    def leave_list(self, inner: Composition) -> None:
        """Go on in the list that stands around another one."""
        self._inline = inner.outer

    def close_bracket(self) -> None:
        """Speak again of what the bracket stood behind, in the list around it."""
        inline = self.inline
        if inline is not None and inline.place == "bracket":
            self._topic, self._inline = inline.whole, inline.outer

    def forget_ended(self) -> None:
        """The list of the unit before is not gone on with."""
        self._ended = None


def unnumbered(heading: str) -> str:
    """A heading without its number, in half-width forms."""
    plain = re.sub(r"\s", "", heading).translate(str.maketrans("（）", "()"))
    number = numbering(plain)
    return plain[number[1] :] if number else plain
