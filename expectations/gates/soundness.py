"""Whether the rows of a filing's datasets are as the contract says, as findings: one a dataset, with the rows that are
not.

What is asked of a dataset is left to `expectations.judge.suites`, what an unsound one stops to
`expectations.gates.gate`."""

from __future__ import annotations

from dataclasses import replace

from expectations.catalogue.rules import catalogue
from expectations.claims.figures import equal_claim
from expectations.claims.instance import Instance, Shape, directly, finding_id, finding_of, with_cause
from expectations.claims.verdict import ONE
from expectations.gates.gate import STAGE_SOUND
from expectations.judge.suites import Judged, Judgement
from fiscal.model.findings.rows import Finding, Term

_SHOWN = 12


def soundness(filing_id: str, dataset: str, judged: Judged) -> Finding:
    """The finding on one dataset; its terms are the rows that are unsound, named by their keys."""
    broken = judged.broken
    rows = [(j, row) for j in broken for row in j.unexpected][:_SHOWN]
    claim = equal_claim(sum(j.failed for j in broken), 0)
    (instance,) = directly([Instance(catalogue().rule(STAGE_SOUND), Shape.STATEMENT, claim, (), (dataset,))])
    finding = finding_of(instance, finding_id(filing_id, instance, 0), _said(dataset, broken, [row for _, row in rows]))
    finding = replace(finding, terms=tuple(_term(dataset, judgement, row) for judgement, row in rows))
    return with_cause(finding, (), f"cause-{finding.finding_id[:12]}") if broken else finding


def _said(dataset: str, broken: list[Judgement], rows: list[str]) -> tuple[str, str]:
    rule = catalogue().rule(STAGE_SOUND)
    if not broken:
        return f"{rule.name_zh}：{dataset} 各行均符合约定。", f"{rule.name_en}: every row of {dataset} is as promised."
    what_zh, what_en = (
        "".join(j.said.partition(" ")[0] for j in broken),
        " ".join(j.said.partition(" ")[2] for j in broken),
    )
    named = ", ".join(rows)
    return (
        f"{rule.name_zh}：{dataset} 有不符合约定的行（{what_zh}）：{named}。",
        f"{rule.name_en}: rows of {dataset} are not as promised ({what_en}): {named}.",
    )


def _term(dataset: str, judgement: Judgement, row: str) -> Term:
    return Term(
        observation_id=None,
        label=dataset,
        value_reported=row,
        quote=judgement.said,
        weight=ONE,
        table_no=None,
        row=None,
        col=None,
        page=None,
    )
