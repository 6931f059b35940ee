"""Whose change it is where grammar leaves it open: behind the one part that was named of a whole
(收入总计…，其中年初结转…，较上年增加…), the arithmetic tells.

Whose kind of expenditure it is that a sentence begins with, behind a list of kinds of one class that lacks just that
amount. And which total of its side a 收入 or 支出合计 is that does not call itself the year's: with a balance among its
parts, or with the amount of the tables' total, the one with balances.

How clauses are read is left to `fiscal.cleaning.discourse.clause_reading`; whether a change is right is judged by the
expectations."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

from fiscal import lexicon
from fiscal.cleaning.discourse.lists.completeness import WITH_BALANCE
from fiscal.cleaning.discourse.record.record import Record
from fiscal.cleaning.discourse.record.statements import Draft, Statement
from fiscal.cleaning.grammar.filing_names import FilingNames
from fiscal.cleaning.grammar.subject_concepts import kind_of_class
from fiscal.model.amounts import YUAN_PER_UNIT

_HUNDRED = Decimal(100)
_SIDE_SUM = lexicon.pattern("clauses.side_sum")
"""A sum of one side whose name leaves open whether balances are counted."""
_BALANCES = frozenset(balance for balance, _ in WITH_BALANCE.values())


def attribute_rests(record: Record) -> None:
    """Give a kind of expenditure to the class whose list of kinds it stands right behind where it is what they leave of
    it: 商品和服务支出100，其中：公用经费30，较上年减少5。专项业务经费70.
    """
    told = [d.number for d in record.drafts if d.relation == "value" and d.money and d.figure is not None]
    for before, draft in ((record.draft(a), record.draft(b)) for a, b in pairwise(told)):
        if before.listed is None or before.part_of is None:
            continue
        whole = record.draft(before.part_of)
        if draft.part_of == whole.number or not draft.measured_like(whole):
            continue
        meaning = kind_of_class(draft.meaning, whole.meaning)
        if meaning is None or not _is_the_rest(draft, record.parts(before.listed), whole):
            continue
        if draft.listed is not None:
            record.remove_part(draft.number, draft.listed)
        listed = record.listing(before.listed)
        record.change_list(listed.number, parts=(*listed.parts, draft.number), named=(*listed.named, draft.statement))
        record.change_draft(draft.number, part_of=whole.number, listed=listed.number)
        record.change_statement(draft.statement, meaning=meaning, listed=listed.number)
        for said in record.said_of(draft.statement):
            record.change_draft(said.number, meaning=meaning)


def _is_the_rest(draft: Draft, parts: Sequence[Draft], whole: Draft) -> bool:
    """Whether an amount is exactly what parts of other kinds leave of their whole."""
    figures = [d.figure for d in (draft, *parts) if d.figure is not None and d.measured_like(whole)]
    return (
        whole.figure is not None
        and all(d.meaning.kind != draft.meaning.kind for d in parts)
        and {f.unit for f in figures} == {whole.figure.unit}
        and sum(f.value for f in figures) == whole.figure.value
    )


def attribute_changes(record: Record) -> None:
    """Give an amount and a percentage of change to the whole where they are right of it and wrong of the part behind
    which they stand.
    """
    for number in [d.number for d in record.drafts if d.measure == "change_abs" and d.figure is not None]:
        amount = record.draft(number)
        part = record.statement(amount.statement)
        whole, of_part = record.whole_over(part), record.said_of(part.number)
        share = next(
            (d for d in of_part if d.measure == "change_pct" and d.base == amount.base and d.figure is not None),
            None,
        )
        of_whole = record.said_of(whole.number) if whole is not None else []
        if whole is None or share is None or any(d.relation == "change" for d in of_whole):
            continue
        if _fits(of_whole, amount, share) and not _fits(of_part, amount, share):
            record.say_of(amount.number, whole)
            record.say_of(share.number, whole)


def attribute_totals(record: Record, filing_names: FilingNames) -> None:
    """Give a 收入 or 支出合计, taken for the year's, the meaning of the total with balances where its parts or the
    tables say so.
    """
    held = [*record.drafts]
    with_balance = {
        record.draft(d.part_of).statement for d in held if d.part_of is not None and d.meaning.concept in _BALANCES
    }
    for statement in [record.statement(number) for number in dict.fromkeys(d.statement for d in held)]:
        concept = statement.meaning.concept or ""
        if (
            concept not in WITH_BALANCE
            or statement.meaning.source is not None
            or not _SIDE_SUM.fullmatch(statement.label)
        ):
            continue
        _, total = WITH_BALANCE[concept]
        said = record.said_of(statement.number)
        if statement.number in with_balance or _stated_as(statement, said, total, filing_names) > _stated_as(
            statement, said, concept, filing_names
        ):
            meaning = replace(statement.meaning, concept=total)
            record.change_statement(statement.number, meaning=meaning)
            for draft in said:
                record.change_draft(draft.number, meaning=meaning)


def _stated_as(statement: Statement, said: Iterable[Draft], concept: str, filing_names: FilingNames) -> bool:
    """Whether the tables report the statement's amount under the concept."""
    meaning = statement.meaning
    for draft in said:
        factor = YUAN_PER_UNIT.get(draft.figure.unit) if draft.figure is not None else None
        if draft.relation != "value" or draft.figure is None or factor is None:
            continue
        stated = filing_names.stated(
            meaning.class_system, concept, draft.measure, draft.fiscal_year, None, None, meaning.kind
        )
        if stated is not None and stated.value_yuan == draft.figure.value * factor:
            return True
    return False


def _fits(said: Iterable[Draft], amount: Draft, share: Draft) -> bool:
    """Whether the change in per cent is what the change in amount is of the value before it, as exactly as it is
    printed.
    """
    values = [
        d.figure.value
        for d in said
        if d.relation == "value" and d.money and d.period == "current" and d.figure is not None
    ]
    if amount.figure is None or share.figure is None:
        return False
    change = -amount.figure.value if amount.direction == "decrease" else amount.figure.value
    place = Decimal(1).scaleb(-share.figure.places)
    return any(v != change and abs(abs(change / (v - change)) * _HUNDRED - share.figure.value) <= place for v in values)
