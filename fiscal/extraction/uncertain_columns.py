"""Tables whose columns no vertical rules show, and in which something says that they were parted wrongly: such a page is doubted.

Judges a grid by its own cells; finding the columns is left to `columns` and `joints`, what another reader makes of them to `second`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from fiscal.extraction.page import Grid, GridCell
from fiscal.extraction.wording import is_amount, is_total, numbering
from fiscal.model.amounts import normal
from fiscal.model.reading import Doubt

_GLUED = re.compile(r"[\u4e00-\u9fff)）]\d[\d,]*\.\d\d|\.\d\d+[-\d,]+\.\d\d")
"""A label with an amount behind it, or two amounts in one."""
_COUNT = 3
"""Digits of a figure that has neither decimals nor thousands: longer ones are amounts."""


def uncertain_columns(page: int, grids: Sequence[Grid]) -> list[Doubt]:
    """A blocking doubt for each grid without vertical rules that looks parted wrongly."""
    return [Doubt("columns_uncertain", True, page=page, detail=detail) for grid in grids if (detail := next(_signs(grid), None)) is not None]


def _signs(grid: Grid) -> Iterator[str]:
    """What speaks against the grid's columns and rows, as the text that shows it."""
    by_space = any(cell.method == "stream" for cell in grid.cells)
    if not by_space and all(cell.confidence >= 1 for cell in grid.cells):
        return
    yield from (cell.text[:40] for cell in grid.cells if _GLUED.search(normal(cell.text)))
    rows = _rows(grid)
    plain = [[normal(cell.text) if cell else "" for cell in row] for row in rows]
    first = next((i for i, row in enumerate(plain) if any(map(_is_figure, row))), len(rows))
    if first < len(rows):
        yield from (" ".join(plain[first])[:40] for column in zip(*plain[:first], strict=True) if not any(column))
    if by_space:
        beside = ("".join(plain[i])[:40] for i, row in enumerate(rows[:first]) if any(cell is not None and not cell.text and cell.colspan == 1 for cell in row))
        yield from beside
    for row, texts in zip(rows[first:], plain[first:], strict=True):
        filled = {id(cell): text for cell, text in zip(row, texts, strict=True) if cell is not None and text}
        words = [text for text in filled.values() if not is_amount(text)]
        if len(filled) == 1 and (not words or _is_rest(words[0])):
            yield next(iter(filled.values()))[:40]
        elif by_space and not words and any(map(_is_figure, texts)):
            yield " ".join(filled.values())[:40]


def _is_figure(text: str) -> bool:
    return is_amount(text) and ("." in text or "," in text or len(text) > _COUNT)


def _is_rest(text: str) -> bool:
    """Whether a label that stands alone in its row may be the rest of the one above: it begins with no number or code, and is no total."""
    return numbering(text) is None and not text[:1].isdigit() and not is_total(text)


def _rows(grid: Grid) -> list[list[GridCell | None]]:
    """The cell at each place."""
    rows: list[list[GridCell | None]] = [[None] * (len(grid.col_edges) - 1) for _ in grid.row_edges[1:]]
    for cell in grid.cells:
        for row in range(cell.row, cell.row + cell.rowspan):
            for col in range(cell.col, cell.col + cell.colspan):
                rows[row][col] = cell
    return rows
