"""How figures stand in the sentences of findings: with separators of thousands, an equation in one unit, other filings
by their bodies.
"""

from __future__ import annotations

import pytest

from expectations.claims.sentences import figure, grouped
from tests.expectations.filing import column, findings_of, only
from tests.observing import observed

pytestmark = pytest.mark.expectations


@pytest.mark.parametrize(
    ("printed", "told"),
    [
        ("1234567.80", "1,234,567.80"),
        ("-1234", "-1,234"),
        ("1,234.5", "1,234.5"),
        ("999.99", "999.99"),
        ("12345.6万元", "12,345.6万元"),
        ("2025年12月", "2025年12月"),
    ],
)
def test_numbers_of_a_thousand_or_more_are_grouped_and_nothing_else_changes(printed: str, told: str) -> None:
    assert grouped(printed) == told


def test_a_text_that_was_read_as_no_amount_is_quoted_as_it_stands() -> None:
    assert figure(observed("20253O", value_state="text")) == "20253O万元"


def test_an_equation_is_in_the_unit_of_its_total() -> None:
    cells = column({"合计": "5000", "甲": "3000"}, {"甲": "合计"})
    cells.append(
        observed("10000000", unit="元", row=3, col=1, row_label="乙", concept="乙", row_role="item", parent_row=1)
    )
    finding = only(findings_of(cells), "H3-total-row")
    assert finding.verdict == "violated"
    assert "5,000万元 ≠ 3,000 + 1,000 = 4,000" in finding.message_zh.replace(".00", "")
