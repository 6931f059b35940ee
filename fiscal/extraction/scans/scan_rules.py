"""The rules of an upright page picture: strokes too long, too well aligned or too clean to belong to characters, joined
where scanning broke them.

Which rules form a table is left to `fiscal.extraction.grids.lattice`, what stands in the cells to
`fiscal.extraction.scans.picture_page`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from fiscal.extraction.grids.rules import Rule, Rules, join
from fiscal.extraction.images.raster import Grey, Mask, closed, grown, opened, parts_of
from fiscal.extraction.scans.deskew import faint_strokes_of

_SHORTEST = 8.0
"""Points: no rule of a table is shorter."""
_LONG = 30.0
"""Points: no stroke of a character is longer."""
_SURE = 80.0
"""Points: not even strokes of neighbouring characters look like one of this length."""
_THICKEST = 4.0
_TOUCH = 3.0
"""Points between the end of a rule and the one it meets."""
_EXACT = 1.3
"""The same for short rules, and how exactly they lie in line with others."""
_BROKEN = 4.0
"""Points between two long pieces of one rule; a short piece farther away may be a stroke of a character."""
_SAME = 0.8
"""Share of a stroke that another one covers where both are one."""
_BEYOND, _FAR_BEYOND, _FEW = 10.0, 30.0, 0.34
"""Points by which a fold runs out of a table on both sides, or on one, and the share of the long strokes that do so at
most: where a table is open, many do.
"""
_BUSY = 0.3
"""Share of ink beside a stroke of a character, both sides together."""


@dataclass(frozen=True, slots=True)
class Stroke:
    """A straight stroke: `at` across its direction, from `start` to `end` along it, `width` thick, all pixels; `part`
    of the picture's connected dark runs.
    """

    at: float
    start: float
    end: float
    width: float
    parts: tuple[int, ...]

    @property
    def length(self) -> float:
        """Pixels from end to end."""
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class PictureRules:
    """The rules in points of the upright picture, and `dark`, the pixels that are theirs and those of folds and
    streaks.

    `streaks`: where these are, (left, top, right, bottom) in pixels; they are no rules, but what was printed under them
    is gone."""

    rules: Rules
    dark: Mask
    streaks: tuple[tuple[float, float, float, float], ...] = ()


def find_rules(ink: Mask, dpi: float, even: Grey) -> PictureRules:
    """The rules of an upright picture, given where it has ink and with its paper evened, which also shows pale, dashed
    and dotted ones.
    """
    point = dpi / 72
    level, level_labels = _strokes(ink, point, even)
    upright, upright_labels = _strokes(ink.T, point, np.ascontiguousarray(even.T))
    level, upright = (
        _joined(_without_characters(level, ink, point), point),
        _joined(_without_characters(upright, ink.T, point), point),
    )
    level_streaks, upright_streaks = _streaks(level, upright, point), _streaks(upright, level, point)
    level, upright = _supported(
        [s for s in level if s not in level_streaks], [s for s in upright if s not in upright_streaks], point
    )
    dark = _pixels(level + level_streaks, level_labels) | _pixels(upright + upright_streaks, upright_labels).T
    rules = (
        join([Rule(s.at / point, s.start / point, s.end / point) for s in strokes]) for strokes in (level, upright)
    )
    across = [(s.start, s.at - s.width / 2, s.end, s.at + s.width / 2) for s in level_streaks]
    down = [(s.at - s.width / 2, s.start, s.at + s.width / 2, s.end) for s in upright_streaks]
    return PictureRules(Rules(*rules), dark, (*across, *down))


def _strokes(ink: Mask, point: float, even: Grey) -> tuple[list[Stroke], NDArray[np.int32]]:
    """Level strokes and the picture of their parts. Dark areas that are thicker than any rule are not strokes."""
    thick = max(3, round(_THICKEST * 0.8 * point))
    bridged = closed(ink & ~opened(ink, thick, thick * 2), 1, max(3, round(1.5 * point)))
    firm, labels = _stretches(bridged, _SHORTEST * point, point)
    faint, more = _stretches(faint_strokes_of(even, point), _LONG * point * 0.7, point, int(labels.max(initial=0)))
    faint = [f for f in faint if _is_faint_rule(f, ink, point) and not any(_share(f, s, point) > _SAME for s in firm)]
    firm = [s for s in firm if not any(_share(s, f, point) > _SAME for f in faint)]
    y, x = np.nonzero(more)
    theirs = np.isin(more[y, x], [part for f in faint for part in f.parts])
    labels[y[theirs], x[theirs]] = more[y[theirs], x[theirs]]
    return [*firm, *faint], labels


def _stretches(mask: Mask, shortest: float, point: float, first: int = 0) -> tuple[list[Stroke], NDArray[np.int32]]:
    """The mask's level strokes of `shortest` pixels or more and the picture of their parts, numbered from above
    `first`.
    """
    level = opened(mask, 1, round(shortest * 0.75))
    parts = parts_of(grown(level, 1, 3))
    strokes = (parts.width >= shortest) & (parts.height <= max(_THICKEST * point, 4))
    strokes[0] = False
    y, x = np.nonzero(level)
    of = parts.labels[y, x]
    theirs = strokes[of]
    y, x, of = y[theirs], x[theirs], of[theirs]
    labels = np.zeros(level.shape, np.int32)
    labels[y, x] = of + np.int32(first)
    dark = np.bincount(of, minlength=len(parts.area))
    middle = np.bincount(of, weights=y, minlength=len(parts.area)) / np.maximum(dark, 1)
    found: list[Stroke] = []
    for i in np.flatnonzero(strokes).tolist():
        left, across = int(parts.left[i]), int(parts.width[i])
        found.append(
            Stroke(float(middle[i]), left + 1, left + across - 1, float(dark[i]) / max(across - 2, 1), (i + first,))
        )
    return found, labels


def _is_faint_rule(stroke: Stroke, ink: Mask, point: float) -> bool:
    """Whether a pale, dashed or dotted stroke is longer than any of a character and has clean paper on both sides."""
    return stroke.length >= _LONG * point and sum(_ink_beside(stroke, ink, point)) < _BUSY


def _share(one: Stroke, other: Stroke, point: float) -> float:
    """The share of the first stroke's length along which the other one is there too."""
    if abs(one.at - other.at) > _EXACT * point:
        return 0.0
    return max(0.0, min(one.end, other.end) - max(one.start, other.start)) / one.length


def _pixels(strokes: list[Stroke], labels: NDArray[np.int32]) -> Mask:
    """The strokes' own pixels: those about each one's gently bent course, without the characters that touch it."""
    y, x = np.nonzero(labels)
    order = np.argsort(labels[y, x], kind="stable")
    y, x = y[order], x[order]
    first = np.searchsorted(labels[y, x], np.arange(int(labels.max(initial=0)) + 2))
    dark = np.zeros(labels.shape, bool)
    for stroke in strokes:
        own = np.concatenate([np.arange(int(first[part]), int(first[part + 1])) for part in stroke.parts])
        if not own.size:
            continue
        along, across = x[own], y[own]
        fit = cast(Any, np).polyfit(along - along[0], across, 2 if stroke.length > 200 else 0)
        course: NDArray[np.float64] = cast(Any, np).polyval(fit, along - along[0])
        thick = float(np.median(np.unique(along, return_counts=True)[1]))
        near = (
            (np.abs(across - course) <= thick / 2 + 0.8) & (along >= stroke.start - 1.5) & (along <= stroke.end + 1.5)
        )
        dark[across[near], along[near]] = True
    return dark


def _joined(strokes: list[Stroke], point: float) -> list[Stroke]:
    """Strokes of one straight line whose gaps are as short as scanning makes them, as one."""
    out: list[Stroke] = []
    for stroke in sorted(strokes, key=_start):
        before = next((o for o in reversed(out) if _continues(o, stroke, point)), None)
        if before is None:
            out.append(stroke)
            continue
        out.remove(before)
        at = (before.at * before.length + stroke.at * stroke.length) / (before.length + stroke.length)
        out.append(
            Stroke(
                at,
                before.start,
                max(before.end, stroke.end),
                max(before.width, stroke.width),
                before.parts + stroke.parts,
            )
        )
    return out


def _start(stroke: Stroke) -> float:
    return stroke.start


def _continues(one: Stroke, other: Stroke, point: float) -> bool:
    most = _BROKEN if min(one.length, other.length) >= _LONG * point else _EXACT
    near = abs(one.at - other.at) < _EXACT * point and -2 * point < other.start - one.end < most * point
    return near and max(one.length, other.length) > 20 * point


def _without_characters(strokes: list[Stroke], ink: Mask, point: float) -> list[Stroke]:
    """Strokes that are long, or have clean paper beside them, which those of characters have not; in line with a long
    one, on one side is enough.
    """
    sure = np.array([s.at for s in strokes if s.length >= _SURE * point])
    kept: list[Stroke] = []
    for stroke in strokes:
        in_line = sure.size > 0 and float(np.abs(sure - stroke.at).min()) <= 0.5 * point + 1
        sides = _ink_beside(stroke, ink, point)
        if stroke.length >= _SURE * point or sum(sides) < _BUSY or (in_line and min(sides) < _BUSY / 2):
            kept.append(stroke)
    return kept


def _ink_beside(stroke: Stroke, ink: Mask, point: float) -> tuple[float, float]:
    """Shares of ink in two narrow bands along a level stroke, its ends left out."""
    start, end = round(stroke.start + 1.5 * point), round(stroke.end - 1.5 * point)
    near, far = stroke.width / 2 + 0.8 * point, stroke.width / 2 + 2.3 * point
    above = ink[max(0, round(stroke.at - far)) : max(0, round(stroke.at - near)), start:end]
    below = ink[round(stroke.at + near) : round(stroke.at + far), start:end]
    return _filled_share(above), _filled_share(below)


def _filled_share(band: Mask) -> float:
    return float(band.any(axis=0).mean()) if band.size else 0.0


def _supported(level: list[Stroke], upright: list[Stroke], point: float) -> tuple[list[Stroke], list[Stroke]]:
    """What is left when strokes without two crossing ones fall away; a short one must end exactly at longer ones."""
    while level and upright:
        fewer_level = _held(level, upright, point)
        fewer_upright = _held(upright, fewer_level, point)
        if len(fewer_level) == len(level) and len(fewer_upright) == len(upright):
            return level, upright
        level, upright = fewer_level, fewer_upright
    return [], []


def _streaks(strokes: list[Stroke], others: list[Stroke], point: float) -> list[Stroke]:
    """The strokes that run out of the table where most do not: folds of the paper and the traces of a dirty scanner."""
    long = [s for s in strokes if s.length >= _SURE * point]
    if not long:
        return []
    first, last = float(np.median([s.start for s in long])), float(np.median([s.end for s in long]))
    beyond: list[Stroke] = []
    for stroke in long:
        reach = _TOUCH * point
        crossed = [
            o.at
            for o in others
            if o.start - reach <= stroke.at <= o.end + reach and stroke.start - reach <= o.at <= stroke.end + reach
        ]
        if len(crossed) < 2:
            continue
        before, behind = min(first, *crossed) - stroke.start, stroke.end - max(last, *crossed)
        if min(before, behind) > _BEYOND * point or max(before, behind) > _FAR_BEYOND * point:
            beyond.append(stroke)
    return beyond if len(beyond) <= _FEW * len(long) else []


def _held(strokes: list[Stroke], others: list[Stroke], point: float) -> list[Stroke]:
    at, start, end = (np.array([getattr(o, name) for o in others]) for name in ("at", "start", "end"))
    kept: list[Stroke] = []
    for stroke in strokes:
        short = stroke.length < _LONG * point
        reach = _EXACT * point + 1 if short else _TOUCH * point
        meets = (
            (start - reach <= stroke.at)
            & (stroke.at <= end + reach)
            & (stroke.start - reach <= at)
            & (at <= stroke.end + reach)
        )
        if short:
            meets &= end - start >= _LONG * point / 2
        crossed = at[meets]
        if len(crossed) >= 2 and (
            not short or (crossed.min() - stroke.start <= reach and stroke.end - crossed.max() <= reach)
        ):
            kept.append(_trimmed(stroke, float(crossed.min()), float(crossed.max()), 3.5 * point))
    return kept


def _trimmed(stroke: Stroke, first: float, last: float, most: float) -> Stroke:
    """The stroke without the little by which it seems to run past the outermost rules that it meets: characters begin
    there.
    """
    start = first if 0 < first - stroke.start < most else stroke.start
    end = last if 0 < stroke.end - last < most else stroke.end
    return replace(stroke, start=start, end=end)
