"""Which filings a person means: by publisher, year, kind, state, finding or source; and marking them as due again.

What is then done with them is `pipelines.running.ingest`'s.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from assets.stages import STAGES
from fiscal.discovery.ledger.ledger import Ledger
from fiscal.model.contract import Filing
from fiscal.model.findings.rows import Finding
from fiscal.storage.datasets import filing_ids
from fiscal.storage.filing import FilingFiles
from fiscal.storage.root import DataRoot


@dataclass(frozen=True, slots=True)
class Selection:
    """What all of the filings meant have in common; None and 0 for whatever it may be.

    `publisher`: a part of its name or of the filing's id; `kind` and `state` as the datasets have them; `finding`: an
    open finding's rule, family or id; `source`: the source that brought it."""

    publisher: str | None = None
    year: int = 0
    kind: str | None = None
    state: str | None = None
    finding: str | None = None
    source: str | None = None


def select(root: DataRoot, selection: Selection) -> list[str]:
    """The filings meant, by id, sorted. Those that another filing took the place of are none."""
    brought = {file.filing_id for file in Ledger(root).files(selection.source)} if selection.source else None
    return [
        name
        for name in filing_ids(root.store)
        if (brought is None or name in brought) and _is_meant(FilingFiles(root, name), selection)
    ]


def make_due(root: DataRoot, names: Iterable[str]) -> None:
    """Makes all stages of the filings stale: whoever works on them next does all of them again, also after a break."""
    for name in names:
        filing = FilingFiles(root, name)
        with filing.lock():
            states = filing.stages()
            for stage in STAGES:
                if stage.name in states:
                    filing.finish(stage.name, replace(states[stage.name], fingerprint=""))


def latest_bytes(root: DataRoot, names: Iterable[str]) -> Sequence[str]:
    """The sha256 of each file of each filing's latest version, the same bytes once."""
    return list(dict.fromkeys(part.receipt.sha256 for name in names for part in FilingFiles(root, name).latest().parts))


def _is_meant(filing: FilingFiles, selection: Selection) -> bool:
    rows: list[Filing] = filing.read("filings")
    if not rows or not filing.versions():
        return False
    row = rows[-1]
    named = (
        selection.publisher is None
        or selection.publisher in (row.publisher or "")
        or selection.publisher in filing.filing_id
    )
    return (
        named
        and selection.year in (0, row.fiscal_year)
        and selection.kind in (None, row.doc_kind)
        and (selection.state == row.state if selection.state else row.state != "superseded")
        and (selection.finding is None or any(_is(finding, selection.finding) for finding in filing.findings()))
    )


def _is(finding: Finding, named: str) -> bool:
    return (
        finding.verdict == "violated"
        and finding.state == "open"
        and named in (finding.finding_id, finding.invariant, finding.family, finding.invariant.partition("-")[0])
    )
