"""The kinds of slips that are planted: each changes one figure of a filing, or the few that go with it, as a publisher
would.

Which figures may be changed, and what is said of the change, is left to `benchmarks.planting.plant`.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from expectations.claims.figures import scale_in_print
from expectations.claims.instance import Shape
from expectations.suspects.misreading import printed_like
from expectations.suspects.relations import Net, Relation
from fiscal.model.amounts import Interval, decimal_places, parse_amount, value_state
from fiscal.model.contract import Observation

ONE = Decimal(1)
Changes = dict[str, Observation]
"""The observations that differ, by id."""
_MOST_TOTALS = 12
"""Totals that are made to fit one changed part at most; more than a hierarchy has levels and columns of subtotals."""


def printed(o: Observation, value: Decimal) -> Observation:
    """The observation as if `value` (in its printed unit) stood in its cell."""
    text = printed_like(value, [o.value_reported])
    native = parse_amount(text)
    assert native is not None
    scale = scale_in_print(o)
    around = Interval.around(native * scale, o.precision_unit or ONE)
    yuan = native * scale if o.value_yuan is not None else None
    return replace(
        o,
        value_reported=text,
        value_state=value_state(text),
        value_native=native,
        value_yuan=yuan,
        low=around.low,
        high=around.high,
        quote=text,
    )


def in_print(o: Observation) -> Decimal:
    """The value in the printed unit."""
    value = parse_amount(o.value_reported)
    assert value is not None
    return value


def _one(o: Observation, value: Decimal) -> Changes:
    return {o.observation_id: printed(o, value)}


def _exchanged(o: Observation, other: Observation) -> Changes:
    return _one(o, in_print(other)) | _one(other, in_print(o))


def digit(o: Observation, rng: random.Random, _net: Net) -> Changes | None:
    """Another digit in one place."""
    return _one(o, _other_digit(o, rng))


def _other_digit(o: Observation, rng: random.Random) -> Decimal:
    places = decimal_places(o.value_reported)
    digits = str(int(abs(in_print(o)).scaleb(places)))
    at = rng.randrange(len(digits))
    other = rng.choice([d for d in "0123456789" if d != digits[at]])
    return Decimal(digits[:at] + other + digits[at + 1 :]).scaleb(-places) * (-1 if in_print(o) < 0 else 1)


def transposed(o: Observation, rng: random.Random, _net: Net) -> Changes | None:
    """Two neighbouring digits in each other's place."""
    places = decimal_places(o.value_reported)
    digits = str(int(abs(in_print(o)).scaleb(places)))
    at = [i for i in range(len(digits) - 1) if digits[i] != digits[i + 1]]
    if not at:
        return None
    i = rng.choice(at)
    return _one(o, Decimal(digits[:i] + digits[i + 1] + digits[i] + digits[i + 2 :]).scaleb(-places))


def sign(o: Observation, _rng: random.Random, _net: Net) -> Changes | None:
    """The other sign."""
    return _one(o, -in_print(o)) if in_print(o) else None


def ten_thousand(o: Observation, rng: random.Random, _net: Net) -> Changes | None:
    """A figure in 元 where 万元 is meant, or the other way round."""
    if not in_print(o):
        return None
    return _one(o, in_print(o) * 10_000 if rng.random() < 0.5 else in_print(o) / 10_000)


def shifted(o: Observation, rng: random.Random, net: Net) -> Changes | None:
    """Two figures of neighbouring columns in each other's place."""
    near = [
        n
        for n in _row_of(o, net)
        if n.col is not None and abs(n.col - (o.col or 0)) == 1 and n.unit == o.unit and n.amount != o.amount
    ]
    return _exchanged(o, rng.choice(near)) if near else None


def another_year(o: Observation, rng: random.Random, net: Net) -> Changes | None:
    """The figure of another year for the same concept, left in from it or taken too early."""
    years = [
        n
        for n in net.observations.values()
        if n.concept is not None
        and (n.concept, n.measure, n.entity, n.project, n.source_of_funds, n.expenditure_type, n.unit)
        == (o.concept, o.measure, o.entity, o.project, o.source_of_funds, o.expenditure_type, o.unit)
        and (n.period, n.fiscal_year) != (o.period, o.fiscal_year)
        and n.period != "change"
        and n.amount != o.amount
    ]
    return _one(o, in_print(rng.choice(years))) if years and o.period != "change" else None


def whole_and_part(o: Observation, rng: random.Random, net: Net) -> Changes | None:
    """A total and one of its parts in each other's place."""
    parts = [
        net.observations[c]
        for r in net.of_cell.get(o.observation_id, ())
        if r.instance.shape is Shape.SUM and not r.instance.violated and _total_of(r) == o.observation_id
        for c in r.weights
        if net.values[c] != net.values[o.observation_id]
    ]
    parts = [p for p in parts if p.table_no == o.table_no and p.unit == o.unit]
    return _exchanged(o, rng.choice(parts)) if parts else None


def across_tables(o: Observation, rng: random.Random, net: Net) -> Changes | None:
    """A wrong figure whose table adds up all the same, as its totals were made from it: only another table or the
    narrative says otherwise.
    """
    new = _other_digit(o, rng)
    scale = scale_in_print(o)
    values: dict[str, Decimal] = {o.observation_id: new * scale}
    reached = [o.observation_id]
    while reached:
        for relation in _sums_within(o.table_no, reached.pop(), net):
            total = _total_of(relation)
            if relation.holds({**net.values, **values}):
                continue
            if total in values or len(values) > _MOST_TOTALS:
                return None
            values[total] = relation.restoring(total, {**net.values, **values})[0]
            reached.append(total)
    cells = {
        c
        for c in values
        if any(r.instance.shape is Shape.SAME and _beyond(r, o.table_no, net) for r in net.of_cell.get(c, ()))
    }
    if not cells:
        return None
    changed = {c: net.observations[c] for c in values}
    return {c: printed(n, values[c] / scale_in_print(n)) for c, n in changed.items()}


def _row_of(o: Observation, net: Net) -> list[Observation]:
    return [n for n in net.observations.values() if (n.table_no, n.row, n.panel) == (o.table_no, o.row, o.panel)]


def _total_of(relation: Relation) -> str:
    """The id of a sum's total: the first of its terms."""
    return next(iter(relation.weights))


def _sums_within(table_no: int | None, cell: str, net: Net) -> list[Relation]:
    """The sums of one table that a cell takes part in and that hold."""
    sums = [r for r in net.of_cell.get(cell, ()) if r.instance.shape is Shape.SUM and not r.instance.violated]
    return [r for r in sums if all(net.observations[c].table_no == table_no for c in r.weights)]


def _beyond(relation: Relation, table_no: int | None, net: Net) -> bool:
    """Whether a relation that holds also speaks of another table or of the narrative."""
    return not relation.instance.violated and any(net.observations[c].table_no != table_no for c in relation.weights)


KINDS: dict[str, Callable[[Observation, random.Random, Net], Changes | None]] = {
    k.__name__: k for k in (digit, transposed, sign, ten_thousand, shifted, another_year, whole_and_part, across_tables)
}
