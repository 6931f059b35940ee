"""What the lines about a table say: title, number, unit, declarant, year, notes; and which of its rows are header."""

from __future__ import annotations

import pytest

from fiscal.extraction.documents.assemble import assemble
from fiscal.extraction.page.content import Grid, TextLine
from fiscal.extraction.sheets.captions import caption_fields
from tests.assembling import content, grid, line, paragraph

pytestmark = pytest.mark.unit

ROWS = [["项目", "预算数"], ["一、教育支出", "27"], ["合计", "27"]]


def only(*parts: Grid | TextLine):
    (table,) = assemble([content(1, *parts)]).tables
    return table


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "部门名称： 深圳市城市管理监督指挥中心 单位：万元",
            {"declarant": "深圳市城市管理监督指挥中心", "unit": "万元"},
        ),
        (
            "单位：205004-市城市管理监督指挥中心 金额单位：万元",
            {"declarant": "205004-市城市管理监督指挥中心", "unit": "万元"},
        ),
        ("编制单位：景德镇市中心 2022 年度 金额单位：元", {"declarant": "景德镇市中心", "year": 2022, "unit": "元"}),
        ("填报单位：（盖章）株洲市中心", {"declarant": "株洲市中心"}),
        (
            "公开10表 编制单位：市中心（本级） 单位：台、辆、套",
            {"number": "公开10表", "declarant": "市中心（本级）", "unit": "台、辆、套"},
        ),
        ("部门：清溪县教育局 表3-1 单位：元", {"declarant": "清溪县教育局", "number": "表3-1", "unit": "元"}),
        ("（单位：人民币元）", {"unit": "人民币元"}),
        ("表1 收支总表（单位：元）", {"number": "表1", "title": "收支总表", "unit": "元"}),
        ("附表3-1：政府采购预算表", {"number": "附表3-1", "title": "政府采购预算表"}),
        ("收支总表（万元）", {"title": "收支总表（万元）", "unit": "万元"}),
        ("（2022年度）", {"year": 2022}),
        ("支出决算表（续）", {"title": "支出决算表", "continued": True}),
        ("续表2", {"continued": True}),
        ("编制日期：2022年1月 单位：千元", {"unit": "千元"}),
        ("表1 2022年收支总表", {"number": "表1", "title": "2022年收支总表"}),
        ("附件12 2023年项目支出表", {"number": "附件12", "title": "2023年项目支出表"}),
        ("单位：万元 公开01表", {"number": "公开01表", "unit": "万元"}),
        ("单位名称：市中心（本级） 单位：元 第1页 共2页", {"declarant": "市中心（本级）", "unit": "元"}),
        ("金额单位：万元（保留两位小数）", {"unit": "万元"}),
        (
            "2022年度收入决算表（公开02表） 单位：百万元",
            {"title": "2022年度收入决算表", "number": "公开02表", "unit": "百万元"},
        ),
    ],
)
def test_a_caption_line_is_taken_apart(text: str, expected: dict[str, object]):
    fields = caption_fields(text)
    names = ("title", "number", "unit", "declarant", "year", "continued")
    assert {n: getattr(fields, n) for n in names if getattr(fields, n)} == expected


@pytest.mark.parametrize(
    "order", [("表3", "支出总表", "编制单位：市中心 单位：万元"), ("支出总表", "表3", "编制单位：市中心 单位：万元")]
)
def test_number_title_and_unit_are_found_in_any_order(order: tuple[str, ...]):
    tops = (40, 60, 82)
    parts = [
        line(text, top, size=14 if text == "支出总表" else 10, x0=None if text == "支出总表" else 60)
        for text, top in zip(order, tops, strict=True)
    ]
    table = only(*parts, grid(ROWS))
    assert (table.title, table.number, table.unit, table.declarant) == ("支出总表", "表3", "万元", "市中心")


@pytest.mark.parametrize("units", [["", "万元", "万美元"], ["", "（人）", "%"]])
def test_a_row_of_units_under_the_names_of_the_columns_is_header(units: list[str]):
    rows = [["项目", "预算数", "其他"], units, ["一、教育支出", "27", "1"], ["合计", "27", "1"]]
    assert only(line("支出表", 40, size=14), grid(rows)).header_rows == 2


def test_a_title_on_two_lines_is_one_title():
    upper, lower = "一般公共预算基本支出表--公用经费(商品和服务支出)", "(按部门预算经济分类)"
    table = only(line(upper, 40, size=14), line(lower, 58, size=14), line("单位：万元", 80, x0=480), grid(ROWS))
    assert table.title == upper + lower


def test_the_heading_of_the_part_is_not_in_the_title():
    table = only(
        line("市规划局2024年度部门决算表", 30, size=15),
        line("收入支出决算总表", 58, size=10.5),
        line("单位：万元", 80, x0=480),
        grid(ROWS),
    )
    assert table.title == "收入支出决算总表"


def test_a_table_without_caption_takes_the_heading_it_stands_under():
    parts = [
        line("第七部分 重点项目预算绩效情况说明", 30, size=16),
        line("2022年，本部门重点项目绩效目标情况如下：", 70, x0=80),
    ]
    assert (
        only(
            *parts,
            grid(
                [
                    ["项目名称", "预算数（万元）", "绩效目标"],
                    ["综合管理", "251", "完成保障"],
                    ["城管业务", "27", "完成培训"],
                ]
            ),
        ).title
        == "重点项目预算绩效情况说明"
    )


def test_a_title_at_the_end_of_the_page_before_is_the_tables():
    pages = [
        content(1, *paragraph("本单位完成各项任务。", 60), line("项目绩效指标", 780, x0=80)),
        content(2, grid(ROWS, page=2)),
    ]
    assert assemble(pages).tables[0].title == "项目绩效指标"


def test_the_end_of_a_paragraph_is_no_title():
    text = paragraph(
        "根据预算绩效管理要求，我单位组织对纳入部门预算范围的二级项目全面开展绩效自评，共涉及资金一百四十八万元，占项目支出总额的比重较高的部分如下",
        40,
    )
    assert only(*text, grid(ROWS, top=120)).title == ""


def test_a_unit_in_a_header_cell_counts_where_none_stands_above():
    assert only(line("支出表", 60, size=14), grid([["项目", "预算数（万元）"], ["教育", "27"]])).unit == "万元"
    assert only(line("支出表", 60, size=14), grid([["项目", "预算数"], ["教育", "27"]])).unit is None


def test_ruled_caption_rows_stay_rows_and_name_the_table():
    rows = [
        ["财政项目支出绩效目标填报表", "", "", ""],
        ["（2023年度）", "", "", ""],
        ["项目名称", "社区服务中心", "项目类别", "特定目标类"],
        ["主管部门", "街道办", "项目资金（元）", "100"],
    ]
    table = only(grid(rows, spans={(0, 0): (1, 4), (1, 0): (1, 4)}))
    assert (table.title, table.year, table.unit, table.rows, table.header_rows) == (
        "财政项目支出绩效目标填报表",
        2023,
        "元",
        4,
        0,
    )


def test_notes_directly_under_the_table_are_its_notes():
    parts = [
        line("支出表", 60, size=14),
        grid(ROWS),
        line("注：1.本表反映支出情况。", 165, x0=60),
        line("2.本表金额转换时可能存在尾数误差。", 180, x0=60),
    ]
    assert only(*parts, *paragraph("下面说明本年度的支出情况。", 260)).notes == (
        "注：1.本表反映支出情况。2.本表金额转换时可能存在尾数误差。",
    )


def test_a_table_declared_empty_keeps_its_note():
    blank = grid([["科目编码", "科目名称", "本年支出"], ["", "", ""], ["合计", "", ""]])
    parts = [
        line("政府性基金预算支出表", 60, size=14),
        blank,
        line("注：本单位没有使用政府性基金安排的支出，故本表无数据。", 165, x0=60),
    ]
    table = only(*parts)
    assert (table.title, table.rows) == ("政府性基金预算支出表", 3)
    assert table.notes == ("注：本单位没有使用政府性基金安排的支出，故本表无数据。",)


@pytest.mark.parametrize(
    ("rows", "spans", "expected"),
    [
        (
            [["收入", "", "支出", ""], ["项目", "预算数", "项目", "预算数"], ["一、拨款", "", "一、教育", "1"]],
            {(0, 0): (1, 2), (0, 2): (1, 2)},
            2,
        ),
        (
            [
                ["收入", "", "支出", ""],
                ["项目", "2023年预算数", "项目（按功能分类）", "2023年预算数"],
                ["一、拨款", "", "一、教育", "1"],
            ],
            {},
            2,
        ),
        (
            [["项目", "", "合计"], ["编码", "名称", ""], ["栏次", "", "1"], ["合计", "", "5"]],
            {(0, 0): (1, 2), (0, 2): (2, 1), (2, 0): (1, 2), (3, 0): (1, 2)},
            3,
        ),
        ([["科目编码", "科目名称", "决算数"], ["301", "工资福利支出", "5"]], {}, 1),
        ([["科目编码", "科目名称", "决算数"], ["", "", ""], ["合计", "", ""]], {}, 1),
        ([["序号", "单位名称", "备注"], ["1", "市中心（本级）", ""], ["2", "市大队", ""]], {}, 1),
        ([["预算单位", "年度", "总计"], ["市中心", "2021年", "2"], ["", "2022年", "2"]], {}, 1),
    ],
)
def test_header_rows_end_where_figures_begin(
    rows: list[list[str]], spans: dict[tuple[int, int], tuple[int, int]], expected: int
):
    assert only(line("某表", 60, size=14), grid(rows, spans=spans)).header_rows == expected


def test_an_indicator_matrix_is_a_form_whose_labels_are_headers():
    rows = [
        ["绩效指标", "一级指标", "二级指标", "三级指标", "指标值"],
        ["", "产出指标", "数量指标", "受理案卷数", "30000"],
        ["", "", "质量指标", "结案率", "85%"],
    ]
    table = only(line("项目绩效指标", 60, size=14), grid(rows, spans={(0, 0): (3, 1), (1, 1): (2, 1)}))
    assert table.header_rows == 0
    assert {c.text for c in table.cells if c.is_header} == {
        "绩效指标",
        "一级指标",
        "二级指标",
        "三级指标",
        "指标值",
        "产出指标",
        "数量指标",
        "质量指标",
    }


def test_leading_spaces_of_a_label_are_its_indent():
    rows = [["项目", "预算数"], ["一、教育支出", "27"], ["  进修及培训", "27"], ["    培训支出", "27"], ["合计", "27"]]
    table = only(line("支出表", 60, size=14), grid(rows))
    assert [c.indent for c in table.cells if c.col == 0] == [0, 0, 2, 4, 0]


def test_a_line_of_a_bodys_code_and_name_is_no_title():
    rows = [["项目", "预算数"], ["教育", "27"], ["农业", "8"]]
    page = [
        line("支出总表", 60, size=14),
        line("507-某市农业农村局", 80, x0=60),
        line("单位：万元", 80, x0=470),
        grid(rows),
    ]
    bare = [line("507-某市农业农村局 单位：万元", 80, x0=60), grid(rows)]
    first, second = (assemble([content(1, *parts)]).tables[0] for parts in (page, bare))
    assert (first.title, first.declarant, first.unit) == ("支出总表", "某市农业农村局", "万元")
    assert (second.title, second.declarant) == ("", "某市农业农村局")


def test_years_and_projects_with_codes_are_titles():
    for title in ("2022-2023年重点项目情况表", "301008_市公安局_科技兴警绩效目标表"):
        assert (
            assemble([content(1, line(title, 70, size=14), grid([["项目", "预算数"], ["教育", "27"], ["农业", "8"]]))])
            .tables[0]
            .title
            == title
        )


def test_rows_of_a_ruled_caption_with_a_blank_one_among_them_stand_over_the_header():
    blank = ["", "", "", ""]
    rows = [
        ["表11", "", "", ""],
        ["2019年结转资金支出表", "", "", ""],
        blank,
        ["", "", "", "单位：万元"],
        ["代码", "名称", "项目", "金额"],
        ["1", "2", "3", "**"],
        ["125001", "某局", "甲", "9.00"],
    ]
    table = only(grid(rows, spans={(1, 0): (1, 4)}))
    assert (table.title, table.number, table.unit, table.header_rows) == ("2019年结转资金支出表", "表11", "万元", 6)


def test_a_table_number_directly_under_the_rules_is_the_tables():
    table = only(line("支出表", 60, size=14), grid(ROWS), line("表10", 163, x0=60))
    assert (table.title, table.number) == ("支出表", "表10")


@pytest.mark.parametrize(
    ("upper", "lower"),
    [
        ("2022年部门综合预算政府采购（资产配置、购买服务）", "预算表（不含上年结转）"),
        ("2022年部门综合预算拨款“三公”经费、", "会议费、培训费表（不含上年结转）"),
        ("一般公共预算“三公”经费及", "会议费支出预算表"),
    ],
)
def test_a_title_on_two_lines_is_one_where_the_first_is_no_title_by_itself(upper: str, lower: str):
    assert only(line(upper, 50, size=16), line(lower, 70, size=16), grid(ROWS)).title == upper + lower


@pytest.mark.parametrize(("printed", "unit"), [("金位：元", "元"), ("金金额额单单位位：：万万元元", "万元")])
def test_a_unit_line_printed_twice_or_in_part_is_no_title(printed: str, unit: str):
    table = only(line("支出表", 50, size=14), line(printed, 80, x0=470), grid(ROWS))
    assert (table.title, table.unit) == ("支出表", unit)
