"""The statements of the prose: everything that is said of one subject, and a printed percentage against the figures that it is computed from.

Which statements must agree with what is left to the other modules of `expectations.kinds`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import product

from expectations.case import Ledger
from expectations.figures import ONE, ZERO, Outcome, Weighted, interval_of, printed_for, ratio_outcome, string_unit
from expectations.instance import Instance, Shape
from expectations.rules import Rule
from fiscal.model.amounts import Interval
from fiscal.model.contract import Observation

STATED = frozenset({"value", "part", "count", None})
BUDGET_BASES = {"budget_initial": "budget_initial", "budget_adjusted": "budget_adjusted"}
PHASE_OF_BASE = {"prior_budget": "approved", "prior_adjusted": "adjusted", "prior_final": "executed"}
Values = Mapping[str, Decimal]


def about_of(o: Observation, *more: str | None) -> tuple[str, ...]:
    """What a statement of the prose is about."""
    named = (o.concept or o.indicator_key or o.row_label or "", o.source_of_funds, o.expenditure_type, o.project, o.measure, o.period, o.base)
    return tuple(part or "" for part in (*named, *more))


def statements(ledger: Ledger) -> Iterator[list[Observation]]:
    """The observations of each statement of the prose, in reading order."""
    by_statement: dict[str, list[Observation]] = defaultdict(list)
    for o in ledger.prose:
        if o.statement_id is not None:
            by_statement[o.statement_id].append(o)
    yield from by_statement.values()


def sentences_after(first: Observation, second: Observation) -> int | None:
    """How many sentences the second stands behind the first: one where a page ends between what is said of one subject. None where that is not known."""
    return None if first.sentence_no is None or second.sentence_no is None else second.sentence_no - first.sentence_no


def around(o: Observation, values: Values) -> Interval:
    """The interval of a report, moved to another value where `values` has one for it."""
    own = interval_of(o)
    shift = values.get(o.observation_id, o.amount or ZERO) - (o.amount or ZERO)
    return Interval(own.low + shift, own.high + shift)


@dataclass(frozen=True, slots=True)
class Fraction:
    """A quotient of sums of reports, in per cent."""

    above: tuple[Weighted, ...]
    below: tuple[Weighted, ...]

    def interval(self, values: Values) -> Interval | None:
        """All that it can be: it is monotonous in each report, so the corners hold the extremes. None where the base may be zero or less."""
        reports = {o.observation_id: o for o, _ in (*self.above, *self.below)}
        ends = [(i, around(o, values)) for i, o in reports.items()]
        found: list[Decimal] = []
        for corner in product(*(((i, own.low), (i, own.high)) for i, own in ends)):
            at = dict(corner)
            base = sum((w * at[o.observation_id] for o, w in self.below), ZERO)
            if base <= 0:
                return None
            found.append(sum((w * at[o.observation_id] for o, w in self.above), ZERO) / base * 100)
        return Interval(min(found), max(found))

    def weights(self) -> tuple[dict[str, Decimal], dict[str, Decimal]]:
        """Numerator and denominator by observation id."""
        return {o.observation_id: w for o, w in self.above}, {o.observation_id: w for o, w in self.below}


def percentage_of(rule: Rule, printed: Observation, fraction: Fraction, about: tuple[str, ...]) -> Instance:
    """A printed percentage against the quotient that it states."""
    reports = {o.observation_id: o for o, _ in (*fraction.above, *fraction.below)}
    terms: tuple[Weighted, ...] = ((printed, ONE), *((o, ONE) for o in reports.values()))
    interval = fraction.interval({})
    if interval is None:
        return Instance(rule, Shape.RATIO, Outcome("not_applicable"), terms, about)
    outcome = ratio_outcome(printed, interval.low, (interval.low + interval.high) / 2, interval.high)

    def holds(values: Values) -> bool:
        changed = fraction.interval(values)
        p = values.get(printed.observation_id, printed.value_native or ZERO)
        return changed is not None and printed_for(p, string_unit(printed, ONE)).meets(changed)

    return Instance(rule, Shape.RATIO, outcome, terms, about, check=holds, fraction=fraction.weights())
