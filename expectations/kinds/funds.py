"""Columns of different funds that are one and the same because their totals are (`funds_agree`): fiscal appropriations that pay for everything.

Reports of one fact under one name are left to `expectations.kinds.agreement`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import astuple, dataclass, replace
from decimal import Decimal

from expectations.case import MONEY_MEASURES, Ledger
from expectations.figures import has_amount
from expectations.instance import Instance
from expectations.kinds.agreement import agreement_of
from expectations.kinds.scope import in_scope
from expectations.rules import FundsAgree, Rule
from fiscal.model.contract import Observation
from fiscal.reconciliation.reconcile import FactKey, key_of


@dataclass(frozen=True, slots=True)
class _Column:
    """A column of figures of one source of funds, and the amount of its total."""

    source: str
    total: Decimal
    figures: dict[FactKey, Observation]


def funds_agree(ledger: Ledger, rule: Rule) -> Iterator[Instance]:
    """One instance a fact that stands in columns of several funds whose totals are one non-zero amount."""
    formula = rule.formula
    assert isinstance(formula, FundsAgree)
    alike: dict[tuple[object, ...], list[_Column]] = defaultdict(list)
    for about, column in _columns(ledger, rule, formula):
        alike[(*about, column.total)].append(column)
    for columns in alike.values():
        if len({c.source for c in columns}) < 2:
            continue
        reports: dict[FactKey, dict[str, Observation]] = defaultdict(dict)
        for column in columns:
            for key, o in column.figures.items():
                reports[key].setdefault(column.source, o)
        for key, by_source in reports.items():
            if len(by_source) > 1:
                about = tuple("" if part is None else str(part) for part in astuple(key))
                yield agreement_of(ledger, rule, about, [by_source[s] for s in formula.funds if s in by_source])


def _columns(ledger: Ledger, rule: Rule, formula: FundsAgree) -> Iterator[tuple[tuple[object, ...], _Column]]:
    """Every column with one total, and what it is about: body, year, phase, measure, kind of expenditure."""
    gathered: dict[tuple[object, ...], list[tuple[FactKey, Observation]]] = defaultdict(list)
    for table_no, sheet in ledger.sheets.items():
        if not in_scope(sheet[0].table_family, rule.scope):
            continue
        for o in sheet:
            if o.source_of_funds in formula.funds and o.measure in MONEY_MEASURES and has_amount(o):
                key = key_of(o, ledger.case.identity)
                if key is not None:
                    about = (key.entity, key.project, key.fiscal_year, key.phase, key.measure, key.expenditure_type)
                    gathered[table_no, o.panel, o.col, o.source_of_funds, about].append((key, o))
    for place, members in gathered.items():
        totals = {o.amount for key, o in members if key.concept in formula.totals}
        if len(totals) == 1 and (total := next(iter(totals))):
            figures = {replace(key, source_of_funds=None): o for key, o in members if key.concept not in formula.totals}
            yield _about(place[-1]), _Column(str(place[3]), total, figures)


def _about(about: object) -> tuple[object, ...]:
    assert isinstance(about, tuple)
    return about
