"""What sources brought, taken in the way every file goes.

Looking is left to `fiscal.discovery.looking`; what is shown of it is left to the commands, when it happens to the
schedules."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import groupby

import dagster as dg

from fiscal.discovery.ledger.ledger import Ledger
from fiscal.discovery.ledger.rows import FileRow
from fiscal.storage.root import DataRoot
from pipelines.running.arriving import Ingested
from pipelines.running.ingest import ingest_kept


def waiting(root: DataRoot, source_ids: Sequence[str] = ()) -> int:
    """How many different files sources brought that were not taken in yet."""
    return len({file.sha256 for file in Ledger(root).waiting(source_ids)})


def take_in_waiting(
    root: DataRoot,
    instance: dg.DagsterInstance,
    source_ids: Sequence[str] = (),
    within: str = "",
    only: Collection[str] = (),
) -> Iterator[Ingested]:
    """Takes in and works on everything that sources brought and that was not taken in yet, a result for each file and
    for each that it holds.

    `only`: no others than these, by sha256. What the stages failed on waits for the next time; what is no filing at all
    is one with a reason, and does not."""
    ledger = Ledger(root)
    files = [file for file in ledger.waiting(source_ids) if not only or file.sha256 in only]
    names = list(dict.fromkeys(file.sha256 for file in files if file.sha256))
    for sha256, group in groupby(ingest_kept(root, instance, names, within), key=lambda result: result.came_as):
        results: list[Ingested] = []
        for result in group:
            results.append(result)
            yield result
        if sha256 is not None:
            names.remove(sha256)
            _taken(ledger, files, sha256, results)
    for nothing_in in names:
        _taken(ledger, files, nothing_in, [])


def _taken(ledger: Ledger, files: Sequence[FileRow], sha256: str, results: Sequence[Ingested]) -> None:
    """Everything that came with these bytes, an archive's files as well, was worked on: they wait no more."""
    if any(result.work == "not_done" for result in results):
        return
    filing = next((result.filing for result in results if result.filing), None)
    for file in files:
        if file.sha256 == sha256:
            ledger.taken(file, filing.filing_id if filing else None)
