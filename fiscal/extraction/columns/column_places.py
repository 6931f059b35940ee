"""Where the columns of a table without vertical rules are: what white space parts in its rows, each with the head that
stands over it.

Takes rows and lines of segments; laying the heads out over the columns is left to `heads`, finding the rows to
`unruled_tables`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from fiscal.extraction.page.lines import Glyph
from fiscal.extraction.wording import is_amount

_RIVER = 0.2
"""Share of a line's height: the least white space between two columns."""
_OVER = 1.0
"""Line heights by which a head stands over the heads beside it when it spans columns."""
_UNLIKELY = 1e6


@dataclass(frozen=True, slots=True)
class Segment:
    """Characters of one printed line that stand together; points on the displayed page."""

    glyphs: tuple[Glyph, ...]
    plain: str
    x0: float
    top: float
    x1: float
    bottom: float

    @property
    def is_figure(self) -> bool:
        """An amount, and nothing else."""
        return is_amount(self.plain)

    @property
    def middle(self) -> float:
        """Its middle from top to bottom."""
        return (self.top + self.bottom) / 2


@dataclass(slots=True, eq=False)
class _Column:
    """A column's extent, its segments by row, and the lowest head over it."""

    x0: float
    x1: float
    rows: dict[int, list[Segment]] = field(default_factory=dict[int, list[Segment]])
    head: Segment | None = None

    def take(self, head: Segment) -> None:
        self.head, self.x0, self.x1 = head, min(self.x0, head.x0), max(self.x1, head.x1)


def columns_of(
    rows: Sequence[Sequence[Segment]], heads: Sequence[Sequence[Segment]], height: float
) -> list[tuple[float, float]]:
    """The extent of each column, left to right, the heads' lines given top to bottom; `height` of a line in points."""
    columns = _parted(rows, _RIVER * height)
    waiting: list[Segment] = []
    for line in reversed(heads):
        waiting.extend(_matched(columns, line))
    for segment in waiting:
        place = sum(c.x1 < segment.x0 for c in columns)
        beside = [c.head for c in columns[max(place - 1, 0) : place + 1] if c.head]
        spans = any(head.middle - segment.middle > _OVER * height for head in beside)
        if not spans and not any(c.x0 < segment.x1 and segment.x0 < c.x1 for c in columns):
            columns.insert(place, _Column(segment.x0, segment.x1, {}, segment))
    _join_lone(columns)
    return [(c.x0, c.x1) for c in columns]


def _parted(rows: Sequence[Sequence[Segment]], least: float) -> list[_Column]:
    """What white space parts in the rows."""
    columns: list[_Column] = []
    for segment, row in sorted(((s, k) for k, segments in enumerate(rows) for s in segments), key=lambda it: it[0].x0):
        if not columns or segment.x0 >= columns[-1].x1 + least:
            columns.append(_Column(segment.x0, segment.x1))
        columns[-1].x1 = max(columns[-1].x1, segment.x1)
        columns[-1].rows.setdefault(row, []).append(segment)
    return columns


def _matched(columns: Sequence[_Column], line: Sequence[Segment]) -> list[Segment]:
    """Gives the columns without a head those of a line that stand over or nearest to them, as many as can be, in their
    order; returns the others.
    """
    bare = [c for c in columns if c.head is None]
    best: list[list[tuple[float, int]]] = [[(0.0, 0)] * (len(bare) + 1) for _ in range(len(line) + 1)]
    for i in range(len(line) - 1, -1, -1):
        for j in range(len(bare) - 1, -1, -1):
            away = _away(line[i], bare[j], columns, line)
            choices = [(best[i + 1][j][0] + _UNLIKELY, 1), (best[i][j + 1][0] + _UNLIKELY, 2)]
            if away is not None:
                choices.append((best[i + 1][j + 1][0] + away - _UNLIKELY, 0))
            best[i][j] = min(choices)
    left: list[Segment] = []
    i = j = 0
    while i < len(line):
        if j == len(bare) or best[i][j][1] == 1:
            left.append(line[i])
            i += 1
        elif best[i][j][1] == 2:
            j += 1
        else:
            bare[j].take(line[i])
            i, j = i + 1, j + 1
    return left


def _away(head: Segment, column: _Column, columns: Sequence[_Column], line: Sequence[Segment]) -> float | None:
    """Points between a head and a column; None where another column or head stands between them, or under the head."""
    x0, x1 = min(head.x0, column.x0), max(head.x1, column.x1)
    if any(c is not column and c.x0 < x1 and x0 < c.x1 for c in columns):
        return None
    if any(s is not head and s.x0 < x1 and x0 < s.x1 for s in line):
        return None
    return max(head.x0 - column.x1, column.x0 - head.x1, 0.0)


def _join_lone(columns: list[_Column]) -> None:
    """Joins neighbours that are never both filled in a row unless both have heads: a label set otherwise than the rest
    of its column.
    """
    position = 0
    while position + 1 < len(columns):
        left, right = columns[position], columns[position + 1]
        headed = left.head is not None and right.head is not None
        figures = [
            any(is_amount(s.plain) and "." in s.plain for row in c.rows.values() for s in row) for c in (left, right)
        ]
        if (
            headed
            or left.rows.keys() & right.rows.keys()
            or (figures[0] != figures[1])
            or not (left.rows and right.rows)
        ):
            position += 1
            continue
        left.x0, left.x1, left.head = min(left.x0, right.x0), max(left.x1, right.x1), left.head or right.head
        left.rows |= right.rows
        del columns[position + 1]


def gaps(columns: Sequence[tuple[float, float]]) -> list[float]:
    """The middles of the white spaces between columns."""
    return [(a[1] + b[0]) / 2 for a, b in pairwise(columns)]
