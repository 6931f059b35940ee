"""Items of expenditure told by their place (…（类）…（款）…（项）), and what the sentences behind them are said of."""

from __future__ import annotations

import pytest

from fiscal.model.contract import Observation
from tests.observing import observed as reported
from tests.prose import observed, said

pytestmark = pytest.mark.unit


def classes(*named: tuple[str, str]) -> list[Observation]:
    """Rows of a table by function: code and name."""
    return [
        reported("1.00", concept=code, class_system="functional", row_code=code, row_label=name, row=row)
        for row, (code, name) in enumerate(named, 1)
    ]


SPORTS = classes(("207", "文化旅游体育与传媒支出"), ("20703", "体育"), ("2070308", "群众体育"), ("2070109", "群众文化"))


def test_a_class_that_was_renamed_leaves_its_item_to_what_stands_below() -> None:
    amounts = observed(
        "“文化体育与传媒支出(类）-体育（款）-群众体育（项）”预算20万元，主要用于：全民健身活动。", tables=SPORTS
    )
    assert (amounts[0].concept, amounts[0].status) == ("2070308", "inferred")


def test_what_follows_an_unknown_class_is_not_said_of_the_item_before_it() -> None:
    amounts = observed(
        "5.“文化旅游体育与传媒支出(类）-文化和旅游（款）-群众文化（项）”2024年度预算18万元，主要用于：文化活动。",
        "“甲乙支出(类）-丙丁（款）-戊己（项）”2024年度预算20万元，主要用于：其他活动。",
        "2023年当年预算执行数为19万元。",
        tables=SPORTS,
    )
    assert said(amounts, "18").concept == "2070109"
    assert [(said(amounts, p).concept, said(amounts, p).status) for p in ("20", "19")] == [(None, "ambiguous")] * 2


@pytest.mark.parametrize(
    "behind",
    ["等项目支出，年初预算为42.08万元，支出决算为37.96万元。", "。年初预算为42.08万元，当年支出决算为37.96万元。"],
)
def test_an_amount_called_budget_or_result_behind_a_purpose_is_of_the_item(behind: str) -> None:
    amounts = observed(
        f"1.文化旅游体育与传媒支出（类）体育（款）群众体育（项），主要用于健身{behind}", doc_kind="final", tables=SPORTS
    )
    assert [(o.concept, o.measure, o.value_reported) for o in amounts if o.relation == "value"] == [
        ("2070308", "budget_initial", "42.08"),
        ("2070308", "actual", "37.96"),
    ]


def test_a_change_in_the_unit_of_what_was_counted_is_of_the_count() -> None:
    amounts = observed("公务用车购置费5万元。预计更新执法车辆5辆，比2023年增加2辆。")
    assert said(amounts, "2").concept == said(amounts, "5", "count").concept


def test_a_word_printed_twice_is_one() -> None:
    change = said(observed("财政拨款收入100万元，比2023年预算增加增加27.45万元，主要原因是人员增加。"), "27.45")
    assert (change.concept, change.direction) == ("appropriation", "increase")


@pytest.mark.parametrize("name", ["群众", "群"])
def test_a_name_that_is_cut_short_behind_its_class_is_not_the_class(name: str) -> None:
    amounts = observed(f"文化旅游体育与传媒支出（类）体育（款）{name}年初预算为42.08万元。", tables=SPORTS)
    assert (amounts[0].concept, amounts[0].status) == (None, "ambiguous")
    whole = observed("文化旅游体育与传媒支出（类）体育（款）支出年初预算为42.08万元。", tables=SPORTS)
    assert whole[0].concept == "20703"
