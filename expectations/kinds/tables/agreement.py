"""Reports of one fact in several places that must have identical digits (`same_fact`).

Which reports are of one fact is said by `fiscal.reconciliation`, so that a fact's members are exactly what is compared
here."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from expectations.catalogue.figure_formulas import SameFact
from expectations.catalogue.rules import Rule
from expectations.claims.figures import (
    COUNTED,
    cut_off,
    gap_in_units,
    half_unit,
    has_amount,
    last_place,
    readable,
    same_claim,
    undecided,
)
from expectations.claims.instance import Instance, Shape
from expectations.claims.sentences import figure, place_en, place_zh
from expectations.claims.verdict import ONE, ZERO, Claim, outcome_of
from expectations.filing.case import ADDITIVE, Ledger, label_of
from expectations.kinds.shared.certainty import one_fact
from expectations.kinds.shared.scope import in_scope
from fiscal.model.contract import Observation
from fiscal.reconciliation.reconcile import FactKey, key_of

RUNNING_COST = "agency_operation"
_SHOWN = 6
"""Figures that a sentence lists."""
_RANK = {"exact": 0, "rounding": 1, "insufficient_data": 2, "violated": 3}


def same_fact(ledger: Ledger, rule: Rule) -> Iterator[Instance]:
    """One instance a fact that is reported in at least two places of the rule."""
    formula = rule.formula
    assert isinstance(formula, SameFact)
    measures = formula.measures or tuple(ADDITIVE - {"count"})
    groups: dict[FactKey, list[Observation]] = defaultdict(list)
    for o in ledger.case.observations:
        if o.measure in measures and in_scope(o.table_family, rule.scope):
            key = key_of(o, ledger.case.identity)
            if key is not None and not _of_another_whole(ledger, o) and not _without_carryover(ledger, o):
                groups[key].append(o)
    for key, members in groups.items():
        places = _compared(formula.across, members)
        if len(places) > 1:
            yield agreement_of(ledger, rule, key.about(), places)
    yield from _without_context(ledger, rule, formula, groups)


def _without_context(
    ledger: Ledger, rule: Rule, formula: SameFact, groups: Mapping[FactKey, Sequence[Observation]]
) -> Iterator[Instance]:
    """Other amounts under one name that may be one fact, were it known what their tables are about: not to be
    compared.
    """
    named: dict[FactKey, list[FactKey]] = defaultdict(list)
    for key in groups:
        if key.matter is None or key.table_no is not None:
            named[key.anywhere()].append(key)
    for shared, keys in named.items():
        reports = _compared(formula.across, [groups[key][0] for key in keys])
        if len(keys) > 1 and len({o.amount for o in reports if has_amount(o)}) > 1:
            claim = undecided("insufficient_data", reports[0].unit)
            yield Instance(
                rule,
                Shape.SAME,
                claim,
                tuple((o, ONE) for o in reports),
                (*shared.about(), "matter=unknown"),
                saying=_open(ledger, reports),
            )


def _open(ledger: Ledger, reports: Sequence[Observation]) -> tuple[str, str]:
    """That the figures cannot be compared, and why."""
    zh = "；".join(f"{figure(o)}（{place_zh(ledger, o)}）" for o in reports[:_SHOWN])
    en = "; ".join(f"{figure(o)} in {place_en(ledger, o)}" for o in reports[:_SHOWN])
    name = label_of(reports[0])
    return (
        f"“{name}”在 {len(reports)} 处的口径不尽相同或不明，不能比较：{zh}。",
        f"{name} stands in {len(reports)} places that are not about the same or do not say what about: {en}.",
    )


def _of_another_whole(ledger: Ledger, o: Observation) -> bool:
    """A count that prose lists under a whole of another kind (vehicles to be bought) is no count of what is held, nor a
    part of the running cost all that is spent.
    """
    whole = ledger.by_id.get(o.part_of) if o.part_of is not None else None
    if whole is None or whole.class_system == o.class_system:
        return False
    return o.measure == "count" or whole.concept == RUNNING_COST


def _without_carryover(ledger: Ledger, o: Observation) -> bool:
    """A column of funds beside a column of balances brought forward holds this year's money only; other tables may
    count both under the funds.
    """
    if o.table_no is None or o.row is None or o.source_of_funds in (None, "total", "carryover"):
        return False
    return any(
        ledger.cells[o.table_no, o.row, col].amount
        for col in ledger.carryover_columns(o.table_no)
        if (o.table_no, o.row, col) in ledger.cells
    )


def _compared(across: str, members: Sequence[Observation]) -> list[Observation]:
    """The reports that a rule compares: none unless the fact stands in the places that it is about."""
    if across == "any":
        return list(members)
    in_tables = [o for o in members if o.table_no is not None]
    in_prose = [o for o in members if o.table_no is None]
    if across == "tables":
        return in_tables if not in_prose else []
    if across == "prose":
        return in_prose if not in_tables else []
    return list(members) if in_tables and in_prose else []


def agreement_of(ledger: Ledger, rule: Rule, about: tuple[str, ...], members: Sequence[Observation]) -> Instance:
    """The instance over all reports of one fact: the one that most places bear out against the one that is farthest
    from it.
    """
    reports = [o for o in members if has_amount(o)]
    if len(reports) < 2 or any(not readable(o) for o in members):
        return Instance(rule, Shape.SAME, undecided("insufficient_data"), tuple((o, ONE) for o in members), about)
    if _leaves_out(ledger, reports):
        return Instance(
            rule,
            Shape.SAME,
            undecided("insufficient_data", reports[0].unit),
            tuple((o, ONE) for o in members),
            about,
            saying=_open(ledger, reports),
        )
    counts = Counter(o.amount for o in reports)
    first = max(reports, key=lambda o: (counts[o.amount], o.table_no is not None, -(o.precision_unit or 0)))
    others = [o for o in reports if o is not first]
    compared = [(claim := _compared_with(ledger, first, o), outcome_of(claim), o) for o in others]
    claim, worst, against = max(compared, key=lambda pair: (_RANK[pair[1].verdict], abs(pair[1].residual or 0)))
    terms = ((first, ONE), (against, ONE), *((o, ONE) for o in others if o is not against))
    near = (
        worst.violated
        and first.measure not in COUNTED
        and all(not outcome.violated or gap_in_units(first, o) <= 1 for _, outcome, o in compared)
    )
    differing = [o for _, outcome, o in compared if outcome.violated]
    asked = near or (worst.violated and not one_fact(ledger, first, differing))
    shown = worst.loose or (near and all(_is_cut(first, o) for o in differing))
    return Instance(rule, Shape.SAME, claim, terms, about, severity="info" if shown else "warning" if asked else None)


def _is_cut(a: Observation, b: Observation) -> bool:
    """Whether one of two reports is the other without its further digits: a way of converting units, not another
    figure.
    """
    return last_place(a) != last_place(b) and cut_off(a, b)


def _leaves_out(ledger: Ledger, reports: Sequence[Observation]) -> bool:
    """Whether a body's form of targets is about less than the tables' total: the year's expenditure alone, or all but
    money that is named within it (其中：专项资金).
    """
    in_form, elsewhere = ([o for o in reports if (o.table_family == "performance_unit") is so] for so in (True, False))
    if not in_form or not elsewhere or in_form[0].class_system == "project":
        return False
    said = in_form[0].amount or ZERO
    gap = (elsewhere[0].amount or ZERO) - said
    slack = sum((half_unit(o, ONE) for o in (in_form[0], elsewhere[0])), ZERO)
    if gap <= slack:
        return False
    others = ((o, said) for o in ledger.of_the_year) if in_form[0].concept == "expenditure_total" else ()
    return any(
        abs((o.amount or ZERO) - sought) <= slack
        for o, sought in (*others, *((o, gap) for o in ledger.named_within))
        if o.period == in_form[0].period
    )


def _compared_with(ledger: Ledger, first: Observation, other: Observation) -> Claim:
    """Identical digits; but a figure that is the exact sum of its printed parts may have been added from rounded ones,
    unless the other stands over the same sum.
    """
    claim = same_claim(first, other)
    if (
        first.amount == other.amount
        or first.precision_unit != other.precision_unit
        or first.amount is None
        or other.amount is None
    ):
        return claim
    gap = abs(first.amount - other.amount)
    for added, elsewhere in ((first, other), (other, first)):
        leaves = _added_up(ledger, added)
        if _sum_of_parts(ledger, elsewhere) == added.amount:
            continue
        allowance = sum((half_unit(o, ONE) for o in leaves), half_unit(added, ONE))
        if len(leaves) > 1 and gap <= allowance:
            return replace(claim, allowance=allowance)
    return claim


def _added_up(ledger: Ledger, o: Observation) -> list[Observation]:
    """The lowest cells that a cell is the exact sum of, level by level; the cell itself where it is no exact sum."""
    if _sum_of_parts(ledger, o) != o.amount:
        return [o]
    return [leaf for p in ledger.parts_of(o) if has_amount(p) for leaf in _added_up(ledger, p)]


def _sum_of_parts(ledger: Ledger, o: Observation) -> Decimal | None:
    """What the printed parts of a cell's row add up to; None where there are none."""
    parts = [p.amount for p in ledger.parts_of(o) if p.amount is not None and has_amount(p)]
    return sum(parts, ZERO) if parts else None
