"""Satisfied identities hold together within the printed intervals; the least changes that explain broken ones are found
by linear programming.
"""

from __future__ import annotations

from decimal import Decimal

import pytest

from expectations.catalogue.rules import catalogue
from expectations.claims.instance import directly
from expectations.evaluation import instances_of
from expectations.filing.case import Case, Ledger
from expectations.suspects.feasibility import clash_of, jointly_feasible, least_changes
from expectations.suspects.relations import Net, net_of
from fiscal.model.contract import Observation
from tests.expectations.filing import IDENTITY, column, findings_of, only, reading, square, table
from tests.expectations.test_statements import percent, told

pytestmark = pytest.mark.expectations


def net(observations: list[Observation]) -> Net:
    numbers = dict.fromkeys(o.table_no for o in observations if o.table_no is not None)
    return net_of(
        directly(
            instances_of(Ledger(Case("f", IDENTITY, reading([table(n) for n in numbers]), observations)), catalogue())
        )
    )


def chain(figures: list[str]) -> list[Observation]:
    """Three columns of one row group: 合计 over two rows, the first of which is the 合计 of another table."""
    return column({"合计": figures[0], "a": figures[1], "b": figures[2]}, {"a": "合计", "b": "合计"}, precision="1")


def test_rounded_sums_hold_together():
    assert jointly_feasible(
        net(
            [
                *chain(["10", "5", "4"]),
                *column({"a": "5", "c": "2", "d": "2"}, {"c": "a", "d": "a"}, table_no=2, precision="1"),
            ]
        )
    )


def test_sums_that_hold_one_by_one_need_not_hold_together():
    """Two tables report the same parts; one total is rounded as far up as they allow, the other as far down."""
    up = column({"合计": "12", "a": "5", "b": "5", "c": "0"}, dict.fromkeys("abc", "合计"), precision="1")
    down = column({"合计": "8", "a": "5", "b": "5", "c": "0"}, dict.fromkeys("abc", "合计"), precision="1", table_no=2)
    for o, concept in ((up[0], "t1"), (down[0], "t2")):
        object.__setattr__(o, "concept", concept)
    together = net([*up, *down])
    assert together.violated() == []
    assert not jointly_feasible(together)
    clash = clash_of(together)
    assert clash is not None
    assert clash.cells >= clash.moved.keys()
    assert clash_of(net(up)) is None
    assert jointly_feasible(net(up))
    assert jointly_feasible(net(down))


def test_a_filing_says_whether_all_that_holds_holds_together():
    figures = {"合计": "10", "a": "5", "b": "5", "c": "0"}
    clean = [
        *column(figures, dict.fromkeys("abc", "合计"), precision="1"),
        *column({"x": "3", "y": "3"}, {"y": "x"}, precision="1", table_no=3),
    ]
    finding = only(findings_of(clean), "X4-jointly-feasible")
    assert (finding.verdict, finding.severity) == ("exact", "info")
    up = column(figures | {"合计": "12"}, dict.fromkeys("abc", "合计"), precision="1")
    down = column(figures | {"合计": "9"}, dict.fromkeys("abc", "合计"), precision="1", table_no=2)
    for o, concept in ((up[0], "t1"), (down[0], "t2")):
        object.__setattr__(o, "concept", concept)
    clash = only(findings_of([*up, *down]), "X4-jointly-feasible")
    assert (clash.verdict, clash.severity, clash.tier) == ("violated", "info", "precision_dependent")
    assert all(t.value_reported in clash.message_zh for t in clash.terms)
    assert {(t.observation_id, t.value_reported) for t in clash.terms} == {(up[0].observation_id, "12")}
    assert {(s.observation_id, s.proposed_value) for s in clash.suspects} == {(up[0].observation_id, "10")}


def test_a_clash_that_no_single_figure_explains_names_the_least_changes():
    """Two more tables that clash in the same way: whichever total is changed, the other pair still clashes."""
    observations: list[Observation] = []
    for table_no, (total, letters) in enumerate([("12", "abc"), ("9", "abc"), ("12", "xyz"), ("9", "xyz")], start=1):
        parts = dict(zip(letters, ("5", "5", "0"), strict=True))
        whole, *rest = column(
            {"合计": total, **parts}, dict.fromkeys(letters, "合计"), precision="1", table_no=table_no
        )
        object.__setattr__(whole, "concept", f"t{table_no}")
        observations += [whole, *rest]
    clash = only(findings_of(observations), "X4-jointly-feasible")
    assert (clash.verdict, clash.suspects) == ("violated", ())
    assert {t.table_no for t in clash.terms} & {1, 2}
    assert {t.table_no for t in clash.terms} & {3, 4}


def test_ratios_restrict_too():
    whole = told("100.00", concept="income_current")
    part = told("40.00", "part", part_of=whole.observation_id, statement_id="s2", concept="appropriation")
    assert jointly_feasible(net([whole, part, percent("40.00%", "share", statement_id="s2")]))


def test_amounts_of_trillions_are_judged_to_the_last_place():
    figures = {"合计": "1,234,567,890,123.45", "a": "1,000,000,000,000.00", "b": "234,567,890,123.45"}
    assert jointly_feasible(net(column(figures, dict.fromkeys("ab", "合计"), unit="元")))


def test_the_least_change_of_a_broken_sum():
    broken = net(column({"合计": "42.00", "a": "12.00", "b": "20.00"}, dict.fromkeys("ab", "合计")))
    changed = least_changes(broken, broken.violated())
    assert changed is not None
    assert abs(sum(changed.values()) - sum(broken.values[c] for c in changed)) >= Decimal(99000)


def test_two_misread_cells_are_both_named():
    cells = [["60.00", "33.10", "26.90"], ["45.12", "31.00", "14.12"], ["14.88", "2.10", "12.78"]]
    cells[1][1], cells[2][2] = "37.00", "12.98"
    observations = square(cells)
    findings = [f for f in findings_of(observations) if f.verdict == "violated"]
    assert {(s.observation_id, s.proposed_value) for f in findings for s in f.suspects} == {
        (observations[4].observation_id, "31.00"),
        (observations[8].observation_id, "12.78"),
    }
