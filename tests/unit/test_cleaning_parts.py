"""Parts that labels alone do not place, and rows that are taken off: one test a statement about filings."""

import pytest

from expectations.evaluation import evaluate
from expectations.filing.case import Case
from fiscal.cleaning.all_tables import observe_tables
from fiscal.model.identity import Identity
from fiscal.model.reading import Table
from tests.readings import reading, sheet

pytestmark = pytest.mark.unit

BUREAU = Identity("清溪县教育局", None, "department", 2024, "budget", None, None)


def placed(table: Table) -> dict[int, tuple[int | None, str | None]]:
    return {
        o.row or 0: (o.parent_row, o.row_role)
        for o in observe_tables(reading(tables=[table]), BUREAU, "filing")
        if o.col == 1
    }


def sums(table: Table) -> list[str]:
    read = reading(tables=[table])
    findings = evaluate(Case("filing", BUREAU, read, observe_tables(read, BUREAU, "filing")))
    return [f.verdict for f in findings if f.invariant.startswith(("H1", "H3"))]


def vehicles(purchase: str) -> Table:
    return sheet(
        "一般公共预算财政拨款“三公”经费支出表",
        "项目 | 预算数 | 上年预算数",
        "合计 | 246 | 167.37",
        "公务接待费 | 1 | 2.14",
        "公务用车购置及运行维护费 | 245 | 165.23",
        "~其中：公务用车运行维护费 | 165 | 87.07",
        f"公务用车购置费 | {purchase}",
    )


def test_what_stands_behind_a_part_at_the_indent_of_the_whole_and_completes_it_is_its_other_part() -> None:
    assert placed(vehicles("80 | 78.16")) == {
        1: (None, "total"),
        2: (1, "item"),
        3: (1, "item"),
        4: (3, "of_which"),
        5: (3, "of_which"),
    }
    assert "violated" not in sums(vehicles("80 | 78.16"))


def test_what_stands_behind_a_part_and_completes_nothing_is_the_wholes_neighbour() -> None:
    table = sheet("支出表", "项目 | 预算数", "合计 | 100", "社会保障支出 | 60", "~其中：人员经费 | 50", "交通支出 | 40")
    assert placed(table)[4][0] != 2


def deducted(total: str) -> Table:
    return sheet(
        "收支总表",
        "收入项目 | 预算数",
        "一、一般公共预算拨款收入 | 1683.37",
        "二、政府性基金预算拨款收入 | 24.00",
        "减：上缴上级支出冲减收入 | 12.50",
        "四、其他收入 | ",
        f"本年收入合计 | {total}",
        "上年结转 | ",
        f"收入总计 | {total}",
    )


def test_a_row_that_says_so_is_subtracted() -> None:
    assert placed(deducted("1694.87")) == {
        1: (5, "item"),
        2: (5, "item"),
        3: (5, "item"),
        4: (5, "item"),
        5: (7, "total"),
        6: (7, "balance"),
        7: (None, "total"),
    }
    assert set(sums(deducted("1694.87"))) == {"exact"}


def test_a_total_that_misses_the_subtracted_row_by_a_digit_is_still_wrong() -> None:
    assert "violated" in sums(deducted("1694.97"))
