"""The rows of a table that no vertical rules part: lines that wrap within a cell as one block, blocks that stand beside
the same figures as one row.

Takes the lines of one table; which lines those are is left to `areas`, where its columns are to `column_places`.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from fiscal.extraction.columns.column_places import Segment
from fiscal.extraction.columns.segments import PrintedLine
from fiscal.extraction.wording import numbering

_PITCH = 0.92
"""Share of the usual distance of rows up to which a line goes on the one above it."""
_LEADING = 1.65
"""Line heights up to which it does, however far apart the rows are."""
_NEARER = 0.8
"""A line goes on the one above it only if none stands under it at less than this share of the distance."""
_SAME = 0.5
"""Share of the narrower of two lines of one cell that lies under the other."""
_BESIDE = 0.3
"""Share of a line's height by which two blocks overlap when they stand in one row."""
_OWN_BANDS = 0.8
"""Bands between rules for each line with figures from which on every row has a band of its own."""

Block = tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """What stands over the figures, and the rows from the first figures on; each cell's lines are one segment in the
    head, and follow each other in the rows.
    """

    head: list[Segment]
    rows: list[list[Segment]]


def laid_out(
    lines: Sequence[PrintedLine],
    pitch: float,
    size: float,
    bounds: Sequence[float],
    rules: Sequence[tuple[float, float, float]],
) -> Layout:
    """The lines of one table as head and rows.

    `pitch`: the usual distance of rows, `size`: the height of a line, `bounds`: heights of the rules that run over the
    whole width, `rules`: all horizontal ones as (y, x0, x1)."""
    anchors = [line for line in lines if line.figures]
    blocks = blocks_of(lines, pitch, size, rules)
    bands: dict[int, list[Block]] = defaultdict(list)
    for block in blocks:
        bands[bisect_right(bounds, block[0].middle)].append(block)
    anchored: dict[int, list[PrintedLine]] = defaultdict(list)
    for anchor in anchors:
        anchored[bisect_right(bounds, anchor.middle)].append(anchor)
    own = len(bands) >= 3 and len(anchored) >= _OWN_BANDS * len(anchors)
    head: list[Segment] = []
    rows: list[list[Segment]] = []
    for band in sorted(bands):
        if not rows and band not in anchored:
            head.extend(joined(block) for block in bands[band])
        elif own and len(anchored[band]) <= 1:
            rows.append([s for block in bands[band] for s in block])
        else:
            over, inside = _by_anchors(bands[band], anchored[band], size)
            if not rows and not head:
                head.extend(joined(block) for row in over for block in row)
                over = []
            rows.extend([s for block in row for s in block] for row in (*over, *inside))
    return Layout(head, rows)


def joined(block: Block) -> Segment:
    """A cell's lines as one segment."""
    return Segment(
        tuple(g for s in block for g in s.glyphs),
        "".join(s.plain for s in block),
        min(s.x0 for s in block),
        min(s.top for s in block),
        max(s.x1 for s in block),
        max(s.bottom for s in block),
    )


def levels_of(head: Sequence[Segment], size: float) -> list[list[Segment]]:
    """The heads as lines from the top down, those of each from left to right; one that stands beside two lines belongs
    to the lower.
    """
    waiting = sorted(head, key=lambda s: -s.bottom)
    levels: list[list[Segment]] = []
    while waiting:
        level = [waiting.pop(0)]
        grown = True
        while grown:
            beside = [s for s in waiting if _stands_beside(s, level, size)]
            level.extend(beside[:1])
            waiting = [s for s in waiting if not any(s is it for it in level)]
            grown = bool(beside)
        levels.append(sorted(level, key=lambda s: s.x0))
    return levels[::-1]


def _stands_beside(segment: Segment, level: Sequence[Segment], size: float) -> bool:
    over = any(s.x0 < segment.x1 and segment.x0 < s.x1 for s in level)
    return not over and any(min(s.bottom, segment.bottom) - max(s.top, segment.top) > _BESIDE * size for s in level)


def blocks_of(
    lines: Sequence[PrintedLine], pitch: float, size: float, rules: Sequence[tuple[float, float, float]]
) -> list[Block]:
    """Segments that go on under each other as blocks, top to bottom; figures, and what begins with a number or a code,
    go on nothing.
    """
    leading = min(_PITCH * pitch, _LEADING * size)
    anchors = [line for line in lines if line.figures]
    blocks: list[list[Segment]] = []
    ordered = sorted(((s, line) for line in lines for s in line.segments), key=lambda it: it[0].middle)
    for place, (segment, line) in enumerate(ordered):
        rest = not (segment.is_figure or begins_row(segment.plain))
        above = (
            max(
                (b for b in blocks if _goes_on(b[-1], segment, leading, size, rules)),
                key=lambda b: b[-1].middle,
                default=None,
            )
            if rest
            else None
        )
        nearer = above is not None and _is_nearer_below(
            segment, [s for s, _ in ordered[place + 1 :]], segment.middle - above[-1].middle, size
        )
        if (
            above is None
            or nearer
            or (line.figures and any(_stands_at(above, a, size) for a in anchors if a is not line))
        ):
            blocks.append([segment])
        else:
            above.append(segment)
    return [tuple(block) for block in blocks]


def _stands_at(block: Sequence[Segment], line: PrintedLine, size: float) -> bool:
    return min(block[-1].bottom, line.bottom) - max(block[0].top, line.top) > _BESIDE * size


def _is_nearer_below(segment: Segment, later: Sequence[Segment], away: float, size: float) -> bool:
    """Whether a line of the same cell stands under a line much nearer than the one above it."""
    for other in later:
        if other.middle - segment.middle >= _NEARER * away:
            return False
        if other.middle - segment.middle > 0.5 * size and min(other.x1, segment.x1) - max(other.x0, segment.x0) > 0:
            return True
    return False


def _goes_on(
    above: Segment, below: Segment, leading: float, size: float, rules: Sequence[tuple[float, float, float]]
) -> bool:
    shared = min(above.x1, below.x1) - max(above.x0, below.x0)
    if (
        above.is_figure
        or not 0.5 * size < below.middle - above.middle < leading
        or shared < _SAME * min(above.x1 - above.x0, below.x1 - below.x0)
    ):
        return False
    return not any(above.middle < y < below.middle and x0 < below.x1 and below.x0 < x1 for y, x0, x1 in rules)


def begins_row(plain: str) -> bool:
    """A text that begins with a number or a code is no rest of a label."""
    return numbering(plain) is not None or plain[:3].isdigit()


def _by_anchors(
    blocks: Sequence[Block], anchors: Sequence[PrintedLine], size: float
) -> tuple[list[list[Block]], list[list[Block]]]:
    """Blocks as rows: those beside each line with figures, and the others by themselves. First the rows over the first
    figures, then the rest.
    """
    beside: list[list[Block]] = [[] for _ in anchors]
    loose: list[list[Block]] = []
    for block in blocks:
        place = _anchor_of(block, anchors, size)
        if place is not None:
            beside[place].append(block)
        elif loose and any(_overlap(block, other) > _BESIDE * size for other in loose[-1]):
            loose[-1].append(block)
        else:
            loose.append([block])
    first = anchors[0].middle if anchors else float("inf")
    over = [row for row in loose if row[0][0].middle < first]
    under = [row for row in loose if row[0][0].middle >= first]
    return over, sorted([*(row for row in beside if row), *under], key=lambda row: min(b[0].middle for b in row))


def _anchor_of(block: Block, anchors: Sequence[PrintedLine], size: float) -> int | None:
    """Which line with figures a block stands beside: one that it has a part of, else the nearest that its height takes
    in.
    """
    for place, anchor in enumerate(anchors):
        if any(s is part for s in anchor.segments for part in block):
            return place
    middle = (block[0].top + block[-1].bottom) / 2
    near = [
        (abs(anchor.middle - middle), place) for place, anchor in enumerate(anchors) if _stands_at(block, anchor, size)
    ]
    return min(near)[1] if near else None


def _overlap(block: Block, other: Block) -> float:
    return min(block[-1].bottom, other[-1].bottom) - max(block[0].top, other[0].top)
