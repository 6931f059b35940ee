"""Taking a file in: its bytes go to the content store, what it says about itself names its filing, and the filing gets a version for it.

Finding files is left to the inbox and the crawler, working on the filing to the stages.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from fiscal.document.identity.filing_id import body_of, filing_id, told_apart
from fiscal.document.identity.identity import identify
from fiscal.document.opening.magic import LOOKED_AT, header_at
from fiscal.intake.kept_readings import Readings, reading_version
from fiscal.intake.unpacked import held_by, leaves
from fiscal.model.reasons import Failure
from fiscal.storage import blobs
from fiscal.storage.blobs import UNKNOWN, Origin
from fiscal.storage.filing import FilingFiles
from fiscal.storage.root import DataRoot
from fiscal.storage.versions import Piece

LARGEST = 512 << 20


@dataclass(frozen=True, slots=True)
class Received:
    """A file that came in: the filing that it belongs to, and the filing that the same bytes were taken for before, where that was another."""

    filing: FilingFiles
    sha256: str
    taken_for: FilingFiles | None = None


def take_in(root: DataRoot, path: Path, origin: Origin = UNKNOWN) -> str | Failure:
    """Takes one file in and reads it; gives its sha256. OSError where the file cannot be opened, DiskFullError where there is no room.

    No filing changes by that, so several files may be taken in at once. Only a file over `LARGEST` bytes is refused.
    """
    if path.stat().st_size > LARGEST:
        return Failure("too_large", f"> {LARGEST >> 20} MB")
    return take_in_kept(root, blobs.keep(root.store, path.read_bytes(), path.name, origin).sha256)


def take_in_kept(root: DataRoot, sha256: str) -> str:
    """Reads bytes that the content store holds already, as those that came from a source are; gives their sha256. KeyError where it does not hold them."""
    inside = [own for _, own in leaves(root, sha256, "")]
    for own in inside if is_only_a_wrapping(root, sha256) else (sha256, *inside):
        if assigned(root, own) is None:
            Readings(root).of(own)
    return sha256


def is_only_a_wrapping(root: DataRoot, sha256: str) -> bool:
    """Whether kept bytes are an archive of files that come in by themselves, and no filing of their own."""
    return bool(held_by(root, sha256).members) and not _is_pdf(root, sha256)


def _is_pdf(root: DataRoot, sha256: str) -> bool:
    with blobs.as_file(root.store, sha256) as path, path.open("rb") as file:
        return header_at(file.read(LOOKED_AT)) is not None


def assign(root: DataRoot, sha256: str) -> Received:
    """Tells the filing of kept bytes and makes them a version of it, in the order of the calls. Known bytes are told anew only when the reading code has changed.

    Bytes that cannot be read or do not say what they are become a filing of their own, `unidentified-…`.
    """
    before = _assignment_of(root, sha256)
    if before is not None and before[1] == reading_version():
        filing = FilingFiles(root, before[0])
        return Received(filing, sha256)
    filing = _tell(root, sha256, before[0] if before else None)
    piece = Piece(sha256)
    with filing.lock():
        if not filing.holds(piece):
            filing.receive([piece])
    taken_for = None
    if before is not None and before[0] != filing.filing_id:
        taken_for = FilingFiles(root, before[0])
        with taken_for.lock():
            taken_for.forget(piece)
    root.store.write(_assignment(sha256), json.dumps([filing.filing_id, reading_version()]).encode())
    return Received(filing, sha256, taken_for)


def _tell(root: DataRoot, sha256: str, known_as: str | None) -> FilingFiles:
    """The filing that the reading names; bytes that were read before and cannot be read now keep the one they had."""
    reading = Readings(root).of(sha256)
    if isinstance(reading, Failure):
        return FilingFiles(root, known_as or unidentified(sha256))
    identity = identify(reading)
    filing = FilingFiles(root, filing_id(identity, sha256))
    with filing.lock():
        return filing if filing.belongs_to(body_of(identity)) else FilingFiles(root, told_apart(identity, sha256))


def unidentified(sha256: str) -> str:
    """The id of a filing that does not say what it is."""
    return f"unidentified-{sha256[:16]}"


def assigned(root: DataRoot, sha256: str) -> FilingFiles | None:
    """The filing that these bytes were told to be, None where they are not kept or the reading code has changed since."""
    before = _assignment_of(root, sha256)
    return FilingFiles(root, before[0]) if before is not None and before[1] == reading_version() else None


def _assignment_of(root: DataRoot, sha256: str) -> tuple[str, str] | None:
    content = root.store.read(_assignment(sha256))
    return None if content is None else tuple(json.loads(content))


def _assignment(sha256: str) -> str:
    return f"raw/assigned/{sha256[:2]}/{sha256}.json"
