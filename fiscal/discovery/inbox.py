"""The inbox: a folder into which people drop PDFs; which of them are whole, and which of them the pipeline has not finished.

Taking them in is left to `fiscal.discovery.intake`; nothing in the folder is ever moved or changed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Dropped:
    """A file in the inbox as it stood when it was last looked at. `sha256` is known once it is whole: of the same size and time at two looks."""

    size: int
    modified: int
    sha256: str | None = None


def look(folder: Path, before: Mapping[str, Dropped]) -> dict[str, Dropped]:
    """The PDFs below the folder by their path in it, given what was there at the look before. A file that is still being copied has no `sha256` yet.

    OSError where the folder cannot be read: that is not an empty folder. Links and hidden files are left out.
    """
    found: dict[str, Dropped] = {}
    for path in _files(folder):
        try:
            status = path.stat()
            name, now = path.relative_to(folder).as_posix(), Dropped(status.st_size, max(status.st_mtime_ns, status.st_ctime_ns))
            last = before.get(name)
            if last is not None and (last.size, last.modified) == (now.size, now.modified):
                now = last if last.sha256 else Dropped(now.size, now.modified, _digest(path))
        except FileNotFoundError:
            continue
        found[name] = now
    return found


def inside(folder: Path, name: str) -> Path:
    """The path of a name that `look` gave. ValueError for one that leads out of the folder."""
    path = (folder / name).resolve()
    if not path.is_relative_to(folder.resolve()):
        raise ValueError(name)
    return path


def _files(folder: Path) -> list[Path]:
    found: list[Path] = []
    for entry in sorted(folder.iterdir()):
        if entry.name.startswith(".") or entry.is_symlink():
            continue
        if entry.is_dir():
            found += _files(entry)
        elif entry.suffix.lower() == ".pdf":
            found.append(entry)
    return found


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
