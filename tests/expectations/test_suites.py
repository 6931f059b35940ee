"""Great Expectations judges stored verdicts from their numbers and a stage's rows from the contract; its pages show values, never run them."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from expectations.data_docs import build_data_docs
from expectations.rules import catalogue
from expectations.suites import findings_frame, judge, judge_stage, rows_frame
from fiscal.model.contract import Finding, Observation
from tests.expectations.filing import column, findings_of
from tests.observing import observed

pytestmark = pytest.mark.expectations


def verdicts() -> list[Finding]:
    good = column({"合计": "32.00", "a": "12.00", "b": "20.00"}, dict.fromkeys("ab", "合计"))
    bad = column({"合计": "42.00", "<script>a": "12.00", "b": "20.00"}, {"<script>a": "合计", "b": "合计"}, table_no=2, concept="x")
    return findings_of([*good, *bad])


def test_unexpected_rows_are_exactly_the_violated_findings_rule_by_rule():
    findings = verdicts()
    judged = judge(findings_frame({"f": findings}))
    assert {j.invariant for j in judged.judgements} - {None} == {f.invariant for f in findings}
    for judgement in judged.judgements:
        if judgement.invariant is not None:
            own = [f for f in findings if f.invariant == judgement.invariant]
            assert set(judgement.unexpected) == {f.finding_id for f in own if f.verdict == "violated"}
            assert judgement.evaluated == len([f for f in own if f.residual is not None])
    assert not judged.success


def test_a_verdict_that_its_numbers_do_not_bear_out_is_caught():
    wrong = {f.finding_id for f in verdicts() if f.verdict == "violated"}
    findings = [replace(f, verdict="exact") if f.finding_id in wrong else f for f in verdicts()]
    (whole,) = [j for j in judge(findings_frame({"f": findings})).judgements if j.expectation == "expect_verdicts_to_follow_numbers"]
    assert not whole.success
    assert set(whole.unexpected) == wrong


def test_a_violation_hidden_in_the_numbers_fails_whatever_the_verdict_says():
    findings = [replace(f, verdict="exact", residual=Decimal(9)) if f.verdict == "exact" else f for f in verdicts()]
    judged = judge(findings_frame({"f": findings}))
    assert sum(not j.success for j in judged.judgements if j.invariant) >= 1
    (whole,) = [j for j in judged.judgements if j.expectation == "expect_verdicts_to_follow_numbers"]
    assert not whole.success


def test_a_percentage_that_its_quotient_rounds_to_is_borne_out_and_a_sum_that_is_off_is_not_exact():
    printed = replace(verdicts()[0], verdict="exact", lhs=Decimal("45"), rhs=Decimal("44.8878"), residual=Decimal("0.1122"), bound=Decimal("0.51"), unit="%")
    share, total = (replace(printed, finding_id=i, invariant=i, family=i[:2]) for i in ("N4-share", "H3-total-row"))
    (whole,) = [j for j in judge(findings_frame({"f": [share, total]})).judgements if j.expectation == "expect_verdicts_to_follow_numbers"]
    assert whole.unexpected == ("H3-total-row",)


def test_a_change_of_nothing_that_prints_no_amount_passes_and_an_amount_without_a_unit_does_not():
    level = observed("持平", measure="change_abs", value_state="text", value_yuan=Decimal(0), unit=None, precision_unit=None, low=None, high=None)
    failed = [j for j in judge_stage("observations", rows_frame({"f": [level]}, Observation)).judgements if not j.success]
    assert failed == []
    bare = [j for j in judge_stage("observations", rows_frame({"f": [replace(observed("3.00"), unit=None)]}, Observation)).judgements if not j.success]
    assert [j.said for j in bare] == ["unit: expect column values to not be null"]


def test_a_filing_without_a_decided_invariant_is_named():
    findings = verdicts()
    undecided = [replace(f, verdict="not_applicable", lhs=None, rhs=None, residual=None, bound=None) for f in findings]
    judged = judge(findings_frame({"checked": findings, "unchecked": undecided}))
    (checked,) = [j for j in judged.judgements if j.expectation == "expect_every_filing_checked"]
    assert checked.unexpected == ("unchecked",)


def test_sound_observations_pass_their_stage_suite():
    rows = [*column({"合计": "3.00", "a": "", "b": "3.00"}), observed("12", unit="辆", table_no=2, measure="count", class_system="asset")]
    failed = [j for j in judge_stage("observations", rows_frame({"f": rows}, Observation)).judgements if not j.success]
    assert failed == []


@pytest.mark.parametrize(
    "wrong",
    [{"measure": "guess"}, {"confidence": 1.5}, {"page": 0}, {"unit": None}, {"value_yuan": Decimal(999)}, {"observation_id": "same"}, {"value_state": "number?"}],
)
def test_an_unsound_observation_fails_its_stage_suite(wrong: dict[str, object]):
    rows = [replace(observed("3.00"), **wrong) for _ in range(2)]
    failed = [j for j in judge_stage("observations", rows_frame({"f": rows}, Observation)).judgements if not j.success]
    assert len(failed) == 1
    assert failed[0].severity == "error"


def test_stored_findings_pass_their_stage_suite():
    failed = [j for j in judge_stage("findings", rows_frame({"f": verdicts()}, Finding)).judgements if not j.success]
    assert failed == []


def test_pages_show_every_rule_and_run_nothing(tmp_path: Path):
    index = build_data_docs(judge(findings_frame({"<script>alert(1)</script>": verdicts()})), tmp_path)
    results = sorted((tmp_path / "validations").rglob("*.html"))
    pages = [p.read_text("utf-8") for p in results]
    for page in (index.read_text("utf-8"), *pages):
        assert "<script" not in page
        assert not re.search(r"(?:src|href|url\()\W*(?:https?:)?//", page)
    assert {(tmp_path / link).resolve() for link in re.findall(r'href="([^"]+)"', index.read_text("utf-8"))} == set(results)
    assert all((result.parent / link).resolve() == index for result, page in zip(results, pages, strict=True) for link in re.findall(r'href="([^"]+)"', page))
    assert all(any(rule.id in page for page in pages) for rule in catalogue().rules)
