"""Which whole a list of parts is of, where its wording leaves that open: among the amounts stated before it the one
that the arithmetic bears out.

`其中` behind the last part of a list is often said of the list's whole; a list goes on with the whole once more; a
class and its own items stand in one list. Which parts are said of which whole at first is left to `discourse_state`,
whether they are all to `completeness`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from fiscal.cleaning.discourse.record.record import Record
from fiscal.cleaning.discourse.record.statements import Draft, DraftNo, ListNo
from fiscal.model.classification import CLASSIFICATIONS


def find_owners(record: Record) -> None:
    """Move parts to the whole that explains them; parts keep their list."""
    for listing in [*record.lists]:
        for whole in dict.fromkeys(p.part_of for p in record.parts(listing.number) if p.part_of is not None):
            _leave_out_the_whole_itself(record, listing.number, record.draft(whole))
            _nest_classes(record, listing.number, whole)
            _end_where_the_whole_is_reached(record, listing.number, record.draft(whole))
            _move_to_a_fitting_whole(record, listing.number, record.draft(whole))


def _parts_of(record: Record, number: ListNo, whole: DraftNo) -> list[Draft]:
    return [p for p in record.parts(number) if p.part_of == whole and p.relation != "change" and p.figure is not None]


def _leave_out_the_whole_itself(record: Record, number: ListNo, whole: Draft) -> None:
    """An entry of the whole's own meaning and amount beside others is the whole, told once more."""
    parts = _parts_of(record, number, whole.number)
    for part in parts if len(parts) > 1 else []:
        if part.meaning == whole.meaning and _value(part) == _value(whole):
            record.remove_part(part.number, number)
            record.change_draft(part.number, part_of=None, listed=None)


def _nest_classes(record: Record, number: ListNo, whole: DraftNo) -> None:
    """A class in a list that also names the class above it, or a kind of expenditure of a class there, is a part of
    that one (205, 20508 and its 公用经费).
    """
    parts = _parts_of(record, number, whole)
    for part in parts:
        above = [p for p in parts if _is_above(p, part)]
        if above:
            nearest = max(above, key=lambda p: len(p.meaning.concept or ""))
            record.remove_part(part.number, number)
            record.change_draft(part.number, part_of=nearest.number, complete=False)


def _is_above(one: Draft, other: Draft) -> bool:
    a, b = one.meaning, other.meaning
    same = a.class_system == b.class_system and a.class_system in CLASSIFICATIONS and a.source == b.source
    if same and a.concept is not None and a.concept == b.concept:
        return a.kind in (None, "total") and b.kind not in (None, "total")
    return (
        same
        and a.concept is not None
        and b.concept is not None
        and len(a.concept) < len(b.concept)
        and b.concept.startswith(a.concept)
    )


def _end_where_the_whole_is_reached(record: Record, number: ListNo, whole: Draft) -> None:
    """Entries behind those that add up to the whole are of the last of these, as far as it holds them
    (项目支出100万元，包括：A项目100万元，包括：…；…。).
    """
    parts = [p for p in _parts_of(record, number, whole.number) if _value(p)]
    added = Decimal(0)
    for at, part in enumerate(parts[:-1]):
        added += _value(part)
        if added != _value(whole):
            continue
        rest = parts[at + 1 :]
        begun = record.listing(number).begun
        own = [d for s in begun for d in record.said_of(s) if d.part_of == part.number]
        held = sum((_value(d) for d in (*own, *rest)), Decimal(0)) <= _value(part)
        for later in rest:
            record.remove_part(later.number, number)
            record.change_draft(later.number, part_of=part.number if held else None, complete=None)
        return


def _move_to_a_fitting_whole(record: Record, number: ListNo, whole: Draft) -> None:
    """Parts that are more than their whole are of an earlier stated amount that they add up to, else of the nearest
    that holds them all.
    """
    parts = _parts_of(record, number, whole.number)
    total = sum((_value(p) for p in parts), Decimal(0))
    if not parts or whole.figure is None or total <= _value(whole):
        return
    before = _stated_before(record, number, whole, parts)
    others = [d for d in before if d.meaning.class_system == whole.meaning.class_system]
    exact = next((d for d in others if _value(d) == total), None)
    fitting = exact or next((d for d in others if _value(d) >= total), None)
    if fitting is None:
        return
    record.change_list(number, open_list=record.listing(number).open_list or exact is None)
    for part in parts:
        record.change_draft(part.number, part_of=fitting.number)


def _stated_before(record: Record, number: ListNo, whole: Draft, parts: Sequence[Draft]) -> Iterator[Draft]:
    """What a list may be of instead of `whole`: the wholes of the lists that it stands in, innermost first, then what
    that list named before.
    """
    seen = {whole.number, *(p.number for p in parts)}
    around = record.whole(record.listing(number)).listed
    while around is not None:
        outer = record.listing(around)
        for draft in (*record.said_of(outer.whole), *reversed(record.parts(around))):
            if (
                draft.number not in seen
                and draft.figure is not None
                and draft.relation in ("value", "part", "count")
                and draft.measured_like(whole)
            ):
                seen.add(draft.number)
                yield draft
        around = record.whole(outer).listed if outer.outer is None else outer.outer


def _value(draft: Draft) -> Decimal:
    return draft.figure.value if draft.figure is not None else Decimal(0)
