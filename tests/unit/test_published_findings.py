from decimal import Decimal
from pathlib import Path

import openpyxl
import pyarrow.parquet as pq

from fiscal.model.findings.rows import Finding
from fiscal.model.records import to_arrow
from fiscal.publication.export import export
from tests.publishing import FILING_ID, data_root
from tests.rows import term, violated


def test_what_comes_out_exactly_stands_in_the_sheet_of_sums_alone(tmp_path: Path) -> None:
    root, two = data_root(tmp_path / "root"), Decimal(2)
    plain = {"severity": "info", "terms": (term("2"), term("2")), "lhs": two, "rhs": two, "residual": Decimal(0)}
    rows = [
        violated(finding_id="f2", verdict="exact", message_zh="恰好相等", **plain),
        violated(finding_id="f3", verdict="rounding", message_zh="舍入内相等", **plain),
        violated(finding_id="f4", verdict="exact", message_zh="并无两数", severity="info"),
        violated(finding_id="f5", verdict="not_applicable", message_zh="不适用", severity="info"),
        violated(finding_id="f6", message_zh="不相等", **plain),
    ]
    pq.write_table(to_arrow(rows, Finding), root / "findings" / f"filing_id={FILING_ID}" / "part.parquet")
    book = openpyxl.load_workbook(export(root, tmp_path / "out").folder / "fiscal.xlsx")
    told = {
        title: [
            c.value for row in book[title].iter_rows(min_row=2) for c in row if c.value in {r.message_zh for r in rows}
        ]
        for title in ("发现 Findings", "勾稽 Reconciliation")
    }
    assert told == {
        "发现 Findings": ["不相等", "舍入内相等", "并无两数"],
        "勾稽 Reconciliation": ["不相等", "恰好相等", "舍入内相等"],
    }
