"""Tables as other provinces print them, read as a whole: what adds up raises nothing, one wrong figure is one finding's
cause.
"""

from dataclasses import replace

import pytest

from expectations.evaluation import evaluate
from expectations.filing.case import Case
from fiscal.cleaning.observe import observe
from fiscal.model.findings.rows import Finding
from fiscal.model.identity import Identity
from fiscal.model.reading import Table
from tests.readings import reading, sheet

pytestmark = pytest.mark.expectations

BUDGET = Identity("清溪县教育局", None, "department", 2024, "budget", None, None)
FINAL = replace(BUDGET, doc_kind="final")


def findings(*tables: Table, prose: str = "", identity: Identity = BUDGET) -> list[Finding]:
    read = reading(*([prose] if prose else []), tables=list(tables))
    observations, _ = observe(read, identity, "f")
    return evaluate(Case("f", identity, read, observations))


def broken(*tables: Table, prose: str = "", identity: Identity = BUDGET) -> list[Finding]:
    return [f for f in findings(*tables, prose=prose, identity=identity) if f.verdict == "violated"]


def two_panels(services: str = "30.00") -> Table:
    return sheet(
        "一般公共预算基本支出表",
        "科目编码 | 科目名称 | 预算数 | 科目编码 | 科目名称 | 预算数",
        f"301 | 工资福利支出 | 90.00 | 302 | 商品和服务支出 | {services}",
        "30101 | 基本工资 | 60.00 | 30201 | 办公费 | 10.00",
        "30102 | 津贴补贴 | 30.00 | 30205 | 水费 | 20.00",
    )


def three_panels(services: str = "30.00") -> Table:
    return sheet(
        "一般公共预算基本支出表",
        "科目编码 | 科目名称 | 预算数 | 科目编码 | 科目名称 | 预算数 | 科目编码 | 科目名称 | 预算数",
        f"301 | 工资福利支出 | 90.00 | 302 | 商品和服务支出 | {services} | 30211 | 差旅费 | 8.00",
        "30101 | 基本工资 | 60.00 | 30201 | 办公费 | 10.00 | 310 | 资本性支出 | 5.00",
        "30102 | 津贴补贴 | 30.00 | 30205 | 水费 | 12.00 | 31002 | 办公设备购置 | 5.00",
    )


def test_classes_in_panels_side_by_side_are_summed_panel_by_panel():
    assert broken(two_panels()) == []
    assert {f.invariant for f in broken(two_panels("33.00"))} == {"H1-rows"}


def test_a_class_whose_list_goes_on_in_the_next_panel_is_summed_over_both():
    assert broken(three_panels()) == []
    (finding,) = broken(three_panels("22.00"))
    assert finding.invariant == "H1-rows"
    assert [t.value_reported for t in finding.terms] == ["22.00", "10.00", "12.00", "8.00"]


def projects(total: str = "60.00") -> Table:
    return sheet(
        "一般公共预算项目支出预算表",
        "单位名称（科目） | 项目名称 | 金额",
        f"合计 | | {total}",
        "清溪县教育局机关 | 教师培训 | 10.00",
        "清溪县第一中学 | 助学金 | 20.00",
        "清溪县第一中学 | 校舍维修 | 30.00",
    )


def test_a_project_beside_its_body_is_no_total_of_that_body():
    assert broken(projects()) == []
    assert {f.invariant for f in broken(projects("61.00"))} == {"H3-total-row"}


def bodies(school: str = "50.00") -> Table:
    return sheet(
        "部门支出总表",
        "单位代码 | 单位名称 | 合计 | 基本支出 | 项目支出",
        " | 合计 | 90.00 | 70.00 | 20.00",
        "101001 | 清溪县教育局机关 | 40.00 | 30.00 | 10.00",
        f"101002 | 清溪县实验小学 | {school} | 40.00 | 10.00",
    )


def test_rows_with_a_code_of_a_unit_are_about_that_unit_whatever_it_is_called():
    assert broken(bodies()) == []
    found = broken(bodies("55.00"))
    assert {f.invariant for f in found} == {"H3-total-row", "H2-columns"}
    assert len({f.root_cause for f in found}) == 1
    assert found[0].suspects[0].proposed_value == "50.00"


def one_fund(travel: str = "30.00") -> Table:
    return sheet(
        "一般公共预算基本支出预算表",
        "科目编码 | 科目名称 | 合计 | 人员经费 | 公用经费",
        " | 合计 | 100.00 | 60.00 | 40.00",
        "301 | 工资福利支出 | 60.00 | 60.00 | ",
        "302 | 商品和服务支出 | 40.00 | | 40.00",
        "30201 | 办公费 | 10.00 | | 10.00",
        f"30211 | 差旅费 | {travel} | | {travel}",
    )


def test_a_figure_wrong_alike_in_a_total_and_its_only_part_is_one_cause():
    assert broken(one_fund()) == []
    found = broken(one_fund("31.00"))
    assert len(found) == 2
    assert len({f.root_cause for f in found}) == 1
    assert "30.00" in {s.proposed_value for s in found[0].suspects}


def running_information(total: str = "9.00", received: str = "16") -> Table:
    return sheet(
        "机构运行信息表",
        "项目 | 统计数 | 项目 | 统计数",
        "一、“三公”经费支出 | — | 三、机关运行经费 | 60.00",
        f"（一）支出合计 | {total} | 四、国有资产占用情况 | —",
        "1.因公出国（境）费 | | （一）车辆数合计（辆） | 3",
        "2.公务用车购置及运行维护费 | 4.00 | 1.主要负责人用车 | 1",
        "3.公务接待费 | 5.00 | 2.其他用车 | 2",
        "（二）相关统计数 | — | 五、政府采购支出信息 | —",
        f"1.国内公务接待批次（个） | {received} | （一）政府采购支出合计 | 7.00",
        "2.国内公务接待人次（人） | 118 | 1.政府采购货物支出 | 2.00",
        "二、会议费 | 30.00 | 2.政府采购服务支出 | 5.00",
    )


RUNNING = (
    "本年支出合计900.00万元。“三公”经费支出9.00万元。国内公务接待16批次118人。共有车辆3辆，其中：主要负责人用车1辆、"
    "其他用车2辆。政府采购支出总额7.00万元。"
)


def test_information_of_several_kinds_in_one_table_is_told_by_its_sections():
    assert broken(running_information(), prose=RUNNING, identity=FINAL) == []
    held = {f.invariant for f in findings(running_information(), prose=RUNNING, identity=FINAL) if f.verdict == "exact"}
    assert {"H1-rows", "N1-prose-and-tables", "C1-counts-agree"} <= held
    assert {f.invariant for f in broken(running_information("9.50"), prose=RUNNING, identity=FINAL)} == {
        "H1-rows",
        "N1-prose-and-tables",
    }
    assert {f.invariant for f in broken(running_information(received="18"), prose=RUNNING, identity=FINAL)} == {
        "C1-counts-agree"
    }


def kinds(personnel: str = "60.00") -> Table:
    return sheet(
        "部门支出总体情况表",
        "单位代码 | 单位名称 | 合计 | 基本支出 | < | < | 项目支出",
        "^ | ^ | ^ | 小计 | 人员经费支出 | 公用经费支出 | ^",
        f" | 合计 | 100.00 | 90.00 | {personnel} | 30.00 | 10.00",
        f"101001 | 清溪县教育局机关 | 100.00 | 90.00 | {personnel} | 30.00 | 10.00",
        header_rows=2,
    )


def test_personnel_and_running_cost_under_basic_expenditure_are_kinds_of_their_own():
    assert broken(kinds()) == []
    assert {f.invariant for f in broken(kinds("61.00"))} == {"H2-columns"}


def carried(total: str = "100.00") -> Table:
    return sheet(
        "收支总表",
        "收入 | < | 支出 | < | <",
        "项目 | 预算数 | 项目 | 预算数 | 其中：上年结转",
        "一、一般公共预算拨款收入 | 97.00 | 一、教育支出 | 100.00 | 3.00",
        f"上年结转结余 | 3.00 | 支出总计 | {total} | 3.00",
        "收入总计 | 100.00 | | | ",
        header_rows=2,
    )


def test_what_is_of_which_carried_over_is_no_second_total():
    assert broken(carried()) == []
    assert "B1-income-is-expenditure" in {f.invariant for f in broken(carried("110.00"))}
