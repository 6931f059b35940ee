"""From a claim to its verdict: what rounding allows by the kind of tolerance, and numbers that bear the verdict out as
they are stored.
"""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from expectations.catalogue.rules import Tolerance, catalogue
from expectations.claims.figures import equal_claim, number, part_claim, ratio_claim, same_claim, sum_claim, undecided
from expectations.claims.instance import Instance, Shape, directly
from expectations.claims.verdict import ONE, STORED, UNJUDGED, Claim, Figure, Outcome, outcome_of, violates, with_values
from expectations.suspects.relations import net_of
from tests.observing import observed

pytestmark = pytest.mark.expectations


def judged(claim: Claim) -> tuple[str, Decimal | None, Decimal | None]:
    outcome = outcome_of(claim)
    return outcome.verdict, outcome.residual, outcome.bound


def test_a_sum_is_allowed_half_a_place_of_each_of_its_figures():
    total, a, b = (observed(text, precision="1") for text in ("12", "5", "5"))
    assert judged(sum_claim(total, [(a, ONE), (b, ONE)])) == ("violated", 2, Decimal("1.5"))
    c = observed("1", precision="1")
    assert judged(sum_claim(total, [(a, ONE), (b, ONE), (c, ONE)])) == ("rounding", 1, 2)


def test_a_difference_that_proves_nothing_leaves_a_sum_undecided_and_a_sum_that_holds_is_one():
    total, part = observed("12.00"), observed("5.00")
    assert outcome_of(sum_claim(total, [(part, ONE)], proves=False)).verdict == "insufficient_data"
    assert outcome_of(sum_claim(part, [(part, ONE)], proves=False)).verdict == "exact"


def test_reports_of_one_fact_have_identical_digits_or_round_to_the_coarser():
    fine, equal, coarse = (
        observed("12.344", precision="0.001"),
        observed("12.345", precision="0.001"),
        observed("12.34", precision="0.01"),
    )
    assert judged(same_claim(fine, equal)) == ("violated", Decimal("-0.001"), 0)
    assert judged(same_claim(fine, coarse)) == ("rounding", Decimal("0.004"), Decimal("0.005"))
    assert outcome_of(same_claim(observed("12.346", precision="0.001"), coarse)).violated


def test_half_a_place_may_have_been_rounded_either_way():
    assert outcome_of(same_claim(observed("12.345", precision="0.001"), observed("12.34"))).verdict == "rounding"
    assert outcome_of(same_claim(observed("12.345", precision="0.001"), observed("12.35"))).verdict == "rounding"


def test_a_part_may_be_any_amount_less_than_its_whole_and_the_residual_is_still_the_difference():
    small, large = observed("3.00"), observed("10.00")
    assert judged(part_claim([small], large)) == ("exact", -7, Decimal("0.01"))
    assert judged(part_claim([large], small)) == ("violated", 7, Decimal("0.01"))
    assert outcome_of(part_claim([small, large], large)).violated


def test_a_percentage_is_judged_by_all_quotients_that_the_figures_can_have():
    part, whole = observed("1.00"), observed("3.00")
    for printed, verdict in (("33.33%", "exact"), ("33.5%", "rounding"), ("35.00%", "violated")):
        share = observed(printed, unit="%", measure="share_pct")
        assert outcome_of(ratio_claim(share, [(part, ONE)], [(whole, ONE)])).verdict == verdict
    nothing = observed("0.00")
    assert (
        outcome_of(ratio_claim(observed("10%", unit="%", measure="share_pct"), [(part, ONE)], [(nothing, ONE)])).verdict
        == "not_applicable"
    )


def test_money_that_its_unit_cannot_show_at_four_places_is_told_in_yuan():
    total, part = observed("12.34", unit="万元"), observed("123456.78", unit="元")
    outcome = outcome_of(sum_claim(total, [(part, ONE)]))
    assert (outcome.unit, outcome.lhs, outcome.rhs, outcome.residual) == (
        "元",
        123400,
        Decimal("123456.78"),
        Decimal("-56.78"),
    )
    round_part = observed("123400.00", unit="元")
    assert outcome_of(sum_claim(total, [(round_part, ONE)])).unit == "万元"


def test_what_has_nothing_to_compute_keeps_its_reason_and_has_no_numbers():
    assert outcome_of(undecided("not_applicable", "元")) == Outcome("not_applicable", unit="元")
    assert outcome_of(sum_claim(observed("1.00"), [(observed("1", unit="人", measure="count"), ONE)])) == Outcome(
        "insufficient_data"
    )


def test_other_values_move_their_intervals_with_them():
    part, whole, share = observed("1.00"), observed("3.00"), observed("33.33%", unit="%", measure="share_pct")
    claim = ratio_claim(share, [(part, ONE)], [(whole, ONE)])
    assert outcome_of(with_values(claim, {part.observation_id: Decimal(20000)})).violated
    assert not outcome_of(
        with_values(claim, {part.observation_id: Decimal(20000), share.observation_id: Decimal("66.67")})
    ).violated
    assert outcome_of(with_values(claim, {})) == outcome_of(claim)


def test_an_instance_that_was_not_judged_is_in_no_net():
    instance = Instance(catalogue().rules[0], Shape.SUM, equal_claim(1, 1), (), ())
    assert instance.outcome is UNJUDGED
    with pytest.raises(ValueError, match="no verdict without judgement"):
        net_of([instance])
    assert net_of(directly([instance])).violated() == []


amounts = st.decimals(min_value=-(10**9), max_value=10**9, allow_nan=False, allow_infinity=False, places=6)
places = st.sampled_from([Decimal(p) for p in ("0.000001", "0.0001", "0.01", "1", "100")])
figures = st.builds(
    lambda value, place, exact, weight: Figure("", value, weight, place, exact),
    amounts,
    places,
    st.booleans(),
    st.sampled_from([ONE, -ONE]),
)
tolerances: st.SearchStrategy[Tolerance] = st.sampled_from(["interval_sum", "identical_digits", "ordered", "none"])


@given(tolerances, figures, figures, st.sampled_from(["元", "万元", None]))
def test_stored_numbers_hold_to_the_digit_and_bear_the_verdict_out(
    tolerance: Tolerance, left: Figure, right: Figure, unit: str | None
):
    claim = Claim(
        tolerance, (left._replace(weight=ONE),), (right,), unit=unit, scale=Decimal(10_000) if unit == "万元" else ONE
    )
    outcome = outcome_of(claim)
    assert (
        outcome.lhs is not None
        and outcome.rhs is not None
        and outcome.residual is not None
        and outcome.bound is not None
    )
    assert outcome.residual == outcome.lhs - outcome.rhs
    assert all(value == value.quantize(STORED) for value in (outcome.lhs, outcome.rhs, outcome.residual, outcome.bound))
    assert violates(tolerance, outcome.residual, outcome.bound) == outcome.violated


def test_shares_that_add_up_are_judged_against_the_hundred_itself():
    shares = [Figure("", Decimal(text), place=Decimal("0.1"), exact=False) for text in ("33.3", "33.3", "33.3")]
    assert judged(Claim("interval_sum", tuple(shares), (number(100),))) == (
        "rounding",
        Decimal("-0.1"),
        Decimal("0.15"),
    )
