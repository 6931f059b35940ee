"""The sheet of sums: each with its addends and a live formula over them, the printed total beside it, the difference,
what rounding allows, and a live check.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from fiscal.model import vocabulary
from fiscal.model.amounts import parse_amount
from fiscal.model.places import Leaf, page_zh
from fiscal.publication.inert import cell_text
from fiscal.publication.workbook.layout import Formats, height, link, settle, sheet_of

ROW_LIMIT = 1_000_000
"""Rows that one sheet is given; Excel takes 1,048,576."""
FILINGS_WITH_ALL_SUMS = 50
"""Filings up to which the sheet holds what comes out exactly, too: fifty have some 13,000 comparisons, which print on
1,250 pages. Beyond, these are nineteen of twenty rows and a third of what the workbook costs (`docs/outputs.md`)."""
_ONLY_THESE = (
    f"超过 {FILINGS_WITH_ALL_SUMS} 份文件：此表只列不符、可解释和舍入差内的各项；逐项相符的见数据库与 CSV 的 findings。"
    f" Of more than {FILINGS_WITH_ALL_SUMS} filings only what does not hold, is explained or holds by rounding is here;"
    " what comes out exactly is in findings of the database and the CSV files."
)
_BROAD = 46
_Row = dict[str, Any]


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
(
    _REPORT,
    _FINDING,
    _TERM,
    _PAGE,
    _PRINTED,
    _VALUE,
    _WEIGHT,
    _COMPUTED,
    _DIFFERENCE,
    _ALLOWED,
    _UNIT,
    _VERDICT,
    _CHECK,
) = range(13)


def reconciliation(book: Workbook, formats: Formats, findings: Iterable[_Row], whole: bool) -> None:
    """Each sum as its addends with a live formula over them and the printed total beside it; each other comparison as
    its two numbers. Not `whole`: the sheet says that what comes out exactly is elsewhere.
    """
    sheet = sheet_of(book, "勾稽 Reconciliation")
    settle(sheet, 3)
    sheet.set_column(_REPORT, _REPORT, 6)
    sheet.set_column(_FINDING, _FINDING, _BROAD)
    sheet.set_column(_TERM, _TERM, 32)
    sheet.set_column(_PAGE, _PAGE, 5)
    sheet.set_column(_PRINTED, _CHECK, 11)
    for col, head in enumerate(RECONCILIATION_HEAD):
        sheet.write_string(0, col, head, formats.head)
    line, links = 1, 0
    if not whole:
        sheet.set_row(line, height([(_ONLY_THESE, _BROAD)]))
        sheet.write_string(line, _FINDING, _ONLY_THESE, formats.text)
        line += 2
    for finding in findings:
        if finding["lhs"] is None or finding["rhs"] is None or not finding["terms"]:
            continue
        if line + len(finding["terms"]) + 1 >= ROW_LIMIT:
            sheet.write_string(line, _FINDING, "其余见数据库 The rest is in the database", formats.text)
            return
        links += link(sheet, formats, line, finding["filing_id"], finding_anchor(finding), links)
        line = _comparison(sheet, formats, line, finding, _addends(finding))


def finding_anchor(finding: _Row) -> str | None:
    """Where a finding stands in its report; None for one that is not shown there."""
    return f"f-{finding['finding_id']}" if finding["verdict"] in ("violated", "explained") else None


def _addends(finding: _Row) -> list[Decimal]:
    """The exact values of the addends of a sum; empty where the finding is no sum of what is printed, in the printed
    unit.
    """
    values = [parse_amount(t["value_reported"] or "") for t in finding["terms"]]
    addends = [v for v in values[1:] if v is not None]
    if (
        len(addends) != len(values) - 1
        or not addends
        or values[0] != finding["lhs"]
        or finding["residual"] != finding["lhs"] - finding["rhs"]
    ):
        return []
    return (
        addends
        if sum((t["weight"] * v for t, v in zip(finding["terms"][1:], addends, strict=True)), Decimal(0))
        == finding["rhs"]
        else []
    )


def _comparison(sheet: Worksheet, formats: Formats, line: int, finding: _Row, addends: list[Decimal]) -> int:
    """Writes one finding from `line` on; gives the line after it and a blank one."""
    message = cell_text(finding["message_zh"])
    if tall := height([(message, _BROAD)]):
        sheet.set_row(line, tall)
    sheet.write_string(line, _FINDING, message, formats.text)
    for row, term in enumerate(finding["terms"], line):
        sheet.write_string(row, _TERM, cell_text(term["label"]), formats.text)
        sheet.write_string(row, _PRINTED, cell_text(term["value_reported"]), formats.text)
        if term["page"] is not None and term["part_no"] == 1:
            sheet.write_number(row, _PAGE, term["page"], formats.page)
        elif term["page"] is not None:
            sheet.write_string(row, _PAGE, page_zh(Leaf(term["part_no"], term["page"])), formats.page)
        if row == line:
            sheet.write_number(row, _VALUE, float(finding["lhs"]), formats.number)
            _outcome(sheet, formats, line, finding, addends)
        elif addends:
            sheet.write_number(row, _VALUE, float(addends[row - line - 1]), formats.number)
            sheet.write_number(row, _WEIGHT, float(term["weight"]), formats.number)
    return line + len(finding["terms"]) + 1


def _outcome(sheet: Worksheet, formats: Formats, line: int, finding: _Row, addends: list[Decimal]) -> None:
    """The computed side beside the printed one, their difference and the check, all live; floats are cut to the sixth
    decimal.
    """
    if addends:
        values, weights = (
            f"{xl_rowcol_to_cell(line + 1, col)}:{xl_rowcol_to_cell(line + len(addends), col)}"
            for col in (_VALUE, _WEIGHT)
        )
        added = (
            f"SUM({values})"
            if all(t["weight"] == 1 for t in finding["terms"][1:])
            else f"SUMPRODUCT({values},{weights})"
        )
        sheet.write_formula(line, _COMPUTED, f"=ROUND({added},6)", formats.number, _cached(finding["rhs"]))
    else:
        sheet.write_number(line, _COMPUTED, float(finding["rhs"]), formats.number)
    printed, computed, difference, allowed = (
        xl_rowcol_to_cell(line, col) for col in (_VALUE, _COMPUTED, _DIFFERENCE, _ALLOWED)
    )
    sheet.write_formula(
        line, _DIFFERENCE, f"=ROUND({printed}-{computed},6)", formats.number, _cached(finding["lhs"] - finding["rhs"])
    )
    sheet.write_string(line, _UNIT, cell_text(finding["unit"] or ""), formats.text)
    sheet.write_string(
        line,
        _VERDICT,
        str(vocabulary.label("verdict", finding["verdict"])),
        formats.bad if finding["verdict"] == "violated" else formats.text,
    )
    if finding["bound"] is not None:
        sheet.write_number(line, _ALLOWED, float(finding["bound"]), formats.number)
        if addends:
            apart = finding["lhs"] - finding["rhs"]
            one_sided = finding["verdict"] in ("exact", "rounding") and apart < -finding["bound"]
            missed, gap = (difference, apart) if one_sided else (f"ABS({difference})", abs(apart))
            sheet.write_formula(
                line,
                _CHECK,
                f'=IF({missed}<={allowed},"相符","不符")',
                formats.text,
                _cached("相符" if gap <= finding["bound"] else "不符"),
            )


def _cached(value: Decimal | str) -> Any:
    """What a viewer that does not calculate shows for a formula."""
    return value if isinstance(value, str) else float(value)
