"""Correct final accounts in many layouts raise nothing and publish the same facts; one slip in each is found."""

from __future__ import annotations

from decimal import Decimal

import pytest

from fiscal.model.reading import Table
from tests.places import final as f
from tests.places import final_other as other
from tests.places.account import CLOSING, ECONOMIC, OPENING
from tests.places.judging import close, judged, with_slip, words

pytestmark = pytest.mark.expectations


def ministry_set(unit: str = "万元", zero: str = "0.00") -> list[Table]:
    tables = [
        f.balances(unit, zero),
        f.income(unit=unit, zero=zero),
        f.expenditure(unit=unit, zero=zero),
        f.appropriation(unit, zero),
    ]
    return [
        *tables,
        f.general_budget(unit=unit, zero=zero),
        f.basic(unit, zero),
        f.three_public_beside(unit, zero),
        f.fund(unit, zero),
        f.capital(),
        f.assets(),
    ]


def codes_apart(total_at: str = "first") -> list[Table]:
    tables = [
        f.balances(),
        f.income(code_columns=3, total_at=total_at),
        f.expenditure(code_columns=3, total_at=total_at),
        f.appropriation(),
    ]
    return [
        *tables,
        f.general_budget(code_columns=3, total_at=total_at),
        f.basic(),
        f.three_public_rows(),
        f.fund(code_columns=3),
    ]


def without_codes(indent: bool) -> list[Table]:
    tables = [
        f.balances(),
        f.income(codes=False, indent=indent),
        f.expenditure(codes=False, indent=indent),
        f.appropriation(),
    ]
    return [*tables, f.general_budget(codes=False, indent=indent), f.basic(panels=2), f.three_public_rows(), f.fund()]


def plain() -> list[Table]:
    tables = [
        f.balances(lines_numbered=False),
        f.income(numbers=False),
        f.expenditure(numbers=False, total_at="last"),
        f.appropriation(numbered=False),
    ]
    return [
        *tables,
        f.general_budget(numbers=False, group=None),
        f.basic(),
        f.three_public_rows(line_numbers=False),
        f.fund(),
    ]


def grouped() -> list[Table]:
    tables = [
        f.balances(units_row=False),
        f.income(group="本年收入"),
        f.expenditure(group="本年支出"),
        f.appropriation(capital=False),
        f.general_budget(),
    ]
    return [*tables, f.basic(), f.three_public_rows(columns=("上年决算数", "预算数", "决算数"), counts=False), f.fund()]


def running() -> list[Table]:
    tables = [f.balances(), f.expenditure(), f.general_budget(), other.rolled_forward(), f.basic(), f.fund()]
    return [*tables, other.running(), other.asset_values()]


LAYOUTS = {
    "of the ministry": ministry_set(),
    "in yuan": ministry_set("元"),
    "in thousands": ministry_set("千元"),
    "zeros blank": ministry_set(zero=""),
    "zeros dashed": ministry_set(zero="-"),
    "codes in three columns": codes_apart(),
    "codes in three columns, totals last": codes_apart("last"),
    "names alone": without_codes(indent=False),
    "names indented": without_codes(indent=True),
    "no line numbers": plain(),
    "columns grouped": grouped(),
    "running sheet": running(),
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_correct_final_account_raises_nothing_and_publishes_its_figures(layout: str) -> None:
    result = judged(LAYOUTS[layout])
    assert result.raised() == []
    assert (result.state, result.held) == ("published", [])
    executed = {"phase": "executed", "year": 2024}
    assert close(result.amounts("income_total", "total", **executed), f.WHOLE)
    assert close(result.amounts("expenditure_total", "total", "total", **executed), f.WHOLE)
    assert close(result.amounts("carryover_in", "total", **executed), OPENING)
    assert close(result.amounts("carryover_out", "total", **executed), CLOSING)
    assert close(result.amounts("expenditure_current", "total", "total", **executed), f.SPENT)
    assert close(result.amounts("expenditure_current", "total", "basic", **executed), f.total(f.LINES, "basic"))
    assert close(
        result.amounts("expenditure_current", "total", "project", **executed), f.SPENT - f.total(f.LINES, "basic")
    )
    assert close(
        result.amounts("expenditure_current", "general_public_budget", "project", **executed),
        f.total(f.GENERAL, "project"),
    )
    assert close(result.amounts("2120804", "government_fund", "project", **executed), f.FUND_SPENT)
    assert close(result.amounts("30101", "general_public_budget", "personnel", **executed), ECONOMIC["30101"])
    assert close(result.amounts("30201", "general_public_budget", "public", **executed), ECONOMIC["30201"])


@pytest.mark.parametrize("layout", LAYOUTS)
def test_what_was_spent_on_travel_vehicles_and_guests_is_published_once(layout: str) -> None:
    result = judged(LAYOUTS[layout])
    spent = {
        "three_public_total": "150000",
        "abroad": "0",
        "vehicle_operation": "120000",
        "vehicle_total": "120000",
        "reception": "30000",
    }
    for concept, amount in spent.items():
        found = {
            x.value_yuan
            for x in result.facts
            if x.class_system == "three_public" and (x.concept, x.phase, x.fiscal_year) == (concept, "executed", 2024)
        }
        assert found in ({Decimal(amount)}, set()) if amount == "0" else found == {Decimal(amount)}


def test_three_stages_of_the_budget_are_three_phases() -> None:
    result = judged([other.balances_in_stages()])
    assert result.raised() == []
    phases = {"approved": "9902820.46", "adjusted": "12103447.22", "executed": "11003133.84"}
    assert {p: result.amounts("income_total", "total", phase=p, year=2024) for p in phases} == {
        p: {Decimal(v)} for p, v in phases.items()
    }


SLIPS = {
    "一般行政管理事务": ("expenditure", 1, "173.45", "H1-rows"),
    "本年收入合计": ("balances", 2, "1,088.31", "H3-total-row"),
    "办公费": ("basic", 1, "52.00", "H1-rows"),
    "3．公务接待费": ("three public", 4, "5.00", "H1-rows"),
    "农村基础设施建设支出": ("fund", 3, "59.00", "H1-rows"),
}


@pytest.mark.parametrize("label", SLIPS)
def test_one_slip_is_found(label: str) -> None:
    tables = dict(
        zip(
            ("balances", "income", "expenditure", "appropriation", "general", "basic", "three public", "fund"),
            codes_apart(),
            strict=True,
        )
    )
    name, column, printed, rule = SLIPS[label]
    tables[name] = with_slip(tables[name], label, column, printed)
    assert rule in judged(list(tables.values())).rules()


@pytest.mark.parametrize("name", ["ministry_final", "sichuan_final"])
def test_a_narrative_that_agrees_with_its_tables_raises_nothing(name: str) -> None:
    tables = [*ministry_set()[:6], f.three_public_rows(), *ministry_set()[7:]]
    result = judged(tables, words(name))
    assert (result.raised(), result.held) == ([], [])
    assert sum(x.invariant.startswith("N") and x.verdict in ("exact", "rounding") for x in result.findings) > 40
    wrong = [line.replace("项目支出218.45万元", "项目支出281.45万元") for line in words(name)]
    assert wrong != words(name)
    assert judged(tables, wrong).rules() >= {"N1-prose-and-tables"}


def test_a_form_without_the_full_score_of_its_rate_of_execution_is_no_error() -> None:
    assert judged([other.self_evaluation()]).raised() == []
    assert judged([other.self_evaluation(rate="95.38%")]).rules() == {"P3-execution-rate"}
    assert judged([other.self_evaluation(score="98.04")]).rules() == {"P2-scores-add-up"}
