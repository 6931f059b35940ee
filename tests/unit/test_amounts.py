from decimal import Decimal

import pytest

from fiscal.model.amounts import Interval, finest_place, parse_amount, storable, value_state

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("printed", "value"),
    [("1,896.56", "1896.56"), ("15.4", "15.4"), ("（12.5）", "-12.5"), ("-3", "-3"), ("−3", "-3"), ("94.7%", "94.7"), ("1600.00", "1600.00"), ("０.5", "0.5")],
)
def test_a_printed_amount_is_exact(printed: str, value: str) -> None:
    assert parse_amount(printed) == Decimal(value)


@pytest.mark.parametrize("printed", ["", "—", "1,23", "12.3.4", "约5", "2022年", "(-5)", "1 600元"])
def test_what_is_no_amount_is_none(printed: str) -> None:
    assert parse_amount(printed) is None


@pytest.mark.parametrize(("printed", "state"), [("0.00", "zero"), (" ", "blank"), ("——", "dash"), ("不适用", "text"), ("4", "number")])
def test_zero_blank_dash_and_text_are_told_apart(printed: str, state: str) -> None:
    assert value_state(printed) == state


def test_precision_is_the_finest_place_of_the_table() -> None:
    assert finest_place(["15.4", "6.22", "148", "—"]) == Decimal("0.01")
    assert finest_place(["—", ""]) is None


def test_values_too_large_to_hold_are_identifiers() -> None:
    assert storable(Decimal(10) ** 17) is None
    assert storable(Decimal(10) ** 14, Decimal(10_000)) is None
    assert storable(Decimal(10) ** 14, None) == Decimal(10) ** 14
    assert storable(None) is None


def test_two_printed_values_meet_where_their_intervals_touch() -> None:
    assert Interval.around(Decimal(2), Decimal(1)).meets(Interval.around(Decimal(3), Decimal(1)))
