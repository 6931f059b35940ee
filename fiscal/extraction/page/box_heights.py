"""Boxes of characters whose font claims far more height than its letters have: set to the size of their type, so that
they stand on the line that they are printed on.

Asks pdfium only about boxes much higher than the others of the page; every other box is left as it is.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from fiscal.extraction.pdfium import calls as native
from fiscal.extraction.pdfium.fonts import Fonts

_TALL = 1.6
"""How many times as high as the median of its page, and as the size of its type, a box is at least that is believed to
be wrong. Chosen, not measured."""
_ABOVE, _BELOW = 0.9, 0.2
"""Shares of the type's size that a line reaches over and under its base line, as in the usual Chinese fonts."""

_FULL = 1.2
"""Share of the type's size that a character of full width takes at most, with the space that a flush line puts behind
it.
"""


def set_to_size(
    user: NDArray[np.float64], numbers: NDArray[np.int64], blank: NDArray[np.bool_], text_page: int
) -> None:
    """Sets boxes in user space, y upwards, that are much too high to the size of their type, each from where its
    character begins to where the next one does.
    """
    if blank.all():
        return
    heights = user[:, 3] - user[:, 1]
    fonts = Fonts(text_page)
    place, at = native.doubles(6)
    begun: dict[int, tuple[float, float, float]] = {}
    for i in np.flatnonzero((heights > _TALL * np.median(heights[~blank])) & ~blank).tolist():
        number = int(numbers[i])
        size = fonts.upright_size(number)
        if (
            not size
            or heights[i] <= _TALL * size
            or not native.origin_of(text_page, number, at[0], at[1])
            or not native.ink_box_of(text_page, number, *at[2:])
        ):
            continue
        x, base, left, right, _, _ = place
        user[i] = (min(x, left, right), base - _BELOW * size, max(left, right), base + _ABOVE * size)
        begun[i] = (x, base, size)
    for i, (x, base, size) in begun.items():
        if (
            i + 1 < len(user)
            and user[i + 1, 1] < base + size / 2 < user[i + 1, 3]
            and 0 < user[i + 1, 0] - x <= _FULL * size
        ):
            user[i, 2] = max(user[i, 2], user[i + 1, 0])
