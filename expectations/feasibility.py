"""Whole-filing tests by linear programming: do all satisfied identities hold together, and which least changes would explain the violated ones?

Exact: every figure is shifted to its printed value and counted in its own last place, so that the solver sees small numbers only and rounding intervals are ±½.
Single wrong cells are found faster by `expectations.suspects`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

import highspy

from expectations.figures import ONE, interval_of, printed_for, round_to, string_unit
from expectations.instance import Shape
from expectations.relations import Net, Relation

_ENDLESS = highspy.kHighsInf
_SEEN = 1e-4


@dataclass(frozen=True, slots=True)
class _Row:
    """Σ coefficient·deviation between two bounds; deviations in the last place of each cell."""

    low: float
    high: float
    coefficients: Mapping[str, float]


def jointly_feasible(net: Net) -> bool:
    """Whether one set of true values lies in every printed interval and satisfies every satisfied identity at once."""
    relations = [r for r in net.relations if not r.instance.violated]
    solver, _ = _model(net, relations, free=())
    solver.run()
    return solver.getModelStatus() != highspy.HighsModelStatus.kInfeasible


def excess(net: Net) -> dict[str, Decimal]:
    """How far cells have to leave their intervals for all satisfied identities to hold at once, in the unit of `amount`: the least in all; none where they can."""
    relations = [r for r in net.relations if not r.instance.violated]
    free = sorted({cell for r in relations for cell in r.weights})
    solver, columns = _model(net, relations, free)
    solver.run()
    solution = solver.getSolution().col_value
    moved = {cell: solution[columns[cell, "up"]] - solution[columns[cell, "down"]] for cell in free}
    return {cell: Decimal(repr(places)) * _unit(net, cell) for cell, places in moved.items() if abs(places) > _SEEN}


def least_changes(net: Net, violated: Collection[Relation], most: int = 4) -> dict[str, Decimal] | None:
    """The new values of the cells of the violated relations whose absolute changes are least and make all identities hold that touch them.

    None where there is no such change, or only one of more than `most` cells.
    """
    free = sorted({cell for r in violated for cell in r.weights})
    touched = {r.index: r for cell in free for r in net.of_cell[cell]}
    solver, columns = _model(net, list(touched.values()), free)
    solver.run()
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return None
    solution = solver.getSolution().col_value
    changed: dict[str, Decimal] = {}
    for cell in free:
        up, down = columns[cell, "up"], columns[cell, "down"]
        places = solution[up] - solution[down]
        if abs(places) > _SEEN:
            unit = _unit(net, cell)
            changed[cell] = round_to(net.values[cell] + Decimal(repr(places + solution[columns[cell, "within"]])) * unit, unit)
    return changed if 0 < len(changed) <= most else None


def _unit(net: Net, cell: str) -> Decimal:
    return next(r.units[cell] for r in net.of_cell[cell])


def _model(net: Net, relations: Iterable[Relation], free: Collection[str]) -> tuple[highspy.Highs, dict[tuple[str, str], int]]:
    """One variable a cell within its interval, and for free cells two more for what leaves it, at the cost of its size."""
    kept = list(relations)
    cells = sorted({cell for r in kept for cell in r.weights})
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("threads", 1)
    columns: dict[tuple[str, str], int] = {}
    largest = max((_unit(net, c) for c in free), default=ONE)
    for cell in cells:
        o, unit = net.observations[cell], _unit(net, cell)
        own = interval_of(o)
        columns[cell, "within"] = len(columns)
        solver.addCol(0.0, float((own.low - net.values[cell]) / unit), float((own.high - net.values[cell]) / unit), 0, [], [])
        if cell in free:
            for way in ("up", "down"):
                columns[cell, way] = len(columns)
                solver.addCol(float(unit / largest) * (0.5 + o.confidence), 0.0, _ENDLESS, 0, [], [])
    for row in (row for r in kept for row in _rows(net, r)):
        index: list[int] = []
        value: list[float] = []
        for cell, coefficient in row.coefficients.items():
            index.append(columns[cell, "within"])
            value.append(coefficient)
            if cell in free:
                index += [columns[cell, "up"], columns[cell, "down"]]
                value += [coefficient, -coefficient]
        solver.addRow(row.low, row.high, len(index), index, value)
    return solver, columns


def _rows(net: Net, relation: Relation) -> Iterator[_Row]:
    shape = relation.instance.shape
    if shape is Shape.SAME:
        first, *others = relation.weights
        for other in others:
            yield _row(net, {first: ONE, other: -ONE}, relation.bound, relation.bound)
    elif shape is Shape.RATIO:
        yield from _fraction(net, relation)
    else:
        yield _row(net, relation.weights, None if shape is Shape.PART else Decimal(0), Decimal(0))


def _row(net: Net, weights: Mapping[str, Decimal], below: Decimal | None, above: Decimal | None) -> _Row:
    """−below ≤ Σ weight·value ≤ above, shifted to the printed values and in the largest last place; None for no bound."""
    unit = max(_unit(net, cell) for cell in weights)
    residual = sum((w * net.values[cell] for cell, w in weights.items()), Decimal(0))
    low = -_ENDLESS if below is None else float((-below - residual) / unit)
    high = _ENDLESS if above is None else float((above - residual) / unit)
    return _Row(low, high, {cell: float(w * _unit(net, cell) / unit) for cell, w in weights.items()})


def _fraction(net: Net, relation: Relation) -> Iterator[_Row]:
    """low ≤ 100·Σ numerator / Σ denominator ≤ high, as two linear rows: the denominator is positive."""
    if relation.instance.fraction is None:
        return
    above, below = relation.instance.fraction
    printed = relation.instance.terms[0][0]
    if printed.amount is None:
        return
    allowed = printed_for(printed.amount, string_unit(printed, ONE))
    for edge, bounds in ((allowed.low, (Decimal(0), None)), (allowed.high, (None, Decimal(0)))):
        weights = {cell: above.get(cell, Decimal(0)) - edge / 100 * below.get(cell, Decimal(0)) for cell in {**above, **below}}
        yield _row(net, {c: w for c, w in weights.items() if w}, *bounds)
