"""Exact verdicts over reported figures: sums with their rounding bound, identical digits, ratios by interval quotients, and figures in print.

Which cells belong together is left to `expectations.kinds`; nothing here knows a table.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_UP, ROUND_UP, Decimal

from fiscal.model.amounts import YUAN_PER_UNIT, Interval, decimal_places, normal, parse_amount
from fiscal.model.contract import Observation

ZERO = Decimal(0)
ONE = Decimal(1)
MINUS = Decimal(-1)
STORED = Decimal("0.0001")
"""The last place of what findings store."""
UNREADABLE = frozenset({"rejected", "ambiguous"})
RATE_MEASURES = frozenset({"change_pct", "share_pct", "execution_rate"})
COUNTED = frozenset({"count", "score", "score_full"})

Weighted = tuple[Observation, Decimal]


@dataclass(frozen=True, slots=True)
class Outcome:
    """A verdict with its numbers in the printed unit: `residual` = `lhs` − `rhs`, violated where its size is over `bound`.

    `loose` says that the precision of the strings themselves would still allow the residual.
    """

    verdict: str
    lhs: Decimal | None = None
    rhs: Decimal | None = None
    residual: Decimal | None = None
    bound: Decimal | None = None
    unit: str | None = None
    loose: bool = False


def scale_of(unit: str | None) -> Decimal:
    """How many of `Observation.amount`'s unit make one of the printed unit: 10,000 for 万元, 1 for counts and percentages."""
    return YUAN_PER_UNIT.get(unit or "", ONE)


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
    """The unit of last place of this one string, in the printed unit of `scale`: what 约 and percentages are precise to."""
    own = scale_of(o.unit) if o.value_yuan is not None else ONE
    return ONE.scaleb(-decimal_places(o.value_reported)) * own / scale


def sum_outcome(total: Observation, addends: Sequence[Weighted]) -> Outcome:
    """`total` = Σ weight·addend: exact, within (n+1)·u/2, or violated. Reported zeros are addends, blanks have to be left out before."""
    terms = [o for o, _ in addends]
    if any(dimension(o) != dimension(total) for o in terms):
        return Outcome("insufficient_data")
    scale = scale_of(total.unit) if total.value_yuan is not None else ONE
    lhs = amount_in(total, scale)
    rhs = sum((w * amount_in(o, scale) for o, w in addends), ZERO)
    bound = half_unit(total, scale) + sum((abs(w) * half_unit(o, scale) for o, w in addends), ZERO)
    residual = lhs - rhs
    verdict = _verdict(residual, bound)
    loose = verdict == "violated" and abs(residual) <= sum((abs(w) * string_unit(o, scale) / 2 for o, w in [(total, ONE), *addends]), ZERO)
    return Outcome(verdict, lhs, rhs, residual, bound, total.unit, loose)


def same_outcome(first: Observation, second: Observation) -> Outcome:
    """Two reports of one fact: identical digits at equal precision, else the finer one rounded half-up to the coarser."""
    if dimension(first) != dimension(second):
        return Outcome("insufficient_data")
    scale = scale_of(first.unit) if first.value_yuan is not None else ONE
    a, b = amount_in(first, scale), amount_in(second, scale)
    unit_a, unit_b = last_place(first, scale), last_place(second, scale)
    if first.approximate or second.approximate:
        widths = [string_unit(o, scale) if o.approximate else u for o, u in ((first, unit_a), (second, unit_b))]
        bound = sum(widths, ZERO) / 2
        return Outcome(_verdict(a - b, bound), a, b, a - b, bound, first.unit)
    coarse = max(unit_a, unit_b)
    if unit_a == unit_b:
        residual = a - b
        verdict = "exact" if residual == 0 else "violated"
    else:
        residual = round_to(a, coarse) - round_to(b, coarse)
        verdict = "violated" if residual else ("exact" if a == b else "rounding")
    widest = max(string_unit(first, scale), string_unit(second, scale))
    loose = verdict == "violated" and widest > coarse and round_to(a, widest) == round_to(b, widest)
    return Outcome(verdict, a, b, residual, ZERO, first.unit, loose)


def gap_in_units(first: Observation, second: Observation) -> Decimal:
    """How many units of last place (of the coarser) two reports are apart."""
    unit = max(last_place(first), last_place(second))
    return abs(round_to(amount_in(first, ONE), unit) - round_to(amount_in(second, ONE), unit)) / unit


def part_outcome(part: Observation, whole: Observation) -> Outcome:
    """`part` ≤ `whole`, up to the half units of both; the residual is what the part is over by."""
    if dimension(part) != dimension(whole):
        return Outcome("insufficient_data")
    scale = scale_of(whole.unit) if whole.value_yuan is not None else ONE
    lhs, rhs = amount_in(part, scale), amount_in(whole, scale)
    over = max(ZERO, lhs - rhs)
    bound = half_unit(part, scale) + half_unit(whole, scale)
    return Outcome(_verdict(over, bound), lhs, rhs, over, bound, whole.unit)


def printed_for(percentage: Decimal, place: Decimal) -> Interval:
    """The quotients that a percentage printed to `place` can stand for: rounded, or its further digits cut off."""
    half = place / 2
    return Interval(percentage - half, percentage + place) if percentage >= 0 else Interval(percentage - place, percentage + half)


def ratio_outcome(printed: Observation, low: Decimal, middle: Decimal, high: Decimal) -> Outcome:
    """A printed percentage against the interval [low, high] of the quotient, all in per cent; the string's own precision counts."""
    p = printed.value_native if printed.value_native is not None else parse_amount(printed.value_reported)
    assert p is not None
    place = string_unit(printed, ONE)
    allowed = printed_for(p, place)
    rhs = middle.quantize(STORED, ROUND_HALF_UP)
    residual = p - rhs
    bound = p - allowed.low + high - middle if residual > 0 else allowed.high - p + middle - low
    if allowed.meets(Interval(low, high)):
        verdict = "exact" if round_to(middle, place) == p else "rounding"
        return Outcome(verdict, p, rhs, residual, max(bound.quantize(STORED, ROUND_UP), abs(residual)), "%")
    return Outcome("violated", p, rhs, residual, min(bound.quantize(STORED, ROUND_DOWN), abs(residual) - STORED), "%")


def interval_of(o: Observation) -> Interval:
    """The closed interval of a report that has an amount, in the unit of `amount`; 约 and 近 widen it to the string's precision."""
    assert o.amount is not None
    if o.approximate:
        return Interval.around(o.amount, string_unit(o, ONE))
    if o.low is not None and o.high is not None:
        return Interval(o.low, o.high)
    return Interval.around(o.amount, last_place(o))


def round_to(value: Decimal, unit: Decimal) -> Decimal:
    """`value` rounded half-up to a multiple of `unit`."""
    return (value / unit).quantize(ONE, ROUND_HALF_UP) * unit


def _verdict(residual: Decimal, bound: Decimal) -> str:
    if residual == 0:
        return "exact"
    return "rounding" if abs(residual) <= bound else "violated"


def in_print(value: Decimal, like: Iterable[Observation]) -> str:
    """A computed value as the compared cells print theirs: as many decimal places as the widest of them, grouping commas where they have some."""
    texts = [normal(o.value_reported) for o in like]
    places = max((decimal_places(t) for t in texts), default=0)
    exact = value.normalize()
    places = max(places, -int(exact.as_tuple().exponent)) if exact else places
    rounded = value.quantize(ONE.scaleb(-places), ROUND_HALF_UP)
    return f"{rounded:,f}" if any("," in t for t in texts) else f"{rounded:f}"
