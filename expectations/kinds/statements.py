"""The statements of the prose: everything that is said of one subject, and a printed percentage against the figures that it is computed from.

Which statements must agree with what is left to the other modules of `expectations.kinds`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal

from expectations.case import Ledger
from expectations.figures import ONE, ZERO, Outcome, Weighted, interval_of, printed_for, ratio_outcome, string_unit
from expectations.instance import Instance, Shape
from expectations.rules import Rule
from fiscal.model.amounts import Interval
from fiscal.model.contract import Observation

STATED = frozenset({"value", "part", "count", None})
BUDGET_BASES = {"budget_initial": "budget_initial", "budget_adjusted": "budget_adjusted"}
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


def around(o: Observation, values: Values) -> Interval:
    """The interval of a report, moved to another value where `values` has one for it."""
    own = interval_of(o)
    shift = values.get(o.observation_id, o.amount or ZERO) - (o.amount or ZERO)
    return Interval(own.low + shift, own.high + shift)


def percentage_of(
    rule: Rule,
    printed: Observation,
    terms: tuple[Weighted, ...],
    about: tuple[str, ...],
    compute: Callable[[Values], Interval | None],
    signed: Decimal = ONE,
) -> Instance:
    """A printed percentage against a computed interval; `signed` −1 where the words say down and the digits are printed without a sign."""

    def turned(values: Values) -> Interval | None:
        interval = compute(values)
        return interval if interval is None or signed > 0 else Interval(-interval.high, -interval.low)

    interval = turned({})
    if interval is None:
        return Instance(rule, Shape.RATIO, Outcome("not_applicable"), terms, about)
    middle = (interval.low + interval.high) / 2
    outcome = ratio_outcome(printed, interval.low, middle, interval.high)

    def holds(values: Values) -> bool:
        changed = turned(values)
        if changed is None:
            return False
        p = values.get(printed.observation_id, printed.value_native or ZERO)
        return printed_for(p, string_unit(printed, ONE)).meets(changed)

    return Instance(rule, Shape.RATIO, outcome, terms, about, check=holds)
