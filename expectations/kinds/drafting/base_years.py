"""Comparisons with an earlier year than the one before, whose percentage is that from a figure of the year before: the
year of the base is written wrong.

Percentages against the base that they name are judged by `expectations.kinds.prose.change`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from expectations.catalogue.explanations import digits_of
from expectations.claims.figures import has_amount, ratio_claim
from expectations.claims.verdict import ONE, ZERO, outcome_of
from expectations.filing.case import MONEY_MEASURES, Ledger
from expectations.kinds.shared.settings import TOLD_APART
from expectations.kinds.shared.statements import STATED, statements
from fiscal.model.contract import Observation

_EARLIER = "earlier"
"""The base of a comparison with a year before the last."""


def misdated_bases(ledger: Ledger, year: int) -> Iterator[tuple[Observation, Observation]]:
    """The percentages that name an earlier year in a filing of `year`, each with the only figure of the year before
    that it is computed from.
    """
    for said in statements(ledger):
        stated = [o for o in said if o.relation in STATED and o.measure in MONEY_MEASURES and has_amount(o)]
        if any((o.fiscal_year or year) < year - 1 for o in stated):
            continue
        now = [o for o in stated if o.period == "current"]
        before = [o for o in stated if o.period == "prior" and o.fiscal_year == year - 1]
        if len({o.amount for o in now}) != 1:
            continue
        for o in said:
            if o.relation == "change" and o.measure == "change_pct" and o.base == _EARLIER and _telling(o):
                fits = [b for b in before if _computed_from(o, now, b)]
                if len(fits) == 1:
                    yield o, fits[0]


def _telling(percentage: Observation) -> bool:
    """Whether a percentage is long enough not to be met by chance."""
    return percentage.value_native is not None and digits_of(percentage.value_native) >= TOLD_APART


def _computed_from(percentage: Observation, now: Sequence[Observation], before: Observation) -> bool:
    way = -ONE if percentage.direction == "decrease" else ONE
    if (now[0].amount or ZERO) * way <= (before.amount or ZERO) * way:
        return False
    claim = ratio_claim(percentage, [(now[0], way), (before, -way)], [(before, ONE)])
    return outcome_of(claim).verdict in ("exact", "rounding")
