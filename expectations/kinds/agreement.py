"""Reports of one fact in several places that must have identical digits (`same_fact`).

Which reports are of one fact is said by `fiscal.reconciliation`, so that a fact's members are exactly what is compared here.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import astuple, replace

from expectations.case import ADDITIVE, Ledger
from expectations.figures import ONE, Outcome, gap_in_units, has_amount, readable, same_outcome
from expectations.instance import Instance, Shape
from expectations.kinds.scope import in_scope
from expectations.rules import Rule, SameFact
from fiscal.model.contract import Observation
from fiscal.reconciliation.reconcile import FactKey, key_of


def same_fact(ledger: Ledger, rule: Rule) -> Iterator[Instance]:
    """One instance a fact that is reported in at least two places of the rule."""
    formula = rule.formula
    assert isinstance(formula, SameFact)
    measures = formula.measures or tuple(ADDITIVE)
    groups: dict[FactKey, list[Observation]] = defaultdict(list)
    for o in ledger.case.observations:
        if o.measure in measures and in_scope(o.table_family, rule.scope):
            key = key_of(o, ledger.case.identity)
            if key is not None:
                groups[key].append(o)
    if formula.collapse:
        yield from _collapsed(rule, formula, groups)
        return
    for key, members in groups.items():
        places = _compared(formula.across, members)
        if len(places) > 1:
            yield _agreement(rule, key, places)


def _compared(across: str, members: Sequence[Observation]) -> list[Observation]:
    """The reports that a rule compares: none unless the fact stands in the places that it is about."""
    in_tables = [o for o in members if o.table_no is not None]
    in_prose = [o for o in members if o.table_no is None]
    if across == "tables":
        return in_tables if not in_prose else []
    if across == "prose":
        return in_prose if not in_tables else []
    return list(members) if in_tables and in_prose else []


def _collapsed(rule: Rule, formula: SameFact, groups: dict[FactKey, list[Observation]]) -> Iterator[Instance]:
    """Funds whose total equals the total of wider funds: then each part has to be the same under both."""
    totals: dict[tuple[object, ...], dict[str, set[object]]] = defaultdict(lambda: defaultdict(set))
    merged: dict[FactKey, dict[str, list[Observation]]] = defaultdict(dict)
    for key, members in groups.items():
        if key.source_of_funds not in formula.collapse:
            continue
        merged[replace(key, source_of_funds=None)][key.source_of_funds] = members
        if key.concept in formula.totals and key.expenditure_type in (None, "total"):
            totals[_side(key)][key.source_of_funds] |= {o.amount for o in members}
    for key, by_source in merged.items():
        equal = _equal_totals(totals.get(_side(key), {}))
        comparable = [s for s in formula.collapse if s in by_source and s in equal]
        if len(comparable) > 1:
            yield _agreement(rule, key, [o for s in comparable for o in by_source[s]])


def _side(key: FactKey) -> tuple[object, ...]:
    return (key.entity, key.project, key.fiscal_year, key.phase, key.measure)


def _equal_totals(totals: dict[str, set[object]]) -> set[str]:
    """The funds whose one reported total is the same non-zero amount."""
    by_source = {s: next(iter(amounts)) for s, amounts in totals.items() if len(amounts) == 1}
    counts = Counter(a for a in by_source.values() if a)
    amount, times = max(counts.items(), key=lambda pair: pair[1], default=(None, 0))
    return {s for s, a in by_source.items() if a == amount} if times > 1 else set()


def _agreement(rule: Rule, key: FactKey, members: Sequence[Observation]) -> Instance:
    about = tuple("" if part is None else str(part) for part in astuple(key))
    reports = [o for o in members if has_amount(o)]
    if len(reports) < 2 or any(not readable(o) for o in members):
        return Instance(rule, Shape.SAME, Outcome("insufficient_data"), tuple((o, ONE) for o in members), about)
    counts = Counter(o.amount for o in reports)
    first = max(reports, key=lambda o: (counts[o.amount], o.table_no is not None, -(o.precision_unit or 0)))
    others = [o for o in reports if o is not first]
    outcomes = [(same_outcome(first, o), o) for o in others]
    worst, against = max(outcomes, key=lambda pair: (_RANK[pair[0].verdict], abs(pair[0].residual or 0)))
    terms = ((first, ONE), (against, ONE), *((o, ONE) for o in others if o is not against))
    near = worst.verdict == "violated" and all(v.verdict != "violated" or gap_in_units(first, o) <= 1 for v, o in outcomes)
    return Instance(rule, Shape.SAME, worst, terms, about, severity="warning" if near or worst.loose else None)


_RANK = {"exact": 0, "rounding": 1, "insufficient_data": 2, "violated": 3}
