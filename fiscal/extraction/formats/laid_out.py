"""A file without pages as a reading: laid out, put together like pages that were read, each cell with its place in the file; and the PDF of those pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from fiscal.document.opening.magic import PDF, kind_of
from fiscal.document.sandbox.sandbox_child import announce
from fiscal.extraction.documents.assemble import assemble
from fiscal.extraction.formats.kinds import flow_of, pdf_of
from fiscal.extraction.typesetting.drawing import drawn
from fiscal.extraction.typesetting.flow import Flow
from fiscal.extraction.typesetting.layout import LaidPage, lay_out
from fiscal.model.reading import Cell, Reading, Table
from fiscal.model.reasons import Failure


def read_flow(flow: Flow) -> Reading:
    """The reading of a flow."""
    pages = lay_out(flow)
    announce(len(pages), 0)
    reading = assemble([page.content for page in pages])
    tables = tuple(_placed(table, pages) for table in reading.tables)
    return replace(reading, tables=tables, doubts=flow.doubts + reading.doubts)


def _placed(table: Table, pages: Sequence[LaidPage]) -> Table:
    """The table with what its cells are called in their file."""
    return replace(table, cells=tuple(replace(cell, source_cell=_source(cell, pages)) for cell in table.cells))


def _source(cell: Cell, pages: Sequence[LaidPage]) -> str | None:
    return pages[cell.page - 1].sources.get((cell.x0, cell.top))


def as_pdf(path: Path) -> bytes | Failure:
    """The PDF whose pages the reading of a file counts: the file itself where it is one, else its pages drawn."""
    kind = kind_of(path)
    if kind == PDF:
        return path.read_bytes()
    flow = flow_of(path, kind)
    if flow is not None:
        return flow if isinstance(flow, Failure) else drawn(lay_out(flow))
    made = pdf_of(path, kind)
    return Failure("not_a_pdf", kind) if made is None else made
