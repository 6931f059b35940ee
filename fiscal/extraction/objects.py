"""The visible marks of a page that can be ruling lines, as boxes in the page's own user space, and the pictures on it.

Reads pdfium's path and image objects through nested forms; which marks make up a rule is left to `rules`, what is a table to `grid`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise

import pypdfium2.raw as pdfium

from fiscal.extraction import native

THIN = 5.0
"""Points: a mark at most this wide is a rule, not an area."""
MAX_OBJECTS = 400_000
"""Objects of one page, nested ones counted, past which it is not read."""
_MAX_DEPTH = 12
_MAX_SEGMENTS = 200_000
_WHITE = 250
_SLANT = 1.0

type_text, type_path, type_image, type_form = pdfium.FPDF_PAGEOBJ_TEXT, pdfium.FPDF_PAGEOBJ_PATH, pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_FORM

Matrix = tuple[float, float, float, float, float, float]
Mark = tuple[float, float, float, float]
Point = tuple[float, float]
IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


class PageTooComplexError(Exception):
    """A page has more objects or segments than are ever read; `code` is its reason code."""

    code = "too_complex"


@dataclass(slots=True)
class Marks:
    """Boxes (x0, y0, x1, y1) in user space: `rules` are thin marks, `edges` the sides of areas, `white` thin white marks, `areas` filled ones, `images` pictures.

    `texts` counts the text objects, `curved` the filled shapes that are no rectangles, such as outlined letters.
    """

    rules: list[Mark] = field(default_factory=list[Mark])
    edges: list[Mark] = field(default_factory=list[Mark])
    white: list[tuple[Mark, int]] = field(default_factory=list[tuple[Mark, int]])
    areas: list[tuple[Mark, int]] = field(default_factory=list[tuple[Mark, int]])
    images: list[Mark] = field(default_factory=list[Mark])
    texts: int = 0
    curved: int = 0


def read_marks(page: int) -> Marks:
    """All visible marks of the page with this handle, nested forms included. PageTooComplexError past the limits."""
    return _Collector().collect(page)


def times(inner: Matrix, outer: Matrix) -> Matrix:
    """First `inner`, then `outer`."""
    a, b, c, d, e, f = inner
    p, q, r, s, t, u = outer
    return (a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u)


def _box_under(matrix: Matrix, x0: float, y0: float, x1: float, y1: float) -> Mark:
    if matrix is IDENTITY:
        return (x0, y0, x1, y1)
    a, b, c, d, e, f = matrix
    xs = (a * x0 + c * y0 + e, a * x1 + c * y0 + e, a * x0 + c * y1 + e, a * x1 + c * y1 + e)
    ys = (b * x0 + d * y0 + f, b * x1 + d * y0 + f, b * x0 + d * y1 + f, b * x1 + d * y1 + f)
    return (min(xs), min(ys), max(xs), max(ys))


def _sides(x0: float, y0: float, x1: float, y1: float) -> tuple[Mark, Mark, Mark, Mark]:
    return ((x0, y0, x1, y0), (x0, y1, x1, y1), (x0, y0, x0, y1), (x1, y0, x1, y1))


class _Collector:
    """One walk over a page's objects; the buffers that pdfium writes its answers to are reused."""

    def __init__(self) -> None:
        self.marks = Marks()
        self._seen = 0
        self._segments = 0
        self._floats, self._float_at = native.floats(6)
        self._ints, self._int_at = native.ints(4)

    def collect(self, page: int) -> Marks:
        self._walk(page, native.count_objects(page), native.page_object, IDENTITY, 0)
        return self.marks

    def _walk(self, holder: int, count: int, child: Callable[[int, int], int | None], matrix: Matrix, depth: int) -> None:
        self._seen += count
        if self._seen > MAX_OBJECTS:
            raise PageTooComplexError(f"{self._seen} objects")
        kind_of = native.object_type
        for index in range(count):
            item = child(holder, index)
            if not item:
                continue
            kind = kind_of(item)
            if kind == type_path:
                self._path(item, matrix)
            elif kind == type_text:
                self.marks.texts += 1
            elif kind == type_image:
                self._image(item, matrix)
            elif kind == type_form and depth < _MAX_DEPTH:
                inner = self._matrix_of(item)
                self._walk(item, native.form_count(item), native.form_object, times(inner, matrix), depth + 1)

    def _matrix_of(self, item: int) -> Matrix:
        if not native.object_matrix(item, self._float_at[0]):
            return IDENTITY
        a, b, c, d, e, f = self._floats
        return (a, b, c, d, e, f)

    def _bounds(self, item: int, matrix: Matrix) -> Mark | None:
        left, bottom, right, top = self._float_at[:4]
        if not native.object_bounds(item, left, bottom, right, top):
            return None
        x0, y0, x1, y1, _, _ = self._floats
        return _box_under(matrix, x0, y0, x1, y1)

    def _image(self, item: int, matrix: Matrix) -> None:
        box = self._bounds(item, matrix)
        if box is None:
            return
        width, height = box[2] - box[0], box[3] - box[1]
        if min(width, height) <= THIN / 2 and max(width, height) > THIN:
            self.marks.rules.append(box)
        else:
            self.marks.images.append(box)

    def _shade(self, ask: Callable[..., int], item: int) -> str:
        """`none` when fully transparent, `white` or `ink`; a pattern's colour is unknown and counts as ink."""
        r, g, b, a = self._int_at
        if not ask(item, r, g, b, a):
            return "ink"
        red, green, blue, alpha = self._ints
        if alpha < 8:
            return "none"
        return "white" if red >= _WHITE and green >= _WHITE and blue >= _WHITE else "ink"

    def _path(self, item: int, matrix: Matrix) -> None:
        fill_at, stroke_at = self._int_at[:2]
        if not native.draw_mode(item, fill_at, stroke_at):
            return
        filled, stroked = self._ints[0] != 0, self._ints[1] != 0
        fill = self._shade(native.fill_color, item) if filled else "none"
        stroke = self._shade(native.stroke_color, item) if stroked else "none"
        if stroke != "none":
            self._stroke(item, matrix, stroke)
        if fill != "none":
            self._fill(item, matrix, fill, stroke == "ink")

    def _rule(self, mark: Mark, shade: str) -> None:
        if shade == "ink":
            self.marks.rules.append(mark)
        else:
            self.marks.white.append((mark, len(self.marks.areas)))

    def _fill(self, item: int, matrix: Matrix, shade: str, outlined: bool) -> None:
        box = self._bounds(item, matrix)
        if box is None:
            return
        if box[2] - box[0] <= THIN or box[3] - box[1] <= THIN:
            self._rule(box, shade)
            return
        for part in self._subpaths(item, matrix):
            self._fill_area(part, shade, outlined)

    def _fill_area(self, points: list[Point], shade: str, outlined: bool) -> None:
        xs, ys = [p[0] for p in points], [p[1] for p in points]
        mark = (min(xs), min(ys), max(xs), max(ys))
        width, height = mark[2] - mark[0], mark[3] - mark[1]
        if width <= THIN or height <= THIN:
            if max(width, height) > 0:
                self._rule(mark, shade)
            return
        corners = sum(min(abs(x - mark[0]), abs(x - mark[2])) < _SLANT and min(abs(y - mark[1]), abs(y - mark[3])) < _SLANT for x, y in points)
        if len(points) < 4 or corners < len(points):
            self.marks.curved += 1
            return
        self.marks.areas.append((mark, 1 if shade == "ink" else 0))
        if shade == "ink" and not outlined:
            self.marks.edges.extend(_sides(*mark))

    def _stroke(self, item: int, matrix: Matrix, shade: str) -> None:
        native.stroke_width(item, self._float_at[0])
        own = self._matrix_of_stroke(item, matrix)
        width = own
        for points in self._subpaths(item, matrix):
            for (ax, ay), (bx, by) in pairwise(points):
                x0, x1 = (ax, bx) if ax <= bx else (bx, ax)
                y0, y1 = (ay, by) if ay <= by else (by, ay)
                flat, upright = y1 - y0 <= _SLANT, x1 - x0 <= _SLANT
                if flat == upright:
                    continue
                if width <= THIN:
                    self._rule((x0, y0, x1, y1), shade)
                    continue
                half = width / 2
                area = (x0, y0 - half, x1, y1 + half) if flat else (x0 - half, y0, x1 + half, y1)
                self.marks.areas.append((area, 1 if shade == "ink" else 0))
                if shade == "ink":
                    self.marks.edges.extend(_sides(*area))

    def _matrix_of_stroke(self, item: int, matrix: Matrix) -> float:
        """The stroke's width in user space, taking the mean scale of a skewed matrix."""
        width = self._floats[0]
        a, b, c, d, _, _ = times(self._matrix_of(item), matrix)
        return width * abs(a * d - b * c) ** 0.5

    def _subpaths(self, item: int, matrix: Matrix) -> list[list[Point]]:
        """Corner points of each subpath, closed ones ending where they began; a curve breaks the line."""
        count = native.count_segments(item)
        self._segments += max(count, 0)
        if self._segments > _MAX_SEGMENTS:
            raise PageTooComplexError(f"{self._segments} path segments")
        a, b, c, d, e, f = times(self._matrix_of(item), matrix)
        x_at, y_at = self._float_at[:2]
        floats = self._floats
        parts: list[list[Point]] = []
        current: list[Point] = []
        start: Point | None = None
        for index in range(count):
            segment = native.path_segment(item, index)
            if not segment or not native.segment_point(segment, x_at, y_at):
                continue
            x, y = floats[0], floats[1]
            point = (a * x + c * y + e, b * x + d * y + f)
            kind = native.segment_type(segment)
            if kind == pdfium.FPDF_SEGMENT_MOVETO:
                current = [point]
                parts.append(current)
                start = point
            elif kind == pdfium.FPDF_SEGMENT_LINETO:
                current.append(point)
                if start is not None and native.segment_close(segment) and point != start:
                    current.append(start)
            else:
                current = [point]
                parts.append(current)
        return [part for part in parts if len(part) > 1]
