"""Stated wholes and their stated parts (`composition`): sums where the parts are said to be all, bounds where they are not.

Sums of table cells are left to `expectations.kinds.hierarchy`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal

from expectations.case import Ledger
from expectations.figures import ONE, Outcome, Weighted, dimension, has_amount, part_outcome, sum_outcome
from expectations.instance import Instance, Shape
from expectations.kinds.statements import about_of
from expectations.rules import Composition, Rule
from fiscal.model.contract import Observation


def composition(ledger: Ledger, rule: Rule) -> Iterator[Instance]:
    """Each stated whole against its stated parts: the sum where the parts are said to be all, else every part on its own."""
    assert isinstance(rule.formula, Composition)
    parts: dict[str, list[Observation]] = defaultdict(list)
    for o in ledger.case.observations:
        if o.part_of is not None and o.relation != "share" and has_amount(o):
            parts[o.part_of].append(o)
    for whole_id, members in parts.items():
        whole = ledger.by_id.get(whole_id)
        if whole is None:
            continue
        like = [o for o in members if _comparable(o, whole)]
        every: dict[int | None, list[Observation]] = defaultdict(list)
        for o in like:
            if o.complete:
                every[o.listing].append(o)
        if rule.formula.complete:
            for listed in every.values():
                yield _composed(rule, whole, listed)
        elif not rule.formula.complete:
            for part in like:
                if not part.complete and part.relation != "change":
                    outcome = part_outcome(part, whole) if has_amount(whole) else Outcome("insufficient_data")
                    yield Instance(rule, Shape.PART, outcome, ((part, ONE), (whole, ONE)), about_of(part, whole.concept or whole.row_label))


def _comparable(part: Observation, whole: Observation) -> bool:
    return part.measure == whole.measure and part.base == whole.base and (not has_amount(whole) or dimension(part) == dimension(whole))


def _composed(rule: Rule, whole: Observation, parts: Sequence[Observation]) -> Instance:
    addends: list[Weighted] = [(o, _sign(o) * _sign(whole)) for o in parts]
    terms = ((whole, ONE), *addends)
    if not has_amount(whole) or any(o.amount is None for o in parts):
        return Instance(rule, Shape.SUM, Outcome("insufficient_data"), terms, about_of(whole))
    return Instance(rule, Shape.SUM, sum_outcome(whole, addends), terms, about_of(whole), severity="info" if whole.relation == "change" else None)


def _sign(o: Observation) -> Decimal:
    return -ONE if o.relation == "change" and o.direction == "decrease" else ONE
