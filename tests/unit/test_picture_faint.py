"""Rules that scans show pale, dashed or dotted part cells like any others; strokes of characters that stand in line are
no rules.
"""

from __future__ import annotations

import pytest
from reportlab.pdfgen.canvas import Canvas

from fiscal.extraction.scans.picture_page import read_picture
from tests.drawing import pdf, texts
from tests.picturing import Scanner, scanned

pytestmark = [pytest.mark.unit, pytest.mark.ocr]

ROWS = [["科目", "预算数", "决算数"], *[[f"教育支出{n}", f"{n},234.50", f"{n},567.89"] for n in range(1, 6)]]
XS, YS = [60.0, 200.0, 320.0, 440.0], [700.0 - 22 * i for i in range(len(ROWS) + 1)]


def _read(data: bytes, scanner: Scanner) -> list[list[list[str]]]:
    grids = read_picture(scanned(data, scanner), 1).grids
    return [[[c.text for c in grid.cells if c.row == row] for row in range(len(grid.row_edges) - 1)] for grid in grids]


@pytest.mark.parametrize(
    "scanner", [Scanner(), Scanner(dpi=150, noise=5, quality=60, skew=0.8)], ids=["clean", "coarse"]
)
@pytest.mark.parametrize(
    "dashes", [[3, 2], [1, 2], [6, 2, 1, 2], [6, 3]], ids=["dashed", "dotted", "dash and dot", "long dashes"]
)
def test_broken_rules_in_a_whole_frame_part_its_cells(dashes: list[float], scanner: Scanner) -> None:
    def draw(canvas: Canvas) -> None:
        texts(canvas, ROWS, XS, YS, size=9)
        canvas.setLineWidth(0.5)
        canvas.rect(XS[0], YS[-1], XS[-1] - XS[0], YS[0] - YS[-1])
        canvas.setDash(dashes)
        for y in YS[1:-1]:
            canvas.line(XS[0], y, XS[-1], y)
        for x in XS[1:-1]:
            canvas.line(x, YS[0], x, YS[-1])

    assert _read(pdf(draw), scanner) == [ROWS]


@pytest.mark.parametrize(
    ("grey", "width", "dashes"),
    [(0.7, 0.3, []), (0.85, 0.5, []), (0.6, 0.5, [3, 2])],
    ids=["thin", "pale", "pale and dashed"],
)
def test_pale_rules_part_cells(grey: float, width: float, dashes: list[float]) -> None:
    def draw(canvas: Canvas) -> None:
        texts(canvas, ROWS, XS, YS, size=9)
        canvas.setStrokeGray(grey)
        canvas.setLineWidth(width)
        canvas.setDash(dashes)
        canvas.grid(XS, YS)

    assert _read(pdf(draw), Scanner(dpi=150, noise=4)) == [ROWS]


def test_strokes_of_characters_one_below_the_other_are_no_rules() -> None:
    rows = [["序号", "科目"], *[[f"十{n}、支出", "上中下"] for n in "一二三四五六七八九"]]
    ys = [700.0 - 15 * i for i in range(len(rows) + 1)]

    def draw(canvas: Canvas) -> None:
        texts(canvas, rows, XS[:3], ys, size=9)
        canvas.grid(XS[:3], ys)

    assert _read(pdf(draw), Scanner(dpi=150, skew=-2, noise=6)) == [rows]


def test_dotted_leaders_are_no_table() -> None:
    def draw(canvas: Canvas) -> None:
        texts(
            canvas,
            [[f"第{n}部分" + "." * 80 + str(n)] for n in "一二三四五六"],
            [60, 500],
            [700.0 - 20 * i for i in range(7)],
        )

    assert _read(pdf(draw), Scanner(noise=3)) == []
