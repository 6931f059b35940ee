"""Readings of a list of rows in which not every row is an addend of the total: parts listed among their wholes, one
list by two classifications, the amounts of several levels.

Whether a reading is no accident is left to `structure`.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from expectations.claims.figures import ZERO
from expectations.defences.settings import MOST_LEVELS

Rows = list[tuple[int, Decimal]]


@dataclass(frozen=True, slots=True)
class RowReading:
    """A reading of listed rows: its words, the rows that it does not add, the amounts whose agreement it rests on
    beside the total's, whether it leaves nothing over.
    """

    zh: str
    en: str
    dropped: frozenset[int]
    agreeing: tuple[Decimal, ...] = ()
    throughout: bool = False


def readings_of(rows: Rows, total: Decimal) -> list[RowReading]:
    """The readings of listed rows with this total, whether or not they hold; one that drops no row says nothing."""
    first = next((row for row, amount in rows if amount), None)
    whole_first = bool(total) and first is not None and dict(rows)[first] == total
    found = [
        RowReading(
            "首行即总额，其余各行为其组成部分",
            "the first row is the whole, the others are within it",
            frozenset(r for r, _ in rows if r != first) if whole_first else frozenset(),
        ),
        RowReading(
            "同一总额按两种口径分列", "the whole is listed by two classifications", _by_two_classifications(rows, total)
        ),
    ]
    for least in (1, 2):
        found.append(_within("所列行已含在上级行之内", "rows are already within a row above them", rows, least, total))
        found.append(
            _within(
                "所列行已含在下方小计之内", "rows are already within a subtotal below them", rows[::-1], least, total
            )
        )
    found += [
        RowReading("所列各行逐级列示", "rows are listed level by level", *_levels(rows, total, depth), throughout=True)
        for depth in range(2, MOST_LEVELS + 1)
    ]
    again = [(row, amount) for (_, before), (row, amount) in pairwise(rows) if amount and amount == before]
    found.append(
        RowReading(
            "同一金额跨多行重复列示",
            "one amount over several rows is printed again",
            frozenset(r for r, _ in again),
            tuple(a for _, a in again),
        )
    )
    return found


def _within(zh: str, en: str, rows: Rows, least: int, total: Decimal) -> RowReading:
    """The reading by which rows are within others; it goes through the whole list where each row that is left has parts
    or all of them are the total.
    """
    dropped, agreeing = _parts_of_others(rows, least)
    kept = [amount for row, amount in rows if row not in dropped]
    return RowReading(
        zh,
        en,
        dropped,
        agreeing,
        throughout=len(agreeing) > 1 and sum(kept, ZERO) == total and set(kept) <= set(agreeing),
    )


def _parts_of_others(rows: Rows, least: int) -> tuple[frozenset[int], tuple[Decimal, ...]]:
    """The rows that add up to the row before them, level by level, where at least `least` do; and the amounts that they
    add up to.
    """
    roots: Rows = []
    dropped: set[int] = set()
    agreeing: list[Decimal] = []
    for row, amount in reversed(rows):
        added = ZERO
        for n, (_, part) in enumerate(roots, 1):
            added += part
            if amount and n >= least and added == amount:
                dropped |= {r for r, _ in roots[:n]}
                agreeing.append(amount)
                del roots[:n]
                break
        roots.insert(0, (row, amount))
    return frozenset(dropped), tuple(agreeing)


def _levels(rows: Rows, total: Decimal, depth: int) -> tuple[frozenset[int], tuple[Decimal, ...]]:
    """The rows below the first level of a list with every amount anew on each of `depth` levels, and the amounts that
    others add up to; none where it is no such list.
    """
    left = [total]
    dropped: set[int] = set()
    agreeing: list[Decimal] = []
    for row, amount in rows:
        if not amount:
            continue
        if not left:
            return frozenset(), ()
        if len(left) > 1:
            dropped.add(row)
        left[-1] -= amount
        if len(left) < depth:
            left.append(amount)
            agreeing.append(amount)
        while left and not left[-1]:
            left.pop()
    return (frozenset(), ()) if left else (frozenset(dropped), tuple(agreeing))


def _by_two_classifications(rows: Rows, total: Decimal) -> frozenset[int]:
    """All rows but the first of several lists that each add up to the total; none where the rows do not fall into such
    lists.
    """
    lists: list[list[int]] = [[]]
    added = ZERO
    for row, amount in rows:
        lists[-1].append(row)
        added += amount
        if added == total and total:
            lists.append([])
            added = ZERO
    complete, rest = lists[:-1], set(lists[-1])
    blank = not any(amount for row, amount in rows if row in rest)
    return frozenset(row for one in complete[1:] for row in one) if len(complete) > 1 and blank else frozenset()
