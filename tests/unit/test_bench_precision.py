"""Labels of findings, the precision that follows from them, and slips planted into a filing."""

from __future__ import annotations

import json
import random
from collections import Counter
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from benchmarks.planting.kinds import KINDS
from benchmarks.planting.plant import clean, draw, tally, verdict_on
from benchmarks.precision import measured_of, outcome_of
from benchmarks.scoring.explanations import MOST_A_LABEL, Explained, held_against
from benchmarks.scoring.filings import Judged, judged, reading_of
from benchmarks.scoring.labels import ENOUGH, LABELS, Label, Precision, labels, lines_of, matched, precision, summed
from benchmarks.scoring.precision_page import page
from expectations.catalogue.rules import FAMILIES
from fiscal.model.amounts import parse_amount
from fiscal.model.findings.rows import Finding
from fiscal.model.reading import Reading
from tests.filings import budget
from tests.readings import reading, sheet
from tests.rows import term, violated

pytestmark = pytest.mark.unit


def finding(id_: str, numbers: str = "n", rule: str = "H1-rows", severity: str = "error") -> Finding:
    return violated(
        finding_id=id_,
        invariant=rule,
        family=rule[:2],
        severity=severity,
        terms=(term("1", observation_id="o"),),
        numbers_hash=numbers,
    )


def label(id_: str, verdict: str = "false", numbers: str = "n", rule: str = "H1-rows") -> Label:
    return Label("f" * 64, "某局 2024", rule, id_, numbers, verdict, "部门行与其单位重复相加")


def test_a_label_is_found_by_id_or_by_rule_and_printed_figures() -> None:
    found, gone = matched(
        [finding("a", "1"), finding("new", "2"), finding("c", "3")],
        [label("a", numbers="1"), label("old", numbers="2"), label("d", numbers="4")],
    )
    assert {k: v.finding for k, v in found.items()} == {"a": "a", "new": "old"}
    assert [x.finding for x in gone] == ["d"]


def test_a_label_is_not_taken_over_by_other_figures_or_another_rule() -> None:
    assert (
        matched([finding("a", "changed"), finding("b", "1", rule="H3-total-row")], [label("a", numbers="1")])[0] == {}
    )


def test_precision_counts_what_is_told_now_and_names_what_no_longer_is() -> None:
    told = [finding("a", "1"), finding("b", "2"), finding("c", "3"), finding("d", "4")]
    by_rule = precision(
        told,
        [
            label("a", "true", "1"),
            label("b", "false", "2"),
            label("c", "debatable", "3"),
            label("x", "true", "8"),
            label("y", "false", "9"),
        ],
    )
    entry = by_rule["H1-rows/error"]
    assert (entry.told, entry.true, entry.false, entry.debatable, entry.lost, entry.mended) == (4, 1, 1, 1, 1, 1)
    assert entry.precision == 0.5
    assert summed([by_rule, by_rule])["H1-rows/error"].told == 8


@pytest.mark.parametrize(
    ("true", "false", "severity", "warning"),
    [
        (ENOUGH - 3, 3, "error", True),
        (ENOUGH - 2, 2, "error", False),
        (0, ENOUGH - 1, "error", False),
        (0, ENOUGH, "warning", False),
    ],
)
def test_an_error_rule_is_distrusted_below_nine_in_ten_of_twenty_looks(
    true: int, false: int, severity: str, warning: bool
) -> None:
    assert Precision(severity, told=true + false, true=true, false=false).must_be_warning is warning


def test_labels_are_kept_as_lines_and_refused_without_a_verdict_a_reason_or_twice(tmp_path: Path) -> None:
    file = tmp_path / "h_hierarchy.jsonl"
    file.write_text(lines_of([label("a"), label("b", "true")]))
    assert [x.finding for x in labels(tmp_path)] == ["a", "b"]
    for wrong in (
        [replace(label("a"), why=" ")],
        [replace(label("a"), verdict="maybe")],
        [label("a"), label("a", "true")],
        [label("a", "agreed")],
        [replace(label("a"), explained_by="carried_over")],
        [replace(label("a", "agreed"), explained_by=code) for code in ("carried_over", "own_precision")],
    ):
        file.write_text(lines_of(wrong))
        with pytest.raises(ValueError, match=r"says (true, false|agreed, other)|labelled twice"):
            labels(tmp_path)


def explained(id_: str, numbers: str, code: str = "carried_over") -> Finding:
    return replace(
        finding(id_, numbers), verdict="explained", severity="info", explained_by=f"{code}: 含结转 / balances"
    )


def seen(id_: str, verdict: str, numbers: str, code: str = "carried_over") -> Label:
    return replace(label(id_, verdict, numbers), explained_by=code)


def test_what_is_explained_is_held_against_the_looks_at_the_same_explanation() -> None:
    findings = [explained(c, c) for c in "abcd"] + [explained("e", "e", "own_precision")]
    known = [
        seen("a", "agreed", "a"),
        seen("b", "other_reason", "b"),
        seen("was-c", "wrongly_explained", "c"),
        seen("e", "agreed", "e"),
        label("d", "false", "d"),
    ]
    by_code, unseen = held_against(findings, known)
    balances, precise = by_code["carried_over"], by_code["own_precision"]
    assert (balances.explained, balances.looked_at, balances.verdicts, balances.a_label) == (4, 3, (1, 1, 1), 4.0)
    assert (precise.explained, precise.looked_at, precise.a_label) == (1, 0, None)
    assert [f.finding_id for f in unseen] == ["d", "e"]


@pytest.mark.parametrize(
    ("count", "agreed", "unproven"), [(MOST_A_LABEL, 1, False), (MOST_A_LABEL + 1, 1, True), (1, 0, True)]
)
def test_a_defence_may_explain_ten_times_what_people_agreed_with(count: int, agreed: int, unproven: bool) -> None:
    entry = Explained(Counter({"H1-rows": count}), Counter(agreed=agreed, wrongly_explained=2))
    assert entry.unproven is unproven


def test_a_label_of_what_is_explained_is_none_of_what_is_told(tmp_path: Path) -> None:
    (tmp_path / "h.jsonl").write_text(lines_of([label("a", "false", "a"), seen("a", "agreed", "a")]))
    known = labels(tmp_path)
    assert [x.explained_by for x in known] == ["", "carried_over"]
    entry = precision([], known)["H1-rows/error"]
    assert (entry.lost, entry.mended) == (0, 1)


def test_the_labels_that_are_kept_are_sound_and_stand_beside_the_rules_of_their_file() -> None:
    for kept in labels():
        assert len(kept.sha256) == 64
        assert kept.rule.partition("-")[0] in FAMILIES, f"{kept.finding} is of no family of rules"
    for file in LABELS.glob("*.jsonl"):
        of_the_file = (LABELS.parents[1] / "expectations" / "catalogue" / f"{file.stem}.yaml").read_text("utf-8")
        families = {json.loads(line)["rule"].partition("-")[0] for line in file.read_text("utf-8").splitlines()}
        assert all(f"family: {family}\n" in of_the_file for family in families)


@pytest.fixture(scope="module")
def filing(tmp_path_factory: pytest.TempPathFactory) -> Judged:
    place = tmp_path_factory.mktemp("filing")
    (place / "a.pdf").write_bytes(budget())
    kept = reading_of(place / "a.pdf", place)
    assert isinstance(kept, Reading)
    return judged("f", kept)


@pytest.mark.parametrize("kind", ["digit", "transposed", "sign", "ten_thousand", "whole_and_part"])
def test_a_slip_stands_in_the_cells_and_is_found(filing: Judged, kind: str) -> None:
    ground = clean(filing)
    slip = draw(ground, kind, random.Random(1))
    assert slip is not None
    texts = {(t.table_no, c.row, c.col): c.text for t in slip.reading.tables for c in t.cells}
    for o in slip.changed.values():
        assert o.table_no is not None
        assert o.row is not None
        assert o.col is not None
        assert (
            parse_amount(texts[o.table_no, o.row, o.col])
            == parse_amount(o.value_reported)
            != parse_amount(ground.net.observations[o.observation_id].value_reported)
        )
    verdict = verdict_on(ground, slip)
    assert verdict.provable
    assert verdict.found
    assert not verdict.explained


def test_a_filing_is_not_told_of_what_stood_in_it_before(filing: Judged) -> None:
    ground = clean(judged("f", filing.case.reading))
    assert ground.told == clean(filing).told
    assert ground.cells
    assert all(ground.net.observations[c].table_no is not None for c in ground.cells)


def test_a_slip_that_fits_its_table_changes_the_totals_with_it() -> None:
    rows = (
        "科目编码|科目名称|合计|基本支出|项目支出",
        "|合计|30.00|20.00|10.00",
        "201|一般公共服务支出|18.00|12.00|6.00",
        "208|社会保障和就业支出|12.00|8.00|4.00",
    )
    sheets = [sheet("表3 支出总表", *rows, number=1), sheet("表5 一般公共预算支出表", *rows, number=2)]
    ground = clean(judged("f", reading("某市某局2024年部门预算", "表中收入均为一般公共预算拨款。", tables=sheets)))
    slip = draw(ground, "across_tables", random.Random(1))
    assert slip is not None
    assert len(slip.changed) > 1
    _, broken = ground.net.after({i: o.amount for i, o in slip.changed.items() if o.amount is not None})
    tables = {
        frozenset(ground.net.observations[c].table_no for c in r.weights)
        for r in ground.net.relations
        if r.index in broken
    }
    assert tables
    assert all(len(t) > 1 for t in tables)


def test_shares_of_slips_are_of_those_that_rounding_cannot_hide(filing: Judged) -> None:
    ground = clean(filing)
    slip = draw(ground, "digit", random.Random(1))
    assert slip is not None
    seen = verdict_on(ground, slip)
    counts = tally([("digit", seen), ("digit", replace(seen, provable=False))])
    assert counts["digit"] == counts["all"]
    assert (counts["all"]["slips"], counts["all"]["provable"], counts["all"]["found"]) == (2, 1, 1)
    assert set(KINDS) >= {"digit", "another_year", "across_tables"}


@pytest.mark.ocr
def test_a_filing_is_measured_and_the_page_says_what_is_not_looked_at(tmp_path: Path) -> None:
    pdf = tmp_path / "甲.pdf"
    pdf.write_bytes(budget(total="160.00"))
    first = outcome_of(pdf, [], 0, tmp_path / "kept")
    assert first.unlabelled
    known = [
        Label(**{k: v for k, v in e.items() if k in Label.__slots__} | {"verdict": "true", "why": "合计与各项之和不符"})
        for e in first.unlabelled
    ]
    assert asdict(known[0])["rule"]
    second = outcome_of(pdf, known, 1, tmp_path / "kept")
    assert second.unlabelled == []
    measured = measured_of([second])
    assert measured.over("error").precision == 1.0
    assert measured.states == Counter({second.state: 1})
    assert "100% true" in page(measured)
    gone = outcome_of(pdf, [*known, replace(known[0], finding="another", numbers="other")], 0, tmp_path / "kept")
    assert [x.finding for x in gone.lost] == ["another"]
