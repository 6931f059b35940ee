"""Rows and columns of a table that add up: `rows_roll_up` and `columns_roll_up`, from the parents that cleaning has recognised.

Parts that need not be all (其中) are left to `expectations.kinds.agreement`, balances between named concepts to `expectations.kinds.linear`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from expectations.case import ADDITIVE, Ledger
from expectations.figures import ONE, Outcome, Weighted, has_amount, readable, sum_outcome
from expectations.instance import Instance, Shape
from expectations.kinds.scope import sheets_in
from expectations.rules import ColumnsRollUp, RowsRollUp, Rule
from fiscal.model.contract import Observation

_PARTS = frozenset({None, "item", "total", "balance"})


def rows_roll_up(ledger: Ledger, rule: Rule) -> Iterator[Instance]:
    """Each parent cell against the cells of its child rows in the same column. The parent's role decides whether it is a totals row."""
    assert isinstance(rule.formula, RowsRollUp)
    for table_no, sheet in sheets_in(ledger, rule.scope):
        children: dict[tuple[int, int], list[Observation]] = defaultdict(list)
        for o in sheet:
            if o.parent_row is not None and o.col is not None and o.row_role in _PARTS and o.measure in ADDITIVE and o.period != "change":
                children[o.parent_row, o.col].append(o)
        for (row, col), parts in children.items():
            total = ledger.cells.get((table_no, row, col))
            if total is None or (total.row_role == "total") != rule.formula.total_rows:
                continue
            yield from _sum(ledger, rule, total, parts)


def columns_roll_up(ledger: Ledger, rule: Rule) -> Iterator[Instance]:
    """Each parent cell against the cells of its child columns in the same row."""
    assert isinstance(rule.formula, ColumnsRollUp)
    for table_no, sheet in sheets_in(ledger, rule.scope):
        children: dict[tuple[int, int], list[Observation]] = defaultdict(list)
        for o in sheet:
            if o.parent_col is not None and o.row is not None and o.col_role in _PARTS and o.measure in ADDITIVE:
                children[o.row, o.parent_col].append(o)
        following = _continued(ledger, table_no)
        for (row, col), parts in children.items():
            total = ledger.cells.get((table_no, row, col))
            if total is None:
                continue
            more = [o for o in following if _row_key(o) == _row_key(total)] if total.parent_col is None else []
            yield from _sum(ledger, rule, total, [*parts, *more])


def _continued(ledger: Ledger, table_no: int) -> list[Observation]:
    """The outermost columns of the sheets that continue a table."""
    return [
        o
        for no, table in ledger.tables.items()
        if table.continues_table_no == table_no
        for o in ledger.sheets.get(no, ())
        if o.parent_col is None and o.col_role in _PARTS and o.measure in ADDITIVE
    ]


def _row_key(o: Observation) -> tuple[object, ...]:
    return (o.row_code, o.entity, o.project, o.concept, o.row_path or o.row_label, o.row_role)


def _sum(ledger: Ledger, rule: Rule, total: Observation, parts: Sequence[Observation]) -> Iterator[Instance]:
    about = (ledger.title(total), *total.row_path, total.row_label or "", *total.header_path, total.source_of_funds or "", total.period or "")
    present: list[Weighted] = [(o, ONE) for o in parts if has_amount(o)]
    terms: tuple[Weighted, ...] = ((total, ONE), *present)
    if not present and total.amount is None:
        return
    unreadable = not readable(total) or any(not readable(o) or o.value_state == "text" for o in parts)
    if unreadable or (total.amount is None and any(o.amount for o, _ in present)):
        outcome = Outcome("insufficient_data", unit=total.unit)
    elif total.amount is None or (not present and total.amount):
        outcome = Outcome("not_applicable", unit=total.unit)
    else:
        outcome = sum_outcome(total, present)
    yield Instance(rule, Shape.SUM, outcome, terms, about)
