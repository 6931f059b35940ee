"""An archive unpacked into a folder: every file that may be a filing under a name of ours, everything else named with
why it was left.

Names in the archive are only names and never paths, so that none leads anywhere. It touches hostile bytes and runs in
the sandbox."""

from __future__ import annotations

import lzma
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import pikepdf
import py7zr
import rarfile
from py7zr.exceptions import ArchiveError, DecompressionBombError

from fiscal.document.archives.contents import ARCHIVES, Entry, entries, refused
from fiscal.document.archives.settings import MOST_BYTES, MOST_BYTES_A_MEMBER, MOST_MEMBERS
from fiscal.document.opening.attached import shown_name
from fiscal.document.opening.magic import PDF, kind_of
from fiscal.model.reasons import Failure

_PIECE = 1 << 20
_BROKEN = (
    zipfile.BadZipFile,
    tarfile.TarError,
    rarfile.Error,
    ArchiveError,
    pikepdf.PdfError,
    lzma.LZMAError,
    zlib.error,
)
_NEXT_VOLUME = "Cannot open next volume"
"""How the library of RAR says that another file goes on with the archive."""
_OF_SYSTEMS = frozenset((".DS_Store", "Thumbs.db", "desktop.ini"))
_NEVER_READ = frozenset(("NUL", "text", "unknown", "PostScript", "XML"))


@dataclass(frozen=True, slots=True)
class Member:
    """A file out of an archive: what it is called there, folders and all, and what its bytes are called in the folder
    that it was unpacked into.
    """

    name: str
    file: str


@dataclass(frozen=True, slots=True)
class Unpacked:
    """What was in an archive. `left`: what was not taken out, each with why, as `名称: 原因`."""

    members: tuple[Member, ...]
    left: tuple[str, ...]


def unpack(path: Path, folder: Path) -> Unpacked | Failure | None:
    """Unpacks a file into the folder; None where it holds no others. Archives in it are members like the rest.

    Failures: `damaged`, `needs_password`, `archive_too_large` over any limit of `settings`, `needs_unrar`,
    `archive_volume`.
    """
    kind = kind_of(path)
    if kind not in ARCHIVES and kind != PDF:
        return None
    try:
        found = _Unpacking(folder).all(entries(path, kind))
    except _TooLargeError as over:
        return Failure("archive_too_large", str(over))
    except DecompressionBombError:
        return Failure("archive_too_large", f"> {MOST_BYTES >> 20} MB")
    except rarfile.RarCannotExec:
        return Failure("needs_unrar")
    except (pikepdf.PasswordError, py7zr.PasswordRequired, rarfile.PasswordRequired):
        return None if kind == PDF else Failure("needs_password")
    except (*_BROKEN, OSError, EOFError, ValueError, KeyError, NotImplementedError, RuntimeError) as error:
        if isinstance(error, (rarfile.NeedFirstVolume, rarfile.BadRarName)) or str(error).startswith(_NEXT_VOLUME):
            return Failure("archive_volume")
        # A PDF that only its own reader can mend holds nothing that is unpacked.
        return (
            None if kind == PDF else Failure("damaged", f"{type(error).__name__}: {' '.join(str(error).split())}"[:120])
        )
    return None if kind == PDF and not found.members and not found.left else found


class _TooLargeError(Exception):
    """Over a limit."""


class _Unpacking:
    """The work in hand: how many files and bytes so far."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._count = self._bytes = 0

    def all(self, found: Iterator[Entry]) -> Unpacked:
        """Takes out one after the other."""
        members: list[Member] = []
        left: list[str] = []
        for number, entry in enumerate(found, 1):
            if number > MOST_MEMBERS:
                raise _TooLargeError(f"> {MOST_MEMBERS} files")
            name = shown_name(entry.name)
            if PurePosixPath(name).name in _OF_SYSTEMS or "__MACOSX" in PurePosixPath(name).parts:
                continue
            why = refused(entry) or self._take(entry, str(number))
            if why:
                left.append(f"{name}: {why}")
            else:
                members.append(Member(name, str(number)))
        return Unpacked(tuple(members), tuple(left))

    def _take(self, entry: Entry, file: str) -> str:
        """Writes a member; why it was left, else empty. Counts what really comes out, whatever the archive says."""
        path = self._folder / file
        size = 0
        with entry.open() as source, path.open("wb") as target:
            while piece := source.read(_PIECE):
                size += len(piece)
                self._bytes += len(piece)
                if size > MOST_BYTES_A_MEMBER or self._bytes > MOST_BYTES:
                    raise _TooLargeError(
                        f"> {(MOST_BYTES_A_MEMBER if size > MOST_BYTES_A_MEMBER else MOST_BYTES) >> 20} MB"
                    )
                target.write(piece)
        kind = kind_of(path) if size else "NUL"
        if kind in _NEVER_READ:
            path.unlink()
            return f"不可读取的格式 not a format that is read ({'0 B' if not size else kind})"
        return ""
