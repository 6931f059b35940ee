"""This year's appropriation told from all money by the totals of a summary that counts the balance too."""

import pytest

from fiscal.cleaning.all_tables import observe_tables
from fiscal.model.contract import Observation
from fiscal.model.identity import Identity
from fiscal.model.reading import Table
from tests.readings import reading, sheet

pytestmark = pytest.mark.unit

US = Identity("甲市城市管理局", None, "department", 2024, "budget", None, None)


def by_place(*tables: Table) -> dict[tuple[int, int, int], Observation]:
    return {(o.table_no or 0, o.row or 0, o.col or 0): o for o in observe_tables(reading(tables=tables), US, "filing")}


SUMMARY = sheet(
    "财政拨款收支预算总表",
    "项目 | 预算数 | 项目 | 合计 | 一般公共预算 | 政府性基金预算",
    "一、本年收入 | 100.00 | 一、本年支出 | 110.00 | 90.00 | 20.00",
    "（一）一般公共预算拨款 | 80.00 | （一）教育支出 | 60.00 | 60.00 | ",
    "（二）政府性基金预算拨款 | 20.00 | （二）城乡社区支出 | 20.00 | | 20.00",
    "二、上年结转 | 10.00 | （三）住房保障支出 | 30.00 | 30.00 | ",
    "（一）一般公共预算拨款 | 10.00 | 二、结转下年 | | | ",
    "收入总计 | 110.00 | 支出总计 | 110.00 | 90.00 | 20.00",
)


def by_function(education: str, total: str) -> Table:
    return sheet(
        "一般公共预算支出表",
        "科目编码 | 科目名称 | 合计 | 基本支出 | 项目支出",
        f" | 合计 | {total} | 55.00 | 25.00",
        f"205 | 教育支出 | {education} | 30.00 | 20.00",
        "221 | 住房保障支出 | 30.00 | 25.00 | 5.00",
        number=2,
    )


@pytest.mark.parametrize(
    ("education", "total", "concepts"),
    [
        ("50.00", "80.00", ["expenditure_current/of_year", "205/of_year", "221/of_year"]),
        ("60.00", "90.00", ["expenditure_current", "205", "221"]),
        ("52.00", "82.00", ["expenditure_current", "205", "221"]),
        ("50.00", "88.00", ["expenditure_current/of_year", "205/of_year", "221/of_year"]),
    ],
    ids=["without the balance", "with the balance", "neither", "a total misprinted"],
)
def test_a_table_that_leaves_out_the_balance_of_the_summary_is_of_this_years_appropriation(
    education: str, total: str, concepts: list[str]
) -> None:
    cells = by_place(SUMMARY, by_function(education, total))
    assert [cells[2, r, 2].concept for r in (1, 2, 3)] == concepts
    assert [cells[2, r, 3].concept for r in (1, 2)] == ["expenditure_current", "205"]
