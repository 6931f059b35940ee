"""What two filings that relate must say alike, as instances of the rules."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace

from expectations.across.pairs import Pair
from expectations.catalogue.rules import Rule
from expectations.claims.figures import has_amount, part_claim, same_claim, sum_claim
from expectations.claims.instance import Instance, Shape
from expectations.claims.verdict import ONE, ZERO, outcome_of
from expectations.kinds.shared.statements import PHASE_OF_BASE, percentage_of
from fiscal.document.identity import names
from fiscal.model.contract import Observation
from fiscal.reconciliation.reconcile import FactKey, key_of

PHASES_OF_BASE = {base: (phase,) for base, phase in PHASE_OF_BASE.items()} | {"prior": ("approved", "executed")}
BODIES = "subordinate_bodies"
TOTALS = ("income_total", "expenditure_total")


def prior_figures(rule: Rule, pair: Pair) -> Iterator[Instance]:
    """Last year's figures as printed now and as printed then."""
    for key, reports in pair.shown.figures.items():
        if (
            key.fiscal_year == pair.other.identity.fiscal_year
            and (then := pair.other.agreed(key, reports[0].table_family)) is not None
        ):
            yield _same(rule, key, reports[0], then)


def initial_budget(rule: Rule, pair: Pair) -> Iterator[Instance]:
    """The initial budget as the final account prints it and as the budget does."""
    for key, reports in pair.shown.figures.items():
        if (
            key.phase == "approved"
            and key.measure == "budget_initial"
            and (then := pair.other.agreed(key, reports[0].table_family)) is not None
        ):
            yield _same(rule, key, reports[0], then)


def same_figures(rule: Rule, pair: Pair) -> Iterator[Instance]:
    """What both filings report, alike in both."""
    for key, reports in pair.shown.figures.items():
        own, then = (side.agreed(key, reports[0].table_family) for side in (pair.shown, pair.other))
        if own is not None and then is not None:
            yield _same(rule, key, own, then)


def _same(rule: Rule, key: FactKey, now: Observation, then: Observation) -> Instance:
    return Instance(rule, Shape.SAME, same_claim(now, then), ((now, ONE), (then, ONE)), _about(key))


def stated_change(rule: Rule, pair: Pair) -> Iterator[Instance]:
    """Changes that the prose states, by amount or else by rate, against what the other filing reports."""
    statements: dict[str, list[Observation]] = defaultdict(list)
    for o in pair.shown.observations:
        if o.statement_id is not None:
            statements[o.statement_id].append(o)
    for said in statements.values():
        amounts = {c.base for c in said if c.measure == "change_abs" and has_amount(c)}
        for change in said:
            value = _value_of(said)
            by_rate = change.measure == "change_pct" and change.base not in amounts and change.value_native is not None
            by_amount = change.measure == "change_abs" and change.value_yuan is not None
            if value is not None and has_amount(change) and (by_rate or by_amount):
                instances = list(_changed(rule, pair, value, change))
                yield from next(
                    ([i] for i in instances if outcome_of(i.claim).verdict in ("exact", "rounding")), instances[:1]
                )


def _changed(rule: Rule, pair: Pair, value: Observation, change: Observation) -> Iterator[Instance]:
    """A stated change against what it may start from; 比上年 alone may mean last year's budget or its result, and
    proves nothing where it fits neither.
    """
    key = key_of(value, pair.shown.identity)
    if key is None or key.fiscal_year is None:
        return
    for phase in PHASES_OF_BASE.get(change.base or "", ()):
        before = replace(
            key,
            fiscal_year=key.fiscal_year - 1,
            phase=phase,
            measure="actual" if phase == "executed" else _budget(key.measure, phase),
        )
        then = pair.other.agreed(before, value.table_family)
        if then is None:
            continue
        sign = -ONE if change.direction == "decrease" else ONE
        if change.measure == "change_pct":
            instance = percentage_of(rule, change, [(value, sign), (then, -sign)], [(then, ONE)], _about(before))
        else:
            addends = [(then, ONE), (change, sign)]
            instance = Instance(rule, Shape.SUM, sum_claim(value, addends), ((value, ONE), *addends), _about(before))
        yield replace(instance, claim=replace(instance.claim, proves=False)) if change.base == "prior" else instance


def _budget(measure: str, phase: str) -> str:
    return {"approved": "budget_initial", "adjusted": "budget_adjusted"}[phase] if measure == "actual" else measure


def _value_of(said: Iterable[Observation]) -> Observation | None:
    stated = [
        o
        for o in said
        if o.relation in ("value", "part", None)
        and o.period == "current"
        and o.value_yuan is not None
        and has_amount(o)
    ]
    values = [o for o in stated if o.measure == "actual"] or stated
    return values[0] if len({o.amount for o in values}) == 1 else None


def covers_unit(rule: Rule, pair: Pair) -> Iterator[Instance]:
    """A unit's figures within its department's; equal where the department has nothing beside it."""
    equal = all(_same_total(pair, concept) for concept in TOTALS) or _only_its_own(pair)
    for key, reports in pair.other.figures.items():
        whole = pair.shown.agreed(key, reports[0].table_family)
        part = pair.other.agreed(key, reports[0].table_family)
        if (
            whole is None
            or part is None
            or key.project is not None
            or key.fiscal_year != pair.shown.identity.fiscal_year
        ):
            continue
        claim = same_claim(whole, part) if equal else part_claim([part], whole)
        terms = ((whole, ONE), (part, ONE)) if equal else ((part, ONE), (whole, ONE))
        yield Instance(rule, Shape.SAME if equal else Shape.PART, claim, terms, _about(key))


def _only_its_own(pair: Pair) -> bool:
    """Whether the unit is the department's own, and the department says that it has no other."""
    own = names.key(pair.other.identity.publisher or "") == names.key(pair.shown.identity.publisher or "") != ""
    return own and any(o.relation == "absence" and o.concept == BODIES for o in pair.shown.observations)


def _same_total(pair: Pair, concept: str) -> bool:
    amounts = [
        {
            o.amount
            for key, reports in s.figures.items()
            if key.concept == concept and key.fiscal_year == s.identity.fiscal_year
            for o in reports
        }
        for s in (pair.shown, pair.other)
    ]
    return len(amounts[0]) == 1 and amounts[0] == amounts[1] and amounts[0] != {ZERO}


def _about(key: FactKey) -> tuple[str, ...]:
    named = (
        key.concept,
        key.project,
        key.fiscal_year,
        key.phase,
        key.measure,
        key.source_of_funds,
        key.expenditure_type,
    )
    return tuple("" if part is None else str(part) for part in named)
