"""The reading of kept bytes: made once in the sandbox for each version of the reading code, and kept under the data
root's cache.

How pages are read is left to `fiscal.extraction`, which runs in the sandbox by name; what the reading means to
`fiscal.document.identity` and the stages."""

from __future__ import annotations

import errno
import json
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from fiscal.document.identity.identity import identify
from fiscal.document.programs import came_since, is_lacking
from fiscal.intake import sandbox_pool as pool
from fiscal.intake.placements import decided_identity
from fiscal.intake.sets.reading_parts import joined
from fiscal.model import contract
from fiscal.model.identity import Identity
from fiscal.model.reading import Reading
from fiscal.model.reading_rows import READING_DATASETS, reading_to_rows, rows_to_reading
from fiscal.model.reasons import Failure
from fiscal.model.records import to_arrow
from fiscal.storage import blobs
from fiscal.storage.code import code_version
from fiscal.storage.datasets import rows_of, to_parquet
from fiscal.storage.filing import FilingFiles
from fiscal.storage.root import DataRoot, DiskFullError, Store
from fiscal.storage.versions import Piece, Version

OPENED, OPENED_BYTES = 25, 200_000
"""Filings of a run that are kept open for its next stage, and the bytes of the files of such a reading at most. The
largest of 110 has 187 kB, and 14 MB in memory.
"""
ENGINES = (
    "pypdfium2",
    "camelot-py",
    "pikepdf",
    "rapidocr",
    "onnxruntime",
    "opencv-python-headless",
    "openpyxl",
    "xlrd",
    "lxml",
)


def reading_version() -> str:
    """The version of everything that decides what a reading is."""
    return code_version(
        "fiscal.model",
        "fiscal.lexicon.reading",
        "fiscal.lexicon.pages",
        "fiscal.document",
        "fiscal.extraction",
        engines=ENGINES,
    )


class Opened(NamedTuple):
    """A filing's reading, and whose filing it is by that, or as a person decided."""

    reading: Reading
    identity: Identity


def opened(filing: FilingFiles) -> Opened:
    """The reading that a filing's rows hold now. It is put together once for all stages of a run, for as long as the
    rows are the same.
    """
    contents = tuple(filing.content(dataset) for dataset in READING_DATASETS)
    extracted = filing.stages().get("extracted_tables")
    small = sum(len(content or b"") for content in contents) <= OPENED_BYTES
    found = (_opened if small else _opened.__wrapped__)(contents, extracted.repairs if extracted else ())
    decided = decided_identity(filing)
    return found._replace(identity=decided.over(found.identity)) if decided else found


@lru_cache(maxsize=OPENED)
def _opened(contents: tuple[bytes | None, ...], repairs: tuple[str, ...]) -> Opened:
    reading = rows_to_reading(
        {dataset: rows_of(content, dataset) for dataset, content in zip(READING_DATASETS, contents, strict=True)},
        repairs,
    )
    return Opened(reading, identify(reading))


@dataclass(frozen=True, slots=True)
class Readings:
    """The readings of one data root. Safe to use from several threads; at most `PARALLEL_READERS` files are read at a
    time.
    """

    root: DataRoot

    def of(self, piece: Piece) -> Reading | Failure:
        """The reading of kept bytes or of some of their pages, or why they cannot be read; of a compilation's bytes,
        what is in none of its chapters.

        KeyError where the bytes are not kept, DiskFullError where there is no room to work.
        """
        sha256 = piece.sha256
        known = self._known(piece)
        if known is not None and not (isinstance(known, Failure) and came_since(known)):
            return known
        with blobs.as_file(self.root.store, sha256) as path:
            outcome = pool.sandbox().call(pool.READER, path)
        if isinstance(outcome, Failure) and outcome.code == "disk_full":
            raise DiskFullError(errno.ENOSPC, "no space left", str(self.root.work))
        self._keep(sha256, outcome)
        kept = self._known(piece)
        assert kept is not None
        return kept

    def pieces_of(self, sha256: str) -> tuple[Piece, ...]:
        """What kept bytes are filings of: themselves, and of a compilation its chapters behind. The reading is made
        where it is not kept.
        """
        whole = Piece(sha256)
        self.of(whole)
        return whole, *(Piece(sha256, (first, last)) for first, last in self._done(sha256)["chapters"])

    def of_version(self, version: Version) -> Reading | Failure:
        """One reading over all files of a version; the first file's failure where one of them cannot be read."""
        readings: list[Reading] = []
        for piece in version.pieces:
            reading = self.of(piece)
            if isinstance(reading, Failure):
                return reading
            readings.append(reading)
        return joined(readings)

    def state(self, sha256: str) -> str:
        """What decides what kept bytes are told to be: the version of the reading code, and what they were not read
        for want of; empty where that is installed now.
        """
        failure = (done := self._done(sha256).get("failure")) and Failure(**done)
        if came_since(failure):
            return ""
        return f"{reading_version()} {failure.code}" if failure and is_lacking(failure) else reading_version()

    def stands(self, sha256: str, told: str) -> bool:
        """Whether what kept bytes were told to be in that state is what they would be told to be now."""
        return told == reading_version() or (told != "" and told == self.state(sha256))

    def forget(self, sha256: str) -> None:
        """Lets the next call read the bytes again."""
        self._cache.delete(f"{self._folder(sha256)}/done.json")

    @property
    def _cache(self) -> Store:
        return self.root.store

    def _folder(self, sha256: str) -> str:
        return f".cache/readings/{reading_version()}/{sha256}"

    def _known(self, piece: Piece) -> Reading | Failure | None:
        values = self._done(piece.sha256)
        if not values:
            return None
        if values["failure"] is not None:
            return Failure(**values["failure"])
        folder = self._folder(piece.sha256)
        if piece.pages is not None:
            if list(piece.pages) not in values["chapters"]:
                return Failure("no_such_chapter", "{}–{}".format(*piece.pages))
            folder = _chapter(folder, piece.pages)
        rows = {
            dataset: rows_of(self._cache.read(f"{folder}/{dataset}.parquet"), dataset) for dataset in READING_DATASETS
        }
        return rows_to_reading(rows, tuple(values["repairs"]))

    def _done(self, sha256: str) -> dict[str, Any]:
        done = self._cache.read(f"{self._folder(sha256)}/done.json")
        return {} if done is None else json.loads(done)

    def _keep(self, sha256: str, outcome: Reading | Failure) -> None:
        folder = self._folder(sha256)
        done: dict[str, Any] = {"failure": None, "repairs": [], "chapters": []}
        if isinstance(outcome, Reading):
            ranges = [(chapter.pages[0].page, chapter.pages[-1].page) for chapter in outcome.chapters]
            for place, reading in (
                (folder, outcome),
                *((_chapter(folder, pages), c) for pages, c in zip(ranges, outcome.chapters, strict=True)),
            ):
                for dataset, rows in reading_to_rows(reading).items():
                    self._cache.write(
                        f"{place}/{dataset}.parquet", to_parquet(to_arrow(rows, contract.DATASETS[dataset]))
                    )
            done |= {"repairs": outcome.repairs, "chapters": ranges}
        else:
            done |= {"failure": asdict(outcome)}
        self._cache.write(f"{folder}/done.json", json.dumps(done, ensure_ascii=False).encode())


def _chapter(folder: str, pages: tuple[int, int]) -> str:
    return f"{folder}/{pages[0]}-{pages[1]}"
