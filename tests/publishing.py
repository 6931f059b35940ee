"""A small data root for publication tests: facts and findings of one invented filing, hostile texts included."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pyarrow.parquet as pq

from fiscal.model.contract import DATASETS, Part
from fiscal.model.findings.rows import Suspect, Term
from fiscal.model.identity import Identity
from fiscal.model.reading_rows import ExtractedCell, PageRow, TableRow
from fiscal.model.records import to_arrow
from fiscal.reconciliation.reconcile import reconcile
from tests.observing import observed
from tests.rows import filing_row, violated

HOSTILE = '=HYPERLINK("http://x.invalid","<script>alert(1)</script>")'
LONG = "很长的文字" * 2_000
FILING_ID = "moushi-mouju-unit-2022-budget"


def data_root(folder: Path, files: int = 1) -> Path:
    """Write one filing of so many files with three observations, one violated sum and its facts, all on the first page
    of the last one, under `folder`.
    """
    total, first, second = (
        observed("10", concept="expenditure_total", row_label="支出总计", row=3, part_no=files),
        observed("4", concept="201", row_label=HOSTILE, row=1, part_no=files),
        observed("5", concept="208", row_label="社会保障和就业支出\x07", row=2, quote=LONG, part_no=files),
    )
    observations = [total, first, second]
    terms = tuple(
        Term(
            observation_id=o.observation_id,
            label=o.row_label or "",
            value_reported=o.value_reported,
            quote=o.quote,
            weight=Decimal(1),
            table_no=1,
            row=o.row,
            col=1,
            page=1,
            part_no=files,
        )
        for o in observations
    )
    finding = violated(
        invariant="h3-total-row",
        lhs=Decimal(10),
        rhs=Decimal(9),
        residual=Decimal(1),
        bound=Decimal("0.5"),
        unit="万元",
        terms=terms,
        suspects=(Suspect(observation_id=total.observation_id, proposed_value="9", reason="合计"),),
        root_cause="c1",
        message_zh="合计 10 不等于 4 + 5",
        message_en="total 10 is not 4 + 5",
    )
    us = Identity(
        publisher="某市某局",
        publisher_parent=None,
        scope="unit",
        fiscal_year=2022,
        doc_kind="budget",
        region_code=None,
        title="某市某局2022年预算",
    )
    facts, held = reconcile(FILING_ID, us, observations, [finding], held={total.observation_id})
    filing = filing_row(publisher=us.publisher, title=us.title, facts_published=len(facts), facts_held=len(held))
    cells = [
        _cell(o.row or 0, col, text, files)
        for o in observations
        for col, text in ((0, o.row_label or ""), (1, o.value_reported))
    ] + [_cell(4, 0, LONG, files)]
    table = TableRow(
        table_no=1,
        title=HOSTILE,
        number=None,
        unit="万元",
        declarant=None,
        year=None,
        notes=(),
        continues_table_no=None,
        header_rows=0,
        picture=False,
    )
    numbers = range(1, files + 1)
    parts = [
        Part(
            version=1,
            part_no=n,
            sha256=str(n) * 64,
            source_file=f"{n}.pdf",
            source_url=None,
            retrieved_at=filing.retrieved_at,
            role=None,
            pages=1,
            member_of=None,
        )
        for n in numbers
    ]
    pages = [
        PageRow(
            page=1,
            part_no=n,
            width=595.0,
            height=842.0,
            rotation=0,
            picture=False,
            chars=9,
            image_sha256=None,
            proposal="rules",
        )
        for n in numbers
    ]
    rows = {
        "filings": [filing],
        "parts": parts,
        "pages": pages,
        "extracted_tables": cells,
        "tables": [table],
        "observations": observations,
        "findings": [finding],
        "facts": facts,
        "held_facts": held,
    }
    for name, kind in DATASETS.items():
        part = folder / name / f"filing_id={FILING_ID}"
        part.mkdir(parents=True)
        pq.write_table(to_arrow(rows.get(name, []), kind), part / "part.parquet")
    (folder / "reports").mkdir()
    (folder / "reports" / f"{FILING_ID}.html").write_text("<!doctype html>", "utf-8")
    return folder


def _cell(row: int, col: int, text: str, part_no: int) -> ExtractedCell:
    return ExtractedCell(
        table_no=1,
        title=HOSTILE,
        unit="万元",
        page=1,
        part_no=part_no,
        row=row,
        col=col,
        rowspan=1,
        colspan=1,
        continues_table_no=None,
        text=text,
        indent=0,
        is_header=False,
        x0=100.0 * col,
        top=20.0 * row,
        x1=100.0 * col + 90,
        bottom=20.0 * row + 18,
        method="lattice",
        confidence=1.0,
        alternatives=(),
    )
