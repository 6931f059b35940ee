"""Stated changes (`change`): the percentage, the amount between the two values, and the words for up and down.

Shares and completion rates are left to `expectations.kinds.prose.ratio`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import partial

from expectations.catalogue.figure_formulas import Change
from expectations.catalogue.rules import Rule
from expectations.claims.figures import (
    Weighted,
    equal_claim,
    half_unit,
    has_amount,
    part_claim,
    ratio_claim,
    sum_claim,
    undecided,
)
from expectations.claims.instance import Instance, Shape
from expectations.claims.sentences import figure, other_way, place_en, place_zh
from expectations.claims.verdict import ONE, ZERO, Outcome, outcome_of
from expectations.filing.case import MONEY_MEASURES, Ledger
from expectations.kinds.shared.statements import (
    BUDGET_BASES,
    PHASE_OF_BASE,
    STATED,
    about_of,
    percentage_of,
    sentences_after,
    statements,
)
from fiscal import lexicon
from fiscal.cleaning.tables.current_year import OF_YEAR
from fiscal.model.amounts import DIRECTION
from fiscal.model.contract import Observation
from fiscal.model.findings.rows import Suspect
from fiscal.reconciliation.reconcile import key_of

_WORDS = {"increase": ("增加", "increase"), "decrease": ("减少", "decrease"), "flat": ("持平", "no change")}


def change(ledger: Ledger, rule: Rule) -> Iterator[Instance]:
    """Changes of one statement: the amount, the percentage, the year before and the words for up and down, as far as
    they are stated.
    """
    assert isinstance(rule.formula, Change)
    aspects: dict[
        str, Callable[[Ledger, Rule, list[Observation], Observation | None, Observation | None], Iterator[Instance]]
    ]
    aspects = {"percentage": _percentage, "difference": _difference, "increase": _increase, "direction": _direction}
    for said in statements(ledger):
        for absolute, percent in _pairs(said):
            yield from aspects[rule.formula.aspect](ledger, rule, said, absolute, percent)


def _pairs(said: Sequence[Observation]) -> Iterator[tuple[Observation | None, Observation | None]]:
    """The stated changes of one statement, amount and percentage against the same base together."""
    changes = [o for o in said if o.relation == "change" and o.status not in ("rejected",)]
    amounts = [o for o in changes if o.measure == "change_abs"]
    percents = [o for o in changes if o.measure == "change_pct"]
    for absolute in amounts:
        alike = [p for p in percents if p.base == absolute.base]
        percent = next((p for after in (0, 1) for p in alike if sentences_after(absolute, p) == after), None)
        if percent is not None:
            percents.remove(percent)
        yield absolute, percent
    for percent in percents:
        yield None, percent


def _now(said: Sequence[Observation], changed: Observation) -> Observation | None:
    """The value that a change leads to."""
    values = [
        o
        for o in said
        if o.relation in STATED and o.period == "current" and o.measure in MONEY_MEASURES and has_amount(o)
    ]
    if _before(said, changed) is not None or changed.base in BUDGET_BASES:
        values = [o for o in values if o.measure != BUDGET_BASES.get(changed.base or "")]
    results = [o for o in values if o.measure == "actual"] or values
    amounts = {o.amount for o in results}
    return results[0] if len(amounts) == 1 else None


def _before(said: Sequence[Observation], changed: Observation) -> Observation | None:
    """The value that a change starts from, where it is stated; of last year's budget and what was spent of it, the one
    that its base names.
    """
    if changed.base in BUDGET_BASES:
        found = [
            o
            for o in said
            if o.relation in STATED
            and o.measure == BUDGET_BASES[changed.base or ""]
            and o.period == "current"
            and has_amount(o)
        ]
    else:
        found = [
            o
            for o in said
            if o.relation in STATED and o.period == "prior" and o.measure in MONEY_MEASURES and has_amount(o)
        ]
        phase = PHASE_OF_BASE.get(changed.base or "")
        if len(found) > 1 and phase is not None:
            found = [o for o in found if o.phase == phase]
    return found[0] if len(found) == 1 else None


def _in_table(ledger: Ledger, now: Observation | None, base: str | None) -> Observation | None:
    """The year before as a table of the filing reports it, where the prose says which figure of that year it means."""
    phase = PHASE_OF_BASE.get(base or "")
    key = key_of(now, ledger.case.identity) if now is not None else None
    if phase is None or key is None or key.fiscal_year is None:
        return None
    measure = "actual" if phase == "executed" else key.measure
    wanted = replace(
        key, concept=key.concept.removesuffix(OF_YEAR), fiscal_year=key.fiscal_year - 1, phase=phase, measure=measure
    )
    reports = ledger.before.get(wanted, [])
    return reports[0] if len({o.amount for o in reports}) == 1 else None


def _percentage(
    ledger: Ledger, rule: Rule, said: list[Observation], absolute: Observation | None, percent: Observation | None
) -> Iterator[Instance]:
    """The percentage = (now − before) / before, or = change / (now − change) where the year before is not stated."""
    if percent is None:
        return
    now, before = _now(said, percent), _before(said, percent)
    before = before or (_in_table(ledger, now, percent.base) if absolute is None else None)
    about = about_of(said[0], percent.base)
    if percent.value_native is None:
        terms = tuple((o, ONE) for o in (percent, now) if o is not None)
        if percent.direction != "flat":
            yield Instance(rule, Shape.RATIO, undecided("insufficient_data"), terms, about)
        return
    amount = absolute if absolute is not None and has_amount(absolute) and absolute.value_yuan is not None else None
    said_down = -ONE if (amount or percent).direction == "decrease" and _agreed(amount, percent) else ONE
    if now is not None and before is not None:
        yield percentage_of(rule, percent, ((now, said_down), (before, -said_down)), ((before, ONE),), about)
    elif now is not None and amount is not None:
        signed = -ONE if (amount.direction or percent.direction) == "decrease" else ONE
        yield percentage_of(rule, percent, ((amount, signed * said_down),), ((now, ONE), (amount, -signed)), about)


def _agreed(absolute: Observation | None, percent: Observation) -> bool:
    return absolute is None or absolute.direction == percent.direction or percent.direction is None


def _difference(
    ledger: Ledger, rule: Rule, said: list[Observation], absolute: Observation | None, percent: Observation | None
) -> Iterator[Instance]:
    """Now = before ± the stated change."""
    del percent
    if absolute is None or not has_amount(absolute) or absolute.value_yuan is None:
        return
    now, before = _now(said, absolute), _before(said, absolute)
    before = before or _in_table(ledger, now, absolute.base)
    if now is None or before is None:
        return
    addends: list[Weighted] = [(before, ONE), (absolute, -ONE if absolute.direction == "decrease" else ONE)]
    yield Instance(rule, Shape.SUM, sum_claim(now, addends), ((now, ONE), *addends), about_of(said[0], absolute.base))


def _increase(
    _ledger: Ledger, rule: Rule, said: list[Observation], absolute: Observation | None, percent: Observation | None
) -> Iterator[Instance]:
    """An increase is not more than what it led to: the figure before it would have been less than nothing."""
    if (
        absolute is None
        or absolute.direction != "increase"
        or (percent is not None and percent.direction == "decrease")
        or absolute.value_yuan is None
    ):
        return
    now, before = _now(said, absolute), _before(said, absolute)
    if now is None or before is not None or (now.amount or ZERO) < 0 or not has_amount(absolute):
        return
    yield Instance(
        rule, Shape.PART, part_claim([absolute], now), ((absolute, ONE), (now, ONE)), about_of(said[0], absolute.base)
    )


def _direction(
    ledger: Ledger, rule: Rule, said: list[Observation], absolute: Observation | None, percent: Observation | None
) -> Iterator[Instance]:
    """The words of the amount, of the percentage and the figures themselves point the same way."""
    first = absolute or percent
    assert first is not None
    stated = [
        o
        for o in (absolute, percent)
        if o is not None and o.direction is not None and (o.amount or o.direction == "flat")
    ]
    now, before = _now(said, first), _before(said, first)
    before = before or _in_table(ledger, now, first.base)
    terms: list[Observation] = list(stated)
    ways = [_WAY[o.direction or ""] for o in stated]
    if now is not None and before is not None and now.amount is not None and before.amount is not None and stated:
        gap = now.amount - before.amount
        allowed = half_unit(now, ONE) + half_unit(before, ONE)
        ways.append(0 if abs(gap) <= allowed and 0 in ways else (gap > 0) - (gap < 0))
        terms += [now, before]
    if len(ways) < 2:
        return
    other = next((way for way in reversed(ways) if way != ways[0]), ways[0])
    wrong = _wrong_way(stated, now, before) if other != ways[0] else None
    suspects = (_other_word(wrong),) if wrong is not None else ()
    claim = equal_claim(ways[0], other, DIRECTION)
    saying = partial(_way_said, ledger, said[0], terms)
    yield Instance(
        rule,
        Shape.STATEMENT,
        claim,
        tuple((o, ONE) for o in terms),
        about_of(said[0], first.base),
        saying=saying,
        suspects=suspects,
    )


def _wrong_way(
    stated: Sequence[Observation], now: Observation | None, before: Observation | None
) -> Observation | None:
    """The one change whose word the figures refute: the two values, else the percentage that the amount gives only in
    one direction.
    """
    up_or_down = [o for o in stated if o.direction in ("increase", "decrease")]
    if now is not None and before is not None and now.amount is not None and before.amount is not None:
        way = (now.amount > before.amount) - (now.amount < before.amount)
        wrong = [o for o in up_or_down if way and _WAY[o.direction or ""] != way]
    elif now is not None and len(up_or_down) == 2 and up_or_down[0].direction != up_or_down[1].direction:
        amount, percent = up_or_down
        fits = [o for o in up_or_down if _gives(amount, percent, now, _WAY[o.direction or ""])]
        wrong = [o for o in up_or_down if o not in fits] if len(fits) == 1 else []
    else:
        wrong = []
    return wrong[0] if len(wrong) == 1 else None


def _gives(amount: Observation, percent: Observation, now: Observation, way: int) -> bool:
    """Whether the percentage is that of the amount, if the amount led this way to the value."""
    if not has_amount(amount) or percent.value_native is None:
        return False
    return outcome_of(ratio_claim(percent, [(amount, ONE)], [(now, ONE), (amount, Decimal(-way))])).verdict in (
        "exact",
        "rounding",
    )


def _other_word(o: Observation) -> Suspect:
    """The change with the opposite word."""
    proposed = other_way(o)
    reason = (
        f"增减方向词有误：应为“{proposed}”，其余数字即相符。 / the word for the direction is wrong: with {proposed} the"
        " figures agree."
    )
    return Suspect(observation_id=o.observation_id, proposed_value=proposed, reason=reason)


_WAY = {"increase": 1, "decrease": -1, "flat": 0}


def _way_said(ledger: Ledger, subject: Observation, terms: Sequence[Observation], outcome: Outcome) -> tuple[str, str]:
    zh = "，".join(_stated_zh(o) for o in terms)
    en = ", ".join(_stated_en(o) for o in terms)
    label = subject.row_label or subject.concept or ""
    if outcome.violated:
        return (
            f"{place_zh(ledger, subject)}“{label}”增减方向不一致：{zh}。",
            f"{place_en(ledger, subject)}, {label}: the words and figures point different ways: {en}.",
        )
    return (
        f"{place_zh(ledger, subject)}“{label}”增减方向一致：{zh}。",
        f"{place_en(ledger, subject)}, {label}: all point the same way: {en}.",
    )


def _stated_zh(o: Observation) -> str:
    if o.relation != "change":
        return figure(o)
    word = next((w for w in _ZH_WORDS if w in o.quote), _WORDS[o.direction or "flat"][0])
    return word if o.direction == "flat" else f"{word}{figure(o)}"


_ZH_WORDS = lexicon.words("findings.change_words")


def _stated_en(o: Observation) -> str:
    if o.relation != "change":
        return figure(o)
    return _WORDS[o.direction or "flat"][1] + ("" if o.direction == "flat" else f" of {figure(o)}")
