"""Printed lines from characters: which stand on one line, in which order, with which spaces, and how wrapped lines are
joined.

Works on any set of characters, a cell's or a page's; where the sets come from is left to `page_search`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from operator import itemgetter, sub
from typing import NamedTuple

_SAME_LINE = 0.5
"""Share of the taller character's height by which two characters of one line may differ in their middles."""
_CHINESE = "\u2e80"
_LEFT = itemgetter(1, 5)
_HEIGHT_TO_EM = 0.85
_WORD_GAP = 0.18
_NUMBER_GAP = 0.6
_APART, _CLOSE, _GROUP = 0.45, 0.15, 3
"""Shares of a character's width from which on a gap parts two numbers whose own digits stand closer than the second;
digits of a group of thousands.
"""
_WIDE_GAP = 0.45
NUMBER = re.compile(r"[-−]?(\d{1,3}(,\d{3})+|\d+)(\.\d+)?%?")
"""A well-formed number as printed in a table."""

_NUMERIC = re.compile(r"[-−]?\d[\d,.]*%?")


class Glyph(NamedTuple):
    """A character with its box in points on the displayed page; `position` is its place in the page's `Characters`."""

    char: str
    x0: float
    top: float
    x1: float
    bottom: float
    position: int


class Line(NamedTuple):
    """A printed line: its glyphs in reading order and its text, printed spaces kept."""

    glyphs: tuple[Glyph, ...]
    text: str

    @property
    def first(self) -> Glyph:
        """The first glyph that is no space."""
        return next(g for g in self.glyphs if not g.char.isspace())

    @property
    def span(self) -> tuple[float, float]:
        """Where the printed glyphs begin and end, from left to right."""
        return min([g[1] for g in self.glyphs if not g[0].isspace()]), max(
            [g[3] for g in self.glyphs if not g[0].isspace()]
        )

    @property
    def box(self) -> tuple[float, float, float, float]:
        """(x0, top, x1, bottom) of the printed glyphs."""
        _, x0, top, x1, bottom, _ = zip(*[g for g in self.glyphs if not g[0].isspace()], strict=True)
        return min(x0), min(top), max(x1), max(bottom)


def turned_lines_of(glyphs: Sequence[Glyph], turn: int) -> list[Line]:
    """The printed lines of characters that a clockwise `turn` of 90, 180 or 270 degrees sets upright, in their own
    reading order.
    """
    original = {g.position: g for g in glyphs}
    return [
        Line(tuple(original[g.position] for g in line.glyphs), line.text)
        for line in lines_of([turned(g, turn) for g in glyphs])
    ]


def turned(glyph: Glyph, turn: int) -> Glyph:
    """The glyph's place when the page is turned clockwise by 90, 180 or 270 degrees about its origin."""
    x0, top, x1, bottom = glyph[1:5]
    if turn == 90:
        return glyph._replace(x0=-bottom, top=x0, x1=-top, bottom=x1)
    if turn == 180:
        return glyph._replace(x0=-x1, top=-bottom, x1=-x0, bottom=-top)
    return glyph._replace(x0=top, top=-x1, x1=bottom, bottom=-x0)


def lines_of(glyphs: Sequence[Glyph], wide_gaps: str = "") -> list[Line]:
    """The printed lines of some characters, top to bottom; lines of spaces only are left out. `wide_gaps` stands for
    gaps without a printed space.
    """
    if not glyphs:
        return []
    tops, bottoms = [g[2] for g in glyphs], [g[4] for g in glyphs]
    level = max(tops) + max(bottoms) - min(tops) - min(bottoms) <= _SAME_LINE * (bottoms[0] - tops[0])
    rows = [list(glyphs)] if level else _rows(glyphs)
    return [line for row in rows if (line := _line(row, wide_gaps)) is not None]


def _rows(glyphs: Sequence[Glyph]) -> list[list[Glyph]]:
    """The characters by printed line, top to bottom."""
    rows: list[list[Glyph]] = []
    anchor_middle = anchor_height = 0.0
    for middle, _, glyph in sorted([((g[2] + g[4]) / 2, g[5], g) for g in glyphs]):
        height = glyph[4] - glyph[2]
        if rows and middle - anchor_middle <= _SAME_LINE * (height if height > anchor_height else anchor_height):
            rows[-1].append(glyph)
            if height > anchor_height and not glyph[0].isspace():
                anchor_middle, anchor_height = middle, height
        else:
            rows.append([glyph])
            anchor_middle, anchor_height = middle, height
    return rows


def _line(row: list[Glyph], wide_gaps: str) -> Line | None:
    if len(row) == 1:
        return None if row[0][0].isspace() else Line((row[0],), row[0][0])
    row.sort(key=_LEFT)
    chars, lefts, _, rights, _, _ = zip(*row, strict=True)
    text = "".join(chars)
    if text.isspace():
        return None
    widths = [right - left for char, left, right in zip(chars, lefts, rights, strict=True) if char >= _CHINESE]
    em = max(widths, default=0.0) or _HEIGHT_TO_EM * max([g[4] - g[2] for g in row])
    if max(map(sub, lefts[1:], rights)) > _WORD_GAP * em:
        text = _spaced(row, em, wide_gaps)
    return Line(tuple(row), text.rstrip())


def _spaced(row: list[Glyph], em: float, wide_gaps: str) -> str:
    """The characters of a line with what stands for the gaps between them."""
    loose = _letter_spacing(row) if wide_gaps else 0.0
    before = row[0]
    text = [before[0]]
    least = _WORD_GAP * em
    for position, glyph in enumerate(row[1:], 1):
        if glyph[1] - before[3] > least and not before[0].isspace() and not glyph[0].isspace():
            text.append(_gap(before, glyph, em, loose, wide_gaps) or (" " if _ends_number(row, position, em) else ""))
        text.append(glyph[0])
        before = glyph
    return "".join(text)


def _ends_number(row: Sequence[Glyph], position: int, em: float) -> bool:
    """Whether a number ends before a digit though the gap is narrow: the digits on both sides stand close, and those
    behind are no group of thousands.
    """
    if (
        not row[position - 1][0].isdigit()
        or not row[position][0].isdigit()
        or row[position][1] - row[position - 1][3] <= _APART * em
    ):
        return False
    before, behind = row[max(0, position - 2) : position], row[position : position + 4]
    close = all(
        b[1] - a[3] < _CLOSE * em
        for a, b in (*pairwise(before), *pairwise(behind))
        if a[0].isdigit() and b[0].isdigit()
    )
    digits = next((n for n, g in enumerate(behind) if not g[0].isdigit()), len(behind))
    return close and digits != _GROUP and len(before) == 2 and len(behind) > 1


def _letter_spacing(glyphs: Sequence[Glyph]) -> float:
    """The usual gap between the Chinese characters of a line, as in titles set wide or lines set flush."""
    gaps = sorted([b[1] - a[3] for a, b in pairwise(glyphs) if a[0] >= _CHINESE <= b[0]])
    return max(gaps[len(gaps) // 2], 0.0) if gaps else 0.0


def _gap(before: Glyph, after: Glyph, em: float, loose: float, wide_gaps: str) -> str:
    """The space that stands for an unprinted gap: between Latin words, between separate numbers, and what the caller
    wants elsewhere.
    """
    gap = after.x0 - before.x1
    if _latin(before.char) and _latin(after.char):
        numeric = before.char.isdigit() and after.char.isdigit()
        return " " if gap > (_NUMBER_GAP if numeric else _WORD_GAP) * em else ""
    chinese = _chinese(before.char) and _chinese(after.char)
    return wide_gaps if gap > loose + (_WORD_GAP if chinese else _WIDE_GAP) * em else ""


def _chinese(char: str) -> bool:
    return char >= _CHINESE


def _latin(char: str) -> bool:
    return char.isascii() and char.isalnum()


def join_lines(lines: Sequence[Line], left: float, right: float) -> str:
    """A cell's lines as one text; `left` and `right` are the cell's sides, which tell a wrapped number from two
    numbers.
    """
    text = ""
    previous: Line | None = None
    for line in lines:
        part = line.text.strip()
        if previous is None:
            text = part
        else:
            text += _joint(text, part, previous, line, right - left) + part
        previous = line
    return text


def _joint(text: str, part: str, upper: Line, lower: Line, width: float) -> str:
    """What stands between two printed lines of one cell: nothing between Chinese or within a wrapped number, a space
    between Latin words.
    """
    a, b = text[-1:], part[:1]
    if (a.isdigit() or a in ",.") and (b.isdigit() or b in ",."):
        glyph = lower.first
        x0, x1 = upper.span
        room = width - (x1 - x0)
        full = room < 2 * (glyph.x1 - glyph.x0) + 0.9 * (glyph.bottom - glyph.top)
        across = next((m.group() for m in _NUMERIC.finditer(text + part) if m.start() < len(text) < m.end()), "")
        return "" if full and NUMBER.fullmatch(across.rstrip(".,")) else " "
    if a.isascii() and b.isascii() and (a.isalnum() or a in ".,;:)!?") and (b.isalnum() or b in "("):
        return " "
    return ""
