"""Which whole a list of parts is of, where its wording leaves that open: among the amounts stated before it the one
that the arithmetic bears out.

`其中` behind the last part of a list is often said of the list's whole; a list goes on with the whole once more; a
class and its own items stand in one list. Which parts are said of which whole at first is left to `discourse_state`,
whether they are all to `completeness`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from fiscal.cleaning.grammar.statements import Composition, Draft
from fiscal.model.classification import CLASSIFICATIONS


def find_owners(compositions: Iterable[Composition]) -> None:
    """Move parts to the whole that explains them; parts keep their list."""
    for composition in compositions:
        for whole in _wholes(composition):
            _leave_out_the_whole_itself(composition, whole)
            _nest_classes(composition, whole)
            _end_where_the_whole_is_reached(composition, whole)
            _move_to_a_fitting_whole(composition, whole)


def _wholes(composition: Composition) -> list[Draft]:
    """The amounts that the parts of a list are said to be of, each once."""
    found: dict[int, Draft] = {}
    for part in composition.parts:
        if part.part_of is not None:
            found.setdefault(id(part.part_of), part.part_of)
    return list(found.values())


def _parts_of(composition: Composition, whole: Draft) -> list[Draft]:
    return [p for p in composition.parts if p.part_of is whole and p.relation != "change" and p.figure is not None]


def _leave_out_the_whole_itself(composition: Composition, whole: Draft) -> None:
    """An entry of the whole's own meaning and amount beside others is the whole, told once more."""
    parts = _parts_of(composition, whole)
    for part in parts if len(parts) > 1 else []:
        if part.meaning == whole.meaning and _value(part) == _value(whole):
            composition.parts.remove(part)
            part.part_of = part.listed = None


def _nest_classes(composition: Composition, whole: Draft) -> None:
    """A class in a list that also names the class above it, or a kind of expenditure of a class there, is a part of
    that one (205, 20508 and its 公用经费).
    """
    parts = _parts_of(composition, whole)
    for part in parts:
        above = [p for p in parts if _is_above(p, part)]
        if above:
            nearest = max(above, key=lambda p: len(p.meaning.concept or ""))
            composition.parts.remove(part)
            part.part_of, part.complete = nearest, False


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


def _end_where_the_whole_is_reached(composition: Composition, whole: Draft) -> None:
    """Entries behind those that add up to the whole are of the last of these, as far as it holds them
    (项目支出100万元，包括：A项目100万元，包括：…；…。).
    """
    parts = [p for p in _parts_of(composition, whole) if _value(p)]
    added = Decimal(0)
    for at, part in enumerate(parts[:-1]):
        added += _value(part)
        if added != _value(whole):
            continue
        rest = parts[at + 1 :]
        own = [d for s in composition.begun for d in s.drafts if d.part_of is part]
        held = sum((_value(d) for d in (*own, *rest)), Decimal(0)) <= _value(part)
        for later in rest:
            composition.parts.remove(later)
            later.part_of = part if held else None
            later.complete = None
        return


def _move_to_a_fitting_whole(composition: Composition, whole: Draft) -> None:
    """Parts that are more than their whole are of an earlier stated amount that they add up to, else of the nearest
    that holds them all.
    """
    parts = _parts_of(composition, whole)
    total = sum((_value(p) for p in parts), Decimal(0))
    if not parts or whole.figure is None or total <= _value(whole):
        return
    others = [
        d for d in _stated_before(composition, whole, parts) if d.meaning.class_system == whole.meaning.class_system
    ]
    exact = next((d for d in others if _value(d) == total), None)
    fitting = exact or next((d for d in others if _value(d) >= total), None)
    if fitting is None:
        return
    composition.open_list = composition.open_list or exact is None
    for part in parts:
        part.part_of = fitting


def _stated_before(composition: Composition, whole: Draft, parts: Sequence[Draft]) -> Iterator[Draft]:
    """What a list may be of instead of `whole`: the wholes of the lists that it stands in, innermost first, then what
    that list named before.
    """
    seen = {id(whole), *map(id, parts)}
    outer = composition.whole.whole
    while outer is not None:
        for draft in (*outer.whole.drafts, *reversed(outer.parts)):
            if (
                id(draft) not in seen
                and draft.figure is not None
                and draft.relation in ("value", "part", "count")
                and draft.measured_like(whole)
            ):
                seen.add(id(draft))
                yield draft
        outer = outer.whole.whole if outer.outer is None else outer.outer


def _value(draft: Draft) -> Decimal:
    return draft.figure.value if draft.figure is not None else Decimal(0)
