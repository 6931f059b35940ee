"""Changes, shares and rates: direction as worded, against which base, of which subject; template residue is doubted."""

import pytest

from tests.prose import observed, said

pytestmark = pytest.mark.unit


def test_each_clause_keeps_the_direction_of_its_own_word() -> None:
    amounts = observed("技能培训46万元。较2023年10月末调整预算数增加6万元，下降15%。")
    assert said(amounts, "6").direction == "increase"
    assert said(amounts, "15%").direction == "decrease"
    assert {o.base for o in amounts if o.relation == "change"} == {"prior_adjusted"}


@pytest.mark.parametrize(
    ("words", "base"),
    [
        ("比2023年预算", "prior_budget"),
        ("比上年度预算", "prior_budget"),
        ("与2023年度决算数相比", "prior_final"),
        ("比2023年当年预算执行数", "prior_final"),
        ("较2023年10月末调整预算数", "prior_adjusted"),
        ("较全年预算数", "budget_adjusted"),
        ("较年初预算", "budget_initial"),
        ("比上年", "prior"),
    ],
)
def test_the_base_of_a_comparison_is_kept_apart(words: str, base: str) -> None:
    amounts = observed(f"机关运行经费82万元，{words}减少3万元，下降3.5%。")
    assert [o.base for o in amounts if o.relation == "change"] == [base, base]


def test_a_bare_year_means_the_final_account_in_a_final_account() -> None:
    amounts = observed("机关运行经费支出82万元，比2023年减少3万元。", doc_kind="final")
    assert said(amounts, "3").base == "prior_final"


def test_unchanged_is_a_change_of_nothing() -> None:
    amounts = observed("公务接待费1.35万元，比2023年预算持平，主要原因是接待任务保持不变。")
    (flat,) = [o for o in amounts if o.relation == "change"]
    assert (flat.direction, flat.value_yuan, flat.value_text, flat.base) == ("flat", 0, "持平", "prior_budget")


def test_the_base_may_stand_before_the_subject() -> None:
    amounts = observed(
        "收入支出总计920.40万元。与2023年度相比，收入支出总计增加20.40万元，增长2.27%。", doc_kind="final"
    )
    changes = [o for o in amounts if o.relation == "change"]
    assert [o.base for o in changes] == ["prior_final", "prior_final"]
    assert len({o.statement_id for o in amounts}) == 1


def test_a_reason_speaks_of_its_own_subject() -> None:
    amounts = observed("收入支出总计920.40万元，主要原因：项目支出增加，较上年度增加18.00万元。", doc_kind="final")
    reason = said(amounts, "18.00")
    assert (reason.concept, reason.expenditure_type) == ("expenditure_current", "project")
    assert reason.statement_id != said(amounts, "920.40").statement_id


def test_a_comparison_behind_a_list_is_of_the_whole() -> None:
    amounts = observed(
        "3.综合保障90万元，主要包括：值班60万元，用于值班；工作服30万元，用于购买工作服；较2023年预算减少10万元，下降10%。"
    )
    assert said(amounts, "10").statement_id == said(amounts, "90").statement_id


def test_an_unfilled_template_says_no_direction() -> None:
    amounts = observed("“三公”经费支出5.00万元，比2023年减少0.50万元，下降（增长）9.09%。", doc_kind="final")
    pct = said(amounts, "9.09%")
    assert (pct.direction, pct.status, pct.status_reason) == (None, "ambiguous", "template_residue")


def test_a_missing_percent_sign_is_doubted() -> None:
    amounts = observed(
        "一般公共预算财政拨款支出880.00万元。与2023年度相比，增加80.00万元，增长10.00。", doc_kind="final"
    )
    pct = said(amounts, "10.00")
    assert (pct.measure, pct.unit, pct.status, pct.status_reason) == (
        "change_pct",
        "%",
        "ambiguous",
        "missing_percent_sign",
    )


def test_a_missing_percentage_is_noted() -> None:
    amounts = observed("（四）资本性支出6.2万元，较2023年增加6.2万元，增长，主要原因是购置设备。", doc_kind="final")
    (missing,) = [o for o in amounts if o.status_reason == "missing_number"]
    assert (missing.relation, missing.measure, missing.value_native) == ("change", "change_pct", None)


def test_a_share_names_its_whole() -> None:
    amounts = observed(
        "本年支出合计400.00万元。一般公共预算财政拨款支出390.00万元，占本年支出合计的97.50%。", doc_kind="final"
    )
    share = said(amounts, "97.50%")
    assert (share.relation, share.measure) == ("share", "share_pct")
    assert share.part_of == said(amounts, "400.00").observation_id
    assert share.statement_id == said(amounts, "390.00").statement_id


def test_a_budget_that_is_stated_as_the_base_names_its_subject_once_more() -> None:
    amounts = observed(
        "2023年度“三公”经费财政拨款决算数7.63万元，比2023年“三公”经费财政拨款年初预算20.23万元减少12.60万元。",
        doc_kind="final",
        year=2023,
    )
    assert [(o.relation, o.measure, o.base) for o in amounts] == [
        ("value", "actual", None),
        ("value", "budget_initial", None),
        ("change", "change_abs", "budget"),
    ]
    assert len({o.statement_id for o in amounts}) == 1


def test_a_share_of_all_project_expenditure_names_its_whole() -> None:
    amounts = observed(
        "2023年度一般公共预算财政拨款支出100.00万元。其中：基本支出60.00万元，项目支出40.00万元。",
        "对一般公共预算项目支出开展绩效自评，共涉及项目2个，共涉及资金36.00万元，占一般公共预算项目支出总额的90%。",
        doc_kind="final",
        year=2023,
    )
    assert said(amounts, "36.00").concept == "project_funds_covered"
    assert said(amounts, "90%").part_of == said(amounts, "40.00").observation_id


@pytest.mark.parametrize(
    ("words", "year"),
    [
        ("由2023年的90.00万元增加到2024年的100.00万元", 2023),
        ("由上年的90.00万元增加到100.00万元", None),
        ("从90.00万元提高到100.00万元", None),
    ],
)
def test_from_one_figure_to_another_is_the_year_before_and_this_year(words: str, year: int | None) -> None:
    told = observed(f"机关运行经费{words}，增长11.1%。", doc_kind="final", year=2024)
    before, now = said(told, "90.00"), said(told, "100.00")
    assert (before.concept, before.period, before.fiscal_year) == ("agency_operation", "prior", year)
    assert (now.concept, now.period, now.fiscal_year) == ("agency_operation", "current", 2024)
    assert said(told, "11.1%").statement_id == before.statement_id == now.statement_id


def test_the_amount_that_is_compared_with_may_stand_behind_its_year() -> None:
    told = observed("公务接待费支出8.00万元，比上年的9.00万元减少1.00万元，下降11.11%。", doc_kind="final", year=2024)
    assert (said(told, "9.00").period, said(told, "9.00").concept) == ("prior", "reception")
    assert {said(told, v).statement_id for v in ("8.00", "1.00", "11.11%")} == {said(told, "9.00").statement_id}
