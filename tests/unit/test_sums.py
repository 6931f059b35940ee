"""Which lines of a table are sums of which: by amounts alone, and by labels held against amounts."""

import json
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest

from benchmarks.aggregations import aggregations_of
from fiscal.cleaning.hierarchy.amount_matrix import AmountMatrix, matrix_of
from fiscal.cleaning.hierarchy.sums.sum_forest import sum_forest
from fiscal.cleaning.hierarchy.sums.sum_search import sums_of

pytestmark = pytest.mark.unit


def amounts(*lines: str) -> AmountMatrix:
    return matrix_of([[None if text == "-" else Decimal(text) for text in line.split()] for line in lines])


def found(matrix: AmountMatrix) -> dict[int, set[int]]:
    return {s.whole: set(s.parts) for s in sums_of(matrix)}


def test_totals_before_and_behind_their_parts_and_totals_of_totals() -> None:
    assert found(
        amounts("41.70 9.05", "15.30 4.04", "14.10 1.02", "1.20 3.02", "26.40 5.01", "20.31 2.00", "6.09 3.01")
    ) == {1: {2, 3}, 4: {5, 6}, 0: {1, 4}}
    assert found(
        amounts("14.10 1.02", "1.20 3.02", "15.30 4.04", "20.31 2.00", "6.09 3.01", "26.40 5.01", "41.70 9.05")
    ) == {2: {0, 1}, 5: {3, 4}, 6: {2, 5}}


def test_a_total_and_the_only_body_that_repeats_it_are_both_sums_of_its_units() -> None:
    sums = found(amounts("53.45 20.10", "53.45 20.10", "24.15 13.70", "29.30 6.40"))
    assert sums[1] == {2, 3} and sums[0] == {2, 3}


def test_parts_that_are_rounded_add_up_within_their_rounding_and_no_further() -> None:
    assert found(amounts("1234.57 981.22", "1000.11 481.11", "234.45 500.12")) == {0: {1, 2}}
    assert found(amounts("1234.58 981.26", "1000.11 481.11", "234.45 500.12")) == {}


def test_small_whole_numbers_are_no_evidence() -> None:
    assert found(amounts("3", "1", "2", "5", "4", "1")) == {}


def test_a_sum_that_another_column_contradicts_is_none() -> None:
    assert found(amounts("53.45 20.10", "24.15 13.70", "29.30 9.40")) == {}


def test_equal_columns_are_one_witness() -> None:
    once, often = (
        sums_of(amounts("7.53", "4.15", "3.38")),
        sums_of(amounts("7.53 7.53 7.53", "4.15 4.15 4.15", "3.38 3.38 3.38")),
    )
    assert once == [] or once[0].bits * 2 > often[0].bits


def test_months_of_two_kinds_side_by_side_add_up_each_for_itself() -> None:
    lines = [
        "60.31 71.93 90.17 8.88",
        "6.11 7.13 9.19 5.05",
        "20.11 40.51 30.01 3.33",
        "1.10 5.11 2.07 1.02",
        "40.20 31.42 60.16 5.55",
        "5.01 2.02 7.12 4.03",
    ]
    assert {s.whole: set(s.parts) for s in sums_of(amounts(*lines)) if s.crossed} == {0: {2, 4}, 1: {3, 5}}


def test_a_second_breakdown_names_the_subtotal_and_not_the_parts_of_it() -> None:
    public, private = [(31, 17), (42, 23), (28, 61), (19, 37)], [(5, 11), (8, 3), (13, 2), (7, 9)]
    rows = []
    for year in range(9):
        kinds = [(a * (year + 3) + b, c * (year + 2) + d) for (a, b), (c, d) in zip(public, private, strict=True)]
        of_public, of_private = sum(a for a, _ in kinds), sum(b for _, b in kinds)
        flat = [n for a, b in kinds for n in (a + b, a, b)]
        rows.append([of_public + of_private, of_public, of_private, *flat])
    sums = {(s.whole, frozenset(s.parts)) for s in sums_of(matrix_of([[Decimal(n) for n in r] for r in rows]).across())}
    assert {(0, frozenset({1, 2})), (1, frozenset({4, 7, 10, 13})), (2, frozenset({5, 8, 11, 14}))} <= sums
    assert not any(whole == 0 and parts & {4, 5, 7, 8, 10, 11, 13, 14} for whole, parts in sums)


def test_a_line_that_several_pairs_explain_is_no_sum() -> None:
    def lines(second_pair: bool) -> list[list[Decimal]]:
        one, two, three = ([Decimal(k * k * a + b) for k in range(1, 10)] for a, b in ((31, 1804), (7, 977), (53, 311)))
        whole = [a + b for a, b in zip(one, two, strict=True)]
        four = [w - c + (not second_pair) * k for k, (w, c) in enumerate(zip(whole, three, strict=True), 1)]
        others = ([Decimal(k**3 * a + b) for k in range(1, 10)] for a, b in ((3, 70011), (5, 61233), (11, 80107)))
        return [one, next(others), three, next(others), whole, next(others), two, four]

    alone, among_others = (sums_of(matrix_of(lines(second))) for second in (False, True))
    assert [(s.whole, {*s.parts}) for s in alone] == [(4, {0, 6})]
    assert among_others == []


def test_rows_that_repeat_belong_to_the_side_on_which_the_others_stand() -> None:
    group = ["7.81 1.02", "1.20 3.02", "9.01 4.04"]
    first = ["41.70 9.05", "11.30 3.04", "53.00 12.09"]
    assert found(amounts(*first, *group, *group)) == {2: {0, 1}, 5: {3, 4}, 8: {6, 7}}
    assert found(amounts(*[*group, *group, *first][::-1])) == {0: {1, 2}, 3: {4, 5}, 6: {7, 8}}


def test_labels_that_the_amounts_bear_out_nearly_everywhere_stay() -> None:
    matrix = amounts("41.70 9.00 8.11 7.13 5.01", "15.30 4.00 4.01 3.03 2.01", "26.40 4.50 4.10 4.10 3.00")
    forest = sum_forest(matrix, {1: 0, 2: 0})
    assert forest.whole_of == {1: 0, 2: 0} and forest.changed == frozenset()
    assert forest.support[0].counts == (4, 1, 0)


def test_a_whole_summed_with_its_own_parts_is_put_right() -> None:
    matrix = amounts("53.45 20.10", "53.45 20.10", "24.15 13.70", "29.30 6.40")
    assert sum_forest(matrix, {1: 0, 2: 0, 3: 0}).whole_of == {1: 0, 2: 1, 3: 1}


def test_what_finds_no_other_whole_stays_where_labels_put_it() -> None:
    matrix = amounts("53.45", "24.15", "30.30")
    forest = sum_forest(matrix, {1: 0, 2: 0})
    assert forest.whole_of == {1: 0, 2: 0} and forest.support[0].counts == (0, 1, 0)


def test_a_thousand_rows_in_one_list_fall_into_their_groups() -> None:
    lines: list[list[Decimal]] = []
    for group in range(40):
        items = [
            [Decimal((group * 7919 + item * 104729 + column * 1299709) % 9999991) / 100 for column in range(17)]
            for item in range(24)
        ]
        lines += [[sum(column, Decimal(0)) for column in zip(*items, strict=True)], *items]
    total = [sum(column, Decimal(0)) for column in zip(*lines[::25], strict=True)]
    forest = sum_forest(matrix_of([total, *lines]), dict.fromkeys(range(1, 1001), 0))
    assert all(whole == (0 if part % 25 == 1 else (part - 1) // 25 * 25 + 1) for part, whole in forest.whole_of.items())
    assert len(forest.whole_of) == 1000


def test_numbers_are_read_in_the_notation_of_their_file() -> None:
    table = [
        ["Land", "Ein", "Aus", "Summe"],
        ["A", "1 000,5", "234,25", "1 234,75"],
        ["B", "2 001,5", "34,25", "2 035,75"],
    ]
    assert ((1, 3), frozenset({(1, 1), (1, 2)})) in aggregations_of(table, "Space Comma")


def test_the_benchmark_counts_a_sum_as_found_only_with_all_its_parts(tmp_path: Path) -> None:
    table = [["", "a"], ["x", "15.31"], ["y", "26.42"], ["total", "41.73"]]
    right = {"operator": "Sum", "aggregator_index": [3, 1], "aggregatee_indices": [[1, 1], [2, 1]]}
    short = {"operator": "Sum", "aggregator_index": [3, 1], "aggregatee_indices": [[2, 1]]}
    data = tmp_path / "tables.jl"
    data.write_text(
        "\n".join(
            json.dumps({"table_array": table, "number_format": "None Point", "aggregation_annotations": [a]})
            for a in (right, short)
        )
    )
    report = subprocess.run(
        [sys.executable, "-m", "benchmarks.aggregations", str(data)], capture_output=True, text=True, check=True
    ).stdout.splitlines()
    assert "precision 1.000  recall 1.000" in report[0] and "precision 0.000  recall 0.000" in report[1]


def test_a_department_between_the_total_and_its_units_is_found_by_the_smallest_counts() -> None:
    matrix = amounts("6", "6", "6", "1", "2", "3")
    assert sum_forest(matrix, dict.fromkeys(range(1, 6), 0)).whole_of == {1: 0, 2: 1, 3: 2, 4: 2, 5: 2}
    groups = amounts("10 -", "3 -", "1 -", "2 -", "7 -", "3 -", "4 -")
    assert sum_forest(groups, dict.fromkeys(range(1, 7), 0)).whole_of == {1: 0, 2: 1, 3: 1, 4: 0, 5: 4, 6: 4}


def test_what_labels_call_a_total_is_no_part_of_what_they_do_not() -> None:
    """1,683.37 of appropriations are, by chance of a wrong sign, 12.50 and the total."""
    matrix = amounts("1683.37", "12.50", "1670.87")
    suggested = {0: 2, 1: 2}
    assert sum_forest(matrix, suggested).whole_of != suggested
    assert sum_forest(matrix, suggested, totals=frozenset({2})).whole_of == suggested
