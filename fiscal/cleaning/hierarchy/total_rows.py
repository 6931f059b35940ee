"""Which totals row the rows at the top of a panel are part of: 本年收入合计, 收入总计, 合计, 人员经费合计.

Which rows stand at the top is told by `row_hierarchy`. Conservative: where two lists share a total, or a row between
has no evident place, nothing is said."""

from __future__ import annotations

from collections.abc import Sequence

from fiscal import lexicon
from fiscal.cleaning.tables.rows.body_rows import Row
from fiscal.model.amounts import normal

_PERSONNEL = frozenset({"301", "303"})
_FIRST_NUMBER = lexicon.pattern("sums.first_number")


def totals_of(rows: Sequence[Row], top: Sequence[int], unplaced: Sequence[int]) -> dict[int, int]:
    """From the position of a row at the top to that of its totals row. `unplaced`: rows whose place is not evident."""
    grands = [i for i, r in enumerate(rows) if r.kind == "grand"]
    currents = [i for i, r in enumerate(rows) if r.kind == "current"]
    subtotals = [i for i, r in enumerate(rows) if r.kind == "total"]
    if not currents and len(grands) == 2 and "总计" in rows[grands[1]].name and "总计" not in rows[grands[0]].name:
        currents, grands = grands[:1], grands[1:]
    if len(grands) > 1 or len(currents) > 1:
        return {}
    grand = grands[0] if grands else None
    if currents:
        whole = _year_and_grand(rows, top, unplaced, currents[0], grand)
    elif subtotals:
        whole = _by_subtotals(rows, top, subtotals, grand)
    else:
        whole = dict.fromkeys(_first_list(rows, top), grand) if grand is not None else {}
    return {i: t for i, t in whole.items() if not rows[t].foreign}


def _year_and_grand(
    rows: Sequence[Row], top: Sequence[int], unplaced: Sequence[int], current: int, grand: int | None
) -> dict[int, int]:
    """本年合计 sums the rows before it (or after it, where it heads them); the grand total sums that, the balances and
    what else stands between them.
    """
    items = [i for i in top if rows[i].kind != "balance"]
    balances = [i for i in top if rows[i].kind == "balance"]
    before = [i for i in items if i < current]
    after = [i for i in items if i > current and (grand is None or i < grand)]
    if not before:
        end = min([i for i in balances if i > current], default=len(rows))
        before, after = [i for i in after if i < end], [i for i in after if i > end]
    first = _first_list(rows, before)
    whole = dict.fromkeys(first, current) | _headed(rows, before[len(first) :])
    if grand is not None and not any(current < i < grand for i in unplaced):
        whole |= dict.fromkeys([*balances, *after, current], grand)
    return whole


def _first_list(rows: Sequence[Row], positions: Sequence[int]) -> list[int]:
    """The rows up to where the numbering begins anew: a second list under one total breaks the same amount down in
    another way.
    """
    kept: list[int] = []
    styles: set[str] = set()
    for i in positions:
        style = rows[i].numbering
        if style and style in styles and _FIRST_NUMBER.match(normal(rows[i].label)):
            break
        styles.add(style)
        kept.append(i)
    return kept


def _headed(rows: Sequence[Row], positions: Sequence[int]) -> dict[int, int]:
    """A second list that a totals row heads (经济分类支出合计) adds up to that row."""
    if not positions or positions[0] == 0 or rows[positions[0] - 1].kind != "total":
        return {}
    return dict.fromkeys(_first_list(rows, positions), positions[0] - 1)


def _by_subtotals(
    rows: Sequence[Row], top: Sequence[int], subtotals: Sequence[int], grand: int | None
) -> dict[int, int]:
    """人员经费合计 and 公用经费合计 by the codes of their classes; other subtotals where each closes the rows before
    it.
    """
    named = {i: rows[i].name for i in subtotals}
    over = dict.fromkeys(subtotals, grand) if grand is not None else {}
    if all(("人员" in n) != ("公用" in n) for n in named.values()):
        whole: dict[int, int] = {}
        for i in top:
            personnel = (rows[i].code or "")[:3] in _PERSONNEL
            fit = [t for t, n in named.items() if ("人员" in n) == personnel] if rows[i].code else []
            if len(fit) == 1:
                whole[i] = fit[0]
        return whole | over
    last = max(top, default=-1)
    if (grand is not None and grand < min(top, default=0)) or subtotals[-1] < last:
        return {}
    return {i: next(t for t in subtotals if t > i) for i in top if i < subtotals[-1]} | over
