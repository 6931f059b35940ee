"""The arithmetic of verdicts: from a claim about reported figures to its two sides, their residual, what rounding
allows and the verdict, in exact decimals.

Pure. What is claimed is left to `expectations.kinds`. Great Expectations' metrics call this over the frame of all
claims of a filing; loops that try thousands of other values call it directly."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_DOWN, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from functools import lru_cache
from itertools import product
from typing import NamedTuple

from expectations.catalogue.rules import Tolerance
from fiscal.model.amounts import Interval, printed_place

ZERO, ONE = Decimal(0), Decimal(1)
STORED = Decimal("0.0001")
"""The last place of what findings store."""


class Figure(NamedTuple):
    """What the arithmetic needs of one report, in yuan where it is money, else as it is counted.

    `place`: the unit of last place that its table is precise to; `exact`: that rounding cannot have moved it, as of
    whole counts; `text`: as printed, in units of `scale`; `around`: its rounding interval where that is known to be
    another than half a place to both sides."""

    key: str
    value: Decimal
    weight: Decimal = ONE
    place: Decimal = ZERO
    exact: bool = True
    text: str = ""
    scale: Decimal = ONE
    approximate: bool = False
    around: Interval | None = None

    @property
    def half(self) -> Decimal:
        """How far rounding can have moved it."""
        return ZERO if self.exact else self.place / 2

    @property
    def own_place(self) -> Decimal:
        """The unit of last place of its own string: what 约 and percentages are precise to."""
        return _place_of(self.text, self.scale) if self.text else ZERO

    @property
    def interval(self) -> Interval:
        """All that it can stand for; 约 and 近 widen it to the string's precision."""
        if self.approximate:
            return Interval.around(self.value, self.own_place)
        return self.around or Interval.around(self.value, self.place)


@lru_cache(maxsize=4096)
def _place_of(text: str, scale: Decimal) -> Decimal:
    return printed_place(text) * scale


@dataclass(frozen=True, slots=True)
class Claim:
    """What must hold of certain figures, and how exactly.

    `left` and `right`: the two sides, each the sum of its figures with their weights; of a ratio, the printed
    percentage and the numerator, `below` the denominator, `factor` 100 for per cent. `unit` and `scale`: what its
    numbers are told in. `allowance`: what rounding allows beyond the figures' own places. `proves`: whether a
    difference proves anything. `undecided`: the verdict where there is nothing to compute."""

    tolerance: Tolerance
    left: tuple[Figure, ...] = ()
    right: tuple[Figure, ...] = ()
    below: tuple[Figure, ...] = ()
    factor: Decimal = ONE
    unit: str | None = None
    scale: Decimal = ONE
    allowance: Decimal = ZERO
    proves: bool = True
    undecided: str | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """A verdict with its numbers in the claim's unit, as findings store them: `residual` is `lhs` − `rhs` to the digit,
    and over `bound` where it is violated.

    `loose` says that the precision of the strings themselves would still allow the residual.
    """

    verdict: str
    lhs: Decimal | None = None
    rhs: Decimal | None = None
    residual: Decimal | None = None
    bound: Decimal | None = None
    unit: str | None = None
    loose: bool = False

    @property
    def violated(self) -> bool:
        """Whether what was claimed does not hold."""
        return self.verdict == "violated"


UNJUDGED = Outcome("unjudged")
"""What an instance has before it is judged: no verdict of the vocabulary."""


def outcome_of(claim: Claim) -> Outcome:
    """The verdict on a claim, with its numbers."""
    if claim.undecided is not None:
        return Outcome(claim.undecided, unit=claim.unit)
    outcome = _ratio(claim) if claim.tolerance == "interval_ratio" else _difference(claim)
    return outcome if claim.proves or not outcome.violated else Outcome("insufficient_data", unit=claim.unit)


def outcomes_of(claims: Iterable[Claim]) -> list[Outcome]:
    """The verdicts on claims, in their order."""
    return [outcome_of(claim) for claim in claims]


def with_values(claim: Claim, values: Mapping[str, Decimal]) -> Claim:
    """The claim as if figures had other values, by their keys; their intervals move with them."""
    return Claim(
        tolerance=claim.tolerance,
        left=_moved(claim.left, values),
        right=_moved(claim.right, values),
        below=_moved(claim.below, values),
        factor=claim.factor,
        unit=claim.unit,
        scale=claim.scale,
        allowance=claim.allowance,
        proves=claim.proves,
        undecided=claim.undecided,
    )


def _moved(figures: tuple[Figure, ...], values: Mapping[str, Decimal]) -> tuple[Figure, ...]:
    moved: list[Figure] = []
    for figure in figures:
        value = values.get(figure.key, figure.value)
        around = figure.around and Interval(
            figure.around.low + value - figure.value, figure.around.high + value - figure.value
        )
        moved.append(figure._replace(value=value, around=around))
    return tuple(moved)


def round_to(value: Decimal, unit: Decimal) -> Decimal:
    """`value` rounded half-up to a multiple of `unit`."""
    return (value / unit).quantize(ONE, ROUND_HALF_UP) * unit


def violates(tolerance: Tolerance, residual: Decimal, bound: Decimal) -> bool:
    """Whether a residual is more than the bound: to one side where one side may be less than the other, else to
    both.
    """
    return (residual if tolerance == "ordered" else abs(residual)) > bound


def pair_bound(first: Decimal, second: Decimal) -> Decimal:
    """What two reports of one fact may differ by at these places: nothing where they are equally precise, else what
    rounds to the coarser.
    """
    return ZERO if first == second else max(first, second) / 2


def printed_for(percentage: Decimal, place: Decimal) -> Interval:
    """The quotients that a percentage printed to `place` can stand for: rounded, or its further digits cut off."""
    half = place / 2
    return (
        Interval(percentage - half, percentage + place)
        if percentage >= 0
        else Interval(percentage - place, percentage + half)
    )


def quotient(above: Iterable[Figure], below: Iterable[Figure], factor: Decimal) -> Interval | None:
    """All that a quotient of sums can be: it is monotonous in each report, so the corners hold the extremes. None where
    the base may be zero or less.
    """
    over, under = tuple(above), tuple(below)
    reports = {f.key: f for f in (*over, *under)}
    found: list[Decimal] = []
    for corner in product(*(((key, own.interval.low), (key, own.interval.high)) for key, own in reports.items())):
        at = dict(corner)
        base = sum((f.weight * at[f.key] for f in under), ZERO)
        if base <= 0:
            return None
        found.append(sum((f.weight * at[f.key] for f in over), ZERO) / base * factor)
    return Interval(min(found), max(found))


def computed(claim: Claim) -> Decimal | None:
    """The quotient that a printed percentage is compared with, of the reports as they are; None where its base is
    zero.
    """
    base = _sum(claim.below)
    return _sum(claim.right) / base * claim.factor if base else None


def _sum(figures: Iterable[Figure]) -> Decimal:
    return sum((f.weight * f.value for f in figures), ZERO)


def _difference(claim: Claim) -> Outcome:
    """left − right against what rounding can have made of it."""
    figures = (*claim.left, *claim.right)
    lhs, rhs = _sum(claim.left), _sum(claim.right)
    residual = lhs - rhs
    bound = bound_of(claim)
    satisfied = "exact" if not residual or (claim.tolerance == "ordered" and residual < 0) else "rounding"
    verdict = "violated" if violates(claim.tolerance, residual, bound) else satisfied
    loose = verdict == "violated" and not violates(claim.tolerance, residual, _loosest(claim, figures))
    return _told(claim, verdict, lhs, rhs, bound, loose)


def bound_of(claim: Claim) -> Decimal:
    """How far apart rounding may put the two sides of a claim that is no ratio."""
    figures = (*claim.left, *claim.right)
    if claim.tolerance == "none":
        return claim.allowance
    if claim.tolerance != "identical_digits":
        return sum((abs(f.weight) * f.half for f in figures), claim.allowance)
    if any(f.approximate for f in figures):
        return sum((f.own_place if f.approximate else f.place for f in figures), ZERO) / 2 + claim.allowance
    first, second = figures
    return pair_bound(first.place, second.place) + claim.allowance


def _loosest(claim: Claim, figures: tuple[Figure, ...]) -> Decimal:
    """The bound by the places of the strings themselves; an order is never loose."""
    if claim.tolerance == "interval_sum":
        return sum((abs(f.weight) * f.own_place for f in figures), ZERO) / 2
    if claim.tolerance == "identical_digits" and not any(f.approximate for f in figures):
        own = max(f.own_place for f in figures)
        return own / 2 if own > max(f.place for f in figures) else ZERO
    return ZERO


def _ratio(claim: Claim) -> Outcome:
    """A printed percentage against the interval of its quotient; the string's own precision counts."""
    (printed,) = claim.left
    between = quotient(claim.right, claim.below, claim.factor)
    if between is None:
        return Outcome("not_applicable", unit=claim.unit)
    p, place = printed.value, printed.own_place
    allowed = Interval(p - place, p + place) if printed.approximate else printed_for(p, place)
    middle = computed(claim) or ZERO
    bound = p - allowed.low + between.high - middle if p > middle else allowed.high - p + middle - between.low
    verdict = "violated" if not allowed.meets(between) else "exact" if round_to(middle, place) == p else "rounding"
    return _told(claim, verdict, p, middle, bound, False)


def _told(claim: Claim, verdict: str, lhs: Decimal, rhs: Decimal, bound: Decimal, loose: bool) -> Outcome:
    """The numbers as findings store them; money that its unit cannot show at four places is told in yuan. What is
    stored bears the verdict out by itself.
    """
    unit, scale = claim.unit, claim.scale
    if scale != 1:
        left, right = lhs / scale, rhs / scale
        if claim.tolerance != "interval_ratio" and (left.quantize(STORED) != left or right.quantize(STORED) != right):
            unit, scale, left, right = "元", ONE, lhs, rhs
    else:
        left, right = lhs, rhs
    kept_left, kept_right = left.quantize(STORED), right.quantize(STORED)
    if verdict == "violated" and kept_left == kept_right:
        kept_left = left.quantize(STORED, ROUND_CEILING if left > right else ROUND_FLOOR)
        kept_right = right.quantize(STORED, ROUND_FLOOR if left > right else ROUND_CEILING)
    residual = kept_left - kept_right
    size = residual if claim.tolerance == "ordered" else abs(residual)
    allowed = bound / scale
    kept = (
        min(allowed.quantize(STORED, ROUND_DOWN), size - STORED)
        if verdict == "violated"
        else max(allowed.quantize(STORED), size)
    )
    return Outcome(
        verdict=verdict, lhs=kept_left, rhs=kept_right, residual=residual, bound=kept, unit=unit, loose=loose
    )
