"""A page picture as evenly lit greys, turned upright: paper shade and lighting removed, small skews of rows and columns straightened.

Quarter turns are decided by who can read the text (`fiscal.extraction.recognition`); finding rules is left to `fiscal.extraction.picture_rules`.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

Grey = NDArray[np.uint8]

_MOST_DEGREES = 6.0
_WORTH_TURNING = 0.02


@dataclass(frozen=True, slots=True)
class Skew:
    """By how many degrees the rows fall to the right (`rows`) and the columns lean to the left (`cols`); equal for a page that was merely turned."""

    rows: float
    cols: float


def evened(grey: Grey, dpi: float) -> Grey:
    """The picture with its paper at 255 wherever it lies: every pixel against the brightest paper about it. Dark areas wider than a stroke stay dark."""
    small = cv2.resize(grey, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    reach = max(3, round(dpi / 4 * 0.2) | 1)
    paper = cv2.morphologyEx(cv2.medianBlur(small, 5), cv2.MORPH_CLOSE, np.ones((reach, reach), np.uint8))
    paper = cv2.GaussianBlur(paper, (0, 0), reach)
    paper = np.maximum(cv2.resize(paper, (grey.shape[1], grey.shape[0]), interpolation=cv2.INTER_LINEAR), 40)
    return cv2.divide(grey, paper, scale=255).astype(np.uint8)


def ink_of(even: Grey) -> NDArray[np.bool_]:
    """Where there is ink on an evened picture: darker than half way from the paper to the print, and darker than the paper's own noise."""
    sample = even[::3, ::3]
    spread = float(np.median(np.abs(sample.astype(np.int16) - int(np.median(sample))))) * 1.4826
    split, _ = cv2.threshold(sample, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    limit = min(max(split, 110.0), 215.0, 255 - 5 * spread)
    return even < max(limit, 90.0)


def skew_of(ink: NDArray[np.bool_], dpi: float) -> Skew:
    """The skew told by long rules, or by the text's own lines where there are none."""
    picture = ink.astype(np.uint8) * 255
    rows = _by_rules(picture, dpi)
    cols = _by_rules(np.ascontiguousarray(np.rot90(picture)), dpi)
    if rows is None:
        rows = cols if cols is not None else _by_text(picture, dpi)
    if cols is None or abs(cols - rows) > 1.5:
        cols = rows
    return Skew(rows, cols)


def straightened(picture: Grey, skew: Skew) -> Grey:
    """The picture turned back about its centre, in its own size."""
    if abs(skew.rows) < _WORTH_TURNING and abs(skew.cols) < _WORTH_TURNING:
        return picture
    height, width = picture.shape[:2]
    down, lean = np.tan(np.radians([skew.rows, skew.cols]))
    centre_x, centre_y = width / 2, height / 2
    back = np.array([[1, -lean, lean * centre_y], [down, 1, -down * centre_x]], np.float64)
    return cv2.warpAffine(picture, back, (width, height), flags=cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP, borderValue=(255.0,)).astype(np.uint8)


def _by_rules(picture: Grey, dpi: float) -> float | None:
    """Degrees by which long, nearly level strokes fall to the right, None where there are too few."""
    scale = min(1.0, 150 / dpi)
    small = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    inch = dpi * scale
    level = cv2.morphologyEx(np.where(small > 60, 255, 0).astype(np.uint8), cv2.MORPH_CLOSE, np.ones((1, 5), np.uint8))
    level = cv2.morphologyEx(level, cv2.MORPH_OPEN, np.ones((1, max(7, round(inch * 0.06))), np.uint8))
    _, labels, boxes, _ = cv2.connectedComponentsWithStats(level, connectivity=8)
    across = boxes[:, cv2.CC_STAT_WIDTH]
    rules = (across > inch * 0.8) & (boxes[:, cv2.CC_STAT_HEIGHT] < across * np.tan(np.radians(_MOST_DEGREES)) + 6)
    rules[0] = False
    if across[rules].sum() < inch * 4:
        return None
    y, x = np.nonzero(level)
    of = labels[y, x]
    x, y, of = (part[rules[of]].astype(np.int64) for part in (x, y, of))
    count = np.bincount(of, minlength=len(boxes)).astype(np.float64)[rules]
    sum_x, sum_y, sum_xx, sum_xy = (np.bincount(of, weights=w, minlength=len(boxes))[rules] for w in (x, y, x * x, x * y))
    slope = (count * sum_xy - sum_x * sum_y) / (count * sum_xx - sum_x**2)
    return _weighted_median(np.degrees(np.arctan(slope)), across[rules].astype(np.float64) ** 2)


def _by_text(picture: Grey, dpi: float) -> float:
    """The angle at which the ink falls into the sharpest rows."""
    scale = min(1.0, 75 / dpi)
    small = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    if not small.any():
        return 0.0
    height, width = small.shape

    def sharpness(degrees: float) -> float:
        turn = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
        profile = cv2.warpAffine(small, turn, (width, height), flags=cv2.INTER_LINEAR).sum(axis=1, dtype=np.float64)
        return float(np.square(np.diff(profile)).sum())

    best = max(np.arange(-5.0, 5.01, 0.5), key=sharpness)
    return float(max(np.arange(best - 0.4, best + 0.41, 0.1), key=sharpness))


def _weighted_median(values: NDArray[np.float64], weights: NDArray[np.float64]) -> float:
    order = np.argsort(values)
    reached = np.cumsum(weights[order])
    return float(values[order][np.searchsorted(reached, reached[-1] / 2)])
