"""Whether a row stands over the rows that follow it: its amount is theirs together, however deep they are nested.

Used to tell a body from a project of the same name in one column. Which row is part of which is left to
`fiscal.cleaning.hierarchy`."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal


def stands_over(amounts: Sequence[Decimal | None]) -> bool:
    """Whether the first amount is the sum of the next ones, each counted without its own parts."""
    if len(amounts) < 2 or not amounts[0]:
        return False
    left = amounts[0]
    at = 1
    while at < len(amounts) and left != 0:
        amount = amounts[at]
        if amount is None or amount * amounts[0] < 0 or abs(amount) > abs(left):
            return False
        left -= amount
        at = _after_parts(amounts, at)
    return left == 0


def _after_parts(amounts: Sequence[Decimal | None], at: int) -> int:
    """The row behind the parts of the row `at`; the next row where those that follow are none."""
    whole = amounts[at]
    total = Decimal(0)
    for i in range(at + 1, len(amounts)):
        amount = amounts[i]
        if amount is None or whole is None:
            break
        total += amount
        if total == whole:
            return i + 1
        if abs(total) > abs(whole):
            break
    return at + 1
