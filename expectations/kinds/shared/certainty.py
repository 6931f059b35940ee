"""How sure it is that figures which differ are reports of one fact: sure enough to accuse, or only to ask.

Words of the narrative leave funds, bodies and balances open where a table prints them. So a difference between prose
and tables accuses where it looks like a slip of one figure, or where the tables have one amount only that can be meant;
all else is a warning. Which figures are compared is left to the rules."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from expectations.catalogue.explanations import digits_of
from expectations.claims.figures import scale_in_print
from expectations.claims.verdict import ZERO
from expectations.filing.case import Ledger, is_balance
from expectations.kinds.shared.settings import KNOWN_AGAIN, LIKELY_SLIP, NEAR, SENTENCES_AFTER, TOLD_APART
from expectations.suspects.misreading import kind_of
from fiscal.model.amounts import decimal_places, normal
from fiscal.model.contract import Observation

_OF_A_BODY = "performance_unit"
"""The form of targets of a whole body: its tasks need not be all that is spent."""
_WITH_AND_WITHOUT = (("income_total", "income_current"), ("expenditure_total", "expenditure_current"))
"""Totals that count balances, and those of the year alone."""


def one_fact(ledger: Ledger, first: Observation, differing: Sequence[Observation]) -> bool:
    """Whether at least one of the reports that differ from the first is surely of the same fact."""
    return any(_sure(ledger, first, o) for o in differing)


def _sure(ledger: Ledger, a: Observation, b: Observation) -> bool:
    if _left_out_of_form(a, b) or _left_out_of_form(b, a):
        return False
    if a.table_no is not None and b.table_no is not None:
        return True
    if a.table_no is None and b.table_no is None and not (_names_its_subject(a) and _names_its_subject(b)):
        return False
    if any(
        _may_count_balances(ledger, x, y) or _says_balance(ledger, x, y) or _of_other_totals(ledger, x, y)
        for x, y in ((a, b), (b, a))
    ):
        return False
    if _looks_like_a_slip(a, b):
        return True
    said, printed = (a, b) if a.table_no is None else (b, a)
    return (
        printed.table_no is not None
        and not _printed_elsewhere(ledger, said)
        and len(_amounts_of_concept(ledger, printed)) == 1
    )


def _names_its_subject(said: Observation) -> bool:
    """Whether the prose says what a figure is of where it states it, rather than sentences before."""
    return said.row_label is None or normal(said.row_label) in normal(said.quote or "")


def _left_out_of_form(form: Observation, other: Observation) -> bool:
    """Whether a body's form of targets states less than is reported elsewhere."""
    return form.table_family == _OF_A_BODY != other.table_family and (form.amount or ZERO) < (other.amount or ZERO)


def _may_count_balances(ledger: Ledger, printed: Observation, said: Observation) -> bool:
    """Whether a table that has balances beside the year's money may count them in a figure of which the prose states
    less.
    """
    gap = (printed.amount or ZERO) - (said.amount or ZERO)
    if printed.table_no is None or said.table_no is not None or gap <= 0:
        return False
    return any(
        (o.amount or ZERO) >= gap
        for o in ledger.sheets.get(printed.table_no, ())
        if o.period == printed.period and o.value_yuan and is_balance(o)
    )


def _says_balance(ledger: Ledger, said: Observation, other: Observation) -> bool:
    """Whether the prose says right behind a figure that a balance of just the difference is among it
    (1.本年下达300万元；2.结转上年80万元).
    """
    gap = (said.amount or ZERO) - (other.amount or ZERO)
    if said.table_no is not None or said.sentence_no is None or gap <= 0:
        return False
    behind = range(said.sentence_no, said.sentence_no + SENTENCES_AFTER + 1)
    return any(o.amount == gap and o.sentence_no in behind and is_balance(o) for o in ledger.prose)


def _of_other_totals(ledger: Ledger, a: Observation, b: Observation) -> bool:
    """Whether one is told as a part of a total with balances, the other as a part of the year's own."""
    wholes = [
        whole.concept for o in (a, b) if o.part_of is not None and (whole := ledger.by_id.get(o.part_of)) is not None
    ]
    return len(wholes) == 2 and any(wholes == [total, current] for total, current in _WITH_AND_WITHOUT)


def _looks_like_a_slip(a: Observation, b: Observation) -> bool:
    """Whether two figures are nearly alike, or one is the other with a plain slip; short ones are too easily."""
    x, y = a.amount or ZERO, b.amount or ZERO
    if max(digits_of(x), digits_of(y)) < TOLD_APART:
        return False
    scale = max(scale_in_print(a), scale_in_print(b))
    places = max(decimal_places(o.value_reported) for o in (a, b) if scale_in_print(o) == scale)
    slip = min(kind_of(x / scale, y / scale, places).rank, kind_of(y / scale, x / scale, places).rank)
    return abs(x - y) <= NEAR * max(abs(x), abs(y)) or slip <= LIKELY_SLIP


def _printed_elsewhere(ledger: Ledger, said: Observation) -> bool:
    """Whether a table prints the very amount that the prose states, for something else."""
    return digits_of(said.amount or ZERO) >= KNOWN_AGAIN and said.amount in ledger.printed_amounts


def _amounts_of_concept(ledger: Ledger, o: Observation) -> set[Decimal]:
    """What the tables report of the concept that year, of whatever funds and kind."""
    return ledger.amounts_of.get((o.class_system, o.concept, o.fiscal_year, o.measure, o.project), set())
