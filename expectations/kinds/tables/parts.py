"""Parts that must not be more than their whole (`part_within_whole`): 其中 rows and columns, narrower funds, classes
that a 三公 item includes.

Parts that add up to their whole are left to `expectations.kinds.tables.hierarchy` and
`expectations.kinds.prose.composition`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from expectations.catalogue.figure_formulas import MeasureWithinMeasure, PartWithinWhole
from expectations.catalogue.rules import Rule
from expectations.claims.figures import has_amount, part_claim, readable, undecided
from expectations.claims.instance import Instance, Shape
from expectations.claims.verdict import ONE
from expectations.filing.case import ADDITIVE, Ledger
from expectations.kinds.shared.scope import in_scope, sheets_in
from fiscal.model.contract import Observation
from fiscal.reconciliation.reconcile import FactKey, key_of


def part_within_whole(ledger: Ledger, rule: Rule) -> Iterator[Instance]:
    """One instance a part and its whole, both reported."""
    formula = rule.formula
    assert isinstance(formula, PartWithinWhole)
    if formula.by == "of_which":
        yield from _of_which(ledger, rule)
    elif formula.by == "funds":
        yield from _funds(ledger, rule, formula)
    else:
        yield from _concepts(ledger, rule, formula)


def _of_which(ledger: Ledger, rule: Rule) -> Iterator[Instance]:
    for table_no, sheet in sheets_in(ledger, rule.scope):
        for o in sheet:
            if (
                o.measure not in ADDITIVE
                or o.measure == "change_abs"
                or o.period == "change"
                or o.row is None
                or o.col is None
                or o.amount is None
            ):
                continue
            wholes: list[Observation | None] = []
            if o.row_role == "of_which" and o.parent_row is not None:
                wholes.append(ledger.cells.get((table_no, o.parent_row, o.col)))
            if o.col_role == "of_which" and o.parent_col is not None:
                wholes.append(ledger.cells.get((table_no, o.row, o.parent_col)))
            for whole in wholes:
                if whole is not None:
                    about = (ledger.title(o), *o.row_path, o.row_label or "", *o.header_path, whole.row_label or "")
                    yield _instance(rule, o, whole, about)


def _facts(ledger: Ledger, rule: Rule, formula: PartWithinWhole) -> dict[FactKey, list[Observation]]:
    facts: dict[FactKey, list[Observation]] = defaultdict(list)
    for o in ledger.case.observations:
        if o.measure in formula.measures and o.amount is not None and in_scope(o.table_family, rule.scope):
            key = key_of(o, ledger.case.identity)
            if key is not None:
                facts[key].append(o)
    return facts


def _funds(ledger: Ledger, rule: Rule, formula: PartWithinWhole) -> Iterator[Instance]:
    """Every fact of narrower funds against the same fact of the next wider funds that are reported, once a fact."""
    facts = _facts(ledger, rule, formula)
    for key, parts in facts.items():
        if key.source_of_funds not in formula.funds[1:]:
            continue
        for wider in reversed(formula.funds[: formula.funds.index(key.source_of_funds)]):
            wholes = facts.get(replace(key, source_of_funds=wider))
            if wholes:
                if max(o.amount or 0 for o in parts) or max(o.amount or 0 for o in wholes):
                    yield _pair(rule, parts, wholes, _about(key, wider))
                break


def _concepts(ledger: Ledger, rule: Rule, formula: PartWithinWhole) -> Iterator[Instance]:
    """Facts of one concept against the facts of another of the same year, phase, measure, body and matter; where the
    rule names funds, of the same or wider ones.

    Where a whole of the same funds is reported, the wider ones say nothing more; funds that are not said cannot be
    compared."""
    by_concept: dict[str, list[tuple[FactKey, list[Observation]]]] = defaultdict(list)
    for key, members in _facts(ledger, rule, formula).items():
        by_concept[key.concept].append((key, members))
    for part, whole in formula.pairs:
        for key, parts in by_concept.get(part, ()):
            if formula.part_funds and key.source_of_funds not in formula.part_funds:
                continue
            alike = [
                (o, found)
                for o, found in by_concept.get(whole, ())
                if _about_one(key) == _about_one(o) and _one_phase(key, o)
            ]
            if not formula.funds:
                for _, wholes in alike:
                    yield _pair(rule, parts, wholes, _about(key, whole))
                continue
            by_funds = {o.source_of_funds: found for o, found in alike}
            wider = next(
                (by_funds[funds] for funds in _wider(key.source_of_funds, formula.funds) if funds in by_funds), None
            )
            if wider is not None:
                yield _pair(rule, parts, wider, _about(key, whole))
            elif None in by_funds:
                unsaid = by_funds[None][0]
                yield Instance(
                    rule,
                    Shape.PART,
                    undecided("insufficient_data", unsaid.unit),
                    ((parts[0], ONE), (unsaid, ONE)),
                    _about(key, whole),
                )


def _wider(source: str | None, funds: Sequence[str]) -> Sequence[str]:
    """Certain funds and those that hold them, the narrowest first; `funds` are named from the widest."""
    return tuple(reversed(funds[: funds.index(source) + 1])) if source in funds else ()


def _about_one(key: FactKey) -> tuple[object, ...]:
    return (key.entity, key.project, key.fiscal_year, key.measure, key.matter, key.table_no)


def _one_phase(key: FactKey, other: FactKey) -> bool:
    return key.phase == other.phase or None in (key.phase, other.phase)


def measure_within_measure(ledger: Ledger, rule: Rule) -> Iterator[Instance]:
    """One instance a project of a table that reports both measures once."""
    formula = rule.formula
    assert isinstance(formula, MeasureWithinMeasure)
    for _, sheet in sheets_in(ledger, rule.scope):
        by_project: dict[str | None, dict[str, list[Observation]]] = defaultdict(lambda: defaultdict(list))
        for o in sheet:
            if (
                o.measure in (formula.part, formula.whole)
                and o.amount is not None
                and o.source_of_funds in (None, "total")
            ):
                by_project[o.project][o.measure].append(o)
        for project, reports in by_project.items():
            parts, wholes = reports[formula.part], reports[formula.whole]
            if len({o.amount for o in parts}) == 1 and len({o.amount for o in wholes}) == 1:
                yield _instance(
                    rule, parts[0], wholes[0], (ledger.title(parts[0]), project or "", formula.part, formula.whole)
                )


def _about(key: FactKey, *more: str) -> tuple[str, ...]:
    return (*key.about(), *more)


def _pair(rule: Rule, parts: list[Observation], wholes: list[Observation], about: tuple[str, ...]) -> Instance:
    """The smallest report of the part against the largest of the whole: reports that differ among themselves are
    another rule's.
    """
    part = min(parts, key=lambda o: o.amount or 0)
    whole = max(wholes, key=lambda o: o.amount or 0)
    return _instance(rule, part, whole, about)


def _instance(rule: Rule, part: Observation, whole: Observation, about: tuple[str, ...]) -> Instance:
    terms = ((part, ONE), (whole, ONE))
    if not has_amount(part) or not has_amount(whole) or not readable(whole):
        return Instance(rule, Shape.PART, undecided("insufficient_data"), terms, about)
    return Instance(rule, Shape.PART, part_claim([part], whole), terms, about)
