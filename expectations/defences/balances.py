"""Balances carried over, and what a table takes off, that one figure counts and the other does not: the difference is
exactly such an amount that the filing reports.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from expectations.catalogue.explanations import Explanation, chance_of
from expectations.claims.figures import ONE, ZERO, has_amount, last_place, string_unit
from expectations.claims.instance import Instance, Shape, bound_of, residual_of
from expectations.defences.evidence import Evidence
from expectations.defences.settings import MOST_CHANCE
from expectations.filing.case import label_of
from fiscal.model.contract import Observation
from fiscal.model.places import Leaf, leaf_of, page_en, page_zh


def carried_over(evidence: Evidence, instance: Instance) -> Explanation | None:
    """Every difference between the figures is one reported balance; nearer ones (of the same table, the same sentence)
    are looked for first.
    """
    differences = _differences(instance)
    if not differences or instance.shape is Shape.RATIO:
        return None
    if (deduction := _taken_off(evidence, instance, differences)) is not None:
        return _explained([deduction], MOST_CHANCE)
    own = {o.observation_id for o, _ in instance.terms}
    amounts = {o.amount for o, _ in instance.terms}
    balances = [o for o in evidence.balances if o.observation_id not in own and o.amount not in amounts]
    allowed = (
        _printed(instance)
        if instance.shape is Shape.SUM
        else _rounded(instance)
        if instance.shape is Shape.SAME
        else ZERO
    )
    tried = len({o.amount for o in balances})
    found: list[Observation] = []
    chance = 1.0
    for difference in differences:
        same = [o for o in balances if o.amount is not None and abs(abs(o.amount) - difference) <= allowed]
        if not same:
            return None
        exactly = [o for o in same if o.amount is not None and abs(o.amount) == difference]
        near = instance.terms[0][0]
        found.append(min(exactly or same, key=lambda o: _distance(o, near)))
        chance *= (
            MOST_CHANCE
            if _beside(instance, found[-1])
            else chance_of(found[-1].amount or difference, tried if exactly else 3 * tried)
        )
    return _explained(found, chance) if chance <= MOST_CHANCE else None


def _distance(o: Observation, near: Observation) -> tuple[bool, bool, Leaf]:
    """Same table first, then same sentence, then the order of print."""
    return o.table_no != near.table_no, o.sentence_no != near.sentence_no, leaf_of(o)


def _explained(found: Sequence[Observation], chance: float) -> Explanation:
    at = found[0]
    zh = f"差额恰为{page_zh(at)}“{label_of(at)}”{at.value_reported.strip()}，是否计入而异"
    en = (
        f"the difference is {label_of(at)} {at.value_reported.strip()} on {page_en(at)}, counted in one and not in the"
        " other"
    )
    return Explanation("carried_over", zh, en, tuple(o.observation_id for o in found), chance)


def _taken_off(evidence: Evidence, instance: Instance, differences: set[Decimal]) -> Observation | None:
    """A row in the column of one of several reports that says it is subtracted (减), or is printed below zero, and
    leaves exactly what all others report.
    """
    if instance.shape is not Shape.SAME or len(differences) != 1:
        return None
    amounts = {o.amount for o, _ in instance.terms if o.amount is not None}
    gross = {
        (o.table_no, o.panel, o.col) for o, _ in instance.terms if o.table_no is not None and o.amount == max(amounts)
    }
    return next(
        (
            o
            for o in evidence.deductions
            if (o.table_no, o.panel, o.col) in gross and len(amounts) == 2 and abs(o.amount or ZERO) in differences
        ),
        None,
    )


def _beside(instance: Instance, balance: Observation) -> bool:
    """Whether one of several reports stands in one column with the balance, of the same funds: its own table counts the
    balance apart, be its digits few.
    """
    at = {(o.table_no, o.panel, o.col, o.source_of_funds) for o, _ in instance.terms if o.table_no is not None}
    return (
        instance.shape is Shape.SAME and (balance.table_no, balance.panel, balance.col, balance.source_of_funds) in at
    )


def _printed(instance: Instance) -> Decimal:
    """What rounding explains of a sum, each figure taken as it is printed itself: not all of a table need be cut to one
    place.
    """
    return max(bound_of(instance), sum((string_unit(o, ONE) / 2 for o, _ in instance.terms if o.amount), ZERO))


def _rounded(instance: Instance) -> Decimal:
    """What rounding the whole, the part and the balance can make of their difference together: three times half of the
    coarsest last place.
    """
    return 3 * max(last_place(o) for o, _ in instance.terms if has_amount(o)) / 2


def _differences(instance: Instance) -> set[Decimal]:
    if instance.shape is not Shape.SAME:
        return {abs(residual_of(instance))} - {Decimal(0)}
    amounts = [o.amount for o, _ in instance.terms if has_amount(o) and o.amount is not None]
    return {abs(a - amounts[0]) for a in amounts[1:]} - {Decimal(0)}
