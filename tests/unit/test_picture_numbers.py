"""Figures of pictures are freed of what recognisers confuse in them, and of nothing else."""

from __future__ import annotations

import pytest

from fiscal.extraction.ocr.number_agreement import figure_of, settled
from fiscal.extraction.ocr.recognition import Choice, LineReading

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("seen", "printed"),
    [("1,234.5O", "1,234.50"), ("1.234.50", "1,234.50"), ("O", "0"), ("()", "0"), ("(0)", "0"), ("（）", "0")],
)
def test_what_cannot_be_printed_in_a_figure_is_put_right(seen: str, printed: str) -> None:
    assert figure_of(seen) == printed


@pytest.mark.parametrize("text", ["(1)", "二、项目支出", "(一)", "38.5"])
def test_what_can_be_printed_stays_as_it_is(text: str) -> None:
    assert figure_of(text) == text


def test_a_degree_sign_behind_a_figure_is_a_percent_sign_where_that_was_seen_too() -> None:
    both = LineReading("≥90°", 0.6, (Choice("≥90%", 0.3),))
    assert settled([both]).text == "≥90%"
    assert settled([LineReading("≥90°", 0.6, (Choice("≥900", 0.3),))]).text == "≥90°"


def test_the_reading_that_lost_stays_among_the_choices() -> None:
    looks = [LineReading("45.00", 0.9, (Choice("15.00", 0.1),)), LineReading("15.00", 0.5, (Choice("45.00", 0.5),))]
    chosen = settled(looks)
    assert chosen.text == "45.00"
    assert [choice.text for choice in chosen.others] == ["15.00"]
    assert chosen.score < 0.8


@pytest.mark.parametrize(("read", "thousands"), [("2.776", "2,776"), ("-12.158", "-12,158"), ("(1.020)", "(1,020)")])
def test_three_decimals_alone_may_be_thousands_and_are_not_sure(read: str, thousands: str) -> None:
    reading = settled([LineReading(read, 0.99)])
    assert reading.text == read
    assert reading.score <= 0.5
    assert thousands in [choice.text for choice in reading.others]


@pytest.mark.parametrize("read", ["2.77", "1,234.567", "3.1415"])
def test_other_decimals_are_as_sure_as_read(read: str) -> None:
    assert settled([LineReading(read, 0.99)]).score == 0.99


def test_a_point_at_the_end_of_a_figure_is_what_is_left_of_one_and_another_choice_is_taken() -> None:
    assert settled([LineReading("1,896.", 0.6, (Choice("1,896.5", 0.3),))]).text == "1,896.5"
