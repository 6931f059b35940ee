"""Charts on a page: told by the scale of an axis, or by a legend's patches of colour, and as large as their frame.

Where one stands and nothing more; what it means for the page's tables and lines is left to the page search.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from fiscal.extraction.grids.rules import Rules
from fiscal.extraction.page.characters import Characters
from fiscal.extraction.page.lines import Line, lines_of

_TICKS = 4
"""Numbers that a scale has at least: three in equal steps are found in tables too."""
_ALIGNED, _PITCH = 2.0, 0.15
"""Points by which a scale's numbers may differ in their sides, and the share of their distance by which the distances
may differ.
"""
_SMALLEST, _LARGEST, _NEAR = 2.5, 14.0, 14.0
"""Points: sides of a legend's patch of colour, and the way from it to its text at most."""
_PATCHES = 2
_UNDER, _OVER = 2.5, 1.0
"""Line heights under and over a scale that belong to a chart without a frame: names under its bars, the top of its
highest.
"""

Box = tuple[float, float, float, float]


class _Number(NamedTuple):
    value: Decimal
    box: Box

    @property
    def level(self) -> float:
        return (self.box[1] + self.box[3]) / 2

    @property
    def middle(self) -> float:
        return (self.box[0] + self.box[2]) / 2


def charts_of(characters: Characters, rules: Rules, fills: NDArray[np.float64]) -> list[Box]:
    """The places (x0, top, x1, bottom) of the page's charts. `fills`: the filled areas that are not white, as boxes of
    shape (n, 4).
    """
    lines = lines_of(characters.within(-np.inf, -np.inf, np.inf, np.inf), " ")
    numbers = [number for line in lines for number in _numbers(line)]
    scales = (*_scales(numbers), *_level_scales(numbers))
    places = [_framed(_plot(scale, rules), rules, max(n.box[3] - n.box[1] for n in scale)) for scale in scales]
    places.extend(_framed(legend, rules, 0.0) for legend in _legends(lines, fills))
    found: list[Box] = []
    for place in sorted(places, key=_area, reverse=True):
        if not any(_holds(box, place) for box in found):
            found.append(place)
    return found


def _area(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])


def _numbers(line: Line) -> Iterator[_Number]:
    """The numbers of a line that stand alone between white space."""
    glyphs = [g for g in line.glyphs if not g.char.isspace()]
    start = 0
    for i, (a, b) in enumerate(pairwise([*glyphs, None]), 1):
        if a is not None and (b is None or b.x0 - a.x1 > 0.3 * (a.bottom - a.top)):
            word = glyphs[start:i]
            text = "".join(g.char for g in word).rstrip("%％").replace(",", "")
            if text and text.replace(".", "", 1).isdigit() and text.isascii():
                yield _Number(
                    Decimal(text), (word[0].x0, min(g.top for g in word), word[-1].x1, max(g.bottom for g in word))
                )
            start = i


def _scales(numbers: Sequence[_Number]) -> Iterator[list[_Number]]:
    """Numbers under each other that fall in equal steps at equal distances, as nothing but the scale of a chart does;
    steps of one end with zero.
    """
    for side in (2, 0):
        left = sorted(numbers, key=lambda n: (round(n.box[side] / _ALIGNED), n.box[1]))
        run: list[_Number] = []
        for number in left:
            if len(run) >= 2 and _goes_on(run, number, number.level, side):
                run.append(number)
                continue
            if _is_scale(run, falls=True):
                yield run
            aligned = (
                run
                and abs(run[-1].box[side] - number.box[side]) <= _ALIGNED
                and number.level > run[-1].level
                and number.value < run[-1].value
            )
            run = [run[-1], number] if aligned else [number]
        if _is_scale(run, falls=True):
            yield run


def _goes_on(run: Sequence[_Number], number: _Number, level: float, side: int) -> bool:
    step, pitch = run[1].value - run[0].value, run[1].level - run[0].level
    aligned = abs(run[-1].box[side] - number.box[side]) <= _ALIGNED
    return aligned and number.value - run[-1].value == step and abs(level - run[-1].level - pitch) <= _PITCH * pitch


def _is_scale(run: Sequence[_Number], *, falls: bool) -> bool:
    if len(run) < _TICKS:
        return False
    step = abs(run[1].value - run[0].value)
    return step != 1 or (run[-1] if falls else run[0]).value == 0


def _level_scales(numbers: Sequence[_Number]) -> Iterator[list[_Number]]:
    """Numbers beside each other on one level that rise from zero in equal steps at equal distances."""
    for zero in (n for n in numbers if n.value == 0):
        beside = sorted(
            (n for n in numbers if abs(n.level - zero.level) <= _ALIGNED and n.middle >= zero.middle),
            key=lambda n: n.middle,
        )
        run = beside[:2]
        for number in beside[2:]:
            step, pitch = run[1].value - run[0].value, run[1].middle - run[0].middle
            if number.value - run[-1].value != step or abs(number.middle - run[-1].middle - pitch) > _PITCH * pitch:
                break
            run.append(number)
        if len(run) >= _TICKS and run[1].value > 1:
            yield run


def _plot(scale: Sequence[_Number], rules: Rules) -> Box:
    """The scale with what is plotted beside it, as far as the lines at its numbers run."""
    x0, top, x1, bottom = (
        min(n.box[0] for n in scale),
        min(n.box[1] for n in scale),
        max(n.box[2] for n in scale),
        max(n.box[3] for n in scale),
    )
    ends = [
        r.end
        for r in rules.horizontal
        if top <= r.at <= bottom and x1 - 1 <= r.start <= x1 + 3 * (bottom - top) and r.end > x1
    ]
    rises = [
        r.start for r in rules.vertical if r.at > x0 and r.start < top < r.end and scale[0].level == scale[-1].level
    ]
    return x0, min([top, *rises]), max([x1, *ends]), bottom


def _framed(plot: Box, rules: Rules, height: float) -> Box:
    """The frame around a plot, or the plot with the lines right over and under it where it has none."""
    x0, top, x1, bottom = plot
    for left in sorted(
        (r.at for r in rules.vertical if r.at < x0 and r.start <= top and bottom <= r.end), reverse=True
    ):
        level = [r for r in rules.horizontal if abs(r.start - left) <= _ALIGNED and r.end >= x1 - 1]
        over, under = [r for r in level if r.at < top], [r for r in level if r.at > bottom]
        if over and under:
            return left, over[-1].at, max(over[-1].end, under[0].end), under[0].at
    return x0 - 1, top - _OVER * height, x1 + 1, bottom + _UNDER * height


def _legends(lines: Sequence[Line], fills: NDArray[np.float64]) -> Iterator[Box]:
    """Patches of colour under or beside each other, each with a text behind it."""
    width, height = fills[:, 2] - fills[:, 0], fills[:, 3] - fills[:, 1]
    small = fills[
        (np.minimum(width, height) >= _SMALLEST)
        & (np.maximum(width, height) <= _LARGEST)
        & (np.maximum(width, height) <= 2 * np.minimum(width, height))
    ]
    boxes = [line.box for line in lines] if len(small) >= _PATCHES else []
    named: list[Box] = []
    for x0, top, x1, bottom in small.tolist():
        text = next((box for box in boxes if box[1] < (top + bottom) / 2 < box[3] and -1 < box[0] - x1 < _NEAR), None)
        if text is not None:
            named.append((x0, min(top, text[1]), text[2], max(bottom, text[3])))
    column = [box for box in named if sum(abs(box[0] - other[0]) <= _ALIGNED for other in named) >= _PATCHES]
    if len({round(box[1]) for box in column}) >= _PATCHES:
        yield min(b[0] for b in column), min(b[1] for b in column), max(b[2] for b in column), max(b[3] for b in column)


def _holds(outer: Box, inner: Box) -> bool:
    """Whether the middle of a box lies in another."""
    x, y = (inner[0] + inner[2]) / 2, (inner[1] + inner[3]) / 2
    return outer[0] <= x <= outer[2] and outer[1] <= y <= outer[3]
