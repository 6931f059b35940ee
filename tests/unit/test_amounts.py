from decimal import Decimal

import pytest

from fiscal.cleaning.terms.units import finest_places
from fiscal.model.amounts import (
    Interval,
    decimal_places,
    is_error_value,
    is_malformed,
    parse_amount,
    storable,
    value_state,
)

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("1,896.56", "1896.56"),
        ("15.4", "15.4"),
        ("（12.5）", "-12.5"),
        ("-3", "-3"),
        ("−3", "-3"),
        ("94.7%", "94.7"),
        ("1600.00", "1600.00"),
        ("０.5", "0.5"),
        ("￥1,896.56", "1896.56"),
        ("¥ -3.20", "-3.2"),
        ("-￥3.20", "-3.2"),
        ("￥(3.20)", "-3.2"),
        ("（￥3.20）", "-3.2"),
        (".52", "0.52"),
        ("-.5", "-0.5"),
        ("12.", "12"),
        ("–20.74", "-20.74"),
        ("—3", "-3"),
        ("+3.5", "3.5"),
        ("20.74①", "20.74"),
        ("20.74²", "20.74"),
        ("20.74 *", "20.74"),
        ("20.74（注1）", "20.74"),
        ("12%※", "12"),
    ],
)
def test_a_printed_amount_is_exact(printed: str, value: str) -> None:
    assert parse_amount(printed) == Decimal(value)


@pytest.mark.parametrize(
    "printed",
    [
        "",
        "—",
        "1,23",
        "12.3.4",
        "约5",
        "2022年",
        "(-5)",
        "1 600元",
        "--5",
        "-￥-5",
        "①",
        "2①3",
        ".",
        "*",
        "¥",
        "20.74(1)",
        "2O.74",
    ],
)
def test_what_is_no_amount_is_none(printed: str) -> None:
    assert parse_amount(printed) is None


@pytest.mark.parametrize(
    "printed",
    [
        "195,3.85",
        "1.953.85",
        "2O.74",
        "约20.74",
        "12.5#",
        "20.74(1)",
        "1，23",
        "•1,106,000",
        "1092.80L",
        "888,700/",
        "财257,700",
        "20.74万",
    ],
)
def test_what_is_meant_to_be_an_amount_and_is_none_is_malformed(printed: str) -> None:
    assert is_malformed(printed)


@pytest.mark.parametrize(
    "printed",
    [
        "1,953.85",
        "—",
        "",
        "2021-2023",
        "2023-05-01",
        "60—80",
        "≥95",
        "≥95.55",
        "3：1",
        "1/3",
        "（1）",
        "3、",
        "5人",
        "2023年",
        "不适用",
        "A01",
    ],
)
def test_what_is_meant_otherwise_is_not_malformed(printed: str) -> None:
    assert not is_malformed(printed)


@pytest.mark.parametrize(
    ("printed", "state"),
    [
        ("0.00", "zero"),
        (" ", "blank"),
        ("——", "dash"),
        ("￥ -", "dash"),
        ("￥", "text"),
        ("不适用", "text"),
        ("4", "number"),
        ("4①", "number"),
    ],
)
def test_zero_blank_dash_and_text_are_told_apart(printed: str, state: str) -> None:
    assert value_state(printed) == state


def test_precision_is_the_finest_place_of_a_units_figures() -> None:
    assert finest_places([("元", t) for t in ("15.4", "6.22", "148", "—")]) == {"元": Decimal("0.01")}
    assert finest_places([("元", "—"), (None, "")]) == {}
    assert finest_places([("元", t) for t in (".5", "12.", "￥1,896.56①")]) == {"元": Decimal("0.01")}
    assert finest_places([("元", "0.5"), ("万元", "7")]) == {"元": Decimal("0.1"), "万元": Decimal(1)}


def test_one_figure_finer_than_many_others_is_finer_by_itself() -> None:
    many = [("万元", f"{n}.25") for n in range(20)]
    assert finest_places([*many, ("万元", "0.068818")]) == {"万元": Decimal("0.01")}
    assert finest_places([*many, ("万元", "0.068818"), ("万元", "1.270001")]) == {"万元": Decimal("0.000001")}
    assert finest_places([*many[:3], ("万元", "0.068818")]) == {"万元": Decimal("0.000001")}
    assert finest_places([("万元", "5")] * 30 + [("万元", "0.07")]) == {"万元": Decimal("0.01")}


def test_values_too_large_to_hold_are_identifiers() -> None:
    assert storable(Decimal(10) ** 17) is None
    assert storable(Decimal(10) ** 14, Decimal(10_000)) is None
    assert storable(Decimal(10) ** 14, None) == Decimal(10) ** 14
    assert storable(None) is None


def test_two_printed_values_meet_where_their_intervals_touch() -> None:
    assert Interval.around(Decimal(2), Decimal(1)).meets(Interval.around(Decimal(3), Decimal(1)))


@pytest.mark.parametrize("printed", ["负12.50", "△12.50", "▲ 12.50", "12.50-", "12.50－", "(12.50)", "-12.50"])
def test_every_sign_of_a_negative_amount_is_a_minus(printed: str) -> None:
    assert parse_amount(printed) == Decimal("-12.50")
    assert not is_malformed(printed)


@pytest.mark.parametrize("printed", ["-12.50-", "负(12.50)", "12-", "△"])
def test_two_signs_and_a_dash_behind_a_whole_number_are_none(printed: str) -> None:
    assert parse_amount(printed) is None


def test_a_point_at_middle_height_is_a_point() -> None:
    assert (parse_amount("11,696·09"), decimal_places("11,696·09")) == (Decimal("11696.09"), 2)
    assert parse_amount("1·2·3") is None


@pytest.mark.parametrize(
    ("printed", "error"),
    [
        ("#REF!", True),
        ("#DIV/0!", True),
        ("########", True),
        ("#N/A", True),
        ("***", False),
        ("#1", False),
        ("12.50", False),
    ],
)
def test_error_values_of_spreadsheets(printed: str, error: bool) -> None:
    assert is_error_value(printed) is error


@pytest.mark.parametrize("printed", ["2026-10-31 08:00:00", "2022-12-3108:00:00", "2026/4/30"])
def test_days_and_times_are_meant_otherwise(printed: str) -> None:
    assert not is_malformed(printed)
