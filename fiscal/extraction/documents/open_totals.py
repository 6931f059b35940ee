"""Whether a table's total, printed over its rows, is more than they add up to so far: then rows are still to come.

Only compares sums where outer rows are plain to see; what is part of what is left to `fiscal.cleaning`.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from fiscal.extraction.page.content import GridCell
from fiscal.extraction.sheets.sheet import Sheet
from fiscal.extraction.wording import is_amount, is_grand_total
from fiscal.model.amounts import parse_amount


def total_is_open(sheet: Sheet, header: int) -> bool:
    """The first row below the header is a grand total, and in the first column of figures its outer rows add up to
    less.
    """
    if header >= sheet.height - 1 or not any(is_grand_total(s.plain) for s in sheet.filled(header)):
        return False
    figures = [s for s in sheet.filled(header) if is_amount(s.plain)]
    if not figures:
        return False
    column, total = figures[0].col, parse_amount(figures[0].text)
    parts = [_amount(sheet, row, column) for row in _outer_rows(sheet, header + 1)]
    known = [part for part in parts if part is not None]
    return (
        total is not None
        and bool(known)
        and all(part >= 0 for part in known)
        and Decimal(0) < sum(known, Decimal(0)) < total
    )


def _outer_rows(sheet: Sheet, start: int) -> Sequence[int]:
    """The rows with the shortest codes in the first column; none where not every row has a code there."""
    codes: dict[int, int] = {}
    for row in range(start, sheet.height):
        first = sheet.matrix[row][0]
        if first is None or not first.plain.isdigit():
            return ()
        codes[row] = len(first.plain)
    shortest = min(codes.values(), default=0)
    return [row for row, length in codes.items() if length == shortest] if len(set(codes.values())) > 1 else ()


def _amount(sheet: Sheet, row: int, column: int) -> Decimal | None:
    spot: GridCell | None = sheet.matrix[row][column]
    return parse_amount(spot.text) if spot is not None and spot.plain else None
