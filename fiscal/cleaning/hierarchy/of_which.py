"""Rows right behind a 其中 that complete its whole: 其中：A and, at the whole's own indent, B.

Labels alone do not tell such a row from the whole's next neighbour; only the amounts of all columns do.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from fiscal.cleaning.tables.rows.body_rows import Row

Amounts = Sequence[Sequence[Decimal | None]]


def completed(rows: Sequence[Row], amounts: Amounts, suggested: Mapping[int, int]) -> dict[int, int]:
    """From rows that complete the whole of the 其中 before them to that whole: every column adds up with them, and not
    every one without.
    """
    found: dict[int, int] = {}
    for first, row in enumerate(rows):
        whole = suggested.get(first)
        if row.kind != "of_which" or whole is None or whole != first - 1 or rows[whole].is_total:
            continue
        outside = suggested.get(whole)
        for last in range(first + 1, len(rows)):
            if (
                rows[last].kind != "item"
                or rows[last].code is not None
                or rows[last].numbering
                or suggested.get(last) not in (None, outside)
            ):
                break
            if _adds_up(amounts, whole, range(first, last + 1)) and not _adds_up(amounts, whole, [first]):
                found |= dict.fromkeys(range(first + 1, last + 1), whole)
                break
    return found


def _adds_up(amounts: Amounts, whole: int, parts: Sequence[int]) -> bool:
    """Whether every column with an amount of the whole has parts of exactly that sum, and some column an amount other
    than zero.
    """
    columns = [
        (amounts[whole][c], [a for p in parts if (a := amounts[p][c]) is not None]) for c in range(len(amounts[whole]))
    ]
    says = [(total, of) for total, of in columns if total is not None or of]
    return any(total for total, _ in says) and all((total or 0) == sum(of) for total, of in says)
