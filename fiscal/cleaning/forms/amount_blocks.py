"""Blocks of a form that list amounts under a header of their own: 项目资金 by year's budget and result, tasks with
their funds, 支出明细.

Which rows are such a block is found here; what columns mean and how they add up is told by `column_meaning` and
`column_hierarchy`."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

from fiscal import lexicon
from fiscal.cleaning.forms.form_context import FormContext, meaning_of_amount, with_open_parts
from fiscal.cleaning.hierarchy.column_hierarchy import places_of_columns
from fiscal.cleaning.tables.column_meaning import ColumnMeaning, TableContext, meaning_of_column
from fiscal.cleaning.tables.column_measures import phase_of
from fiscal.cleaning.tables.distinct_cells import told_apart
from fiscal.cleaning.tables.grid import Grid
from fiscal.cleaning.tables.header_paths import HeaderCell
from fiscal.cleaning.tables.panels import Column, Kind
from fiscal.cleaning.tables.reported_values import Reported, printed_text
from fiscal.cleaning.tables.rows.body_rows import is_total_name
from fiscal.cleaning.terms.concepts import bare_name, concept_named
from fiscal.model.amounts import NOT_APPLICABLE, YUAN_PER_UNIT, normal, value_state
from fiscal.model.classification import ECONOMIC_DEPARTMENT
from fiscal.model.reading import Cell

_AMOUNT_HEAD = lexicon.pattern("fields.amount_head")
_FIGURES = ("number", "zero", "dash", "blank")
_ALONE = frozenset({"score", "score_full", "execution_rate", "share_pct", "change_pct"})
_WHOLE = lexicon.pattern("fields.whole")
_FUNDS_ROW = lexicon.pattern("fields.funds_row")


@dataclass(frozen=True, slots=True)
class AmountBlock:
    """Header rows `start` to `body`, figures to `end`; `columns` are the value columns, `labels` those of the row
    labels.
    """

    start: int
    body: int
    end: int
    labels: tuple[int, ...]
    columns: tuple[int, ...]


def amount_block(grid: Grid, row: int) -> AmountBlock | None:
    """The block whose header begins in a row; None where the row is no such header."""
    cells = grid.row_cells(row)
    side = _side_label(grid, row)
    heads = [c for c in cells if normal(c.text) and c is not side]
    if any(value_state(c.text) in ("number", "zero") for c in heads):
        return None
    amounts = [c for c in heads if _AMOUNT_HEAD.fullmatch(normal(c.text)) and not _heads_labels(grid, c)]
    words = [c for c in heads if c not in amounts and (side is None or c.col >= side.col + side.colspan)]
    if len(amounts) + len(words) < 3 and len(amounts) < 2:
        return None
    if not amounts or (len(amounts) == 1 and len(words) < 2):
        return None
    body = row + max([1, *(c.rowspan for c in words if c.rowspan <= 3)])
    columns = tuple(col for c in amounts for col in range(c.col, c.col + c.colspan))
    columns = tuple(
        col for col in columns if grid.starts(body, col) or (cell := grid.cell(body, col)) is None or cell.col == col
    )
    if not columns:
        return None
    first = min(columns)
    left = side.col + side.colspan if side is not None else 0
    labels = tuple(range(left, first))
    if not labels or body >= grid.rows or not _is_body_row(grid, body, columns, labels):
        return None
    limit = side.row + side.rowspan if side is not None and side.rowspan > 1 else grid.rows
    end = body
    while end < limit and _is_body_row(grid, end, columns, labels):
        end += 1
    figures = any(value_state(grid.text(r, c)) in ("number", "zero") for r in range(body, end) for c in columns)
    return AmountBlock(row, body, end, labels, columns) if figures else None


def _heads_labels(grid: Grid, head: Cell) -> bool:
    """Whether words stand below a head that sounds like one of amounts (年度预算数 over 总额, 财政资金 …): it is over
    the labels.
    """
    below = grid.text(head.row + head.rowspan, head.col)
    return (
        value_state(below) == "text"
        and below not in NOT_APPLICABLE
        and (_WHOLE.fullmatch(below) is not None or not _AMOUNT_HEAD.fullmatch(below))
    )


def _side_label(grid: Grid, row: int) -> Cell | None:
    """The merged label at the left that names the whole block."""
    cell = grid.cell(row, 0)
    return cell if cell is not None and cell.rowspan > 2 else None


def _is_body_row(grid: Grid, row: int, columns: tuple[int, ...], labels: tuple[int, ...]) -> bool:
    cells = {c: grid.cell(row, c) for c in columns}
    if any(cell is None or cell.col < min(columns) for cell in cells.values()):
        return False
    texts = [grid.text(row, c) for c in columns]
    return all(value_state(t) in _FIGURES or t in NOT_APPLICABLE for t in texts) and any(
        grid.text(row, c) for c in labels
    )


def reported_of_amounts(grid: Grid, block: AmountBlock, context: FormContext) -> list[Reported]:
    """The figures of one block."""
    columns_context = table_context(context)
    meanings = {
        col: meaning_of_column(Column(col, Kind.VALUE, _path(grid, block, col)), columns_context)
        for col in block.columns
    }
    places = places_of_columns(list(meanings.values()))
    labels = {row: _labels(grid, block, row) for row in range(block.body, block.end)}
    total = _total_row(block, labels)
    details = Counter(t for texts in labels.values() for t in texts[1:])
    found: list[Reported] = []
    for row, texts in labels.items():
        for col, column in meanings.items():
            cell = grid.cell(row, col)
            if cell is None or cell.row != row or not texts:
                continue
            whole = total if row != total and column.measure not in _ALONE else None
            named_class = next((t for t in texts[1:] if details[t] == 1), None)
            found.append(
                replace(
                    _figure(cell, texts, named_class, column, context, row == total),
                    header_path=tuple(h.printed for h in _path(grid, block, col)),
                    parent_col=places[col].parent,
                    col_role=places[col].role,
                    parent_row=whole,
                )
            )
    return with_open_parts(told_apart(found))


def _path(grid: Grid, block: AmountBlock, col: int) -> tuple[HeaderCell, ...]:
    path: dict[tuple[int, int], HeaderCell] = {}
    for row in range(block.start, block.body):
        cell = grid.cell(row, col)
        if cell is not None and normal(cell.text):
            path.setdefault(
                (cell.row, cell.col), HeaderCell(cell.row, cell.col, cell.colspan, normal(cell.text), cell.text.strip())
            )
    return tuple(path.values())


def table_context(context: FormContext) -> TableContext:
    """What the columns of a form's amounts are taken for where their own heads leave it open: expenditure on a project,
    budgeted.
    """
    return TableContext(
        family=context.family,
        identity=context.identity,
        source="total",
        kind="project",
        side="expenditure",
        system=None,
        bare_budget="budget_initial",
        names=context.names,
    )


def _labels(grid: Grid, block: AmountBlock, row: int) -> tuple[str, ...]:
    """The row's texts left of its figures, each once; long remarks are no labels unless nothing else stands there."""
    cells = {
        (c.row, c.col): c for col in block.labels if (c := grid.cell(row, col)) is not None and c.row >= block.body
    }
    texts = [c.text.strip() for c in cells.values() if normal(c.text)]
    heads = [grid.text(block.start, c.col) for c in cells.values() if normal(c.text)]
    kept = [t for t, head in zip(texts, heads, strict=True) if not lexicon.pattern("fields.labels").search(head)]
    return tuple(kept or texts[:1])


def _total_row(block: AmountBlock, labels: dict[int, tuple[str, ...]]) -> int | None:
    """The row that sums the others: a totals name, or the 年度资金总额 that a list of funds begins with."""
    named = [row for row, texts in labels.items() if texts and any(is_total_name(t) for t in texts)]
    if len(named) == 1 and named[0] in (block.body, block.end - 1):
        return named[0]
    first = labels.get(block.body, ())
    return block.body if not named and first and _FUNDS_ROW.fullmatch(bare_name(first[0])) and len(labels) > 1 else None


def _figure(
    cell: Cell,
    texts: tuple[str, ...],
    named_class: str | None,
    column: ColumnMeaning,
    context: FormContext,
    is_total: bool,
) -> Reported:
    label = texts[0] if not is_total else texts[-1]
    system, concept, source, kind, project = _meaning(texts, named_class, column, context, is_total)
    unit = column.unit
    if unit is None and normal(cell.text).endswith("%"):
        unit = "%"
    measure = column.measure if column.measure in _ALONE or unit is None or unit in YUAN_PER_UNIT else "count"
    return Reported(
        cell=cell,
        row=cell.row,
        col=cell.col,
        text=printed_text(cell),
        family=context.family,
        measure=measure,
        row_label=label,
        row_path=texts,
        class_system=system,
        concept=concept,
        source=source,
        kind=kind,
        phase=phase_of(measure),
        period=column.period,
        fiscal_year=column.fiscal_year,
        entity=context.entity,
        project=project,
        own_unit=unit is not None,
        unit=None if unit == "数" else unit,
        row_role="total" if is_total else "item",
    )


def _meaning(
    texts: tuple[str, ...], named_class: str | None, column: ColumnMeaning, context: FormContext, is_total: bool
) -> tuple[str, str, str | None, str | None, str | None]:
    """Class system, concept, funds, type and project of one figure. `named_class`: a second label that no other row of
    the block bears.
    """
    source = column.source or "total"
    if not context.about_project:
        if is_total:
            return "none", "expenditure_total", source, "total", None
        found = concept_named(texts[0], "expenditure")
        if found is not None and found.class_system == "none":
            return found.class_system, found.id, source, found.kind or "total", None
        return "project", "project", source, "project", texts[0]
    if is_total:
        return "project", "project", source, "project", context.project
    funds = meaning_of_amount(texts[0], context)
    if funds.source not in (None, "total"):
        return "project", "project", funds.source, "project", context.project
    code = context.names.only(ECONOMIC_DEPARTMENT, named_class) if named_class else None
    if code is not None:
        return ECONOMIC_DEPARTMENT, code, source, "project", context.project
    return "project", f"item:{'/'.join(bare_name(t) for t in texts)}", source, "project", context.project
