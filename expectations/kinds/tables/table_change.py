"""Changes that a table prints beside the two years (`table_change`): 增减额 is this year's figure less last year's,
增减% is that over last year's.

Changes that the prose states are left to `expectations.kinds.prose.change`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from expectations.catalogue.figure_formulas import TableChange
from expectations.catalogue.rules import Rule
from expectations.claims.figures import MINUS, Weighted, has_amount, readable, sum_claim, undecided
from expectations.claims.instance import Instance, Shape
from expectations.claims.verdict import ONE, outcome_of
from expectations.filing.case import MONEY_MEASURES, Ledger
from expectations.kinds.shared.scope import sheets_in
from expectations.kinds.shared.statements import percentage_of
from fiscal import lexicon
from fiscal.cleaning.tables.current_year import OF_YEAR
from fiscal.model.contract import Observation

_COMPARED_WITH = lexicon.pairs("findings.compared_with")
_DECREASE_ONLY = lexicon.pattern("findings.decrease_only")
_AS_FRACTION = Decimal(100)


@dataclass(frozen=True, slots=True)
class _Compared:
    """One printed change with the figures of the two years, of which a blank one has no amount; `line` is the column
    (or row) of changes that it stands in.
    """

    change: Observation
    now: Observation
    before: Observation
    line: tuple[str, int | None]


def table_change(ledger: Ledger, rule: Rule) -> Iterator[Instance]:
    """One instance a printed change that stands with one figure of this year and one of the year before in its row, or
    else in its column.
    """
    formula = rule.formula
    assert isinstance(formula, TableChange)
    measure = "change_abs" if formula.aspect == "difference" else "change_pct"
    for _, sheet in sheets_in(ledger, rule.scope):
        changes = [
            o
            for o in sheet
            if o.period == "change"
            and o.measure == measure
            and has_amount(o)
            and not _DECREASE_ONLY.search("".join(o.header_path))
        ]
        if not changes:
            continue
        compared = list(_compared(sheet, changes))
        alike: dict[tuple[str, int | None], list[_Compared]] = defaultdict(list)
        for one in compared:
            alike[one.line].append(one)
        for line in alike.values():
            signed = any((c.change.amount or 0) < 0 for c in line)
            for one in line:
                yield (
                    _difference(ledger, rule, one, signed)
                    if measure == "change_abs"
                    else _percentage(ledger, rule, one, signed)
                )


def _compared(sheet: Sequence[Observation], changes: Iterable[Observation]) -> Iterator[_Compared]:
    rows: dict[tuple[object, ...], list[Observation]] = defaultdict(list)
    for o in sheet:
        if o.period in ("current", "prior") and o.measure in MONEY_MEASURES and readable(o):
            for line in _lines(o):
                rows[line].append(o)
    for change in changes:
        for line in _lines(change):
            now = [o for o in rows[line] if o.period == "current"]
            before = [o for o in rows[line] if o.period == "prior"]
            if len(before) > 1:
                before = [o for o in before if o.measure == _base_measure(change)]
            if len(now) == 1 and len(before) == 1 and (has_amount(now[0]) or has_amount(before[0])):
                yield _Compared(
                    change, now[0], before[0], ("col", change.col) if line[0] == "row" else ("row", change.row)
                )
                break


def _lines(o: Observation) -> Iterator[tuple[object, ...]]:
    """The row and the column of a figure, as far as they are about one thing."""
    about = (
        o.panel,
        o.class_system,
        (o.concept or "").removesuffix(OF_YEAR),
        o.source_of_funds,
        o.expenditure_type,
        o.entity,
        o.project,
    )
    yield ("row", o.row, *about)
    yield ("col", o.col, *about)


def _base_measure(change: Observation) -> str | None:
    words = "".join(change.header_path) + (change.row_label or "")
    return next((measure for way, measure in _COMPARED_WITH if way.search(words)), None)


def _difference(ledger: Ledger, rule: Rule, one: _Compared, signed: bool) -> Instance:
    """change = now − before, blanks as none; in a column without any sign the size alone."""
    addends: list[Weighted] = [(o, w) for o, w in ((one.now, ONE), (one.before, MINUS)) if has_amount(o)]
    proves = len(addends) > 1
    claim = sum_claim(one.change, addends, proves)
    if not signed and outcome_of(replace(claim, proves=True)).violated:
        turned: list[Weighted] = [(o, -w) for o, w in addends]
        other = sum_claim(one.change, turned, proves)
        addends, claim = (addends, claim) if outcome_of(replace(other, proves=True)).violated else (turned, other)
    return Instance(rule, Shape.SUM, claim, ((one.change, ONE), *addends), _about(ledger, one))


def _percentage(ledger: Ledger, rule: Rule, one: _Compared, signed: bool) -> Instance:
    """percentage = (now − before) / before; a column of bare fractions, or of sizes without a sign, is judged as what
    it prints.
    """
    if not has_amount(one.now) or not has_amount(one.before):
        return Instance(rule, Shape.RATIO, undecided("not_applicable"), ((one.change, ONE),), _about(ledger, one))
    as_printed, turned = (
        percentage_of(rule, one.change, ((one.now, way), (one.before, -way)), ((one.before, ONE),), _about(ledger, one))
        for way in (ONE, MINUS)
    )
    outcome = outcome_of(as_printed.claim)
    if outcome.violated and not signed and not outcome_of(turned.claim).violated:
        return turned
    if outcome.violated and _is_fraction(one, outcome.rhs):
        return replace(as_printed, claim=undecided("not_applicable"))
    return as_printed


def _is_fraction(one: _Compared, computed: Decimal | None) -> bool:
    """Whether the change is printed as a fraction (0.05) and not as a percentage."""
    bare = "%" not in one.change.value_reported and "％" not in one.change.value_reported
    return bare and computed is not None and abs((one.change.amount or 0) * _AS_FRACTION - computed) < 1


def _about(ledger: Ledger, one: _Compared) -> tuple[str, ...]:
    o = one.change
    return (
        ledger.title(o),
        *o.row_path,
        o.row_label or "",
        *o.header_path,
        o.source_of_funds or "",
        o.expenditure_type or "",
        o.entity or "",
        o.project or "",
    )
