"""Pictures that lost strokes, and tables that nobody can read, stop a filing; pictures that are merely coarse, noisy or
black and white do not.
"""

from __future__ import annotations

import numpy as np
import pytest
from reportlab.pdfgen.canvas import Canvas

from fiscal.extraction.ocr.printed_lines import Piece
from fiscal.extraction.ocr.recognition import LineReading
from fiscal.extraction.ocr.recognition_passes import is_doubtful
from fiscal.extraction.ocr.stroke_loss import illegible
from fiscal.extraction.page.content import PageContent
from fiscal.extraction.scans.picture_page import read_picture
from fiscal.model.reading import Doubt
from fiscal.model.reasons import sentence
from tests.drawing import pdf, texts
from tests.picturing import Scanner, scanned

pytestmark = [pytest.mark.unit, pytest.mark.ocr]

ROWS = [["科目", "预算数", "合计"], *[[f"社会保障和就业支出{n}", f"{n}44,234.50", f"{n},567.89"] for n in range(1, 7)]]
XS, YS = [60.0, 200.0, 320.0, 440.0], [700.0 - 22 * i for i in range(len(ROWS) + 1)]


def _table(canvas: Canvas) -> None:
    texts(canvas, ROWS, XS, YS, size=9)
    canvas.grid(XS, YS)


def _read(scanner: Scanner) -> PageContent:
    return read_picture(scanned(pdf(_table), scanner), 1)


@pytest.mark.parametrize("dpi", [150, 200, 300])
def test_a_picture_made_black_and_white_so_lightly_that_strokes_are_gone_stops_the_filing(dpi: int) -> None:
    held = [doubt for doubt in _read(Scanner(dpi=dpi, blur=0.3, black=130)).doubts if doubt.blocking]
    assert [(doubt.code, doubt.page) for doubt in held] == [("strokes_lost", 1)]
    assert held[0].detail in sentence("strokes_lost", "zh", detail=held[0].detail, page=1)


@pytest.mark.parametrize(
    "scanner",
    [
        Scanner(dpi=150),
        Scanner(black=150),
        Scanner(dpi=300, black=150),
        Scanner(dpi=300),
        Scanner(noise=15),
        Scanner(dpi=150, quality=40),
        Scanner(blur=0.5),
    ],
    ids=["coarse", "black and white", "fine black and white", "fine", "noisy", "squeezed", "blurred"],
)
def test_whole_strokes_are_read_without_a_doubt(scanner: Scanner) -> None:
    content = _read(scanner)
    assert content.doubts == ()
    (grid,) = content.grids
    assert [[cell.text for cell in grid.cells if cell.row == row] for row in range(len(ROWS))] == ROWS


def test_strokes_that_fonts_keep_apart_are_not_lost() -> None:
    """Four parts a character are lost strokes; three and a half are only where figures have come apart too."""
    chinese, figure = (
        (Piece(0, 0, 120, 10, 10.0), LineReading("一般公共服务支出预算", 1.0)),
        (Piece(0, 20, 60, 30, 10.0), LineReading("1,234", 1.0)),
    )

    def ink(characters: int, figures: int) -> Doubt | None:
        dark = np.zeros((30, 120), bool)
        for top, count in ((0, characters), (20, figures)):
            dark[top : top + 5, : 2 * count : 2] = True
        return illegible(1, [chinese, chinese, figure], [], dark)

    assert ink(30, 5) is None
    assert ink(35, 5) is None
    assert (found := ink(35, 6)) is not None and (found.code, found.detail) == ("strokes_lost", "3.5")
    assert (found := ink(45, 5)) is not None and found.detail == "4.5"


def test_tables_of_which_most_cannot_be_read_stop_the_filing() -> None:
    def judged(unread: int) -> Doubt | None:
        piece = Piece(0, 0, 10, 10, 10.0)
        return illegible(
            2, [(piece, LineReading("8", 0.3 if i < unread else 1.0)) for i in range(10)], [], np.zeros((10, 10), bool)
        )

    assert judged(5) is None
    assert (found := judged(6)) is not None and (found.code, found.blocking, found.page, found.detail) == (
        "picture_illegible",
        True,
        2,
        "6 / 10",
    )
    assert "6 / 10" in sentence("picture_illegible", "en", page=2, detail="6 / 10")


def test_figures_that_are_not_surely_read_are_doubted_sooner_than_words() -> None:
    assert [is_doubtful(text, 0.8) for text in ("1,234.50", "·1", "教育支出", "")] == [True, True, False, False]
    assert [is_doubtful(text, score) for text, score in (("1,234.50", 0.9), ("教育支出", 0.59))] == [False, True]
