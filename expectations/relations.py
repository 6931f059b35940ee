"""The evaluated invariants as a net of relations over figures: does a relation still hold when certain figures were others?

This is what suspects, repair and feasibility ask; which figure is proposed is left to them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from expectations.figures import ONE, ZERO, half_unit, has_amount, last_place, round_to, scale_of, string_unit
from expectations.instance import Instance, Shape
from fiscal.model.contract import Observation

Values = Mapping[str, Decimal]


@dataclass(frozen=True, slots=True)
class Relation:
    """One restriction of figures, all in the unit of `Observation.amount`. `weights`: the total +1, addends as they are taken off it."""

    index: int
    instance: Instance
    weights: dict[str, Decimal]
    bound: Decimal
    units: dict[str, Decimal]

    def residual(self, values: Values) -> Decimal:
        """What is left over; for a same fact, the largest difference after rounding to the coarser place."""
        if self.instance.shape is Shape.SAME:
            (first, *others) = self.weights
            gaps = [self._gap(first, other, values) for other in others]
            return max(gaps, key=abs)
        return sum((w * values[i] for i, w in self.weights.items()), ZERO)

    def _percentage(self, cell: str, values: Values) -> list[Decimal]:
        printed = self.instance.terms[0][0]
        if self.instance.fraction is None or cell != printed.observation_id:
            return []
        above, below = (sum((w * values[i] for i, w in part.items()), ZERO) for part in self.instance.fraction)
        return [round_to(above / below * 100, string_unit(printed, ONE))] if below else []

    def _gap(self, first: str, other: str, values: Values) -> Decimal:
        coarse = max(self.units[first], self.units[other])
        if self.units[first] == self.units[other]:
            return values[first] - values[other]
        return round_to(values[first], coarse) - round_to(values[other], coarse)

    def holds(self, values: Values) -> bool:
        """Whether the relation is satisfied within rounding."""
        if self.instance.check is not None:
            return self.instance.check(values)
        left = self.residual(values)
        return left <= self.bound if self.instance.shape is Shape.PART else abs(left) <= self.bound

    def restoring(self, cell: str, values: Values) -> list[Decimal]:
        """The values of one cell that leave no residual, the others as they are; of a ratio, only the printed percentage has one."""
        if self.instance.check is not None:
            return self._percentage(cell, values)
        if self.instance.shape is Shape.SAME:
            return list(dict.fromkeys(values[i] for i in self.weights if i != cell))
        return [values[cell] - self.residual(values) / self.weights[cell]]


@dataclass(slots=True)
class Net:
    """All relations of a filing, and the relations of each cell."""

    relations: list[Relation]
    values: dict[str, Decimal]
    observations: dict[str, Observation]
    of_cell: dict[str, list[Relation]] = field(init=False)

    def __post_init__(self) -> None:
        of_cell: dict[str, list[Relation]] = defaultdict(list)
        for relation in self.relations:
            for cell in relation.weights:
                of_cell[cell].append(relation)
        self.of_cell = dict(of_cell)

    def reports(self, cell: str) -> frozenset[str]:
        """The cells that must have the same digits as this one and do, the cell itself among them: reports of its fact, and a total of nothing else."""
        same, reached = {cell}, [cell]
        while reached:
            for relation in self.of_cell.get(reached.pop(), ()):
                if _says_equal(relation) and not relation.instance.violated:
                    more = {c for c in relation.weights if self.values[c] == self.values[cell]} - same
                    same |= more
                    reached += more
        return frozenset(same)

    def violated(self) -> list[Relation]:
        """The relations that do not hold as reported."""
        return [r for r in self.relations if r.instance.violated]

    def after(self, changes: Values) -> tuple[set[int], set[int]]:
        """The relations that certain changes repair, and those that they break."""
        values = {**self.values, **changes} if len(changes) > 4 else _Overlay(self.values, changes)
        touched = {r.index: r for cell in changes for r in self.of_cell.get(cell, ())}
        repaired: set[int] = set()
        broken: set[int] = set()
        for index, relation in touched.items():
            if relation.holds(values):
                if relation.instance.violated:
                    repaired.add(index)
            elif not relation.instance.violated:
                broken.add(index)
        return repaired, broken


def _says_equal(relation: Relation) -> bool:
    shape = relation.instance.shape
    return shape is Shape.SAME or (shape is Shape.SUM and len(relation.weights) == 2 and sum(relation.weights.values()) == 0)


class _Overlay(dict[str, Decimal]):
    """Values with a few of them changed."""

    def __init__(self, below: Mapping[str, Decimal], changes: Values):
        super().__init__(changes)
        self.below = below

    def __missing__(self, key: str) -> Decimal:
        return self.below[key]


def net_of(instances: Iterable[Instance]) -> Net:
    """The net of all instances that restrict figures and could be evaluated."""
    relations: list[Relation] = []
    values: dict[str, Decimal] = {}
    observations: dict[str, Observation] = {}
    for instance in instances:
        if instance.shape not in _RESTRICTING or instance.outcome.residual is None or instance.outcome.verdict == "explained":
            continue
        terms = [(o, w) for o, w in instance.terms if has_amount(o)]
        if len(terms) < 2:
            continue
        weights: dict[str, Decimal] = {}
        for position, (o, w) in enumerate(terms):
            signed = w if position == 0 else (-w if instance.shape is not Shape.SAME else w)
            weights[o.observation_id] = weights.get(o.observation_id, ZERO) + signed
            observations[o.observation_id] = o
            values[o.observation_id] = o.amount or ZERO
        if not all(weights.values()):
            continue
        units = {o.observation_id: last_place(o) for o, _ in terms}
        bound = _allowed(instance) if instance.shape is Shape.SAME else sum((abs(w) * half_unit(o, ONE) for o, w in terms), ZERO)
        relations.append(Relation(len(relations), instance, weights, bound, units))
    return Net(relations, values, observations)


def _allowed(instance: Instance) -> Decimal:
    """What two reports of one fact may differ by, in the unit of `Observation.amount`: nothing but what the instance itself has allowed."""
    first = instance.terms[0][0]
    return ZERO if instance.violated else (instance.outcome.bound or ZERO) * (scale_of(first.unit) if first.value_yuan is not None else ONE)


_RESTRICTING = frozenset({Shape.SUM, Shape.SAME, Shape.PART, Shape.RATIO})
