"""Where pdfium says that a page's objects are: their matrices, boxes and the corners of their paths, asked through one
buffer that is used again.

Which objects are marks of the page is left to `objects`, which texts lie under pictures to `covered_text`.
"""

from __future__ import annotations

import pypdfium2.raw as pdfium

from fiscal.extraction.pdfium import calls as native
from fiscal.extraction.pdfium.boxes import IDENTITY, Box, Matrix, Point, box_under, times
from fiscal.extraction.pdfium.marks import PageTooComplexError

_MAX_SEGMENTS = 400_000


class Places:
    """Answers about objects by their handles; each is read before the next one is asked for."""

    def __init__(self) -> None:
        self._floats, self._float_at = native.floats(6)
        self._segments = 0

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

    def _subpaths(self, item: int, matrix: Matrix) -> list[list[Point]]:
        """Corner points of each subpath on the page, closed ones ending where they began; a curve's chord is drawn
        askew, so that it is no rule.
        """
        count = native.count_segments(item)
        self._count_segments(count)
        a, b, c, d, e, f = times(self._matrix_of(item), matrix)
        parts: list[list[Point]] = []
        start: Point | None = None
        for index in range(count):
            segment = native.path_segment(item, index)
            raw = self._point(segment)
            if raw is None or not segment:
                continue
            point = (a * raw[0] + c * raw[1] + e, b * raw[0] + d * raw[1] + f)
            if native.segment_type(segment) == pdfium.FPDF_SEGMENT_MOVETO or not parts:
                parts.append([point])
                start = point
                continue
            parts[-1].append(point)
            if start is not None and point != start and native.segment_close(segment):
                parts[-1].append(start)
        return [part for part in parts if len(part) > 1]

    def _point(self, segment: int | None) -> Point | None:
        if not segment or not native.segment_point(segment, self._float_at[0], self._float_at[1]):
            return None
        return (self._floats[0], self._floats[1])

    def _count_segments(self, count: int) -> None:
        self._segments += max(count, 0)
        if self._segments > _MAX_SEGMENTS:
            raise PageTooComplexError(f"{self._segments} path segments")
