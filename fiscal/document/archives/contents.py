"""What each kind of archive holds: its members as streams of bytes, one after the other, links and folders told apart
from files.
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import re
import stat
import tarfile
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import IO, Any, cast

import pikepdf
import py7zr
import rarfile
from py7zr.helpers import get_sanitized_output_path
from py7zr.io import Py7zIO, WriterFactory

from fiscal.document.archives.settings import MOST_BYTES, MOST_BYTES_A_MEMBER, MOST_MEMBERS
from fiscal.document.opening.characters import name_written
from fiscal.document.opening.magic import PDF

_UTF8 = 0x800
_DRIVE = re.compile(r"[A-Za-z]:")


@dataclass(frozen=True, slots=True)
class Entry:
    """A member by its name in the archive, `/` between folders; `link`: it only points elsewhere; `open` gives its
    bytes.
    """

    name: str
    size: int
    encrypted: bool
    link: bool
    open: Callable[[], IO[bytes]]


def refused(entry: Entry) -> str:
    """Why a member is not even opened; empty for one that is."""
    path = PurePosixPath(entry.name.replace("\\", "/"))
    if entry.link:
        return "链接 a link"
    if path.is_absolute() or ".." in path.parts or _DRIVE.match(entry.name):
        return "路径指向压缩包之外 its name leads out of the archive"
    if entry.encrypted:
        return "已加密 encrypted"
    if entry.size > MOST_BYTES_A_MEMBER:
        return f"超过 over {MOST_BYTES_A_MEMBER >> 20} MB"
    return ""


def entries(path: Path, kind: str) -> Iterator[Entry]:
    """The files in an archive of a kind (as `fiscal.document.opening.magic` names it), folders left out. Whatever its
    library raises for a broken one.
    """
    yield from _OPENERS[kind](path)


def _zip(path: Path) -> Iterator[Entry]:
    with zipfile.ZipFile(path) as archive:
        for info in archive.infolist():
            if not info.is_dir():
                link = stat.S_ISLNK(info.external_attr >> 16)
                yield Entry(
                    _zip_name(info),
                    info.file_size,
                    bool(info.flag_bits & 1),
                    link,
                    lambda info=info: archive.open(info),
                )


def _zip_name(info: zipfile.ZipInfo) -> str:
    """The name in the encoding that it was written in: programs in China write their own without saying so."""
    if info.flag_bits & _UTF8:
        return info.filename
    return name_written(info.filename.encode("cp437", "replace")) or info.filename


def _tar(path: Path) -> Iterator[Entry]:
    with tarfile.open(path, "r:*") as archive:
        for info in archive:
            if info.isdir():
                continue
            yield Entry(
                info.name,
                info.size,
                False,
                not info.isfile(),
                lambda info=info: archive.extractfile(info) or io.BytesIO(),
            )


def _compressed(opened: Callable[[Path], IO[bytes]], path: Path) -> Iterator[Entry]:
    """The files of a compressed tar; of anything else that is compressed by itself, that one file."""
    if tarfile.is_tarfile(path):
        yield from _tar(path)
    else:
        yield Entry("content", 0, False, False, partial(opened, path))


def _rar(path: Path) -> Iterator[Entry]:
    with cast(Any, rarfile).RarFile(path, errors="strict") as archive:
        if archive.needs_password() and not archive.infolist():
            raise rarfile.PasswordRequired("names are encrypted")
        for info in archive.infolist():
            if not info.is_dir():
                yield Entry(
                    info.filename or "",
                    info.file_size or 0,
                    info.needs_password(),
                    info.is_symlink(),
                    partial(archive.open, info),
                )


def _seven(path: Path) -> Iterator[Entry]:
    """All members at once, when the first is asked for: most are packed into one stream, and each would unpack it from
    its beginning.
    """
    with py7zr.SevenZipFile(path) as archive:
        encrypted = archive.needs_password()
        infos = [info for info in archive.list() if not info.is_directory]
    with TemporaryDirectory() as folder:
        taker = _Taker(Path(folder))
        found = [
            Entry(info.filename, info.uncompressed, encrypted, info.is_symlink, io.BytesIO)
            for info in infos[: MOST_MEMBERS + 1]
        ]
        wanted = {entry.name for entry in found if not refused(entry)}
        before: Counter[str] = Counter()
        for entry in found:
            yield replace(
                entry, open=lambda name=entry.name, nth=before[entry.name]: _of_seven(path, wanted, taker, name, nth)
            )
            before[entry.name] += 1


def _of_seven(path: Path, wanted: set[str], taker: _Taker, name: str, nth: int) -> IO[bytes]:
    """The member that is the nth of its name, from 0; the library tells those behind the first by a number."""
    if not taker.files:
        with py7zr.SevenZipFile(path, max_extract_size=MOST_BYTES) as archive:
            archive.extract(targets=wanted, factory=taker)
    return taker.files[get_sanitized_output_path(f"{name}_{nth - 1}" if nth else name, None).as_posix()].open("rb")


class _Taker(WriterFactory):
    """Takes what is unpacked into files of a folder, under names of our own; `files`: by the library's names."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.files: dict[str, Path] = {}

    def create(self, filename: str) -> Py7zIO:
        """The taker of one member."""
        path = self._folder / str(len(self.files))
        self.files[filename] = path
        return _Member(path.open("w+b"))


class _Member(Py7zIO):
    """A member's bytes as they come; the library gives no more than the member was said to have."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    def write(self, s: bytes | bytearray) -> int:
        return self._file.write(s)

    def read(self, size: int | None = None) -> bytes:
        return self._file.read(-1 if size is None else size)

    def seek(self, offset: int, whence: int = 0) -> int:
        return self._file.seek(offset, whence)

    def flush(self) -> None:
        self._file.flush()

    def size(self) -> int:
        return self._file.tell()

    def close(self) -> None:
        self._file.close()


def _pdf(path: Path) -> Iterator[Entry]:
    """Files attached to a PDF, as a portfolio has them all."""
    with pikepdf.open(path) as document:
        for key, specification in document.attachments.items():
            file = specification.get_file()
            size = int(file.size or 0)
            yield Entry(
                specification.filename or key, size, False, False, lambda file=file: io.BytesIO(file.read_bytes())
            )


_OPENERS: dict[str, Callable[[Path], Iterator[Entry]]] = {
    "ZIP": _zip,
    "tar": _tar,
    "gzip": partial(_compressed, cast(Any, gzip).open),
    "bzip2": partial(_compressed, cast(Any, bz2).open),
    "xz": partial(_compressed, cast(Any, lzma).open),
    "RAR": _rar,
    "7z": _seven,
    PDF: _pdf,
}
ARCHIVES = frozenset(_OPENERS) - {PDF}
"""Kinds that are nothing but what they hold."""
