"""Stated parts belong to their stated whole, measure by measure; they are all only where wording or structure says
so.
"""

import pytest

from tests.prose import observed, parts_of, said

pytestmark = pytest.mark.unit


def test_what_is_included_is_all() -> None:
    amounts = observed(
        "江城市水务局预算676万元，包括人员支出419万元、公用支出31万元、对个人和家庭的补助支出16万元、项目支出210万元。"
    )
    parts = parts_of(amounts, said(amounts, "676"))
    assert [p.value_reported for p in parts] == ["419", "31", "16", "210"]
    assert {p.complete for p in parts} == {True}


def test_what_is_mainly_included_is_not_all() -> None:
    amounts = observed("1.平台运维90万元，主要包括：系统维护50万元，用于系统维护；机房租用30万元，用于机房。")
    assert {p.complete for p in parts_of(amounts, said(amounts, "90"))} == {False}


def test_an_open_list_is_not_all() -> None:
    amounts = observed("公用经费93万元，其中包括办公费1万元、印刷费2万元等。")
    assert {p.complete for p in parts_of(amounts, said(amounts, "93"))} == {False}


def test_a_known_split_behind_of_which_is_all() -> None:
    amounts = observed(
        "政府采购支出总额9.82万元，其中：货物采购5.00万元、工程采购0万元、服务采购4.82万元。", doc_kind="final"
    )
    assert {p.complete for p in parts_of(amounts, said(amounts, "9.82"))} == {True}


def test_one_part_of_which_leaves_it_open() -> None:
    amounts = observed(
        "面向中小企业预留政府采购项目预算金额332.00万元，其中，预留给小型和微型企业的政府采购项目预算为232.40万元。"
    )
    (part,) = parts_of(amounts, said(amounts, "332.00"))
    assert part.complete is None


def test_numbered_parts_follow_their_whole_in_every_measure() -> None:
    amounts = observed(
        "本年支出年初预算数为30万元，决算数为29.4万元，完成年初预算的98%。其中：",
        "（一）教育支出年初预算数为20万元，决算数为19.5万元。",
        "（二）卫生健康支出年初预算数为10万元，决算数为9.9万元。",
        doc_kind="final",
    )
    assert [p.value_reported for p in parts_of(amounts, said(amounts, "30"))] == ["20", "10"]
    assert [p.value_reported for p in parts_of(amounts, said(amounts, "29.4"))] == ["19.5", "9.9"]
    assert {p.complete for p in amounts if p.part_of} == {True}


def test_a_numbered_list_with_an_entry_without_amount_is_not_all() -> None:
    amounts = observed(
        "基本支出50万元，其中：",
        "（一）工资福利支出30万元。",
        "（二）商品和服务支出按定额安排。",
        "（三）资本性支出5万元。",
    )
    assert {p.complete for p in parts_of(amounts, said(amounts, "50"))} == {None}


def test_a_part_of_a_part_is_no_part_of_the_whole() -> None:
    amounts = observed("车辆保障335万元，包括：租车172万元（其中含2023年结转1万元），用于出行；维修163万元，用于维修。")
    assert [p.value_reported for p in parts_of(amounts, said(amounts, "335"))] == ["172", "163"]
    (inner,) = parts_of(amounts, said(amounts, "172"))
    assert (inner.value_reported, inner.complete) == ("1", False)


def test_an_explanation_is_no_part() -> None:
    amounts = observed(
        "支出总计90万元。其中本年支出合计60万元；年末结转和结余30万元，较2023年增加5万元，主要原因是：包含了2023年末结转和结余25万元。",
        doc_kind="final",
    )
    assert [p.value_reported for p in parts_of(amounts, said(amounts, "90"))] == ["60", "30"]
    assert (said(amounts, "25").period, said(amounts, "25").fiscal_year) == ("prior", 2023)


def test_projects_under_project_expenditure_are_projects() -> None:
    amounts = observed(
        "（四）项目支出25万元，具体包括：", "1.河道保洁专项15万元，主要包括：打捞15万元。", "2.水质监测10万元。"
    )
    cleaning, monitoring = parts_of(amounts, said(amounts, "25"))
    assert (cleaning.class_system, cleaning.concept, cleaning.project) == ("project", "project", "河道保洁专项")
    assert monitoring.project == "水质监测"
    (item,) = parts_of(amounts, cleaning)
    assert (item.concept, item.project) == ("item:打捞", "河道保洁专项")


def test_a_second_listing_of_the_same_parts_is_no_second_sum() -> None:
    amounts = observed(
        "“三公”经费支出决算为3.00万元，其中：因公出国（境）费0.00万元；公务用车购置及运行维护费2.00万元；公务接待费1.00万元。",
        "“三公”经费支出决算中，因公出国（境）费0.00万元，占0%；公务用车购置及运行维护费2.00万元，占66.7%；公务接待费1.00万元，占33.3%。",
        doc_kind="final",
    )
    assert len(parts_of(amounts, said(amounts, "3.00"))) == 3
    share = said(amounts, "66.7%")
    assert share.part_of == said(amounts, "3.00").observation_id


def test_a_list_that_is_split_ends_at_the_semicolon() -> None:
    amounts = observed(
        "政府采购支出总额9.00万元，其中：货物采购5.00万元、工程采购0万元、服务采购4.00万元；授予中小企业合同金额8.00万元。",
        doc_kind="final",
    )
    assert len(parts_of(amounts, said(amounts, "9.00"))) == 3
    assert said(amounts, "8.00").part_of is None


def test_entries_behind_semicolons_are_all_parts() -> None:
    amounts = observed(
        "本年支出的具体构成为：基本支出14万元，占70%；项目支出6万元，占30%；经营支出0万元，占0%。本年支出20万元。",
        doc_kind="final",
    )
    assert [o.value_reported for o in amounts if o.relation == "value"] == ["14", "6", "0", "20"]
    amounts = observed(
        "本年支出20万元。本年支出的具体构成为：基本支出14万元，占70%；项目支出6万元，占30%；经营支出0万元，占0%。",
        doc_kind="final",
    )
    assert [p.value_reported for p in parts_of(amounts, said(amounts, "20"))] == ["14", "6", "0"]


def test_a_whole_split_twice_has_two_listings() -> None:
    amounts = observed(
        "财政拨款收支总预算50万元。收入按资金来源分为：一般公共预算拨款收入45万元、政府性基金预算拨款收入5万元；支出按功能分为：教育支出30万元、卫生健康支出20万元。"
    )
    parts = parts_of(amounts, said(amounts, "50"))
    assert [(p.value_reported, p.complete, p.listing) for p in parts] == [
        ("45", True, 0),
        ("5", True, 0),
        ("30", True, 1),
        ("20", True, 1),
    ]


TWO_KINDS = (
    "2024年支出预算100万元，其中：按资金性质分，一般公共预算拨款90万元，政府性基金预算拨款10万元。按支出性质分，基本支出60万元，项目支出40万元。",
    "2024年支出预算100万元，其中：按资金性质分一般公共预算拨款90万元、政府性基金预算拨款10万元。按支出性质分基本支出60万元、项目支出40万元。",
    "2024年支出预算100万元。其中：按资金性质分：一般公共预算拨款90万元，政府性基金预算拨款10万元；按支出性质分：基本支出60万元，项目支出40万元。",
)


@pytest.mark.parametrize("text", TWO_KINDS)
def test_listings_by_two_classifications_are_of_the_same_whole(text: str) -> None:
    amounts = observed(text)
    parts = parts_of(amounts, said(amounts, "100"))
    assert [(p.value_reported, p.complete, p.listing) for p in parts] == [
        ("90", True, 0),
        ("10", True, 0),
        ("60", True, 1),
        ("40", True, 1),
    ]


def test_numbered_listings_by_classification_are_of_the_whole_above_them() -> None:
    amounts = observed(
        "# （三）支出预算情况说明",
        "2024年支出预算100万元。",
        "1.按支出功能分类，包括教育支出80万元、卫生健康支出20万元。",
        "2.按支出用途分类，包括人员支出60万元，占60%；日常公用支出10万元，占10%；项目支出30万元，占30%。",
    )
    parts = parts_of(amounts, said(amounts, "100"))
    assert [(p.value_reported, p.listing) for p in parts] == [("80", 0), ("20", 0), ("60", 1), ("10", 1), ("30", 1)]
    assert {p.complete for p in parts} == {True}


def test_what_is_listed_as_names_only_holds_no_later_amount() -> None:
    amounts = observed(
        "基本支出90万元，（1）工资福利支出60万元，包括基本工资、津贴补贴；（2）商品和服务支出30万元，包括办公费、印刷费。",
        doc_kind="final",
    )
    assert parts_of(amounts, said(amounts, "60")) == []


def test_a_list_that_counts_entries_in_other_units_is_not_all() -> None:
    amounts = observed("固定资产金额345.67万元，分布构成情况如下：房屋2345.6平方米，汽车3辆，其他资产12.35万元。")
    assert {p.complete for p in parts_of(amounts, said(amounts, "345.67"))} == {False}


def test_one_part_alone_is_not_said_to_be_all() -> None:
    amounts = observed("2024年收入预算100万元，包括上年结转5万元。")
    assert [p.complete for p in parts_of(amounts, said(amounts, "100"))] == [None]


def test_details_that_follow_several_subjects_are_of_none_of_them() -> None:
    amounts = observed(
        "一般公共预算安排的支出中，因公出国（境）费支出0万元；公务用车购置及运行费支出2.00万元；公务接待费支出5.00万元。",
        "具体情况如下：",
        "1.公务用车购置及运行费预算支出2.00万元，比上年增加1.00万元。",
        "2.公务接待费预算支出5.00万元，比上年增加1.00万元。",
    )
    assert [o.value_reported for o in amounts if o.part_of and o.relation != "share"] == []


def test_a_sum_with_a_balance_under_it_is_the_total() -> None:
    amounts = observed("2024年收入预算合计103.00万元，包括本年收入100.00万元，上年结转结余3.00万元。")
    assert [o.concept for o in amounts] == ["income_total", "income_current", "carryover_in"]
    assert {o.complete for o in amounts if o.part_of} == {True}


def test_figures_of_another_body_carry_its_name() -> None:
    amounts = observed(
        "# 二、江城市水文站",
        "江城市水文站支出预算30万元，包括人员支出20万元、公用支出10万元。",
        headings=("部门支出预算情况",),
    )
    assert {o.entity for o in amounts} == {"江城市水文站"}


def test_figures_under_the_publishers_own_name_carry_none() -> None:
    amounts = observed(
        "# 一、江城市水务局",
        "江城市水务局预算30万元，包括人员支出20万元、公用支出10万元。",
        headings=("部门支出预算情况",),
    )
    assert {o.entity for o in amounts} == {None}
    assert said(amounts, "30").concept == "expenditure_total"


def test_a_sentence_of_its_own_goes_on_with_the_whole_and_not_with_its_last_part() -> None:
    amounts = observed(
        "（一）“三公”经费财政拨款支出决算总体情况。“三公”经费财政拨款支出决算为15.10万元。",
        "（二）“三公”经费财政拨款支出决算具体情况。“三公”经费财政拨款支出决算中，因公出国（境）费支出决算为0万元，公务用车购置及运行维护费支出决算为13.24万元，"
        "公务接待费支出决算为1.86万元。具体情况如下：",
        "1.因公出国（境）费支出决算为0万元。",
        "2.公务用车购置及运行维护费支出决算为13.24万元。",
        "3.公务接待费支出决算为1.86万元。",
        doc_kind="final",
    )
    assert parts_of(amounts, said(amounts, "1.86")) == []
    assert [p.value_reported for p in parts_of(amounts, said(amounts, "15.10"))] == ["0", "13.24", "1.86"]


def test_an_amount_provided_for_a_vehicles_running_is_the_vehicles_running() -> None:
    amounts = observed(
        "2024年安排公务用车购置费0万元。安排公务用车运行维护费12.00万元，用于4辆公务用车燃油、维修等方面支出。"
    )
    assert said(amounts, "12.00").concept == "vehicle_operation"


def test_numbered_funds_right_under_the_years_income_are_all_of_it() -> None:
    amounts = observed(
        "# （一）收入预算总计说明",
        "1.本年收入合计100.00万元。",
        "（1）一般公共预算拨款收入95.00万元，与上年相比增加3.00万元。",
        "（2）政府性基金预算拨款收入0万元，与上年预算数相同。",
        "（3）其他收入5.00万元，与上年预算数相同。",
        "2.上年结转结余3.00万元。",
    )
    parts = parts_of(amounts, said(amounts, "100.00"))
    assert [(p.value_reported, p.complete) for p in parts] == [("95.00", True), ("0", True), ("5.00", True)]


FUNDS = (
    "支出预算{whole}万元，其中：财政拨款支出预算{whole}万元，比2023年预算增加{more}万元。财政拨款支出预算中，"
    "一般公共预算拨款支出预算60万元，比2023年预算减少5万元；政府性基金拨款支出预算40万元，比2023年预算增加19万元"
)
STATE = "；国有资本经营预算拨款支出预算0万元，比2023年预算增加0万元"


def test_all_the_funds_that_are_appropriated_are_all_parts_of_it_and_of_its_change() -> None:
    amounts = observed(FUNDS.format(whole="100", more="14") + STATE + "。")
    assert [(p.value_reported, p.complete) for p in parts_of(amounts, said(amounts, "14"))] == [
        ("5", True),
        ("19", True),
        ("0", True),
    ]
    appropriated = next(o for o in amounts if o.value_reported == "100" and o.source_of_funds == "fiscal")
    assert {p.complete for p in parts_of(amounts, appropriated)} == {True}


def test_two_funds_may_leave_out_the_third_and_three_what_was_carried_over() -> None:
    amounts = observed(FUNDS.format(whole="100", more="14") + "。")
    assert {o.complete for o in amounts if o.part_of and o.source_of_funds != "fiscal"} == {None}
    amounts = observed(FUNDS.format(whole="150", more="14") + STATE + "。")
    appropriated = next(o for o in amounts if o.value_reported == "150" and o.source_of_funds == "fiscal")
    assert {p.complete for p in parts_of(amounts, appropriated)} == {None}


@pytest.mark.parametrize("lead", ["，重点用于：", "。重点支出有：", "，主要安排：", "。其中重点保障："])
def test_numbered_classes_that_words_lead_in_as_the_main_ones_are_not_all(lead: str) -> None:
    amounts = observed(
        f"（一）支出预算100万元{lead}", "1.教育支出30万元。", "2.卫生健康支出20万元。", "3.住房保障支出10万元。"
    )
    assert [o for o in amounts if o.complete] == []


def test_numbered_classes_behind_an_entry_that_is_no_class_are_not_all() -> None:
    amounts = observed(
        "（一）支出预算100万元。", "1.其他各类事项支出50万元。", "2.教育支出30万元。", "3.卫生健康支出10万元。"
    )
    assert [o for o in amounts if o.complete] == []


def test_lists_of_each_side_behind_a_total_of_both_are_of_that_total() -> None:
    told = observed(
        "2024年支出预算150万元。",
        "2024年财政拨款收支总预算100万元。收入包括：一般公共预算当年拨款收入90万元、上年结转10万元；支出按功能分类分为：教育支出70万元、住房保障支出30万元。",
    )
    assert {o.value_reported for o in parts_of(told, said(told, "100"))} >= {"70", "30"}
    assert parts_of(told, said(told, "150")) == []


def test_a_share_of_the_whole_bodys_projects_is_not_of_those_of_one_fund() -> None:
    told = observed(
        "2024年支出预算150万元，其中：基本支出50万元；项目支出100万元。",
        "政府性基金预算支出20万元，其中：基本支出0万元，项目支出20万元。",
        "实行绩效目标管理的项目3个，涉及一般公共预算拨款70万元，政府性基金预算拨款20万元，占部门项目支出预算的90%。",
    )
    assert said(told, "90%").part_of == said(told, "100").observation_id


def test_a_share_of_all_income_is_of_the_income_that_is_listed_and_not_of_a_total_with_balances() -> None:
    told = observed(
        "2024年度收、支总计1100.31万元。",
        "2024年度收入合计1080.31万元。其中：财政拨款收入1070.31万元，占总收入的99.07%；其他收入10.00万元，占总收入的0.93%。",
        doc_kind="final",
    )
    whole = said(told, "1080.31")
    assert [o.part_of for o in told if o.relation == "share"] == [whole.observation_id] * 2
