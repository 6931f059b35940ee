"""Figures finer or larger than datasets can hold are kept as finely as these can, or are no amounts; they never stop a
filing.
"""

from decimal import Decimal

import pytest

from fiscal.cleaning.all_tables import observe_tables
from fiscal.model.contract import Observation
from fiscal.model.records import to_arrow
from tests import prose
from tests.readings import reading, sheet

pytestmark = pytest.mark.unit


def test_a_figure_of_the_prose_finer_than_datasets_hold_is_rounded_and_its_interval_still_holds_it() -> None:
    found = prose.observed("本单位全年水质达标率为98.7654321%，人均支出12.345元，论文编号1601.03642号。")
    assert to_arrow(found, Observation).num_rows == len(found) > 0
    for one in found:
        exact = one.value_yuan if one.value_yuan is not None else one.value_native
        assert one.low is not None and one.high is not None and exact is not None
        assert one.low <= exact <= one.high


@pytest.mark.parametrize("printed", ["440304220000000000055", "12345678901234567890123456"])
def test_a_number_of_too_many_digits_is_no_amount(printed: str) -> None:
    assert all(o.value_yuan is None for o in prose.observed(f"本单位2024年收入预算为{printed}万元。"))
    found = observe_tables(
        reading(tables=[sheet("收支总表", "项目 | 预算数", f"一、工资 | {printed}", "二、公用 | 5.00")]),
        prose.identity(),
        "f",
    )
    assert {o.row: o.value_yuan for o in found} == {1: None, 2: Decimal("50000.00")}
    assert to_arrow(found, Observation).num_rows == len(found)
