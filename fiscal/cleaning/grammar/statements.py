"""What a clause was understood to say before it becomes an observation: drafts, the subjects they belong to, and
numbered items.

How clauses are read into these is left to `fiscal.cleaning.discourse.clause_reading`, precision and places to
`fiscal.cleaning.discourse.narrative`."""

from __future__ import annotations

from dataclasses import dataclass, field

from fiscal import lexicon
from fiscal.cleaning.grammar.clauses import Figure
from fiscal.cleaning.grammar.subject_concepts import UNKNOWN, Meaning

NUMBERING = lexicon.pattern("clauses.numbering")
_LEVELS = ("part", "han", "bracket", "digit", "round", "circle")


def numbering(text: str) -> tuple[int, int] | None:
    """The level (0 第一部分 · 1 一、 · 2 （一） · 3 1. · 4 （1） · 5 ①) of the number that a text begins with, and
    where the number ends.
    """
    match = NUMBERING.match(text)
    if match is None:
        return None
    return next(i for i, name in enumerate(_LEVELS) if match[name]), match.end()


@dataclass(slots=True)
class Draft:
    """One clause that states something: what an observation will be made of. `start` and `end` are in the plain text of
    the passage of that number.

    `share_of`: what a share is said to be of, where the prose states no value of it.
    """

    passage: int
    start: int
    end: int
    relation: str
    measure: str | None
    label: str
    meaning: Meaning
    statement: Statement
    figure: Figure | None = None
    money: bool = False
    direction: str | None = None
    base: str | None = None
    period: str = "current"
    phase: str | None = None
    fiscal_year: int | None = None
    part_of: Draft | None = None
    share_of: Meaning | None = None
    listed: Composition | None = None
    complete: bool | None = None
    listing: int | None = None
    indicator: str | None = None
    said: str = ""
    repeats: bool = False
    items: tuple[int, ...] = ()
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


@dataclass(slots=True)
class Statement:
    """One subject with everything that is said of it: its value, its changes, its shares and rates."""

    label: str
    meaning: Meaning
    drafts: list[Draft] = field(default_factory=list[Draft])
    whole: Composition | None = None

    def value(self, like: Draft) -> Draft | None:
        """The statement's own draft of the same measure, period, base and dimension."""
        for draft in self.drafts:
            if draft.relation in ("value", "count", "change") and draft.measured_like(like):
                return draft
        return None

    @property
    def stated(self) -> bool:
        """Whether a value of it was stated."""
        return any(d.relation in ("value", "count") for d in self.drafts)


@dataclass(slots=True)
class Composition:
    """The parts that are stated of one whole. `said`: the wording says whether these are all (包括 → True, 主要包括 →
    False, 其中 → None).

    `place`: `inline` · `inner` (inside another) · `bracket` · `named` · `block` (numbered items follow; `entries` are
    their ids, `level` their numbering). `begun` are the statements that stand in the list, `named` those that name
    parts, those named before included; `repeats`: some were listed before; `by_kinds`: all parts by one classification;
    `enumerated`: 、 parts the entries, so that what follows behind a comma is said of the whole."""

    whole: Statement
    said: bool | None
    place: str
    outer: Composition | None = None
    level: int | None = None
    parts: list[Draft] = field(default_factory=list[Draft])
    entries: list[int] = field(default_factory=list[int])
    semicolons: int = 0
    open_list: bool = False
    repeats: bool = False
    begun: list[Statement] = field(default_factory=list[Statement])
    named: list[Statement] = field(default_factory=list[Statement])
    enumerated: bool = False
    by_kinds: bool = False


@dataclass(slots=True)
class Item:
    """A numbered item or a section: its label, what its label means, the body that it names, and the statement that its
    sentences are about.

    `entries` counts the items right under it so far; `leads_in`: words announce them (其中：, 重点用于：).
    """

    level: int
    label: str
    meaning: Meaning = UNKNOWN
    body: str | None = None
    heading: bool = False
    main: Statement | None = None
    block: Composition | None = None
    entries: int = 0
    leads_in: bool = False
