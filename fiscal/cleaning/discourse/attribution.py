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
from fiscal.cleaning.grammar.filing_names import FilingNames
from fiscal.cleaning.grammar.statements import Draft, Statement
from fiscal.cleaning.grammar.subject_concepts import kind_of_class
from fiscal.model.amounts import YUAN_PER_UNIT

_HUNDRED = Decimal(100)
_SIDE_SUM = lexicon.pattern("clauses.side_sum")
"""A sum of one side whose name leaves open whether balances are counted."""
_BALANCES = frozenset(balance for balance, _ in WITH_BALANCE.values())


def attribute_rests(drafts: Sequence[Draft]) -> None:
    """Give a kind of expenditure to the class whose list of kinds it stands right behind where it is what they leave of
    it: 商品和服务支出100，其中：公用经费30，较上年减少5。专项业务经费70.
    """
    told = [d for d in drafts if d.relation == "value" and d.money and d.figure is not None]
    for before, draft in pairwise(told):
        listed, whole = before.listed, before.part_of
        if listed is None or whole is None or draft.part_of is whole or not draft.measured_like(whole):
            continue
        meaning = kind_of_class(draft.meaning, whole.meaning)
        if meaning is None or not _is_the_rest(draft, listed.parts, whole):
            continue
        if draft.listed is not None:
            draft.listed.parts.remove(draft)
        listed.parts.append(draft)
        listed.named.append(draft.statement)
        draft.part_of, draft.listed = whole, listed
        draft.statement.meaning, draft.statement.whole = meaning, listed
        for said in draft.statement.drafts:
            said.meaning = meaning


def _is_the_rest(draft: Draft, parts: Sequence[Draft], whole: Draft) -> bool:
    """Whether an amount is exactly what parts of other kinds leave of their whole."""
    figures = [d.figure for d in (draft, *parts) if d.figure is not None and d.measured_like(whole)]
    return (
        whole.figure is not None
        and all(d.meaning.kind != draft.meaning.kind for d in parts)
        and {f.unit for f in figures} == {whole.figure.unit}
        and sum(f.value for f in figures) == whole.figure.value
    )


def attribute_changes(drafts: Iterable[Draft]) -> None:
    """Give an amount and a percentage of change to the whole where they are right of it and wrong of the part behind
    which they stand.
    """
    for amount in [d for d in drafts if d.measure == "change_abs" and d.figure is not None]:
        part = amount.statement
        whole = part.whole.whole if part.whole is not None else None
        share = next(
            (d for d in part.drafts if d.measure == "change_pct" and d.base == amount.base and d.figure is not None),
            None,
        )
        if whole is None or share is None or any(d.relation == "change" for d in whole.drafts):
            continue
        if _fits(whole, amount, share) and not _fits(part, amount, share):
            for draft in (amount, share):
                part.drafts.remove(draft)
                whole.drafts.append(draft)
                draft.statement, draft.meaning, draft.label, draft.part_of = whole, whole.meaning, whole.label, None


def attribute_totals(drafts: Iterable[Draft], filing_names: FilingNames) -> None:
    """Give a 收入 or 支出合计, taken for the year's, the meaning of the total with balances where its parts or the
    tables say so.
    """
    held = list(drafts)
    with_balance = {id(d.part_of.statement) for d in held if d.part_of is not None and d.meaning.concept in _BALANCES}
    for statement in {id(d.statement): d.statement for d in held}.values():
        concept = statement.meaning.concept or ""
        if (
            concept not in WITH_BALANCE
            or statement.meaning.source is not None
            or not _SIDE_SUM.fullmatch(statement.label)
        ):
            continue
        _, total = WITH_BALANCE[concept]
        if id(statement) in with_balance or _stated_as(statement, total, filing_names) > _stated_as(
            statement, concept, filing_names
        ):
            statement.meaning = replace(statement.meaning, concept=total)
            for draft in statement.drafts:
                draft.meaning = statement.meaning


def _stated_as(statement: Statement, concept: str, filing_names: FilingNames) -> bool:
    """Whether the tables report the statement's amount under the concept."""
    meaning = statement.meaning
    for draft in statement.drafts:
        factor = YUAN_PER_UNIT.get(draft.figure.unit) if draft.figure is not None else None
        if draft.relation != "value" or draft.figure is None or factor is None:
            continue
        stated = filing_names.stated(
            meaning.class_system, concept, draft.measure, draft.fiscal_year, None, None, meaning.kind
        )
        if stated is not None and stated.value_yuan == draft.figure.value * factor:
            return True
    return False


def _fits(statement: Statement, amount: Draft, share: Draft) -> bool:
    """Whether the change in per cent is what the change in amount is of the value before it, as exactly as it is
    printed.
    """
    values = [
        d.figure.value
        for d in statement.drafts
        if d.relation == "value" and d.money and d.period == "current" and d.figure is not None
    ]
    if amount.figure is None or share.figure is None:
        return False
    change = -amount.figure.value if amount.direction == "decrease" else amount.figure.value
    place = Decimal(1).scaleb(-share.figure.places)
    return any(v != change and abs(abs(change / (v - change)) * _HUNDRED - share.figure.value) <= place for v in values)
