"""Which filing a person means: one that is there by its id, or one that is to be, by its id or by what it is called.

Whether a file can be a part of it is left to `pipelines.decisions.placing`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from fiscal.document.identity import decided
from fiscal.document.identity.filing_id import PATTERN, body_of, filing_id, told_apart
from fiscal.intake.placements import decided_identity
from fiscal.intake.siblings import is_told
from fiscal.model.contract import Filing
from fiscal.model.reading import Reading
from fiscal.storage import datasets
from fiscal.storage.filing import FilingFiles
from fiscal.storage.root import DataRoot

_FIELDS = {"publisher": ("单位名称", "body"), "fiscal_year": ("年度", "year"), "doc_kind": ("类型", "kind")}
_AS_TITLES = ("某市某局2024年部门预算", "某市某局2024年部门预算 (body, year, 部门 or 单位, 预算 or 决算)")
"""How a filing is called, as an example, in both languages."""


class UnplacedError(Exception):
    """Why a file cannot be what somebody says that it is, in both languages."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh, self.en = zh, en


@dataclass(frozen=True, slots=True)
class Meant:
    """A filing that is there, or is to be as the `identity` says."""

    filing: FilingFiles
    identity: decided.Decided | None


def meant(root: DataRoot, named: str, readings: Sequence[Reading]) -> Meant:
    """The filing that a person names. `readings` are those of the files that are to be part of it: the names of bodies
    that they print may be the one that an id spells. UnplacedError where it is none."""
    if PATTERN.match(named):
        there = FilingFiles(root, named)
        if not is_told(named):
            raise UnplacedError(
                f"{named} 是未识别的文件或汇编，不是某单位的一份文件；{_says()[0]}",
                f"{named} is a file that is not identified, or a compilation, and no body's filing; {_says()[1]}",
            )
        if there.versions():
            return Meant(there, decided_identity(there))
        return Meant(there, _by_id(root, named, readings))
    identity = decided.of_name(named)
    if isinstance(identity, tuple):
        zh, en = ("、".join(_FIELDS[field][n] for field in identity) for n in (0, 1))
        raise UnplacedError(f"“{named}”看不出{zh}；{_says()[0]}", f"{named!r} does not say {en}; {_says()[1]}")
    filing = FilingFiles(root, filing_id(identity.identity, ""))
    if filing.body not in (None, body_of(identity.identity)):
        filing = FilingFiles(root, told_apart(identity.identity, ""))
    return Meant(filing, decided_identity(filing) if filing.versions() else identity)


def _by_id(root: DataRoot, named: str, readings: Sequence[Reading]) -> decided.Decided:
    if not decided.is_id(named):
        raise UnplacedError(
            f"没有这份文件：{named}，编号见 fiscal filings；尚未收到的，{_says()[0]}",
            f"no such filing: {named}; fiscal filings lists them; for one that is not there yet {_says()[1]}",
        )
    identity = decided.of_id(named, _bodies(root, named, readings))
    if identity is None:
        raise UnplacedError(
            f"没有这份文件：{named}；文件中和已读入的文件中都没有读音与此编号相同的单位名称，{_says()[0]}",
            f"no such filing: {named}; no body is spelt like this in the file or among the filings that are there:"
            f" {_says()[1]}",
        )
    return identity


def _bodies(root: DataRoot, named: str, readings: Iterable[Reading]) -> Iterator[str]:
    """The names that may be the one that the id spells: those in the files, and those of filings whose ids begin
    alike."""
    for reading in readings:
        yield from decided.bodies_in(reading)
    spelt = named.rsplit("-", 3)[0]
    for other in datasets.filing_ids(root.store):
        if other.startswith(f"{spelt}-"):
            rows: list[Filing] = FilingFiles(root, other).read("filings")
            yield from (row.publisher for row in rows if row.publisher)


def _says() -> tuple[str, str]:
    return (f"请写出全称，如 --as {_AS_TITLES[0]}", f"write what it is called, as in --as {_AS_TITLES[1]}")
