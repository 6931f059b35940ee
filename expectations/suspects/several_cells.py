"""Explanations by several cells at once: two figures in each other's place, one fact that is wrong wherever it is
reported, two slips.

Which explanation is the cause is left to `suspects`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from decimal import Decimal
from itertools import product

from expectations.claims.figures import last_place, scale_in_print
from expectations.claims.verdict import ZERO, round_to
from expectations.suspects.changes import Change, Explanation
from expectations.suspects.misreading import (
    OTHER,
    SHIFTED,
    kind_of,
)
from expectations.suspects.relations import Net, Relation, sharing
from fiscal.model.amounts import decimal_places
from fiscal.model.contract import Observation
from fiscal.model.reading import Alternative

Alternatives = dict[tuple[int, int, int], tuple[Alternative, ...]]


def swapped(net: Net, open_relations: dict[int, Relation]) -> list[Explanation]:
    """Explanations by two figures of one row (or column) that stand in each other's place."""
    lines: dict[tuple[object, ...], dict[str, Observation]] = defaultdict(dict)
    for relation in open_relations.values():
        for cell in relation.weights:
            o = net.observations[cell]
            if o.table_no is not None:
                lines["row", o.table_no, o.row, o.panel][cell] = o
                lines["col", o.table_no, o.col, o.panel][cell] = o
    found: dict[frozenset[str], Explanation] = {}
    for line in lines.values():
        cells = sorted(line.values(), key=lambda o: (o.row or 0, o.col or 0))
        for i, a in enumerate(cells):
            for b in cells[i + 1 :]:
                explanation = _swap(net, open_relations, a, b)
                if explanation is not None:
                    found[frozenset((a.observation_id, b.observation_id))] = explanation
    return list(found.values())


def _swap(net: Net, open_relations: dict[int, Relation], a: Observation, b: Observation) -> Explanation | None:
    first, second = net.values[a.observation_id], net.values[b.observation_id]
    if first == second:
        return None
    repaired, broken = net.after({a.observation_id: second, b.observation_id: first})
    repaired &= open_relations.keys()
    if broken or len(repaired) < 2:
        return None
    changes = (Change(a.observation_id, second, SHIFTED), Change(b.observation_id, first, SHIFTED))
    return Explanation(changes, frozenset(repaired), ZERO, min(a.confidence, b.confidence))


def together(net: Net, open_relations: dict[int, Relation], _alternatives: Alternatives) -> list[Explanation]:
    """Explanations by one fact that is wrong in the same way wherever it is reported."""
    found: dict[frozenset[str], Explanation] = {}
    for relation in open_relations.values():
        for cell in relation.weights:
            reports = net.reports(cell)
            if len(reports) < 2 or reports in found:
                continue
            for restored in relation.restoring(cell, net.values):
                explanation = _everywhere(net, open_relations, reports, restored)
                if explanation is not None:
                    found[reports] = explanation
    return sorted(found.values(), key=lambda e: e.order)


def _everywhere(
    net: Net, open_relations: dict[int, Relation], reports: frozenset[str], restored: Decimal
) -> Explanation | None:
    changes: list[Change] = []
    for cell in sorted(reports):
        o = net.observations[cell]
        scale = scale_in_print(o)
        value = round_to(restored, last_place(o))
        places = max(decimal_places(o.value_reported), 0)
        changes.append(Change(cell, value, kind_of(net.values[cell] / scale, value / scale, places)))
    repaired, broken = net.after({c.cell: c.value for c in changes})
    repaired &= open_relations.keys()
    if broken or not repaired:
        return None
    return Explanation(tuple(changes), frozenset(repaired), ZERO, min(net.observations[c].confidence for c in reports))


def least(net: Net, open_relations: dict[int, Relation], _alternatives: Alternatives) -> list[Explanation]:
    """Explanations by two slips at once: the cells that a linear program changes least, where exact values for them are
    likely misreadings.
    """
    from expectations.suspects.feasibility import least_changes

    found: list[Explanation] = []
    for group in connected(net, open_relations.values()):
        cells = least_changes(net, group, most=2) or {}
        options = [
            [c for r in net.of_cell[cell] for c in _restored(net, r, cell, cells) if c.slip is not OTHER]
            for cell in sorted(cells)
        ]
        for changes in product(*options) if options else ():
            repaired, broken = net.after({c.cell: c.value for c in changes})
            if not broken and repaired >= {r.index for r in group}:
                found.append(
                    Explanation(
                        changes, frozenset(repaired), ZERO, min(net.observations[c.cell].confidence for c in changes)
                    )
                )
    return sorted(found, key=lambda e: e.order)


def _restored(net: Net, relation: Relation, cell: str, others: Collection[str]) -> list[Change]:
    """The exact values of a cell that a broken relation asks for, where no other doubted cell is in it."""
    if not relation.instance.violated or any(c in relation.weights for c in others if c != cell):
        return []
    o = net.observations[cell]
    scale = scale_in_print(o)
    reported = net.values[cell] / scale
    values = [round_to(value, last_place(o)) for value in relation.restoring(cell, net.values)]
    return [Change(cell, value, kind_of(reported, value / scale, decimal_places(o.value_reported))) for value in values]


def connected(net: Net, relations: Iterable[Relation]) -> list[list[Relation]]:
    """Groups of relations that share a cell, or cells that report one fact alike."""
    return sharing(relations, lambda relation: {report for cell in relation.weights for report in net.reports(cell)})
