"""Income balances expenditure; totals are composed of the year's figures and what is carried over."""

from __future__ import annotations

import pytest

from fiscal.model.contract import Observation
from tests.expectations.filing import findings_of, of, only
from tests.observing import observed

pytestmark = pytest.mark.expectations


def summary(
    income: str = "353.25", expenditure: str = "353.25", opening: str = "17.96", **columns: object
) -> list[Observation]:
    left = {"income_current": "335.28", "carryover_in": opening, "income_total": income}
    right = {"expenditure_current": "317.25", "carryover_out": "35.99", "expenditure_total": expenditure}
    return [
        observed(
            printed,
            precision="0.01",
            row=row,
            col=1 + 2 * panel,
            panel=panel,
            concept=concept,
            row_label=concept,
            class_system="none",
            **columns,
        )
        for panel, side in enumerate((left, right))
        for row, (concept, printed) in enumerate(side.items(), start=1)
    ]


def test_the_two_grand_totals_are_equal():
    assert only(findings_of(summary()), "B1-income-is-expenditure").verdict == "exact"
    assert only(findings_of(summary(expenditure="353.35")), "B1-income-is-expenditure").verdict == "violated"


def test_a_total_is_the_years_income_and_what_was_carried_over():
    assert only(findings_of(summary()), "B1-income-total").verdict == "rounding"
    assert only(findings_of(summary(opening="18.96")), "B1-income-total").verdict == "violated"


def test_an_absent_or_blank_carryover_counts_as_none():
    observations = [o for o in summary(income="335.28", opening="") if o.concept != "carryover_out"]
    findings = findings_of(observations)
    assert only(findings, "B1-income-total").verdict == "exact"


def test_a_balance_that_is_nowhere_named_may_be_what_is_missing():
    unnamed = [o for o in summary(income="353.25") if o.concept != "carryover_in"]
    assert only(findings_of(unnamed), "B1-income-total").verdict == "insufficient_data"


def test_every_classification_has_its_own_grand_total():
    extra = observed(
        "353.25", precision="0.01", row=3, col=5, panel=2, concept="expenditure_total", class_system="none"
    )
    assert [f.verdict for f in of(findings_of([*summary(), extra]), "B1-income-is-expenditure")] == ["exact", "exact"]


def test_figures_of_another_year_are_not_balanced_against_this_years():
    prior = [o for o in summary(period="prior") if o.concept == "expenditure_total"]
    assert (
        of(findings_of([*[o for o in summary() if o.concept == "income_total"], *prior]), "B1-income-is-expenditure")
        == []
    )


def test_the_prose_balances_too():
    told = [
        observed(
            o.value_reported,
            precision="0.01",
            table_no=None,
            row=None,
            col=None,
            concept=o.concept,
            class_system="none",
        )
        for o in summary()
    ]
    assert only(findings_of(told), "B1-income-total").verdict == "rounding"


def rolled(closing: str, **columns: object) -> list[Observation]:
    figures = {
        "carryover_in": "17.96",
        "income_current": "335.28",
        "expenditure_current": "317.25",
        "carryover_out": closing,
    }
    return [
        observed(
            printed,
            precision="0.01",
            row=5,
            col=col,
            concept=concept,
            class_system="none",
            table_family="government_fund",
            **columns,
        )
        for col, (concept, printed) in enumerate(figures.items(), start=3)
    ]


def test_balances_roll_forward_along_a_row():
    assert only(findings_of(rolled("35.99")), "B2-roll-forward").verdict == "exact"
    assert only(findings_of(rolled("35.89")), "B2-roll-forward").verdict == "violated"


def test_balances_of_one_class_roll_forward_for_that_class():
    crossed = [
        observed(
            o.value_reported,
            precision="0.01",
            row=6,
            col=o.col,
            concept=f"{o.concept}@21208",
            table_family="government_fund",
        )
        for o in rolled("35.99")
    ]
    assert [f.verdict for f in of(findings_of([*rolled("35.99"), *crossed]), "B2-roll-forward")] == ["exact", "exact"]


def test_what_a_column_of_which_holds_is_not_the_total_of_expenditure():
    balance = observed(
        "35.99",
        precision="0.01",
        row=3,
        col=4,
        panel=1,
        concept="expenditure_total",
        col_role="of_which",
        parent_col=3,
        class_system="none",
    )
    assert only(findings_of([*summary(), balance]), "B1-income-is-expenditure").verdict == "exact"
    carried = observed(
        "35.99",
        precision="0.01",
        row=3,
        col=4,
        panel=1,
        concept="expenditure_total",
        source_of_funds="carryover",
        class_system="none",
    )
    assert only(findings_of([*summary(), carried]), "B1-income-is-expenditure").verdict == "exact"


def said(concept: str, printed: str) -> Observation:
    return observed(printed, precision="0.01", table_no=None, row=None, col=None, concept=concept, class_system="none")


def test_of_a_total_that_the_prose_states_with_two_amounts_the_one_that_balances_is_meant():
    told = [
        said("income_total", "935,446.79"),
        said("expenditure_total", "935,446.79"),
        said("expenditure_total", "18,878.16"),
    ]
    assert [f.verdict for f in of(findings_of(told), "B1-income-is-expenditure")] == ["exact"]


def test_totals_of_the_prose_that_do_not_balance_are_a_warning():
    finding = only(
        findings_of([said("income_total", "105,946.48"), said("expenditure_total", "105,590.77")]),
        "B1-income-is-expenditure",
    )
    assert (finding.verdict, finding.severity) == ("violated", "warning")
