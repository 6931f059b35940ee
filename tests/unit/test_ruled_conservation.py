from dataclasses import replace

import pytest

from fiscal.extraction.conservation import conservation_doubts
from fiscal.extraction.layer import open_layer
from fiscal.extraction.lines import Glyph
from fiscal.extraction.page import GridCell, PageContent
from fiscal.extraction.ruled import compose
from tests.drawing import open_page, pdf, table

pytestmark = pytest.mark.unit

ROWS = [["项目", "预算数"], ["商贸事务", "1,896.56"], ["合计", "20.5"]]


def page_and_glyphs(draw) -> tuple[PageContent, list[Glyph]]:
    with open_layer(open_page(pdf(draw))) as layer:
        boxes = layer.characters.boxes.tolist()
        return compose(layer, 1), [Glyph(c, *b, i) for i, (c, b) in enumerate(zip(layer.characters.text, boxes, strict=True))]


def placed_by_position(content: PageContent, glyphs: list[Glyph]) -> dict[int, GridCell]:
    cells = [c for g in content.grids for c in g.cells]
    return {g.position: c for g in glyphs for c in cells if c.x0 <= (g.x0 + g.x1) / 2 <= c.x1 and c.top <= (g.top + g.bottom) / 2 <= c.bottom}


def test_numbers_that_are_each_whole_in_one_cell_raise_no_doubt() -> None:
    assert page_and_glyphs(lambda c: table(c, ROWS))[0].doubts == ()


def test_a_cell_that_claims_a_number_that_is_not_printed_is_doubted() -> None:
    content, glyphs = page_and_glyphs(lambda c: table(c, ROWS))
    placed = placed_by_position(content, glyphs)
    target = next(c for c in content.grids[0].cells if c.text == "20.5")
    wrong = replace(target, text="205")
    grid = replace(content.grids[0], cells=tuple(wrong if c is target else c for c in content.grids[0].cells))
    doubts = conservation_doubts(1, glyphs, {}, [grid], {p: wrong if c is target else c for p, c in placed.items()})
    assert [(d.code, d.blocking, d.page) for d in doubts] == [("numbers_not_conserved", True, 1)]


def test_a_number_that_two_cells_share_is_doubted() -> None:
    content, glyphs = page_and_glyphs(lambda c: table(c, ROWS))
    placed = placed_by_position(content, glyphs)
    neighbour = content.grids[0].cells[0]
    first_digit = next(g for g in glyphs if g.char == "1")
    placed[first_digit.position] = neighbour
    assert "1,896.56: over several cells" in conservation_doubts(1, glyphs, {}, content.grids, placed)[0].detail


def test_a_number_that_no_cell_has_is_doubted() -> None:
    content, glyphs = page_and_glyphs(lambda c: table(c, ROWS))
    placed = {p: c for p, c in placed_by_position(content, glyphs).items() if c.text != "20.5"}
    details = conservation_doubts(1, glyphs, {}, content.grids, placed)[0].detail
    assert "20.5: in no cell" in details


def test_numbers_outside_the_tables_are_no_concern() -> None:
    def draw(c) -> None:
        table(c, ROWS)
        c.drawString(60, 100, "2022年收入为1,234.56万元")

    assert page_and_glyphs(draw)[0].doubts == ()
