"""A person decides whose part a file is, where its own reading could not tell: the decision is kept, and the filings
that it concerns are worked on at once.

What the decision means for a filing's versions is left to `fiscal.intake`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import dagster as dg

from fiscal.document.identity.identity import identify
from fiscal.intake.arrival import decide, take_in, to_read
from fiscal.intake.kept_readings import Readings
from fiscal.intake.placements import Placement, placement
from fiscal.intake.sets.complements import meaning
from fiscal.intake.sets.holdings import holdings
from fiscal.model.contract import Part
from fiscal.model.reasons import Failure, sentence
from fiscal.storage.filing import FilingFiles
from fiscal.storage.root import DataRoot
from fiscal.storage.versions import Piece
from pipelines.running.ingest import Ingested, ingest_kept

NEW = "new"
"""The name of a part that a filing does not have yet."""


class UnplacedError(Exception):
    """Why a file cannot be what somebody says that it is, in both languages."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh, self.en = zh, en


def put(
    root: DataRoot, instance: dg.DagsterInstance, files: Iterable[Path], filing_id: str, part: str | None, by: str
) -> Iterator[Ingested]:
    """Makes files, and what is in archives among them, parts of a filing, and works on it. `part`: the one whose place
    they take, by number, role or file name, or `NEW`.

    None leaves that to what is in them. UnplacedError, before anything is changed, where one of them cannot be placed.
    """
    filing = FilingFiles(root, filing_id)
    if not filing.versions():
        raise UnplacedError(
            f"没有这份文件：{filing_id}，编号见 fiscal filings",
            f"no such filing: {filing_id}; fiscal filings lists them",
        )
    found = [(own, _restated(filing, own, part)) for path in files for own in _inside(root, path)]
    for sha256, restates in found:
        decide(
            root,
            sha256,
            Placement(filing_id, tuple(map(str, restates)), by, datetime.now(UTC).isoformat(timespec="microseconds")),
        )
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
    return [own for _, own in to_read(root, taken)]


def _restated(filing: FilingFiles, sha256: str, part: str | None) -> Sequence[Piece]:
    """The pieces of the filing whose place a file takes."""
    readings = Readings(filing.root)
    reading = readings.of(Piece(sha256))
    if isinstance(reading, Failure):
        raise _why(reading)
    if identify(reading).is_compilation:
        raise UnplacedError(
            "文件是多个单位的汇编，不能归入一份文件",
            "the file is a compilation of several bodies' filings and no part of one",
        )
    before = placement(filing.root, sha256)
    others = [p for p in filing.latest().parts if p.piece.sha256 != sha256]
    if before is None and filing.holds(Piece(sha256)):
        raise UnplacedError("文件已在其中", "the file is a part of it already")
    if part is None:
        means = meaning(holdings(reading), [holdings(readings.of(p.piece)) for p in others])
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
