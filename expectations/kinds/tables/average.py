"""Stated averages (`average`): per person, batch or vehicle, against the expenditure and the count that the filing
states.

Which figure is an average, of what and per what, is told by `fiscal.cleaning`.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from expectations.catalogue.figure_formulas import Average
from expectations.catalogue.rules import Rule
from expectations.claims.figures import figure_of, has_amount, scale_of, undecided
from expectations.claims.instance import Instance, Shape
from expectations.claims.sentences import figure, place_en, place_zh
from expectations.claims.verdict import ONE, ZERO, Claim, Figure, Outcome
from expectations.filing.case import MONEY_MEASURES, Ledger
from expectations.kinds.shared.statements import STATED, about_of
from fiscal.model.contract import Observation


def average(ledger: Ledger, rule: Rule) -> Iterator[Instance]:
    """One instance a stated average; what is averaged and what it is per have to be stated as one amount and one
    count.
    """
    formula = rule.formula
    assert isinstance(formula, Average)
    for said in ledger.prose:
        if said.relation != "average" or said.value_yuan is None:
            continue
        counts = [count for concept, per, count in formula.of if (concept, per) == (said.concept, said.base)]
        total, count = _amount(ledger, said), _count(ledger, said, counts)
        if total is None or count is None:
            terms = tuple((o, ONE) for o in (said, total, count) if o is not None)
            yield Instance(rule, Shape.RATIO, undecided("insufficient_data"), terms, about_of(said, said.base))
        else:
            yield _instance(ledger, rule, said, total, count)


def _amount(ledger: Ledger, said: Observation) -> Observation | None:
    """The expenditure that is averaged; the result where a budget stands beside it. None where several amounts are
    stated.
    """
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
        if o.concept in concepts
        and o.measure == "count"
        and (o.fiscal_year or year) == (said.fiscal_year or year)
        and o.period != "prior"
        and has_amount(o)
        and o.amount
    ]
    return found[0] if len({o.amount for o in found}) == 1 else None


def _instance(ledger: Ledger, rule: Rule, said: Observation, total: Observation, count: Observation) -> Instance:
    """The printed average against the quotient, in its unit; a count is exact."""
    claim = Claim(
        "interval_ratio",
        (figure_of(said),),
        (figure_of(total),),
        (Figure(count.observation_id, count.amount or ONE),),
        unit=said.unit,
        scale=scale_of(said.unit),
    )
    terms = ((said, ONE), (total, ONE), (count, ONE))
    return Instance(
        rule, Shape.RATIO, claim, terms, about_of(said, said.base), saying=partial(_said, ledger, said, total, count)
    )


def _said(
    ledger: Ledger, said: Observation, total: Observation, count: Observation, outcome: Outcome
) -> tuple[str, str]:
    quotient = f"{figure(total)} ÷ {figure(count)} = {(outcome.rhs or ZERO).normalize():f}{said.unit}"
    label, (zh, en) = said.row_label or said.concept, ("不是", "is not") if outcome.violated else ("即", "is")
    return (
        f"{place_zh(ledger, said)}“{label}”{figure(said)}{zh} {quotient}。",
        f"{place_en(ledger, said)}, {label} {figure(said)} {en} {quotient}.",
    )
