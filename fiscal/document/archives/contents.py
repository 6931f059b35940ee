"""What each kind of archive holds: its members as streams of bytes, one after the other, links and folders told apart from files."""

from __future__ import annotations

import io
import stat
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

import pikepdf
import py7zr
import rarfile
from py7zr.io import Py7zIO, WriterFactory

from fiscal.document.archives.settings import MOST_BYTES, MOST_BYTES_A_MEMBER, MOST_MEMBERS
from fiscal.document.opening.characters import name_written
from fiscal.document.opening.magic import PDF

_UTF8 = 0x800


@dataclass(frozen=True, slots=True)
class Entry:
    """A member by its name in the archive, `/` between folders; `link`: it only points elsewhere; `open` gives its bytes."""

    name: str
    size: int
    encrypted: bool
    link: bool
    open: Callable[[], IO[bytes]]


def entries(path: Path, kind: str) -> Iterator[Entry]:
    """The files in an archive of a kind (as `fiscal.document.opening.magic` names it), folders left out. Whatever its library raises for a broken one."""
    yield from _OPENERS[kind](path)


def _zip(path: Path) -> Iterator[Entry]:
    with zipfile.ZipFile(path) as archive:
        for info in archive.infolist():
            if not info.is_dir():
                link = stat.S_ISLNK(info.external_attr >> 16)
                yield Entry(_zip_name(info), info.file_size, bool(info.flag_bits & 1), link, lambda info=info: archive.open(info))


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
            yield Entry(info.name, info.size, False, not info.isfile(), lambda info=info: archive.extractfile(info) or io.BytesIO())


def _rar(path: Path) -> Iterator[Entry]:
    with rarfile.RarFile(path) as archive:
        for info in archive.infolist():
            if not info.is_dir():
                yield Entry(info.filename or "", info.file_size or 0, info.needs_password(), info.is_symlink(), lambda info=info: cast(IO[bytes], archive.open(info)))


def _seven(path: Path) -> Iterator[Entry]:
    with py7zr.SevenZipFile(path) as archive:
        encrypted = archive.needs_password()
        infos = [info for info in archive.list() if not info.is_directory]
    for info in infos[: MOST_MEMBERS + 1]:
        link = bool(getattr(info, "is_symlink", False))
        yield Entry(info.filename, info.uncompressed, encrypted, link, lambda name=info.filename: _of_seven(path, name))


def _of_seven(path: Path, name: str) -> IO[bytes]:
    """One member, in memory: the library writes no file of its own. ValueError for one that is larger than it says."""
    held = _Held()
    with py7zr.SevenZipFile(path, max_extract_size=MOST_BYTES) as archive:
        archive.extract(targets=[name], factory=held)
    return io.BytesIO(bytes(held.content))


class _Held(WriterFactory):
    """Takes what is unpacked."""

    def __init__(self) -> None:
        self.content = bytearray()

    def create(self, filename: str) -> Py7zIO:
        """The taker of one member."""
        del filename
        return _Taker(self.content)


class _Taker(Py7zIO):
    def __init__(self, content: bytearray) -> None:
        self._content = content

    def write(self, s: bytes | bytearray) -> int:
        if len(self._content) + len(s) > MOST_BYTES_A_MEMBER:
            raise ValueError(f"> {MOST_BYTES_A_MEMBER >> 20} MB")
        self._content += s
        return len(s)

    def read(self, size: int | None = None) -> bytes:
        return bytes(self._content[:size])

    def seek(self, offset: int, whence: int = 0) -> int:
        del whence
        return offset

    def flush(self) -> None:
        return None

    def size(self) -> int:
        return len(self._content)


def _pdf(path: Path) -> Iterator[Entry]:
    """Files attached to a PDF, as a portfolio has them all."""
    with pikepdf.open(path) as document:
        for key, specification in document.attachments.items():
            file = specification.get_file()
            size = int(file.size or 0)
            yield Entry(specification.filename or key, size, False, False, lambda file=file: io.BytesIO(file.read_bytes()))


_OPENERS: dict[str, Callable[[Path], Iterator[Entry]]] = {"ZIP": _zip, "tar": _tar, "gzip": _tar, "bzip2": _tar, "xz": _tar, "RAR": _rar, "7z": _seven, PDF: _pdf}
ARCHIVES = frozenset(_OPENERS) - {PDF}
"""Kinds that are nothing but what they hold."""
