"""A filing that was read, written again in the formats that offices use: its tables as a workbook, its prose as a text
document, or both as an article of the web.
"""

from __future__ import annotations

import html
import io
import re

import docx
import openpyxl
from docx.enum.text import WD_ALIGN_PARAGRAPH
from openpyxl.styles import Alignment

from fiscal.model.reading import Cell, Reading, Sentence, Table
from tests.workbooks import BOX

_AMOUNT = re.compile(r"-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d+))?")


def narrative(read: Reading) -> bytes:
    """The prose as a text document: the first page's centred, as a cover is."""
    document = docx.Document()
    page = 1
    for sentence in _prose(read):
        if _page(sentence) > page == 1:
            document.add_page_break()
        page = max(page, _page(sentence))
        paragraph = document.add_paragraph(sentence.text)
        if _page(sentence) == 1:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def workbook(read: Reading) -> bytes:
    """The tables as a workbook, a sheet each: amounts as numbers under formats that display them as they were printed,
    digits alone, as codes are, as text.
    """
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for table in read.tables:
        _sheet(book.create_sheet(f"表{table.table_no}"), table)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def article(read: Reading) -> bytes:
    """Prose and tables as an article of the web."""
    parts = [f"<p{' align=center' if _page(s) == 1 else ''}>{html.escape(s.text)}</p>" for s in _prose(read)]
    for table in read.tables:
        parts += [
            f"<p align={'left' if at else 'center'}>{html.escape(text)}</p>" for at, text in enumerate(_caption(table))
        ]
        rows = ("".join(_cell(c) for c in table.cells if c.row == row) for row in range(table.rows))
        parts += [
            "<table>",
            *(f"<tr>{row}</tr>" for row in rows),
            "</table>",
            *(f"<p>{html.escape(note)}</p>" for note in table.notes),
        ]
    head = "<html><head><meta charset='utf-8'></head><body><form><div>"
    return f"{head}{''.join(parts)}</div></form></body></html>".encode()


def _prose(read: Reading) -> list[Sentence]:
    return [s for s in read.sentences if s.kind in ("heading", "sentence", "contents")]


def _page(sentence: Sentence) -> int:
    return sentence.boxes[0].page if sentence.boxes else 1


def _caption(table: Table) -> list[str]:
    declarant = [f"部门名称：{table.declarant}"] if table.declarant else []
    return [
        " ".join(filter(None, (table.number, table.title))),
        *declarant,
        *([f"单位：{table.unit}"] if table.unit else []),
    ]


def _sheet(sheet: openpyxl.worksheet.worksheet.Worksheet, table: Table) -> None:
    for at, text in enumerate(_caption(table), 1):
        sheet.cell(at, 1, text).alignment = Alignment(horizontal="left" if at > 1 else "center")
        sheet.merge_cells(start_row=at, start_column=1, end_row=at, end_column=max(table.cols, 2))
    top = len(_caption(table)) + 1
    for cell in table.cells:
        written = sheet.cell(top + cell.row, cell.col + 1)
        amount = _AMOUNT.fullmatch(cell.text)
        if amount and not cell.is_header and not cell.text.isdigit():
            written.value = float(cell.text.replace(",", ""))
            written.number_format = ("#,##0" if "," in cell.text else "0") + (
                "." + "0" * len(amount[1]) if amount[1] else ""
            )
        else:
            written.value, written.data_type = " " * cell.indent + cell.text, "s"
        for row in range(cell.row, cell.row + cell.rowspan):
            for col in range(cell.col, cell.col + cell.colspan):
                sheet.cell(top + row, col + 1).border = BOX
    for cell in table.cells:
        if cell.rowspan * cell.colspan > 1:
            first_row, first_col = top + cell.row, cell.col + 1
            sheet.merge_cells(
                start_row=first_row,
                start_column=first_col,
                end_row=first_row + cell.rowspan - 1,
                end_column=first_col + cell.colspan - 1,
            )
    for at, note in enumerate(table.notes):
        sheet.cell(top + table.rows + at, 1, note)


def _cell(cell: Cell) -> str:
    return f"<td rowspan={cell.rowspan} colspan={cell.colspan}>{'&nbsp;' * cell.indent}{html.escape(cell.text)}</td>"
