"""A workbook's sheets as they are displayed, whatever program wrote them: cells with their texts, borders and places.

Filled by `xlsx` and `xls`; what on a sheet is a table is left to `workbook_areas`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from enum import IntFlag

from fiscal.extraction.formats.workbooks.number_formats import displayed, exact
from fiscal.model.reading import STORED, Alternative

MOST_CELLS = 1_000_000
"""Cells of a workbook, over which it is refused. Chosen, not measured: a sheet may claim 17 thousand million, and
memory bears some millions.
"""


class Side(IntFlag):
    """The sides of a cell that have a border."""

    NONE = 0
    LEFT = 1
    RIGHT = 2
    TOP = 4
    BOTTOM = 8


@dataclass(frozen=True, slots=True)
class SheetCell:
    """A cell with something in it, by its row and column on the sheet, from 0. `align`: `left` · `center` · `right`;
    `size`: points of its print.
    """

    row: int
    col: int
    text: str
    align: str
    size: float
    bold: bool
    alternatives: tuple[Alternative, ...] = ()


@dataclass(slots=True)
class SourceSheet:
    """A sheet. `merged`: (row, col, rowspan, colspan) by the first cell of each merged range; `widths`: points of
    columns that are given one.
    """

    name: str
    cells: dict[tuple[int, int], SheetCell] = field(default_factory=dict[tuple[int, int], SheetCell])
    borders: dict[tuple[int, int], Side] = field(default_factory=dict[tuple[int, int], Side])
    merged: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict[tuple[int, int], tuple[int, int]])
    widths: dict[int, float] = field(default_factory=dict[int, float])
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    visible: bool = True

    def covered(self) -> set[tuple[int, int]]:
        """The places that merged ranges cover behind their first cells."""
        inside = (
            (r, c)
            for (row, col), (rows, cols) in self.merged.items()
            for r in range(row, row + rows)
            for c in range(col, col + cols)
        )
        return set(inside) - self.merged.keys()


def print_size(points: float) -> float:
    """Points of a cell's print, within what can be laid out."""
    return min(max(points, 6.0), 28.0)


def number_shown(value: float, number_format: str, *, since_1904: bool) -> tuple[str, tuple[Alternative, ...]]:
    """A number's text as displayed, and the stored number beside it where the text shows another one; the stored one
    where its format cannot display it.
    """
    stored = exact(value)
    try:
        shown = displayed(value, number_format, since_1904=since_1904)
    except ArithmeticError:
        return _plain(stored), ()
    if shown.value is None or shown.value == stored:
        return shown.text, ()
    return shown.text, (Alternative(_plain(stored), 1.0, STORED),)


def _plain(number: Decimal) -> str:
    return f"{number.normalize() + Decimal(0):f}"


def column_name(col: int) -> str:
    """A column's letters, from 0: A, B, … AA."""
    name = ""
    col += 1
    while col:
        col, rest = divmod(col - 1, 26)
        name = chr(65 + rest) + name
    return name
