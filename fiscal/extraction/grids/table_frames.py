"""What can be a table among a page's lattices, and what is a frame or other decoration; whether a caption parts two of
them.

Judges by structure and by where characters stand; finding the lattices is left to `components`, choosing among
explanations of a page to the page search."""

from __future__ import annotations

from math import inf

import numpy as np
from numpy.typing import NDArray

from fiscal import lexicon
from fiscal.extraction.columns.segments import printed_line
from fiscal.extraction.grids.lattice import Lattice
from fiscal.extraction.page.characters import Characters
from fiscal.extraction.page.lines import lines_of
from fiscal.extraction.sheets.captions import caption_fields

_BORDER = 0.35
_WIDTH, _HEIGHT = 30.0, 8.0
_PROSE = 60
_BESIDE = 0.5
"""Share of the lower one's height at which two tables stand beside each other."""
_ROWS_OF_COLUMNS = 2
"""Lines with figures beside other text that show columns."""
_UNIT = lexicon.pattern("tables.money_unit_beside")


def captioned(characters: Characters, top: float, bottom: float, *, declared: bool = True) -> bool:
    """Whether one of the lines between two heights belongs to a table's caption: its unit, its number, a title of its
    own.

    If `declared`, its declarant or a unit in brackets as well: within a form they are fields.
    """
    lines = lines_of(characters.within(-inf, top, inf, bottom), " ")
    fields = [caption_fields(line.text) for line in lines]
    return any(
        (declared and (f.unit or f.declarant)) or f.number or (f.title and f.title.endswith("表")) for f in fields
    ) or any(_UNIT.search(line.text) for line in lines)


def _written(lattice: Lattice, characters: Characters) -> NDArray[np.int64]:
    """How many characters have their middle in each of the lattice's cells."""
    boxes = characters.boxes
    col = np.searchsorted(lattice.col_edges, (boxes[:, 0] + boxes[:, 2]) / 2) - 1
    row = np.searchsorted(lattice.row_edges, (boxes[:, 1] + boxes[:, 3]) / 2) - 1
    inside = (col >= 0) & (row >= 0) & (col < lattice.owner.shape[1]) & (row < lattice.owner.shape[0])
    return np.bincount(lattice.owner[row[inside], col[inside]], minlength=len(lattice.spans))


def is_table(lattice: Lattice, characters: Characters) -> bool:
    """A table has something written in it and a border around most of it; a single column of cells is one when it has a
    head and a few words in a cell, not prose.
    """
    written = _written(lattice, characters)
    width, height = lattice.col_edges[-1] - lattice.col_edges[0], lattice.row_edges[-1] - lattice.row_edges[0]
    if width < _WIDTH or height < _HEIGHT or not written.any() or sum(side < _BORDER for side in lattice.border) >= 2:
        return False
    if len(lattice.col_edges) > 2:
        return True
    return written[0] > 0 and written[written > 0].mean() <= _PROSE and not _holds_columns(lattice, characters)


def _holds_columns(lattice: Lattice, characters: Characters) -> bool:
    """Whether a single column of cells is none: in several of them figures stand apart from other text, as in rows that
    nothing parts into columns.
    """
    xs, ys = lattice.col_edges, lattice.row_edges
    lines = lines_of(characters.within(xs[0], ys[0], xs[-1], ys[-1]), " ")
    return sum(len(line.segments) > 1 and bool(line.figures) for line in map(printed_line, lines)) >= _ROWS_OF_COLUMNS


def side_by_side(first: Lattice, second: Lattice) -> bool:
    """Whether two tables with columns stand beside each other, so that captions over them and what continues them
    cannot be told apart by height.
    """
    left, right = sorted((first, second), key=lambda g: g.col_edges[0])
    shared = min(left.row_edges[-1], right.row_edges[-1]) - max(left.row_edges[0], right.row_edges[0])
    lower = min(left.row_edges[-1] - left.row_edges[0], right.row_edges[-1] - right.row_edges[0])
    return (
        left.col_edges[-1] <= right.col_edges[0]
        and shared > _BESIDE * lower
        and all(min(g.owner.shape) > 1 for g in (left, right))
    )
