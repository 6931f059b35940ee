"""Ruling lines from thin marks: snapped to common positions, pieces joined, double lines made one.

Takes marks as boxes on the displayed page, from whatever source; which rules form a table is left to `grid`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

THIN = 5.0
"""Points: a mark at most this wide is a rule."""
SNAP = 3.0
"""Points: parallel rules this close stand at one position."""
_JOIN = 3.0
_DOT = 8.0
_SHORTEST = 4.0

Box = Sequence[float]


class Rule(NamedTuple):
    """A straight rule: `at` is its y when horizontal, its x when vertical; it runs from `start` to `end` in the other direction. Points."""

    at: float
    start: float
    end: float


class Rules(NamedTuple):
    """The rules of one page, each kind sorted by position."""

    horizontal: list[Rule]
    vertical: list[Rule]


def rules_of(boxes: Iterable[Box], snap: float = SNAP) -> Rules:
    """Rules from boxes (x0, top, x1, bottom); boxes thick in both directions are ignored, dots count for both directions."""
    horizontal: list[Rule] = []
    vertical: list[Rule] = []
    for x0, top, x1, bottom in boxes:
        width, height = x1 - x0, bottom - top
        if height <= THIN and (width >= height or width <= THIN):
            horizontal.append(Rule((top + bottom) / 2, x0, x1))
        if width <= THIN and (height >= width or height <= THIN):
            vertical.append(Rule((x0 + x1) / 2, top, bottom))
    return Rules(join(horizontal, snap), join(vertical, snap))


def join(pieces: list[Rule], snap: float = SNAP) -> list[Rule]:
    """Parallel pieces as whole rules: one position per cluster of nearby positions, touching and nearly touching pieces joined."""
    whole: list[Rule] = []
    for cluster in _clusters(sorted(pieces), snap):
        whole.extend(_join_cluster(cluster))
    return whole


def _clusters(pieces: list[Rule], snap: float) -> Iterator[list[Rule]]:
    cluster: list[Rule] = []
    for piece in pieces:
        if cluster and piece.at - cluster[0].at > snap:
            yield cluster
            cluster = []
        cluster.append(piece)
    if cluster:
        yield cluster


def _join_cluster(cluster: list[Rule]) -> Iterator[Rule]:
    weight = sum(r.end - r.start for r in cluster)
    at = sum(r.at * (r.end - r.start) for r in cluster) / weight if weight > 0 else cluster[0].at
    spans = sorted((r.start, r.end) for r in cluster)
    start, end = spans[0]
    last = end - start
    for next_start, next_end in spans[1:]:
        length = next_end - next_start
        gap = _DOT if last <= _DOT and length <= _DOT else _JOIN
        if next_start - end <= gap:
            end = max(end, next_end)
        else:
            if end - start >= _SHORTEST:
                yield Rule(at, start, end)
            start, end = next_start, next_end
        last = length
    if end - start >= _SHORTEST:
        yield Rule(at, start, end)
