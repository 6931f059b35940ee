"""What speaks against an explanation of a page: charges, each under a named term with the place it is about, and their
weighted sum.

Charges by checks that need no truth; what is laid out is told by `layout`, what each term weighs by `settings`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from fiscal.extraction.checks.column_plausibility import implausible
from fiscal.extraction.checks.conservation import Loss, left_under, losses
from fiscal.extraction.columns.areas import areas_of, may_have_columns
from fiscal.extraction.page.content import Grid, GridCell
from fiscal.extraction.search.candidates import Candidates
from fiscal.extraction.search.layout import Layout
from fiscal.extraction.search.settings import STACKED, WEIGHTS, Term
from fiscal.model.amounts import normal

_MONEY = re.compile(r"[-−]?(\d{1,3}(,\d{3})+(\.\d+)?|\d+\.\d+)")

_BESIDE = re.compile(r"\d\.\d+\s+[-−]?[\d,]*\d\.\d")
"""Two amounts of money with white space between them."""


@dataclass(frozen=True, slots=True)
class Charge:
    """One thing that speaks against an explanation, at a point of the page, how many times, and in which words it is
    told.
    """

    term: Term
    x: float
    y: float
    times: float = 1.0
    detail: str = ""


@dataclass(frozen=True)
class Cost:
    """All that speaks against an explanation."""

    charges: tuple[Charge, ...]
    lost: tuple[Loss, ...]

    @cached_property
    def total(self) -> float:
        """The weighted sum, rounded so that equal charges compare equal in whatever order they were found."""
        return round(sum(WEIGHTS[c.term] * c.times for c in self.charges), 6)

    @property
    def places(self) -> list[tuple[float, float]]:
        """Where something is charged."""
        return [(c.x, c.y) for c in self.charges]

    def by_term(self) -> dict[Term, float]:
        """The cost of each term that is charged."""
        sums: dict[Term, float] = {}
        for charge in self.charges:
            sums[charge.term] = sums.get(charge.term, 0.0) + WEIGHTS[charge.term] * charge.times
        return sums


def cost_of(layout: Layout, candidates: Candidates) -> Cost:
    """What speaks against a layout of one of the `candidates`."""
    lost = losses(layout.characters, layout.owners, layout.cells, layout.grids, layout.free)
    lost.extend(left_under(layout.ruled, layout.taken))
    charges = [
        Charge(Term.NUMBER_NOT_CONSERVED if it.is_number else Term.ROWS_UNPARTED, it.x, it.y, detail=it.detail)
        for it in lost
    ]
    for grid in layout.grids:
        charges.extend(_of_grid(grid))
    unseen = [box for box in candidates.charts if box not in layout.proposal.charts]
    charges.extend(Charge(Term.CHART, (x0 + x1) / 2, (top + bottom) / 2) for x0, top, x1, bottom in unseen)
    charges.extend(_outside(layout))
    return Cost(tuple(charges), tuple(lost))


def _of_grid(grid: Grid) -> Iterator[Charge]:
    for cell in grid.cells:
        stacked = (
            len(cell.lines) >= STACKED
            and sum(_MONEY.fullmatch(normal(line)) is not None for line in cell.lines) >= STACKED
        )
        if stacked or any(_BESIDE.search(line) for line in cell.lines):
            yield Charge(Term.AMOUNTS_STACKED, *_middle(cell))
    undrawn = sum(cell.confidence < 1 for cell in grid.cells)
    if undrawn:
        yield Charge(Term.WALL_UNDRAWN, *_middle(grid), undrawn)
        for detail in implausible(grid):
            yield Charge(Term.COLUMNS_IMPLAUSIBLE, *_middle(grid), detail=detail)


def _middle(item: Grid | GridCell) -> tuple[float, float]:
    return (item.x0 + item.x1) / 2, (item.top + item.bottom) / 2


def _outside(layout: Layout) -> Iterator[Charge]:
    """Rows of figures in columns that no table holds."""
    if not may_have_columns(layout.free, layout.grids):
        return
    for area in areas_of(layout.free, layout.level_rules):
        segments = [s for row in (area.head, *area.rows) for s in row]
        x, y = (
            (min(s.x0 for s in segments) + max(s.x1 for s in segments)) / 2,
            (segments[0].top + segments[-1].bottom) / 2,
        )
        yield Charge(Term.TABLE_UNREAD, x, y)
        yield Charge(Term.FIGURE_OUTSIDE, x, y, sum(s.is_figure for s in segments))
