"""Which grids make one table: the least costly way of joining all parts of a document, one page end after the other.

A part is another table, continues the one before, row for row or in the row that the page end cut, lies beside it, is a
further sheet of it, or is no table. The costs are `join_evidence`'s and `cut_rows`'; what the best way and the next
best one cost is kept for every page end."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from fiscal.extraction.documents import settings
from fiscal.extraction.documents.column_match import best_fit
from fiscal.extraction.documents.join_evidence import names_another, weigh
from fiscal.extraction.documents.parts import Evidence, Fit, Part, Whole, begin
from fiscal.extraction.documents.seam import Ends, ends_of, extend
from fiscal.extraction.documents.sheet_widening import is_further_sheet, laid_beside


class Kin(Enum):
    """What a part is to the table before it."""

    ANOTHER = "another"
    CONTINUES = "continues"
    CUT_ROW = "continues in the cut row"
    BESIDE = "beside"
    WIDENS = "widens"
    NO_TABLE = "no_table"


@dataclass(frozen=True, slots=True)
class Seam:
    """How a part was joined and at what cost, and what it would have cost to part it where it was joined, or to join
    it; `evidence` where it could be joined at all.
    """

    kin: Kin
    cost: float
    other: Kin | None = None
    other_cost: float = float("inf")
    evidence: Evidence | None = None

    @property
    def doubtful(self) -> bool:
        """The other way is as good."""
        return self.other_cost - self.cost < settings.DOUBTFUL

    @property
    def told(self) -> str:
        """Both ways with their costs."""
        return f"{self.kin.value} {self.cost:.1f}, {self.other.value if self.other else ''} {self.other_cost:.1f}"


@dataclass(frozen=True, slots=True)
class Joined:
    """A document's tables, and for each part the table that it belongs to (None where it is none) and its seam."""

    wholes: tuple[Whole, ...]
    owners: tuple[int | None, ...]
    seams: tuple[Seam, ...]


@dataclass(frozen=True, slots=True)
class _Way:
    """One way of joining the parts so far."""

    cost: float
    wholes: tuple[Whole, ...]
    owners: tuple[int | None, ...]
    seams: tuple[Seam, ...]


@dataclass(frozen=True, slots=True)
class _Step:
    """What one part may be, at what cost; `make` gives the tables with it."""

    kin: Kin
    cost: float
    make: Callable[[], tuple[Whole, ...]]


def join(parts: Sequence[Part], adjoin: Callable[[int, int], bool]) -> Joined:
    """The tables of a document. `adjoin`: whether nothing is printed on the pages between two."""
    ways = [_Way(0.0, (), (), ())]
    for part in parts:
        ways = _pruned([way for before in ways for way in _ways(before, part, adjoin)])
    best = ways[0]
    return Joined(best.wholes, best.owners, best.seams)


def _pruned(ways: Sequence[_Way]) -> list[_Way]:
    """The best ways, one for each last table: what follows depends on that alone."""
    kept: dict[tuple[int | None, int], _Way] = {}
    for way in sorted(ways, key=lambda it: it.cost):
        last = way.wholes[-1] if way.wholes else None
        kept.setdefault((None, 0) if last is None else (id(last.parts[0]), len(last.parts)), way)
    found = list(kept.values())
    return [way for way in found[: settings.BEAM] if way.cost - found[0].cost <= settings.MARGIN]


def _ways(before: _Way, part: Part, adjoin: Callable[[int, int], bool]) -> Iterator[_Way]:
    whole = before.wholes[-1] if before.wholes else None
    near = whole is not None and adjoin(whole.last.grid.page, part.grid.page)
    fit = best_fit(whole, part) if whole is not None and near else None
    evidence = weigh(whole, part, fit) if whole is not None and fit is not None else None
    steps = sorted(_steps(before, part, near, fit, evidence), key=lambda step: step.cost)
    laid = False
    for step in steps:
        if step.cost - steps[0].cost > settings.MARGIN:
            break
        if laid and step.kin in _ROW_FOR_ROW:
            continue
        laid = laid or step.kin in _ROW_FOR_ROW
        other = next((s for s in steps if _joins(s.kin) is not _joins(step.kin)), None)
        seam = Seam(step.kin, step.cost, other.kin if other else None, other.cost if other else float("inf"), evidence)
        wholes = step.make()
        owner = None if step.kin is Kin.NO_TABLE else len(wholes) - 1
        yield _Way(before.cost + step.cost, wholes, (*before.owners, owner), (*before.seams, seam))


_ROW_FOR_ROW = (Kin.CONTINUES, Kin.CUT_ROW)
"""Ways that make the same table but for one row: what follows cannot tell them, so the less costly one is kept."""


def _joins(kin: Kin) -> bool:
    """Whether a part is laid together with the table before it."""
    return kin in (*_ROW_FOR_ROW, Kin.BESIDE)


def _steps(before: _Way, part: Part, near: bool, fit: Fit | None, evidence: Evidence | None) -> Iterator[_Step]:
    wholes = before.wholes
    whole = wholes[-1] if wholes else None
    wider = laid_beside(whole, part) if whole is not None and near else None
    parted = (evidence.cost_of_parting if evidence else 0.0) + (settings.ROWS_BESIDE if wider is not None else 0.0)
    if wider is not None:
        yield _Step(Kin.BESIDE, 0.0, lambda: (*wholes[:-1], wider))
    if whole is not None and fit is not None and evidence is not None:
        cost = evidence.cost_of_joining + (settings.ROWS_BESIDE if wider is not None else 0.0)
        if cost - parted <= settings.MARGIN:
            yield from _continuing(wholes, part, ends_of(whole, part, fit), cost)
    if part.table and not part.contents:
        if (
            whole is not None
            and near
            and not names_another(whole.caption, part.caption)
            and is_further_sheet(whole, part)
        ):
            root = whole.root if whole.root is not None else len(wholes) - 1
            yield _Step(Kin.WIDENS, max(0.0, parted - settings.WIDER), lambda: (*wholes, begin(part, root)))
        yield _Step(Kin.ANOTHER, parted, lambda: (*wholes, begin(part)))
    else:
        yield _Step(Kin.NO_TABLE, parted, lambda: wholes)
        if not part.contents:
            yield _Step(Kin.ANOTHER, parted + settings.FRAGMENT, lambda: (*wholes, begin(part)))


def _continuing(wholes: tuple[Whole, ...], part: Part, ends: Ends, cost: float) -> Iterator[_Step]:
    """The part laid under the last table, and the same with the row that the page end may have cut made one."""
    cut = ends.cut
    least = min(cut.cost_of_parting, cut.cost_of_joining) if cut else 0.0
    apart = cut.cost_of_parting - least if cut else 0.0
    yield _Step(Kin.CONTINUES, cost + apart, lambda: (*wholes[:-1], extend(wholes[-1], part, ends, one_row=False)))
    if cut is not None:
        yield _Step(
            Kin.CUT_ROW,
            cost + cut.cost_of_joining - least,
            lambda: (*wholes[:-1], extend(wholes[-1], part, ends, one_row=True)),
        )


def settled(joined: Joined) -> Joined:
    """The same without tables that are nothing but a fragment."""
    gone = {i for i, whole in enumerate(joined.wholes) if len(whole.parts) == 1 and not whole.last.table}
    place = {i: n for n, i in enumerate(i for i in range(len(joined.wholes)) if i not in gone)}
    wholes = tuple(
        replace(w, root=None if w.root is None else place.get(w.root))
        for i, w in enumerate(joined.wholes)
        if i not in gone
    )
    return Joined(wholes, tuple(None if owner is None else place.get(owner) for owner in joined.owners), joined.seams)
