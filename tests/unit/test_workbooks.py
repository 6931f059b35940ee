"""Workbooks: cells as displayed, what is a table on a sheet, places, and what is hidden."""

import io
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl.styles import Border
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from fiscal.extraction.formats.laid_out import as_pdf
from fiscal.extraction.formats.workbooks.workbook import number_shown
from fiscal.extraction.reader import read
from fiscal.model.reading import STORED, Reading
from fiscal.model.reasons import Failure
from tests.workbooks import BOX, LINE, ROWS, xls, xlsx

pytestmark = pytest.mark.unit


def reading(content: bytes, tmp_path: Path) -> Reading:
    found = outcome(content, tmp_path)
    assert isinstance(found, Reading)
    return found


def outcome(content: bytes, tmp_path: Path) -> Reading | Failure:
    path = tmp_path / "kept"
    path.write_bytes(content)
    return read(path)


def texts(found: Reading, table: int = 0) -> list[list[str]]:
    cells = found.tables[table].cells
    rows: dict[int, list[tuple[int, str]]] = {}
    for cell in cells:
        rows.setdefault(cell.row, []).append((cell.col, cell.text))
    return [[text for _, text in sorted(row)] for _, row in sorted(rows.items())]


EXPECTED = [["收入", "支出"], *([f"{t:,.2f}" if isinstance(t, int) else t for t in row] for row in ROWS[1:])]


@pytest.mark.parametrize("content", [xlsx(), xlsx(borders=False), xls()], ids=["xlsx", "without borders", "xls"])
def test_a_sheet_is_a_table_with_its_caption(content: bytes, tmp_path: Path) -> None:
    found = reading(content, tmp_path)
    (table,) = found.tables
    assert (table.title, table.unit, table.declarant, table.header_rows) == (
        "2023年单位预算收支总表",
        "万元",
        "青山市河湾区图书管理中心",
        2,
    )
    assert texts(found) == EXPECTED
    assert not found.doubts


def test_every_cell_says_where_it_stands_in_the_workbook(tmp_path: Path) -> None:
    (table,) = reading(xlsx(), tmp_path).tables
    assert {(c.text, c.source_cell) for c in table.cells if c.row in (0, 2)} >= {
        ("收入", "收支总表!A3"),
        ("支出", "收支总表!C3"),
        ("150.00", "收支总表!B5"),
    }


def test_the_stored_number_stands_beside_a_rounded_one(tmp_path: Path) -> None:
    def change(book: Any) -> None:
        book.active["B5"] = 150.00459

    cell = next(c for c in reading(xlsx(change), tmp_path).tables[0].cells if c.source_cell == "收支总表!B5")
    assert cell.text == "150.00"
    assert [(a.text, a.reader) for a in cell.alternatives] == [("150.00459", STORED)]


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [(1e30, "0.00", "1" + "0" * 30), (20240101.0, "yyyy-mm-dd", "20240101"), (float("nan"), "0", "NaN")],
)
def test_a_number_that_its_format_cannot_display_is_shown_as_stored(
    value: float, number_format: str, text: str
) -> None:
    assert number_shown(value, number_format, since_1904=False) == (text, ())


def test_dates_count_from_the_day_that_their_workbook_counts_from(tmp_path: Path) -> None:
    def change(book: Any) -> None:
        book.epoch = CALENDAR_MAC_1904
        book.active["B5"] = datetime(2024, 3, 1)
        book.active["B5"].number_format = "yyyy-mm-dd"

    assert "2024-03-01" in texts(reading(xlsx(change), tmp_path))[2]


def test_hidden_rows_columns_and_sheets_are_left_out_and_named(tmp_path: Path) -> None:
    def change(book: Any) -> None:
        book.active.row_dimensions[6].hidden = True
        book.create_sheet("底稿")["A1"] = "草稿"
        book["底稿"].sheet_state = "hidden"

    found = reading(xlsx(change), tmp_path)
    assert texts(found) == [row for row in EXPECTED if row[0] != "二、事业收入"]
    (doubt,) = found.doubts
    assert doubt.code == "hidden_cells" and "底稿" in doubt.detail and "1 行" in doubt.detail
    assert len(found.pages) == 1


def test_notes_and_a_second_table_of_a_sheet_stand_apart(tmp_path: Path) -> None:
    def change(book: Any) -> None:
        sheet = book.active
        sheet["A9"] = "注：本表不含结转。"
        sheet["A11"], sheet["A12"] = "收支明细表", "单位：元"
        for row, values in enumerate([["项目", "金额"], ["工资", 10], ["合计", 10]], 13):
            for col, value in enumerate(values, 1):
                sheet.cell(row, col, value).border = BOX

    found = reading(xlsx(change), tmp_path)
    assert [(t.title, t.unit) for t in found.tables] == [("2023年单位预算收支总表", "万元"), ("收支明细表", "元")]
    assert found.tables[0].notes == ("注：本表不含结转。",)
    assert texts(found, 1) == [["项目", "金额"], ["工资", "10"], ["合计", "10"]]


def test_formulas_give_their_stored_value_and_without_one_are_told(tmp_path: Path) -> None:
    def change(book: Any) -> None:
        book.active["B8"] = "=SUM(B5:B6)"

    found = reading(xlsx(change), tmp_path)
    (doubt,) = found.doubts
    assert (doubt.code, doubt.blocking, doubt.detail) == ("formulas_uncalculated", True, "收支总表!B8")


@pytest.mark.parametrize("beyond", ["formula", "border"])
def test_what_shows_nothing_under_a_table_ends_no_workbook(beyond: str, tmp_path: Path) -> None:
    def change(book: Any) -> None:
        if beyond == "formula":
            book.active["B12"] = "=SUM(B5:B6)"
        else:
            book.active["B12"].border = Border(top=LINE)

    assert texts(reading(xlsx(change), tmp_path)) == EXPECTED


def test_macros_are_named_and_never_run(tmp_path: Path) -> None:
    out = io.BytesIO(xlsx())
    with zipfile.ZipFile(out, "a") as package:
        package.writestr("xl/vbaProject.bin", b"Sub AutoOpen()")
    found = reading(out.getvalue(), tmp_path)
    assert [(d.code, d.detail) for d in found.doubts] == [("active_content", "macros")]


def test_the_drawn_pages_are_the_same_every_time(tmp_path: Path) -> None:
    path = tmp_path / "kept"
    path.write_bytes(xlsx())
    first = as_pdf(path)
    assert isinstance(first, bytes) and first.startswith(b"%PDF-") and first == as_pdf(path)


def test_the_drawn_pages_show_what_was_read_where_it_was_read(tmp_path: Path) -> None:
    path, drawn = tmp_path / "kept", tmp_path / "drawn.pdf"
    path.write_bytes(xlsx())
    content = as_pdf(path)
    assert isinstance(content, bytes)
    drawn.write_bytes(content)
    own, seen = read(path), read(drawn)
    assert isinstance(own, Reading) and isinstance(seen, Reading)
    assert texts(seen) == texts(own)
    assert all(
        abs(a.x0 - b.x0) < 1 and abs(a.top - b.top) < 1
        for a, b in zip(own.tables[0].cells, seen.tables[0].cells, strict=True)
    )


@pytest.mark.parametrize("cut", [0.3, 0.9])
def test_a_broken_workbook_is_named(cut: float, tmp_path: Path) -> None:
    content = xlsx()
    assert isinstance(found := outcome(content[: int(cut * len(content))], tmp_path), Failure) and found.code in (
        "damaged",
        "not_a_pdf",
    )
    content = xls()
    assert isinstance(found := outcome(content[: int(cut * len(content))], tmp_path), Failure) and found.code in (
        "damaged",
        "not_a_pdf",
    )


def test_a_package_that_unpacks_to_too_much_is_refused(tmp_path: Path) -> None:
    out = io.BytesIO(xlsx())
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/worksheets/bomb.xml", bytes(257 << 20))
    assert outcome(out.getvalue(), tmp_path) == Failure("too_large", "> 256 MB unpacked")


@pytest.mark.parametrize("merged", [True, False])
@pytest.mark.parametrize(
    "title",
    [
        "青山市河湾区文化旅游体育局2023年一般公共预算财政拨款基本支出情况",
        "2023年一般公共预算“三公”经费、会议费、培训费支出情况表（含上年结转）",
        "2023年青山市河湾区文化旅游体育局单位预算一般公共预算财政拨款“三公”经费支出预算情况表",
    ],
)
def test_a_title_that_is_wider_than_its_table_is_its_title(title: str, merged: bool, tmp_path: Path) -> None:
    def titled(book: Any) -> None:
        sheet = book.active
        for area in ("A1:D1", "A3:B3", "C3:D3"):
            sheet.unmerge_cells(area)
        sheet["A1"], sheet["A2"], sheet["B2"], sheet["D2"] = title, None, "单位：万元", None
        if merged:
            sheet.merge_cells("A1:B1")

    found = outcome(xlsx(titled, rows=[["项目", "预算数"], ["公务接待费", 10], ["公务用车", 20]]), tmp_path)
    assert isinstance(found, Reading)
    assert [(table.title, table.unit) for table in found.tables] == [(title, "万元")]
