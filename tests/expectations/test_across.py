from decimal import Decimal
from typing import Any

import pytest

from expectations.across.evaluation import evaluate_across
from expectations.across.pairs import Side
from expectations.restated import restated
from fiscal.model.contract import Observation
from fiscal.model.findings.rows import Finding
from fiscal.model.identity import Identity
from fiscal.reconciliation.reconcile import reconcile
from tests.observing import observed

pytestmark = pytest.mark.expectations


def side(year: int, *observations: Observation, **who: Any) -> Side:
    told: dict[str, Any] = {"title": None} | {
        "publisher": "某市某局",
        "publisher_parent": None,
        "scope": "unit",
        "fiscal_year": year,
        "doc_kind": "budget",
        "region_code": None,
        "title": None,
    }
    identity = Identity(**(told | who))
    return Side(f"{identity.publisher}-{identity.scope}-{year}-{identity.doc_kind}", identity, observations)


def only(found: dict[str, list[Finding]], rule: str) -> list[Finding]:
    return [f for findings in found.values() for f in findings if f.invariant == rule]


def test_last_years_column_has_to_agree_with_last_years_filing() -> None:
    now = side(2024, observed("348.52", concept="2210201", period="prior"), observed("352.67", concept="2210201"))
    (finding,) = only(evaluate_across([now, side(2023, observed("348.25", concept="2210201"))]), "Y1-prior-figures")
    assert (finding.verdict, finding.lhs, finding.rhs) == ("violated", Decimal("348.52"), Decimal("348.25"))
    assert "348.52" in finding.message_zh and "348.25" in finding.message_zh


def test_a_coarser_report_of_last_year_agrees_when_it_rounds_to_it() -> None:
    now = side(2024, observed("349", concept="2210201", period="prior"))
    (finding,) = only(evaluate_across([now, side(2023, observed("348.52", concept="2210201"))]), "Y1-prior-figures")
    assert "2023年" in finding.message_zh and "-2023-" not in finding.message_zh and "-2023-" in finding.message_en
    assert finding.verdict == "rounding"


def test_a_filing_without_a_partner_has_no_cross_findings() -> None:
    assert evaluate_across([side(2024, observed("5", concept="2210201", period="prior"))]) == {}
    assert (
        evaluate_across(
            [
                side(2024, observed("5", concept="212", period="prior")),
                side(2023, observed("6", concept="212"), publisher="某市他局"),
            ]
        )
        == {}
    )


@pytest.mark.parametrize(
    ("base", "change", "verdict"),
    [
        ("prior_budget", "31.14", "exact"),
        ("prior_budget", "31.41", "violated"),
        ("prior", "31.14", "exact"),
        pytest.param("prior", "31.41", "insufficient_data", id="last year may mean its budget or its result"),
    ],
)
def test_this_year_less_its_stated_change_is_last_year(base: str, change: str, verdict: str) -> None:
    said: dict[str, Any] = {"table_no": None, "statement_id": "s1", "concept": "expenditure_total"}
    now = side(
        2022,
        observed("1953.85", relation="value", **said),
        observed(
            change, relation="change", measure="change_abs", period="change", direction="decrease", base=base, **said
        ),
    )
    (finding,) = only(
        evaluate_across([now, side(2021, observed("1984.99", concept="expenditure_total"))]), "Y1-stated-change"
    )
    assert finding.verdict == verdict


def test_last_years_figure_may_stand_in_yuan_in_a_table_and_rounded_in_its_prose() -> None:
    said = {"table_no": None, "statement_id": "s1", "concept": "expenditure_total"}
    now = side(
        2024,
        observed("15621.11", relation="value", **said),
        observed(
            "876.75",
            relation="change",
            measure="change_abs",
            period="change",
            direction="decrease",
            base="prior_budget",
            **said,
        ),
    )
    table = observed("164,978,640", unit="元", precision="1", concept="expenditure_total")
    prose = observed("16497.86", table_no=None, concept="expenditure_total")
    (finding,) = only(evaluate_across([now, side(2023, table, prose)]), "Y1-stated-change")
    assert finding.verdict == "rounding"
    assert (
        only(
            evaluate_across([now, side(2023, table, observed("16479.86", table_no=None, concept="expenditure_total"))]),
            "Y1-stated-change",
        )
        == []
    )


def test_the_initial_budget_of_a_final_account_is_the_budget_filings() -> None:
    final = side(2022, observed("253.94", concept="expenditure_current"), doc_kind="final")
    (finding,) = only(
        evaluate_across([final, side(2022, observed("253.94", concept="expenditure_current"))]), "Y1-initial-budget"
    )
    assert finding.verdict == "exact"


def test_a_department_is_no_smaller_than_its_unit_on_any_line() -> None:
    department = side(2025, observed("10", concept="201"), observed("40", concept="208"), scope="department")
    unit = side(
        2025,
        observed("9", concept="201"),
        observed("50", concept="208"),
        publisher="某市某中心",
        publisher_parent="某市某局",
    )
    found = only(evaluate_across([department, unit]), "Y1-department-covers-unit")
    assert sorted((f.verdict, f.lhs) for f in found) == [("exact", Decimal(9)), ("violated", Decimal(50))]


def test_with_equal_totals_every_line_of_department_and_unit_is_equal() -> None:
    totals = [observed("19", concept="income_total"), observed("19", concept="expenditure_total")]
    department = side(2025, *totals, observed("10", concept="201"), scope="department")
    unit = side(2025, *totals, observed("9", concept="201"))
    found = only(evaluate_across([department, unit]), "Y1-department-covers-unit")
    assert [(f.lhs, f.rhs) for f in found if f.verdict == "violated"] == [(Decimal(10), Decimal(9))]
    assert len({f.finding_id for f in found}) == len(found)


def test_a_restated_filing_says_which_facts_changed_appeared_and_went() -> None:
    us = side(2022).identity
    before, _ = reconcile(
        "f", us, [observed("5", concept="201"), observed("6", concept="208"), observed("7", concept="212")], []
    )
    after, _ = reconcile(
        "f", us, [observed("5", concept="201"), observed("9", concept="208"), observed("1", concept="221")], []
    )
    found = restated("f", before, after)
    assert [(f.family, f.lhs, f.rhs) for f in found] == [
        ("restatement", Decimal(9), Decimal(6)),
        ("restatement", Decimal(1), None),
        ("restatement", None, Decimal(7)),
    ]
    assert "6万元" in found[0].message_zh and "9万元" in found[0].message_zh
    assert "由 未列 改为 1万元" in found[1].message_zh and "was not reported, now 1万元" in found[1].message_en


@pytest.mark.parametrize(("rate", "verdict"), [("1.6%", "exact"), ("6.1%", "violated")])
def test_a_percentage_without_an_amount_is_compared_with_last_years_filing(rate: str, verdict: str) -> None:
    said: dict[str, Any] = {"table_no": None, "statement_id": "s1", "concept": "expenditure_total"}
    now = side(
        2022,
        observed("1953.85", relation="value", **said),
        observed(
            rate,
            unit="%",
            relation="change",
            measure="change_pct",
            period="change",
            direction="decrease",
            base="prior_budget",
            **said,
        ),
    )
    (finding,) = only(
        evaluate_across([now, side(2021, observed("1984.99", concept="expenditure_total"))]), "Y1-stated-change"
    )
    assert finding.verdict == verdict


def test_a_result_stated_behind_its_budget_is_what_changed() -> None:
    said: dict[str, Any] = {
        "table_no": None,
        "statement_id": "s1",
        "concept": "212",
        "measure": "actual",
        "phase": "executed",
    }
    now = side(
        2022,
        observed("90.00", relation="value", **(said | {"measure": "budget_initial", "phase": "approved"})),
        observed("95.00", relation="value", **said),
        observed(
            "5.00",
            relation="change",
            direction="increase",
            base="prior_final",
            **(said | {"measure": "change_abs", "period": "change"}),
        ),
        doc_kind="final",
    )
    before = side(2021, observed("91.00", concept="212", measure="actual", phase="executed"), doc_kind="final")
    (finding,) = only(evaluate_across([now, before]), "Y1-stated-change")
    assert (finding.verdict, finding.residual) == ("violated", Decimal("-1.0000"))


def test_an_initial_budget_that_only_the_prose_states_is_all_kinds_together() -> None:
    final = side(
        2022, observed("90.00", concept="212", table_no=None, relation="value", expenditure_type=None), doc_kind="final"
    )
    (finding,) = only(evaluate_across([final, side(2022, observed("91.00", concept="212"))]), "Y1-initial-budget")
    assert finding.verdict == "violated"


def no_other_unit() -> Observation:
    return observed(
        "没有",
        unit=None,
        table_no=None,
        row=None,
        col=None,
        relation="absence",
        measure=None,
        concept="subordinate_bodies",
        class_system="none",
    )


def test_a_department_without_another_unit_is_its_own_unit_on_every_line() -> None:
    lines = [observed("100", concept="income_total"), observed("10", concept="201")]
    unit = side(2025, observed("90", concept="income_total"), observed("10", concept="201"))

    def verdicts(*more: Observation, of: Side = unit) -> list[tuple[str, str]]:
        found = only(evaluate_across([side(2025, *lines, *more, scope="department"), of]), "Y1-department-covers-unit")
        return sorted((f.terms[0].value_reported, f.verdict) for f in found)

    assert verdicts() == [("10", "exact"), ("90", "exact")]
    assert verdicts(no_other_unit()) == [("10", "exact"), ("100", "violated")]
    other = side(2025, observed("90", concept="income_total"), publisher="某市某中心", publisher_parent="某市某局")
    assert verdicts(no_other_unit(), of=other) == [("90", "exact")]


def test_this_years_appropriation_is_compared_with_the_same_kind_of_table() -> None:
    now = side(2024, observed("80", concept="214", period="prior", table_family="general_budget_by_function"))
    summary = observed("90", concept="214", table_family="fiscal_appropriation_summary")
    before = side(
        2023, summary, observed("81", table_no=2, concept="214/of_year", table_family="general_budget_by_function")
    )
    (finding,) = only(evaluate_across([now, before]), "Y1-prior-figures")
    assert (finding.verdict, finding.rhs) == ("violated", Decimal(81))
