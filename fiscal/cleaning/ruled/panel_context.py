"""What a panel of a table with a header is about as a whole: its side, classification, funds and measure, by which its
columns and rows are understood.

What single columns and rows mean is left to `column_meaning` and `cell_concepts`.
"""

from __future__ import annotations

from collections.abc import Sequence

from fiscal.cleaning.tables.column_meaning import TableContext, has_balances, rolls_forward
from fiscal.cleaning.tables.families import is_income_table, kind_of_title, matter_of, source_of_title
from fiscal.cleaning.tables.panels import Panel
from fiscal.cleaning.tables.rows.body_rows import Row
from fiscal.cleaning.terms.class_names import ClassNames
from fiscal.cleaning.terms.matters import UNKNOWN
from fiscal.cleaning.terms.units import printed_unit
from fiscal.model.amounts import YUAN_PER_UNIT
from fiscal.model.classification import ECONOMIC_DEPARTMENT, ECONOMIC_GOVERNMENT, FUNCTIONAL
from fiscal.model.identity import Identity
from fiscal.model.reading import Table

_INCOME_SIDE = frozenset({"income_summary"})
_EXPENDITURE_SIDE = frozenset(
    {
        "expenditure_summary",
        "general_budget_by_function",
        "basic_expenditure_summary",
        "basic_expenditure_by_economy_department",
        "basic_expenditure_by_economy_government",
        "expenditure_by_economy_department",
        "expenditure_by_economy_government",
        "project_expenditure_summary",
        "special_funds_summary",
        "key_projects",
        "government_fund",
        "state_capital",
        "fiscal_special_account",
    }
)


def context_of(
    table: Table, panel: Panel, family: str, identity: Identity, names: ClassNames, bare_budget: str
) -> TableContext:
    """What the columns and rows of a panel are understood by. `bare_budget`: the measure of 预算数 where no more is
    said.
    """
    title = table.title
    side = "income" if family in _INCOME_SIDE else "expenditure" if family in _EXPENDITURE_SIDE else panel.side or "any"
    of_money = printed_unit(table.unit or "") in YUAN_PER_UNIT
    final = identity.doc_kind == "final" or (identity.doc_kind is None and "决算" in title)
    return TableContext(
        family=family,
        identity=identity,
        source=source_of_title(title) if family != "other" and matter_of(title, family) != UNKNOWN else None,
        kind=kind_of_title(title, family),
        side=side,
        system=_economic_system(title, panel, family),
        bare_budget=bare_budget,
        names=names,
        rolls_forward=rolls_forward(panel.values),
        with_balances=has_balances(panel.values),
        default_measure=_default_measure(family, final, of_money),
        of_money=of_money,
    )


def _default_measure(family: str, final: bool, of_money: bool) -> str:
    if family == "state_assets" and not of_money:
        return "count"
    return "actual" if final else "budget_initial"


def _economic_system(title: str, panel: Panel, family: str) -> str | None:
    """The economic classification that column names can be of; None in tables about other things."""
    if not family.startswith(("basic_expenditure", "expenditure_by_economy")):
        return None
    if "政府" in title and "经济" in title:
        return ECONOMIC_GOVERNMENT
    return ECONOMIC_DEPARTMENT if panel.system in (None, FUNCTIONAL, ECONOMIC_DEPARTMENT) else panel.system


def row_system(panel: Panel, rows: Sequence[Row], context: TableContext) -> str | None:
    """The classification that the labels of a panel name, where they have no codes."""
    if any(r.code for r in rows):
        return panel.system
    if context.side == "income" and not is_income_table(context.family):
        return None
    if context.family in (
        "project_expenditure_summary",
        "special_funds_summary",
        "key_projects",
        "three_public",
        "procurement",
        "state_assets",
    ):
        return None
    if panel.system and panel.system != FUNCTIONAL:
        return panel.system
    return context.names.system_of(r.name for r in rows if not r.is_total and r.name) or panel.system
