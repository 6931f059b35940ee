"""A wrong figure from which the totals of its own table were made: every sum there holds, and only other tables and the
narrative say otherwise.

The figure takes the value that it has elsewhere, and each total above it in its table what it then adds up to; whoever
else reports one of these figures is a witness, as an explanation may break nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal

from expectations.claims.figures import last_place, scale_in_print
from expectations.claims.instance import Shape
from expectations.claims.verdict import ZERO, round_to
from expectations.suspects.changes import Change, Explanation, left_in_sums
from expectations.suspects.misreading import OTHER, SAME_DIGITS, kind_of
from expectations.suspects.relations import Net, Relation, Values
from expectations.suspects.settings import MOST_TOTALS
from fiscal.model.amounts import decimal_places


def made_from(net: Net, open_relations: Mapping[int, Relation]) -> list[Explanation]:
    """Explanations by one figure and the totals made from it, for figures that differ between places and have a sum
    over them that holds.
    """
    found: dict[frozenset[tuple[str, Decimal]], Explanation] = {}
    for relation in open_relations.values():
        if relation.instance.shape is not Shape.SAME:
            continue
        for cell in relation.weights:
            if net.observations[cell].table_no is None:
                continue
            for value in relation.restoring(cell, net.values):
                changes = _carried_up(net, cell, round_to(value, last_place(net.observations[cell])))
                if changes is not None and (explanation := _explanation(net, open_relations, changes)) is not None:
                    found[frozenset(changes.items())] = explanation
    return list(found.values())


def _carried_up(net: Net, cell: str, value: Decimal) -> dict[str, Decimal] | None:
    """The cell with another value and every total over it in its table as it then adds up; None where nothing adds up
    over it, or where it does not work out.
    """
    changes = {cell: value}
    reached = [cell]
    while reached:
        for relation in _sums_over(net, reached.pop()):
            values = net.changed(changes)
            if relation.holds(values):
                continue
            total = next(iter(relation.weights))
            if total in changes or len(changes) > MOST_TOTALS:
                return None
            changes[total] = _total(net, total, relation, values)
            reached.append(total)
    return changes if len(changes) > 1 else None


def _total(net: Net, total: str, relation: Relation, values: Values) -> Decimal:
    """What a total ought to be: as it is reported elsewhere where that fits the sum within rounding, else what its
    parts add up to.
    """
    elsewhere = (
        v
        for r in net.of_cell[total]
        if r.instance.violated and r.instance.shape is Shape.SAME
        for v in r.restoring(total, values)
    )
    fitting = (v for v in elsewhere if relation.holds({**{c: values[c] for c in relation.weights}, total: v}))
    return next(fitting, relation.restoring(total, values)[0])


def _sums_over(net: Net, cell: str) -> Iterable[Relation]:
    """The sums within the cell's table that hold as printed and that it takes part in."""
    table_no = net.observations[cell].table_no
    return (
        r
        for r in net.of_cell[cell]
        if r.instance.shape is Shape.SUM
        and not r.instance.violated
        and all(net.observations[c].table_no == table_no for c in r.weights)
    )


def _explanation(
    net: Net, open_relations: Mapping[int, Relation], changes: Mapping[str, Decimal]
) -> Explanation | None:
    repaired, broken = net.after(changes)
    repaired &= open_relations.keys()
    if broken or not repaired:
        return None
    first, *totals = changes
    doubt = min(net.observations[c].confidence for c in changes)
    changed = (
        _change(net, first, changes[first]),
        *(replace(_change(net, c, changes[c]), slip=SAME_DIGITS) for c in totals),
    )
    return Explanation(changed, frozenset(repaired), left_in_sums(net, changes), doubt)


def outvoted(net: Net, open_relations: Mapping[int, Relation]) -> list[Explanation]:
    """Explanations by one report of a fact that at least two other places contradict alike, though the sums of its own
    table bear it out.
    """
    found: list[Explanation] = []
    for index, relation in open_relations.items():
        if relation.instance.shape is not Shape.SAME:
            continue
        places: dict[Decimal, set[object]] = defaultdict(set)
        for cell in relation.weights:
            o = net.observations[cell]
            places[net.values[cell]].add(
                ("table", o.table_no) if o.table_no is not None else ("sentence", o.sentence_no)
            )
        value, most = max(places.items(), key=lambda item: len(item[1]))
        alone = [c for c in relation.weights if net.values[c] != value]
        if len(most) > 1 and len(alone) == 1 and len(places) == 2:
            found.append(
                Explanation(
                    (_change(net, alone[0], value),), frozenset({index}), ZERO, net.observations[alone[0]].confidence
                )
            )
    return sorted(found, key=lambda e: e.order)


def _change(net: Net, cell: str, value: Decimal) -> Change:
    o = net.observations[cell]
    scale = scale_in_print(o)
    slip = kind_of(net.values[cell] / scale, value / scale, decimal_places(o.value_reported))
    return Change(cell, value, SAME_DIGITS if slip is OTHER else slip)
