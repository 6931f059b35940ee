"""What tables and columns are about, and which of their figures are the same fact."""

from __future__ import annotations

import pytest

from fiscal.cleaning.all_tables import observe_tables
from fiscal.cleaning.terms.matters import matter_of_title, with_carryover
from fiscal.model.contract import Observation
from fiscal.model.identity import Identity
from fiscal.model.reading import Table
from fiscal.model.vocabulary import MATTERS
from fiscal.reconciliation.reconcile import FactKey, key_of
from tests.readings import reading, sheet

US = Identity(publisher="某市某局", publisher_parent=None, scope="department", fiscal_year=2022, doc_kind="budget", region_code=None, title="2022年部门预算")


def seen(*tables: Table) -> dict[tuple[int, int, int], Observation]:
    return {(o.table_no or 0, o.row or 0, o.col or 0): o for o in observe_tables(reading(tables=tables), US, "filing")}


def key(o: Observation) -> FactKey:
    found = key_of(o, US)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("title", "matter"),
    [
        ("2022年部门收支总表", "balance"),
        ("财政拨款收入支出决算总表", "balance"),
        ("部门综合预算一般公共预算支出明细表（按支出功能分类科目-不含上年结转）", "expenditure"),
        ("一般公共预算支出明细表（含上年结转）", "expenditure"),
        ("2022年部门综合预算财政拨款上年结转资金支出表", "carryover"),
        ("部门综合预算政府采购（资产配置、购买服务）预算表", "procurement"),
        ("政府购买服务支出预算表", "purchased_services"),
        ("一般公共预算机关运行经费支出预算表", "agency_operation"),
        ("部门“三公”经费和机关运行经费预算表", "three_public"),
        ("新增资产配置预算表", "asset_plan"),
        ("国有资产占用情况表", "asset"),
        ("国有资本经营预算支出表", "expenditure"),
        ("专项业务经费支出表", "project"),
        ("部门人员情况说明", "staff"),
        ("507-某市某局", "unknown"),
        ("", "unknown"),
    ],
)
def test_the_title_says_what_a_table_is_about(title: str, matter: str) -> None:
    assert matter_of_title(title) == matter
    assert matter in MATTERS


@pytest.mark.parametrize(("title", "counted"), [("支出表（不含上年结转）", False), ("支出表（含上年结转）", True), ("结转资金支出表", None)])
def test_a_note_in_the_title_says_whether_balances_are_counted(title: str, counted: bool | None) -> None:
    assert with_carryover(title) is counted


def test_procurement_by_function_is_no_expenditure_by_function() -> None:
    rows = ("科目编码 | 科目名称 | 合计", "20101 | 人大事务 | {}", "2010101 | 行政运行 | {}")
    cells = seen(
        sheet("支出总表", *(r.format("90.00") for r in rows)),
        sheet("政府采购支出表", *(r.format("12.00") for r in rows), number=2),
        sheet("支出预算总表", *(r.format("90.00") for r in rows), number=3),
    )
    assert key(cells[2, 1, 2]).matter == "procurement"
    assert key(cells[1, 1, 2]) != key(cells[2, 1, 2])
    assert key(cells[1, 1, 2]) == key(cells[3, 1, 2])


def test_a_column_of_procurement_is_part_of_another_matter_than_its_table() -> None:
    table = sheet("支出总表", "科目编码 | 科目名称 | 支出总计 | 政府采购项目", "^ | ^ | ^ | 小计", "205 | 教育支出 | 28.00 | 3.00", header_rows=2)
    cells = seen(table)
    assert [cells[1, 2, c].concept for c in (2, 3)] == ["205", "205"]
    assert [key(cells[1, 2, c]).matter for c in (2, 3)] == [None, "procurement"]


def test_tables_with_the_same_saying_nothing_title_share_no_fact() -> None:
    rows = ("科目编码 | 科目名称 | 合计", "20101 | 人大事务 | {}", "2010101 | 行政运行 | {}")
    cells = seen(sheet("507-某市某局", *(r.format("90.00") for r in rows)), sheet("507-某市某局", *(r.format("12.00") for r in rows), number=2))
    assert [key(cells[n, 1, 2]).table_no for n in (1, 2)] == [1, 2]
    assert key(cells[1, 1, 2]).anywhere() == key(cells[2, 1, 2]).anywhere()


def test_a_form_without_a_known_project_says_nothing_of_another_form() -> None:
    form = ("项目资金（万元） | 资金总额 | {}", "^ | 财政拨款 | {}", "一级指标 | 三级指标 | 指标值", "产出 | 数量 | 5")
    cells = seen(*(sheet("项目绩效目标表", *(r.format(amount) for r in form), number=n, header_rows=0) for n, amount in ((1, "40.00"), (2, "70.00"))))
    totals = [o for o in cells.values() if o.class_system == "project" and o.amount]
    assert {o.table_no for o in totals} == {1, 2}
    assert all(o.matter == "unknown" and key(o).table_no == o.table_no for o in totals)


def test_projects_of_one_name_under_several_units_are_told_apart_by_what_stands_above_them() -> None:
    table = sheet(
        "项目支出表",
        "单位（项目）名称 | 合计 | 财政拨款",
        "某市某局 | 8.00 | 8.00",
        "~~第一服务处 | 3.00 | 3.00",
        "~~~~物业管理费 | 3.00 | 3.00",
        "~~第二服务处 | 5.00 | 5.00",
        "~~~~物业管理费 | 5.00 | 5.00",
    )
    cells = seen(table)
    facts = [key(cells[1, r, c]) for r in (3, 5) for c in (1, 2)]
    assert len(set(facts)) == 4


def test_the_whole_of_rows_with_one_meaning_keeps_its_name() -> None:
    table = sheet("支出总表", "单位名称 | 合计", "合计 | 8.00", "某市某局 | 5.00", "某市某中心 | 3.00")
    cells = seen(table)
    assert key(cells[1, 1, 1]).concept == "expenditure_current"
    assert key(cells[1, 1, 1]) != key(cells[1, 2, 1])
