"""Wordings of many places: shared names and shares, bare 收入 and 支出, amounts that a percentage is of, lists by
classification, names with more words.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from expectations.evaluation import evaluate
from expectations.filing.case import Case
from fiscal.cleaning.discourse.narrative import observe_narrative
from fiscal.model.contract import Observation
from fiscal.model.findings.rows import Finding
from tests.prose import identity, observed, parts_of, reading, said

pytestmark = pytest.mark.unit


def violated(*texts: str, doc_kind: str = "final") -> list[Finding]:
    read, who = reading(*texts), identity(doc_kind)
    return [
        f for f in evaluate(Case("f", who, read, observe_narrative(read, who, "f", [])[0])) if f.verdict == "violated"
    ]


SHARED = (
    "本部门政府采购支出总额200万元。其中，货物、工程、服务支出分别为60万元、90万元和50万元，占政府采购支出总额的30%、"
    "45%和25%。"
)


def test_shared_names_behind_a_mark_are_parts_of_one_whole_each_with_its_share() -> None:
    told = observed(SHARED, doc_kind="final")
    assert [p.value_reported for p in parts_of(told, said(told, "200"))] == ["60", "90", "50"]
    assert [(o.concept, o.value_reported) for o in told if o.relation == "share"] == [
        ("procurement_goods", "30%"),
        ("procurement_works", "45%"),
        ("procurement_services", "25%"),
    ]
    assert violated(SHARED) == []
    assert "N4-share" in {f.invariant for f in violated(SHARED.replace("45%", "54%"))}


def test_a_bare_side_in_a_final_account_is_the_years() -> None:
    texts = (
        "（一）收入决算情况。",
        "本单位收入为500万元，其中：财政拨款收入480万元；其他收入20万元。",
        "（二）支出决算情况。",
        "本单位支出为530万元。",
    )
    told = observed(*texts, doc_kind="final")
    assert (said(told, "500").concept, said(told, "530").concept) == ("income_current", "expenditure_current")
    assert violated(*texts) == []
    assert said(observed("本单位收入500万元。"), "500").concept == "income_total"


def test_a_bare_side_with_a_balance_or_the_tables_total_is_the_total() -> None:
    told = observed("本单位收入520万元，其中：财政拨款收入500万元，年初结转和结余20万元。", doc_kind="final")
    assert said(told, "520").concept == "income_total"
    plain = said(observed("本年收入合计500万元，收入总计520万元。", doc_kind="final"), "520")
    cell = replace(
        plain,
        table_no=1,
        row=1,
        col=1,
        table_family="income_expenditure_summary",
        source_of_funds="total",
        expenditure_type=None,
    )
    table: list[Observation] = [
        cell,
        replace(cell, concept="income_current", row=2, value_yuan=cell.value_yuan and cell.value_yuan - 200_000),
    ]
    assert said(observed("本单位收入520万元。", doc_kind="final", tables=table), "520").concept == "income_total"
    assert said(observed("本单位收入500万元。", doc_kind="final", tables=table), "500").concept == "income_current"


def test_details_of_a_total_that_also_names_the_years_sum_are_not_summed_to_the_total() -> None:
    texts = (
        "（二）本单位总支出300万元，其中本年支出290万元。支出具体情况如下：",
        "1.教育支出200万元。",
        "2.住房保障支出90万元。",
    )
    assert violated(*texts) == []
    told = observed(
        "（一）本单位总收入300万元，其中本年收入280万元。收入具体情况如下：",
        "1.财政拨款收入280万元。",
        "2.上年结转和结余20万元。",
        doc_kind="final",
    )
    assert [p.value_reported for p in parts_of(told, said(told, "300"))] == ["280", "280", "20"]


def test_lists_by_two_classifications_without_a_stop_between_them_are_two_lists() -> None:
    text = (
        "一般公共预算财政拨款支出100万元。其中：按功能分类科目，教育支出60万元，住房保障支出40万元按经济分类科目，"
        "工资福利支出70万元，商品和服务支出30万元。"
    )
    told = observed(text, doc_kind="final")
    assert [(p.value_reported, p.listing) for p in parts_of(told, said(told, "100"))] == [
        ("60", 0),
        ("40", 0),
        ("70", 1),
        ("30", 1),
    ]
    assert violated(text) == []


def test_a_sentence_that_only_names_the_kinds_says_whose_parts_follow() -> None:
    told = observed(
        "政府采购预算80万元。其中：政府集中采购80万元。分散采购0万元，占政府采购预算的0%。",
        "按政府采购项目类型，分为货物类采购、工程类采购和服务类采购三种类型。其中：货物类采购50万元，工程类采购0万元，"
        "服务类采购30万元。",
    )
    assert [said(told, v).part_of for v in ("50", "30")] == [said(told, "80").observation_id] * 2
    assert said(told, "0").status == "ok"


@pytest.mark.parametrize(
    ("text", "base", "amount"),
    [
        ("基本支出80万元，为年初预算100万元的80%。", "budget_initial", ("budget_initial", "current")),
        ("基本支出80万元，占全年预算100万元的80%。", "budget_adjusted", ("budget_adjusted", "current")),
        ("基本支出80万元，为上年决算数100万元的80%。", "prior_final", ("actual", "prior")),
    ],
)
def test_a_percentage_of_an_amount_is_a_rate(text: str, base: str, amount: tuple[str, str]) -> None:
    told = observed(text, doc_kind="final")
    assert {o.expenditure_type for o in told} == {"basic"}
    assert (said(told, "100").measure, said(told, "100").period) == amount
    assert (told[2].relation, told[2].base) == ("rate", base)
    assert violated(text) == []
    assert [f.invariant for f in violated(text.replace("的80%", "的90%"))] == ["N4-rate"]


def test_more_income_than_last_year_is_a_change_and_no_part() -> None:
    told = observed(
        "财政拨款收入100万元，其中：专项收入60万元，比上年增收9万元，增长17.6%；其他收入40万元，比上年减收3万元。",
        doc_kind="final",
    )
    assert [(said(told, v).relation, said(told, v).direction) for v in ("9", "3")] == [
        ("change", "increase"),
        ("change", "decrease"),
    ]


def test_all_income_is_not_what_an_explanation_says_of_one_fund() -> None:
    told = observed(
        "收入总计900万元，较上年增加40万元，主要原因是一般公共财政拨款收入较上年增加70万元。", doc_kind="final"
    )
    assert said(told, "70").concept == "general_budget_appropriation"


def test_a_later_sentence_goes_on_with_the_amount_before_it() -> None:
    told = observed(
        "1.收支情况。财政拨款收入100万元，较上年增加5万元。财政拨款支出98万元，较上年增加4万元。较年初预算减少7万元。",
        doc_kind="final",
    )
    assert (said(told, "7").concept, said(told, "7").base) == ("expenditure_current", "budget_initial")


def test_an_average_in_brackets_behind_a_count_is_of_what_is_counted_there() -> None:
    told = observed(
        "公务用车购置费90万元，全年购置公务用车4辆，其中轿车2辆（每辆15万元）、越野车2辆（每辆30万元）。",
        doc_kind="final",
    )
    assert {o.concept for o in told if o.relation == "average"} == {None}
    assert (
        violated("公务用车购置费90万元，全年购置公务用车4辆，其中轿车2辆（每辆15万元）、越野车2辆（每辆30万元）。")
        == []
    )


@pytest.mark.parametrize(
    ("subject", "concept", "source"),
    [
        ("使用财政拨款安排“三公”经费预算总额", "three_public_total", "total"),
        ("“三公”经费合计支出", "three_public_total", "total"),
        ("一般公共预算及政府性基金财政拨款“三公”经费支出", "three_public_total", "fiscal"),
        ("本年一般公共预算基本支出", "expenditure_current", "general_public_budget"),
        ("教育支出类科目", "205", "total"),
        ("教育支出（205类）", "205", "total"),
    ],
)
def test_names_with_more_words(subject: str, concept: str, source: str) -> None:
    (told,) = observed(f"{subject}12万元。", doc_kind="final")
    assert (told.concept, told.source_of_funds or "total") == (concept, source)


def test_what_is_said_of_the_whole_country_or_county_is_not_the_bodys() -> None:
    assert observed("全县使用财政拨款安排“三公”经费预算总额900万元。")[0].concept is None


def test_the_adjusted_budget_between_budget_and_result() -> None:
    told = observed("基本支出年初预算数80万元，调整数100万元，决算数90万元。", doc_kind="final")
    assert [o.measure for o in told] == ["budget_initial", "budget_adjusted", "actual"]


def test_rules_by_their_number_are_no_figures() -> None:
    told = observed("公务接待费12万元，严格执行省政府30条、市委市政府20条要求，同比下降4%。")
    assert [o.value_reported for o in told] == ["12", "4%"]
    assert told[1].concept == "reception"


@pytest.mark.parametrize(
    "path",
    [
        "社会保障和就业支出（208类）行政事业单位养老支出（05款）机关事业单位职业年金缴费支出（06项）",
        "“社会保障和就业支出（类）行政事业单位离退休（款）机关事业单位职业年金缴费支出（项）”",
        "社会保障和就业支出（208类）往年养老事务（05款）往年职业年金支出（06项）",
    ],
)
def test_paths_with_codes_quotes_and_names_of_earlier_years(path: str) -> None:
    told = observed(f"1、{path}31万元。", "年初预算为40万元，支出决算为30万元，完成年初预算的75%。", doc_kind="final")
    assert [(o.concept, o.relation) for o in told] == [("2080506", "value")] * 3 + [("2080506", "rate")]
    assert [
        f.invariant for f in violated(f"1、{path}31万元。", "年初预算为40万元，支出决算为30万元，完成年初预算的77.5%。")
    ] == ["N1-prose-agrees", "N4-rate"]


def test_a_class_with_its_level_alone_is_the_one_of_that_name() -> None:
    assert said(observed("1.住房公积金（项）12万元。"), "12").concept == "2210201"
    assert said(observed("1.行政运行（项）12万元。"), "12").concept is None


@pytest.mark.parametrize(
    ("text", "value", "expected"),
    [
        ("公务接待费6万元，国内公务接待30批次、240人次，平均{}元/人。", "250", ("reception", "person")),
        ("公务接待费6万元，国内公务接待30批次、240人次，平均{}元/批次。", "2000", ("reception", "batch")),
        (
            "公务用车保有量4辆，公务用车运行维护费10万元，单车运行维护费用{}万元/辆。",
            "2.5",
            ("vehicle_operation", "vehicle"),
        ),
        (
            "公务用车保有量4辆，公务用车运行维护费10万元，公务接待费6万元，车均维护费{}万元。",
            "2.5",
            ("vehicle_operation", "vehicle"),
        ),
    ],
)
def test_averages_by_their_unit(text: str, value: str, expected: tuple[str, str]) -> None:
    average = next(o for o in observed(text.format(value), doc_kind="final") if o.relation == "average")
    assert (average.concept, average.base, average.value_reported) == (*expected, value)
    assert violated(text.format(value)) == []
    assert [f.invariant for f in violated(text.format(f"9{value}"))] == ["N4-average"]


def test_a_standard_per_person_is_no_average() -> None:
    assert "average" not in {
        o.relation for o in observed("公务接待费6万元，国内公务接待240人次，接待标准为100元/人。", doc_kind="final")
    }


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("年末在职人员20人，其中：行政人员10人、事业人员10人，离退休人员35人。", "35"),
        ("人员编制20人，其中行政编制10人、事业编制10人，实有人数35人。", "35"),
    ],
)
def test_retired_and_present_staff_are_no_part_of_posts(text: str, part: str) -> None:
    assert said(observed(text, doc_kind="final"), part).part_of is None
    assert violated(text) == []


def test_last_years_amount_behind_counts_is_of_the_expenditure() -> None:
    told = observed("公务接待费用4万元，接待70批（次）800人，同比去年1万元增加3万元。", doc_kind="final")
    assert [(o.concept, o.period) for o in told] == [
        ("reception", "current"),
        ("reception_batches", "current"),
        ("reception_persons", "current"),
        ("reception", "prior"),
        ("reception", "change"),
    ]


def test_a_bare_side_goes_on_with_the_total_before_it() -> None:
    told = observed(
        "本部门收入总计500万元，支出总计500万元。与2022年决算数相比，收入增加20万元，支出增加20万元。",
        doc_kind="final",
        year=2023,
    )
    assert [o.concept for o in told if o.relation == "change"] == ["income_total", "expenditure_total"]


def test_more_of_each_fund_behind_the_change_of_the_whole_is_a_change() -> None:
    texts = (
        "收入合计900万元，其中：财政拨款收入800万元；事业收入100万元。与上年相比，收入合计增加70万元。",
        "其中：财政拨款收入增加60万元；事业收入增加10万元。",
    )
    told = observed(*texts, doc_kind="final")
    assert [(o.concept, o.relation) for o in told if o.value_reported in ("60", "10")] == [
        ("appropriation", "change"),
        ("business_income", "change"),
    ]
    assert violated(*texts) == []


def test_the_first_numbered_entry_behind_of_which_in_one_sentence() -> None:
    texts = (
        "本部门“三公”经费预算9万元，比2023年预算10万元减少1万元。",
        "其中：1.因公出国（境）费用。2024年预算数0万元，与2023年预算数0万元持平。",
        "2.公务接待费。2024年预算数9万元，比2023年预算数10万元减少1万元。",
    )
    told = observed(*texts)
    assert [o.concept for o in told if o.relation == "part" and o.period == "current"] == ["abroad", "reception"]
    assert violated(*texts, doc_kind="budget") == []


def test_an_amount_behind_subject_and_base_is_last_years() -> None:
    told = observed("公务接待费2024年预算数与2023年预算数8万元持平。", year=2024)
    assert (told[0].concept, told[0].period, told[0].fiscal_year) == ("reception", "prior", 2023)


def test_projects_rated_one_after_the_other_have_their_own_scores_and_funds() -> None:
    texts = (
        "根据年初设定的绩效目标，巡河保洁项目绩效自评得分为96分，项目全年预算数20万元，执行数19万元，完成预算的95%。",
        "根据年初设定的绩效目标，泵站更新项目绩效自评得分为91分，项目全年预算数30万元，执行数30万元，完成预算的100%。",
    )
    told = observed(*texts, doc_kind="final")
    assert {o.project for o in told} == {"巡河保洁", "泵站更新"}
    assert violated(*texts) == []
    listed = ("（1）巡河保洁项目。项目自评得分96分。", "（2）泵站更新项目。项目自评得分91分。")
    assert violated(*listed) == []
    assert [f.invariant for f in violated("部门整体支出绩效自评得分95分。", "整体支出绩效评价得分96分。")] == [
        "N1-prose-agrees"
    ]


def test_money_saved_and_its_rate_are_not_what_was_bought() -> None:
    texts = ("政府采购支出100万元，节约资金5万元，节约率4.8%。", "货物采购支出50万元，节约资金1万元，节约率2%。")
    assert {o.concept for o in observed(*texts, doc_kind="final") if o.value_reported in ("5", "1", "4.8%", "2%")} == {
        None
    }
    assert violated(*texts) == []


def test_execution_in_proportion_is_a_rate() -> None:
    told = observed("公务接待费预算10万元，支出9万元，预算执行比例为90%。", doc_kind="final")
    assert (told[2].relation, told[2].concept) == ("rate", "reception")


def test_guests_from_abroad_and_guests_received_abroad() -> None:
    texts = ("国内公务接待20批次200人，其中：国内外事接待3批次、30人；国（境）外公务接待0批次、0人。",)
    assert [o.concept for o in observed(*texts, doc_kind="final")] == [
        "reception_batches",
        "reception_persons",
        "foreign_reception_batches",
        "foreign_reception_persons",
        "abroad_reception_batches",
        "abroad_reception_persons",
    ]
    assert violated(*texts) == []
    bracketed = observed(
        "国内公务接待共300批次（其中外事接待2批次），4000人次（其中外事接待10人次）。", doc_kind="final"
    )
    assert [o.concept for o in bracketed] == [
        "reception_batches",
        "foreign_reception_batches",
        "reception_persons",
        "foreign_reception_persons",
    ]
    assert violated("外宾接待支出1万元，接待2批次、10人次；国内公务接待支出4万元，国内公务接待30批次、300人次。") == []


def test_funds_that_projects_cover_are_of_the_budget_that_the_sentence_names() -> None:
    texts = (
        "对一般公共预算项目支出开展绩效自评，一级项目3个，二级项目9个，共涉及资金300万元。",
        "对2个政府性基金预算项目支出开展绩效自评，共涉及资金50万元。",
    )
    assert [o.source_of_funds for o in observed(*texts, doc_kind="final") if o.concept == "project_funds_covered"] == [
        "general_public_budget",
        "government_fund",
    ]
    assert violated(*texts) == []


def test_a_list_that_begins_anew_is_of_the_total_before_it() -> None:
    texts = (
        "收入总计500万元，与上年相比增加20万元。其中：",
        "（一）财政拨款收入480万元。",
        "（二）年初结转和结余20万元。",
        "支出总计500万元，与上年相比增加20万元。其中：",
        "（一）教育支出490万元。",
        "（二）年末结转和结余10万元。",
    )
    told = observed(*texts, doc_kind="final")
    income, spent = (o for o in told if o.value_reported == "500")
    assert [p.value_reported for p in parts_of(told, income)] == ["480", "20"]
    assert [p.value_reported for p in parts_of(told, spent)] == ["490", "10"]
    assert violated(*texts) == []


def test_a_second_list_by_year_is_of_the_same_whole() -> None:
    text = (
        "财政拨款收支总预算95万元。收入按资金来源分为：一般公共预算拨款90万元，"
        "上年结转5万元；按资金年度分为：本年财政拨款收入90万元，上年结转5万元。"
    )
    told = observed(text)
    assert [o.part_of == told[0].observation_id for o in told[1:]] == [True, True, True, False]
    assert told[4].part_of is None
    assert violated(text, doc_kind="budget") == []


def test_money_told_behind_a_projects_score_is_the_projects() -> None:
    told = observed(
        "根据年初设定的绩效目标，巡河保洁项目绩效自评得分为96分。全年预算数为20万元，执行数为19万元，完成预算的95%。",
        doc_kind="final",
    )
    assert [(o.concept, o.project) for o in told[1:]] == [("project", "巡河保洁")] * 3
