"""Workbooks of the Office Open XML kind, .xlsx, .xlsm and newer .et, as displayed sheets: cached values, never
computed; macros and links untouched.

Whether the file may be opened at all is left to `packages`.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

from openpyxl import load_workbook
from openpyxl.utils import datetime as dates
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900
from openpyxl.worksheet.worksheet import Worksheet

from fiscal.extraction.formats.workbooks.workbook import (
    MOST_CELLS,
    SheetCell,
    Side,
    SourceSheet,
    number_shown,
    print_size,
)
from fiscal.model.reading import Doubt
from fiscal.model.reasons import Failure

_POINTS_A_CHARACTER = 5.6
"""Points of a column's width for each character that it is said to hold."""
_SHOWN = 5


def read_xlsx(path: Path) -> tuple[list[SourceSheet], list[Doubt]] | Failure:
    """The sheets in their order, and what is to be said of them. `damaged` where the workbook cannot be opened,
    `too_complex` where it has too many cells.
    """
    try:
        with path.open("rb") as file:
            book = load_workbook(file, data_only=True, keep_links=False)
        if sum(len(_cells(sheet)) for sheet in book.worksheets) > MOST_CELLS:
            return Failure("too_complex", f"> {MOST_CELLS} cells")
        uncalculated = list(_uncalculated(path, book))
        since_1904 = book.epoch == CALENDAR_MAC_1904
        sheets = [_sheet(sheet, since_1904=since_1904) for sheet in book.worksheets]
    except (KeyError, ValueError, TypeError, AttributeError, IndexError, SyntaxError, zipfile.BadZipFile) as error:
        return Failure("damaged", f"{type(error).__name__}: {error}"[:120])
    doubts = [Doubt("formulas_uncalculated", True, detail="、".join(uncalculated[:_SHOWN]))] if uncalculated else []
    return sheets, doubts


def _cells(sheet: Worksheet) -> dict[tuple[int, int], Any]:
    """The cells that the file has, by row and column from 1: without making those that it has not."""
    return sheet._cells  # pyright: ignore[reportPrivateUsage]


def _uncalculated(path: Path, book: Any) -> Iterator[str]:
    """The places of formulas whose values were never stored: the program that wrote them did not compute any."""
    with zipfile.ZipFile(path) as package:
        parts = [name for name in package.namelist() if name.startswith("xl/worksheets/") and name.endswith(".xml")]
        if not any(b"<f>" in (content := package.read(name)) or b"<f " in content for name in parts):
            return
    with path.open("rb") as file:
        formulas = load_workbook(file, data_only=False, keep_links=False)
    for sheet in formulas.worksheets:
        values = _cells(book[sheet.title])
        for place, cell in _cells(sheet).items():
            if cell.data_type == "f" and (place not in values or values[place].value is None):
                yield f"{sheet.title}!{cell.coordinate}"


def _sheet(sheet: Worksheet, *, since_1904: bool) -> SourceSheet:
    found = SourceSheet(sheet.title, visible=sheet.sheet_state == "visible")
    found.hidden_rows = frozenset(
        row - 1
        for row, dimension in sheet.row_dimensions.items()
        if dimension.hidden or cast(Any, dimension).height == 0
    )
    hidden: set[int] = set()
    for dimension in sheet.column_dimensions.values():
        dimension.reindex()
        for col in range((dimension.min or 1) - 1, min(dimension.max or 1, 1024)):
            if dimension.hidden:
                hidden.add(col)
            elif dimension.customWidth or dimension.width != 13:
                found.widths[col] = dimension.width * _POINTS_A_CHARACTER
    found.hidden_columns = frozenset(hidden)
    for area in sheet.merged_cells.ranges:
        found.merged[area.min_row - 1, area.min_col - 1] = (
            area.max_row - area.min_row + 1,
            area.max_col - area.min_col + 1,
        )
    covered = found.covered()
    for (row, col), cell in _cells(sheet).items():
        place = (row - 1, col - 1)
        if cell.has_style:
            found.borders[place] = _sides(cell.border)
        if place not in covered and (cell.value is not None or place in found.merged):
            found.cells[place] = _cell(cell, place, since_1904=since_1904)
    return found


def _sides(border: Any) -> Side:
    sides = Side.NONE
    for line, side in (
        (border.left, Side.LEFT),
        (border.right, Side.RIGHT),
        (border.top, Side.TOP),
        (border.bottom, Side.BOTTOM),
    ):
        if line is not None and line.style:
            sides |= side
    return sides


def _cell(cell: Any, place: tuple[int, int], *, since_1904: bool) -> SheetCell:
    value: Any = cell.value
    alternatives: tuple[Any, ...] = ()
    kind = cell.data_type
    if kind == "d":
        value = cast(Any, dates).to_excel(value, CALENDAR_MAC_1904 if since_1904 else CALENDAR_WINDOWS_1900)
        kind = "n"
    if isinstance(value, bool):
        text = "TRUE" if value else "FALSE"
    elif kind == "n" and value is not None:
        text, alternatives = number_shown(float(value), cell.number_format or "General", since_1904=since_1904)
    else:
        text = "" if value is None else str(value).replace("\r\n", "\n").replace("\r", "\n")
    said = cell.alignment.horizontal if cell.has_style else None
    align = {
        "center": "center",
        "centerContinuous": "center",
        "distributed": "center",
        "right": "right",
        "left": "left",
    }.get(said or "", "right" if kind == "n" else "center" if kind in ("b", "e") else "left")
    indent = "  " * int(cell.alignment.indent or 0) if cell.has_style and align == "left" else ""
    size = float(cell.font.sz or 11) if cell.has_style else 11.0
    return SheetCell(*place, indent + text, align, print_size(size), bool(cell.has_style and cell.font.b), alternatives)
