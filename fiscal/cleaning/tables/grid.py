"""A table as a grid: the cell at every position, a spanning cell at each that it covers.

What rows and columns mean is left to `header_paths`, `panels` and `row_hierarchy`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from fiscal.model.amounts import normal
from fiscal.model.reading import Cell, Table

_IDENTIFIER = re.compile(r"\d{10,}")


@dataclass(frozen=True)
class Grid:
    """`cells` finds the cell that covers a position; texts are compared in the form of `normal` (NFKC, no white
    space).
    """

    table: Table
    rows: int
    cols: int
    cells: dict[tuple[int, int], Cell] = field(repr=False)

    def cell(self, row: int, col: int) -> Cell | None:
        """The cell that covers a position."""
        return self.cells.get((row, col))

    def text(self, row: int, col: int) -> str:
        """The normal text at a position, empty where there is no cell."""
        cell = self.cells.get((row, col))
        return normal(cell.text) if cell else ""

    def starts(self, row: int, col: int) -> bool:
        """Whether a cell begins at this position."""
        cell = self.cells.get((row, col))
        return cell is not None and (cell.row, cell.col) == (row, col)

    def row_cells(self, row: int) -> list[Cell]:
        """The cells that begin in a row, left to right."""
        return [
            cell
            for col in range(self.cols)
            if (cell := self.cells.get((row, col))) and (cell.row, cell.col) == (row, col)
        ]

    def covering(self, row: int) -> list[Cell]:
        """The cells that cover a row, those from above included, each once, left to right."""
        seen: dict[tuple[int, int], Cell] = {}
        for col in range(self.cols):
            cell = self.cells.get((row, col))
            if cell is not None:
                seen.setdefault((cell.row, cell.col), cell)
        return list(seen.values())


def grid_of(table: Table) -> Grid:
    """The grid of a table; where two cells claim a position, the one that begins there has it."""
    cells: dict[tuple[int, int], Cell] = {}
    for cell in table.cells:
        for row in range(cell.row, cell.row + cell.rowspan):
            for col in range(cell.col, cell.col + cell.colspan):
                if (row, col) not in cells or (row, col) == (cell.row, cell.col):
                    cells[row, col] = cell
    return Grid(table, table.rows, table.cols, cells)


def is_identifier(text: str) -> bool:
    """Whether a printed number only names something: ten digits or more without separators (project codes, telephone
    numbers).
    """
    return _IDENTIFIER.fullmatch(text) is not None
