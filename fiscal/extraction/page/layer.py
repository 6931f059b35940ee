"""What one page holds before anybody understands it: characters, marks, which way is up, and whether its content is
text or a picture.

Reads each page once for all who need it; grids and lines are made by `page_search`, picture pages are read by
`picture_page`."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import pypdfium2 as pdfium
from numpy.typing import NDArray

from fiscal.extraction.page.characters import Characters, read_characters
from fiscal.extraction.pdfium import calls as native
from fiscal.extraction.pdfium.boxes import Box, sides
from fiscal.extraction.pdfium.covered_text import covered_texts
from fiscal.extraction.pdfium.marks import Marks
from fiscal.extraction.pdfium.objects import read_marks
from fiscal.extraction.pdfium.page_turn import Turn

_RASTER = 64
_FURNITURE = 80
"""Characters that a page number, a running header and a stamp have together at most."""
_BACKGROUND = 0.85
_HOLDING, _SEEN = 0.08, 0.01
"""Shares of the page that pictures cover at least to be read, and to be looked at for a table."""
_UNMAPPED = 0.1
_OUTLINES = 60
_SAMPLES, _STANDS_OUT = (0.1, 0.3, 0.5, 0.7, 0.9), 0.5
"""Where along a white mark it is looked what lies under it, and the share of these places that must be dark for it to
be seen.
"""
_BESIDE = 0.6
"""Points by which areas that lie side by side may be parted."""
_AT_ONCE = 512


class Content(StrEnum):
    """Where a page's content is: in the text layer, in pictures, or partly in either."""

    TEXT = "text"
    PICTURE = "picture"
    MIXED = "mixed"


@dataclass(frozen=True, slots=True)
class Layer:
    """The characters and marks of one page and the turn that sets it upright. Valid while its page is open."""

    characters: Characters
    marks: Marks
    turn: Turn
    pdf_page: pdfium.PdfPage

    def rule_boxes(self) -> NDArray[np.float64]:
        """The visible rules on the displayed page, (x0, top, x1, bottom), shape (n, 4), cut to the page; white ones
        where they stand on a dark area.
        """
        return self._displayed(self.marks.rules + _white_on_dark(self.marks))

    def edge_boxes(self) -> NDArray[np.float64]:
        """The sides of filled areas on the displayed page, as boxes without width, shape (n, 4), cut to the page."""
        return self._displayed(self.marks.edges + _white_areas_on_dark(self.marks))

    def fill_boxes(self) -> NDArray[np.float64]:
        """The filled areas that are not white on the displayed page, (x0, top, x1, bottom), shape (n, 4), cut to the
        page.
        """
        return self._displayed([box for box, white in self.marks.areas if not white])

    def image_boxes(self) -> NDArray[np.float64]:
        """The pictures on the displayed page, (x0, top, x1, bottom), shape (n, 4), cut to the page."""
        return self._displayed(self.marks.images)

    def _displayed(self, user: list[Box]) -> NDArray[np.float64]:
        if not user:
            return np.empty((0, 4))
        boxes = self.turn.boxes(np.asarray(user, dtype=np.float64))
        width, height = self.turn.width, self.turn.height
        on_page = (boxes[:, 0] <= width) & (boxes[:, 2] >= 0) & (boxes[:, 1] <= height) & (boxes[:, 3] >= 0)
        return np.clip(boxes[on_page], 0, [width, height, width, height])


@contextmanager
def open_layer(pdf_page: pdfium.PdfPage) -> Generator[Layer]:
    """The page's layer for as long as the context lasts. PageTooComplexError when the page holds more than is ever
    read.
    """
    text_page = pdf_page.get_textpage()
    try:
        handle = native.address(pdf_page.raw)
        marks = read_marks(handle)
        marks.undrawn_texts |= covered_texts(pdf_page, marks.images)
        characters, turn = read_characters(handle, native.address(text_page.raw), marks)
        yield Layer(characters, marks, turn, pdf_page)
    finally:
        text_page.close()


def where_content_is(layer: Layer) -> Content:
    """Whether to trust the text layer, the page's picture, or to read both."""
    characters = layer.characters
    printed = sum(not c.isspace() for c in characters.text)
    boxes = layer.image_boxes()
    if printed and characters.unmapped > _UNMAPPED * printed:
        return Content.PICTURE
    if not printed:
        outlined = layer.marks.outlines > _OUTLINES
        return Content.PICTURE if outlined or _covered(boxes, layer.turn) > _HOLDING / 4 else Content.TEXT
    if not len(boxes):
        return Content.TEXT
    covered = _covered(boxes, layer.turn)
    if covered >= _HOLDING and characters.unprinted > 0.5:
        return Content.PICTURE
    if covered >= _BACKGROUND and printed <= _FURNITURE:
        return Content.MIXED
    if covered < _BACKGROUND and _covered(_without_text(boxes, characters), layer.turn) >= _HOLDING:
        return Content.MIXED
    return Content.MIXED if _covered(boxes, layer.turn) >= _SEEN and _table_in_picture(layer, boxes) else Content.TEXT


def _table_in_picture(layer: Layer, boxes: NDArray[np.float64]) -> bool:
    from fiscal.extraction.images.table_glance import (
        shows_table,
    )  # few pages are looked at, and OpenCV takes long to import

    return shows_table(
        layer.pdf_page, boxes, np.concatenate((layer.rule_boxes(), layer.edge_boxes())), layer.turn.rotation
    )


def _white_on_dark(marks: Marks) -> list[Box]:
    """The thin white marks that stand out: along most of their length the last area painted before them is not white,
    be it one area or areas side by side.
    """
    if not marks.white or not _any_dark(marks):
        return []
    boxes = np.asarray([box for box, _ in marks.white])
    painted = np.asarray([count for _, count in marks.white])
    areas = np.asarray([box for box, _ in marks.areas])
    dark = np.asarray([not white for _, white in marks.areas])
    seen = np.zeros(len(boxes))
    for share in _SAMPLES:
        across, down = boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1]
        x = boxes[:, 0] + np.where(across >= down, share, 0.5) * across
        y = boxes[:, 1] + np.where(across >= down, 0.5, share) * down
        for start in range(0, len(boxes), _AT_ONCE):
            some = slice(start, start + _AT_ONCE)
            px, py = x[some, None], y[some, None]
            holds = (
                (areas[:, 0] - _BESIDE <= px)
                & (px <= areas[:, 2] + _BESIDE)
                & (areas[:, 1] - _BESIDE <= py)
                & (py <= areas[:, 3] + _BESIDE)
            )
            holds &= np.arange(len(areas)) < painted[some, None]
            last = len(areas) - 1 - holds[:, ::-1].argmax(axis=1)
            seen[some] += holds.any(axis=1) & dark[last]
    return [
        box for (box, _), share in zip(marks.white, (seen / len(_SAMPLES)).tolist(), strict=True) if share > _STANDS_OUT
    ]


def _white_areas_on_dark(marks: Marks) -> list[Box]:
    """The sides of white areas laid on a dark one, as where a table's rules are what its white cells leave of its
    background.
    """
    if not _any_dark(marks):
        return []
    return [
        side
        for k, (box, white) in enumerate(marks.areas)
        if white and _painted_dark(marks, box, k)
        for side in sides(box)
    ]


def _any_dark(marks: Marks) -> bool:
    return any(not white for _, white in marks.areas)


def _painted_dark(marks: Marks, box: Box, painted: int) -> bool:
    """Whether the last of the first `painted` areas that hold the whole box is not white."""
    x0, y0, x1, y1 = box
    for (left, bottom, right, top), white in reversed(marks.areas[:painted]):
        if left <= x0 and bottom <= y0 and right >= x1 and top >= y1:
            return not white
    return False


def _covered(boxes: NDArray[np.float64], turn: Turn) -> float:
    """Share of the page that the boxes cover together."""
    if not len(boxes) or turn.width <= 0 or turn.height <= 0:
        return 0.0
    cells = np.zeros((_RASTER, _RASTER), dtype=bool)
    scaled = np.rint(boxes * (_RASTER / np.array([turn.width, turn.height] * 2))).astype(int)
    for x0, top, x1, bottom in scaled.tolist():
        cells[top:bottom, x0:x1] = True
    return float(cells.mean())


def _without_text(boxes: NDArray[np.float64], characters: Characters) -> NDArray[np.float64]:
    """The boxes that are no background to text."""
    middle_x, middle_y = characters.boxes[:, [0, 2]].mean(axis=1), characters.boxes[:, [1, 3]].mean(axis=1)
    inside = (
        (middle_x >= boxes[:, 0:1])
        & (middle_x <= boxes[:, 2:3])
        & (middle_y >= boxes[:, 1:2])
        & (middle_y <= boxes[:, 3:4])
    )
    return boxes[inside.sum(axis=1) <= _FURNITURE / 4]
