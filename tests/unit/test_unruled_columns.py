"""Columns of figures that no rules part are a table all the same; prose, contents and captions around them are not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfgen.canvas import Canvas

from fiscal.extraction.checks.second_reader import second_opinion
from fiscal.extraction.page.content import PageContent
from fiscal.extraction.reader import read_prepared
from fiscal.extraction.search.page_search import read_page
from fiscal.model.reading import Reading
from tests.assembling import rows_of
from tests.drawing import SONG, grid_rows, open_page, pdf

pytestmark = pytest.mark.unit

RIGHTS = [60.0, 330.0, 430.0, 530.0]
HEAD = ["科目名称", "合计", "基本支出", "项目支出"]
BODY = [
    ["社会保障和就业支出", "754.75", "754.75", "0.00"],
    ["卫生健康支出", "236.64", "236.64", ""],
    ["城乡社区支出", "3,832.36", "1,572.70", "2,259.66"],
]


def row(canvas: Canvas, texts: Sequence[str], y: float, rights: Sequence[float] = RIGHTS, size: float = 10) -> None:
    """A label at the left and the other texts up to their right ends."""
    canvas.setFont(SONG, size)
    canvas.drawString(rights[0], y, texts[0])
    for text, right in zip(texts[1:], rights[1:], strict=True):
        canvas.drawRightString(right, y, text)


def rows(canvas: Canvas, lines: Sequence[Sequence[str]], top: float = 700, pitch: float = 18) -> None:
    for i, texts in enumerate(lines):
        row(canvas, texts, top - pitch * i)


def centred(canvas: Canvas, text: str, left: float, right: float, y: float) -> None:
    canvas.setFont(SONG, 10)
    canvas.drawCentredString((left + right) / 2, y, text)


def read(draw: Callable[[Canvas], Any]) -> PageContent:
    return read_page(open_page(pdf(draw)), 1)


def tables(draw: Callable[[Canvas], Any]) -> list[list[list[str]]]:
    return [grid_rows(g) for g in read(draw).grids]


def test_columns_of_figures_are_a_table_with_its_heads_and_blank_cells() -> None:
    assert tables(lambda c: rows(c, [HEAD, *BODY])) == [[HEAD, *BODY]]


def test_its_cells_say_how_they_were_read() -> None:
    (grid,) = read(lambda c: rows(c, [HEAD, *BODY])).grids
    assert {cell.method for cell in grid.cells} == {"stream"}
    assert all(cell.confidence < 1 for cell in grid.cells)


def test_heads_set_in_the_middle_belong_to_the_figures_beside_them() -> None:
    def draw(c: Canvas) -> None:
        centred(c, "项目", 60, 250, 718)
        for name, left, right in (("决算数", 250, 330), ("预算数", 340, 430), ("增减", 440, 530)):
            centred(c, name, left, right, 718)
        rows(c, [["教育支出", "1.50", "2.50", "1.00"], ["卫生健康支出", "3.25", "3.00", "-0.25"]])

    assert tables(draw)[0][0] == ["项目", "决算数", "预算数", "增减"]


def test_a_head_over_several_columns_spans_them() -> None:
    def draw(c: Canvas) -> None:
        centred(c, "本年支出", 230, 530, 736)
        rows(c, [HEAD, *BODY], top=718)

    assert tables(draw)[0][:2] == [["科目名称", "本年支出", "本年支出", "本年支出"], HEAD]


def test_a_column_without_any_figure_is_there_under_its_head() -> None:
    blank = [[label, first, "", last] for label, first, _, last in BODY]
    assert tables(lambda c: rows(c, [HEAD, *blank])) == [[HEAD, *blank]]


def test_a_label_on_two_lines_is_one_cell() -> None:
    def draw(c: Canvas) -> None:
        rows(c, [HEAD, BODY[0]], top=720, pitch=24)
        c.drawString(60, 678, "机关事业单位基本养老")
        c.drawString(60, 666, "保险缴费支出")
        row(c, ["", "446.11", "446.11", "0.00"], 672)
        rows(c, BODY[1:], top=648, pitch=24)

    assert tables(draw)[0][2] == ["机关事业单位基本养老保险缴费支出", "446.11", "446.11", "0.00"]


def test_a_label_without_figures_is_a_row() -> None:
    lines = [HEAD, BODY[0], ["其中：", "", "", ""], *BODY[1:], ["结余分配", "", "", ""]]
    assert tables(lambda c: rows(c, lines)) == [lines]


def test_a_total_spans_the_blank_labels_beside_it() -> None:
    def draw(c: Canvas) -> None:
        for i, texts in enumerate(
            [
                ["科目编码", "科目名称", "决算数", "预算数"],
                ["205", "教育支出", "27.50", "28.00"],
                ["208", "社会保障支出", "8.50", "9.00"],
            ]
        ):
            c.drawString(60, 700 - 18 * i, texts[0])
            c.drawString(130, 700 - 18 * i, texts[1])
            c.drawRightString(430, 700 - 18 * i, texts[2])
            c.drawRightString(530, 700 - 18 * i, texts[3])
        row(c, ["合计", "36.00", "37.00"], 646, [60, 430, 530])

    assert tables(draw)[0][-1] == ["合计", "合计", "36.00", "37.00"]


def test_level_rules_alone_leave_the_columns_to_the_white_space() -> None:
    def draw(c: Canvas) -> None:
        rows(c, [HEAD, *BODY])
        for y in (714, 696, 642):
            c.line(58, y, 532, y)

    assert tables(draw) == [[HEAD, *BODY]]


def test_numbers_of_columns_are_a_head() -> None:
    lines = [HEAD, ["栏次", "1", "2", "3"], *BODY]
    assert tables(lambda c: rows(c, lines)) == [lines]


def test_two_tables_under_each_other_stay_two() -> None:
    def draw(c: Canvas) -> None:
        rows(c, [HEAD, *BODY])
        c.drawString(470, 610, "单位：万元")
        rows(c, [HEAD, *BODY], top=590)

    assert tables(draw) == [[HEAD, *BODY], [HEAD, *BODY]]


def test_a_label_on_two_lines_stands_beside_its_code_and_figures() -> None:
    def draw(c: Canvas) -> None:
        rows(c, [["编码 科目名称", *HEAD[1:]]], top=720)
        for code, label, y in (
            ("208", ["社会保障支出"], 700),
            ("20805", ["机关事业单位基本养老", "保险缴费支出"], 672),
            ("2080506", ["职业年金缴费", "支出"], 642),
        ):
            c.drawRightString(110, y, code)
            for i, text in enumerate(label):
                c.drawString(120, y + 6 * (len(label) - 1) - 12 * i, text)
            for right, text in zip(RIGHTS[1:], ("446.11", "446.11", "0.00"), strict=True):
                c.drawRightString(right, y, text)

    assert [line[:2] for line in tables(draw)[0][1:]] == [
        ["208", "社会保障支出"],
        ["20805", "机关事业单位基本养老保险缴费支出"],
        ["2080506", "职业年金缴费支出"],
    ]


def test_heads_on_two_lines_are_one_head_each() -> None:
    def draw(c: Canvas) -> None:
        centred(c, "项目", 60, 250, 730)
        for first, second, left, right in (
            ("本年支出", "合计", 250, 330),
            ("基本", "支出", 350, 430),
            ("项目支", "出", 450, 530),
        ):
            centred(c, first, left, right, 736)
            centred(c, second, left, right, 724)
        rows(c, BODY)

    assert tables(draw)[0][0] == ["项目", "本年支出合计", "基本支出", "项目支出"]


def test_a_head_without_parts_of_its_own_reaches_as_far_down_as_its_middle_shows() -> None:
    def draw(c: Canvas) -> None:
        centred(c, "支出", 250, 530, 754)
        centred(c, "合计", 250, 330, 727)
        centred(c, "其中", 350, 530, 736)
        for text, left, right in (("基本支出", 350, 430), ("项目支出", 450, 530)):
            centred(c, text, left, right, 718)
        centred(c, "科目名称", 60, 230, 736)
        rows(c, BODY)

    assert tables(draw)[0][:3] == [
        ["科目名称", "支出", "支出", "支出"],
        ["科目名称", "合计", "其中", "其中"],
        ["科目名称", "合计", "基本支出", "项目支出"],
    ]


def test_columns_of_whole_numbers_are_a_table_too() -> None:
    whole_numbers = [[label, str(70 + i), str(40 + i), "30"] for i, (label, *_) in enumerate(BODY)]
    assert tables(lambda c: rows(c, [HEAD, *whole_numbers])) == [[HEAD, *whole_numbers]]


def test_a_single_row_under_a_caption_is_a_table() -> None:
    def draw(c: Canvas) -> None:
        c.drawString(470, 722, "单位：万元")
        rows(c, [HEAD, ["本单位", "27", "15", "12"]])

    assert tables(draw) == [[HEAD, ["本单位", "27", "15", "12"]]]


def test_what_stands_between_two_level_rules_is_one_row() -> None:
    def draw(c: Canvas) -> None:
        for y in (716, 692, 652, 612, 588):
            c.line(58, y, 532, y)
        row(c, HEAD, 700)
        for top, figures in ((680, ["754.75", "754.75", "0.00"]), (640, ["236.64", "236.64", ""])):
            for i, text in enumerate(("机关事业单位基本", "养老保险缴费", "支出")):
                c.drawString(60, top - 12 * i, text)
            row(c, ["", *figures], top - 12)
        row(c, ["合计", "991.39", "991.39", "0.00"], 596)

    label = "机关事业单位基本养老保险缴费支出"
    assert tables(draw) == [
        [
            HEAD,
            [label, "754.75", "754.75", "0.00"],
            [label, "236.64", "236.64", ""],
            ["合计", "991.39", "991.39", "0.00"],
        ]
    ]


def test_labels_without_figures_before_the_first_figures_of_a_page_are_rows() -> None:
    lines = [HEAD, ["十三、交通运输支出", "", "", ""], ["十四、金融支出", "", "", ""], *BODY]
    assert tables(lambda c: rows(c, lines)) == [lines]


def test_the_rest_of_the_last_label_is_not_left_behind() -> None:
    def draw(c: Canvas) -> None:
        rows(c, [HEAD, *BODY], top=720)
        c.drawString(60, 648, "机关事业单位基本养老")
        c.drawString(60, 636, "保险缴费支出")
        row(c, ["", "446.11", "446.11", "0.00"], 642)

    assert tables(draw)[0][-1][0] == "机关事业单位基本养老保险缴费支出"
    assert read(draw).lines == ()


def test_a_table_printed_blank_between_level_rules_is_a_table() -> None:
    def draw(c: Canvas) -> None:
        c.drawString(470, 722, "单位：万元")
        for y in (716, 692, 672):
            c.line(58, y, 532, y)
        row(c, ["科目编码", "本年收入", "本年支出", "年末结转和结余"], 700)

    assert tables(draw) == [[["科目编码", "本年收入", "本年支出", "年末结转和结余"]]]


def dotted(canvas: Canvas) -> None:
    for i in range(6):
        row(canvas, [f"第{i + 1}部分 部门概况", str(3 * i + 1)], 700 - 20 * i, [60, 530])


def prose(canvas: Canvas) -> None:
    for i in range(6):
        canvas.drawString(
            60,
            700 - 18 * i,
            f"2022年本部门支出预算 {i}15.40 万元，比上年增加 {i}2.50 万元，增长 1.{i}%，主要是人员增加。",
        )


def signatures(canvas: Canvas) -> None:
    for i in range(4):
        canvas.drawString(60, 700 - 18 * i, "填表人：张三")
        canvas.drawString(300, 700 - 18 * i, "联系电话：83456789")


@pytest.mark.parametrize(
    "draw",
    [
        pytest.param(dotted, id="contents"),
        pytest.param(prose, id="prose with figures"),
        pytest.param(signatures, id="signatures"),
    ],
)
def test_what_only_looks_like_columns_is_no_table(draw: Callable[[Canvas], Any]) -> None:
    content = read(draw)
    assert content.grids == ()
    assert len(content.lines) >= 4


def filing(tmp_path: Path, *pages: Callable[[Canvas], Any]) -> Path:
    path = tmp_path / "filing.pdf"
    path.write_bytes(pdf(*pages))
    return path


def whole(path: Path) -> Reading:
    reading = read_prepared(path)
    assert isinstance(reading, Reading)
    return reading


def captioned(canvas: Canvas) -> None:
    canvas.setFont(SONG, 16)
    canvas.drawCentredString(297, 760, "一般公共预算支出表")
    canvas.setFont(SONG, 10)
    canvas.drawRightString(530, 738, "单位：万元")
    rows(canvas, [HEAD, *BODY] + [[f"第{i}项支出", f"{i}.50", f"{i}.50", "0.00"] for i in range(30)])


def test_its_caption_and_unit_stand_over_it(tmp_path: Path) -> None:
    (table,) = whole(filing(tmp_path, captioned)).tables
    assert (table.title, table.unit, table.header_rows) == ("一般公共预算支出表", "万元", 1)


def test_it_goes_on_over_the_page_end_though_white_space_falls_elsewhere(tmp_path: Path) -> None:
    rest = [["其他支出", "1.00", "1.00", "0.00"], ["结余", "2.00", "2.00", "0.00"]]
    (table,) = whole(filing(tmp_path, captioned, lambda c: rows(c, [HEAD, *rest], top=780))).tables
    assert rows_of(table)[-2:] == rest
    assert len(rows_of(table)) == 1 + len(BODY) + 30 + 2


def test_a_second_reader_looks_at_it_too(tmp_path: Path) -> None:
    path = filing(tmp_path, lambda c: rows(c, [HEAD, *BODY]))
    first = read_page(open_page(path.read_bytes()), 1)
    wrong = first.grids[0].cells[5]
    assert wrong.text == "754.75"
    cells = tuple(c if c is not wrong else replace(c, text="745.75") for c in first.grids[0].cells)
    grid = replace(first.grids[0], cells=cells)
    (seen,) = second_opinion(path, [PageContent(first.page, (grid,), first.lines)])
    assert [(d.code, d.detail) for d in seen.doubts] == [("readers_disagree", "745.75 / 754.75")]


def test_every_figure_of_it_is_kept_whole() -> None:
    content = read(lambda c: rows(c, [HEAD, *BODY]))
    assert content.doubts == ()
    assert sum(ch.isdigit() for cell in content.grids[0].cells for ch in cell.text) == sum(
        ch.isdigit() for line in BODY for text in line for ch in text
    )
    assert pdfmetrics.stringWidth("754.75", SONG, 10) < 60


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param(
            [HEAD, BODY[0], ["的其他支出", "", "", ""], *BODY[1:]],
            id="a label alone in its row that may be the rest of another",
        ),
        pytest.param([["科目名称", "合计", "", "项目支出"], *BODY], id="a column without a head"),
        pytest.param([HEAD, *BODY, ["", "4,823.75", "2,564.09", "2,259.66"]], id="figures without a label"),
    ],
)
def test_columns_that_look_parted_wrongly_are_doubted(lines: list[list[str]]) -> None:
    doubts = read(lambda c: rows(c, lines)).doubts
    assert [(d.code, d.blocking, d.page) for d in doubts] == [("columns_uncertain", True, 1)]


@pytest.mark.parametrize("extra", [["（一）其他支出", "", "", ""], ["合计", "4,823.75", "2,564.09", "2,259.66"]])
def test_an_item_without_figures_and_a_total_raise_no_doubt(extra: list[str]) -> None:
    content = read(lambda c: rows(c, [HEAD, BODY[0], extra, *BODY[1:]]))
    assert grid_rows(content.grids[0])[2] == extra
    assert content.doubts == ()


def test_columns_that_the_second_reader_parts_otherwise_in_several_cells_are_doubted(tmp_path: Path) -> None:
    path = filing(tmp_path, lambda c: rows(c, [HEAD, *BODY]))
    first = read_page(open_page(path.read_bytes()), 1)
    cells = tuple(replace(c, text=c.text.replace("236.64", "263.64")) for c in first.grids[0].cells)
    (seen,) = second_opinion(path, [PageContent(first.page, (replace(first.grids[0], cells=cells),), first.lines)])
    assert [d.code for d in seen.doubts if d.blocking] == ["columns_uncertain"]
