"""Whether the parts that are listed of a whole are said to be all.

The wording decides first (包括, 主要包括, 等), then the structure: parts that are known to split their whole, classes
of one level, shares that stand beside each, a numbered list. Whether the sum is right is left to the expectations.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from fiscal.cleaning.discourse.record.record import VALUES, Record
from fiscal.cleaning.discourse.record.statements import Composition, Draft, DraftNo
from fiscal.cleaning.grammar.subject_concepts import Meaning
from fiscal.model.classification import CLASSIFICATIONS
from fiscal.model.vocabulary import APPROPRIATED

SPLITS: tuple[frozenset[tuple[str, str | None]], ...] = tuple(
    frozenset(s)
    for s in (
        {("expenditure_current", "basic"), ("expenditure_current", "project")},
        {("expenditure_current", "personnel"), ("expenditure_current", "public")},
        {("procurement_goods", None), ("procurement_works", None), ("procurement_services", None)},
        {("abroad", None), ("reception", None), ("vehicle_total", None)},
        {("abroad", None), ("reception", None), ("vehicle_purchase", None), ("vehicle_operation", None)},
        {("vehicle_purchase", None), ("vehicle_operation", None)},
        {("carryover_in", None), ("income_current", None)},
        {("carryover_out", None), ("expenditure_current", "total")},
    )
)


_BALANCES = ("carryover_in", "carryover_out", "surplus_used")


WITH_BALANCE = {
    "income_current": ("carryover_in", "income_total"),
    "expenditure_current": ("carryover_out", "expenditure_total"),
}
"""The balance and the total with it, by the year's own sum."""


def ends_at_semicolon(listing: Composition, parts: Sequence[Draft]) -> bool:
    """Whether a list inside a sentence is over where a semicolon stands: none parts its entries, and they split the
    whole, or other counts follow.
    """
    if len(parts) < 2 or listing.semicolons:
        return False
    return _known_split(parts) or all(p.relation == "count" for p in parts)


def settle(record: Record) -> None:
    """Decide for every list whether its parts are all, measure by measure; of two listings of one whole (by funds, by
    function) each on its own.

    A later one that names parts of an earlier one again is not all; one without a balance may be of the year's sum that
    is named within the total."""
    listings: Counter[DraftNo | None] = Counter()
    divided = {p.part_of: p.number for c in record.lists for p in record.parts(c.number) if _is_years_sum(p.meaning)}
    for listing in [*record.lists]:
        by_whole: dict[DraftNo | None, list[DraftNo]] = defaultdict(list)
        for part in record.parts(listing.number):
            by_whole[part.part_of].append(part.number)
        for whole, numbers in by_whole.items():
            parts = [record.draft(n) for n in numbers]
            of_year = (
                whole in divided
                and divided[whole] not in numbers
                and not any(p.meaning.concept in _BALANCES for p in parts)
            )
            complete = None if listing.repeats or of_year else _is_complete(record, listing, parts)
            for number in numbers:
                record.change_draft(number, complete=complete, listing=listings[whole])
            listings[whole] += 1
            _unname_alike(record, numbers)


def _is_years_sum(meaning: Meaning) -> bool:
    return meaning.concept in WITH_BALANCE and meaning.source in (None, "total") and meaning.kind in (None, "total")


def _unname_alike(record: Record, numbers: Sequence[DraftNo]) -> None:
    """A part that bears its whole's name and is less (本年收入合计, 包括本年收入, 上年结转) leaves open what either of
    the two is.

    A sum that does not call itself the year's (收入合计, 包括本年收入, 上年结转) is the one with the balance that is
    listed under it."""
    for number in numbers:
        part = record.draft(number)
        whole = record.draft(part.part_of) if part.part_of is not None else None
        if (
            whole is None
            or whole.meaning != part.meaning
            or part.meaning.concept is None
            or part.figure is None
            or whole.figure is None
        ):
            continue
        if part.figure.value == whole.figure.value:
            continue
        balance, total = WITH_BALANCE.get(part.meaning.concept, ("", ""))
        of_whole = record.said_of(whole.statement)
        if "本年" not in whole.label and any(record.draft(n).meaning.concept == balance for n in numbers):
            for draft in of_whole:
                record.change_draft(draft.number, meaning=replace(draft.meaning, concept=total))
            continue
        for draft in (*record.said_of(part.statement), *of_whole):
            meaning = replace(draft.meaning, concept=None)
            record.change_draft(draft.number, meaning=meaning, status="ambiguous", reason="subject_unknown")


def _is_complete(record: Record, listing: Composition, parts: Sequence[Draft]) -> bool | None:
    if listing.open_list or listing.said is False or _mixed(record, listing, parts):
        return False
    if len(parts) < 2:
        return None
    entries = {*listing.entries}
    if entries and {e for p in parts for e in p.items} & entries != entries:
        return None
    whole = record.draft(parts[0].part_of) if parts[0].part_of is not None else None
    if any(p.relation == "change" for p in parts):
        return True if _known_split(parts) or _all_funds(whole, parts) else None
    if listing.said or listing.by_kinds or _known_split(parts):
        return True
    if _lacks_an_entry(whole, parts):
        return None
    return (
        True
        if _one_level(parts)
        or _all_funds(whole, parts)
        or _shares_beside(record, parts)
        or _residual(parts)
        or listing.level is not None
        else None
    )


def _lacks_an_entry(whole: Draft | None, parts: Iterable[Draft]) -> bool:
    """Whether a list that only 其中 or its numbers announce lacks as much of its whole as one of its entries, so that
    an entry may not be named.
    """
    if whole is None or whole.figure is None:
        return False
    amounts = [p.figure.value for p in parts if p.figure is not None and p.figure.value]
    lacking = whole.figure.value - sum(amounts, Decimal(0))
    return lacking > 0 and lacking >= min(amounts, default=Decimal(0))


def _mixed(record: Record, listing: Composition, parts: Sequence[Draft]) -> bool:
    """Whether a list counts what stands before its parts in another unit than its whole
    (房屋2345平方米，汽车3辆，其他资产12万元).
    """
    first = next((i for i, s in enumerate(listing.begun) if s == parts[0].statement), 0)
    before = (d for s in listing.begun[:first] for d in record.said_of(s))
    return any(d.relation in VALUES and not d.repeats for d in before)


def _known_split(parts: Iterable[Draft]) -> bool:
    keys = {(p.meaning.concept or "", p.meaning.kind) for p in parts}
    return any(split <= keys for split in SPLITS)


def _all_funds(whole: Draft | None, parts: Iterable[Draft]) -> bool:
    """Whether the parts of what the treasury appropriates are those from each fund there is, once each; a balance may
    stand beside them.
    """
    funds = [
        p.meaning.source or "" for p in parts if p.meaning.concept not in _BALANCES and p.meaning.source != "carryover"
    ]
    of_all = whole is not None and whole.meaning.source == "fiscal"
    return of_all and sorted(funds) == sorted(APPROPRIATED)


def _one_level(parts: Iterable[Draft]) -> bool:
    systems = {p.meaning.class_system for p in parts}
    if len(systems) != 1 or not systems <= {*CLASSIFICATIONS}:
        return False
    return len({len(p.meaning.concept or "") for p in parts}) == 1


def _shares_beside(record: Record, parts: Iterable[Draft]) -> bool:
    shares = [
        next((d.figure.value for d in record.said_of(p.statement) if d.relation == "share" and d.figure), None)
        for p in parts
    ]
    return abs(sum((s for s in shares if s is not None), Decimal(0)) - 100) <= 1 and None not in shares


def _residual(parts: Iterable[Draft]) -> bool:
    """Whether what is left over closes the list; a balance may stand behind it."""
    sums = [p for p in parts if p.meaning.concept not in _BALANCES]
    return bool(sums) and sums[-1].label.startswith(("其他", "其它"))
