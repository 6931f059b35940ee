"""Turns of phrase of other places: labels before a colon, both sides in one total, funds of an expenditure, differences
from the budget.
"""

from __future__ import annotations

import pytest

from tests.prose import observed, parts_of, said

pytestmark = pytest.mark.unit


def test_expenditure_behind_a_label_is_the_labels() -> None:
    told = observed(
        "一般公共预算财政拨款支出900万元。",
        "1.某事务（类）某管理（款）某运行（项）：支出决算为800万元，完成预算100%，决算数等于预算数。",
        doc_kind="final",
    )
    assert said(told, "800").concept is None
    assert said(told, "100%").statement_id == said(told, "800").statement_id


def test_each_side_of_a_common_total_is_no_part_of_it() -> None:
    told = observed(
        "收入、支出预算总计3000万元。其中：",
        "（一）收入预算总计3000万元。包括：",
        "1.本年收入合计2900万元。",
        "2.上年结转结余100万元。",
        "（二）支出预算总计3000万元。",
    )
    assert parts_of(told, told[0]) == []
    income = told[1]
    assert [(o.concept, o.complete) for o in parts_of(told, income)] == [
        ("income_current", True),
        ("carryover_in", True),
    ]


def test_last_years_budget_in_brackets_is_of_last_year() -> None:
    told = observed("上年结转结余100万元，与上年相比增加100万元（去年预算数为0万元，无法计算增减比率）。", year=2024)
    assert (said(told, "0").period, said(told, "0").fiscal_year, said(told, "0").part_of) == ("prior", 2023, None)


def test_more_than_the_budget_is_a_change_against_it() -> None:
    told = observed("一般公共预算财政拨款支出1741万元，决算数大于年初预算数55万元。", doc_kind="final")
    assert (told[1].relation, told[1].direction, told[1].base, told[1].concept) == (
        "change",
        "increase",
        "budget_initial",
        "expenditure_current",
    )


def test_funds_of_an_expenditure_are_no_income() -> None:
    told = observed(
        "本年支出合计950万元，其中：一般公共预算财政拨款支出900万元，其他资金支出50万元。", doc_kind="final"
    )
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
    told = observed(
        "公务用车运行维护费3万元，主要用于公务出行。费用支出较年初预算数减少1万元，下降25%。", doc_kind="final"
    )
    assert {o.concept for o in told} == {"vehicle_operation"}


def test_what_a_list_names_may_be_told_again_as_follows() -> None:
    told = observed(
        "# 三公经费情况",
        "三公经费支出决算8.00万元，其中：因公出国（境）费支出决算0万元，公务用车购置及运行维护费支出决算6.80万元，公务接待费支出决算1.20万元。",
        "具体情况如下：",
        "1.因公出国（境）费支出0万元。",
        "2.公务用车购置及运行维护费支出6.80万元。",
        "3.公务接待费支出1.20万元。",
        doc_kind="final",
    )
    assert {o.value_reported for o in parts_of(told, told[0])} == {"0", "6.80", "1.20"}
    assert [o for o in told if o.part_of not in (None, told[0].observation_id)] == []


def test_two_divisions_of_one_total_are_two_lists() -> None:
    told = observed(
        "支出预算900元，其中：基本支出600元，项目支出300元，具体支出预算如下：",
        "（一）按支出功能分类划分，分为以下类别：",
        "1.农林水支出500元，占支出预算的55.56%。",
        "2.住房保障支出400元，占支出预算的44.44%。",
        "（二）按支出结构划分，分为基本支出和项目支出。",
        "1.基本支出600元，占支出预算的66.67%。",
        "2.项目支出300元，占支出预算的33.33%。",
    )
    whole = said(told, "900")
    parts = [o for o in parts_of(told, whole) if o.complete]
    assert sorted((o.listing, o.value_reported) for o in parts) == [(0, "300"), (0, "600"), (1, "400"), (1, "500")]


def test_a_part_of_a_part_is_no_part_of_the_whole() -> None:
    told = observed(
        "三公经费支出62万元，其中：公务用车购置及运行维护费支出40万元，比上年增加6万元；其中：公务用车购置支出0万元；公务用车运行维护费支出40万元；公务接待费支出22万元。",
        doc_kind="final",
    )
    assert [o.concept for o in parts_of(told, told[0])] == ["vehicle_total", "reception"]


def test_a_budget_completed_is_the_base_of_the_rate_behind_it() -> None:
    told = observed(
        "公务接待费支出决算为22.59万元，完成全年预算43.2万元的52.3%，比2019年决算数减少1万元。",
        doc_kind="final",
        year=2023,
    )
    assert [(o.concept, o.measure) for o in told[:2]] == [("reception", "actual"), ("reception", "budget_adjusted")]
    assert (told[2].relation, told[2].base, told[2].concept) == ("rate", "budget_adjusted", "reception")
    assert told[3].base == "earlier"


def test_a_base_of_nothing_is_no_figure() -> None:
    told = observed(
        "因公出国（境）费支出12万元，比上年增加12万元，增长--（基数为0，不可比）；公务接待费支出3万元。",
        doc_kind="final",
    )
    assert [o.value_reported for o in told if o.value_yuan is not None] == ["12", "12", "3"]
    assert "0" not in {o.value_reported for o in told}


def test_under_a_heading_each_paragraph_speaks_of_its_own_subject() -> None:
    told = observed(
        "# （二）分项支出情况",
        "因公出国（境）费用0.00万元。",
        "公务用车运行维护费20.00万元。",
        "费用支出较年初预算数减少2.00万元，下降9.1%。",
        doc_kind="final",
    )
    assert {o.concept for o in told if o.value_reported in ("20.00", "2.00", "9.1%")} == {"vehicle_operation"}


def test_a_path_of_names_with_brackets_is_not_its_class() -> None:
    told = observed(
        "一般公共服务支出（类）某办公厅（室）及相关机构事务（款）某运行（项）支出决算为900万元。", doc_kind="final"
    )
    assert told[0].concept is None


def test_a_path_without_brackets_leads_to_its_code() -> None:
    told = observed("住房保障支出类住房改革支出款住房公积金项174784.48元。")
    assert told[0].concept == "2210201"


def test_vehicles_given_up_are_not_held_and_official_cars_are_those_kept() -> None:
    told = observed("截至2023年12月31日，处置车辆2辆，账面原值3万元。", "共有车辆7辆。", doc_kind="final")
    assert (said(told, "2辆").concept, said(told, "7").concept) == (None, "vehicles_total")
    cars = observed("# 三公经费情况", "单位共有公务用车3辆。", doc_kind="final")
    assert cars[0].concept == "vehicles_kept"


def test_groups_that_come_are_received_and_groups_that_go_are_sent() -> None:
    told = observed(
        "公务接待费支出9万元。", "国内接待支出9万元，接待国内来访团组86个、来访人员820人次。", doc_kind="final"
    )
    assert said(told, "86").concept == "reception_batches"
    sent = observed("因公出国（境）费支出12万元。", "全年安排机关及1个下属单位出国团组2个。", doc_kind="final")
    assert (said(sent, "1个").concept, said(sent, "2").concept) == (None, "overseas_missions")


def test_totals_bear_many_names() -> None:
    for words, concept in (
        ("收入总预算", "income_total"),
        ("支出总预算", "expenditure_total"),
        ("财政拨款总收支", "income_total"),
    ):
        assert observed(f"2024年{words}900元，比上年增加3元。")[0].concept == concept


def test_budget_words_around_a_name_and_notes_behind_it_are_no_part_of_it() -> None:
    for words, concept in (
        ("三公经费预算（当年预算拨款安排数，下同）", "three_public_total"),
        ("一般公共预算拨款安排的会议费预算支出", "meeting"),
        ("一般公共预算机关运行经费预算支出", "agency_operation"),
    ):
        assert observed(f"本单位{words}12万元。")[0].concept == concept


def test_a_code_behind_a_name_says_which_class_it_is() -> None:
    told = observed(
        "一般公共预算支出1856万元，其中：",
        "（1）某运行（2130301）856万元，较上年增加36万元；",
        "（2）机关工资福利支出（501）1000万元。",
    )
    assert [o.concept for o in told if o.value_reported in ("856", "36", "1000")] == ["2130301", "2130301", "501"]


def test_a_percentage_in_brackets_behind_a_change_is_that_change() -> None:
    told = observed("会议费预算2万元，较上年减少0.5万元（20%）。")
    assert [(o.relation, o.concept, o.direction) for o in told[1:]] == [("change", "meeting", "decrease")] * 2


def test_funds_that_projects_cover_are_not_the_bodys() -> None:
    told = observed("对8个项目开展绩效评价，涉及一般公共预算支出300万元，政府性基金预算支出200万元。", doc_kind="final")
    assert [(o.concept, o.source_of_funds) for o in told if o.value_yuan is not None] == [
        ("project_funds_covered", "general_public_budget"),
        ("project_funds_covered", "government_fund"),
    ]


def test_the_name_of_a_fund_is_no_budget_measure() -> None:
    told = observed(
        "财政拨款收入900万元（其中：一般公共预算800万元、政府性基金预算100万元），占收入合计90%。", doc_kind="final"
    )
    assert {o.measure for o in told if o.value_yuan is not None} == {"actual"}


def test_a_change_behind_the_only_part_named_is_the_wholes_where_it_fits_that_alone() -> None:
    told = observed(
        "收入总计3353.25万元，其中年初结转和结余117.96万元，较2022年增加33.05万元，增长1.00%；本年收入合计3235.29万元。",
        doc_kind="final",
        year=2023,
    )
    assert {o.concept for o in told if o.relation == "change"} == {"income_total"}
    its_own = observed(
        "收入总计3353.25万元，其中年初结转和结余117.96万元，较2022年增加17.96万元，增长17.96%；本年收入合计3235.29万元。",
        doc_kind="final",
        year=2023,
    )
    assert {o.concept for o in its_own if o.relation == "change"} == {"carryover_in"}


def test_basic_and_project_expenditure_of_a_class_are_the_classs() -> None:
    told = observed("住房保障支出174784.48元，其中：基本支出160000元，项目支出14784.48元。")
    assert [(o.concept, o.expenditure_type) for o in told] == [("221", None), ("221", "basic"), ("221", "project")]


def test_a_list_told_again_behind_its_last_part_is_of_its_whole() -> None:
    told = observed(
        "三公经费支出决算为6万元。",
        "三公经费支出决算中，公务接待费支出决算2万元，占33.33%，公务用车购置及运行维护费支出决算4万元，占66.67%。",
        "其中：",
        "1、公务接待费支出决算为2万元。",
        "2、公务用车购置及运行维护费支出决算为4万元，其中：公务用车购置费0万元，公务用车运行维护费4万元。",
        doc_kind="final",
    )
    car = next(o for o in told if o.concept == "vehicle_total")
    assert {o.concept for o in told if o.part_of == car.observation_id and o.relation != "share"} <= {
        "vehicle_purchase",
        "vehicle_operation",
    }


def test_what_is_carried_over_behind_the_income_of_a_fund_is_of_that_fund() -> None:
    told = observed(
        "收入总计2330.5万元，包括一般公共预算本年收入2000万元、上年结转100万元，政府性基金预算本年收入200万元、上年结转30.5万元。"
    )
    assert [(o.concept, o.source_of_funds) for o in told if o.value_reported in ("100", "30.5")] == [
        ("carryover_in", "general_public_budget"),
        ("carryover_in", "government_fund"),
    ]


def test_two_parts_of_one_name_without_funds_leave_both_open() -> None:
    told = observed("收入总计130万元，包括上年结转100万元，上年结转30万元。")
    assert [(o.concept, o.complete) for o in told[1:]] == [(None, False), (None, False)]


def test_a_share_in_a_list_is_of_the_lists_whole() -> None:
    told = observed(
        "本年支出合计8400万元，其中：基本支出5400万元，项目支出3000万元。",
        "一般公共预算财政拨款支出8000万元，主要用于以下方面：农林水支出6000万元，占本年财政拨款支出75%；住房保障支出2000万元，占本年财政拨款支出25%。",
        "一般公共预算财政拨款基本支出5000万元，其中：人员经费4000万元，占基本支出的80%；公用经费1000万元。",
        doc_kind="final",
    )
    assert [said(told, p).part_of for p in ("75%", "80%")] == [
        said(told, "8000").observation_id,
        said(told, "5000").observation_id,
    ]


def test_guests_who_come_are_not_sent_abroad() -> None:
    told = observed(
        "# 三公经费",
        "1、因公出国（境）费支出0万元，团组0个，累计0人次。",
        "2、公务接待费2万元，接待来访团组25个、来宾180人次。",
        doc_kind="final",
    )
    assert "overseas_persons" not in {o.concept for o in told if o.value_reported in ("25", "180", "25个", "180人次")}


def test_a_base_stated_as_an_amount_is_no_subject_of_what_follows() -> None:
    told = observed(
        "财政拨款支出5200.22万元。",
        "与2021年财政拨款支出4850万元相比，增加350.22万元。其中：按支出性质分，基本支出2200.22万元，项目支出3000万元。",
        doc_kind="final",
        year=2022,
    )
    assert (said(told, "4850").period, said(told, "4850").fiscal_year) == ("prior", 2021)
    assert {o.value_reported for o in parts_of(told, told[0])} == {"2200.22", "3000"}
    assert said(told, "350.22").statement_id == told[0].statement_id


def test_a_named_whole_is_the_one_stated_last() -> None:
    told = observed(
        "基本支出中，人员经费1360万元。",
        "一般公共预算财政拨款基本支出1500万元，其中：人员经费1310万元，公用经费190万元。",
        "人员经费包括：基本工资1000万元、奖金310万元。",
        doc_kind="final",
    )
    assert {o.value_reported for o in parts_of(told, said(told, "1310"))} == {"1000", "310"}


def test_a_change_in_a_sentence_of_its_own_is_of_the_value_under_the_same_heading() -> None:
    told = observed(
        "# 二、支出决算情况说明",
        "2024年度支出合计100.00万元。其中：基本支出60.00万元，占总支出的60%；项目支出40.00万元，占总支出的40%。",
        "与上年相比，支出合计增加5.00万元，增长5.26%。其中：基本支出增加8.00万元，增长15.38%；项目支出减少3.00万元，下降6.98%。",
        doc_kind="final",
    )
    assert said(told, "8.00").statement_id == said(told, "60.00").statement_id
    assert said(told, "6.98%").statement_id == said(told, "40.00").statement_id


def test_expenditure_told_by_what_it_is_for_is_basic_or_project_expenditure() -> None:
    told = observed(
        "2024年度用于保障机关机构正常运转的日常支出60.00万元。其中：人员经费支出50.00万元，占基本支出的83.33%；公用经费10.00万元，占基本支出的16.67%。",
        "2024年度用于保障机构为完成特定的行政工作任务或事业发展目标的支出40.00万元。",
        doc_kind="final",
    )
    assert [(o.concept, o.expenditure_type) for o in told if o.relation == "value"] == [
        ("expenditure_current", "basic"),
        ("expenditure_current", "project"),
    ]
    assert said(told, "83.33%").part_of == said(told, "60.00").observation_id


def test_parts_of_all_assets_are_the_assets_of_the_tables() -> None:
    told = observed(
        "截至2024年12月31日，资产总额456.00万元，其中，流动资产156.00万元，固定资产290.00万元，无形资产10.00万元。",
        doc_kind="final",
    )
    assert [o.concept for o in told] == ["assets_total", "current_assets", "fixed_assets", "intangible_assets"]
