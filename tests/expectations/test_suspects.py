"""The wrong cell is named first, with the value that restores every sum that it takes part in."""

from __future__ import annotations

from decimal import Decimal

import pytest

from expectations.suspects.misreading import UNIT, kind_of, variants
from fiscal.model.contract import Observation
from fiscal.model.findings.rows import Finding
from tests.expectations.filing import findings_of, square
from tests.observing import observed

pytestmark = pytest.mark.expectations

CLEAN = [["60.00", "33.10", "26.90"], ["45.12", "31.00", "14.12"], ["14.88", "2.10", "12.78"]]


def violated(observations: list[Observation]) -> list[Finding]:
    return [f for f in findings_of(observations) if f.verdict == "violated"]


def changed(row: int, col: int, printed: str) -> list[Observation]:
    cells = [list(line) for line in CLEAN]
    cells[row][col] = printed
    return square(cells)


def test_a_clean_table_has_no_suspects():
    assert violated(square(CLEAN)) == []


@pytest.mark.parametrize(
    ("printed", "slip"),
    [
        ("64.12", "一位数字有误"),
        ("41.12", "颠倒"),
        ("-14.12", "正负号"),
        ("141,200.00", "一万倍"),
        ("141.20", "小数点"),
        ("99.99", "数字有误"),
    ],
)
def test_the_changed_cell_comes_first_with_its_right_value(printed: str, slip: str):
    observations = changed(1, 2, printed)
    findings = violated(observations)
    assert len(findings) == 2
    assert len({f.root_cause for f in findings}) == 1
    for finding in findings:
        (suspect,) = finding.suspects
        assert suspect.observation_id == observations[5].observation_id
        assert suspect.proposed_value == "14.12"
        assert slip in suspect.reason


def test_transposed_digits_are_called_so():
    (suspect,) = violated(changed(1, 0, "45.21"))[0].suspects
    assert "颠倒" in suspect.reason
    assert suspect.proposed_value == "45.12"


def test_a_total_in_the_place_of_a_part_is_called_so():
    (suspect,) = violated(changed(1, 2, "26.90"))[0].suspects
    assert "误填合计数" in suspect.reason
    assert suspect.proposed_value == "14.12"


def test_two_figures_in_each_others_column_are_both_named():
    cells = [list(line) for line in CLEAN]
    cells[1][1], cells[1][2] = cells[1][2], cells[1][1]
    observations = square(cells)
    findings = violated(observations)
    assert len(findings) == 2
    assert {s.observation_id for s in findings[0].suspects} == {
        observations[4].observation_id,
        observations[5].observation_id,
    }
    assert {s.proposed_value for s in findings[0].suspects} == {"31.00", "14.12"}
    assert "错列" in findings[0].suspects[0].reason


def test_causes_that_have_nothing_in_common_stay_apart():
    other = [
        observed(
            "9.00",
            table_no=2,
            row=r,
            col=1,
            row_label=f"x{r}",
            concept=f"x{r}",
            row_role="total" if not r else "item",
            parent_row=0 if r else None,
        )
        for r in range(3)
    ]
    findings = violated([*changed(1, 2, "41.12"), *other])
    assert len({f.root_cause for f in findings}) == 2


def test_a_report_confirmed_elsewhere_is_not_the_suspect():
    observations = [
        observed("10.00", row=0, col=1, concept="t", row_label="合计", row_role="total"),
        observed("4.00", row=1, col=1, concept="a", row_label="a", parent_row=0),
        observed("7.00", row=2, col=1, concept="b", row_label="b", parent_row=0),
        observed("10.00", table_no=2, concept="t"),
        observed("7.00", table_no=2, concept="b", row=2),
    ]
    (finding,) = violated(observations)
    (suspect,) = finding.suspects
    assert (suspect.observation_id, suspect.proposed_value) == (observations[1].observation_id, "3.00")


def test_two_figures_in_each_others_column_are_one_cause_though_other_tables_report_each():
    swapped = [list(line) for line in CLEAN]
    swapped[1][1], swapped[1][2] = swapped[1][2], swapped[1][1]
    elsewhere = [
        observed(
            CLEAN[1][c],
            precision="0.01",
            table_no=2,
            row=c,
            col=1,
            row_label=f"s{c}",
            concept="r1",
            source_of_funds=f"s{c}",
        )
        for c in (1, 2)
    ]
    findings = violated([*square(swapped), *elsewhere])
    assert {f.invariant for f in findings} == {"H3-total-row", "X1-tables-agree"}
    assert len({f.root_cause for f in findings}) == 1
    assert {s.proposed_value for s in findings[0].suspects} == {"31.00", "14.12"}


def test_of_two_figures_that_differ_by_their_sign_the_negative_one_is_doubted_first():
    pair = [observed(v, table_no=n, concept="t", row_label="总计") for n, v in ((1, "171.01"), (2, "-171.01"))]
    (finding,) = violated(pair)
    assert (finding.suspects[0].observation_id, finding.suspects[0].proposed_value) == (
        pair[1].observation_id,
        "171.01",
    )


def listed(table_no: int, total: str, *parts: str) -> list[Observation]:
    """A table of items a, b, … under their total."""
    rows = [("t", total), *zip("abc", parts, strict=False)]
    return [
        observed(
            printed,
            precision="0.01",
            table_no=table_no,
            row=r,
            col=1,
            row_label=name,
            concept=name,
            row_role="item" if r else "total",
            parent_row=0 if r else None,
        )
        for r, (name, printed) in enumerate(rows)
    ]


def test_a_figure_from_which_its_tables_total_was_made_is_named_with_it():
    wrong = listed(1, "1,518.05", "1,211.81", "306.24")
    findings = violated(
        [*wrong, *listed(2, "1,517.75", "1,211.51", "306.24"), *listed(3, "1,517.75", "1,211.51", "306.24")]
    )
    assert {f.invariant for f in findings} == {"X1-tables-agree"}
    assert len({f.root_cause for f in findings}) == 1
    suspects = findings[0].suspects
    assert [(s.observation_id, s.proposed_value) for s in suspects] == [
        (wrong[1].observation_id, "1,211.51"),
        (wrong[0].observation_id, "1,517.75"),
    ]


def test_a_total_that_two_other_places_contradict_alike_is_named_though_its_parts_bear_it_out():
    wrong = listed(1, "1,518.05", "1,211.81", "306.24")
    elsewhere = [observed("1,517.75", table_no=n, concept="t", row_label="合计", row=5) for n in (2, 3)]
    (finding,) = violated([*wrong, *elsewhere])
    assert [(s.observation_id, s.proposed_value) for s in finding.suspects] == [(wrong[0].observation_id, "1,517.75")]


@pytest.mark.parametrize(("unit", "total", "wrong"), [("万元", "48.46", 1), ("元", "484600.00", 1)])
def test_the_unit_that_a_table_has_not_is_the_wrong_one(unit: str, total: str, wrong: int) -> None:
    part = {"万元": "484,600.00", "元": "48.46"}[unit]
    observations = [
        observed(
            total, unit=unit, precision="0.01", row=0, col=1, row_label="资金总额", concept="project", row_role="total"
        ),
        observed(part, unit=unit, precision="0.01", row=1, col=1, row_label="财政拨款", concept="fiscal", parent_row=0),
    ]
    finding = violated(observations)[0]
    assert finding.suspects[0].observation_id == observations[wrong].observation_id
    assert "一万倍" in finding.suspects[0].reason


def test_a_rounded_amount_is_known_again_in_another_unit_and_a_small_one_is_not() -> None:
    assert kind_of(Decimal("436327217.55"), Decimal("43632.72"), 2) is UNIT
    assert kind_of(Decimal("0.01"), Decimal("123.45"), 2) is not UNIT
    assert Decimal("0") not in set(variants(Decimal("-0.24"), 2))
    assert all(abs(v) >= Decimal("0.01") for v in variants(Decimal("-0.24"), 2) if v)
