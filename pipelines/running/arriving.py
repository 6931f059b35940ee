"""Which files come in, what becomes of each, and whether all were worked on before and stand as they would, told
without what works on filings, which takes seconds to load.

Taking in and working is left to `pipelines.running.ingest`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from assets.stages import stale_stages
from fiscal.document.opening.extensions import EXTENSIONS
from fiscal.intake.arrival import LARGEST, assigned, to_read
from fiscal.intake.regular_file import bytes_of
from fiscal.model.contract import Filing
from fiscal.model.reasons import Failure
from fiscal.storage import blobs
from fiscal.storage.filing import FilingFiles
from fiscal.storage.root import DataRoot


@dataclass(frozen=True, slots=True)
class Ingested:
    """What became of one file. `work`: `done`, `unchanged`, `not_done` with the reason why (the filing itself is as it
    was), or `left`: within another and not read.

    `came_as`: the sha256 of the file that came in, which is another where that is an archive or holds this one;
    `number`: which of those that came it is, from 1."""

    path: Path
    work: str
    filing: FilingFiles | None
    sha256: str | None = None
    reason: str | None = None
    came_as: str | None = None
    number: int = 0

    def row(self) -> Filing | None:
        """The filing's row of the latest version that this file is part of, None where it did not become one."""
        rows: list[Filing] = self.filing.read("filings") if self.filing else []
        versions = (
            {part.version for part in self.filing.read("parts") if part.sha256 == self.sha256}
            if self.filing
            else set[int]()
        )
        return next((row for row in reversed(rows) if row.version in versions), None)


def filings(paths: Iterable[Path], apart: Path | None = None) -> list[Path]:
    """The files to take in: files as named, and every file of a kind that is read in a folder, hidden ones and what
    lies in the folder `apart`, a data root, left out.

    FileNotFoundError for a path that is not there.
    """
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = (p for p in sorted(path.rglob("*")) if p.suffix.lower() in EXTENSIONS and not p.is_dir())
            own = apart is not None and not path.resolve().is_relative_to(apart.resolve())
            shown = (p for p in inside if not any(part.startswith(".") for part in p.relative_to(path).parts))
            found += [
                p for p in shown if not (own and apart is not None and p.resolve().is_relative_to(apart.resolve()))
            ]
        elif path.exists() or path.is_symlink():
            found.append(path)
        else:
            raise FileNotFoundError(path)
    return list(dict.fromkeys(found))


def unchanged(root: DataRoot, files: Iterable[Path]) -> list[Ingested] | None:
    """What became of files of which each was taken in before and every filing stands as its bytes, the code and the
    acknowledgements would have it; None where there is anything to do.
    """
    found: list[Ingested] = []
    for number, path in enumerate(files, 1):
        try:
            content = bytes_of(path, LARGEST)
        except OSError:
            return None
        sha256 = None if isinstance(content, Failure) else hashlib.sha256(content).hexdigest()
        if sha256 is None or blobs.receipt(root.store, sha256) is None:
            return None
        standing = list(_standing(root, path, sha256, number))
        if None in standing:
            return None
        found += filter(None, standing)
    return found


def _standing(root: DataRoot, path: Path, came_as: str, number: int) -> Iterator[Ingested | None]:
    """Of kept bytes each filing that they are or hold; None where one is not told or not up to date."""
    found = to_read(root, came_as, str(path))
    for name, sha256 in found.files:
        filings = assigned(root, sha256)
        if not filings:
            yield None
        for filing in filings:
            stale = stale_stages(filing)
            yield None if stale else Ingested(Path(name), "unchanged", filing, sha256, came_as=came_as, number=number)
    for told in found.left:
        yield Ingested(path, "left", None, came_as, reason=told, came_as=came_as, number=number)
