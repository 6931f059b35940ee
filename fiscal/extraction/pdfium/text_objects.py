"""How a page's texts are drawn: not at all, in white, in red, and before or after areas that hide them.

Which characters that hides is left to `fiscal.extraction.page`.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pypdfium2.raw as pdfium

from fiscal.extraction.pdfium import calls as native
from fiscal.extraction.pdfium.boxes import Box
from fiscal.extraction.pdfium.colours import FAINT, WHITE, fills
from fiscal.extraction.pdfium.marks import Marks, Order

_REDDER = 100
"""By how much red exceeds both other colours, of 255, in what is printed red: pure red by 255, the darkest that office
programs offer by 192.
"""
_UNDRAWN = (pdfium.FPDF_TEXTRENDERMODE_INVISIBLE, pdfium.FPDF_TEXTRENDERMODE_CLIP)
Holder = tuple[Order, list[int], list[int]]
"""A page or form with texts: its place in the painting order, its objects and their kinds."""
Opaque = tuple[int, Box, Order]
"""An area that may hide what is painted before it: its object, box and place in the painting order."""


def mark_unseen(items: list[int], marks: Marks) -> None:
    """Marks which texts are not drawn, or drawn in white or in red."""
    count = len(items)
    if not count:
        return
    (red, green, blue), alpha = fills(items)
    darkest = np.minimum(np.minimum(red, green), blue)
    modes = np.fromiter(map(native.text_render_mode, items), dtype=np.int64, count=count)
    filled = modes == pdfium.FPDF_TEXTRENDERMODE_FILL
    undrawn = np.isin(modes, _UNDRAWN) | (filled & (alpha < FAINT))
    marks.undrawn_texts.update(items[i] for i in np.flatnonzero(undrawn).tolist())
    marks.white_texts.update(items[i] for i in np.flatnonzero(filled & ~undrawn & (darkest >= WHITE)).tolist())
    marks.red_texts.update(
        items[i] for i in np.flatnonzero(filled & ~undrawn & (red - np.maximum(green, blue) > _REDDER)).tolist()
    )


def mark_orders(texts_at: Sequence[Holder], opaque: Sequence[Opaque], marks: Marks) -> None:
    """Keeps the opaque areas that are painted after the first text, and where there are some each text's place in
    the painting order.
    """
    if not opaque or not texts_at:
        return
    first = min(map(_first, texts_at))
    late = [(box, place) for item, box, place in opaque if place > first and not native.has_transparency(item)]
    marks.covers.extend(late)
    for order, items, kinds in texts_at if late else ():
        texts = [
            (item, (*order, index))
            for index, (item, kind) in enumerate(zip(items, kinds, strict=True))
            if kind == pdfium.FPDF_PAGEOBJ_TEXT
        ]
        marks.text_orders.update(texts)


def _first(place: Holder) -> Order:
    """The place of a holder's first text."""
    order, _, kinds = place
    return (*order, kinds.index(pdfium.FPDF_PAGEOBJ_TEXT))
