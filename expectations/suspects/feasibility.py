"""Whole-filing tests by linear programming: do all satisfied identities hold together, and which least changes would
explain the violated ones?

Exact: every figure is shifted to its printed value and counted in its own last place, so that the solver sees small
numbers only and rounding intervals are ±½. Single wrong cells are found faster by `expectations.suspects.suspects`."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

import highspy

from expectations.claims.figures import interval_of, string_unit
from expectations.claims.instance import Shape
from expectations.claims.verdict import ONE, ZERO, printed_for, round_to
from expectations.suspects.relations import Net, Relation

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


@dataclass(frozen=True, slots=True)
class Clash:
    """Satisfied identities that cannot hold at once. `moved`: how far cells have to leave their intervals for them to,
    in the unit of `amount`, the least in all.

    `cells`: those of identities that are enough for the clash; a cell that alone explains it is among them.
    """

    moved: dict[str, Decimal]
    cells: frozenset[str]


def clash_of(net: Net) -> Clash | None:
    """How the satisfied identities clash; None where they can hold at once."""
    relations = [r for r in net.relations if not r.instance.violated]
    free = sorted({cell for r in relations for cell in r.weights})
    solver, columns = _model(net, relations, free)
    solver.run()
    solution = solver.getSolution()
    moved = {cell: solution.col_value[columns[cell, "up"]] - solution.col_value[columns[cell, "down"]] for cell in free}
    moved = {cell: Decimal(repr(places)) * _unit(net, cell) for cell, places in moved.items() if abs(places) > _SEEN}
    if not moved:
        return None
    rows = [row for r in relations for row in _rows(net, r)]
    return Clash(
        moved,
        frozenset(
            c for row, dual in zip(rows, solution.row_dual, strict=True) if abs(dual) > _SEEN for c in row.coefficients
        ),
    )


def least_changes(net: Net, violated: Collection[Relation], most: int = 4) -> dict[str, Decimal] | None:
    """The new values of the cells of the violated relations whose absolute changes are least and make all identities
    hold that touch them.

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
            changed[cell] = round_to(
                net.values[cell] + Decimal(repr(places + solution[columns[cell, "within"]])) * unit, unit
            )
    return changed if 0 < len(changed) <= most else None


def _unit(net: Net, cell: str) -> Decimal:
    return next(r.units[cell] for r in net.of_cell[cell])


def _model(
    net: Net, relations: Iterable[Relation], free: Collection[str]
) -> tuple[highspy.Highs, dict[tuple[str, str], int]]:
    """One variable a cell within its interval, and for free cells two more for what leaves it, at the cost of its
    size.
    """
    kept = list(relations)
    cells = sorted({cell for r in kept for cell in r.weights})
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("threads", 1)
    columns: dict[tuple[str, str], int] = {}
    largest = max((_unit(net, c) for c in free), default=ONE)
    for cell in cells:
        o, unit = net.observations[cell], _unit(net, cell)
        own, amount = interval_of(o), o.amount or ZERO
        columns[cell, "within"] = len(columns)
        solver.addCol(0.0, float((own.low - amount) / unit), float((own.high - amount) / unit), 0, [], [])
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
        yield _row(net, relation.weights, None if shape is Shape.PART else ZERO, ZERO)


def _row(net: Net, weights: Mapping[str, Decimal], below: Decimal | None, above: Decimal | None) -> _Row:
    """−below ≤ Σ weight·value ≤ above, shifted to the printed values and in the largest last place; None for no
    bound.
    """
    unit = max(_unit(net, cell) for cell in weights)
    residual = sum((w * net.values[cell] for cell, w in weights.items()), ZERO)
    low = -_ENDLESS if below is None else float((-below - residual) / unit)
    high = _ENDLESS if above is None else float((above - residual) / unit)
    return _Row(low, high, {cell: float(w * _unit(net, cell) / unit) for cell, w in weights.items()})


def _fraction(net: Net, relation: Relation) -> Iterator[_Row]:
    """low ≤ factor·Σ numerator / Σ denominator ≤ high, as two linear rows: the denominator is positive."""
    claim = relation.instance.claim
    above, below = ({f.key: f.weight for f in side} for side in (claim.right, claim.below))
    printed = relation.instance.terms[0][0]
    percentage = net.values.get(printed.observation_id, printed.amount)
    if percentage is None:
        return
    allowed = printed_for(percentage, string_unit(printed, ONE))
    for edge, bounds in ((allowed.low, (ZERO, None)), (allowed.high, (None, ZERO))):
        weights = {
            cell: above.get(cell, ZERO) - edge / claim.factor * below.get(cell, ZERO) for cell in {**above, **below}
        }
        yield _row(net, {c: w for c, w in weights.items() if w}, *bounds)
