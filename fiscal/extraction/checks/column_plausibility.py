"""Tables whose columns no vertical rules show, and in which something says that they were parted wrongly.

Judges a grid by its own cells; finding the columns is left to `unruled_tables`, weighing what speaks against them to
the page search, what another reader makes of them to `second_reader`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from fiscal.extraction.page.content import Grid
from fiscal.extraction.sheets.sheet import sheet_of
from fiscal.extraction.wording import is_amount, is_total, numbering
from fiscal.model.amounts import normal

_GLUED = re.compile(r"[\u4e00-\u9fff)）]\d[\d,]*\.\d\d|\.\d\d+[-\d,]+\.\d\d")
"""A label with an amount behind it, or two amounts in one."""
_COUNT = 3
"""Digits of a figure that has neither decimals nor thousands: longer ones are amounts."""


def implausible(grid: Grid) -> Iterator[str]:
    """What speaks against the columns and rows of a grid that not only rules part, as the text that shows it."""
    by_space = any(cell.method == "stream" for cell in grid.cells)
    if not by_space and all(cell.confidence >= 1 for cell in grid.cells):
        return
    yield from (cell.text[:40] for cell in grid.cells if _GLUED.search(normal(cell.text)))
    sheet = sheet_of(grid)
    plain = [sheet.texts(row) for row in range(sheet.height)]
    first = next((i for i, row in enumerate(plain) if any(map(_is_figure, row))), sheet.height)
    if first < sheet.height:
        yield from (" ".join(plain[first])[:40] for column in zip(*plain[:first], strict=True) if not any(column))
    if by_space:
        yield from (
            "".join(plain[row])[:40]
            for row in range(first)
            if any(not spot.text and spot.colspan == 1 for spot in sheet.cells(row))
        )
    for row in range(first, sheet.height):
        filled = [spot.plain for spot in sheet.filled(row)]
        words = [text for text in filled if not is_amount(text)]
        if len(filled) == 1 and (not words or _is_rest(words[0])):
            yield filled[0][:40]
        elif by_space and not words and any(map(_is_figure, filled)):
            yield " ".join(filled)[:40]


def _is_figure(text: str) -> bool:
    return is_amount(text) and ("." in text or "," in text or len(text) > _COUNT)


def _is_rest(text: str) -> bool:
    """Whether a label that stands alone in its row may be the rest of the one above: it begins with no number or code,
    and is no total.
    """
    return numbering(text) is None and not text[:1].isdigit() and not is_total(text)
