"""The figures of a table with a header: every cell of a value column with what its row and column say.

Forms, which have labels inside their body, are left to `forms`; amounts and precision to `reported_values`, what a
panel is about as a whole to `panel_context`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from fiscal.cleaning.hierarchy.column_hierarchy import ColumnPlace, places_of_columns
from fiscal.cleaning.hierarchy.panel_forest import column_places_by_amounts, places_by_amounts
from fiscal.cleaning.hierarchy.row_hierarchy import Place, is_body_row, places_of
from fiscal.cleaning.ruled.cell_concepts import CellMeaning, RowMeaning, meaning_of_cell, meaning_of_row, with_balances
from fiscal.cleaning.ruled.panel_context import context_of, row_system
from fiscal.cleaning.ruled.row_bodies import bodies_of_rows
from fiscal.cleaning.tables.column_meaning import ColumnMeaning, TableContext, meaning_of_column
from fiscal.cleaning.tables.column_measures import period_of_label, phase_of
from fiscal.cleaning.tables.current_year import OF_YEAR
from fiscal.cleaning.tables.distinct_cells import told_apart
from fiscal.cleaning.tables.families import family_of
from fiscal.cleaning.tables.grid import Grid
from fiscal.cleaning.tables.header_paths import Header
from fiscal.cleaning.tables.meeting_totals import over_meetings
from fiscal.cleaning.tables.panels import Panel, panels_of
from fiscal.cleaning.tables.reported_values import Reported, printed_text
from fiscal.cleaning.tables.rows.body_rows import Row, rows_of
from fiscal.cleaning.terms.class_names import ClassNames
from fiscal.cleaning.terms.concepts import bare_name
from fiscal.cleaning.terms.matters import matter_of_heads
from fiscal.cleaning.terms.units import amount_with_unit, printed_unit, unit_in_brackets, unit_in_text
from fiscal.model.amounts import YUAN_PER_UNIT, is_error_value, is_malformed, value_state
from fiscal.model.classification import ECONOMIC_DEPARTMENT, ECONOMIC_GOVERNMENT, system_of_code
from fiscal.model.identity import Identity
from fiscal.model.reading import Table

_ANY_UNIT = frozenset({"state_assets", "other"})


@dataclass(frozen=True)
class RuledTable:
    """A table with a header, taken apart. `rows` of each panel in the order of `panels`."""

    table: Table
    grid: Grid
    header: Header
    panels: tuple[Panel, ...]
    rows: tuple[tuple[Row, ...], ...]

    def texts(self) -> list[str]:
        """Its header texts and row labels."""
        heads = {h.place: h.text for path in self.header.paths for h in path}
        return [*heads.values(), *(r.name for rows in self.rows for r in rows)]


def ruled_table(grid: Grid, header: Header, identity: Identity) -> RuledTable:
    """Take a table apart into panels and rows."""
    panels = tuple(p for p in panels_of(grid, header) if p.values)
    return RuledTable(
        grid.table,
        grid,
        header,
        panels,
        tuple(tuple(_by_the_finer_class(r) for r in rows_of(grid, header, p, identity)) for p in panels),
    )


def _by_the_finer_class(row: Row) -> Row:
    """A row that names its department's economic class first and the government's behind it is about the department's,
    of which several make one of the government's.
    """
    outer, inner = (system_of_code(code) if code else None for code in (row.outer_code, row.code))
    if outer != ECONOMIC_DEPARTMENT or inner != ECONOMIC_GOVERNMENT:
        return row
    label = row.detail or row.label
    return replace(
        row, code=row.outer_code, label=label, name=bare_name(label), detail=row.label if row.detail else None
    )


def coded_names(ruled: RuledTable) -> list[tuple[str, str]]:
    """Codes and names that a table prints side by side."""
    return [(r.code, r.name) for rows in ruled.rows for r in rows if r.code and r.name and not r.is_total]


def reported_of(ruled: RuledTable, identity: Identity, names: ClassNames, bare_budget: str) -> list[Reported]:
    """Every cell of the table's value columns. `bare_budget`: the measure of 预算数 where no more is said."""
    family = family_of(ruled.table.title, ruled.texts(), _system_of(ruled))
    found: list[Reported] = []
    for number, (panel, rows) in enumerate(zip(ruled.panels, ruled.rows, strict=True)):
        found += _panel(
            ruled, number, panel, rows, context_of(ruled.table, panel, family, identity, names, bare_budget)
        )
    return found


def _system_of(ruled: RuledTable) -> str | None:
    systems = [s for rows in ruled.rows for r in rows if r.code and (s := system_of_code(r.code))]
    if systems:
        return max(set(systems), key=systems.count)
    return next((p.system for p in ruled.panels if p.system), None)


def _panel(ruled: RuledTable, number: int, panel: Panel, rows: Sequence[Row], context: TableContext) -> list[Reported]:
    columns = {c.col: meaning_of_column(c, context) for c in panel.values}
    column_places = places_of_columns(list(columns.values()))
    if ruled.table.continues_table_no is not None:
        column_places = {
            col: p if p.parent is not None else ColumnPlace(None, p.role) for col, p in column_places.items()
        }
    column_places = column_places_by_amounts(ruled.grid, rows, list(columns.values()), column_places)
    system = row_system(panel, rows, context)
    panel = replace(panel, system=system or panel.system)
    places = places_by_amounts(ruled.grid, rows, places_of(rows, system, context.names), list(columns.values()))
    bodies = bodies_of_rows(ruled.table, rows, places, context.identity)
    by_row = {r.row: i for i, r in enumerate(rows)}
    meanings: list[RowMeaning] = []
    lines: list[_Line] = []
    found: list[Reported] = []
    for i, (row, place) in enumerate(zip(rows, places, strict=True)):
        parent = by_row.get(place.parent) if place.parent is not None else None
        above = meanings[parent] if parent is not None and parent < i and not rows[parent].is_total else None
        meanings.append(with_balances(meaning_of_row(row, place, panel, context, above), row, meanings, context))
        counted = _count_unit(row) or (lines[parent].counted if parent is not None and parent < i else None)
        line = _Line(
            row,
            place,
            meanings[i],
            bodies[i],
            period_of_label(row.period or row.label, context.identity.fiscal_year),
            counted,
        )
        lines.append(line)
        for col, column in columns.items():
            figure = _figure(ruled, line, column, column_places[col], context)
            if figure is not None:
                found.append(replace(figure, panel=number))
    return told_apart(over_meetings(_of_the_year(found, columns)))


@dataclass(frozen=True, slots=True)
class _Line:
    """A row with all that is known of it. `period`: period and year where the row is about one (2021年, 增减变化金额);
    `counted`: what its label, or the one that it stands under, counts in (车辆数合计（辆）)."""

    row: Row
    place: Place
    meaning: RowMeaning
    body: str | None
    period: tuple[str, int | None] | None
    counted: str | None


def _count_unit(row: Row) -> str | None:
    unit = unit_in_brackets(row.label)
    return unit if unit not in YUAN_PER_UNIT else None


def _of_the_year(found: list[Reported], columns: dict[int, ColumnMeaning]) -> list[Reported]:
    """Where a row has a balance brought forward in a column of its own, its fund columns are this year's money only:
    another concept than all of those funds.
    """
    carried = {col for col, c in columns.items() if c.source == "carryover"}
    rows = {r.row for r in found if r.col in carried and r.amount}
    return [
        replace(r, concept=f"{r.concept}{OF_YEAR}")
        if r.row in rows
        and r.col not in carried
        and r.concept
        and r.class_system != "income"
        and columns[r.col].source not in (None, "total")
        else r
        for r in found
    ]


def _figure(
    ruled: RuledTable, line: _Line, column: ColumnMeaning, column_place: ColumnPlace, context: TableContext
) -> Reported | None:
    """The cell of a row and a value column; None where there is none, or only the label reaches into it."""
    row, place, col = line.row, line.place, column.col
    cell = ruled.grid.cell(row.row, col)
    if cell is None or cell.row < ruled.header.body:
        return None
    text = printed_text(cell)
    covered = (cell.row, cell.col) != (row.row, col)
    if covered and value_state(text) not in ("number", "zero"):
        return None
    if not row.label and row.code is None and not text and not _is_only_row(ruled, row):
        return None
    if text.rstrip("：: ") == row.label and value_state(text) == "text":
        return None
    meaning = meaning_of_cell(line.meaning, column, context, place.role == "total" or is_body_row(row))
    period, fiscal_year = line.period or (column.period, column.fiscal_year)
    with_unit = amount_with_unit(text) if value_state(text) == "text" else None
    unit = (
        (with_unit[1] if with_unit else None)
        or _unit(text, row, column, context, meaning)
        or (line.counted if context.family == "three_public" else None)
    )
    measure = _measure(column, period, unit, context)
    return Reported(
        cell=cell,
        row=row.row,
        col=col,
        text=text,
        family=context.family,
        measure=None if covered else measure,
        row_label=row.label or None,
        row_code=row.code,
        row_path=place.path,
        row_level=place.level,
        class_system=meaning.class_system,
        concept=None if covered else meaning.concept,
        source=None if measure == "count" else meaning.source,
        kind=None if measure == "count" else meaning.kind,
        period=period,
        phase=_phase(measure, context.identity),
        fiscal_year=fiscal_year,
        entity=line.body,
        project=meaning.project,
        own_unit=unit is not None,
        unit=None if unit == "数" else unit,
        number=with_unit[0] if with_unit else None,
        doubt=None if with_unit else _doubt(text, ruled.table),
        header_path=tuple(h.printed for h in ruled.header.paths[col]),
        row_role="note" if covered else place.role,
        col_role="note" if covered else column_place.role,
        parent_row=None if covered else place.parent,
        parent_col=None if covered else column_place.parent,
        row_support=None if covered or place.support is None else place.support.counts,
        col_support=None if covered or column_place.support is None else column_place.support.counts,
        line_no=row.line_no,
        relation="change" if period == "change" else "value",
        matter=matter_of_heads(h.text for h in ruled.header.paths[col]),
    )


def _doubt(text: str, table: Table) -> tuple[str, str] | None:
    """Status and reason of what is meant to be an amount and is none, in a table that may be of money."""
    may_be_money = printed_unit(table.unit or "") in (None, *YUAN_PER_UNIT)
    if is_error_value(text):
        return "ambiguous", "cell_error"
    return ("ambiguous", "number_malformed") if may_be_money and is_malformed(text) else None


def _unit(text: str, row: Row, column: ColumnMeaning, context: TableContext, meaning: CellMeaning) -> str | None:
    """The unit that column, label or value say themselves. What a label's words measure counts only where a table need
    not be of money.
    """
    if meaning.class_system == "asset" and column.unit is None and not context.of_money:
        counted = (
            "辆"
            if (meaning.concept or "").startswith("vehicles")
            else "台"
            if (meaning.concept or "").startswith("equipment")
            else None
        )
        if counted is not None and context.family == "state_assets":
            return counted
    in_label = unit_in_text(row.label) if context.family in _ANY_UNIT else unit_in_brackets(row.label)
    return column.unit or in_label or ("%" if text.endswith(("%", "％")) else None)


def _measure(column: ColumnMeaning, period: str, unit: str | None, context: TableContext) -> str:
    measure = column.measure
    if period == "change" and measure not in ("change_pct", "change_abs"):
        measure = "change_abs"
    if unit == "%" and measure not in ("change_pct", "share_pct", "execution_rate"):
        return "change_pct" if period == "change" else "share_pct"
    if (
        context.family == "three_public"
        and unit is not None
        and unit not in (*YUAN_PER_UNIT, "%", "分", "数")
        and period != "change"
    ):
        return "count"
    return "count" if context.family == "state_assets" and measure == "actual" and not context.of_money else measure


def _is_only_row(ruled: RuledTable, row: Row) -> bool:
    """A table whose single body row is blank still says that nothing was reported."""
    return row.row == ruled.header.body and ruled.grid.rows == ruled.header.body + 1


def _phase(measure: str, identity: Identity) -> str | None:
    if measure == "count":
        return "executed" if identity.doc_kind == "final" else "approved"
    return phase_of(measure)
