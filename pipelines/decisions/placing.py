"""A person decides whose part a file is, where its own reading could not tell: the decision is kept, and the filings
that it concerns are worked on at once.

What the decision means for a filing's versions is left to `fiscal.intake`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import dagster as dg

from fiscal.document.identity.filing_id import body_of
from fiscal.document.identity.identity import identify
from fiscal.intake.arrival import decide, take_in, to_read
from fiscal.intake.kept_readings import Readings
from fiscal.intake.placements import Placement, placement
from fiscal.intake.sets.complements import COMPLETES, meaning
from fiscal.intake.sets.one_file import OneFile, one_file
from fiscal.model.contract import Part
from fiscal.model.reading import Reading
from fiscal.model.reasons import Failure, sentence
from fiscal.storage.filing import FilingFiles
from fiscal.storage.root import DataRoot
from fiscal.storage.versions import Piece
from pipelines.decisions.naming import UnplacedError, meant
from pipelines.running.arriving import Ingested
from pipelines.running.ingest import ingest_kept

NEW = "new"
"""The name of a part that a filing does not have yet."""


def put(
    root: DataRoot, instance: dg.DagsterInstance, files: Iterable[Path], named: str, part: str | None, by: str
) -> Iterator[Ingested]:
    """Makes files, and what is in archives among them, parts of a filing, and works on it. `named`: the filing's id, or
    what it is in Chinese (青山市水务局2024年部门预算), where it need not be there yet. `part`: the one whose place they
    take, by number, role or file name, or `NEW`.

    None leaves that to what is in them. UnplacedError, before anything is changed, where one of them cannot be placed.
    """
    inside = [own for path in files for own in _inside(root, path)]
    target = meant(root, named, [_read(root, own) for own in inside])
    if target.filing.versions():
        found = [(own, _restated(target.filing, own, part)) for own in inside]
    else:
        found = [(own, ()) for own in _complete(root, inside)]
        assert target.identity is not None
        target.filing.belongs_to(body_of(target.identity.identity))
    at = datetime.now(UTC).isoformat(timespec="microseconds")
    for sha256, restates in found:
        decide(root, sha256, Placement(target.filing.filing_id, tuple(map(str, restates)), by, at, target.identity))
    yield from ingest_kept(root, instance, [sha256 for sha256, _ in found])


def take_back(root: DataRoot, instance: dg.DagsterInstance, files: Iterable[Path]) -> Iterator[Ingested]:
    """Takes back what was decided of files: they are again what their reading tells. UnplacedError where nothing was
    decided of one.
    """
    found = [own for path in files for own in _inside(root, path)]
    for sha256 in found:
        if placement(root, sha256) is None:
            raise UnplacedError("没有人为归属可取消", "nothing was decided of the file")
    for sha256 in found:
        decide(root, sha256, None)
    yield from ingest_kept(root, instance, found)


def _inside(root: DataRoot, path: Path) -> list[str]:
    """The bytes that a file is read for: its own, and what it holds."""
    taken = take_in(root, path)
    if isinstance(taken, Failure):
        raise _why(taken)
    return [own for _, own in to_read(root, taken).files]


def _restated(filing: FilingFiles, sha256: str, part: str | None) -> Sequence[Piece]:
    """The pieces of the filing whose place a file takes."""
    before = placement(filing.root, sha256)
    others = [p for p in filing.latest().parts if p.piece.sha256 != sha256]
    if before is None and filing.holds(Piece(sha256)):
        raise UnplacedError("文件已在其中", "the file is a part of it already")
    if part is None:
        means = meaning(_one_file(filing.root, Piece(sha256)), [_one_file(filing.root, p.piece) for p in others])
        if means.unsure:
            raise UnplacedError(*_asked(filing))
        return [others[at].piece for at in means.restates]
    if part == NEW:
        return []
    roles = {row.part_no: row.role for row in _parts(filing)}
    named = [p.piece for p in others if part in (str(p.part_no), roles.get(p.part_no), p.receipt.source_file)]
    if len(named) != 1:
        raise UnplacedError(*_asked(filing))
    return named


def _complete(root: DataRoot, sha256s: Sequence[str]) -> Sequence[str]:
    """The files of a filing that is not there yet, none of which says again what another one does."""
    held = [_one_file(root, Piece(sha256)) for sha256 in sha256s]
    for at, own in enumerate(held):
        if at and not own.holdings.nothing and meaning(own, held[:at]) != COMPLETES:
            raise UnplacedError(
                "其中有文件重复另一文件的内容，看不出以哪个为准：请逐个归入",
                "one of the files says again what another one does, and which is current cannot be told: place them one"
                " by one",
            )
    return sha256s


def _read(root: DataRoot, sha256: str) -> Reading:
    """The reading of a file that may be part of one filing."""
    reading = Readings(root).of(Piece(sha256))
    if isinstance(reading, Failure):
        raise _why(reading)
    if identify(reading).is_compilation:
        raise UnplacedError(
            "文件是多个单位的汇编，不能归入一份文件",
            "the file is a compilation of several bodies' filings and no part of one",
        )
    return reading


def _one_file(root: DataRoot, piece: Piece) -> OneFile:
    return one_file(root.store, piece, Readings(root).of(piece))


def _why(failure: Failure) -> UnplacedError:
    return UnplacedError(*(sentence(failure.code, lang, detail=failure.detail) for lang in ("zh", "en")))


def _parts(filing: FilingFiles) -> list[Part]:
    """The files of the latest version, as they are published."""
    rows: list[Part] = filing.read("parts")
    latest = filing.latest().version
    return [row for row in rows if row.version == latest]


def _asked(filing: FilingFiles) -> tuple[str, str]:
    """What a person has to say, with the parts that there are."""
    listed = "; ".join(f"{row.part_no} {row.role or '?'} {row.source_file}" for row in _parts(filing))
    return (
        f"请用 --part 指明取代哪一部分（序号、角色或文件名），或用 --part {NEW} 作为新的部分；现有：{listed}",
        (
            f"say with --part which part it takes the place of (number, role or file name), or --part {NEW} for one"
            f" more; there are: {listed}"
        ),
    )
