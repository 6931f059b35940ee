"""A reading as rows of the datasets `pages`, `tables`, `extracted_tables`, `prose` and `doubts`, and back.

Where the rows are kept is left to the storage; places are exact to a float32, as the contract has them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any

from fiscal.model.contract import DoubtRow, ExtractedCell, PageRow, ProseRow, TableRow
from fiscal.model.reading import Cell, Doubt, Page, Reading, Sentence, Table

READING_DATASETS = ("pages", "tables", "extracted_tables", "prose", "doubts")

_CELL = tuple(f.name for f in fields(Cell))
_TABLE = tuple(f.name for f in fields(TableRow))


def reading_to_rows(reading: Reading) -> dict[str, list[Any]]:
    """The rows by dataset, in reading order; everything of the reading but its repairs."""
    return {
        "pages": [PageRow(**_values(page)) for page in reading.pages],
        "tables": [TableRow(**{name: getattr(table, name) for name in _TABLE}) for table in reading.tables],
        "extracted_tables": [_cell_row(table, cell) for table in reading.tables for cell in table.cells],
        "prose": [ProseRow(**_values(sentence)) for sentence in reading.sentences],
        "doubts": [DoubtRow(**_values(doubt)) for doubt in reading.doubts],
    }


def rows_to_reading(rows: Mapping[str, Sequence[Any]], repairs: tuple[str, ...] = ()) -> Reading:
    """The reading that the rows came from; `rows` has every dataset of `READING_DATASETS`."""
    cells: dict[int, list[Cell]] = defaultdict(list)
    for row in rows["extracted_tables"]:
        cells[row.table_no].append(Cell(**{name: getattr(row, name) for name in _CELL}))
    return Reading(
        pages=tuple(Page(**_values(row)) for row in rows["pages"]),
        tables=tuple(Table(**_values(row), cells=tuple(cells[row.table_no])) for row in rows["tables"]),
        sentences=tuple(Sentence(**_values(row)) for row in rows["prose"]),
        doubts=tuple(Doubt(**_values(row)) for row in rows["doubts"]),
        repairs=repairs,
    )


def _values(instance: Any) -> dict[str, Any]:
    return {f.name: getattr(instance, f.name) for f in fields(instance)}


def _cell_row(table: Table, cell: Cell) -> ExtractedCell:
    return ExtractedCell(
        table_no=table.table_no, title=table.title, unit=table.unit, continues_table_no=table.continues_table_no, **{name: getattr(cell, name) for name in _CELL}
    )
