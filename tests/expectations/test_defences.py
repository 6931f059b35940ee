"""No accusation while an innocent explanation holds; a figure that one slip explains stays accused."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, ClassVar

import pytest

from expectations.catalogue.explanations import chance_of, digits_of
from fiscal.model.contract import Observation
from fiscal.model.findings.rows import Finding
from tests.expectations.filing import column, findings_of, of, only
from tests.observing import observed

pytestmark = pytest.mark.expectations


def code(finding: Finding) -> str:
    """The code of what explains a finding."""
    return (finding.explained_by or "").partition(":")[0]


def columns(*figures: dict[str, str], parents: dict[str, str]) -> list[Observation]:
    """Several amount columns of one table."""
    return [
        o
        for col, one in enumerate(figures, start=1)
        for o in column(one, parents, col=col, header_path=(f"列{col}",), source_of_funds=f"fund{col}")
    ]


def test_numbers_are_told_apart_by_their_digits_without_zeros_at_the_end():
    assert [digits_of(Decimal(n)) for n in ("1300000", "22118861.34", "-0.90", "0")] == [2, 10, 1, 0]
    assert chance_of(Decimal("300"), 5) == 1.0
    assert chance_of(Decimal("1234.56"), 5) == pytest.approx(5e-5)


class TestAnotherStructure:
    PARENTS: ClassVar[dict[str, str]] = {"某局": "合计", "甲中心": "合计", "乙中心": "合计"}

    def test_a_total_then_the_body_with_the_same_amount_and_its_units(self):
        finding = only(
            findings_of(
                column(
                    {"合计": "5,876.67", "某局": "5,876.67", "甲中心": "1,800.42", "乙中心": "4,076.25"}, self.PARENTS
                )
            ),
            "H3-total-row",
        )
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
        finding = only(
            findings_of(column(figures, dict.fromkeys(("教育", "卫生", "甲", "乙"), "合计"))), "H3-total-row"
        )
        assert (finding.verdict, code(finding)) == ("explained", "other_structure")

    def test_amounts_on_three_levels_are_three_times_the_total(self):
        figures = {
            "合计": "4,513.27",
            "甲类": "1,203.14",
            "乙类": "3,310.13",
            "丁项": "2,000.00",
            "丙项": "2,513.27",
            "戊目": "4,000.01",
            "己目": "513.26",
        }
        finding = only(
            findings_of(column(figures, dict.fromkeys(("甲类", "乙类", "丙项", "丁项", "戊目", "己目"), "合计"))),
            "H3-total-row",
        )
        assert (finding.verdict, code(finding)) == ("explained", "other_structure")

    def test_quantities_of_bodies_and_their_items_on_each_level(self):
        rows = ("全额一", "甲", "项一", "项二", "全额二", "乙", "项三", "项四")
        figures = dict(
            zip(("合计", *rows), ("963", "312", "312", "105", "207", "651", "651", "528", "123"), strict=True)
        )
        finding = only(findings_of(column(figures, dict.fromkeys(rows, "合计"), precision="1")), "H3-total-row")
        assert (finding.verdict, code(finding)) == ("explained", "other_structure")
        slipped = only(
            findings_of(column({**figures, "项四": "124"}, dict.fromkeys(rows, "合计"), precision="1")), "H3-total-row"
        )
        assert slipped.verdict == "violated"

    def test_rows_below_that_were_taken_for_parts_of_others(self):
        rows = ("通用项目", "维修改造", "质保金", "会议室", "专项购置", "设备", "专用项目", "执法监察")
        amounts = (
            "818,850.00",
            "203,250.00",
            "81,250.00",
            "13,250.00",
            "68,000.00",
            "122,000.00",
            "122,000.00",
            "615,600.00",
            "615,600.00",
        )
        figures = dict(zip(("合计", *rows), amounts, strict=True))
        parents = {"通用项目": "合计", "设备": "合计", "专用项目": "合计", "执法监察": "合计"}
        within = {"维修改造": "通用项目", "专项购置": "通用项目", "质保金": "维修改造", "会议室": "维修改造"}
        finding = only(findings_of(column(figures, parents | within)), "H3-total-row")
        assert (finding.verdict, code(finding)) == ("explained", "other_structure")
        slipped = only(findings_of(column({**figures, "合计": "818,350.00"}, parents | within)), "H3-total-row")
        assert slipped.verdict == "violated"

    def test_a_row_that_the_total_forgot_is_accused(self):
        finding = only(
            findings_of(
                column(
                    {"合计": "3,312.45", "a": "1,200.21", "b": "2,112.24", "c": "731.19"}, dict.fromkeys("abc", "合计")
                )
            ),
            "H3-total-row",
        )
        assert (finding.verdict, finding.severity) == ("violated", "error")

    def test_small_round_numbers_explain_nothing(self):
        finding = only(
            findings_of(
                column({"合计": "10", "a": "10", "b": "4", "c": "6"}, dict.fromkeys("abc", "合计"), precision="1")
            ),
            "H3-total-row",
        )
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
        assert (doubt.verdict, doubt.tier, doubt.severity, code(doubt)) == (
            "violated",
            "extraction",
            "warning",
            "rows_misread",
        )
        assert [f.verdict for f in explained] == ["explained", "explained"]

    def test_one_difference_in_a_column_and_its_totals_is_one_figure_and_accused(self):
        found = findings_of(
            columns(
                {"合计": "412.82", "a": "100.10", "b": "168.72"},
                {"合计": "311.89", "a": "90.10", "b": "77.79"},
                {"合计": "287.20", "a": "70.00", "b": "73.20"},
                {"合计": "24.69", "a": "20.10", "b": "4.59"},
                {"合计": "100.93", "a": "10.00", "b": "90.93"},
                parents={"a": "合计", "b": "合计"},
            )
        )
        assert [f.verdict for f in of(found, "H3-total-row")] == [*["violated"] * 3, "exact", "exact"]
        assert {f.tier for f in of(found, "H3-total-row")} == {"hard"}

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
        told = of(found, "H3-total-row")
        assert {f.verdict for f in told} == {"violated"}
        assert [f.severity for f in told if f.consequence_of is None] == ["error"]


class TestBalances:
    def test_a_difference_that_is_a_reported_balance_is_explained(self):
        figures = {"收入总计": "41,958.18", "本年收入": "39,238.43"}
        rows = [
            *column(figures, {"本年收入": "收入总计"}),
            observed("2,719.75", row=9, col=1, row_label="上年结转", concept="carryover_in", row_role="balance"),
        ]
        finding = only(findings_of(rows), "H1-rows")
        assert (finding.verdict, code(finding)) == ("explained", "other_structure")

    def test_and_elsewhere_in_the_filing_too(self):
        figures = {"收入总计": "41,958.18", "本年收入": "39,238.43"}
        rows = [
            *column(figures, {"本年收入": "收入总计"}),
            observed(
                "2,719.75", table_no=2, row=9, col=1, row_label="上年结转", concept="carryover_in", row_role="balance"
            ),
        ]
        finding = only(findings_of(rows), "H1-rows")
        assert (finding.verdict, code(finding)) == ("explained", "carried_over")
        assert "2,719.75" in (finding.explained_by or "")

    def test_a_round_difference_is_not(self):
        figures = {"收入总计": "41,238.43", "本年收入": "39,238.43"}
        rows = [
            *column(figures, {"本年收入": "收入总计"}),
            observed(
                "2,000.00", table_no=2, row=9, col=1, row_label="上年结转", concept="carryover_in", row_role="balance"
            ),
        ]
        assert only(findings_of(rows), "H1-rows").verdict == "violated"


class TestDeductions:
    def reports(self, net: str, label: str = "减：上缴冲减收入", off: str = "12.50") -> list[Observation]:
        """A fund's income in two tables, the first of which takes 12.50 off in a row of its own."""
        fund = {
            "concept": "general_budget_appropriation",
            "row_label": "一般公共预算拨款收入",
            "table_family": "revenue_expenditure_summary",
            "precision": "0.01",
        }
        return [
            observed("1,683.37", table_no=1, row=1, col=1, **fund),
            observed(off, table_no=1, row=2, col=1, row_label=label, concept=f"name:{label}", precision="0.01"),
            observed(net, table_no=2, row=1, col=1, **fund),
        ]

    def test_what_a_row_that_says_so_takes_off_explains_the_other_tables_figure(self):
        finding = only(findings_of(self.reports("1,670.87")), "X1-tables-agree")
        assert (finding.verdict, code(finding)) == ("explained", "carried_over")

    def test_and_so_does_a_row_below_zero(self):
        assert (
            only(findings_of(self.reports("1,670.87", "其他收入", "-12.50")), "X1-tables-agree").verdict == "explained"
        )

    def test_but_no_other_difference_and_no_row_that_does_not_say_so(self):
        assert only(findings_of(self.reports("1,670.78")), "X1-tables-agree").verdict == "violated"
        assert only(findings_of(self.reports("1,670.87", "其他收入")), "X1-tables-agree").verdict == "violated"


class TestThingsThatCannotBeCompared:
    CLASSES = ("20801", "20805", "21011", "21201", "22102")

    def tables(self, *amounts: tuple[str, str]) -> list[Observation]:
        """Two tables that seem to report the same classes, class by class."""
        return [
            observed(
                printed,
                table_no=no,
                row=row,
                col=1,
                row_label=concept,
                concept=concept,
                precision="0.01",
                table_family="expenditure",
            )
            for row, (concept, pair) in enumerate(zip(self.CLASSES, amounts, strict=False), start=1)
            for no, printed in enumerate(pair, start=1)
        ]

    def test_where_most_of_what_two_tables_share_differs(self):
        found = of(
            findings_of(self.tables(("118.40", "12.31"), ("77.12", "7.05"), ("60.01", "1.20"), ("15.00", "15.00"))),
            "X1-tables-agree",
        )
        assert sorted(f.verdict for f in found) == [
            "exact",
            "insufficient_data",
            "insufficient_data",
            "insufficient_data",
        ]
        assert {code(f) for f in found if f.verdict != "exact"} == {"not_comparable"}
        assert all(
            f.lhs is not None and f.rhs is not None and f.residual is None for f in found if f.verdict != "exact"
        )

    def test_but_last_years_figures_left_in_the_text_are_accused(self):
        row = {
            "table_no": 1,
            "row": 4,
            "precision": "0.01",
            "table_family": "three_public",
            "class_system": "three_public",
        }
        told = {
            "table_no": None,
            "row": None,
            "col": None,
            "sentence_no": 7,
            "table_family": "narrative",
            "relation": "value",
            "class_system": "three_public",
        }
        rows: list[Observation] = []
        for col, (concept, prior) in enumerate(
            (("abroad", "1,234.17"), ("meeting", "2,385.26"), ("training", "7,142.39")), start=1
        ):
            rows += [
                observed(prior, col=col, concept=concept, period="prior", fiscal_year=2021, **row),
                observed("0.00", col=col + 5, concept=concept, **row),
            ]
            rows.append(observed(prior, concept=concept, precision="0.01", **told))
        found = of(findings_of(rows), "N1-prose-and-tables")
        assert [f.verdict for f in found] == ["violated", "violated", "violated"]

    def test_but_one_figure_that_differs_where_others_agree_is_accused(self):
        found = of(
            findings_of(self.tables(("118.40", "112.31"), ("77.12", "77.12"), ("60.01", "60.01"), ("15.00", "15.00"))),
            "X1-tables-agree",
        )
        assert sorted(f.verdict for f in found) == ["exact", "exact", "exact", "violated"]

    def test_and_so_are_two_in_each_others_place(self):
        found = of(findings_of(self.tables(("118.40", "77.12"), ("77.12", "118.40"))), "X1-tables-agree")
        assert [f.verdict for f in found] == ["violated", "violated"]


class TestUnits:
    def test_a_table_that_is_off_by_one_factor_everywhere_is_doubted_once(self):
        pairs = (("118.40", "1184000.00"), ("77.12", "771200.00"), ("60.01", "600100.00"))
        found = of(findings_of(TestThingsThatCannotBeCompared().tables(*pairs)), "X1-tables-agree")
        assert "violated" not in {f.verdict for f in found if f.tier != "extraction"}

    def test_one_figure_that_is_off_by_ten_thousand_is_accused(self):
        pairs = (("118.40", "118.40"), ("77.12", "771200.00"), ("60.01", "60.01"))
        assert [
            f.verdict for f in of(findings_of(TestThingsThatCannotBeCompared().tables(*pairs)), "X1-tables-agree")
        ].count("violated") == 1


class TestColumns:
    PARENTS: ClassVar[dict[str, str]] = {}

    def rows(self, *amounts: tuple[str, str, str]) -> list[Observation]:
        """Rows of 合计 and two columns that are said to add up to it."""
        return [
            observed(
                printed,
                row=row,
                col=col,
                row_label=f"行{row}",
                concept=f"20{row}01",
                precision="0.01",
                parent_col=None if col == 1 else 1,
                header_path=("合计" if col == 1 else f"列{col}",),
            )
            for row, figures in enumerate(amounts, start=1)
            for col, printed in enumerate(figures, start=1)
        ]

    def test_columns_that_fail_in_most_rows_are_one_doubt(self):
        found = of(
            findings_of(self.rows(("118.40", "10.11", "20.00"), ("77.12", "7.00", "8.40"), ("60.01", "1.15", "2.00"))),
            "H2-columns",
        )
        assert [(f.verdict, f.tier) for f in found if f.verdict == "violated"] == [("violated", "extraction")]
        assert [code(f) for f in found] == ["columns_misread"] * 4

    def test_a_column_that_is_too_much_wherever_it_has_an_amount_is_doubted(self):
        found = of(
            findings_of(
                self.rows(
                    ("118.40", "118.40", "20.31"),
                    ("77.12", "77.12", "8.44"),
                    ("60.01", "60.01", "0.00"),
                    ("5.20", "5.20", ""),
                )
            ),
            "H2-columns",
        )
        assert [f.verdict for f in found if f.tier != "extraction"].count("violated") == 0

    def years(self, *amounts: tuple[str, str, str, str, str, str]) -> list[Observation]:
        """Rows of two years, each with 合计 and two columns that are said to add up to it."""
        heads = [(year, name) for year in ("2023年", "2024年") for name in ("合计", "会议费", "培训费")]
        return [
            observed(
                printed,
                row=row,
                col=col,
                row_label=f"行{row}",
                concept=f"20{row}01{col}",
                precision="0.01",
                parent_col=None if head[1] == "合计" else 1 if col < 4 else 4,
                header_path=head,
            )
            for row, figures in enumerate(amounts, start=1)
            for col, (printed, head) in enumerate(zip(figures, heads, strict=True), start=1)
        ]

    def test_columns_that_add_up_in_the_other_year_are_understood_and_warn_together(self):
        rows = [
            ("118.40", "98.40", "20.00", "81.17", "61.10", "40.09"),
            ("77.12", "70.00", "7.12", "20.40", "3.20", "31.36"),
            ("60.01", "58.01", "2.00", "7.13", "5.13", "12.06"),
        ]
        found = of(findings_of(self.years(*rows)), "H2-columns")
        assert [f.verdict for f in found] == ["exact", "violated"] * 3
        assert [f.severity for f in found if f.verdict == "violated"] == ["warning"] * 3
        assert len({f.root_cause for f in found if f.verdict == "violated"}) == 1

    def test_one_row_that_fails_in_one_year_is_accused(self):
        rows = [
            ("118.40", "98.40", "20.00", "81.17", "61.10", "20.07"),
            ("77.12", "70.00", "7.12", "20.40", "3.20", "17.20"),
            ("60.01", "58.01", "2.00", "7.31", "5.13", "2.00"),
        ]
        found = of(findings_of(self.years(*rows)), "H2-columns")
        assert [(f.verdict, f.severity) for f in found if f.verdict == "violated"] == [("violated", "error")]

    def test_totals_that_stand_a_row_above_their_parts_warn_together(self):
        parts = [(98, 20), (70, 7), (58, 2), (31, 6), (12, 5), (44, 9)]
        totals = [118, 77, 37, 17, 53, 118]
        amounts = [(str(t), str(a), str(b)) for t, (a, b) in zip(totals, parts, strict=True)]
        found = of(findings_of(self.rows(*amounts)), "H2-columns")
        assert [f.verdict for f in found] == ["exact", "exact", *["violated"] * 4]
        assert {(f.severity, f.tier) for f in found[2:]} == {("warning", "hard")}
        assert len({f.root_cause for f in found[2:]}) == 1

    def test_one_row_that_fails_where_the_others_hold_is_accused(self):
        found = of(
            findings_of(
                self.rows(("118.40", "98.40", "20.00"), ("77.12", "70.00", "8.12"), ("60.01", "58.01", "2.00"))
            ),
            "H2-columns",
        )
        assert sorted(f.verdict for f in found) == ["exact", "exact", "violated"]


def said(printed: str, sentence: int, **columns: Any) -> Observation:
    """A figure of the prose."""
    plain: dict[str, Any] = {
        "table_no": None,
        "row": None,
        "col": None,
        "table_family": "narrative",
        "statement_id": f"s{sentence}",
        "sentence_no": sentence,
        "relation": "value",
        "precision": "0.01",
        "concept": "expenditure_total",
        "class_system": "none",
    }
    return observed(printed, **(plain | columns))


class TestProse:
    def test_two_numbers_of_one_sentence_are_not_one_fact(self):
        finding = only(findings_of([said("411.20", 3), said("1.35", 3)]), "N1-prose-agrees")
        assert (finding.verdict, code(finding)) == ("insufficient_data", "one_place")

    def test_two_numbers_of_different_sentences_are(self):
        assert only(findings_of([said("411.20", 3), said("1.35", 9)]), "N1-prose-agrees").verdict == "violated"

    def test_a_figure_that_is_printed_for_narrower_funds_strayed_from_its_heading(self):
        table = {"concept": "expenditure_total", "class_system": "none", "precision": "0.01"}
        printed = [
            observed("4,126.71", row=1, **table),
            observed("3,912.44", table_no=2, row=4, source_of_funds="general_public_budget", **table),
        ]
        finding = only(findings_of([*printed, said("3,912.44", 3)]), "N1-prose-and-tables")
        assert (finding.verdict, code(finding)) == ("explained", "other_context")

    def test_a_figure_under_funds_that_the_sentence_names_is_accused(self):
        table = {"concept": "expenditure_total", "class_system": "none", "precision": "0.01"}
        printed = [
            observed("4,126.71", row=1, **table),
            observed("3,912.44", table_no=2, row=4, source_of_funds="general_public_budget", **table),
        ]
        finding = only(
            findings_of([*printed, said("4,126.71", 3, source_of_funds="general_public_budget")]),
            "N1-prose-and-tables",
        )
        assert finding.verdict == "violated"

    def test_shares_that_were_made_up_to_a_hundred(self):
        whole = said("99.23", 1, concept="income_total", class_system="income")
        figures = (("58.46", "59.0%", "business"), ("12.21", "12.3%", "other"), ("28.53", "28.7%", "superior"))
        told = [whole]
        for n, (amount, share, funds) in enumerate(figures, start=2):
            about: dict[str, Any] = {
                "concept": f"income_{funds}",
                "class_system": "income",
                "statement_id": f"s{n}",
                "part_of": whole.observation_id,
            }
            told += [
                said(amount, n, **about),
                said(share, n, **about, relation="share", measure="share_pct", unit="%", precision=None),
            ]
        found = of(findings_of(told), "N4-share")
        assert [f.verdict for f in found].count("violated") == 0
        assert [code(f) for f in found if f.verdict == "explained"] == ["made_up_to_hundred"]


class TestTruncation:
    def reports(self, *pairs: tuple[str, str]) -> list[Observation]:
        """Classes in 元 in one table and in whole 万元 in another."""
        return [
            observed(
                printed,
                table_no=no,
                row=row,
                col=1,
                unit=unit,
                precision="1",
                row_label=f"class {row}",
                concept=f"2080{row}",
            )
            for row, pair in enumerate(pairs, start=1)
            for no, (unit, printed) in enumerate(zip(("元", "万元"), pair, strict=True), start=1)
        ]

    CUT = (
        ("14219692", "1421"),
        ("3339876", "333"),
        ("9168001", "916"),
        ("557799", "55"),
        ("7728123", "772"),
        ("6617777", "661"),
    )

    def test_of_a_publisher_who_cuts_off_throughout(self):
        found = of(findings_of(self.reports(*self.CUT)), "X1-tables-agree")
        assert {(f.verdict, code(f)) for f in found} == {("explained", "truncation")}

    def test_is_no_excuse_for_one_who_rounds(self):
        rounded = [(yuan, str(int(cut) + 1)) for yuan, cut in self.CUT[1:]]
        found = of(findings_of(self.reports(self.CUT[0], *rounded)), "X1-tables-agree")
        assert [f.verdict for f in found].count("explained") == 0
        assert found[0].verdict == "violated"


class TestRoundedParts:
    def table(self, *amounts: str) -> list[Observation]:
        """A class of 元 and its items in one table."""
        return [
            observed(
                printed,
                row=row,
                col=1,
                unit="元",
                precision="0.01",
                parent_row=None if row == 1 else 1,
                row_label=f"row {row}",
                concept="208" if row == 1 else f"2080{row}",
                class_system="functional",
                header_path=("合计",),
            )
            for row, printed in enumerate(amounts, start=1)
        ]

    def finding(self, told: str) -> Finding:
        rows = self.table("7,058,929.64", "4,705,953.09", "2,352,976.55")
        prose = said(told, 3, concept="208", class_system="functional")
        return only(findings_of([*rows, prose]), "N1-prose-and-tables")

    def test_a_figure_that_is_the_sum_of_its_parts_as_they_are_rounded_is_explained(self):
        finding = self.finding("705.90")
        assert (finding.verdict, code(finding)) == ("explained", "rounded_parts")
        assert "2 项" in (finding.explained_by or "")

    def test_a_report_that_is_the_sum_of_its_own_parts_is_explained(self):
        form = [
            observed(printed, table_no=2, row=row, concept=concept, parent_row=None if row == 1 else 1)
            for row, (printed, concept) in enumerate((("705.90", "208"), ("400.45", "one"), ("305.45", "two")), start=1)
        ]
        whole = self.table("7,058,929.64")
        assert code(only(findings_of([*whole, *form]), "X1-tables-agree")) == "rounded_parts"

    def test_another_figure_in_the_last_place_is_accused(self):
        assert self.finding("705.88").verdict == "violated"
        assert self.finding("705.89").verdict == "rounding"


def test_lines_that_are_printed_at_a_tenth_are_accused():
    pairs = (("118.40", "11.84"), ("77.12", "7.712"), ("60.01", "6.001"), ("15.00", "15.00"))
    found = of(findings_of(TestThingsThatCannotBeCompared().tables(*pairs)), "X1-tables-agree")
    assert sorted(f.verdict for f in found) == ["exact", "violated", "violated", "violated"]


class TestCutOff:
    """A figure to whole 万元 beside figures to 百元."""

    def listed(self, whole: str, *parts: str, **columns: Any) -> list[Observation]:
        about = {"class_system": "functional", **columns}
        total = said(whole, 1, concept="expenditure_current")
        return [
            total,
            *(
                said(p, n, relation="part", part_of=total.observation_id, **{**about, "concept": f"20805{n:02}"})
                for n, p in enumerate(parts, start=2)
            ),
        ]

    @pytest.mark.parametrize(
        ("whole", "verdict"), [("328,661", "explained"), ("328,660", "violated"), ("328,661.0", "violated")]
    )
    def test_parts_that_are_more_than_a_whole_whose_decimals_are_cut_off(self, whole: str, verdict: str):
        told = self.listed(whole, "49,376.09", "279,285.70")
        (found,) = of(findings_of(told), "N2-parts-within-whole")
        assert found.verdict == verdict
        assert code(found) == ("own_precision" if verdict == "explained" else "")

    @pytest.mark.parametrize(("whole", "verdict"), [("328,661", "explained"), ("328,660", "violated")])
    def test_parts_that_add_up_to_a_whole_whose_decimals_are_cut_off(self, whole: str, verdict: str):
        told = self.listed(whole, "49,376.09", "279,285.70", complete=True)
        assert [f.verdict for f in of(findings_of(told), "N2-parts-add-up")] == [verdict]

    @pytest.mark.parametrize(
        ("printed", "verdict"), [("328,661", "explained"), ("328,660", "violated"), ("326,861", "violated")]
    )
    def test_a_figure_of_the_tables_that_the_prose_cuts_off(self, printed: str, verdict: str):
        about: dict[str, Any] = {"concept": "expenditure_total", "class_system": "none"}
        cell = observed("3,286,618,082.20", unit="元", precision="0.01", row=1, col=1, **about)
        assert [f.verdict for f in of(findings_of([cell, said(printed, 1)]), "N1-prose-and-tables")] == [verdict]
