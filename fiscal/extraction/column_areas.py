"""Where on a page tables without vertical rules stand: lines with figures under each other, told from prose, contents and captions around them.

Gives each table's head lines and its rows of lines; its columns and cells are left to `columns`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from fiscal.extraction.captions import caption_fields
from fiscal.extraction.column_places import Segment
from fiscal.extraction.lines import Glyph, Line
from fiscal.extraction.wording import begins_note, is_amount, is_closed, is_signature, numbering
from fiscal.model.amounts import normal

_GAP, _AFTER_FIGURE = 0.5, 0.35
"""Shares of a character's height: a gap from which on what follows stands in another column, and the least gap after a figure."""
LEAST_ROWS = 2
_FIGURES = 4
_REACH = 4.5
"""Line heights between two lines with figures past which they belong to two tables."""
_PITCH = 0.92
"""Share of the usual distance of rows up to which two lines are one row."""
_WIDE = 0.6
_HEAD_LINES = 10
_FIGURE = re.compile(r"(?<!\S)[-−(（]?\d+([,.，．]?)[\d,.，．]*[%％)）]?(?!\S)")
_ALIGNED = 2.0
"""Points by which figures under each other may differ in their right ends, or in their middles."""


@dataclass(slots=True)
class PrintedLine:
    """A printed line with its segments."""

    line: Line
    segments: list[Segment]
    top: float
    bottom: float

    @property
    def middle(self) -> float:
        """Its middle from top to bottom, in points."""
        return (self.top + self.bottom) / 2

    @property
    def height(self) -> float:
        """Its height in points."""
        return self.bottom - self.top

    @property
    def figures(self) -> list[Segment]:
        """Its amounts."""
        return [s for s in self.segments if s.is_figure]


@dataclass(slots=True)
class Area:
    """The lines of one table: those over its figures, and its rows of lines."""

    head: list[PrintedLine] = field(default_factory=list[PrintedLine])
    rows: list[list[PrintedLine]] = field(default_factory=list[list[PrintedLine]])


def may_have_columns(lines: Sequence[Line]) -> bool:
    """Whether it is worth looking for columns among printed lines at all."""
    figures = [found for line in lines if " " in line.text and (found := _FIGURE.findall(line.text))]
    return len(figures) >= LEAST_ROWS and any(separator for found in figures for separator in found)


def areas_of(lines: Sequence[Line], rules: Sequence[tuple[float, float, float]]) -> list[Area]:
    """The tables among printed lines, top to bottom. `rules`: horizontal rules as (y, x0, x1)."""
    return _areas(_merged(sorted((_printed(line) for line in lines), key=lambda it: it.middle)), rules)


def _printed(line: Line) -> PrintedLine:
    segments: list[Segment] = []
    current: list[Glyph] = []
    for glyph in line.glyphs:
        if glyph.char.isspace():
            continue
        if current:
            gap, height = glyph.x0 - current[-1].x1, glyph.bottom - glyph.top
            figure = gap > _AFTER_FIGURE * height and is_amount(normal("".join(g.char for g in current)))
            if gap > _GAP * height or figure:
                segments.append(_segment(current))
                current = []
        current.append(glyph)
    if current:
        segments.append(_segment(current))
    return PrintedLine(line, segments, min(s.top for s in segments), max(s.bottom for s in segments))


def _segment(glyphs: list[Glyph]) -> Segment:
    plain = normal("".join(g.char for g in glyphs))
    return Segment(tuple(glyphs), plain, min(g.x0 for g in glyphs), min(g.top for g in glyphs), max(g.x1 for g in glyphs), max(g.bottom for g in glyphs))


def _merged(printed: Sequence[PrintedLine]) -> list[PrintedLine]:
    """Lines that stand on one level as one."""
    merged: list[PrintedLine] = []
    for line in printed:
        last = merged[-1] if merged else None
        if last is not None and abs(line.middle - last.middle) < 0.25 * min(line.height, last.height):
            segments = sorted((*last.segments, *line.segments), key=lambda s: s.x0)
            glyphs = tuple(sorted((*last.line.glyphs, *line.line.glyphs), key=lambda g: g.x0))
            merged[-1] = PrintedLine(Line(glyphs, f"{last.line.text} {line.line.text}"), segments, min(last.top, line.top), max(last.bottom, line.bottom))
        else:
            merged.append(line)
    return merged


def _has_figures(line: PrintedLine) -> bool:
    return len(line.segments) >= 2 and any(s.is_figure for s in line.segments) and not _is_caption(line)


def _is_caption(line: PrintedLine) -> bool:
    fields = caption_fields(line.line.text)
    return bool(fields.unit or fields.declarant or fields.number) and not any(s.is_figure and ("." in s.plain or "," in s.plain) for s in line.segments)


def _areas(lines: Sequence[PrintedLine], rules: Sequence[tuple[float, float, float]]) -> list[Area]:
    """Runs of lines with figures, each with the lines between and around them that belong to its table."""
    at = [i for i, line in enumerate(lines) if _has_figures(line)]
    runs: list[list[int]] = []
    for i in at:
        if runs and _follows(lines, runs[-1], i):
            runs[-1].append(i)
        else:
            runs.append([i])
    areas: list[Area] = []
    used = -1
    for run in runs:
        figures = [s for i in run for s in lines[i].figures]
        if len(run) < LEAST_ROWS or len(figures) < _FIGURES or not _telling(figures):
            continue
        pitch = _pitch(lines, run)
        first = _head_start(lines, run, used + 1, rules)
        last = _foot_end(lines, run, pitch)
        used = last
        areas.append(Area(list(lines[first : run[0]]), _rows(lines, run, last, pitch, rules)))
        areas[-1] = _with_wrapped_first(areas[-1], pitch, rules)
        while areas[-1].rows and len(areas[-1].rows[0]) == 1 and _counts_columns(areas[-1].rows[0][0]):
            areas[-1].head.extend(areas[-1].rows.pop(0))
    return areas


def _counts_columns(line: PrintedLine) -> bool:
    """栏次 1 2 3 …: a line that numbers the columns."""
    numbers = [int(s.plain) for s in line.segments if s.plain.isdigit() and len(s.plain) <= 2]
    words = [s.plain for s in line.segments if not s.plain.isdigit()]
    return len(numbers) >= 2 and numbers[0] <= 2 and all(b - a == 1 for a, b in pairwise(numbers)) and all(len(word) <= 2 for word in words)


def _telling(figures: Sequence[Segment]) -> bool:
    """Figures that columns are made of: some under each other, some side by side, some with decimals or thousands."""
    beside = len({round(s.x1 / 8) for s in figures}) >= 2
    under = any(b.top > a.bottom - 1 and (abs(a.x1 - b.x1) <= _ALIGNED or abs(a.x0 + a.x1 - b.x0 - b.x1) <= 2 * _ALIGNED) for a in figures for b in figures if a is not b)
    return beside and under and any("." in s.plain or "," in s.plain for s in figures)


def _follows(lines: Sequence[PrintedLine], run: Sequence[int], here: int) -> bool:
    """The next line with figures belongs to the run's table: near by, with nothing between that belongs to no table."""
    before = run[-1]
    between = lines[before + 1 : here]
    if any(b.top - a.bottom > _REACH * a.height for a, b in pairwise(lines[before : here + 1])):
        return False
    x0, x1 = min(s.x0 for i in run for s in lines[i].segments), max(s.x1 for i in run for s in lines[i].segments)
    return not any(_is_caption(line) or _is_prose(line, x0, x1) for line in between)


def _is_prose(line: PrintedLine, x0: float, x1: float) -> bool:
    if begins_note("".join(s.plain for s in line.segments)):
        return True
    return any(s.x1 - s.x0 > _WIDE * (x1 - x0) for s in line.segments) or (len(line.segments) == 1 and is_closed(line.segments[0].plain))


def _pitch(lines: Sequence[PrintedLine], run: Sequence[int]) -> float:
    """The usual distance of rows of one line."""
    steps = [lines[b].middle - lines[a].middle for a, b in pairwise(run) if b == a + 1]
    usual = median(lines[i].height for i in run)
    return median(steps) if steps else 1.6 * usual


def _between(rules: Sequence[tuple[float, float, float]], top: float, bottom: float, x0: float, x1: float) -> list[float]:
    """Heights of the rules between two heights that run over most of the width."""
    return [y for y, left, right in rules if top < y < bottom and min(right, x1) - max(left, x0) > _WIDE * (x1 - x0)]


def _head_start(lines: Sequence[PrintedLine], run: Sequence[int], free: int, rules: Sequence[tuple[float, float, float]]) -> int:
    """The first line of the table's head."""
    x0, x1 = min(s.x0 for i in run for s in lines[i].segments), max(s.x1 for i in run for s in lines[i].segments)
    label = max((s.x1 for i in run for s in lines[i].segments[:1] if not s.is_figure), default=x0)
    start = run[0]
    size = median(lines[i].height for i in run)
    for i in range(run[0] - 1, max(free, run[0] - _HEAD_LINES) - 1, -1):
        line, below = lines[i], lines[i + 1]
        if _is_caption(line) or line.height > 1.3 * size or below.top - line.bottom > 2.5 * size or _is_prose(line, x0, x1):
            break
        only = line.segments[0]
        aside = only.x0 > label and abs(only.x0 + only.x1 - x0 - x1) > 0.1 * (x1 - x0) and below.top - line.bottom < 1.2 * size
        if len(line.segments) == 1 and not (aside or below.top - line.bottom < 0.5 * size or _between(rules, line.top - 2 * size, line.top, x0, x1)):
            break
        start = i
    while start < run[0] and len(lines[start].segments) == 1 and not _between(rules, lines[start].top - 2 * size, lines[start].top, x0, x1):
        only = lines[start].segments[0]
        if abs((only.x0 + only.x1) - (x0 + x1)) > 0.1 * (x1 - x0):
            break
        start += 1
    return start


def _foot_end(lines: Sequence[PrintedLine], run: Sequence[int], pitch: float) -> int:
    """The last line of the table: labels without figures may follow the last figures, or the rest of its label."""
    label = max((s.x1 for i in run for s in lines[i].segments[:1] if not s.is_figure), default=0.0)
    last = run[-1]
    for i in range(run[-1] + 1, len(lines)):
        line = lines[i]
        first = line.segments[0]
        if line.middle - lines[last].middle > 1.15 * pitch or begins_note(first.plain) or is_signature(first.plain) or _is_caption(line) or is_closed(first.plain):
            break
        if len(line.segments) == 1 and first.x1 > label + 1:
            break
        last = i
    return last


def _rows(lines: Sequence[PrintedLine], run: Sequence[int], last: int, pitch: float, rules: Sequence[tuple[float, float, float]]) -> list[list[PrintedLine]]:
    """The lines from the first with figures on as rows: rules part them, else distance does."""
    rows: list[list[PrintedLine]] = []
    anchors = set(run)
    x0, x1 = min(s.x0 for i in run for s in lines[i].segments), max(s.x1 for i in run for s in lines[i].segments)
    anchored = False
    for i in range(run[0], last + 1):
        line = lines[i]
        figured = i in anchors
        if not rows:
            rows.append([line])
            anchored = figured
            continue
        before = rows[-1][-1]
        ruled = bool(_between(rules, before.middle, line.middle, x0, x1))
        near = line.middle - before.middle < _PITCH * pitch
        if not ruled and near and not (figured and anchored) and not begins_row(line):
            rows[-1].append(line)
            anchored = anchored or figured
        else:
            rows.append([line])
            anchored = figured
    return _reattached(rows, pitch, rules, x0, x1)


def begins_row(line: PrintedLine) -> bool:
    """A line that begins with a number or a code is no rest of a label."""
    plain = line.segments[0].plain
    return numbering(plain) is not None or plain[:3].isdigit()


def _reattached(rows: list[list[PrintedLine]], pitch: float, rules: Sequence[tuple[float, float, float]], x0: float, x1: float) -> list[list[PrintedLine]]:
    """A label's last line that stands nearer to the figures under it than to its row belongs to them."""
    for upper, lower in pairwise(rows):
        while len(upper) > 1 and not any(s.is_figure for s in upper[-1].segments):
            line = upper[-1]
            below = lower[0].middle - line.middle
            if below >= _PITCH * pitch or below >= 0.8 * (line.middle - upper[-2].middle) or _between(rules, line.middle, lower[0].middle, x0, x1):
                break
            lower.insert(0, upper.pop())
    return rows


def _with_wrapped_first(area: Area, pitch: float, rules: Sequence[tuple[float, float, float]]) -> Area:
    """The first row with the line of its label that stands over its figures."""
    while area.head and len(area.head) > 1 and len(area.head[-1].segments) == 1:
        line, first = area.head[-1], area.rows[0][0]
        rest = len(area.rows[0]) > 1
        if not rest or first.middle - line.middle >= 0.6 * pitch or _between(rules, line.middle, first.middle, line.segments[0].x0, line.segments[0].x1):
            break
        area.rows[0].insert(0, area.head.pop())
    return area
