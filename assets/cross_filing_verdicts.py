"""What relates several filings, evaluated over each group of them that changed, before anything is published."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime

import dagster as dg

from assets.per_filing import AFTER_A_CHANGE, GROUP, Materialized, Workbench
from assets.report import write_report
from assets.showing import link, preview
from assets.stages import FACTS
from expectations.across.evaluation import evaluate_across
from expectations.across.pairs import Side
from expectations.gates.waivers import Waiver, acknowledge, in_effect, read_waivers
from expectations.judge.suites import Bench
from expectations.restated import restated
from fiscal.intake.sets.own_files import own_file
from fiscal.model.amounts import normal
from fiscal.model.contract import Filing
from fiscal.model.findings.rows import Finding
from fiscal.model.identity import Identity
from fiscal.publication.report import year_before
from fiscal.storage import datasets
from fiscal.storage.code import code_version, fingerprint
from fiscal.storage.filing import FilingFiles
from fiscal.storage.root import DataRoot

_SHOWN = ("severity", "message_zh")
_SEEN = ".state/cross-filing.json"


@dg.asset(
    deps=[dg.AssetDep("facts", partition_mapping=dg.AllPartitionMapping())],
    group_name=GROUP,
    owners=["team:expectations"],
    kinds={"table", "parquet"},
    automation_condition=AFTER_A_CHANGE,
)
def cross_filing_verdicts(workbench: Workbench) -> Materialized:
    """文件之间的勾稽：同一单位的相邻年度、预算与决算、部门与所属单位、重新公布的版本。只作展示，不改变任何文件自身的结论。

    What relates filings: a body's years, budget and final account, a department and its units, restated versions. Shown
    with the filing, never changing its own verdict."""
    root = DataRoot.at(workbench.root or None)
    current = {i: rows[-1] for i in datasets.filing_ids(root.store) if (rows := FilingFiles(root, i).read("filings"))}
    seen: dict[str, str] = json.loads(root.store.read(_SEEN) or b"{}")
    changed, waivers = 0, read_waivers(root.store)
    code = code_version("expectations", f"assets.{__name__.rpartition('.')[2]}")
    for name, members in _groups(current).items():
        state = _state(root, members, code, waivers)
        if seen.get(name) == state:
            continue
        for filing_id, findings in _evaluate(root, {i: current[i] for i in members}).items():
            if _write(FilingFiles(root, filing_id), findings):
                changed += 1
            elif year_before(filing_id, current[filing_id].fiscal_year) in set(members) - {filing_id}:
                _redraw(FilingFiles(root, filing_id))
        seen[name] = state
    root.store.write(_SEEN, json.dumps(seen, sort_keys=True, indent=1).encode())
    across: list[Finding] = [
        f
        for i in current
        for f in datasets.read_rows(root.store, "findings", i, datasets.ACROSS)
        if f.verdict == "violated"
    ]
    shown = {
        "filings": len(current),
        "filings_with_new_verdicts": changed,
        "violated": len(across),
        "preview_violated": preview(across, *_SHOWN),
        "index": link("reports/index.html"),
    }
    return dg.MaterializeResult(metadata=shown)


def _groups(current: dict[str, Filing]) -> dict[str, list[str]]:
    """Filings that may relate: all of one body and of those whose parent it is."""
    groups: dict[str, list[str]] = defaultdict(list)
    for filing_id, row in current.items():
        for body in {normal(name) for name in (row.publisher, row.publisher_parent) if name}:
            groups[body].append(filing_id)
    return dict(groups)


def _state(root: DataRoot, members: Sequence[str], code: str, waivers: Sequence[Waiver]) -> str:
    """What the verdicts of a group depend on: its filings, the code, and what was acknowledged of theirs."""
    today = datetime.now(UTC).date()
    acknowledged = {line for i in members for line in in_effect(waivers, i, today)}
    done = [FilingFiles(root, i).stages().get(FACTS.name) for i in sorted(members)]
    return fingerprint(
        [*sorted(members), *(state.fingerprint if state else "" for state in done), code, *sorted(acknowledged)]
    )


def _evaluate(root: DataRoot, rows: dict[str, Filing]) -> dict[str, list[Finding]]:
    sides = [
        Side(i, _identity(row), filing.read("observations"), chapter=behind)
        for i, row in rows.items()
        if (behind := own_file(filing := FilingFiles(root, i)) is not None) or row.state == "published"
    ]
    found = evaluate_across(sides, judge=Bench().judge)
    result = {i: found.get(i, []) for i in rows}
    for filing_id, row in rows.items():
        if row.version > 1 and row.state == "published":
            result[filing_id] += restated(
                filing_id,
                datasets.read_version(root.store, "facts", filing_id, row.version - 1),
                FilingFiles(root, filing_id).read("facts"),
            )
    return result


def _identity(row: Filing) -> Identity:
    return Identity(
        publisher=row.publisher,
        publisher_parent=row.publisher_parent,
        scope=row.scope,
        fiscal_year=row.fiscal_year,
        doc_kind=row.doc_kind,
        region_code=row.region_code,
        title=row.title,
    )


def _write(filing: FilingFiles, findings: Sequence[Finding]) -> bool:
    """Replaces what is known across filings of one of them, and its report; False where nothing is new."""
    with filing.lock():
        kept: list[Finding] = datasets.read_rows(filing.root.store, "findings", filing.filing_id, datasets.ACROSS)
        unique = list(
            acknowledge(
                {f.finding_id: f for f in findings}.values(), read_waivers(filing.root.store), datetime.now(UTC).date()
            ).findings
        )
        if kept == unique:
            return False
        datasets.write_rows(filing.root.store, "findings", filing.filing_id, unique, datasets.ACROSS)
        write_report(filing)
        return True


def _redraw(filing: FilingFiles) -> None:
    """Writes the report of a filing anew: its charts stand beside another year's figures."""
    with filing.lock():
        write_report(filing)
