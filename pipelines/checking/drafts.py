"""Files checked in a temporary data root that is gone afterwards: nothing is published, nobody is told.

They go the way of every filing (`pipelines.running.ingest`) as far as the facts; several files may be parts or versions
of one filing."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import dagster as dg

from assets.facts import HELD_WHOLE
from assets.stages import FACTS
from expectations.restated import restated
from fiscal.model.contract import Fact, Filing, Observation
from fiscal.model.findings.rows import Finding
from fiscal.storage.filing import FilingFiles
from fiscal.storage.root import DataRoot
from pipelines.checking.evidence import open_causes, printed, titles
from pipelines.running.arriving import Ingested
from pipelines.running.home import SWITCHED_OFF
from pipelines.running.ingest import ingest


@dataclass(frozen=True, slots=True)
class Changed:
    """What is otherwise than in an earlier draft: findings that are new and that are gone, by cause, the worst of each;
    figures that are not the same.
    """

    opened: tuple[Finding, ...]
    gone: tuple[Finding, ...]
    figures: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """What came of one file. `row`: its filing's row, None where it became none; `reason`: why it could not be checked,
    or not wholly.

    `causes`: what is violated, a group a cause, the worst first; `evaluated`: how many invariants were; `printed`: the
    suspects by id; `titles`: tables by number."""

    path: Path
    filing: FilingFiles | None
    row: Filing | None
    reason: str | None
    causes: tuple[tuple[Finding, ...], ...] = ()
    evaluated: int = 0
    facts: tuple[Fact, ...] = ()
    printed: dict[str, Observation] = field(default_factory=dict[str, Observation])
    titles: dict[int, str] = field(default_factory=dict[int, str])

    @property
    def readable(self) -> bool:
        """Whether what was found is about the publisher's figures: the file could be read, and its reading is to be
        trusted.
        """
        return self.row is not None and (
            self.row.state in ("published", "superseded") or (self.reason or "").partition(":")[0] in HELD_WHOLE
        )

    def count(self, severity: str) -> int:
        """How many causes are of a severity."""
        return sum(group[0].severity == severity for group in self.causes)


def _silent(_number: int, _file: Path) -> None:
    """Says nothing of how far the work has come."""


@contextmanager
def checked(files: Sequence[Path], progress: Callable[[int, Path], None] = _silent) -> Generator[list[Draft]]:
    """The files checked, in the order given; the temporary root lasts as long as the context. DiskFullError where there
    is no room.

    `progress` is told which of the files, from 1, and what has just been looked through of it.
    """
    with (
        tempfile.TemporaryDirectory(prefix="fiscal-check-") as folder,
        _pointed_at(folder),
        cast(Any, dg.DagsterInstance).ephemeral() as instance,
    ):
        results: list[Ingested] = []
        for result in ingest(DataRoot.at(folder), instance, files, until=FACTS):
            if result.work != "left":
                results.append(result)
            progress(result.number, result.path)
        yield [_draft(result) for result in results]


def changed_since(earlier: Draft, now: Draft) -> Changed | None:
    """What is otherwise now; None where the two are not one filing, or one of them could not be read."""
    if (
        earlier.filing is None
        or now.filing is None
        or earlier.filing.filing_id != now.filing.filing_id
        or not (earlier.readable and now.readable)
    ):
        return None
    then, today = ({f.finding_id for group in draft.causes for f in group} for draft in (earlier, now))
    opened = tuple(group[0] for group in now.causes if not any(f.finding_id in then for f in group))
    gone = tuple(group[0] for group in earlier.causes if not any(f.finding_id in today for f in group))
    return Changed(opened, gone, tuple(restated(now.filing.filing_id, earlier.facts, now.facts)))


def _draft(result: Ingested) -> Draft:
    row = result.row()
    if row is None or result.filing is None or result.work == "not_done":
        return Draft(result.path, result.filing, None, result.reason)
    if row.state == "superseded":
        return Draft(result.path, None, row, row.state_reason)
    filing, findings = result.filing, result.filing.findings()
    causes = tuple(map(tuple, open_causes(findings)))
    facts = (*filing.read("facts"), *filing.read("held_facts"))
    return Draft(
        path=result.path,
        filing=filing,
        row=row,
        reason=row.state_reason,
        causes=causes,
        evaluated=len(findings),
        facts=facts,
        printed=printed(filing, causes),
        titles=titles(filing),
    )


@contextmanager
def _pointed_at(folder: str) -> Generator[None]:
    """The stages find the data root in the environment: it is this folder while the context lasts."""
    changed = {"FISCAL_DATA": folder, **SWITCHED_OFF}
    before = {name: os.environ.get(name) for name in changed}
    os.environ.update(changed)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name)
            else:
                os.environ[name] = value
