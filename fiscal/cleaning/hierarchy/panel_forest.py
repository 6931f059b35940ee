"""The rows and columns of a panel as forests: where they stand by their labels, held against the amounts of the whole
panel.

What labels suggest is told by `row_hierarchy` and `column_hierarchy`, how amounts decide by `sum_forest`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from fiscal.cleaning.hierarchy.amount_matrix import matrix_of
from fiscal.cleaning.hierarchy.column_hierarchy import ColumnPlace
from fiscal.cleaning.hierarchy.of_which import completed
from fiscal.cleaning.hierarchy.row_hierarchy import Place, is_body_row
from fiscal.cleaning.hierarchy.sums.sum_forest import SumForest, sum_forest
from fiscal.cleaning.tables.column_meaning import ColumnMeaning
from fiscal.cleaning.tables.grid import Grid
from fiscal.cleaning.tables.rows.body_rows import Row
from fiscal.cleaning.terms.deductions import added
from fiscal.model.amounts import parse_amount

_NOT_SUMMED = frozenset({"change_pct", "share_pct", "execution_rate", "score", "score_full"})


def places_by_amounts(
    grid: Grid, rows: Sequence[Row], places: Sequence[Place], columns: Sequence[ColumnMeaning]
) -> list[Place]:
    """The places of the rows, with the support of each relation, corrected where the amounts refute what labels
    suggest. Rows about different years never add up.
    """
    years = dict.fromkeys(r.period for r in rows)
    if len(years) > 1 and None not in years:
        found: dict[int, Place] = {}
        for year in years:
            of_year = [i for i, r in enumerate(rows) if r.period == year]
            placed = places_by_amounts(
                grid, [replace(rows[i], period=None) for i in of_year], [places[i] for i in of_year], columns
            )
            found |= zip(of_year, placed, strict=True)
        return [found[i] for i in range(len(rows))]
    position = {r.row: i for i, r in enumerate(rows)}
    amounts = [
        [added(_amount(grid, r.row, c.col), r.label) for c in columns if c.measure not in _NOT_SUMMED] for r in rows
    ]
    suggested = {i: position[p.parent] for i, p in enumerate(places) if p.parent in position}
    behind = completed(rows, amounts, suggested)
    places = [replace(p, role="of_which") if i in behind else p for i, p in enumerate(places)]
    aside = frozenset(i for i, p in enumerate(places) if p.role in ("of_which", "note"))
    balances, totals = (
        frozenset(i for i, r in enumerate(rows) if r.kind == "balance"),
        frozenset(i for i, r in enumerate(rows) if r.is_total),
    )
    forest = sum_forest(matrix_of(amounts), suggested | behind, aside, balances, totals)
    forest = replace(forest, changed=forest.changed | behind.keys())
    return [_row_place(i, rows, place, forest) for i, place in enumerate(places)]


def column_places_by_amounts(
    grid: Grid, rows: Sequence[Row], columns: Sequence[ColumnMeaning], places: Mapping[int, ColumnPlace]
) -> dict[int, ColumnPlace]:
    """The same of the columns; those of different measures, periods or years are never parts of each other."""
    alike: dict[tuple[object, ...], list[ColumnMeaning]] = defaultdict(list)
    for c in columns:
        if c.measure not in _NOT_SUMMED:
            alike[c.measure, c.period, c.fiscal_year, c.unit].append(c)
    repeated: dict[tuple[str, ...], list[list[int]]] = defaultdict(list)
    for group in alike.values():
        repeated[tuple(c.words[-1].text if c.words else "" for c in group)].append([c.col for c in group])
    result = dict(places)
    for groups in repeated.values():
        _place_columns(grid, rows, groups, places, result)
    return result


def _place_columns(
    grid: Grid,
    rows: Sequence[Row],
    groups: Sequence[Sequence[int]],
    places: Mapping[int, ColumnPlace],
    result: dict[int, ColumnPlace],
) -> None:
    """Place groups of columns under the same heads (2021年, 2022年, 增减): what one of them says of its sums holds for
    the others.
    """
    amounts = [[_amount(grid, r.row, col) for col in alike for r in rows] for alike in zip(*groups, strict=True)]
    first = groups[0]
    position = {col: i for i, col in enumerate(first)}
    suggested = {i: position[p] for i, col in enumerate(first) if (p := places[col].parent) in position}
    aside = frozenset(i for i, col in enumerate(first) if places[col].role in ("of_which", "note"))
    forest = sum_forest(matrix_of(amounts), suggested, aside)
    for cols in groups:
        for i, col in enumerate(cols):
            whole = forest.whole_of.get(i)
            parent = places[col].parent if i not in forest.changed else None if whole is None else cols[whole]
            result[col] = replace(
                places[col], parent=parent, support=None if whole is None else forest.support.get(whole)
            )


def _amount(grid: Grid, row: int, col: int) -> Decimal | None:
    """The amount of a cell where it begins: one that covers several rows counts once."""
    return parse_amount(cell.text) if grid.starts(row, col) and (cell := grid.cell(row, col)) is not None else None


def _row_place(i: int, rows: Sequence[Row], place: Place, forest: SumForest) -> Place:
    whole = forest.whole_of.get(i)
    support = None if whole is None else forest.support.get(whole)
    chain: list[int] = []
    above = whole
    while above is not None and above not in chain:
        chain.append(above)
        above = forest.whole_of.get(above)
    if not forest.changed & {i, *chain}:
        return replace(place, support=support)
    over = [rows[j].label for j in reversed(chain) if not rows[j].is_total and not is_body_row(rows[j])]
    path = (*over, rows[i].label) if rows[i].label else tuple(over)
    level = place.level if rows[i].is_total or rows[i].code else 1 + len(over)
    return replace(place, level=level, parent=None if whole is None else rows[whole].row, path=path, support=support)
