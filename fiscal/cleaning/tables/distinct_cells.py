"""Cells of one table that would count as one fact although the table lists them as several: they are told apart by their place, or left without a concept.

Totals that repeat their only part are no such cells; they are the same fact.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace

from fiscal.cleaning.tables.reported_values import Reported

_Key = tuple[object, ...]


def told_apart(found: Sequence[Reported]) -> list[Reported]:
    """Rows with one meaning and other amounts get the rows above them into their concept, columns their header; what stays alike loses its concept."""
    by_row = _apart(found, lambda r: (r.col, *_meaning(r)), lambda r: r.row, lambda r: "/".join(r.row_path[:-1]))
    return _apart(by_row, lambda r: (r.row, *_meaning(r)), lambda r: r.col, lambda r: ">".join(r.header_path))


def _meaning(r: Reported) -> _Key:
    return (r.class_system, r.concept, r.source, r.kind, r.project, r.entity, r.measure, r.period, r.fiscal_year, r.indicator_key, r.unit)


def _apart(found: Sequence[Reported], meaning: Callable[[Reported], _Key], line: Callable[[Reported], int], context: Callable[[Reported], str]) -> list[Reported]:
    groups: dict[_Key, list[Reported]] = defaultdict(list)
    for r in found:
        if r.concept is not None and r.row_role in ("item", "of_which") and r.amount is not None:
            groups[meaning(r)].append(r)
    doubled = {
        key: len({context(r) for r in group}) == len(group) for key, group in groups.items() if len({line(r) for r in group}) > 1 and len({r.amount for r in group}) > 1
    }
    if not doubled:
        return list(found)
    result: list[Reported] = []
    for r in found:
        key = meaning(r)
        if key not in doubled or r.row_role not in ("item", "of_which"):
            result.append(r)
        else:
            result.append(replace(r, concept=f"{r.concept}/{context(r)}" if doubled[key] and context(r) else None))
    return result
