"""Whose change it is where grammar leaves it open: behind the one part that was named of a whole (收入总计…，其中年初结转…，较上年增加…), the arithmetic tells.

How clauses are read is left to `fiscal.cleaning.telling`; whether a change is right is judged by the expectations.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from fiscal.cleaning.statements import Draft, Statement

_HUNDRED = Decimal(100)


def attribute_changes(drafts: Iterable[Draft]) -> None:
    """Give an amount and a percentage of change to the whole where they are right of it and wrong of the part behind which they stand."""
    for amount in [d for d in drafts if d.measure == "change_abs" and d.figure is not None]:
        part = amount.statement
        whole = part.whole.whole if part.whole is not None else None
        share = next((d for d in part.drafts if d.measure == "change_pct" and d.base == amount.base and d.figure is not None), None)
        if whole is None or share is None or any(d.relation == "change" for d in whole.drafts):
            continue
        if _fits(whole, amount, share) and not _fits(part, amount, share):
            for draft in (amount, share):
                part.drafts.remove(draft)
                whole.drafts.append(draft)
                draft.statement, draft.meaning, draft.label, draft.part_of = whole, whole.meaning, whole.label, None


def _fits(statement: Statement, amount: Draft, share: Draft) -> bool:
    """Whether the change in per cent is what the change in amount is of the value before it, as exactly as it is printed."""
    values = [d.figure.value for d in statement.drafts if d.relation == "value" and d.money and d.period == "current" and d.figure is not None]
    if amount.figure is None or share.figure is None:
        return False
    change = -amount.figure.value if amount.direction == "decrease" else amount.figure.value
    place = Decimal(1).scaleb(-share.figure.places)
    return any(v != change and abs(abs(change / (v - change)) * _HUNDRED - share.figure.value) <= place for v in values)
