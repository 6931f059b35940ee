"""Codes and bodies of rows: one test a statement about filings. A row is named by its number."""

import pytest

from fiscal.cleaning.all_tables import observe_tables
from fiscal.model.contract import Observation
from fiscal.model.identity import Identity
from fiscal.model.reading import Table
from tests.readings import reading, sheet

pytestmark = pytest.mark.unit

BUREAU = Identity("清溪县教育局", None, "department", 2024, "budget", None, None)
OFFICE = "清溪县教育局（本级）"


def column(table: Table, col: int) -> dict[int, Observation]:
    return {o.row or 0: o for o in observe_tables(reading(tables=[table]), BUREAU, "filing") if o.col == col}


def test_two_classifications_in_levels_side_by_side_are_two_codes_of_which_the_row_takes_the_departments() -> None:
    table = sheet(
        "一般公共预算基本支出表",
        "部门预算支出经济分类科目 | < | < | 政府预算支出经济分类科目 | < | < | 合计",
        "类 | 款 | 科目名称 | 类 | 款 | 科目名称 | ^",
        "301 |  | 工资福利支出 | 501 |  | 机关工资福利支出 | 20",
        "301 | 01 | 基本工资 | 501 | 01 | 工资奖金津补贴 | 15",
        "301 | 02 | 津贴补贴 | 501 | 01 | 工资奖金津补贴 | 5",
        header_rows=2,
    )
    found = column(table, 6)
    assert {r: (o.row_code, o.row_label, o.parent_row) for r, o in found.items()} == {
        2: ("301", "工资福利支出", None),
        3: ("30101", "基本工资", 2),
        4: ("30102", "津贴补贴", 2),
    }


def test_a_lower_level_left_out_in_both_classifications_is_that_of_the_row_above_in_each() -> None:
    table = sheet(
        "一般公共预算基本支出表",
        "部门预算支出经济分类科目 | < | < | 政府预算支出经济分类科目 | < | 合计",
        "类 | 款 | 科目名称 | 类 | 款 | ^",
        "301 |  | 工资福利支出 | 501 |  | 20",
        " | 01 | 基本工资 |  | 01 | 15",
        " | 02 | 津贴补贴 |  | 01 | 5",
        header_rows=2,
    )
    assert [o.row_code for o in column(table, 5).values()] == ["301", "30101", "30102"]


def test_two_digits_in_the_only_code_column_are_a_part_of_the_class_above() -> None:
    table = sheet(
        "一般公共预算支出明细表",
        "功能科目编码 | 功能科目名称 | 合计",
        " | 合计 | 30",
        "201 | 一般公共服务支出 | 10",
        "10 | 人力资源事务 | 10",
        "2011002 | 一般行政管理事务 | 10",
        "208 | 社会保障和就业支出 | 20",
        "05 | 行政事业单位养老支出 | 13",
        "2080505 | 机关事业单位基本养老保险缴费支出 | 13",
        "99 | 其他社会保障和就业支出 | 7",
        "2089999 | 其他社会保障和就业支出 | 7",
    )
    found = column(table, 2)
    assert [o.row_code for o in found.values()] == [
        None,
        "201",
        "20110",
        "2011002",
        "208",
        "20805",
        "2080505",
        "20899",
        "2089999",
    ]
    assert [o.parent_row for o in found.values()] == [None, 1, 2, 3, 1, 5, 6, 5, 8]


def test_two_digits_below_two_digits_may_be_of_two_levels_and_are_kept_as_printed() -> None:
    table = sheet(
        "支出表",
        "科目编码 | 科目名称 | 合计",
        "201 | 一般公共服务支出 | 9",
        "11 | 纪检监察事务 | 9",
        "01 | 行政运行 | 9",
    )
    assert [o.row_code for o in column(table, 2).values()] == ["201", "20111", "01"]


def test_a_total_beside_a_bodys_own_cell_is_of_that_body() -> None:
    table = sheet(
        "支出预算表",
        "单位代码 | 单位名称 | 科目编码 | 科目名称 | 合计",
        "105001 | 清溪县教育局本级 |  | 小计 | 20",
        "^ | ^ | 205 | 教育支出 | 20",
        "105002 | 清溪县第一小学 |  | 小计 | 10",
        "^ | ^ | 205 | 教育支出 | 10",
    )
    assert [o.entity for o in column(table, 4).values()] == [OFFICE, OFFICE, "清溪县第一小学", "清溪县第一小学"]


def test_the_publishers_own_office_among_units_without_a_row_for_the_whole_is_not_the_department() -> None:
    table = sheet(
        "支出预算表",
        "单位代码 | 单位名称 | 科目编码 | 科目名称 | 合计",
        "105001 | 清溪县教育局（机关） | 205 | 教育支出 | 20",
        "105001 | 清溪县教育局（机关） | 208 | 社会保障和就业支出 | 2",
        "105002 | 清溪县第一小学 | 205 | 教育支出 | 10",
    )
    assert [o.entity for o in column(table, 4).values()] == [OFFICE, OFFICE, "清溪县第一小学"]


def test_an_office_named_alone_is_the_publisher() -> None:
    table = sheet(
        "支出预算表",
        "单位名称 | 科目编码 | 科目名称 | 合计",
        "清溪县教育局本级 | 205 | 教育支出 | 20",
        "清溪县教育局本级 | 208 | 社会保障和就业支出 | 2",
    )
    assert [o.entity for o in column(table, 3).values()] == ["清溪县教育局", "清溪县教育局"]
