"""What holds and what does not: every accounting invariant of the catalogue, evaluated on one filing."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

import dagster as dg

from assets.per_filing import Check, Done, filing_asset
from assets.showing import as_text, files, link, previewed
from assets.stages import VERDICTS, called_by_sources
from expectations.catalogue.rules import FAMILIES
from expectations.evaluation import evaluate
from expectations.filing.case import Case
from expectations.gates.soundness import soundness
from expectations.gates.waivers import Acknowledged, acknowledge, read_waivers
from expectations.judge import suites
from expectations.judge.data_docs import build_data_docs
from expectations.judge.suites import Judged
from fiscal.discovery.details.told import Told, told_of
from fiscal.intake.kept_readings import opened
from fiscal.model.amounts import DIRECTION
from fiscal.model.findings.rows import Finding
from fiscal.model.places import Leaf, page_no
from fiscal.storage.filing import FilingFiles

_SHOWN = 20


def _pages(finding: Finding) -> tuple[str, ...]:
    return tuple(
        page_no(leaf) for leaf in sorted({Leaf(t.part_no, t.page) for t in finding.terms if t.page is not None})
    )


_COLUMNS: dict[str, Callable[[Finding], object]] = {
    "severity": lambda f: f.severity,
    "message_zh": lambda f: f.message_zh,
    "page": _pages,
    "state": lambda f: f.state,
    "finding_id": lambda f: f.finding_id,
}
FAMILY_CHECKS = {re.sub(r"\W", "_", f"{family}_{en}"): f"{zh} · {en}" for family, (zh, en) in FAMILIES.items()}
SUITE_CHECKS = {
    "gx_extracted_tables": "Great Expectations：提取的表格完整、无重复 · extracted tables are complete, no cell twice",
    "gx_observations": (
        "Great Expectations：观测值齐备，精确值在其舍入区间内 · observations are complete, exact values lie in their"
        " intervals"
    ),
    "gx_findings": "Great Expectations：各结论与其数字一致 · verdicts follow from their numbers",
}


@filing_asset(
    VERDICTS, owner="team:expectations", kinds={"greatexpectations", "parquet"}, checks=FAMILY_CHECKS | SUITE_CHECKS
)
def verdicts(filing: FilingFiles) -> Done:
    """逐条评估勾稽关系：成立、舍入差异、可解释或不成立，连同双方数字、差额、允许的舍入差和最可能有误的单元格；每一项均由
    Great Expectations 判定，没有判定就没有结论。 各阶段数据不符合约定的，整份文件隔离。检查项只作展示，关卡在 facts。

    Every accounting invariant judged by Great Expectations: it holds, holds within rounding, is explained or violated,
    with both numbers, the difference, the bound and the likeliest wrong cells; there is no verdict without its
    judgement. So are the rows of the stages. The checks show it; what is stopped is decided in `facts`."""
    (reading, identity), observations = opened(filing), filing.read("observations")
    bench = suites.Bench()
    found = (
        []
        if identity.is_compilation
        else evaluate(
            Case(filing.filing_id, identity, reading, observations, _told_by_sources(filing)), judge=bench.judge
        )
    )
    acknowledged = acknowledge(found, read_waivers(filing.root.store), datetime.now(UTC).date())
    rows: dict[str, Sequence[Any]] = {
        "extracted_tables": filing.read("extracted_tables"),
        "observations": observations,
        "findings": acknowledged.findings,
    }
    stages = {dataset: suites.judge_stage(dataset, rows[dataset]) for dataset in suites.STAGES}
    findings = [
        *acknowledged.findings,
        *(soundness(filing.filing_id, dataset, judged) for dataset, judged in stages.items()),
    ]
    docs = filing.root.work / "data_docs" / filing.filing_id
    build_data_docs([*bench.judged.results, *(r for judged in stages.values() for r in judged.results)], docs)
    filing.root.share(docs)
    shown = {
        "dagster/row_count": filing.write("findings", findings),
        "preview_violated": previewed(_worst_first(findings), _COLUMNS, _SHOWN),
        **files(filing, VERDICTS.datasets),
        **_lapsed(acknowledged),
        **dict(sorted(Counter(f.verdict for f in findings).items())),
    }
    by_suite = zip(SUITE_CHECKS, stages.values(), strict=True)
    families = [_check(name, [f for f in findings if f.family == name[:2]], filing) for name in FAMILY_CHECKS]
    return Done(shown, [*families, *(_suite_check(name, result) for name, result in by_suite)])


def _told_by_sources(filing: FilingFiles) -> tuple[Told, ...]:
    return tuple(told_of(name, title) for name, title in called_by_sources(filing))


def _lapsed(acknowledged: Acknowledged) -> dict[str, str]:
    """What acknowledgements of this filing's findings no longer stand, and why."""
    return {"waivers_lapsed": "；".join(lapse.said for lapse in acknowledged.lapsed)} if acknowledged.lapsed else {}


def _suite_check(name: str, judged: Judged) -> Check:
    failed = [j for j in judged.judgements if not j.success]
    text = f"{len(failed)} 条不成立 / {len(failed)} fail" if failed else "成立 / holds"
    shown: dict[str, Any] = {"expectations": len(judged.judgements), "failed": len(failed)}
    if failed:
        lines = [
            f"- {j.severity} {as_text(j.said)} ({j.failed}): {as_text(', '.join(j.unexpected[:5]))}"
            for j in failed[:_SHOWN]
        ]
        shown["violated"] = dg.MetadataValue.md("\n".join(lines))
    return Check(name, not failed, any(j.severity == "error" for j in failed), text, shown)


def _check(name: str, findings: Sequence[Finding], filing: FilingFiles) -> Check:
    left = [f for f in findings if f.verdict == "violated" and f.state == "open" and f.severity in ("error", "warning")]
    left.sort(key=lambda f: f.severity)
    errors = sum(f.severity == "error" for f in left)
    text = f"{left[0].message_zh} / {left[0].message_en}" if left else "成立 / holds"
    shown: dict[str, Any] = {"evaluated": len(findings), "errors": errors, "warnings": len(left) - errors}
    if left:
        report = f"reports/{filing.filing_id}.html"
        shown |= {
            "violated": dg.MetadataValue.md(
                "\n".join(_line(f, link(report, f"f-{f.finding_id}")) for f in left[:_SHOWN])
            ),
            "numbers": dg.MetadataValue.table([_numbers(f) for f in left[:_SHOWN]]),
            "evidence": link(report, f"f-{left[0].finding_id}"),
            "file_evidence": dg.PathMetadataValue(f"{filing.root.location}/{report}"),
        }
    return Check(name, not left, errors > 0, text, shown)


def _numbers(finding: Finding) -> dg.TableRecord:
    """Both numbers of a finding, their difference and what rounding allows, as a row of a table."""
    told = {
        name: "" if value is None else f"{value.normalize():,f}"
        for name, value in (
            ("lhs", finding.lhs),
            ("rhs", finding.rhs),
            ("residual", finding.residual),
            ("bound", finding.bound),
        )
    }
    return dg.TableRecord(
        {"invariant": finding.invariant, **told, "unit": finding.unit or "", "pages": ", ".join(_pages(finding))}
    )


def _line(finding: Finding, place: dg.UrlMetadataValue) -> str:
    """A list item in markdown: the rule in words, with the numbers and what rounding allows; its id leads to its place
    in the report.
    """
    figures = (
        f"（差额 {finding.residual:f}，允许舍入 {finding.bound or 0:f} {finding.unit or ''}）"
        if finding.residual is not None and finding.unit != DIRECTION
        else ""
    )
    return (
        f"- {finding.severity} [{finding.finding_id}]({place.url}):"
        f" {as_text(f'{finding.message_zh}{figures} / {finding.message_en}')}"
    )


def _worst_first(findings: Sequence[Finding]) -> list[Finding]:
    severities = ("error", "warning", "info")
    violated = [f for f in findings if f.verdict == "violated"]
    return sorted(violated, key=lambda f: (f.state != "open", severities.index(f.severity)))
