"""Columns of different funds that are one and the same because their totals are (`funds_agree`): fiscal appropriations
that pay for everything.

Reports of one fact under one name are left to `expectations.kinds.tables.agreement`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from expectations.catalogue.figure_formulas import FundsAgree
from expectations.catalogue.rules import Rule
from expectations.claims.figures import has_amount
from expectations.claims.instance import Instance
from expectations.filing.case import MONEY_MEASURES, Ledger
from expectations.kinds.shared.scope import in_scope
from expectations.kinds.shared.statements import STATED
from expectations.kinds.tables.agreement import agreement_of
from fiscal.model.contract import Observation
from fiscal.reconciliation.reconcile import FactKey, key_of


@dataclass(frozen=True, slots=True)
class _Column:
    """A column of figures of one source of funds, and the amount of its total."""

    source: str
    total: Decimal
    figures: dict[FactKey, Observation]


_AboutColumn = tuple[tuple[object, ...], _Column]


def funds_agree(ledger: Ledger, rule: Rule) -> Iterator[Instance]:
    """One instance a fact that stands in columns of several funds whose totals are one non-zero amount; what the prose
    says of one source is such a column.
    """
    formula = rule.formula
    assert isinstance(formula, FundsAgree)
    alike: dict[tuple[object, ...], list[_Column]] = defaultdict(list)
    columns = list(_columns(ledger, rule, formula))
    for about, column in [*columns, *_told(ledger, rule, formula, columns)]:
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
                about = key.about()
                yield agreement_of(ledger, rule, about, [by_source[s] for s in formula.funds if s in by_source])


def _columns(ledger: Ledger, rule: Rule, formula: FundsAgree) -> Iterator[_AboutColumn]:
    """Every column with one total, and what it is about: body, year, phase, measure, kind of expenditure."""
    gathered: dict[
        tuple[int, int | None, int | None, str | None, tuple[object, ...]], list[tuple[FactKey, Observation]]
    ] = defaultdict(list)
    for table_no, sheet in ledger.sheets.items():
        if not in_scope(sheet[0].table_family, rule.scope):
            continue
        for o in sheet:
            key = _key(ledger, formula, o)
            if key is not None:
                gathered[table_no, o.panel, o.col, o.source_of_funds, _about(key)].append((key, o))
    for place, members in gathered.items():
        totals = {o.amount for key, o in members if key.concept in formula.totals}
        if len(totals) == 1 and (total := next(iter(totals))):
            figures = {replace(key, source_of_funds=None): o for key, o in members if key.concept not in formula.totals}
            yield _about(members[0][0]), _Column(str(place[3]), total, figures)


def _told(ledger: Ledger, rule: Rule, formula: FundsAgree, columns: Sequence[_AboutColumn]) -> Iterator[_AboutColumn]:
    """What the prose says of each source, where the tables' total of that source is one amount; what it says in two
    ways is another rule's.
    """
    if not in_scope("narrative", rule.scope):
        return
    totals: dict[tuple[object, ...], set[Decimal]] = defaultdict(set)
    for about, column in columns:
        totals[about, column.source].add(column.total)
    figures: dict[tuple[object, ...], dict[FactKey, list[Observation]]] = defaultdict(lambda: defaultdict(list))
    for o in ledger.prose:
        key = _key(ledger, formula, o) if o.relation in STATED and o.status == "ok" else None
        if key is not None and key.concept not in formula.totals:
            figures[_about(key), o.source_of_funds][replace(key, source_of_funds=None)].append(o)
    for place, by_key in figures.items():
        if len(totals[place]) == 1:
            about, source = place
            assert isinstance(about, tuple)
            told = {key: reports[0] for key, reports in by_key.items() if len({o.amount for o in reports}) == 1}
            yield about, _Column(str(source), next(iter(totals[place])), told)


def _key(ledger: Ledger, formula: FundsAgree, o: Observation) -> FactKey | None:
    if o.source_of_funds not in formula.funds or o.measure not in MONEY_MEASURES or not has_amount(o):
        return None
    return key_of(o, ledger.case.identity)


def _about(key: FactKey) -> tuple[object, ...]:
    return (key.entity, key.project, key.fiscal_year, key.phase, key.measure, key.expenditure_type)
