"""What is proposed for figures that are likely wrong: other values for one or more cells, and what they would
repair.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from expectations.claims.instance import Shape
from expectations.claims.verdict import ZERO
from expectations.suspects.misreading import Misreading
from expectations.suspects.relations import Net, Values


@dataclass(frozen=True, slots=True)
class Change:
    """One cell's proposed value, in the unit of `Observation.amount`, and the slip that it would be."""

    cell: str
    value: Decimal
    slip: Misreading


@dataclass(frozen=True, slots=True)
class Explanation:
    """Changes of one or more cells that repair relations and break none; `left` is the rounding residual that
    remains.
    """

    changes: tuple[Change, ...]
    repaired: frozenset[int]
    left: Decimal
    doubt: float

    @property
    def order(self) -> tuple[object, ...]:
        """Best first: most relations repaired, the likelier slip, the worse reading, the smaller residual, the fewer
        changes.
        """
        return (
            -len(self.repaired),
            max(c.slip.rank for c in self.changes),
            self.doubt,
            self.left,
            len(self.changes),
            self.changes[0].cell,
        )


def left_in_sums(net: Net, changes: Values) -> Decimal:
    """What rounding is left to explain in the sums of the changed cells."""
    after = net.changed(changes)
    sums = {r.index: r for cell in changes for r in net.of_cell[cell] if r.instance.shape is Shape.SUM}
    return sum((abs(r.residual(after)) for r in sums.values()), ZERO)
