"""A page picture as evenly lit greys, turned upright: paper shade and lighting removed, small skews of rows and columns
straightened.

Quarter turns are decided by who can read the text (`fiscal.extraction.ocr.recognition`); finding rules is left to
`fiscal.extraction.scans.scan_rules`."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from fiscal.extraction.images.raster import (
    Grey,
    Mask,
    closed,
    levelled,
    opened,
    parts_of,
    resized,
    smoothed,
    split_level,
)
from fiscal.extraction.page.content import Skew

_MOST_DEGREES = 6.0
_WORTH_TURNING = 0.02
_STRAIGHT = 0.02
"""Inches, as a standard deviation, by which a rule's ink may lie off its line; strokes of a line of text that run
together lie further off.
"""


_TELLING, _DASH_GAP, _CROSSING, _FAINTEST = 22.0, 3.2, 12.0, 6.0
"""Points along which a faint stroke is told, over which its dashes are joined, and from which on a stroke across is a
rule and bridges no characters; the greys by which it is darker than the paper beside it at least."""

_LEAST_FAN, _MOST_FAN, _FANNED = 0.25, 2.0, 6
"""Degrees from one end of the page to the other that are worth straightening and that are believed, and the strokes
that must show them.
"""


_EDGE = 10
"""Greys by which a shade is darker than the paper about it at least for its edge to be kept sharp."""


def evened(grey: Grey, dpi: float) -> Grey:
    """The picture with its paper at 255 wherever it lies, shaded cells too: every pixel against the brightest paper
    about it.
    """
    small = resized(grey, max(1, grey.shape[1] // 4), max(1, grey.shape[0] // 4))
    reach = max(3, round(dpi / 4 * 0.2) | 1)
    paper = cv2.morphologyEx(cv2.medianBlur(small, 5), cv2.MORPH_CLOSE, np.ones((reach, reach), np.uint8))
    soft = smoothed(np.asarray(paper, np.uint8), reach)
    # Where a shade ends, what is smooth is too light within the shade: that would leave a dark band along its edge.
    firm = cv2.erode(paper, np.ones((3, 3), np.uint8))
    paper = resized(
        np.where(firm < soft - np.minimum(soft, _EDGE), firm, soft).astype(np.uint8), grey.shape[1], grey.shape[0]
    )
    return np.asarray(cv2.divide(grey, np.maximum(paper, 40), scale=255), np.uint8)


def ink_of(even: Grey) -> Mask:
    """Where there is ink on an evened picture: darker than half way from the paper to the print, and darker than the
    paper's own noise.
    """
    sample = even[::3, ::3]
    return even < max(min(max(split_level(sample), 110.0), 215.0, 255 - 5 * _grain(sample)), 90.0)


def faint_ink_of(even: Grey, unruled: Grey, point: float) -> Mask:
    """Where there is ink, strokes that scanning left pale too: whatever the paper's grain cannot be once it is
    smoothed.

    `unruled` is the picture without its rules and their edges, in which level strokes are sought by smoothing along
    them."""
    level = np.asarray(cv2.blur(unruled, (max(3, round(2.5 * point)), 1)), np.uint8)
    return _below_grain(smoothed(even, max(0.6, 0.22 * point))) | _below_grain(level)


def ungrained_ink_of(even: Grey) -> Mask:
    """Where there is ink, pixel by pixel: pale strokes too, but nothing is smoothed, so that gaps as narrow as a pixel
    stay.
    """
    return _below_grain(even)


def faint_strokes_of(even: Grey, point: float) -> Mask:
    """Where level strokes are that are pale, dashed or dotted: darker along some length than the paper right above and
    below them, which text is not.
    """
    dark = 255 - levelled(smoothed(even, max(0.6, 0.22 * point)), round(_TELLING * point)).astype(np.int16)
    aside = max(2, round(1.8 * point))
    beside = np.pad(dark, ((aside, aside), (0, 0)), mode="edge")
    over = dark - np.maximum(beside[: -2 * aside], beside[2 * aside :])
    sample = dark[::3, ::3]
    along = over > max(_FAINTEST, 6 * _grain((255 - sample).astype(np.uint8)))
    spots = even < 255 - max(2 * _FAINTEST, 3 * _grain(even[::3, ::3]))
    crossing = opened(closed(spots, 3, 1), round(_CROSSING * point), 1)
    return closed(spots & along & ~crossing, 1, max(3, round(_DASH_GAP * point)))


def _below_grain(smooth: Grey) -> Mask:
    return smooth < max(140.0, min(225.0, 250 - 6 * _grain(smooth[::3, ::3])))


def _grain(sample: Grey) -> float:
    """How far the paper's grain reaches below its own shade, as a standard deviation; most of a page is paper."""
    middle, low = np.percentile(sample, [50, 30.85])
    return 2 * float(middle - low)


def skew_of(ink: Mask, dpi: float) -> Skew:
    """The skew told by long rules, or by the text's own lines where there are none."""
    picture = ink.astype(np.uint8) * 255
    rows, rows_fan = _by_rules(picture, dpi)
    cols, cols_fan = _by_rules(np.ascontiguousarray(np.rot90(picture)), dpi)
    if rows is None:
        rows = cols if cols is not None else _by_text(picture, dpi)
    if cols is None or abs(cols - rows) > 1.5:
        cols, cols_fan = rows, 0.0
    return Skew(rows, cols, rows_fan, -cols_fan)


def straightened(picture: Grey, skew: Skew) -> Grey:
    """The picture turned back about its centre, in its own size."""
    if skew.rows_fan or skew.cols_fan:
        return _unfanned(picture, skew)
    if abs(skew.rows) < _WORTH_TURNING and abs(skew.cols) < _WORTH_TURNING:
        return picture
    height, width = picture.shape[:2]
    down, lean = np.tan(np.radians([skew.rows, skew.cols]))
    centre_x, centre_y = width / 2, height / 2
    back = np.array([[1, -lean, lean * centre_y], [down, 1, -down * centre_x]], np.float64)
    return np.asarray(
        cv2.warpAffine(
            picture, back, (width, height), flags=cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP, borderValue=(255.0,)
        ),
        np.uint8,
    )


def _unfanned(picture: Grey, skew: Skew) -> Grey:
    """The picture with each row and each column turned back by its own degrees."""
    height, width = picture.shape[:2]
    x, y = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
    across, along = x - width / 2, y - height / 2
    down = np.tan(np.radians(skew.rows + skew.rows_fan * along / height))
    lean = np.tan(np.radians(skew.cols + skew.cols_fan * across / width))
    back_x, back_y = (x - lean * along).astype(np.float32), (y + down * across).astype(np.float32)
    return np.asarray(
        cv2.remap(picture, back_x, back_y, cv2.INTER_CUBIC, borderMode=cv2.BORDER_CONSTANT, borderValue=(255.0,)),
        np.uint8,
    )


def _by_rules(picture: Grey, dpi: float) -> tuple[float | None, float]:
    """Degrees by which long, nearly level strokes fall to the right, None where there are too few, and by how many more
    at the foot than at the head.
    """
    scale = min(1.0, 150 / dpi)
    small = resized(picture, max(1, round(picture.shape[1] * scale)), max(1, round(picture.shape[0] * scale)))
    inch = dpi * scale
    level = opened(closed(small > 60, 1, 5), 1, max(7, round(inch * 0.06)))
    parts = parts_of(level)
    across = parts.width
    rules = (across > inch * 0.8) & (parts.height < across * np.tan(np.radians(_MOST_DEGREES)) + 6)
    rules[0] = False
    y, x = np.nonzero(level)
    of = parts.labels[y, x]
    x, y, of = (part[rules[of]].astype(np.int64) for part in (x, y, of))
    count = np.bincount(of, minlength=len(across)).astype(np.float64)[rules]
    mean_x, mean_y, mean_xx, mean_xy, mean_yy = (
        np.bincount(of, weights=w, minlength=len(across))[rules] / count for w in (x, y, x * x, x * y, y * y)
    )
    slope = (mean_xy - mean_x * mean_y) / (mean_xx - mean_x**2)
    off = np.sqrt(np.maximum(mean_yy - mean_y**2 - slope * (mean_xy - mean_x * mean_y), 0))
    straight = off <= _STRAIGHT * inch
    length = across[rules][straight].astype(np.float64)
    if length.sum() < inch * 4:
        return None, 0.0
    degrees, place = np.degrees(np.arctan(slope[straight])), mean_y[straight] / small.shape[0] - 0.5
    fan = _fan(degrees, place, length)
    return _weighted_median(degrees - fan * place, length**2), fan


def _fan(degrees: NDArray[np.float64], place: NDArray[np.float64], weight: NDArray[np.float64]) -> float:
    """How degrees change from one end of the page (-0.5) to the other (0.5); 0 unless strokes all over the page show
    it.
    """
    usual = _weighted_median(degrees, weight)
    near = np.abs(degrees - usual) < _MOST_FAN
    degrees, place, weight = degrees[near], place[near], weight[near]
    if len(degrees) < _FANNED or np.ptp(place) < 0.4:
        return 0.0
    slope, middle = np.polyfit(place, degrees, 1, w=weight)
    left = np.average(np.square(degrees - middle - slope * place), weights=weight)
    before = np.average(np.square(degrees - np.average(degrees, weights=weight)), weights=weight)
    return float(slope) if abs(slope) >= _LEAST_FAN and left < before / 4 else 0.0


def _by_text(picture: Grey, dpi: float) -> float:
    """The angle at which the ink falls into the sharpest rows."""
    scale = min(1.0, 75 / dpi)
    small = resized(picture, max(1, round(picture.shape[1] * scale)), max(1, round(picture.shape[0] * scale)))
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
