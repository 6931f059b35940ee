"""Stated averages (`average`): per person, batch or vehicle, against the expenditure and the count that the filing states.

Which figure is an average, of what and per what, is told by `fiscal.cleaning`.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal

from expectations.case import MONEY_MEASURES, Ledger
from expectations.figures import ONE, STORED, ZERO, Outcome, has_amount, printed_for, round_to, scale_of, string_unit
from expectations.instance import Instance, Shape
from expectations.kinds.statements import STATED, Values, about_of, around
from expectations.rules import Average, Rule
from expectations.sentences import figure, place_en, place_zh
from fiscal.model.amounts import Interval
from fiscal.model.contract import Observation

_IN_PER_CENT = Decimal("0.01")


def average(ledger: Ledger, rule: Rule) -> Iterator[Instance]:
    """One instance a stated average; what is averaged and what it is per have to be stated as one amount and one count."""
    formula = rule.formula
    assert isinstance(formula, Average)
    for said in ledger.prose:
        if said.relation != "average" or said.value_yuan is None:
            continue
        counts = [count for concept, per, count in formula.of if (concept, per) == (said.concept, said.base)]
        total, count = _amount(ledger, said), _count(ledger, said, counts)
        if total is None or count is None:
            terms = tuple((o, ONE) for o in (said, total, count) if o is not None)
            yield Instance(rule, Shape.RATIO, Outcome("insufficient_data"), terms, about_of(said, said.base))
        else:
            yield _instance(ledger, rule, said, total, count)


def _amount(ledger: Ledger, said: Observation) -> Observation | None:
    """The expenditure that is averaged; the result where a budget stands beside it. None where several amounts are stated."""
    year = ledger.case.identity.fiscal_year
    same = [
        o
        for o in ledger.case.observations
        if (o.class_system, o.concept) == (said.class_system, said.concept)
        and (o.fiscal_year or year) == (said.fiscal_year or year)
        and o.measure in MONEY_MEASURES
        and o.period == "current"
        and o.relation in STATED
        and has_amount(o)
    ]
    reports = [o for o in same if o.measure == "actual"] or same
    told = [o for o in reports if o.table_no is None] or reports
    return told[0] if len({o.amount for o in told}) == 1 else None


def _count(ledger: Ledger, said: Observation, concepts: list[str]) -> Observation | None:
    year = ledger.case.identity.fiscal_year
    found = [
        o
        for o in ledger.case.observations
        if o.concept in concepts and o.measure == "count" and (o.fiscal_year or year) == (said.fiscal_year or year) and o.period != "prior" and has_amount(o) and o.amount
    ]
    return found[0] if len({o.amount for o in found}) == 1 else None


def _instance(ledger: Ledger, rule: Rule, said: Observation, total: Observation, count: Observation) -> Instance:
    """The printed average against the quotient, all in yuan; a count is exact."""
    place, scale = string_unit(said, ONE), scale_of(said.unit)
    printed, middle = said.amount or ZERO, (total.amount or ZERO) / (count.amount or ONE)

    def holds(values: Values) -> bool:
        number = values.get(count.observation_id, count.amount or ZERO)
        if number <= 0:
            return False
        own = around(total, values)
        return _allowed(values.get(said.observation_id, printed), place, said.approximate).meets(Interval(own.low / number, own.high / number))

    rhs = (middle / scale).quantize(STORED, ROUND_HALF_UP)
    lhs = printed / scale
    residual = lhs - rhs
    if holds({}):
        outcome = Outcome("exact" if round_to(middle, place) == printed else "rounding", lhs, rhs, residual, abs(residual), said.unit)
    else:
        outcome = Outcome("violated", lhs, rhs, residual, min(place / scale, abs(residual) - STORED), said.unit)
    terms = ((said, ONE), (total, ONE), (count, ONE))
    weights = ({total.observation_id: _IN_PER_CENT}, {count.observation_id: ONE})
    saying = _said(ledger, said, f"{figure(total)} ÷ {figure(count)} = {rhs.normalize():f}{said.unit}", outcome)
    return Instance(rule, Shape.RATIO, outcome, terms, about_of(said, said.base), saying=saying, check=holds, fraction=weights)


def _allowed(printed: Decimal, place: Decimal, approximate: bool) -> Interval:
    return Interval(printed - place, printed + place) if approximate else printed_for(printed, place)


def _said(ledger: Ledger, said: Observation, quotient: str, outcome: Outcome) -> tuple[str, str]:
    label, zh, en = said.row_label or said.concept, "不是", "is not"
    if outcome.verdict != "violated":
        zh, en = "即", "is"
    return f"{place_zh(ledger, said)}“{label}”{figure(said)}{zh} {quotient}。", f"{place_en(ledger, said)}, {label} {figure(said)} {en} {quotient}."
