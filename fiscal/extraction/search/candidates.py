"""The explanations of a page that are worth laying out: which rules make its tables, which of them are cut, which are
none, and where white space parts columns.

Proposes only: nothing here decides between them; that is left to `solver`, by what `scoring` charges each.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from fiscal.extraction.grids.charts import charts_of
from fiscal.extraction.grids.components import lattices
from fiscal.extraction.grids.hanging_rules import prolonged
from fiscal.extraction.grids.lattice import Lattice
from fiscal.extraction.grids.row_cutting import cut_rows
from fiscal.extraction.grids.row_rule_tables import jointed_lattices
from fiscal.extraction.grids.rules import Rules, rules_of
from fiscal.extraction.grids.table_frames import captioned, is_table
from fiscal.extraction.page.layer import Layer

Point = tuple[float, float]
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Proposal:
    """One way to see a page: its ruled tables top to bottom, and whether white space parts further ones. `steps` name
    what it does beyond taking the drawn rules.
    """

    lattices: tuple[Lattice, ...]
    steps: tuple[str, ...] = ()
    by_space: bool = False
    charts: tuple[Box, ...] = ()

    @property
    def name(self) -> str:
        """Its steps, told apart from other proposals' of any page: `rules` where it has none."""
        return "+".join(sorted(set(self.steps))) or "rules"

    @property
    def shape(self) -> object:
        """What two proposals share that lay out the same."""
        return self.by_space, self.charts, tuple((g.col_edges, g.row_edges, g.spans) for g in self.lattices)


class Candidates:
    """The proposals about one page. Lattices are found when they are first asked for."""

    def __init__(self, layer: Layer) -> None:
        self._layer = layer
        self._characters = layer.characters
        self._marks = np.concatenate((layer.rule_boxes(), layer.edge_boxes()))

    @cached_property
    def rules(self) -> Rules:
        """The page's rules, sides of filled areas included, hanging ones prolonged."""
        return prolonged(rules_of(self._marks), self._characters)

    def first(self) -> Proposal:
        """The drawn rules and the sides of filled areas make the tables."""
        return Proposal(self._tables(lattices(self.rules, self._is_row)))

    def others(self, best: Proposal, places: Sequence[Point], *, unread: bool) -> Iterator[Proposal]:
        """Proposals that differ from another one by one step, where something speaks against that: at the `places`
        charged.

        `unread`: figures stand in columns that it takes for no table.
        """
        charts = tuple(box for box in self.charts if box not in best.charts)
        if charts:
            kept = [g for g in best.lattices if not any(holds(box, g.middle) for box in charts)]
            yield replace(self._proposal(kept, best, "chart"), charts=(*best.charts, *charts))
        charged = [g for g in best.lattices if any(g.holds(*place) for place in places)]
        for lattice in charged:
            cut = cut_rows(lattice, self._characters, self.rules.vertical, [y for _, y in places])
            if cut is not lattice:
                yield self._replaced(best, lattice, [cut], "cut rows")
        for lattice in self._jointed:
            if any(lattice.holds(*place) for place in places):
                kept = tuple(g for g in best.lattices if not lattice.holds(*g.middle))
                yield self._proposal((*kept, lattice), best, "joints")
        if unread and not best.by_space:
            yield replace(self._proposal(best.lattices, best, "columns"), by_space=True)

    def _replaced(self, best: Proposal, lattice: Lattice, by: Sequence[Lattice], step: str) -> Proposal:
        return self._proposal((*(g for g in best.lattices if g is not lattice), *by), best, step)

    def _proposal(self, found: Sequence[Lattice], best: Proposal, step: str) -> Proposal:
        return replace(best, lattices=tuple(sorted(found, key=_place)), steps=(*best.steps, step))

    @cached_property
    def charts(self) -> list[Box]:
        """Where charts stand: looked for where something is filled, as bars and slices are."""
        fills = self._layer.fill_boxes()
        if not len(fills) and not self._layer.marks.outlines:
            return []
        return charts_of(self._characters, self.rules, fills)

    @cached_property
    def _jointed(self) -> tuple[Lattice, ...]:
        return tuple(
            jointed_lattices(
                self._marks,
                self.rules,
                self._characters,
                lambda top, bottom: captioned(self._characters, top, bottom, declared=False),
            )
        )

    def _tables(self, found: Sequence[Lattice]) -> tuple[Lattice, ...]:
        return tuple(sorted((g for g in found if is_table(g, self._characters)), key=_place))

    def _is_row(self, upper: Lattice, lower: Lattice) -> bool:
        return not captioned(self._characters, upper.row_edges[-1], lower.row_edges[0])


def holds(box: Box, point: Point) -> bool:
    """Whether a point lies in a box."""
    return box[0] <= point[0] <= box[2] and box[1] <= point[1] <= box[3]


def _place(lattice: Lattice) -> Point:
    return lattice.row_edges[0], lattice.col_edges[0]
