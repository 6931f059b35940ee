"""Which list a statement is an entry of by where it stands: numbered items, a unit that goes on with the list before
it, and the whole that a list is told of.

How the walk opens and ends lists is left to `discourse_state`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from fiscal.cleaning.discourse.record.record import Record
from fiscal.cleaning.discourse.record.statements import Composition, Item, Statement
from fiscal.cleaning.grammar.subject_concepts import SIDES, UNKNOWN, Meaning, kind_of_class
from fiscal.model.classification import CLASSIFICATIONS
from fiscal.model.vocabulary import KINDS

_OF_BASIC = ("personnel", "public", "household")


def scoped(meaning: Meaning, items: Sequence[Item], main: Statement | None) -> Meaning:
    """A meaning narrowed by the item that it stands under, where it names no funds itself: a class under 人员经费
    is the personnel part of it, 公用经费 under a class (`main`, what the item is about) is the class's."""
    if meaning.kind in KINDS and meaning.concept == "expenditure_current":
        whole = main.meaning if main is not None and main.meaning.kind in (None, "total") else UNKNOWN
        return kind_of_class(meaning, whole) or meaning
    if meaning.class_system in CLASSIFICATIONS and meaning.kind in (None, "total"):
        kind = next(
            (
                i.meaning.kind
                for i in reversed(items)
                if i.meaning.concept == "expenditure_current" and i.meaning.kind in KINDS
            ),
            None,
        )
        return meaning if kind is None else replace(meaning, kind=kind)
    return meaning


def numbered_list(items: Sequence[Item], record: Record) -> Composition | None:
    """The open list that a new numbered item (or the first sentence under it) is an entry of."""
    for depth, item in enumerate(reversed(items)):
        if item.block is None:
            continue
        block, entries = record.listing(item.block), items[len(items) - depth :]
        is_entry = not entries or (entries[0].level == block.level and all(e.main is None for e in entries))
        return block if is_entry else None
    return None


def are_items_of_a_sum(items: Sequence[Item], whole: Statement, meaning: Meaning) -> bool:
    """Whether numbered funds or classes make up a list right under the year's income or expenditure, which the item
    above is about (1.本年收入合计100万元。（1）…), if no words lead in.
    """
    owner, item = items[-2], items[-1]
    if (
        item.main is not None
        or owner.block is not None
        or not whole.stated
        or owner.leads_in
        or owner.entries != 1
        or item.level <= owner.level
        or whole.meaning.concept not in SIDES
    ):
        return False
    funds = meaning.class_system == "income" and meaning.source is not None and whole.meaning.class_system == "income"
    classes = (
        meaning.class_system == "functional"
        and len(meaning.concept or "") == 3
        and whole.meaning.class_system == "none"
    )
    return funds or classes


def goes_on(last: Meaning, meaning: Meaning) -> tuple[bool, bool]:
    """Whether a unit that begins with this goes on with the list before it, which ended with `last`: by a further kind
    of basic expenditure, or by a further economic class.
    """
    kinds = (
        last.kind in _OF_BASIC
        and meaning.kind in _OF_BASIC
        and meaning.concept == last.concept
        and meaning.kind != last.kind
    )
    classes = (
        meaning.class_system == "economic_department"
        and _level(last) == _level(meaning)
        and last.concept != meaning.concept
    )
    return kinds, classes


def whole_told_again(mark: str, listing: Composition | None, record: Record) -> Statement | None:
    """The whole of the list before 具体情况如下, which tells of its parts once more; None where no list stands before
    it.
    """
    if listing is None or len(listing.named) < 2 or not mark.endswith("如下"):
        return None
    return record.whole(record.outermost(listing))


def told_on(statement: Statement, record: Record) -> Statement:
    """A sentence of its own (具体情况如下) goes on with the whole whose parts were listed before it, not with the last
    of them.
    """
    listed = record.listing(statement.listed) if statement.listed is not None else None
    return record.whole(listed) if listed is not None and len(listed.parts) > 1 else statement


def _level(meaning: Meaning) -> tuple[str, int]:
    return meaning.class_system, len(meaning.concept or "")
