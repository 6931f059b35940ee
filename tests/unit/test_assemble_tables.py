"""What is one table, what are two: continuation over page ends, repeated headers and captions, cut rows, wide
sheets.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from fiscal.extraction.documents.assemble import assemble
from tests.assembling import SIZE, content, grid, line, rows_of

pytestmark = pytest.mark.unit

HEAD = ["科目编码", "科目名称", "合计", "基本支出", "项目支出"]
ONE = [["205", "教育支出", "27", "0", "27"], ["20508", "进修及培训", "27", "0", "27"]]
TWO = [["208", "社会保障和就业支出", "8", "8", "0"], ["20805", "行政事业单位养老支出", "8", "8", "0"]]
TOTAL = [["合计", "", "35", "8", "27"]]


def fill(rows: list[list[str]]) -> list[list[str]]:
    """Rows enough to fill a page."""
    return rows + [[str(2080501 + i), f"第{i}项支出", str(i), str(i), "0"] for i in range(30)]


def captioned(page: int, title: str = "一般公共预算支出表", number: str | None = None, **more: object):
    lines = [line(title, 50, page=page, size=16), line("单位：万元", 80, page=page, x0=470)]
    return lines + ([line(number, 30, page=page, x0=60)] if number else [])


def test_a_table_without_caption_on_the_next_page_continues():
    reading = assemble(
        [content(1, *captioned(1), grid([HEAD, *fill(ONE)])), content(2, grid([*TWO, *TOTAL], page=2, top=60))]
    )
    assert len(reading.tables) == 1
    assert rows_of(reading.tables[0]) == [HEAD, *fill(ONE), *TWO, *TOTAL]
    assert {c.page for c in reading.tables[0].cells} == {1, 2}


def test_a_repeated_header_is_dropped():
    reading = assemble(
        [content(1, *captioned(1), grid([HEAD, *fill(ONE)])), content(2, grid([HEAD, *TWO], page=2, top=60))]
    )
    assert [rows_of(t) for t in reading.tables] == [[HEAD, *fill(ONE), *TWO]]


def test_a_repeated_header_of_three_rows_is_dropped():
    head = [
        ["项目", "项目", "支出", "支出", "支出"],
        ["编码", "名称", "合计", "基本支出", "项目支出"],
        ["栏次", "栏次", "1", "2", "3"],
    ]
    spans = {(0, 0): (1, 2), (0, 2): (1, 3), (2, 0): (1, 2)}
    reading = assemble(
        [
            content(1, *captioned(1), grid([*head, *fill(ONE)], spans=spans)),
            content(2, grid([*head, *TWO], page=2, top=60, spans=spans)),
        ]
    )
    assert len(reading.tables) == 1
    assert reading.tables[0].header_rows == 3
    assert rows_of(reading.tables[0])[-2:] == TWO


def test_a_caption_printed_again_over_a_full_page_continues():
    pages = [
        content(1, *captioned(1, number="表7"), grid([HEAD, *fill(ONE)], height=22)),
        content(2, *captioned(2, number="表7"), grid([HEAD, *TWO, *TOTAL], page=2)),
    ]
    reading = assemble(pages)
    assert [t.title for t in reading.tables] == ["一般公共预算支出表"]
    assert reading.tables[0].number == "表7"
    assert [s.table_no for s in reading.sentences if s.kind == "caption"] == [1] * 6


def test_a_continued_mark_continues():
    pages = [
        content(1, *captioned(1), grid([HEAD, *ONE])),
        content(2, line("一般公共预算支出表（续）", 50, page=2), grid([HEAD, *TWO], page=2)),
    ]
    assert [rows_of(t) for t in assemble(pages).tables] == [[HEAD, *ONE, *TWO]]


@pytest.mark.parametrize("title", ["政府性基金预算支出表", "国有资本经营预算支出表"])
def test_tables_with_the_same_columns_and_other_titles_stay_two(title: str):
    pages = [
        content(1, *captioned(1), grid([HEAD, *fill(ONE)])),
        content(2, *captioned(2, title), grid([HEAD, *TWO], page=2)),
    ]
    assert [t.title for t in assemble(pages).tables] == ["一般公共预算支出表", title]


def test_a_finished_table_is_not_continued_under_its_own_title():
    pages = [
        content(1, *captioned(1), grid([HEAD, *ONE, *TOTAL])),
        content(2, *captioned(2), grid([HEAD, *TWO, *TOTAL], page=2)),
    ]
    assert len(assemble(pages).tables) == 2


def test_the_same_table_of_another_unit_stays_apart():
    def page(number: int, unit: str):
        return content(
            number,
            line("支出表", 50, page=number, size=16),
            line(f"编制单位：{unit}", 80, page=number, x0=60),
            grid([HEAD, *fill(ONE)], page=number),
        )

    assert [t.declarant for t in assemble([page(1, "市城管局"), page(2, "市园林局")]).tables] == [
        "市城管局",
        "市园林局",
    ]


def test_a_lone_total_row_belongs_to_the_table_before():
    widths = [40.0, 40.0, 40.0, 150.0, 100.0, 100.0]
    head = ["类", "款", "项", "科目名称", "合计", "基本支出"]
    body = [["201", f"{i:02d}", "01", f"第{i}项", str(i), str(i)] for i in range(30)]
    total = [["合计", "合计", "合计", "合计", "435", "435"]]
    lone = grid([["合计", "435", "435"]], page=2, top=60, widths=[270.0, 100.0, 100.0])
    reading = assemble([content(1, *captioned(1), grid([head, *body], widths=widths)), content(2, lone)])
    assert [rows_of(t) for t in reading.tables] == [[head, *body, *total]]


def test_prose_between_two_grids_parts_them():
    pages = [
        content(1, *captioned(1), grid([HEAD, *ONE]), line("以上为基本支出情况，具体说明如下文所述。", 700, x0=60)),
        content(2, grid([HEAD, *TWO], page=2)),
    ]
    assert len(assemble(pages).tables) == 2


def test_a_scaled_part_continues():
    pages = [
        content(1, *captioned(1), grid([HEAD, *fill(ONE)])),
        content(2, grid([*TWO, *TOTAL], page=2, top=60, left=50, widths=[80.0] * 5)),
    ]
    assert len(assemble(pages).tables) == 1


def test_a_row_cut_by_the_page_end_is_joined():
    widths = [100.0, 70.0, 300.0]
    head = ["项目名称", "预算数", "绩效目标"]
    text = "完成数字城管系统的运行维护，完成数字城管系统的运行维护工作"
    body = [[f"项目{i}", str(i), "保障工作。"] for i in range(30)]
    upper = grid([head, *body, ["信息化运维", "1,381", f"{text}\n{text}"]], widths=widths)
    lower = grid(
        [head, ["", "", "保障率不低于百分之九十。"], ["综合管理", "251", "完成后勤保障。"]],
        page=2,
        top=60,
        widths=widths,
    )
    rows = rows_of(assemble([content(1, *captioned(1), upper), content(2, lower)]).tables[0])
    assert rows[-2:] == [
        ["信息化运维", "1,381", f"{text}{text}保障率不低于百分之九十。"],
        ["综合管理", "251", "完成后勤保障。"],
    ]


def test_a_row_with_a_label_only_is_not_the_rest_of_another():
    head = ["项目", "决算数", "项目(按功能分类)", "决算数"]
    upper = grid(
        [head, *[["", "", f"{n}、某类支出", "1"] for n in "一二三四五"], ["", "", "六、商业服务业等支出", ""]],
        widths=[150.0, 80.0, 110.0, 80.0],
        height=110,
    )
    lower = grid(
        [["", "", "七、金融支出", ""], ["本年收入合计", "5", "本年支出合计", "5"]],
        page=2,
        top=60,
        widths=[150.0, 80.0, 110.0, 80.0],
    )
    rows = rows_of(assemble([content(1, *captioned(1), upper), content(2, lower)]).tables[0])
    assert [r[2] for r in rows[-3:]] == ["六、商业服务业等支出", "七、金融支出", "本年支出合计"]


def test_a_label_cut_by_the_page_end_is_joined_where_it_lacks_its_end():
    widths = [150.0, 80.0, 110.0, 80.0]
    head = ["项目", "决算数", "项目(按功能分类)", "决算数"]
    body = [["", "", f"{n}、某类支出", "1"] for n in "一二三四五"]

    def labels(last: str, first: str) -> list[str]:
        upper = grid([head, *body, ["", "", last, ""]], widths=widths, height=94)
        lower = grid([["", "", first, ""], ["本年收入合计", "5", "本年支出合计", "5"]], page=2, top=60, widths=widths)
        return [r[2] for r in rows_of(assemble([content(1, *captioned(1), upper), content(2, lower)]).tables[0])[6:]]

    assert labels("六、抗疫特别国债安排", "的支出") == ["六、抗疫特别国债安排的支出", "本年支出合计"]
    assert labels("六、灾害防治及应急管", "理支出") == ["六、灾害防治及应急管理支出", "本年支出合计"]
    assert labels("六、其他支出和缴费等", "结余分配") == ["六、其他支出和缴费等", "结余分配", "本年支出合计"]


def test_a_label_that_begins_where_others_begin_is_not_centred():
    widths = [128.0, 80.0]
    body = [[f"　　（{n}）某类支出", "1"] for n in "一二三四五"]
    upper = grid([["项目", "预算数"], *body, ["　　（六）特别国债安排", ""]], widths=widths, height=94)
    lower = grid([["　　的支出", ""], ["本年支出合计", "5"]], page=2, top=60, widths=widths)
    rows = rows_of(assemble([content(1, *captioned(1), upper), content(2, lower)]).tables[0])
    assert [r[0] for r in rows[-2:]] == ["（六）特别国债安排的支出", "本年支出合计"]


def test_brackets_wrap_with_what_they_hold():
    widths = [46.0, 80.0, 80.0]
    body = [
        ["办公费", "10", "10"],
        ["差旅费", "8", "8"],
        ["印刷费", "8", "8"],
        ["水电费", "8", "8"],
        ["邮电费", "1", "1"],
        ["维修", "1", "1"],
    ]
    upper = grid([["项目", "合计", "本年"], *body], widths=widths, height=94)
    lower = grid([["（护）费", "", ""], ["会议费", "0", "0"]], page=2, top=60, widths=widths)
    rows = rows_of(assemble([content(1, *captioned(1), upper), content(2, lower)]).tables[0])
    assert rows[-2:] == [["维修（护）费", "1", "1"], ["会议费", "0", "0"]]


def test_a_label_spread_over_its_cell_is_whole():
    head, body = ["项目", "预算数"], [[f"第{i}类支出", "1"] for i in range(5)]
    upper = grid([head, *body, ["某类结转资金", "1"]], height=94)
    spread = tuple(replace(c, last_line=(c.x0 + 3, c.x1 - 3)) if c.text == "某类结转资金" else c for c in upper.cells)
    lower = grid([["上年结转结余", ""], ["收入总计", "5"]], page=2, top=60)
    rows = rows_of(assemble([content(1, *captioned(1), replace(upper, cells=spread)), content(2, lower)]).tables[0])
    assert [r[0] for r in rows[-3:]] == ["某类结转资金", "上年结转结余", "收入总计"]


def test_the_blank_rest_of_a_row_lower_than_any_other_is_no_row():
    body = [["205", "教育支出", str(i)] for i in range(32)]
    upper = grid([["编码", "名称", "合计"], *body], height=20)
    low = replace(upper, row_edges=(*upper.row_edges[:-1], upper.row_edges[-1] - 3), bottom=upper.bottom - 3)
    lower = grid([["", "", ""], ["206", "科学技术支出", "1"]], page=2, top=60)
    for first, count in ((low, 34), (upper, 35)):
        assert len(rows_of(assemble([content(1, *captioned(1), first), content(2, lower)]).tables[0])) == count


def test_a_spanning_cell_cut_by_the_page_end_is_one_cell():
    head = ["项目名称", "城市管理", "", ""]
    upper = grid(
        [
            head,
            ["绩效指标", "一级指标", "二级指标", "指标值"],
            ["", "产出指标", "数量指标", "12次"],
            ["", "", "质量指标", "90%"],
        ],
        spans={(0, 1): (1, 3), (1, 0): (3, 1), (2, 1): (2, 1)},
        height=170,
    )
    lower = grid(
        [["", "", "时效指标", "及时"], ["", "效益指标", "社会效益", "提升"], ["", "", "生态效益", "改善"]],
        page=2,
        top=60,
        spans={(0, 0): (3, 1), (1, 1): (2, 1)},
        open_top=True,
    )
    table = assemble([content(1, *captioned(1, "项目支出绩效目标表"), upper), content(2, lower)]).tables[0]
    spans = {c.text: c.rowspan for c in table.cells if c.rowspan > 1}
    assert spans == {"绩效指标": 6, "产出指标": 3, "效益指标": 2}
    assert table.header_rows == 0


def test_forms_of_one_layout_stay_apart():
    def form(page: int, name: str):
        rows = [
            ["项目编码：", f"4403{page}", "项目名称：", name],
            ["申请单位：", "市中心", "一级预算单位：", "市局"],
            ["年度目标：", f"完成{name}", "", ""],
        ]
        return content(
            page,
            line("项目支出绩效目标申报表", 40, page=page, size=16),
            grid(rows, page=page, spans={(2, 1): (1, 3)}, height=220),
        )

    def bare(page: int, name: str):
        return content(page, *form(page, name).grids)

    assert len(assemble([form(1, "培训费"), form(2, "城管业务"), form(3, "慰问金")]).tables) == 3
    assert len(assemble([form(1, "培训费"), bare(2, "城管业务"), bare(3, "慰问金")]).tables) == 3


def test_a_wide_table_printed_as_two_sheets_is_two_tables_that_know_each_other():
    rows = [["合计", "93"], ["205004", "93"], ["2120101", "93"]]
    left = grid([["单位代码", "总计", "办公费", "印刷费"], *[[*r, "50", "43"] for r in rows]])
    right = grid([["单位代码", "工会经费", "福利费", "其他"], *[[r[0], "1", "2", "3"] for r in rows]], page=2)
    reading = assemble([content(1, *captioned(1), left), content(2, *captioned(2), right)])
    assert [t.continues_table_no for t in reading.tables] == [None, 1]


def test_two_tables_in_one_grid_are_parted_at_the_ruled_title():
    rows = [HEAD, *ONE, *TOTAL, ["政府性基金预算支出表"] + [""] * 4, HEAD, *TWO]
    reading = assemble([content(1, *captioned(1), grid(rows, spans={(4, 0): (1, 5)}))])
    assert [t.title for t in reading.tables] == ["一般公共预算支出表", "政府性基金预算支出表"]
    assert [t.rows for t in reading.tables] == [4, 4]


def test_a_header_between_the_rows_of_one_grid_is_dropped():
    reading = assemble([content(1, *captioned(1), grid([HEAD, *ONE, HEAD, *TWO]))])
    assert [rows_of(t) for t in reading.tables] == [[HEAD, *ONE, *TWO]]


def test_a_contents_page_drawn_with_rules_is_no_table():
    rows = [["一、", "部门概况", "1"], ["二、", "收支总表", "3"], ["三、", "名词解释", "9"]]
    reading = assemble([content(1, line("目录", 50, size=16), grid(rows))])
    assert reading.tables == ()
    assert [s.text for s in reading.sentences if s.kind == "contents"] == [
        "目录",
        "一、 部门概况 1",
        "二、 收支总表 3",
        "三、 名词解释 9",
    ]


def test_a_frame_around_prose_and_a_signature_block_are_no_tables():
    frame = grid([["说明", "本单位预算由基本支出和项目支出构成，" * 8 + "特此说明。"]], widths=[70.0, 400.0])
    signature = grid([["单位负责人：", "财务负责人："], ["填表人：", "联系电话："]], top=300)
    reading = assemble([content(1, frame, signature)])
    assert reading.tables == ()
    assert "特此说明。" in "".join(s.text for s in reading.sentences)
    assert "填表人：" in "".join(s.text for s in reading.sentences)


def test_every_printed_text_is_kept_once():
    pages = [
        content(1, *captioned(1), grid([HEAD, *ONE]), line("注：本表无数据。", 170, x0=60)),
        content(2, line("第一部分 概况", 60, page=2), line("- 2 -", 810, page=2)),
    ]
    reading = assemble(pages)
    texts = [s.text for s in reading.sentences]
    assert sorted(texts) == sorted(["一般公共预算支出表", "单位：万元", "注：本表无数据。", "第一部分 概况", "- 2 -"])
    assert sorted(c.text for t in reading.tables for c in t.cells) == sorted(t for r in [HEAD, *ONE] for t in r)


def test_a_page_inside_a_long_span_continues_the_label_that_it_shows_no_rules_of():
    rows = [
        ["绩效指标", "一级指标", "二级指标", "指标值"],
        ["", "产出指标", "数量指标", "12次"],
        ["", "", "质量指标", "90%"],
    ]
    upper = grid(rows, spans={(0, 0): (3, 1), (1, 1): (2, 1)}, height=220)
    lower = grid(
        [["时效指标", "及时"], ["成本指标", "节约"]], page=2, top=60, left=295, widths=[117.5, 117.5], open_top=True
    )
    table = assemble([content(1, *captioned(1, "项目绩效目标表"), upper), content(2, lower)]).tables[0]
    assert rows_of(table)[3:] == [
        ["绩效指标", "产出指标", "时效指标", "及时"],
        ["绩效指标", "产出指标", "成本指标", "节约"],
    ]


def test_a_label_that_stands_beside_the_rules_of_a_page_is_its_cell():
    upper = grid(
        [["绩效指标", "一级指标", "二级指标", "指标值"], ["", "产出指标", "数量指标", "12次"]],
        spans={(0, 0): (2, 1)},
        height=330,
    )
    lower = grid(
        [["社会效益", "提升"], ["生态效益", "改善"]], page=2, top=60, left=295, widths=[117.5, 117.5], open_top=True
    )
    reading = assemble(
        [content(1, *captioned(1, "项目绩效目标表"), upper), content(2, line("效益指标", 64, page=2, x0=190), lower)]
    )
    assert rows_of(reading.tables[0])[2:] == [
        ["绩效指标", "效益指标", "社会效益", "提升"],
        ["绩效指标", "效益指标", "生态效益", "改善"],
    ]
    assert "效益指标" not in [s.text for s in reading.sentences]


def test_a_label_that_runs_past_the_last_rule_is_read_whole():
    upper = grid(
        [["项目名称", "城市管理"], ["主管部门", "市城管局"], ["年度绩", "一级指标"]], widths=[36.0, 434.0], height=220
    )
    lower = grid(
        [["", "产出指标"], ["", "效益指标"]],
        page=2,
        top=60,
        widths=[36.0, 434.0],
        spans={(0, 0): (2, 1)},
        open_top=True,
    )
    reading = assemble(
        [content(1, *captioned(1, "项目绩效目标表"), upper, line("效指标", 761, x0=63)), content(2, lower)]
    )
    (label,) = [c for c in reading.tables[0].cells if c.rowspan > 1]
    assert (label.text, label.rowspan) == ("年度绩效指标", 3)


def test_a_label_that_went_to_the_new_page_whole_joins_its_figures():
    head = ["单位代码", "单位名称", "总计", "办公费"]
    body = [[str(205000 + i), f"第{i}中心", str(i), str(i)] for i in range(30)]
    upper = grid([head, *body, ["205004", "", "93", "93"]])
    lower = grid([["", "市城市管理和综合执法局", "", ""], ["205005", "市园林中心", "5", "5"]], page=2, top=60)
    rows = rows_of(assemble([content(1, *captioned(1), upper), content(2, lower)]).tables[0])
    assert rows[-2:] == [["205004", "市城市管理和综合执法局", "93", "93"], ["205005", "市园林中心", "5", "5"]]


def test_a_header_alone_at_the_end_of_a_page_begins_the_table():
    upper = grid([["收入", "支出"]], top=740, widths=[235.0, 235.0])
    lower = grid(
        [["项目", "预算数", "项目", "预算数"], ["一、拨款", "5", "一、教育", "5"], ["收入总计", "5", "支出总计", "5"]],
        page=2,
        top=60,
    )
    lines = [line("收支总表", 690, size=16), line("单位：万元", 720, x0=470)]
    reading = assemble([content(1, *lines, upper), content(2, lower)])
    assert [(t.title, t.rows, t.header_rows) for t in reading.tables] == [("收支总表", 4, 2)]


def test_a_label_that_is_framed_in_its_first_row_only_spans_to_the_page_end_and_on():
    upper = grid(
        [["绩效指标", "一级指标", "指标值"], ["产出指标", "数量", "12次"], ["", "质量", "90%"], ["", "时效", "及时"]],
        height=170,
    )
    upper = replace(upper, cells=tuple(c for c in upper.cells if c.col or c.text))
    lower = grid([["成本", "节约"], ["效益", "提升"]], page=2, top=60, left=216.7, widths=[156.7, 156.6])
    rows = rows_of(assemble([content(1, *captioned(1, "项目绩效目标表"), upper), content(2, lower)]).tables[0])
    assert [r[0] for r in rows] == ["绩效指标", *["产出指标"] * 5]


def test_a_part_that_shows_no_first_column_and_parts_another_continues_a_form():
    upper = grid(
        [["项目名称", "城市管理", "主管部门", "市城管局"], ["绩效目标", "全年运行", "实施期", "2022年"]],
        widths=[66.0, 147.0, 119.0, 138.0],
    )
    lower = grid(
        [["一级指标", "二级指标", "三级指标", "指标值"], ["产出指标", "数量指标", "考评次数", "12次"]],
        page=2,
        top=60,
        left=126,
        widths=[44.0, 103.0, 119.0, 138.0],
    )
    reading = assemble([content(1, *captioned(1, "项目绩效目标表"), upper), content(2, lower)])
    assert len(reading.tables) == 1
    assert rows_of(reading.tables[0])[3][1:] == ["产出指标", "数量指标", "考评次数", "12次"]


def test_the_rest_of_a_form_s_field_beside_a_blank_label_is_no_row_of_its_own():
    wide = {(1, 1): (1, 3)}
    upper = grid(
        [["项目名称", "城市管理", "主管部门", "市城管局"], ["年度目标", "目标1.全年运行；", "", ""]],
        spans=wide,
        top=760,
    )
    lower = grid(
        [["", "目标2.提升效率。", "", ""], ["一级指标", "二级指标", "三级指标", "指标值"]],
        spans={(0, 1): (1, 3)},
        page=2,
        top=60,
    )
    rows = rows_of(assemble([content(1, *captioned(1, "项目绩效目标表"), upper), content(2, lower)]).tables[0])
    assert [row[1] for row in rows] == ["城市管理", "目标1.全年运行；目标2.提升效率。", "二级指标"]


def test_the_room_that_a_font_leaves_before_a_character_is_no_indent():
    drawn = grid([["项目", "金额"], ["　　奖金", "1"], ["　　工会经费", "2"], ["　　　福利费", "3"], ["合计", "6"]])
    shifted = {(1, 0): 2.0, (2, 0): 3.0, (3, 0): 1.0}
    cells = tuple(replace(c, first_x0=c.first_x0 + shifted.get((c.row, c.col), 0.0)) for c in drawn.cells)
    (table,) = assemble([content(1, replace(drawn, cells=cells))]).tables
    assert [c.indent for c in table.cells if c.col == 0] == [0, 4, 4, 6, 0]


def numbered(page: int, top: float):
    return line(f"— {page + 11} —", top, page=page, size=14)


def test_page_numbers_far_from_the_edge_do_not_part_a_table():
    """A number that counts with the pages is a page number wherever it stands; here its lower edge is at 0.885 of the
    height.
    """
    size = (842.0, 595.0)
    pages = [
        content(1, *captioned(1), grid([HEAD, *fill(ONE)], height=12), numbered(1, 512), size=size),
        *(
            content(
                p,
                grid([HEAD, *[[f"2080{p}", f"第{p}项", str(p), str(p), "0"]] * 15], page=p, height=20),
                numbered(p, 512),
                size=size,
            )
            for p in (2, 3)
        ),
    ]
    reading = assemble(pages)
    assert [len(rows_of(t)) for t in reading.tables] == [33 + 15 + 15]
    assert [s.text for s in reading.sentences if s.kind == "page_mark"] == ["— 12 —", "— 13 —", "— 14 —"]


def test_a_page_number_that_touches_the_last_rule_is_one():
    pages = [
        content(1, *captioned(1), grid([HEAD, *fill(ONE)], height=21), numbered(1, 795)),
        content(2, grid([HEAD, *TWO], page=2, top=60), numbered(2, 795)),
    ]
    assert len(assemble(pages).tables) == 1


@pytest.mark.parametrize(
    "ordinals",
    [
        ["**", "**", "1", "2", "3"],
        ["**", "**", "**", "1", "2"],
        ["栏次", "", "1", "2=3+4", "3"],
        ["甲", "乙", "1", "2", "3"],
        ["1", "2", "3", "4", "**"],
        ["类", "款", "1", "2", "3"],
    ],
)
def test_a_row_of_column_numbers_is_a_header_row_on_every_page(ordinals: list[str]):
    pages = [
        content(1, *captioned(1), grid([HEAD, ordinals, *fill(ONE)], height=22)),
        content(2, grid([HEAD, ordinals, *TWO], page=2, top=60)),
    ]
    table = assemble(pages).tables[0]
    assert table.header_rows == 2
    assert rows_of(table) == [HEAD, ordinals, *fill(ONE), *TWO]


def test_figures_that_do_not_number_the_columns_are_data():
    for row in (
        ["**", "1", "2", "4", "4"],
        ["3", "4", "5", "6", "7"],
        ["205", "1", "2", "3", "4"],
        ["", "", "1", "", ""],
    ):
        assert assemble([content(1, *captioned(1), grid([HEAD, row, *fill(ONE)]))]).tables[0].header_rows == 1


def test_a_list_of_projects_is_no_form_though_its_first_row_names_fields():
    rows = [
        ["单位名称", "项目名称", "金额", "绩效目标"],
        *[["市司法局", f"第{n}项", f"{n}.00", "持续推进。"] for n in range(1, 6)],
    ]
    assert assemble([content(1, *captioned(1, "项目支出绩效表"), grid(rows))]).tables[0].header_rows == 1


def indents(*labels: tuple[str, float], column: float = 120.0) -> list[int]:
    """The indents of labels that begin so many characters to the right in a column so wide; line ends in a label are
    printed ones.
    """
    drawn = grid([["项目", "金额"], *[[text, "1"] for text, _ in labels]], widths=[column, 80.0], height=30)
    by = {row: SIZE * shift for row, (_, shift) in enumerate(labels, 1)}
    cells = tuple(
        replace(c, first_x0=c.first_x0 + by[c.row], last_line=(c.x0 + 3 + by[c.row], c.last_line[1] + by[c.row]))
        if c.col == 0 and c.row
        else c
        for c in drawn.cells
    )
    (table,) = assemble([content(1, replace(drawn, cells=cells))]).tables
    return [c.indent for c in table.cells if c.col == 0 and c.row]


def test_a_wrapped_name_keeps_its_indent_though_its_first_line_fills_the_cell():
    assert indents(
        ("市司法局", 0),
        ("市司法局监狱管\n理中心", 2),
        ("市司法局法律援\n助中心", 2),
        ("市司法局戒毒管\n理中心所", 2),
        column=106.0,
    ) == [0, 4, 4, 4]


def test_wrapped_names_in_the_middle_of_their_cells_have_no_indent():
    drawn = grid([["项目", "金额"], *[["商品和服务支\n出", "1"] for _ in range(4)]], widths=[80.0, 80.0], height=30)
    middle = [
        replace(c, first_x0=c.x0 + 10, last_line=(c.x0 + 35, c.x0 + 45)) if c.col == 0 and c.row else c
        for c in drawn.cells
    ]
    (table,) = assemble([content(1, replace(drawn, cells=tuple(middle)))]).tables
    assert {c.indent for c in table.cells if c.col == 0} == {0}


def test_a_single_no_break_space_is_no_indent():
    assert indents(("甲经费", 0), ("\xa0乙经费", 0.5), ("丙经费", 1)) == [0, 0, 2]
