"""Which row of a panel is a direct part of which: by codes, numbering, indent, names and totals rows.

Conservative: a row whose place is not evident has no parent. What the rows mean is left to `cell_concepts`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from fiscal.cleaning.hierarchy.amount_matrix import Support
from fiscal.cleaning.hierarchy.row_outline import TOP, UNKNOWN, Outline
from fiscal.cleaning.hierarchy.total_rows import totals_of
from fiscal.cleaning.tables.rows.body_rows import Row, is_total_name
from fiscal.cleaning.terms.class_names import ClassNames


@dataclass(frozen=True, slots=True)
class Place:
    """`parent` is the row number of the whole, None where there is none or it is not evident; `path` the labels from
    the top, totals left out. `support`: what the amounts say of the sum that the row is a part of."""

    level: int
    parent: int | None
    role: str
    path: tuple[str, ...]
    code: str | None
    support: Support | None = None


def places_of(rows: Sequence[Row], system: str | None, names: ClassNames) -> list[Place]:
    """The place of every row of a panel, in their order. `system`: the classification of the labels, where known.

    Rows about different years are never parts of each other.
    """
    years = dict.fromkeys(r.period for r in rows)
    if len(years) > 1 and None not in years:
        places: dict[int, Place] = {}
        for year in years:
            of_year = [r for r in rows if r.period == year]
            places |= zip(
                (r.row for r in of_year),
                places_of([replace(r, period=None) for r in of_year], system, names),
                strict=True,
            )
        return [places[r.row] for r in rows]
    codes = [r.code for r in rows]
    coded = sum(r.code is not None or r.unit_code is not None for r in rows)
    items = sum(not r.is_total for r in rows)
    if any(r.heads for r in rows):
        parents = _by_heads(rows)
    elif coded and coded * 3 >= items:
        parents = _by_codes(rows)
    else:
        parents, codes = _by_outline(rows, system, names)
    top = [i for i, p in enumerate(parents) if p == TOP and not rows[i].is_total]
    summed = totals_of(rows, top, [i for i, p in enumerate(parents) if p == UNKNOWN])
    return [_place(i, rows, parents, summed, codes) for i in range(len(rows))]


def _by_heads(rows: Sequence[Row]) -> list[int]:
    """Each row belongs to the one above it that stands alone in the first column of labels."""
    parents: list[int] = []
    head = TOP
    for i, row in enumerate(rows):
        head = i if row.heads else TOP if row.is_total else head
        parents.append(TOP if head == i else head)
    return parents


def is_body_row(row: Row) -> bool:
    """Whether a row is about a whole body (单位) and not about a class, nor about one project of the body."""
    names_project = row.project is not None and not is_total_name(row.project)
    return (
        row.code is None
        and not row.is_total
        and not names_project
        and bool(row.unit_code or (row.entity and row.entity in row.label))
    )


def _by_codes(rows: Sequence[Row]) -> list[int]:
    """Parents by code prefix; a class without one above it belongs to the body row that it stands under."""
    parents: list[int] = []
    for i, row in enumerate(rows):
        if row.is_total or row.kind == "balance":
            parents.append(TOP)
        elif is_body_row(row):
            parents.append(_body_above(rows, i))
        elif row.code is None:
            parents.append(_above_project(rows, i) if row.project else UNKNOWN)
        else:
            parents.append(_class_above(rows, i))
    return parents


def _body_above(rows: Sequence[Row], i: int) -> int:
    own = rows[i].unit_code
    for j in range(i - 1, -1, -1):
        above = rows[j].unit_code
        if own and above and rows[j].code is None and len(above) < len(own) and own.startswith(above):
            return j
        if not (own and above) and is_body_row(rows[j]) and (own is not None or rows[j].indent < rows[i].indent):
            return j
    return TOP


def _above_project(rows: Sequence[Row], i: int) -> int:
    """A project stands under the class that it is indented below; where no class stands between them under its body, by
    the unit's code.
    """
    own = rows[i].unit_code
    j = next((j for j in range(i - 1, -1, -1) if rows[j].code is not None or is_body_row(rows[j])), TOP)
    if j == TOP:
        return TOP
    if rows[j].code is not None:
        return j if rows[j].indent < rows[i].indent else UNKNOWN
    code = rows[j].unit_code
    return j if own is None or code is None or own.startswith(code) else TOP


def _class_above(rows: Sequence[Row], i: int) -> int:
    row = rows[i]
    own = row.tree_code
    assert own is not None
    for j in range(i - 1, -1, -1):
        above = rows[j]
        if is_body_row(above):
            return j if row.unit_code in (None, above.unit_code) or above.unit_code is None else TOP
        code = above.tree_code
        if code and len(code) < len(own) and own.startswith(code) and above.unit_code in (None, row.unit_code):
            return j
    return TOP


def _levels_of_indent(rows: Sequence[Row]) -> dict[int, int]:
    """Indent widths as levels from 0; widths that differ by far less than a step are one level. Totals are centred and
    do not count.
    """
    widths = sorted({r.indent for r in rows if not r.is_total and r.label})
    if not widths:
        return {}
    step = max((b - a for a, b in pairwise(widths)), default=0)
    levels = {widths[0]: 0}
    for a, b in pairwise(widths):
        levels[b] = levels[a] + (1 if (b - a) * 3 > step else 0)
    return levels


def _by_outline(rows: Sequence[Row], system: str | None, names: ClassNames) -> tuple[list[int], list[str | None]]:
    """Parents by numbering, indent and names, with the codes that the names lead to."""
    levels = _levels_of_indent(rows)
    outline = Outline(rows, levels, system, names)
    for i in range(len(rows)):
        outline.take(i)
    return _under_bodies(rows, outline.parents) if not outline.indented else outline.parents, outline.codes


def _under_bodies(rows: Sequence[Row], parents: Sequence[int]) -> list[int]:
    """Without indent: what follows a row about a whole body, up to the next one, belongs to that body."""
    result: list[int] = []
    body: int | None = None
    for i, row in enumerate(rows):
        if is_body_row(row):
            body = i
        elif row.is_total or row.kind == "balance":
            body = None
        result.append(body if body not in (None, i) and parents[i] == TOP else parents[i])
    return result


def _place(
    i: int, rows: Sequence[Row], parents: Sequence[int], summed: dict[int, int], codes: Sequence[str | None]
) -> Place:
    row = rows[i]
    chain: list[int] = []
    above = parents[i]
    while above >= 0:
        chain.append(above)
        above = parents[above]
    parent = parents[i] if parents[i] >= 0 else summed.get(i)
    has_parts = i in parents or i in summed.values()
    beside_part = parents[i] >= 0 and any(p == parents[i] and rows[j].kind == "of_which" for j, p in enumerate(parents))
    role = _role(row, has_parts, beside_part)
    path = tuple(rows[j].label for j in reversed(chain) if not rows[j].is_total and not is_body_row(rows[j])) + (
        (row.label,) if row.label else ()
    )
    level = (
        0
        if row.is_total
        else (
            _code_level(row.code)
            if row.code and not is_body_row(row)
            else 1 + sum(not is_body_row(rows[j]) for j in chain)
        )
    )
    return Place(level, None if parent is None else rows[parent].row, role, path, codes[i])


def _code_level(code: str) -> int:
    return {3: 1, 5: 2, 7: 3}.get(len(code), 1)


def _role(row: Row, has_parts: bool, beside_part: bool) -> str:
    """`beside_part`: another part of the same whole is a 其中, so that the parts need not be all."""
    if row.is_total or (is_body_row(row) and has_parts):
        return "total"
    if row.kind == "balance":
        return "balance"
    return "of_which" if beside_part or row.kind == "of_which" else "item"
