"""Text that nobody sees because an opaque picture is painted over it, as text recognition leaves it under the scan that
it has read.

Asks pdfium in painting order; what becomes of the text is left to `unseen_characters`, what the picture shows to
`picture_page`."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from typing import Any, cast

import numpy as np
import pypdfium2 as pdfium
from numpy.typing import NDArray
from pypdfium2 import raw

from fiscal.extraction.pdfium import calls as native
from fiscal.extraction.pdfium.boxes import IDENTITY, Box, Matrix, times
from fiscal.extraction.pdfium.object_places import Places

_MOSTLY = 0.5
"""Share of the page that its pictures cover at least where they are looked at: seals and charts hide no text layer."""
_SEE_THROUGH = 0.02
"""Share of a picture's pixels that may let something through; its edge does when it is drawn."""
_MAX_DEPTH = 4


def covered_texts(pdf_page: pdfium.PdfPage, images: list[Box]) -> set[int]:
    """The handles of the text objects whose middles lie under opaque pictures painted later; `images` are the boxes of
    the page's pictures in user space.
    """
    width, height = pdf_page.get_size()
    if sum(max(0.0, x1 - x0) * max(0.0, y1 - y0) for x0, y0, x1, y1 in images) < _MOSTLY * width * height:
        return set()
    order = _Order(pdf_page)
    order.walk(
        native.address(pdf_page.raw),
        native.count_objects(native.address(pdf_page.raw)),
        native.page_object,
        IDENTITY,
        0,
    )
    return order.covered


class _Order(Places):
    """One walk over a page's texts and pictures as they are painted."""

    def __init__(self, pdf_page: pdfium.PdfPage) -> None:
        super().__init__()
        self.covered: set[int] = set()
        self._page = pdf_page
        self._texts: dict[int, tuple[float, float]] = {}

    def walk(
        self, holder: int, count: int, child: Callable[[int, int], int | None], matrix: Matrix, depth: int
    ) -> None:
        """Goes through all objects of a page or form whose space `matrix` brings to the page's."""
        for index in range(count):
            item = child(holder, index)
            if not item:
                continue
            kind = native.object_type(item)
            if kind == raw.FPDF_PAGEOBJ_TEXT and (box := self._bounds(item, matrix)):
                self._texts[item] = ((box[0] + box[2]) / 2, (box[1] + box[3]) / 2)
            elif kind == raw.FPDF_PAGEOBJ_IMAGE and (box := self._bounds(item, matrix)):
                self._cover(item, box)
            elif kind == raw.FPDF_PAGEOBJ_FORM and depth < _MAX_DEPTH:
                self.walk(
                    item, native.form_count(item), native.form_object, times(self._matrix_of(item), matrix), depth + 1
                )

    def _cover(self, item: int, box: Box) -> None:
        x0, y0, x1, y1 = box
        under = [text for text, (x, y) in self._texts.items() if x0 < x < x1 and y0 < y < y1]
        if under and self._is_opaque(item):
            self.covered.update(under)
            for text in under:
                del self._texts[text]

    def _is_opaque(self, item: int) -> bool:
        """Whether nothing shines through the picture: it is no stencil, has no mask and is not blended with what lies
        under it.
        """
        handle = ctypes.cast(item, raw.FPDF_PAGEOBJECT)
        told = raw.FPDF_IMAGEOBJ_METADATA()
        if raw.FPDFPageObj_HasTransparency(handle) or not raw.FPDFImageObj_GetImageMetadata(
            handle, self._page.raw, told
        ):
            return False
        if told.colorspace == raw.FPDF_COLORSPACE_UNKNOWN and told.bits_per_pixel == 1:
            return False
        page: Any = self._page
        drawn = raw.FPDFImageObj_GetRenderedBitmap(page.pdf.raw, page.raw, handle)
        if not drawn:
            return False
        bitmap = cast(Any, pdfium.PdfBitmap).from_raw(drawn)
        pixels: NDArray[np.uint8] = bitmap.to_numpy()
        return pixels.ndim < 3 or pixels.shape[2] < 4 or float(np.mean(pixels[::4, ::4, 3] < 255)) <= _SEE_THROUGH
