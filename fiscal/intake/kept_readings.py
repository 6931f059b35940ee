"""The reading of kept bytes: made once in the sandbox for each version of the reading code, and kept under the data root's cache.

How pages are read is left to `fiscal.extraction`, which runs in the sandbox by name; what the reading means to `fiscal.document.identity` and the stages.
"""

from __future__ import annotations

import errno
import json
from dataclasses import asdict, dataclass
from typing import Any

from fiscal.intake import sandbox_pool as pool
from fiscal.model import contract
from fiscal.model.reading import Reading
from fiscal.model.reading_parts import joined
from fiscal.model.reading_rows import READING_DATASETS, reading_to_rows, rows_to_reading
from fiscal.model.reasons import Failure
from fiscal.model.records import from_arrow, to_arrow
from fiscal.storage import blobs
from fiscal.storage.code import code_version
from fiscal.storage.datasets import from_parquet, to_parquet
from fiscal.storage.root import DataRoot, DiskFullError, FolderStore
from fiscal.storage.versions import Version

ENGINES = ("pypdfium2", "camelot-py", "pikepdf", "rapidocr", "onnxruntime", "opencv-python-headless", "openpyxl", "xlrd", "lxml")


def reading_version() -> str:
    """The version of everything that decides what a reading is."""
    return code_version("fiscal.model", "fiscal.lexicon.reading", "fiscal.lexicon.pages", "fiscal.document", "fiscal.extraction", engines=ENGINES)


@dataclass(frozen=True, slots=True)
class Readings:
    """The readings of one data root. Safe to use from several threads; at most `PARALLEL_READERS` files are read at a time."""

    root: DataRoot

    def of(self, sha256: str) -> Reading | Failure:
        """The reading of kept bytes, or why they cannot be read. KeyError where they are not kept, DiskFullError where there is no room to work."""
        known = self._known(sha256)
        if known is not None:
            return known
        with blobs.as_file(self.root.store, sha256) as path:
            outcome = pool.sandbox().call(pool.READER, path)
        if isinstance(outcome, Failure) and outcome.code == "disk_full":
            raise DiskFullError(errno.ENOSPC, "no space left", str(self.root.work))
        self._keep(sha256, outcome)
        kept = self._known(sha256)
        assert kept is not None
        return kept

    def of_version(self, version: Version) -> Reading | Failure:
        """One reading over all files of a version; the first file's failure where one of them cannot be read."""
        readings: list[Reading] = []
        for piece in version.pieces:
            reading = self.of(piece.sha256)
            if isinstance(reading, Failure):
                return reading
            readings.append(reading)
        return joined(readings)

    def forget(self, sha256: str) -> None:
        """Lets the next call read the bytes again."""
        self._cache.delete(f"{self._folder(sha256)}/done.json")

    @property
    def _cache(self) -> FolderStore:
        return FolderStore(self.root.work)

    def _folder(self, sha256: str) -> str:
        return f".cache/readings/{reading_version()}/{sha256}"

    def _known(self, sha256: str) -> Reading | Failure | None:
        folder = self._folder(sha256)
        done = self._cache.read(f"{folder}/done.json")
        if done is None:
            return None
        values: dict[str, Any] = json.loads(done)
        if values["failure"] is not None:
            return Failure(**values["failure"])
        rows = {dataset: self._rows(f"{folder}/{dataset}.parquet", dataset) for dataset in READING_DATASETS}
        return rows_to_reading(rows, tuple(values["repairs"]))

    def _rows(self, name: str, dataset: str) -> list[Any]:
        content = self._cache.read(name)
        return [] if content is None else from_arrow(from_parquet(content), contract.DATASETS[dataset])

    def _keep(self, sha256: str, outcome: Reading | Failure) -> None:
        folder = self._folder(sha256)
        if isinstance(outcome, Reading):
            for dataset, rows in reading_to_rows(outcome).items():
                self._cache.write(f"{folder}/{dataset}.parquet", to_parquet(to_arrow(rows, contract.DATASETS[dataset])))
            done: dict[str, Any] = {"failure": None, "repairs": outcome.repairs}
        else:
            done = {"failure": asdict(outcome), "repairs": []}
        self._cache.write(f"{folder}/done.json", json.dumps(done, ensure_ascii=False).encode())
