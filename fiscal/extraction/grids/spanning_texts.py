"""Cells over several columns where no vertical rules are, told by the texts that stand across the column edges."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from fiscal.extraction.columns.column_places import Segment
from fiscal.extraction.grids.lattice import Lattice, Span, lattice_of
from fiscal.extraction.grids.rules import Rule, Rules
from fiscal.extraction.wording import is_total

_CENTRED = 2.0


@dataclass(frozen=True, slots=True)
class RowRuled:
    """Where such a table stands: its rows' edges, its columns' edges, the rules within it, and which rows no vertical
    rule parts.
    """

    ys: tuple[float, ...]
    xs: tuple[float, ...]
    rules: Rules
    bare: tuple[bool, ...]


def with_walls(area: RowRuled, walls: Sequence[Sequence[bool]]) -> Lattice | None:
    """The lattice with a vertical rule at each column edge beside each row that has a wall there, and around it."""
    top, bottom = area.ys[0], area.ys[-1]
    upright = [Rule(area.xs[0], top, bottom), Rule(area.xs[-1], top, bottom), *area.rules.vertical]
    for row, ends in enumerate(pairwise(area.ys)):
        upright.extend(Rule(x, *ends) for x, wall in zip(area.xs[1:-1], walls[row], strict=True) if wall)
    return lattice_of(Rules(area.rules.horizontal, sorted(upright)))


def spanned(area: RowRuled, lattice: Lattice, segments: Sequence[Segment]) -> list[tuple[int, int]]:
    """The walls, as row and column edge, that texts over several columns show to be none: heads in the middle of blank
    neighbours, totals before them.

    None where the lattice's rows and columns are not the area's, as when vertical rules part it further.
    """
    if (len(lattice.row_edges), len(lattice.col_edges)) != (len(area.ys), len(area.xs)):
        return []
    bare = area.bare
    held: dict[int, list[Segment]] = {}
    for segment in segments:
        row = bisect_right(lattice.row_edges, segment.middle) - 1
        col = bisect_right(lattice.col_edges, (segment.x0 + segment.x1) / 2) - 1
        if 0 <= row < lattice.owner.shape[0] and 0 <= col < lattice.owner.shape[1]:
            held.setdefault(int(lattice.owner[row, col]), []).append(segment)
    figures = Counter(lattice.spans[owner].row for owner, own in held.items() if any(s.is_figure for s in own))
    body = next(
        (row for row in range(len(bare)) if figures[row] and not _numbers_columns(lattice, held, row)), len(bare)
    )
    figured = {
        lattice.spans[owner].col
        for owner, own in held.items()
        if lattice.spans[owner].row >= body and any(s.is_figure and not s.plain.isdigit() for s in own)
    }
    gone: list[tuple[int, int]] = []
    for owner, own in held.items():
        span = lattice.spans[owner]
        run = _head_run(lattice, span, own, held) if span.row < body else _total_run(lattice, span, own, held, figured)
        gone.extend(
            (row, col)
            for row in range(span.row, span.row + span.rowspan)
            for col in range(run[0] + 1, run[1])
            if bare[row]
        )
    return gone


def _numbers_columns(lattice: Lattice, held: dict[int, list[Segment]], row: int) -> bool:
    """Whether a row holds nothing but small whole numbers and words, as 栏次 1 2 3 does."""
    own = [s.plain for owner, texts in held.items() if lattice.spans[owner].row == row for s in texts]
    numbers = [text for text in own if text.isdigit() and len(text) <= 2]
    return len(numbers) >= 2 and all(text in numbers or not any(c.isdigit() for c in text) for text in own)


def _blank(lattice: Lattice, span: Span, col: int, held: dict[int, list[Segment]]) -> Span | None:
    """The blank cell of the same height at a column, None for another."""
    if not 0 <= col < lattice.owner.shape[1]:
        return None
    owner = int(lattice.owner[span.row, col])
    other = lattice.spans[owner]
    return other if owner not in held and (other.row, other.rowspan) == (span.row, span.rowspan) else None


def _head_run(lattice: Lattice, span: Span, own: Sequence[Segment], held: dict[int, list[Segment]]) -> tuple[int, int]:
    """The columns, end excluded, that a head spans: with as many blank neighbours as its middle is the middle of."""
    middle = (min(s.x0 for s in own) + max(s.x1 for s in own)) / 2
    first, last = span.col, span.col + span.colspan
    lefts, rights = [first], [last]
    while (other := _blank(lattice, span, lefts[-1] - 1, held)) is not None:
        lefts.append(other.col)
    while (other := _blank(lattice, span, rights[-1], held)) is not None:
        rights.append(other.col + other.colspan)
    edges = lattice.col_edges
    runs = [(a, b) for a in lefts for b in rights if abs((edges[a] + edges[b]) / 2 - middle) <= _CENTRED]
    return max(runs, key=lambda run: run[1] - run[0], default=(first, last))


def _total_run(
    lattice: Lattice, span: Span, own: Sequence[Segment], held: dict[int, list[Segment]], figured: set[int]
) -> tuple[int, int]:
    """The columns, end excluded, that a total's label spans: the blank ones beside it up to the first with figures."""
    last = span.col + span.colspan
    if span.col == 0 and is_total("".join(s.plain for s in own)):
        while last not in figured and (other := _blank(lattice, span, last, held)) is not None:
            last = other.col + other.colspan
    return span.col, last
