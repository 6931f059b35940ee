"""The connected components of a page's rules, each a grid, with what belongs to them though no rule crosses it: rows
and columns of a single cell at their sides.

Works on rules of any source, ruled page or picture; the cells of a component are found by `lattice`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from fiscal.extraction.grids.lattice import NARROW, OPEN, Lattice, lattice_of
from fiscal.extraction.grids.rules import Rule, Rules

_TOUCH = 3.5
"""Points by which a rule may stop short of the rule that it belongs to."""
_ROW = 1.3
"""How many times as high as the highest other row of a table a row that no rule crosses is at most."""

Between = Callable[[Lattice, Lattice], bool]


def lattices(rules: Rules, is_row: Between | None = None) -> list[Lattice]:
    """Every connected component that has at least two cells, top to bottom.

    `is_row` says whether what is printed between two lattices without side borders, one under the other, can be a row
    of one table; None: it can."""
    components = _components(rules)
    parts = [(lattice, part) for part in components if (lattice := lattice_of(part)) is not None]
    crossed = {rule for part in components for rule in (*part.horizontal, *part.vertical)}
    level, upright = [r for r in rules.horizontal if r not in crossed], [r for r in rules.vertical if r not in crossed]
    if level:
        parts = [_with_bare_rows(lattice, part, level) for lattice, part in parts]
    if upright:
        parts = [_with_bare_columns(lattice, part, upright) for lattice, part in parts]
    parts.sort(key=lambda p: (p[0].row_edges[0], p[0].col_edges[0]))
    whole: list[tuple[Lattice, Rules]] = []
    for lattice, part in parts:
        above = next(
            (
                i
                for i, (other, _) in enumerate(whole)
                if _row_between(other, lattice) and (is_row is None or is_row(other, lattice))
            ),
            None,
        )
        if above is None:
            whole.append((lattice, part))
            continue
        joined = Rules(whole[above][1].horizontal + part.horizontal, whole[above][1].vertical + part.vertical)
        whole[above] = (lattice_of(joined) or lattice, joined)
    return [lattice for lattice, _ in whole]


def _with_bare_rows(lattice: Lattice, part: Rules, alone: Sequence[Rule]) -> tuple[Lattice, Rules]:
    """A lattice without side borders with its rows of a single cell, which end at rules as wide as its own last one
    that nothing crosses.
    """
    reach = _ROW * float(np.diff(lattice.row_edges).max())
    taken: list[Rule] = []
    for last, others in ((part.horizontal[0], alone[::-1]), (part.horizontal[-1], alone)):
        if not any(last.start < rule.at - OPEN for rule in part.vertical[:1]) or not any(
            rule.at + OPEN < last.end for rule in part.vertical[-1:]
        ):
            continue
        for rule in others:
            away = rule.at - last.at if others is alone else last.at - rule.at
            if NARROW < away <= reach and abs(rule.start - last.start) <= _TOUCH and abs(rule.end - last.end) <= _TOUCH:
                taken.append(rule)
                last = rule
    grown = Rules(sorted((*part.horizontal, *taken)), part.vertical)
    return ((lattice_of(grown) or lattice), grown) if taken else (lattice, part)


def _with_bare_columns(lattice: Lattice, part: Rules, alone: Sequence[Rule]) -> tuple[Lattice, Rules]:
    """A lattice with columns of a single cell at its sides that end at rules as long as the lattice: labels that began
    before the page and go on after it.
    """
    top, bottom = lattice.row_edges[0], lattice.row_edges[-1]
    reach = lattice.col_edges[-1] - lattice.col_edges[0]
    beside = [r for r in alone if abs(r.start - top) <= _TOUCH and abs(r.end - bottom) <= _TOUCH]
    taken = [r for r in beside if NARROW < max(lattice.col_edges[0] - r.at, r.at - lattice.col_edges[-1]) <= reach]
    grown = Rules(part.horizontal, sorted((*part.vertical, *taken)))
    return ((lattice_of(grown) or lattice), grown) if taken else (lattice, part)


def _row_between(upper: Lattice, lower: Lattice) -> bool:
    """Whether two lattices without side borders are one table, parted by a row of a single cell that no rule
    crosses.
    """
    if not (upper.open_sides and lower.open_sides) or upper.open_bottom or lower.open_top:
        return False
    if abs(upper.col_edges[0] - lower.col_edges[0]) > _TOUCH or abs(upper.col_edges[-1] - lower.col_edges[-1]) > _TOUCH:
        return False
    tallest = max(float(np.diff(g.row_edges).max()) for g in (upper, lower))
    return 0 < lower.row_edges[0] - upper.row_edges[-1] <= _ROW * tallest


def _components(rules: Rules) -> list[Rules]:
    """Groups of rules that touch each other, directly or through others."""
    if not rules.horizontal or not rules.vertical:
        return []
    across, down = np.asarray(rules.horizontal), np.asarray(rules.vertical)
    touching = (
        (down[:, 0] >= across[:, 1:2] - _TOUCH)
        & (down[:, 0] <= across[:, 2:3] + _TOUCH)
        & (across[:, 0:1] >= down[:, 1] - _TOUCH)
        & (across[:, 0:1] <= down[:, 2] + _TOUCH)
    )
    left = touching.any(axis=1)
    parts: list[Rules] = []
    while left.any():
        rows = np.zeros(len(across), dtype=bool)
        rows[int(left.argmax())] = True
        size = 0
        cols = touching[rows].any(axis=0)
        while (grown := int(rows.sum() + cols.sum())) != size:
            size = grown
            rows = touching[:, cols].any(axis=1)
            cols = touching[rows].any(axis=0)
        left &= ~rows
        parts.append(
            Rules(
                [rules.horizontal[i] for i in np.flatnonzero(rows)], [rules.vertical[i] for i in np.flatnonzero(cols)]
            )
        )
    return parts
