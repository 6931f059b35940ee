"""A connected component of rules as a grid: its rows and columns, and cells as unions over absent edges.

Works on rules of any source, ruled page or picture; which rules make a component is told by `components`, what is
written in the cells by the readers."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from fiscal.extraction.grids.rules import Rule, Rules

OPEN = 8.0
"""Points: rules must run at least this far past the last crossing rule for a missing border to be closed there."""
_COVER = 0.3
"""Share of a cell's side that a rule may leave uncovered at either end, or that its pieces may leave uncovered
together.
"""
NARROW, _BLANK_ROW = 4.0, 3.3
"""Points: a row or column narrower than the first holds no text; it is the gap of a double rule, or a blank row down to
the second.
"""


class Span(NamedTuple):
    """A cell's place in its lattice. `enclosed` is False where a border is missing on a side that other rules do close.

    `open_top` and `open_bottom`: it is missing there, and on neither the left nor the right.
    """

    row: int
    col: int
    rowspan: int
    colspan: int
    enclosed: bool
    open_top: bool = False
    open_bottom: bool = False


@dataclass(frozen=True, slots=True)
class Lattice:
    """A connected component of rules as rows and columns; `owner[row, col]` is the index in `spans` of the cell there.
    Points on the displayed page.

    `border`: the share of the left, top, right and bottom side that has a rule; 1 for a missing side that has been
    closed. `drawn`: rules show every cell."""

    col_edges: tuple[float, ...]
    row_edges: tuple[float, ...]
    spans: tuple[Span, ...]
    owner: NDArray[np.int32]
    border: tuple[float, float, float, float]
    open_top: bool
    open_bottom: bool
    open_sides: bool
    drawn: bool = True

    @property
    def middle(self) -> tuple[float, float]:
        """The point in the middle of the outer border."""
        return (self.col_edges[0] + self.col_edges[-1]) / 2, (self.row_edges[0] + self.row_edges[-1]) / 2

    def holds(self, x: float, y: float) -> bool:
        """Whether a point lies within the outer border."""
        return self.col_edges[0] <= x <= self.col_edges[-1] and self.row_edges[0] <= y <= self.row_edges[-1]

    @property
    def area(self) -> float:
        """Square points within the outer border."""
        return (self.col_edges[-1] - self.col_edges[0]) * (self.row_edges[-1] - self.row_edges[0])


def _edges(crossing: Sequence[Rule], running: Sequence[Rule]) -> tuple[list[float], bool, bool]:
    """Edge positions given by `crossing` rules, with missing first and last borders closed where `running` rules
    overhang, and whether they were.
    """
    edges = sorted({r.at for r in crossing})
    before = [r for r in running if r.start < edges[0] - OPEN]
    after = [r for r in running if r.end > edges[-1] + OPEN]
    open_first, open_last = _overhang(before, running), _overhang(after, running)
    if open_first:
        edges.insert(0, min(r.start for r in before))
    if open_last:
        edges.append(max(r.end for r in after))
    return edges, open_first, open_last


def _overhang(longer: Sequence[Rule], running: Sequence[Rule]) -> bool:
    """Whether the rules that are longer show cells with an open border: several do, and one that has others on both of
    its sides.
    """
    return (
        len(longer) >= 2
        or 0 < len(running) <= 2 * len(longer)
        or any(running[0].at + NARROW < r.at < running[-1].at - NARROW for r in longer)
    )


def _merge_narrow(edges: list[float], inner: Sequence[Rule] = ()) -> list[float]:
    """Edges without those that follow another within a narrow gap, unless rules run through it; the outermost two
    always stay.

    `inner`: the crossing rules within the border.
    """
    kept = [edges[0]]
    for edge in edges[1:]:
        if edge - kept[-1] >= NARROW or (edge - kept[-1] >= _BLANK_ROW and _runs_through(inner, kept[-1], edge)):
            kept.append(edge)
        elif edge == edges[-1] and len(kept) > 1:
            kept[-1] = edge
    return kept


def _runs_through(rules: Sequence[Rule], start: float, end: float) -> bool:
    """Whether the rules that reach a gap run through it, which they do not between the lines of a double rule."""
    near = [r for r in rules if r.start < end and start < r.end]
    return bool(near) and all(r.start <= start + 1 and end - 1 <= r.end for r in near)


def _presence(rules: Sequence[Rule], positions: list[float], edges: list[float]) -> NDArray[np.bool_]:
    """`[i, k]`: whether a rule at `positions[i]`, in one piece or several, covers the stretch between `edges[k]` and
    `edges[k + 1]`.
    """
    sides = list(pairwise(edges))
    begin = [a + _COVER * (b - a) for a, b in sides]
    finish = [b - _COVER * (b - a) for a, b in sides]
    present = np.zeros((len(positions), len(sides)), dtype=bool)
    pieces: dict[tuple[int, int], float] = {}
    for rule in rules:
        index = bisect_left(positions, rule.at - NARROW)
        while index + 1 < len(positions) and abs(positions[index + 1] - rule.at) < abs(positions[index] - rule.at):
            index += 1
        if index < len(positions) and abs(positions[index] - rule.at) <= NARROW:
            first, last = bisect_left(begin, rule.start), bisect_right(finish, rule.end)
            present[index, first:last] = True
            for k in {first - 1, last}:
                if 0 <= k < len(sides) and rule.start < sides[k][1] and sides[k][0] < rule.end:
                    pieces[index, k] = (
                        pieces.get((index, k), 0.0) + min(rule.end, sides[k][1]) - max(rule.start, sides[k][0])
                    )
    for (index, k), length in pieces.items():
        if length >= (1 - _COVER) * (sides[k][1] - sides[k][0]):
            present[index, k] = True
    return present


def lattice_of(part: Rules) -> Lattice | None:
    """The rules as one lattice; None where they make less than two cells."""
    xs, open_left, open_right = _edges(part.vertical, part.horizontal)
    ys, open_top, open_bottom = _edges(part.horizontal, part.vertical)
    xs = _merge_narrow(xs)
    ys = _merge_narrow(ys, [r for r in part.vertical if xs[0] + NARROW < r.at < xs[-1] - NARROW])
    if len(xs) < 2 or len(ys) < 2 or len(xs) + len(ys) < 5:
        return None
    down = _presence(part.vertical, xs, ys).T
    across = _presence(part.horizontal, ys, xs)
    regions = _regions(down, across)
    if len(regions) < 2:
        return None
    keep_rows = sorted({r[0] for r in regions} | {r[0] + r[2] for r in regions})
    keep_cols = sorted({r[1] for r in regions} | {r[1] + r[3] for r in regions})
    row_of, col_of = {v: i for i, v in enumerate(keep_rows)}, {v: i for i, v in enumerate(keep_cols)}
    border = (
        1.0 if open_left else _share(down[:, 0], ys),
        1.0 if open_top else _share(across[0], xs),
        1.0 if open_right else _share(down[:, -1], ys),
        1.0 if open_bottom else _share(across[-1], xs),
    )
    owner = np.full((len(keep_rows) - 1, len(keep_cols) - 1), -1, dtype=np.int32)
    spans: list[Span] = []
    left, top, right, bottom = down[:, 0].tolist(), across[0].tolist(), down[:, -1].tolist(), across[-1].tolist()
    for row, col, height, width in regions:
        beside = (col > 0 or open_left or any(left[row : row + height])) and (
            col + width < len(xs) - 1 or open_right or any(right[row : row + height])
        )
        above = row > 0 or open_top or any(top[col : col + width])
        below = row + height < len(ys) - 1 or open_bottom or any(bottom[col : col + width])
        r0, r1, c0, c1 = row_of[row], row_of[row + height], col_of[col], col_of[col + width]
        if r1 - r0 == c1 - c0 == 1:
            owner[r0, c0] = len(spans)
        else:
            owner[r0:r1, c0:c1] = len(spans)
        spans.append(
            Span(
                row=r0,
                col=c0,
                rowspan=r1 - r0,
                colspan=c1 - c0,
                enclosed=beside and above and below,
                open_top=beside and not above,
                open_bottom=beside and not below,
            )
        )
    return Lattice(
        col_edges=tuple(xs[i] for i in keep_cols),
        row_edges=tuple(ys[i] for i in keep_rows),
        spans=tuple(spans),
        owner=owner,
        border=border,
        open_top=open_top,
        open_bottom=open_bottom,
        open_sides=open_left and open_right,
    )


def _share(present: NDArray[np.bool_], edges: list[float]) -> float:
    """Share of the length between the first and the last edge that has a rule."""
    lengths = np.diff(edges)
    return float(lengths[present].sum() / lengths.sum())


def _regions(down: NDArray[np.bool_], across: NDArray[np.bool_]) -> list[tuple[int, int, int, int]]:
    """Cells as (row, col, rowspan, colspan) in reading order. `down[row, i]`: a rule on the left of column i;
    `across[i, col]`: one above row i.
    """
    rows, cols = down.shape[0], across.shape[1]
    walls, floors = down.tolist(), across.tolist()
    if down[:, 1:-1].all() and across[1:-1].all():
        return [(r, c, 1, 1) for r in range(rows) for c in range(cols)]
    seen = [[False] * cols for _ in range(rows)]
    regions: list[tuple[int, int, int, int]] = []
    for row in range(rows):
        for col in range(cols):
            if not seen[row][col]:
                regions.extend(_rectangles(_flood(row, col, walls, floors, seen), walls, floors))
    return sorted(regions)


def _flood(
    row: int, col: int, walls: list[list[bool]], floors: list[list[bool]], seen: list[list[bool]]
) -> list[tuple[int, int]]:
    rows, cols = len(seen), len(seen[0])
    seen[row][col] = True
    found = [(row, col)]
    for r, c in found:
        if c + 1 < cols and not walls[r][c + 1] and not seen[r][c + 1]:
            seen[r][c + 1] = True
            found.append((r, c + 1))
        if r + 1 < rows and not floors[r + 1][c] and not seen[r + 1][c]:
            seen[r + 1][c] = True
            found.append((r + 1, c))
        if c > 0 and not walls[r][c] and not seen[r][c - 1]:
            seen[r][c - 1] = True
            found.append((r, c - 1))
        if r > 0 and not floors[r][c] and not seen[r - 1][c]:
            seen[r - 1][c] = True
            found.append((r - 1, c))
    return found


def _rectangles(
    region: list[tuple[int, int]], walls: list[list[bool]], floors: list[list[bool]]
) -> list[tuple[int, int, int, int]]:
    """The region itself when it is a rectangle, else its rows' runs, joined downwards where they are equally wide and
    no rule parts them.
    """
    if len(region) == 1:
        return [(*region[0], 1, 1)]
    top, bottom = min(r for r, _ in region), max(r for r, _ in region)
    left, right = min(c for _, c in region), max(c for _, c in region)
    if len(region) == (bottom - top + 1) * (right - left + 1):
        return [(top, left, bottom - top + 1, right - left + 1)]
    places = set(region)
    done: list[tuple[int, int, int, int]] = []
    growing: dict[tuple[int, int], tuple[int, int]] = {}
    for row in range(top, bottom + 2):
        runs = _runs(row, left, right, places, walls) if row <= bottom else set[tuple[int, int]]()
        for run, (first, height) in list(growing.items()):
            if run in runs and not all(floors[row][run[0] : run[1]]):
                growing[run] = (first, height + 1)
            else:
                done.append((first, run[0], height, run[1] - run[0]))
                del growing[run]
        for run in runs:
            growing.setdefault(run, (row, 1))
    return done


def _runs(
    row: int, left: int, right: int, places: set[tuple[int, int]], walls: list[list[bool]]
) -> set[tuple[int, int]]:
    runs: set[tuple[int, int]] = set()
    start: int | None = None
    for col in range(left, right + 2):
        inside = (row, col) in places
        if start is not None and (not inside or walls[row][col]):
            runs.add((start, col))
            start = None
        if inside and start is None:
            start = col
    return runs
