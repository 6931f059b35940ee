"""Which single figures explain that identities hold one by one but not together: with another value of the figure they all could.

Whether they can is left to `expectations.feasibility`, figures whose own identities are broken to `expectations.suspects`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from expectations.case import label_of
from expectations.feasibility import Clash, jointly_feasible
from expectations.figures import ONE, last_place, round_to, scale_of
from expectations.instance import Shape
from expectations.misreading import Misreading, kind_of, printed_like
from expectations.relations import Net, Relation, Values
from fiscal.model.amounts import decimal_places
from fiscal.model.contract import Suspect

_MOST_NAMED = 6
_MOST_TRIED = 24


@dataclass(frozen=True, slots=True)
class _Change:
    """A cell with the value that more of its identities ask for to the digit than for the printed one: `gained` more."""

    cell: str
    value: Decimal
    gained: int
    slip: Misreading


def suspects_of(net: Net, clash: Clash) -> tuple[Suspect, ...]:
    """The figures that alone explain a clash and the values that would end it, best first; none where no single figure does."""
    changes = sorted((c for cell in sorted(clash.cells) for c in _changes(net, cell)), key=lambda c: (-c.gained, c.slip.rank, c.cell))
    found: dict[str, Suspect] = {}
    for change in changes[:_MOST_TRIED]:
        if change.cell not in found and jointly_feasible(_with_value(net, change.cell, change.value)):
            found[change.cell] = _suspect(net, change)
        if len(found) == _MOST_NAMED:
            break
    return tuple(found.values())


def _with_value(net: Net, cell: str, value: Decimal) -> Net:
    """The net as if one cell had another value."""
    return Net(net.relations, {**net.values, cell: value}, net.observations)


def _changes(net: Net, cell: str) -> Iterator[_Change]:
    o = net.observations[cell]
    scale = scale_of(o.unit) if o.value_yuan is not None else ONE
    held = [r for r in net.of_cell[cell] if not r.instance.violated]
    now = _to_the_digit(held, net.values)
    wanted = {round_to(v, last_place(o)) for r in held if r.instance.shape in (Shape.SUM, Shape.SAME) for v in r.restoring(cell, net.values)}
    for value in sorted(wanted - {net.values[cell]}):
        gained = _to_the_digit(held, {**net.values, cell: value}) - now
        if gained > 0 and all(r.holds({**net.values, cell: value}) for r in held):
            yield _Change(cell, value, gained, kind_of(net.values[cell] / scale, value / scale, decimal_places(o.value_reported)))


def _to_the_digit(relations: list[Relation], values: Values) -> int:
    """How many sums and reports of one fact leave no residual."""
    return sum(r.instance.shape in (Shape.SUM, Shape.SAME) and not r.residual(values) for r in relations)


def _suspect(net: Net, change: _Change) -> Suspect:
    o = net.observations[change.cell]
    scale = scale_of(o.unit) if o.value_yuan is not None else ONE
    proposed = printed_like(change.value / scale, [o.value_reported, *(p.value_reported for r in net.of_cell[change.cell] for p, _ in r.instance.terms)])
    reason = (
        f"{change.slip.zh}：“{label_of(o)}”由 {o.value_reported.strip()} 改为 {proposed} 后，逐项成立的勾稽关系可同时成立。"
        f" / {change.slip.en}: with {proposed} instead of {o.value_reported.strip()}, all identities that hold one by one hold together."
    )
    return Suspect(observation_id=change.cell, proposed_value=proposed, reason=reason)
