"""The evaluated invariants as a net of relations over figures: does a relation still hold when certain figures were
others?

This is what suspects, repair and feasibility ask; which figure is proposed is left to them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Set
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeVar

from expectations.claims.figures import half_unit, has_amount, last_place, string_unit
from expectations.claims.instance import Instance, Shape
from expectations.claims.verdict import (
    ONE,
    UNJUDGED,
    ZERO,
    bound_of,
    computed,
    outcome_of,
    pair_bound,
    round_to,
    violates,
    with_values,
)
from fiscal.model.contract import Observation

Values = Mapping[str, Decimal]
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Relation:
    """One restriction of figures, all in the unit of `Observation.amount`. `weights`: the total +1, addends as they are
    taken off it.
    """

    index: int
    instance: Instance
    weights: dict[str, Decimal]
    bound: Decimal
    units: dict[str, Decimal]

    def residual(self, values: Values) -> Decimal:
        """What is left of the total once the addends are taken off it."""
        return sum((w * values[i] for i, w in self.weights.items()), ZERO)

    def _percentage(self, cell: str, values: Values) -> list[Decimal]:
        printed = self.instance.terms[0][0]
        quotient = computed(with_values(self.instance.claim, values)) if cell == printed.observation_id else None
        return [] if quotient is None else [round_to(quotient, string_unit(printed, ONE))]

    def _same(self, values: Values, bound: Decimal) -> bool:
        first, *others = self.weights
        return all(
            abs(values[first] - values[other]) <= max(bound, pair_bound(self.units[first], self.units[other]))
            for other in others
        )

    def exact(self, values: Values) -> bool:
        """Whether a sum or a same fact is satisfied to the digit."""
        return self._same(values, ZERO) if self.instance.shape is Shape.SAME else not self.residual(values)

    def holds(self, values: Values) -> bool:
        """Whether the relation is satisfied within rounding."""
        match self.instance.shape:
            case Shape.RATIO:
                return outcome_of(with_values(self.instance.claim, values)).verdict in ("exact", "rounding")
            case Shape.SAME:
                return self._same(values, self.bound)
            case _:
                return not violates(self.instance.claim.tolerance, self.residual(values), self.bound)

    def restoring(self, cell: str, values: Values) -> list[Decimal]:
        """The values of one cell that leave no residual, the others as they are; of a ratio, only the printed
        percentage has one.
        """
        if self.instance.shape is Shape.RATIO:
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
    _alike: dict[tuple[object, ...], list[Observation]] | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        of_cell: dict[str, list[Relation]] = defaultdict(list)
        for relation in self.relations:
            for cell in relation.weights:
                of_cell[cell].append(relation)
        self.of_cell = dict(of_cell)

    def reports(self, cell: str) -> frozenset[str]:
        """The cells that must have the same digits as this one and do, the cell itself among them: reports of its fact,
        and a total of nothing else.
        """
        same, reached = {cell}, [cell]
        while reached:
            for relation in self.of_cell.get(reached.pop(), ()):
                if _says_equal(relation) and not relation.instance.violated:
                    more = {c for c in relation.weights if self.values[c] == self.values[cell]} - same
                    same |= more
                    reached += more
        return frozenset(same)

    def is_of_another_year(self, o: Observation) -> bool:
        """Whether a figure of a table is the one that the table has for another year."""
        if o.table_no is None or not self.values[o.observation_id] or o.period == "change":
            return False
        if self._alike is None:
            self._alike = defaultdict(list)
            for other in self.observations.values():
                self._alike[_but_for_the_year(other)].append(other)
        years = [
            n
            for n in self._alike[_but_for_the_year(o)]
            if n.period != "change" and (n.period, n.fiscal_year) != (o.period, o.fiscal_year)
        ]
        return any(self.values[n.observation_id] == self.values[o.observation_id] for n in years)

    def violated(self) -> list[Relation]:
        """The relations that do not hold as reported."""
        return [r for r in self.relations if r.instance.violated]

    def changed(self, changes: Values) -> Values:
        """The values with certain changes."""
        return {**self.values, **changes} if len(changes) > 4 else _Overlay(self.values, changes)

    def after(self, changes: Values) -> tuple[set[int], set[int]]:
        """The relations that certain changes repair, and those that they break."""
        values = self.changed(changes)
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


def _but_for_the_year(o: Observation) -> tuple[object, ...]:
    """What a figure of a table says, but for the year; what has no concept says it of its row."""
    return o.table_no, o.concept or (o.row, o.panel), o.entity, o.project, o.source_of_funds, o.expenditure_type, o.unit


def _says_equal(relation: Relation) -> bool:
    shape = relation.instance.shape
    return shape is Shape.SAME or (
        shape is Shape.SUM and len(relation.weights) == 2 and sum(relation.weights.values()) == 0
    )


class _Overlay(dict[str, Decimal]):
    """Values with a few of them changed."""

    def __init__(self, below: Mapping[str, Decimal], changes: Values):
        super().__init__(changes)
        self.below = below

    def __missing__(self, key: str) -> Decimal:
        return self.below[key]


def net_of(instances: Iterable[Instance]) -> Net:
    """The net of all judged instances that restrict figures and could be evaluated. ValueError where one was not
    judged.
    """
    relations: list[Relation] = []
    values: dict[str, Decimal] = {}
    observations: dict[str, Observation] = {}
    for instance in instances:
        if instance.shape not in _RESTRICTING:
            continue
        if instance.outcome is UNJUDGED:
            raise ValueError(f"{instance.rule.id}: no verdict without judgement")
        if instance.outcome.residual is None or instance.outcome.verdict == "explained":
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
        bound = (
            _allowed(instance)
            if instance.shape is Shape.SAME
            else sum((abs(w) * half_unit(o, ONE) for o, w in terms), ZERO)
        )
        relations.append(Relation(len(relations), instance, weights, bound, units))
    return Net(relations, values, observations)


def _allowed(instance: Instance) -> Decimal:
    """What two reports of one fact may differ by beyond their places, in the unit of `Observation.amount`: nothing but
    what the instance itself has allowed.
    """
    claim = instance.claim
    if instance.violated or not (claim.allowance or any(f.approximate for f in (*claim.left, *claim.right))):
        return ZERO
    return abs(claim.left[0].value - claim.right[0].value) if claim.allowance else bound_of(claim)


_RESTRICTING = frozenset({Shape.SUM, Shape.SAME, Shape.PART, Shape.RATIO})


def sharing(items: Iterable[_T], cells_of: Callable[[_T], Set[str]]) -> list[list[_T]]:
    """The items in groups that share a cell, be it through others of the group."""
    groups: list[tuple[set[str], list[_T]]] = []
    for item in items:
        cells, members = set(cells_of(item)), [item]
        apart: list[tuple[set[str], list[_T]]] = []
        for group in groups:
            if group[0] & cells:
                cells |= group[0]
                members = [*group[1], *members]
            else:
                apart.append(group)
        groups = [*apart, (cells, members)]
    return [members for _, members in groups]
