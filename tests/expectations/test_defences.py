"""No accusation while an innocent explanation holds; a figure that one slip explains stays accused."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

import pytest

from expectations.defences.explanation import chance_of, digits_of
from fiscal.model.contract import Finding, Observation
from tests.expectations.filing import column, findings_of, of, only
from tests.observing import observed

pytestmark = pytest.mark.expectations


def code(finding: Finding) -> str:
    """The code of what explains a finding."""
    return (finding.explained_by or "").partition(":")[0]


def columns(*figures: dict[str, str], parents: dict[str, str]) -> list[Observation]:
    """Several amount columns of one table."""
    return [o for col, one in enumerate(figures, start=1) for o in column(one, parents, col=col, header_path=(f"列{col}",), source_of_funds=f"fund{col}")]


def test_numbers_are_told_apart_by_their_digits_without_zeros_at_the_end():
    assert [digits_of(Decimal(n)) for n in ("1300000", "22118861.34", "-0.90", "0")] == [2, 10, 1, 0]
    assert chance_of(Decimal("300"), 5) == 1.0
    assert chance_of(Decimal("1234.56"), 5) == pytest.approx(5e-5)


class TestAnotherStructure:
    PARENTS: ClassVar[dict[str, str]] = {"某局": "合计", "甲中心": "合计", "乙中心": "合计"}

    def test_a_total_then_the_body_with_the_same_amount_and_its_units(self):
        finding = only(findings_of(column({"合计": "5,876.67", "某局": "5,876.67", "甲中心": "1,800.42", "乙中心": "4,076.25"}, self.PARENTS)), "H3-total-row")
        assert (finding.verdict, finding.severity, code(finding)) == ("explained", "info", "other_structure")
        assert (finding.lhs, finding.residual) == (Decimal("5876.67"), Decimal("-5876.67"))
        assert "可解释" in finding.message_zh

    def test_has_to_hold_in_every_column(self):
        whole = {"合计": "5,876.67", "某局": "5,876.67", "甲中心": "1,800.42", "乙中心": "4,076.25"}
        flat = {"合计": "9,100.55", "某局": "1,000.05", "甲中心": "3,100.25", "乙中心": "5,000.25"}
        first, second = of(findings_of(columns(whole, flat, parents=self.PARENTS)), "H3-total-row")
        assert (first.verdict, second.verdict) == ("violated", "exact")

    def test_a_list_by_class_and_again_by_unit(self):
        figures = {"合计": "705.31", "教育": "301.11", "卫生": "404.20", "甲": "512.30", "乙": "193.01"}
        finding = only(findings_of(column(figures, dict.fromkeys(("教育", "卫生", "甲", "乙"), "合计"))), "H3-total-row")
        assert (finding.verdict, code(finding)) == ("explained", "other_structure")

    def test_amounts_on_three_levels_are_three_times_the_total(self):
        figures = {"合计": "4,513.27", "甲类": "1,203.14", "乙类": "3,310.13", "丁项": "2,000.00", "丙项": "2,513.27", "戊目": "4,000.01", "己目": "513.26"}
        finding = only(findings_of(column(figures, dict.fromkeys(("甲类", "乙类", "丙项", "丁项", "戊目", "己目"), "合计"))), "H3-total-row")
        assert (finding.verdict, code(finding)) == ("explained", "other_structure")

    def test_a_row_that_the_total_forgot_is_accused(self):
        finding = only(findings_of(column({"合计": "3,312.45", "a": "1,200.21", "b": "2,112.24", "c": "731.19"}, dict.fromkeys("abc", "合计"))), "H3-total-row")
        assert (finding.verdict, finding.severity) == ("violated", "error")

    def test_small_round_numbers_explain_nothing(self):
        finding = only(findings_of(column({"合计": "10", "a": "10", "b": "4", "c": "6"}, dict.fromkeys("abc", "合计"), precision="1")), "H3-total-row")
        assert finding.verdict == "violated"


class TestDoubtsOfTheOwnReading:
    PARENTS: ClassVar[dict[str, str]] = dict.fromkeys("abc", "合计")

    def test_a_row_relation_that_fails_in_all_columns_is_one_doubt(self):
        found = findings_of(
            columns(
                {"合计": "318.40", "a": "100.10", "b": "100.20", "c": "4.00"},
                {"合计": "712.55", "a": "300.15", "b": "200.30", "c": "8.00"},
                parents=self.PARENTS,
            )
        )
        doubt, *explained = sorted(of(found, "H3-total-row"), key=lambda f: f.verdict, reverse=True)
        assert (doubt.verdict, doubt.tier, doubt.severity, code(doubt)) == ("violated", "extraction", "warning", "rows_misread")
        assert [f.verdict for f in explained] == ["explained", "explained"]

    def test_one_cell_that_fails_where_other_columns_hold_is_accused(self):
        found = findings_of(
            columns(
                {"合计": "318.40", "a": "100.10", "b": "214.30", "c": "4.00"},
                {"合计": "712.55", "a": "300.15", "b": "200.30", "c": "8.00"},
                parents=self.PARENTS,
            )
        )
        assert sorted(f.verdict for f in of(found, "H3-total-row")) == ["exact", "violated"]

    def test_two_figures_in_each_others_place_are_accused(self):
        found = findings_of(
            columns(
                {"合计": "318.40", "a": "300.15", "b": "214.30", "c": "4.00"},
                {"合计": "508.45", "a": "100.10", "b": "200.30", "c": "8.00"},
                parents=self.PARENTS,
            )
        )
        assert {(f.verdict, f.severity) for f in of(found, "H3-total-row")} == {("violated", "error")}


class TestBalances:
    def test_a_difference_that_is_a_reported_balance_is_explained(self):
        figures = {"收入总计": "41,958.18", "本年收入": "39,238.43"}
        rows = [*column(figures, {"本年收入": "收入总计"}), observed("2,719.75", row=9, col=1, row_label="上年结转", concept="carryover_in", row_role="balance")]
        finding = only(findings_of(rows), "H1-rows")
        assert (finding.verdict, code(finding)) == ("explained", "other_structure")

    def test_and_elsewhere_in_the_filing_too(self):
        figures = {"收入总计": "41,958.18", "本年收入": "39,238.43"}
        rows = [
            *column(figures, {"本年收入": "收入总计"}),
            observed("2,719.75", table_no=2, row=9, col=1, row_label="上年结转", concept="carryover_in", row_role="balance"),
        ]
        finding = only(findings_of(rows), "H1-rows")
        assert (finding.verdict, code(finding)) == ("explained", "carried_over")
        assert "2,719.75" in (finding.explained_by or "")

    def test_a_round_difference_is_not(self):
        figures = {"收入总计": "41,238.43", "本年收入": "39,238.43"}
        rows = [
            *column(figures, {"本年收入": "收入总计"}),
            observed("2,000.00", table_no=2, row=9, col=1, row_label="上年结转", concept="carryover_in", row_role="balance"),
        ]
        assert only(findings_of(rows), "H1-rows").verdict == "violated"
