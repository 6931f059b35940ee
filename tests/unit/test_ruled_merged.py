"""Merged cells of which programs leave out borders, and texts too long for their cells."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from reportlab.pdfgen.canvas import Canvas

from fiscal.extraction.documents.assemble import assemble
from fiscal.extraction.search.page_search import read_page
from fiscal.model.reading import Table
from tests.assembling import rows_of
from tests.drawing import SONG, grid_rows, open_page, pdf, texts

pytestmark = pytest.mark.unit

XS = [60.0, 140.0, 240.0, 340.0]


def rows(draw: Callable[[Canvas], None]) -> list[list[str]]:
    (found,) = read_page(open_page(pdf(draw)), 1).grids
    return grid_rows(found)


def only_table(*pages: Callable[[Canvas], None]) -> Table:
    data = pdf(*pages)
    (table,) = assemble([read_page(open_page(data, number), number) for number in range(1, len(pages) + 1)]).tables
    return table


def lines(
    canvas: Canvas, upright: Sequence[tuple[float, float, float]], level: Sequence[tuple[float, float, float]]
) -> None:
    for x, low, high in upright:
        canvas.line(x, low, x, high)
    for y, left, right in level:
        canvas.line(left, y, right, y)


def test_merged_heads_of_which_only_the_first_row_has_borders_reach_as_far_as_their_texts_show() -> None:
    def draw(c: Canvas) -> None:
        # The first row's rules beside 名称 end after it; 科目 over both rows has none under its first one.
        lines(
            c, [(60, 680, 700), (140, 680, 700), (240, 640, 700), (340, 640, 700), (60, 640, 660), (140, 640, 660)], []
        )
        lines(c, [], [(700, 60, 340), (680, 240, 340), (660, 60, 340), (640, 60, 340)])
        c.drawCentredString(100, 676.5, "科目")
        c.drawCentredString(190, 676.5, "名称")
        c.drawCentredString(290, 686.5, "预算数")
        c.drawCentredString(290, 666.5, "合计")
        texts(c, [["205", "教育", "1.5"]], XS, [660, 640])

    assert rows(draw) == [["科目", "名称", "预算数"], ["科目", "名称", "合计"], ["205", "教育", "1.5"]]


def test_a_merged_head_ends_where_a_rule_that_stops_beside_it_would_go_on() -> None:
    def draw(c: Canvas) -> None:
        lines(c, [(60, 640, 700), (140, 680, 700), (140, 640, 660), (240, 640, 700), (340, 640, 700)], [])
        lines(c, [], [(700, 60, 340), (680, 60, 140), (680, 240, 340), (660, 60, 340), (640, 60, 340)])
        texts(c, [["编码", "", "预算数"], ["类", "", "合计"], ["205", "教育", "1.5"]], XS, [700, 680, 660, 640])
        c.drawString(143, 676.5, "名称")

    assert rows(draw) == [["编码", "名称", "预算数"], ["类", "名称", "合计"], ["205", "教育", "1.5"]]


def test_a_row_over_several_columns_is_not_cut_by_the_rules_over_it() -> None:
    def draw(c: Canvas) -> None:
        lines(
            c,
            [(60, 640, 700), (140, 660, 700), (240, 660, 700), (340, 640, 700)],
            [(y, 60, 340) for y in (700, 680, 660, 640)],
        )
        texts(c, [["科目", "名称", "金额"], ["205", "教育", "1.5"]], XS, [700, 680, 660])
        c.drawString(63, 646, "说明：本表为空。")

    assert rows(draw)[2] == ["说明：本表为空。"] * 3


def cut_label(c: Canvas) -> None:
    """The end of a page: under 年度目标 begins a label whose text and upper border are on the next page."""
    lines(
        c, [(x, 60, 140) for x in XS], [(140, 60, 340), (120, 60, 340), (100, 140, 340), (80, 140, 340), (60, 140, 340)]
    )
    texts(
        c,
        [["项目名称", "城市管理", "甲"], ["年度目标", "全年运行", "乙"], ["", "数量", "12次"], ["", "质量", "90%"]],
        XS,
        [140, 120, 100, 80, 60],
    )


def rest_of_label(c: Canvas) -> None:
    lines(c, [(x, 740, 780) for x in XS], [(780, 140, 340), (760, 140, 340), (740, 60, 340)])
    texts(c, [["", "时效", "及时"], ["", "成本", "节约"]], XS, [780, 760, 740])
    c.drawString(63, 756.5, "绩效指标")


def test_a_label_whose_text_stands_on_the_next_page_begins_under_the_one_before_though_no_rule_parts_them() -> None:
    assert [row[0] for row in rows_of(only_table(cut_label, rest_of_label))] == [
        "项目名称",
        "年度目标",
        *["绩效指标"] * 4,
    ]


def test_a_page_on_which_a_label_neither_begins_nor_ends_shows_its_column_by_the_rule_beside_it() -> None:
    def between(c: Canvas) -> None:
        lines(c, [(x, 60, 780) for x in XS], [(780 - 20 * i, 140, 340) for i in range(37)])
        texts(c, [["", f"第{i}项", f"{i}次"] for i in range(36)], XS, [780 - 20 * i for i in range(37)])

    labels = [row[0] for row in rows_of(only_table(cut_label, between, rest_of_label))]
    assert labels == ["项目名称", "年度目标", *["绩效指标"] * 40]


def test_a_label_printed_on_both_sides_of_a_page_end_is_read_once() -> None:
    def upper(c: Canvas) -> None:
        lines(c, [(x, 60, 100) for x in XS], [(100, 60, 340), (80, 140, 340), (60, 140, 340)])
        texts(c, [["", "数量", "12次"], ["", "质量", "90%"]], XS, [100, 80, 60])
        clipped(c, (60, 60, 140, 100), (63, 56), "绩效指标")

    def lower(c: Canvas) -> None:
        lines(c, [(x, 740, 780) for x in XS], [(780, 140, 340), (760, 140, 340), (740, 60, 340)])
        texts(c, [["", "时效", "及时"], ["", "成本", "节约"]], XS, [780, 760, 740])
        clipped(c, (60, 740, 140, 780), (63, 776), "绩效指标")

    assert [row[0] for row in rows_of(only_table(upper, lower))] == ["绩效指标"] * 4


def clipped(c: Canvas, box: tuple[float, float, float, float], at: tuple[float, float], *printed: str) -> None:
    """Lines 12 points under each other, of which only what lies in a box is to be seen."""
    x0, y0, x1, y1 = box
    c.saveState()
    path = c.beginPath()
    path.rect(x0, y0, x1 - x0, y1 - y0)
    c.clipPath(path, stroke=0, fill=0)
    c.setFont(SONG, 10)
    for number, text in enumerate(printed):
        c.drawString(at[0], at[1] - 12 * number, text)
    c.restoreState()


def test_text_too_long_for_its_row_belongs_to_its_own_cell_and_is_read_whole() -> None:
    def draw(c: Canvas) -> None:
        lines(c, [(x, 660, 700) for x in XS], [(y, 60, 340) for y in (700, 680, 660)])
        clipped(c, (60, 680, 140, 700), (63, 699), "深圳市城市", "管理监督指", "挥中心")
        clipped(c, (60, 660, 140, 680), (63, 675), "工资福利", "支出")
        texts(c, [["", "466", "0"], ["", "419", "0"]], XS, [700, 680, 660])

    assert rows(draw) == [["深圳市城市管理监督指挥中心", "466", "0"], ["工资福利支出", "419", "0"]]


def test_text_that_a_clip_over_several_cells_hides_is_not_read() -> None:
    def draw(c: Canvas) -> None:
        lines(c, [(x, 640, 700) for x in XS], [(y, 60, 340) for y in (700, 680, 660, 640)])
        texts(c, [["科目", "名称", "金额"], ["205", "教育", "1.5"], ["206", "科学", "2.5"]], XS, [700, 680, 660, 640])
        clipped(c, (60, 660, 340, 700), (63, 650), "2.5")

    assert rows(draw)[2] == ["206", "科学", "2.5"]
