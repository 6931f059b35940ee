"""A sheet: the cells of one or more page grids on common rows and columns, while they are put together into a logical
table.

Only moves cells about: lines columns up, stacks, cuts and joins; whether two sheets belong together is left to `joins`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from fiscal.extraction.page.content import Grid, GridCell
from fiscal.extraction.wording import is_amount
from fiscal.model.amounts import normal
from fiscal.model.reading import Alternative


@dataclass(frozen=True)
class Sheet:
    """Cells on `height` rows between column `edges` (points of the first page). `tops` and `bottoms` are where each row
    lies on its page.
    """

    edges: tuple[float, ...]
    tops: tuple[float, ...]
    bottoms: tuple[float, ...]
    spots: tuple[GridCell, ...]

    @property
    def height(self) -> int:
        """Count of rows."""
        return len(self.tops)

    @property
    def width(self) -> int:
        """Count of columns."""
        return len(self.edges) - 1

    @cached_property
    def matrix(self) -> tuple[tuple[GridCell | None, ...], ...]:
        """The cell that covers each position, row by row."""
        places: list[list[GridCell | None]] = [[None] * self.width for _ in range(self.height)]
        for spot in self.spots:
            for row in range(spot.row, spot.row + spot.rowspan):
                for col in range(spot.col, spot.col + spot.colspan):
                    places[row][col] = spot
        return tuple(tuple(row) for row in places)

    def texts(self, row: int) -> tuple[str, ...]:
        """The compared text at each column of a row."""
        return tuple(spot.plain if spot else "" for spot in self.matrix[row])

    def cells(self, row: int) -> list[GridCell]:
        """The cells that cover a row, each once, left to right."""
        found: list[GridCell] = []
        for spot in self.matrix[row]:
            if spot is not None and (not found or found[-1] is not spot):
                found.append(spot)
        return found

    def filled(self, row: int) -> list[GridCell]:
        """The cells with text that cover a row."""
        return [spot for spot in self.cells(row) if spot.plain]

    def is_ocr(self) -> bool:
        """Read from a picture: texts are compared with tolerance."""
        return any(spot.method.startswith("ocr") for spot in self.spots)


def sheet_of(grid: Grid) -> Sheet:
    """One page's grid as a sheet."""
    spots = tuple(replace(cell, page=grid.page) for cell in grid.cells)
    return Sheet(grid.col_edges, grid.row_edges[:-1], grid.row_edges[1:], spots)


def rows_between(sheet: Sheet, start: int, end: int) -> Sheet:
    """Rows `start` to `end` (excluded) as a sheet of its own; spanning cells are cut, their text stays with their first
    row.
    """
    if start == 0 and end == sheet.height:
        return sheet
    spots: list[GridCell] = []
    for spot in sheet.spots:
        first, last = max(spot.row, start), min(spot.row + spot.rowspan, end)
        if first >= last:
            continue
        if spot.row < start:
            spot = replace(spot, text="", lines=(), first_x0=spot.x0, alternatives=())
        spots.append(replace(spot, row=first - start, rowspan=last - first))
    return Sheet(sheet.edges, sheet.tops[start:end], sheet.bottoms[start:end], tuple(spots))


def without_rows(sheet: Sheet, gone: Collection[int]) -> Sheet:
    """The sheet without some rows, each of which has only cells of its own."""
    for row in sorted(gone, reverse=True):
        sheet = stack(rows_between(sheet, 0, row), rows_between(sheet, row + 1, sheet.height))
    return sheet


def stack(upper: Sheet, lower: Sheet) -> Sheet:
    """Both sheets, which have the same columns, one under the other."""
    moved = tuple(replace(spot, row=spot.row + upper.height) for spot in lower.spots)
    return Sheet(upper.edges, upper.tops + lower.tops, upper.bottoms + lower.bottoms, upper.spots + moved)


def join_spots(upper: GridCell, lower: GridCell) -> GridCell:
    """One cell of two that lie one above the other, with the texts of both; with that of one where both sides of a page
    end show it.
    """
    if upper.plain == lower.plain:
        lower = replace(lower, text="", lines=(), alternatives=())
    text = join_texts(upper.text, lower.text)
    source = upper if upper.plain else lower
    alternatives = tuple(
        Alternative(join_texts(a.text, lower.text), a.score, a.reader) for a in upper.alternatives
    ) + tuple(Alternative(join_texts(upper.text, a.text), a.score, a.reader) for a in lower.alternatives)
    return replace(
        source,
        row=upper.row,
        col=min(upper.col, lower.col),
        rowspan=lower.row + lower.rowspan - upper.row,
        colspan=max(upper.col + upper.colspan, lower.col + lower.colspan) - min(upper.col, lower.col),
        text=text,
        lines=upper.lines + lower.lines,
        confidence=min(upper.confidence, lower.confidence),
        alternatives=alternatives,
        last_line=lower.last_line if lower.plain else upper.last_line,
        open_top=upper.open_top,
        open_bottom=lower.open_bottom,
    )


def join_texts(upper: str, lower: str) -> str:
    """A text that goes on: a space between Latin words, nothing otherwise, nor within an amount."""
    apart = all(char.isascii() and char.isalnum() for char in (upper[-1:] or "、", lower[:1] or "、"))
    return (
        upper + lower
        if not apart or ("." in upper and lower.isdigit() and is_amount(normal(upper + lower)))
        else f"{upper} {lower}"
    )


def join_rows(sheet: Sheet, row: int) -> Sheet:
    """The sheet with rows `row` and `row + 1` made one, the cells of both joined."""
    above = {(s.col, s.colspan): s for s in sheet.spots if s.row + s.rowspan == row + 1}
    kept: list[GridCell] = []
    gone: set[int] = set()
    for spot in sheet.spots:
        if spot.row == row + 1 and (spot.col, spot.colspan) in above:
            partner = above[spot.col, spot.colspan]
            gone.add(id(partner))
            kept.append(join_spots(partner, spot))
        elif spot.row == row + 1 and not spot.plain:
            gone.add(id(spot))
    kept.extend(s for s in sheet.spots if id(s) not in gone and not (s.row == row + 1 and (s.col, s.colspan) in above))
    moved = tuple(_close_up(s, row) for s in kept)
    tops, bottoms = sheet.tops, sheet.bottoms
    return Sheet(sheet.edges, tops[: row + 1] + tops[row + 2 :], bottoms[:row] + bottoms[row + 1 :], in_order(moved))


def _close_up(spot: GridCell, row: int) -> GridCell:
    """The cell after row `row + 1` has gone into row `row`."""
    if spot.row > row:
        return replace(spot, row=max(spot.row - 1, row))
    return replace(spot, rowspan=spot.rowspan - 1) if spot.row + spot.rowspan > row + 1 else spot


def join_cells(sheet: Sheet, pairs: Sequence[tuple[GridCell, GridCell]]) -> Sheet:
    """The sheet with each pair of cells, the second directly under the first, made one."""
    gone = {id(spot) for pair in pairs for spot in pair}
    joined = [join_spots(upper, lower) for upper, lower in pairs]
    return Sheet(
        sheet.edges, sheet.tops, sheet.bottoms, in_order([*(s for s in sheet.spots if id(s) not in gone), *joined])
    )


def in_order(spots: Iterable[GridCell]) -> tuple[GridCell, ...]:
    """The cells by row, then by column."""
    return tuple(sorted(spots, key=lambda s: (s.row, s.col)))
