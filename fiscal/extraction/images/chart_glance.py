"""Whether a place of a page shows a chart, told by a glance at its colours: for what was taken for a table and of which
hardly a line can be read.

What such a place says is read by nobody; that it is a table that cannot be read is left to `stroke_loss`.
"""

from __future__ import annotations

import cv2
import numpy as np
import pypdfium2 as pdfium

from fiscal.document.engine import pixels_of
from fiscal.extraction.images.raster import opened

_DPI = 110
_SATURATED, _LIT = 60, 60
"""Of 255: saturation and brightness from which on a pixel has a colour, after the gentlest of the colours that office
programs give to bars.
"""
_SOLID = 2.0
"""Millimetres of colour in both directions that are a bar's or a sector's: no stroke of a character, a seal or a
signature is as thick.
"""
_AREA = 9.0
"""Square millimetres of such places that a colour covers at least."""
_HUES, _BINS = 180, 12
"""Hues that OpenCV tells apart, and the colours that they are counted by."""
_COLOURS = 2
"""Colours of bars at least: a table's head has one."""


def shows_chart(pdf_page: pdfium.PdfPage, box: tuple[float, float, float, float]) -> bool:
    """Whether solid places of several colours stand within a box (x0, top, x1, bottom) in points on the displayed
    page.
    """
    scale = _DPI / 72
    picture = pixels_of(pdf_page, scale)
    x0, top, x1, bottom = (max(0, round(side * scale)) for side in box)
    part = picture[top:bottom, x0:x1]
    if part.ndim < 3 or not part.size:
        return False
    hue, saturation, value = cv2.split(cv2.cvtColor(np.ascontiguousarray(part[:, :, :3]), cv2.COLOR_RGB2HSV))
    coloured = (np.asarray(saturation) > _SATURATED) & (np.asarray(value) > _LIT)
    millimetre = _DPI / 25.4
    bins = np.asarray(hue, np.int64) * _BINS // _HUES
    side = round(_SOLID * millimetre)
    areas = [int(opened(coloured & (bins == one), side, side).sum()) for one in range(_BINS)]
    return sum(area >= _AREA * millimetre**2 for area in areas) >= _COLOURS
