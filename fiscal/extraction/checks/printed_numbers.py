"""Numbers of the text layer: digits and separators that stand closely together, parted where a rule or the sides of two
cells part them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from fiscal.extraction.page.characters import Characters
from fiscal.extraction.page.content import Grid
from fiscal.extraction.page.lines import NUMBER

_GAP, _OVERLAP, LEVEL = 0.2, 0.3, 0.3
"""Shares of a character's height: how far digits of one number may stand apart, overlap, and differ in level."""
CUT = 0.06
"""Share of a character's height by which a gap across the side of two cells is wider than the others of its number."""
PLAIN = str.maketrans("０１２３４５６７８９．，", "0123456789.,")
SEPARATORS = ".,"
POINTS = ".．"
_NUMERIC = np.zeros(0x10000, dtype=bool)
_NUMERIC[[ord(c) for c in "0123456789.,０１２３４５６７８９．，"]] = True


class Token(NamedTuple):
    """A number as the text layer prints it: its digits and separators, and the position of its first character; the
    others follow in the layer.
    """

    text: str
    start: int

    @property
    def positions(self) -> range:
        """The positions of its characters."""
        return range(self.start, self.start + len(self.text))


def tokens(characters: Characters) -> Iterator[Token]:
    """The numbers of the text layer: digits and separators that follow each other closely on one level, however they
    are turned.
    """
    codes = np.fromiter(map(ord, characters.text), dtype=np.int64, count=len(characters.text))
    numeric = _NUMERIC[np.minimum(codes, 0xFFFF)]
    near = _near(characters) & numeric[1:] & numeric[:-1]
    starts = np.flatnonzero(numeric & ~np.insert(near, 0, False)).tolist()
    ends = np.flatnonzero(numeric & ~np.append(near, False)).tolist()
    for start, end in zip(starts, ends, strict=True):
        yield from _token("".join(characters.text[start : end + 1]).translate(PLAIN), start)


def _token(text: str, start: int) -> Iterator[Token]:
    """The text without separators at its ends; nothing where no digit is left."""
    body = text.strip(SEPARATORS)
    if body:
        yield Token(body, start + len(text) - len(text.lstrip(SEPARATORS)))


def _near(characters: Characters) -> NDArray[np.bool_]:
    """Whether each character but the last is followed closely by the next one, in the direction in which it is
    printed.
    """
    boxes = characters.upright_boxes()
    x0, top, x1, bottom = boxes.T
    height = (bottom - top)[1:]
    gap = x0[1:] - x1[:-1]
    apart = np.abs(top[1:] + bottom[1:] - top[:-1] - bottom[:-1]) / 2
    return (
        (gap < _GAP * height)
        & (gap > -_OVERLAP * height)
        & (apart < LEVEL * height)
        & (characters.turns[1:] == characters.turns[:-1])
    )


def cut_at_rules(token: Token, characters: Characters, owners: Sequence[int]) -> Iterator[Token]:
    """Two numbers that nearly touch across a rule are two tokens: the gap is wider there than within either, or only
    apart are they well formed.
    """
    places = owners[token.start : token.start + len(token.text)]
    if places.count(places[0]) == len(places):
        yield token
        return
    boxes = characters.upright_boxes()[token.start : token.start + len(token.text)]
    gaps = (boxes[1:, 0] - boxes[:-1, 2]).tolist()
    height = float(boxes[0, 3] - boxes[0, 1])
    start = 0
    for i, (left, right) in enumerate(pairwise(places), 1):
        if left == right:
            continue
        others = gaps[: i - 1] + gaps[i:]
        wider = gaps[i - 1] - (median(others) if others else 0.0) > CUT * height
        if wider or _two_numbers(token.text, i):
            yield from _token(token.text[start:i], token.start + start)
            start = i
    yield from _token(token.text[start:], token.start + start)


def _two_numbers(text: str, cut: int) -> bool:
    return not NUMBER.fullmatch(text) and bool(NUMBER.fullmatch(text[:cut]) and NUMBER.fullmatch(text[cut:]))


def middle_of(token: Token, characters: Characters) -> tuple[float, float]:
    """The middle of a number on the page."""
    x0, top, x1, bottom = characters.boxes[token.start : token.start + len(token.text)].mean(axis=0).tolist()
    return (x0 + x1) / 2, (top + bottom) / 2


def lies_inside(token: Token, characters: Characters, grid: Grid) -> bool:
    """Whether the middle of the number lies in the grid."""
    x, y = middle_of(token, characters)
    return grid.x0 <= x <= grid.x1 and grid.top <= y <= grid.bottom
