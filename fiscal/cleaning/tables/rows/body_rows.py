"""The rows of one panel: label, code, body, project, line number, and what kind of row each is by its label alone.

Which row is part of which is left to `row_hierarchy`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from fiscal import lexicon
from fiscal.cleaning.tables.grid import Grid
from fiscal.cleaning.tables.header_paths import Header
from fiscal.cleaning.tables.panels import Column, Kind, Panel
from fiscal.cleaning.tables.rows.row_codes import code_groups, code_of
from fiscal.cleaning.tables.rows.standing_rows import stands_over
from fiscal.cleaning.terms.bodies import is_known_body, looks_like_body
from fiscal.cleaning.terms.concepts import bare_name
from fiscal.model.amounts import normal, parse_amount
from fiscal.model.classification import system_of_code
from fiscal.model.identity import Identity

_TOTAL = lexicon.pattern("columns.total")
_GRAND = lexicon.pattern("columns.grand")
_CURRENT = lexicon.pattern("columns.current")
_BALANCE = lexicon.pattern("columns.balance")
_CODED_LABEL = re.compile(r"[\[(]?(\d{3}|\d{5}|\d{7})[\])]?[-—_]?(?=[^\d\W])")
_CODE_BEFORE = re.compile(r"^\s*[\[(（]?\s*\d+\s*[\])）]?[-—_\s]*")
_UNIT_CODE = 3
"""Digits of the shortest code of a unit; shorter ones number groups of units (1 全额, 2 差额)."""
_UNIT_PREFIX = re.compile(r"^[\[(]?\d{3,12}[\])]?[-—_]")


@dataclass(frozen=True, slots=True)
class Row:
    """`label` as printed, `name` bare; `kind`: `item`, `total` (any), `current` (本年…合计), `grand` (总计, 合计),
    `balance`, `of_which`; `code` full digits. `outer_code`: the code of another classification that stands before
    `code` and gives the order of the rows (政府 before 部门 economic classes).

    `entity` and `project` are what the row's own cells say; `detail` is a second label behind the first. `indent` of
    the label cell; `numbering` is the style of its numbering; `foreign`: the label cell reaches into another panel, so
    that the row sums more than this one. `heads`: it stands alone in the first of several columns of labels, which the
    rows under it leave blank."""

    row: int
    label: str
    name: str
    kind: str
    code: str | None
    unit_code: str | None
    outer_code: str | None
    entity: str | None
    project: str | None
    detail: str | None
    line_no: str | None
    period: str | None
    indent: int
    numbering: str
    foreign: bool
    heads: bool = False

    @property
    def tree_code(self) -> str | None:
        """The code by which the row stands under others."""
        return self.outer_code or self.code

    @property
    def is_total(self) -> bool:
        """Whether the label says that the row sums others."""
        return self.kind in ("total", "current", "grand")


def is_total_name(text: str) -> bool:
    """Whether a label or header text is that of a sum: 合计, 总计, 小计, or a name that ends so."""
    return _TOTAL.fullmatch(bare_name(text)) is not None


def rows_of(grid: Grid, header: Header, panel: Panel, identity: Identity) -> list[Row]:
    """The body rows of a panel that name something or hold a value; padding rows are left out."""
    rows: list[Row] = []
    carried: dict[int, list[str]] = {}
    lists_bodies = any(
        lexicon.pattern("columns.lists_bodies").search(h.text) for c in panel.of(Kind.LABEL) for h in c.path
    )
    mixed = any(lexicon.pattern("bodies.mixed_head").search(h.text) for c in panel.of(Kind.LABEL) for h in c.path)
    coded = any(_own(grid, header, row, c) for c in panel.of(Kind.UNIT_CODE) for row in range(header.body, grid.rows))
    for row in range(header.body, grid.rows):
        if row in header.numbering:
            continue
        found = _row(grid, header, panel, row, carried)
        if (
            found is not None
            and found.code is None
            and found.entity is None
            and _is_body(
                found, identity, lists_bodies, lambda row: not mixed or (not coded and _stands_over(grid, panel, row))
            )
        ):
            found = replace(found, entity=_UNIT_PREFIX.sub("", found.label))
        if found is not None and mixed and _is_project(found):
            found = replace(found, project=found.label)
        if found is not None and rows and _continues_years(found, rows[-1]):
            found = replace(rows[-1], row=found.row, period=found.period, line_no=found.line_no)
        if found is not None:
            rows.append(found)
    return _headed(grid, panel, rows)


def _continues_years(row: Row, above: Row) -> bool:
    """Whether a row is about another year (2026年, 增减变化金额) of what the row above it names: its own name is left
    blank.
    """
    named = above.label != above.period and row.label == row.period and row.code is None and row.entity is None
    return named and row.period is not None and above.period not in (None, row.period)


def _headed(grid: Grid, panel: Panel, rows: list[Row]) -> list[Row]:
    """Mark the rows that head others by the column in which their label stands, where every row stands in one column or
    in others.
    """
    columns = [c.col for c in panel.of(Kind.LABEL, Kind.ENTITY, Kind.PROJECT)]
    if len(columns) < 2 or any(r.code for r in rows):
        return rows
    filled = {
        r.row: [bool(grid.starts(r.row, col) and grid.text(r.row, col)) for col in columns]
        for r in rows
        if not r.is_total
    }
    alone = {row for row, f in filled.items() if f[0] and not any(f[1:])}
    under = {row for row, f in filled.items() if not f[0] and any(f[1:])}
    if not alone or not under or len(alone) + len(under) < len(filled):
        return rows
    return [replace(r, heads=True) if r.row in alone else r for r in rows]


def _is_body(row: Row, identity: Identity, lists_bodies: bool, stands_alone: Callable[[int], bool]) -> bool:
    """Whether a row's label is a body's name: one that the filing lists, or one that ends so in a column of bodies.
    Where projects stand in the column too, it has a unit's code or, where no row has one, is the sum of the rows under
    it (`stands_alone`)."""
    if is_known_body(row.label, identity):
        return True
    return lists_bodies and looks_like_body(row.label) and (row.unit_code is not None or stands_alone(row.row))


def _stands_over(grid: Grid, panel: Panel, row: int) -> bool:
    return any(stands_over([parse_amount(grid.text(r, c.col)) for r in range(row, grid.rows)]) for c in panel.values)


def _is_project(row: Row) -> bool:
    """Whether a row among units and classes under one header (单位名称（科目）) is about a project: it has a unit's
    code, but the name of none.
    """
    named = row.entity is not None or not row.label or looks_like_body(row.label)
    return (
        row.unit_code is not None
        and len(row.unit_code) >= _UNIT_CODE
        and row.code is None
        and row.kind == "item"
        and not named
    )


def _row(grid: Grid, header: Header, panel: Panel, row: int, carried: dict[int, list[str]]) -> Row | None:
    texts = {c.col: _own(grid, header, row, c) for c in panel.columns}
    label_columns = panel.of(Kind.LABEL)
    entity = _first(texts, panel.of(Kind.ENTITY))
    project = _first(texts, panel.of(Kind.PROJECT))
    period = _first(texts, panel.of(Kind.PERIOD))
    codes = [
        code
        for group in code_groups(panel)
        if (code := code_of(grid, header, row, group, carried.setdefault(group[0].col, [])))
    ]
    code = codes[-1] if codes else None
    labels = [texts[c.col] for c in label_columns if texts[c.col]]
    if len(codes) > 1:
        labels = labels[::-1]
    if not labels:
        labels = [t for t in (_spanning(grid, header, row, panel), project, entity, period) if t][:1]
    elif len(labels) > 1 and labels[0] == labels[1]:
        labels = labels[:1]
    label = labels[0] if labels else ""
    if code is None and label_columns and (match := _CODED_LABEL.match(normal(label))) and system_of_code(match[1]):
        code, label = match[1], _CODE_BEFORE.sub("", label)
    unit_code = _first(texts, panel.of(Kind.UNIT_CODE))
    if code is not None and system_of_code(code) is None and looks_like_body(label):
        unit_code, code = unit_code or code, None
    if not label and code is None and not any(grid.text(row, c.col) for c in panel.values):
        return None
    label = label.rstrip("：: ")
    name = bare_name(label)
    line = panel.of(Kind.LINE)
    return Row(
        row=row,
        label=label,
        name=name,
        kind=_kind(label, name),
        code=code,
        unit_code=unit_code,
        outer_code=codes[0] if len(codes) > 1 else None,
        entity=_UNIT_PREFIX.sub("", entity) if entity else None,
        project=project,
        detail=labels[1] if len(labels) > 1 else None,
        line_no=(grid.text(row, line[0].col) or None) if line else None,
        period=period,
        indent=_indent(grid, row, panel),
        numbering=_number(normal(label)),
        foreign=_reaches_out(grid, row, panel),
    )


def _own(grid: Grid, header: Header, row: int, column: Column) -> str:
    """The printed text of the body cell that covers a position; header cells that reach into the body do not count."""
    cell = grid.cell(row, column.col)
    if cell is None or cell.row < header.body:
        return ""
    return cell.text.strip()


def _first(texts: dict[int, str], columns: list[Column]) -> str | None:
    return next((texts[c.col] for c in columns if texts[c.col]), None)


def _spanning(grid: Grid, header: Header, row: int, panel: Panel) -> str:
    """A label that stands in code or line columns: 合计 over the whole left side."""
    for column in panel.of(Kind.CODE, Kind.UNIT_CODE, Kind.PROJECT_CODE, Kind.LINE):
        text = _own(grid, header, row, column)
        if text and not re.search(r"\d", text):
            return text
    return ""


def _indent(grid: Grid, row: int, panel: Panel) -> int:
    for column in [*panel.of(Kind.LABEL), *panel.of(Kind.PROJECT), *panel.of(Kind.ENTITY)]:
        cell = grid.cell(row, column.col)
        if cell is not None and cell.text.strip():
            return cell.indent
    return 0


def _reaches_out(grid: Grid, row: int, panel: Panel) -> bool:
    first, last = panel.columns[0].col, panel.columns[-1].col
    labels = [
        c
        for column in panel.columns
        if column.kind is not Kind.VALUE and (c := grid.cell(row, column.col)) and c.text.strip()
    ]
    return any(c.col < first or c.col + c.colspan - 1 > last for c in labels)


def _kind(label: str, name: str) -> str:
    if _CURRENT.fullmatch(name):
        summed = is_total_name(name) or name == normal(label).strip(":")
        return "current" if summed else "item"
    if _GRAND.fullmatch(name):
        return "item" if _number(normal(label)) in ("(一)", "1.", "(1)") else "grand"
    if _TOTAL.fullmatch(name):
        return "item" if _number(normal(label)) else "total"
    if _BALANCE.fullmatch(name):
        return "balance"
    if normal(label).startswith("其中"):
        return "of_which"
    return "item"


_NUMBERS = lexicon.pairs("columns.numbers")


def _number(text: str) -> str:
    """The style of a label's numbering: `一、` · `(一)` · `1.` · `(1)`, empty where it has none."""
    text = text.removeprefix("其中:").removeprefix("其中")
    return next((style for way, style in _NUMBERS if way.match(text)), "")
