"""Laid-out pages drawn as a PDF, for the pictures beside findings and the annotated copy: rules, texts, and grey names
of sheet, rows and columns beside them.

Nothing is read from it. The same pages give the same bytes.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any, cast

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from fiscal.extraction.page.content import Grid, TextLine
from fiscal.extraction.typesetting.layout import LaidPage

_FONT = "STSong-Light"
_RULE = 0.5
_GREY = 0.55
_DESCENT = 0.16
"""Share of a size by which the foot of a line lies under its letters."""


def drawn(pages: Sequence[LaidPage]) -> bytes:
    """The PDF of the pages, a page each."""
    cast(Any, pdfmetrics).registerFont(UnicodeCIDFont(_FONT))
    out = io.BytesIO()
    canvas = Canvas(out, invariant=True, pageCompression=1)
    for page in pages:
        canvas.setPageSize((page.content.page.width, page.content.page.height))
        canvas.setLineWidth(_RULE)
        for grid in page.content.grids:
            _rules(canvas, grid, page.content.page.height)
        for line in (*page.content.lines, *page.printed):
            _text(canvas, line, page.content.page.height)
        canvas.setFillGray(_GREY)
        for line in page.beside:
            _text(canvas, line, page.content.page.height)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def _rules(canvas: Canvas, grid: Grid, height: float) -> None:
    for cell in grid.cells:
        canvas.rect(cell.x0, height - cell.bottom, cell.x1 - cell.x0, cell.bottom - cell.top)


def _text(canvas: Canvas, line: TextLine, height: float) -> None:
    """A line as wide as it was laid out, whatever its letters are."""
    wide = pdfmetrics.stringWidth(line.text, _FONT, line.size)
    text = canvas.beginText(line.x0, height - line.bottom + _DESCENT * line.size)
    text.setFont(_FONT, line.size)
    if wide > 0:
        text.setHorizScale(100 * (line.x1 - line.x0) / wide)
    text.textOut(line.text)
    canvas.drawText(text)
