"""The visible marks of a page that can be ruling lines, as boxes in the page's own user space, its pictures, and the
clips and matrices of its text.

Reads pdfium's objects through nested forms; which marks make up a rule is left to `rules`, what is a table to
`lattice`."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise, repeat

import numpy as np
import pypdfium2.raw as pdfium

from fiscal.extraction.pdfium import calls as native
from fiscal.extraction.pdfium.boxes import (
    IDENTITY,
    SLANT,
    Box,
    Matrix,
    box_under,
    cut,
    frame,
    is_clockwise,
    is_rectangle,
    sides,
    times,
)
from fiscal.extraction.pdfium.colours import FAINT, OPAQUE, WHITE, fills
from fiscal.extraction.pdfium.marks import Marks, Order, PageTooComplexError
from fiscal.extraction.pdfium.object_places import Places
from fiscal.extraction.pdfium.text_objects import Holder, Opaque, mark_orders, mark_unseen

THIN = 5.0
"""Points: a mark at most this wide is a rule, not an area."""
MAX_OBJECTS = 400_000
"""Objects of one page, nested ones counted, past which it is not read."""
_MAX_DEPTH = 12
_DOT_CORNERS = 5
_LONG = 40.0
"""Points: straight pieces of a curved or slanted outline count as rules from this length on; shorter ones are strokes
of letters.
"""


def read_marks(page: int) -> Marks:
    """All visible marks of the page with this handle, nested forms included. PageTooComplexError past the limits."""
    collector = _Collector()
    collector.walk(page, native.count_objects(page), native.page_object, IDENTITY, ())
    mark_orders(collector.texts_at, collector.opaque, collector.marks)
    return collector.marks


class _Collector(Places):
    """One walk over a page's objects; the buffers that pdfium writes its answers to are reused."""

    def __init__(self) -> None:
        super().__init__()
        self.marks = Marks()
        self._seen = 0
        self._clips: dict[tuple[int | None, int, Matrix], Box] = {}
        self._ints, self._int_at = native.ints(4)
        self._order: Order = ()
        self.opaque: list[Opaque] = []
        self.texts_at: list[Holder] = []

    def walk(
        self, holder: int, count: int, child: Callable[[int, int], int | None], matrix: Matrix, order: Order
    ) -> None:
        """Collects from all objects of a page or form, at this place in the painting order, whose space `matrix` brings
        to the page's user space.
        """
        self._seen += count
        if self._seen > MAX_OBJECTS:
            raise PageTooComplexError(f"{self._seen} objects")
        items = [item for item in map(child, repeat(holder, count), range(count)) if item]
        kinds = list(map(native.object_type, items))
        self._texts([item for item, kind in zip(items, kinds, strict=True) if kind == pdfium.FPDF_PAGEOBJ_TEXT], matrix)
        plain = self._plain_rules(
            [item for item, kind in zip(items, kinds, strict=True) if kind == pdfium.FPDF_PAGEOBJ_PATH], matrix
        )
        if pdfium.FPDF_PAGEOBJ_TEXT in kinds:
            self.texts_at.append((order, items, kinds))
        for index, (item, kind) in enumerate(zip(items, kinds, strict=True)):
            if kind == pdfium.FPDF_PAGEOBJ_PATH:
                if item not in plain:
                    self._order = (*order, index)
                    self._path(item, matrix)
            elif kind == pdfium.FPDF_PAGEOBJ_IMAGE:
                self._image(item, matrix)
            elif kind == pdfium.FPDF_PAGEOBJ_SHADING:
                self._shading(item, matrix)
            elif kind == pdfium.FPDF_PAGEOBJ_FORM and len(order) < _MAX_DEPTH:
                inner = times(self._matrix_of(item), matrix)
                self.walk(
                    item,
                    native.form_count(item),
                    native.form_object,
                    IDENTITY if inner == IDENTITY else inner,
                    (*order, index),
                )

    def _texts(self, items: list[int], matrix: Matrix) -> None:
        if matrix is not IDENTITY:
            self.marks.text_matrices.update(dict.fromkeys(items, matrix))
        mark_unseen(items, self.marks)
        clips = list(map(native.clip_path, items))
        counts = list(map(native.clip_count, clips))
        if max(counts, default=0) <= 0:
            return
        known: dict[tuple[int | None, int], Box] = {}
        for item, clip, key in zip(
            items,
            clips,
            zip(map(native.clip_segment, clips, [n - 1 for n in counts], repeat(0)), counts, strict=True),
            strict=True,
        ):
            if key[1] > 0:
                box = known.get(key)
                if box is None:
                    box = known[key] = self._clip_box(clip, key[1], matrix)
                self.marks.text_clips[item] = box

    def _plain_rules(self, items: list[int], matrix: Matrix) -> set[int]:
        """Collects the paths that are only filled, with a visible colour that is not white, unclipped and thin, all at
        once; gives those that it took.
        """
        count = len(items)
        if not count:
            return set()
        modes, mode_at = native.ints(2 * count)
        bounds, bound_at = native.floats(4 * count)
        list(map(native.draw_mode, items, mode_at[:count], mode_at[count:]))
        list(map(native.object_bounds, items, *(bound_at[k * count : (k + 1) * count] for k in range(4))))
        unclipped = np.fromiter(map(native.clip_count, map(native.clip_path, items)), dtype=np.int64, count=count) <= 0
        fill, stroke = np.frombuffer(modes, dtype=np.int32).reshape(2, count)
        colours, alpha = fills(items)
        boxes = np.frombuffer(bounds, dtype=np.float32).reshape(4, count).T.astype(np.float64)
        # Under a matrix that turns or slants, width and height are not what they seem here.
        thin = (boxes[:, 2:] - boxes[:, :2]).min(axis=1) <= THIN if matrix is IDENTITY else np.zeros(count, dtype=bool)
        plain = np.flatnonzero(
            (fill != 0) & (stroke == 0) & (alpha >= FAINT) & (colours.min(axis=0) < WHITE) & thin & unclipped
        )
        self.marks.rules.extend(map(tuple, boxes[plain].tolist()))
        return {items[i] for i in plain.tolist()}

    def _clip(self, item: int, matrix: Matrix) -> Box | None:
        """The box around what the object's clip lets through, None without a clip."""
        clip = native.clip_path(item)
        count = native.clip_count(clip) if clip else 0
        return self._clip_box(clip, count, matrix) if count > 0 else None

    def _clip_box(self, clip: int, count: int, matrix: Matrix) -> Box:
        # Objects painted under one clip share its segments, so the last path's first segment names the clip.
        key = (native.clip_segment(clip, count - 1, 0), count, matrix)
        known = self._clips.get(key)
        if known is not None:
            return known
        box: Box = (float("-inf"), float("-inf"), float("inf"), float("inf"))
        for path in range(count):
            size = native.clip_segments(clip, path)
            self._count_segments(size)
            points = [self._point(native.clip_segment(clip, path, i)) for i in range(size)]
            xs, ys = [p[0] for p in points if p], [p[1] for p in points if p]
            if xs:
                box = cut(box, box_under(matrix, (min(xs), min(ys), max(xs), max(ys))))
        self._clips[key] = box
        return box

    def _image(self, item: int, matrix: Matrix) -> None:
        box = self._bounds(item, matrix)
        if box is None:
            return
        clip = self._clip(item, matrix)
        if clip is not None:
            box = cut(box, clip)
        width, height = box[2] - box[0], box[3] - box[1]
        if width < 0 or height < 0:
            return
        if min(width, height) <= THIN / 2 and max(width, height) > THIN:
            self.marks.rules.append(box)
        else:
            self.marks.images.append(box)

    def _shading(self, item: int, matrix: Matrix) -> None:
        """A gradient is an area whose colour is unknown, which counts as ink; it has no sides of its own."""
        box, clip = self._bounds(item, matrix), self._clip(item, matrix)
        if box is not None:
            self.marks.areas.append((cut(box, clip) if clip is not None else box, False))

    def _shade(self, ask: Callable[..., int], item: int) -> str:
        """`none` when fully transparent, `white` or `ink`; a pattern's colour is unknown and counts as ink."""
        r, g, b, a = self._int_at
        if not ask(item, r, g, b, a):
            return "ink"
        red, green, blue, alpha = self._ints
        if alpha < FAINT:
            return "none"
        return "white" if red >= WHITE and green >= WHITE and blue >= WHITE else "ink"

    def _path(self, item: int, matrix: Matrix) -> None:
        if not native.draw_mode(item, self._int_at[0], self._int_at[1]):
            return
        mode, filled, stroked = self._ints[0], self._ints[0] != 0, self._ints[1] != 0
        fill = self._shade(native.fill_color, item) if filled else "none"
        opaque = filled and self._ints[3] == OPAQUE
        stroke = self._shade(native.stroke_color, item) if stroked else "none"
        if fill == stroke == "none":
            return
        clip = self._clip(item, matrix)
        if stroke != "none":
            self._stroke(item, matrix, stroke, clip)
        before = len(self.marks.areas)
        if fill != "none":
            self._fill(
                item, matrix, fill, clip, outlined=stroke == "ink", alternating=mode == pdfium.FPDF_FILLMODE_ALTERNATE
            )
            if opaque:
                self.opaque.extend((item, box, self._order) for box, _ in self.marks.areas[before:])

    def _rule(self, box: Box, shade: str, clip: Box | None) -> None:
        if clip is not None:
            box = cut(box, clip)
            if box[0] > box[2] or box[1] > box[3]:
                return
        if shade == "ink":
            self.marks.rules.append(box)
        else:
            self.marks.white.append((box, len(self.marks.areas)))

    def _area(self, box: Box, shade: str, clip: Box | None, outlined: bool = False) -> None:
        if clip is not None:
            box = cut(box, clip)
        x0, y0, x1, y1 = box
        if x1 - x0 <= THIN or y1 - y0 <= THIN:
            self._rule(box, shade, None)
            return
        self.marks.areas.append((box, shade == "white"))
        if shade == "ink" and not outlined:
            self.marks.edges.extend(sides(box))

    def _fill(
        self, item: int, matrix: Matrix, shade: str, clip: Box | None, *, outlined: bool, alternating: bool
    ) -> None:
        box = self._bounds(item, matrix)
        if box is None:
            return
        if box[2] - box[0] <= THIN or box[3] - box[1] <= THIN:
            self._rule(box, shade, clip)
            return
        parts = self._subpaths(item, matrix)
        boxes = [
            (min(p[0] for p in part), min(p[1] for p in part), max(p[0] for p in part), max(p[1] for p in part))
            for part in parts
        ]
        letters = 0
        for part, (x0, y0, x1, y1) in zip(parts, boxes, strict=True):
            if x1 - x0 > THIN and y1 - y0 > THIN and not is_rectangle(part, (x0, y0, x1, y1)):
                letters += 1
        self.marks.outlines += letters
        if (
            len(parts) == 2
            and not letters
            and (alternating or is_clockwise(parts[0]) != is_clockwise(parts[1]))
            and (thin := frame(boxes[0], boxes[1], THIN))
        ):
            for side in thin:
                self._rule(side, shade, clip)
            return
        for part, (x0, y0, x1, y1) in zip(parts, boxes, strict=True):
            width, height = x1 - x0, y1 - y0
            if width > THIN and height > THIN:
                if is_rectangle(part, (x0, y0, x1, y1)):
                    self._area((x0, y0, x1, y1), shade, clip, outlined)
            elif max(width, height) > (_LONG if letters else 0):
                self._rule((x0, y0, x1, y1), shade, clip)

    def _stroke(self, item: int, matrix: Matrix, shade: str, clip: Box | None) -> None:
        native.stroke_width(item, self._float_at[0])
        nominal = self._floats[0]
        a, b, c, d, _, _ = times(self._matrix_of(item), matrix)
        half = nominal * abs(a * d - b * c) ** 0.5 / 2
        pieces: list[Box] = []
        shortest = 0.0
        for points in self._subpaths(item, matrix):
            for (ax, ay), (bx, by) in pairwise(points):
                flat, upright = abs(by - ay) <= SLANT, abs(bx - ax) <= SLANT
                if flat == upright and (len(points) > _DOT_CORNERS or not flat):
                    shortest = _LONG
                    continue
                pieces.append((min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)))
        for x0, y0, x1, y1 in pieces:
            if max(x1 - x0, y1 - y0) < shortest:
                continue
            if half * 2 <= THIN:
                self._rule((x0, y0, x1, y1), shade, clip)
            elif x1 - x0 > y1 - y0:
                self._area((x0, y0 - half, x1, y1 + half), shade, clip)
            else:
                self._area((x0 - half, y0, x1 + half, y1), shade, clip)
