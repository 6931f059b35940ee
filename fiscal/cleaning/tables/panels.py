"""Side-by-side panels of a table, and what each of their columns holds: label, code, body, project, line number, value
or remark.

Which columns belong to one total is left to `column_meaning`, which rows to `row_hierarchy`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from fiscal import lexicon
from fiscal.cleaning.tables.grid import Grid
from fiscal.cleaning.tables.header_paths import Header, HeaderCell
from fiscal.cleaning.terms.units import amount_with_unit
from fiscal.model.amounts import NOT_APPLICABLE, is_error_value, is_malformed, parse_amount, value_state


class Kind(Enum):
    """What a column holds."""

    LABEL = "label"
    CODE = "code"
    UNIT_CODE = "unit_code"
    PROJECT_CODE = "project_code"
    ENTITY = "entity"
    PROJECT = "project"
    LINE = "line"
    PERIOD = "period"
    REMARK = "remark"
    VALUE = "value"


_LEAVES = tuple((way, Kind(kind)) for way, kind in lexicon.pairs("columns.leaves"))
_AMOUNTS = lexicon.pattern("columns.amounts")
"""Heads of columns that hold amounts whatever is printed there."""
_MONEY = lexicon.pattern("columns.money")
"""Heads of columns that hold amounts where one and the same text is printed in every row."""
_SYSTEMS = lexicon.pairs("columns.systems")


@dataclass(frozen=True, slots=True)
class Column:
    """One column with its kind and the header cells over it."""

    col: int
    kind: Kind
    path: tuple[HeaderCell, ...]


@dataclass(frozen=True, slots=True)
class Panel:
    """Columns of one panel, left to right. `side`: `income`, `expenditure` or None; `system`: the classification that
    its header names, or None.
    """

    number: int
    columns: tuple[Column, ...]
    side: str | None
    system: str | None

    def of(self, *kinds: Kind) -> list[Column]:
        """The panel's columns of certain kinds."""
        return [c for c in self.columns if c.kind in kinds]

    @property
    def values(self) -> list[Column]:
        """The columns that hold values."""
        return self.of(Kind.VALUE)


def panels_of(grid: Grid, header: Header) -> list[Panel]:
    """The panels of a table; a new one begins where a label or code column follows values and values follow it."""
    kinds = [_kind(grid, header, col) for col in range(grid.cols)]
    groups: list[list[int]] = [[]]
    for col, kind in enumerate(kinds):
        follows_values = any(kinds[c] is Kind.VALUE for c in groups[-1])
        opens = kind not in (Kind.VALUE, Kind.REMARK, Kind.PERIOD)
        if follows_values and opens and Kind.VALUE in kinds[col + 1 :]:
            groups.append([])
        groups[-1].append(col)
    panels: list[Panel] = []
    for number, cols in enumerate(groups):
        has_value = False
        columns: list[Column] = []
        for col in cols:
            kind = kinds[col]
            has_value = has_value or kind is Kind.VALUE
            columns.append(
                Column(
                    col,
                    Kind.REMARK if has_value and kind in (Kind.LABEL, Kind.ENTITY, Kind.PROJECT) else kind,
                    header.paths[col],
                )
            )
        panels.append(Panel(number, tuple(columns), _side(columns), _system(columns)))
    return panels


def _kind(grid: Grid, header: Header, col: int) -> Kind:
    leaf = header.leaf(col)
    texts = [
        text
        for row in range(header.body, grid.rows)
        if row not in header.numbering and grid.starts(row, col) and (text := grid.text(row, col))
    ]
    texts = [t for t in texts if t not in NOT_APPLICABLE]
    states = [value_state(t) for t in texts]
    words = sum(s == "text" and not _is_meant_as_number(t) for s, t in zip(states, texts, strict=True))
    figures = len(texts) - words - sum(s in ("blank", "dash") for s in states)
    for way, kind in _LEAVES:
        if way.fullmatch(leaf):
            if kind in (Kind.LABEL, Kind.ENTITY, Kind.PROJECT, Kind.REMARK) and figures > words:
                break
            return kind
    said_alike = len(texts) > 1 and len(set(texts)) == 1 and _MONEY.search(leaf) is not None
    if words > figures and not said_alike and not _AMOUNTS.fullmatch(leaf):
        return _worded(grid, header, col)
    if not leaf and figures and _counts_up(texts):
        return Kind.LINE
    return Kind.VALUE


def _is_meant_as_number(text: str) -> bool:
    """Whether a text that is no number alone is one with its unit, or was meant to be one."""
    return is_malformed(text) or is_error_value(text) or amount_with_unit(text) is not None


def _worded(grid: Grid, header: Header, col: int) -> Kind:
    """A column of words under no known header: the label where it is the first such column, a remark after figures."""
    for left in range(col):
        texts = [grid.text(row, left) for row in range(header.body, grid.rows)]
        if any(parse_amount(t) is not None for t in texts) and not lexicon.pattern("columns.worded").search(
            header.leaf(left)
        ):
            return Kind.REMARK if not _SIDES.fullmatch(header.leaf(col)) else Kind.LABEL
    return Kind.LABEL


_SIDES = lexicon.pattern("columns.sides")


def _counts_up(texts: list[str]) -> bool:
    if len(texts) < 3 or not texts[0].isdigit():
        return False
    return texts == [str(n) for n in range(int(texts[0]), int(texts[0]) + len(texts))]


def _side(columns: list[Column]) -> str | None:
    """What the header over the panel's label says: 收入 or 支出."""
    heads = [h.text for c in columns if c.kind in (Kind.LABEL, Kind.CODE) for h in c.path] or [
        h.text for c in columns for h in c.path[:1]
    ]
    income = any("收入" in t and "支出" not in t for t in heads)
    expenditure = any(
        ("支出" in t or lexicon.pattern("columns.of_expenditure").search(t)) and "收入" not in t for t in heads
    )
    if income == expenditure:
        return None
    return "income" if income else "expenditure"


def _system(columns: list[Column]) -> str | None:
    heads = "|".join(h.text for c in columns if c.kind in (Kind.LABEL, Kind.CODE) for h in c.path)
    return next((system for way, system in _SYSTEMS if way.search(heads)), None)
