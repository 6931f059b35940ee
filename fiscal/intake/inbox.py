"""The inbox: a folder into which people drop files; which of them are whole, and which cannot be read.

Taking them in is left to `fiscal.intake.arrival`; nothing in the folder is ever moved or changed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from fiscal.document.opening.extensions import EXTENSIONS
from fiscal.intake.regular_file import no_file
from fiscal.model.reasons import said

STALLED = 30.0
_TAIL = 4096
_ENDS: dict[str, Callable[[bytes], bool]] = {
    ".pdf": lambda tail: b"%%EOF" in tail,
    **dict.fromkeys((".zip", ".xlsx", ".xlsm", ".docx", ".docm", ".odt", ".ofd"), lambda tail: b"PK\x05\x06" in tail),
    **dict.fromkeys((".htm", ".html", ".shtml"), lambda tail: b"</html>" in tail.lower()),
    **dict.fromkeys((".jpg", ".jpeg"), lambda tail: tail.rstrip(b"\0\r\n \t").endswith(b"\xff\xd9")),
    ".png": lambda tail: b"IEND" in tail,
}
"""Whether the last bytes of a file are the end of one of its kind, as its extension names it; no kind that is not here
has an end by which it could be told.
"""


@dataclass(frozen=True, slots=True)
class Dropped:
    """A file in the inbox as it stood when it was last looked at, and since when it was seen so (seconds since the
    epoch). `sha256` is known once it is whole.

    `trouble` is why it could not be read.
    """

    size: int
    modified: int
    since: float = 0.0
    sha256: str | None = None
    trouble: str | None = None


def look(folder: Path, before: Mapping[str, Dropped], now: float) -> dict[str, Dropped]:
    """The files of kinds that are read below the folder by their path in it, given what was there at the look before;
    `now` in seconds since the epoch.

    A file is whole that stands as at the look before and ends as its kind does; one without that end, which may be a
    copy that has stalled, and one whose kind has none is once it has not changed for `STALLED` seconds. OSError where a
    folder cannot be read: that is not an empty folder. Links and hidden files are left out."""
    found: dict[str, Dropped] = {}
    for path in _files(folder):
        name = path.relative_to(folder).as_posix()
        try:
            found[name] = _seen(path, before.get(name), now)
        except FileNotFoundError:
            continue
    return found


def _seen(path: Path, last: Dropped | None, now: float) -> Dropped:
    status = path.stat()
    seen = Dropped(status.st_size, max(status.st_mtime_ns, status.st_ctime_ns), now)
    if last is None or (last.size, last.modified) != (seen.size, seen.modified):
        return seen
    if last.sha256:
        return last
    if trouble := _trouble(status.st_mode):
        return replace(last, trouble=trouble)
    try:
        whole = _ends(path, seen.size) or now - last.since >= STALLED
        return replace(last, sha256=_digest(path) if whole else None, trouble=None)
    except FileNotFoundError:
        raise
    except OSError as error:
        return replace(last, trouble=error.strerror or type(error).__name__)


def _trouble(mode: int) -> str | None:
    """Why what lies there is no file, None for a file."""
    refused = no_file(mode)
    return None if refused is None else said(refused)


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
        elif entry.suffix.lower() in EXTENSIONS:
            found.append(entry)
    return found


def _ends(path: Path, size: int) -> bool:
    ends = _ENDS.get(path.suffix.lower())
    if ends is None:
        return False
    with path.open("rb") as file:
        file.seek(max(size - _TAIL, 0))
        return ends(file.read(_TAIL))


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
