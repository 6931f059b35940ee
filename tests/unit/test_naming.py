import pytest

from fiscal.cleaning.terms.concepts import concepts
from fiscal.model.classification import classification, name_in_year, printed, system_of_code
from fiscal.model.classification.naming import concept_name, concept_names

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("system", "concept", "name"),
    [
        ("functional", "2120104", "城管执法"),
        ("functional", "2010301", "行政运行"),
        ("economic_department", "30201@2120101", "办公费（行政运行）"),
        ("income", "income_current@208", "本年收入合计（社会保障和就业支出）"),
        ("none", "expenditure_current/of_year", "本年支出合计（当年资金）"),
        ("asset", "equipment_over_2000k_to_buy", "单价200万元以上设备（拟购置）"),
        ("staff", "staff_authorised:行政", "编制人数（行政）"),
        ("project", "item:业务宣传", "业务宣传"),
    ],
)
def test_a_concept_has_one_name(system: str, concept: str, name: str) -> None:
    assert concept_name(system, concept) == name


@pytest.mark.parametrize(
    ("system", "concept"),
    [("functional", "2999998"), ("none", "no_such_thing"), ("economic_department", "30201@2999998")],
)
def test_what_nobody_names_has_no_name(system: str, concept: str) -> None:
    assert concept_name(system, concept) is None


def test_a_class_is_called_as_in_its_year() -> None:
    assert [name_in_year("functional", "210", year) for year in (2018, 2019, None)] == [
        "医疗卫生与计划生育支出",
        "卫生健康支出",
        "卫生健康支出",
    ]
    assert name_in_year("functional", "224", 2018) is None


def test_a_code_that_only_filings_name_is_held_against_nobody() -> None:
    assert name_in_year("functional", "2010507") == "专项普查活动"
    assert "2010507" not in classification("functional").codes


def test_every_printed_code_is_a_class_code_with_one_name() -> None:
    entries = printed()
    assert len({(e.system, e.code) for e in entries}) == len(entries)
    assert all(
        system_of_code(e.code) == e.system and e.name and e.bodies >= 1 and e.first_year <= e.last_year for e in entries
    )


def test_every_concept_that_a_name_leads_to_has_a_name_of_its_own() -> None:
    named = {(entry.class_system, entry.concept) for entry in concept_names()}
    assert {(c.class_system, c.id) for c in concepts()} <= named
    assert len(named) == len(concept_names())
