"""Cells of one table that would count as one fact although the table lists them as several: each becomes a fact of its
own.

The whole of the others keeps its name; the others are told apart by the rows or headers above them, and where those are
alike by their place, which makes them facts of this table alone. Lines that repeat the same amounts stay one fact."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from fiscal.cleaning.tables.reported_values import Reported
from fiscal.cleaning.tables.rows.body_rows import is_total_name
from fiscal.cleaning.terms.matters import UNKNOWN

_Key = tuple[object, ...]


@dataclass(frozen=True)
class _Lines:
    """Rows or columns: which one a cell stands in, which other one that is a part of, and what stands above it."""

    line: Callable[[Reported], int]
    across: Callable[[Reported], int]
    whole: Callable[[Reported], int | None]
    total: Callable[[Reported], bool]
    above: Callable[[Reported], str]


_ROWS = _Lines(
    lambda r: r.row,
    lambda r: r.col,
    lambda r: r.parent_row,
    lambda r: is_total_name(r.row_label or ""),
    lambda r: "/".join(r.row_path[:-1]),
)
_COLUMNS = _Lines(
    lambda r: r.col,
    lambda r: r.row,
    lambda r: r.parent_col,
    lambda r: r.col_role == "total",
    lambda r: ">".join(r.header_path),
)


def told_apart(found: Sequence[Reported]) -> list[Reported]:
    """The cells of a panel, rows with one meaning and other amounts told apart in all columns, then columns in all
    rows.
    """
    return _apart(_apart(found, _ROWS), _COLUMNS)


def _meaning(r: Reported) -> _Key:
    return (
        r.class_system,
        r.concept,
        r.source,
        r.kind,
        r.project,
        r.entity,
        r.measure,
        r.period,
        r.fiscal_year,
        r.indicator_key,
        r.unit,
        r.matter,
    )


def _apart(found: Sequence[Reported], lines: _Lines) -> list[Reported]:
    groups: dict[_Key, list[Reported]] = defaultdict(list)
    for r in found:
        if r.concept is not None and r.row_role != "note":
            groups[lines.across(r), *_meaning(r)].append(r)
    several = [group for group in groups.values() if len({lines.line(r) for r in group}) > 1]
    joined = _joined(
        [lines.line(r) for r in group]
        for group in several
        if len({r.amount for r in group if r.amount is not None}) > 1
    )
    if not joined:
        return list(found)
    wholes = {lines.line(r): lines.whole(r) for r in found}
    other: dict[tuple[int, int], Reported] = {}
    for group in several:
        alike: dict[int, list[Reported]] = defaultdict(list)
        for r in group:
            if lines.line(r) in joined:
                alike[joined[lines.line(r)]].append(r)
        for members in alike.values():
            if len({lines.line(r) for r in members}) > 1:
                other |= {(r.row, r.col): named for r, named in _named(members, lines, wholes)}
    return [other.get((r.row, r.col), r) for r in found]


def _joined(groups: Iterable[Sequence[int]]) -> dict[int, int]:
    """For every line of the groups the first of all lines that groups join it with."""
    first: dict[int, int] = {}
    for group in groups:
        roots = {first.get(line, line) for line in group}
        root = min(roots)
        first.update(dict.fromkeys(group, root))
        for line, old in list(first.items()):
            if old in roots:
                first[line] = root
    return first


def _named(
    members: Sequence[Reported], lines: _Lines, wholes: Mapping[int, int | None]
) -> list[tuple[Reported, Reported]]:
    """Each cell with what it is to be: the whole as it is, the others by what stands above them, else by their
    place.
    """
    whole = _whole(members, lines, wholes)
    rest = [r for r in members if lines.line(r) != whole]
    above = [lines.above(r) for r in rest]
    distinct = all(above) and len(set(above)) == len(above)
    return [
        (
            r,
            replace(r, concept=f"{r.concept}/{text}")
            if distinct
            else replace(r, concept=f"{r.concept}#{lines.line(r)}", matter=UNKNOWN),
        )
        for r, text in zip(rest, above, strict=True)
    ]


def _whole(members: Sequence[Reported], lines: _Lines, wholes: Mapping[int, int | None]) -> int | None:
    """The line that all other lines are parts of, else the only one that is a total; None where there is none."""
    numbers = {lines.line(r) for r in members}
    for line in numbers:
        if all(line in _chain(other, wholes) for other in numbers - {line}):
            return line
    totals = {lines.line(r) for r in members if lines.total(r)}
    return totals.pop() if len(totals) == 1 else None


def _chain(line: int, wholes: Mapping[int, int | None]) -> set[int]:
    """The lines that a line is a part of, directly or not."""
    chain: set[int] = set()
    above = wholes.get(line)
    while above is not None and above not in chain:
        chain.add(above)
        above = wholes.get(above)
    return chain
