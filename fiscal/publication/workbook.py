"""The Excel workbook: facts, findings, reconciliation with live formulas of our own, sources and dictionary.

Amounts are written as numbers for reading and summing; the exact decimals are in the database and the CSV files.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from fiscal.model import contract, dictionary
from fiscal.model.amounts import parse_amount
from fiscal.publication.inert import cell_text
from fiscal.publication.store import Store

ROW_LIMIT = 1_000_000
SEVERITY_ORDER = {"error": 0, "warning": 1, "info": 2}
FACT_COLUMNS = (
    "filing_id", "publisher", "entity", "project", "fiscal_year", "phase", "class_system", "concept", "concept_label", "measure",
    "source_of_funds", "expenditure_type", "value_yuan", "value_native", "unit", "low", "high", "agreement", "choice_rule", "n_sources",
)  # fmt: skip
FINDING_COLUMNS = (
    "filing_id", "finding_id", "severity", "verdict", "family", "invariant", "message_zh", "message_en", "lhs", "rhs", "residual", "bound", "unit",
    "tier", "state", "root_cause",
)  # fmt: skip
SOURCE_COLUMNS = ("filing_id", "fact_id", "concept_label", "value_reported", "quote", "page", "table_no", "row", "col")
WIDE = frozenset({"message_zh", "message_en", "quote", "concept_label", "publisher", "entity", "project", "filing_id"})
MONEY = frozenset({"value_yuan", "low", "high"})


@dataclass(frozen=True, slots=True)
class _Formats:
    head: Any
    money: Any
    number: Any
    text: Any
    link: Any
    bad: Any


def build(store: Store, target: Path) -> None:
    """Write the workbook at `target`. A sheet that would pass a million rows goes on in a second one."""
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(str(target), options) as book:
        formats = _Formats(
            head=book.add_format({"bold": True, "bg_color": "#1F3A5F", "font_color": "#FFFFFF", "text_wrap": True, "valign": "top"}),
            money=book.add_format({"num_format": "#,##0.00"}),
            number=book.add_format({"num_format": "#,##0.######"}),
            text=book.add_format({"valign": "top"}),
            link=book.add_format({"font_color": "#1F5FBF", "underline": 1}),
            bad=book.add_format({"bg_color": "#FBE3E1"}),
        )
        findings = sorted(store.rows("findings").to_pylist(), key=_worst_first)
        _sheet(book, formats, "事实 Facts", FACT_COLUMNS, _batched(store, "facts"))
        _sheet(book, formats, "暂扣 Held", FACT_COLUMNS, _batched(store, "held_facts"))
        _sheet(book, formats, "发现 Findings", FINDING_COLUMNS, findings)
        _reconciliation(book, formats, findings)
        _sheet(book, formats, "出处 Sources", SOURCE_COLUMNS, _sources(store))
        _dictionary(book, formats)


def _worst_first(finding: dict[str, Any]) -> tuple[bool, int, str, str]:
    return (finding["verdict"] != "violated", SEVERITY_ORDER.get(finding["severity"], 3), finding["filing_id"], finding["finding_id"])


def _batched(store: Store, dataset: str) -> Iterator[dict[str, Any]]:
    for batch in store.dataset(dataset).to_batches():
        yield from batch.to_pylist()


def _sources(store: Store) -> Iterator[dict[str, Any]]:
    for fact in _batched(store, "facts"):
        for source in fact["sources"]:
            yield {**source, "filing_id": fact["filing_id"], "fact_id": fact["fact_id"], "concept_label": fact["concept_label"]}


def _sheet(book: Workbook, formats: _Formats, title: str, columns: tuple[str, ...], rows: Iterable[dict[str, Any]]) -> None:
    part, sheet, line = 1, _open(book, formats, title, columns), 0
    for row in rows:
        if line == ROW_LIMIT:
            sheet.autofilter(0, 0, line, len(columns) - 1)
            part, line = part + 1, 0
            sheet = _open(book, formats, f"{title} {part}", columns)
        line += 1
        for col, name in enumerate(columns):
            _write(sheet, formats, line, col, name, row.get(name))
    sheet.autofilter(0, 0, max(line, 1), len(columns) - 1)


def _open(book: Workbook, formats: _Formats, title: str, columns: tuple[str, ...]) -> Worksheet:
    sheet = book.add_worksheet(title)
    sheet.freeze_panes(1, 1)
    for col, name in enumerate(columns):
        sheet.set_column(col, col, 42 if name in WIDE else 16)
    for col, name in enumerate(columns):
        sheet.write_string(0, col, f"{dictionary.of_column(name).zh}\n{name}", formats.head)
    return sheet


def _write(sheet: Worksheet, formats: _Formats, row: int, col: int, name: str, value: object) -> None:
    if value is None:
        return
    if isinstance(value, Decimal):
        sheet.write_number(row, col, float(value), formats.money if name in MONEY else formats.number)
    elif isinstance(value, int):
        sheet.write_number(row, col, value)
    else:
        sheet.write_string(row, col, cell_text(str(value)), formats.text)


RECONCILIATION_HEAD = (
    "发现 Finding",
    "项目 Term",
    "页 Page",
    "所印 As printed",
    "数值 Value",
    "权重 Weight",
    "计算 Computed",
    "差额 Difference",
    "允许 Allowed",
    "结论 Verdict",
)


def _reconciliation(book: Workbook, formats: _Formats, findings: Iterable[dict[str, Any]]) -> None:
    """Each sum as its addends with their weights, a live formula over them, and the printed total beside it."""
    sheet = book.add_worksheet("勾稽 Reconciliation")
    sheet.freeze_panes(1, 2)
    sheet.set_column(0, 1, 42)
    sheet.set_column(2, len(RECONCILIATION_HEAD) - 1, 15)
    for col, head in enumerate(RECONCILIATION_HEAD):
        sheet.write_string(0, col, head, formats.head)
    line = 1
    for finding in findings:
        terms = [(t, parse_amount(t["value_reported"] or "")) for t in finding["terms"]]
        if finding["lhs"] is None or len(terms) < 2 or any(value is None for _, value in terms) or line + len(terms) > ROW_LIMIT:
            continue
        line = _one_sum(sheet, formats, line, finding, [(t, value) for t, value in terms if value is not None])


def _one_sum(sheet: Worksheet, formats: _Formats, line: int, finding: dict[str, Any], terms: list[tuple[dict[str, Any], Decimal]]) -> int:
    total, first, last = line, line + 1, line + len(terms) - 1
    for offset, (term, value) in enumerate(terms):
        row = line + offset
        sheet.write_string(row, 0, cell_text(finding["message_zh"]) if offset == 0 else "", formats.text)
        sheet.write_string(row, 1, cell_text(term["label"]), formats.text)
        if term["page"] is not None:
            sheet.write_number(row, 2, term["page"])
        sheet.write_string(row, 3, cell_text(term["value_reported"]), formats.text)
        sheet.write_number(row, 4, float(value), formats.number)
        if row != total:
            sheet.write_number(row, 5, float(term["weight"]))
            continue
        values = f"{xl_rowcol_to_cell(first, 4)}:{xl_rowcol_to_cell(last, 4)}"
        weights = f"{xl_rowcol_to_cell(first, 5)}:{xl_rowcol_to_cell(last, 5)}"
        computed = sum((t["weight"] * v for t, v in terms[1:]), Decimal(0))
        sheet.write_formula(row, 6, f"=SUMPRODUCT({values},{weights})", formats.number, _cached(computed))
        sheet.write_formula(row, 7, f"={xl_rowcol_to_cell(row, 4)}-{xl_rowcol_to_cell(row, 6)}", formats.number, _cached(value - computed))
        if finding["bound"] is not None:
            sheet.write_number(row, 8, float(finding["bound"]), formats.number)
        sheet.write_string(row, 9, finding["verdict"], formats.bad if finding["verdict"] == "violated" else formats.text)
    return line + len(terms) + 1


def _cached(value: Decimal) -> Any:
    """What a viewer that does not calculate shows for a formula."""
    return float(value)


def _dictionary(book: Workbook, formats: _Formats) -> None:
    rows = (
        {"dataset": name, "column": column, "zh": dictionary.of_column(column).zh, "en": dictionary.of_column(column).en}
        for name in contract.DATASETS
        for column in contract.schema(name).names
    )
    sheet = book.add_worksheet("字典 Dictionary")
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, 1, 20)
    sheet.set_column(2, 3, 60)
    for col, head in enumerate(("数据集 Dataset", "列 Column", "说明", "Meaning")):
        sheet.write_string(0, col, head, formats.head)
    for line, row in enumerate(rows, 1):
        for col, text in enumerate(row.values()):
            sheet.write_string(line, col, text)
