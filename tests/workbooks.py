"""Workbooks, text documents and pages of the web written for a test: the small budget of `tests.filings` and tables of
it.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from typing import Any

import docx
import openpyxl
import xlwt
from docx.enum.text import WD_ALIGN_PARAGRAPH
from openpyxl.styles import Border, Side

from tests.filings import PUBLISHER

LINE = Side(style="thin")
BOX = Border(left=LINE, right=LINE, top=LINE, bottom=LINE)
HEAD = ["项目", "2023年预算数", "项目（按功能分类）", "2023年预算数"]
ROWS: list[list[Any]] = [
    ["收入", None, "支出", None],
    HEAD,
    ["一、一般公共预算拨款收入", 150, "一、文化旅游体育与传媒支出", 100],
    ["二、事业收入", 0, "二、住房保障支出", 50],
    ["本年收入合计", 150, "本年支出合计", 150],
    ["收入总计", 150, "支出总计", 150],
]


def xlsx(
    change: Callable[[Any], Any] | None = None, *, borders: bool = True, rows: Sequence[Sequence[Any]] = ROWS
) -> bytes:
    """A workbook of one sheet, 收支总表: title, body and unit over the table in rows 1 to 3, figures with two decimals;
    `change` is called with it before it is saved.
    """
    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.title = "收支总表"
    sheet["A1"] = "2023年单位预算收支总表"
    sheet.merge_cells("A1:D1")
    sheet["A2"], sheet["D2"] = f"单位名称：{PUBLISHER}", "单位：万元"
    for row, texts in enumerate(rows, 3):
        for col, text in enumerate(texts, 1):
            cell = sheet.cell(row, col, text)
            if isinstance(text, (int, float)):
                cell.number_format = "#,##0.00"
            if borders:
                cell.border = BOX
    sheet.merge_cells("A3:B3")
    sheet.merge_cells("C3:D3")
    if change is not None:
        change(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def xls(rows: Sequence[Sequence[Any]] = ROWS) -> bytes:
    """The same workbook as Excel 97 writes it."""
    book = xlwt.Workbook()
    sheet = book.add_sheet("收支总表")
    boxed = "borders: left thin, right thin, top thin, bottom thin"
    text, figure = xlwt.easyxf(boxed), xlwt.easyxf(boxed, num_format_str="#,##0.00")
    sheet.write_merge(0, 0, 0, 3, "2023年单位预算收支总表")
    sheet.write(1, 0, f"单位名称：{PUBLISHER}")
    sheet.write(1, 3, "单位：万元")
    for row, texts in enumerate(rows, 2):
        for col, value in enumerate(texts):
            if value is None:
                continue
            if row == 2:
                sheet.write_merge(row, row, col, col + 1, value, text)
            else:
                sheet.write(row, col, value, figure if isinstance(value, (int, float)) else text)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def narrative(document: Any) -> None:
    """The cover, and one sentence about income and expenditure."""
    for text in (PUBLISHER, "2023年单位预算"):
        document.add_paragraph(text).alignment = WD_ALIGN_PARAGRAPH.CENTER
    document.add_page_break()
    document.add_paragraph("第三部分 2023年单位预算情况说明")
    document.add_paragraph("一、收支预算总体情况")
    document.add_paragraph(f"{PUBLISHER}2023年收入总预算150.00万元，支出总预算150.00万元。")


def table(document: Any, rows: Sequence[Sequence[Any]] = ROWS) -> Any:
    """The table with what stands over it."""
    document.add_paragraph("表1 收支总表").alignment = WD_ALIGN_PARAGRAPH.CENTER
    document.add_paragraph(f"单位名称：{PUBLISHER}")
    document.add_paragraph("单位：万元").alignment = WD_ALIGN_PARAGRAPH.RIGHT
    made = document.add_table(len(rows), len(rows[0]))
    for row, texts in enumerate(rows):
        for col, text in enumerate(texts):
            made.cell(row, col).text = f"{text:.2f}" if isinstance(text, (int, float)) else text or ""
    made.cell(0, 0).merge(made.cell(0, 1))
    made.cell(0, 2).merge(made.cell(0, 3))
    return made


def word(*parts: Callable[[Any], Any]) -> bytes:
    """A text document of these parts; of all, where none is named."""
    document = docx.Document()
    for part in parts or (narrative, table):
        part(document)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()
