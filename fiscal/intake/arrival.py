"""Taking a file in: its bytes go to the content store, what it says about itself names its filing, and the filing gets
it as a part or as a version.

Finding files is left to the inbox and the crawler, working on the filing to the stages. A compilation becomes a filing
of its own and one for each of its chapters."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from fiscal.document.identity.filing_id import body_of, filing_id, told_apart
from fiscal.document.identity.identity import identify
from fiscal.document.opening.magic import is_pdf
from fiscal.document.sandbox.limits import LARGEST_FILE
from fiscal.intake import siblings
from fiscal.intake.kept_readings import Readings
from fiscal.intake.placements import Placement, place, placement
from fiscal.intake.regular_file import bytes_of
from fiscal.intake.sets.complements import meaning, order
from fiscal.intake.sets.one_file import OneFile, one_file
from fiscal.intake.sets.own_files import is_chapter, others
from fiscal.intake.unpacked import Inside, held_by, inside
from fiscal.model.identity import Identity
from fiscal.model.invisible import shown
from fiscal.model.reasons import Failure
from fiscal.storage import blobs
from fiscal.storage.assignments import Told, named, told_of, write_told
from fiscal.storage.blobs import UNKNOWN, Origin
from fiscal.storage.filing import FilingFiles
from fiscal.storage.root import DataRoot
from fiscal.storage.versions import Piece, Version

LARGEST = LARGEST_FILE


@dataclass(frozen=True, slots=True)
class Received:
    """A file that came in: the filings that it is or is part of, and those that it or files beside it were taken for
    before, each with what that is now. Where there are any of those, say with `handed_over` that they were worked on.
    """

    sha256: str
    filings: tuple[FilingFiles, ...]
    taken_for: tuple[tuple[FilingFiles, FilingFiles], ...] = ()


def take_in(root: DataRoot, path: Path, origin: Origin = UNKNOWN) -> str | Failure:
    """Takes one file in and reads it; gives its sha256. OSError where the file cannot be opened, DiskFullError where
    there is no room.

    No filing changes by that, so several files may be taken in at once. Only what is no file, or over `LARGEST` bytes,
    is refused; a name is kept as it can be shown."""
    kept = keep(root, path, origin)
    return kept if isinstance(kept, Failure) else take_in_kept(root, kept)


def keep(root: DataRoot, path: Path, origin: Origin = UNKNOWN) -> str | Failure:
    """Puts one file into the content store and gives its sha256; what is refused is as of `take_in`."""
    content = bytes_of(path, LARGEST)
    if isinstance(content, Failure):
        return content
    return blobs.keep(root.store, content, shown(path.name), origin).sha256


def take_in_kept(root: DataRoot, sha256: str) -> str:
    """Reads bytes that the content store holds already, as those that came from a source are; gives their sha256.
    KeyError where it does not hold them.
    """
    for _, own in to_read(root, sha256).files:
        if not assigned(root, own):
            Readings(root).of(Piece(own))
    return sha256


def to_read(root: DataRoot, sha256: str, name: str = "") -> Inside:
    """What of kept bytes is read: the file called `name`, unless it is only an archive, then every file that it holds;
    and what is left in them.
    """
    found = inside(root, sha256, name)
    own = () if _is_only_a_wrapping(root, sha256) else ((name, sha256),)
    return replace(found, files=(*own, *found.files))


def _is_only_a_wrapping(root: DataRoot, sha256: str) -> bool:
    """Whether kept bytes are an archive of files that come in by themselves, and no filing of their own."""
    if not held_by(root, sha256).members:
        return False
    with blobs.as_file(root.store, sha256) as path:
        return not is_pdf(path)


def _taken_for_a_filing(root: DataRoot, sha256: str) -> dict[Piece, str]:
    """The archive that kept bytes came in, with the filing that it was taken for while it could not be unpacked."""
    own = blobs.receipt(root.store, sha256)
    if own is None or not own.member_of:
        return {}
    filings = told_of(root, own.member_of).filings
    return filings if filings and _is_only_a_wrapping(root, own.member_of) else {}


def assign(root: DataRoot, sha256: str) -> Received:
    """Tells the filings of kept bytes and gives them to these, in the order of the calls. Known bytes are told anew
    only when the reading code has changed.

    Bytes that cannot be read or do not say what they are become a filing of their own, `unidentified-…`, unless they
    came with a file that does; they go to its filing also where that file comes later."""
    before = assigned(root, sha256)
    if before:
        return Received(sha256, before)
    told = told_of(root, sha256)
    now = {piece: _receive(root, piece, told.filings.get(piece)) for piece in Readings(root).pieces_of(sha256)}
    left = [(p, name) for p, name in told.filings.items() if p not in now or now[p].filing_id != name]
    wrapping = _taken_for_a_filing(root, sha256)
    for piece, name in (*left, *wrapping.items()):
        _take_out(root, piece, name)
    taken_for = dict.fromkeys(wrapping.values(), next(iter(now.values())).filing_id)
    taken_for |= {name: now.get(piece, next(iter(now.values()))).filing_id for piece, name in left}
    state = Readings(root).state(sha256)
    told = Told({p: filing.filing_id for p, filing in now.items()}, state, told.taken_for | taken_for)
    others = siblings.unidentified(root, sha256, told.filings)
    if others:
        # Not yet as told by this code: a process killed before the others are told leaves all of it to be done again.
        write_told(root, sha256, replace(told, version=""))
    for other in others:
        told = _tell_again(root, other, sha256, told)
    write_told(root, sha256, replace(told, version="") if told.taken_for else told)
    for piece in wrapping:
        write_told(root, piece.sha256, Told())
    was = tuple((FilingFiles(root, name), FilingFiles(root, is_)) for name, is_ in told.taken_for.items())
    return Received(sha256, tuple(now.values()), was)


def handed_over(root: DataRoot, received: Received) -> None:
    """Says that the filings were worked on that a file, or files beside it, were taken for: nothing of its arrival is
    left to be done again.
    """
    if received.taken_for:
        write_told(
            root, received.sha256, Told(told_of(root, received.sha256).filings, Readings(root).state(received.sha256))
        )


def decide(root: DataRoot, sha256: str, decided: Placement | None) -> None:
    """Keeps what a person decided of kept bytes, None taking that back, so that they are told anew when they are
    assigned next.
    """
    piece = Piece(sha256)
    before = placement(root, sha256)
    if before is not None:
        former = FilingFiles(root, before.filing_id)
        with former.lock():
            former.forget(piece, [Piece.parse(one) for one in before.restates])
            if before.identity is not None and not former.versions():
                former.disown()
    place(root, sha256, decided)
    known = told_of(root, sha256)
    if known.filings:
        write_told(root, sha256, replace(known, version=""))


def unidentified(sha256: str) -> str:
    """The id of a filing that does not say what it is."""
    return f"unidentified-{sha256[:16]}"


def assigned(root: DataRoot, sha256: str) -> tuple[FilingFiles, ...]:
    """The filings that these bytes were told to be, empty where they are not kept, the reading code has changed since,
    or a program is installed now for want of which they were not read.
    """
    told = told_of(root, sha256)
    known = Readings(root).stands(sha256, told.version)
    return tuple(FilingFiles(root, name) for name in told.filings.values()) if known else ()


def _tell_again(root: DataRoot, sha256: str, came_with: str, told: Told) -> Told:
    """Tells a file anew that did not say what it is, now that another of its filing has come; gives what was told of
    that other one, with what this one was taken for.
    """
    piece = Piece(sha256)
    name = named(root, sha256)
    now = _receive(root, piece, name)
    if name is None or now.filing_id == name:
        return told
    _take_out(root, piece, name)
    told = replace(told, taken_for=told.taken_for | {name: now.filing_id})
    write_told(root, came_with, replace(told, version=""))
    write_told(root, sha256, Told({piece: now.filing_id}, Readings(root).state(sha256)))
    return told


def _take_out(root: DataRoot, piece: Piece, name: str) -> None:
    filing = FilingFiles(root, name)
    with filing.lock():
        filing.forget(piece)


def _receive(root: DataRoot, piece: Piece, known_as: str | None) -> FilingFiles:
    """Gives a piece to the filing that its reading names; what was read before and cannot be read now stays with the
    one that it had.
    """
    reading = Readings(root).of(piece)
    if isinstance(reading, Failure):
        filing = FilingFiles(root, known_as or unidentified(piece.sha256))
        return _as_it_is(filing, piece)
    identity = identify(reading)
    if identity.is_compilation:
        return _as_it_is(FilingFiles(root, f"compilation-{piece.sha256[:16]}"), piece)
    decided = placement(root, piece.sha256)
    if decided is not None and piece.pages is None:
        chosen = FilingFiles(root, decided.filing_id)
        if chosen.versions():
            return _put(chosen, piece, decided)
        if decided.identity is not None:
            return _as_it_is(chosen, piece)
    return _settle(_filing_of(root, identity, piece), piece)


def _filing_of(root: DataRoot, identity: Identity, piece: Piece) -> FilingFiles:
    filing = FilingFiles(root, filing_id(identity, piece.sha256))
    if filing.filing_id == unidentified(piece.sha256):
        return siblings.filing_of(root, identity, piece.sha256) or filing
    with filing.lock():
        return filing if filing.belongs_to(body_of(identity)) else FilingFiles(root, told_apart(identity, piece.sha256))


def _as_it_is(filing: FilingFiles, piece: Piece) -> FilingFiles:
    with filing.lock():
        if not filing.holds(piece):
            filing.receive([piece])
    return filing


def _settle(filing: FilingFiles, piece: Piece) -> FilingFiles:
    """Makes the piece a part of the filing's latest version, or a version that re-states some of it; where neither can
    be told, a filing beside it.
    """
    with filing.lock():
        if filing.holds(piece):
            return filing
        versions = filing.versions()
        if not versions:
            filing.receive([piece])
            return filing
        latest = versions[-1]
        held = _held_by(filing, latest)
        new = _one_file(filing.root, piece)
        means = meaning(new, list(held.values()))
        # A chapter of a compilation and the body's own file are two publications: neither takes the place of the other.
        apart = is_chapter(filing) != bool(piece.pages)
        if not (means.unsure or apart):
            _join(
                filing,
                {p: held[p] for at, p in enumerate(latest.pieces) if at not in means.restates},
                piece,
                new,
                bool(means.restates),
            )
            return filing
    known = others(filing) if apart else []
    if known:
        return _settle(known[0], piece)
    beside = FilingFiles(filing.root, f"{filing.filing_id}-{piece.sha256[:8]}")
    with beside.lock():
        beside.stand_beside(filing.filing_id)
    return _as_it_is(beside, piece)


def _put(filing: FilingFiles, piece: Piece, decided: Placement) -> FilingFiles:
    """Makes the piece the part of the filing's latest version that a person decided it to be."""
    with filing.lock():
        if not filing.holds(piece):
            held = _held_by(filing, filing.latest())
            kept = {p: own for p, own in held.items() if decided.keeps(p)}
            _join(filing, kept, piece, _one_file(filing.root, piece), len(kept) < len(held))
    return filing


def _join(filing: FilingFiles, kept: dict[Piece, OneFile], piece: Piece, new: OneFile, restates: bool) -> None:
    pieces = _ordered(filing.root, kept | {piece: new})
    (filing.receive if restates else filing.complete)(pieces)


def _held_by(filing: FilingFiles, version: Version) -> dict[Piece, OneFile]:
    """What each file of a version is."""
    return {piece: _one_file(filing.root, piece) for piece in version.pieces}


def _one_file(root: DataRoot, piece: Piece) -> OneFile:
    return one_file(root.store, piece, Readings(root).of(piece))


def _ordered(root: DataRoot, held: dict[Piece, OneFile]) -> list[Piece]:
    """The pieces in the order in which they are read, those of a number that cannot be read last."""
    receipts = {piece: found for piece in held if (found := blobs.receipt(root.store, piece.sha256)) is not None}
    return sorted(receipts, key=lambda piece: order(receipts[piece], held[piece]))
