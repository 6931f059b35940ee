"""Whose filing it is, for which year and of which kind, is told by what the document prints."""

from dataclasses import replace

import pytest

from fiscal.document.identity.identity import identify
from fiscal.model.reading import Table
from tests.readings import reading, table

pytestmark = pytest.mark.unit

CITY = "衡阳市市场监督管理局"
UNIT = "衡阳市特种设备检验所"


def declaration(number: int, unit: str = UNIT, above: str = CITY, code: str = "430400", year: int = 23) -> Table:
    rows = [
        ["项目编码：", f"{code}{year}1311500000{number:03d}", "项目名称：", "检验经费"],
        ["申请单位：", unit, "一级预算单位：", f"{above}（本级）"],
        ["年度目标：", "完成检验任务", "", ""],
    ]
    return table("二级项目支出绩效目标申报表", rows, page=number)


def test_a_cover_names_body_year_kind_and_scope() -> None:
    told = identify(reading(f"{CITY} 2023 年度部门决算", (2, "目录", "heading"), (2, "第一部分 部门概况", "contents")))
    assert (told.publisher, told.fiscal_year, told.doc_kind, told.scope) == (CITY, 2023, "final", "department")
    assert told.title == f"{CITY}2023年度部门决算"
    assert told.region_code == "430400"


def test_a_cover_title_broken_over_lines_is_one() -> None:
    told = identify(reading("衡阳市市场监督", "管理局", "2023 年度部门决算"))
    assert told.publisher == CITY


def test_the_year_may_come_first() -> None:
    told = identify(
        reading(f"2024年{CITY}部门预算公开说明", f"2024年{CITY}部门预算收入 1,200 万元，比 2023 年增加 3 万元。")
    )
    assert (told.publisher, told.fiscal_year, told.doc_kind, told.scope) == (CITY, 2024, "budget", "department")


def test_years_of_comparison_are_not_the_filings_year() -> None:
    prose = [
        f"比2023年预算执行数增加{n}万元；2023年当年预算执行数为{n}万元，2024年预算安排{n}万元。" for n in range(30)
    ]
    told = identify(
        reading("衡阳市2024年市级部门预算", f"预算主管部门：{CITY}", *((n + 3, text) for n, text in enumerate(prose)))
    )
    assert (told.fiscal_year, told.publisher) == (2024, CITY)


def test_a_final_account_is_final_though_its_tables_name_budget_funds() -> None:
    tables = [
        table(title, [["项目", "年初预算数", "决算数"], ["合计", "1", "2"]], header_rows=1, declarant=UNIT)
        for title in ("收入支出决算总表", "一般公共预算财政拨款支出决算表", "政府性基金预算财政拨款收入支出决算表")
    ]
    told = identify(reading(f"{UNIT} 2022 年度决算", (3, "第二部分 2022 年度单位决算表", "heading"), tables=tables))
    assert (told.doc_kind, told.scope, told.fiscal_year) == ("final", "unit", 2022)


def test_a_head_set_with_spaces_tells_of_a_final_account_too() -> None:
    tables = [table("收入支出总表", [["项目", "决 算 数"], ["合计", "1"]], header_rows=1, declarant=UNIT)]
    assert identify(reading(f"{UNIT}2022年度收支公开", tables=tables)).doc_kind == "final"


def test_declarations_alone_are_a_performance_filing_of_the_project_codes_year() -> None:
    told = identify(reading(tables=[declaration(n) for n in range(1, 6)]))
    assert (told.publisher, told.publisher_parent) == (UNIT, CITY)
    assert (told.fiscal_year, told.doc_kind, told.scope, told.region_code) == (2023, "performance", "unit", "430400")


def test_declarations_behind_budget_tables_leave_it_a_budget() -> None:
    budget = [
        table("2023年部门财务收支预算总表", [["项目", "预算数"], ["收入总计", "12"]], header_rows=1, declarant=CITY)
    ]
    told = identify(
        reading("衡阳市2023年市级部门预算", tables=[*budget, *(declaration(n, unit=CITY) for n in range(4, 12))])
    )
    assert (told.publisher, told.doc_kind, told.fiscal_year) == (CITY, "budget", 2023)


def test_a_parent_that_is_the_body_itself_is_none() -> None:
    rows = [["主管部门", CITY, "实施单位", CITY], ["项目名称", "检验", "年度", "2023"]]
    told = identify(
        reading("衡阳市2023年市级部门预算", f"预算主管部门：{CITY}", tables=[table("项目支出绩效目标表", rows)])
    )
    assert (told.publisher, told.publisher_parent, told.scope) == (CITY, None, "department")


def test_a_department_and_its_own_units_budget_differ_in_scope_only() -> None:
    whole = reading(
        "衡阳市2025年市级部门预算", f"预算主管部门：{CITY}", tables=[table("2025年部门收入预算总表", declarant=CITY)]
    )
    own = reading(
        "衡阳市2025年市级单位预算", f"预算单位：{CITY}", tables=[table("2025年预算单位收入预算总表", declarant=CITY)]
    )
    one, other = identify(whole), identify(own)
    assert (one.scope, other.scope) == ("department", "unit")
    assert (one.publisher, one.fiscal_year, one.doc_kind) == (other.publisher, other.fiscal_year, other.doc_kind)


def test_a_departments_budget_that_is_its_own_units_is_a_units() -> None:
    lines = [
        "第一部分 部门概况",
        "单位无下属单位及内设机构，部门预算为本单位预算。",
        f"2022 年{UNIT}部门预算收入 276 万元。",
        "第二部分 部门预算收支总体情况",
    ]
    told = identify(reading(*lines, tables=[table("收支总表", declarant=UNIT)]))
    assert (told.scope, told.publisher, told.fiscal_year) == ("unit", UNIT, 2022)


def test_a_short_form_without_its_place_is_the_same_body() -> None:
    told = identify(
        reading(
            "单位：205004-市特种设备检验所 金额单位：万元", f"填报单位：（盖章）{UNIT}", f"{UNIT} 2022 年单位预算说明"
        )
    )
    assert told.publisher == UNIT
    assert "市特种设备检验所" in told.aliases


def test_a_short_form_alone_is_completed_by_its_parents_place() -> None:
    told = identify(
        reading("编制单位：市特种设备检验所 2022年度", "2022年度单位决算", (2, f"本单位为{CITY}下属公益一类事业单位。"))
    )
    assert (told.publisher, told.publisher_parent) == (UNIT, CITY)


def test_spaces_brackets_and_own_level_remarks_make_no_other_body() -> None:
    told = identify(reading("编制单位： 衡阳市 市场监督管理局(本级)", f"{CITY}（本级）2023年单位预算"))
    assert (told.publisher, told.scope) == (CITY, "unit")


def test_one_slip_in_a_title_is_outvoted() -> None:
    lines = [
        f"{CITY} 2023 年度部门决算",
        (2, f"第一部分 {CITY}概况", "contents"),
        (2, f"第二部分 {CITY} 2023 年度部门决算表", "contents"),
    ]
    told = identify(reading(*lines, (7, "湖南省市场监督管理局 2023 年度部门决算表", "heading")))
    assert told.publisher == CITY


def test_misread_characters_of_a_scan_do_not_make_another_body() -> None:
    clean = [declaration(n) for n in range(1, 6)]
    noisy = [
        declaration(
            n,
            unit=UNIT.replace("检验", "枪验") if n in (2, 4) else UNIT,
            above=CITY.replace("督", "晢") if n == 1 else CITY,
        )
        for n in range(1, 6)
    ]
    scanned = reading(tables=[replace(t, picture=True) for t in noisy], pictures=range(1, 6))
    one, other = identify(reading(tables=clean)), identify(scanned)
    assert (one.publisher, one.publisher_parent, one.fiscal_year, one.doc_kind) == (
        other.publisher,
        other.publisher_parent,
        other.fiscal_year,
        other.doc_kind,
    )


def test_a_label_without_its_colon_is_read_too() -> None:
    told = identify(
        reading(
            "2023年度部门预算",
            tables=[table("收支总表", [["编制单位衡阳市市场监督管理局", "单位：万元"], ["项目", "预算数"]])],
        )
    )
    assert told.publisher == CITY


def test_numbered_schools_stay_two_bodies() -> None:
    told = identify(
        reading("编制单位：衡阳市第一中学", "编制单位：衡阳市第一中学", "填报单位：衡阳市第二中学", pictures=[1])
    )
    assert told.publisher == "衡阳市第一中学"
    assert told.aliases == ()


def test_text_that_says_nothing_gives_nothing() -> None:
    told = identify(reading("Hello world", "单位：万元", tables=[table("", [["a", "b"], ["1", "2"]])]))
    assert (told.publisher, told.fiscal_year, told.doc_kind, told.scope, told.region_code) == (
        None,
        None,
        None,
        None,
        None,
    )
    assert told.evidence == {}


@pytest.mark.parametrize("title", ["各乡镇2024年部门预算公开", "本镇2024年部门预算公开", "全县乡镇2024年部门预算"])
def test_towns_in_general_are_no_body(title: str) -> None:
    assert identify(reading(title)).publisher is None


def test_a_place_is_not_a_body_and_an_amounts_unit_neither() -> None:
    told = identify(reading("衡阳市2024年市级部门预算", "编制单位：万元", "单位：元"))
    assert told.publisher is None


def test_every_told_field_has_its_evidence() -> None:
    told = identify(reading(f"{CITY}2023年部门预算", tables=[declaration(4)]))
    fields = ("publisher", "publisher_parent", "scope", "fiscal_year", "doc_kind", "region_code", "title")
    assert set(told.evidence) == {name for name in fields if getattr(told, name) is not None}


@pytest.mark.parametrize(
    ("lines", "publisher", "year", "kind", "scope"),
    [
        (["长沙市望城区教育局", "2023年度部门预算公开说明"], "长沙市望城区教育局", 2023, "budget", "department"),
        (["2023 年度", "长沙市望城区教育局部门预算"], "长沙市望城区教育局", 2023, "budget", "department"),
        (["中共株洲市委宣传部2022年部门预算公开"], "中共株洲市委宣传部", 2022, "budget", "department"),
        (["附件2：", "邵东县医疗保障局2021年度部门决算"], "邵东县医疗保障局", 2021, "final", "department"),
        (["北京市朝阳区第八十中学2024年单位预算信息公开"], "北京市朝阳区第八十中学", 2024, "budget", "unit"),
        (
            ["重庆市九龙坡区人民政府石坪桥街道办事处2023年度部门决算情况说明"],
            "重庆市九龙坡区人民政府石坪桥街道办事处",
            2023,
            "final",
            "department",
        ),
        (["东莞市公安局交通警察支队", "二〇二二年度单位决算"], "东莞市公安局交通警察支队", 2022, "final", "unit"),
        (
            ["目录", "公开01表 部门：泉州市审计局 2021年度 金额单位：万元", "2021年度部门决算公开表"],
            "泉州市审计局",
            2021,
            "final",
            "department",
        ),
        (
            ["部门编码及名称：[301]西安市文化和旅游局", "2022年部门综合预算"],
            "西安市文化和旅游局",
            2022,
            "budget",
            "department",
        ),
        (["预算单位：温州市第二十三中学", "2020年单位预算表"], "温州市第二十三中学", 2020, "budget", "unit"),
        (
            ["2023年部门预算执行情况及2024年部门预算", "编制单位：嘉兴市水利局"],
            "嘉兴市水利局",
            2024,
            "budget",
            "department",
        ),
        (
            ["绵阳市涪城区青义镇人民政府", "关于2019年部门决算编制的说明"],
            "绵阳市涪城区青义镇人民政府",
            2019,
            "final",
            "department",
        ),
        (["三亚市天涯区教育局2025年部门预算"], "三亚市天涯区教育局", 2025, "budget", "department"),
        (
            ["公开时间：2025年10月15日", "2024年度单位决算情况说明", "渠县农业综合服务中心下设办公室、财务室等。"],
            "渠县农业综合服务中心",
            2024,
            "final",
            "unit",
        ),
        (
            ["许昌市市场发展服务中心(汇总)", "2022 年度部门预算", "二〇二二年五月"],
            "许昌市市场发展服务中心",
            2022,
            "budget",
            "department",
        ),
        (
            ["部门：501_衡阳市发展和改革委员会", "2023年衡阳市本级部门预算公开表"],
            "衡阳市发展和改革委员会",
            2023,
            "budget",
            "department",
        ),
        (
            ["2021年湛江市人民政府行政服务中心部门决算", "一、单位 主要职责"],
            "湛江市人民政府行政服务中心",
            2021,
            "final",
            "department",
        ),
        (
            ["海口市美兰区人民法院2021年一般公共预算财政拨款“三公”经费支出部门决算情况说明"],
            "海口市美兰区人民法院",
            2021,
            "final",
            "department",
        ),
        (["2023年衡阳市统计局“三公”经费预算情况说明"], "衡阳市统计局", 2023, "budget", "department"),
        (["2022年衡阳市统计局财政拨款“三公”经费支出决算说明"], "衡阳市统计局", 2022, "final", "department"),
        (["衡阳市衡南县三塘镇2023年度部门决算公开"], "衡阳市衡南县三塘镇", 2023, "final", "department"),
        (["衡阳市财政局机关2024年度部门预算"], "衡阳市财政局", 2024, "budget", "unit"),
        (["衡阳市财政局部门2022年度部门决算公开"], "衡阳市财政局", 2022, "final", "department"),
        (["2024年部门预算公开（衡阳市民政局）"], "衡阳市民政局", 2024, "budget", "department"),
        (["2024年度部门预算公开", "衡阳市司法局"], "衡阳市司法局", 2024, "budget", "department"),
        (["2024年衡阳市民政局（本级）部门预算"], "衡阳市民政局", 2024, "budget", "unit"),
        (["大理白族自治州图书馆2023年预算公开目录"], "大理白族自治州图书馆", 2023, "budget", "unit"),
        (["三塘镇2024年部门预算公开"], "三塘镇", 2024, "budget", "department"),
        (
            ["衡阳市南岳区人民医院（衡阳市南岳区医疗卫生共同体总院区）2022年度单位决算公开"],
            "衡阳市南岳区人民医院（衡阳市南岳区医疗卫生共同体总院区）",
            2022,
            "final",
            "unit",
        ),
    ],
)
def test_covers_of_many_places(lines: list[str], publisher: str, year: int, kind: str, scope: str) -> None:
    told = identify(reading(*lines))
    assert (told.publisher, told.fiscal_year, told.doc_kind, told.scope) == (publisher, year, kind, scope)


def test_department_or_unit_is_what_the_cover_says() -> None:
    told = identify(
        reading(
            f"{CITY}2026年部门预算情况说明",
            (2, "部门预算为本级预算，无下属单位。"),
            (3, f"2026年单位预算收入 9 万元。本单位为{CITY}。"),
        )
    )
    assert told.scope == "department"
    own = identify(
        reading(
            f"{CITY}（本级）2026年部门预算",
            (2, "第二部分 部门概况", "heading"),
            (3, f"{CITY}2026年部门预算收入 9 万元。"),
        )
    )
    assert own.scope == "unit"


def test_a_sentence_about_another_bodys_superior_says_nothing_of_the_publishers() -> None:
    told = identify(
        reading(
            f"{CITY}2026年部门预算",
            (2, "与上年相比减少，主要原因是衡阳市中药研究院已调整为市教育委员会下属事业单位。"),
            (3, f"一是{CITY}下属全额拨款单位。"),
        )
    )
    assert told.publisher_parent is None
    told = identify(reading(f"{UNIT}2026年单位预算", (2, f"{UNIT}为{CITY}下属二级单位。")))
    assert told.publisher_parent == CITY


def test_forms_that_name_the_publisher_as_superior_make_no_other_body_so() -> None:
    forms = [
        table("项目绩效目标表", [["主管部门", body], ["项目名称", "检验经费"]], page=n)
        for n, body in enumerate((CITY, CITY, "衡阳市社会科学院"), start=2)
    ]
    assert identify(reading(f"{CITY}2026年部门预算", tables=forms)).publisher_parent is None


def test_an_organisation_of_the_whole_country_has_the_region_of_its_place() -> None:
    assert identify(reading("中共衡阳市委宣传部2024年部门预算")).region_code == "430400"


def test_what_is_not_sure_says_between_what() -> None:
    even = identify(reading("2022年衡阳市财政局部门预算", "2023年衡阳市财政局部门预算"))
    assert (even.fiscal_year, even.between["fiscal_year"]) == (None, ("2022", "2023"))
    two = identify(reading("2022年部门预算", "编制单位：衡阳市财政局", (3, "填报单位：衡阳市水利局")))
    assert set(two.between["publisher"]) == {"衡阳市财政局", "衡阳市水利局"}
    assert identify(reading("衡阳市财政局2022年部门预算")).between == {}


def test_units_are_listed_by_codes_columns_and_prose_and_not_by_the_ends_of_names() -> None:
    coded = table(
        "项目支出表",
        [
            ["单位编码", "单位（项目）名称", "金额"],
            ["301001", f"{CITY}（本级）", "9"],
            ["", "迁建检验总站", "9"],
            ["1", "全额", "9"],
        ],
        page=5,
        header_rows=1,
    )
    listed = table(
        "预算单位构成", [["序号", "单位名称"], ["1", "衡阳市质量检验中心（公益一类）"]], page=3, header_rows=1
    )
    prose = [
        (2, f"本部门下属单位包括：{UNIT}、衡阳市计量所和衡阳市标准化院。"),
        (2, "内设机构包括：办公室、人事处、法规科。"),
        (4, "项目支出用于迁建第二检验总站。"),
    ]
    told = identify(reading(f"{CITY}2026年部门预算", *prose, tables=[listed, coded]))
    assert told.units == ("衡阳市质量检验中心", CITY, UNIT, "衡阳市计量所", "衡阳市标准化院")


def test_a_list_of_units_may_go_on_in_numbered_lines() -> None:
    lines = [
        "纳入编制范围的预算单位共有2个，包括：",
        f"1.{UNIT}",
        "2.衡阳市质量检验中心",
        "第三部分 名词解释",
        "衡阳市标准化院",
    ]
    assert identify(reading(f"{CITY}2026年部门预算", *((3, text) for text in lines))).units == (
        UNIT,
        "衡阳市质量检验中心",
    )
