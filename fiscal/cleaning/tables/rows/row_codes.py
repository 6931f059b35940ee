"""The code of a row: one column, or 类, 款 and 项 in columns of their own."""

from __future__ import annotations

import re

from fiscal.cleaning.tables.grid import Grid
from fiscal.cleaning.tables.header_paths import LEVELS, Header
from fiscal.cleaning.tables.panels import Column, Kind, Panel
from fiscal.model.amounts import normal
from fiscal.model.classification import system_of_code


def code_groups(panel: Panel) -> list[list[Column]]:
    """Code columns that make one code: 类, 款 and 项 together, begun anew where a level comes again (another
    classification beside it); any other column for itself.
    """
    groups: list[list[Column]] = []
    depth = -1
    for column in panel.of(Kind.CODE):
        text = column.path[-1].text if column.path else ""
        level = LEVELS.index(text) if text in LEVELS else -1
        groups = [*groups[:-1], [*groups[-1], column]] if level > depth >= 0 else [*groups, [column]]
        depth = level
    return groups


def code_of(grid: Grid, header: Header, row: int, columns: list[Column], carried: list[str]) -> str | None:
    """The full code of a row: one column, or 类, 款 and 项 in columns of their own, where a missing 类 or 款 is the one
    above.
    """
    parts: list[str] = []
    for column in columns:
        cell = grid.cell(row, column.col)
        text = normal(cell.text) if cell is not None and cell.row >= header.body and cell.col == column.col else ""
        text = re.sub(r"[.\-\s]", "", text)
        parts.append(text if text.isascii() and text.isdigit() else "")
    if not any(parts):
        carried.clear()
        return None
    if len(columns) == 1:
        return _joined(parts[0], carried)
    first = next(i for i, p in enumerate(parts) if p)
    if len(parts[first]) >= 3:
        carried.clear()
    elif first and len(carried) >= first:
        parts[:first] = carried[:first]
    code = ""
    for part in parts:
        if not part:
            continue
        code = (
            part
            if code and len(part) > len(code) and part.startswith(code)
            else code + (part if not code else part.zfill(2))
        )
    carried[:] = [p for p in parts if p]
    return code


def _joined(code: str, carried: list[str]) -> str:
    """A code of two digits in a single column is a 款 of the class above it (201, 11 = 20111); under another such code
    it may be a 项 and stays as it is.
    """
    above = carried[0] if carried else ""
    joined = above[:3] + code if len(code) == 2 and len(above) in (3, 7) and system_of_code(above[:3]) else code
    carried[:] = [joined]
    return joined
