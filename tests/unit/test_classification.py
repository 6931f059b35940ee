import pytest

from fiscal.model.classification import classification, crosswalk, parent_code, system_of_code

pytestmark = pytest.mark.unit


def test_a_name_is_found_below_its_parent_only() -> None:
    functional = classification("functional")
    assert functional.find("城乡社区支出") == "212"
    assert functional.find("行政运行", "21201") == "2120101"
    assert functional.find("行政运行") is None


def test_an_older_name_leads_to_the_same_code() -> None:
    assert classification("functional").find("医疗卫生与计划生育支出") == "210"


@pytest.mark.parametrize("name", ["因公出国（境）费用", "因公出国(境)费", "因公出国（境） 费"])
def test_printed_variants_of_a_name_are_one_name(name: str) -> None:
    assert classification("economic_department").find(name, "302") == "30212"


def test_a_name_that_several_classes_bear_is_not_guessed() -> None:
    assert len(classification("economic_department").anywhere("房屋建筑物购建")) == 2


@pytest.mark.parametrize(
    ("code", "system"),
    [
        ("212", "functional"),
        ("2120104", "functional"),
        ("30201", "economic_department"),
        ("50201", "economic_government"),
        ("205004", None),
        ("01", None),
    ],
)
def test_the_digits_tell_the_classification(code: str, system: str | None) -> None:
    assert system_of_code(code) == system


def test_every_listed_parent_is_listed_and_every_crosswalk_side_exists() -> None:
    for system in ("functional", "economic_department", "economic_government"):
        codes = classification(system).codes
        assert [
            c.code for c in codes.values() if c.parent and (c.parent not in codes or parent_code(c.code) != c.parent)
        ] == []
    government, department = classification("economic_government").codes, classification("economic_department").codes
    for entry in crosswalk():
        assert entry.government in government
        assert all(d.rstrip("*") in department for d in entry.departments)
