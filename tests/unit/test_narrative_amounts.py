"""An amount in prose becomes an observation: exact in yuan, of a concept, a year and a phase, with its clause as
evidence.
"""

from decimal import Decimal

import pytest

from tests.prose import observed, said

pytestmark = pytest.mark.unit


def test_an_amount_is_exact_in_yuan_and_quotes_its_clause() -> None:
    (income,) = observed("2024年江城市水务局部门预算收入 3,412.07 万元。")
    assert income.value_yuan == Decimal("34120700")
    assert income.value_reported == "3,412.07"
    assert income.unit == "万元"
    assert (income.class_system, income.concept, income.measure, income.phase) == (
        "income",
        "income_total",
        "budget_initial",
        "approved",
    )
    assert income.quote == "2024年江城市水务局部门预算收入 3,412.07 万元"
    assert (income.page, income.table_no, income.table_family) == (1, None, "narrative")


def test_a_total_budget_is_the_budget_of_the_total() -> None:
    income, expenditure = observed("2024年江城市水务局收入总预算3,412.07万元，支出总预算3,412.07万元。")
    assert [(o.row_label, o.concept, o.measure) for o in (income, expenditure)] == [
        ("收入总计", "income_total", "budget_initial"),
        ("支出总计", "expenditure_total", "budget_initial"),
    ]


def test_precision_is_the_finest_of_the_prose_not_of_the_string() -> None:
    amounts = observed("公务接待费支出8.25万元。因公出国（境）费支出3.4万元。", doc_kind="final")
    assert {o.precision_unit for o in amounts} == {Decimal("100")}
    assert said(amounts, "3.4").low == Decimal("33950")


def test_one_amount_that_is_finer_than_many_others_is_so_by_itself() -> None:
    others = "".join(f"项目{n}支出{n}.25万元。" for n in range(11, 41))
    amounts = observed(f"公务接待费支出8.3万元。购房补贴支出16.627万元。{others}", doc_kind="final")
    assert {p: said(amounts, p).precision_unit for p in ("8.3", "16.627")} == {
        "8.3": Decimal(100),
        "16.627": Decimal(10),
    }


def test_an_approximate_amount_keeps_the_precision_of_its_string() -> None:
    amounts = observed("本年收入合计812.55万元。本年支出合计约800万元。", doc_kind="final")
    about = said(amounts, "800")
    assert about.approximate
    assert about.precision_unit == Decimal("10000")


def test_budget_and_result_of_one_subject_share_their_statement() -> None:
    amounts = observed(
        "一般公共预算财政拨款支出年初预算为500.00万元，支出决算为480.10万元，完成年初预算的96.02%。", doc_kind="final"
    )
    budget, result, rate = amounts
    assert (budget.measure, budget.phase) == ("budget_initial", "approved")
    assert (result.measure, result.phase, result.concept) == ("actual", "executed", budget.concept)
    assert (rate.relation, rate.measure, rate.base, rate.value_reported) == (
        "rate",
        "execution_rate",
        "budget_initial",
        "96.02%",
    )
    assert len({o.statement_id for o in amounts}) == 1


def test_an_adjusted_budget_is_told_from_the_initial_one() -> None:
    budget, result, rate = observed(
        "“三公”经费支出全年预算数为20.5万元，决算数为18.04万元，完成全年预算的88%。", doc_kind="final"
    )
    assert (budget.measure, budget.phase) == ("budget_adjusted", "adjusted")
    assert rate.base == "budget_adjusted"
    assert result.measure == "actual"


def test_the_figure_of_an_earlier_year_is_a_prior_one() -> None:
    prior, current = observed(
        "3.“社会保障和就业支出（类）”\n40.00万元。", "2023年当年预算执行数为31.50万元，2024年预算安排40.00万元。"
    )[1:]
    assert (prior.period, prior.fiscal_year, prior.measure) == ("prior", 2023, "actual")
    assert (current.period, current.fiscal_year, current.measure) == ("current", 2024, "budget_initial")
    assert prior.concept == current.concept == "208"


def test_a_later_sentence_of_a_numbered_item_speaks_of_the_item() -> None:
    amounts = observed("2．公务接待费。", "2024年预算数6万元，比2023年减少1万元。")
    assert [o.concept for o in amounts] == ["reception", "reception"]


def test_a_functional_path_leads_to_its_code() -> None:
    (amount,) = observed("1.“住房保障支出（类）住房改革支出（款）购房补贴（项）”12.50万元，主要用于购房补贴。")
    assert (amount.class_system, amount.concept) == ("functional", "2210203")


def test_a_path_that_leads_nowhere_has_no_concept_and_is_doubted() -> None:
    (amount,) = observed("1.“住房保障支出（类）河道疏浚事务（款）清淤补贴（项）”12.50万元。")
    assert amount.concept is None
    assert (amount.status, amount.status_reason) == ("ambiguous", "subject_unknown")


def test_funds_come_from_the_subject_or_the_heading() -> None:
    (amount,) = observed(
        "卫生健康支出33.20万元。", doc_kind="final", headings=("五、一般公共预算财政拨款支出决算情况说明",)
    )
    assert (amount.concept, amount.source_of_funds) == ("210", "general_public_budget")


def test_ten_thousand_without_yuan_is_money_where_money_is_spoken_of() -> None:
    amounts = observed("综合管理经费20万元，比2023年预算增加4万，增长25%。")
    change = said(amounts, "4")
    assert change.value_yuan == Decimal("40000")
    assert change.unit_source == "inferred"


@pytest.mark.parametrize(
    "text",
    [
        "依据《预算管理办法（2019年版）》（江财〔2020〕15号）第12条编制。",
        "截至2023年12月31日，工作按计划推进。",
        "市民可拨打12345热线或致电0571-88990011。",
        "详见附表3和表12。",
        "单价50万元人民币（含）以上的设备按规定管理。",
        "评价等次分为：优，得分90分及以上；良，得分80分至90分；合格，得分60分至80分。",
    ],
)
def test_numbers_that_only_name_something_are_no_figures(text: str) -> None:
    assert observed(text) == []


@pytest.mark.parametrize("words", ["收、支总计", "收入、支出总计", "收入支出决算总计", "收支总预算"])
def test_income_and_expenditure_may_be_totalled_in_one_word(words: str) -> None:
    (amount,) = observed(f"2024年度{words}900.00万元。", doc_kind="final")
    assert amount.concept == "income_total"


def test_a_figure_behind_a_chinese_comma_is_a_figure() -> None:
    counts = observed("国内公务接待25批次，300人次，支出8.50万元。", doc_kind="final")
    assert [(o.value_reported, o.concept) for o in counts] == [
        ("25", "reception_batches"),
        ("300", "reception_persons"),
        ("8.50", "reception_domestic"),
    ]


def test_the_base_of_a_comparison_may_be_an_amount() -> None:
    amounts = observed("2024年收入预算990.00万元，比2023年年初预算数900.00万元增加90.00万元，增长10.00%。")
    base = said(amounts, "900.00")
    assert (base.period, base.fiscal_year, base.measure, base.concept) == (
        "prior",
        2023,
        "budget_initial",
        "income_total",
    )
    assert [o.base for o in amounts if o.relation == "change"] == ["prior_budget", "prior_budget"]


def test_a_printed_code_is_the_concept() -> None:
    (amount,) = observed("2080505机关事业单位基本养老保险缴费支出20.50万元。")
    assert (amount.class_system, amount.concept) == ("functional", "2080505")


@pytest.mark.parametrize(
    ("printed", "yuan"), [("5千万元", 50_000_000), ("3百万元", 3_000_000), ("2.5亿元", 250_000_000)]
)
def test_every_scale_of_the_yuan_is_read(printed: str, yuan: int) -> None:
    (income,) = observed(f"2024年江城市水务局部门预算收入{printed}。")
    assert income.value_yuan == yuan


def test_other_money_is_never_taken_for_yuan() -> None:
    (loan,) = observed("2024年江城市水务局偿还贷款200万美元。")
    assert (loan.value_yuan, loan.unit) == (None, "万美元")


def test_the_three_public_expenses_of_this_years_budget_are_told_with_words_on_both_sides() -> None:
    told = observed("2024年本部门当年一般公共预算“三公”经费预算支出0.27万元，其中会议费0.24万元，培训费0.71万元。")
    assert [(said(told, v).concept, said(told, v).part_of) for v in ("0.27", "0.24", "0.71")] == [
        ("three_public_total", None),
        ("meeting", None),
        ("training", None),
    ]
