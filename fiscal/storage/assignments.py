"""Which filings kept bytes were told to be, and what of their arrival is still to be done.

Telling is left to `fiscal.intake.arrival`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field

from fiscal.storage.root import DataRoot
from fiscal.storage.versions import Piece


@dataclass(frozen=True, slots=True)
class Told:
    """What a file was told to be: the filings of its pieces, by id, and the `version` of the reading code that told
    them, empty where something is still to be told.

    `taken_for`: filings that it or files beside it were taken for, each with the one that this is now, until they were
    worked on."""

    filings: dict[Piece, str] = field(default_factory=dict[Piece, str])
    version: str = ""
    taken_for: dict[str, str] = field(default_factory=dict[str, str])


def told_of(root: DataRoot, sha256: str) -> Told:
    """What kept bytes were told to be; of no filing where they never were."""
    content = root.store.read(_name(sha256))
    if content is None:
        return Told()
    told, version, *taken_for = json.loads(content)
    # A lone name, as earlier versions of the code wrote it, is the whole file's.
    names = {sha256: told} if isinstance(told, str) else told
    return Told({Piece.parse(p): name for p, name in names.items()}, version, *taken_for)


def write_told(root: DataRoot, sha256: str, told: Told) -> None:
    """Keeps what bytes were told to be, instead of what they were before."""
    written: list[object] = [{str(piece): name for piece, name in told.filings.items()}, told.version]
    if told.taken_for:
        written.append(told.taken_for)
    root.store.write(_name(sha256), json.dumps(written).encode())


def named(root: DataRoot, sha256: str) -> str | None:
    """The filing that a whole file was told to be, by id."""
    return told_of(root, sha256).filings.get(Piece(sha256))


def _name(sha256: str) -> str:
    return f"raw/assigned/{sha256[:2]}/{sha256}.json"
