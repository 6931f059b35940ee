from decimal import Decimal
from pathlib import Path

import openpyxl
import pyarrow.parquet as pq
import pytest

from fiscal.model.findings.rows import Finding
from fiscal.model.records import to_arrow
from fiscal.publication.export import export
from fiscal.publication.workbook import book
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
    written = openpyxl.load_workbook(export(root, tmp_path / "out").folder / "fiscal.xlsx")
    told = {
        title: [
            c.value
            for row in written[title].iter_rows(min_row=2)
            for c in row
            if c.value in {r.message_zh for r in rows}
        ]
        for title in ("发现 Findings", "勾稽 Reconciliation")
    }
    assert told == {
        "发现 Findings": ["不相等", "舍入内相等", "并无两数"],
        "勾稽 Reconciliation": ["不相等", "恰好相等", "舍入内相等"],
    }


def test_of_many_filings_the_sheet_of_sums_holds_what_asks_for_a_look_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(book, "FILINGS_WITH_ALL_SUMS", 0)
    root, two = data_root(tmp_path / "root"), Decimal(2)
    compared = {"severity": "info", "terms": (term("2"), term("2")), "lhs": two, "rhs": two, "residual": Decimal(0)}
    verdicts = {"恰好相等": "exact", "舍入内相等": "rounding", "可解释": "explained", "不相等": "violated"}
    rows = [
        violated(finding_id=f"f{n}", verdict=verdict, message_zh=message, **compared)
        for n, (message, verdict) in enumerate(verdicts.items())
    ]
    pq.write_table(to_arrow(rows, Finding), root / "findings" / f"filing_id={FILING_ID}" / "part.parquet")
    sheet = openpyxl.load_workbook(export(root, tmp_path / "out").folder / "fiscal.xlsx")["勾稽 Reconciliation"]
    said, *told = [c.value for c in sheet["B"][1:] if c.value]
    assert "逐项相符的见数据库" in said and "what comes out exactly is in findings of the database" in said
    assert told == ["不相等", "舍入内相等", "可解释"]


def test_a_part_that_is_less_than_its_whole_holds_in_the_workbook_too(tmp_path: Path) -> None:
    root = data_root(tmp_path / "root")
    amounts = {"lhs": Decimal(2), "rhs": Decimal(5), "residual": Decimal(-3), "bound": Decimal(0)}
    terms = (term("2"), term("5"))
    rows = [
        violated(finding_id="f2", verdict="exact", message_zh="不大于", terms=terms, **amounts),
        violated(finding_id="f3", message_zh="不相等", terms=terms, **amounts),
    ]
    pq.write_table(to_arrow(rows, Finding), root / "findings" / f"filing_id={FILING_ID}" / "part.parquet")
    written = export(root, tmp_path / "out").folder / "fiscal.xlsx"
    sheet, seen = (openpyxl.load_workbook(written, data_only=d)["勾稽 Reconciliation"] for d in (False, True))
    checks = {row[1].value: (row[12].value, seen[row[12].coordinate].value) for row in sheet.iter_rows(min_row=2)}
    assert checks["不大于"] == ('=IF(I5<=J5,"相符","不符")', "相符")
    assert checks["不相等"] == ('=IF(ABS(I2)<=J2,"相符","不符")', "不符")
