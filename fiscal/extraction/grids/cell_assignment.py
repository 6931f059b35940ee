"""Which cell each character belongs to: by its middle, and by the whole word where a word crosses a rule.

Takes lattices and characters; how a cell's characters read is left to `lines`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from fiscal.extraction.grids.lattice import Lattice
from fiscal.extraction.page.characters import Characters
from fiscal.extraction.page.lines import NUMBER

_STRADDLE = 0.15
"""Share of its width with which a character must stand beyond its cell to show that its word crosses the rule."""
_SEAM = 0.06
"""Share of a character's height by which a gap must exceed the others of a word to part it."""
_CLIP = 2.5
"""Points by which a clip may run over the sides of the cell that it belongs to."""
_DIGITS = frozenset("0123456789.,-−%")


def owners_of(characters: Characters, found: Sequence[Lattice]) -> list[int]:
    """For each character the number of its cell, counted through the lattices in their order, or -1 outside all of
    them.

    A character within several lattices belongs to the smallest.
    """
    boxes = characters.boxes
    owners = _places((boxes[:, 0] + boxes[:, 2]) / 2, (boxes[:, 1] + boxes[:, 3]) / 2, found)
    if not found:
        return owners.tolist()
    cells = _cell_boxes(found)
    clipped = _cells_of_clips(characters, found, cells)
    owners[clipped >= 0] = clipped[clipped >= 0]
    for crossing in np.flatnonzero(characters.joined & (owners[1:] != owners[:-1])).tolist():
        if owners[crossing] != owners[crossing + 1]:
            _settle(characters, owners, crossing, cells, clipped >= 0)
    return owners.tolist()


def with_overflow(characters: Characters, found: Sequence[Lattice]) -> Characters:
    """The characters with those that are hidden only because the text of a cell is too long for it: they belong to that
    cell, by its clip, like its visible ones.
    """
    laid = characters.overflowing
    if laid is None or not found:
        return characters
    visible = np.isin(laid.index, characters.index)
    owners = _cells_of_clips(laid, found, _cell_boxes(found))
    filled = np.asarray(owners_of(characters, found))
    chosen = visible | ((owners >= 0) & np.isin(owners, filled))
    return laid.chosen(chosen) if chosen.any() else characters


def _cells_of_clips(characters: Characters, found: Sequence[Lattice], cells: NDArray[np.float64]) -> NDArray[np.int64]:
    """For each character that stands over a side of its clip the number of the cell that the clip ends with there, -1
    for the others.

    `cells`: as `_cell_boxes` gives them.
    """
    owners = np.full(len(characters.clips), -1, dtype=np.int64)
    over = np.flatnonzero(~np.isnan(characters.clips[:, 0]))
    if not len(over) or not len(cells):
        return owners
    clips, boxes = characters.clips[over], characters.boxes[over]
    middle = (boxes[:, :2] + boxes[:, 2:]) / 2
    inside = np.clip(middle, clips[:, :2] + 1, np.maximum(clips[:, 2:] - 1, clips[:, :2] + 1))
    places = _places(inside[:, 0], inside[:, 1], found)
    held = cells[places]
    fits = (held[:, :2] - _CLIP <= clips[:, :2]) & (clips[:, 2:] <= held[:, 2:] + _CLIP)
    within = (clips[:, :2] <= middle) & (middle <= clips[:, 2:])
    owners[over] = np.where((places >= 0) & (fits | within).all(axis=1) & fits.any(axis=1), places, -1)
    return owners


def _places(x: NDArray[np.float64], y: NDArray[np.float64], found: Sequence[Lattice]) -> NDArray[np.int64]:
    """For each point the number of the cell that holds it, in the smallest lattice that does, or -1."""
    owners = np.full(len(x), -1, dtype=np.int64)
    first = np.concatenate(([0], np.cumsum([len(g.spans) for g in found], dtype=np.int64))).tolist()
    for number in sorted(range(len(found)), key=lambda n: found[n].area):
        lattice = found[number]
        col = np.searchsorted(lattice.col_edges, x, side="right") - 1
        row = np.searchsorted(lattice.row_edges, y, side="right") - 1
        inside = (
            (owners < 0)
            & (col >= 0)
            & (row >= 0)
            & (col < len(lattice.col_edges) - 1)
            & (row < len(lattice.row_edges) - 1)
        )
        owners[inside] = first[number] + lattice.owner[row[inside], col[inside]]
    return owners


def _cell_boxes(found: Sequence[Lattice]) -> NDArray[np.float64]:
    """(x0, top, x1, bottom) of every cell, counted through the lattices in their order; shape (n, 4), points."""
    boxes = [
        (g.col_edges[s.col], g.row_edges[s.row], g.col_edges[s.col + s.colspan], g.row_edges[s.row + s.rowspan])
        for g in found
        for s in g.spans
    ]
    return np.asarray(boxes, dtype=np.float64).reshape(-1, 4)


def _settle(
    characters: Characters,
    owners: NDArray[np.int64],
    crossing: int,
    cells: NDArray[np.float64],
    settled: NDArray[np.bool_],
) -> None:
    """Decide about the word around the characters `crossing` and `crossing` + 1, which stand in different cells.
    `settled`: whose cell is known by their clip.
    """
    text, joined = characters.text, characters.joined
    numeric = text[crossing] in _DIGITS
    if numeric != (text[crossing + 1] in _DIGITS) or _parted(characters, owners, crossing, cells, settled):
        return
    start, end = crossing, crossing + 1
    while (
        start > 0
        and joined[start - 1]
        and (text[start - 1] in _DIGITS) == numeric
        and not _parted(characters, owners, start - 1, cells, settled)
    ):
        start -= 1
    while (
        end < len(joined)
        and joined[end]
        and (text[end + 1] in _DIGITS) == numeric
        and not _parted(characters, owners, end, cells, settled)
    ):
        end += 1
    word = slice(start, end + 1)
    number = "".join(text[word])
    one = not seam(characters.boxes[word], crossing - start)
    if numeric and not (one and NUMBER.fullmatch(number)):
        _split_numbers(number, owners, start, crossing)
    elif (
        one
        or numeric
        or characters.cut[word].any()
        or any(_straddles(characters.boxes[i], cells, owners[i]) for i in (crossing, crossing + 1))
    ):
        visible = owners[word][~characters.cut[word]]
        owners[word] = Counter((visible if len(visible) else owners[word]).tolist()).most_common(1)[0][0]


def _parted(
    characters: Characters,
    owners: NDArray[np.int64],
    before: int,
    cells: NDArray[np.float64],
    settled: NDArray[np.bool_],
) -> bool:
    """Whether the rule behind a character parts two texts that fill their cells: clips part them, or they are set one
    by one and neither stands over the rule.
    """
    if owners[before] != owners[before + 1] and settled[before : before + 2].any():
        return True
    if owners[before] == owners[before + 1] or any(
        _straddles(characters.boxes[i], cells, owners[i]) for i in (before, before + 1)
    ):
        return False
    return characters.set_apart(before)


def seam(boxes: NDArray[np.float64], after: int) -> bool:
    """Whether the gap behind the character `after` of a word is wider than the word's other gaps; `boxes` as in
    `Characters`.
    """
    gaps = boxes[1:, 0] - boxes[:-1, 2]
    others = np.delete(gaps, after)
    usual = float(np.median(others)) if len(others) else 0.0
    return bool(gaps[after] - usual > _SEAM * (boxes[after, 3] - boxes[after, 1]))


def _split_numbers(word: str, owners: NDArray[np.int64], start: int, crossing: int) -> None:
    """Two numbers that touch: part them where both are well formed, as near to the rule as can be."""
    places = [k for k in range(1, len(word)) if NUMBER.fullmatch(word[:k]) and NUMBER.fullmatch(word[k:])]
    if not places:
        return
    cut = min(places, key=lambda k: abs(start + k - (crossing + 1)))
    left, right = owners[crossing], owners[crossing + 1]
    owners[start : start + cut] = left
    owners[start + cut : start + len(word)] = right


def _straddles(box: NDArray[np.float64], cells: NDArray[np.float64], owner: int) -> bool:
    """Whether a character stands well beyond the sides of its cell."""
    if owner < 0:
        return False
    x0, top, x1, bottom = cells[owner]
    return bool(
        max(x0 - box[0], box[2] - x1) > _STRADDLE * (box[2] - box[0])
        or max(top - box[1], box[3] - bottom) > 0.4 * (box[3] - box[1])
    )
