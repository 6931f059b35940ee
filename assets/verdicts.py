"""What holds and what does not: every accounting invariant of the catalogue, evaluated on one filing."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from assets.per_filing import Check, Done, filing_asset
from assets.stages import VERDICTS
from expectations.case import Case
from expectations.evaluation import evaluate
from expectations.rules import FAMILIES
from fiscal.document.identity import identify
from fiscal.model.contract import Finding
from fiscal.storage.filing import FilingFiles

FAMILY_CHECKS = {re.sub(r"\W", "_", f"{family}_{en}"): f"{zh} · {en}" for family, (zh, en) in FAMILIES.items()}


@filing_asset(VERDICTS, group="verifying", owner="team:expectations", kinds={"table", "parquet"}, checks=FAMILY_CHECKS)
def verdicts(filing: FilingFiles) -> Done:
    """逐条评估勾稽关系：成立、舍入差异或不成立，连同双方数字、差额、允许的舍入差和最可能有误的单元格。检查项只作展示，关卡在 facts。

    Every accounting invariant evaluated: it holds, holds within rounding or is violated, with both numbers, the difference, the bound and the likeliest wrong cells.
    The checks show the findings by family; what they stop is decided in `facts`.
    """
    reading = filing.reading()
    findings = evaluate(Case(filing.filing_id, identify(reading), reading, filing.read("observations")))
    shown = {"dagster/row_count": filing.write("findings", findings), **dict(sorted(Counter(f.verdict for f in findings).items()))}
    return Done(shown, [_check(name, [f for f in findings if f.family == name[:2]]) for name in FAMILY_CHECKS])


def _check(name: str, findings: Sequence[Finding]) -> Check:
    open_ones = [f for f in findings if f.verdict == "violated" and f.state == "open" and f.severity in ("error", "warning")]
    errors = [f for f in open_ones if f.severity == "error"]
    worst = (errors or open_ones)[:1]
    text = f"{worst[0].message_zh} / {worst[0].message_en}" if worst else "成立 / holds"
    return Check(name, not open_ones, bool(errors), text, {"evaluated": len(findings), "errors": len(errors), "warnings": len(open_ones) - len(errors)})
