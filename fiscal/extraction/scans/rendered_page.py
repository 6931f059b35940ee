"""A page of a PDF as a picture in greys, as fine as its scan is and reading needs.

Turning it upright is left to `upright`.
"""

from __future__ import annotations

from typing import Any

import pypdfium2 as pdfium
from pypdfium2.raw import FPDF_PAGEOBJ_IMAGE

from fiscal.document.engine import pixels_of
from fiscal.extraction.images.raster import Grey, resized
from fiscal.extraction.scans.stamps import grey_without_stamps

_COARSEST, _USUAL, _FINEST, _ENOUGH = 150.0, 200.0, 300.0, 240.0
"""Pixels an inch: finer scans are shrunk to what is enough, evenly, which keeps more of the characters than drawing the
page that coarse.
"""
_MOST_PIXELS = 12_000_000


def rendered(pdf_page: pdfium.PdfPage) -> tuple[Grey, float]:
    """The page in greys and its pixels an inch: those of the scan where the page is one, within what serves reading."""
    width, height = pdf_page.get_size()
    finest = 0.0
    page: Any = pdf_page
    for item in page.get_objects(filter=[FPDF_PAGEOBJ_IMAGE], max_depth=2):
        if isinstance(item, pdfium.PdfImage):
            left, bottom, right, top = item.get_bounds()
            if (right - left) * (top - bottom) > 0.1 * width * height:
                finest = max(finest, min(item.get_px_size()) * 72 / max(1.0, min(right - left, top - bottom)))
    dpi = min(max(finest or _USUAL, _COARSEST), _FINEST)
    dpi = min(dpi, 72 * (_MOST_PIXELS / (width * height)) ** 0.5)
    colours = pixels_of(pdf_page, dpi / 72)
    grey = colours if colours.ndim == 2 else grey_without_stamps(colours, dpi)
    if dpi <= _ENOUGH:
        return grey, dpi
    return resized(grey, round(grey.shape[1] * _ENOUGH / dpi), round(grey.shape[0] * _ENOUGH / dpi)), _ENOUGH
