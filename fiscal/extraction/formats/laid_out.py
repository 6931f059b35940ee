"""A file without pages: its cells' places in it, which the reading of its laid-out pages is given; and the PDF of those
pages.

Putting pages together is left to `fiscal.extraction.reader`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from fiscal.document.opening.magic import kind_of
from fiscal.extraction.formats.kinds import flow_of, pdf_of
from fiscal.extraction.typesetting.drawing import drawn
from fiscal.extraction.typesetting.layout import LaidPage, lay_out
from fiscal.model.reading import Cell, Reading
from fiscal.model.reasons import Failure


def placed(reading: Reading, pages: Sequence[LaidPage]) -> Reading:
    """The reading of laid-out pages with what its cells are called in their file."""
    tables = tuple(
        replace(t, cells=tuple(replace(cell, source_cell=_source(cell, pages)) for cell in t.cells))
        for t in reading.tables
    )
    return replace(reading, tables=tables, chapters=tuple(placed(chapter, pages) for chapter in reading.chapters))


def _source(cell: Cell, pages: Sequence[LaidPage]) -> str | None:
    return pages[cell.page - 1].sources.get((cell.x0, cell.top))


def as_pdf(path: Path) -> bytes | Failure:
    """The PDF whose pages the reading of a file that is none counts: its pages drawn."""
    kind = kind_of(path)
    flow = flow_of(path, kind)
    if flow is not None:
        return flow if isinstance(flow, Failure) else drawn(lay_out(flow))
    made = pdf_of(path, kind)
    return Failure("not_a_pdf", kind) if made is None else made
