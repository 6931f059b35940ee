"""Stated shares and completion rates (`ratio`) against the figures that they are of.

Percentages of change are left to `expectations.kinds.prose.change`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from expectations.catalogue.figure_formulas import Ratio
from expectations.catalogue.rules import Rule
from expectations.claims.figures import dimension, has_amount, number, string_unit
from expectations.claims.instance import Instance, Shape
from expectations.claims.sentences import figure, place_en, place_zh
from expectations.claims.verdict import ONE, ZERO, Claim, Figure, bound_of
from expectations.filing.case import Ledger
from expectations.kinds.forms.covered import COVERED
from expectations.kinds.shared.statements import (
    BUDGET_BASES,
    PHASE_OF_BASE,
    STATED,
    about_of,
    percentage_of,
    sentences_after,
    statements,
)
from fiscal.model.contract import Observation


def ratio(ledger: Ledger, rule: Rule) -> Iterator[Instance]:
    """Printed shares, completion rates and their sums against the figures that they are of."""
    assert isinstance(rule.formula, Ratio)
    if rule.formula.of == "share":
        yield from _shares(ledger, rule)
    elif rule.formula.of == "rate":
        yield from _rates(ledger, rule)
    else:
        yield from _hundred(ledger, rule)


def _shares(ledger: Ledger, rule: Rule) -> Iterator[Instance]:
    for said in statements(ledger):
        for share in said:
            if share.relation == "share" and share.value_native is not None:
                part = _part(said, share)
                whole = _whole(ledger, share, part)
                if part is not None and whole is not None:
                    yield _of(rule, share, _together(ledger, part), whole)


def _part(said: Sequence[Observation], share: Observation) -> Observation | None:
    values = [o for o in said if o.relation in STATED and o.period == "current" and has_amount(o)]
    stated = next(
        (near for before in (0, 1) if (near := [o for o in values if sentences_after(o, share) == before])),
        list[Observation](),
    )
    amounts = {o.amount for o in stated}
    return stated[0] if len(amounts) == 1 else None


def _whole(ledger: Ledger, share: Observation, part: Observation | None) -> Observation | None:
    """What the share is of: as the clause says, else the whole that its value is a part of."""
    for source in (share, part):
        if source is not None and source.part_of is not None:
            whole = ledger.by_id.get(source.part_of)
            if (
                whole is not None
                and part is not None
                and has_amount(whole)
                and dimension(whole) == dimension(part)
                and whole.measure == part.measure
            ):
                return whole
    return None


def _together(ledger: Ledger, part: Observation) -> list[Observation]:
    """Funds that projects are said to cover, one source after the other, are told of together; else the part alone."""
    if part.concept != COVERED:
        return [part]
    said = [
        o
        for o in ledger.prose
        if (o.concept, o.measure, o.sentence_no, o.relation) == (COVERED, part.measure, part.sentence_no, "value")
        and has_amount(o)
    ]
    return (
        [part, *(o for o in said if o is not part)] if len({o.source_of_funds for o in said}) == len(said) else [part]
    )


def _of(rule: Rule, printed: Observation, above: Sequence[Observation], below: Observation) -> Instance:
    instance = percentage_of(
        rule,
        printed,
        [(o, ONE) for o in above],
        [(below, ONE)],
        about_of(above[0], printed.base, below.concept or below.row_label),
    )
    return replace(instance, severity="warning", tier="soft") if above[0].concept == COVERED else instance


def _rates(ledger: Ledger, rule: Rule) -> Iterator[Instance]:
    for said in statements(ledger):
        for rate in said:
            if rate.relation != "rate" or rate.value_native is None:
                continue
            stated = [o for o in said if o.relation in STATED and (has_amount(o) or _beside(o, rate))]
            results, budgets = _compared([o for o in stated if sentences_after(o, rate) == 0], rate.base or "")
            if len(results) != 1 or len(budgets) != 1:
                results, budgets = _compared(stated, rate.base or "")
            if len(results) == 1 and len(budgets) == 1:
                yield _of(rule, rate, [next(iter(results.values()))], next(iter(budgets.values())))


def _compared(
    stated: Sequence[Observation], base: str
) -> tuple[dict[Decimal | None, Observation], dict[Decimal | None, Observation]]:
    """By their amounts what a rate is of and what it is measured by: the result and the budget, or this year's figure
    and last year's of one measure.
    """
    current = [o for o in reversed(stated) if o.period == "current"]
    if base in BUDGET_BASES:
        return {o.amount: o for o in current if o.measure == "actual"}, {
            o.amount: o for o in current if o.measure == BUDGET_BASES[base]
        }
    before = (
        {o.amount: o for o in reversed(stated) if o.period == "prior"}
        if base == "prior" or base in PHASE_OF_BASE
        else {}
    )
    measures = {o.measure for o in before.values()}
    return {o.amount: o for o in current if o.measure in measures}, before


def _beside(o: Observation, rate: Observation) -> bool:
    """Whether an amount of something unknown stands in the sentence of its rate: whatever it is of, the rate is of
    it.
    """
    return o.amount is not None and o.status_reason == "subject_unknown" and sentences_after(o, rate) == 0


def _hundred(ledger: Ledger, rule: Rule) -> Iterator[Instance]:
    """The shares of parts that are said to be all add up to 100 %."""
    shares: dict[str, list[Observation]] = defaultdict(list)
    for said in statements(ledger):
        for share in said:
            part = _part(said, share) if share.relation == "share" and share.value_native is not None else None
            if part is not None and part.part_of is not None and part.complete:
                shares[part.part_of].append(share)
    for whole_id, members in shares.items():
        whole = ledger.by_id.get(whole_id)
        parts = [
            o
            for o in ledger.case.observations
            if o.part_of == whole_id
            and o.complete
            and o.relation != "share"
            and whole is not None
            and o.measure == whole.measure
        ]
        if whole is None or len(members) < 2 or len(members) != len(parts) or not any(o.value_native for o in members):
            continue
        for composition in _compositions(members):
            yield _adds_up_to_hundred(ledger, rule, whole, composition)


def _compositions(shares: Sequence[Observation]) -> list[list[Observation]]:
    """The shares of one whole as the compositions that they make in turn: 基本支出 95.57%、项目支出 4.43% and then the
    same whole by function, 100 % once more. All of them as one where they do not part so.
    """
    runs: list[list[Observation]] = [[]]
    for share in shares:
        if runs[-1] and share.value_native and _is_hundred(runs[-1]):
            runs.append([])
        runs[-1].append(share)
    return runs if _is_hundred(runs[-1]) else [list(shares)]


def _is_hundred(shares: Sequence[Observation]) -> bool:
    return abs(_total(shares) - 100) <= bound_of(_hundred_of(shares))


def _total(shares: Sequence[Observation]) -> Decimal:
    return sum((o.value_native or ZERO for o in shares), ZERO)


def _hundred_of(shares: Sequence[Observation]) -> Claim:
    stated = tuple(
        Figure(o.observation_id, o.value_native or ZERO, place=string_unit(o, ONE), exact=False, text=o.value_reported)
        for o in shares
    )
    return Claim("interval_sum", stated, (number(100),), unit="%")


def _adds_up_to_hundred(ledger: Ledger, rule: Rule, whole: Observation, shares: Sequence[Observation]) -> Instance:
    claim = _hundred_of(shares)
    total, bound = _total(shares).normalize(), bound_of(claim)
    listed = " + ".join(figure(o) for o in shares)
    saying = (
        f"{place_zh(ledger, whole)}各部分占比之和为 {total:f}%（{listed}），舍入误差 {bound} 个百分点。",
        f"{place_en(ledger, whole)}: the shares add up to {total:f}% ({listed}), rounding allows {bound}"
        " percentage points.",
    )
    return Instance(rule, Shape.STATEMENT, claim, tuple((o, ONE) for o in shares), about_of(whole), saying=saying)
