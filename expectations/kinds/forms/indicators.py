"""Performance indicators that several forms and the prose state (`indicator_agrees`), and cost indicators against what
was spent (`cost_indicator`).

Scores are left to `expectations.kinds.forms.scores`; which texts name one indicator is told by
`fiscal.cleaning.terms.indicators`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial

from expectations.catalogue.figure_formulas import CostIndicator, IndicatorAgrees
from expectations.catalogue.rules import Rule
from expectations.claims.figures import equal_claim, half_unit, has_amount, readable, same_claim, undecided
from expectations.claims.instance import Instance, Shape
from expectations.claims.sentences import values_at
from expectations.claims.verdict import ONE, ZERO, Outcome
from expectations.filing.case import Ledger
from expectations.kinds.shared.scope import in_scope
from fiscal import lexicon
from fiscal.cleaning.terms.indicators import indicator_value, same_indicator
from fiscal.model.amounts import normal
from fiscal.model.contract import Observation

_MONEY = lexicon.pattern("findings.money")
_ANYBODYS = lexicon.pattern("findings.anybodys_indicator")
_MYRIADS = {"万": Decimal(10_000), "亿": Decimal(100_000_000)}
WHOLE_BODY = "performance_unit"
_NAMED = 3
"""Characters of an indicator's name at least; shorter ones (部门, 收入) are said of anything."""
_Place = tuple[str, int | None]


@dataclass(frozen=True, slots=True)
class Stated:
    """One statement of an indicator: its number in whole units, what it counts, and where it stands (a table, its goals
    in words, or a sentence).
    """

    observation: Observation
    number: Decimal
    unit: str
    place: _Place

    @property
    def said(self) -> tuple[Decimal, str]:
        """What is compared: percentages and other figures are never mixed."""
        return (self.number, "%" if self.unit == "%" else "")


def indicator_agrees(ledger: Ledger, rule: Rule) -> Iterator[Instance]:
    """One instance an indicator and measure that at least two places state for the same project, or for a project and
    the whole body.

    Amounts of money are left out: a body's is the sum of its projects'.
    """
    formula = rule.formula
    assert isinstance(formula, IndicatorAgrees)
    stated: dict[str, list[Stated]] = defaultdict(list)
    for o in ledger.case.observations:
        if (
            o.measure == formula.measure
            and o.indicator_key
            and in_scope(o.table_family, rule.scope)
            and readable(o)
            and _is_telling(o.indicator_key)
        ):
            one = _stated(o)
            if one is not None:
                stated[o.indicator_key].append(one)
    for key, members in _clusters(stated):
        yield from _compared(ledger, rule, key, members)


def _is_telling(key: str) -> bool:
    """Whether a name is that of one indicator: no amount of money, no chart, and more than a word like 部门 or 收入."""
    return len(key) >= _NAMED and not _MONEY.search(key) and not key.endswith("图")


def _stated(o: Observation) -> Stated | None:
    value = indicator_value(o.value_text or o.value_reported)
    if o.value_yuan is not None or (value is not None and value.yuan is not None):
        return None
    if value is not None:
        unit, number = value.unit, value.number
    elif o.value_native is not None:
        unit, number = o.unit or "", o.value_native
    else:
        return None
    for word, scale in _MYRIADS.items():
        if unit.startswith(word):
            unit, number = unit.removeprefix(word), number * scale
            break
    return Stated(o, number, unit, _place(o, unit))


def _place(o: Observation, unit: str) -> _Place:
    """A sentence, a table of indicators, or the percentages that a table words as goals beside them; what else is
    counted has its unit in a column of its own.
    """
    if o.table_no is None:
        return "sentence", o.sentence_no
    worded = o.measure == "kpi_target" and unit == "%" and not (o.row_path or o.header_path)
    return "goals" if worded else "table", o.table_no


def _clusters(stated: dict[str, list[Stated]]) -> Iterator[tuple[str, list[Stated]]]:
    """Keys that name one indicator together: equal ones, and longer ones that only say more exactly whose it is."""
    keys = sorted(stated, key=len)
    joined: dict[str, str] = {}
    for i, key in enumerate(keys):
        joined[key] = next((k for k in keys[:i] if joined[k] == k and same_indicator(k, key)), key)
    members: dict[str, list[Stated]] = defaultdict(list)
    for key in keys:
        members[joined[key]] += stated[key]
    yield from members.items()


def _compared(ledger: Ledger, rule: Rule, key: str, members: Sequence[Stated]) -> Iterator[Instance]:
    """Places whose values have nothing in common disagree. Several projects of one name are compared each with itself
    only.
    """
    by_project: dict[str | None, list[Stated]] = defaultdict(list)
    for one in members:
        by_project[one.observation.project].append(one)
    named = [p for p in by_project if p is not None]
    apart = [(p, by_project[p]) for p in named] + [(None, by_project.get(None, []))]
    groups = apart if len(named) > 1 else [(named[0] if named else None, list(members))]
    for project, group in groups:
        places: dict[_Place, list[Stated]] = defaultdict(list)
        for one in _of_one_owner(key, group):
            places[one.place].append(one)
        compared = _of_one_matter(places.values())
        if len(compared) > 1:
            yield _instance(ledger, rule, (key, project or "", group[0].observation.measure or ""), compared)


def _of_one_owner(key: str, stated: Sequence[Stated]) -> Sequence[Stated]:
    """What a named project's forms state, or those of any, where a whole body's say it too under a name that every
    project has (满意度, 完成及时率): they are asked of different people.
    """
    if not _ANYBODYS.fullmatch(key):
        return stated
    named = [one for one in stated if one.observation.project is not None]
    return named or [one for one in stated if one.observation.table_family != WHOLE_BODY] or stated


def _of_one_matter(places: Iterable[list[Stated]]) -> list[list[Stated]]:
    """The places that speak of one matter: forms of unnamed projects that disagree are about different projects."""
    every = list(places)
    unnamed = [
        place
        for place in every
        if place[0].place[0] != "sentence"
        and place[0].observation.project is None
        and place[0].observation.table_family != WHOLE_BODY
    ]
    values = [{one.said for one in place} for place in unnamed]
    if any(not a & b for i, a in enumerate(values) for b in values[i + 1 :]):
        return [place for place in every if place not in unnamed]
    return every


def _instance(ledger: Ledger, rule: Rule, about: tuple[str, ...], places: Sequence[Sequence[Stated]]) -> Instance:
    values = [{one.said for one in place} for place in places]
    kinds = {said[1] for place in values for said in place}
    every = [one for place in places for one in place]
    terms = tuple((one.observation, ONE) for one in every)
    if len(kinds) > 1:
        return Instance(
            rule, Shape.STATEMENT, undecided("not_applicable"), terms, about, saying=partial(_saying, ledger, every)
        )
    apart = [(a, b) for i, a in enumerate(values) for b in values[i + 1 :] if not a & b]
    if apart:
        (left, _), (right, _) = max(
            ((x, y) for x in apart[0][0] for y in apart[0][1]), key=lambda pair: abs(pair[0][0] - pair[1][0])
        )
    else:
        left = right = next(iter(values[0]))[0]
    claim = equal_claim(left, right, every[0].unit or None, rule.tolerance)
    return Instance(rule, Shape.STATEMENT, claim, terms, about, saying=partial(_saying, ledger, every))


def _saying(ledger: Ledger, members: Sequence[Stated], outcome: Outcome) -> tuple[str, str]:
    first = members[0].observation
    label = first.indicator or first.row_label or first.indicator_key or ""
    what_zh, what_en = ("目标值", "target") if first.measure == "kpi_target" else ("完成值", "result")
    by_value: dict[str, list[Observation]] = defaultdict(list)
    for one in members:
        by_value[normal(one.observation.value_reported)].append(one.observation)
    zh, en = values_at(ledger, by_value)
    if outcome.violated:
        return f"“{label}”的{what_zh}不一致：{zh}。", f"the {what_en} of {label} is not the same everywhere: {en}."
    if outcome.verdict == "exact":
        return f"“{label}”的{what_zh}一致：{zh}。", f"the {what_en} of {label} is the same: {en}."
    return (
        f"“{label}”的{what_zh}单位不同，不能比较：{zh}。",
        f"the {what_en} of {label} is stated in different units: {en}.",
    )


def cost_indicator(ledger: Ledger, rule: Rule) -> Iterator[Instance]:
    """A cost indicator that is stated in money and whose target is the project's budget: its result against the
    project's spending in the same table.
    """
    assert isinstance(rule.formula, CostIndicator)
    for sheet in ledger.sheets.values():
        costs = [
            o
            for o in sheet
            if o.indicator_key
            and o.value_yuan is not None
            and o.measure in ("kpi_target", "kpi_actual")
            and has_amount(o)
        ]
        targets = {(o.row, o.project): o for o in costs if o.measure == "kpi_target"}
        for result in (o for o in costs if o.measure == "kpi_actual"):
            target = targets.get((result.row, result.project))
            budgets = [
                o
                for o in sheet
                if o.measure in ("budget_initial", "budget_adjusted") and has_amount(o) and o.project == result.project
            ]
            spent = [o for o in sheet if o.measure == "actual" and has_amount(o) and o.project == result.project]
            if target is None or not any(_equal(target, b) for b in budgets) or not spent:
                continue
            total = max(spent, key=lambda o: o.amount or ZERO)
            claim = same_claim(total, result)
            yield Instance(
                rule,
                Shape.SAME,
                claim,
                ((total, ONE), (result, ONE)),
                (result.indicator_key or "", result.project or "", "cost"),
            )


def _equal(a: Observation, b: Observation) -> bool:
    allowed = half_unit(a, ONE) + half_unit(b, ONE)
    return abs((a.amount or ZERO) - (b.amount or ZERO)) < allowed
