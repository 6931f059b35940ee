"""Everything a data root keeps of one filing: its versions, what each stage last did with it, its datasets, and its lock.

What the stages do is theirs; what bytes are is the content store's.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from filelock import BaseFileLock, FileLock

from fiscal.model.contract import Finding
from fiscal.model.reading import Reading
from fiscal.model.reading_rows import READING_DATASETS, rows_to_reading
from fiscal.model.reasons import Failure
from fiscal.storage import datasets
from fiscal.storage.blobs import Receipt, receipt
from fiscal.storage.root import DataRoot


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a filing: counted from 1 in the order of arrival, told apart by its bytes."""

    version: int
    receipt: Receipt


@dataclass(frozen=True, slots=True)
class StageState:
    """What a stage last did: on which version, from what (`fingerprint` of bytes, code and waivers), what kept it from doing so, and the repairs it needed."""

    version: int
    fingerprint: str
    failure: Failure | None = None
    repairs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FilingFiles:
    """One filing of a data root. Change anything only while holding `lock()`."""

    root: DataRoot
    filing_id: str

    def lock(self) -> BaseFileLock:
        """The filing's lock among all processes of this machine; a thread that holds it may take it again."""
        folder = self.root.work / ".locks"
        folder.mkdir(parents=True, exist_ok=True)
        return FileLock(folder / f"{self.filing_id}.lock", is_singleton=True)

    def versions(self) -> tuple[Version, ...]:
        """All versions, oldest first; empty for a filing that never came in."""
        found = [(no, receipt(self.root.store, sha256)) for no, sha256 in enumerate(self._hashes(), 1)]
        return tuple(Version(no, first) for no, first in found if first is not None)

    def latest(self) -> Version:
        """The version that came in last. LookupError for a filing that never came in."""
        versions = self.versions()
        if not versions:
            raise LookupError(self.filing_id)
        return versions[-1]

    def belongs_to(self, body: str) -> bool:
        """Whether this is a filing of the body: of the one that asks first, from then on."""
        name = f"raw/bodies/{self.filing_id}.json"
        if (known := self._read_json(name)) is None:
            self._write_json(name, body)
            return True
        return known == body

    def receive(self, sha256: str) -> None:
        """Makes these bytes the filing's latest version, unless they are one of its versions already."""
        hashes = self._hashes()
        if sha256 not in hashes:
            self._write_json(f"raw/versions/{self.filing_id}.json", [*hashes, sha256])

    def forget(self, sha256: str) -> None:
        """Takes bytes out of the versions again: they turned out to be another filing."""
        self._write_json(f"raw/versions/{self.filing_id}.json", [h for h in self._hashes() if h != sha256])

    def stages(self) -> dict[str, StageState]:
        """What each stage last did, by the stage's name."""
        found: dict[str, Any] = self._read_json(f".state/{self.filing_id}.json") or {}
        return {name: _stage_state(values) for name, values in found.items()}

    def finish(self, stage: str, state: StageState) -> None:
        """Records what a stage did; its datasets are written before."""
        states = self.stages() | {stage: state}
        self._write_json(f".state/{self.filing_id}.json", {name: asdict(value) for name, value in sorted(states.items())})

    def read(self, dataset: str) -> list[Any]:
        """The filing's current rows of a dataset."""
        return datasets.read_rows(self.root.store, dataset, self.filing_id)

    def findings(self) -> list[Finding]:
        """The filing's own findings, then those that relate it to other filings."""
        return [*self.read("findings"), *datasets.read_rows(self.root.store, "findings", self.filing_id, datasets.ACROSS)]

    def write(self, dataset: str, rows: Iterable[Any]) -> int:
        """Replaces the filing's rows of a dataset and returns their count."""
        return datasets.write_rows(self.root.store, dataset, self.filing_id, rows)

    def reading(self) -> Reading:
        """The current reading, from its rows."""
        extracted = self.stages().get("extracted_tables")
        return rows_to_reading({dataset: self.read(dataset) for dataset in READING_DATASETS}, extracted.repairs if extracted else ())

    def archive(self, dataset: str, version: int) -> None:
        """Keeps the current rows of a dataset under its history."""
        datasets.archive(self.root.store, dataset, self.filing_id, version)

    def _hashes(self) -> list[str]:
        return self._read_json(f"raw/versions/{self.filing_id}.json") or []

    def _read_json(self, name: str) -> Any:
        content = self.root.store.read(name)
        return None if content is None else json.loads(content)

    def _write_json(self, name: str, value: object) -> None:
        self.root.store.write(name, json.dumps(value, ensure_ascii=False, indent=1).encode())


def _stage_state(values: dict[str, Any]) -> StageState:
    failure = values["failure"]
    return StageState(values["version"], values["fingerprint"], failure and Failure(**failure), tuple(values["repairs"]))
