"""A chart in a picture is no table that cannot be read; a table that cannot be read is no chart."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from reportlab.pdfgen.canvas import Canvas

from fiscal.extraction.page.content import Grid, GridCell, PageContent
from fiscal.extraction.scans.picture_charts import without_charts
from fiscal.model.reading import Doubt, Page
from tests.drawing import open_page, pdf

pytestmark = pytest.mark.unit

BOX = (100.0, 142.0, 400.0, 342.0)
ILLEGIBLE = Doubt("picture_illegible", True, page=1, detail="10 / 10")
UNSURE = Doubt("low_ocr_score", False, page=1, row=0, col=0, detail="A 0.26")


def grid_of(box: tuple[float, float, float, float], confidence: float) -> Grid:
    x0, top, x1, bottom = box
    cells = tuple(
        GridCell(
            row=row,
            col=0,
            rowspan=1,
            colspan=1,
            x0=x0,
            top=top,
            x1=x1,
            bottom=bottom,
            text=text,
            lines=(text,),
            first_x0=x0,
            method="ocr",
            confidence=confidence,
        )
        for row, text in enumerate(("A", "b口1", "_"))
    )
    return Grid(1, x0, top, x1, bottom, (x0, x1), (top, bottom), cells)


def content(*grids: Grid) -> PageContent:
    return PageContent(Page(1, 595, 842, 0, True, 0, "abc"), grids, (), (ILLEGIBLE, UNSURE))


def bars(*colours: tuple[float, float, float], high: float = 120) -> Callable[[Canvas], None]:
    def draw(c: Canvas) -> None:
        for i, colour in enumerate(colours):
            c.setFillColorRGB(*colour)
            c.rect(130 + 60 * i, 520, 30, high, stroke=0, fill=1)
        for y in range(510, 700, 30):
            c.line(100, y, 400, y)

    return draw


RED, BLUE, GREY = (0.8, 0.2, 0.2), (0.3, 0.4, 0.9), (0.5, 0.5, 0.5)


def test_bars_of_several_colours_are_a_chart() -> None:
    found = without_charts(content(grid_of(BOX, 0.2)), open_page(pdf(bars(RED, BLUE))))
    assert found.grids == ()
    assert [(d.code, d.blocking, d.page, d.detail) for d in found.doubts] == [("chart_unread", False, 1, "106 × 71 mm")]


@pytest.mark.parametrize(
    "drawn",
    [bars(RED), bars(GREY, (0.7, 0.7, 0.7)), bars(RED, BLUE, high=3), bars()],
    ids=["a shaded head", "greys", "coloured rules", "nothing"],
)
def test_what_has_no_bars_of_several_colours_stays_illegible(drawn: Callable[[Canvas], None]) -> None:
    page = content(grid_of(BOX, 0.2))
    assert without_charts(page, open_page(pdf(drawn))) == page


def test_a_table_that_cannot_be_read_beside_a_chart_keeps_the_page_illegible() -> None:
    page = content(grid_of(BOX, 0.2), grid_of((100, 400, 400, 500), 0.2))
    assert without_charts(page, open_page(pdf(bars(RED, BLUE)))) == page


def test_a_table_that_is_read_beside_a_chart_stays() -> None:
    table = grid_of((100, 400, 400, 500), 0.97)
    found = without_charts(content(grid_of(BOX, 0.2), table), open_page(pdf(bars(RED, BLUE))))
    assert found.grids == (table,)
    assert [d.code for d in found.doubts] == ["low_ocr_score", "chart_unread"]
