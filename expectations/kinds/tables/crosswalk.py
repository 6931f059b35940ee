"""Expenditure by two economic classifications, class against class (`crosswalk`): 505 = 301 + 302, 509 = 303.

Their totals are left to the balance and to reports of one fact; a column whose classes do not add up to its total is
left to the sum itself."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from expectations.catalogue.figure_formulas import Crosswalk
from expectations.catalogue.rules import Rule
from expectations.claims.figures import has_amount, sum_claim
from expectations.claims.instance import Instance, Shape
from expectations.claims.verdict import ONE, outcome_of
from expectations.filing.case import MONEY_MEASURES, Ledger
from expectations.kinds.shared.scope import sheets_in
from fiscal.model.contract import Observation

_CLASS_DIGITS = 3
_SYSTEMS = ("economic_government", "economic_department")
_About = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class _Column:
    """The figures of the classes of one classification, by code, that add up to the column's total; a class may stand
    under several kinds of expenditure.
    """

    total: Observation
    classes: dict[str, list[Observation]]

    def of(self, codes: Iterable[str]) -> list[Observation]:
        """The figures of these classes."""
        return [o for code in codes for o in self.classes.get(code, [])]


def crosswalk(ledger: Ledger, rule: Rule) -> Iterator[Instance]:
    """One instance a group of classes, where both classifications divide one and the same non-zero amount."""
    formula = rule.formula
    assert isinstance(formula, Crosswalk)
    alike: dict[_About, dict[str, _Column]] = defaultdict(dict)
    for about, system, column in _columns(ledger, rule, formula):
        alike[*about, column.total.expenditure_type, column.total.amount].setdefault(system, column)
    for about, columns in alike.items():
        if len(columns) < len(_SYSTEMS):
            continue
        government, department = (columns[system] for system in _SYSTEMS)
        for group in formula.groups:
            mine, theirs = government.of(group.government), department.of(group.department)
            if mine and theirs:
                total, *others = mine
                addends = [*((o, ONE) for o in theirs), *((o, -ONE) for o in others)]
                named = ("-".join(group.government), *("" if part is None else str(part) for part in about[:-1]))
                yield Instance(rule, Shape.SUM, sum_claim(total, addends), ((total, ONE), *addends), named)


def _columns(ledger: Ledger, rule: Rule, formula: Crosswalk) -> Iterator[tuple[_About, str, _Column]]:
    """Every column of classes of one classification that add up to its total, and what it is about."""
    gathered: dict[_About, list[Observation]] = defaultdict(list)
    for table_no, sheet in sheets_in(ledger, rule.scope):
        for o in sheet:
            if o.measure in MONEY_MEASURES and o.period == "current" and has_amount(o):
                gathered[
                    table_no, o.panel, o.col, o.entity, o.project, o.fiscal_year, o.phase, o.measure, o.source_of_funds
                ].append(o)
    for (_, _, _, *about), figures in gathered.items():
        total = _total([o for o in figures if o.concept in formula.totals])
        if total is None:
            continue
        for system in _SYSTEMS:
            classes: dict[str, list[Observation]] = defaultdict(list)
            for o in figures:
                if o.class_system == system and o.concept is not None and len(o.concept) == _CLASS_DIGITS:
                    classes[o.concept].append(o)
            if (
                classes
                and not outcome_of(
                    sum_claim(total, [(o, ONE) for members in classes.values() for o in members])
                ).violated
            ):
                yield tuple(about), system, _Column(total, classes)


def _total(totals: Sequence[Observation]) -> Observation | None:
    """The one amount that a column's totals give, those of all kinds of expenditure before those of one; None where
    there is none or they differ.
    """
    widest = [o for o in totals if o.expenditure_type in (None, "total")] or totals
    return widest[0] if len({(o.amount, o.expenditure_type) for o in widest}) == 1 and widest[0].amount else None
