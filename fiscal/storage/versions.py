"""What a version of a filing is: files, or page ranges of files, in the order in which they are read.

Which files belong together is decided at intake.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from fiscal.storage.blobs import Receipt

_WRITTEN = re.compile(r"(?P<sha256>[0-9a-f]{64})(?:#page=(?P<first>\d+)-(?P<last>\d+))?")


@dataclass(frozen=True, slots=True)
class Piece:
    """Kept bytes, or some of their pages: `pages` are the first and the last one, counted from 1; None for the whole
    file.
    """

    sha256: str
    pages: tuple[int, int] | None = None

    def __str__(self) -> str:
        """`<sha256>`, or `<sha256>#page=12-31`."""
        return self.sha256 if self.pages is None else f"{self.sha256}#page={self.pages[0]}-{self.pages[1]}"

    @classmethod
    def parse(cls, written: str) -> Piece:
        """The piece that is written like this. ValueError for anything else."""
        match = _WRITTEN.fullmatch(written)
        if match is None:
            raise ValueError(written)
        return cls(match["sha256"], (int(match["first"]), int(match["last"])) if match["first"] else None)


@dataclass(frozen=True, slots=True)
class PartFile:
    """One file of a version: counted from 1, with the receipt of its bytes."""

    part_no: int
    piece: Piece
    receipt: Receipt

    @property
    def member_of(self) -> str | None:
        """The compilation whose pages it is, or the archive that it came in."""
        return str(self.piece) if self.piece.pages else self.receipt.member_of


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a filing, counted from 1: its files, at least one."""

    version: int
    parts: tuple[PartFile, ...]

    @property
    def receipt(self) -> Receipt:
        """The receipt of the first file: the one that names the filing."""
        return self.parts[0].receipt

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """What the version is made of, in order."""
        return tuple(part.piece for part in self.parts)
