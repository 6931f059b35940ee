"""Ruling lines from thin marks: snapped to common positions, pieces joined, double lines made one.

Takes marks as boxes on the displayed page, from whatever source; which rules form a table is left to `lattice`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

THIN = 5.0
"""Points: a mark at most this wide is a rule."""
SNAP = 3.0
"""Points: parallel rules this close stand at one position."""
_JOIN = 3.0
_DOT, _BETWEEN = 8.0, 5.0
"""Points: how long the pieces of a dashed rule are, and how far apart they stand, at most. No row is lower than
that.
"""
_SHORTEST = 4.0

Box = Sequence[float]


class Rule(NamedTuple):
    """A straight rule: `at` is its y when horizontal, its x when vertical; it runs from `start` to `end` in the other
    direction. Points.
    """

    at: float
    start: float
    end: float


class Rules(NamedTuple):
    """The rules of one page, each kind sorted by position."""

    horizontal: list[Rule]
    vertical: list[Rule]


def rules_of(boxes: Iterable[Box] | NDArray[np.float64], snap: float = SNAP) -> Rules:
    """Rules from boxes (x0, top, x1, bottom); boxes thick in both directions are ignored, dots count for both
    directions.
    """
    sides = np.asarray(boxes if isinstance(boxes, np.ndarray) else list(boxes), dtype=np.float64).reshape(-1, 4)
    x0, top, x1, bottom = sides.T
    width, height = x1 - x0, bottom - top
    flat = (height <= THIN) & ((width >= height) | (width <= THIN))
    upright = (width <= THIN) & ((height >= width) | (height <= THIN))
    across = np.stack(((top + bottom) / 2, x0, x1), axis=1)[flat]
    down = np.stack(((x0 + x1) / 2, top, bottom), axis=1)[upright]
    return Rules(join(across, snap), join(down, snap))


def join(pieces: Sequence[Rule] | NDArray[np.float64], snap: float = SNAP) -> list[Rule]:
    """Parallel pieces (at, start, end) as whole rules: one position per cluster of nearby positions, touching and
    nearly touching pieces joined.
    """
    whole: list[Rule] = []
    cluster: list[list[float]] = []
    table = np.asarray(pieces, dtype=np.float64).reshape(-1, 3)
    for piece in table[np.lexsort(table.T[::-1])].tolist():
        if cluster and piece[0] - cluster[0][0] > snap:
            whole.extend(_join_cluster(cluster))
            cluster = []
        cluster.append(piece)
    if cluster:
        whole.extend(_join_cluster(cluster))
    return whole


def _join_cluster(cluster: list[list[float]]) -> Iterator[Rule]:
    weight = sum([end - start for _, start, end in cluster])
    at = sum([at * (end - start) for at, start, end in cluster]) / weight if weight > 0 else cluster[0][0]
    spans = sorted([(start, end) for _, start, end in cluster])
    start, end = spans[0]
    last = end - start
    for next_start, next_end in spans[1:]:
        length = next_end - next_start
        if next_start - end <= (_BETWEEN if last <= _DOT and length <= _DOT else _JOIN):
            end = max(end, next_end)
        else:
            if end - start >= _SHORTEST:
                yield Rule(at, start, end)
            start, end = next_start, next_end
        last = length
    if end - start >= _SHORTEST:
        yield Rule(at, start, end)
