"""A reading as rows of the datasets `pages`, `tables`, `extracted_tables`, `prose` and `doubts`, and back.

Where the rows are kept is left to the storage; places are exact to a float32, as the contract has them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from fiscal.model.reading import Alternative, Box, Cell, Doubt, Page, Reading, Sentence, Table
from fiscal.model.records import Int16


@dataclass(frozen=True, slots=True, kw_only=True)
class PageRow:
    """`pages`: one row a page of a file."""

    page: int
    part_no: int = 1
    width: float
    height: float
    rotation: int
    picture: bool
    chars: int
    image_sha256: str | None
    proposal: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TableRow:
    """`tables`: one row a logical table: its caption, numbers and notes."""

    table_no: int
    title: str
    number: str | None
    unit: str | None
    declarant: str | None
    year: int | None
    notes: tuple[str, ...]
    continues_table_no: int | None
    header_rows: int
    picture: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtractedCell:
    """`extracted_tables`: one row a cell of a table as it stands on the page, a spanning cell once."""

    table_no: int
    title: str
    unit: str | None
    page: int
    part_no: int = 1
    row: int
    col: int
    rowspan: int
    colspan: int
    continues_table_no: int | None
    text: str
    indent: Int16
    is_header: bool
    x0: float
    top: float
    x1: float
    bottom: float
    method: str
    confidence: float
    alternatives: tuple[Alternative, ...]
    source_cell: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProseRow:
    """`prose`: one row a sentence, heading, caption, note or contents line, in reading order."""

    sentence_no: int
    kind: str
    text: str
    heading_path: tuple[str, ...]
    table_no: int | None
    boxes: tuple[Box, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DoubtRow:
    """`doubts`: what the reading itself is unsure of."""

    code: str
    blocking: bool
    page: int | None
    part_no: int = 1
    table_no: int | None
    row: int | None
    col: int | None
    detail: str


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
        table_no=table.table_no,
        title=table.title,
        unit=table.unit,
        continues_table_no=table.continues_table_no,
        **{name: getattr(cell, name) for name in _CELL},
    )
