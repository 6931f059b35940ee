"""The first and the last line of a table without vertical rules: cells of the head level by level, labels behind the
last figures.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from fiscal.extraction.columns.block_rows import begins_row, blocks_of, joined, levels_of
from fiscal.extraction.columns.column_places import Segment
from fiscal.extraction.columns.segments import PrintedLine
from fiscal.extraction.sheets.captions import caption_fields
from fiscal.extraction.wording import begins_note, is_closed, is_signature

_WIDE = 0.6


_HEAD_LINES = 40
ALIGNED = 2.0
"""Points by which figures under each other may differ in their right ends, or in their middles."""


def is_caption(line: PrintedLine) -> bool:
    """Whether a line says what stands under it, or in which unit."""
    fields = caption_fields(line.line.text)
    return bool(fields.unit or fields.declarant or fields.number) and not any(
        s.is_figure and ("." in s.plain or "," in s.plain) for s in line.segments
    )


def is_prose(line: PrintedLine, x0: float, x1: float) -> bool:
    """Whether a line is as wide as the text and parted nowhere, as a sentence's."""
    if begins_note("".join(s.plain for s in line.segments)):
        return True
    return any(s.x1 - s.x0 > _WIDE * (x1 - x0) for s in line.segments) or (
        len(line.segments) == 1 and is_closed(line.segments[0].plain)
    )


def pitch_of(lines: Sequence[PrintedLine], run: Sequence[int]) -> float:
    """The usual distance of rows of one line."""
    starts = [i for i in range(run[0], run[-1] + 1) if i in run or begins_row(lines[i].segments[0].plain)]
    usual = median(lines[i].height for i in run)
    steps = [step for a, b in pairwise(starts) if b == a + 1 and (step := lines[b].middle - lines[a].middle) > usual]
    return median(steps) if steps else 1.6 * usual


def between(
    rules: Sequence[tuple[float, float, float]], top: float, bottom: float, x0: float, x1: float
) -> list[float]:
    """Heights of the rules between two heights that run over most of the width."""
    return [y for y, left, right in rules if top < y < bottom and min(right, x1) - max(left, x0) > _WIDE * (x1 - x0)]


def head_start(
    lines: Sequence[PrintedLine],
    run: Sequence[int],
    free: int,
    text: tuple[float, float],
    rules: Sequence[tuple[float, float, float]],
) -> int:
    """The first line of the table's head: its cells are taken level by level, those that stand alone only where a rule
    or their place shows that they belong to it.
    """
    x0, x1 = min(s.x0 for i in run for s in lines[i].segments), max(s.x1 for i in run for s in lines[i].segments)
    label = max((s.x1 for i in run for s in lines[i].segments[:1] if not s.is_figure), default=x0)
    size = median(lines[i].height for i in run)
    first = run[0]
    while first > max(free, run[0] - _HEAD_LINES):
        line, below = lines[first - 1], lines[first]
        if (
            is_caption(line)
            or max(s.bottom - s.top for s in line.segments) > 1.3 * size
            or below.top - line.bottom > 2.5 * size
            or is_prose(line, *text)
        ):
            break
        first -= 1
    taken: list[Sequence[Segment]] = []
    under = lines[run[0]].top
    for level in reversed(
        levels_of(
            [joined(block) for block in blocks_of(lines[first : run[0]], pitch_of(lines, run), size, rules)], size
        )
    ):
        top, bottom = min(s.top for s in level), max(s.bottom for s in level)
        if len(level) == 1:
            aside = level[0].x0 > label and not _is_centred(level[0], x0, x1) and under - bottom < 1.2 * size
            row = begins_row(level[0].plain) and _in_label_column(level[0], lines, run)
            if not (aside or row or under - bottom < 0.5 * size or between(rules, top - 2 * size, top, x0, x1)):
                break
        taken.append(level)
        under = top
    while (
        taken
        and len(taken[-1]) == 1
        and _is_centred(taken[-1][0], x0, x1)
        and not between(rules, taken[-1][0].top - 2 * size, taken[-1][0].top, x0, x1)
    ):
        taken.pop()
    top = min((s.top for s in taken[-1]), default=lines[run[0]].top) if taken else lines[run[0]].top
    return next((i for i in range(first, run[0]) if lines[i].bottom > top + 0.5 * size), run[0])


def _in_label_column(segment: Segment, lines: Sequence[PrintedLine], run: Sequence[int]) -> bool:
    """Whether a text begins where labels of the run's lines begin."""
    return any(abs(s.x0 - segment.x0) <= ALIGNED for i in run for s in lines[i].segments if not s.is_figure)


def _is_centred(segment: Segment, x0: float, x1: float) -> bool:
    return abs(segment.x0 + segment.x1 - x0 - x1) <= 0.1 * (x1 - x0)


def foot_end(
    lines: Sequence[PrintedLine], run: Sequence[int], pitch: float, rules: Sequence[tuple[float, float, float]]
) -> int:
    """The last line of the table: labels without figures may follow the last figures, or the rest of its label; not
    under its last rule.
    """
    x0, x1 = min(s.x0 for i in run for s in lines[i].segments), max(s.x1 for i in run for s in lines[i].segments)
    label = max((s.x1 for i in run for s in lines[i].segments[:1] if not s.is_figure), default=0.0)
    last = run[-1]
    for i in range(run[-1] + 1, len(lines)):
        line = lines[i]
        first = line.segments[0]
        if (
            line.middle - lines[last].middle > max(1.15 * pitch, 1.6 * line.height)
            or begins_note(first.plain)
            or is_signature(first.plain)
            or is_caption(line)
            or is_closed(first.plain)
        ):
            break
        if (
            len(line.segments) == 1
            and first.x1 > label + 1
            and not _in_label_column(first, lines, [*run, *range(max(0, i - 2), i)])
        ):
            break
        if between(rules, lines[last].middle, line.middle, x0, x1) and not between(
            rules, line.middle, line.bottom + pitch, x0, x1
        ):
            break
        last = i
    return last
