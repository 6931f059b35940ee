"""An amount of the prose whose cell in the table is blank."""

from __future__ import annotations

from typing import Any

import pytest

from fiscal.model.contract import Observation
from fiscal.model.findings.rows import Finding
from tests.expectations.filing import findings_of, of, reading, table
from tests.observing import observed

pytestmark = pytest.mark.expectations

SAID: dict[str, Any] = {
    "table_no": None,
    "row": None,
    "col": None,
    "relation": "value",
    "precision": "0.01",
    "statement_id": "s1",
}


def three_public(total: str, vehicles: str, reception: str) -> list[Observation]:
    figures = {"three_public_total": total, "vehicle_total": vehicles, "reception": reception}
    return [
        observed(
            printed,
            row=1,
            col=col,
            concept=concept,
            class_system="three_public",
            header_path=(concept,),
            precision="0.01",
            col_role="item" if col else "total",
            parent_col=0 if col else None,
        )
        for col, (concept, printed) in enumerate(figures.items())
    ]


def verdicts(findings: list[Finding]) -> list[str]:
    return [f.verdict for f in of(findings, "N1-prose-and-blank")]


def test_an_amount_that_the_tables_sums_leave_nothing_for_is_told():
    said = observed("3.20", concept="reception", class_system="three_public", row_label="公务接待费", **SAID)
    (finding,) = of(findings_of([*three_public("12.00", "12.00", ""), said]), "N1-prose-and-blank")
    assert (finding.verdict, finding.severity) == ("violated", "warning")
    assert "3.20万元" in finding.message_zh and "为空" in finding.message_zh
    assert "Infinity" not in finding.message_en


@pytest.mark.parametrize("blank", ["", "—"])
def test_a_blank_that_may_hold_the_amount_proves_nothing(blank: str):
    said = observed("3.20", concept="reception", class_system="three_public", **SAID)
    assert verdicts(findings_of([*three_public("15.20", "12.00", blank), said])) == ["insufficient_data"]
    assert verdicts(findings_of([*three_public("", "12.00", blank), said])) == ["insufficient_data"]


def test_a_zero_a_figure_or_no_amount_at_all_is_not_about_blanks():
    said = observed("3.20", concept="reception", class_system="three_public", **SAID)
    nothing = observed("0.00", concept="reception", class_system="three_public", **SAID)
    assert verdicts(findings_of([*three_public("12.00", "12.00", "0.00"), said])) == []
    assert verdicts(findings_of([*three_public("12.00", "12.00", ""), nothing])) == []


def test_a_table_that_its_note_calls_empty_has_no_such_amount():
    fund = observed(
        "",
        concept="expenditure_current",
        class_system="none",
        source_of_funds="government_fund",
        table_family="government_fund",
    )
    said = observed(
        "120.00", concept="expenditure_current", class_system="none", source_of_funds="government_fund", **SAID
    )
    read = reading([table(1, title="政府性基金预算支出表", notes=("注：本表为空表。",))])
    assert verdicts(findings_of([fund, said], read)) == ["violated"]
    assert verdicts(findings_of([fund, said])) == ["insufficient_data"]
