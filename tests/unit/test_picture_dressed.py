"""Scans as offices make them: stamped, signed, shaded, folded, and streaked by the scanner."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from reportlab.pdfgen.canvas import Canvas

from fiscal.extraction.ocr.printed_lines import streaks_in
from fiscal.extraction.page.content import PageContent
from fiscal.extraction.scans.picture_page import read_picture
from fiscal.extraction.scans.stamps import grey_without_stamps
from tests.drawing import SONG, grid_rows, pdf, table
from tests.picturing import Scanner, scanned

pytestmark = [pytest.mark.unit, pytest.mark.ocr]

ROWS = [
    ["科目名称", "合计", "基本支出", "项目支出"],
    ["一般公共服务支出", "2,932,700", "1,106,000", "1,826,700"],
    ["社会保障支出", "888,700", "462,700", "426,000"],
    ["住房保障支出", "257,700", "257,700", "0"],
    ["合计", "4,079,100", "1,826,400", "2,252,700"],
]
HEIGHT = 26
RED, BLUE = (0.8, 0.12, 0.18), (0.1, 0.16, 0.6)


def seal(canvas: Canvas, x: float, y: float, colour: tuple[float, float, float] = RED) -> None:
    """A round seal of 42 mm: ring, star and the name along the ring."""
    canvas.saveState()
    canvas.setStrokeColorRGB(*colour)
    canvas.setFillColorRGB(*colour)
    canvas.setLineWidth(3.4)
    canvas.circle(x, y, 58)
    star = canvas.beginPath()
    for k in range(10):
        reach, angle = (18 if k % 2 == 0 else 7), k * math.pi / 5
        (star.lineTo if k else star.moveTo)(x + reach * math.sin(angle), y + reach * math.cos(angle))
    star.close()
    canvas.drawPath(star, stroke=0, fill=1)
    canvas.setFont(SONG, 13)
    for k, char in enumerate("某某市财政局专用章"):
        canvas.saveState()
        canvas.translate(x, y)
        canvas.rotate(120 - 30 * k)
        canvas.drawCentredString(0, 40, char)
        canvas.restoreState()
    canvas.restoreState()


def signature(canvas: Canvas, x: float, y: float) -> None:
    canvas.saveState()
    canvas.setStrokeColorRGB(*BLUE)
    canvas.setLineWidth(1.8)
    for k in range(3):
        canvas.bezier(x + 30 * k, y, x + 30 * k + 45, y + 50, x + 30 * k - 25, y + 50, x + 30 * k + 30, y - 8)
    canvas.restoreState()


def rows_of(under: Callable[[Canvas], Any]) -> Callable[[Canvas], None]:
    def draw(canvas: Canvas) -> None:
        under(canvas)
        canvas.setFillColorRGB(0, 0, 0)
        canvas.setStrokeColorRGB(0, 0, 0)
        table(canvas, ROWS, widths=[130, 90, 90, 90], height=HEIGHT)

    return draw


def read(under: Callable[[Canvas], Any]) -> PageContent:
    return read_picture(scanned(pdf(rows_of(under)), Scanner(noise=2.0, quality=85)), 1)


def shaded(*colours: tuple[float, float, float]) -> Callable[[Canvas], None]:
    def draw(canvas: Canvas) -> None:
        for row, colour in enumerate(colours):
            canvas.setFillColorRGB(*colour)
            canvas.rect(60, 760 - HEIGHT * (row + 1), 400, HEIGHT, stroke=0, fill=1)

    return draw


@pytest.mark.parametrize(
    "under",
    [
        pytest.param(lambda c: seal(c, 330, 690), id="a red seal"),
        pytest.param(lambda c: seal(c, 420, 700, BLUE), id="a blue seal"),
        pytest.param(lambda c: signature(c, 230, 690), id="a blue signature"),
        pytest.param(shaded((0.61, 0.76, 0.9)), id="a blue header"),
        pytest.param(
            shaded((0.75, 0.75, 0.75), (1, 1, 1), (0.85, 0.85, 0.85), (1, 1, 1), (1, 0.75, 0)),
            id="grey and orange rows",
        ),
    ],
)
def test_what_lies_under_a_table_is_not_read_into_its_cells(under: Callable[[Canvas], Any]) -> None:
    content = read(under)
    assert [grid_rows(g) for g in content.grids] == [ROWS]


def test_coloured_print_stays() -> None:
    white = np.full((900, 900, 3), 255, np.uint8)
    figures, ruled = white.copy(), white.copy()
    for y in range(100, 700, 40):
        figures[y : y + 22, 200:214] = (220, 20, 30)
        ruled[y : y + 3, 100:300] = (40, 60, 200)
    ruled[100:664, 100:103] = ruled[100:664, 297:300] = (40, 60, 200)
    ruled[200:220, 150:160] = 0
    for picture in (figures, ruled):
        grey = grey_without_stamps(picture, 200)
        assert (grey[(picture != 255).any(axis=2)] < 120).all()


def test_a_seal_stays_where_other_print_has_its_colour() -> None:
    y, x = np.mgrid[0:900, 0:900]
    picture = np.full((900, 900, 3), 255, np.uint8)
    ring = np.abs(np.hypot(x - 450, y - 450) - 150) < 5
    picture[ring] = (205, 30, 45)
    picture[440:460, 300:600] = 20
    assert grey_without_stamps(picture, 200)[300, 450] == 255
    picture[50:850:40, 20:60] = (205, 30, 45)
    picture[50:850:40, 800:860] = (205, 30, 45)
    assert grey_without_stamps(picture, 200)[300, 450] < 120


def test_a_scanners_streak_is_no_rule_and_what_it_touches_is_doubted() -> None:
    def streaks(canvas: Canvas) -> None:
        canvas.setLineWidth(0.9)
        canvas.line(261, 0, 261, 842)
        canvas.line(120, 0, 120, 842)

    content = read(streaks)
    (grid,) = content.grids
    assert len(grid.col_edges) == 5
    doubted = {(d.row, d.col) for d in content.doubts}
    read_wrong = {(r, c) for r, row in enumerate(grid_rows(grid)) for c, text in enumerate(row) if text != ROWS[r][c]}
    assert read_wrong <= doubted
    assert {(r, 1) for r in (1, 2, 3, 4)} <= doubted
    assert not {(r, c) for r, c in doubted if c in (2, 3)}


def test_a_table_without_its_last_rule_keeps_its_columns() -> None:
    def draw(canvas: Canvas) -> None:
        table(canvas, ROWS, widths=[130, 90, 90, 90], height=HEIGHT)
        for x in (60, 190, 280, 370, 460):
            canvas.line(x, 630, x, 590)

    content = read_picture(scanned(pdf(draw), Scanner()), 1)
    assert grid_rows(content.grids[0])[:5] == ROWS


def test_a_stroke_from_border_to_border_of_a_cell_is_a_streak_and_lines_of_text_are_none() -> None:
    ink = np.zeros((60, 200), bool)
    ink[2:58, 90:93] = True
    ink[5:55:2, 20:60] = True
    ink[20:40, 120:190] = True
    assert [(box[0], box[2]) for box in streaks_in(ink, [(0, 0, 200, 60)], 20.0)] == [(89, 94)]
    assert streaks_in(ink[18:42], [(0, 0, 200, 24)], 20.0) == []
