"""What a source calls a filing, held against what the filing prints: another year or kind means that the wrong file was attached, or a title left from last year.

What a title says is told by `fiscal.discovery`; bodies are named in too many ways in titles to be held against each other.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from expectations.catalogue.rules import catalogue
from fiscal.discovery.details.told import told
from fiscal.model.contract import Filing, Finding
from fiscal.model.vocabulary import DOC_KINDS

_RULE = "Y1-source-title"


def against_titles(filing_id: str, row: Filing, titles: Iterable[str]) -> list[Finding]:
    """One finding for each title that names another year or another kind than the filing prints; what either does not say is not held against the other."""
    found = {title: _differences(row, title) for title in dict.fromkeys(titles)}
    return [_finding(filing_id, title, differences) for title, differences in found.items() if differences]


def _differences(row: Filing, title: str) -> list[tuple[str, str, str, str]]:
    """Chinese and English name of what differs, what the title says, what the filing prints."""
    says = told(title)
    found: list[tuple[str, str, str, str]] = []
    if says.fiscal_year and row.fiscal_year and says.fiscal_year != row.fiscal_year:
        found.append(("年度", "year", str(says.fiscal_year), str(row.fiscal_year)))
    if says.doc_kind and row.doc_kind and says.doc_kind != row.doc_kind:
        found.append(("类型", "kind", DOC_KINDS[says.doc_kind], DOC_KINDS[row.doc_kind]))
    return found


def _finding(filing_id: str, title: str, differences: list[tuple[str, str, str, str]]) -> Finding:
    rule = catalogue().rule(_RULE)
    zh = "，".join(f"{name}“{says}”，文件印为“{prints}”" for name, _, says, prints in differences)
    en = ", ".join(f"{name} {says}, the filing prints {prints}" for _, name, says, prints in differences)
    return Finding(
        finding_id=hashlib.sha256(f"{filing_id}\x1f{rule.id}\x1f{title}".encode()).hexdigest()[:24],
        invariant=rule.id,
        family=rule.family,
        verdict="violated",
        severity=rule.severity,
        tier=rule.tier,
        lhs=None,
        rhs=None,
        residual=None,
        bound=None,
        unit=None,
        terms=(),
        suspects=(),
        root_cause=f"title-{filing_id}"[:64],
        message_zh=f"{rule.name_zh}：来源标题《{title}》的{zh}。",
        message_en=f"{rule.name_en}: the title {title} says {en}.",
        numbers_hash=hashlib.sha256(zh.encode()).hexdigest()[:16],
    )
