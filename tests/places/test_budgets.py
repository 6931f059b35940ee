"""Correct budgets in the layouts and words of many places raise nothing and publish the same facts; one slip in each is
found.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from fiscal.model.reading import Table
from tests.places import budget as b
from tests.places.account import ECONOMIC
from tests.places.final import FUND, GENERAL, LINES, by_function, total
from tests.places.judging import BUDGET, close, judged, with_slip, words

pytestmark = pytest.mark.expectations
APPROVED = {"phase": "approved", "year": 2025}


def sichuan() -> list[Table]:
    tables = [b.balances(), b.income_by_unit(), b.by_unit("部门支出总表", layout="three codes"), b.appropriation()]
    tables += [
        b.by_unit("一般公共预算支出表", b.TREASURY, GENERAL, layout="three codes"),
        b.basic(codes=2),
        b.three_public_by_unit(),
    ]
    return [*tables, b.by_unit("政府性基金预算支出表", b.TREASURY, FUND, layout="three codes"), b.projects()]


def guangdong() -> list[Table]:
    tables = [
        b.balances_by_purpose(),
        b.income_by_unit(grouped=False),
        b.by_unit("部门支出总体情况表", layout="name"),
        b.appropriation("财政拨款收支总体情况表", funds=False),
    ]
    tables += [
        b.by_unit("一般公共预算支出情况表", b.TREASURY, GENERAL),
        b.general_with_last_year(),
        b.basic(),
        b.three_public_rows(),
    ]
    return [*tables, b.by_unit("政府性基金预算支出情况表", b.TREASURY, FUND, layout="name")]


def two_years() -> list[Table]:
    tables = [
        b.balances_two_years(),
        b.income_by_unit(department_row=False, unit="元"),
        b.by_unit("部门支出总表", items="items", total_at="last", unit="元"),
    ]
    return [
        *tables,
        b.appropriation(unit="元"),
        b.general_with_last_year(percent=False, total_at="first"),
        b.basic(total_at="last"),
        b.three_public_beside(),
    ]


PLACES = {"sichuan": sichuan(), "guangdong": guangdong(), "two years": two_years()}


@pytest.mark.parametrize("place", PLACES)
def test_a_correct_budget_raises_nothing_and_publishes_its_figures(place: str) -> None:
    result = judged(PLACES[place], identity=BUDGET)
    assert result.raised() == []
    assert (result.state, result.held) == ("published", [])
    assert close(result.amounts("income_total", "total", **APPROVED), b.WHOLE)
    assert close(result.amounts("expenditure_total", "total", "total", **APPROVED), b.WHOLE)
    assert close(result.amounts("income_current", "total", **APPROVED), b.YEAR_IN)
    assert close(result.amounts("expenditure_current", "total", "basic", **APPROVED), total(LINES, "basic"))
    assert close(result.amounts("expenditure_current", "total", "project", **APPROVED), b.SPENT - total(LINES, "basic"))
    assert close(result.amounts("30101", "general_public_budget", "personnel", **APPROVED), ECONOMIC["30101"])
    three = {
        c: {
            x.value_yuan
            for x in result.facts
            if (x.concept, x.phase, x.fiscal_year, x.entity) == (c, "approved", 2025, BUDGET.publisher)
        }
        for c in ("three_public_total", "reception")
    }
    assert three == {"three_public_total": {150000}, "reception": {30000}}


@pytest.mark.parametrize(
    ("layout", "items"),
    [
        (layout, items)
        for layout in ("code and name", "three codes", "name", "unit beside")
        for items in ("all", "items", "none")
        if (layout, items) != ("unit beside", "none")
    ],
)
@pytest.mark.parametrize("total_at", ["first", "last", "absent"])
def test_units_of_a_department_have_their_own_figures_and_the_department_its(
    layout: str, items: str, total_at: str
) -> None:
    for department_row in (True, False):
        table = b.by_unit(
            "部门支出总表",
            layout=layout,
            items=items,
            department_row=department_row,
            total_at=total_at,
            extra=("上缴上级支出",),
        )
        result = judged([table], identity=BUDGET)
        assert (result.raised(), result.held) == ([], [])
        whole = result.amounts("expenditure_current", "total", "project", **APPROVED)
        if department_row or total_at != "absent":
            assert close(whole, b.SPENT - total(LINES, "basic"))
        else:
            assert whole == set()
        for i, (_, name, _) in enumerate(b.UNITS):
            body = "清溪县教育局（本级）" if i == 0 else name
            assert close(
                result.amounts("expenditure_current", "total", "basic", entity=body, **APPROVED),
                total(b.lines_of(i), "basic"),
            ), body
        if items != "none" and layout != "name":
            office = result.amounts("2010302", "total", "project", entity="清溪县教育局（本级）", **APPROVED)
            assert close(office, b.shares(total([li for li in LINES if li.code == "2010302"]))[0])


def test_tables_of_each_unit_are_about_the_unit_that_declares_them_or_stands_in_their_title() -> None:
    for in_title in (True, False):
        tables: list[Table] = []
        for i, (_, name, _) in enumerate(b.UNITS[1:], start=1):
            title = f"{name}2025年支出总表" if in_title else "支出总表"
            tables.append(replace(by_function(title, b.SPENDING, b.lines_of(i)), declarant=None if in_title else name))
        result = judged(tables, identity=BUDGET)
        assert (result.raised(), result.held) == ([], [])
        for i, (_, name, _) in enumerate(b.UNITS[1:], start=1):
            assert close(
                result.amounts("expenditure_current", "total", "basic", entity=name, **APPROVED),
                total(b.lines_of(i), "basic"),
            )


def test_one_slip_of_a_unit_is_found() -> None:
    for layout in ("code and name", "three codes", "name"):
        table = with_slip(b.by_unit("部门支出总表", layout=layout), "清溪县第一中学", 1, "352.59")
        assert judged([table], identity=BUDGET).rules() & {"H1-rows", "H2-columns", "H3-total-row"}


@pytest.mark.parametrize("group", ["“三公”经费", "一般公共预算拨款安排的“三公”经费预算"])
def test_a_total_over_the_three_and_meetings_is_none_of_the_three_alone(group: str) -> None:
    result = judged([b.three_public_with_meetings(group=group)], identity=BUDGET)
    assert (result.raised(), result.held) == ([], [])
    amounts = {f.concept: f.value_yuan for f in result.facts}
    assert (amounts["three_public_total"], amounts["meeting"], amounts["training"]) == (150000, 20000, 10000)
    table = b.three_public_with_meetings(group=group)
    at = max(c.row for c in table.cells)
    slipped = replace(
        table, cells=tuple(replace(c, text="19.00") if (c.row, c.col) == (at, 0) else c for c in table.cells)
    )
    assert judged([slipped], identity=BUDGET).rules() == {"H2-columns"}


NARRATIVES = {
    "zhejiang": ("项目支出218.45万元", "项目支出281.45万元"),
    "guangdong": ("公务接待费3万元", "公务接待费8万元"),
    "shandong": ("上年结转20.00万元", "上年结转200.00万元"),
    "henan": ("人员经费764.52万元", "人员经费746.52万元"),
    "jiangsu": ("本年收入合计1065.31万元", "本年收入合计1056.31万元"),
}


@pytest.mark.parametrize("place", NARRATIVES)
def test_a_narrative_that_agrees_with_its_tables_raises_nothing(place: str) -> None:
    right, wrong = NARRATIVES[place]
    tables = [*sichuan()[:6], b.three_public_rows(), *sichuan()[7:]]
    result = judged(tables, words(f"{place}_budget"), BUDGET)
    assert (result.raised(), result.held) == ([], [])
    slipped = [line.replace(right, wrong) for line in words(f"{place}_budget")]
    assert slipped != words(f"{place}_budget")
    assert judged(tables, slipped, BUDGET).rules()
