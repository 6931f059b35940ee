"""Prose against tables accuses where it can be of one fact only; else it asks."""

from __future__ import annotations

import pytest

from fiscal.model.contract import Observation
from fiscal.model.findings.rows import Finding
from tests.expectations.filing import findings_of, of
from tests.observing import observed

pytestmark = pytest.mark.expectations


def said(printed: str, table_no: int | None, **columns: object) -> Observation:
    place = {"row": None, "col": None} if table_no is None else {"row": 4, "col": 2}
    values = (
        {
            "concept": "212",
            "row_label": "城乡社区支出",
            "precision": "0.01",
            "page": table_no or 9,
            "table_no": table_no,
        }
        | place
        | columns
    )
    return observed(printed, **values)


def told(*observations: Observation) -> Finding:
    (finding,) = [f for f in of(findings_of(list(observations)), "N1-prose-and-tables") if f.verdict == "violated"]
    return finding


def test_a_figure_of_the_text_that_the_tables_have_once_is_an_error():
    assert told(said("5,364.27", None), said("1,896.56", 1)).severity == "error"


@pytest.mark.parametrize("printed", ["1,986.56", "1,896.65", "18,965.60", "189,656.00", "1,890.56"])
def test_a_plain_slip_is_an_error_whatever_else_is_printed(printed: str):
    elsewhere = said("7,000.25", 2, source_of_funds="government_fund")
    assert told(said(printed, None), said("1,896.56", 1), elsewhere).severity == "error"


def test_a_figure_that_may_be_of_other_funds_is_a_warning():
    assert (
        told(
            said("5,364.27", None), said("1,896.56", 1), said("7,000.25", 2, source_of_funds="government_fund")
        ).severity
        == "warning"
    )


def test_a_figure_that_a_table_prints_for_something_else_is_a_warning():
    assert told(said("5,364.27", None), said("1,896.56", 1), said("5,364.27", 2, concept="213")).severity == "warning"


def test_a_figure_less_than_a_table_that_counts_balances_is_a_warning():
    balance = said("4,000.00", 1, concept="carryover_in", row_label="上年结转", row=9, col=4)
    assert told(said("1,364.27", None), said("5,127.93", 1), balance).severity == "warning"
    assert told(said("8,364.27", None), said("5,127.93", 1), balance).severity == "error"


def test_a_form_of_targets_that_lists_less_than_all_is_a_warning():
    form = said("3,364.27", 2, table_family="performance_unit")
    assert told(said("5,127.93", None), said("5,127.93", 1), form).severity == "warning"
    assert (
        told(said("5,127.93", None), said("5,127.93", 1), said("6,364.27", 2, table_family="performance_unit")).severity
        == "error"
    )


@pytest.mark.parametrize(
    ("quote", "severity"), [("城乡社区 支出 4,610.19万元", "error"), ("决算数4,610.19万元", "warning")]
)
def test_a_sentence_that_does_not_name_its_subject_is_surely_of_no_fact(quote: str, severity: str):
    sentences = [said("4,603.07", None, quote="城乡社区支出4,603.07万元"), said("4,610.19", None, page=30, quote=quote)]
    (finding,) = [f for f in of(findings_of(sentences), "N1-prose-agrees") if f.verdict == "violated"]
    assert finding.severity == severity


def test_counts_of_one_digit_prove_nothing_between_two_sentences():
    counts = {
        "unit": "辆",
        "measure": "count",
        "class_system": "asset",
        "concept": "vehicles_bought",
        "phase": None,
        "precision": None,
    }
    (finding,) = [
        f
        for f in of(findings_of([said("3", None, **counts), said("7", None, page=30, **counts)]), "C1-counts-agree")
        if f.verdict == "violated"
    ]
    assert finding.severity == "warning"
