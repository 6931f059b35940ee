"""Everything that the prose of a filing has stated so far, by number: drafts, statements, lists of parts, items.

Each is immutable; what changes is which one stands under a number. What to keep and what to change is decided by the
walk (`fiscal.cleaning.discourse.discourse_state`) and the steps after it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from fiscal.cleaning.discourse.record.statements import (
    Composition,
    Draft,
    DraftNo,
    Item,
    ItemNo,
    ListNo,
    Statement,
    StatementNo,
)
from fiscal.cleaning.grammar.subject_concepts import UNKNOWN, Meaning

VALUES = ("value", "count")
"""The relations by which a statement has a value."""


class Record:
    """What was stated so far. What it gives is as things stand now; what was taken earlier does not change."""

    def __init__(self) -> None:
        """Begin with nothing stated."""
        self._drafts: list[Draft] = []
        self._statements: list[Statement] = []
        self._lists: list[Composition] = []
        self._items: list[Item] = []
        self._naming: dict[tuple[DraftNo, str], ListNo] = {}

    # drafts

    @property
    def drafts(self) -> Sequence[Draft]:
        """Everything said so far, in order."""
        return self._drafts

    def draft(self, number: DraftNo) -> Draft:
        """The draft of a number."""
        return self._drafts[number]

    def keep(self, draft: Draft, *, items: tuple[ItemNo, ...] = (), body: str | None = None) -> Draft:
        """Give a draft its number, and its statement the draft; `items` and `body` are what it stands under."""
        kept = replace(draft, number=DraftNo(len(self._drafts)), items=items, body=draft.body or body)
        self._drafts.append(kept)
        statement = self._statements[kept.statement]
        self._statements[kept.statement] = replace(
            statement,
            drafts=(*statement.drafts, kept.number),
            stated=statement.stated or kept.relation in VALUES,
        )
        return kept

    def change_draft(self, number: DraftNo, **changes: object) -> Draft:
        """Put a draft with other fields in the place of one."""
        self._drafts[number] = replace(self._drafts[number], **changes)
        return self._drafts[number]

    def say_of(self, number: DraftNo, statement: Statement) -> None:
        """Make a change, share or rate one of another statement, and a part of nothing."""
        left = self._statements[self._drafts[number].statement]
        self.change_statement(left.number, drafts=tuple(n for n in left.drafts if n != number))
        self.change_statement(statement.number, drafts=(*self._statements[statement.number].drafts, number))
        self.change_draft(
            number, statement=statement.number, meaning=statement.meaning, label=statement.label, part_of=None
        )

    # statements

    def statement(self, number: StatementNo) -> Statement:
        """The statement of a number."""
        return self._statements[number]

    def add_statement(self, label: str, meaning: Meaning, listed: ListNo | None = None) -> Statement:
        """Begin a statement, as an entry of a list where it stands in one."""
        statement = Statement(number=StatementNo(len(self._statements)), label=label, meaning=meaning, listed=listed)
        self._statements.append(statement)
        if listed is not None:
            self.change_list(listed, begun=(*self._lists[listed].begun, statement.number))
        return statement

    def change_statement(self, number: StatementNo, **changes: object) -> Statement:
        """Put a statement with other fields in the place of one."""
        self._statements[number] = replace(self._statements[number], **changes)
        return self._statements[number]

    def said_of(self, number: StatementNo) -> list[Draft]:
        """All that is said of a statement, in order."""
        return [self._drafts[n] for n in self._statements[number].drafts]

    def value(self, number: StatementNo, like: Draft) -> Draft | None:
        """The statement's own draft of the same measure, period, base and dimension."""
        return next(
            (d for d in self.said_of(number) if d.relation in (*VALUES, "change") and d.measured_like(like)), None
        )

    def whole_over(self, statement: Statement) -> Statement | None:
        """The whole of the list that a statement stands in."""
        return self.whole(self._lists[statement.listed]) if statement.listed is not None else None

    # lists of parts

    @property
    def lists(self) -> Sequence[Composition]:
        """All lists of parts so far, in the order in which they were opened."""
        return self._lists

    def listing(self, number: ListNo) -> Composition:
        """The list of a number."""
        return self._lists[number]

    def add_list(
        self, whole: Statement, said: bool | None, place: str, *, outer: ListNo | None, by_kinds: bool = False
    ) -> Composition:
        """Begin a list of parts of a whole."""
        listing = Composition(
            number=ListNo(len(self._lists)), whole=whole.number, said=said, place=place, outer=outer, by_kinds=by_kinds
        )
        self._lists.append(listing)
        return listing

    def change_list(self, number: ListNo, **changes: object) -> Composition:
        """Put a list with other fields in the place of one."""
        self._lists[number] = replace(self._lists[number], **changes)
        return self._lists[number]

    def whole(self, listing: Composition) -> Statement:
        """The statement whose parts a list names."""
        return self._statements[listing.whole]

    def parts(self, number: ListNo) -> list[Draft]:
        """The parts of a list, in order."""
        return [self._drafts[n] for n in self._lists[number].parts]

    def outermost(self, listing: Composition) -> Composition:
        """The outermost of the lists inside a sentence that one stands in."""
        while listing.outer is not None and self._lists[listing.outer].place != "block":
            listing = self._lists[listing.outer]
        return listing

    def naming(self, whole: DraftNo, name: str) -> ListNo | None:
        """The list that has named a part of a whole by this name."""
        return self._naming.get((whole, name))

    def add_part(self, number: DraftNo, whole: DraftNo, listing: ListNo, name: str) -> None:
        """Make a draft the part of a whole that a list names so."""
        self._naming[whole, name] = listing
        self.change_draft(number, part_of=whole, listed=listing)
        self.change_list(listing, parts=(*self._lists[listing].parts, number))

    def remove_part(self, number: DraftNo, listing: ListNo) -> None:
        """Name a draft as a part in a list no more."""
        self.change_list(listing, parts=tuple(n for n in self._lists[listing].parts if n != number))

    # items

    def item(self, number: ItemNo) -> Item:
        """The item of a number."""
        return self._items[number]

    def add_item(
        self, level: int, label: str, *, meaning: Meaning = UNKNOWN, body: str | None = None, heading: bool = False
    ) -> Item:
        """Begin an item."""
        item = Item(
            number=ItemNo(len(self._items)), level=level, label=label, meaning=meaning, body=body, heading=heading
        )
        self._items.append(item)
        return item

    def change_item(self, number: ItemNo, **changes: object) -> Item:
        """Put an item with other fields in the place of one."""
        self._items[number] = replace(self._items[number], **changes)
        return self._items[number]
