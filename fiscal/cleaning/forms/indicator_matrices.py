"""Indicator matrices of forms: each indicator's target, result, full score and score, with the levels above it.

Keys and stated values are read by `indicators`, in the same way as in the prose.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from decimal import Decimal

from fiscal import lexicon
from fiscal.cleaning.forms.form_context import FormContext
from fiscal.cleaning.tables.grid import Grid
from fiscal.cleaning.tables.reported_values import Reported, printed_text
from fiscal.cleaning.terms.indicators import IndicatorValue, indicator_key, indicator_value
from fiscal.model.amounts import YUAN_PER_UNIT, normal, parse_amount, value_state
from fiscal.model.reading import Cell

_HEADS = lexicon.pairs("fields.heads")
_NOTHING = frozenset(lexicon.words("fields.nothing"))
_FIRST_LEVEL = lexicon.pattern("fields.first_level")
_TOTAL = lexicon.pattern("fields.total")
_MYRIAD = {"万": Decimal(10_000), "亿": Decimal(100_000_000)}


@dataclass(frozen=True, slots=True)
class IndicatorBlock:
    """A header row, its rows up to `end`, and the columns of each role (`level`, `name`, `target`, `actual`, `full`,
    `score`, `unit`, `sign`).
    """

    start: int
    end: int
    roles: dict[str, tuple[int, ...]]

    def first(self, role: str) -> int | None:
        """The first column of a role."""
        return self.roles[role][0] if role in self.roles else None


def indicator_block(grid: Grid, row: int) -> IndicatorBlock | None:
    """The block whose header is a row: an indicator's name and a target or result stand over columns; None
    otherwise.
    """
    roles: dict[str, list[int]] = {}
    for cell in grid.row_cells(row):
        text = normal(cell.text)
        role = next((role for way, role in _HEADS if way.fullmatch(text)), None)
        if role is not None:
            roles.setdefault(role, []).append(cell.col)
    if len(roles.get("name", [])) > 1:
        roles["name"] = [col for col in roles["name"] if col > 0] or roles["name"]
    if "name" not in roles and len(roles.get("level", [])) > 1:
        roles["name"] = [roles["level"].pop()]
    if "name" not in roles or not ("target" in roles or "actual" in roles):
        return None
    fixed = {role: tuple(cols) for role, cols in roles.items()}
    block = IndicatorBlock(row, row + 1, fixed)
    end = row + 1
    while end < grid.rows and _belongs(grid, block, end):
        end += 1
    return IndicatorBlock(row, end, fixed)


def _belongs(grid: Grid, block: IndicatorBlock, row: int) -> bool:
    """Whether a row goes on with the matrix: another header or a side label of another kind ends it."""
    texts = [normal(c.text) for c in grid.row_cells(row)]
    if any(lexicon.pattern("fields.belongs").fullmatch(t) for t in texts):
        return False
    levels = block.roles.get("level", ())
    if not levels:
        return True
    cell = grid.cell(row, levels[0])
    side = grid.cell(row, levels[0] - 1) if levels[0] else None
    header_side = grid.cell(block.start, levels[0] - 1) if levels[0] else None
    head = grid.cell(block.start, levels[0])
    names_block = header_side is not None and head is not None and header_side.rowspan > head.rowspan
    if side is not None and names_block and side is not header_side and normal(side.text):
        return _TOTAL.fullmatch(normal(side.text)) is not None
    return (
        cell is None
        or _FIRST_LEVEL.fullmatch(normal(cell.text)) is not None
        or _TOTAL.fullmatch(normal(cell.text)) is not None
    )


def reported_of_indicators(grid: Grid, block: IndicatorBlock, context: FormContext) -> list[Reported]:
    """Targets, results and scores of all indicators, and the total score."""
    found: list[Reported] = []
    name_col = block.first("name")
    assert name_col is not None
    value_col = block.first("target")
    value_col = block.first("actual") if value_col is None else value_col
    assert value_col is not None
    for row in range(block.start + 1, block.end):
        name = grid.cell(row, name_col)
        value = grid.cell(row, value_col)
        if name is None or value is None or name.row < block.start + 1:
            continue
        if name is value:
            if _TOTAL.fullmatch(normal(name.text)):
                found += _total(grid, block, row, name, context)
            continue
        if name.row == row and normal(name.text) not in _NOTHING:
            found += _indicator(grid, block, row, name, context)
    return _told_apart(found)


def _told_apart(found: list[Reported]) -> list[Reported]:
    """Indicators of one name, measure and unit within one matrix get the level above them into their key: each is
    another indicator.
    """
    counts = Counter((r.indicator_key, r.measure, r.unit) for r in found if r.indicator_key)
    doubled = {key for (key, _, _), n in counts.items() if n > 1}
    return [
        replace(r, indicator_key=f"{r.indicator_key}·{normal(r.row_path[-2])}")
        if r.indicator_key in doubled and len(r.row_path) > 1
        else r
        for r in found
    ]


def _total(grid: Grid, block: IndicatorBlock, row: int, label: Cell, context: FormContext) -> list[Reported]:
    found: list[Reported] = []
    for role, measure in (("full", "score_full"), ("score", "score")):
        col = block.first(role)
        cell = grid.cell(row, col) if col is not None else None
        if cell is None or cell is label or cell.row != row or value_state(cell.text) not in ("number", "zero"):
            continue
        found.append(
            Reported(
                cell=cell,
                row=row,
                col=cell.col,
                text=printed_text(cell),
                family=context.family,
                measure=measure,
                row_label=label.text.strip(),
                row_path=(label.text.strip(),),
                row_level=0,
                class_system="indicator",
                concept="score_total",
                phase="executed",
                fiscal_year=context.identity.fiscal_year,
                entity=context.entity,
                project=context.project,
                own_unit=True,
                unit="分",
                row_role="total",
            )
        )
    return found


def _indicator(grid: Grid, block: IndicatorBlock, row: int, name: Cell, context: FormContext) -> list[Reported]:
    levels = tuple(
        t
        for col in block.roles.get("level", ())
        if (c := grid.cell(row, col)) and (t := c.text.strip()) and c.row > block.start
    )
    printed = name.text.strip()
    found: list[Reported] = []
    for role, measure in (
        ("target", "kpi_target"),
        ("actual", "kpi_actual"),
        ("full", "score_full"),
        ("score", "score"),
    ):
        col = block.first(role)
        cell = grid.cell(row, col) if col is not None else None
        if cell is None or cell.row != row or cell is name:
            continue
        text = printed_text(cell)
        shared = Reported(
            cell=cell,
            row=row,
            col=cell.col,
            text=text,
            family=context.family,
            measure=measure,
            row_label=printed,
            row_path=(*levels, printed),
            row_level=len(levels) + 1,
            class_system="indicator",
            concept="indicator",
            phase="approved" if measure == "kpi_target" else "executed",
            fiscal_year=context.identity.fiscal_year,
            entity=context.entity,
            project=context.project,
            own_unit=True,
            header_path=(grid.text(block.start, cell.col),),
            indicator=printed,
            indicator_key=indicator_key(printed),
            relation="target" if measure == "kpi_target" else "value",
        )
        found.append(
            _scored(shared)
            if role in ("full", "score")
            else _stated(shared, _whole_text(grid, block, row, text), levels)
        )
    return found


def _whole_text(grid: Grid, block: IndicatorBlock, row: int, text: str) -> str:
    """The value with the sign and unit that stand in columns of their own."""
    sign, unit = block.first("sign"), block.first("unit")
    before = grid.text(row, sign) if sign is not None else ""
    after = grid.text(row, unit) if unit is not None else ""
    return f"{before if before in ('≥', '≤', '>', '<') else ''}{text}{after if parse_amount(text) is not None else ''}"


def _scored(shared: Reported) -> Reported:
    return replace(shared, unit="分")


def _stated(shared: Reported, text: str, levels: tuple[str, ...]) -> Reported:
    """A target or result: its normalised text, and its number in plain units (120 万 → 1,200,000) where it states
    one.
    """
    if normal(text) in _NOTHING:
        return replace(shared, value_text=None)
    value = indicator_value(text)
    if value is None:
        return replace(shared, value_text=normal(text))
    about_cost = any("成本" in t for t in levels)
    about_money = about_cost and lexicon.pattern("fields.stated").search(shared.indicator or "") is None
    factor, unit = _plain_unit(value)
    if value.unit in YUAN_PER_UNIT:
        return replace(shared, value_text=value.text, number=value.number, unit=value.unit)
    if about_cost and value.unit == "万":
        return replace(
            shared, value_text=f"{value.text}元", number=value.number, unit="万元", doubt=("inferred", "unit_inferred")
        )
    if about_money and not value.unit:
        return replace(
            shared, value_text=value.text, number=value.number, own_unit=False, doubt=("inferred", "unit_inferred")
        )
    return replace(
        shared,
        value_text=f"{value.sign}{(value.number * factor).normalize():f}{unit}",
        number=value.number,
        factor=factor,
        unit=unit or None,
    )


def _plain_unit(value: IndicatorValue) -> tuple[Decimal, str]:
    """The factor of 万 or 亿 before a unit, and the unit behind it."""
    factor = _MYRIAD.get(value.unit[:1])
    return (Decimal(1), value.unit) if factor is None else (factor, value.unit[1:])
