"""Small filings written by hand for the tests of the invariants: a table as printed rows, with its hierarchy, becomes
observations.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from expectations.evaluation import evaluate
from expectations.filing.case import Case
from fiscal.model.contract import Observation
from fiscal.model.findings.rows import Finding
from fiscal.model.identity import Identity
from fiscal.model.reading import Reading, Sentence, Table
from tests.observing import observed

IDENTITY = Identity(
    publisher="某市某中心",
    publisher_parent="某市某局",
    scope="unit",
    fiscal_year=2022,
    doc_kind="budget",
    region_code=None,
    title="某市某中心2022年部门预算",
)


def table(table_no: int = 1, title: str = "收支总表", unit: str | None = "万元", **columns: Any) -> Table:
    """A table without cells, as far as the rules look at it."""
    plain: dict[str, Any] = {
        "number": None,
        "declarant": None,
        "year": None,
        "notes": (),
        "continues_table_no": None,
        "header_rows": 1,
        "picture": False,
        "cells": (),
    }
    return Table(table_no=table_no, title=title, unit=unit, **(plain | columns))


def reading(tables: Sequence[Table] = (), sentences: Sequence[Sentence] = ()) -> Reading:
    """A reading of certain tables and sentences."""
    return Reading(pages=(), tables=tuple(tables), sentences=tuple(sentences))


def square(cells: list[list[str]]) -> list[Observation]:
    """A table whose first row and first column are the totals."""
    return [
        observed(
            printed,
            precision="0.01",
            row=r,
            col=c,
            row_label=f"行{r}",
            concept=f"r{r}",
            header_path=(f"列{c}",),
            source_of_funds=f"s{c}",
            row_role="total" if r == 0 else "item",
            parent_row=None if r == 0 else 0,
            col_role="total" if c == 0 else "item",
            parent_col=None if c == 0 else 0,
        )
        for r, row in enumerate(cells)
        for c, printed in enumerate(row)
    ]


def column(
    figures: dict[str, str],
    parents: dict[str, str] | None = None,
    *,
    col: int = 1,
    precision: str = "0.01",
    **columns: Any,
) -> list[Observation]:
    """One column of a table: printed figures by row label, top to bottom; `parents` names the row that each row is a
    part of.
    """
    rows = {label: row for row, label in enumerate(figures, start=1)}
    return [
        observed(
            printed,
            precision=precision,
            row=rows[label],
            col=col,
            row_label=label,
            concept=columns.get("concept", label),
            row_role="total" if label in ("合计", "总计") else "item",
            parent_row=rows[parents[label]] if parents and label in parents else None,
            **{k: v for k, v in columns.items() if k != "concept"},
        )
        for label, printed in figures.items()
    ]


def findings_of(
    observations: Sequence[Observation], read: Reading | None = None, identity: Identity = IDENTITY
) -> list[Finding]:
    """All findings of a filing of these observations."""
    numbers = dict.fromkeys(o.table_no for o in observations if o.table_no is not None)
    return evaluate(Case("test-2022-budget", identity, read or reading([table(n) for n in numbers]), observations))


def only(findings: Sequence[Finding], invariant: str) -> Finding:
    """The one finding of an invariant."""
    (finding,) = [f for f in findings if f.invariant == invariant]
    return finding


def of(findings: Sequence[Finding], invariant: str) -> list[Finding]:
    """All findings of an invariant."""
    return [f for f in findings if f.invariant == invariant]
