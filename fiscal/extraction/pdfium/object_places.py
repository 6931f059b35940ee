"""Where pdfium says that a page's objects are: their matrices and boxes, asked through one buffer that is used again.

Which objects are marks of the page is left to `objects`, which texts lie under pictures to `covered_text`.
"""

from __future__ import annotations

from fiscal.extraction.pdfium import calls as native
from fiscal.extraction.pdfium.boxes import IDENTITY, Box, Matrix, box_under


class Places:
    """Answers about objects by their handles; each is read before the next one is asked for."""

    def __init__(self) -> None:
        self._floats, self._float_at = native.floats(6)

    def _matrix_of(self, item: int) -> Matrix:
        if not native.object_matrix(item, self._float_at[0]):
            return IDENTITY
        a, b, c, d, e, f = self._floats
        return (a, b, c, d, e, f)

    def _bounds(self, item: int, matrix: Matrix) -> Box | None:
        left, bottom, right, top = self._float_at[:4]
        if not native.object_bounds(item, left, bottom, right, top):
            return None
        x0, y0, x1, y1, _, _ = self._floats
        return box_under(matrix, (x0, y0, x1, y1))
