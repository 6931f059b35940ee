"""Scores of self-evaluation forms (`score_sum`): they add up, the full scores are 100, none is over its full score; and
rates along a form's row (`form_ratio`).

Which figures are scores is told by `fiscal.cleaning`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from expectations.catalogue.figure_formulas import FormRatio, ScoreSum
from expectations.catalogue.rules import Rule
from expectations.claims.figures import Weighted, equal_claim, has_amount, part_claim, same_claim, sum_claim
from expectations.claims.instance import Instance, Shape
from expectations.claims.sentences import figure, place_en, place_zh
from expectations.claims.verdict import ONE, ZERO, Outcome
from expectations.filing.case import Ledger
from expectations.kinds.shared.scope import sheets_in
from expectations.kinds.shared.statements import percentage_of
from fiscal import lexicon
from fiscal.cleaning.tables.rows.body_rows import is_total_name
from fiscal.model.contract import Observation

TOTAL = "score_total"
_TOTAL_NAME = lexicon.pattern("findings.total_name")
_HUNDRED = 100


def score_sum(ledger: Ledger, rule: Rule) -> Iterator[Instance]:
    """The score rules of every form that has a total."""
    formula = rule.formula
    assert isinstance(formula, ScoreSum)
    if formula.aspect == "prose":
        yield from _prose(ledger, rule)
        return
    for _, sheet in sheets_in(ledger, rule.scope):
        full = [o for o in sheet if o.measure == "score_full" and has_amount(o)]
        reached = [o for o in sheet if o.measure == "score" and has_amount(o)]
        if formula.aspect == "within_full":
            by_row = {o.row: o for o in full}
            for o in reached:
                if o.row in by_row:
                    yield Instance(
                        rule,
                        Shape.PART,
                        part_claim([o], by_row[o.row]),
                        ((o, ONE), (by_row[o.row], ONE)),
                        (ledger.title(o), o.project or "", o.row_label or ""),
                    )
        elif formula.aspect == "hundred":
            yield from _hundred(ledger, rule, full)
        elif formula.aspect == "total":
            printed = {o.row for o in full}
            unprinted = any(o.row not in printed for o in _parts(reached))
            yield from _total(ledger, rule, full, unprinted)
            yield from _total(ledger, rule, reached, False)


def _about(ledger: Ledger, o: Observation, what: str | None) -> tuple[str, ...]:
    return (ledger.title(o), o.project or "", what or "")


def _parts(scores: Sequence[Observation]) -> list[Observation]:
    """The scores that add up: of the money a form has one for its rate of execution, told again beside each of the
    funds that it consists of.
    """
    of_all_funds = any(o.class_system == "project" and o.source_of_funds in (None, "total") for o in scores)
    parts = [
        o
        for o in scores
        if o.concept != TOTAL
        and not (of_all_funds and o.class_system == "project" and o.source_of_funds not in (None, "total"))
    ]
    return [o for i, o in enumerate(parts) if not _is_subtotal(o, parts[:i])]


def _is_subtotal(score: Observation, above: Sequence[Observation]) -> bool:
    """Whether a score stands in a totals row (金额合计) and is what scores right above it add up to."""
    added = ZERO
    for o in reversed(above if score.row_role == "total" or is_total_name(score.row_label or "") else ()):
        added += o.amount or ZERO
        if added >= (score.amount or ZERO):
            break
    return bool(added) and added == score.amount


def _total(ledger: Ledger, rule: Rule, scores: Sequence[Observation], unprinted: bool) -> Iterator[Instance]:
    """The total against the scores that make it up; with one `unprinted` that is known to be there (a row has reached
    some of it) nothing can be said of them unless they are too many."""
    totals = [o for o in scores if o.concept == TOTAL]
    parts = _parts(scores)
    matrix = [o for o in parts if o.class_system == "indicator"]
    if len(totals) == 1 and sum((o.amount or ZERO for o in matrix), ZERO) == totals[0].amount:
        parts = matrix
    addends: list[Weighted] = [(o, ONE) for o in parts]
    if len(totals) == 1 and len(addends) > 1:
        missing = (totals[0].amount or ZERO) - sum((o.amount or ZERO for o in parts), ZERO)
        claim = sum_claim(totals[0], addends, proves=not (unprinted and missing > 0))
        yield Instance(
            rule,
            Shape.SUM,
            claim,
            ((totals[0], ONE), *addends),
            (ledger.title(totals[0]), totals[0].project or "", totals[0].measure or ""),
        )


def _hundred(ledger: Ledger, rule: Rule, full: Sequence[Observation]) -> Iterator[Instance]:
    totals = [o for o in full if o.concept == TOTAL]
    if len(totals) != 1:
        return
    total = totals[0]
    parts = _parts(full)
    indicators = sum((o.amount or ZERO for o in parts if o.class_system == "indicator"), ZERO)
    beside = [o for o in parts if o.class_system == "project"] if indicators == total.amount else []
    points = sum((o.amount or ZERO for o in (total, *beside)), ZERO)
    terms = tuple((o, ONE) for o in (total, *beside))
    claim = equal_claim(points, _HUNDRED, total.unit, rule.tolerance)
    yield Instance(
        rule,
        Shape.STATEMENT,
        claim,
        terms,
        _about(ledger, total, "hundred"),
        saying=partial(_said_hundred, ledger, total, beside),
    )


def _said_hundred(
    ledger: Ledger, total: Observation, beside: Sequence[Observation], outcome: Outcome
) -> tuple[str, str]:
    zh, en = ("，应为 100。", "; they have to be 100.") if outcome.violated else ("。", ".")
    more_zh = "".join(f"，另有预算执行 {figure(o)}" for o in beside)
    more_en = "".join(f", and {figure(o)} of the execution beside them" for o in beside)
    return (
        f"{place_zh(ledger, total)}分值合计 {figure(total)}{more_zh}{zh}",
        f"{place_en(ledger, total)}: the full scores add up to {figure(total)}{more_en}{en}",
    )


def _prose(ledger: Ledger, rule: Rule) -> Iterator[Instance]:
    """The total score that the prose states against the form's: that of the project it names, or of the only form there
    is.
    """
    totals = [
        o
        for sheet in ledger.sheets.values()
        for o in sheet
        if o.concept == TOTAL and o.measure == "score" and has_amount(o)
    ]
    for said in ledger.prose:
        if (
            said.measure != "score"
            or not has_amount(said)
            or not (said.concept == TOTAL or _TOTAL_NAME.search(said.row_label or ""))
        ):
            continue
        forms = [o for o in totals if said.project is not None and o.project == said.project] or totals
        if len(forms) == 1:
            yield Instance(
                rule,
                Shape.SAME,
                same_claim(forms[0], said),
                ((forms[0], ONE), (said, ONE)),
                _about(ledger, forms[0], "prose"),
            )


def form_ratio(ledger: Ledger, rule: Rule) -> Iterator[Instance]:
    """Every execution rate of a table's row against the result and the budget of the row; the adjusted budget before
    the initial one.
    """
    assert isinstance(rule.formula, FormRatio)
    for _, sheet in sheets_in(ledger, rule.scope):
        rows: dict[tuple[object, ...], dict[str, Observation]] = {}
        for o in sheet:
            if (
                o.measure in ("execution_rate", "actual", "budget_adjusted", "budget_initial")
                and has_amount(o)
                and o.period in (None, "current")
            ):
                rows.setdefault((o.row, o.panel, o.source_of_funds, o.expenditure_type), {}).setdefault(
                    o.measure or "", o
                )
        for row in rows.values():
            rate, spent, budget = (
                row.get("execution_rate"),
                row.get("actual"),
                row.get("budget_adjusted") or row.get("budget_initial"),
            )
            if rate is None or spent is None or budget is None:
                continue
            about = (ledger.title(rate), rate.project or "", rate.row_label or "", rate.source_of_funds or "")
            yield percentage_of(rule, rate, [(spent, ONE)], [(budget, ONE)], about)
