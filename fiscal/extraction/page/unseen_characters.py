"""Characters that nobody reads: second prints of a glyph, text not drawn, white on white or under an area painted
later, and watermarks under the text.

Works on a page's characters before they are put together; which are clipped away or set askew is left to `characters`.
"""

from __future__ import annotations

from itertools import repeat

import numpy as np
from numpy.typing import NDArray

from fiscal.extraction.pdfium import calls as native
from fiscal.extraction.pdfium.marks import Marks, Order

_SAME_GLYPH, _BAND = 0.3, 6.0
"""Share of its size by which a second print of a glyph is displaced, or differs in height, at most, and the height in
points of the bands in which it is sought.
"""
_LARGE, _UNDER = 2.0, 0.6
"""How many times higher than usual the type of a watermark is at least, and the share of its height that the text over
it has at most.
"""
_TOUCHING = 0.1
"""Share of its height by which a character stands off the one before it in its word."""
_OVER = 2
"""Characters over the letters of a watermark that show that it is one."""


def shared_glyphs(boxes: NDArray[np.float64], numbers: NDArray[np.int64], text_page: int) -> NDArray[np.bool_]:
    """Which characters are printed by the same glyph as the one before, as where a font has one glyph for two
    dashes.
    """
    shared = np.zeros(len(numbers), dtype=bool)
    for i in (np.flatnonzero((np.diff(boxes, axis=0) == 0).all(axis=1) & (np.diff(numbers) == 1)) + 1).tolist():
        shared[i] = native.text_object_of(text_page, int(numbers[i])) == native.text_object_of(
            text_page, int(numbers[i - 1])
        )
    return shared


def second_prints(codes: NDArray[np.int64], boxes: NDArray[np.float64], shared: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Which characters are printed once more over themselves, as bold type is imitated; `shared` ones are not for their
    part in the glyph before.
    """
    doubled = np.zeros(len(codes), dtype=bool)
    for shift in (0.0, _BAND / 2):
        # Two prints of one glyph share a band of one of the two rulings, and are neighbours there.
        order = np.lexsort((boxes[:, 0], np.floor((boxes[:, 1] + shift) / _BAND), codes))
        x0, top, x1, bottom = boxes[order].T
        near = np.abs(np.diff(x0)) < _SAME_GLYPH * np.maximum(x1 - x0, (bottom - top) / 3)[1:]
        alike = np.abs(np.diff(bottom - top)) < _SAME_GLYPH * (bottom - top)[1:]
        same = near & alike & (np.diff(codes[order]) == 0) & (np.abs(np.diff(top)) < _SAME_GLYPH * (bottom - top)[1:])
        if same.any():
            first, second = np.minimum(order[1:], order[:-1]), np.maximum(order[1:], order[:-1])
            same &= ~(shared[second] & (second == first + 1))
            # However often a glyph is printed, the first of its prints in the layer stays.
            starts = np.flatnonzero(np.concatenate(([True], ~same)))
            kept = np.minimum.reduceat(order, starts)
            again = np.ones(len(codes), dtype=bool)
            again[kept] = False
            doubled |= again
    # What one glyph prints together is printed again together.
    for i in np.flatnonzero(shared).tolist():
        doubled[i] |= doubled[i - 1]
    return doubled


def invisible(
    boxes: NDArray[np.float64], user: NDArray[np.float64], numbers: NDArray[np.int64], text_page: int, marks: Marks
) -> NDArray[np.bool_]:
    """Which characters are not drawn, as text recognition leaves them, or drawn white where nothing dark lies under
    them. `user`: `boxes` in user space.
    """
    unseen = np.zeros(len(boxes), dtype=bool)
    if not (marks.undrawn_texts or marks.white_texts) or not len(boxes):
        return unseen
    items = list(map(native.text_object_of, repeat(text_page, len(numbers)), numbers.tolist()))
    unseen |= np.fromiter((item in marks.undrawn_texts for item in items), dtype=bool, count=len(items))
    pale = np.flatnonzero(np.fromiter((item in marks.white_texts for item in items), dtype=bool, count=len(items)))
    if len(pale):
        ground = np.asarray([box for box, white in marks.areas if not white] + marks.images, dtype=np.float64).reshape(
            -1, 4
        )
        x, y = (user[pale, 0] + user[pale, 2]) / 2, (user[pale, 1] + user[pale, 3]) / 2
        on_dark = (
            (ground[:, 0] <= x[:, None])
            & (x[:, None] <= ground[:, 2])
            & (ground[:, 1] <= y[:, None])
            & (y[:, None] <= ground[:, 3])
        )
        unseen[pale] |= ~on_dark.any(axis=1)
    return unseen


def covered(user: NDArray[np.float64], numbers: NDArray[np.int64], text_page: int, marks: Marks) -> NDArray[np.bool_]:
    """Which characters lie under opaque areas that are painted after them, as figures that were blotted out or typed
    over. `user`: boxes in user space.
    """
    under = np.zeros(len(user), dtype=bool)
    if not marks.covers or not len(user):
        return under
    x, y = (user[:, 0] + user[:, 2]) / 2, (user[:, 1] + user[:, 3]) / 2
    order = np.argsort(y, kind="stable")
    levels = y[order]
    above: dict[int, Order] = {}
    for (x0, y0, x1, y1), painted in marks.covers:
        near = order[np.searchsorted(levels, y0) : np.searchsorted(levels, y1, side="right")]
        for i in near[(x[near] > x0) & (x[near] < x1)].tolist():
            if marks.text_orders.get(native.text_object_of(text_page, int(numbers[i])), painted) < painted:
                above[i] = max(painted, above.get(i, painted))
    under[list(above)] = True
    for i in sorted(above, key=x.tolist().__getitem__):
        # The engine leaves out a character that is printed a second time in its own place: what is typed over the area
        # lacks it.
        height = user[i, 3] - user[i, 1]
        level = ~under & (np.abs(user[:, 1] - user[i, 1]) < _SAME_GLYPH * height)
        before = np.flatnonzero(level & (np.abs(user[:, 2] - user[i, 0]) < _TOUCHING * height))
        taken = (level & (user[:, 0] < x[i]) & (x[i] < user[:, 2])).any()
        if not taken and any(
            k in above or marks.text_orders.get(native.text_object_of(text_page, int(numbers[k])), ()) > above[i]
            for k in before.tolist()
        ):
            under[i] = False
    return under


def watermarks(boxes: NDArray[np.float64], blank: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Which characters are letters of a watermark: much larger than the page's text, which is printed over them."""
    found = np.zeros(len(boxes), dtype=bool)
    height = boxes[:, 3] - boxes[:, 1]
    if blank.all():
        return found
    large = (height > _LARGE * np.median(height[~blank])) & ~blank
    if not large.any():
        return found
    middle = (boxes[:, :2] + boxes[:, 2:]) / 2
    starts = np.flatnonzero(np.diff(np.concatenate(([0], large.astype(np.int8)))) == 1).tolist()
    end = 0
    for start in starts:
        if start < end:
            continue
        end = start
        while end < len(large) and (large[end] or blank[end]):
            end += 1
        letters = boxes[start:end][large[start:end]]
        small = middle[(height < _UNDER * np.median(letters[:, 3] - letters[:, 1])) & ~blank]
        over = (letters[:, None, :2] < small[None]).all(axis=2) & (small[None] < letters[:, None, 2:]).all(axis=2)
        found[start:end] = over.any(axis=0).sum() >= _OVER
    return found
