"""Which row is part of which: one test a statement about filings. A row is named by its number, its whole by
`parent_row`.
"""

from dataclasses import replace

import pytest

from fiscal.cleaning.all_tables import observe_tables
from fiscal.model.contract import Observation
from fiscal.model.identity import Identity
from fiscal.model.reading import Table
from tests.readings import reading, sheet

pytestmark = pytest.mark.unit

DEPARTMENT = Identity("乙省水利厅", None, "department", 2023, "budget", None, None)


def seen(table: Table, identity: Identity = DEPARTMENT) -> dict[tuple[int, int], Observation]:
    return {(o.row or 0, o.col or 0): o for o in observe_tables(reading(tables=[table]), identity, "filing")}


def parents(table: Table, col: int = 1) -> dict[int, int | None]:
    return {row: o.parent_row for (row, c), o in seen(table).items() if c == col}


def test_what_stands_between_the_years_total_and_the_grand_total_belongs_to_the_grand_total() -> None:
    table = sheet(
        "收支总体情况表",
        "项目 | 预算数",
        "一、预算拨款 | 9",
        "本年收入合计 | 9",
        "二、上级补助收入 | 1",
        "三、上年结转 | 1",
        "收入总计 | 11",
    )
    assert parents(table) == {1: 2, 2: 5, 3: 5, 4: 5, 5: None}


def test_a_years_total_that_heads_its_parts_sums_what_follows_up_to_the_balance() -> None:
    table = sheet(
        "财政拨款收支总表",
        "项目 | 预算数",
        "本年收入 | 9",
        "一般公共预算 | 8",
        "政府性基金 | 1",
        "上年结转 | 1",
        "收入总计 | 10",
    )
    assert parents(table) == {1: 5, 2: 1, 3: 1, 4: 5, 5: None}


def test_a_second_list_under_one_total_breaks_the_same_amount_down_anew() -> None:
    table = sheet(
        "支出决算表",
        "项目 | 决算数",
        "一、基本支出 | 6",
        "二、项目支出 | 4",
        "经济分类支出合计 | 10",
        "一、工资福利支出 | 7",
        "二、商品和服务支出 | 3",
        "本年支出合计 | 10",
        "支出总计 | 10",
    )
    assert parents(table) == {1: 6, 2: 6, 3: None, 4: 3, 5: 3, 6: 7, 7: None}


def test_funds_under_a_balance_are_its_parts_though_their_numbering_begins_anew() -> None:
    table = sheet(
        "财政拨款收入支出决算总表",
        "项目 | 决算数",
        "一、一般公共预算财政拨款 | 8",
        "本年收入合计 | 8",
        "年初财政拨款结转和结余 | 3",
        "一、一般公共预算财政拨款 | 2",
        "二、政府性基金预算财政拨款 | 1",
        "总计 | 11",
    )
    cells = seen(table)
    assert parents(table) == {1: 2, 2: 6, 3: 6, 4: 3, 5: 3, 6: None}
    assert (cells[4, 1].concept, cells[4, 1].source_of_funds) == ("carryover_in", "general_public_budget")


def test_classes_belong_to_the_body_that_they_stand_under_even_where_both_share_a_code_column() -> None:
    table = sheet(
        "部门支出总表",
        "科目编码 | 科目名称 | 合计",
        "合计 | < | 30",
        "301001 | 乙省水利厅本级 | 20",
        "213 | 农林水支出 | 20",
        "301002 | 乙省水文局 | 10",
        "213 | 农林水支出 | 10",
    )
    cells = seen(table)
    assert parents(table, 2) == {1: None, 2: 1, 3: 2, 4: 1, 5: 4}
    assert [cells[r, 2].entity for r in (1, 2, 3, 4, 5)] == [
        None,
        "乙省水利厅（本级）",
        "乙省水利厅（本级）",
        "乙省水文局",
        "乙省水文局",
    ]


def test_projects_listed_under_their_bodies_add_up_to_these() -> None:
    table = sheet(
        "项目支出预算明细表",
        "单位名称（项目名称） | 合计",
        "合计 | 30",
        "乙省水利厅本级 | 20",
        "水利前期 | 15",
        "河道整治 | 5",
        "乙省水文局 | 10",
        "水文监测 | 10",
    )
    assert parents(table) == {1: None, 2: 1, 3: 2, 4: 2, 5: 1, 6: 5}
    assert seen(table)[6, 1].project == "水文监测"


def test_projects_named_after_stations_are_no_bodies() -> None:
    table = sheet(
        "项目支出预算明细表",
        "单位编码 | 单位（项目）名称 | 合计",
        " | 合计 | 30",
        "1 | 全额 | 30",
        "301001 | 乙省水利厅 | 20",
        " | 建设高山水文总站 | 15",
        " | 改造河口水文站 | 5",
        "301002 | 乙省水文局 | 10",
        " | 迁建平原水文总站 | 10",
    )
    cells = seen(table)
    assert [cells[r, 2].entity for r in (3, 4, 5, 6, 7)] == [*["乙省水利厅（本级）"] * 3, *["乙省水文局"] * 2]


def test_a_body_among_projects_without_codes_is_the_sum_of_the_rows_under_it() -> None:
    table = sheet(
        "项目支出预算明细表",
        "单位（项目）名称 | 合计",
        "合计 | 30",
        "乙省水文局 | 30",
        "专用项目 | 25",
        "修缮水文总站 | 15",
        "水文监测 | 10",
        "通用项目 | 5",
        "会议 | 5",
    )
    cells = seen(table)
    assert {cells[r, 1].entity for r in range(2, 8)} == {"乙省水文局"}


def test_a_unit_that_the_filing_lists_is_one_under_its_short_name_too() -> None:
    listed = replace(DEPARTMENT, units=("乙省河湖保护中心",))
    cells = seen(sheet("支出总表", "项目 | 合计", "合计 | 10", "省河湖保护中心 | 10"), identity=listed)
    assert cells[2, 1].entity == "乙省河湖保护中心"


def test_the_indent_of_a_centred_total_is_no_level_and_a_slight_shift_is_none_either() -> None:
    table = sheet(
        "支出表",
        "项目 | 预算数",
        "~~~~~工资福利支出 | 9",
        "~~~~~~~~~~基本工资 | 5",
        "~~~~~~~~~奖金 | 4",
        "~~~~~~~~~~~~~~~~合计 | 9",
    )
    assert parents(table) == {1: 4, 2: 1, 3: 1, 4: None}


def test_personnel_and_running_cost_are_summed_by_their_own_classes() -> None:
    table = sheet(
        "一般公共预算基本支出表",
        "科目编码 | 科目名称 | 预算数",
        "301 | 工资福利支出 | 5",
        "30101 | 基本工资 | 5",
        "303 | 对个人和家庭的补助 | 1",
        "人员经费合计 | < | 6",
        "302 | 商品和服务支出 | 2",
        "310 | 资本性支出 | 1",
        "公用经费合计 | < | 3",
        "合计 | < | 9",
    )
    assert parents(table, 2) == {1: 4, 2: 1, 3: 4, 4: 8, 5: 7, 6: 7, 7: 8, 8: None}


def test_two_grand_totals_of_equal_rank_leave_the_parts_unplaced() -> None:
    table = sheet("支出表", "项目 | 预算数", "合计 | 3", "甲 | 3", "合计 | 4", "乙 | 4")
    assert set(parents(table).values()) == {None}


def test_bodies_stand_under_the_body_that_they_are_indented_below_or_that_has_no_code() -> None:
    table = sheet(
        "部门支出总表",
        "科目编码 | 单位代码 | 单位名称（科目） | 合计",
        " |  | 合计 | 9",
        " |  | 乙省水利厅 | 9",
        " | 311301 | ~~乙省水利厅机关 | 6",
        "2130301 | 311301 | ~~~~行政运行 | 6",
        " | 311302 | ~~乙省水文站 | 3",
        "2130312 | 311302 | ~~~~水质监测 | 3",
    )
    assert parents(table, 3) == {1: None, 2: 1, 3: 2, 4: 3, 5: 2, 6: 5}


def test_a_class_over_all_bodies_has_the_bodies_own_classes_below_it() -> None:
    table = sheet(
        "财政拨款支出预算表（部门经济分类科目）",
        "类 | 款 | 单位代码 | 单位名称（科目） | 总计",
        " |  |  | 合计 | 9",
        "301 |  |  | ~~工资福利支出 | 9",
        "301 | 01 | 311301 | ~~~~基本工资 | 5",
        "301 | 02 | 311301 | ~~~~津贴补贴 | 4",
    )
    assert parents(table, 4) == {1: None, 2: 1, 3: 2, 4: 2}


def test_projects_among_classes_are_parts_of_the_class_above_and_no_bodies() -> None:
    table = sheet(
        "一般公共预算项目支出预算表",
        "科目编码 | 单位代码 | 单位名称（科目） | 金额",
        " |  | 合计 | 9",
        "2130305 |  | 水利工程建设 | 9",
        " | 311301 | ~~河道整治经费 | 5",
        " | 311301 | ~~水闸维修专项 | 4",
    )
    assert parents(table, 3) == {1: None, 2: 1, 3: 2, 4: 2}
    assert seen(table)[3, 3].project == "河道整治经费"


def test_projects_without_classes_stand_under_the_body_of_their_code() -> None:
    table = sheet(
        "专项资金预算汇总表",
        "单位代码 | 单位名称（专项名称） | 总计",
        " | 合计 | 9",
        "205 | 乙省水利厅 | 9",
        "205004 | 河道整治 | 5",
        "205004 | 水闸维修 | 4",
    )
    assert parents(table, 2) == {1: None, 2: 1, 3: 2, 4: 2}


def test_classes_that_are_indented_alike_stand_under_the_class_that_their_names_belong_to() -> None:
    rows = [
        "~乙省水利厅 | 9",
        "~~工资福利支出 | 6",
        "~~基本工资 | 4",
        "~~津贴补贴 | 2",
        "~~商品和服务支出 | 3",
        "~~办公费 | 3",
    ]
    cells = seen(sheet("基本支出总表", "支出项目类别 | 总计", *rows))
    assert {row: o.parent_row for (row, _), o in cells.items()} == {1: None, 2: 1, 3: 2, 4: 2, 5: 1, 6: 5}
    assert [cells[row, 1].concept for row in (2, 3, 4, 5, 6)] == ["301", "30101", "30102", "302", "30201"]


def test_a_row_that_numbers_the_columns_is_no_amount_and_its_indent_no_level() -> None:
    table = sheet(
        "支出预算总表",
        "科目名称 | 总计",
        f"{'~' * 33}** | 1",
        "合计 | 9",
        "教育支出 | 9",
        "~~职业教育 | 9",
        "~~~~技校教育 | 9",
        f"{'~' * 33}** | 1",
        "~~进修及培训 | 0",
    )
    cells = seen(table)
    assert {row for row, _ in cells} == {2, 3, 4, 5, 7}
    assert parents(table) == {2: None, 3: 2, 4: 3, 5: 4, 7: 3}


def test_columns_numbered_with_their_sums_are_no_amounts() -> None:
    table = sheet("支出决算表", "项目 | 合计 | 基本支出 | 项目支出", "** | 1=2+3 | 2 | 3", "教育支出 | 5 | 3 | 2")
    assert {row for row, _ in seen(table)} == {2}
    assert {row for row, _ in seen(sheet("支出决算表", "项目 | 决算数", "教育支出 | 1", "科学支出 | 2"))} == {1, 2}


def test_years_under_one_name_are_of_that_name_and_add_up_year_by_year() -> None:
    table = sheet(
        "“三公”经费支出表",
        "预算单位 | 年度 | 合计",
        "乙省水利厅 | 2022年 | 9.00",
        " | 2023年 | 8.00",
        " | 增减变化金额 | -1.00",
        "~~~~乙省水利厅（本级） | 2022年 | 5.00",
        " | 2023年 | 6.00",
        " | 增减变化金额 | 1.00",
        "~~~~乙省水文局 | 2022年 | 4.00",
        " | 2023年 | 2.00",
        " | 增减变化金额 | -2.00",
    )
    assert parents(table, 2) == {1: None, 2: None, 3: None, 4: 1, 5: 2, 6: 3, 7: 1, 8: 2, 9: 3}
    cells = seen(table)
    assert [cells[r, 2].entity for r in (7, 8, 9)] == ["乙省水文局"] * 3
    assert [cells[r, 2].fiscal_year for r in (7, 8)] == [2022, 2023]


def test_groups_alone_in_the_first_column_head_what_follows_and_groups_of_groups_are_found_by_amounts() -> None:
    table = sheet(
        "政府采购支出表",
        "采购品目大类 | 经济科目 | 采购品目名称 | 总计",
        "合计 | | | 181.11",
        "货物 | | | 61.41",
        "~~~~乙省水文局 | | | 40.20",
        " | 办公费 | 复印纸 | 15.10",
        " | 办公费 | 空调机 | 25.10",
        "~~乙省水文站 | | | 21.21",
        " | 办公费 | 复印纸 | 21.21",
        "服务 | | | 119.70",
        "~~乙省水文局 | | | 70.30",
        " | 物业管理费 | 物业管理服务 | 70.30",
        "~~~~乙省水文站 | | | 49.40",
        " | 物业管理费 | 物业管理服务 | 49.40",
    )
    assert parents(table, 3) == {1: None, 2: 1, 3: 2, 4: 3, 5: 3, 6: 2, 7: 6, 8: 1, 9: 8, 10: 9, 11: 8, 12: 11}


def test_a_total_column_sums_the_columns_that_its_amounts_add_up_from_whatever_their_names_suggest() -> None:
    table = sheet(
        "一般公共预算拨款“三公”经费及会议费、培训费支出预算表",
        "单位名称 | 合计 | “三公”经费 | < | < | 会议费 | 培训费",
        "^ | ^ | 小计 | 公务接待费 | 公务用车运行费 | ^ | ^",
        "甲站 | 24.59 | 2.59 | 2.59 | 0.00 | 0.00 | 22.00",
        "乙处 | 13.69 | 2.34 | 2.34 | 0.00 | 2.34 | 9.01",
        "丙队 | 114.52 | 82.00 | 7.00 | 75.00 | 6.13 | 26.39",
        header_rows=2,
    )
    columns = {o.col: o.parent_col for o in seen(table).values() if o.row == 2}
    assert columns == {1: None, 2: 1, 3: 2, 4: 2, 5: 1, 6: 1}


def test_a_single_figure_that_does_not_add_up_leaves_its_row_where_its_code_puts_it() -> None:
    table = sheet(
        "支出预算表",
        "科目编码 | 科目名称 | 预算数",
        "205 | 教育支出 | 90.00",
        "20503 | 职业教育 | 50.00",
        "2050305 | 高等职业教育 | 50.00",
        "20508 | 进修及培训 | 30.00",
        " | 合计 | 90.00",
    )
    assert parents(table, 2) == {1: 5, 2: 1, 3: 2, 4: 1, 5: None}


def test_columns_under_the_same_heads_stand_alike_in_every_year() -> None:
    heads = "合计 | 小计 | 公务接待费 | 公务用车运行费 | 会议费 | 培训费"
    table = sheet(
        "一般公共预算拨款“三公”经费及会议费、培训费支出预算表",
        "单位名称 | 2022年 | < | < | < | < | < | 2023年 | < | < | < | < | <",
        f"^ | {heads} | {heads}",
        "甲站 | 24.59 | 2.59 | 2.59 | 0.00 | 0.00 | 22.00 | 2.34 | 2.34 | 2.34 | 0.00 | 0.00 | 0.00",
        "丙队 | 114.52 | 82.00 | 7.00 | 75.00 | 6.13 | 26.39 | 79.00 | 79.00 | 4.00 | 75.00 | 0.00 | 0.00",
        header_rows=2,
    )
    columns = {o.col: o.parent_col for o in seen(table).values() if o.row == 2}
    assert [columns[c] for c in range(1, 7)] == [None, 1, 2, 2, 1, 1]
    assert [columns[c] for c in range(7, 13)] == [None, 7, 8, 8, 7, 7]


def test_numbered_balances_under_one_without_a_number_are_its_parts() -> None:
    table = sheet(
        "收支总表",
        "项目 | 预算数",
        "一、财政拨款 | 8",
        "二、单位资金 | 1",
        "本年收入合计 | 9",
        "上年结余、结转 | 6",
        "1.财政拨款结余、结转 | 0",
        "2.非财政拨款结余、结转 | 6",
        "收入总计 | 15",
    )
    assert parents(table) == {1: 3, 2: 3, 3: 7, 4: 7, 5: 4, 6: 4, 7: None}
