"""What relates several filings: the same body's years, its budget and final account, a department and its units.

Pure, and apart from a filing's own verdicts: a finding here is shown with the later or the larger filing and never
changes what its own gate decided."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from expectations.catalogue.figure_formulas import Across
from expectations.catalogue.rules import Catalogue, Rule, catalogue
from expectations.claims.figures import has_amount, part_claim, same_claim, sum_claim
from expectations.claims.instance import Instance, Judge, Shape, directly, finding_id, finding_of, with_cause
from expectations.claims.sentences import figure
from expectations.claims.verdict import ONE, ZERO, outcome_of
from expectations.filing.case import label_of
from expectations.kinds.shared.statements import PHASE_OF_BASE, percentage_of
from fiscal.cleaning.tables.current_year import OF_YEAR
from fiscal.document.identity import names
from fiscal.model.contract import Finding, Observation
from fiscal.model.identity import Identity
from fiscal.model.places import page_en, page_zh
from fiscal.reconciliation.reconcile import FactKey, key_of

PHASES_OF_BASE = {base: (phase,) for base, phase in PHASE_OF_BASE.items()} | {"prior": ("approved", "executed")}
BODIES = "subordinate_bodies"
TOTALS = ("income_total", "expenditure_total")


@dataclass(slots=True)
class Side:
    """One filing in a comparison: its figures by what they report, whichever body the rows name. `chapter`: of a
    compilation, beside the body's own file.
    """

    filing_id: str
    identity: Identity
    observations: Sequence[Observation]
    chapter: bool = False
    figures: dict[FactKey, list[Observation]] = field(init=False)

    def __post_init__(self) -> None:
        figures: dict[FactKey, list[Observation]] = defaultdict(list)
        for o in self.observations:
            if (
                o.value_yuan is not None
                and has_amount(o)
                and (key := key_of(o, self.identity)) is not None
                and key.table_no is None
            ):
                figures[_bodiless(key)].append(o)
        self.figures = dict(figures)

    def agreed(self, key: FactKey, family: str | None = None) -> Observation | None:
        """The filing's figure for a key, the finest of its reports; None where it reports none or contradicts itself,
        which is its own finding.

        Prose that no table stands beside says nothing of the kind of expenditure; then all kinds together are meant.
        Where this year's appropriation is told from all money, the figure of the same `family` of table is meant."""
        kinds = (key.expenditure_type, {None: "total", "total": None}.get(key.expenditure_type, key.expenditure_type))
        reports = next(
            (found for kind in kinds if (found := self._reports(replace(key, expenditure_type=kind), family))), []
        )
        finest = min(reports, key=lambda o: o.precision_unit or ONE, default=None)
        agree = finest is not None and all(
            outcome_of(same_claim(finest, o)).verdict in ("exact", "rounding") for o in reports
        )
        return finest if agree else None

    def _reports(self, key: FactKey, family: str | None) -> list[Observation]:
        plain = key.concept.removesuffix(OF_YEAR)
        all_money, this_year = (
            self.figures.get(_bodiless(replace(key, concept=name)), []) for name in (plain, f"{plain}{OF_YEAR}")
        )
        told_apart = this_year or key.concept != plain
        return [o for o in (*all_money, *this_year) if o.table_family == family] if told_apart else all_money


def _bodiless(key: FactKey) -> FactKey:
    return replace(key, entity=None)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two filings that relate: findings are shown with `shown`, their figures are compared with `other`'s."""

    shown: Side
    other: Side


def evaluate_across(
    sides: Sequence[Side], rules: Catalogue | None = None, judge: Judge = directly
) -> dict[str, list[Finding]]:
    """The findings of every filing that relates to another one of `sides`, by its filing id; a filing without a partner
    has none. `judge` gives the verdicts.
    """
    posed = list(_posed(sides, rules or catalogue()))
    found: dict[str, list[Finding]] = {}
    repeated: Counter[tuple[object, ...]] = Counter()
    for (pair, _), instance in zip(posed, judge([instance for _, instance in posed]), strict=True):
        compared, rule = f"{pair.shown.filing_id}\x1f{pair.other.filing_id}", instance.rule
        id_ = finding_id(compared, instance, repeated[compared, rule.id, instance.about])
        repeated[compared, rule.id, instance.about] += 1
        finding = finding_of(instance, id_, _said(rule, pair, instance))
        cause = f"across-{rule.id}-{pair.other.filing_id}" if finding.verdict == "violated" else None
        found.setdefault(pair.shown.filing_id, []).append(with_cause(finding, (), cause))
    return found


def _posed(sides: Sequence[Side], rules: Catalogue) -> Iterator[tuple[Pair, Instance]]:
    current = [side for side in sides if not side.chapter]
    for rule in rules.rules:
        if isinstance(rule.formula, Across) and rule.formula.relation in RELATIONS:
            pairs, compare = RELATIONS[rule.formula.relation]
            for pair in pairs(sides if pairs is _own_and_chapters else current):
                yield from ((pair, instance) for instance in compare(rule, pair))


def _years_apart(sides: Sequence[Side]) -> Iterator[Pair]:
    """This year's and last year's filing of the same body, scope and kind."""
    by_year = {(*_body(s), s.identity.doc_kind, s.identity.fiscal_year): s for s in sides}
    for (publisher, scope, kind, year), side in by_year.items():
        if year is not None and (before := by_year.get((publisher, scope, kind, year - 1))) is not None:
            yield Pair(side, before)


def _final_and_budget(sides: Sequence[Side]) -> Iterator[Pair]:
    """The final account and the budget of the same body, scope and year."""
    budgets = {(*_body(s), s.identity.fiscal_year): s for s in sides if s.identity.doc_kind == "budget"}
    for side in sides:
        if (
            side.identity.doc_kind == "final"
            and (budget := budgets.get((*_body(side), side.identity.fiscal_year))) is not None
        ):
            yield Pair(side, budget)


def _department_and_units(sides: Sequence[Side]) -> Iterator[Pair]:
    """A department's filing with each of its units' of the same year and kind, its own unit filing included."""
    for department in sides:
        if department.identity.scope != "department":
            continue
        for unit in sides:
            same = (unit.identity.fiscal_year, unit.identity.doc_kind) == (
                department.identity.fiscal_year,
                department.identity.doc_kind,
            )
            bodies = {names.key(n) for n in (unit.identity.publisher, unit.identity.publisher_parent) if n}
            if same and unit.identity.scope == "unit" and names.key(department.identity.publisher or "") in bodies:
                yield Pair(department, unit)


def _own_and_chapters(sides: Sequence[Side]) -> Iterator[Pair]:
    """A body's own file with its chapter in a compilation."""
    current = {(*_body(s), s.identity.doc_kind, s.identity.fiscal_year): s for s in sides if not s.chapter}
    for chapter in sides:
        if (
            chapter.chapter
            and (own := current.get((*_body(chapter), chapter.identity.doc_kind, chapter.identity.fiscal_year)))
            is not None
        ):
            yield Pair(own, chapter)


def _body(side: Side) -> tuple[str, str | None]:
    return names.key(side.identity.publisher or side.filing_id), side.identity.scope


def _prior_figures(rule: Rule, pair: Pair) -> Iterator[Instance]:
    for key, reports in pair.shown.figures.items():
        if (
            key.fiscal_year == pair.other.identity.fiscal_year
            and (then := pair.other.agreed(key, reports[0].table_family)) is not None
        ):
            yield _same(rule, key, reports[0], then)


def _initial_budget(rule: Rule, pair: Pair) -> Iterator[Instance]:
    for key, reports in pair.shown.figures.items():
        if (
            key.phase == "approved"
            and key.measure == "budget_initial"
            and (then := pair.other.agreed(key, reports[0].table_family)) is not None
        ):
            yield _same(rule, key, reports[0], then)


def _same_figures(rule: Rule, pair: Pair) -> Iterator[Instance]:
    for key, reports in pair.shown.figures.items():
        own, then = (side.agreed(key, reports[0].table_family) for side in (pair.shown, pair.other))
        if own is not None and then is not None:
            yield _same(rule, key, own, then)


def _same(rule: Rule, key: FactKey, now: Observation, then: Observation) -> Instance:
    return Instance(rule, Shape.SAME, same_claim(now, then), ((now, ONE), (then, ONE)), _about(key))


def _stated_change(rule: Rule, pair: Pair) -> Iterator[Instance]:
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


def _covers_unit(rule: Rule, pair: Pair) -> Iterator[Instance]:
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


Comparison = Callable[[Rule, Pair], Iterator[Instance]]
RELATIONS: dict[str, tuple[Callable[[Sequence[Side]], Iterator[Pair]], Comparison]] = {
    "prior_figures": (_years_apart, _prior_figures),
    "stated_change": (_years_apart, _stated_change),
    "initial_budget": (_final_and_budget, _initial_budget),
    "department_units": (_department_and_units, _covers_unit),
    "own_and_chapter": (_own_and_chapters, _same_figures),
}


def _said(rule: Rule, pair: Pair, instance: Instance) -> tuple[str, str]:
    mine = {o.observation_id for o in pair.shown.observations}
    label = label_of(instance.terms[0][0])
    here = " ".join(_with_sign(o, w) for o, w in instance.terms if o.observation_id in mine)
    there = [o for o, _ in instance.terms if o.observation_id not in mine]
    there_zh, there_en = (
        " ".join(f"{figure(o)}（{page_zh(o)}）" for o in there),
        " ".join(f"{figure(o)} ({page_en(o)})" for o in there),
    )
    word_zh, word_en = _WORDS[instance.outcome.verdict]
    other = pair.other.filing_id
    zh = f"{rule.name_zh}：“{label}”本文件 {here}，{pair.other.identity.in_chinese or other} 为 {there_zh}，{word_zh}。"
    en = f"{rule.name_en}: {label}, here {here}, in {other} {there_en}: {word_en}."
    return zh, en


def _with_sign(o: Observation, weight: Decimal) -> str:
    sign = (
        {"increase": "+", "decrease": "−"}.get(o.direction or "", "−" if weight < 0 else "+")
        if o.measure == "change_abs"
        else ""
    )
    return f"{sign}{figure(o)}"


_WORDS = {
    "exact": ("相符", "they agree"),
    "rounding": ("舍入差内相符", "they agree within rounding"),
    "violated": ("不符", "they disagree"),
    "insufficient_data": ("无法比较", "they cannot be compared"),
    "not_applicable": ("不适用", "not applicable"),
}
