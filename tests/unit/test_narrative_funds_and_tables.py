"""The prose takes over the funds and kind of expenditure under which the tables report what it names, measure by
measure.
"""

from __future__ import annotations

import pytest

from fiscal.model.contract import Observation
from tests.observing import observed as cell
from tests.prose import observed, said

pytestmark = pytest.mark.unit

PATH = "卫生健康支出（类）行政事业单位医疗（款）行政单位医疗（项）"


def result(kind: str | None, value: str = "19.50", concept: str = "2101101", system: str = "functional") -> Observation:
    return cell(
        value,
        concept=concept,
        class_system=system,
        row_code=concept,
        measure="actual",
        phase="executed",
        source_of_funds="general_public_budget",
        expenditure_type=kind,
        fiscal_year=2023,
    )


def test_a_result_behind_its_budget_is_under_the_tables_funds_for_results() -> None:
    tables = [result("total"), result("basic")]
    told = observed(
        f"1.{PATH}。年初预算为20.00万元，支出决算为19.50万元，完成年初预算的97.5%。",
        doc_kind="final",
        year=2023,
        tables=tables,
    )
    assert (said(told, "19.50").source_of_funds, said(told, "19.50").expenditure_type) == ("total", None)
    told = observed(
        "# 一般公共预算财政拨款支出决算具体情况",
        f"1.{PATH}。年初预算为20.00万元，支出决算为19.50万元，完成年初预算的97.5%。",
        doc_kind="final",
        year=2023,
        tables=tables,
        headings=("一般公共预算财政拨款支出决算具体情况",),
    )
    assert (said(told, "19.50").source_of_funds, said(told, "19.50").expenditure_type) == (
        "general_public_budget",
        "total",
    )


def test_an_economic_class_is_of_the_widest_kind_that_the_table_has() -> None:
    tables = [
        result("basic", "60.00", "301", "economic_department"),
        result("personnel", "60.00", "301", "economic_department"),
    ]
    told = observed(
        "使用一般公共预算财政拨款安排基本支出90.00万元，（1）工资福利支出60.00万元，包括基本工资、"
        "奖金；（2）商品和服务支出30.00万元。",
        doc_kind="final",
        year=2023,
        tables=tables,
        headings=("财政拨款基本支出决算情况说明",),
    )
    assert (said(told, "60.00").concept, said(told, "60.00").expenditure_type) == ("301", "basic")
    assert (said(told, "90.00").concept, said(told, "90.00").expenditure_type) == ("expenditure_current", "basic")


def test_an_economic_class_that_only_one_kind_of_basic_expenditure_lists_is_of_that_kind() -> None:
    tables = [result("public", "21.40", "30201", "economic_department")]
    told = observed(
        "基本支出90.00万元，其中：公用经费30.00万元，主要包括：办公费21.40万元、差旅费5.00万元。",
        doc_kind="final",
        year=2023,
        tables=tables,
        headings=("一般公共预算财政拨款基本支出决算情况说明",),
    )
    assert (said(told, "21.40").source_of_funds, said(told, "21.40").expenditure_type) == (
        "general_public_budget",
        "public",
    )
    assert said(told, "90.00").expenditure_type == "basic"


SHARE = "组织绩效自评，共涉及项目5个，资金{}万元，占一般公共预算项目支出总额的90.0%。"


def test_a_share_may_be_of_a_whole_that_only_a_table_states() -> None:
    whole = result("project", "650.54", "expenditure_current", "none")
    told = observed(SHARE.format("585.49"), doc_kind="final", year=2023, tables=[whole])
    assert said(told, "90.0%").part_of == whole.observation_id
    told = observed(
        SHARE.format("585.49"),
        doc_kind="final",
        year=2023,
        tables=[whole, result("project", "600.00", "expenditure_current", "none")],
    )
    assert said(told, "90.0%").part_of is None


def test_this_years_appropriation_is_told_from_all_money_by_its_words_or_its_amount() -> None:
    tables = [result("total", "90.00", "214", "functional"), result("total", "80.00", "214/of_year", "functional")]

    def concept(amount: str, heading: str) -> str | None:
        told = observed(
            f"交通运输（类）支出{amount}万元。", doc_kind="final", year=2023, tables=tables, headings=(heading,)
        )
        return said(told, amount).concept

    assert concept("81.00", "一般公共预算当年拨款情况") == "214/of_year"
    assert concept("80.00", "一般公共预算支出情况") == "214/of_year"
    assert concept("90.00", "一般公共预算支出情况") == concept("81.00", "一般公共预算支出情况") == "214"


def test_a_section_under_a_body_of_the_tables_is_about_that_body() -> None:
    tables = [cell("163.75", concept="expenditure_current", entity="江城市劳动争议仲裁院")]
    told = observed(
        "江城市劳动争议仲裁院预算372.05万元。",
        "（一）公用经费163.75万元，主要包括水电费。",
        headings=("部门预算支出具体情况", "二、江城市劳动争议仲裁院"),
        tables=tables,
    )
    assert {o.entity for o in told} == {"江城市劳动争议仲裁院"}


def test_under_project_expenditure_a_name_is_the_project_of_that_name_and_no_class() -> None:
    tables = [
        cell("164.77", concept="project", class_system="project", project="国有资产监管"),
        cell("610.51", concept="21507", class_system="functional", row_code="21507", row_label="国有资产监管"),
    ]
    told = observed(
        "（一）项目支出180.5万元，具体包括：",
        "1.国有资产监管164.77万元，主要用于稽查。",
        "2.研究专项15.73万元，主要用于规划。",
        tables=tables,
    )
    assert (said(told, "164.77").class_system, said(told, "164.77").project) == ("project", "国有资产监管")
