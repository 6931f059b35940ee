"""Rows of a table that only vertical rules part: one ruled row that holds several printed ones is cut between them.

Cuts only where figures under each other in two columns show the rows, or amounts of money beside as many labels; which
lines are one row is told by `block_rows`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from statistics import median

import numpy as np

from fiscal.extraction.columns.block_rows import laid_out, levels_of
from fiscal.extraction.columns.segments import PrintedLine, merged, printed_line
from fiscal.extraction.grids.lattice import NARROW, Lattice, Span
from fiscal.extraction.grids.rules import Rule
from fiscal.extraction.page.characters import Characters
from fiscal.extraction.page.lines import NUMBER, Glyph, lines_of

_TALL = 20.0
"""Points: a lower row holds one line."""
_LEVEL = 0.3
"""Share of a line's height by which figures of one row differ in level at most."""
_COLUMNS = 2
_LEFT_OUT = 0.3
"""Share of a row's height down to which a rule beside it is none of its own."""
_FULL = 1.0
_PADDING = 12.0
"""Widths of a digit, and points of padding on both sides together, that a number which wrapped in its cell leaves free
at most.
"""


def cut_rows(lattice: Lattice, characters: Characters, upright: Sequence[Rule], levels: Sequence[float]) -> Lattice:
    """The lattice with rows of several printed rows cut, of those that one of the heights `levels` lies in; the lattice
    itself where there are none.

    `upright`: the page's vertical rules. A part of a row beside which one of them is left out is one cell there.
    """
    tall = [
        row
        for row in _stacked_rows(lattice, characters)
        if any(lattice.row_edges[row] <= y <= lattice.row_edges[row + 1] for y in levels)
    ]
    cuts = {row: found for row in tall if (found := _cuts(lattice, row, characters))}
    return _with_cuts(lattice, cuts, upright if lattice.drawn else ()) if cuts else lattice


def _stacked_rows(lattice: Lattice, characters: Characters) -> list[int]:
    """Rows high enough for several lines, in a cell of which digits stand on more than one level: where it is worth
    looking closely.
    """
    rows = [row for row, (top, bottom) in enumerate(pairwise(lattice.row_edges)) if bottom - top >= _TALL]
    if not rows:
        return []
    digits = characters.boxes[
        np.fromiter(map(str.isdigit, characters.text), dtype=np.bool_, count=len(characters.text))
    ]
    x, y = (digits[:, 0] + digits[:, 2]) / 2, (digits[:, 1] + digits[:, 3]) / 2
    col, row = np.searchsorted(lattice.col_edges, x) - 1, np.searchsorted(lattice.row_edges, y) - 1
    inside = (col >= 0) & (row >= 0) & (col < lattice.owner.shape[1]) & (row < lattice.owner.shape[0])
    owner = lattice.owner[row[inside], col[inside]]
    lowest, highest = np.full(len(lattice.spans), -np.inf), np.full(len(lattice.spans), np.inf)
    np.maximum.at(lowest, owner, y[inside])
    np.minimum.at(highest, owner, y[inside])
    levels = np.flatnonzero(lowest - highest > _TALL / 4).tolist()
    stacked = Counter(lattice.spans[index].row for index in levels if lattice.spans[index].rowspan == 1)
    return [row for row in rows if stacked[row]]


def _cuts(lattice: Lattice, row: int, characters: Characters) -> list[float]:
    """Heights at which a ruled row is to be cut."""
    spans = [span for span in lattice.spans if span.row == row and span.rowspan == 1]
    cells = [_cell_lines(lattice, span, characters) for span in spans]
    widths = [lattice.col_edges[span.col + span.colspan] - lattice.col_edges[span.col] for span in spans]
    stacked = [
        figures
        for lines, width in zip(cells, widths, strict=True)
        if len(figures := _stack(lines)) >= 2 and not _is_wrapped(figures, width)
    ]
    if not stacked:
        return []
    size = median(line.height for lines in stacked for line in lines)
    levels = [line.middle for line in max(stacked, key=len)]
    shared = sum(
        sum(any(abs(line.middle - level) <= _LEVEL * size for line in lines) for level in levels) >= 2
        for lines in stacked
    )
    if shared < _COLUMNS:
        return (
            [(above.bottom + below.top) / 2 for above, below in pairwise(stacked[0])]
            if _beside_labels(stacked[0], cells, size)
            else []
        )
    if any(b - a < 0.9 * size for a, b in pairwise(levels)):
        return []
    lines = merged(sorted((line for own in cells for line in own), key=lambda it: it.middle))
    layout = laid_out(lines, median(b - a for a, b in pairwise(levels)), size, [], [])
    rows = [*levels_of(layout.head, size), *layout.rows]
    extents = [(min(s.top for s in segments), max(s.bottom for s in segments)) for segments in rows]
    return [(above[1] + below[0]) / 2 for above, below in pairwise(extents)]


def _beside_labels(figures: Sequence[PrintedLine], cells: Sequence[Sequence[PrintedLine]], size: float) -> bool:
    """Whether amounts of money stand each beside a line of another cell, which has no more lines than they are."""
    if not all("." in s.plain or "," in s.plain for line in figures for s in line.figures):
        return False
    levels = [line.middle for line in figures]
    others = [lines for lines in cells if len(lines) == len(figures) and not any(line.figures for line in lines)]
    return any(
        all(abs(line.middle - level) <= _LEVEL * size for line, level in zip(lines, levels, strict=True))
        for lines in others
    )


def _stack(lines: Sequence[PrintedLine]) -> list[PrintedLine]:
    """The figures that stand under each other in a cell, with nothing but a head over them; none where other text
    stands between or under them.
    """
    first = next((i for i, line in enumerate(lines) if line.figures), len(lines))
    figures = list(lines[first:])
    return figures if all(len(line.segments) == 1 and line.figures for line in figures) else []


def _is_wrapped(figures: Sequence[PrintedLine], width: float) -> bool:
    """Whether the figures under each other are one number that was too long for its cell: the lines but the last leave
    no room for another digit.
    """
    whole = "".join(line.segments[0].plain for line in figures)
    if not NUMBER.fullmatch(whole):
        return False
    return all(
        width - (s.x1 - s.x0) < _FULL * (s.x1 - s.x0) / len(s.plain) + _PADDING
        for s in (line.segments[0] for line in figures[:-1])
    )


def _cell_lines(lattice: Lattice, span: Span, characters: Characters) -> list[PrintedLine]:
    """The lines printed in a cell."""
    x0, x1 = lattice.col_edges[span.col], lattice.col_edges[span.col + span.colspan]
    top, bottom = lattice.row_edges[span.row], lattice.row_edges[span.row + span.rowspan]
    boxes = characters.boxes
    x, y = (boxes[:, 0] + boxes[:, 2]) / 2, (boxes[:, 1] + boxes[:, 3]) / 2
    inside = np.flatnonzero((x >= x0) & (x <= x1) & (y >= top) & (y <= bottom)).tolist()
    return [
        printed_line(line)
        for line in lines_of([Glyph._make((characters.text[i], *boxes[i].tolist(), i)) for i in inside], " ")
    ]


def _with_cuts(lattice: Lattice, cuts: dict[int, list[float]], upright: Sequence[Rule]) -> Lattice:
    """The lattice with further row edges: cells of a cut row become one for each of its parts, those that span it span
    all of them.
    """
    edges: list[float] = []
    place: list[int] = []
    for row, edge in enumerate(lattice.row_edges):
        place.append(len(edges))
        edges.extend((edge, *cuts.get(row, ())))
    spans: list[Span] = []
    parts: dict[tuple[int, int], Span] = {}
    for span in sorted(lattice.spans):
        first, last = place[span.row], place[span.row + span.rowspan]
        if span.rowspan > 1 or span.row not in cuts:
            spans.append(span._replace(row=first, rowspan=last - first))
            continue
        for row in range(first, last):
            left = (
                parts.get((row, span.col))
                if _is_left_out(upright, lattice.col_edges[span.col], edges[row], edges[row + 1])
                else None
            )
            part = span._replace(row=row, rowspan=1)
            if left is not None:
                part = left._replace(colspan=left.colspan + span.colspan, enclosed=left.enclosed and span.enclosed)
                del parts[row, span.col]
            parts[row, part.col + part.colspan] = part
    spans = sorted((*spans, *parts.values()))
    return replace(
        lattice,
        row_edges=tuple(edges),
        spans=tuple(spans),
        owner=_owner(spans, len(edges) - 1, len(lattice.col_edges) - 1),
    )


def _is_left_out(upright: Sequence[Rule], at: float, top: float, bottom: float) -> bool:
    """Whether vertical rules stand at a column's edge, but none between two heights."""
    here = [rule for rule in upright if abs(rule.at - at) <= NARROW]
    return bool(here) and sum(max(0.0, min(rule.end, bottom) - max(rule.start, top)) for rule in here) < _LEFT_OUT * (
        bottom - top
    )


def _owner(spans: Sequence[Span], rows: int, cols: int) -> np.ndarray[tuple[int, int], np.dtype[np.int32]]:
    owner = np.full((rows, cols), -1, dtype=np.int32)
    for index, span in enumerate(spans):
        owner[span.row : span.row + span.rowspan, span.col : span.col + span.colspan] = index
    return owner
