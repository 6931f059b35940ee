"""What a filing's new version has changed of its facts: values, what appeared, what is gone; a finding each.

What relates different filings is left to `across`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from expectations.catalogue.rules import catalogue
from expectations.claims.sentences import grouped
from expectations.claims.verdict import ONE, ZERO
from fiscal.model.contract import Fact
from fiscal.model.findings.rows import Finding, Term


def restated(filing_id: str, before: Sequence[Fact], after: Sequence[Fact]) -> list[Finding]:
    """What a re-published filing says otherwise than its earlier version did: one finding a fact that changed, appeared
    or went, family `restatement`.
    """
    earlier, later = {f.fact_id: f for f in before}, {f.fact_id: f for f in after}
    found: list[Finding] = []
    for fact_id in dict.fromkeys([*later, *earlier]):
        then, now = earlier.get(fact_id), later.get(fact_id)
        if then is None or now is None or (then.value_yuan, then.value_native) != (now.value_yuan, now.value_native):
            found.append(_restatement(filing_id, fact_id, then, now))
    return found


def _restatement(filing_id: str, fact_id: str, then: Fact | None, now: Fact | None) -> Finding:
    known = now or then
    assert known is not None
    old, new = (_reported(then), _reported(now))
    (old_zh, old_en), (new_zh, new_en) = (_told(fact) for fact in (then, now))
    label = known.concept_label or known.concept
    rule = catalogue().rule("Y1-restated")
    lhs, rhs = (now.value_native if now else None), (then.value_native if then else None)
    return Finding(
        finding_id=hashlib.sha256(f"{filing_id}\x1f{rule.id}\x1f{fact_id}".encode()).hexdigest()[:24],
        invariant=rule.id,
        family="restatement",
        verdict="violated",
        severity=rule.severity,
        tier=rule.tier,
        lhs=lhs,
        rhs=rhs,
        residual=lhs - rhs if lhs is not None and rhs is not None else None,
        bound=ZERO if lhs is not None and rhs is not None else None,
        unit=known.unit,
        terms=tuple(_restated_term(f, s) for f, s in ((now, new), (then, old)) if f is not None),
        suspects=(),
        root_cause=f"restated-{filing_id}"[:64],
        message_zh=f"{rule.name_zh}：“{label}”由 {old_zh} 改为 {new_zh}。",
        message_en=f"{rule.name_en}: {label} was {old_en}, now {new_en}.",
        numbers_hash=hashlib.sha256(f"{old}×{new}".encode()).hexdigest()[:16],
    )


def _reported(fact: Fact | None) -> str:
    return f"{fact.sources[0].value_reported}{fact.unit or ''}" if fact is not None and fact.sources else "（无 none）"


def _told(fact: Fact | None) -> tuple[str, str]:
    """What a fact was reported as, in both languages."""
    if fact is None or not fact.sources:
        return "未列", "not reported"
    printed = f"{grouped(fact.sources[0].value_reported.strip())}{fact.unit or ''}"
    return printed, printed


def _restated_term(fact: Fact, reported: str) -> Term:
    source = fact.sources[0]
    return Term(
        observation_id=source.observation_id,
        label=fact.concept_label or fact.concept,
        value_reported=reported,
        quote=source.quote,
        weight=ONE,
        table_no=source.table_no,
        row=source.row,
        col=source.col,
        page=source.page,
        part_no=source.part_no,
    )
