"""However a table is drawn, it is the same table."""

from itertools import pairwise

import pytest

from fiscal.extraction.page.content import PageContent
from fiscal.extraction.search.page_search import read_page
from tests.drawing import A4, grid, grid_rows, open_page, pdf, raw_pdf, table, texts

pytestmark = pytest.mark.unit

XS, YS = [60.0, 160.0, 260.0], [700.0, 680.0, 660.0]
WORDS = [["Item", "Amount"], ["Total", "1,896.56"]]
LABELS = "BT /F 9 Tf 64 686 Td (Item) Tj 100 0 Td (Amount) Tj -100 -20 Td (Total) Tj 100 0 Td (1,896.56) Tj ET\n"


def strokes(xs=XS, ys=YS) -> str:
    """Each rule as a stroked line."""
    down = [f"{x} {min(ys)} m {x} {max(ys)} l S" for x in xs]
    across = [f"{min(xs)} {y} m {max(xs)} {y} l S" for y in ys]
    return "\n".join(["0.5 w", *down, *across, ""])


def read(data: bytes) -> PageContent:
    return read_page(open_page(data), 1)


def rows(data: bytes) -> list[list[list[str]]]:
    return [grid_rows(g) for g in read(data).grids]


@pytest.mark.parametrize(
    "rules",
    [
        pytest.param(strokes(), id="stroked lines"),
        pytest.param(
            "q 0.24 0 0 0.24 0 0 cm\n" + strokes([x / 0.24 for x in XS], [y / 0.24 for y in YS]) + "Q\n",
            id="lines under a matrix",
        ),
        pytest.param(
            "".join(f"{x} 660 0.5 40 re f\n" for x in XS) + "".join(f"60 {y} 200 0.5 re f\n" for y in YS),
            id="thin filled rectangles",
        ),
        pytest.param(
            "".join(f"{x} {y} 100 20 re S\n" for x in XS[:2] for y in YS[1:]),
            id="each cell a rectangle, so that shared sides are drawn twice",
        ),
        pytest.param(
            "0.9 g\n" + "".join(f"{x} {y} 100 20 re f\n" for x in XS[:2] for y in YS[1:]) + "0 g\n",
            id="filled areas side by side",
        ),
        pytest.param(strokes() + strokes([61.5, 158.5, 258.5], [698.5, 681.5, 661.5]), id="double rules"),
        pytest.param("[1 2] 0 d\n" + strokes() + "[] 0 d\n", id="dashes of the pen"),
        pytest.param(
            "".join(f"{x + i * 3} {y} 1 0.5 re f\n" for x in [60] for i in range(67) for y in YS)
            + "".join(f"{x} {660 + i * 3} 0.5 1 re f\n" for x in XS for i in range(14)),
            id="dots drawn one by one",
        ),
        pytest.param(
            "0.5 w 60 658 m 60 702 l S 160 662 m 160 698 l S 260 658 m 260 702 l S 62 700 m 258 700 l S 58 680 m 262"
            " 680 l S 62 660 m 258 660 l S\n",
            id="rules that stop short or run over",
        ),
        pytest.param("0.75 G\n" + strokes() + "0 G\n", id="light grey rules"),
        pytest.param(
            "0.5 w 60 660 200 40 re S 160 660 m 160 700 l 60 680 m 260 680 l S\n",
            id="an outline and two lines in one path",
        ),
    ],
)
def test_a_table_is_the_same_however_its_rules_are_drawn(rules: str) -> None:
    assert rows(raw_pdf(rules + LABELS)) == [WORDS]


def test_a_table_in_nested_forms_is_read_where_it_is_displayed() -> None:
    forms = {
        "Inner": (strokes() + LABELS, (1, 0, 0, 1, -60, -660)),
        "Outer": ("q 2 0 0 2 10 20 cm /Inner Do Q", (0.5, 0, 0, 0.5, 0, 0)),
    }
    content = read(raw_pdf("q 1 0 0 1 100 300 cm /Outer Do Q", forms=forms))
    assert [grid_rows(g) for g in content.grids] == [WORDS]
    # 0.5 × (2 × (60 − 60) + 10) + 100 from the left; 842 − (0.5 × (2 × (700 − 660) + 20) + 300) from the top.
    assert (content.grids[0].x0, content.grids[0].top) == pytest.approx((105, 492), abs=0.5)


def test_a_form_that_draws_itself_ends() -> None:
    assert (
        read(raw_pdf("/Self Do", forms={"Self": ("/Self Do " + strokes() + LABELS, (1, 0, 0, 1, 0, 0))})).page.page == 1
    )


@pytest.mark.parametrize("invisible", ["1 G\n", "1 1 1 RG\n", "/Clear gs\n"])
def test_rules_that_nobody_sees_part_no_cells(invisible: str) -> None:
    hidden = f"q {invisible} 0.5 w 110 660 m 110 700 l S 60 690 m 260 690 l S Q\n"
    assert rows(raw_pdf(strokes() + hidden + LABELS)) == [WORDS]


def test_white_areas_have_no_edges() -> None:
    assert rows(raw_pdf("1 g 80 665 150 30 re f 0 g\n" + strokes() + LABELS)) == [WORDS]


def test_a_white_rule_on_a_dark_header_is_a_rule() -> None:
    header = "0.1 0.2 0.5 rg 60 680 200 20 re f 1 G 0.5 w 160 680 m 160 700 l S 0 G 0 g\n"
    body = "0.5 w 60 660 m 60 680 l S 160 660 m 160 680 l S 260 660 m 260 680 l S 60 660 m 260 660 l S\n"
    assert rows(raw_pdf(header + body + "1 g " + LABELS.replace("-100 -20 Td", "0 g -100 -20 Td"))) == [WORDS]


def test_white_cells_on_a_dark_background_leave_rules_between_them() -> None:
    background = (
        "0.3 g 60 660 200 40 re f 1 g "
        + " ".join(f"{x + 0.5} {y + 0.5} 99 19 re f" for x in XS[:2] for y in YS[1:])
        + " 0 g\n"
    )
    assert rows(raw_pdf(background + LABELS)) == [WORDS]


def test_rules_outside_their_clip_are_not_there() -> None:
    clipped = (
        "q 60 660 200 40 re W n 0.5 w 60 640 m 60 720 l S 160 600 m 160 760 l S 260 640 m 260 720 l S 60 700 m 400 700"
        " l S 60 680 m 400 680 l S 60 660 m 400 660 l S Q\n"
    )
    assert rows(raw_pdf(clipped + LABELS)) == [WORDS]


def test_text_clipped_away_is_not_read_and_text_cut_by_its_cell_stays_whole() -> None:
    gone = "q 60 400 100 20 re W n BT /F 9 Tf 64 500 Td (hidden line) Tj ET Q\n"
    cut = "q 60 660 100 20 re W n BT /F 9 Tf 64 666 Td (A label that is far too long for it) Tj ET Q\n"
    content = read(raw_pdf(strokes() + gone + cut + "BT /F 9 Tf 240 666 Td (7.5) Tj ET\n"))
    assert [grid_rows(g)[1] for g in content.grids] == [["A label that is", "7.5"]] or [
        grid_rows(g)[1][1] for g in content.grids
    ] == ["7.5"]
    assert content.lines == ()


def test_text_off_the_page_is_not_read() -> None:
    assert [line.text for line in read(raw_pdf("BT /F 9 Tf 64 -40 Td (below) Tj 0 140 Td (on it) Tj ET")).lines] == [
        "on it"
    ]


def test_missing_borders_are_closed_at_the_sides() -> None:
    rules = "0.5 w 160 660 m 160 700 l S 60 700 m 260 700 l S 60 680 m 260 680 l S 60 660 m 260 660 l S\n"
    assert rows(raw_pdf(rules + LABELS)) == [WORDS]


def test_a_row_of_one_cell_joins_the_halves_of_a_table_without_side_borders() -> None:
    def draw(c) -> None:
        for y in (700, 680, 660, 640, 620):
            c.line(60, y, 260, y)
        c.line(160, 660, 160, 700)
        c.line(160, 620, 160, 640)
        texts(c, [["项目", "金额"], ["合计", "1.5"]], XS, [700, 680, 660])
        c.drawString(63, 646, "其中：")
        texts(c, [["税收", "1.5"]], XS, [640, 620])

    assert rows(pdf(draw)) == [[["项目", "金额"], ["合计", "1.5"], ["其中：", "其中："], ["税收", "1.5"]]]


def test_tables_without_side_borders_stay_two_where_a_caption_stands_between_them() -> None:
    def draw(c) -> None:
        for y in (720, 660, 640, 590, 570, 550):
            c.line(60, y, 260, y)
        c.line(160, 640, 160, 720)
        c.line(130, 550, 130, 590)
        texts(c, [["项目", "金额"], ["合计", "1.5"]], XS, [720, 660, 640])
        c.drawString(130, 622, "收入总表")
        c.drawString(200, 600, "单位：万元")
        texts(c, [["科目", "金额"], ["税收", "2.5"]], [60, 130, 260], [590, 570, 550])

    assert rows(pdf(draw)) == [[["项目", "金额"], ["合计", "1.5"]], [["科目", "金额"], ["税收", "2.5"]]]


def test_missing_borders_at_a_page_break_are_closed_and_told() -> None:
    def draw(c) -> None:
        for x in XS:
            c.line(x, 650, x, 720)
        for y in (700, 680, 660):
            c.line(60, y, 260, y)
        texts(c, [["上页", "1.5"], *WORDS, ["下页", "2.5"]], XS, [720, 700, 680, 660, 640])

    content = read(pdf(draw))
    assert [(g.open_top, g.open_bottom) for g in content.grids] == [(True, True)]
    assert grid_rows(content.grids[0])[0] == ["上页", "1.5"]
    assert len(content.grids[0].row_edges) == 5


def test_a_frame_that_runs_on_before_a_page_break_adds_no_row() -> None:
    def draw(c) -> None:
        table(c, WORDS, left=60, top=700, widths=[100, 100])
        for x in (60, 260):
            c.line(x, 640, x, 660)

    (grid,) = read(pdf(draw)).grids
    assert (grid_rows(grid), grid.open_bottom) == (WORDS, False)


def test_blank_rows_of_hardly_any_height_are_rows_and_double_rules_are_none() -> None:
    def blank(c) -> None:
        grid(c, XS, [700, 680, 676.3, 672.6, 652])
        texts(c, WORDS[:1], XS, [700, 680])
        texts(c, WORDS[1:], XS, [672.6, 652])

    def double(c) -> None:
        for ys in ([700, 680], [676.3, 652]):
            grid(c, [60, 160, 260], ys)
        texts(c, WORDS[:1], XS, [700, 680])
        texts(c, WORDS[1:], XS, [676.3, 652])
        for x in (60, 260):
            c.line(x, 652, x, 700)

    assert rows(pdf(blank)) == [[WORDS[0], ["", ""], ["", ""], WORDS[1]]]
    assert rows(pdf(double)) == [WORDS]


def test_a_merged_cell_in_low_rows_has_no_wall() -> None:
    xs, ys = [60, 160, 260, 360], [700, 692.5, 685, 677.5, 670]

    def draw(c) -> None:
        for y in ys:
            c.line(60, y, 360, y)
        for x in (60, 260, 360):
            c.line(x, 670, x, 700)
        for top, bottom in ((700, 692.5), (685, 677.5)):
            c.line(160, top, 160, bottom)
        texts(
            c, [["编码", "名称", "金额"], ["合计", "", "1.5"], ["205", "教育", "1.5"], ["说明", "", ""]], xs, ys, size=5
        )

    assert rows(pdf(draw)) == [
        [["编码", "名称", "金额"], ["合计", "合计", "1.5"], ["205", "教育", "1.5"], ["说明", "说明", ""]]
    ]


def test_merged_cells_keep_their_spans() -> None:
    def draw(c) -> None:
        grid(c, [60, 260, 360], [700, 640])
        c.line(60, 680, 260, 680)
        c.line(160, 640, 160, 680)
        c.line(60, 660, 360, 660)
        texts(c, [["收入", "合计"]], [60, 260, 360], [700, 680])
        texts(c, [["税收", "其他"], ["1.5", "2.5"]], [60, 160, 260], [680, 660, 640])
        c.drawRightString(357, 647, "4.0")

    spans = {c.text: (c.row, c.col, c.rowspan, c.colspan) for c in read(pdf(draw)).grids[0].cells}
    assert spans == {
        "收入": (0, 0, 1, 2),
        "合计": (0, 2, 2, 1),
        "税收": (1, 0, 1, 1),
        "其他": (1, 1, 1, 1),
        "1.5": (2, 0, 1, 1),
        "2.5": (2, 1, 1, 1),
        "4.0": (2, 2, 1, 1),
    }


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_a_rotated_page_is_read_upright(rotate: int) -> None:
    content = read(raw_pdf(strokes() + LABELS, rotate=rotate))
    assert [grid_rows(g) for g in content.grids] == [WORDS]


def test_a_table_drawn_sideways_is_read_upright() -> None:
    content = read(raw_pdf("q 0 1 -1 0 800 0 cm\n" + strokes() + LABELS + "Q\n", size=(842, 595)))
    assert [grid_rows(g) for g in content.grids] == [WORDS]
    assert (content.page.rotation, content.page.width, content.page.height) == (90, 595, 842)


@pytest.mark.parametrize("matrix", ["0 1 -1 0 120 664", "0 -1 1 0 100 696"])
def test_a_label_turned_sideways_in_its_cell_reads_in_its_own_direction(matrix: str) -> None:
    turned = f"BT /F 9 Tf {matrix} Tm (Total) Tj ET BT /F 9 Tf 164 666 Td (1,896.56) Tj 0 20 Td (Amount) Tj ET\n"
    content = read(raw_pdf(strokes(XS, [700, 660]) + "160 680 m 260 680 l S\n" + turned))
    assert [c.text for c in content.grids[0].cells] == ["Total", "Amount", "1,896.56"]


def test_a_watermark_set_askew_is_in_no_cell() -> None:
    mark = "q 0.8 g BT /F 30 Tf 0.7 0.7 -0.7 0.7 100 600 Tm (DRAFT DRAFT) Tj ET Q\n"
    content = read(raw_pdf(mark + strokes() + LABELS))
    assert [grid_rows(g) for g in content.grids] == [WORDS]
    assert content.lines == ()


@pytest.mark.parametrize(
    "decoration",
    [
        pytest.param(
            "0.5 w 50 500 400 200 re S BT /F 9 Tf 64 600 Td (Prose in a frame) Tj ET", id="a frame around prose"
        ),
        pytest.param("20 20 555 802 re S BT /F 9 Tf 64 600 Td (Prose on a framed page) Tj ET", id="a page border"),
        pytest.param("60 598 m 150 598 l S BT /F 9 Tf 64 600 Td (Underlined) Tj ET", id="an underline"),
        pytest.param(
            "0.5 w 100 500 m 100 700 l S 100 500 m 300 500 l S "
            + " ".join(f"0.2 0.4 0.8 rg {120 + 40 * i} 500 20 {50 + 30 * i} re f" for i in range(4)),
            id="a bar chart",
        ),
        pytest.param(
            " ".join(f"100 {500 + 20 * i} m 300 {500 + 20 * i} l S" for i in range(6))
            + " 100 500 m 100 600 l S 300 500 m 300 600 l S",
            id="an empty plot with its grid lines",
        ),
        pytest.param(
            " ".join(f"1 g 60 {500 + 20 * i} 300 20 re f" for i in range(6))
            + " 0 g BT /F 9 Tf 64 506 Td (Contents ...... 3) Tj ET",
            id="a contents page on white bands",
        ),
    ],
)
def test_a_decoration_is_no_table(decoration: str) -> None:
    assert rows(raw_pdf(decoration)) == []


def test_a_table_of_one_row_is_a_table() -> None:
    assert rows(pdf(lambda c: table(c, [["项目", "1.5"]]))) == [[["项目", "1.5"]]]


def test_a_blank_statutory_table_is_a_table() -> None:
    assert rows(pdf(lambda c: table(c, [["项目", "合计"], ["", ""], ["", ""]]))) == [
        [["项目", "合计"], ["", ""], ["", ""]]
    ]


def test_two_tables_on_a_page_stay_two_from_the_top_down() -> None:
    def draw(c) -> None:
        table(c, [["下", "2.5"]], top=300)
        table(c, [["上", "1.5"]], top=700)

    assert rows(pdf(draw)) == [[["上", "1.5"]], [["下", "2.5"]]]


def test_the_page_size_is_that_of_the_visible_box() -> None:
    page = read(raw_pdf(LABELS)).page
    assert (page.width, page.height) == A4


def test_cells_framed_one_by_one_are_a_table_however_few_are_filled() -> None:
    frames = "".join(
        f"{x} {y} 98 18 re {x + 0.5} {y + 0.5} 97 17 re f*\n" for x in (60, 160, 260, 360) for y in (682, 662, 642, 622)
    )
    (only,) = rows(raw_pdf(frames + LABELS))
    assert only == [["Item", "Amount", "", ""], ["Total", "1,896.56", "", ""], [""] * 4, [""] * 4]


def test_white_rules_between_coloured_cells_are_rules_however_few_are_filled() -> None:
    xs, ys = [60, 160, 260, 360], [700, 680, 660, 640, 620]
    cells = "0.8 0.9 1 rg\n" + "".join(f"{x} {y} 100 20 re f\n" for x in xs[:-1] for y in ys[1:])
    white = (
        "1 g\n"
        + "".join(f"{x - 0.5} 620 1 80 re f\n" for x in xs)
        + "".join(f"60 {y - 0.5} 300 1 re f\n" for y in ys)
        + "0 g\n"
    )
    (only,) = rows(raw_pdf(cells + white + LABELS))
    assert only == [["Item", "Amount", ""], ["Total", "1,896.56", ""], [""] * 3, [""] * 3]


def test_rows_of_one_cell_at_either_end_belong_to_a_table_without_side_borders() -> None:
    def draw(c) -> None:
        for y in (720, 700, 680, 660, 640):
            c.line(60, y, 260, y)
        c.line(160, 660, 160, 700)
        c.drawString(63, 706, "绩效目标表")
        texts(c, [["项目", "金额"], ["合计", "1.5"]], XS, [700, 680, 660])
        c.drawString(63, 646, "负责人签字：")

    assert rows(pdf(draw)) == [[["绩效目标表"] * 2, ["项目", "金额"], ["合计", "1.5"], ["负责人签字："] * 2]]


def test_a_rule_under_a_table_with_side_borders_is_none_of_its_own() -> None:
    def draw(c) -> None:
        grid(c, XS, YS)
        c.line(60, 640, 260, 640)
        texts(c, [["项目", "金额"], ["合计", "1.5"]], XS, YS)
        c.drawString(63, 646, "负责人签字：")

    assert rows(pdf(draw)) == [[["项目", "金额"], ["合计", "1.5"]]]


def test_one_rule_between_two_heads_shows_their_open_row() -> None:
    def draw(c) -> None:
        xs = [60, 160, 260, 360, 460]
        for x in (160, 260, 360):
            c.line(x, 640, x, 700 if x == 260 else 680)
        for y in (680, 660):
            c.line(60, y, 460, y)
        texts(
            c,
            [["收入", "", "支出", ""], ["项目", "金额", "项目", "金额"], ["税收", "1.5", "教育", "1.5"]],
            xs,
            [700, 680, 660, 640],
        )

    assert rows(pdf(draw)) == [
        [["收入", "收入", "支出", "支出"], ["项目", "金额", "项目", "金额"], ["税收", "1.5", "教育", "1.5"]]
    ]


def test_rows_that_only_vertical_rules_part_are_told_by_their_figures() -> None:
    xs, ys = [60, 200, 300, 400], [700, 676, 652, 628, 604]

    def draw(c) -> None:
        grid(c, xs, [700, 604])
        texts(c, [["", "收入", "支出"], ["税收", "1.5", "2.5"], ["", "3.5", "0.5"], ["合计", "5.0", "3.0"]], xs, ys)
        c.drawString(63, 644, "社会保障缴费")
        c.drawString(63, 632, "和就业补助")

    assert rows(pdf(draw)) == [
        [["", "收入", "支出"], ["税收", "1.5", "2.5"], ["社会保障缴费和就业补助", "3.5", "0.5"], ["合计", "5.0", "3.0"]]
    ]


@pytest.mark.parametrize("total", [1, 2, 3, 4])
def test_where_a_vertical_rule_is_left_out_beside_one_of_these_rows_its_cells_are_one(total: int) -> None:
    body = [["205", "教育", "1.5", "2.5"], ["208", "就业", "3.5", "0.5"], ["210", "卫生", "2.0", "1.0"]]
    drawn = [["编码", "名称", "收入", "支出"], *body]
    drawn.insert(total, ["合计", "", "7.0", "4.0"])
    xs, ys = [60, 130, 230, 330, 430], [700, 680, 660, 640, 620, 600]

    def draw(c) -> None:
        c.rect(60, 600, 370, 100)
        c.line(60, 680, 430, 680)
        for x in xs[1:-1]:
            c.line(x, 700, x, ys[total] if x == 130 else 600)
        if total < 4:
            c.line(130, ys[total + 1], 130, 600)
        texts(c, drawn, xs, ys)

    assert rows(pdf(draw)) == [[row if row[1] else ["合计", "合计", "7.0", "4.0"] for row in drawn]]


def test_numbers_too_long_for_their_cells_wrap_and_stay_one_row() -> None:
    def draw(c) -> None:
        grid(c, [60, 160, 218, 318, 376], [700, 670, 650])
        texts(
            c,
            [["项目资金总额", "", "年度资金总额", ""], ["其他资金", "0.00", "其他资金", "0.00"]],
            [60, 160, 218, 318, 376],
            [700, 670, 650],
        )
        for right in (215, 373):
            c.drawRightString(right, 688, "10,903,043.0")
            c.drawRightString(right, 675, "0")

    assert rows(pdf(draw)) == [
        [["项目资金总额", "10,903,043.00", "年度资金总额", "10,903,043.00"], ["其他资金", "0.00", "其他资金", "0.00"]]
    ]


def test_two_lines_of_text_in_a_ruled_row_stay_one_row() -> None:
    def draw(c) -> None:
        grid(c, XS, [700, 660, 620])
        for x in (63, 163):
            c.drawString(x, 686, "完成培训")
            c.drawString(x, 672, "12.5")
        texts(c, [["合计", "1.5"]], XS, [660, 620])

    assert [len(table) for table in rows(pdf(draw))] == [2]


def test_a_frame_that_ends_early_adds_no_row() -> None:
    frames = (
        "0.5 w 60 620 98 80 re S\n" + "".join(f"160 {y} 98 16 re S\n" for y in (684, 664, 644)) + "160 626 98 14 re S\n"
    )
    labels = "BT /F 9 Tf 64 650 Td (Item) Tj 100 38 Td (1) Tj 0 -20 Td (2) Tj 0 -20 Td (3) Tj 0 -18 Td (4) Tj ET"
    assert rows(raw_pdf(frames + labels)) == [[["Item", "1"], ["Item", "2"], ["Item", "3"], ["Item", "4"]]]


JOINTED = [60, 140, 240, 320, 400]
HEADS = [["科目", "名称", "预算数", "预算数"], ["科目", "名称", "基本支出", "项目支出"]]
PLAIN = [
    ["科目", "合计", "基本支出", "项目支出"],
    ["教育支出", "2.00", "1.50", "0.50"],
    ["合计", "2.00", "1.50", "0.50"],
]


def headed(c, ys, second: str) -> list[list[str]]:
    """Two levels of heads and three rows, the second with this text only; gives the table as it is read."""
    middle = (ys[0] + ys[2]) / 2 - 3
    c.drawCentredString(100, middle, "科目")
    c.drawCentredString(190, middle, "名称")
    c.drawCentredString(320, ys[0] - 14, "预算数")
    body = [
        ["205", "教育支出", "1.5", ""],
        ["", second, second and "0.5", second and "0.5"],
        ["合计", "", "1.5", "0.5"],
    ]
    texts(c, [["", "", "基本支出", "项目支出"], *body], JOINTED, ys[1:])
    return [*HEADS, *body[:2], ["合计", "合计", "1.5", "0.5"]]


@pytest.mark.parametrize("boxed", [False, True])
def test_columns_without_vertical_rules_are_where_the_pieces_of_each_line_meet(boxed: bool) -> None:
    ys = [700, 680, 660, 640, 620, 600]

    told: list[list[str]] = []

    def draw(c) -> None:
        for y in ys:
            for left, right in pairwise(JOINTED[2:] if y == 680 else JOINTED):
                c.line(left, y, right, y)
        for x in (60, 400) if boxed else ():
            c.line(x, 600, x, 700)
        told.extend(headed(c, ys, ""))

    content = read(pdf(draw))
    assert [grid_rows(g) for g in content.grids] == [told]
    assert {cell.confidence for cell in content.grids[0].cells} == {0.95}
    assert content.doubts == ()


@pytest.mark.parametrize(("shaded", "second"), [((2, 4), "教育管理"), ((3,), "教育管理"), ((3,), "")])
def test_rows_are_parted_where_only_every_other_one_is_shaded(shaded: tuple[int, ...], second: str) -> None:
    ys = [700, 680, 660, 640, 620, 600]
    told: list[list[str]] = []

    def draw(c) -> None:
        c.setFillGray(0.85)
        for left, right in pairwise(JOINTED):
            for row in shaded:
                c.rect(left, ys[row + 1], right - left, 20, stroke=0, fill=1)
        for left, right, top, bottom in (
            (60, 140, 700, 660),
            (140, 240, 700, 660),
            (240, 400, 700, 680),
            (240, 320, 680, 660),
            (320, 400, 680, 660),
        ):
            c.rect(left, bottom, right - left, top - bottom, stroke=0, fill=1)
        c.setFillGray(0)
        told.extend(headed(c, ys, second))
        if 4 in shaded:
            told[-1] = ["合计", "", *told[-1][2:]]

    assert rows(pdf(draw)) == [told]


def test_rows_that_only_a_frame_and_whole_lines_part_are_no_single_column() -> None:
    def draw(c) -> None:
        for y in (700, 680, 660, 640):
            c.line(60, y, 400, y)
        for x in (60, 400):
            c.line(x, 640, x, 700)
        texts(c, PLAIN, JOINTED, [700, 680, 660, 640])

    assert rows(pdf(draw)) == [PLAIN]


def test_tables_of_lines_without_vertical_rules_stay_two_where_a_caption_stands_between_them() -> None:
    def draw(c) -> None:
        for top in (700, 580):
            for y in (top, top - 20, top - 40, top - 60):
                for left, right in pairwise(JOINTED):
                    c.line(left, y, right, y)
            texts(c, PLAIN, JOINTED, [top - 20 * i for i in range(4)])
        c.drawCentredString(230, 610, "项目支出表")
        c.drawString(330, 590, "单位：万元")

    assert rows(pdf(draw)) == [PLAIN, PLAIN]


def test_rows_between_three_lines_are_not_one_row_however_their_pieces_meet() -> None:
    def draw(c) -> None:
        for y in (700, 680, 620):
            for left, right in pairwise(JOINTED):
                c.line(left, y, right, y)
        texts(c, [*PLAIN, ["其中：教育", "1.00", "0.50", "0.50"]], JOINTED, [700, 680, 660, 640, 620])

    assert rows(pdf(draw)) == [[*PLAIN, ["其中：教育", "1.00", "0.50", "0.50"]]]


def test_a_vertical_rule_in_one_row_parts_only_that_row_of_a_table_of_row_lines() -> None:
    ys = [700, 680, 660, 640, 620]

    def draw(c) -> None:
        for y in ys:
            for left, right in pairwise(JOINTED):
                c.line(left, y, right, y)
        c.line(360, 640, 360, 660)
        texts(c, [*PLAIN[:2], ["备注", "", "", ""], ["合计", "", "", "0.50"]], JOINTED, ys)
        c.drawString(363, 646, "见说明")

    heads, first, note, total = ([*row, row[-1]] for row in [*PLAIN[:2], ["备注"] * 4, ["合计", "", "", "0.50"]])
    assert rows(pdf(draw)) == [[heads, first, [*note[:4], "见说明"], total]]


@pytest.mark.parametrize(
    ("texts_of", "grids"),
    [(["其他收入", "", "", "0.50"], 1), (["其他收入", "", "", ""], 1), (["", "其他收入", "", ""], 0)],
)
def test_a_single_column_is_one_where_it_has_a_head(texts_of: list[str], grids: int) -> None:
    column = [[text] for text in texts_of]
    assert rows(pdf(lambda c: table(c, column))) == [column] * grids
