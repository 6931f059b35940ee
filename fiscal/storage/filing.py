"""Everything a data root keeps of one filing: its versions, what each stage last did with it, its datasets, and its
lock.

What the stages do is theirs; what bytes are is the content store's.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass
from pathlib import PurePosixPath
from typing import Any

from fiscal.model.findings.rows import Finding
from fiscal.model.reasons import Failure
from fiscal.storage import datasets
from fiscal.storage.blobs import receipt
from fiscal.storage.noted import change, note, written
from fiscal.storage.root import DataRoot
from fiscal.storage.versions import PartFile, Piece, Version


@dataclass(frozen=True, slots=True)
class StageState:
    """What a stage last did: on which version, from what (`fingerprint` of its files, code and waivers), what kept it
    from doing so, and the repairs it needed.
    """

    version: int
    fingerprint: str
    failure: Failure | None = None
    repairs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FilingFiles:
    """One filing of a data root. Change anything only while holding `lock()`."""

    root: DataRoot
    filing_id: str

    def lock(self) -> AbstractContextManager[Any]:
        """The filing's lock among all that share the data root; a thread that holds it may take it again."""
        return self.root.locks.held(self.filing_id)

    def versions(self) -> tuple[Version, ...]:
        """All versions, oldest first; empty for a filing that never came in."""
        return tuple(
            Version(no, parts) for no, pieces in enumerate(self._pieces(), 1) if (parts := self._files(pieces))
        )

    def latest(self) -> Version:
        """The version that came in last. LookupError for a filing that never came in."""
        versions = self.versions()
        if not versions:
            raise LookupError(self.filing_id)
        return versions[-1]

    @property
    def body(self) -> str | None:
        """The body that the filing belongs to; None where none has asked for it yet."""
        return note(self.root.store, f"raw/bodies/{self.filing_id}.json")

    def belongs_to(self, body: str) -> bool:
        """Whether this is a filing of the body: of the one that asks first, from then on."""
        return change(self.root.store, f"raw/bodies/{self.filing_id}.json", lambda known: known or body) == body

    def disown(self) -> None:
        """Forgets which body the filing belongs to: it was a mistake that there is one."""
        self.root.store.delete(f"raw/bodies/{self.filing_id}.json")

    @property
    def beside(self) -> str | None:
        """The filing that this one may be a part or a version of, which could not be told."""
        return note(self.root.store, f"raw/beside/{self.filing_id}.json")

    def stand_beside(self, filing_id: str) -> None:
        """Remembers the filing that this one may be a part or a version of."""
        change(self.root.store, f"raw/beside/{self.filing_id}.json", lambda _: filing_id)

    def neighbours(self) -> list[FilingFiles]:
        """The filings that this one stands beside or that stand beside it."""
        names = self.root.store.names("raw/beside")
        behind = [
            FilingFiles(self.root, PurePosixPath(name).stem)
            for name in names
            if PurePosixPath(name).name.startswith(f"{self.filing_id}-")
        ]
        before = [FilingFiles(self.root, self.beside)] if self.beside else []
        return before + [one for one in behind if one.beside == self.filing_id]

    def holds(self, piece: Piece) -> bool:
        """Whether one of the versions has this piece."""
        return any(piece in pieces for pieces in self._pieces())

    def receive(self, pieces: Sequence[Piece]) -> None:
        """Makes these pieces the filing's next version."""
        self._change_pieces(lambda versions: [*versions, list(pieces)])

    def complete(self, pieces: Sequence[Piece]) -> None:
        """Makes these pieces, in this order, what the latest version consists of: others of its files have come."""
        self._change_pieces(lambda versions: [*versions[:-1], list(pieces)])

    def forget(self, piece: Piece, instead: Sequence[Piece] = ()) -> None:
        """Takes a piece out of the versions again: it turned out to be of another filing. `instead` are those whose
        place it took, which get that back.
        """

        def without(versions: list[list[Piece]]) -> list[list[Piece]]:
            left: list[list[Piece]] = []
            for pieces in versions:
                kept = [p for p in pieces if p != piece] + [p for p in instead if piece in pieces and p not in pieces]
                if kept and not (piece in pieces and left and set(kept) == set(left[-1])):
                    left.append(kept)
            return left

        self._change_pieces(without)

    def stages(self) -> dict[str, StageState]:
        """What each stage last did, by the stage's name."""
        found: dict[str, Any] = note(self.root.store, f".state/{self.filing_id}.json") or {}
        return {name: _stage_state(values) for name, values in found.items()}

    def finish(self, stage: str, state: StageState) -> None:
        """Records what a stage did; its datasets are written before."""
        self._assure()

        def finished(noted: dict[str, Any] | None) -> dict[str, Any]:
            return dict(sorted(((noted or {}) | {stage: _noted(state)}).items()))

        change(self.root.store, f".state/{self.filing_id}.json", finished)

    def unfinish(self) -> None:
        """Forgets what the stages did: what they wrote is no more."""
        self.root.store.delete(f".state/{self.filing_id}.json")

    def read(self, dataset: str) -> list[Any]:
        """The filing's current rows of a dataset."""
        return datasets.read_rows(self.root.store, dataset, self.filing_id)

    def count(self, dataset: str) -> int:
        """How many current rows of a dataset the filing has."""
        return datasets.count_rows(self.root.store, dataset, self.filing_id)

    def findings(self) -> list[Finding]:
        """The filing's own findings, then those that relate it to other filings."""
        return [
            *self.read("findings"),
            *datasets.read_rows(self.root.store, "findings", self.filing_id, datasets.ACROSS),
        ]

    def write(self, dataset: str, rows: Iterable[Any]) -> int:
        """Replaces the filing's rows of a dataset and returns their count."""
        self._assure()
        return datasets.write_rows(self.root.store, dataset, self.filing_id, rows)

    def content(self, dataset: str) -> bytes | None:
        """The file of the filing's current rows of a dataset, None where nothing was written yet."""
        return self.root.store.read(datasets.name_of(dataset, self.filing_id))

    def archive(self, dataset: str, version: int) -> None:
        """Keeps the current rows of a dataset under its history."""
        datasets.archive(self.root.store, dataset, self.filing_id, version)

    def forget_archived(self, dataset: str, version: int) -> None:
        """Takes a version's rows out of the history again: they are about to be current."""
        datasets.forget_version(self.root.store, dataset, self.filing_id, version)

    def _files(self, pieces: Sequence[Piece]) -> tuple[PartFile, ...]:
        found = [(piece, receipt(self.root.store, piece.sha256)) for piece in pieces]
        return tuple(PartFile(no, piece, first) for no, (piece, first) in enumerate(found, 1) if first is not None)

    def _pieces(self) -> list[list[Piece]]:
        """The pieces of every version."""
        return _parsed(note(self.root.store, self._versions))

    def _change_pieces(self, to: Callable[[list[list[Piece]]], list[list[Piece]]]) -> None:
        self._assure()
        change(
            self.root.store,
            self._versions,
            lambda noted: [[str(piece) for piece in pieces] for pieces in to(_parsed(noted))],
        )

    def _assure(self) -> None:
        """Before anything is changed by whoever took the lock: it is still held."""
        self.root.locks.assure(self.filing_id)

    @property
    def _versions(self) -> str:
        return f"raw/versions/{self.filing_id}.json"


def _parsed(noted: Sequence[str | Sequence[str]] | None) -> list[list[Piece]]:
    """The pieces of versions as they are noted; a version that is noted as one name alone is that one file."""
    return [[Piece.parse(p) for p in ([version] if isinstance(version, str) else version)] for version in noted or ()]


def _noted(state: StageState) -> dict[str, Any]:
    """A state as a note holds it."""
    return json.loads(written(asdict(state)))


def _stage_state(values: dict[str, Any]) -> StageState:
    failure = values["failure"]
    return StageState(
        values["version"], values["fingerprint"], failure and Failure(**failure), tuple(values["repairs"])
    )
