"""Whether pictures show a table, told by a glance at their rules: for pages whose text layer seems to hold all that
they say.

Costs a few hundredths of a second; reading what the picture shows is left to `picture_page`.
"""

from __future__ import annotations

import cv2
import numpy as np
import pypdfium2 as pdfium
from numpy.typing import NDArray

from fiscal.document.engine import pixels_of
from fiscal.extraction.images.raster import closed, grown, opened, parts_of

_DPI = 110
_RULE = 26
"""Points: what is as long and straight is a rule; no stroke of a character is."""
_THICK = 4
"""Points: what is thicker is no rule."""
_JOINTS = 8
"""Crossings of rules that a table of two cells by two, or of three side by side, has at least; frames have four."""
_DARKER = 24
"""Greys by which a rule is darker than the paper about it."""


def shows_table(
    pdf_page: pdfium.PdfPage, images: NDArray[np.float64], drawn: NDArray[np.float64], rotation: int
) -> bool:
    """Whether rules cross within the boxes of the page's pictures as they do in tables; `drawn` are boxes of rules that
    are none of the pictures'.

    Boxes are (x0, top, x1, bottom) in points on the page that `rotation`, clockwise degrees, sets upright; shape (n,
    4)."""
    scale = _DPI / 72
    grey = pixels_of(pdf_page, scale, rotation=(rotation - pdf_page.get_rotation()) % 360, grey=True)
    inside = np.zeros(grey.shape, bool)
    for x0, top, x1, bottom in np.rint(images * scale).astype(int).tolist():
        inside[top:bottom, x0:x1] = True
    for x0, top, x1, bottom in np.rint(drawn * scale).astype(int).tolist():
        inside[max(0, top - 2) : bottom + 3, max(0, x0 - 2) : x1 + 3] = False
    reach = round(_THICK * scale) | 1
    paper = cv2.morphologyEx(grey, cv2.MORPH_CLOSE, np.ones((reach, reach), np.uint8))
    dark = (cv2.subtract(paper, grey) > _DARKER) & inside
    length = round(_RULE * scale)
    level = opened(closed(dark, 3, 3), 1, length)
    upright = opened(closed(dark, 3, 3), round(length / 2), 1)
    joints = parts_of(grown(level, 5, 5) & grown(upright, 5, 5))
    return len(joints.area) - 1 >= _JOINTS
