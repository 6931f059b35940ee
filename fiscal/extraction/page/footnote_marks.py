"""Footnote marks: small digits raised behind a number or a Chinese word, which are no part of it.

Told by size and base line alone; marks of full size, like [1] or 注1, are left to those who read the text.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

_SMALL = 0.82
"""Share of the height of the character before it that a raised one has at most: browsers set 0.8. Chosen, not measured
on printers.
"""
_RAISED = 0.15
"""Share of that height by which its base line is raised at least, its depth under the line taken into account;
the marks of two drawn pages are raised by 0.25 and more."""
_DEPTH = 0.2
"""Share of its height that a character's box reaches under the base line."""
_NEAR = 0.35
"""Share of the height of the character before it that it stands off at most."""
_LONGEST = 4
_MARKS = frozenset("0123456789[]()（）［］〔〕①②③④⑤⑥⑦⑧⑨⑩")
_CHINESE = "\u2e80"


def footnote_marks(text: Sequence[str], boxes: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which characters are raised marks; `boxes` as in `Characters`. What is raised behind a Latin letter, as in m2,
    belongs to it.
    """
    raised = np.zeros(len(text), dtype=bool)
    height = boxes[:, 3] - boxes[:, 1]
    if len(text) < 2 or height.min() > _SMALL * height.max():
        return raised
    small = np.flatnonzero((height <= _SMALL * np.median(height)) | (height <= _SMALL * np.insert(height[:-1], 0, 0.0)))
    for i in small[[text[k] in _MARKS for k in small.tolist()]].tolist():
        if raised[i] or (
            i
            and text[i - 1] in _MARKS
            and not raised[i - 1]
            and abs(boxes[i, 0] - boxes[i - 1, 2]) < _NEAR * height[i]
            and height[i - 1] == height[i]
        ):
            continue
        base = _before(i, boxes, height)
        if base is None or not (text[base].isdigit() or text[base] in "%％)）" or text[base] >= _CHINESE):
            continue
        end = i
        while (
            end < len(text)
            and text[end] in _MARKS
            and abs(boxes[end, 3] - boxes[i, 3]) < _RAISED * height[i]
            and height[end] <= _SMALL * height[base]
        ):
            end += 1
        if 0 < end - i <= _LONGEST and any(char.isdigit() for char in text[i:end]):
            raised[i:end] = True
    return raised


def _before(i: int, boxes: NDArray[np.float64], height: NDArray[np.float64]) -> int | None:
    """The larger character right before a small one that is raised over its base line; None where there is none."""
    x0, top, x1, bottom = boxes.T
    near = np.abs(x0[i] - x1) < _NEAR * height
    larger = height[i] <= _SMALL * height
    up = bottom - bottom[i] - _DEPTH * (height - height[i]) >= _RAISED * height
    found = np.flatnonzero(near & larger & up & (bottom[i] > top) & (x0 < x0[i]))
    return int(found[np.abs(x0[i] - x1[found]).argmin()]) if len(found) else None
