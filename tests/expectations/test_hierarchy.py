"""Rows, columns and totals rows add up, within what rounding explains."""

from __future__ import annotations

from decimal import Decimal

import pytest

from fiscal.model.contract import Observation
from tests.expectations.filing import column, findings_of, of, only, reading, table
from tests.observing import observed

pytestmark = pytest.mark.expectations

CLASSES = {"208": "合计", "212": "合计", "21201": "212", "21202": "212"}


def test_a_class_equals_its_sections():
    finding = only(
        findings_of(column({"212": "30.00", "21201": "10.00", "21202": "20.00"}, {"21201": "212", "21202": "212"})),
        "H1-rows",
    )
    assert (finding.verdict, finding.lhs, finding.rhs, finding.residual) == (
        "exact",
        Decimal(30),
        Decimal(30),
        Decimal(0),
    )
    assert finding.unit == "万元"


def test_the_totals_row_is_another_rule():
    findings = findings_of(
        column({"合计": "42.00", "208": "12.00", "212": "30.00", "21201": "10.00", "21202": "20.00"}, CLASSES)
    )
    assert only(findings, "H3-total-row").verdict == "exact"
    assert only(findings, "H1-rows").verdict == "exact"


def test_rounding_is_not_a_violation_and_counts_zeros_as_addends():
    finding = only(
        findings_of(
            column(
                {"工资福利支出": "21", "基本工资": "10", "津贴": "9", "奖金": "0"},
                dict.fromkeys(("基本工资", "津贴", "奖金"), "工资福利支出"),
                precision="1",
            )
        ),
        "H1-rows",
    )
    assert (finding.verdict, finding.residual, finding.bound) == ("rounding", Decimal(2), Decimal(2))


def test_blank_cells_are_no_addends():
    finding = only(
        findings_of(column({"合计": "22", "a": "10", "b": "10", "c": ""}, dict.fromkeys("abc", "合计"), precision="1")),
        "H3-total-row",
    )
    assert (finding.verdict, finding.bound) == ("violated", Decimal("1.5"))
    assert finding.severity == "error"
    assert finding.tier == "hard"


def test_a_total_without_reported_parts_is_not_applicable_rather_than_passed():
    finding = only(
        findings_of(
            column({"一、拨款": "1,953.85", "1.经费": "", "2.非税": ""}, {"1.经费": "一、拨款", "2.非税": "一、拨款"})
        ),
        "H1-rows",
    )
    assert finding.verdict == "not_applicable"


def test_a_blank_total_over_reported_parts_is_insufficient_data():
    finding = only(
        findings_of(column({"合计": "", "a": "1.00", "b": "2.00"}, dict.fromkeys("ab", "合计"))), "H3-total-row"
    )
    assert finding.verdict == "insufficient_data"


def test_zero_equals_blank_parts_in_an_empty_table_without_alarm():
    findings = findings_of(column({"合计": "0", "a": "", "b": ""}, dict.fromkeys("ab", "合计")))
    assert {f.verdict for f in of(findings, "H3-total-row")} <= {"exact", "not_applicable"}


def test_a_violation_says_the_printed_numbers_with_title_and_page_in_both_languages():
    figures = {"合计": "2,158", "智慧城管": "1,381", "培训": "27"}
    finding = only(
        findings_of(
            column(figures, {"智慧城管": "合计", "培训": "合计"}, precision="1"), reading([table(1, "项目支出总表")])
        ),
        "H3-total-row",
    )
    for message in (finding.message_zh, finding.message_en):
        assert all(text in message for text in ("2,158", "1,381", "27", "1,408", "项目支出总表"))
    assert "第1页" in finding.message_zh
    assert [t.value_reported for t in finding.terms] == ["2,158", "1,381", "27"]


def test_a_finding_keeps_its_id_when_rows_move_and_numbers_change():
    before = only(
        findings_of(column({"合计": "3.00", "a": "1.00", "b": "1.00"}, dict.fromkeys("ab", "合计"))), "H3-total-row"
    )
    after = only(
        findings_of(column({"合计": "9.00", "b": "4.00", "a": "5.00"}, dict.fromkeys("ab", "合计"), col=4)),
        "H3-total-row",
    )
    assert before.finding_id == after.finding_id
    assert before.numbers_hash != after.numbers_hash


def row(figures: dict[str, str], parents: dict[str, str], **columns: object) -> list[Observation]:
    cols = {label: col for col, label in enumerate(figures, start=1)}
    return [
        observed(
            printed,
            precision="0.01",
            row=3,
            row_label="行政运行",
            concept="2120101",
            col=cols[label],
            header_path=(label,),
            source_of_funds=label,
            col_role="total" if label == "总计" else "item",
            parent_col=cols.get(parents.get(label, "")),
            **columns,
        )
        for label, printed in figures.items()
    ]


def test_a_total_column_equals_its_source_columns():
    findings = findings_of(row({"总计": "10.00", "财政": "9.00", "其他": "2.00"}, {"财政": "总计", "其他": "总计"}))
    finding = only(findings, "H2-columns")
    assert (finding.verdict, finding.residual) == ("violated", Decimal(-1))


def test_a_sheet_that_continues_a_table_adds_its_columns_to_the_total_of_the_first():
    first = row({"总计": "10.00", "办公费": "3.00"}, {"办公费": "总计"}, table_no=1)
    second = row({"福利费": "7.00"}, {}, table_no=2)
    findings = findings_of([*first, *second], reading([table(1), table(2, continues_table_no=1)]))
    finding = only(findings, "H2-columns")
    assert (finding.verdict, len(finding.terms)) == ("exact", 3)


def test_percentages_are_not_added_up():
    figures = column({"合计": "100", "a": "30", "b": "30"}, dict.fromkeys("ab", "合计"), measure="change_pct", unit="%")
    assert of(findings_of(figures), "H3-total-row") == []


def test_parts_named_of_which_are_not_added_up():
    figures = column({"合计": "10.00", "a": "10.00", "其中：b": "4.00"}, {"a": "合计", "其中：b": "合计"})
    figures[2] = observed("4.00", row=3, col=1, row_label="其中：b", row_role="of_which", parent_row=1)
    assert only(findings_of(figures), "H3-total-row").verdict == "exact"


def test_a_change_of_a_part_may_be_more_than_that_of_its_whole():
    def change(whole: str, part: str) -> list[Observation]:
        of = {"col": 1, "measure": "change_abs", "period": "change"}
        return [
            observed(whole, row=1, concept="vehicle_total", **of),
            observed(part, row=2, concept="vehicle_purchase", row_role="of_which", parent_row=1, **of),
        ]

    assert of(findings_of(change("-40,456", "0")), "X2-of-which") == []


def test_a_total_in_the_last_panel_counts_the_classes_of_panels_without_one():
    def cell(
        printed: str, panel: int, label: str, row: int, role: str = "item", parent: int | None = None
    ) -> Observation:
        concept = label if role == "item" else "expenditure_current"
        kind = "basic" if role == "item" else "public"
        return observed(
            printed,
            precision="0.01",
            panel=panel,
            row=row,
            col=2 + 3 * panel,
            row_label=label,
            concept=concept,
            row_role=role,
            parent_row=parent,
            header_path=("决算数",),
            expenditure_type=kind,
            class_system="economic_department" if role == "item" else "none",
        )

    goods, total = cell("2,085.91", 1, "302", 1), cell("2,093.08", 2, "公用经费合计", 9, "total")
    personnel = [cell("900.00", 0, "301", 1, parent=9), cell("900.00", 0, "人员经费合计", 9, "total")]
    found = [
        f
        for f in findings_of([*personnel, goods, cell("7.17", 2, "310", 1, parent=9), total])
        if f.terms and f.terms[0].value_reported == "2,093.08"
    ]
    assert [f.verdict for f in found if f.invariant == "H3-total-row"] == ["exact"]


@pytest.mark.parametrize(("borne", "told"), [(1, [("violated", "warning")]), (0, [("not_applicable", "warning")])])
def test_quantities_of_unlike_goods_that_do_not_add_up_are_a_warning_where_amounts_bear_their_rows_out(
    borne: int, told: list[tuple[str, str]]
):
    shared = {
        "precision": "1",
        "measure": "count",
        "unit": "个",
        "table_family": "procurement",
        "row_borne": borne,
        "row_contradicted": 1,
    }
    figures = column({"合计": "7", "甲": "2", "乙": "4"}, {"甲": "合计", "乙": "合计"}, **shared)
    assert [(f.verdict, f.severity) for f in findings_of(figures) if f.invariant == "H3-total-row"] == told
