"""A composed filing through cleaning, evaluation, gate and reconciliation, and what is expected of a correct one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

from expectations.evaluation import evaluate
from expectations.filing.case import Case
from expectations.gates.gate import decide, reading_doubts
from expectations.observing import observations_of
from fiscal.model.contract import Fact, Observation
from fiscal.model.findings.rows import Finding
from fiscal.model.identity import Identity
from fiscal.model.reading import Cell, Reading, Table
from fiscal.reconciliation.reconcile import reconcile
from tests.places.budget import UNITS
from tests.readings import reading

FINAL = Identity("清溪县教育局", None, "department", 2024, "final", None, "清溪县教育局2024年部门决算")
BUDGET = replace(
    FINAL,
    fiscal_year=2025,
    doc_kind="budget",
    title="清溪县教育局2025年部门预算",
    units=tuple(name for _, name, _ in UNITS),
)
HALF_A_CENT_OF_WAN = Decimal(60)
"""Yuan by which a figure printed in 万元 with two places may differ from the composed one."""


@dataclass(frozen=True)
class Judged:
    """What came of a filing."""

    observations: list[Observation]
    findings: list[Finding]
    facts: list[Fact]
    held: list[Fact]
    state: str

    def raised(self) -> list[str]:
        """Everything that is told as wrong: rule and sentence."""
        return [
            f"{f.invariant}: {f.message_zh}"
            for f in self.findings
            if f.verdict == "violated" and f.severity in ("error", "warning")
        ]

    def rules(self) -> set[str]:
        return {f.invariant for f in self.findings if f.verdict == "violated" and f.severity in ("error", "warning")}

    def amounts(
        self, concept: str, source: str, kind: str | None = None, *, phase: str, year: int, entity: str | None = None
    ) -> set[Decimal]:
        """The published amounts of one matter in yuan, one of a department where no other body is named."""
        about = (concept, source, kind, phase, year)
        found = [
            f for f in self.facts if (f.concept, f.source_of_funds, f.expenditure_type, f.phase, f.fiscal_year) == about
        ]
        return {f.value_yuan for f in found if f.value_yuan is not None and f.entity == (entity or FINAL.publisher)}


def words(name: str) -> list[str]:
    """A narrative that agrees with the composed tables, a line a paragraph."""
    return (Path(__file__).parent / "words" / f"{name}.txt").read_text("utf-8").splitlines()


def judged(tables: Sequence[Table], prose: Sequence[str] = (), identity: Identity = FINAL) -> Judged:
    numbered = [replace(table, table_no=number) for number, table in enumerate(tables, 1)]
    return judged_reading(reading(*prose, tables=numbered), identity)


def judged_reading(read: Reading, identity: Identity) -> Judged:
    observations, _ = observations_of(read, identity, "f")
    findings = evaluate(Case("f", identity, read, observations))
    gate = decide(findings, observations, [*read.doubts, *reading_doubts(read)], identity)
    facts, held = reconcile("f", identity, observations, findings, gate.held, gate.disputed)
    return Judged(list(observations), list(findings), list(facts), list(held), gate.state)


def close(amounts: set[Decimal], expected: Decimal) -> bool:
    """Whether a matter has one amount, the expected one as far as it is printed."""
    return len(amounts) == 1 and abs(amounts.copy().pop() - expected) <= HALF_A_CENT_OF_WAN


def with_slip(table: Table, label: str, column: int, printed: str) -> Table:
    """The table with one cell misprinted: in the first row that has a label, counted from the label's column."""
    at = next(c for c in table.cells if c.text == label)

    def slipped(cell: Cell) -> Cell:
        return replace(cell, text=printed) if (cell.row, cell.col) == (at.row, at.col + column) else cell

    changed = replace(table, cells=tuple(slipped(c) for c in table.cells))
    assert changed != table
    return changed
