"""The data root: one folder, or one URL that fsspec can write, under which everything the pipeline keeps has its place.

What is kept under which name is left to the other modules of this package; nothing here knows a filing.
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
import shutil
import tempfile
import time
from collections.abc import Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from fiscal.storage.locks import Locks, MachineLocks, locks_of
from fiscal.storage.remote import RemoteStore, located

CHECKOUT = Path(__file__).resolve().parents[2]


NO_ROOM = (errno.ENOSPC, errno.EDQUOT)
_NO_ROOM_SAID = ("no space left on device", "database or disk is full", "disk quota exceeded")


STAGING = ".staging"
"""Under a folder: what is written before it is moved into its place; names begin with the number of the process that
writes.
"""
_LEFT_BEHIND = ((".", re.compile(r"\.(\d+)\..+\.duckdb(\..+)?")), (STAGING, re.compile(r"(\d+)\..+")))
_YOUNGEST_LEFT_SECONDS = 24 * 3600.0
"""What is younger may be at work: processes of another container have numbers that are not seen here, and none is at
one file for a day.
"""


class DiskFullError(OSError):
    """There is no room to write: what stood there before is untouched."""


def is_full_disk(error: BaseException | None) -> bool:
    """Whether an error, or what it came from, is that there is no room: libraries have words of their own for it."""
    while error is not None:
        if isinstance(error, OSError) and error.errno in NO_ROOM:
            return True
        if any(words in str(error).lower() for words in _NO_ROOM_SAID):
            return True
        error = error.__cause__ or error.__context__
    return False


@contextmanager
def naming_a_full_disk() -> Generator[None]:
    """Turns the operating system's "no space" and "over quota" into `DiskFullError`."""
    try:
        yield
    except OSError as error:
        if error.errno in NO_ROOM:
            raise DiskFullError(error.errno, "no space left", str(error.filename or "")) from error
        raise


class Store(Protocol):
    """Named byte strings. A write replaces the whole of one name at once: readers see the old bytes or the new ones."""

    def read(self, name: str) -> bytes | None:
        """The bytes under a name, None where there are none."""
        ...

    def write(self, name: str, content: bytes) -> None:
        """Replaces what is under a name. DiskFullError where there is no room."""
        ...

    def swap(self, name: str, before: bytes | None, content: bytes) -> bool:
        """Replaces what is under a name if that still is `before`, None for nothing; False, and nothing is written,
        where it is not.
        """
        ...

    def delete(self, name: str) -> None:
        """Removes a name, if it is there."""
        ...

    def names(self, folder: str) -> list[str]:
        """The names below a folder, sorted; empty where there is no such folder."""
        ...

    def marks(self, folder: str) -> dict[str, str]:
        """The names below a folder, each with what tells one writing of it from the next without reading it; empty
        where that cannot be told.
        """
        ...


def mark_of(file: Path) -> str:
    """What tells one writing of a file from the next: its number, time and size. FileNotFoundError for none."""
    now = file.stat()
    return f"{now.st_ino} {now.st_mtime_ns} {now.st_size}"


@dataclass(frozen=True, slots=True)
class FolderStore:
    """A store in a local folder. Files are staged in `STAGING`, outside what readers open, and moved into place."""

    folder: Path

    def read(self, name: str) -> bytes | None:
        """The file's bytes, None where there is no such file."""
        try:
            return (self.folder / name).read_bytes()
        except FileNotFoundError:
            return None

    def write(self, name: str, content: bytes) -> None:
        """Staged, synced, renamed, and the folder synced: a crash at any moment leaves the old file or the new one."""
        target = self.folder / name
        staging = self.folder / STAGING
        with naming_a_full_disk():
            staging.mkdir(parents=True, exist_ok=True)
            target.parent.mkdir(parents=True, exist_ok=True)
            handle, staged = tempfile.mkstemp(prefix=f"{os.getpid()}.", dir=staging)
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(content)
                    file.flush()
                    os.fsync(file.fileno())
                Path(staged).chmod(0o644)
                Path(staged).replace(target)
            except BaseException:
                Path(staged).unlink(missing_ok=True)
                raise
            sync_folder(target.parent)

    def swap(self, name: str, before: bytes | None, content: bytes) -> bool:
        """Compared and written while no other process of this machine does so."""
        with MachineLocks(self.folder / ".locks").held("swap"):
            if self.read(name) != before:
                return False
            self.write(name, content)
            return True

    def delete(self, name: str) -> None:
        """Removes the file, if it is there."""
        (self.folder / name).unlink(missing_ok=True)

    def names(self, folder: str) -> list[str]:
        """Files below the folder, relative to the root."""
        return sorted(self.marks(folder))

    def marks(self, folder: str) -> dict[str, str]:
        """Every write is another file moved into place: its number, time and size."""
        found: dict[str, str] = {}
        for at, _, files in os.walk(self.folder / folder):
            inside = os.path.relpath(at, self.folder)
            for name in files:
                with suppress(FileNotFoundError):
                    found[f"{inside}/{name}"] = mark_of(Path(at, name))
        return found


@dataclass(frozen=True, slots=True)
class DataRoot:
    """`store` holds datasets, blobs and receipts; `work` is the local folder for locks, caches, ledgers and Dagster's
    home: the same one, unless the root is a URL.
    """

    location: str
    store: Store
    work: Path

    @classmethod
    def at(cls, location: str | Path | None = None) -> DataRoot:
        """The root at a folder or URL; without one at `FISCAL_DATA`, else `data/` beside the code.

        For a URL the local folder is `FISCAL_WORK`, else one under the user's state folder. ValueError where fsspec
        does not know the URL's protocol."""
        chosen = str(location or os.environ.get("FISCAL_DATA") or CHECKOUT / "data")
        if "://" not in chosen:
            folder = Path(chosen).expanduser().resolve()
            return cls(str(folder), FolderStore(folder), folder)
        from fsspec.implementations.local import LocalFileSystem

        files, prefix = located(chosen)
        if isinstance(files, LocalFileSystem):
            return cls.at(prefix)
        digest = hashlib.sha256(chosen.encode()).hexdigest()[:12]
        work = Path(os.environ.get("FISCAL_WORK") or Path.home() / ".local/state/fiscal-facts" / digest)
        return cls(chosen.rstrip("/"), RemoteStore(files, prefix.rstrip("/")), work.resolve())

    @property
    def locks(self) -> Locks:
        """Who may change what: among all that share the root."""
        return locks_of(self.location, self.work)

    def share(self, made: Path) -> None:
        """Puts a file or folder that was made under the local folder into the store, unless that is the same place;
        what stood in the folder before goes.
        """
        if isinstance(self.store, FolderStore):
            return
        name = made.relative_to(self.work).as_posix()
        files = sorted(path for path in made.rglob("*") if path.is_file()) if made.is_dir() else [made]
        kept = {path.relative_to(self.work).as_posix(): path for path in files}
        for left in set(self.store.names(name)) - kept.keys():
            self.store.delete(left)
        for below, path in kept.items():
            self.store.write(below, path.read_bytes())

    @property
    def dagster_home(self) -> Path:
        """Where Dagster keeps its runs and events for this root."""
        return self.work / ".dagster"

    @property
    def inbox(self) -> Path:
        """Where people drop PDFs: `FISCAL_INBOX`, else `raw/inbox` of the root."""
        return Path(os.environ.get("FISCAL_INBOX") or self.work / "raw/inbox")


def sweep(work: Path) -> None:
    """Removes what processes that are gone have left of their work under the local folder of a data root: drafts of the
    database, and what was staged.
    """
    for folder, of_process in _LEFT_BEHIND:
        for left in sorted((work / folder).glob("*")):
            match = of_process.fullmatch(left.name)
            if match and not Path(f"/proc/{match[1]}").exists() and _age_seconds(left) > _YOUNGEST_LEFT_SECONDS:
                remove(left)


def remove(path: Path) -> None:
    """Removes a file, or a folder with all that it holds, if it is there."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def _age_seconds(path: Path) -> float:
    """Seconds since a path was last changed; none for one that is gone meanwhile."""
    try:
        return time.time() - path.lstat().st_mtime
    except FileNotFoundError:
        return 0.0


def sync_folder(folder: Path) -> None:
    """Makes the names in a folder last through a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
