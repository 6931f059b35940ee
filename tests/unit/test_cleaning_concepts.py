import pytest

from fiscal.cleaning.terms.concepts import PART_OF_WHOLE, bare_name, concept_named, concepts
from fiscal.model.classification.naming import concept_names
from fiscal.model.vocabulary import EXPENDITURE_TYPES, SOURCES_OF_FUNDS

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("side", "label", "concept"),
    [
        ("income", "一、一般公共预算财政拨款收入", "general_budget_appropriation"),
        ("income", "1.一般公共预算资金", "general_budget_appropriation"),
        ("income", "上年结余、结转", "carryover_in"),
        ("income", "年初结转和结余", "carryover_in"),
        ("income", "总计", "income_total"),
        ("expenditure", "总计", "expenditure_total"),
        ("expenditure", "支 出 总 计", "expenditure_total"),
        ("expenditure", "年末财政拨款结转和结余", "carryover_out"),
        ("any", "公务用车购置及运行维护费", "vehicle_total"),
        ("any", "公务用车运行费", "vehicle_operation"),
        ("any", "一、车辆数合计(台、辆)", "vehicles_total"),
        ("any", "二、单价 100 万元（含）以上设备（不含车辆）", "equipment_over_1m"),
        ("any", "其中：面向小型、微型企业政府采购项目", "procurement_for_micro"),
        ("any", "“三公”经费预算金额", "three_public_total"),
        ("any", "机关运行经费预算金额", "agency_operation"),
    ],
)
def test_a_printed_name_leads_to_its_concept(side: str, label: str, concept: str) -> None:
    found = concept_named(label, side)
    assert found is not None
    assert found.id == concept


def test_basic_expenditure_is_current_expenditure_of_a_kind() -> None:
    found = concept_named("一、基本支出", "expenditure")
    assert found is not None
    assert (found.id, found.kind) == ("expenditure_current", "basic")


def test_a_name_that_is_no_concept_is_left_unknown() -> None:
    assert concept_named("智慧城管及信息化建设运维", "expenditure") is None


@pytest.mark.parametrize(
    ("label", "bare"),
    [
        ("一、“三公”经费（万元）", "三公经费"),
        ("（二）外交支出", "外交支出"),
        ("其中：一般公共预算", "一般公共预算"),
        ("1.5倍", "1.5倍"),
    ],
)
def test_numbering_and_notes_are_no_part_of_a_name(label: str, bare: str) -> None:
    assert bare_name(label) == bare


def test_the_data_speaks_the_vocabulary() -> None:
    assert {c.source for c in concepts()} <= {None, *SOURCES_OF_FUNDS}
    assert {c.kind for c in concepts()} <= {None, *EXPENDITURE_TYPES}
    assert {whole for _, whole in PART_OF_WHOLE} <= {c.id for c in concepts()}
    names = {entry.concept: bare_name(entry.zh) for entry in concept_names()}
    assert {c.id for c in concepts()} == {c.id for c in concepts() if c.name.fullmatch(names[c.id])}
