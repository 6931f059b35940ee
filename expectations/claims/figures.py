"""Reported figures as the arithmetic of verdicts takes them, what is claimed of them (sums, identical digits, orders,
ratios), and figures in print.

Which cells belong together is left to `expectations.kinds`, the arithmetic to `expectations.claims.verdict`; nothing
here knows a table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

from expectations.catalogue.rules import Tolerance
from expectations.claims.verdict import ONE, ZERO, Claim, Figure, round_to
from fiscal.cleaning.terms.deductions import is_deducted
from fiscal.model.amounts import YUAN_PER_UNIT, Interval, decimal_places, normal, parse_amount, printed_place
from fiscal.model.contract import Observation

MINUS = Decimal(-1)
PER_CENT = Decimal(100)
UNREADABLE = frozenset({"rejected", "ambiguous"})
COUNTED = frozenset({"count", "score", "score_full"})

Weighted = tuple[Observation, Decimal]


def scale_of(unit: str | None) -> Decimal:
    """How many of `Observation.amount`'s unit make one of the printed unit: 10,000 for 万元, 1 for counts and
    percentages.
    """
    return YUAN_PER_UNIT.get(unit or "", ONE)


def scale_in_print(o: Observation) -> Decimal:
    """How many of a report's `amount`'s unit make one of the unit that it is printed in: 10,000 for money in 万元, 1
    for all else.
    """
    return scale_of(o.unit) if o.value_yuan is not None else ONE


def dimension(o: Observation) -> str:
    """What can be added and compared: `money`, `count`, or the printed unit of anything else."""
    if o.value_yuan is not None:
        return "money"
    return "count" if o.measure == "count" else (o.unit or "")


def readable(o: Observation) -> bool:
    """Whether the reading stands: neither rejected nor ambiguous."""
    return o.status not in UNREADABLE


def has_amount(o: Observation) -> bool:
    """Whether a number was reported and read."""
    return o.amount is not None and readable(o)


def amount_in(o: Observation, scale: Decimal) -> Decimal:
    """The reported value in a printed unit of `scale` yuan. Only for observations that have an amount."""
    value = o.amount
    assert value is not None
    return value if scale == 1 else value / scale


def last_place(o: Observation, scale: Decimal = ONE) -> Decimal:
    """The unit of last place that the table (form, prose) is precise to, in the printed unit."""
    return string_unit(o, scale) if o.precision_unit is None else o.precision_unit / scale


def half_unit(o: Observation, scale: Decimal) -> Decimal:
    """How far rounding can have moved a report: half its last place, nothing for whole counts and scores."""
    place = last_place(o, scale)
    return ZERO if o.measure in COUNTED and place >= 1 else place / 2


def string_unit(o: Observation, scale: Decimal) -> Decimal:
    """The unit of last place of this one string, in the printed unit of `scale`: what 约 and percentages are precise
    to.
    """
    return printed_place(o.value_reported) * scale_in_print(o) / scale


def figure_of(o: Observation, weight: Decimal = ONE) -> Figure:
    """A report that has an amount, as the arithmetic of verdicts takes it."""
    assert o.amount is not None
    place = last_place(o)
    around = Interval(o.low, o.high) if o.low is not None and o.high is not None else None
    return Figure(
        key=o.observation_id,
        value=o.amount,
        weight=weight,
        place=place,
        exact=o.measure in COUNTED and place >= 1,
        text=o.value_reported,
        scale=scale_in_print(o),
        approximate=o.approximate,
        around=around,
    )


def number(value: Decimal | int) -> Figure:
    """A number that is no report: a count of cells, the 100 that shares add up to."""
    return Figure("", Decimal(value))


def undecided(verdict: str, unit: str | None = None) -> Claim:
    """A claim with nothing to compute: `not_applicable` or `insufficient_data`."""
    return Claim("none", unit=unit, undecided=verdict)


def equal_claim(
    left: Decimal | int, right: Decimal | int, unit: str | None = None, tolerance: Tolerance = "none"
) -> Claim:
    """Two numbers of the filing are the same: how many tables are listed and how many are there."""
    return Claim(tolerance, (number(left),), (number(right),), unit=unit)


def is_subtracted(o: Observation) -> bool:
    """Whether a figure printed without a sign is subtracted where its table adds up: its row says 减."""
    return o.amount is not None and o.amount > 0 and is_deducted(o.row_label or "")


def sum_claim(total: Observation, addends: Sequence[Weighted], proves: bool = True) -> Claim:
    """`total` = Σ weight·addend, up to (n+1)·u/2. Reported zeros are addends, blanks have to be left out before."""
    if any(dimension(o) != dimension(total) for o, _ in addends):
        return undecided("insufficient_data")
    return Claim(
        "interval_sum",
        (figure_of(total),),
        tuple(figure_of(o, w) for o, w in addends),
        unit=total.unit,
        scale=scale_in_print(total),
        proves=proves,
    )


def same_claim(first: Observation, second: Observation, allowance: Decimal = ZERO) -> Claim:
    """Two reports of one fact: identical digits at equal precision, else the finer one rounds to the coarser."""
    if dimension(first) != dimension(second):
        return undecided("insufficient_data")
    return Claim(
        "identical_digits",
        (figure_of(first),),
        (figure_of(second),),
        unit=first.unit,
        scale=scale_in_print(first),
        allowance=allowance,
    )


def part_claim(parts: Sequence[Observation], whole: Observation) -> Claim:
    """Parts that cannot overlap are together not more than their whole, up to the half units of all."""
    if any(dimension(part) != dimension(whole) for part in parts):
        return undecided("insufficient_data")
    return Claim(
        "ordered",
        tuple(figure_of(part) for part in parts),
        (figure_of(whole),),
        unit=whole.unit,
        scale=scale_in_print(whole),
    )


def ratio_claim(printed: Observation, above: Sequence[Weighted], below: Sequence[Weighted]) -> Claim:
    """A printed percentage is that of the quotient of two sums."""
    value = printed.value_native if printed.value_native is not None else parse_amount(printed.value_reported)
    assert value is not None
    stated = Figure(printed.observation_id, value, text=printed.value_reported, approximate=printed.approximate)
    over, under = (tuple(figure_of(o, w) for o, w in side) for side in (above, below))
    return Claim(tolerance="interval_ratio", left=(stated,), right=over, below=under, factor=PER_CENT, unit="%")


def gap_in_units(first: Observation, second: Observation) -> Decimal:
    """How many units of last place (of the coarser) two reports are apart."""
    unit = max(last_place(first), last_place(second))
    return abs(round_to(amount_in(first, ONE), unit) - round_to(amount_in(second, ONE), unit)) / unit


def cut_off(a: Observation, b: Observation) -> bool:
    """Whether two reports agree, or the coarser one is the finer one cut off."""
    fine, coarse = (a, b) if last_place(a) <= last_place(b) else (b, a)
    if fine.amount is None or coarse.amount is None:
        return False
    return is_cut_at(last_place(coarse), coarse.amount, fine.amount)


def is_cut_at(place: Decimal, coarse: Decimal, fine: Decimal) -> bool:
    """Whether a number is another one without its digits behind a place."""
    return coarse == (fine / place).quantize(ONE, ROUND_DOWN) * place


def interval_of(o: Observation) -> Interval:
    """The closed interval of a report that has an amount, in the unit of `amount`; 约 and 近 widen it to the string's
    precision.
    """
    assert o.amount is not None
    if o.approximate:
        return Interval.around(o.amount, string_unit(o, ONE))
    if o.low is not None and o.high is not None:
        return Interval(o.low, o.high)
    return Interval.around(o.amount, last_place(o))


def in_print(value: Decimal, like: Iterable[Observation]) -> str:
    """A computed value as the compared cells print theirs: as many decimal places as the widest of them, with
    separators of thousands.
    """
    texts = [normal(o.value_reported) for o in like]
    places = max((decimal_places(t) for t in texts), default=0)
    exact = value.normalize()
    places = max(places, -int(exact.as_tuple().exponent)) if exact else places
    rounded = value.quantize(ONE.scaleb(-places), ROUND_HALF_UP)
    return f"{rounded:,f}"
