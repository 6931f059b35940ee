"""Boxes of skewed scans put back to where they are on the page as displayed, once the tables have been put together on straightened pages.

Turns of quarter circles stay: `Page.rotation` says how the page stands.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import cos, radians, sin
from typing import TypeVar

from fiscal.extraction.page import PageContent
from fiscal.model.reading import Box, Cell, Page, Reading, Sentence, Table

Placed = TypeVar("Placed", Cell, Box)

_WORTH_TURNING = 0.02


def place_back(reading: Reading, contents: Sequence[PageContent]) -> Reading:
    """The reading with the boxes of skewed pages turned about their page's centre; each keeps its size."""
    skewed = {c.page.page: (c.page, c.skew) for c in contents if abs(c.skew) > _WORTH_TURNING}
    if not skewed:
        return reading
    tables = tuple(_table(table, skewed) for table in reading.tables)
    sentences = tuple(_sentence(sentence, skewed) for sentence in reading.sentences)
    return replace(reading, tables=tables, sentences=sentences)


def _table(table: Table, skewed: dict[int, tuple[Page, float]]) -> Table:
    return replace(table, cells=tuple(_turned(cell, *skewed[cell.page]) if cell.page in skewed else cell for cell in table.cells))


def _sentence(sentence: Sentence, skewed: dict[int, tuple[Page, float]]) -> Sentence:
    return replace(sentence, boxes=tuple(_turned(box, *skewed[box.page]) if box.page in skewed else box for box in sentence.boxes))


def _turned(item: Placed, page: Page, skew: float) -> Placed:
    across, down = (item.x0 + item.x1 - page.width) / 2, (item.top + item.bottom - page.height) / 2
    c, s = cos(radians(skew)), sin(radians(skew))
    right, below = across * (c - 1) - down * s, across * s + down * (c - 1)
    return replace(item, x0=item.x0 + right, x1=item.x1 + right, top=item.top + below, bottom=item.bottom + below)
