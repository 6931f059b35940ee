"""Named concepts that must balance within one table or the prose: 收入总计 = 支出总计, 年末 = 年初 + 收入 − 支出
(`linear`).

Sums that follow from a table's own hierarchy are left to `expectations.kinds.tables.hierarchy`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal

from expectations.catalogue.figure_formulas import Linear
from expectations.catalogue.rules import Rule
from expectations.claims.figures import Weighted, has_amount, readable, sum_claim, undecided
from expectations.claims.instance import Instance, Shape
from expectations.claims.verdict import outcome_of
from expectations.filing.case import ADDITIVE, BALANCES, Ledger
from expectations.kinds.shared.scope import in_scope, sheets_in
from fiscal.model.contract import Observation

STATED = frozenset({None, "value", "part"})
_Group = dict[str, list[Observation]]


def linear(ledger: Ledger, rule: Rule) -> Iterator[Instance]:
    """Every total of the rule's concept against the concepts that stand with it in the same table (column, row) and
    agree in all else.
    """
    formula = rule.formula
    assert isinstance(formula, Linear)
    wanted = {formula.total, *(a.concept for a in formula.addends)}
    for _, sheet in sheets_in(ledger, rule.scope):
        yield from _within(ledger, rule, formula, (o for o in sheet if _named(o) in wanted))
    if in_scope("narrative", rule.scope):
        yield from _within(
            ledger, rule, formula, (o for o in ledger.prose if o.concept in wanted and o.relation in STATED)
        )


def _within(ledger: Ledger, rule: Rule, formula: Linear, observations: Iterable[Observation]) -> Iterator[Instance]:
    groups: dict[tuple[object, ...], _Group] = defaultdict(lambda: defaultdict(list))
    for o in observations:
        if (
            o.measure in ADDITIVE
            and o.expenditure_type in (None, "total")
            and o.row_role != "note"
            and o.col_role != "of_which"
        ):
            groups[_key(o, formula.within)][_named(o)].append(o)
    for group in groups.values():
        for total in _distinct(group.get(formula.total, [])):
            yield from _balances(ledger, rule, formula, total, group)


def _named(o: Observation) -> str:
    """The concept that a figure is about; of a crossed one (`carryover_in@208`) what stands before the class of the
    row.
    """
    return (o.concept or "").partition("@")[0]


def _key(o: Observation, within: str) -> tuple[object, ...]:
    shared = (o.measure, o.phase, o.period, o.entity, o.project, o.fiscal_year)
    if o.table_no is not None and within == "row":
        return (o.row, *shared)
    if o.table_no is not None and within == "column":
        return (o.panel, o.col, *shared)
    balance = o.source_of_funds == "carryover" and _named(o) in BALANCES
    funds = None if balance or o.source_of_funds == "total" else o.source_of_funds
    return (funds, *shared)


def _distinct(reports: list[Observation]) -> list[Observation]:
    """In a table each report counts; prose repeats itself, so equal amounts count once."""
    if reports and reports[0].table_no is None:
        return list({o.amount: o for o in reversed(reports)}.values())
    return reports


def _balances(ledger: Ledger, rule: Rule, formula: Linear, total: Observation, group: _Group) -> Iterator[Instance]:
    """A total against its addends; of a figure that the prose states with several amounts, the ones that fit are meant;
    a difference is a warning there.
    """
    chosen: list[Weighted] = []
    several: list[tuple[list[Observation], Decimal]] = []
    for addend in formula.addends:
        reports = _distinct([o for o in group.get(addend.concept, []) if o is not total])
        if not any(has_amount(o) for o in reports):
            if any(not readable(o) for o in reports) or addend.may_be == "reported":
                return
            continue
        if len(reports) > 1:
            several.append((reports, Decimal(addend.weight)))
        else:
            chosen.append((reports[0], Decimal(addend.weight)))
    if len(several) > 1 or (several and chosen) or not (chosen or several):
        return
    variants = [[(o, w)] for reports, w in several for o in reports if has_amount(o)] or [chosen]
    about = (
        ledger.title(total),
        formula.total,
        total.source_of_funds or "",
        total.expenditure_type or "",
        total.period or "",
        total.entity or "",
    )
    silent = any(a.may_be == "blank" and a.concept not in group for a in formula.addends)
    claims = [
        (
            sum_claim(total, addends, proves=not silent)
            if has_amount(total)
            else undecided("insufficient_data", total.unit),
            addends,
        )
        for addends in variants
    ]
    in_prose = total.table_no is None
    if in_prose and not all(violated := [outcome_of(claim).violated for claim, _ in claims]):
        claims = [c for c, broken in zip(claims, violated, strict=True) if not broken]
    for claim, addends in claims:
        yield Instance(
            rule,
            Shape.SUM,
            claim,
            ((total, Decimal(1)), *addends),
            about,
            severity="warning" if in_prose and rule.severity == "error" else None,
        )
