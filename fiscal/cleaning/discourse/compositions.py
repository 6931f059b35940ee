"""Which stated parts make up which stated whole, and whether the parts are said to be all.

The wording decides first (包括, 主要包括, 等), then the structure: parts that are known to split their whole, classes
of one level, shares that stand beside each, a numbered list. What words open a list is left to the grammar, whether the
sum is right to the expectations."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from fiscal.cleaning.grammar.statements import Composition, Draft, Statement
from fiscal.cleaning.grammar.subject_concepts import Meaning
from fiscal.cleaning.terms.wholes import WHOLES
from fiscal.model.classification import CLASSIFICATIONS

_SPLITS: tuple[frozenset[tuple[str, str | None]], ...] = tuple(
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
_CHILDREN = {
    "vehicle_total": ("vehicle_purchase", "vehicle_operation"),
    "three_public_total": ("abroad", "reception", "vehicle_total", "vehicle_purchase", "vehicle_operation"),
}


def attach(
    composition: Composition | None, statement: Statement, draft: Draft, listed: dict[tuple[int, str], Composition]
) -> None:
    """Make a draft a part of the innermost whole that states the same measure; what the whole's parts name a second
    time is no further part.
    """
    while composition is not None:
        _own_the_outer_whole(composition, statement)
        whole = composition.whole.value(draft) if composition.whole is not statement else None
        if _apart(draft.meaning.concept or "", composition.whole.meaning.concept or ""):
            return
        if whole is not None:
            if _part_of_a_part(draft, composition, whole):
                return
            if draft is not whole:
                composition.named.append(statement)
            source = None if draft.meaning.class_system == "three_public" else draft.meaning.source
            name = (
                id(whole),
                f"{draft.meaning.concept or draft.label}/{draft.meaning.kind}/{draft.meaning.project}/{source}",
            )
            if draft is not whole and (name not in listed or _another_of_that_name(draft, composition, whole)):
                listed[name] = composition
                draft.part_of, draft.listed = whole, composition
                composition.parts.append(draft)
            elif draft is not whole and listed[name] is not composition:
                composition.repeats = True
            return
        composition = composition.outer


def _apart(part: str, whole: str) -> bool:
    """Whether the one is no part of the other by what both are: meetings of the 三公 expenses, the retired of those in
    post, those who are there of the posts.
    """
    if whole == "three_public_total":
        return part in ("meeting", "training")
    if whole.startswith("staff_authorised"):
        return part.startswith("staff_") and not part.startswith("staff_authorised")
    if whole in ("staff_in_post", "staff_actual"):
        return part.startswith("staff_authorised") or (whole == "staff_in_post" and part.startswith("staff_retired"))
    return False


def _own_the_outer_whole(composition: Composition, statement: Statement) -> None:
    """A numbered list behind the last part of another one that names that list's parts again tells of its whole, and
    not of that part.
    """
    outer = composition.whole.whole
    if composition.place != "block" or outer is None or composition.parts:
        return
    if statement.meaning.concept is not None and any(_alike(s.meaning, statement.meaning) for s in outer.named):
        composition.whole = outer.whole


def _alike(one: Meaning, other: Meaning) -> bool:
    return (one.class_system, one.concept, one.kind, one.project) == (
        other.class_system,
        other.concept,
        other.kind,
        other.project,
    )


def _another_of_that_name(draft: Draft, composition: Composition, whole: Draft) -> bool:
    """Whether the list has an entry of the same meaning and another amount: 上年结转 behind one fund's income and again
    behind another's is of those funds.

    Where no funds stand before the two, it stays open what they are, and whether the list is complete.
    """
    same = next(
        (
            p
            for p in composition.parts
            if p.part_of is whole and _alike(p.meaning, draft.meaning) and p.meaning.source == draft.meaning.source
        ),
        None,
    )
    if (
        same is None
        or same.figure is None
        or draft.figure is None
        or same.figure.value == draft.figure.value
        or same.passage != draft.passage
    ):
        return False
    at = composition.parts.index(same)
    funds = [composition.parts[i].meaning.source if i >= 0 else None for i in (at - 1, len(composition.parts) - 1)]
    told = None not in funds and funds[0] != funds[1]
    composition.open_list = composition.open_list or not told
    for part, source in zip((same, draft), funds, strict=True):
        part.meaning = replace(part.meaning, source=source) if told else replace(part.meaning, concept=None)
        part.statement.meaning = part.meaning
        if not told:
            part.status, part.reason = "ambiguous", "subject_unknown"
    return True


def _part_of_a_part(draft: Draft, composition: Composition, whole: Draft) -> bool:
    """Whether the list has already named what the draft is a part of by definition (公务用车购置及运行费,
    公务用车运行费).
    """
    concept = draft.meaning.concept or ""
    return any(p.part_of is whole and p.meaning.concept == WHOLES.get(concept, "") for p in composition.parts)


def ends_at_semicolon(composition: Composition) -> bool:
    """Whether a list inside a sentence is over where a semicolon stands: none parts its entries, and they split the
    whole, or other counts follow.
    """
    if len(composition.parts) < 2 or composition.semicolons:
        return False
    return _known_split(composition.parts) or all(p.relation == "count" for p in composition.parts)


def settle(compositions: Iterable[Composition]) -> None:
    """Decide for every composition whether its parts are all, measure by measure; of two listings of one whole (by
    funds, by function) each on its own.

    A later one that names parts of an earlier one again is not all; one without a balance may be of the year's sum that
    is named within the total."""
    listings: Counter[int] = Counter()
    compositions = list(compositions)
    divided = {id(p.part_of): p for c in compositions for p in c.parts if _is_years_sum(p.meaning)}
    for composition in compositions:
        by_whole: dict[int, list[Draft]] = defaultdict(list)
        for part in composition.parts:
            by_whole[id(part.part_of)].append(part)
        for whole, parts in by_whole.items():
            of_year = (
                whole in divided
                and divided[whole] not in parts
                and not any(p.meaning.concept in _BALANCES for p in parts)
            )
            complete = None if composition.repeats or of_year else _is_complete(composition, parts)
            for part in parts:
                part.complete, part.listing = complete, listings[whole]
            listings[whole] += 1
            _unname_alike(parts)


def _is_years_sum(meaning: Meaning) -> bool:
    return meaning.concept in WITH_BALANCE and meaning.source in (None, "total") and meaning.kind in (None, "total")


def _unname_alike(parts: list[Draft]) -> None:
    """A part that bears its whole's name and is less (本年收入合计, 包括本年收入, 上年结转) leaves open what either of
    the two is.

    A sum that does not call itself the year's (收入合计, 包括本年收入, 上年结转) is the one with the balance that is
    listed under it."""
    for part in parts:
        whole = part.part_of
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
        if "本年" not in whole.label and any(p.meaning.concept == balance for p in parts):
            for draft in whole.statement.drafts:
                draft.meaning = replace(draft.meaning, concept=total)
            continue
        for draft in (*part.statement.drafts, *whole.statement.drafts):
            draft.meaning = replace(draft.meaning, concept=None)
            draft.status, draft.reason = "ambiguous", "subject_unknown"


def _is_complete(composition: Composition, parts: list[Draft]) -> bool | None:
    if composition.open_list or composition.said is False or _mixed(composition, parts):
        return False
    if len(parts) < 2:
        return None
    if composition.entries and {e for p in parts for e in p.items} & set(composition.entries) != set(
        composition.entries
    ):
        return None
    if any(p.relation == "change" for p in parts):
        return True if _known_split(parts) else None
    if composition.said or composition.by_kinds or _known_split(parts):
        return True
    if _lacks_an_entry(parts):
        return None
    return (
        True
        if _one_level(parts) or _shares_beside(parts) or _residual(parts) or composition.level is not None
        else None
    )


def _lacks_an_entry(parts: list[Draft]) -> bool:
    """Whether a list that only 其中 or its numbers announce lacks as much of its whole as one of its entries, so that
    an entry may not be named.
    """
    whole = parts[0].part_of
    if whole is None or whole.figure is None:
        return False
    amounts = [p.figure.value for p in parts if p.figure is not None and p.figure.value]
    lacking = whole.figure.value - sum(amounts, Decimal(0))
    return lacking > 0 and lacking >= min(amounts, default=Decimal(0))


def _mixed(composition: Composition, parts: list[Draft]) -> bool:
    """Whether a list counts what stands before its parts in another unit than its whole
    (房屋2345平方米，汽车3辆，其他资产12万元).
    """
    first = next((i for i, s in enumerate(composition.begun) if s is parts[0].statement), 0)
    return any(d.relation in ("value", "count") and not d.repeats for s in composition.begun[:first] for d in s.drafts)


def _known_split(parts: list[Draft]) -> bool:
    keys = {(p.meaning.concept or "", p.meaning.kind) for p in parts}
    return any(split <= keys for split in _SPLITS)


def _one_level(parts: list[Draft]) -> bool:
    systems = {p.meaning.class_system for p in parts}
    if len(systems) != 1 or not systems <= {*CLASSIFICATIONS}:
        return False
    return len({len(p.meaning.concept or "") for p in parts}) == 1


def _shares_beside(parts: list[Draft]) -> bool:
    shares = [
        next((d.figure.value for d in p.statement.drafts if d.relation == "share" and d.figure), None) for p in parts
    ]
    return abs(sum((s for s in shares if s is not None), Decimal(0)) - 100) <= 1 and None not in shares


def _residual(parts: list[Draft]) -> bool:
    """Whether what is left over closes the list; a balance may stand behind it."""
    sums = [p for p in parts if p.meaning.concept not in _BALANCES]
    return bool(sums) and sums[-1].label.startswith(("其他", "其它"))


_OF_AN_OPEN_SCOPE = frozenset(
    {
        "internal_offices",
        "subordinate_bodies",
        "project_funds_covered",
        "projects_with_targets",
        "projects_monitored",
        "projects_self_evaluated",
    }
)


def keep_only_agreed_scopes(drafts: list[Draft]) -> None:
    """Staff, offices, and projects with what they cost are told for bodies, funds and kinds that the words leave open
    (整体支出, 一级项目): where one name has several amounts none is the publisher's single figure, and they keep their
    label but no concept."""
    values: dict[tuple[object, ...], set[object]] = defaultdict(set)

    def told(draft: Draft) -> tuple[object, ...]:
        return draft.meaning.concept, draft.meaning.source, draft.body, draft.fiscal_year, draft.measure

    scoped = [d for d in drafts if d.figure is not None and d.relation in ("value", "count", "part", "target")]
    scoped = [d for d in scoped if d.meaning.class_system == "staff" or d.meaning.concept in _OF_AN_OPEN_SCOPE]
    for draft in scoped:
        values[told(draft)].add(draft.figure.value if draft.figure else None)
    for draft in [d for d in scoped if len(values[told(d)]) > 1]:
        draft.meaning = replace(draft.meaning, concept=None)


def attach_children(drafts: list[Draft]) -> None:
    """三公 parts that stand in their own sentences belong to the last stated whole of the same measure; they are all
    where they split it.
    """
    last: dict[tuple[str, str | None, str, int | None, str], Draft] = {}
    parts: dict[int, list[Draft]] = defaultdict(list)
    for draft in drafts:
        concept = draft.meaning.concept
        if (
            draft.meaning.class_system != "three_public"
            or concept is None
            or draft.relation not in ("value", "change")
            or draft.measure == "change_pct"
        ):
            continue
        key = (draft.measure, draft.period, draft.fiscal_year, draft.kind)
        if draft.part_of is None and draft.relation == "value":
            whole = next(
                (last[w, *key] for w, children in _CHILDREN.items() if concept in children and (w, *key) in last), None
            )
            if whole is not None and concept not in {p.meaning.concept for p in parts[id(whole)]}:
                draft.part_of = whole
        if draft.part_of is not None:
            parts[id(draft.part_of)].append(draft)
        last[concept, *key] = draft
    for stated in parts.values():
        if len({id(p.listed) for p in stated}) == 1 and stated[0].listed is not None:
            continue
        keys = [p.meaning.concept or "" for p in stated]
        complete = frozenset((k, None) for k in keys) in _SPLITS and len(set(keys)) == len(keys)
        for part in stated:
            part.complete, part.listing = complete, 0
