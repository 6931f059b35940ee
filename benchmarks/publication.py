"""How long publishing and exporting take over many filings, and how much memory: database, index, one report, CSV and
workbook, on a generated data root.

    make bench-publication
    python -m benchmarks.publication [--filings 1000]

Prints seconds of wall and of processor, and peak memory. The measure: what `published` does (database and index) over
1,000 filings in one minute and 2 GB."""

from __future__ import annotations

import argparse
import resource
import shutil
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from fiscal.model import contract
from fiscal.model.contract import Filing, Observation
from fiscal.model.findings.rows import Finding, Term
from fiscal.model.identity import Identity
from fiscal.model.reading_rows import ExtractedCell
from fiscal.model.records import to_arrow
from fiscal.publication import datapackage, delimited, report
from fiscal.publication.database import build as database
from fiscal.publication.reference.tables import reference_tables
from fiscal.publication.store import Store
from fiscal.publication.workbook import book
from fiscal.reconciliation.reconcile import reconcile
from tests.observing import observed

CELLS, FIGURES, CHECKS = 2_500, 900, 500


def one_filing() -> dict[str, pa.Table]:
    """Every dataset of one filing of usual size."""
    us = Identity("某市某局", None, "unit", 2022, "budget", None, "某市某局2022年预算")
    figures: list[Observation] = [
        observed(f"{i},{i % 1000:03}.{i % 100:02}", concept=f"2{i:06}", row=i, row_label=f"科目{i}")
        for i in range(1, FIGURES)
    ]
    cells = [
        ExtractedCell(
            table_no=1 + i // 200,
            title="表",
            unit="万元",
            page=1 + i // 100,
            row=i % 200,
            col=i % 8,
            rowspan=1,
            colspan=1,
            continues_table_no=None,
            text=f"{i}.00",
            indent=0,
            is_header=False,
            x0=0.0,
            top=0.0,
            x1=1.0,
            bottom=1.0,
            method="lattice",
            confidence=1.0,
            alternatives=(),
        )
        for i in range(CELLS)
    ]
    terms = tuple(
        Term(
            observation_id=o.observation_id,
            label="科目",
            value_reported=o.value_reported,
            quote=o.quote,
            weight=Decimal(1),
            table_no=1,
            row=o.row,
            col=1,
            page=1,
        )
        for o in figures[:6]
    )
    findings = [
        Finding(
            finding_id=f"f{i}",
            invariant="h1",
            family="H1",
            verdict="exact" if i % 50 else "violated",
            severity="error",
            tier="hard",
            lhs=Decimal(1),
            rhs=Decimal(1),
            residual=Decimal(0),
            bound=Decimal(1),
            unit="万元",
            terms=terms,
            suspects=(),
            root_cause=None,
            message_zh="合计等于各项之和",
            message_en="the total is the sum",
        )
        for i in range(CHECKS)
    ]
    facts, held = reconcile("x", us, figures, findings)
    filing = Filing(
        version=1,
        sha256="0" * 64,
        scope="unit",
        publisher=us.publisher,
        publisher_parent=None,
        region_code=None,
        fiscal_year=2022,
        doc_kind="budget",
        title=us.title,
        pages=30,
        picture_pages=0,
        source_file="a.pdf",
        source_url=None,
        retrieved_at=datetime(2022, 2, 1, tzinfo=UTC),
        state="published",
        facts_published=len(facts),
        facts_held=len(held),
        state_reason=None,
    )
    rows = {
        "filings": [filing],
        "observations": figures,
        "extracted_tables": cells,
        "findings": findings,
        "facts": facts,
        "held_facts": held,
    }
    return {name: to_arrow(rows.get(name, []), kind) for name, kind in contract.DATASETS.items()}


def many_filings(root: Path, count: int) -> None:
    """Write `count` copies under ids of their own."""
    template = one_filing()
    for i in range(count):
        filing_id = f"moushi-mouju-{i}-unit-2022-budget"
        for name, table in template.items():
            part = root / name / f"filing_id={filing_id}"
            part.mkdir(parents=True)
            pq.write_table(table, part / "part.parquet")


def main() -> None:
    """Generate, publish, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--filings", type=int, default=1000)
    count = parser.parse_args().filings
    root = Path(tempfile.mkdtemp(prefix="publication-"))
    try:
        started = time.perf_counter()
        many_filings(root, count)
        print(f"generated {count} filings in {time.perf_counter() - started:.1f} s")
        store = Store.at(root)
        reference = reference_tables(store)
        steps: dict[str, Callable[[], object]] = {
            "database": lambda: database.build(store, root / "fiscal.duckdb", reference),
            "index": lambda: report.index(store),
            "csv": lambda: datapackage.write_datapackage(
                root / "csv", delimited.write_csv(store, root / "csv", reference)
            ),
            "workbook": lambda: book.build(store, root / "fiscal.xlsx", root / "fiscal.duckdb", reference),
            "one report": lambda: report.filing_report(
                store, "moushi-mouju-0-unit-2022-budget", lambda crops: [None for _ in crops]
            ),
        }
        for label, work in steps.items():
            started, processor = time.perf_counter(), time.process_time()
            work()
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            print(
                f"{label:12} {time.perf_counter() - started:6.1f} s   processor {time.process_time() - processor:6.1f}"
                f" s   peak {peak:.0f} MB",
                flush=True,
            )
        print(
            f"database file {(root / 'fiscal.duckdb').stat().st_size / 2**20:.0f} MB, index"
            f" {len(report.index(store).encode()) / 2**20:.1f} MB",
            flush=True,
        )
    finally:
        shutil.rmtree(root)


if __name__ == "__main__":
    main()
