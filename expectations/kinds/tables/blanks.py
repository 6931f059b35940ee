"""Amounts of the prose for which the table has a blank (`prose_against_blank`): a contradiction where the table's own
sums leave nothing for the cell.

Reports that both have a figure are compared by `expectations.kinds.tables.agreement`; a blank that nothing shows to be
none proves nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

from expectations.catalogue.figure_formulas import ProseAgainstBlank
from expectations.catalogue.rules import Rule
from expectations.claims.figures import amount_in, equal_claim, has_amount, scale_in_print, sum_claim, undecided
from expectations.claims.instance import Instance, Shape
from expectations.claims.sentences import figure, place_en, place_zh
from expectations.claims.verdict import ONE, ZERO, outcome_of
from expectations.filing.case import MONEY_MEASURES, SUMMED, Ledger, label_of
from expectations.kinds.prose.absence import says_empty
from expectations.kinds.shared.scope import in_scope
from expectations.kinds.shared.statements import STATED
from fiscal.model.contract import Observation
from fiscal.reconciliation.reconcile import FactKey, key_of


def prose_against_blank(ledger: Ledger, rule: Rule) -> Iterator[Instance]:
    """One instance a fact that the prose states and every table that has a cell for it leaves blank."""
    assert isinstance(rule.formula, ProseAgainstBlank)
    identity = ledger.case.identity
    told: dict[FactKey, Observation] = {}
    for o in ledger.prose:
        if (
            o.relation in STATED
            and o.status == "ok"
            and o.measure in MONEY_MEASURES
            and o.amount
            and (key := key_of(o, identity)) is not None
        ):
            told.setdefault(key, o)
    concepts = {(key.class_system, key.concept) for key in told}
    blanks: dict[FactKey, list[Observation]] = defaultdict(list)
    reported: set[FactKey] = set()
    for o in ledger.case.observations:
        if (
            o.table_no is None
            or (o.class_system, o.concept) not in concepts
            or o.measure not in MONEY_MEASURES
            or not in_scope(o.table_family, rule.scope)
        ):
            continue
        key = key_of(o, identity) or key_of(replace(o, value_yuan=ZERO), identity)
        if key is not None and o.amount is not None:
            reported.add(key)
        elif key is not None and o.value_state in ("blank", "dash") and o.row_role in SUMMED and o.col_role in SUMMED:
            blanks[key].append(o)
    for key, said in told.items():
        if key in blanks and key not in reported:
            yield _instance(ledger, rule, key, said, blanks[key])


def _instance(ledger: Ledger, rule: Rule, key: FactKey, said: Observation, blanks: list[Observation]) -> Instance:
    about = key.about()
    blank, whole = next(
        ((b, w) for b in blanks if (w := _leaves_nothing(ledger, b, said)) is not None), (blanks[0], None)
    )
    table = ledger.tables.get(blank.table_no or 0)
    note = next((n for n in table.notes if says_empty(n)), None) if table is not None else None
    terms = tuple((o, ONE) for o in (said, blank, whole) if o is not None)
    label, at_zh, at_en = label_of(blank) or label_of(said), place_zh(ledger, blank), place_en(ledger, blank)
    if whole is None and note is None:
        saying = (
            f"{place_zh(ledger, said)}“{label_of(said)}”{figure(said)}，{at_zh}“{label}”未填列，无法核对。",
            (
                f"{place_en(ledger, said)}, {label_of(said)} {figure(said)}; {label} in {at_en} is blank, so it cannot"
                " be compared."
            ),
        )
        return Instance(rule, Shape.STATEMENT, undecided("insufficient_data", said.unit), terms, about, saying=saying)
    amount = amount_in(said, scale_in_print(said))
    why_zh, why_en = (
        (f"“{label_of(whole)}”{figure(whole)}不含此数", f"{label_of(whole)} {figure(whole)} adds up without it")
        if whole is not None
        else (note, note)
    )
    saying = (
        f"{place_zh(ledger, said)}“{label_of(said)}”{figure(said)}，但{at_zh}“{label}”为空（{why_zh}）。",
        f"{place_en(ledger, said)}, {label_of(said)} {figure(said)}, but {label} in {at_en} is blank ({why_en}).",
    )
    return Instance(
        rule, Shape.STATEMENT, equal_claim(amount, 0, said.unit, rule.tolerance), terms, about, saying=saying
    )


def _leaves_nothing(ledger: Ledger, blank: Observation, said: Observation) -> Observation | None:
    """The total that the other cells of its row or column add up to, so that nothing like the stated amount is left for
    the blank.
    """
    if blank.table_no is None:
        return None
    row = (
        (ledger.cells.get((blank.table_no, blank.parent_row, blank.col)), ledger.parts_of)
        if blank.parent_row is not None and blank.col is not None
        else None
    )
    col = (
        (ledger.cells.get((blank.table_no, blank.row, blank.parent_col)), ledger.columns_of)
        if blank.parent_col is not None and blank.row is not None
        else None
    )
    for whole, parts_of in (line for line in (row, col) if line is not None):
        if whole is None or not has_amount(whole):
            continue
        parts = [(p, ONE) for p in parts_of(whole) if has_amount(p)]
        without = outcome_of(sum_claim(whole, parts))
        if (
            parts
            and without.verdict in ("exact", "rounding")
            and outcome_of(sum_claim(whole, [*parts, (said, ONE)])).violated
        ):
            return whole
    return None
