"""Pages without a text layer read like printed ones: same grids, same texts, and a score for each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from reportlab.pdfgen.canvas import Canvas

from fiscal.extraction.images.raster import Grey
from fiscal.extraction.ocr.printed_lines import Piece
from fiscal.extraction.ocr.recognition import LineReading
from fiscal.extraction.ocr.recognition_passes import read_pieces
from fiscal.extraction.page.content import PageContent
from fiscal.extraction.scans.picture_page import read_picture
from tests.drawing import pdf, table
from tests.picturing import Scanner, scanned

pytestmark = [pytest.mark.unit, pytest.mark.ocr]

ROWS = [
    ["Code", "Budget", "Final", "Change"],
    ["208", "1,234,567.89", "987,654.32", "-246,913.57"],
    ["20805", "0", "1", ""],
    ["210", "3.30", "0.00", "7"],
]


def _latin_table(canvas: Canvas) -> None:
    canvas.setFont("Helvetica", 10)
    xs, ys = table(canvas, [[""] * 4] * 4)
    for row, line in enumerate(ROWS):
        for col, text in enumerate(line):
            canvas.setFont("Helvetica", 10)
            canvas.drawRightString(xs[col + 1] - 4, ys[row + 1] + 6, text)
    canvas.setFont("Helvetica", 14)
    canvas.drawString(60, 790, "Final account 2022")


def _texts(content: PageContent) -> list[list[str]]:
    (grid,) = content.grids
    return [[c.text.replace(" ", "") for c in grid.cells if c.row == row] for row in range(len(grid.row_edges) - 1)]


@pytest.fixture(scope="module")
def printed() -> bytes:
    return pdf(_latin_table)


@pytest.mark.parametrize(
    "scanner",
    [
        Scanner(),
        Scanner(dpi=150, skew=1.5, noise=6, paper=(246, 240, 222), quality=70),
        Scanner(dpi=300, skew=-2.8, noise=10, paper=(225, 225, 225), quality=60),
    ],
    ids=["clean", "yellow, skewed, 150 dpi", "grey, skewed, noisy, 300 dpi"],
)
def test_a_scanned_table_has_the_printed_cells(printed: bytes, scanner: Scanner) -> None:
    content = read_picture(scanned(printed, scanner), 3)
    assert _texts(content) == ROWS
    assert {cell.method for cell in content.grids[0].cells} == {"ocr"}
    assert [line.text.replace(" ", "") for line in content.lines] == ["Finalaccount2022"]


@pytest.mark.parametrize("turns", [1, 2, 3])
def test_a_page_that_was_scanned_sideways_or_upside_down_is_turned_upright(printed: bytes, turns: int) -> None:
    content = read_picture(scanned(printed, Scanner(dpi=150, skew=1, turns=turns)), 1)
    assert _texts(content) == ROWS
    assert content.page.rotation == turns * 90
    assert (content.page.width, content.page.height) == pytest.approx((595, 842), abs=1)


def test_a_page_photographed_from_aside_has_the_printed_cells() -> None:
    def draw(canvas: Canvas) -> None:
        xs, ys = table(canvas, [[""] * 8] * 34, left=40, top=800, widths=[64] * 8, height=22)
        canvas.setFont("Helvetica", 9)
        for row in range(34):
            canvas.drawRightString(xs[1] - 4, ys[row + 1] + 7, f"{row + 1},205.10")
            canvas.drawRightString(xs[8] - 4, ys[row + 1] + 7, f"{row * 7}.50")

    (grid,) = read_picture(scanned(pdf(draw), Scanner(noise=4, quality=75, aside=0.025)), 1).grids
    cells = {(cell.row, cell.col): cell.text for cell in grid.cells}
    assert (len(grid.row_edges), len(grid.col_edges)) == (35, 9)
    assert [cells[row, 0] for row in range(34)] == [f"{row + 1},205.10" for row in range(34)]
    assert [cells[row, 7] for row in range(34)] == [f"{row * 7}.50" for row in range(34)]


def test_cells_lie_where_they_are_printed(printed: bytes) -> None:
    content = read_picture(scanned(printed, Scanner(skew=2.0)), 1)
    (grid,) = content.grids
    assert grid.col_edges == pytest.approx([60, 150, 240, 330, 420], abs=1.5)
    assert grid.row_edges == pytest.approx([82, 102, 122, 142, 162], abs=1.5)


def test_a_picture_page_says_so_and_names_its_picture(printed: bytes) -> None:
    page = scanned(printed, Scanner())
    first, again = read_picture(page, 1).page, read_picture(page, 1).page
    assert first.picture
    assert first.image_sha256 == again.image_sha256
    assert read_picture(scanned(printed, Scanner(noise=3)), 1).page.image_sha256 != first.image_sha256


def test_a_blank_page_has_nothing() -> None:
    content = read_picture(scanned(pdf(lambda canvas: None), Scanner(noise=5, paper=(240, 240, 235))), 1)
    assert content.grids == ()
    assert content.lines == ()


def test_a_page_that_comes_again_is_not_recognised_again(
    printed: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = scanned(printed, Scanner())
    first = read_picture(page, 1, tmp_path)
    monkeypatch.setattr("fiscal.extraction.scans.picture_page.upright", None)
    again = read_picture(page, 7, tmp_path)
    assert again.page == replace(first.page, page=7)
    assert again.grids == tuple(replace(grid, page=7) for grid in first.grids)
    assert [line.text for line in again.lines] == [line.text for line in first.lines]


def test_a_torn_entry_in_the_cache_is_read_anew(printed: bytes, tmp_path: Path) -> None:
    page = scanned(printed, Scanner())
    first = read_picture(page, 1, tmp_path)
    (entry,) = tmp_path.rglob("*.json")
    entry.write_bytes(entry.read_bytes()[:100])
    assert read_picture(page, 1, tmp_path) == first


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("保障城市管理信息系统及设备更新运行维护", 1),
        ("城市管理信息系统", 3),
        ("保障城市管理信息系统及设备更新120.5万元", 3),
    ],
)
def test_long_words_without_a_figure_are_looked_at_once(monkeypatch: pytest.MonkeyPatch, text: str, times: int) -> None:
    looks: list[int] = []

    def unsure(crops: Sequence[Grey], *, thrifty: bool = True) -> list[LineReading]:
        looks.append(len(crops))
        return [LineReading(text, 0.5) for _ in crops]

    monkeypatch.setattr("fiscal.extraction.ocr.recognition_passes.read_lines", unsure)
    piece = Piece(2, 2, 60, 10, 8.0)
    readings = read_pieces([(piece, (0, 0, 64, 12))], np.full((12, 64), 255, np.uint8))
    assert sum(looks) == times
    assert [(reading.text, reading.score < 0.9) for reading in readings] == [(text, True)]


def test_a_page_that_can_hardly_be_read_is_looked_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 9)
        xs, ys = table(canvas, [[""] * 5] * 24, height=16)
        for row in range(24):
            for col in range(5):
                canvas.drawRightString(xs[col + 1] - 4, ys[row + 1] + 4, f"{row}{col}.50")

    looks: list[int] = []

    def unsure(crops: Sequence[Grey], *, thrifty: bool = True) -> list[LineReading]:
        looks.append(len(crops))
        return [LineReading("8", 0.3) for _ in crops]

    monkeypatch.setattr("fiscal.extraction.ocr.recognition_passes.read_lines", unsure)
    content = read_picture(scanned(pdf(draw), Scanner(dpi=150)), 1)
    assert [count for count in looks if count] == [120]
    assert {cell.confidence for cell in content.grids[0].cells} == {0.3}
    assert {doubt.code for doubt in content.doubts} == {"low_ocr_score", "picture_illegible"}
