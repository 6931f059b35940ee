"""Charts in pictures, which are no tables that cannot be read: their bars and lines cross like rules, and nothing
stands between them.

Only asked of pages that are illegible otherwise; what a chart says is left out and told.
"""

from __future__ import annotations

from dataclasses import replace

import pypdfium2 as pdfium

from fiscal.extraction.images.chart_glance import shows_chart
from fiscal.extraction.ocr.stroke_loss import is_unread
from fiscal.extraction.page.content import PageContent
from fiscal.model.reading import Doubt

_MILLIMETRES = 25.4 / 72


def without_charts(content: PageContent, pdf_page: pdfium.PdfPage) -> PageContent:
    """The page without the charts that were taken for tables which cannot be read; it stays illegible where such a
    table is none.
    """
    held = next((doubt for doubt in content.doubts if doubt.code == "picture_illegible"), None)
    if held is None or content.page.rotation != pdf_page.get_rotation():
        return content
    unread = [grid for grid in content.grids if is_unread(grid)]
    if not all(shows_chart(pdf_page, (grid.x0, grid.top, grid.x1, grid.bottom)) for grid in unread):
        return content
    kept = [(grid, {(cell.row, cell.col) for cell in grid.cells}) for grid in content.grids if grid not in unread]
    told = [
        d
        for d in content.doubts
        if d is not held and (d.code != "low_ocr_score" or any((d.row, d.col) in places for _, places in kept))
    ]
    charts = [f"{(g.x1 - g.x0) * _MILLIMETRES:.0f} × {(g.bottom - g.top) * _MILLIMETRES:.0f} mm" for g in unread]
    return replace(
        content,
        grids=tuple(grid for grid, _ in kept),
        doubts=(*told, Doubt("chart_unread", False, page=held.page, detail="; ".join(charts))),
    )
