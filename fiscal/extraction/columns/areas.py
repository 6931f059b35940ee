"""Where on a page tables without vertical rules stand: lines with figures under each other, told from prose, contents
and captions around them.

Gives each table's head lines and its rows of lines; its columns and cells are left to `unruled_tables`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from fiscal import lexicon
from fiscal.extraction.columns.area_ends import ALIGNED, between, foot_end, head_start, is_caption, is_prose, pitch_of
from fiscal.extraction.columns.block_rows import blocks_of, joined, laid_out
from fiscal.extraction.columns.column_places import Segment
from fiscal.extraction.columns.segments import PrintedLine, merged, printed_line
from fiscal.extraction.page.content import Grid
from fiscal.extraction.page.lines import Line
from fiscal.extraction.wording import is_header_word

LEAST_ROWS = 2
_FIGURES = 4
_BLOCK = 3
"""Columns with figures, and figures in each, that make a table of whole numbers."""
_REACH = 4.5
"""Line heights between two lines with figures past which they belong to two tables."""
_RULES = 4
"""Rules over the whole width that make a table of whatever stands between them."""
_UNDER_CAPTION = 2.5
"""Line heights between a caption and the head under it at most."""
_FIGURE = re.compile(r"(?<!\S)[-−(（]?\d+([,.，．]?)[\d,.，．]*[%％)）]?(?!\S)")
_UNIT = lexicon.pattern("tables.unit_at_end")
_UNDER_UNIT = 40.0
"""Points from a line that gives a unit down to the ruled table that it is about, at most."""


@dataclass(slots=True)
class Area:
    """One table: its heads, its rows of segments, the printed lines that it takes up and the height of a line in
    points.
    """

    head: list[Segment]
    rows: list[list[Segment]]
    lines: list[Line]
    size: float


def may_have_columns(lines: Sequence[Line], grids: Sequence[Grid] = ()) -> bool:
    """Whether it is worth looking for columns among printed lines at all: figures stand apart, or a unit is given for
    something else than the ruled grids.
    """
    figures = [found for line in lines if " " in line.text and (found := _FIGURE.findall(line.text))]
    if len(figures) >= LEAST_ROWS and any(separator for found in figures for separator in found):
        return True
    if sum(len(found) >= _BLOCK for found in figures) >= _BLOCK:
        return True
    units = [line.box[3] for line in lines if _UNIT.search(line.text)]
    return any(not any(0 < grid.top - bottom < _UNDER_UNIT for grid in grids) for bottom in units)


def areas_of(lines: Sequence[Line], rules: Sequence[tuple[float, float, float]]) -> list[Area]:
    """The tables among printed lines, top to bottom. `rules`: horizontal rules as (y, x0, x1)."""
    return _areas(merged(sorted((printed_line(line) for line in lines), key=lambda it: it.middle)), rules)


def _has_figures(line: PrintedLine) -> bool:
    return len(line.segments) >= 2 and any(s.is_figure for s in line.segments) and not is_caption(line)


def _areas(lines: Sequence[PrintedLine], rules: Sequence[tuple[float, float, float]]) -> list[Area]:
    """Runs of lines with figures, each with the lines between and around them that belong to its table."""
    at = [i for i, line in enumerate(lines) if _has_figures(line)]
    text = (
        min((s.x0 for line in lines for s in line.segments), default=0.0),
        max((s.x1 for line in lines for s in line.segments), default=0.0),
    )
    runs: list[list[int]] = []
    for i in at:
        if runs and _follows(lines, runs[-1], i, text, rules):
            runs[-1].append(i)
        else:
            runs.append([i])
    areas: list[Area] = []
    used = -1
    for run in runs:
        first = head_start(lines, run, used + 1, text, rules)
        size = median(lines[i].height for i in run)
        captioned = (
            0 < first < run[0]
            and is_caption(lines[first - 1])
            and lines[first].top - lines[first - 1].bottom < _UNDER_CAPTION * size
        )
        figures = [s for i in run for s in lines[i].figures]
        extent = (min(s.x0 for i in run for s in lines[i].segments), max(s.x1 for i in run for s in lines[i].segments))
        ruled = len(between(rules, lines[first].top - size, lines[run[-1]].bottom + size, *extent)) >= _RULES
        if not (captioned or ruled) and (len(run) < LEAST_ROWS or len(figures) < _FIGURES or not _telling(figures)):
            continue
        pitch = pitch_of(lines, run)
        used = foot_end(lines, run, pitch, rules)
        areas.append(_area(lines[first : used + 1], [lines[i] for i in run], pitch, rules))
    if len(rules) < 2:
        return areas
    taken = {id(line) for area in areas for line in area.lines}
    return [*areas, *_blank_areas(lines, taken, text, rules)]


def _blank_areas(
    lines: Sequence[PrintedLine],
    taken: set[int],
    text: tuple[float, float],
    rules: Sequence[tuple[float, float, float]],
) -> list[Area]:
    """Tables that were printed blank: heads between rules, under a caption or at the head of the page, and nothing
    else.
    """
    areas: list[Area] = []
    for i in [-1, *(i for i, line in enumerate(lines) if is_caption(line))]:
        last = i
        while last + 1 < len(lines) and id(lines[last + 1].line) not in taken:
            line = lines[last + 1]
            apart = last >= 0 and line.top - lines[last].bottom > _UNDER_CAPTION * line.height
            if apart or is_caption(line) or line.figures or is_prose(line, *text):
                break
            last += 1
        heads = lines[i + 1 : last + 1]
        if not heads:
            continue
        x0, x1, size = (
            min(s.x0 for line in heads for s in line.segments),
            max(s.x1 for line in heads for s in line.segments),
            median(line.height for line in heads),
        )
        cells = [joined(block) for block in blocks_of(heads, 2 * size, size, rules)]
        named = sum(is_header_word(cell.plain) for cell in cells)
        over = between(
            rules, lines[i].middle if i >= 0 else heads[0].top - _UNDER_CAPTION * size, heads[0].middle, x0, x1
        )
        if (
            len(cells) >= _FIGURES
            and 2 * named >= len(cells)
            and over
            and between(rules, heads[-1].middle, heads[-1].bottom + _REACH * size, x0, x1)
        ):
            areas.append(Area(cells, [], [line.line for line in heads], size))
    return areas


def _area(
    lines: Sequence[PrintedLine],
    figured: Sequence[PrintedLine],
    pitch: float,
    rules: Sequence[tuple[float, float, float]],
) -> Area:
    """The lines of one table laid out; lines that number its columns are its head's."""
    x0, x1 = min(s.x0 for line in figured for s in line.segments), max(s.x1 for line in figured for s in line.segments)
    size = median(line.height for line in figured)
    layout = laid_out(lines, pitch, size, between(rules, lines[0].top - size, lines[-1].bottom, x0, x1), rules)
    head, rows = list(layout.head), list(layout.rows)
    while rows and _counts_columns(rows[0]):
        head.extend(rows.pop(0))
    return Area(head, rows, [line.line for line in lines], size)


def _counts_columns(row: Sequence[Segment]) -> bool:
    """栏次 1 2 3 …: a row that numbers the columns."""
    ordered = sorted(row, key=lambda s: s.x0)
    numbers = [int(s.plain) for s in ordered if s.plain.isdigit() and len(s.plain) <= 2]
    words = [s.plain for s in ordered if not s.plain.isdigit()]
    return (
        len(numbers) >= 2
        and numbers[0] <= 2
        and all(b - a == 1 for a, b in pairwise(numbers))
        and all(len(word) <= 2 for word in words)
    )


def _telling(figures: Sequence[Segment]) -> bool:
    """Figures that columns are made of: some under each other, some side by side, some with decimals or thousands;
    whole numbers only where many make columns.
    """
    beside = len({round(s.x1 / 8) for s in figures}) >= 2
    under = any(
        b.top > a.bottom - 1 and (abs(a.x1 - b.x1) <= ALIGNED or abs(a.x0 + a.x1 - b.x0 - b.x1) <= 2 * ALIGNED)
        for a in figures
        for b in figures
        if a is not b
    )
    columns = Counter(round(s.x1 / ALIGNED) for s in figures)
    block = sum(count >= _BLOCK for count in columns.values()) >= _BLOCK
    return beside and under and (block or any("." in s.plain or "," in s.plain for s in figures))


def _follows(
    lines: Sequence[PrintedLine],
    run: Sequence[int],
    here: int,
    text: tuple[float, float],
    rules: Sequence[tuple[float, float, float]],
) -> bool:
    """The next line with figures belongs to the run's table: near by, or in the next row between rules, with nothing
    between that belongs to no table.
    """
    before = run[-1]
    inside = lines[before + 1 : here]
    if any(is_caption(line) for line in inside):
        return False
    x0, x1 = min(s.x0 for i in run for s in lines[i].segments), max(s.x1 for i in run for s in lines[i].segments)
    if len(between(rules, lines[before].middle, lines[here].middle, x0, x1)) == 1:
        return True
    return not any(b.top - a.bottom > _REACH * a.height for a, b in pairwise(lines[before : here + 1])) and not any(
        is_prose(line, *text) for line in inside
    )
