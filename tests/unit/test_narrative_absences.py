"""A stated absence is an observation of its own, unless it is a template's condition or a reason."""

import pytest

from tests.prose import observed

pytestmark = pytest.mark.unit


def test_each_absent_name_is_one_absence() -> None:
    absences = observed("2024年预算没有安排会议费及培训费。")
    assert [(o.relation, o.concept, o.value_reported) for o in absences] == [
        ("absence", "meeting", "没有安排"),
        ("absence", "training", "没有安排"),
    ]
    assert {o.quote for o in absences} == {"没有安排会议费及培训费"}


def test_absent_funds_are_told_by_their_budget() -> None:
    absences = observed("本单位2024年预算未安排政府性基金收支预算、国有资本经营预算及对个人和家庭的补助等。")
    assert [(o.concept, o.source_of_funds) for o in absences] == [
        ("expenditure_current", "government_fund"),
        ("expenditure_current", "state_capital"),
        ("303", None),
    ]


def test_a_note_under_a_table_may_state_an_absence() -> None:
    absences = observed("注：本部门2024年无“三公”经费和机关运行经费预算，故本表为空表。", kind="note")
    assert [o.concept for o in absences] == ["three_public_total", "agency_operation"]


@pytest.mark.parametrize(
    "text",
    [
        "说明：当此表数据为空时，即本部门（单位）无国有资本经营预算财政拨款支出。",
        "公务接待费比2023年减少，主要原因是上年未安排培训费。",
        "工作无法及时完成。",
        "本单位无下属企业。",
    ],
)
def test_conditions_reasons_and_other_things_are_no_absences(text: str) -> None:
    assert [o for o in observed(text) if o.relation == "absence"] == []


def test_no_such_expenditure_is_none_of_what_the_heading_names() -> None:
    (absence,) = observed(
        "# 四、政府性基金预算财政拨款支出决算情况说明",
        "本年度无此项支出。",
        doc_kind="final",
        headings=("四、政府性基金预算财政拨款支出决算情况说明",),
    )
    assert (absence.relation, absence.concept, absence.source_of_funds) == (
        "absence",
        "expenditure_current",
        "government_fund",
    )
    assert observed("# 四、其他事项说明", "本年度无此项支出。", headings=("四、其他事项说明",)) == []


@pytest.mark.parametrize(
    "words", ["没有其他二级预算单位", "无下属单位", "无所属预算单位", "无独立核算的下属二级单位", "无下属单位预算"]
)
def test_bodies_under_this_one_can_be_said_not_to_exist(words: str) -> None:
    (said,) = [o for o in observed(f"从预算单位构成看，本部门为局本级，{words}。") if o.relation == "absence"]
    assert (said.class_system, said.concept) == ("none", "subordinate_bodies")


def test_what_is_not_carried_over_may_be_there_this_year() -> None:
    assert observed("本部门无2023年结转的“三公”经费支出和会议费、培训费支出。") == []


@pytest.mark.parametrize("place", ["无锡市水利局", "无棣县民政局", "无极县财政局", "无为市司法局"])
def test_a_place_that_begins_like_nothing_states_no_absence(place: str) -> None:
    said = observed(f"（1）社会保障和就业支出（类）支出196.37万元，主要用于{place}职业年金缴费支出。")
    assert "absence" not in {o.relation for o in said}
