"""The defence of a filing: each violated instance is tried against the innocent explanations of its rule, then against
doubts of the own reading.

What remains violated has none; along columns that fail in more rows than they hold it only warns, since a reader may
have misplaced them, even where other columns show how they are meant.
Which defences a rule's instances have is its catalogue entry's, or that of their shape.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from expectations.catalogue.explanations import DOUBTS, Explanation
from expectations.claims.instance import Instance, Shape
from expectations.claims.verdict import Outcome
from expectations.defences.balances import carried_over
from expectations.defences.comparability import not_comparable
from expectations.defences.completeness import made_up_to_hundred, not_all_parts, other_whole
from expectations.defences.context import one_place, other_context
from expectations.defences.doubts import doubts, finding_of_doubt
from expectations.defences.evidence import Evidence
from expectations.defences.precision import other_reading, own_precision, rounded_parts, truncation
from expectations.defences.structure import other_structure
from expectations.filing.case import Ledger
from fiscal.model.reading import Alternative

Defence = Callable[[Evidence, Instance], Explanation | None]
REGISTRY: dict[str, Defence] = {
    "own_precision": own_precision,
    "truncation": truncation,
    "rounded_parts": rounded_parts,
    "other_reading": other_reading,
    "other_structure": other_structure,
    "carried_over": carried_over,
    "one_place": one_place,
    "other_context": other_context,
    "not_all_parts": not_all_parts,
    "other_whole": other_whole,
    "made_up_to_hundred": made_up_to_hundred,
}
BY_SHAPE: dict[Shape, tuple[str, ...]] = {
    Shape.SUM: (
        "other_reading",
        "own_precision",
        "truncation",
        "other_structure",
        "carried_over",
        "other_context",
        "not_all_parts",
        "other_whole",
    ),
    Shape.SAME: (
        "other_reading",
        "own_precision",
        "truncation",
        "rounded_parts",
        "one_place",
        "carried_over",
        "other_context",
    ),
    Shape.PART: ("other_reading", "own_precision", "carried_over"),
    Shape.RATIO: ("other_reading", "made_up_to_hundred"),
    Shape.STATEMENT: (),
}


def defend(
    ledger: Ledger, instances: Sequence[Instance], alternatives: dict[tuple[int, int, int], tuple[Alternative, ...]]
) -> list[Instance]:
    """The instances in their order, those that something innocent explains no longer violated; the doubts that stand
    for many come last and are still to be judged.
    """
    if not any(i.violated for i in instances):
        return list(instances)
    evidence = Evidence(ledger, instances, alternatives)
    apart = not_comparable(evidence)
    found: dict[int, Instance] = {}
    left: list[Instance] = []
    for instance in instances:
        if not instance.violated or instance.shape is Shape.STATEMENT or id(instance) in evidence.convicted:
            continue
        if (explanation := apart.get(id(instance)) or _explanation(evidence, instance)) is not None:
            found[id(instance)] = explained(instance, explanation)
        else:
            left.append(instance)
    found |= {id(i): replace(i, severity="warning") for i in left if id(i) in evidence.understood}
    raised = doubts(evidence, left)
    for doubt in raised:
        zh, en = DOUBTS[doubt.code]
        for instance in doubt.instances:
            found[id(instance)] = explained(
                instance, Explanation(doubt.code, f"{doubt.where[0]}{zh}", f"{doubt.where[1]}: {en}")
            )
    return [*(found.get(id(i), i) for i in instances), *(finding_of_doubt(d) for d in raised)]


def _explanation(evidence: Evidence, instance: Instance) -> Explanation | None:
    named = instance.rule.defences
    for name in BY_SHAPE[instance.shape] if named is None else named:
        if (explanation := REGISTRY[name](evidence, instance)) is not None:
            return explanation
    return None


def explained(instance: Instance, explanation: Explanation) -> Instance:
    """The instance with its explanation; what cannot be compared decides nothing and has no difference."""
    if explanation.code in _UNDECIDED:
        outcome = instance.outcome
        return replace(
            instance,
            outcome=Outcome(
                verdict="insufficient_data",
                lhs=outcome.lhs,
                rhs=outcome.rhs,
                residual=None,
                bound=None,
                unit=outcome.unit,
            ),
            explanation=explanation,
        )
    return replace(instance, outcome=replace(instance.outcome, verdict="explained"), explanation=explanation)


_UNDECIDED = frozenset({"not_comparable", "one_place"})
"""Explanations under which the figures are not one fact at all."""
