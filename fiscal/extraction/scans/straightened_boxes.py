"""Boxes of skewed scans put back to where they are on the page as displayed, once the tables have been put together on
straightened pages.

Turns of quarter circles stay: `Page.rotation` says how the page stands.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import radians, tan
from typing import TypeVar

from fiscal.extraction.page.content import PageContent, Skew
from fiscal.model.reading import Box, Cell, Page, Reading, Sentence, Table

Placed = TypeVar("Placed", Cell, Box)

_WORTH_TURNING = 0.02


def place_back(reading: Reading, contents: Sequence[PageContent]) -> Reading:
    """The reading with the boxes of skewed pages where the middles of their sides stand on the page as displayed."""
    skewed = {c.page.page: (c.page, c.skew) for c in contents if _worth_turning(c.skew)}
    if not skewed:
        return reading
    tables = tuple(_table(table, skewed) for table in reading.tables)
    sentences = tuple(_sentence(sentence, skewed) for sentence in reading.sentences)
    return replace(reading, tables=tables, sentences=sentences)


def _table(table: Table, skewed: dict[int, tuple[Page, Skew]]) -> Table:
    return replace(
        table, cells=tuple(_turned(cell, *skewed[cell.page]) if cell.page in skewed else cell for cell in table.cells)
    )


def _sentence(sentence: Sentence, skewed: dict[int, tuple[Page, Skew]]) -> Sentence:
    return replace(
        sentence, boxes=tuple(_turned(box, *skewed[box.page]) if box.page in skewed else box for box in sentence.boxes)
    )


def _worth_turning(skew: Skew) -> bool:
    return max(abs(skew.rows), abs(skew.cols), abs(skew.rows_fan), abs(skew.cols_fan)) > _WORTH_TURNING


def _turned(item: Placed, page: Page, skew: Skew) -> Placed:
    x, y = (item.x0 + item.x1) / 2, (item.top + item.bottom) / 2
    return replace(
        item,
        x0=_place(item.x0, y, page, skew)[0],
        x1=_place(item.x1, y, page, skew)[0],
        top=_place(x, item.top, page, skew)[1],
        bottom=_place(x, item.bottom, page, skew)[1],
    )


def _place(x: float, y: float, page: Page, skew: Skew) -> tuple[float, float]:
    """Where a point of the straightened page stood."""
    across, along = x - page.width / 2, y - page.height / 2
    down = tan(radians(skew.rows + skew.rows_fan * along / page.height))
    lean = tan(radians(skew.cols + skew.cols_fan * across / page.width))
    return x - lean * along, y + down * across
