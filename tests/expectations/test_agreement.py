"""One fact in several places: identical digits, or the finer report rounds to the coarser."""

from __future__ import annotations

import pytest

from fiscal.model.contract import Observation
from tests.expectations.filing import findings_of, of, only
from tests.observing import observed

pytestmark = pytest.mark.expectations


def said(printed: str, table_no: int | None, **columns: object) -> Observation:
    values = {"concept": "212", "row_label": "城乡社区支出", "precision": "0.01", "page": table_no or 9} | columns
    return observed(
        printed, table_no=table_no, row=None if table_no is None else 4, col=None if table_no is None else 2, **values
    )


def test_equal_digits_agree():
    assert only(findings_of([said("1,896.56", 1), said("1896.56", 2)]), "X1-tables-agree").verdict == "exact"


def test_a_gap_of_one_last_place_at_equal_precision_is_a_warning():
    finding = only(findings_of([said("1,896.56", 1), said("1,896.57", 2)]), "X1-tables-agree")
    assert (finding.verdict, finding.severity) == ("violated", "warning")
    assert "1,896.56" in finding.message_zh
    assert "1,896.57" in finding.message_zh


def test_a_wider_gap_is_an_error():
    finding = only(findings_of([said("1,896.56", 1), said("1,986.56", 2)]), "X1-tables-agree")
    assert (finding.verdict, finding.severity) == ("violated", "error")


def test_a_finer_figure_rounds_half_up_to_the_coarser():
    finding = only(
        findings_of([said("16497.86", None), said("164,978,640", 1, unit="元", precision="1")]), "N1-prose-and-tables"
    )
    assert finding.verdict == "rounding"
    finding = only(
        findings_of([said("16497.87", None), said("164,978,640", 1, unit="元", precision="1")]), "N1-prose-and-tables"
    )
    assert finding.verdict == "violated"


def test_about_a_figure_is_compared_at_the_precision_of_its_string():
    finding = only(findings_of([said("1900", None, approximate=True), said("1,900.40", 1)]), "N1-prose-and-tables")
    assert finding.verdict == "rounding"


def test_a_round_figure_in_prose_of_finer_precision_is_told_with_its_tier():
    finding = only(findings_of([said("23", None), said("22.91", 1)]), "N1-prose-and-tables")
    assert (finding.verdict, finding.tier, finding.severity) == ("violated", "precision_dependent", "info")


def test_what_an_office_spends_of_its_running_cost_is_not_all_that_is_spent():
    running = said("1,487.80", None, concept="agency_operation", row_label="机关运行经费", sentence_no=7)
    meetings = {"concept": "meeting", "class_system": "three_public", "row_label": "会议费"}
    part = said("7.61", None, **meetings, part_of=running.observation_id, relation="part", sentence_no=7)
    table = said("180.63", 1, **meetings)
    assert of(findings_of([running, part, table]), "N1-prose-and-tables") == []
    assert (
        only(
            findings_of([running, said("7.61", None, **meetings, sentence_no=8), table]), "N1-prose-and-tables"
        ).verdict
        == "violated"
    )


def test_a_table_that_tells_a_balance_apart_holds_this_years_money_under_the_same_name():
    funds = {
        "concept": "general_budget_appropriation",
        "class_system": "income",
        "row_label": "一般公共预算资金",
        "source_of_funds": "general_public_budget",
    }
    total, of_year = said("12,672.73", 1, **funds), said("12,572.73", 2, **funds)
    apart = observed(
        "100.00", table_no=2, row=9, col=2, **{**funds, "concept": "carryover_in", "row_label": "上年结转"}
    )
    assert only(findings_of([total, of_year, apart]), "X1-tables-agree").verdict == "explained"
    assert only(findings_of([total, of_year]), "X1-tables-agree").verdict == "violated"


def test_funds_beside_balances_brought_forward_are_this_years_money_only():
    beside = [
        said("2,289", 1, source_of_funds="general_public_budget", precision="1", header_path=("一般公共预算拨款",)),
        observed("21", row=4, col=9, source_of_funds="carryover", concept="212", header_path=("上年结转",)),
    ]
    elsewhere = said("2,310", 2, source_of_funds="general_public_budget", precision="1")
    assert of(findings_of([*beside, elsewhere]), "X1-tables-agree") == []
    assert only(findings_of([beside[0], elsewhere]), "X1-tables-agree").verdict == "violated"


def test_a_class_that_is_the_exact_sum_of_its_printed_items_may_differ_by_their_rounding():
    total = said("236.64", 1, concept="210", row_label="卫生健康支出")
    items = [
        observed(f, precision="0.01", row=row, col=2, concept=f"21011{row}", parent_row=4)
        for row, f in ((5, "40.35"), (6, "196.29"))
    ]
    finding = only(findings_of([total, *items, said("236.63", 2, concept="210")]), "X1-tables-agree")
    assert finding.verdict == "rounding"
    assert only(findings_of([total, said("236.63", 2, concept="210")]), "X1-tables-agree").verdict == "violated"


def test_a_class_that_stands_over_the_same_sum_elsewhere_has_to_be_that_sum_there_too():
    def items(table: int) -> list[Observation]:
        figures = ((5, "40.35"), (6, "196.29"))
        return [
            observed(f, precision="0.01", table_no=table, row=row, col=2, concept=f"21011{row}", parent_row=4)
            for row, f in figures
        ]

    totals = [said("236.64", 1, concept="210"), said("236.63", 2, concept="210")]
    (finding,) = [
        f for f in of(findings_of([*totals, *items(1), *items(2)]), "X1-tables-agree") if f.verdict == "violated"
    ]
    assert {t.value_reported for t in finding.terms} == {"236.64", "236.63"}
    assert finding.severity == "warning"


def test_other_years_bodies_and_sources_are_other_facts():
    others = [
        said("1", 1),
        said("2", 2, period="prior"),
        said("3", 3, entity="某局"),
        said("4", 4, source_of_funds="government_fund"),
        said("5", 5, phase="executed"),
    ]
    assert [f for f in findings_of(others) if f.verdict == "violated"] == []


def test_an_unreadable_report_confirms_nothing():
    unreadable = said("l,896.56", 3, status="rejected")
    assert of(findings_of([said("1,896.56", 1), unreadable]), "X1-tables-agree") == []
    finding = only(findings_of([said("1,896.56", 1), said("1,896.56", 2), unreadable]), "X1-tables-agree")
    assert (finding.verdict, len(finding.terms)) == ("exact", 2)


def test_parts_of_equal_totals_of_two_funds_have_to_be_the_same():
    def sheet(table_no: int, source: str, figure: str) -> list[Observation]:
        total = said("1,953.85", table_no, concept="expenditure_total", row_label="支出总计", source_of_funds=source)
        return [total, said(figure, table_no, source_of_funds=source)]

    finding = only(
        [
            f
            for f in findings_of([*sheet(1, "total", "1,896.56"), *sheet(2, "fiscal", "1,896.57")])
            if f.verdict == "violated"
        ],
        "X4-funds-agree",
    )
    assert finding.severity == "warning"
    partial = [
        *sheet(1, "total", "1,896.56")[1:],
        said("1,999.99", 1, concept="expenditure_total", source_of_funds="total"),
        *sheet(2, "fiscal", "1,896.57"),
    ]
    assert [f for f in findings_of(partial) if f.verdict == "violated"] == []


def test_what_the_prose_says_of_one_fund_is_the_tables_figure_of_another_where_their_totals_are_equal():
    def column(table_no: int, source: str) -> list[Observation]:
        return [said("1,953.85", table_no, concept="expenditure_current", row_label="合计", source_of_funds=source)]

    def told(figure: str) -> Observation:
        return said(
            figure, None, source_of_funds="fiscal", table_family="narrative", relation="value", statement_id="s"
        )

    tables = [*column(1, "total"), said("1,896.56", 1, source_of_funds="total"), *column(2, "fiscal")]
    assert only(findings_of([*tables, told("1,896.56")]), "X4-funds-agree").verdict == "exact"
    assert only(findings_of([*tables, told("1,899.56")]), "X4-funds-agree").verdict == "violated"
    assert of(findings_of([*tables[:2], told("1,899.56")]), "X4-funds-agree") == []
    assert of(findings_of([*tables, told("1,899.56"), told("1,896.56")]), "X4-funds-agree") == []


def test_figures_of_a_table_that_may_be_about_anything_are_not_held_against_others():
    finding = only(
        findings_of([said("1,896.56", 1, matter="expenditure"), said("986.56", 2, matter="unknown")]), "X1-tables-agree"
    )
    assert finding.verdict == "insufficient_data"
    assert "不能比较" in finding.message_zh
    assert "986.56万元" in finding.message_zh
    assert (
        of(
            findings_of([said("1,896.56", 1, matter="expenditure"), said("986.56", 2, matter="procurement")]),
            "X1-tables-agree",
        )
        == []
    )


def test_tables_of_one_matter_still_contradict_each_other():
    for matter in ("procurement", "carryover", "expenditure"):
        assert (
            only(
                findings_of([said("1,896.56", 1, matter=matter), said("986.56", 2, matter=matter)]), "X1-tables-agree"
            ).verdict
            == "violated"
        )
    assert (
        only(
            findings_of([said("1,896.56", 1, matter="balance"), said("986.56", 2, matter="expenditure")]),
            "X1-tables-agree",
        ).verdict
        == "violated"
    )
