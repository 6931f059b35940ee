"""What is understood of tables with a header: one test a statement about filings."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import pytest

from fiscal.cleaning.all_tables import observe_tables
from fiscal.model.contract import Observation
from fiscal.model.identity import Identity
from fiscal.model.reading import Table
from tests.readings import reading, sheet

pytestmark = pytest.mark.unit

US = Identity("甲市城市管理局", "甲市人民政府", "unit", 2022, "budget", None, None)
FINAL = Identity("甲市城市管理局", None, "unit", 2022, "final", None, None)


def seen(*tables: Table, identity: Identity = US, prose: Sequence[str] = ()) -> dict[tuple[int, int, int], Observation]:
    found = observe_tables(reading(*prose, tables=tables), identity, "filing")
    assert len({o.observation_id for o in found}) == len(found)
    return {(o.table_no or 0, o.row or 0, o.col or 0): o for o in found}


SUMMARY = sheet(
    "收支总表",
    "收入 | < | 支出 | <",
    "项目 | 2022年预算数 | 项目 | 2022年预算数",
    "一、一般公共预算拨款 | 2,755 | 一、教育支出 | 27",
    "~~1.经费拨款 | 2,755 | ~~进修及培训 | 27",
    "二、事业收入 | 0 | ~~~~培训支出 | 27",
    " |  | 二、城乡社区支出 | 2,749",
    "~~~~~~~~本年收入合计 | 2,755 | ~~~~~~~~~本年支出合计 | 2,776",
    "上年结转 | 21 | 结转下年 | ",
    "~~~~~~~~收入总计 | 2,776 | ~~~~~~~~~支出总计 | 2,776",
    header_rows=2,
)


def test_income_and_expenditure_side_by_side_are_two_panels() -> None:
    cells = seen(SUMMARY)
    assert [(cells[1, 2, c].panel, cells[1, 2, c].concept) for c in (1, 3)] == [
        (0, "general_budget_appropriation"),
        (1, "205"),
    ]


@pytest.mark.parametrize("head", ["2022年预算数", "金额（万元）", "2022年", "合计"])
def test_a_column_of_amounts_stays_one_where_hardly_any_of_them_can_be_read(head: str) -> None:
    rows = [
        "一、拨款 | 15O.00 | 一、教育支出 | 100.00",
        "二、事业收入 | 待定 | 二、卫生支出 | 50.00",
        "收入总计 | 15O.00 | 支出总计 | 150.00",
    ]
    cells = seen(sheet("收支总表", "收入 | < | 支出 | <", f"项目 | {head} | 项目 | {head}", *rows, header_rows=2))
    assert [(cells[1, 2, c].row_label, cells[1, 2, c].value_native) for c in (1, 3)] == [
        ("一、拨款", None),
        ("一、教育支出", Decimal(100)),
    ]
    assert [cells[1, r, 1].status for r in (2, 3, 4)] == ["ambiguous", "ok", "ambiguous"]


@pytest.mark.parametrize(
    "texts",
    [("不适用", "不适用", "不适用"), ("不适用", "", ""), ("见本部门公开表", "见本部门公开表", "见本部门公开表")],
)
def test_a_column_of_amounts_that_only_says_why_there_are_none_names_no_rows(texts: tuple[str, str, str]) -> None:
    said = iter(texts)
    rows = [
        f"201 | 公共服务 | 3.00 | {next(said)} | 1.00",
        f"205 | 教育支出 | 4.00 | {next(said)} | 2.00",
        f" | 合计 | 7.00 | {next(said)} | 3.00",
    ]
    cells = seen(sheet("收入预算表", "科目编码 | 科目名称 | 合计 | 财政拨款收入 | 事业收入", *rows))
    assert [(cells[1, r, 4].row_label, cells[1, r, 4].value_native) for r in (1, 2, 3)] == [
        ("公共服务", 1),
        ("教育支出", 2),
        ("合计", 3),
    ]
    assert [cells[1, r, 3].value_reported for r in (1, 2, 3)] == list(texts)


def test_labels_codes_and_header_cells_are_no_observations() -> None:
    assert {(r, c) for _, r, c in seen(SUMMARY)} == {(r, c) for r in range(2, 9) for c in (1, 3)} - {(5, 1)}


def test_names_without_codes_get_them_by_the_path_of_names_and_indent() -> None:
    cells = seen(SUMMARY)
    assert [cells[1, r, 3].concept for r in (2, 3, 4, 5)] == ["205", "20508", "2050803", "212"]
    assert [cells[1, r, 3].parent_row for r in (2, 3, 4, 5)] == [6, 2, 3, 6]
    assert cells[1, 4, 3].row_path == ("一、教育支出", "进修及培训", "培训支出")


def test_the_years_total_sums_the_classes_and_the_grand_total_adds_the_balance() -> None:
    cells = seen(SUMMARY)
    assert [(cells[1, r, 1].row_role, cells[1, r, 1].parent_row) for r in (2, 4, 6, 7, 8)] == [
        ("item", 6),
        ("item", 6),
        ("total", 8),
        ("balance", 8),
        ("total", None),
    ]
    assert [cells[1, r, 1].concept for r in (6, 7, 8)] == ["income_current", "carryover_in", "income_total"]


def test_a_blank_is_reported_as_blank_and_not_as_zero() -> None:
    blank, zero = seen(SUMMARY)[1, 7, 3], seen(SUMMARY)[1, 4, 1]
    assert (blank.value_state, blank.value_yuan, blank.low) == ("blank", None, None)
    assert (zero.value_state, zero.value_yuan) == ("zero", Decimal("0.00"))


def test_amounts_are_exact_and_as_precise_as_the_finest_of_their_table() -> None:
    cells = seen(
        sheet(
            "支出总表",
            "科目编码 | 科目名称 | 合计",
            "212 | 城乡社区支出 | 1,896.5",
            "208 | 社会保障和就业支出 | 20.74",
            unit="万元",
        )
    )
    assert (cells[1, 1, 2].value_yuan, cells[1, 1, 2].precision_unit) == (Decimal("18965000.00"), Decimal("100.0000"))
    assert (cells[1, 1, 2].low, cells[1, 1, 2].high) == (Decimal("18964950.0000"), Decimal("18965050.0000"))


CODED = (
    "科目编码 | < | < | 科目名称 | 合计 | 基本支出 | 项目支出",
    "类 | 款 | 项 | ^ | ^ | ^ | ^",
)


def test_codes_in_three_columns_are_put_together_and_give_the_hierarchy() -> None:
    cells = seen(
        sheet(
            "一般公共预算支出表",
            *CODED,
            "212 | | | 城乡社区支出 | 30 | 10 | 20",
            "212 | 01 | | 城乡社区管理事务 | 30 | 10 | 20",
            "212 | 01 | 4 | 城管执法 | 30 | 10 | 20",
            "合计 | < | < | < | 30 | 10 | 20",
            header_rows=2,
        )
    )
    assert [(cells[1, r, 4].row_code, cells[1, r, 4].parent_row, cells[1, r, 4].row_level) for r in (2, 3, 4)] == [
        ("212", 5, 1),
        ("21201", 2, 2),
        ("2120104", 3, 3),
    ]
    assert [
        (cells[1, 4, c].col_role, cells[1, 4, c].parent_col, cells[1, 4, c].expenditure_type) for c in (4, 5, 6)
    ] == [
        ("total", None, "total"),
        ("item", 4, "basic"),
        ("item", 4, "project"),
    ]
    assert cells[1, 5, 4].concept == "expenditure_current"
    assert {o.source_of_funds for o in cells.values()} == {"general_public_budget"}


def test_the_code_of_a_unit_is_no_functional_code() -> None:
    cells = seen(
        sheet(
            "一般公共预算基本支出表--公用经费(按部门预算经济分类)",
            "功能科目 | < | < | 单位代码 | 单位名称(功能科目) | 总计 | 办公费 | 水费",
            "类 | 款 | 项 | ^ | ^ | ^ | ^ | ^",
            " | | | | 合计 | 9.00 | 8.00 | 1.00",
            " | | | 205 | 甲市人民政府 | 9.00 | 8.00 | 1.00",
            " | | | 205004 | 甲市城市管理局 | 9.00 | 8.00 | 1.00",
            "212 | 01 | 01 | 205004 | 行政运行 | 9.00 | 8.00 | 1.00",
            header_rows=2,
        )
    )
    assert [cells[1, r, 5].parent_row for r in (2, 3, 4, 5)] == [None, 2, 3, 4]
    assert [cells[1, r, 5].row_role for r in (2, 3, 4, 5)] == ["total", "total", "total", "item"]
    assert {cells[1, r, 6].entity for r in (3, 4, 5)} == {"甲市城市管理局"}
    assert [cells[1, r, 6].concept for r in (2, 3, 4, 5)] == ["30201", "30201", "30201", "30201@2120101"]
    assert [cells[1, 5, c].parent_col for c in (5, 6, 7)] == [None, 5, 5]


def test_a_subtotal_stands_for_its_spanning_header_and_groups_without_one_pass_their_parts_up() -> None:
    cells = seen(
        sheet(
            "收入总表",
            "预算单位 | 收入总计 | 本年收入 | < | < | < | 上年结转",
            "^ | ^ | 财政拨款 | < | < | 事业收入 | ^",
            "^ | ^ | 小计 | 一般公共预算拨款 | 政府性基金预算拨款 | ^ | ^",
            "甲市城市管理局 | 10 | 7 | 6 | 1 | 2 | 1",
            header_rows=3,
        )
    )
    assert [cells[1, 3, c].parent_col for c in range(1, 7)] == [None, 1, 2, 2, 1, 1]
    assert [cells[1, 3, c].concept for c in range(1, 7)] == [
        "income_total",
        "appropriation",
        "general_budget_appropriation",
        "government_fund_appropriation",
        "business_income",
        "carryover_in",
    ]


def test_procurement_beside_the_total_is_no_part_of_it() -> None:
    cells = seen(
        sheet(
            "支出总表",
            "预算单位 | 支出总计 | 基本支出 | 项目支出 | 政府采购项目 | <",
            "^ | ^ | ^ | ^ | 小计 | 其中：面向中小企业采购",
            "甲市城市管理局 | 10 | 4 | 6 | 3 | 2",
            header_rows=2,
        )
    )
    assert [(cells[1, 2, c].col_role, cells[1, 2, c].parent_col) for c in range(1, 6)] == [
        ("total", None),
        ("item", 1),
        ("item", 1),
        ("total", None),
        ("of_which", 4),
    ]
    assert [cells[1, 2, c].concept for c in (1, 2, 4, 5)] == [
        "expenditure_total",
        "expenditure_current",
        "procurement_total",
        "procurement_for_sme",
    ]


def test_budget_and_result_columns_do_not_add_up_with_each_other() -> None:
    cells = seen(
        sheet(
            "财政拨款“三公”经费支出决算表",
            "合计 | < | 因公出国（境）费 | < | 公务接待费 | <",
            "年初预算数 | 决算数 | 年初预算数 | 决算数 | 年初预算数 | 决算数",
            "3.00 | 2.00 | 1.00 | 1.00 | 2.00 | 1.00",
            header_rows=2,
        ),
        identity=FINAL,
    )
    assert [(cells[1, 2, c].measure, cells[1, 2, c].phase, cells[1, 2, c].parent_col) for c in range(6)] == [
        ("budget_initial", "approved", None),
        ("actual", "executed", None),
        ("budget_initial", "approved", 0),
        ("actual", "executed", 1),
        ("budget_initial", "approved", 0),
        ("actual", "executed", 1),
    ]


@pytest.mark.parametrize(
    ("said", "measure"),
    [("“三公”经费年初预算为3万元。", "budget_initial"), ("“三公”经费全年预算数为3万元。", "budget_adjusted")],
)
def test_which_budget_a_final_account_compares_with_is_read_from_its_prose(said: str, measure: str) -> None:
    table = sheet(
        "财政拨款“三公”经费支出决算表",
        "预算数 | < | 决算数 | <",
        "合计 | 公务接待费 | 合计 | 公务接待费",
        "3 | 3 | 2 | 2",
        header_rows=2,
    )
    assert seen(table, identity=FINAL, prose=[said])[1, 2, 0].measure == measure


def test_rows_of_other_years_are_prior_and_the_change_is_no_value() -> None:
    cells = seen(
        sheet(
            "一般公共预算“三公”经费支出表",
            "预算单位 | 年度 | 总计 | 公务接待费",
            "甲市城市管理局 | 2021年 | 2 | 2",
            " | 2022年 | 3 | 3",
            " | 增减变化金额 | 1 | 1",
        )
    )
    assert [(cells[1, r, 2].period, cells[1, r, 2].fiscal_year, cells[1, r, 2].measure) for r in (1, 2, 3)] == [
        ("prior", 2021, "budget_initial"),
        ("current", 2022, "budget_initial"),
        ("change", 2022, "change_abs"),
    ]
    assert {cells[1, r, 3].concept for r in (1, 2, 3)} == {"reception"}


def test_rows_and_columns_that_number_the_table_are_no_values() -> None:
    cells = seen(
        sheet(
            "收入支出决算总表",
            "收入 | < | < | 支出 | < | <",
            "项目 | 行次 | 金额 | 项目 | 行次 | 金额",
            "栏次 | | 1 | 栏次 | | 2",
            "一、事业收入 | 1 | 5 | 一、教育支出 | 3 | 5",
            "总计 | 2 | 5 | 总计 | 4 | 5",
            header_rows=2,
        ),
        identity=FINAL,
    )
    assert sorted(cells) == [(1, 3, 2), (1, 3, 5), (1, 4, 2), (1, 4, 5)]
    assert [cells[1, 4, 2].line_no, cells[1, 4, 5].line_no] == ["2", "4"]
    assert [cells[1, 4, 2].concept, cells[1, 4, 5].concept] == ["income_total", "expenditure_total"]


def test_a_table_without_a_unit_inherits_that_of_the_others_and_says_so() -> None:
    other = sheet("公用经费", "科目名称 | 合计", "办公费 | 1.00", unit=None, number=2)
    found = seen(SUMMARY, other)[2, 1, 1]
    assert (found.unit, found.unit_source, found.status, found.status_reason) == (
        "万元",
        "inherited",
        "inferred",
        "unit_inherited",
    )


def test_a_unit_in_a_header_cell_overrides_that_of_the_table() -> None:
    cells = seen(sheet("项目支出表", "项目名称 | 预算数（元） | 数量（台）", "道路清扫 | 5,000.00 | 3", unit="万元"))
    assert (cells[1, 1, 1].value_yuan, cells[1, 1, 1].unit) == (Decimal("5000.00"), "元")
    assert (cells[1, 1, 2].value_yuan, cells[1, 1, 2].value_native, cells[1, 1, 2].measure) == (
        None,
        Decimal(3),
        "count",
    )


def test_the_second_sheet_of_a_table_has_no_total_of_its_own() -> None:
    heads = ("科目编码 | 科目名称 | 总计 | 办公费 | 水费", "2120101 | 行政运行 | 9 | 3 | 2")
    first = sheet("基本支出表（按部门预算经济分类）", *heads)
    second = sheet(
        "基本支出表（按部门预算经济分类）",
        "科目编码 | 科目名称 | 电费 | 差旅费",
        "2120101 | 行政运行 | 3 | 1",
        number=2,
        continues=1,
    )
    cells = seen(first, second)
    assert [cells[1, 1, c].parent_col for c in (2, 3, 4)] == [None, 2, 2]
    assert [(cells[2, 1, c].parent_col, cells[2, 1, c].col_role) for c in (2, 3)] == [(None, "item"), (None, "item")]


def test_opening_and_closing_balances_of_a_fund_are_balances_and_not_funds() -> None:
    cells = seen(
        sheet(
            "政府性基金预算财政拨款收入支出决算表",
            "科目编码 | 科目名称 | 年初结转和结余 | 本年收入 | 本年支出 | < | < | 年末结转和结余",
            "^ | ^ | ^ | ^ | 小计 | 基本支出 | 项目支出 | ^",
            "合计 | < | 1 | 5 | 4 | 0 | 4 | 2",
            header_rows=2,
        ),
        identity=FINAL,
    )
    assert [cells[1, 2, c].concept for c in range(2, 8)] == [
        "carryover_in",
        "income_current",
        "expenditure_current",
        "expenditure_current",
        "expenditure_current",
        "carryover_out",
    ]
    assert [cells[1, 2, c].parent_col for c in range(2, 8)] == [None, None, None, 4, 4, None]


def test_a_total_that_sums_two_panels_is_no_parent_in_one_of_them() -> None:
    cells = seen(
        sheet(
            "一般公共预算财政拨款基本支出决算表",
            "编码 | 名称 | 决算数 | 编码 | 名称 | 决算数",
            "302 | 商品和服务支出 | 4 | 310 | 资本性支出 | 2",
            "公用经费合计 | < | < | < | < | 6",
        ),
        identity=FINAL,
    )
    assert [cells[1, 1, 2].parent_row, cells[1, 1, 5].parent_row, cells[1, 2, 5].row_role] == [None, None, "total"]


def test_parts_after_of_which_need_not_be_all() -> None:
    cells = seen(
        sheet(
            "支出表",
            "项目 | 预算数",
            "一、专项支出 | 9",
            "~~其中：道路 | 3",
            "~~桥梁 | 2",
            "二、其他支出 | 1",
            "合计 | 10",
        ),
    )
    assert [(cells[1, r, 1].row_role, cells[1, r, 1].parent_row) for r in (1, 2, 3, 4)] == [
        ("item", 5),
        ("of_which", 1),
        ("of_which", 1),
        ("item", 5),
    ]


def test_a_list_without_any_sign_of_levels_is_not_given_one() -> None:
    cells = seen(
        sheet("收支总表", "项目 | 预算数", "一、教育支出 | 9", "某某事务 | 9", "二、其他支出 | 1", "支出总计 | 10")
    )
    assert [cells[1, r, 1].parent_row for r in (1, 2, 3)] == [4, None, 4]


def test_a_name_known_from_another_table_of_the_filing_gets_its_code() -> None:
    coded = sheet(
        "一般公共预算支出表",
        "科目编码 | 科目名称 | 合计",
        "216 | 商业服务业等支出 | 5",
        "21699 | 某新增款 | 5",
        number=2,
    )
    plain = sheet("支出预算表", "项目 | 预算数", "一、商业服务业等支出 | 5", "~~某新增款 | 5")
    assert seen(plain, coded)[1, 2, 1].concept == "21699"


def test_a_vehicle_count_is_a_count_and_never_money() -> None:
    cells = seen(
        sheet(
            "国有资产占用情况表",
            "项目 | 栏次 | 决算数",
            "一、车辆数合计(台、辆) | 1 | 3",
            "~~1.机要通信用车 | 2 | 3",
            unit="台、辆、套",
        ),
        identity=FINAL,
    )
    first = cells[1, 1, 2]
    assert (first.concept, first.measure, first.value_native, first.value_yuan) == (
        "vehicles_total",
        "count",
        Decimal(3),
        None,
    )
    assert cells[1, 2, 2].parent_row == 1


def test_a_table_of_no_known_family_keeps_its_cells() -> None:
    found = seen(sheet("各科室用水统计", "名称 | 金额", "一楼 | 3.50"))[1, 1, 1]
    assert (found.table_family, found.value_yuan) == ("other", Decimal("35000.00"))


def test_an_amount_over_two_rows_is_observed_at_both_but_means_something_once() -> None:
    cells = seen(sheet("项目支出表", "项目名称 | 预算数", "道路 | 8", "桥梁 | ^"))
    assert (cells[1, 1, 1].concept, cells[1, 2, 1].concept, cells[1, 2, 1].row_role) == ("project", None, "note")
    assert cells[1, 2, 1].value_yuan == Decimal("80000.00")


def test_a_department_listed_among_its_bodies_is_its_own_office() -> None:
    cells = seen(
        sheet(
            "部门支出总体情况表",
            "单位代码 | 单位名称 | 合计 | 基本支出 | 项目支出",
            " | 合计 | 30 | 10 | 20",
            "301001 | 甲市城市管理局本级 | 20 | 6 | 14",
            "301002 | 甲市环卫处 | 10 | 4 | 6",
        ),
        identity=Identity("甲市城市管理局", None, "department", 2022, "budget", None, None),
    )
    assert [(cells[1, r, 2].entity, cells[1, r, 2].parent_row) for r in (1, 2, 3)] == [
        (None, None),
        ("甲市城市管理局（本级）", 1),
        ("甲市环卫处", 1),
    ]


def test_with_two_classifications_side_by_side_the_inner_one_is_meant_and_the_outer_one_sums() -> None:
    cells = seen(
        sheet(
            "一般公共预算基本支出表",
            "政府预算支出经济分类 | < | 部门预算支出经济分类 | < | 合计",
            "科目编码 | 科目名称 | 科目编码 | 科目名称 | ^",
            "501 | 机关工资福利支出 | | | 10",
            "50101 | 工资奖金津补贴 | 30101 | 基本工资 | 6",
            "50101 | 工资奖金津补贴 | 30102 | 津贴补贴 | 4",
            header_rows=2,
        )
    )
    assert [(cells[1, r, 4].concept, cells[1, r, 4].parent_row) for r in (2, 3, 4)] == [
        ("501", None),
        ("30101", 2),
        ("30102", 2),
    ]


def test_funds_beside_a_balance_brought_forward_are_this_years_only() -> None:
    cells = seen(
        sheet(
            "项目支出总表",
            "项目名称 | 总计 | 一般公共预算拨款 | 上年结转",
            "道路清扫 | 9 | 7 | 2",
            "桥梁养护 | 4 | 4 | 0",
        )
    )
    assert [cells[1, 1, c].concept for c in (1, 2, 3)] == ["project", "project/of_year", "project"]
    assert cells[1, 2, 2].concept == "project"


def test_a_comparison_of_years_is_a_change_in_amount_and_in_per_cent() -> None:
    cells = seen(
        sheet(
            "一般公共预算支出表",
            "科目编码 | 科目名称 | 2021年执行数 | 2022年预算数 | 2022年预算数比2021年执行数 | <",
            "^ | ^ | ^ | ^ | 增减额 | 增减%",
            "213 | 农林水支出 | 90 | 100 | 10 | 11.1",
            header_rows=2,
        )
    )
    assert [(cells[1, 2, c].measure, cells[1, 2, c].period, cells[1, 2, c].unit) for c in (2, 3, 4, 5)] == [
        ("actual", "prior", "万元"),
        ("budget_initial", "current", "万元"),
        ("change_abs", "change", "万元"),
        ("change_pct", "change", "%"),
    ]
    assert {cells[1, 2, c].concept for c in (2, 3, 4, 5)} == {"213"}


def test_column_numbers_with_formulas_are_no_values() -> None:
    cells = seen(
        sheet(
            "收支总表",
            "项目 | 2021年预算 | 2022年预算 | 增减额 | 增减率",
            "栏次 | 1 | 2 | 3=2-1 | 4=3/1",
            "一、事业收入 | 10 | 11 | 1 | 10%",
        )
    )
    assert {r for _, r, _ in cells} == {2}


def test_a_code_printed_before_its_name_is_a_code() -> None:
    cells = seen(
        sheet(
            "支出总表",
            "科目名称 | 合计",
            "[201]一般公共服务支出 | 10",
            "[20103]政府办公厅（室）及相关机构事务 | 10",
            "合计 | 10",
        )
    )
    assert [(cells[1, r, 1].row_code, cells[1, r, 1].parent_row) for r in (1, 2)] == [("201", 3), ("20103", 1)]


def test_lines_that_one_name_would_make_one_fact_are_told_apart() -> None:
    cells = seen(sheet("项目支出表", "项目名称 | 预算数", "设备购置 | 3", "设备购置 | 5", "合计 | 8"))
    assert [(cells[1, r, 1].concept, cells[1, r, 1].matter) for r in (1, 2)] == [
        ("project#1", "unknown"),
        ("project#2", "unknown"),
    ]
    assert [cells[1, r, 1].parent_row for r in (1, 2)] == [3, 3]


def test_funds_under_a_balance_are_that_balance() -> None:
    cells = seen(
        sheet(
            "项目支出表",
            "项目名称 | 合计 | 本年拨款 | < | 财政拨款结转结余 | <",
            "^ | ^ | 一般公共预算 | 政府性基金预算 | 一般公共预算 | 政府性基金预算",
            "水利前期 | 60 | 50 | 0 | 10 | 0",
            header_rows=2,
        )
    )
    assert [cells[1, 2, c].source_of_funds for c in range(1, 6)] == [
        "total",
        "general_public_budget",
        "government_fund",
        "carryover",
        "carryover",
    ]
    assert [cells[1, 2, c].parent_col for c in range(1, 6)] == [None, 1, 1, 1, 1]


def test_a_header_name_that_a_false_rule_cuts_is_read_whole() -> None:
    cells = seen(
        sheet(
            "财政拨款“三公”经费支出决算表",
            "合计 | 公务用 | 车购置及运行维护费 | < | 公务接待费",
            "^ | 小计 | 公务用车购置费 | 公务用车运行维护费 | ^",
            "3.00 | 2.00 | 0.50 | 1.50 | 1.00",
            header_rows=2,
        ),
        identity=FINAL,
    )
    assert [(cells[1, 2, c].concept, cells[1, 2, c].parent_col) for c in range(5)] == [
        ("three_public_total", None),
        ("vehicle_total", 0),
        ("vehicle_purchase", 1),
        ("vehicle_operation", 1),
        ("reception", 0),
    ]


@pytest.mark.parametrize("stated", [0, 1, 2, 3])
def test_a_wrong_count_of_header_rows_does_no_harm(stated: int) -> None:
    table = replace(
        sheet(
            "收入总表",
            "项目 | < | 收入预算 | < | <",
            "科目编码 | 科目名称 | 合计 | 财政拨款收入 | 事业收入",
            "201 | 一般公共服务支出 | 10 | 9 | 1",
            "20113 | 商贸事务 | 10 | 9 | 1",
            header_rows=0,
        ),
        header_rows=stated,
    )
    cells = seen(table)
    assert sorted(cells) == [(1, r, c) for r in (2, 3) for c in (2, 3, 4)]
    assert [cells[1, 3, c].parent_col for c in (2, 3, 4)] == [None, 2, 2]


def test_without_indent_the_fields_names_tell_part_from_whole() -> None:
    cells = seen(
        sheet(
            "政府预算拨款收支总表",
            "项目 | 2022年预算数",
            "政府预算拨款 | 9",
            "一般公共预算拨款 | 8",
            "政府性基金预算拨款 | 1",
            "本年收入合计 | 9",
        )
    )
    assert [cells[1, r, 1].parent_row for r in (1, 2, 3)] == [4, 1, 1]


def test_a_list_under_the_bodys_own_row_adds_up_to_it() -> None:
    cells = seen(sheet("项目支出总表", "支出项目类别 | 总计", "甲市城市管理局 | 9", "道路清扫 | 5", "桥梁养护 | 4"))
    assert [(cells[1, r, 1].parent_row, cells[1, r, 1].row_role) for r in (1, 2, 3)] == [
        (None, "total"),
        (1, "item"),
        (1, "item"),
    ]


def test_of_a_table_of_no_known_family_the_funds_are_unknown() -> None:
    cells = seen(sheet("", "科目编码 | 科目名称 | 合计", "212 | 城乡社区支出 | 30"))
    assert (cells[1, 1, 2].concept, cells[1, 1, 2].source_of_funds) == ("212", None)


def test_any_grid_of_cells_is_read_without_error_and_each_place_once() -> None:
    words = [
        "",
        "合计",
        "项目",
        "201",
        "30101",
        "1",
        "1,234.50",
        "—",
        "12%",
        "一、教育支出",
        "其中：电费",
        "三级指标",
        "指标值",
        "得分",
        "总额",
        "资金总额：5",
        "本年收入合计",
    ]
    for first in range(len(words)):
        rows = [" | ".join(words[(first + 3 * r + 5 * c + r * c) % len(words)] for c in range(5)) for r in range(6)]
        for title in ("收支总表", "绩效目标申报表", "", "“三公”经费表"):
            for header_rows in (0, 1, 3):
                seen(sheet(title, *rows, header_rows=header_rows))


def test_the_value_of_vehicles_in_a_table_of_money_is_money() -> None:
    cells = seen(
        sheet("国有资产使用情况表", "项目 | 资产总额 | 车辆", "合计 | 12,003,500.00 | 600,000.00", unit="元"),
        identity=FINAL,
    )
    assert (cells[1, 1, 2].unit, cells[1, 1, 2].value_yuan, cells[1, 1, 2].measure) == (
        "元",
        Decimal(600_000),
        "actual",
    )


def test_the_subtotal_under_the_years_income_is_no_grand_total() -> None:
    cells = seen(
        sheet(
            "收入总表",
            "科目编码 | 科目名称 | 合计 | 本年收入 | < | 上年结转",
            "^ | ^ | ^ | 小计 | 一般公共预算 | ^",
            "212 | 城乡社区支出 | 11 | 9 | 9 | 2",
            header_rows=2,
        )
    )
    assert [cells[1, 2, c].concept for c in (2, 3)] == ["income_total@212", "income_current@212"]


def test_a_budget_year_beside_a_row_says_of_which_year_it_is() -> None:
    cells = seen(
        sheet("“三公”经费支出表", "预算年度 | “三公”经费合计 | 公务接待费", "2021年 | 42 | 6", "2022年 | 40 | 4")
    )
    assert [(cells[1, r, 2].concept, cells[1, r, 2].fiscal_year, cells[1, r, 2].period) for r in (1, 2)] == [
        ("reception", 2021, "prior"),
        ("reception", 2022, "current"),
    ]


def test_kinds_of_procurement_are_labels() -> None:
    cells = seen(sheet("政府采购预算明细表", "采购类别 | 金额", "A货物 | 320.5", "C服务 | 1100", "合计 | 1420.5"))
    assert [cells[1, r, 1].row_label for r in (1, 2)] == ["A货物", "C服务"]
    assert cells[1, 3, 1].concept == "procurement_total"


def test_amounts_finer_than_a_hundredth_of_a_cent_keep_a_precision() -> None:
    cells = seen(sheet("项目情况表", "项目 | 数值", "某项 | 1500.000000", unit=None))
    assert cells[1, 1, 1].precision_unit == Decimal("0.0001")


def test_a_balance_of_appropriations_in_a_column_is_a_balance() -> None:
    cells = seen(
        sheet(
            "部门项目支出预算表",
            "项目名称 | 合计 | 本年拨款 | < | 财政拨款结转 | 单位资金",
            "^ | ^ | 一般公共预算 | 政府性基金 | ^ | ^",
            "合计 | 60.00 | 40.00 | 5.00 | 10.00 | 5.00",
            "道路养护 | 60.00 | 40.00 | 5.00 | 10.00 | 5.00",
            header_rows=2,
        )
    )
    assert [cells[1, 3, c].source_of_funds for c in (2, 3, 4, 5)] == [
        "general_public_budget",
        "government_fund",
        "carryover",
        "unit_funds",
    ]


def test_numbers_however_printed_are_read_and_what_is_no_number_is_doubted_not_left_out() -> None:
    rows = [
        "一、教育支出 | ￥1,896.56 | .52",
        "二、社会保障支出 | 20.74① | 12.",
        "三、卫生健康支出 | 3.5万元 | –2.00",
        "四、农林水支出 | 195,3.85 | 待定",
    ]
    cells = seen(sheet("支出预算表", "项目 | 2022年 | 2021年", *rows, unit="元"))
    native = {(r, c): cells[1, r, c].value_native for r in range(1, 5) for c in (1, 2)}
    assert native == {
        (1, 1): Decimal("1896.56"),
        (1, 2): Decimal("0.52"),
        (2, 1): Decimal("20.74"),
        (2, 2): Decimal(12),
        (3, 1): Decimal("3.5"),
        (3, 2): Decimal(-2),
        (4, 1): None,
        (4, 2): None,
    }
    assert cells[1, 3, 1].value_yuan == 35_000
    assert {cells[1, r, 1].precision_unit for r in (1, 2)} == {Decimal("0.01")}
    assert [(cells[1, 4, c].status, cells[1, 4, c].status_reason) for c in (1, 2)] == [
        ("ambiguous", "number_malformed"),
        ("ok", None),
    ]


def test_rows_that_are_years_are_about_what_their_columns_name() -> None:
    table = sheet(
        "一般公共预算当年拨款规模变化情况",
        "年度 | 总支出 | 基本支出",
        "2021 | 1493.51 | 203.04",
        "2022 | 1899.90 | 183.93",
        "变化 | +406.39 | -19.11",
    )
    cells = {place[1:]: o for place, o in seen(table).items()}
    assert [(cells[r, 2].period, cells[r, 2].measure, cells[r, 2].expenditure_type) for r in (1, 2, 3)] == [
        ("prior", "budget_initial", "basic"),
        ("current", "budget_initial", "basic"),
        ("change", "change_abs", "basic"),
    ]
    assert len({cells[r, 2].concept for r in (1, 2, 3)}) == 1


def test_a_table_without_title_that_lists_all_economic_classes_is_not_the_three_public_expenses() -> None:
    rows = ["工资福利支出 | 90.00", "办公费 | 3.00", "差旅费 | 2.00"]
    three = ["因公出国（境）费用 | 0.00", "公务接待费 | 1.00", "公务用车运行维护费 | 4.00"]
    listed = seen(sheet("", "项目 | 总计", "合计 | 100.00", *rows, *three))
    assert listed[1, 5, 1].table_family != "three_public"
    assert seen(sheet("", "项目 | 总计", "合计 | 5.00", *three))[1, 2, 1].table_family == "three_public"


def test_what_is_left_in_the_units_own_account_is_money_of_the_year_that_it_is_budgeted_for() -> None:
    cells = seen(
        sheet(
            "收入总表",
            "单位名称 | 合计 | 一般公共预算拨款 | 上年实户资金余额 | 其他收入",
            "某市某局 | 72.5 | 60.0 | 12.5 | 0",
            "某市某站 | 31.0 | 30.0 | 0.5 | 0.5",
        )
    )
    assert {(o.period, o.fiscal_year, o.parent_col) for (_, row, col), o in cells.items() if col == 3 and row} == {
        ("current", cells[1, 1, 2].fiscal_year, 1)
    }
