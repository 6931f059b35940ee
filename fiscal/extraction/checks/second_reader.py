"""A second opinion on printed tables: camelot reads them again, on its own text layout and its own lines, and each cell
is compared.

Agreement is kept as confidence, another reading as an alternative and a doubt that blocks nothing. Text that camelot
loses altogether, as it does in some spanning cells, is no other reading. Which reading is right is left to conservation
and to the identities."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from fiscal.extraction.checks.second_reader_tables import SecondCell, SecondPage, UnruledArea, second_pages
from fiscal.extraction.page.code_points import unified
from fiscal.extraction.page.content import Grid, GridCell, PageContent
from fiscal.model.amounts import normal
from fiscal.model.reading import Alternative, Doubt

READER = "camelot"
_ALONE = 0.05
"""What a cell that only the first reader has an opinion on loses in confidence."""
_DIFFERENT = 0.7
_DISPUTED = 2
"""Cells that the second reader reads otherwise from which on columns that only white space parts are uncertain."""
_SECONDED = ("lattice", "stream")
_INSIDE = 3.0
"""Points by which a cell of the second reader may stand out of ours."""
_COVERED = 0.8
_MOST_CHARACTERS = 20_000
_UNREADABLE = re.compile(r"\(cid:\d+\)|�")
_NUMBER = re.compile(r"\d+(?:[,.]\d+)*")


def second_opinion(path: Path, contents: Sequence[PageContent]) -> tuple[PageContent, ...]:
    """The same pages, each cell of a grid with what the second reader thinks of it. `path` opens without a password.

    Pages without grids, those with more text than any filing's page has, and those that the second reader cannot read,
    stay as they are."""
    wanted = {
        c.page.page: [
            UnruledArea(g.x0, g.top, g.x1, g.bottom, g.col_edges[1:-1]) for g in c.grids if _method(g) == "stream"
        ]
        for c in contents
        if any(_method(grid) in _SECONDED for grid in c.grids) and c.page.chars <= _MOST_CHARACTERS
    }
    if not wanted:
        return tuple(contents)
    seen = second_pages(path, wanted)
    return tuple(
        _compared(content, seen[content.page.page]) if content.page.page in seen else content for content in contents
    )


def _method(grid: Grid) -> str:
    return next((cell.method for cell in grid.cells), "")


def _compared(content: PageContent, seen: SecondPage) -> PageContent:
    if abs(seen.width - content.page.width) > _INSIDE or abs(seen.height - content.page.height) > _INSIDE:
        return content
    grids: list[Grid] = []
    doubts = list(content.doubts)
    for grid in content.grids:
        near = [
            c
            for c in seen.cells
            if _lies_in(c, grid.x0 - _INSIDE, grid.top - _INSIDE, grid.x1 + _INSIDE, grid.bottom + _INSIDE)
        ]
        if _method(grid) not in _SECONDED or not near:
            grids.append(grid)
            continue
        cells = _judged(grid, near)
        grids.append(replace(grid, cells=tuple(cells)))
        disputed = [
            cell
            for before, cell in zip(grid.cells, cells, strict=True)
            if len(cell.alternatives) > len(before.alternatives)
        ]
        if _method(grid) == "stream" and len(disputed) >= _DISPUTED:
            doubts.append(
                Doubt(
                    "columns_uncertain",
                    True,
                    page=content.page.page,
                    detail="; ".join(cell.text[:40] for cell in disputed[:_DISPUTED]),
                )
            )
        for cell in disputed:
            detail = f"{cell.text[:40]} / {cell.alternatives[-1].text[:40]}"
            doubts.append(
                Doubt("readers_disagree", False, page=content.page.page, row=cell.row, col=cell.col, detail=detail)
            )
    return replace(content, grids=tuple(grids), doubts=tuple(doubts))


def _judged(grid: Grid, near: Sequence[SecondCell]) -> list[GridCell]:
    """The grid's cells, each with the second reader's opinion in its confidence and, where it differs, among its
    alternatives.
    """
    opinions = [_theirs(cell, near) for cell in grid.cells]
    dropped = Counter(normal("".join(c.text for c in grid.cells))) - Counter(normal("".join(c.text for c in near)))
    judged: list[GridCell] = []
    for cell, theirs in zip(grid.cells, opinions, strict=True):
        if theirs is None or (not theirs and cell.text and Counter(normal(cell.text)) <= dropped):
            judged.append(replace(cell, confidence=round(cell.confidence - _ALONE, 4)))
        elif same_text(cell.text, theirs):
            judged.append(cell)
        else:
            other = Alternative(theirs, 1 - _DIFFERENT, READER)
            judged.append(
                replace(cell, confidence=min(cell.confidence, _DIFFERENT), alternatives=(*cell.alternatives, other))
            )
    return judged


def _lies_in(cell: SecondCell, x0: float, top: float, x1: float, bottom: float) -> bool:
    return x0 < (cell.x0 + cell.x1) / 2 < x1 and top < (cell.top + cell.bottom) / 2 < bottom


def _theirs(cell: GridCell, near: Sequence[SecondCell]) -> str | None:
    """What the second reader read in the cell's place; None where its own lines part the place otherwise, or where it
    cannot decode the text.
    """
    inside = [c for c in near if _lies_in(c, cell.x0, cell.top, cell.x1, cell.bottom)]
    left, top, right, bottom = cell.x0 - _INSIDE, cell.top - _INSIDE, cell.x1 + _INSIDE, cell.bottom + _INSIDE
    fits = all(c.x0 >= left and c.x1 <= right and c.top >= top and c.bottom <= bottom for c in inside)
    covered = sum((c.x1 - c.x0) * (c.bottom - c.top) for c in inside)
    if not fits or covered < _COVERED * (cell.x1 - cell.x0) * (cell.bottom - cell.top):
        return None
    text = "".join(c.text for c in inside)
    return None if _UNREADABLE.search(text) else unified(re.sub(r"\s*\n\s*", "", text).strip())


def same_text(ours: str, theirs: str) -> bool:
    """Whether two readings of one cell agree: the same characters, wrapped lines or doubled print in whatever order,
    the same numbers whole.
    """
    a, b = normal(ours), normal(theirs)
    if a == b:
        return True
    if b == "".join(c + c for c in a):
        return True
    return Counter(a) == Counter(b) and (_numbers(a) == _numbers(b) or _numbers(ours) == _numbers(theirs))


def _numbers(text: str) -> Counter[str]:
    return Counter(_NUMBER.findall(unicodedata.normalize("NFKC", text)))
