"""What tables and columns are about, and which of their figures are the same fact."""

from __future__ import annotations

import pytest

from expectations.evaluation import evaluate
from expectations.filing.case import Case
from fiscal.cleaning.all_tables import observe_tables
from fiscal.cleaning.terms.matters import matter_of_title
from fiscal.model.contract import Observation
from fiscal.model.findings.rows import Finding
from fiscal.model.identity import Identity
from fiscal.model.reading import Table
from fiscal.model.vocabulary import MATTERS
from fiscal.reconciliation.reconcile import FactKey, key_of
from tests.readings import reading, sheet

US = Identity(
    publisher="某市某局",
    publisher_parent=None,
    scope="department",
    fiscal_year=2022,
    doc_kind="budget",
    region_code=None,
    title="2022年部门预算",
)


def seen(*tables: Table) -> dict[tuple[int, int, int], Observation]:
    return {(o.table_no or 0, o.row or 0, o.col or 0): o for o in observe_tables(reading(tables=tables), US, "filing")}


def judged(*tables: Table) -> list[Finding]:
    read = reading(tables=tables)
    return evaluate(Case("filing", US, read, observe_tables(read, US, "filing")))


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
    table = sheet(
        "支出总表",
        "科目编码 | 科目名称 | 支出总计 | 政府采购项目",
        "^ | ^ | ^ | 小计",
        "205 | 教育支出 | 28.00 | 3.00",
        header_rows=2,
    )
    cells = seen(table)
    assert [cells[1, 2, c].concept for c in (2, 3)] == ["205", "205"]
    assert [key(cells[1, 2, c]).matter for c in (2, 3)] == [None, "procurement"]


def test_tables_with_the_same_saying_nothing_title_share_no_fact() -> None:
    rows = ("科目编码 | 科目名称 | 合计", "20101 | 人大事务 | {}", "2010101 | 行政运行 | {}")
    cells = seen(
        sheet("507-某市某局", *(r.format("90.00") for r in rows)),
        sheet("507-某市某局", *(r.format("12.00") for r in rows), number=2),
    )
    assert [key(cells[n, 1, 2]).table_no for n in (1, 2)] == [1, 2]
    assert key(cells[1, 1, 2]).anywhere() == key(cells[2, 1, 2]).anywhere()


def test_a_form_without_a_known_project_says_nothing_of_another_form() -> None:
    form = ("项目资金（万元） | 资金总额 | {}", "^ | 财政拨款 | {}", "一级指标 | 三级指标 | 指标值", "产出 | 数量 | 5")
    cells = seen(
        *(
            sheet("项目绩效目标表", *(r.format(amount) for r in form), number=n, header_rows=0)
            for n, amount in ((1, "40.00"), (2, "70.00"))
        )
    )
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


THREE = "合计 | “三公”经费 | < | < | < | 会议费 | 培训费"
ITEMS = "^ | 小计 | 因公出国（境）费 | 公务接待费 | 公务用车购置及运行维护费 | ^ | ^"


@pytest.mark.parametrize(
    ("figures", "concept"),
    [
        ("9.00 | 4.00 | 1.00 | 1.00 | 2.00 | 3.00 | 2.00", "three_public_and_meetings"),
        ("4.00 | 4.00 | 1.00 | 1.00 | 2.00 | 3.00 | 2.00", "three_public_total"),
    ],
)
def test_a_total_over_meetings_and_training_is_not_that_of_the_three(figures: str, concept: str) -> None:
    cells = seen(sheet("一般公共预算“三公”经费、会议费、培训费支出表", THREE, ITEMS, figures, header_rows=2))
    assert [cells[1, 2, c].concept for c in (0, 1)] == [concept, "three_public_total"]


def test_so_is_a_row_of_all_of_them() -> None:
    rows = (
        "项目 | 预算数",
        "合计 | 9.00",
        "1.因公出国（境）费 | 1.00",
        "2.公务接待费 | 1.00",
        "3.公务用车购置及运行维护费 | 2.00",
        "4.会议费 | 3.00",
        "5.培训费 | 2.00",
    )
    cells = seen(sheet("“三公”经费、会议费、培训费支出表", *rows))
    assert cells[1, 1, 1].concept == "three_public_and_meetings"
    named = seen(sheet("“三公”经费、会议费、培训费支出表", rows[0], "“三公”经费合计 | 4.00", *rows[2:]))
    assert named[1, 1, 1].concept == "three_public_total"


def test_income_below_what_is_brought_forward_counts_it() -> None:
    table = sheet(
        "财政拨款收支总体情况表",
        "收入 | < | 支出 | <",
        "项目 | 预算数 | 项目 | 预算数",
        "一、本年收入 | 17.00 | 一、本年支出 | 18.00",
        "（一）一般公共预算资金 | 17.00 | （一）教育支出 | 18.00",
        "二、上年结转 | 1.00 | 二、结转下年 | 0.00",
        "收入合计 | 18.00 | 支出合计 | 18.00",
        header_rows=2,
    )
    cells = seen(table)
    assert [cells[1, r, 1].concept for r in (2, 5)] == ["income_current", "income_total"]
    assert [cells[1, r, 3].concept for r in (2, 5)] == ["expenditure_current", "expenditure_total"]


def test_the_units_own_account_is_a_balance_on_both_sides() -> None:
    table = sheet(
        "收支总表",
        "收入 | < | 支出 | <",
        "项目 | 预算数 | 项目 | 预算数",
        "本年收入合计 | 40.00 | 本年支出合计 | 38.00",
        "上年实户资金余额 | 2.00 | 未安排支出的实户资金 | 4.00",
        "收入总计 | 42.00 | 支出总计 | 42.00",
        header_rows=2,
    )
    cells = seen(table)
    assert [cells[1, 3, c].concept for c in (1, 3)] == ["account_balance_in", "account_balance_out"]
    assert {f.invariant: f.verdict for f in judged(table) if f.family == "B1"} == {
        "B1-income-is-expenditure": "exact",
        "B1-income-total": "exact",
        "B1-expenditure-total": "exact",
    }


def test_numbered_classes_under_basic_and_project_expenditure_are_of_that_kind() -> None:
    rows = (
        "部门预算支出经济分类科目 | 预算数",
        "1、人员经费和公用经费支出 | 7.00",
        "(1)工资福利支出 | 4.00",
        "(3)对个人和家庭的补助 | 3.00",
        "2、专项业务经费支出 | 5.00",
        "(1)工资福利支出 | 5.00",
    )
    cells = seen(sheet("部门综合预算支出表（按经济科目）", *rows))
    assert [(cells[1, r, 1].concept, cells[1, r, 1].expenditure_type) for r in range(1, 6)] == [
        ("expenditure_current", "basic"),
        ("301", "basic"),
        ("303", "basic"),
        ("expenditure_current", "project"),
        ("301", "project"),
    ]


def test_a_row_that_names_both_economic_classes_is_about_the_finer_one() -> None:
    table = sheet(
        "一般公共预算支出明细表（按支出经济分类科目）",
        "部门经济科目编码 | 部门经济科目名称 | 政府经济科目编码 | 政府经济科目名称 | 合计",
        "301 | 工资福利支出 |  |  | 9.00",
        "30101 | 基本工资 | 50101 | 工资奖金津补贴 | 5.00",
        "30102 | 津贴补贴 | 50101 | 工资奖金津补贴 | 4.00",
    )
    cells = seen(table)
    assert [(cells[1, r, 4].concept, cells[1, r, 4].row_label) for r in (2, 3)] == [
        ("30101", "基本工资"),
        ("30102", "津贴补贴"),
    ]


def test_two_forms_of_one_name_are_about_two_projects() -> None:
    form = (
        "项目名称 | 业务培训 |  ",
        "年度资金总额（万元） | {} |  ",
        "一级指标 | 三级指标 | 指标值",
        "产出 | 数量 | 5",
    )
    cells = seen(
        *(
            sheet("项目绩效目标表", *(r.format(amount) for r in form), number=n, header_rows=0)
            for n, amount in ((1, "6.80"), (2, "58.97"))
        )
    )
    amounts = [o for o in cells.values() if o.concept == "project" and o.amount]
    assert [key(o).table_no for o in amounts] == [1, 2]
    same = seen(*(sheet("项目绩效目标表", *(r.format("6.80") for r in form), number=n, header_rows=0) for n in (1, 2)))
    assert {key(o).table_no for o in same.values() if o.concept == "project" and o.amount} == {None}


def test_a_form_of_all_but_the_special_funds_does_not_contradict_the_total() -> None:
    summary = (
        "收入 | < | 支出 | <",
        "项目 | 预算数 | 项目 | 预算数",
        "一般公共预算拨款 | 70.00 | 教育支出 | 70.00",
        "{} | {} |  | ",
        "收入总计 | 70.00 | 支出总计 | 70.00",
    )
    form = (
        "年度主要任务 | 任务名称 | 预算金额（万元） | <",
        "^ | ^ | 总额 | 财政拨款",
        "^ | 保障运转 | 30.00 | 30.00",
        "^ | 金额合计 | 30.00 | 30.00",
        "一级指标 | 三级指标 | 指标值 | ",
    )
    goals = sheet("部门整体支出绩效目标表", *form, "产出 | 数量 | 5 | ", number=2, header_rows=0)
    for part, verdict in ((("其中：专项资金列入部门预算的项目", "40.00"), "insufficient_data"), (("", ""), "violated")):
        table = sheet("收支总表", *(r.format(*part) if "{}" in r else r for r in summary), header_rows=2)
        found = [
            f.verdict
            for f in judged(table, goals)
            if f.invariant == "X1-tables-agree" and "30.00" in [t.value_reported for t in f.terms]
        ]
        assert found == [verdict]


def test_the_office_listed_beside_its_department_is_a_body_of_its_own() -> None:
    rows = (
        "预算单位 | 科目编码 | 科目名称 | 支出总计",
        "某市某局 |  |  | 8.00",
        "某市某局（本级） |  |  | 5.00",
        " | 205 | 教育支出 | 5.00",
        "某市某中心 |  |  | 3.00",
        " | 205 | 教育支出 | 3.00",
    )
    cells = seen(sheet("支出总表", *rows))
    assert [cells[1, r, 3].entity for r in range(1, 6)] == [
        "某市某局",
        "某市某局（本级）",
        "某市某局（本级）",
        "某市某中心",
        "某市某中心",
    ]
    alone = seen(sheet("支出总表", rows[0], *rows[2:4]))
    assert {o.entity for o in alone.values()} == {"某市某局"}


LIST = ("单位编码 | 单位（项目）名称 | 项目金额", " | 合计 | 2,310,300.00", "241 | 某市某局 | 2,310,300.00")


def test_a_project_of_the_list_is_the_project_of_its_form() -> None:
    form = (
        "项目名称 | 食堂包厨服务 |  ",
        "实施期资金总额 | 173.41 |  ",
        "一级指标 | 三级指标 | 指标值",
        "产出 | 数量 | 5",
    )
    listed = sheet(
        "部门综合预算专项业务经费支出表",
        *LIST,
        " | 食堂包厨服务 | 1,310,300.00",
        " | 业务用房租金 | 1,000,000.00",
        unit="元",
    )
    tables = (listed, sheet("部门专项业务经费绩效目标表", *form, number=2, header_rows=0))
    assert [
        f.verdict
        for f in judged(*tables)
        if f.invariant == "X1-tables-agree" and "173.41" in [t.value_reported for t in f.terms]
    ] == ["violated"]


def test_a_project_in_several_rows_of_a_list_is_no_single_one_of_another_table() -> None:
    listed = sheet(
        "部门综合预算专项业务经费支出表",
        *LIST,
        " | 审计专项补助经费 | 1,310,300.00",
        " | 审计专项补助经费（结转） | 1,000,000.00",
        unit="元",
    )
    cells = seen(listed)
    assert [key(cells[1, r, 2]).table_no for r in (3, 4)] == [1, 1]
