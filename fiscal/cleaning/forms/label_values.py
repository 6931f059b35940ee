"""Values of a form that stand beside their label, or behind it in the same cell (`资金总额：1953.85`).

Which rows these are is told by `forms`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from fiscal import lexicon
from fiscal.cleaning.forms.form_context import FormContext, meaning_of_amount, with_open_parts
from fiscal.cleaning.tables.column_measures import phase_of
from fiscal.cleaning.tables.grid import Grid, is_identifier
from fiscal.cleaning.tables.reported_values import Reported, printed_text
from fiscal.cleaning.terms.concepts import bare_name
from fiscal.cleaning.terms.units import unit_in_text
from fiscal.model.amounts import YUAN_PER_UNIT, normal, parse_amount
from fiscal.model.reading import Cell

_IN_ONE_CELL = lexicon.pattern("fields.in_one_cell")
_MONEY = lexicon.pattern("fields.money")
_NAMES_ONLY = lexicon.pattern("fields.names_only")
_REMARK_BEHIND = re.compile(r"\([^()]+\)$")
_MIDTERM = lexicon.pattern("fields.midterm")
_WHOLE = lexicon.pattern("fields.whole_label")


@dataclass
class _Whole:
    """The last total beside a column of labels: its row, measure, and the rows of its parts so far."""

    row: int
    last: int
    measure: str


def value_beside(grid: Grid, labels: Sequence[str]) -> str | None:
    """The printed text right of the first label that fits one of some patterns, tried in order; None where there is
    none.
    """
    for pattern in labels:
        for cell in sorted(grid.table.cells, key=lambda c: (c.row, c.col)):
            label = normal(cell.text).rstrip(":")
            if re.fullmatch(pattern, label) is None and re.fullmatch(pattern, _REMARK_BEHIND.sub("", label)) is None:
                continue
            beside = grid.cell(cell.row, cell.col + cell.colspan)
            if beside is not None and normal(beside.text) and not normal(beside.text).endswith(":"):
                return beside.text.strip()
    return None


def reported_of_labels(grid: Grid, rows: Sequence[int], context: FormContext) -> list[Reported]:
    """The figures of rows that hold labels and values."""
    found: list[Reported] = []
    wholes: dict[int, _Whole] = {}
    panels: dict[int, int] = {}
    for row in rows:
        for col in range(grid.cols):
            cell = grid.cell(row, col)
            if cell is None or cell.col != col:
                continue
            inside = _IN_ONE_CELL.match(cell.text)
            if cell.row != row:
                if parse_amount(cell.text) is not None and not is_identifier(normal(cell.text)):
                    found.append(_covered(cell, row, col, context))
                continue
            if inside is not None:
                found.append(
                    _reported(cell, inside["label"], inside["value"], inside["unit"], context, panels, wholes, col)
                )
                continue
            label = _label_of(grid, row, col)
            if (
                label is None
                or parse_amount(cell.text) is None
                or is_identifier(normal(cell.text))
                or _NAMES_ONLY.search(normal(label.text))
            ):
                continue
            found.append(_reported(cell, label.text, printed_text(cell), None, context, panels, wholes, label.col))
    return with_open_parts(found)


def _label_of(grid: Grid, row: int, col: int) -> Cell | None:
    """The nearest text to the left of a value."""
    at = col - 1
    while at >= 0:
        cell = grid.cell(row, at)
        if cell is None:
            return None
        if normal(cell.text):
            return cell if parse_amount(cell.text) is None else None
        at = cell.col - 1
    return None


def _covered(cell: Cell, row: int, col: int, context: FormContext) -> Reported:
    return Reported(
        cell=cell, row=row, col=col, text=printed_text(cell), family=context.family, row_role="note", col_role="note"
    )


def _reported(
    cell: Cell,
    label: str,
    text: str,
    unit: str | None,
    context: FormContext,
    panels: dict[int, int],
    wholes: dict[int, _Whole],
    label_col: int,
) -> Reported:
    label = label.strip().rstrip(":：")
    own = unit or unit_in_text(label)
    money = own in YUAN_PER_UNIT or (own is None and _MONEY.search(normal(label)) is not None)
    value = Reported(
        cell=cell,
        row=cell.row,
        col=cell.col,
        text=text,
        family=context.family,
        row_label=label,
        row_path=(label,),
        fiscal_year=context.identity.fiscal_year,
        entity=context.entity,
        project=context.project,
    )
    if not money:
        return replace(
            value,
            measure="count",
            concept=f"name:{bare_name(label)}",
            phase="approved",
            own_unit=True,
            unit=None if own == "数" else own,
        )
    meaning = meaning_of_amount(label, context)
    whole = wholes.get(label_col)
    part = whole is not None and cell.row == whole.last + 1 and _WHOLE.search(normal(label)) is None
    measure = "midterm_total" if _MIDTERM.search(normal(label)) else "budget_initial"
    if whole is not None and part:
        measure = whole.measure
        whole.last = cell.row + cell.rowspan - 1
    elif _WHOLE.search(normal(label)):
        wholes[label_col] = _Whole(cell.row, cell.row + cell.rowspan - 1, measure)
    else:
        wholes.pop(label_col, None)
    return replace(
        value,
        measure=measure,
        class_system=meaning.class_system,
        concept=meaning.concept,
        source=meaning.source,
        kind=meaning.kind,
        phase=phase_of(measure),
        own_unit=own is not None,
        unit=own,
        panel=panels.setdefault(label_col, len(panels)),
        row_role="total" if _WHOLE.search(normal(label)) else "item",
        parent_row=whole.row if whole is not None and part else None,
    )
