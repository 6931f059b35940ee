"""Tables that list what is spent of this year's appropriation beside a summary that also counts the balance brought
forward: two amounts under one name.

Told by the totals: where the summary's expenditure of certain funds is that of another table plus the balance that it
reports for them, the other table's figures are this year's only, and their concept says so (`/of_year`). Rows with a
column for the balance are left to `ruled_tables`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from fiscal.model.contract import Observation
from fiscal.model.vocabulary import BUDGETS

OF_YEAR = "/of_year"
_TOTALS = ("expenditure_current", "expenditure_total")
_Totals = dict[str, set[Decimal]]


def of_this_year(observations: Sequence[Observation]) -> list[Observation]:
    """The observations of all tables in the same order, those of this year's appropriation marked where a summary
    counts more.
    """
    sheets: dict[int | None, list[Observation]] = defaultdict(list)
    for o in observations:
        sheets[o.table_no].append(o)
    carried: _Totals = defaultdict(set)
    summed: _Totals = defaultdict(set)
    for sheet in sheets.values():
        if sheet[0].table_family == "fiscal_appropriation_summary":
            for source, amounts in _carried(sheet).items():
                carried[source] |= amounts
            for source, amounts in _totals(sheet).items():
                summed[source] |= amounts
    if not carried:
        return list(observations)
    marked = {
        (no, source)
        for no, sheet in sheets.items()
        for source, totals in _totals(sheet).items()
        if _lacks(totals, summed[source], carried[source])
    }
    return [_marked(o) if (o.table_no, o.source_of_funds) in marked and _is_spent(o) else o for o in observations]


def _carried(sheet: Iterable[Observation]) -> _Totals:
    found: _Totals = defaultdict(set)
    for o in sheet:
        if o.concept == "carryover_in" and o.period == "current" and o.source_of_funds in BUDGETS and o.value_yuan:
            found[o.source_of_funds].add(o.value_yuan)
    return found


def _totals(sheet: Iterable[Observation]) -> _Totals:
    """By funds, what a table says that they spend in all, and what its classes add up to: one of them may be
    misprinted.
    """
    found: _Totals = defaultdict(set)
    classes: dict[str, Decimal] = defaultdict(Decimal)
    for o in sheet:
        if not _is_spent(o) or o.source_of_funds not in BUDGETS or not o.value_yuan:
            continue
        if o.concept in _TOTALS:
            found[o.source_of_funds].add(o.value_yuan)
        elif o.class_system == "functional" and len(o.concept or "") == 3:
            classes[o.source_of_funds] += o.value_yuan
    for source, amount in classes.items():
        found[source].add(amount)
    return found


def _is_spent(o: Observation) -> bool:
    """Whether a figure is all of this year's expenditure on something: no kind of it, no balance."""
    spent = o.class_system == "functional" or (o.class_system == "none" and o.concept in _TOTALS)
    return (
        spent
        and o.period == "current"
        and o.expenditure_type == "total"
        and o.measure in ("budget_initial", "budget_adjusted", "actual")
    )


def _lacks(totals: set[Decimal], summed: set[Decimal], carried: set[Decimal]) -> bool:
    """Whether a table's total is the summary's less the balance, and not the summary's own."""
    return not totals & summed and any(whole - part in carried for whole in summed for part in totals)


def _marked(o: Observation) -> Observation:
    return replace(o, concept=f"{o.concept}{OF_YEAR}") if o.concept and not o.concept.endswith(OF_YEAR) else o
