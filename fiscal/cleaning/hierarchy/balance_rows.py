"""Which rows are parts of a balance (结转, 结余) above them: funds by their budget, and numbered balances.

Where else a row stands is told by `row_hierarchy`.
"""

from __future__ import annotations

from collections.abc import Sequence

from fiscal import lexicon
from fiscal.cleaning.tables.rows.body_rows import Row

_CARRIED = lexicon.pattern("sums.carried")
_BUDGETS = lexicon.pattern("sums.budgets")


def is_of_balance(row: Row) -> bool:
    """Whether a row right below 结转 is a part of it: named by funds, or numbered and named a balance again
    (1.财政拨款结转).
    """
    return _BUDGETS.fullmatch(row.name) is not None or (
        row.kind == "item" and row.numbering not in ("", "一、") and _CARRIED.search(row.name) is not None
    )


def is_listed_under(rows: Sequence[Row], balance: int, i: int) -> bool:
    """Whether a numbered balance goes on a list right below one without a number
    (上年结转；1.上年财政拨款结转；2.…).
    """
    numbering = rows[i].numbering
    return (
        numbering not in ("", "一、")
        and not rows[balance].numbering
        and all(r.kind == "balance" and r.numbering == numbering for r in rows[balance + 1 : i])
    )
