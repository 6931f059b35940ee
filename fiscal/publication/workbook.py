"""The Excel workbook: filings, facts, findings, reconciliation with live formulas, sources and dictionary, each row linked to its place in the reports beside it.

Amounts are written as numbers for reading and summing; the exact decimals are in the database and the CSV files.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import xlsxwriter
from pyarrow import dataset as ds
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from fiscal.model import contract, dictionary
from fiscal.model.amounts import parse_amount
from fiscal.model.causes import NOT_CHECKED, RANK, not_checked
from fiscal.publication.inert import cell_text
from fiscal.publication.store import Store

ROW_LIMIT = 1_000_000
LINK_LIMIT = 65_000
A3 = 8
FILING_COLUMNS = (
    "filing_id", "publisher", "publisher_parent", "scope", "fiscal_year", "doc_kind", "state", "state_reason", "version", "pages", "picture_pages", "facts_published",
    "facts_held", "not_checked", "title", "source_file", "source_url", "sha256",
)  # fmt: skip
FACT_COLUMNS = (
    "filing_id", "publisher", "entity", "project", "fiscal_year", "phase", "class_system", "concept", "concept_label", "measure",
    "source_of_funds", "expenditure_type", "value_yuan", "value_native", "unit", "low", "high", "agreement", "choice_rule", "n_sources",
)  # fmt: skip
FACT_KEYS = ("fact_id", *FACT_COLUMNS)
FINDING_COLUMNS = (
    "filing_id", "finding_id", "severity", "verdict", "family", "invariant", "message_zh", "message_en", "lhs", "rhs", "residual", "bound", "unit",
    "tier", "state", "root_cause", "consequence_of", "explained_by",
)  # fmt: skip
SOURCE_COLUMNS = ("filing_id", "fact_id", "concept_label", "value_reported", "quote", "page", "table_no", "row", "col")
WIDE = frozenset({"message_zh", "message_en", "quote", "concept_label", "publisher", "entity", "project", "filing_id", "title", "state_reason"})
MONEY = frozenset({"value_yuan", "low", "high"})


@dataclass(frozen=True, slots=True)
class _Formats:
    head: Any
    money: Any
    number: Any
    text: Any
    link: Any
    bad: Any


_Row = dict[str, Any]
_Anchor = Callable[[_Row], str | None]


def build(store: Store, target: Path) -> None:
    """Write the workbook at `target`, with links into `reports/` beside it. A sheet that would pass a million rows goes on in a second one."""
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
        _sheet(book, formats, "文件 Filings", FILING_COLUMNS, _filings(store), lambda _: "findings")
        _sheet(book, formats, "事实 Facts", FACT_COLUMNS, _batched(store, "facts", FACT_KEYS), _fact_anchor)
        _sheet(book, formats, "暂扣 Held", FACT_COLUMNS, _batched(store, "held_facts", FACT_KEYS), _fact_anchor)
        _sheet(book, formats, "发现 Findings", FINDING_COLUMNS, _worst_first(store, FINDING_COLUMNS), _finding_anchor)
        _reconciliation(book, formats, _worst_first(store, (*FINDING_COLUMNS, "terms")))
        _sheet(book, formats, "出处 Sources", SOURCE_COLUMNS, _sources(store), _cell_anchor)
        _dictionary(book, formats)


def _filings(store: Store) -> Iterator[_Row]:
    """The filings, each with how much of it could not be checked."""
    unusable = (ds.field("verdict") == "violated") & ds.field("invariant").isin(NOT_CHECKED)
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for finding in store.dataset("findings").to_table(columns=["filing_id", "verdict", "invariant", "residual"], filter=unusable).to_pylist():
        found[finding["filing_id"]].append(finding)
    for row in _batched(store, "filings", [c for c in FILING_COLUMNS if c != "not_checked"]):
        yield row | {"not_checked": not_checked(found[row["filing_id"]])}


def _worst_first(store: Store, columns: Sequence[str]) -> Iterator[_Row]:
    """The violated findings, worst first and those of one cause together, then all others as they are stored: only the violated ones are held in memory at once."""
    is_violated = ds.field("verdict") == "violated"
    violated = store.dataset("findings").to_table(columns=list(columns), filter=is_violated).to_pylist()
    yield from sorted(violated, key=lambda f: (f["state"] == "acknowledged", RANK[f["severity"]], f["filing_id"], f["root_cause"] or "", f["finding_id"]))
    for batch in store.dataset("findings").to_batches(columns=list(columns), filter=~is_violated):
        yield from batch.to_pylist()


def _batched(store: Store, dataset: str, columns: Sequence[str]) -> Iterator[_Row]:
    for batch in store.dataset(dataset).to_batches(columns=list(columns)):
        yield from batch.to_pylist()


def _sources(store: Store) -> Iterator[_Row]:
    for fact in _batched(store, "facts", ("filing_id", "fact_id", "concept_label", "sources")):
        for source in fact["sources"]:
            yield {**source, "filing_id": fact["filing_id"], "fact_id": fact["fact_id"], "concept_label": fact["concept_label"]}


def _fact_anchor(fact: _Row) -> str:
    return f"x-{fact['fact_id']}"


def _finding_anchor(finding: _Row) -> str | None:
    return f"f-{finding['finding_id']}" if finding["verdict"] in ("violated", "explained") else None


def _cell_anchor(source: _Row) -> str | None:
    return None if source["table_no"] is None else f"c{source['table_no']}-{source['row']}-{source['col']}"


def _sheet(book: Workbook, formats: _Formats, title: str, columns: tuple[str, ...], rows: Iterable[_Row], anchor: _Anchor) -> None:
    part, sheet, line, links = 1, _open(book, formats, title, columns), 0, 0
    for row in rows:
        if line == ROW_LIMIT:
            sheet.autofilter(0, 0, line, len(columns))
            part, line, links = part + 1, 0, 0
            sheet = _open(book, formats, f"{title} {part}", columns)
        line += 1
        links += _link(sheet, formats, line, row, anchor(row), links)
        for col, name in enumerate(columns, 1):
            _write(sheet, formats, line, col, name, row.get(name))
    sheet.autofilter(0, 0, max(line, 1), len(columns))


def _link(sheet: Worksheet, formats: _Formats, line: int, row: _Row, anchor: str | None, links: int) -> bool:
    """Links a row to its place in its report; False where it has none or the sheet has as many links as Excel takes."""
    if anchor is None or links >= LINK_LIMIT:
        return False
    sheet.write_url(line, 0, f"external:reports/{row['filing_id']}.html#{anchor}", formats.link, "报告")
    return True


def _open(book: Workbook, formats: _Formats, title: str, columns: tuple[str, ...]) -> Worksheet:
    sheet = book.add_worksheet(title)
    _frozen(sheet, 2)
    sheet.set_column(0, 0, 8)
    sheet.write_string(0, 0, "报告\nReport", formats.head)
    for col, name in enumerate(columns, 1):
        sheet.set_column(col, col, 42 if name in WIDE else 16)
        sheet.write_string(0, col, f"{dictionary.of_column(name).zh}\n{name}", formats.head)
    return sheet


def _frozen(sheet: Worksheet, columns: int) -> None:
    """Keeps the head and the first columns in view; printed, the head is on every page and no column on a page of its own."""
    sheet.freeze_panes(1, columns)
    sheet.repeat_rows(0)
    sheet.set_landscape()
    sheet.set_paper(A3)
    sheet.fit_to_pages(1, 0)


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
    "报告\nReport",
    "发现\nFinding",
    "项目\nTerm",
    "页\nPage",
    "所印\nAs printed",
    "数值\nValue",
    "权重\nWeight",
    "计算\nComputed",
    "差额\nDifference",
    "允许\nAllowed",
    "单位\nUnit",
    "结论\nVerdict",
    "复核\nCheck",
)
_REPORT, _FINDING, _TERM, _PAGE, _PRINTED, _VALUE, _WEIGHT, _COMPUTED, _DIFFERENCE, _ALLOWED, _UNIT, _VERDICT, _CHECK = range(13)


def _reconciliation(book: Workbook, formats: _Formats, findings: Iterable[_Row]) -> None:
    """Each sum as its addends with a live formula over them and the printed total beside it; each other comparison as its two numbers."""
    sheet = book.add_worksheet("勾稽 Reconciliation")
    _frozen(sheet, 3)
    sheet.set_column(_REPORT, _REPORT, 8)
    sheet.set_column(_FINDING, _TERM, 42)
    sheet.set_column(_PAGE, _CHECK, 14)
    for col, head in enumerate(RECONCILIATION_HEAD):
        sheet.write_string(0, col, head, formats.head)
    line, links = 1, 0
    for finding in findings:
        if finding["lhs"] is None or finding["rhs"] is None or not finding["terms"]:
            continue
        if line + len(finding["terms"]) + 1 >= ROW_LIMIT:
            sheet.write_string(line, _FINDING, "其余见数据库 The rest is in the database", formats.text)
            return
        links += _link(sheet, formats, line, finding, _finding_anchor(finding), links)
        line = _comparison(sheet, formats, line, finding, _addends(finding))


def _addends(finding: _Row) -> list[Decimal]:
    """The exact values of the addends of a sum; empty where the finding is no sum of what is printed, in the printed unit."""
    values = [parse_amount(t["value_reported"] or "") for t in finding["terms"]]
    addends = [v for v in values[1:] if v is not None]
    if len(addends) != len(values) - 1 or not addends or values[0] != finding["lhs"] or finding["residual"] != finding["lhs"] - finding["rhs"]:
        return []
    return addends if sum((t["weight"] * v for t, v in zip(finding["terms"][1:], addends, strict=True)), Decimal(0)) == finding["rhs"] else []


def _comparison(sheet: Worksheet, formats: _Formats, line: int, finding: _Row, addends: list[Decimal]) -> int:
    """Writes one finding from `line` on; gives the line after it and a blank one."""
    sheet.write_string(line, _FINDING, cell_text(finding["message_zh"]), formats.text)
    for row, term in enumerate(finding["terms"], line):
        sheet.write_string(row, _TERM, cell_text(term["label"]), formats.text)
        sheet.write_string(row, _PRINTED, cell_text(term["value_reported"]), formats.text)
        if term["page"] is not None:
            sheet.write_number(row, _PAGE, term["page"])
        if row == line:
            sheet.write_number(row, _VALUE, float(finding["lhs"]), formats.number)
            _outcome(sheet, formats, line, finding, addends)
        elif addends:
            sheet.write_number(row, _VALUE, float(addends[row - line - 1]), formats.number)
            sheet.write_number(row, _WEIGHT, float(term["weight"]))
    return line + len(finding["terms"]) + 1


def _outcome(sheet: Worksheet, formats: _Formats, line: int, finding: _Row, addends: list[Decimal]) -> None:
    """The computed side beside the printed one, their difference and the check, all live; floats are cut to the sixth decimal."""
    if addends:
        values, weights = (f"{xl_rowcol_to_cell(line + 1, col)}:{xl_rowcol_to_cell(line + len(addends), col)}" for col in (_VALUE, _WEIGHT))
        added = f"SUM({values})" if all(t["weight"] == 1 for t in finding["terms"][1:]) else f"SUMPRODUCT({values},{weights})"
        sheet.write_formula(line, _COMPUTED, f"=ROUND({added},6)", formats.number, _cached(finding["rhs"]))
    else:
        sheet.write_number(line, _COMPUTED, float(finding["rhs"]), formats.number)
    printed, computed, difference, allowed = (xl_rowcol_to_cell(line, col) for col in (_VALUE, _COMPUTED, _DIFFERENCE, _ALLOWED))
    sheet.write_formula(line, _DIFFERENCE, f"=ROUND({printed}-{computed},6)", formats.number, _cached(finding["lhs"] - finding["rhs"]))
    sheet.write_string(line, _UNIT, cell_text(finding["unit"] or ""), formats.text)
    sheet.write_string(line, _VERDICT, finding["verdict"], formats.bad if finding["verdict"] == "violated" else formats.text)
    if finding["bound"] is not None:
        sheet.write_number(line, _ALLOWED, float(finding["bound"]), formats.number)
        holds = abs(finding["lhs"] - finding["rhs"]) <= finding["bound"]
        if addends:
            sheet.write_formula(line, _CHECK, f'=IF(ABS({difference})<={allowed},"相符","不符")', formats.text, _cached("相符" if holds else "不符"))


def _cached(value: Decimal | str) -> Any:
    """What a viewer that does not calculate shows for a formula."""
    return value if isinstance(value, str) else float(value)


def _dictionary(book: Workbook, formats: _Formats) -> None:
    rows = (
        {"dataset": name, "column": column, "zh": dictionary.of_column(column).zh, "en": dictionary.of_column(column).en}
        for name in contract.DATASETS
        for column in contract.schema(name).names
    )
    sheet = book.add_worksheet("字典 Dictionary")
    _frozen(sheet, 0)
    sheet.set_column(0, 1, 20)
    sheet.set_column(2, 3, 60)
    for col, head in enumerate(("数据集 Dataset", "列 Column", "说明", "Meaning")):
        sheet.write_string(0, col, head, formats.head)
    for line, row in enumerate(rows, 1):
        for col, text in enumerate(row.values()):
            sheet.write_string(line, col, text)
