"""Which stated parts make up which stated whole.

What words open a list is left to the grammar, whether the parts are all to `completeness`.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

from fiscal.cleaning.discourse.lists.completeness import SPLITS
from fiscal.cleaning.grammar.statements import Composition, Draft, Statement
from fiscal.cleaning.grammar.subject_concepts import Meaning
from fiscal.cleaning.terms.wholes import WHOLES

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
        complete = frozenset((k, None) for k in keys) in SPLITS and len(set(keys)) == len(keys)
        for part in stated:
            part.complete, part.listing = complete, 0
