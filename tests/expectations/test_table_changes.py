"""What a table prints as its change between two years, in a column or in a row of its own."""

from __future__ import annotations

from typing import Any

import pytest

from fiscal.model.contract import Observation
from fiscal.model.findings.rows import Finding
from tests.expectations.filing import findings_of, of, only
from tests.observing import observed

pytestmark = pytest.mark.expectations


def line(
    row: int, before: str, now: str, change: str, percent: str = "", heads: tuple[str, str] = ("增减额", "增减%")
) -> list[Observation]:
    about: dict[str, Any] = {"row": row, "row_label": f"行{row}", "concept": f"20{row}", "precision": "0.01"}
    found = [
        observed(
            before,
            col=1,
            header_path=("2023年执行数",),
            period="prior",
            measure="actual",
            phase="executed",
            fiscal_year=2023,
            **about,
        ),
        observed(now, col=2, header_path=("2024年预算数",), **about),
        observed(change, col=3, header_path=(heads[0],), period="change", measure="change_abs", phase=None, **about),
    ]
    if percent:
        found.append(
            observed(
                percent,
                col=4,
                header_path=(heads[1],),
                period="change",
                measure="change_pct",
                phase=None,
                **(about | {"unit": "%", "precision": None}),
            )
        )
    return found


def verdicts(findings: list[Finding], rule: str) -> list[str]:
    return [f.verdict for f in of(findings, rule)]


def test_a_change_column_is_this_year_less_last_year():
    findings = findings_of([*line(1, "20.00", "25.00", "5.00", "25.00%"), *line(2, "8.00", "6.00", "-2.00", "-25%")])
    assert verdicts(findings, "N3-table-difference") == ["exact", "exact"]
    assert verdicts(findings, "N3-table-percentage") == ["exact", "exact"]


def test_a_wrong_change_is_named_with_the_right_one():
    findings = findings_of([*line(1, "20.00", "25.00", "6.00", "25.00%"), *line(2, "8.00", "6.00", "-2.00", "-25%")])
    (finding,) = [f for f in findings if f.verdict == "violated"]
    assert (finding.invariant, finding.suspects[0].proposed_value) == ("N3-table-difference", "5.00")


def test_the_figure_of_another_year_in_a_row_is_likelier_wrong_than_the_change():
    observations = line(1, "1.65", "1.65", "-0.24")
    (finding,) = [f for f in findings_of(observations) if f.verdict == "violated"]
    first, second, third = finding.suspects
    assert {(first.observation_id, first.proposed_value), (second.observation_id, second.proposed_value)} == {
        (observations[0].observation_id, "1.89"),
        (observations[1].observation_id, "1.41"),
    }
    assert all("其他年度" in s.reason for s in (first, second))
    assert (third.observation_id, third.proposed_value) == (observations[2].observation_id, "0.00")


def test_so_it_is_where_the_years_are_rows():
    about: dict[str, Any] = {"col": 1, "concept": "reception", "precision": "0.01"}
    before = observed("1.65", row=1, row_label="2023年", period="prior", fiscal_year=2023, **about)
    now = observed("1.65", row=2, row_label="2024年", **about)
    change = observed("-0.24", row=3, row_label="增减额", period="change", measure="change_abs", phase=None, **about)
    (finding,) = [f for f in findings_of([before, now, change]) if f.verdict == "violated"]
    assert {s.observation_id for s in finding.suspects[:2]} == {before.observation_id, now.observation_id}


def test_a_wrong_percentage_is_named_with_the_right_one():
    findings = findings_of(line(1, "20.00", "25.00", "5.00", "52.00%"))
    (finding,) = [f for f in findings if f.verdict == "violated"]
    assert (finding.invariant, finding.suspects[0].proposed_value) == ("N3-table-percentage", "25.00")


def test_a_wrong_figure_of_last_year_is_named_by_both_its_changes():
    findings = [f for f in findings_of(line(1, "26.00", "25.00", "5.00", "25.00%")) if f.verdict == "violated"]
    assert {f.invariant for f in findings} == {"N3-table-difference", "N3-table-percentage"}
    assert {(f.suspects[0].proposed_value, f.root_cause) for f in findings} == {("20.00", findings[0].root_cause)}


def test_a_column_without_any_sign_prints_sizes():
    assert verdicts(findings_of(line(1, "8.00", "6.00", "2.00", "25%")), "N3-table-difference") == ["exact"]
    signed = findings_of([*line(1, "8.00", "6.00", "2.00"), *line(2, "9.00", "6.00", "-3.00")])
    assert verdicts(signed, "N3-table-difference") == ["violated", "exact"]


def test_a_blank_year_is_none_and_proves_nothing_where_the_change_differs():
    assert verdicts(findings_of(line(1, "", "6.00", "6.00", "100%")), "N3-table-difference") == ["exact"]
    assert verdicts(findings_of(line(1, "", "6.00", "5.00")), "N3-table-difference") == ["insufficient_data"]
    assert verdicts(findings_of(line(1, "", "6.00", "6.00", "100%")), "N3-table-percentage") == ["not_applicable"]


def test_a_fraction_is_no_percentage_and_growth_from_nothing_is_none():
    assert verdicts(findings_of(line(1, "20.00", "25.00", "5.00", "0.25")), "N3-table-percentage") == ["not_applicable"]
    assert verdicts(findings_of(line(1, "0.00", "25.00", "25.00", "100%")), "N3-table-percentage") == ["not_applicable"]


def test_the_head_says_with_which_figure_of_last_year_this_years_is_compared():
    figures = line(1, "20.00", "25.00", "5.00", heads=("2024年预算数比2023年执行数增减", ""))
    budget = observed(
        "24.00",
        row=1,
        col=5,
        concept="201",
        precision="0.01",
        header_path=("2023年预算数",),
        period="prior",
        fiscal_year=2023,
    )
    assert verdicts(findings_of([*figures, budget]), "N3-table-difference") == ["exact"]


@pytest.mark.parametrize(
    ("change", "verdict"), [("-3", "exact"), ("3", "violated"), ("-2", "rounding"), ("-7", "violated")]
)
def test_a_row_of_changes_under_the_rows_of_two_years(change: str, verdict: str):
    about: dict[str, Any] = {"concept": "three_public_total", "class_system": "three_public", "precision": "1"}
    rows = [
        observed("5", row=1, row_label="2021年", period="prior", fiscal_year=2021, **about),
        observed("2", row=2, row_label="2022年", **about),
        observed(change, row=3, row_label="增减变化金额", period="change", measure="change_abs", phase=None, **about),
        observed(
            "-1",
            row=3,
            col=2,
            row_label="增减变化金额",
            period="change",
            measure="change_abs",
            phase=None,
            **(about | {"concept": "reception"}),
        ),
        observed("2", row=1, col=2, period="prior", fiscal_year=2021, **(about | {"concept": "reception"})),
        observed("1", row=2, col=2, **(about | {"concept": "reception"})),
    ]
    assert of(findings_of(rows), "N3-table-difference")[0].verdict == verdict


def test_what_the_prose_says_changed_is_compared_with_the_tables_figure_of_last_year():
    plain: dict[str, Any] = {
        "concept": "vehicle_operation",
        "class_system": "three_public",
        "source_of_funds": "general_public_budget",
        "expenditure_type": None,
    }
    said = plain | {
        "table_no": None,
        "row": None,
        "col": None,
        "statement_id": "s1",
        "sentence_no": 1,
        "precision": "0.01",
    }
    table = [
        observed("18.50", row=1, col=1, period="prior", fiscal_year=2021, header_path=("2021年预算数",), **plain),
        observed("18.00", row=1, col=2, header_path=("2022年预算数",), **plain),
    ]

    def told(change: str, base: str) -> list[Observation]:
        value = observed("18.00", relation="value", **said)
        return [
            value,
            observed(
                change,
                relation="change",
                measure="change_abs",
                period="change",
                direction="decrease",
                base=base,
                **said,
            ),
        ]

    assert only(findings_of([*table, *told("0.50", "prior_budget")]), "N3-difference").verdict == "exact"
    wrong = only(findings_of([*table, *told("0.80", "prior_budget")]), "N3-difference")
    assert wrong.verdict == "violated"
    assert "0.50" in {s.proposed_value for s in wrong.suspects}
    assert of(findings_of([*table, *told("0.80", "prior_final")]), "N3-difference") == []
