"""Rows that say that they are subtracted (减：…): their amounts are printed without a sign.

What they are subtracted from is told by the hierarchy of the rows.
"""

from __future__ import annotations

from decimal import Decimal
from functools import cache

from fiscal import lexicon
from fiscal.model.amounts import normal

_DEDUCTED = lexicon.pattern("sums.deducted")


@cache
def is_deducted(label: str) -> bool:
    """Whether a row's label says that it is subtracted."""
    return _DEDUCTED.fullmatch(normal(label)) is not None


def added(amount: Decimal | None, label: str) -> Decimal | None:
    """An amount as it enters a sum: subtracted where the label says so, unless it is printed with a sign already."""
    return -amount if amount is not None and amount > 0 and is_deducted(label) else amount
