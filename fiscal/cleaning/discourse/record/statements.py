"""What the prose was understood to say before it becomes observations: drafts, the subjects that they are said of,
lists of parts and numbered items.

Nothing here changes: what is found out later is a new one under the same number, which `record` holds. They refer to
each other by number. How clauses are read into these is left to `fiscal.cleaning.discourse.clause_reading`, precision
and places to `fiscal.cleaning.discourse.prose_observations`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NewType

from fiscal.cleaning.grammar.clauses import Figure
from fiscal.cleaning.grammar.subject_concepts import UNKNOWN, Meaning

DraftNo = NewType("DraftNo", int)
StatementNo = NewType("StatementNo", int)
ListNo = NewType("ListNo", int)
ItemNo = NewType("ItemNo", int)
UNKEPT = DraftNo(-1)
"""The number of a draft that the record does not hold yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """One clause that states something: what an observation will be made of. `start` and `end` are in the plain text of
    the passage of that number.

    `share_of`: what a share is said to be of, where the prose states no value of it.
    """

    number: DraftNo = UNKEPT
    passage: int
    start: int
    end: int
    relation: str
    measure: str | None
    label: str
    meaning: Meaning
    statement: StatementNo
    figure: Figure | None = None
    money: bool = False
    direction: str | None = None
    base: str | None = None
    period: str = "current"
    phase: str | None = None
    fiscal_year: int | None = None
    part_of: DraftNo | None = None
    share_of: Meaning | None = None
    listed: ListNo | None = None
    complete: bool | None = None
    listing: int | None = None
    indicator: str | None = None
    said: str = ""
    repeats: bool = False
    items: tuple[ItemNo, ...] = ()
    body: str | None = None
    status: str = "ok"
    reason: str | None = None

    @property
    def kind(self) -> str:
        """What can be added to what: money, or the unit of a count."""
        return "money" if self.money else (self.figure.unit if self.figure else "")

    def measured_like(self, other: Draft) -> bool:
        """Whether two drafts tell the same measure, base, period, year and dimension."""
        return (self.measure, self.base, self.period, self.fiscal_year, self.kind) == (
            other.measure,
            other.base,
            other.period,
            other.fiscal_year,
            other.kind,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One subject with everything that is said of it: its value, its changes, its shares and rates. `listed`: the list
    that it stands in; `stated`: whether a value of it is said.
    """

    number: StatementNo
    label: str
    meaning: Meaning
    drafts: tuple[DraftNo, ...] = ()
    listed: ListNo | None = None
    stated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Composition:
    """The parts that are stated of one whole. `said`: the wording says whether these are all (包括 → True, 主要包括 →
    False, 其中 → None).

    `place`: `inline` · `inner` (inside another) · `bracket` · `named` · `block` (numbered items follow: `entries`,
    `level` their numbering). `begun` are the statements that stand in the list, `named` those that name parts, those
    named before included; `repeats`: some were listed before; `by_kinds`: all parts by one classification;
    `enumerated`: 、 parts the entries, so that what follows behind a comma is said of the whole."""

    number: ListNo
    whole: StatementNo
    said: bool | None
    place: str
    outer: ListNo | None = None
    level: int | None = None
    parts: tuple[DraftNo, ...] = ()
    entries: tuple[ItemNo, ...] = ()
    semicolons: int = 0
    open_list: bool = False
    repeats: bool = False
    begun: tuple[StatementNo, ...] = ()
    named: tuple[StatementNo, ...] = ()
    enumerated: bool = False
    by_kinds: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A numbered item or a section: its label, what its label means, the body that it names, the statement that its
    sentences are about (`main`), and the list that its items make up (`block`).

    `entries` counts the items right under it so far; `leads_in`: words announce them (其中：, 重点用于：).
    """

    number: ItemNo
    level: int
    label: str
    meaning: Meaning = UNKNOWN
    body: str | None = None
    heading: bool = False
    main: StatementNo | None = None
    block: ListNo | None = None
    entries: int = 0
    leads_in: bool = False
