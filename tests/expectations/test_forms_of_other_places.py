"""Tables as other provinces print them, read as a whole: what adds up raises nothing, one wrong figure is one finding's cause."""

import pytest

from expectations.case import Case
from expectations.evaluation import evaluate
from fiscal.cleaning.observe import observe
from fiscal.model.contract import Finding
from fiscal.model.identity import Identity
from fiscal.model.reading import Table
from tests.readings import reading, sheet

pytestmark = pytest.mark.expectations

DEPARTMENT = Identity("清溪县教育局", None, "department", 2024, "budget", None, None)


def broken(*tables: Table) -> list[Finding]:
    read = reading(tables=list(tables))
    observations, _ = observe(read, DEPARTMENT, "f")
    return [f for f in evaluate(Case("f", DEPARTMENT, read, observations)) if f.verdict == "violated"]


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
