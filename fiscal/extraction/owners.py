"""Which cell each character belongs to: by its middle, and by the whole word where a word crosses a rule.

Takes lattices and characters; how a cell's characters read is left to `lines`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from fiscal.extraction.characters import Characters
from fiscal.extraction.grid import Lattice

_TIGHT = 0.12
"""Share of a character's height: gap up to which two characters are one word."""
_STRADDLE = 0.15
"""Share of its width with which a character must stand on either side to straddle a rule."""
_DIGITS = frozenset("0123456789.,-−%")
NUMBER = re.compile(r"[-−]?(\d{1,3}(,\d{3})+|\d+)(\.\d+)?%?")


def owners_of(characters: Characters, found: Sequence[Lattice]) -> list[int]:
    """For each character the number of its cell, counted through the lattices in their order, or -1 outside all of them.

    A character within several lattices belongs to the smallest.
    """
    boxes = characters.boxes
    middle_x, middle_y = (boxes[:, 0] + boxes[:, 2]) / 2, (boxes[:, 1] + boxes[:, 3]) / 2
    owners = np.full(len(boxes), -1, dtype=np.int64)
    first = np.concatenate(([0], np.cumsum([len(g.spans) for g in found]))).tolist()
    for number in sorted(range(len(found)), key=lambda n: found[n].area):
        lattice = found[number]
        col = np.searchsorted(lattice.col_edges, middle_x, side="right") - 1
        row = np.searchsorted(lattice.row_edges, middle_y, side="right") - 1
        inside = (owners < 0) & (col >= 0) & (row >= 0) & (col < len(lattice.col_edges) - 1) & (row < len(lattice.row_edges) - 1)
        owners[inside] = first[number] + lattice.owner[row[inside], col[inside]]
    if len(owners) > 1 and (owners >= 0).any():
        _keep_words_whole(characters, owners, cell_boxes(found))
    return owners.tolist()


def cell_boxes(found: Sequence[Lattice]) -> NDArray[np.float64]:
    """(x0, top, x1, bottom) of every cell, counted through the lattices in their order; shape (n, 4), points."""
    boxes = [(g.col_edges[s.col], g.row_edges[s.row], g.col_edges[s.col + s.colspan], g.row_edges[s.row + s.rowspan]) for g in found for s in g.spans]
    return np.asarray(boxes, dtype=np.float64).reshape(-1, 4)


def _keep_words_whole(characters: Characters, owners: NDArray[np.int64], cells: NDArray[np.float64]) -> None:
    """Give words that cross a rule to one cell."""
    boxes = characters.boxes
    x0, top, x1, bottom = boxes.T
    height = bottom - top
    blank = np.fromiter((c.isspace() for c in characters.text), dtype=bool, count=len(characters.text))
    gap = x0[1:] - x1[:-1]
    apart = np.abs((top[1:] + bottom[1:]) - (top[:-1] + bottom[:-1])) / 2
    joined = (gap < _TIGHT * height[1:]) & (gap > -0.5 * height[1:]) & (apart < 0.3 * height[1:]) & ~blank[1:] & ~blank[:-1]
    for crossing in np.flatnonzero(joined & (owners[1:] != owners[:-1])).tolist():
        if owners[crossing] != owners[crossing + 1]:
            _settle(characters, owners, joined, crossing, cells)


def _settle(characters: Characters, owners: NDArray[np.int64], joined: NDArray[np.bool_], crossing: int, cells: NDArray[np.float64]) -> None:
    """Decide about the word around the characters `crossing` and `crossing` + 1, which stand in different cells."""
    text = characters.text
    numeric = text[crossing] in _DIGITS and text[crossing + 1] in _DIGITS
    if not numeric and (text[crossing] in _DIGITS or text[crossing + 1] in _DIGITS):
        return
    start, end = crossing, crossing + 1
    while start > 0 and joined[start - 1] and (text[start - 1] in _DIGITS) == numeric:
        start -= 1
    while end < len(joined) and joined[end] and (text[end + 1] in _DIGITS) == numeric:
        end += 1
    word = "".join(text[start : end + 1])
    if numeric:
        if NUMBER.fullmatch(word):
            owners[start : end + 1] = _majority(owners[start : end + 1])
        else:
            _split_numbers(word, owners, start, crossing)
    elif any(owners[i] >= 0 and _straddles(characters.boxes[i], cells[owners[i]]) for i in (crossing, crossing + 1)):
        owners[start : end + 1] = _majority(owners[start : end + 1])


def _majority(owners: NDArray[np.int64]) -> int:
    return Counter(owners.tolist()).most_common(1)[0][0]


def _split_numbers(word: str, owners: NDArray[np.int64], start: int, crossing: int) -> None:
    """Two numbers that touch: part them where both are well formed, as near to the rule as can be."""
    places = [k for k in range(1, len(word)) if NUMBER.fullmatch(word[:k]) and NUMBER.fullmatch(word[k:])]
    if not places:
        return
    cut = min(places, key=lambda k: abs(start + k - (crossing + 1)))
    left, right = owners[crossing], owners[crossing + 1]
    owners[start : start + cut] = left
    owners[start + cut : start + len(word)] = right


def _straddles(box: NDArray[np.float64], cell: NDArray[np.float64]) -> bool:
    """Whether a character stands well beyond the sides of its cell."""
    return bool(max(cell[0] - box[0], box[2] - cell[2]) > _STRADDLE * (box[2] - box[0]) or max(cell[1] - box[1], box[3] - cell[3]) > 0.4 * (box[3] - box[1]))
