"""Contents and tables, units, absences, empty tables, counts, and parts within their wholes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from expectations.evaluation import evaluate
from expectations.filing.case import Case
from expectations.filing.table_titles import listed_table, same_title, table_key
from expectations.kinds.prose.absence import says_empty
from fiscal.discovery.details.told import told
from fiscal.model.contract import Observation
from fiscal.model.findings.rows import Finding
from fiscal.model.reading import Box, Doubt, Sentence
from tests.expectations.filing import IDENTITY, findings_of, of, only, reading, table
from tests.observing import observed

pytestmark = pytest.mark.expectations


def violated(findings: list[Finding]) -> list[Finding]:
    return [f for f in findings if f.verdict == "violated"]


def line(text: str, number: int = 1, kind: str = "contents") -> Sentence:
    return Sentence(number, kind, text, (), None, ())


def test_every_listed_table_is_looked_for_by_title():
    listed = [
        line("- (一) 收支总表 ……… 3"),
        line("（二）收入总表"),
        line("十一、一般公共预算“三公”经费支出表 9"),
        line("第三部分 名词解释"),
    ]
    read = reading(
        [table(1, "2022年某市某中心收支总表"), table(2, "一般公共预算三公经费支出表"), table(3, "财政拨款收支总表")],
        listed,
    )
    finding = only(findings_of([observed("1.00")], read), "I1-contents")
    assert (finding.verdict, finding.severity) == ("violated", "warning")
    assert "收入总表" in finding.message_zh
    assert "收支总表" not in finding.message_zh


def test_a_complete_filing_has_all_its_tables():
    read = reading([table(1, "2023年部门收入预算总表")], [line("2. 2023年部门收入预算总表")])
    assert only(findings_of([observed("1.00")], read), "I1-contents").verdict == "exact"


def test_a_project_named_behind_the_title_does_not_make_it_another_table():
    read = reading(
        [table(1, "项目绩效目标表（教师培训）"), table(2, "项目绩效目标表（校舍维修）")],
        [line("（十一）项目绩效目标表")],
    )
    assert only(findings_of([observed("1.00")], read), "I1-contents").verdict == "exact"


def test_the_only_table_of_a_kind_may_be_listed_under_a_shorter_name():
    listed = [line("1、收支总表"), line("2、“三公”经费表"), line("3、支出总表")]
    printed = [table(1, "收支总表"), table(2, "一般公共预算“三公”经费支出表"), table(3, "支出总表")]
    assert only(findings_of([observed("1.00")], reading(printed, listed)), "I1-contents").verdict == "exact"
    assert only(findings_of([observed("1.00")], reading(printed[::2], listed)), "I1-contents").verdict == "violated"


def test_a_title_that_begins_with_a_number_word_keeps_it():
    assert table_key("《一般公共预算支出表》") == table_key("一般公共预算支出表") == table_key("七、一般公共预算支出表")
    assert listed_table("十一、一般公共预算支出表 9") == "一般公共预算支出表"


@pytest.mark.parametrize(
    "line",
    [
        "表1 2022年收支总表 …… 3",
        "附件12 2022年收支总表 3",
        "1 2022年收支总表",
        "附表3：2022年收支总表",
        "2022年收支总表",
    ],
)
def test_the_number_of_a_listed_table_ends_where_its_year_begins(line: str):
    assert listed_table(line) == "2022年收支总表"


def test_a_table_whose_title_is_there_but_whose_grid_was_not_read_is_not_blamed_on_the_publisher():
    read = reading([table(1, "收支总表")], [line("一、收支总表"), line("二、收入总表"), line("收入总表", 2, "caption")])
    assert only(findings_of([observed("1.00")], read), "I1-contents").verdict == "insufficient_data"


def test_a_title_and_its_wording_as_a_state_of_affairs_are_one_table():
    listed = [line("1、部门收支总表"), line("2、一般公共预算支出表"), line("3、一般公共预算基本支出表")]
    printed = [
        table(1, "2026年部门收支总体情况表"),
        table(2, "2026年一般公共预算支出情况表"),
        table(3, "2026年一般公共预算基本支出情况表"),
    ]
    assert only(findings_of([observed("1.00")], reading(printed, listed)), "I1-contents").verdict == "exact"
    assert only(findings_of([observed("1.00")], reading(printed[:2], listed)), "I1-contents").verdict == "violated"


def test_headings_of_parts_and_the_filings_own_title_are_no_tables():
    listed = [
        line("一、部门概况"),
        line("二、收支总表"),
        line("四、2026年某市教育局预算公开表"),
        line("某市教育局2026年部门综合预算公开报表"),
        line("第二部分 部门预算表"),
    ]
    finding = only(findings_of([observed("1.00")], reading([table(1, "收支总表")], listed)), "I1-contents")
    assert (finding.verdict, finding.lhs) == ("exact", 1)


def test_entries_under_the_heading_of_the_tables_are_tables_whatever_they_are_called():
    listed = [
        line("第一部分 说明"),
        line("一、收入预算"),
        line("第二部分 预算公开表格"),
        line("（一）收支总表"),
        line("（二）支出分类（政府预算）"),
    ]
    finding = only(findings_of([observed("1.00")], reading([table(1, "收支总表")], listed)), "I1-contents")
    assert finding.verdict == "violated"
    assert "正文缺 1 张：《支出分类(政府预算)》" in finding.message_zh


def test_two_tables_that_differ_in_brackets_alone_are_two():
    listed = [
        line("表1 一般公共预算支出明细表（按支出功能分类科目）"),
        line("表2 一般公共预算支出明细表（按支出经济分类科目）是 不涉及"),
    ]
    by_function, by_economy = (
        table(1, "一般公共预算支出明细表（按功能科目分）"),
        table(2, "一般公共预算支出明细表（按经济科目分）"),
    )
    assert (
        only(findings_of([observed("1.00")], reading([by_function, by_economy], listed)), "I1-contents").verdict
        == "exact"
    )
    finding = only(findings_of([observed("1.00")], reading([by_economy], listed)), "I1-contents")
    assert "正文缺 1 张：《一般公共预算支出明细表(按支出功能分类科目)》" in finding.message_zh


def test_a_title_broken_over_two_lines_and_its_number_over_them_name_the_table():
    listed = [line("表11 收支总表"), line("表12 政府采购（资产配置、购买服务）预算表")]
    over = [
        Sentence(n, kind, text, (), number, (Box(3, 0, n, 1, n + 1),))
        for n, kind, text, number in (
            (5, "sentence", "表12", None),
            (6, "heading", "2022年政府采购（资产配置、购买服务）", None),
            (7, "caption", "预算表（不含上年结转）", 2),
        )
    ]
    printed = [table(1, "收支总表"), table(2, "预算表（不含上年结转）")]
    assert only(findings_of([observed("1.00")], reading(printed, [*listed, *over])), "I1-contents").verdict == "exact"


def test_a_narrative_alone_names_the_tables_that_have_not_come():
    listed = [line("第二部分 2026年度部门预算报表"), line("一、收支总表", 2), line("二、收入总表", 3)]
    annex = line("附件：某市某局2026年度部门预算报表", 9, "sentence")
    findings = findings_of([observed("1.00", table_no=None)], reading([], [*listed, annex]))
    finding = only(findings, "I1-tables-received")
    assert (finding.verdict, finding.severity, finding.lhs) == ("violated", "warning", 2)
    assert "《收支总表》、《收入总表》" in finding.message_zh
    assert "见附件《某市某局2026年度部门预算报表》" in finding.message_zh
    assert not [f for f in findings if f.invariant == "I1-contents"]


def test_a_list_of_tables_without_the_heading_of_contents_promises_them_too():
    listed = [line(text, n, "sentence") for n, text in enumerate(("一、收支总表", "二、收入总表", "三、支出总表"))]
    assert only(findings_of([observed("1.00", table_no=None)], reading([], listed)), "I1-tables-received").lhs == 3


def test_rows_that_stand_outside_every_table_are_a_table_that_was_not_read():
    rows = [line(f"教育支出 {n}.50 {n}.25 0.25", 9 + n, "sentence") for n in range(4)]
    findings = findings_of([observed("1.00", table_no=None)], reading([], [line("一、收支总表"), *rows]))
    assert not [f for f in findings if f.invariant == "I1-tables-received"]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("- (四) 支出分类(政府预算)", None),
        ("(十五) 政府性基金预算支出表 12", "政府性基金预算支出表"),
        ("一、单位职责", None),
    ],
)
def test_lines_of_the_contents_that_name_tables(text: str, title: str | None):
    assert listed_table(text) == title


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [("收支总表", "部门收支总表", True), ("收支总表", "财政拨款收支总表", False), ("支出总表", "收支总表", False)],
)
def test_titles_that_name_one_table(one: str, other: str, same: bool):
    assert same_title(table_key(one), table_key(other)) is same


def test_a_table_of_amounts_without_a_unit_is_told():
    amounts = [
        observed("93.00", unit_source="inherited", table_family="income_summary"),
        observed("1.00", unit_source="inherited", col=2, table_family="income_summary"),
    ]
    finding = only(findings_of(amounts, reading([table(1, "公用经费表", unit=None)])), "I1-unit")
    assert (finding.verdict, finding.severity, finding.tier) == ("violated", "warning", "hard")
    assert "金额单位" in finding.message_zh
    picture = only(findings_of(amounts, reading([table(1, "公用经费表", unit=None, picture=True)])), "I1-unit")
    assert picture.tier == "extraction"
    tables = [table(1, "公用经费表", unit=None, picture=True), table(2, "收支总表", unit="万元", picture=True)]
    assert only(findings_of(amounts, reading(tables)), "I1-unit").tier == "hard"


def told_none(name: str, **columns: Any) -> Observation:
    plain: dict[str, Any] = {
        "table_no": None,
        "row": None,
        "col": None,
        "unit": None,
        "measure": None,
        "relation": "absence",
        "row_label": name,
        "table_family": "narrative",
    }
    return observed("没有安排", quote=f"没有安排{name}", **(plain | columns))


def test_what_is_said_not_to_exist_has_no_amount_anywhere():
    item = observed("5", row_label="培训费", concept="item:培训费", class_system="project", project="信息采集")
    (finding,) = violated(findings_of([told_none("培训费", concept="training", class_system="three_public"), item]))
    assert finding.invariant == "N5-stated-absence"
    assert "没有安排培训费" in finding.message_zh
    assert "5万元" in finding.message_zh


def test_a_zero_bears_an_absence_out_and_other_years_do_not_matter():
    zero = observed("0.00", row_label="会议费", concept="meeting")
    prior = observed("9.00", row_label="会议费", concept="meeting", period="prior", fiscal_year=2021)
    finding = only(findings_of([told_none("会议费", concept="meeting"), zero, prior]), "N5-stated-absence")
    assert finding.verdict == "exact"
    assert only(findings_of([told_none("会议费", concept="meeting")]), "N5-stated-absence").verdict == "not_applicable"


def test_nothing_spent_is_no_contradiction_to_a_budget():
    budget = observed("1.00", concept="reception", row_label="公务接待费", measure="budget_adjusted", phase="adjusted")
    assert violated(findings_of([told_none("公务接待费", concept="reception", phase="executed"), budget])) == []


@pytest.mark.parametrize(
    ("note", "empty"),
    [
        ("注：本部门2024年无“三公”经费预算，故本表为空表", True),
        ("备注：2、不管理本级专项资金的主管部门，应公开空表并说明。", False),
        ("说明：当此表数据为空时，即本部门（单位）无相关资产。", False),
        ("注：本表反映部门本年度收支情况。", False),
        ("本表为空。", True),
    ],
)
def test_notes_that_call_a_table_empty(note: str, empty: bool):
    assert says_empty(note) is empty


def test_a_table_that_calls_itself_empty_holds_no_figure():
    read = reading([table(1, "三公经费表", notes=("本部门无三公经费，故本表为空表。",))])
    (finding,) = violated(findings_of([observed("47.91")], read))
    assert finding.invariant == "N5-empty-table-note"
    assert "空表" in finding.message_zh
    assert "47.91" in finding.message_zh
    assert violated(findings_of([observed("0"), observed("", row=2)], read)) == []


def test_counts_of_one_thing_agree_exactly():
    counted: dict[str, Any] = {
        "unit": "辆",
        "measure": "count",
        "class_system": "asset",
        "concept": "vehicles_total",
        "phase": None,
    }
    told = observed("1", quote="年末公务用车保有1辆", table_no=None, row=None, col=None, **counted)
    (finding,) = violated(findings_of([observed("0", **counted), told]))
    assert (finding.family, finding.severity) == ("C1", "error")


def test_a_part_is_not_more_than_its_whole():
    whole = observed("174", row=1, col=1, concept="procurement_total", header_path=("小计",))
    part = observed(
        "175.5",
        row=1,
        col=2,
        concept="procurement_for_sme",
        col_role="of_which",
        parent_col=1,
        header_path=("其中：面向中小企业",),
    )
    assert {f.invariant for f in violated(findings_of([whole, part]))} == {"X2-of-which"}
    assert (
        violated(
            findings_of(
                [whole, observed("174", row=1, col=2, concept="procurement_for_sme", col_role="of_which", parent_col=1)]
            )
        )
        == []
    )


def test_fiscal_funds_are_within_all_funds():
    figures = [observed("10.00", concept="208"), observed("12.00", concept="208", source_of_funds="fiscal", table_no=2)]
    assert {f.invariant for f in violated(findings_of(figures))} == {"X2-funds"}


def test_reception_within_basic_expenditure_is_within_the_three_public_expenses():
    basic = observed(
        "6.00",
        concept="30217",
        class_system="economic_department",
        source_of_funds="general_public_budget",
        expenditure_type="basic",
    )
    public = observed("5.00", concept="reception", class_system="three_public", source_of_funds="fiscal", table_no=2)
    assert {f.invariant for f in violated(findings_of([basic, public]))} == {"X2-three-public"}


def coded(code: str, name: str) -> Observation:
    return observed("1.00", row=int(code[-2:]), concept=code, row_code=code, row_label=name)


def test_codes_are_named_as_listed_or_otherwise_or_unknown_to_the_list():
    listed, renamed, unlisted = (
        coded("208", "社会保障和就业支出"),
        coded("30201", "办公用品"),
        coded("2399901", "其他事务"),
    )
    found = {f.verdict: f for f in findings_of([listed, renamed, unlisted]) if f.invariant == "I1-codes"}
    assert set(found) == {"exact", "violated", "insufficient_data"}
    assert found["violated"].severity == "info"
    assert "办公费" in found["violated"].message_zh
    assert "2399901" in found["insufficient_data"].message_zh
    assert "unknown to this list" in found["insufficient_data"].message_en


def test_the_name_that_a_code_had_before_is_its_name_too():
    assert only(findings_of([coded("210", "医疗卫生与计划生育支出")]), "I1-codes").verdict == "exact"


def test_numbers_that_are_none_are_named_and_what_could_be_read_is_said_to_be_whole():
    broken = observed("195,3.85", row_label="住房公积金", status="ambiguous", status_reason="number_malformed")
    finding = only(findings_of([broken, observed("2.00", row=2)]), "I1-numbers")
    assert (finding.verdict, finding.severity, finding.tier, len(finding.terms)) == ("violated", "warning", "hard", 1)
    assert "“住房公积金”第1页“195,3.85”" in finding.message_zh
    assert "住房公积金 on page 1: “195,3.85”" in finding.message_en
    assert only(findings_of([observed("2.00")]), "I1-numbers").verdict == "exact"


def test_numbers_of_a_picture_that_are_none_are_doubts_about_its_reading():
    broken = observed("195,3.85", method="ocr", status="ambiguous", status_reason="number_malformed")
    assert only(findings_of([broken]), "I1-numbers").tier == "extraction"


@pytest.mark.parametrize(
    ("title", "verdicts"),
    [
        ("某市某中心2022年部门预算公开", {"exact"}),
        ("某中心2022年单位预算", {"exact"}),
        ("某市某中心2023年部门预算公开", {"exact", "violated"}),
        ("某市另一局2022年部门决算", {"exact", "violated"}),
        ("2022年度公开", {"exact"}),
        ("附件1", set()),
        ("部门公开报表.pdf", set()),
        ("另一个单位2022年单位预算", {"exact"}),
        ("2024年部门预算和2023年度部门决算公开", set()),
        ("2024年预决算公开", set()),
        ("2024年部门预算及绩效目标公开", set()),
    ],
)
def test_what_the_title_at_the_source_says_is_held_against_what_the_file_prints(title: str, verdicts: set[str]):
    case = Case("test-2022-budget", IDENTITY, reading([table(1)]), [observed("1.00")], [told(title)])
    found = of(evaluate(case), "I1-source-title")
    assert {f.verdict for f in found} == verdicts
    assert {(f.severity, f.tier) for f in found if f.verdict == "violated"} <= {("warning", "extraction")}


def test_another_year_or_kind_in_the_title_is_told_with_both() -> None:
    def violated(title: str) -> Finding:
        case = Case("test-2022-budget", IDENTITY, reading([table(1)]), [observed("1.00")], [told(title)])
        return next(f for f in of(evaluate(case), "I1-source-title") if f.verdict == "violated")

    year = violated("某市某中心2023年部门预算")
    assert "《某市某中心2023年部门预算》" in year.message_zh
    assert "年度“2023”，文件印为“2022”" in year.message_zh and "year 2023" in year.message_en
    assert "类型“决算”，文件印为“预算”" in violated("某市某中心2022年度部门决算").message_zh


def test_every_file_of_a_filing_is_held_against_its_own_title_and_one_contradiction_is_told_once():
    titles = ["某市某中心2022年部门预算", "附件2", "某市某中心2023年部门预算", "某中心2023年预算公开表"]
    case = Case("test-2022-budget", IDENTITY, reading([table(1)]), [observed("1.00")], [told(t) for t in titles])
    found = of(evaluate(case), "I1-source-title")
    assert len({f.finding_id for f in found}) == len(found)
    (wrong,) = [f for f in found if f.verdict == "violated"]
    assert "《某市某中心2023年部门预算》" in wrong.message_zh


def test_a_file_that_came_from_no_source_is_held_against_no_title():
    assert of(findings_of([observed("1.00")]), "I1-source-title") == []


def test_an_identity_that_the_file_tells_in_two_ways_is_said_to_be_between_them():
    kinds = replace(IDENTITY, between={"doc_kind": ("budget", "final")})
    kind = only(findings_of([observed("1.00")], identity=kinds), "I1-identity")
    assert (
        "类型在“预算”与“决算”之间不能确定，按“预算”处理" in kind.message_zh
        and "between budget and final" in kind.message_en
    )
    two = replace(IDENTITY, between={"publisher": ("某市某中心", "某市某站")})
    finding = only(findings_of([observed("1.00")], identity=two), "I1-identity")
    assert (finding.verdict, finding.severity, finding.tier) == ("violated", "warning", "extraction")
    assert "“某市某中心”与“某市某站”" in finding.message_zh
    assert not [f for f in findings_of([observed("1.00")]) if f.invariant == "I1-identity"]


def test_error_values_are_named_like_malformed_numbers():
    errors = [
        observed("#REF!", row=n, row_label="社会保障支出", status="ambiguous", status_reason="cell_error")
        for n in (1, 2)
    ]
    finding = only(findings_of([*errors, observed("2.00", row=3)]), "I1-numbers")
    assert (finding.verdict, finding.residual) == ("violated", 2)
    assert "出错值" in finding.message_zh
    assert "“#REF!”" in finding.message_zh


def test_tables_whose_unit_nothing_tells_are_one_finding_for_the_whole_filing():
    amounts = [
        observed("9.00", unit=None, row=n, table_no=t, status="ambiguous", status_reason="no_unit")
        for t in (1, 2)
        for n in (1, 2)
    ]
    finding = only(
        findings_of(amounts, reading([table(1, "收支总表", unit=None), table(2, "支出总表", unit=None)])),
        "I1-unit-known",
    )
    assert (finding.verdict, finding.severity, finding.residual) == ("violated", "warning", 4)
    assert "《收支总表》、《支出总表》" in finding.message_zh
    assert "4 个金额未能核对" in finding.message_zh


def test_attached_files_and_figures_that_two_readers_read_differently_are_said_to_be_unchecked():
    read = replace(
        reading([table(1)]),
        doubts=(
            Doubt("active_content", False, detail="embedded file: 附表.pdf"),
            Doubt("readers_disagree", False, page=1, table_no=1, row=1, col=1, detail="8.203.20"),
        ),
    )
    findings = findings_of([observed("83.20", table_no=1, row=1, col=1)], read)
    assert "附表.pdf" in only(findings, "I1-attachments").message_zh
    assert (only(findings, "I1-readers").tier, only(findings, "I1-readers").residual) == ("extraction", 1)


def test_a_code_that_no_class_can_have_is_the_slip_and_not_its_sum():
    figures = [
        coded("3030101", "离休费"),
        coded("2101101", "行政单位医疗"),
        coded("210", "卫生健康支出"),
        coded("21011", "行政事业单位医疗"),
        coded("71102", "事业单位医疗"),
    ]
    found = [f for f in findings_of(figures) if f.invariant == "I1-codes" and f.severity == "warning"]
    assert len(found) == 1
    assert "71102 事业单位医疗”（应为 2101102）" in found[0].message_zh
