"""One slip planted into a filing's reading, everything after reading done anew, and what is told then that was not told
before.

The slip stands in the cells, not in the observations: whatever cleaning concludes from the figures, it concludes from
the wrong ones. A slip is drawn among the figures of tables that take part in an equality or a ratio which holds; cells
that recognition has read, and may mend, are left out."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from benchmarks.planting.kinds import KINDS, Changes, in_print
from benchmarks.scoring.filings import Judged, judged
from expectations.catalogue.rules import catalogue
from expectations.claims.instance import Shape, directly
from expectations.evaluation import instances_of
from expectations.filing.case import Ledger
from expectations.suspects.feasibility import jointly_feasible
from expectations.suspects.relations import Net, net_of
from fiscal.model.amounts import parse_amount
from fiscal.model.contract import Observation
from fiscal.model.findings.rows import Finding
from fiscal.model.reading import Cell, Reading, Table

EXPLAINED = "explained"
"""The verdict on what looks broken and has an innocent explanation."""
FIGURES_AT_LEAST = 20
"""A filing with fewer figures in equalities has next to nothing that can be checked."""
_TRIALS = 200
"""Cells that are tried for one slip of a kind before the filing is said to have none."""


@dataclass(frozen=True, slots=True)
class Clean:
    """A filing before anything is planted: its relations, what is told of it, and the cells that may be changed."""

    filing: Judged
    net: Net
    told: frozenset[tuple[str, str, str]]
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Slip:
    """One planted error, the observations that it changes, by id, and the reading with it."""

    kind: str
    changed: Changes
    reading: Reading


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a slip. `provable`: rounding cannot hide it. `found`: told against the publisher; `explained`,
    `doubted`: only explained away, only doubted.

    `cell`, `value`: the right cell comes first among the suspects of the cause with most findings, with the value that
    stood there. `one_cause`: nothing else is told."""

    provable: bool
    found: bool
    cell: bool
    value: bool
    one_cause: bool
    explained: bool
    doubted: bool


def clean(filing: Judged) -> Clean:
    """What is known of a filing before anything is planted."""
    net = net_of(directly(instances_of(Ledger(filing.case), catalogue())))
    broken = {c for r in net.violated() for c in r.weights}
    texts = _cells(filing.case.reading)
    held_up = {
        c for r in net.relations if r.instance.shape is not Shape.PART and not r.instance.violated for c in r.weights
    }
    cells = tuple(sorted(c for c in held_up - broken if _plantable(net.observations[c], texts)))
    return Clean(filing, net, frozenset(_key(f) for f in filing.findings), cells)


def draw(filing: Clean, kind: str, rng: random.Random) -> Slip | None:
    """A slip of the kind in one of the filing's cells; None where none was found to fit."""
    texts = _cells(filing.filing.case.reading)
    for cell in rng.sample(filing.cells, min(_TRIALS, len(filing.cells))):
        changed = KINDS[kind](filing.net.observations[cell], rng, filing.net)
        if changed and all(
            _plantable(filing.net.observations[c], texts) and o.amount != filing.net.values[c]
            for c, o in changed.items()
        ):
            return Slip(kind, changed, planted(filing.filing.case.reading, changed.values()))
    return None


def planted(reading: Reading, changed: Iterable[Observation]) -> Reading:
    """The reading with other texts in the cells of the observations."""
    texts = {(o.table_no, o.row, o.col): o.value_reported for o in changed}
    return replace(reading, tables=tuple(_with(table, texts) for table in reading.tables))


def _with(table: Table, texts: dict[tuple[int | None, int | None, int | None], str]) -> Table:
    if not any(no == table.table_no for no, *_ in texts):
        return table
    cells = (replace(c, text=texts.get((table.table_no, c.row, c.col), c.text)) for c in table.cells)
    return replace(table, cells=tuple(cells))


def provable(filing: Clean, slip: Slip) -> bool:
    """Whether no true values explain the filing with the slip: an identity is broken, or none is and they cannot hold
    together.
    """
    net = filing.net
    values = {i: o.amount for i, o in slip.changed.items() if o.amount is not None}
    if net.after(values)[1]:
        return True
    satisfied = [r for r in net.relations if not r.instance.violated]
    return not jointly_feasible(Net(satisfied, {**net.values, **values}, {**net.observations, **slip.changed}))


def verdict_on(filing: Clean, slip: Slip) -> Verdict:
    """The product's answer to the slip."""
    after = judged(filing.filing.case.filing_id, slip.reading)
    new = [f for f in after.findings if f.verdict in ("violated", EXPLAINED) and _key(f) not in filing.told]
    about = [f for f in new if any(t.observation_id in slip.changed for t in f.terms)]
    told = [f for f in new if _accuses(f)]
    causes: dict[str | None, list[Finding]] = defaultdict(list)
    for finding in told:
        causes[finding.root_cause].append(finding)
    found = any(_accuses(f) for f in about)
    loudest = max(causes.values(), key=len, default=[])
    first = loudest[0].suspects[0] if loudest and loudest[0].suspects else None
    right = found and first is not None and first.observation_id in slip.changed
    original = in_print(filing.net.observations[first.observation_id]) if right and first is not None else None
    proposed = (
        parse_amount(first.proposed_value) if right and first is not None and first.proposed_value is not None else None
    )
    return Verdict(
        provable=provable(filing, slip),
        found=found,
        cell=right,
        value=right and proposed == original,
        one_cause=len(causes) == 1,
        explained=not found and any(f.verdict == EXPLAINED for f in about),
        doubted=not found and any(f.verdict == "violated" for f in about),
    )


def tally(verdicts: Sequence[tuple[str, Verdict]]) -> dict[str, Counter[str]]:
    """Counts by kind and over all."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for kind, verdict in verdicts:
        for name in (kind, "all"):
            counts[name] += Counter[str](slips=1) + Counter(
                {k: int(getattr(verdict, k)) for k in Verdict.__slots__ if k == "provable" or verdict.provable}
            )
    return dict(counts)


def _accuses(finding: Finding) -> bool:
    return finding.verdict == "violated" and finding.severity != "info" and finding.tier != "extraction"


def _key(finding: Finding) -> tuple[str, str, str]:
    return finding.finding_id, finding.numbers_hash, finding.verdict


def _cells(reading: Reading) -> dict[tuple[int, int, int], Cell]:
    return {(t.table_no, c.row, c.col): c for t in reading.tables for c in t.cells}


def _plantable(o: Observation, cells: dict[tuple[int, int, int], Cell]) -> bool:
    """Whether the figure is all that stands in a cell of a table with a text layer."""
    if o.table_no is None or o.row is None or o.col is None or o.method == "ocr":
        return False
    cell = cells.get((o.table_no, o.row, o.col))
    return (
        cell is not None
        and parse_amount(cell.text) is not None
        and parse_amount(cell.text) == parse_amount(o.value_reported)
    )
