"""Boxes go back to where the scan shows them, and a page's reading can be looked at as a picture."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from fiscal.extraction.debug_picture import draw
from fiscal.extraction.page.content import PageContent, Skew
from fiscal.extraction.scans.picture_page import read_picture
from fiscal.extraction.scans.straightened_boxes import place_back
from fiscal.model.reading import Alternative, Box, Cell, Page, Reading, Sentence, Table
from tests.drawing import pdf, table
from tests.picturing import Scanner, scanned

pytestmark = pytest.mark.unit

PAGE = Page(1, 595.0, 842.0, 0, True, 0, "ab")


def _reading(cells: tuple[Cell, ...]) -> Reading:
    sentence = Sentence(1, "sentence", "说明", (), None, (Box(1, 60, 100, 200, 112),))
    return Reading((PAGE,), (Table(1, "表", None, None, None, None, (), None, 1, True, cells),), (sentence,))


def _cell(col: int, confidence: float, alternatives: tuple[Alternative, ...] = ()) -> Cell:
    return Cell(1, 0, col, 1, 1, "1", 0, False, 60 + 90 * col, 82, 150 + 90 * col, 102, "ocr", confidence, alternatives)


def test_a_skewed_scans_boxes_are_put_back_to_where_it_shows_them() -> None:
    reading = _reading((_cell(0, 1.0),))
    back = place_back(reading, [PageContent(PAGE, (), (), (), Skew(2.0, 2.0))])
    cell, box = back.tables[0].cells[0], back.sentences[0].boxes[0]
    assert (cell.x0, cell.top) == pytest.approx((60 + 11.4, 82 - 6.8), abs=0.1)
    assert (cell.x1 - cell.x0, cell.bottom - cell.top) == pytest.approx((90, 20))
    assert box.top == pytest.approx(100 - 5.9, abs=0.1)


def test_a_straight_pages_boxes_stay() -> None:
    reading = _reading((_cell(0, 1.0),))
    assert place_back(reading, [PageContent(PAGE, (), ())]) == reading


def test_doubtful_cells_stand_out_in_the_debug_picture(tmp_path: Path) -> None:
    path = tmp_path / "filing.pdf"
    path.write_bytes(pdf(lambda canvas: table(canvas, [["", "", ""]])))
    cells = (_cell(0, 1.0), _cell(1, 0.9), _cell(2, 0.5, (Alternative("7", 0.4, "ocr"),)))
    shown = np.asarray(draw(path, 1, _reading(cells))).astype(int)
    assert shown.shape == (1684, 1190, 3)
    red, green, blue = (shown[:, :, channel] for channel in range(3))
    sure, doubtful = (green > red + 60) & (green > blue + 60), (red > green + 60) & (red > blue + 60)
    assert np.nonzero(sure)[1].min() // 2 == pytest.approx(60, abs=1)
    assert np.nonzero(doubtful[180:])[1].max() // 2 == pytest.approx(330, abs=1)
    assert draw(path, 1, Reading((PAGE,), (), ())).size == (1190, 1684)


def test_a_page_that_is_not_there_is_named(tmp_path: Path) -> None:
    path = tmp_path / "filing.pdf"
    path.write_bytes(pdf(lambda canvas: None))
    with pytest.raises(IndexError, match="no page 2"):
        draw(path, 2, _reading(()))


@pytest.mark.ocr
@pytest.mark.parametrize("turns", [0, 1, 2, 3])
def test_boxes_of_a_page_photographed_from_aside_are_put_back_to_where_it_shows_them(turns: int) -> None:
    def drawn(canvas: Canvas) -> None:
        table(canvas, [[f"{row + 1},{col}00.00" for col in range(5)] for row in range(30)])

    aside = 0.05
    content = read_picture(scanned(pdf(drawn), Scanner(aside=aside, turns=turns)), 1)
    (grid,) = content.grids
    (printed,) = read_picture(scanned(pdf(drawn), Scanner()), 1).grids
    assert len(grid.cells) == len(printed.cells) == 150
    cells = tuple(replace(_cell(0, 1.0), x0=c.x0, top=c.top, x1=c.x1, bottom=c.bottom) for c in grid.cells)
    table_read = replace(_reading(cells), pages=(content.page,))
    width, height = A4
    for cell, where in zip(place_back(table_read, [content]).tables[0].cells, printed.cells, strict=True):
        x, y = (where.x0 + where.x1) / 2, (where.top + where.bottom) / 2
        corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
        shown = corners + np.array([[0, 0], [0, 0], [-0.7 * aside * width, 0], [0.3 * aside * width, 0]], np.float32)
        (at,) = cv2.perspectiveTransform(np.array([[[x, y]]], np.float32), cv2.getPerspectiveTransform(corners, shown))[
            0
        ]
        assert ((cell.x0 + cell.x1) / 2, (cell.top + cell.bottom) / 2) == pytest.approx(tuple(at), abs=0.8)
