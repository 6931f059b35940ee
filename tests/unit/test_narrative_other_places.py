"""Turns of phrase of other places: labels before a colon, both sides in one total, funds of an expenditure, differences from the budget."""

from __future__ import annotations

import pytest

from tests.prose import observed, parts_of, said

pytestmark = pytest.mark.unit


def test_expenditure_behind_a_label_is_the_labels() -> None:
    told = observed("一般公共预算财政拨款支出900万元。", "1.某事务（类）某管理（款）某运行（项）：支出决算为800万元，完成预算100%，决算数等于预算数。", doc_kind="final")
    assert said(told, "800").concept is None
    assert said(told, "100%").statement_id == said(told, "800").statement_id


def test_each_side_of_a_common_total_is_no_part_of_it() -> None:
    told = observed(
        "收入、支出预算总计3000万元。其中：", "（一）收入预算总计3000万元。包括：", "1.本年收入合计2900万元。", "2.上年结转结余100万元。", "（二）支出预算总计3000万元。"
    )
    assert parts_of(told, told[0]) == []
    income = told[1]
    assert [(o.concept, o.complete) for o in parts_of(told, income)] == [("income_current", True), ("carryover_in", True)]


def test_last_years_budget_in_brackets_is_of_last_year() -> None:
    told = observed("上年结转结余100万元，与上年相比增加100万元（去年预算数为0万元，无法计算增减比率）。", year=2024)
    assert (said(told, "0").period, said(told, "0").fiscal_year, said(told, "0").part_of) == ("prior", 2023, None)


def test_more_than_the_budget_is_a_change_against_it() -> None:
    told = observed("一般公共预算财政拨款支出1741万元，决算数大于年初预算数55万元。", doc_kind="final")
    assert (told[1].relation, told[1].direction, told[1].base, told[1].concept) == ("change", "increase", "budget_initial", "expenditure_current")


def test_funds_of_an_expenditure_are_no_income() -> None:
    told = observed("本年支出合计950万元，其中：一般公共预算财政拨款支出900万元，其他资金支出50万元。", doc_kind="final")
    assert "income" not in {o.class_system for o in told}
    covered = observed("10个项目编制了绩效目标，涉及资金500万元，其中：一般公共预算拨款450万元，政府性基金50万元。")
    funds = [(o.concept, o.source_of_funds) for o in parts_of(covered, said(covered, "500"))]
    assert funds == [("project_funds_covered", "general_public_budget"), ("project_funds_covered", "government_fund")]


def test_a_part_with_its_wholes_name_leaves_both_open() -> None:
    told = observed("本年收入预算合计3000万元，包括本年收入2900万元，上年结转结余100万元。")
    assert (told[0].concept, told[1].concept, told[2].concept) == (None, None, "carryover_in")


def test_a_rate_behind_a_purpose_is_the_subjects() -> None:
    told = observed("教育支出1595万元，主要用于教育保教工作，完成年初预算100%。", doc_kind="final")
    assert (told[1].relation, told[1].concept, told[1].base) == ("rate", "205", "budget_initial")


def test_the_same_expense_again_is_the_subject_before() -> None:
    told = observed("公务用车运行维护费3万元，主要用于公务出行。费用支出较年初预算数减少1万元，下降25%。", doc_kind="final")
    assert {o.concept for o in told} == {"vehicle_operation"}
