"""Which body each row of a panel is about: the publisher, its own office, its superior, or one of its units.

Which row stands under which is told by `row_hierarchy`; which body a name means by `bodies`.
"""

from __future__ import annotations

from collections.abc import Sequence

from fiscal import lexicon
from fiscal.cleaning.hierarchy.row_hierarchy import Place, is_body_row
from fiscal.cleaning.tables.rows.body_rows import Row
from fiscal.cleaning.terms.bodies import body_of, is_known_body, looks_like_body
from fiscal.document.identity.names import canonical, is_body
from fiscal.model.amounts import normal
from fiscal.model.identity import Identity
from fiscal.model.reading import Table

_OFFICE = lexicon.pattern("columns.office")


def bodies_of_rows(table: Table, rows: Sequence[Row], places: Sequence[Place], identity: Identity) -> list[str | None]:
    """The body of each row: its own (of a 小计 too, that a body stands beside), that of its unit code, or that of the
    body row above it; else the one that declares the table, or the unit that its title begins with.

    A superior body's row that only sums rows of one other body shows that one's figures, so it stands for that.
    """
    declared = (
        body_of(table.declarant, identity)
        if table.declarant and _is_name(table.declarant, identity)
        else _unit_in_title(table.title, identity)
    )
    coded = any(r.unit_code for r in rows)
    by_code = {r.unit_code: body for r in rows if r.unit_code and (body := _named_body(r, coded, identity))}
    own: list[str | None] = []
    current: str | None = None
    for row in rows:
        named = _named_body(row, coded, identity)
        if row.unit_code:
            current = named or by_code.get(row.unit_code)
        elif named is not None:
            current = named
        own.append((named or declared) if row.is_total else current or declared)
    own = _own_level(rows, places, own, identity)
    for i in reversed(range(len(rows))):
        parts = {own[j] for j, p in enumerate(places) if p.parent == rows[i].row}
        if is_body_row(rows[i]) and len(parts) == 1:
            own[i] = parts.pop()
    return own


def _unit_in_title(title: str, identity: Identity) -> str | None:
    """The listed unit that a title begins with; None where it begins with the publisher."""
    named = [body for body in (identity.publisher, *identity.units) if body and normal(title).startswith(normal(body))]
    longest = max(named, key=len, default=None)
    return None if longest == identity.publisher else longest


def _own_level(
    rows: Sequence[Row], places: Sequence[Place], bodies: list[str | None], identity: Identity
) -> list[str | None]:
    """A department listed as one of several bodies, or as 本级 beside the department or other bodies, is its own
    office, and not the department that sums them.
    """
    listed: dict[int | None, set[str | None]] = {}
    for i, row in enumerate(rows):
        if is_body_row(row):
            listed.setdefault(places[i].parent, set()).add(bodies[i])
    office = f"{identity.publisher}（本级）"
    offices = {
        i
        for i, row in enumerate(rows)
        if is_body_row(row)
        and bodies[i] == identity.publisher
        and places[i].parent is not None
        and len(listed[places[i].parent]) > 1
    }
    printed = {
        i: normal(name)
        for i, row in enumerate(rows)
        if bodies[i] and (name := row.entity or (row.label if is_body_row(row) else ""))
    }
    if any(not _OFFICE.search(name) for name in printed.values()):
        offices |= {i for i, name in printed.items() if bodies[i] == identity.publisher and _OFFICE.search(name)}
    result = list(bodies)
    current: str | None = None
    for i, row in enumerate(rows):
        if i in printed or is_body_row(row) or row.is_total:
            current = office if i in offices else None
        if current is not None and result[i] == identity.publisher:
            result[i] = current
    return result


def _named_body(row: Row, coded: bool, identity: Identity) -> str | None:
    """The body that a row names. Where units stand with codes (`coded`), a name without one that the filing lists
    nowhere is that of a project, however it ends; what has a code and is no name of a body, as 全额, is a group of
    units."""
    name = row.entity or (row.label if is_body_row(row) else "")
    if not name or not (is_known_body(name, identity) or (_is_name(name, identity) and (row.unit_code or not coded))):
        return None
    return body_of(name, identity)


def _is_name(name: str, identity: Identity) -> bool:
    return is_known_body(name, identity) or looks_like_body(name) or is_body(canonical(name))
