import pytest

from fiscal.extraction.search.page_search import read_page
from tests.drawing import grid_rows, open_page, pdf, table

pytestmark = pytest.mark.unit

ROWS = [["项目", "预算数", "决算数"], ["一、一般公共服务支出", "1,896.56", "15.40"], ["合计", "1,896.56", "15.40"]]


def test_a_ruled_table_is_read_cell_by_cell() -> None:
    content = read_page(open_page(pdf(lambda c: table(c, ROWS, widths=[150, 90, 90]))), 1)
    assert [grid_rows(g) for g in content.grids] == [ROWS]
    assert content.lines == ()


def test_lines_outside_the_rules_are_text_in_reading_order() -> None:
    def draw(c) -> None:
        table(c, ROWS, top=700)
        c.drawString(60, 720, "单位：万元")
        c.drawString(200, 760, "收入支出决算总表")

    content = read_page(open_page(pdf(draw)), 1)
    assert [line.text for line in content.lines] == ["收入支出决算总表", "单位：万元"]
    assert [line.size for line in content.lines] == [10.0, 10.0]
