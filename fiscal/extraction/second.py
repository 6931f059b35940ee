"""The second reader: camelot's vector lattice over the pages that have ruled grids, independent of the first in its lines and its text.

Agreement keeps a cell's confidence, disagreement lowers it and keeps the other reading; which of the two is right is left to the accounting identities.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from fiscal.extraction.page import Grid, GridCell, PageContent
from fiscal.model.amounts import normal
from fiscal.model.reading import Alternative, Doubt

READER = "camelot"
ALONE, DISPUTED = 0.9, 0.6
_SCORE = 0.5
_FIGURE = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Piece:
    """One cell as the second reader sees it, by its middle, in the coordinates of the displayed page."""

    x: float
    y: float
    text: str


def second_opinion(path: Path, contents: Sequence[PageContent]) -> tuple[PageContent, ...]:
    """The pages with each ruled cell's confidence set by the second reader's agreement, its other reading kept where the two differ.

    Pages without a ruled grid, picture pages and turned pages are given back as they are. A page that the second reader cannot read leaves its cells read by one.
    """
    wanted = [c.page.page for c in contents if c.grids and not c.page.picture and c.page.rotation == 0]
    seen = dict(_read(path, wanted)) if wanted else {}
    return tuple(compared(c, seen[c.page.page]) if c.page.page in seen else c for c in contents)


def compared(content: PageContent, pieces: Sequence[Piece]) -> PageContent:
    """One page with its cells compared to the second reader's pieces."""
    doubts: list[Doubt] = []
    grids = tuple(_compared_grid(grid, [p for p in pieces if grid.x0 <= p.x <= grid.x1 and grid.top <= p.y <= grid.bottom], doubts) for grid in content.grids)
    return replace(content, grids=grids, doubts=(*content.doubts, *doubts))


def _compared_grid(grid: Grid, pieces: Sequence[Piece], doubts: list[Doubt]) -> Grid:
    if not pieces:
        return replace(grid, cells=tuple(replace(c, confidence=min(c.confidence, ALONE)) for c in grid.cells))
    return replace(grid, cells=tuple(_compared_cell(grid.page, cell, pieces, doubts) for cell in grid.cells))


def _compared_cell(page: int, cell: GridCell, pieces: Sequence[Piece], doubts: list[Doubt]) -> GridCell:
    mine = [p for p in pieces if cell.x0 <= p.x <= cell.x1 and cell.top <= p.y <= cell.bottom]
    if not mine and normal(cell.text):
        return replace(cell, confidence=min(cell.confidence, ALONE))
    other = "".join(p.text for p in mine)
    if _alike(cell.text, other):
        return cell
    if not _FIGURE.search(cell.text + other):
        return replace(cell, confidence=min(cell.confidence, ALONE), alternatives=(*cell.alternatives, Alternative(other, _SCORE, READER)))
    doubts.append(Doubt("readers_disagree", blocking=False, page=page, row=cell.row, col=cell.col, detail=f"{cell.text[:40]} | {other[:40]}"))
    return replace(cell, confidence=min(cell.confidence, DISPUTED), alternatives=(*cell.alternatives, Alternative(other, _SCORE, READER)))


def _alike(first: str, second: str) -> bool:
    """Equal, or the same characters in another order of lines, which is no other reading of a figure."""
    a, b = normal(first), normal(second)
    return a == b or sorted(a) == sorted(b)


def _read(path: Path, pages: Sequence[int]) -> Iterator[tuple[int, list[Piece]]]:
    import playa
    from camelot.handlers import PDFHandler
    from camelot.parsers.lattice import Lattice

    class BlankGridsKept(Lattice):
        def _reject_table(self, table: Any) -> bool:
            del table
            return False

    class PageByPage(PDFHandler):
        def tables_of(self, page: Any, parser: Lattice) -> list[Any]:
            return self._parse_page(page, parser, {})

    handler, parser = PageByPage(str(path)), BlankGridsKept(engine="vector", split_text=True)
    with playa.open(path, space="page") as document:
        for number in pages:
            try:
                tables = handler.tables_of(document.pages[number - 1], parser)
            except _CAMELOT_FAILS:
                continue
            height = float(parser.dimensions[1])
            yield number, [piece for table in tables for piece in _pieces(table, height)]


# What camelot and playa were seen to end with on damaged pages; the first reader's reading stands then.
_CAMELOT_FAILS = (ValueError, TypeError, KeyError, IndexError, AttributeError, ZeroDivisionError, AssertionError, RecursionError, NotImplementedError, OSError)


def _pieces(table: Any, height: float) -> Iterator[Piece]:
    for row in table.cells:
        for cell in row:
            if cell.text.strip():
                yield Piece((cell.x1 + cell.x2) / 2, height - (cell.y1 + cell.y2) / 2, cell.text)
