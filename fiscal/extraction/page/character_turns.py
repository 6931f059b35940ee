"""Which way characters are set: which follow each other on a level, the turn that sets each upright, and that of most
of them.
"""

from __future__ import annotations

from itertools import repeat

import numpy as np
from numpy.typing import NDArray

from fiscal.extraction.pdfium import calls as native

_TIGHT = 0.12
"""Share of a character's height: gap up to which two characters are one word."""
_DOWNWARDS = np.array([1.0, -1.0, 1.0, -1.0])
_LEANING = 25.0
"""Degrees by which text may lean and still run along the page: imitated italics do, watermarks lean more."""


def follow_closely(boxes: NDArray[np.float64], blank: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Whether each character but the last is followed by the next of its word; `boxes`: left, top, right, bottom."""
    if len(boxes) < 2:
        return np.zeros(max(len(boxes) - 1, 0), dtype=bool)
    x0, top, x1, bottom = boxes.T
    height = bottom - top
    gap = x0[1:] - x1[:-1]
    apart = np.abs((top[1:] + bottom[1:]) - (top[:-1] + bottom[:-1])) / 2
    return (
        (gap < _TIGHT * height[1:]) & (gap > -0.2 * height[1:]) & (apart < 0.3 * height[1:]) & ~blank[1:] & ~blank[:-1]
    )


def turns_of(
    text_page: int, numbers: NDArray[np.int64], user: NDArray[np.float64], blank: NDArray[np.bool_]
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """For each character the clockwise turn in user space that sets it upright, and whether it runs along neither side
    of the page.

    Characters that follow each other from left to right on a level stand upright; pdfium is asked about the others.
    """
    upright, askew = np.zeros(len(numbers), dtype=np.int64), np.zeros(len(numbers), dtype=bool)
    level = follow_closely(user[:, [0, 3, 2, 1]] * _DOWNWARDS, blank)
    unclear = (
        np.flatnonzero(~(np.append(level, False) | np.insert(level, 0, False) | blank)) if len(numbers) else numbers
    )
    asked = map(native.angle_of, repeat(text_page, len(unclear)), numbers[unclear].tolist())
    angles = 360 - np.degrees(np.fromiter(asked, dtype=np.float64, count=len(unclear)))
    quarter = np.rint(angles / 90) * 90
    upright[unclear], askew[unclear] = quarter.astype(np.int64) % 360, np.abs(angles - quarter) > _LEANING
    return upright, askew


def most_common(turns: NDArray[np.int64]) -> int | None:
    """The turn of most characters; None where there are few or they do not agree."""
    if len(turns) < 8:
        return None
    votes = np.bincount(turns // 90, minlength=4)
    return int(votes.argmax()) * 90 if votes.max() >= 0.6 * len(turns) else None
