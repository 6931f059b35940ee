"""A picture's cell takes its other reading where the identities refute the first and bear out the other, and only
there.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from expectations.filing.case import Case
from expectations.repair import repair
from fiscal.model.contract import Observation
from fiscal.model.reading import Alternative, Cell, Reading
from tests.expectations.filing import IDENTITY, column, reading, table

pytestmark = pytest.mark.expectations

FIGURES = {"合计": "42.00", "a": "12.00", "b": "30.00"}


def picture(figures: dict[str, str], method: str = "ocr") -> list[Observation]:
    return column(figures, {label: "合计" for label in figures if label != "合计"}, method=method)


def read(alternatives: dict[int, list[str]]) -> Reading:
    cells = tuple(
        Cell(
            1,
            row,
            1,
            1,
            1,
            "",
            0,
            False,
            0,
            0,
            1,
            1,
            "ocr",
            0.6,
            tuple(Alternative(text, 0.5 - n / 10, "second") for n, text in enumerate(texts)),
        )
        for row, texts in alternatives.items()
    )
    return reading([replace(table(1, picture=True), cells=cells)])


def repaired(observations: list[Observation], alternatives: dict[int, list[str]]) -> list[Observation]:
    return repair(Case("f", IDENTITY, read(alternatives), observations))


def test_the_reading_that_the_sum_bears_out_is_taken():
    before = picture(FIGURES | {"a": "72.00"})
    after = repaired(before, {2: ["17.00", "12.00"]})
    assert [o.status for o in after] == ["ok", "repaired", "ok"]
    mended = after[1]
    assert (mended.value_reported, mended.value_native, mended.value_yuan) == ("12.00", Decimal(12), Decimal(120000))
    assert (mended.low, mended.high) == (Decimal(119950), Decimal(120050))
    assert mended.quote == "72.00"
    assert "72.00" in (mended.status_reason or "")
    assert mended.observation_id == before[1].observation_id


def test_no_reading_is_taken_that_no_identity_asks_for():
    before = picture(FIGURES)
    assert repaired(before, {2: ["72.00"], 3: ["80.00"]}) == before


def test_alternatives_that_satisfy_nothing_are_left_alone():
    before = picture(FIGURES | {"a": "72.00"})
    assert repaired(before, {2: ["77.00", "71.00"]}) == before


def test_two_cells_that_could_mend_the_same_sum_are_both_left():
    before = picture(FIGURES | {"a": "72.00"})
    assert repaired(before, {2: ["12.00"], 1: ["102.00"]}) == before


def test_a_cell_that_mends_more_than_another_is_taken():
    before = [*picture(FIGURES | {"a": "72.00"}), *column({"a": "12.00"}, table_no=2)]
    after = repaired(before, {2: ["12.00"], 1: ["102.00"]})
    assert [o.status for o in after] == ["ok", "repaired", "ok", "ok"]


def test_text_pages_are_never_repaired():
    before = picture(FIGURES | {"a": "72.00"}, method="lattice")
    assert repaired(before, {2: ["12.00"]}) == before


def test_two_wrong_cells_of_different_sums_are_mended_one_after_the_other():
    second = column({"合计": "9.00", "c": "4.00", "d": "6.00"}, {"c": "合计", "d": "合计"}, table_no=2, method="ocr")
    cells = read({2: ["12.00"]}).tables[0]
    other = replace(
        cells, table_no=2, cells=(replace(cells.cells[0], row=3, alternatives=(Alternative("5.00", 0.4, "second"),)),)
    )
    after = repair(Case("f", IDENTITY, reading([cells, other]), [*picture(FIGURES | {"a": "72.00"}), *second]))
    assert [o.value_reported for o in after if o.status == "repaired"] == ["12.00", "5.00"]
