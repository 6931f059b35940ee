"""Where the walk over a filing's prose stands: its headings and numbered items, the open list, and the statements that
a clause may go on with.

What words refer back to from there is left to `fiscal.cleaning.discourse.references`, when the walk moves on to
`fiscal.cleaning.discourse.discourse_state`.
"""

from __future__ import annotations

import re

from fiscal.cleaning.grammar.statements import Composition, Item, Statement, numbering

Standing = tuple[Statement | None, Composition | None, Statement | None]


class Place:
    """Where the walk stands. `topic` is the statement that a clause without a subject speaks of, `first` the first of
    this unit, `previous` that of the unit before, `inline` the list that is open, `ended` the one that the unit before
    ended with, `amount` the last amount's. Others read it; only its own steps move it."""

    def __init__(self) -> None:
        """Begin before the first heading."""
        self.headings: tuple[str, ...] = ()
        self.items: list[Item] = []
        self.topic: Statement | None = None
        self.first: Statement | None = None
        self.previous: Statement | None = None
        self.amount: Statement | None = None
        self.inline: Composition | None = None
        self.ended: Composition | None = None
        self._several = False

    # sections, units, items

    def enter_section(self, headings: tuple[str, ...]) -> None:
        """Stand under these headings; another section forgets subjects and items."""
        shorter = min(len(headings), len(self.headings))
        if headings != self.headings and not (shorter and headings[:shorter] == self.headings[:shorter]):
            self.topic = self.previous = self.inline = self.ended = None
            self.items.clear()
        self.headings = headings

    def enter_unit(self) -> None:
        """Begin the words up to the next full stop: only the unit before can still be meant."""
        if self.topic is not None:
            self.previous = self.first or self.previous or self.topic
        self.ended = self.inline or self.ended
        self._several = self.inline is None and None not in (self.topic, self.first) and self.topic is not self.first
        self.topic = self.first = self.inline = None

    def leave_items(self, level: int) -> None:
        """End the items of a level and below, with all that was spoken of under them."""
        while self.items and self.items[-1].level >= level:
            self.items.pop()
        self.topic = self.first = self.inline = self.previous = self.amount = self.ended = None

    def enter_item(self, item: Item) -> None:
        """Stand in an item, too."""
        self.items.append(item)

    def leave_item(self) -> None:
        """Stand in the last item no more."""
        self.items.pop()

    def close_unit(self) -> None:
        """What the unit began with is what the unit before spoke of."""
        self.previous = self.first or self.previous

    # subjects

    def speak_of(self, statement: Statement, *, begins: bool = False) -> None:
        """Make a statement the topic; one that `begins` outside lists is the unit's first where it has none."""
        self.topic = statement
        if begins and self.first is None and self.inline is None:
            self.first = statement

    def standing(self) -> Standing:
        """The topic, the open list and the first statement of the unit, to come back to."""
        return self.topic, self.inline, self.first

    def go_back(self, standing: Standing) -> None:
        """Speak again of what was spoken of before an aside."""
        self.topic, self.inline, self.first = standing

    def forget_subject(self, *, of_unit: bool) -> None:
        """Speak of nothing yet; `of_unit`: nor has the unit begun with anything."""
        self.topic = None
        self.first = None if of_unit else self.first

    def take_amount(self, statement: Statement) -> None:
        """An amount was stated: counts and averages behind it may be of that."""
        self.amount = statement

    def speak_before_of(self, statement: Statement | None) -> None:
        """The unit before spoke of this statement, where there is one."""
        self.previous = statement or self.previous

    # lists

    def enter_list(self, listing: Composition) -> None:
        """Stand in a list."""
        self.inline = listing

    def end_list(self) -> None:
        """No list is open inside the sentence."""
        self.inline = None

    def leave_list(self, inner: Composition) -> None:
        """Go on in the list that stands around another one."""
        self.inline = inner.outer

    def close_bracket(self) -> None:
        """Speak again of what the bracket stood behind, in the list around it."""
        if self.inline is not None and self.inline.place == "bracket":
            self.topic, self.inline = self.inline.whole, self.inline.outer

    def forget_ended(self) -> None:
        """The list of the unit before is not gone on with."""
        self.ended = None

    # what stands around

    @property
    def several(self) -> bool:
        """Whether the unit before told of several things and listed none as a part of another."""
        return self._several

    def around(self) -> list[str]:
        """The labels and headings that the clause stands under, nearest first."""
        return [*(i.label for i in reversed(self.items)), *reversed(self.headings)]

    def block(self) -> Composition | None:
        """The list of numbered items that the walk stands in or under."""
        return next((i.block for i in reversed(self.items) if i.block is not None), None)

    def list_before(self) -> Composition | None:
        """The list that is open or, where this unit has no subject yet, that the unit before ended with."""
        return self.inline or (self.ended if self.topic is None else None)

    def last_stated(self) -> Statement | None:
        """The statement of this unit, the one before or the item, whichever has a value."""
        for statement in (self.first, self.previous, self.items[-1].main if self.items else None):
            if statement is not None and statement.stated:
                return statement
        return None

    def stated_above(self) -> Statement | None:
        """The statement of the nearest item that the present one stands under (支出预算100万元。1.按功能分类，…)."""
        return next((i.main for i in reversed(self.items[:-1]) if i.main is not None and i.main.stated), None)


def unnumbered(heading: str) -> str:
    """A heading without its number, in half-width forms."""
    plain = re.sub(r"\s", "", heading).translate(str.maketrans("（）", "()"))
    number = numbering(plain)
    return plain[number[1] :] if number else plain
