"""The prose: paragraphs over lines and pages, sentences with their places, headings, contents, page marks."""

from __future__ import annotations

import pytest

from fiscal.extraction.documents.assemble import assemble
from fiscal.extraction.page.content import Grid, TextLine
from fiscal.extraction.prose.paragraphs import sentence_spans
from fiscal.model.reading import Sentence
from tests.assembling import content, grid, line, paragraph

pytestmark = pytest.mark.unit

LONG = (
    "本单位二〇二二年度收入总计三百五十三万元，较上年增加三十三万元，其中年初结转和结余十八万元，"
    "本年收入合计三百三十五万元，主要原因是财政返回上年结转。"
)


def sentences(*pages: list[Grid | TextLine]) -> tuple[Sentence, ...]:
    return assemble([content(i + 1, *parts) for i, parts in enumerate(pages)]).sentences


def texts(found: tuple[Sentence, ...], kind: str) -> list[str]:
    return [s.text for s in found if s.kind == kind]


def test_a_paragraph_is_joined_over_its_lines_and_keeps_a_box_for_each():
    (sentence,) = sentences(paragraph(LONG, 100))
    assert sentence.text == LONG
    assert len(sentence.boxes) == 2
    assert sentence.boxes[0].x0 == 80


def test_a_paragraph_is_joined_over_the_page_end_and_its_page_number():
    lines = paragraph(LONG * 2, 700)
    last = len(lines) - 1
    moved = TextLine(2, lines[last].text, lines[last].x0, 60, lines[last].x1, 70, lines[last].size)
    found = sentences(
        [*lines[:last], line("- 1 -", 810)], [moved, *paragraph("下一段。", 90, page=2), line("- 2 -", 810, page=2)]
    )
    assert texts(found, "sentence") == [LONG, LONG, "下一段。"]
    assert texts(found, "page_mark") == ["- 1 -", "- 2 -"]
    assert {b.page for b in found[1].boxes} == {1, 2}


def test_an_indented_line_begins_a_new_paragraph():
    found = sentences([*paragraph(LONG[:-1], 100), *paragraph("支出总计三百万元。", 136)])
    assert texts(found, "sentence") == [LONG[:-1], "支出总计三百万元。"]


def test_a_line_in_larger_print_from_margin_to_margin_is_no_title():
    body = [row for at in range(4) for row in paragraph(LONG, 40 + 60 * at, size=9, right=522)]
    large = paragraph(LONG * 2, 400, size=11, right=522)
    assert texts(sentences([*body, *large]), "sentence")[-2:] == [LONG, LONG]


def test_a_line_that_ends_early_before_a_long_number_is_not_the_paragraphs_end():
    first = TextLine(
        1, "支出的具体构成为：基本支出一百四十万元，项目支出一百七十六万元，分别占支出总额的", 80, 100, 500, 110, 10
    )
    second = TextLine(1, "44.4444444%和55.5555555%。", 60, 118, 190, 128, 10)
    assert texts(sentences([*paragraph(LONG, 40), first, second]), "sentence")[-1] == first.text + second.text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("收入5万元；支出3万元。其中：无。", ["收入5万元；", "支出3万元。", "其中：无。"]),
        ("接待费（含外宾；外事。）0万元。", ["接待费（含外宾；外事。）0万元。"]),
        ("打造“一网统管；一网通办”体系。", ["打造“一网统管；一网通办”体系。"]),
        ("结转结余17.96万元。。支出持平。", ["结转结余17.96万元。。", "支出持平。"]),
        ("他说：“好。”然后结束", ["他说：“好。”然后结束"]),
        ("没有句号", ["没有句号"]),
    ],
)
def test_sentences_end_at_closing_marks_outside_brackets(text: str, expected: list[str]):
    assert [text[a:b].strip() for a, b in sentence_spans(text)] == expected


def test_headings_form_a_tree():
    page = [
        line("第三部分 决算情况说明", 60, size=16),
        line("一、收入决算情况", 100, x0=80),
        *paragraph(LONG, 120),
        line("二、支出决算情况", 170, x0=80),
        line("（一）总体情况", 190, x0=80),
        *paragraph("支出总计三百万元。", 210),
        line("第四部分 名词解释", 260, size=16),
        *paragraph("一、基本支出：指为保障机构正常运转而发生的支出。", 300),
    ]
    found = sentences(page)
    paths = {s.text: s.heading_path for s in found if s.kind == "sentence"}
    assert paths["支出总计三百万元。"] == ("第三部分 决算情况说明", "二、支出决算情况", "（一）总体情况")
    assert paths["一、基本支出：指为保障机构正常运转而发生的支出。"] == ("第四部分 名词解释",)
    assert len(texts(found, "heading")) == 5


def test_the_title_of_a_report_set_like_any_line_is_a_heading_over_its_first_one():
    found = sentences(
        [
            *paragraph(LONG, 100),
            line("运行维护费绩效评价报告", 160, x0=100),
            line("一、基本情况", 180, x0=100),
            *paragraph(LONG, 200),
        ]
    )
    assert texts(found, "heading") == ["运行维护费绩效评价报告", "一、基本情况"]
    assert found[-1].heading_path == ("运行维护费绩效评价报告", "一、基本情况")


def test_a_heading_on_the_line_of_its_paragraph_heads_it():
    found = sentences(
        paragraph("1.因公出国（境）费用。2022年预算数0万元，比上年持平。", 100)
        + paragraph("2.公务接待费。2022年预算数2万元。", 140)
    )
    assert texts(found, "heading") == ["1.因公出国（境）费用。", "2.公务接待费。"]
    assert [s.heading_path for s in found if s.kind == "sentence"] == [("1.因公出国（境）费用。",), ("2.公务接待费。",)]


def test_numbered_items_of_a_list_are_no_headings():
    page = [
        *paragraph("具体包括：", 80),
        line("1. 市中心（本部）", 100, x0=80),
        line("2. 市大队", 118, x0=80),
        line("3. 市服务中心", 136, x0=80),
    ]
    assert texts(sentences(page), "heading") == []


def test_contents_end_where_the_first_entry_comes_again():
    first = [
        line("目录", 60, size=18),
        line("第一部分 单位概况", 100, x0=60),
        line("一、主要职责", 120, x0=60),
        line("第二部分 单位决算表", 140, x0=60),
    ]
    second = [line("一、收入支出决算总表", 60, page=2, x0=60), line("第三部分 名词解释", 80, page=2, x0=60)]
    third = [
        line("第一部分 单位概况", 60, page=3, size=16),
        line("一、主要职责", 100, page=3, x0=80),
        *paragraph("负责城市管理。", 120, page=3),
    ]
    found = sentences(first, second, third)
    assert len(texts(found, "contents")) == 6
    assert texts(found, "heading") == ["第一部分 单位概况", "一、主要职责"]


def test_entries_with_leaders_are_contents_wherever_they_stand():
    found = sentences(
        [
            line("一、部门概况................3", 60, x0=60),
            line("二、收支总表…………………5", 80, x0=60),
            *paragraph(LONG, 200),
        ]
    )
    assert len(texts(found, "contents")) == 2


def test_running_headers_are_page_marks_and_table_titles_are_not():
    rows = [["项目", "预算数"], ["教育", "27"]]
    pages = [
        [
            line("某市2022年部门预算公开", 30, page=p, size=9),
            line("项目支出表", 60, page=p, size=14),
            grid(rows, page=p),
        ]
        for p in range(1, 5)
    ]
    prose = [[line("某市2022年部门预算公开", 30, page=p, size=9), *paragraph(LONG, 100, page=p)] for p in range(5, 10)]
    found = sentences(*pages, *prose)
    assert texts(found, "page_mark") == ["某市2022年部门预算公开"] * 9
    assert texts(found, "caption") == ["项目支出表"] * 4


def test_a_running_header_stands_elsewhere_on_the_few_pages_of_another_orientation():
    rows = [["项目", "预算数"], ["教育", "27"]]
    wide = [line("部门预算公开", 44, page=1, size=9, x0=40), grid(rows, page=1)]
    prose = [[line("部门预算公开", 30, page=p, size=9, x0=60), *paragraph(LONG, 100, page=p)] for p in range(2, 9)]
    found = sentences(wide, *prose)
    assert texts(found, "page_mark") == ["部门预算公开"] * 8


def test_captions_and_notes_name_their_table():
    page = [
        line("支出表", 60, size=14),
        grid([["项目", "预算数"], ["教育", "27"]]),
        line("注：本表反映支出。", 145, x0=60),
        *paragraph(LONG, 200),
    ]
    found = sentences(page)
    assert [(s.kind, s.table_no) for s in found] == [("caption", 1), ("note", 1), ("sentence", None)]


def test_the_numbers_of_an_axis_and_what_stands_among_them_are_no_sentences():
    chart = [line(t, 100 + 24 * i, x0=100) for i, t in enumerate(["120", "100", "80", "60 事业人员", "40", "20", "0"])]
    found = sentences([*paragraph(LONG, 40), *chart, line("行政人员 事业人员", 272, x0=130), *paragraph(LONG, 320)])
    assert texts(found, "figure") == ["120", "100", "80", "60 事业人员", "40", "20", "0", "行政人员 事业人员"]
    assert {s.text for s in found if s.kind in ("sentence", "heading")} == {
        s.text for s in sentences(paragraph(LONG, 40))
    }


def test_slices_over_a_pictures_caption_are_no_sentences():
    found = sentences(
        [
            *paragraph(LONG, 40),
            line("支出预算", 120),
            line("23.24%", 150, x0=100),
            line("基本支出 项目支出", 180, x0=300),
            line("图2：基本支出和项目支出情况", 240),
        ]
    )
    assert texts(found, "figure") == ["支出预算", "23.24%", "基本支出 项目支出"]


def test_what_stands_over_a_table_is_no_text_of_a_picture_under_it():
    found = assemble(
        [
            content(
                1,
                *paragraph(LONG, 40),
                line("表1 收支总表", 120),
                line("单位：万元", 140),
                grid([["项目", "2023年预算数"], ["收入总计", "150.00"]], top=160),
                line("图2：基本支出和项目支出情况", 240),
            )
        ]
    )
    assert [(table.title, table.unit) for table in found.tables] == [("收支总表", "万元")]
    assert texts(found.sentences, "figure") == []


def test_figures_that_do_not_run_at_even_steps_are_said():
    found = sentences(
        [line(t, 100 + 24 * i, x0=100) for i, t in enumerate(["120 人", "95 人", "80 人", "61 人", "40 人"])]
    )
    assert texts(found, "figure") == []
