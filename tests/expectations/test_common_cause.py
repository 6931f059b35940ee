"""What one mistake breaks counts once: the other errors of its cause are warnings that name the one that counts, and
what they doubt is held all the same.
"""

from __future__ import annotations

from decimal import Decimal

import pytest

from expectations.gates.gate import decide
from fiscal.model.contract import Observation
from fiscal.model.findings.rows import Finding
from tests.expectations.filing import IDENTITY, column, findings_of
from tests.observing import observed

pytestmark = pytest.mark.expectations


def violated(observations: list[Observation]) -> list[Finding]:
    return [f for f in findings_of(observations) if f.verdict == "violated"]


def list_of(table_no: int, total: str, *parts: str) -> list[Observation]:
    figures = {"合计": total} | {f"第{n}项·{table_no}": part for n, part in enumerate(parts, 1)}
    return column(figures, dict.fromkeys(list(figures)[1:], "合计"), table_no=table_no, entity=f"单位{table_no}")


def test_the_same_difference_in_two_tables_is_one_cause():
    found = violated([*list_of(1, "1,234.56", "700.00", "444.99"), *list_of(2, "5,000.00", "2,100.20", "2,810.23")])
    assert [f.residual for f in found] == [Decimal("89.57"), Decimal("89.57")]
    assert len({f.root_cause for f in found}) == 1
    first, after = sorted(found, key=lambda f: f.severity)
    assert (first.severity, first.consequence_of) == ("error", None)
    assert (after.severity, after.consequence_of) == ("warning", first.finding_id)


def test_round_differences_that_are_the_same_by_chance_are_two_causes():
    found = violated([*list_of(1, "1,300.00", "700.00", "500.00"), *list_of(2, "5,000.00", "2,100.00", "2,800.00")])
    assert [f.residual for f in found] == [Decimal(100), Decimal(100)]
    assert {f.severity for f in found} == {"error"}
    assert len({f.root_cause for f in found}) == 2


def rate(table_no: int, printed: str, spent: str, budget: str) -> list[Observation]:
    shared = {
        "table_no": table_no,
        "row": 1,
        "project": f"项目{table_no}",
        "table_family": "performance_form",
        "precision": "0.01",
        "concept": "project",
    }
    return [
        observed(printed, measure="execution_rate", unit="%", col=3, **shared),
        observed(spent, measure="actual", col=2, **shared),
        observed(budget, measure="budget_adjusted", col=1, **shared),
    ]


def test_one_slip_copied_from_form_to_form_counts_once():
    found = [
        f
        for f in violated([*rate(1, "1000", "400.00", "400.00"), *rate(2, "1000", "272.58", "272.58")])
        if f.invariant == "P3-execution-rate"
    ]
    assert sorted(f.severity for f in found) == ["error", "warning"]
    assert len({f.root_cause for f in found}) == 1


def test_what_follows_from_an_error_is_held_too():
    observations = [*list_of(1, "1,234.56", "700.00", "444.99"), *list_of(2, "5,000.00", "2,100.20", "2,810.23")]
    gate = decide(findings_of(observations), observations, [], IDENTITY)
    assert gate.held == {o.observation_id for o in observations}
