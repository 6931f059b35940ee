"""What is printed in a cell is read as printed, whatever the font and the way of writing."""

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from fiscal.extraction.page.content import GridCell, PageContent
from fiscal.extraction.search.page_search import read_page
from tests.drawing import SONG, cjk_font, grid, grid_rows, open_page, pdf, raw_pdf, table, texts

pytestmark = pytest.mark.unit

FRAME = (
    "0.5 w 60 660 m 60 700 l S 160 660 m 160 700 l S 260 660 m 260 700 l S 60 700 m 260 700 l S 60 680 m 260 680 l S 60"
    " 660 m 260 660 l S\n"
)


def read(data: bytes) -> PageContent:
    return read_page(open_page(data), 1)


def cells(data: bytes) -> dict[tuple[int, int], GridCell]:
    return {(c.row, c.col): c for g in read(data).grids for c in g.cells}


def one_cell(draw, width: float = 100, height: float = 60) -> GridCell:
    """The left of two cells, in which `draw` writes; its lower left corner is (60, 600)."""

    def page(c) -> None:
        grid(c, [60, 60 + width, 110 + width], [600, 600 + height])
        draw(c)

    return cells(pdf(page))[0, 0]


def test_wrapped_chinese_is_joined_without_a_space() -> None:
    def draw(c) -> None:
        c.drawString(63, 640, "一般公共服务")
        c.drawString(63, 625, "支出")

    cell = one_cell(draw)
    assert (cell.text, cell.lines) == ("一般公共服务支出", ("一般公共服务", "支出"))


def test_wrapped_latin_words_are_joined_with_a_space() -> None:
    def draw(c) -> None:
        c.setFont("Helvetica", 10)
        c.drawString(63, 640, "public service")
        c.drawString(63, 625, "spending")

    assert one_cell(draw).text == "public service spending"


def test_a_number_broken_in_a_narrow_cell_is_whole() -> None:
    def draw(c) -> None:
        c.drawString(62, 640, "1,234,56")
        c.drawString(62, 625, "7.89")

    assert one_cell(draw, width=48).text == "1,234,567.89"


def test_a_number_broken_at_the_end_of_a_sentence_is_whole() -> None:
    def draw(c) -> None:
        c.drawString(62, 640, "满意度≥9")
        c.drawString(62, 625, "5%以上")

    assert one_cell(draw, width=50).text == "满意度≥95%以上"


def test_two_numbers_on_two_lines_of_a_wide_cell_stay_two() -> None:
    def draw(c) -> None:
        c.drawString(62, 640, "2022")
        c.drawString(62, 625, "2023")

    assert one_cell(draw).text == "2022 2023"


def test_printed_spaces_at_the_start_are_kept_as_indent() -> None:
    cell = one_cell(lambda c: c.drawString(63, 640, "　　行政运行"))
    assert (cell.text, cell.lines[0]) == ("行政运行", "　　行政运行")
    assert cell.first_x0 == pytest.approx(63 + 2 * 10, abs=1.5)


def test_letter_spacing_makes_no_words_of_chinese() -> None:
    def draw(c) -> None:
        for i, char in enumerate("合计"):
            c.drawString(63 + 30 * i, 640, char)

    assert one_cell(draw).text == "合计"


def test_spaces_that_only_the_engine_makes_up_part_no_number() -> None:
    table_of = FRAME + "BT /F 9 Tf 64 686 Td [(To) -60 (tal)] TJ 100 0 Td [(1,2) -140 (34) -140 (.5)] TJ ET"
    assert cells(raw_pdf(table_of))[0, 1].text == "1,234.5"
    assert cells(raw_pdf(table_of))[0, 0].text == "Total"


def test_words_set_one_by_one_keep_their_space() -> None:
    def draw(c) -> None:
        c.setFont("Helvetica", 10)
        c.drawString(63, 640, "Total")
        c.drawString(90, 640, "income")

    assert one_cell(draw).text == "Total income"


def test_a_number_that_touches_the_rule_stays_in_its_cell() -> None:
    def draw(c) -> None:
        grid(c, [60, 160, 260], [600, 620])
        c.drawRightString(160.3, 606, "156,211,123")
        c.drawString(160.5, 606, "一、一般公共服务支出")

    assert [c.text for c in read(pdf(draw)).grids[0].cells] == ["156,211,123", "一、一般公共服务支出"]


def test_a_number_too_wide_for_its_cell_stays_whole() -> None:
    def draw(c) -> None:
        grid(c, [60, 160, 200, 300], [600, 620])
        c.drawRightString(198, 606, "1,156,211,123.00")

    content = read(pdf(draw))
    assert [c.text for c in content.grids[0].cells] == ["", "1,156,211,123.00", ""]
    assert content.doubts == ()


def test_two_numbers_that_touch_across_a_rule_stay_two() -> None:
    def draw(c) -> None:
        grid(c, [60, 160, 260], [600, 620])
        c.drawRightString(160, 606, "1,896.56")
        c.drawString(160, 606, "7,420.10")

    content = read(pdf(draw))
    assert [c.text for c in content.grids[0].cells] == ["1,896.56", "7,420.10"]
    assert content.doubts == ()


def test_a_label_that_runs_over_its_rule_stays_whole() -> None:
    def draw(c) -> None:
        grid(c, [60, 145, 260], [600, 620])
        c.drawString(63, 606, "国有资本经营预算收入")
        c.drawRightString(257, 606, "15.4")

    assert [c.text for c in read(pdf(draw)).grids[0].cells] == ["国有资本经营预算收入", "15.4"]


def test_labels_that_fill_their_cells_stay_apart() -> None:
    def draw(c) -> None:
        grid(c, [60, 101, 142], [600, 620])
        c.drawString(60.5, 606, "项目支出")
        c.drawString(101.5, 606, "基本支出")

    assert [c.text for c in read(pdf(draw)).grids[0].cells] == ["项目支出", "基本支出"]


def test_texts_that_fill_their_cells_to_the_rule_stay_apart() -> None:
    def draw(c) -> None:
        grid(c, [60, 110, 180], [600, 620, 640])
        c.drawRightString(110, 626, "12月31日前")
        c.drawString(110, 626, "反映及时性")
        c.drawRightString(110, 606, "95%以上")
        c.drawString(110, 606, "3次以上")

    assert [c.text for c in read(pdf(draw)).grids[0].cells] == ["12月31日前", "反映及时性", "95%以上", "3次以上"]


def test_imitated_bold_is_read_once() -> None:
    def draw(c) -> None:
        for shift in (0, 0.3, 0.6):
            c.drawString(63 + shift, 640, "合计11")

    assert one_cell(draw).text == "合计11"


def test_superscripts_stay_on_their_line() -> None:
    def draw(c) -> None:
        c.drawString(63, 640, "面积100m")
        c.setFont(SONG, 6)
        c.drawString(63 + 20 + 15 + 8.5, 644, "2")
        c.setFont(SONG, 10)
        c.drawString(63, 625, "以上")

    assert one_cell(draw).text == "面积100m2以上"


def test_radicals_that_a_font_names_are_read_as_the_characters_they_look_like() -> None:
    font = cjk_font({1: "⽬", 2: "⻔", 3: "录"})
    content = read(raw_pdf("BT /C 10 Tf 60 700 Td <000300010002> Tj ET", C=font))
    assert [line.text for line in content.lines] == ["录目门"]


@pytest.mark.parametrize(
    ("encoding", "codec"),
    [
        ("GBK-EUC-H", "gbk"),
        ("GB-EUC-H", "gb2312"),
        ("UniGB-UCS2-H", "utf-16-be"),
        ("UniGB-UTF16-H", "utf-16-be"),
        ("GBKp-EUC-H", "gbk"),
        ("GBK2K-H", "gb18030"),
    ],
)
def test_chinese_encodings_are_read_without_a_table_of_their_own(encoding: str, codec: str) -> None:
    code = "财政拨款收入".encode(codec).hex()
    data = raw_pdf(
        FRAME + f"BT /C 10 Tf 64 686 Td <{code}> Tj ET BT /F 10 Tf 164 686 Td (15.4) Tj ET", C=cjk_font(None, encoding)
    )
    assert grid_rows(read(data).grids[0])[0] == ["财政拨款收入", "15.4"]


def test_a_font_s_own_table_of_characters_is_used() -> None:
    data = raw_pdf(
        FRAME + "BT /C 10 Tf 64 686 Td <00010002> Tj ET BT /F 10 Tf 164 686 Td (15.4) Tj ET",
        C=cjk_font({1: "合", 2: "计"}),
    )
    assert grid_rows(read(data).grids[0])[0] == ["合计", "15.4"]


def test_two_dashes_that_a_font_prints_with_one_glyph_stay_two() -> None:
    font = cjk_font({1: "月", 2: "——", 3: "日"})
    assert [line.text for line in read(raw_pdf("BT /C 10 Tf 60 700 Td <000100020003> Tj ET", C=font)).lines] == [
        "月——日"
    ]


def test_a_dash_printed_twice_over_itself_is_one() -> None:
    font = cjk_font({1: "月", 2: "—", 3: "日"})
    twice = "BT /C 10 Tf 60 700 Td <000100020003> Tj ET " * 2
    assert [line.text for line in read(raw_pdf(twice, C=font)).lines] == ["月—日"]


def type_3_font(document: pikepdf.Pdf) -> Dictionary:
    """A font whose only glyph, the digit 5, is drawn with four bars."""
    bars = document.make_stream(
        b"600 0 0 0 500 700 d1 0 0 500 80 re f 0 0 80 700 re f 420 0 80 700 re f 0 620 500 80 re f"
    )
    return Dictionary(
        Type=Name.Font,
        Subtype=Name.Type3,
        FontBBox=Array([0, 0, 600, 700]),
        FontMatrix=Array([0.001, 0, 0, 0.001, 0, 0]),
        CharProcs=Dictionary(five=bars),
        Encoding=Dictionary(Type=Name.Encoding, Differences=Array([53, Name.five])),
        FirstChar=53,
        LastChar=53,
        Widths=Array([600]),
    )


def test_drawn_glyphs_of_a_type_3_font_are_characters_and_no_rules() -> None:
    data = raw_pdf(FRAME + "BT /T 10 Tf 164 686 Td (555) Tj ET BT /F 10 Tf 64 686 Td (Amount) Tj ET", T=type_3_font)
    assert grid_rows(read(data).grids[0]) == [["Amount", "555"], ["", ""]]


def test_the_prose_of_a_page_comes_in_lines_from_the_top_down() -> None:
    def draw(c) -> None:
        c.drawString(60, 600, "二、支出情况")
        c.drawString(60, 700, "一、收入情况")
        c.setFont(SONG, 16)
        c.drawString(200, 760, "部门决算")

    assert [(line.text, line.size) for line in read(pdf(draw)).lines] == [
        ("部门决算", 16),
        ("一、收入情况", 10),
        ("二、支出情况", 10),
    ]


def test_a_line_set_in_pieces_is_one_line_with_its_gap() -> None:
    def draw(c) -> None:
        c.drawString(60, 700, "编制单位：数字中心")
        c.drawString(400, 700.4, "单位：万元")
        table(c, [["合计", "1.5"]], top=690)

    assert [line.text for line in read(pdf(draw)).lines] == ["编制单位：数字中心 单位：万元"]


def test_bold_type_is_told() -> None:
    lines = read(raw_pdf("BT /F 10 Tf 60 700 Td (plain) Tj ET BT 2 Tr /F 10 Tf 60 680 Td (thick) Tj ET")).lines
    assert [(line.text, line.bold) for line in lines] == [("plain", False), ("thick", True)]


def test_numbers_under_each_other_go_to_the_rows_they_stand_in() -> None:
    xs, ys = [60.0, 160.0, 220.0], [700.0, 680.0, 660.0, 640.0]

    def draw(c) -> None:
        grid(c, xs, ys)
        texts(c, [["教育支出", "12.50"], ["科学技术支出", "0.00"], ["合计", "12.50"]], xs, ys)

    assert grid_rows(read(pdf(draw)).grids[0]) == [["教育支出", "12.50"], ["科学技术支出", "0.00"], ["合计", "12.50"]]
