"""Which single figures explain that identities hold one by one but not together: with another value of the figure they
all could.

Whether they can is left to `expectations.suspects.feasibility`, figures whose own identities are broken to
`expectations.suspects.suspects`."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from expectations.claims.figures import last_place, scale_in_print
from expectations.claims.instance import Shape
from expectations.claims.verdict import round_to
from expectations.suspects.changes import Change
from expectations.suspects.feasibility import Clash, jointly_feasible
from expectations.suspects.misreading import kind_of
from expectations.suspects.relations import Net, Relation, Values
from expectations.suspects.suspects import suspect_of
from fiscal.model.amounts import decimal_places
from fiscal.model.findings.rows import Suspect

_MOST_NAMED = 6
_MOST_TRIED = 24
_TO_THE_DIGIT = (Shape.SUM, Shape.SAME)


def suspects_of(net: Net, clash: Clash) -> tuple[Suspect, ...]:
    """The figures that alone explain a clash and the values that would end it, best first; none where no single figure
    does.
    """
    changes = sorted(
        (c for cell in sorted(clash.cells) for c in _changes(net, cell)),
        key=lambda c: (-c[0], c[1].slip.rank, c[1].cell),
    )
    found: dict[str, Suspect] = {}
    for _, change in changes[:_MOST_TRIED]:
        if change.cell not in found and jointly_feasible(_with_value(net, change.cell, change.value)):
            found[change.cell] = suspect_of(
                net, change, ("逐项成立的勾稽关系可同时成立", "all identities that hold one by one hold together")
            )
        if len(found) == _MOST_NAMED:
            break
    return tuple(found.values())


def _with_value(net: Net, cell: str, value: Decimal) -> Net:
    """The net as if one cell had another value."""
    return Net(net.relations, {**net.values, cell: value}, net.observations)


def _changes(net: Net, cell: str) -> Iterator[tuple[int, Change]]:
    """The values of a cell that more of its identities ask for to the digit than for the printed one, and how many
    more.
    """
    o = net.observations[cell]
    scale = scale_in_print(o)
    held = [r for r in net.of_cell[cell] if not r.instance.violated]
    now = _to_the_digit(held, net.values)
    wanted = {
        round_to(v, last_place(o))
        for r in held
        if r.instance.shape in _TO_THE_DIGIT
        for v in r.restoring(cell, net.values)
    }
    for value in sorted(wanted - {net.values[cell]}):
        values = {**net.values, cell: value}
        gained = _to_the_digit(held, values) - now
        if gained > 0 and all(r.holds(values) for r in held):
            yield (
                gained,
                Change(cell, value, kind_of(net.values[cell] / scale, value / scale, decimal_places(o.value_reported))),
            )


def _to_the_digit(relations: list[Relation], values: Values) -> int:
    """How many sums and reports of one fact leave no residual."""
    return sum(r.instance.shape in _TO_THE_DIGIT and r.exact(values) for r in relations)
