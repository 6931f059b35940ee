"""Great Expectations judges: its metrics give every instance its verdict and name the unsound rows of a stage; its
pages show values, never run them.
"""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from expectations.catalogue.rules import catalogue
from expectations.claims.verdict import Claim, Outcome
from expectations.evaluation import evaluate
from expectations.filing.case import Case
from expectations.gates.gate import decide
from expectations.gates.soundness import soundness
from expectations.judge import gx_metrics
from expectations.judge.data_docs import build_data_docs
from expectations.judge.suites import Bench, judge_stage
from fiscal.model.contract import Observation
from fiscal.model.findings.rows import Finding
from tests.expectations.filing import IDENTITY, column, findings_of, reading, table
from tests.observing import observed

pytestmark = pytest.mark.expectations


def figures() -> list[Observation]:
    good = column({"合计": "32.00", "a": "12.00", "b": "20.00"}, dict.fromkeys("ab", "合计"))
    bad = column(
        {"合计": "42.00", "<script>a": "12.00", "b": "20.00"},
        {"<script>a": "合计", "b": "合计"},
        table_no=2,
        concept="x",
    )
    return [*good, *bad]


def judged_by(bench: Bench, observations: list[Observation] | None = None) -> list[Finding]:
    return evaluate(
        Case("test-2022-budget", IDENTITY, reading([table(1), table(2)]), observations or figures()), judge=bench.judge
    )


def failures(dataset: str, rows: list[Observation] | list[Finding]) -> list[str]:
    return [j.said.partition(" ")[0] for j in judge_stage(dataset, rows).judgements if not j.success]


def test_the_judge_finds_what_the_arithmetic_finds_and_fails_the_rules_that_are_broken():
    bench = Bench()
    observations = figures()
    findings = judged_by(bench, observations)
    assert findings == findings_of(observations, reading([table(1), table(2)]))
    assert "violated" in {f.verdict for f in findings}
    by_rule = {j.invariant: j for j in bench.judged.judgements}
    assert set(by_rule) == {f.invariant for f in findings}
    for rule, judgement in by_rule.items():
        own = [f for f in findings if f.invariant == rule]
        assert judgement.evaluated >= judgement.failed >= sum(f.verdict in ("violated", "explained") for f in own)
        assert judgement.success == (judgement.failed == 0)
    assert not all(judgement.success for judgement in by_rule.values())


def test_what_the_metric_says_is_the_verdict(monkeypatch: pytest.MonkeyPatch):
    def none_holds(claims: list[Claim]) -> list[Outcome]:
        return [Outcome("violated", Decimal(9), Decimal(0), Decimal(9), Decimal(0), c.unit) for c in claims]

    monkeypatch.setattr(gx_metrics, "outcomes_of", none_holds)
    findings = judged_by(Bench())
    assert "exact" in {f.verdict for f in findings_of(figures())}
    assert {(f.verdict, f.residual) for f in findings} <= {
        ("violated", Decimal(9)),
        ("explained", Decimal(9)),
        ("insufficient_data", None),
    }
    assert any(f.verdict == "violated" for f in findings)


def test_no_verdict_is_had_without_the_metric(monkeypatch: pytest.MonkeyPatch):
    from great_expectations.exceptions import MetricProviderError
    from great_expectations.expectations import registry

    judged_by(Bench())
    metrics = {
        name: metric for name, metric in registry._registered_metrics.items() if name != "table.outcomes_by_rule"
    }
    monkeypatch.setattr(registry, "_registered_metrics", metrics)
    with pytest.raises(MetricProviderError, match="outcomes_by_rule"):
        judged_by(Bench())


def test_an_instance_that_is_not_judged_makes_no_finding():
    with pytest.raises(ValueError, match="no verdict without judgement"):
        evaluate(Case("f", IDENTITY, reading([table(1), table(2)]), figures()), judge=list)


def test_sound_stages_pass_their_suites():
    rows = [
        *column({"合计": "3.00", "a": "", "b": "3.00"}),
        observed("12", unit="辆", table_no=2, measure="count", class_system="asset"),
    ]
    assert failures("observations", rows) == []
    assert failures("findings", findings_of(figures())) == []


def test_a_change_of_nothing_that_prints_no_amount_passes_and_an_amount_without_a_unit_does_not():
    level = observed(
        "持平",
        measure="change_abs",
        value_state="text",
        value_yuan=Decimal(0),
        unit=None,
        precision_unit=None,
        low=None,
        high=None,
    )
    assert failures("observations", [level]) == []
    assert failures("observations", [replace(observed("3.00"), unit=None)]) == ["金额均有单位和精度。"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"measure": "guess"},
        {"confidence": 1.5},
        {"page": 0},
        {"unit": None},
        {"value_yuan": Decimal(999)},
        {"observation_id": "same"},
        {"value_state": "number?"},
        {"quote": None},
    ],
)
def test_an_unsound_observation_is_named_and_stops_the_filing(wrong: dict[str, object]):
    rows = [replace(observed("3.00"), **wrong) for _ in range(2)]
    judged = judge_stage("observations", rows)
    assert len(judged.broken) == 1
    finding = soundness("f", "observations", judged)
    assert (finding.verdict, finding.severity, finding.tier) == ("violated", "error", "extraction")
    assert all(
        row.partition(" ")[0] in {o.observation_id for o in rows} for row in (t.value_reported for t in finding.terms)
    )
    gate = decide([replace(finding, state="acknowledged")], rows, [], IDENTITY)
    assert (gate.state, gate.reason_code) == ("quarantined", "stage_unsound")
    assert all(rows[0].observation_id in (said or "") for said in (gate.reason_zh, gate.reason_en))


def test_sound_rows_are_a_finding_that_holds_and_stops_nothing():
    finding = soundness("f", "observations", judge_stage("observations", figures()))
    assert (finding.verdict, finding.terms) == ("exact", ())
    assert decide([finding], figures(), [], IDENTITY).state == "published"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"verdict": "exact"}, "结论与其数字一致。"),
        ({"verdict": "unjudged"}, "各值均在词表之内。"),
        ({"residual": Decimal(11)}, "差额等于左右两数之差。"),
        ({"finding_id": "same"}, "没有重复的行。"),
        ({"message_zh": None}, "必填各列均有值。"),
    ],
)
def test_a_finding_that_contradicts_itself_is_caught(wrong: dict[str, object], said: str):
    findings = [replace(f, **wrong) if f.verdict == "violated" else f for f in findings_of(figures())]
    assert said in failures("findings", [*findings, *([findings[-1]] if "finding_id" in wrong else [])])


def test_a_percentage_that_its_quotient_rounds_to_is_borne_out_and_a_sum_that_is_off_is_not_exact():
    printed = replace(
        findings_of(figures())[0],
        verdict="exact",
        lhs=Decimal("45"),
        rhs=Decimal("44.8878"),
        residual=Decimal("0.1122"),
        bound=Decimal("0.51"),
        unit="%",
    )
    share, total = (replace(printed, finding_id=i, invariant=i, family=i[:2]) for i in ("N4-share", "H3-total-row"))
    (broken,) = judge_stage("findings", [share, total]).broken
    assert broken.unexpected == ("H3-total-row",)


def test_a_filing_without_a_decided_invariant_is_warned_of():
    undecided = [
        replace(f, verdict="not_applicable", lhs=None, rhs=None, residual=None, bound=None)
        for f in findings_of(figures())
    ]
    judged = judge_stage("findings", undecided)
    assert [(j.severity, j.said.partition(" ")[0]) for j in judged.judgements if not j.success] == [
        ("warning", "每份文件至少有一项勾稽可核对。")
    ]
    assert judged.broken == []


def test_pages_show_every_rule_that_was_judged_and_run_nothing(tmp_path: Path):
    bench = Bench()
    findings = judged_by(bench)
    index = build_data_docs([*bench.judged.results, *judge_stage("observations", figures()).results], tmp_path)
    results = sorted((tmp_path / "validations").rglob("*.html"))
    pages = [p.read_text("utf-8") for p in results]
    for page in (index.read_text("utf-8"), *pages):
        assert "<script" not in page
        assert not re.search(r"(?:src|href|url\()\W*(?:https?:)?//", page)
    assert {(tmp_path / link).resolve() for link in re.findall(r'href="([^"]+)"', index.read_text("utf-8"))} == set(
        results
    )
    assert all(
        (result.parent / link).resolve() == index
        for result, page in zip(results, pages, strict=True)
        for link in re.findall(r'href="([^"]+)"', page)
    )
    assert all(
        any(rule in page and catalogue().rule(rule).statement_zh in page for page in pages)
        for rule in {f.invariant for f in findings}
    )
    assert any("&lt;script" in page for page in pages) or not any(
        "<script>" in t.label for f in findings if f.verdict == "violated" for t in f.terms[:1]
    )
