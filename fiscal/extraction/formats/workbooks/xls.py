"""Workbooks of the binary kind of Excel 97, .xls and older .et, as displayed sheets; formulas' stored values, macros
untouched.
"""

from __future__ import annotations

import io
import struct
from pathlib import Path
from typing import Any

import xlrd
from xlrd.biffh import XLRDError, error_text_from_code
from xlrd.compdoc import CompDocError

from fiscal.extraction.formats.workbooks.workbook import (
    MOST_CELLS,
    SheetCell,
    Side,
    SourceSheet,
    number_shown,
    print_size,
)
from fiscal.model.reasons import Failure

_POINTS_A_WIDTH = 5.6 / 256
"""Points of a column's width for each 256th of a character."""
_ALIGNED = {1: "left", 2: "center", 3: "right", 6: "center", 7: "center"}


def read_xls(path: Path) -> list[SourceSheet] | Failure:
    """The sheets in their order. `needs_password` for an encrypted workbook, `damaged` where it cannot be opened,
    `too_complex` where it has too many cells.
    """
    try:
        book = xlrd.open_workbook(str(path), formatting_info=True, logfile=io.StringIO())
        if sum(sheet.nrows * sheet.ncols for sheet in book.sheets()) > MOST_CELLS:
            return Failure("too_complex", f"> {MOST_CELLS} cells")
        return [_sheet(book, sheet) for sheet in book.sheets()]
    except XLRDError as error:
        return Failure(
            "needs_password" if "encrypt" in str(error).lower() else "damaged",
            "" if "encrypt" in str(error).lower() else str(error)[:120],
        )
    except (
        CompDocError,
        struct.error,
        AssertionError,
        IndexError,
        KeyError,
        ValueError,
        TypeError,
        AttributeError,
        UnicodeDecodeError,
    ) as error:
        return Failure("damaged", f"{type(error).__name__}: {error}"[:120])


def _sheet(book: Any, sheet: Any) -> SourceSheet:
    found = SourceSheet(sheet.name, visible=sheet.visibility == 0)
    found.hidden_rows = frozenset(row for row, info in sheet.rowinfo_map.items() if info.hidden)
    found.hidden_columns = frozenset(col for col, info in sheet.colinfo_map.items() if info.hidden)
    found.widths = {col: info.width * _POINTS_A_WIDTH for col, info in sheet.colinfo_map.items()}
    for top, bottom, left, right in sheet.merged_cells:
        found.merged[top, left] = (bottom - top, right - left)
    covered = found.covered()
    for row in range(sheet.nrows):
        for col in range(sheet.row_len(row)):
            cell = sheet.cell(row, col)
            style = book.xf_list[cell.xf_index] if cell.xf_index is not None else None
            if style is not None:
                found.borders[row, col] = _sides(style.border)
            if (row, col) not in covered and (
                cell.ctype not in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK) or (row, col) in found.merged
            ):
                found.cells[row, col] = _cell(book, cell, style, (row, col))
    return found


def _sides(border: Any) -> Side:
    sides = Side.NONE
    for line, side in (
        (border.left_line_style, Side.LEFT),
        (border.right_line_style, Side.RIGHT),
        (border.top_line_style, Side.TOP),
        (border.bottom_line_style, Side.BOTTOM),
    ):
        if line:
            sides |= side
    return sides


def _cell(book: Any, cell: Any, style: Any, place: tuple[int, int]) -> SheetCell:
    alternatives = ()
    number = cell.ctype in (xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE)
    if number:
        format_ = (
            book.format_map[style.format_key].format_str
            if style is not None and style.format_key in book.format_map
            else "General"
        )
        text, alternatives = number_shown(float(cell.value), format_ or "General", since_1904=book.datemode == 1)
    elif cell.ctype == xlrd.XL_CELL_BOOLEAN:
        text = "TRUE" if cell.value else "FALSE"
    elif cell.ctype == xlrd.XL_CELL_ERROR:
        text = error_text_from_code.get(cell.value, "#N/A")
    else:
        text = str(cell.value).replace("\r\n", "\n").replace("\r", "\n")
    font = book.font_list[style.font_index] if style is not None else None
    align = _ALIGNED.get(style.alignment.hor_align if style is not None else 0, "right" if number else "left")
    indent = "  " * style.alignment.indent_level if style is not None and align == "left" else ""
    size = font.height / 20 if font is not None else 11.0
    return SheetCell(*place, indent + text, align, print_size(size), bool(font is not None and font.bold), alternatives)
