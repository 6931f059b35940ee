"""Which way up a page picture is: straightened, then turned by quarter turns until its text can be read.

Works on pictures only; rendering pages and reading them are left to `fiscal.extraction.scans.picture_page`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from fiscal.extraction.images.raster import Grey, Mask
from fiscal.extraction.ocr.recognition import TextBox, find_text, read_lines
from fiscal.extraction.page.content import Skew
from fiscal.extraction.scans.deskew import evened, ink_of, skew_of, straightened

_READABLE = 0.85
_SAMPLES = 5


@dataclass(frozen=True, slots=True)
class PagePicture:
    """A page's picture, upright and evened, `dpi` pixels an inch; `boxes` is where it has text.

    `skew` is how it stood before, seen from how it stands now; `turn` is the clockwise turn in degrees that set it
    upright after it was straightened."""

    even: Grey
    ink: Mask
    dpi: float
    turn: int
    skew: Skew
    boxes: tuple[TextBox, ...] = field(repr=False)

    @property
    def point(self) -> float:
        """Pixels a point."""
        return self.dpi / 72


def upright(grey: Grey, dpi: float) -> PagePicture:
    """The page's picture evened, straightened and turned the right way up."""
    even = evened(grey, dpi)
    skew = skew_of(ink_of(even), dpi)
    even = straightened(even, skew)
    boxes = find_text(even)
    turn = 0
    if _sideways(boxes):
        turn, even = 90, np.ascontiguousarray(np.rot90(even, -1))
        boxes = find_text(even)
    score = _readable(even, boxes)
    if boxes and score < _READABLE:
        over = np.ascontiguousarray(np.rot90(even, 2))
        over_boxes = find_text(over)
        if _readable(over, over_boxes) > score:
            turn, even, boxes = turn + 180, over, over_boxes
    return PagePicture(even, ink_of(even), dpi, turn, skew.turned(turn), tuple(boxes))


def _sideways(boxes: Sequence[TextBox]) -> bool:
    """Whether more of the text runs up or down than across."""
    tall = sum((b.bottom - b.top) * (b.x1 - b.x0) for b in boxes if b.bottom - b.top > 1.5 * (b.x1 - b.x0))
    wide = sum((b.bottom - b.top) * (b.x1 - b.x0) for b in boxes if b.x1 - b.x0 > 1.5 * (b.bottom - b.top))
    return tall > wide


def _readable(even: Grey, boxes: Sequence[TextBox]) -> float:
    """The median score of a few pieces of text that are long enough to tell; 0 where there are none."""
    telling = [b for b in boxes if 3 * (b.bottom - b.top) <= b.x1 - b.x0 <= 14 * (b.bottom - b.top)]
    telling.sort(key=_proportion)
    chosen = telling[:: max(1, len(telling) // _SAMPLES)][:_SAMPLES] or sorted(boxes, key=_proportion)[-_SAMPLES:]
    readings = read_lines([even[b.top : b.bottom, b.x0 : b.x1] for b in chosen])
    return float(np.median([r.score for r in readings])) if readings else 0.0


def _proportion(box: TextBox) -> float:
    return (box.x1 - box.x0) / (box.bottom - box.top)
