from decimal import Decimal

import pytest

from fiscal.cleaning.terms.units import (
    amount_with_unit,
    printed_unit,
    table_units,
    unit_in_brackets,
    unit_in_head,
    unit_in_text,
)
from tests.readings import sheet

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("line", "unit"),
    [
        ("金额单位：万元", "万元"),
        ("单位:元", "元"),
        ("单位：人民币 亿元", "亿元"),
        ("单位：台、辆、套", "台、辆、套"),
        ("编制单位：某局", None),
        ("", None),
        ("单位：百万元", "百万元"),
        ("单位：万美元", "万美元"),
        ("币种：人民币 单位：千万元", "千万元"),
    ],
)
def test_a_unit_line_says_its_unit(line: str, unit: str | None) -> None:
    assert printed_unit(line) == unit


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("预算数（万元）", "万元"),
        ("项目总金额（中期规划，万元）：", "万元"),
        ("数量（台）", "台"),
        ("增减%", "%"),
        ("执行率", "%"),
        ("分值", "分"),
        ("在职人数", "数"),
        ("预算数", None),
        ("单价100万元（含）以上设备", None),
    ],
)
def test_a_header_may_say_the_unit_of_its_column(text: str, unit: str | None) -> None:
    assert unit_in_text(text) == unit


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("20.74万元", ("20.74", "万元")),
        ("1,200 元整", ("1200", "元")),
        ("3辆", ("3", "辆")),
        ("（2.5）亿元", ("-2.5", "亿元")),
    ],
)
def test_a_cell_may_print_its_number_with_its_unit(text: str, value: tuple[str, str]) -> None:
    assert amount_with_unit(text) == (Decimal(value[0]), value[1])


@pytest.mark.parametrize("text", ["20.74", "万元", "约20万元", "5%元", "第3辆", "20.74万"])
def test_other_cells_print_no_number_with_a_unit(text: str) -> None:
    assert amount_with_unit(text) is None


@pytest.mark.parametrize(
    ("text", "unit"),
    [("万元", "万元"), ("预算数/百万元", "百万元"), ("金额（万美元）", "万美元"), ("元/人", None), ("万元以上", None)],
)
def test_the_head_of_a_column_may_be_its_unit_alone(text: str, unit: str | None) -> None:
    assert unit_in_head(text) == unit


def test_words_of_a_label_are_no_unit_unless_in_brackets() -> None:
    assert unit_in_brackets("提高森林覆盖率") is None
    assert unit_in_brackets("车辆数合计(台、辆)") == "台、辆"


def test_a_table_without_a_unit_takes_that_of_the_sheet_that_it_belongs_to() -> None:
    first = sheet("甲", "项目 | 金额", "一 | 5.00", unit=None)
    second = sheet("甲", "项目 | 金额", "一 | 5.00", number=2, continues=1)
    other = sheet("乙", "项目 | 金额", "一 | 5.00", unit="元", number=3)
    assert table_units([first, second, other], {1: None, 2: "万元", 3: "元"})[1].name == "万元"


def test_among_several_units_the_one_that_makes_its_amounts_those_of_other_tables_is_inferred() -> None:
    known = [
        sheet("甲", "项目 | 金额", "接待 | 13,500", "车辆 | 215,600", unit="元"),
        sheet("乙", "项目 | 金额", "水 | 1,234", unit="元", number=2),
    ]
    third = sheet("丙", "项目 | 金额", "电 | 9.87", unit="万元", number=3)
    unknown = sheet("“三公”经费表", "接待 | 车辆", "1.35 | 21.56", unit=None, number=4)
    unit = table_units([*known, third, unknown], {1: "元", 2: "元", 3: "万元", 4: None})[4]
    assert (unit.name, unit.source, unit.yuan) == ("万元", "inferred", Decimal(10_000))


def test_no_unit_anywhere_stays_unknown() -> None:
    assert table_units([sheet("甲", "项目 | 金额", "一 | 5.00", unit=None)], {1: None})[1].name is None
