"""Pages that are partly text and partly picture: what is read from the text layer, what from the picture."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PIL import Image, ImageDraw
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from fiscal.extraction.page.content import Grid, GridCell, PageContent, TextLine
from fiscal.extraction.page.layer import Content, open_layer, where_content_is
from fiscal.extraction.reader import with_picture
from fiscal.model.reading import Page
from tests.drawing import SONG, grid_rows, open_page, pdf

pytestmark = pytest.mark.unit

PROSE = "本单位按照政府信息公开的要求公开部门预算。" * 6


def content_of(draw: Callable[[Canvas], Any]) -> Content:
    with open_layer(open_page(pdf(draw))) as layer:
        return where_content_is(layer)


def paragraph(canvas: Canvas) -> None:
    canvas.setFont(SONG, 10)
    for i in range(6):
        canvas.drawString(60, 700 - 16 * i, PROSE[20 * i : 20 * i + 20])


def ruled(width: int, height: int, columns: int, rows: int) -> ImageReader:
    """A picture of an empty table that fills it."""
    picture = Image.new("L", (width, height), 255)
    pen = ImageDraw.Draw(picture)
    for i in range(columns + 1):
        pen.line([4 + i * (width - 9) // columns, 4, 4 + i * (width - 9) // columns, height - 5], 0, 2)
    for i in range(rows + 1):
        pen.line([4, 4 + i * (height - 9) // rows, width - 5, 4 + i * (height - 9) // rows], 0, 2)
    return ImageReader(picture)


def seal() -> ImageReader:
    picture = Image.new("RGBA", (400, 560), (0, 0, 0, 0))
    ImageDraw.Draw(picture).ellipse([200, 200, 300, 300], outline=(210, 20, 30, 255), width=6)
    return ImageReader(picture)


PAPER = ImageReader(Image.new("L", (40, 40), 250))


@pytest.mark.parametrize(
    ("draw", "where"),
    [
        pytest.param(
            lambda c: (paragraph(c), c.drawImage(PAPER, 0, 0, 595, 842)),
            Content.PICTURE,
            id="recognised text under a scan",
        ),
        pytest.param(
            lambda c: (paragraph(c), [c.drawImage(PAPER, 0, 84 * i, 595, 85) for i in range(10)]),
            Content.PICTURE,
            id="the same in strips",
        ),
        pytest.param(
            lambda c: (paragraph(c), c.drawImage(seal(), 0, 0, 595, 842, mask="auto")),
            Content.TEXT,
            id="a seal in a picture of the page's size",
        ),
        pytest.param(
            lambda c: (paragraph(c), c.drawImage(ruled(600, 120, 4, 3), 60, 300, 300, 60)),
            Content.MIXED,
            id="a small table in a picture",
        ),
        pytest.param(
            lambda c: (paragraph(c), c.drawImage(ruled(600, 120, 1, 1), 60, 300, 300, 60)),
            Content.TEXT,
            id="a frame in a picture",
        ),
        pytest.param(
            lambda c: (c.drawImage(ruled(1190, 1684, 5, 20), 0, 0, 595, 842), paragraph(c)),
            Content.MIXED,
            id="a scanned table with much typed over it",
        ),
    ],
)
def test_where_a_page_s_content_is(draw: Callable[[Canvas], Any], where: Content) -> None:
    assert content_of(draw) == where


def line(text: str, top: float) -> TextLine:
    return TextLine(1, text, 60, top, 300, top + 10, 10)


def picture_grid(*texts: str) -> Grid:
    cells = tuple(
        GridCell(
            row=i,
            col=0,
            rowspan=1,
            colspan=1,
            x0=60,
            top=200 + 20 * i,
            x1=400,
            bottom=220 + 20 * i,
            text=text,
            lines=(text,),
            first_x0=62,
            method="ocr",
        )
        for i, text in enumerate(texts)
    )
    return Grid(
        1, 60, 200, 400, 200 + 20 * len(texts), (60, 400), tuple(200.0 + 20 * i for i in range(len(texts) + 1)), cells
    )


SEEN = PageContent(
    Page(1, 595, 842, 0, True, 0, "abc"), (picture_grid("支出功能分类科目附件2", "一般公共服务支出1,234.56"),), ()
)
PRINTED = Page(1, 595, 842, 0, False, 20)


def test_a_number_stamped_on_a_scanned_table_does_not_hide_the_table() -> None:
    both = with_picture(PageContent(PRINTED, (), (line("附件2", 205), line("收入决算表", 100))), SEEN)
    assert [grid_rows(g) for g in both.grids] == [[["支出功能分类科目附件2"], ["一般公共服务支出1,234.56"]]]
    assert [entry.text for entry in both.lines] == ["收入决算表"]


def test_a_table_whose_text_is_in_the_text_layer_is_not_read_from_its_picture() -> None:
    printed = PageContent(PRINTED, (), (line("支出功能分类科目", 205), line("一般公共服务支出1,234.56", 225)))
    assert with_picture(printed, SEEN) == printed
