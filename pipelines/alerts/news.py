"""What is new of one filing since it was last heard of, and the messages that say so singly.

When it is told, and whether singly or in a digest, is decided by `pipelines.alerts.desk`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from expectations.gates.waivers import Waiver
from expectations.restated import restated
from fiscal.model.contract import Filing, Observation
from fiscal.model.findings.rows import Finding
from fiscal.storage.datasets import read_version
from fiscal.storage.filing import FilingFiles
from fiscal.storage.root import DataRoot
from pipelines.alerts import situations
from pipelines.alerts.ledger import AlertLedger, Message
from pipelines.alerts.situations import FILING, SOURCE, Change
from pipelines.alerts.words import wording
from pipelines.alerts.words.digests import Told

_OUT_OF_USE = ("withdrawn", "superseded")


@dataclass(frozen=True, slots=True)
class News:
    """What changed of one filing, the single messages, the errors to rank in a digest."""

    filing_id: str
    row: Filing | None
    is_new: bool
    is_restated: bool = False
    changes: list[Change] = field(default_factory=list[Change])
    messages: list[Message] = field(default_factory=list[Message])
    errors: list[Told] = field(default_factory=list[Told])


def news_of(root: DataRoot, ledger: AlertLedger, filing_id: str, waivers: Mapping[str, Waiver]) -> News:
    """Compares a filing as it stands with what the ledger remembers of it. `waivers` by finding."""
    files = FilingFiles(root, filing_id)
    row, version, found = row_of(root, filing_id), ledger.version(filing_id), files.findings()
    before = {key: s.situation for key, s in ledger.open_situations(filing_id).items()}
    now = situations.situations_of(filing_id, row, found) if row else []
    is_restated = row is not None and bool(version) and row.version > (version or 0) and row.state not in _OUT_OF_USE
    news = News(filing_id, row, version is None, is_restated, situations.changes(before, now))
    if row is not None and is_restated:
        news.messages.append(
            wording.restated(
                filing_id,
                row,
                restated(filing_id, read_version(root.store, "facts", filing_id, row.version - 1), files.read("facts")),
            )
        )
    groups = {
        frozenset(f.finding_id for f in group): group
        for group in (*situations.causes(found), *situations.known_causes(found))
    }
    printed = _suspected(files, found)
    for change in news.changes:
        group = groups.get(frozenset(change.situation.members), [])
        if (message := _message(change, row, group, waivers, printed)) is not None:
            news.messages.append(message)
        if group and change.what in ("opened", "changed", "reopened"):
            news.errors.append(Told(filing_id, row, change.situation.kind, group))
    return news


def row_of(root: DataRoot, filing_id: str) -> Filing | None:
    """The row of a filing's latest version."""
    rows: list[Filing] = FilingFiles(root, filing_id).read("filings")
    return rows[-1] if rows else None


def _suspected(files: FilingFiles, findings: Sequence[Finding]) -> dict[str, Observation]:
    """The suspects of a filing's errors that are no term of them, by id."""
    errors = [finding for finding in findings if finding.verdict == "violated" and finding.severity == "error"]
    terms = {term.observation_id for finding in errors for term in finding.terms}
    wanted = {suspect.observation_id for finding in errors for suspect in finding.suspects} - terms
    return {o.observation_id: o for o in files.read("observations") if o.observation_id in wanted} if wanted else {}


def _message(
    change: Change,
    row: Filing | None,
    group: list[Finding],
    waivers: Mapping[str, Waiver],
    printed: Mapping[str, Observation],
) -> Message | None:
    situation = change.situation
    if situation.kind == SOURCE:
        return wording.withdrawn(change, row)
    if change.what == "noted" or (row is not None and row.state in _OUT_OF_USE):
        return None
    if change.what == "resolved" or row is None:
        return wording.resolved(change, row)
    if situation.kind == FILING:
        return wording.about_filing(change, row)
    return (
        wording.acknowledged(change, row, group, waivers)
        if change.what == "acknowledged"
        else wording.about_finding(change, row, group, printed)
    )
