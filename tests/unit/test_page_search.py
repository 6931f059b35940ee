"""A page is its cheapest explanation: charts are no tables, forms stay apart, and what a person sees decides what is
read.
"""

from __future__ import annotations

import pikepdf
import pytest
from pikepdf import Dictionary
from reportlab.pdfgen.canvas import Canvas

from fiscal.extraction.page.content import PageContent
from fiscal.extraction.search.page_search import read_page
from tests.drawing import SONG, cjk_font, grid, grid_rows, open_page, pdf, raw_pdf, rule, table, texts

pytestmark = pytest.mark.unit

ROWS = [["项目", "预算数"], ["商贸事务", "1,896.56"], ["合计", "20.5"]]


def read(data: bytes) -> PageContent:
    return read_page(open_page(data), 1)


def codes(content: PageContent) -> list[tuple[str, bool]]:
    return [(doubt.code, doubt.blocking) for doubt in content.doubts]


def bars(c: Canvas, top: float = 600, *, framed: bool = True) -> None:
    """A chart of three bars with its scale, its gridlines and the names under it."""
    if framed:
        c.rect(60, top - 190, 400, 230)
    c.setFont(SONG, 9)
    for k, value in enumerate(("2000", "1500", "1000", "500", "0")):
        y = top - 30 * k
        c.drawRightString(100, y - 3, value)
        rule(c, 104, y, 440, y)
    for k, (name, height) in enumerate((("人员经费", 96), ("公用经费", 40), ("项目支出", 110))):
        c.setFillGray(0.5)
        c.rect(130 + 100 * k, top - 120, 40, height, stroke=0, fill=1)
        c.setFillGray(0)
        c.drawString(130 + 100 * k, top - 120 + height + 3, f"{height * 15}.5")
        c.drawString(125 + 100 * k, top - 140, name)


@pytest.mark.parametrize("framed", [True, False])
def test_a_bar_chart_is_neither_a_table_nor_lines_of_text_and_is_said_to_be_left_out(framed: bool) -> None:
    def draw(c: Canvas) -> None:
        table(c, ROWS, top=760)
        bars(c, framed=framed)
        c.drawString(60, 380, "2022年支出比上年增加。")

    content = read(pdf(draw))
    assert [grid_rows(g) for g in content.grids] == [ROWS]
    assert [line.text for line in content.lines] == ["2022年支出比上年增加。"]
    assert (codes(content), content.page.proposal) == ([("chart_unread", False)], "chart")


def test_a_pie_is_told_by_the_patches_of_its_legend() -> None:
    def draw(c: Canvas) -> None:
        c.rect(60, 500, 300, 160)
        c.drawString(150, 640, "人员构成")
        for k, name in enumerate(("在职人员", "离退休人员", "其他人员")):
            c.setFillColorRGB(0.2 * k, 0.5, 0.7)
            c.wedge(100, 520, 200, 620, 120 * k, 120, stroke=0, fill=1)
            c.rect(260, 600 - 20 * k, 7, 7, stroke=0, fill=1)
            c.setFillGray(0)
            c.drawString(272, 600 - 20 * k, name)
        c.drawString(60, 460, "第二部分 收支情况")

    content = read(pdf(draw))
    assert content.grids == ()
    assert [line.text for line in content.lines] == ["第二部分 收支情况"]
    assert codes(content) == [("chart_unread", False)]


def test_years_and_ordinals_in_a_column_are_no_scale() -> None:
    def draw(c: Canvas) -> None:
        c.setFillGray(0.9)
        c.rect(60, 740, 180, 20, stroke=0, fill=1)
        c.setFillGray(0)
        table(c, [["年度", "支出"], *([str(2024 - k), f"{k + 1},000.00"] for k in range(5))])

    content = read(pdf(draw))
    assert [g.row_edges[-1] - g.row_edges[0] for g in content.grids] == [120]
    assert (content.doubts, content.page.proposal) == ((), "rules")


@pytest.mark.parametrize("right", [360, 400])
def test_two_ruled_forms_on_a_page_keep_all_their_cells_whatever_their_edges(right: float) -> None:
    """Row rules of unequal length, merged labels at the left: nothing joins the two, and no row's rule parts another's
    columns.
    """
    told: list[list[list[str]]] = []

    def form(c: Canvas, top: float, right: float) -> None:
        ys = [top - 20 * k for k in range(6)]
        for y in ys:
            rule(c, 60 if y in (ys[0], ys[1], ys[4], ys[5]) else 160, y, right, y)
        for x, first, last in ((60, 0, 5), (160, 0, 4), (260, 1, 4), (right, 0, 5)):
            rule(c, x, ys[first], x, ys[last])
        rows = [
            ["项目名称", "名师专项", ""],
            ["项目资金", "年度资金总额", "65.00"],
            ["", "其中：财政拨款", "60.00"],
            ["", "上年结转", "5.00"],
            ["年度目标：提升教师能力", "", ""],
        ]
        texts(c, rows, [60, 160, 260, right], ys)
        told.append(
            [
                ["项目名称", "名师专项", "名师专项"],
                ["项目资金", "年度资金总额", "65.00"],
                ["项目资金", "其中：财政拨款", "60.00"],
                ["项目资金", "上年结转", "5.00"],
                ["年度目标：提升教师能力"] * 3,
            ]
        )

    def draw(c: Canvas) -> None:
        form(c, 760, 360)
        form(c, 600, right)

    content = read(pdf(draw))
    assert [grid_rows(g) for g in content.grids] == told
    assert content.doubts == ()


def test_rows_stacked_beside_labels_on_the_same_levels_are_rows() -> None:
    def draw(c: Canvas) -> None:
        grid(c, [60, 200, 300], [760, 740, 690, 670])
        texts(c, [["项目", "预算数"]], [60, 200, 300], [760, 740])
        for k, (name, figure) in enumerate(
            (("基本支出", "841.74"), ("其中：人员经费", "665.50"), ("公用经费", "176.24"))
        ):
            c.drawString(63, 726 - 15 * k, name)
            c.drawRightString(297, 726 - 15 * k, figure)
        texts(c, [["合计", "841.74"]], [60, 200, 300], [690, 670])

    content = read(pdf(draw))
    assert [grid_rows(g) for g in content.grids] == [
        [
            ["项目", "预算数"],
            ["基本支出", "841.74"],
            ["其中：人员经费", "665.50"],
            ["公用经费", "176.24"],
            ["合计", "841.74"],
        ]
    ]
    assert (content.doubts, content.page.proposal) == ((), "cut rows")


def test_indicators_listed_in_one_cell_stay_there() -> None:
    def draw(c: Canvas) -> None:
        grid(c, [60, 200, 300], [760, 740, 690])
        texts(c, [["指标", "指标值"]], [60, 200, 300], [760, 740])
        for k, (name, figure) in enumerate((("培训人次", "350"), ("发放单位", "16"), ("天数", "365"))):
            c.drawString(63, 726 - 15 * k, name)
            c.drawRightString(297, 726 - 15 * k, figure)

    assert [len(g.row_edges) - 1 for g in read(pdf(draw)).grids] == [2]


def test_an_amount_whose_decimals_stand_a_little_apart_is_one_number() -> None:
    def draw(c: Canvas) -> None:
        table(c, [["预算数", ""], ["", ""]])
        c.drawString(63, 727, "25180591")
        c.drawString(63 + c.stringWidth("25180591", SONG, 10) + 3, 727, ".33")

    content = read(pdf(draw))
    assert content.grids[0].cells[2].text.replace(" ", "") == "25180591.33"
    assert content.doubts == ()


def test_a_date_before_a_time_ends_where_the_space_is() -> None:
    def draw(c: Canvas) -> None:
        table(c, [["完成时间", ""], ["", ""]], widths=[140, 60])
        c.drawString(63, 727, "2022-12-31")
        c.drawString(63 + 10 * 5.0 + 5.4, 727, "08:00:00")

    content = read(pdf(draw))
    assert content.grids[0].cells[2].text == "2022-12-31 08:00:00"
    assert content.doubts == ()


def tall_font(document: pikepdf.Pdf) -> Dictionary:
    """A font of digits that claims to be two and a half times as high as its letters."""
    font = cjk_font({k: str(k - 1) for k in range(1, 11)})(document)
    descriptor = font.DescendantFonts[0].FontDescriptor
    descriptor.Ascent, descriptor.Descent = 1600, -900
    return font


def test_figures_of_a_font_that_claims_absurd_heights_stand_on_their_own_line() -> None:
    words = cjk_font({1: "培", 2: "训", 3: "人", 4: "次", 5: "不", 6: "少", 7: "于", 8: "天", 9: "数"})
    content = "\n".join(
        (
            (
                "0.5 w 60 640 m 60 700 l S 200 640 m 200 700 l S 300 640 m 300 700 l S 60 700 m 300 700 l S 60 640 m"
                " 300 640 l S"
            ),
            "BT /C 10 Tf 64 685 Td <0001000200030004000500060007> Tj ET BT /T 10 Tf 136 685 Td <000400060001> Tj ET",
            (
                "BT /C 10 Tf 64 674 Td <000800090005000600070008000900050006> Tj ET BT /T 10 Tf 156 674 Td"
                " <000400070006> Tj ET"
            ),
            "BT /C 10 Tf 64 663 Td <0001000200030004000500060007> Tj ET BT /T 10 Tf 136 663 Td <00020003> Tj ET",
        )
    )
    cell = read(raw_pdf(content, C=words, T=tall_font)).grids[0].cells[0]
    assert cell.lines == ("培训人次不少于350", "天数不少于天数不少365", "培训人次不少于12")


def test_a_text_printed_eight_times_over_itself_is_read_once() -> None:
    def draw(c: Canvas) -> None:
        table(c, [["", "预算数"], ["合计", "1.00"]])
        for k in (3, 1, 4, 0, 5, 2, 7, 6):
            c.drawString(63 + 0.01 * k, 747, "2021年")

    assert grid_rows(read(pdf(draw)).grids[0]) == [["2021年", "预算数"], ["合计", "1.00"]]


@pytest.mark.parametrize(("over", "seen"), [("8.20", "8.20"), ("", "")])
def test_what_an_opaque_area_covers_is_not_read_and_what_is_typed_over_it_is(over: str, seen: str) -> None:
    def draw(c: Canvas) -> None:
        table(c, [["项目", "预算数"], ["水质监测", "3.20"]])
        c.setFillGray(1)
        c.rect(152, 722, 86, 16, stroke=0, fill=1)
        c.setFillGray(0)
        if over:
            texts(c, [["", over]], [60, 150, 240], [740, 720])

    content = read(pdf(draw))
    assert grid_rows(content.grids[0]) == [["项目", "预算数"], ["水质监测", seen]]
    assert content.doubts == ()


def test_a_shade_under_the_text_and_a_glaze_over_it_cover_nothing() -> None:
    def draw(c: Canvas) -> None:
        c.setFillGray(0.9)
        c.rect(60, 740, 180, 20, stroke=0, fill=1)
        c.setFillGray(0)
        table(c, ROWS)
        c.setFillColorRGB(1, 1, 0, alpha=0.3)
        c.rect(60, 700, 180, 40, stroke=0, fill=1)

    assert grid_rows(read(pdf(draw)).grids[0]) == ROWS


@pytest.mark.parametrize(
    ("before", "mark", "seen"),
    [("56.31", "1", "56.31"), ("12", "[2]", "12"), ("农林水支出", "3", "农林水支出"), ("100m", "2", "100m2")],
)
def test_a_raised_digit_behind_a_number_or_word_is_a_footnote_s(before: str, mark: str, seen: str) -> None:
    def draw(c: Canvas) -> None:
        table(c, [["项目", "预算数"], ["", "1.00"]])
        c.setFont(SONG, 10)
        c.drawString(63, 727, before)
        width = c.stringWidth(before, SONG, 10)
        c.setFont(SONG, 6)
        c.drawString(63 + width + 0.3, 731, mark)

    content = read(pdf(draw))
    assert grid_rows(content.grids[0])[1][0] == seen
    assert codes(content) == ([] if seen == "100m2" else [("footnote_marks", False)])
