"""Blocks of figures that are about different things: where most of what two of them seem to share differs, none of it
can be compared.

A block is a column of a table, a table, tables of one title, or a passage of the prose. Single figures that differ
while others of the same blocks agree are accusations."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from expectations.catalogue.explanations import DOUBTS, Explanation
from expectations.claims.figures import last_place
from expectations.claims.instance import Instance, Shape
from expectations.claims.verdict import ZERO
from expectations.defences.evidence import HOLDS, Evidence, against_first
from expectations.defences.settings import CONFLICTS_OF_BLOCKS, DIFFERENT_SHARE
from fiscal.model.contract import Observation
from fiscal.model.places import leaf_of

_Block = tuple[object, ...]


@dataclass(slots=True)
class _Meeting:
    """What two blocks seem to share, by amount: where they agree and where they differ."""

    agree: set[Decimal] = field(default_factory=set[Decimal])
    differ: set[tuple[Decimal, Decimal]] = field(default_factory=set[tuple[Decimal, Decimal]])
    figures: tuple[set[str], set[str]] = field(default_factory=lambda: (set(), set()))

    @property
    def apart(self) -> bool:
        """Whether they are about different things: several figures of both differ, twice as many as agree, none in
        another's place and no single one wrong.
        """
        crossed = {pair for pair in self.differ if pair[::-1] in self.differ}
        differ = min(len(self.differ - crossed), *map(len, self.figures))
        return differ >= CONFLICTS_OF_BLOCKS and differ >= DIFFERENT_SHARE * len(self.agree)


def not_comparable(evidence: Evidence) -> dict[int, Explanation]:
    """The violated comparisons between blocks that are about different things, by the instance's id (`id`)."""
    meetings: dict[tuple[object, _Block, _Block], _Meeting] = defaultdict(_Meeting)
    compared = [
        i
        for i in evidence.instances
        if i.shape in (Shape.SAME, Shape.PART) and (i.violated or i.outcome.verdict in HOLDS)
    ]
    for instance in compared:
        for a, b in _pairs(instance):
            differs = instance.violated if instance.shape is Shape.PART else not _agree(a, b)
            if differs and (_digits(a) == _digits(b) or _of_last_year(evidence, a, b) or _of_last_year(evidence, b, a)):
                continue
            for key in _keys(evidence, instance, a, b):
                if differs:
                    meetings[key].differ.add((a.amount or ZERO, b.amount or ZERO))
                    for side, o in zip(meetings[key].figures, (a, b), strict=True):
                        side.add(o.observation_id)
                elif a.amount:
                    meetings[key].agree.add(a.amount)
    found: dict[int, Explanation] = {}
    for instance in compared:
        if instance.violated and (
            pairs := [p for p in _pairs(instance) if instance.shape is Shape.PART or not _agree(*p)]
        ):
            key = next((k for k in _keys(evidence, instance, *pairs[0]) if meetings[k].apart), None)
            if key is not None and all(
                any(meetings[k].apart for k in _keys(evidence, instance, *pair)) for pair in pairs
            ):
                found[id(instance)] = _explained(meetings[key])
    return found


def _explained(meeting: _Meeting) -> Explanation:
    n, m = len(meeting.differ), len(meeting.agree)
    zh, en = DOUBTS["not_comparable"]
    return Explanation(
        "not_comparable",
        f"{zh}：两处同名数字 {n} 个不同、{m} 个相同",
        f"{en}: of what bears the same name there, {n} differ and {m} agree",
    )


def _pairs(instance: Instance) -> list[tuple[Observation, Observation]]:
    """What is compared: the first report with each other one, the part with its whole."""
    pairs = list(against_first(instance))
    return [] if instance.shape is Shape.PART and len(pairs) > 1 else pairs


def _agree(a: Observation, b: Observation) -> bool:
    """Whether two figures are one to the last place, rounded or cut off."""
    if a.amount is None or b.amount is None:
        return False
    return abs(a.amount - b.amount) <= max(last_place(a), last_place(b))


def _of_last_year(evidence: Evidence, told: Observation, reported: Observation) -> bool:
    """Whether a figure is the one that a table's row has for the year before: last year's text left standing is about
    the same thing.
    """
    row = [
        o
        for o in evidence.ledger.sheets.get(reported.table_no or 0, ())
        if o.row == reported.row and o.period == "prior" and o.concept == reported.concept
    ]
    return bool(told.amount) and any(
        o.amount is not None and o.measure == reported.measure and _agree(told, o) for o in row
    )


def _digits(o: Observation) -> tuple[int, ...]:
    """The digits of an amount: those of one thing are alike in another unit too."""
    return (o.amount or ZERO).normalize().as_tuple().digits


def _keys(
    evidence: Evidence, instance: Instance, a: Observation, b: Observation
) -> Sequence[tuple[object, _Block, _Block]]:
    """The two blocks that a comparison is between, finer and coarser; the rule counts where a part is compared with a
    whole.
    """
    rule = instance.rule.id if instance.shape is Shape.PART else None
    keys: list[tuple[object, _Block, _Block]] = []
    for block in (_column, _whole, _kind):
        one, other = block(evidence, a), block(evidence, b)
        if one != other or (block is _kind and a.table_no is not None and a.table_no != b.table_no):
            first, second = (one, other) if rule is not None or repr(one) < repr(other) else (other, one)
            keys.append((rule, first, second))
    return keys


def _column(_evidence: Evidence, o: Observation) -> _Block:
    return ("column", o.table_no, o.panel, o.col) if o.table_no is not None else ("sentence", o.sentence_no)


def _whole(evidence: Evidence, o: Observation) -> _Block:
    return (
        ("table", o.table_no) if o.table_no is not None else ("passage", evidence.passages.get(o.sentence_no or -1, ()))
    )


def _kind(evidence: Evidence, o: Observation) -> _Block:
    """All tables of one title, such as forms of projects; the page of the prose."""
    return ("title", evidence.ledger.title(o)) if o.table_no is not None else ("page", leaf_of(o))
