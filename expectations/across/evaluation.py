"""What relates several filings: the same body's years, its budget and final account, a department and its units.

Pure, and apart from a filing's own verdicts: a finding here is shown with the later or the larger filing and never
changes what its own gate decided."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal

from expectations.across.comparisons import covers_unit, initial_budget, prior_figures, same_figures, stated_change
from expectations.across.pairs import Pair, Side, department_and_units, final_and_budget, own_and_chapters, years_apart
from expectations.catalogue.figure_formulas import Across
from expectations.catalogue.rules import Catalogue, Rule, catalogue
from expectations.claims.instance import Instance, Judge, directly, finding_id, finding_of, with_cause
from expectations.claims.sentences import figure
from expectations.filing.case import label_of
from fiscal.model.contract import Observation
from fiscal.model.findings.rows import Finding
from fiscal.model.places import page_en, page_zh


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
            for pair in pairs(sides if pairs is own_and_chapters else current):
                yield from ((pair, instance) for instance in compare(rule, pair))


Comparison = Callable[[Rule, Pair], Iterator[Instance]]
RELATIONS: dict[str, tuple[Callable[[Sequence[Side]], Iterator[Pair]], Comparison]] = {
    "prior_figures": (years_apart, prior_figures),
    "stated_change": (years_apart, stated_change),
    "initial_budget": (final_and_budget, initial_budget),
    "department_units": (department_and_units, covers_unit),
    "own_and_chapter": (own_and_chapters, same_figures),
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
