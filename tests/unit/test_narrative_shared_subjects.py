"""Figures that one clause shares out among names, and subjects, funds and years that later clauses carry on."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.prose import observed, parts_of, said

pytestmark = pytest.mark.unit


def test_figures_given_respectively_go_to_the_names_in_order() -> None:
    told = observed("收入总计和支出总计分别为100.00万元、98.00万元。", doc_kind="final")
    assert [(o.concept, o.value_native) for o in told] == [
        ("income_total", Decimal("100.00")),
        ("expenditure_total", Decimal("98.00")),
    ]


def test_changes_given_respectively_keep_the_names_and_the_base() -> None:
    told = observed(
        "2024年度收、支总计各是120.5,118.2万元。与2023年相比,收、支总计各减少10.5,20.2万元,各下降8.02%、14.6%。",
        doc_kind="final",
    )
    changes = [(o.concept, o.value_native, o.direction, o.base) for o in told if o.relation == "change"]
    assert changes == [
        ("income_total", Decimal("10.5"), "decrease", "prior_final"),
        ("expenditure_total", Decimal("20.2"), "decrease", "prior_final"),
        ("income_total", Decimal("8.02"), "decrease", "prior_final"),
        ("expenditure_total", Decimal("14.6"), "decrease", "prior_final"),
    ]
    assert said(told, "120.5").unit == "万元"


def test_names_cut_short_have_the_ending_of_the_last() -> None:
    told = observed("货物、工程、服务采购分别为10万元、20万元和30万元。")
    assert [o.concept for o in told] == ["procurement_goods", "procurement_works", "procurement_services"]


def test_years_given_respectively_are_years_of_one_subject() -> None:
    told = observed("2024年、2023年支出合计分别为60万元、40万元。", doc_kind="final")
    assert [(o.period, o.fiscal_year) for o in told] == [("current", 2024), ("prior", 2023)]
    assert len({o.concept for o in told}) == 1


def test_as_many_names_as_figures_are_needed() -> None:
    told = observed("商品和服务支出和工资福利支出分别为60万元、40万元。")
    assert {o.status for o in told} == {"ambiguous"}


def test_later_sides_of_a_fund_are_of_that_fund() -> None:
    told = observed("政府性基金预算财政拨款本年收入0万元，本年支出0万元，年末结转和结余0万元。", doc_kind="final")
    assert [(o.concept, o.source_of_funds) for o in told] == [
        ("income_current", "government_fund"),
        ("expenditure_current", "government_fund"),
        ("carryover_out", "government_fund"),
    ]


def test_a_total_of_the_body_behind_a_fund_is_not_of_that_fund() -> None:
    told = observed("财政拨款收入90万元，支出总计120万元。", doc_kind="final")
    assert (told[1].concept, told[1].source_of_funds) == ("expenditure_total", "total")


def test_an_average_is_no_part() -> None:
    told = observed(
        "公务用车购置及运行维护费5.40万元，其中：公务用车购置费0万元；公务用车运行维护费5.40万元，平均每辆1.80万元。",
        doc_kind="final",
    )
    assert [o.value_reported for o in parts_of(told, told[0])] == ["0", "5.40"]
    assert (said(told, "1.80").relation, said(told, "1.80").concept, said(told, "1.80").measure) == (
        "average",
        "vehicle_operation",
        None,
    )


@pytest.mark.parametrize(
    ("clause", "concept"),
    [
        ("2024年部门预算安排机关运行经费312.23万元。", "agency_operation"),
        ("2024年本部门财政拨款安排“三公”经费29万元。", "three_public_total"),
        ("一般公共预算安排的“三公”经费预算29万元。", "three_public_total"),
        ("实际支出“三公经费”22万元。", "three_public_total"),
    ],
)
def test_words_that_only_say_who_provides_are_no_part_of_the_subject(clause: str, concept: str) -> None:
    assert observed(clause)[0].concept == concept


def test_parts_of_an_earlier_year_are_of_that_year() -> None:
    told = observed("2023年支出100万元，其中基本支出60万元，项目支出40万元。", doc_kind="final")
    assert [(o.value_reported, o.period, o.fiscal_year) for o in parts_of(told, told[0])] == [
        ("60", "prior", 2023),
        ("40", "prior", 2023),
    ]


def test_what_is_held_at_a_date_is_of_that_year_and_what_is_bought_is_not() -> None:
    told = observed("截至2023年8月31日，共有车辆7辆，其中：执法执勤用车5辆、其他用车2辆。2024年预算安排购置车辆1辆。")
    assert [(o.value_reported, o.fiscal_year) for o in told] == [("7", 2023), ("5", 2023), ("2", 2023), ("1", 2024)]
    assert [o.complete for o in parts_of(told, told[0])] == [True, True]


def test_a_change_behind_an_enumeration_is_the_wholes() -> None:
    told = observed("预算总收入900万元，其中一般公共预算拨款850万元、上年结转50万元，较上年增加30万元，增长3.45%。")
    assert [(o.concept, o.statement_id == told[0].statement_id) for o in told if o.relation == "change"] == [
        ("income_total", True)
    ] * 2


def test_classes_in_sentences_of_their_own_go_on_with_the_list() -> None:
    told = observed(
        "1.基本支出88元。其中：", "工资福利支出71元。", "商品和服务支出17元。", "2024年机关运行经费预算5元。"
    )
    assert [(o.value_reported, o.complete) for o in parts_of(told, told[0])] == [("71", False), ("17", False)]


def test_hardly_changed_is_said_of_the_subject() -> None:
    told = observed("公共安全支出安排308万元，基本与上年持平。")
    assert (told[1].concept, told[1].direction, told[1].base) == (told[0].concept, "flat", "prior")


def test_counts_of_vehicles_behind_their_costs() -> None:
    told = observed(
        "公务用车购置支出0万元，购置数量0辆；公务用车运行维护费支出5.40万元，年末保有量3辆。", doc_kind="final"
    )
    assert [o.concept for o in told if o.relation == "count"] == ["vehicles_bought", "vehicles_kept"]


def test_batches_are_batches_whatever_counts_them() -> None:
    assert observed("国内公务接待批次为520个。", doc_kind="final")[0].concept == "reception_batches"


def test_amounts_among_reasons_are_not_the_bodys_own() -> None:
    told = observed(
        "机关运行经费141.55万元，较2023年增加33.66万元。主要原因为：（1）2024年比2023年人员增加1人，公用经费2万元，采暖费0.4万元；（2）人员经费3万元。",
        doc_kind="final",
    )
    assert {o.concept for o in told if o.value_reported in ("2", "0.4", "3")} == {None}


def test_classes_of_project_expenditure_are_project_expenditure() -> None:
    told = observed("项目支出469500元，其中：工资福利支出12000元，商品和服务支出457500元。")
    assert [(o.concept, o.expenditure_type) for o in parts_of(told, told[0])] == [
        ("301", "project"),
        ("302", "project"),
    ]


def test_funds_of_procurement_are_no_income() -> None:
    told = observed("政府采购预算64万元。", "按政府采购资金类型划分，一般公共预算拨款45万元，单位资金安排19万元。")
    parts = [(o.class_system, o.concept, o.source_of_funds) for o in parts_of(told, told[0])]
    assert parts == [
        ("procurement", "procurement_total", "general_public_budget"),
        ("procurement", "procurement_total", "unit_funds"),
    ]


def test_unit_funds_are_a_subject() -> None:
    told = observed("财政专户管理的资金安排33万元，单位资金安排26万元。")
    assert [o.concept for o in told] == ["special_account_income", "unit_funds"]


def test_kinds_of_basic_expenditure_in_sentences_of_their_own_are_its_parts() -> None:
    told = observed(
        "一般公共预算基本支出91万元，其中：",
        "人员经费80万元，主要包括：基本工资。",
        "公用经费11万元，主要包括：办公费。",
    )
    assert [(o.expenditure_type, o.source_of_funds, o.complete) for o in parts_of(told, told[0])] == [
        ("personnel", "general_public_budget", True),
        ("public", "general_public_budget", True),
    ]


def test_persons_behind_batches_received_abroad_were_received_there() -> None:
    told = observed("国内公务接待批次39个，接待人次285人；国（境）外公务接待批次2个，接待人次14人。", doc_kind="final")
    assert [o.concept for o in told] == [
        "reception_batches",
        "reception_persons",
        "abroad_reception_batches",
        "abroad_reception_persons",
    ]


def test_a_budget_of_the_own_year_is_no_earlier_base() -> None:
    told = observed("公务接待费支出5.21万元，与2024年度预算相比，减少0.1万元。", doc_kind="final")
    assert told[1].base == "budget"


def test_the_amount_of_the_base_is_not_the_subject() -> None:
    told = observed(
        "“三公”经费支出2.05万元，较上年2.08减少0.03万元，减少了1.44%，其中：公务接待费支出2.05万元。", doc_kind="final"
    )
    assert {o.statement_id for o in told if o.relation == "change"} == {told[0].statement_id}
    assert [o.concept for o in parts_of(told, told[0])] == ["reception"]


def test_a_difference_is_no_part() -> None:
    told = observed("“三公”经费支出2.05万元，年初预算为2.95万元，差值为0.9万元。", doc_kind="final")
    assert (told[2].concept, told[2].part_of) == (None, None)
