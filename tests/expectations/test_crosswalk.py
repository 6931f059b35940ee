"""One expenditure divided by two economic classifications: corresponding classes are one amount."""

from __future__ import annotations

import pytest

from fiscal.model.contract import Observation
from tests.expectations.filing import findings_of, of
from tests.observing import observed

pytestmark = pytest.mark.expectations

RULE = "X3-economic-classes"


def panel(system: str, number: int, classes: dict[str, str], total: str = "353.85") -> list[Observation]:
    """A panel of a summary: figures by class, and the total at its foot."""
    place = {"panel": number, "col": 2 * number, "precision": "0.01"}
    rows: list[Observation] = []
    for row, (code, figure) in enumerate(classes.items()):
        concept, _, kind = code.partition("/")
        rows.append(
            observed(
                figure,
                row=row,
                class_system=system,
                concept=concept,
                row_label=code,
                expenditure_type=kind or "total",
                **place,
            )
        )
    return [
        *rows,
        observed(total, row=30, class_system="none", concept="expenditure_total", row_label="支出总计", **place),
    ]


def test_what_is_paid_to_public_institutions_is_their_staff_goods_and_services() -> None:
    government = panel("economic_government", 3, {"502": "33.51", "505": "315.18", "509": "5.16"})
    department = panel(
        "economic_department", 2, {"301/basic": "260.85", "302/basic": "80.00", "302/project": "7.84", "303": "5.16"}
    )
    found = of(findings_of([*government, *department]), RULE)
    assert {f.verdict for f in found} == {"exact"} and len(found) == 2


def test_classes_that_take_each_others_money_are_told() -> None:
    government = panel("economic_government", 3, {"505": "348.69", "509": "5.16"})
    department = panel("economic_department", 2, {"301": "260.85", "302": "82.68", "303": "10.32"})
    told = [f for f in findings_of([*government, *department]) if f.invariant == RULE and f.verdict == "violated"]
    assert len(told) == 2
    assert "348.69" in told[0].message_zh + told[1].message_zh and "10.32" in told[0].message_zh + told[1].message_zh


def test_figures_within_rounding_of_each_other_are_no_finding() -> None:
    government = panel("economic_government", 3, {"505": "348.69", "509": "5.16"})
    department = panel("economic_department", 2, {"301": "260.85", "302": "87.85", "303": "5.15"})
    assert {f.verdict for f in of(findings_of([*government, *department]), RULE)} == {"rounding"}


@pytest.mark.parametrize("department", [{"301": "260.85", "303": "5.16"}, {"301": "248.69", "303": "5.16"}])
def test_classes_that_are_not_all_of_a_total_are_not_compared(department: dict[str, str]) -> None:
    government = panel("economic_government", 3, {"505": "348.69", "509": "5.16"})
    assert of(findings_of([*government, *panel("economic_department", 2, department)]), RULE) == []


def test_expenditures_of_different_size_are_not_compared() -> None:
    government = panel("economic_government", 3, {"505": "348.69", "509": "5.16"})
    department = panel("economic_department", 2, {"301": "100.00", "303": "5.16"}, total="105.16")
    assert of(findings_of([*government, *department]), RULE) == []
