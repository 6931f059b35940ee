from dataclasses import replace
from pathlib import Path

import pytest

from fiscal.extraction.page import GridCell, PageContent
from fiscal.extraction.ruled import read_page
from fiscal.extraction.second import ALONE, DISPUTED, second_opinion
from tests.drawing import open_page, pdf, table

pytestmark = pytest.mark.unit

ROWS = [["项目", "预算数"], ["教育支出", "1,896.56"], ["农林水支出", "27.00"], ["", ""]]


@pytest.fixture
def drawn(tmp_path: Path) -> tuple[Path, PageContent]:
    data = pdf(lambda canvas: table(canvas, ROWS, widths=[150, 150]))
    path = tmp_path / "filing.pdf"
    path.write_bytes(data)
    return path, read_page(open_page(data), 1)


def misread(content: PageContent, right: str, wrong: str) -> PageContent:
    def cell(c: GridCell) -> GridCell:
        return replace(c, text=wrong) if c.text == right else c

    return replace(content, grids=tuple(replace(g, cells=tuple(cell(c) for c in g.cells)) for g in content.grids))


def test_cells_that_both_read_the_same_keep_their_confidence(drawn: tuple[Path, PageContent]) -> None:
    (page,) = second_opinion(drawn[0], [drawn[1]])
    assert {c.confidence for g in page.grids for c in g.cells} == {1.0}
    assert page.doubts == ()


def test_a_figure_that_the_second_reader_reads_differently_is_in_doubt_with_both_readings(drawn: tuple[Path, PageContent]) -> None:
    (page,) = second_opinion(drawn[0], [misread(drawn[1], "1,896.56", "1,896.5")])
    (doubted,) = [c for g in page.grids for c in g.cells if c.alternatives]
    assert (doubted.text, doubted.alternatives[0].text.strip(), doubted.alternatives[0].reader) == ("1,896.5", "1,896.56", "camelot")
    assert doubted.confidence == pytest.approx(DISPUTED)
    assert [(d.code, d.blocking, d.row, d.col) for d in page.doubts] == [("readers_disagree", False, 1, 1)]


def test_words_read_differently_keep_the_other_reading_without_a_doubt(drawn: tuple[Path, PageContent]) -> None:
    (page,) = second_opinion(drawn[0], [misread(drawn[1], "教育支出", "教育")])
    (other,) = [c for g in page.grids for c in g.cells if c.alternatives]
    assert other.confidence == pytest.approx(ALONE)
    assert page.doubts == ()


def test_pages_without_a_ruled_grid_are_not_read_again(tmp_path: Path) -> None:
    data = pdf(lambda canvas: canvas.drawString(100, 700, "收入 2,776 万元"))
    content = read_page(open_page(data), 1)
    assert second_opinion(tmp_path / "never-opened.pdf", [content]) == (content,)


def test_a_picture_pages_cells_stay_as_the_picture_reader_left_them(drawn: tuple[Path, PageContent]) -> None:
    picture = replace(drawn[1], page=replace(drawn[1].page, picture=True))
    assert second_opinion(drawn[0], [picture]) == (picture,)
