"""Which stated parts make up which stated whole.

What words open a list is left to the grammar, whether the parts are all to `completeness`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from fiscal.cleaning.discourse.lists.completeness import SPLITS
from fiscal.cleaning.discourse.record.record import Record
from fiscal.cleaning.discourse.record.statements import Draft, DraftNo, ListNo, Statement
from fiscal.cleaning.grammar.subject_concepts import Meaning
from fiscal.cleaning.terms.wholes import WHOLES

_CHILDREN = {
    "vehicle_total": ("vehicle_purchase", "vehicle_operation"),
    "three_public_total": ("abroad", "reception", "vehicle_total", "vehicle_purchase", "vehicle_operation"),
}


def attach(record: Record, draft: Draft, number: ListNo | None) -> None:
    """Make a draft a part of the innermost whole that states the same measure, from the list of that number outwards;
    what the whole's parts name a second time is no further part.
    """
    statement = record.statement(draft.statement)
    while number is not None:
        _own_the_outer_whole(record, number, statement)
        owner = record.whole(record.listing(number))
        if _apart(draft.meaning.concept or "", owner.meaning.concept or ""):
            return
        whole = record.value(owner.number, draft) if owner.number != statement.number else None
        if whole is not None:
            _name_part(record, draft, number, whole)
            return
        number = record.listing(number).outer


def _name_part(record: Record, draft: Draft, number: ListNo, whole: Draft) -> None:
    """Name a draft as a part of a whole, unless it is one of a part that the list has named."""
    if _part_of_a_part(draft, record.parts(number), whole):
        return
    listing = record.listing(number)
    record.change_list(number, named=(*listing.named, draft.statement))
    source = None if draft.meaning.class_system == "three_public" else draft.meaning.source
    name = f"{draft.meaning.concept or draft.label}/{draft.meaning.kind}/{draft.meaning.project}/{source}"
    before = record.naming(whole.number, name)
    if before is None or _another_of_that_name(record, draft, number, whole):
        record.add_part(draft.number, whole.number, number, name)
    elif before != number:
        record.change_list(number, repeats=True)


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


def _own_the_outer_whole(record: Record, number: ListNo, statement: Statement) -> None:
    """A numbered list behind the last part of another one that names that list's parts again tells of its whole, and
    not of that part.
    """
    listing = record.listing(number)
    around = record.whole(listing).listed
    if listing.place != "block" or around is None or listing.parts or statement.meaning.concept is None:
        return
    outer = record.listing(around)
    if any(_alike(record.statement(n).meaning, statement.meaning) for n in outer.named):
        record.change_list(number, whole=outer.whole)


def _alike(one: Meaning, other: Meaning) -> bool:
    return (one.class_system, one.concept, one.kind, one.project) == (
        other.class_system,
        other.concept,
        other.kind,
        other.project,
    )


def _another_of_that_name(record: Record, draft: Draft, number: ListNo, whole: Draft) -> bool:
    """Whether the list has an entry of the same meaning and another amount: 上年结转 behind one fund's income and again
    behind another's is of those funds.

    Where no funds stand before the two, it stays open what they are, and whether the list is complete.
    """
    parts = record.parts(number)
    at, same = next(
        (
            (at, p)
            for at, p in enumerate(parts)
            if p.part_of == whole.number
            and _alike(p.meaning, draft.meaning)
            and p.meaning.source == draft.meaning.source
        ),
        (0, None),
    )
    if (
        same is None
        or same.figure is None
        or draft.figure is None
        or same.figure.value == draft.figure.value
        or same.passage != draft.passage
    ):
        return False
    funds = [parts[i].meaning.source if i >= 0 else None for i in (at - 1, len(parts) - 1)]
    told = None not in funds and funds[0] != funds[1]
    record.change_list(number, open_list=record.listing(number).open_list or not told)
    for part, source in zip((same, draft), funds, strict=True):
        meaning = replace(part.meaning, source=source) if told else replace(part.meaning, concept=None)
        record.change_draft(part.number, meaning=meaning)
        record.change_statement(part.statement, meaning=meaning)
        if not told:
            record.change_draft(part.number, status="ambiguous", reason="subject_unknown")
    return True


def _part_of_a_part(draft: Draft, parts: Iterable[Draft], whole: Draft) -> bool:
    """Whether the list has already named what the draft is a part of by definition (公务用车购置及运行费,
    公务用车运行费).
    """
    concept = draft.meaning.concept or ""
    return any(p.part_of == whole.number and p.meaning.concept == WHOLES.get(concept, "") for p in parts)


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


def keep_only_agreed_scopes(record: Record) -> None:
    """Staff, offices, and projects with what they cost are told for bodies, funds and kinds that the words leave open
    (整体支出, 一级项目): where one name has several amounts none is the publisher's single figure, and they keep their
    label but no concept."""
    values: dict[tuple[object, ...], set[object]] = defaultdict(set)

    def told(draft: Draft) -> tuple[object, ...]:
        return draft.meaning.concept, draft.meaning.source, draft.body, draft.fiscal_year, draft.measure

    scoped = [d for d in record.drafts if d.figure is not None and d.relation in ("value", "count", "part", "target")]
    scoped = [d for d in scoped if d.meaning.class_system == "staff" or d.meaning.concept in _OF_AN_OPEN_SCOPE]
    for draft in scoped:
        values[told(draft)].add(draft.figure.value if draft.figure else None)
    for draft in [d for d in scoped if len(values[told(d)]) > 1]:
        record.change_draft(draft.number, meaning=replace(draft.meaning, concept=None))


def attach_children(record: Record) -> None:
    """三公 parts that stand in their own sentences belong to the last stated whole of the same measure; they are all
    where they split it.
    """
    last: dict[tuple[str, str | None, str, int | None, str], DraftNo] = {}
    parts: dict[DraftNo, list[DraftNo]] = defaultdict(list)
    for draft in [*record.drafts]:
        concept = draft.meaning.concept
        if (
            draft.meaning.class_system != "three_public"
            or concept is None
            or draft.relation not in ("value", "change")
            or draft.measure == "change_pct"
        ):
            continue
        key = (draft.measure, draft.period, draft.fiscal_year, draft.kind)
        owner = draft.part_of
        if owner is None and draft.relation == "value":
            whole = next(
                (last[w, *key] for w, children in _CHILDREN.items() if concept in children and (w, *key) in last), None
            )
            if whole is not None and concept not in {record.draft(n).meaning.concept for n in parts[whole]}:
                owner = record.change_draft(draft.number, part_of=whole).part_of
        if owner is not None:
            parts[owner].append(draft.number)
        last[concept, *key] = draft.number
    for numbers in parts.values():
        stated = [record.draft(n) for n in numbers]
        if len({p.listed for p in stated}) == 1 and stated[0].listed is not None:
            continue
        keys = [p.meaning.concept or "" for p in stated]
        complete = frozenset((k, None) for k in keys) in SPLITS and len(set(keys)) == len(keys)
        for part in stated:
            record.change_draft(part.number, complete=complete, listing=0)
