"""Lists of projects, or of bodies, with their funds and indicators in one wide table: a name and its amounts span the
rows of its indicators.

The indicators themselves are read by `indicator_matrices`, what an amount's header says by `column_meaning`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from fiscal import lexicon
from fiscal.cleaning.forms.amount_blocks import table_context
from fiscal.cleaning.forms.form_context import FormContext
from fiscal.cleaning.forms.indicator_matrices import IndicatorBlock, indicator_block, reported_of_indicators
from fiscal.cleaning.hierarchy.column_hierarchy import places_of_columns
from fiscal.cleaning.tables.column_meaning import ColumnMeaning, meaning_of_column
from fiscal.cleaning.tables.column_measures import phase_of
from fiscal.cleaning.tables.grid import Grid
from fiscal.cleaning.tables.header_paths import header_of
from fiscal.cleaning.tables.panels import Column, Kind
from fiscal.cleaning.tables.reported_values import Reported, printed_text
from fiscal.cleaning.tables.rows.body_rows import is_total_name
from fiscal.cleaning.terms.bodies import body_of, is_known_body
from fiscal.model.amounts import normal, value_state
from fiscal.model.reading import Cell

_HEADER_ROWS = 3
_PROJECT = lexicon.pattern("fields.project")
_BODY = lexicon.pattern("fields.body")
_AMOUNT = lexicon.pattern("fields.amount")
_FIGURES = ("number", "zero", "blank", "dash")


@dataclass(frozen=True, slots=True)
class ProjectList:
    """The header row of the matrix, the first row below all headers, and the columns of names and amounts; without
    `project` the list is of bodies.
    """

    block: IndicatorBlock
    body: int
    project: int | None
    entity: int | None
    amounts: tuple[int, ...]

    @property
    def name(self) -> int:
        """The column of what is listed."""
        named = self.project if self.project is not None else self.entity
        assert named is not None
        return named


def project_list(grid: Grid) -> ProjectList | None:
    """The list that a table is; None where no column of projects' or bodies' names stands left of an indicator
    matrix.
    """
    for row in range(min(_HEADER_ROWS, grid.rows)):
        block = indicator_block(grid, row)
        if block is None:
            continue
        heads = grid.covering(row)
        first = min(col for role in ("level", "name") for col in block.roles.get(role, ()))
        project = next((c.col for c in heads if c.col < first and _PROJECT.fullmatch(normal(c.text))), None)
        body = max((c.row + c.rowspan for c in heads if c.rowspan <= _HEADER_ROWS), default=row + 1)
        entity = next((c.col for c in heads if c.col < first and _BODY.fullmatch(normal(c.text))), None)
        named = project if project is not None else entity
        if named is None or body >= grid.rows or _name_in(grid, body, named) is None:
            return None
        taken = {project, entity, *(col for cols in block.roles.values() for col in cols)}
        amounts = tuple(col for col in range(grid.cols) if col not in taken and _holds_amounts(grid, col, body))
        return ProjectList(block, body, project, entity, amounts)
    return None


def _name_in(grid: Grid, row: int, named: int) -> Cell | None:
    """The cell that says what a row is of: its name, or the word of a total before it."""
    cells = [grid.cell(row, col) for col in range(named, -1, -1)]
    own, *before = [c if c is not None and normal(c.text) else None for c in cells]
    return own or next((c for c in before if c is not None and is_total_name(c.text)), None)


def _holds_amounts(grid: Grid, col: int, body: int) -> bool:
    heads = "|".join(grid.text(row, col) for row in range(body))
    states = [value_state(grid.text(row, col)) for row in range(body, grid.rows)]
    return (
        _AMOUNT.search(heads) is not None
        and all(s in _FIGURES for s in states)
        and any(s in ("number", "zero") for s in states)
    )


def reported_of_list(grid: Grid, listed: ProjectList, context: FormContext) -> list[Reported]:
    """Amounts and indicators of every project of the list."""
    header = header_of(grid)
    columns_context = table_context(context)
    meanings = {
        col: meaning_of_column(Column(col, Kind.VALUE, header.paths[col]), columns_context) for col in listed.amounts
    }
    places = places_of_columns(list(meanings.values()))
    found: list[Reported] = []
    for cell, first, end in _groups(grid, listed):
        entity = grid.cell(first, listed.entity) if listed.entity is not None else None
        name = cell.text.strip()
        project = name if listed.project is not None and not is_known_body(name, context.identity) else None
        if listed.project is not None and project is None:
            entity = cell
        own = replace(
            context,
            project=project,
            entity=body_of(entity.text, context.identity) if entity is not None else context.entity,
        )
        for col, column in meanings.items():
            for row in range(first, end):
                amount = grid.cell(row, col)
                if amount is not None and amount.row >= listed.body:
                    kind = "project" if listed.project is not None else column.kind or "total"
                    found.append(_amount(amount, row, column, own, kind, places[col].parent))
        block = IndicatorBlock(first - 1, end, listed.block.roles)
        heads = {col: (grid.text(listed.block.start, col),) for cols in listed.block.roles.values() for col in cols}
        found += [replace(r, header_path=heads.get(r.col, ())) for r in reported_of_indicators(grid, block, own)]
    return found


def _groups(grid: Grid, listed: ProjectList) -> Iterator[tuple[Cell, int, int]]:
    """The name cell of each project or body with its first row and the row behind its last; rows without a name go on
    with what stands above.
    """
    row = listed.body
    while row < grid.rows:
        cell = _name_in(grid, row, listed.name)
        end = row + 1
        while cell is not None and end < grid.rows and _name_in(grid, end, listed.name) in (cell, None):
            end += 1
        if cell is not None and normal(cell.text):
            yield cell, row, end
        row = end


def _amount(
    cell: Cell, row: int, column: ColumnMeaning, context: FormContext, kind: str, parent: int | None
) -> Reported:
    covered = cell.row != row
    total = context.project is None or is_total_name(context.project)
    return Reported(
        cell=cell,
        row=row,
        col=column.col,
        text=printed_text(cell),
        family=context.family,
        measure=None if covered else column.measure,
        row_label=context.project or context.entity,
        row_path=(context.project or context.entity or "",),
        class_system="none" if total else "project",
        concept=None if covered else "expenditure_current" if total else "project",
        source=column.source or "total",
        kind=kind,
        phase=phase_of(column.measure),
        period=column.period,
        fiscal_year=column.fiscal_year,
        entity=context.entity,
        project=None if total else context.project,
        own_unit=column.unit is not None,
        unit=None if column.unit == "数" else column.unit,
        row_role="note" if covered else "item",
        col_role="note" if covered else "total" if column.total else "item",
        parent_col=None if covered else parent,
    )
