"""The reconciled facts of a filing, as far as the gate lets them through."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from assets.per_filing import Check, Done, filing_asset
from assets.showing import files, preview
from assets.stages import FACTS
from expectations.gates.gate import decide, reading_doubts
from fiscal.intake.kept_readings import opened
from fiscal.intake.register import ENTERED, NOBODY, Outcome, enter, withdraw
from fiscal.intake.sets.own_files import own_file
from fiscal.model.contract import Fact
from fiscal.model.reasons import Failure, said
from fiscal.reconciliation.reconcile import reconcile
from fiscal.storage.filing import FilingFiles

GATE_CHECK = {
    "gate": (
        "文件可发布：读取可信，收支平衡，暂扣不多 · The filing can be published: its reading is to be trusted, it"
        " balances, few facts are held"
    )
}
HELD_WHOLE = frozenset({"balance_broken", "too_many_held"})


def withhold_facts(filing: FilingFiles, failure: Failure) -> None:
    """No facts, and the filing is entered as failed with the reason, or as withdrawn."""
    for dataset in FACTS.datasets:
        if dataset not in ENTERED:
            filing.write(dataset, [])
    if failure.code == "withdrawn":
        withdraw(filing, said(failure))
        return
    reading, identity = opened(filing)
    enter(filing, identity if reading.pages else NOBODY, reading, Outcome("failed", said(failure)))


@filing_asset(
    FACTS, owner="team:reconciliation", kinds={"table", "parquet"}, checks=GATE_CHECK, on_failure=withhold_facts
)
def facts(filing: FilingFiles) -> Done:
    """核对后的事实：同一事实无论报告多少次都只有一行，附全部出处。此处是关卡：读取 findings，可疑者进入
    held_facts，必要时整份文件隔离。

    Reconciled facts: one row a fact, however often it is reported, with every source. The gate stands here: it reads
    the findings, holds what is doubted, and quarantines the filing where it has to, whoever starts this stage."""
    own = own_file(filing)
    if own is not None:
        return _stand_behind(filing, own)
    (reading, identity), observations, findings = opened(filing), filing.read("observations"), filing.read("findings")
    gate = decide(findings, observations, [*reading.doubts, *reading_doubts(reading)], identity)
    passed, held = reconcile(filing.filing_id, identity, observations, findings, gate.held, gate.disputed)
    if gate.state == "quarantined":
        passed, held = [], [*passed, *held] if gate.reason_code in HELD_WHOLE else []
    counts = filing.write("facts", passed), filing.write("held_facts", held)
    reason = f"{gate.reason_code}: {gate.reason_zh} / {gate.reason_en}" if gate.reason_code else None
    enter(filing, identity, reading, Outcome(gate.state, reason, *counts))
    shown = {
        "dagster/row_count": counts[0],
        "held": counts[1],
        "state": gate.state,
        "reason": reason or "",
        **_shown(filing, passed, held),
    }
    told = reason or f"发布 {counts[0]}，暂扣 {counts[1]} / {counts[0]} published, {counts[1]} held"
    return Done(
        shown, [Check("gate", gate.state == "published", True, told, {"published": counts[0], "held": counts[1]})]
    )


def _stand_behind(filing: FilingFiles, own: FilingFiles) -> Done:
    """No facts: those of the body's own file are current. What the chapter says otherwise is a finding of that file's,
    told across filings.
    """
    for dataset in ("facts", "held_facts"):
        filing.write(dataset, [])
    reading, identity = opened(filing)
    reason = said(Failure("own_file_current", own.filing_id))
    enter(filing, identity, reading, Outcome("superseded", reason))
    return Done({"state": "superseded", "reason": reason}, [Check("gate", True, True, reason)])


def _shown(filing: FilingFiles, passed: Sequence[Fact], held: Sequence[Fact]) -> dict[str, Any]:
    columns = (
        "concept_label",
        "value_yuan",
        "value_native",
        "unit",
        "fiscal_year",
        "phase",
        "measure",
        "source_of_funds",
        "agreement",
        "n_sources",
    )
    held_facts = {"preview_held": preview(held, *columns)} if held else {}
    return {"preview": preview(passed, *columns), **held_facts, **files(filing, FACTS.datasets)}
