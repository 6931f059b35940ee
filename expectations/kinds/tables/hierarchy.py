"""Rows and columns of a table that add up: `rows_roll_up` and `columns_roll_up`, from the parents that cleaning has
recognised.

Parts that need not be all (其中) are left to `expectations.kinds.tables.agreement`, balances between named concepts to
`expectations.kinds.tables.linear`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from expectations.catalogue.figure_formulas import ColumnsRollUp, RowsRollUp
from expectations.catalogue.rules import Rule
from expectations.claims.figures import Weighted, has_amount, is_subtracted, readable, sum_claim, undecided
from expectations.claims.instance import Instance, Shape
from expectations.claims.verdict import ONE
from expectations.filing.case import ADDITIVE, SUMMED, Ledger
from expectations.kinds.shared.scope import sheets_in
from fiscal.cleaning.terms.concepts import bare_name
from fiscal.model.contract import Observation


def rows_roll_up(ledger: Ledger, rule: Rule) -> Iterator[Instance]:
    """Each parent cell against the cells of its child rows in the same column. The parent's role decides whether it is
    a totals row.
    """
    assert isinstance(rule.formula, RowsRollUp)
    for _, sheet in sheets_in(ledger, rule.scope):
        for total in sheet:
            if (
                total.measure in ADDITIVE
                and (total.row_role == "total") == rule.formula.total_rows
                and (parts := _reported(total, ledger.parts_of))
            ):
                yield from _sum(ledger, rule, total, parts)


def columns_roll_up(ledger: Ledger, rule: Rule) -> Iterator[Instance]:
    """Each parent cell against the cells of its child columns in the same row."""
    assert isinstance(rule.formula, ColumnsRollUp)
    for table_no, sheet in sheets_in(ledger, rule.scope):
        following = _continued(ledger, table_no)
        for total in sheet:
            if total.measure in ADDITIVE and (parts := _reported(total, ledger.columns_of)):
                more = [o for o in following if _row_key(o) == _row_key(total)] if total.parent_col is None else []
                yield from _sum(ledger, rule, total, [*parts, *more])


def _reported(total: Observation, parts_of: Callable[[Observation], list[Observation]]) -> list[Observation]:
    """The parts of a cell; a part that is left blank (an unprinted 小计) is stood in for by its own parts."""
    parts: list[Observation] = []
    for part in parts_of(total):
        finer = _reported(part, parts_of) if part.value_state in ("blank", "dash") else []
        parts += finer if any(o.amount is not None for o in finer) else [part]
    return parts


def _continued(ledger: Ledger, table_no: int) -> list[Observation]:
    """The outermost columns of the sheets that continue a table."""
    return [
        o
        for no in ledger.tables
        if no != table_no and _first_sheet(ledger, no) == table_no
        for o in ledger.sheets.get(no, ())
        if o.parent_col is None and o.col_role in SUMMED and o.measure in ADDITIVE
    ]


def _first_sheet(ledger: Ledger, table_no: int) -> int:
    seen: set[int] = set()
    while (
        table_no not in seen
        and (table := ledger.tables.get(table_no)) is not None
        and table.continues_table_no is not None
    ):
        seen.add(table_no)
        table_no = table.continues_table_no
    return table_no


def _row_key(o: Observation) -> tuple[object, ...]:
    """What makes two sheets' rows the same row; the columns' own concepts differ."""
    return (
        o.row_code,
        bare_name(o.row_label or ""),
        tuple(bare_name(label) for label in o.row_path),
        o.row_role,
        o.entity,
        o.project,
    )


def _sum(ledger: Ledger, rule: Rule, total: Observation, parts: Sequence[Observation]) -> Iterator[Instance]:
    about = (
        ledger.title(total),
        *total.row_path,
        total.row_label or "",
        *total.header_path,
        total.source_of_funds or "",
        total.period or "",
    )
    present: list[Weighted] = [(o, -ONE if is_subtracted(o) else ONE) for o in parts if has_amount(o)]
    terms: tuple[Weighted, ...] = ((total, ONE), *present)
    if not present and total.amount is None:
        return
    unreadable = not readable(total) or any(not readable(o) or o.value_state == "text" for o in parts)
    if unreadable or (total.amount is None and any(o.amount for o, _ in present)):
        claim = undecided("insufficient_data", total.unit)
    elif (
        total.amount is None
        or (not present and total.amount)
        or (_of_unlike_goods(total) and not any(o.row_borne for o in parts))
    ):
        claim = undecided("not_applicable", total.unit)
    else:
        claim = sum_claim(total, present)
    yield Instance(rule, Shape.SUM, claim, terms, about, severity="warning" if _of_unlike_goods(total) else None)


def _of_unlike_goods(total: Observation) -> bool:
    """Whether a total counts what is bought, cars and copies of a book together: nothing hangs on it, and what no
    amount of the same rows bears out is not claimed.
    """
    return total.measure == "count" and total.table_family == "procurement"
