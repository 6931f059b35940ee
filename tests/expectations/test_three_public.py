"""Travel abroad, reception and vehicles within the basic expenditure against the table of three public expenses."""

from __future__ import annotations

import pytest

from fiscal.model.contract import Observation
from fiscal.model.findings.rows import Finding
from tests.expectations.filing import findings_of, of, only
from tests.observing import observed

pytestmark = pytest.mark.expectations
RULE = "X2-three-public"


def basic(printed: str, **columns: object) -> Observation:
    said = {
        "concept": "30217",
        "class_system": "economic_department",
        "source_of_funds": "general_public_budget",
        "expenditure_type": "basic",
    } | columns
    return observed(printed, table_no=1, row_label="公务接待费", **said)


def item(printed: str, source: str | None, col: int = 1, **columns: object) -> Observation:
    said = {
        "concept": "reception",
        "class_system": "three_public",
        "source_of_funds": source,
        "expenditure_type": None,
    } | columns
    return observed(printed, table_no=2, col=col, row_label="公务接待费", **said)


def judged(*observations: Observation) -> list[Finding]:
    return of(findings_of(observations), RULE)


def test_the_class_within_the_basic_expenditure_is_not_more_than_the_item_of_its_funds() -> None:
    assert only(findings_of([basic("5.10"), item("5.00", "general_public_budget")]), RULE).verdict == "violated"
    assert only(findings_of([basic("5.10"), item("5.10", "general_public_budget")]), RULE).verdict == "exact"


def test_nor_more_than_that_of_all_fiscal_funds() -> None:
    assert only(findings_of([basic("5.10"), item("5.00", "fiscal")]), RULE).verdict == "violated"


def test_a_column_of_other_funds_is_no_whole_of_it() -> None:
    columns = [
        item("5.10", "fiscal"),
        item("5.10", "general_public_budget", 2),
        item("0.00", "government_fund", 3),
        item("0.00", "state_capital", 4),
    ]
    assert [f.verdict for f in judged(basic("5.10"), *columns)] == ["exact"]
    assert judged(basic("5.10"), *columns[2:]) == []


@pytest.mark.parametrize(
    "other", [{"fiscal_year": 2021}, {"entity": "某市某站"}, {"matter": "procurement"}, {"matter": "unknown"}]
)
def test_nor_is_an_item_of_another_year_body_or_matter(other: dict[str, object]) -> None:
    assert judged(basic("5.10"), item("1.00", "fiscal", **other)) == []


def test_an_item_of_unsaid_funds_cannot_be_compared() -> None:
    assert [f.verdict for f in judged(basic("5.10"), item("1.00", None))] == ["insufficient_data"]
