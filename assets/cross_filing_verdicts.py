"""What relates several filings, evaluated over each group of them that changed, before anything is published."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

import dagster as dg

from assets.per_filing import AFTER_A_CHANGE, GROUP, Materialized, Workbench
from assets.report import write_report
from assets.showing import link, preview
from expectations.across.evaluation import evaluate_across
from expectations.across.pairs import Side
from expectations.gates.waivers import acknowledge, in_effect, read_waivers
from expectations.judge.suites import Bench
from expectations.restated import restated
from fiscal.intake.sets.own_files import own_file
from fiscal.model.amounts import normal
from fiscal.model.contract import Filing
from fiscal.model.findings.rows import Finding
from fiscal.model.identity import Identity
from fiscal.publication.database.snapshot import latest_filings
from fiscal.publication.publication_state import DATABASE, Standing, standing
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
    stands = standing(root)
    current, groups = _current(root, stands), dict[str, list[str]]()
    for filing_id, row in current.items():
        for body in _bodies(row):
            groups.setdefault(body, []).append(filing_id)
    seen = _seen(root)
    marks = _marks(root, stands)
    states = {body: fingerprint(marks[i] for i in sorted(members)) for body, members in groups.items()}
    changed = {body for body, state in states.items() if seen.groups.get(body) != state}
    violated = {i: n for i, n in seen.violated.items() if i in current}
    written = 0
    for related in _related(groups, changed):
        for filing_id, findings in _evaluate(root, current, groups, related).items():
            violated[filing_id] = sum(f.verdict == "violated" for f in findings)
            filing = FilingFiles(root, filing_id)
            if _write(filing, findings):
                written += 1
            else:
                before = year_before(filing_id, current[filing_id].fiscal_year)
                if before != filing_id and marks.get(before) != seen.marks.get(before):
                    _redraw(filing)
    _record(root, _Seen(states, marks, {i: n for i, n in sorted(violated.items()) if n}))
    across = (f for i in violated if violated[i] for f in _violated(root, i))
    shown = {
        "filings": len(current),
        "filings_with_new_verdicts": written,
        "violated": sum(violated.values()),
        "preview_violated": preview(across, *_SHOWN),
        "index": link("reports/index.html"),
    }
    return dg.MaterializeResult(metadata=shown)


@dataclass(frozen=True, slots=True)
class _Seen:
    """What was evaluated last: the state of every group, of every filing, and how many violations a filing has that
    has any.
    """

    groups: Mapping[str, str]
    marks: Mapping[str, str]
    violated: Mapping[str, int]


def _seen(root: DataRoot) -> _Seen:
    """Nothing where another version of the code wrote it."""
    try:
        return _Seen(**json.loads(root.store.read(_SEEN) or b"{}"))
    except TypeError:
        return _Seen({}, {}, {})


def _record(root: DataRoot, seen: _Seen) -> None:
    root.store.write(_SEEN, json.dumps(asdict(seen), sort_keys=True, indent=1).encode())


def _current(root: DataRoot, stands: Mapping[str, Standing]) -> dict[str, Filing]:
    """The latest row of every filing: as it was published where it stands so still, else as it was written since."""
    known = latest_filings(root.work / DATABASE, {i: one.made_from for i, one in stands.items()})
    since = {i: FilingFiles(root, i).read("filings") for i in stands if i not in known}
    latest = known | {i: rows[-1] for i, rows in since.items() if rows}
    return {i: latest[i] for i in stands if i in latest}


def _bodies(row: Filing) -> set[str]:
    """The groups of a filing: that of its own body, and that of the body above it. Filings of a group may relate."""
    return {normal(name) for name in (row.publisher, row.publisher_parent) if name}


def _marks(root: DataRoot, stands: Mapping[str, Standing]) -> dict[str, str]:
    """What the verdicts depend on of each filing: its rows, the code, and what was acknowledged of it."""
    today, waivers = datetime.now(UTC).date(), read_waivers(root.store)
    code = code_version("expectations", f"assets.{__name__.rpartition('.')[2]}")
    of_all = in_effect(waivers, "", today)
    named = {w.filing for w in waivers}
    return {
        i: fingerprint([i, one.own, code, *(in_effect(waivers, i, today) if i in named else of_all)])
        for i, one in stands.items()
    }


def _related(groups: Mapping[str, list[str]], changed: Collection[str]) -> Iterator[tuple[set[str], set[str]]]:
    """Changed groups that share filings, with those filings: each filing is told what all its groups say of it."""
    of_filing: dict[str, list[str]] = defaultdict(list)
    for body, members in groups.items():
        for filing_id in members:
            of_filing[filing_id].append(body)
    left = sorted(changed, reverse=True)
    done: set[str] = set()
    while left:
        bodies, waiting = set[str](), [left.pop()]
        while waiting:
            body = waiting.pop()
            if body not in done:
                done.add(body)
                bodies.add(body)
                waiting += [other for i in groups[body] for other in of_filing[i] if other in changed]
        if bodies:
            filings = {i for body in bodies for i in groups[body]}
            yield filings, {body for i in filings for body in of_filing[i]}


def _evaluate(
    root: DataRoot,
    current: Mapping[str, Filing],
    groups: Mapping[str, list[str]],
    related: tuple[set[str], set[str]],
) -> dict[str, list[Finding]]:
    """What relates each of some filings to others, given the groups that they are in."""
    filings, bodies = related
    found: dict[str, dict[str, Finding]] = {i: {} for i in sorted(filings)}
    for body in sorted(body for body in bodies if len(groups[body]) > 1):
        for filing_id, findings in evaluate_across(_sides(root, current, groups[body]), judge=Bench().judge).items():
            if filing_id in found:
                found[filing_id].update((f.finding_id, f) for f in findings)
    result = {i: list(findings.values()) for i, findings in found.items()}
    for filing_id, findings in result.items():
        row = current[filing_id]
        if row.version > 1 and row.state == "published":
            findings += restated(
                filing_id,
                datasets.read_version(root.store, "facts", filing_id, row.version - 1),
                FilingFiles(root, filing_id).read("facts"),
            )
    return result


def _sides(root: DataRoot, current: Mapping[str, Filing], members: Sequence[str]) -> list[Side]:
    return [
        Side(i, _identity(current[i]), filing.read("observations"), chapter=behind)
        for i in members
        if (behind := own_file(filing := FilingFiles(root, i)) is not None) or current[i].state == "published"
    ]


def _violated(root: DataRoot, filing_id: str) -> list[Finding]:
    found: list[Finding] = datasets.read_rows(root.store, "findings", filing_id, datasets.ACROSS)
    return [f for f in found if f.verdict == "violated"]


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
