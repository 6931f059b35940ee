"""What stands at a page end: columns of other widths, carried figures, cells printed again, rows alone at a foot, and
joins that are a draw.
"""

from __future__ import annotations

from fiscal.extraction.documents.assemble import assemble
from fiscal.extraction.page.content import TextLine
from tests.assembling import content, grid, line, rows_of
from tests.unit.test_assemble_tables import HEAD, ONE, TWO, captioned, fill


def test_a_table_continues_by_the_order_of_its_columns_though_widths_differ_and_carried_figures_are_no_rows():
    carried = ["", "过次页", "470", "435", "35"]
    taken_over = ["", "承前页", "470", "435", "35"]
    pages = [
        content(1, *captioned(1), grid([HEAD, *fill(ONE), carried], widths=[70.0, 200.0, 60.0, 60.0, 60.0], height=20)),
        content(2, *captioned(2), grid([HEAD, taken_over, *TWO], page=2, widths=[90.0, 140.0, 80.0, 80.0, 80.0])),
    ]
    assert [rows_of(t) for t in assemble(pages).tables] == [[HEAD, *fill(ONE), *TWO]]


def test_subtotals_of_a_page_are_no_rows_of_a_table_over_several():
    pages = [
        content(1, *captioned(1), grid([HEAD, *fill(ONE), ["", "本页小计", "5", "5", "0"]])),
        content(2, grid([HEAD, *TWO, ["", "本页小计", "8", "8", "0"], ["", "合计", "13", "13", "0"]], page=2, top=60)),
    ]
    assert [rows_of(t) for t in assemble(pages).tables] == [[HEAD, *fill(ONE), *TWO, ["", "合计", "13", "13", "0"]]]


def test_columns_of_other_widths_that_hold_other_things_are_another_table():
    other = [
        ["甲", "乙", "丙", "丁", "戊"],
        ["局机关", "是", "无", "待定", "暂缓"],
        ["某中心", "否", "有", "已办", "暂缓"],
    ]
    pages = [
        content(1, *captioned(1), grid([HEAD, *fill(ONE)], widths=[70.0, 200.0, 60.0, 60.0, 60.0])),
        content(2, grid(other, page=2, top=60, widths=[90.0, 140.0, 80.0, 80.0, 80.0])),
    ]
    assert len(assemble(pages).tables) == 2


def test_a_total_printed_again_under_the_header_is_told_once():
    total = ["", "合计", "435", "400", "35"]
    pages = [
        content(1, *captioned(1), grid([HEAD, total, *fill(ONE)])),
        content(2, *captioned(2), grid([HEAD, total, *TWO], page=2)),
    ]
    assert [rows_of(t) for t in assemble(pages).tables] == [[HEAD, total, *fill(ONE), *TWO]]


def test_another_total_under_the_header_is_a_row():
    first, second = ["", "合计", "435", "400", "35"], ["", "合计", "8", "8", "0"]
    pages = [
        content(1, *captioned(1), grid([HEAD, first, *fill(ONE)])),
        content(2, grid([HEAD, second, *TWO], page=2, top=60)),
    ]
    assert second in [row for t in assemble(pages).tables for row in rows_of(t)]


def test_a_merged_cell_printed_again_on_the_next_page_is_one_cell():
    head = ["单位", "项目", "金额", "绩效指标", "指标值"]
    upper = grid(
        [head, ["市局", "甲项目", "414.12", "数量", "1"], *[["", "", "", f"质量{i}", "2"] for i in range(29)]],
        spans={(1, 0): (30, 1), (1, 1): (30, 1), (1, 2): (30, 1)},
    )
    lower = grid(
        [
            head,
            ["市局", "甲项目", "414.12", "时效", "3"],
            ["", "", "", "满意度", "4"],
            ["市局", "乙项目", "414.12", "数量", "5"],
        ],
        page=2,
        spans={(1, 0): (2, 1), (1, 1): (2, 1), (1, 2): (2, 1)},
    )
    (table,) = assemble(
        [content(1, *captioned(1, "绩效目标表"), upper), content(2, *captioned(2, "绩效目标表"), lower)]
    ).tables
    assert [(c.text, c.rowspan) for c in table.cells if c.rowspan > 1] == [("市局", 32), ("甲项目", 32), ("414.12", 32)]
    assert [c.text for c in table.cells if c.col == 2] == ["金额", "414.12", "414.12"]


def test_an_amount_beside_another_project_is_not_the_one_above_though_equal():
    head = ["项目", "金额", "绩效指标", "指标值"]
    upper = grid(
        [
            head,
            *[[f"项目{i}", "1", "数量", "1"] for i in range(28)],
            ["甲项目", "10.00", "数量", "1"],
            ["", "", "质量", "2"],
        ],
        spans={(29, 0): (2, 1), (29, 1): (2, 1)},
    )
    lower = grid(
        [head, ["乙项目", "10.00", "数量", "1"], ["", "", "质量", "2"]],
        page=2,
        top=60,
        spans={(1, 0): (2, 1), (1, 1): (2, 1)},
    )
    (table,) = assemble([content(1, *captioned(1, "项目明细表"), upper), content(2, lower)]).tables
    assert [(c.text, c.rowspan) for c in table.cells if c.rowspan > 1] == [
        ("甲项目", 2),
        ("10.00", 2),
        ("乙项目", 2),
        ("10.00", 2),
    ]


def test_the_first_row_of_a_form_alone_at_the_foot_of_a_page_stays_with_it():
    foot = grid([["项目名称", "设备购置项目"]], top=760, widths=[100.0, 370.0])
    rest = grid(
        [
            ["主管部门", "市教育局", "实施单位", "附属小学"],
            ["年度资金总额", "150.00", "其中：拨款", "150.00"],
            ["总体目标", "改善条件。", "", ""],
        ],
        page=2,
        top=60,
        widths=[100.0, 170.0, 100.0, 100.0],
        spans={(2, 1): (1, 3)},
    )
    (table,) = assemble([content(1, line("项目绩效目标表", 730, size=14), foot), content(2, rest)]).tables
    assert rows_of(table)[0][:2] == ["项目名称", "设备购置项目"]
    assert (table.title, table.rows, table.header_rows) == ("项目绩效目标表", 4, 0)


def test_a_row_alone_that_nothing_continues_is_no_table():
    reading = assemble(
        [content(1, grid([["项目名称", "设备购置项目"]], top=760)), content(2, line("第二部分 说明", 60, page=2))]
    )
    assert reading.tables == ()
    assert "项目名称 设备购置项目" in [s.text for s in reading.sentences]


def test_a_title_at_the_foot_of_a_page_is_that_of_the_table_under_a_unit_on_the_next():
    rows = [["序号", "会议名称", "金额"], ["1", "年会", "2.00"], ["2", "例会", "1.00"]]
    pages = [
        content(
            1,
            line("会议费明细表", 600, size=14),
            line("单位：万元", 630, x0=470),
            grid(rows, top=650),
            line("培训费明细表", 760, size=14),
        ),
        content(
            2,
            line("单位：万元", 40, page=2, x0=470),
            grid([["序号", "班次", "金额"], ["1", "业务培训", "3.00"], ["2", "党员培训", "4.00"]], page=2, top=60),
        ),
    ]
    assert [(t.title, t.rows) for t in assemble(pages).tables] == [("会议费明细表", 3), ("培训费明细表", 3)]


def test_a_title_whose_bracket_closes_on_the_next_line_is_one():
    lines = [
        line("2021年部门综合预算一般公共预算支出明细表（按功能科", 40, size=16, x0=64),
        line("目-不含上年结转）", 62, size=16),
    ]
    (table,) = assemble([content(1, *lines, grid([HEAD, *ONE]))]).tables
    assert table.title == "2021年部门综合预算一般公共预算支出明细表（按功能科目-不含上年结转）"


def test_caption_rows_ruled_like_the_table_stand_over_its_header():
    rows = [["507-某市农业农村局", "", "", "", "单位：万元"], HEAD, *ONE]
    (table,) = assemble([content(1, line("支出总表", 70, size=14), grid(rows, spans={(0, 0): (1, 4)}))]).tables
    assert (table.title, table.unit, table.declarant, table.header_rows) == ("支出总表", "万元", "某市农业农村局", 2)


def test_a_total_that_the_rows_do_not_reach_yet_speaks_for_what_comes():
    """The table printed a total of 43; a part under a repeated caption closes it though the page had room."""
    head, total = ["编码", "名称", "合计"], ["合计", "", "43"]
    upper = [head, total, ["205", "教育支出", "27"], ["20508", "进修及培训", "27"]]
    lower = [head, ["208", "社会保障和就业支出", "16"], ["20805", "养老支出", "16"]]
    pages = [
        content(1, *captioned(1), grid(upper, spans={(1, 0): (1, 2)})),
        content(2, *captioned(2), grid(lower, page=2)),
    ]
    assert len(assemble(pages).tables) == 1
    closed = [content(1, *captioned(1), grid([head, ["合计", "", "27"], *upper[2:]], spans={(1, 0): (1, 2)})), pages[1]]
    assert len(assemble(closed).tables) == 2


def test_a_draw_is_doubted_and_says_both_ways():
    """A short line stands between two parts with the same columns and no header on the second: likely a mark, perhaps a
    title.
    """

    def doubts(*between: TextLine):
        reading = assemble(
            [content(1, *captioned(1), grid([HEAD, *fill(ONE)]), *between), content(2, grid([*TWO], page=2, top=60))]
        )
        assert len(reading.tables) == 1
        return [(d.page, d.table_no, d.blocking, d.detail) for d in reading.doubts if d.code == "seam_uncertain"]

    assert doubts() == []
    assert doubts(line("转入下一页面", 770, x0=60)) == [(2, 1, False, "continues 6.0, another 7.0")]


def test_an_amount_whose_last_digit_went_to_the_new_page_is_one():
    head = ["单位名称", "总计", "事业收入", "其他收入"]
    body = [[f"第{i}支队", f"{i}.50", f"{i}.25", f"{i}.25"] for i in range(29)]
    upper = grid([head, *body, ["某市机动", "14,549.64", "12,437.3", "2,112.28"]], widths=[46.0, 80.0, 46.0, 80.0])
    lower = grid(
        [["车驾驶员考试中心", "", "6", ""], ["地铁分局", "7.20", "7.20", ""]],
        page=2,
        top=60,
        widths=[46.0, 80.0, 46.0, 80.0],
    )
    rows = rows_of(assemble([content(1, *captioned(1), upper), content(2, lower)]).tables[0])
    assert rows[-2:] == [
        ["某市机动车驾驶员考试中心", "14,549.64", "12,437.36", "2,112.28"],
        ["地铁分局", "7.20", "7.20", ""],
    ]


def test_a_whole_amount_over_a_figure_of_its_own_stays_whole():
    head = ["单位名称", "总计", "事业收入", "其他收入"]
    body = [[f"第{i}支队", f"{i}.50", f"{i}.25", f"{i}.25"] for i in range(30)]
    lower = grid([["地铁分局", "7.20", "6", ""]], page=2, top=60)
    rows = rows_of(assemble([content(1, *captioned(1), grid([head, *body])), content(2, lower)]).tables[0])
    assert rows[-2:] == [["第29支队", "29.50", "29.25", "29.25"], ["地铁分局", "7.20", "6", ""]]
