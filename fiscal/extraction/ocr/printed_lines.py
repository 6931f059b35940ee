"""Where the printed lines stand in a piece of a page picture: rows of ink, parted at wide gaps, cut out with the paper
that the recogniser expects.

Works on pixels; what the lines say is left to `fiscal.extraction.ocr.recognition`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from fiscal.extraction.images.raster import Grey, Mask, grown, parts_of

_SPECK = 0.45
"""Points: ink no wider and no higher is dirt."""
_STROKE = 1.8
"""Points: faint ink that is shorter is dirt."""
_DOT = 0.3
"""Text heights: ink no wider and no higher is a dot."""
_SHARE = 0.15
"""Share of the text's height that is left as paper above and below it."""
_ROOMY, _SHORT, _STREAK = 1.5, 0.25, 0.5
"""Text heights: a cell is as high at least to tell a stroke through it from a character; so much such a stroke lacks at
its ends at most, and is as thick.
"""
_WIDE_GAP = 2.5
"""Text heights of empty paper that part two pieces of a line."""


Box = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a printed line: its ink's box in pixels, and the height of the text that it belongs to."""

    x0: int
    top: int
    x1: int
    bottom: int
    height: float

    @property
    def bar(self) -> str:
        """The dash that the ink is when it is nothing but a level bar, else nothing."""
        flat = self.bottom - self.top <= max(0.25 * self.height, 3.0)
        width = (self.x1 - self.x0) / self.height
        if not flat or width < 0.3 or width > 2.6:
            return ""
        return "-" if width < 0.6 else "—" if width < 1.5 else "——"

    @property
    def middle(self) -> float:
        """Half way down the ink."""
        return (self.top + self.bottom) / 2


def without_specks(faint: Mask, ink: Mask, point: float) -> Mask:
    """The faint ink without dirt: what is connected must hold real ink or be as long as a stroke, and larger than a
    speck.
    """
    parts = parts_of(faint)
    longest = np.maximum(parts.width, parts.height)
    dark = np.bincount(parts.labels[ink & faint], minlength=len(longest))
    kept = ((dark >= 3) & (longest > _SPECK * point)) | (longest > _STROKE * point)
    kept[0] = False
    return kept[parts.labels]


def without_dirt(ink: Mask, usual: float) -> Mask:
    """The ink without dots that stand alone: points, commas and colons have characters beside them. `usual` is the
    height of the text, pixels.
    """
    parts = parts_of(ink)
    dots = np.maximum(parts.width, parts.height) < _DOT * usual
    dots[0] = True
    beside = grown(~dots[parts.labels], round(0.4 * usual) | 1, round(1.2 * usual) | 1)
    held = np.zeros(len(dots), bool)
    held[np.unique(parts.labels[beside])] = True
    farther = np.zeros(len(dots), bool)
    farther[np.unique(parts.labels[grown(~dots[parts.labels], round(0.4 * usual) | 1, round(1.8 * usual) | 1)])] = True
    held |= ~dots | (farther & _colons(parts.labels, dots, usual))
    held[0] = False
    return held[parts.labels]


def _colons(labels: NDArray[np.int32], dots: NDArray[np.bool_], usual: float) -> NDArray[np.bool_]:
    """Which of the dots stand in twos, one above the other; the marks of full width stand farther from the characters
    before them.
    """
    alone = dots.copy()
    alone[0] = False
    columns = parts_of(grown(alone[labels], round(0.5 * usual) | 1, 1)).labels
    y, x = np.nonzero(alone[labels])
    pairs = np.unique(np.stack((columns[y, x], labels[y, x])), axis=1)
    held = np.bincount(pairs[0], minlength=int(columns.max(initial=0)) + 1)
    colons = np.zeros(len(dots), bool)
    colons[pairs[1][held[pairs[0]] == 2]] = True
    return colons


def streaks_in(ink: Mask, boxes: Sequence[Box], usual: float) -> list[Box]:
    """Where an upright stroke runs through a whole cell from border to border, as no character does: folds and streaks
    that are broken or bent.

    `boxes`, of cells and of streaks: left, top, right, bottom in pixels; `usual` is the height of the text.
    """
    found: list[Box] = []
    for left, top, right, bottom in boxes:
        if bottom - top > _ROOMY * usual:
            filled = (bottom - top) - ink[top:bottom, left:right].sum(axis=0) < _SHORT * usual
            found.extend(
                (left + a - 1, top, left + b + 1, bottom) for a, b in _runs(filled, 1) if b - a < _STREAK * usual
            )
    return found


def pieces_of(ink: Mask, x0: int, top: int, usual: float) -> list[list[Piece]]:
    """The printed lines in a cell's ink, top to bottom, each as its pieces left to right.

    `x0`, `top` is where the cell lies on the page, `usual` the height of the text about it; pixels.
    """
    rows = _rows(ink, usual)
    lines: list[list[Piece]] = []
    for first, last in rows:
        height = max(float(last - first), 0.8 * usual)
        line = [
            Piece(x0 + a, top + first, x0 + b, top + last, height)
            for a, b in _runs(_filled(ink[first:last], 0), _WIDE_GAP * height)
        ]
        if any(p.x1 - p.x0 >= 0.15 * usual or p.bottom - p.top >= 0.4 * usual for p in line):
            lines.append(line)
    return lines


def usual_height(inks: Sequence[Mask]) -> float:
    """The height in pixels of most of the text in cells: the median of their rows of ink, wide ones counting more. 0
    where there is none.
    """
    heights: list[int] = []
    for ink in inks:
        for first, last in _runs(_filled(ink, 1), 0):
            columns = np.nonzero(_filled(ink[first:last], 0))[0]
            width = int(columns[-1] - columns[0]) + 1
            if 0.15 * width < last - first < 3 * width or last - first < width:
                heights.extend([last - first] * max(1, width // max(1, last - first)))
    heights = [h for h in heights if h >= 4]
    return float(np.percentile(heights, 60)) if heights else 0.0


def cut(even: Grey, piece: Piece, left: int, top: int, right: int, bottom: int, share: float = _SHARE) -> Grey:
    """The piece cut out of the picture with paper about it; nothing beyond the four bounds is seen, white paper takes
    its place.
    """
    middle, half = piece.middle, max(piece.bottom - piece.top, piece.height) / 2
    border = 2 * half * share
    y0, y1 = round(middle - half - border), round(middle + half + border)
    x0, x1 = round(piece.x0 - border - 1), round(piece.x1 + border + 1)
    out = np.full((y1 - y0, x1 - x0), 255, np.uint8)
    a, b, c, d = max(x0, left, 0), min(x1, right, even.shape[1]), max(y0, top, 0), min(y1, bottom, even.shape[0])
    if a < b and c < d:
        out[c - y0 : d - y0, a - x0 : b - x0] = even[c:d, a:b]
    return out


def _filled(ink: Mask, axis: int) -> Mask:
    """Which columns (axis 0) or rows (axis 1) have ink."""
    return np.asarray(ink.any(axis=axis))


def _runs(filled: Mask, gap: float) -> list[tuple[int, int]]:
    """Stretches of filled places, those that are at most `gap` apart as one."""
    places = np.nonzero(filled)[0]
    if not len(places):
        return []
    breaks = np.nonzero(np.diff(places) > gap + 1)[0]
    starts, ends = np.r_[places[0], places[breaks + 1]], np.r_[places[breaks], places[-1]] + 1
    return [(int(a), int(b)) for a, b in zip(starts, ends, strict=True)]


def _rows(ink: Mask, usual: float) -> list[tuple[int, int]]:
    """Rows of text: strokes that lie one above the other within a character are one row, rows that touch are two."""
    rows: list[tuple[int, int]] = []
    for first, last in _runs(_filled(ink, 1), 0):
        if last - first > 1.75 * usual:
            rows.extend(_parted(ink, first, last, usual))
        else:
            rows.append((first, last))
    return _merged(rows, usual)


def _merged(rows: list[tuple[int, int]], usual: float) -> list[tuple[int, int]]:
    """Parts of rows that fit into one character's height together, nearest first."""
    while len(rows) > 1:
        gaps = [
            (rows[i + 1][0] - rows[i][1], i) for i in range(len(rows) - 1) if rows[i + 1][1] - rows[i][0] <= 1.2 * usual
        ]
        if not gaps:
            return rows
        _, i = min(gaps)
        rows = [*rows[:i], (rows[i][0], rows[i + 1][1]), *rows[i + 2 :]]
    return rows


def _parted(ink: Mask, first: int, last: int, usual: float) -> list[tuple[int, int]]:
    """Rows that touch, cut where there is least ink between them."""
    count = max(2, round((last - first) / (1.35 * usual)))
    profile = ink[first:last].sum(axis=1)
    step = (last - first) / count
    cuts = [0]
    for k in range(1, count):
        a, b = max(cuts[-1] + 1, round(k * step - 0.3 * step)), round(k * step + 0.3 * step) + 1
        cuts.append(a + int(profile[a:b].argmin()))
    cuts.append(last - first)
    return [(first + a, first + b) for a, b in pairwise(cuts) if b - a > 0.2 * usual]
