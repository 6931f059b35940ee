"""Colours in which objects are filled: white, hardly there, red."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from fiscal.extraction.pdfium import calls as native

WHITE, FAINT, OPAQUE = 250, 8, 255


def fills(items: list[int]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """The three colours that each object is filled with, shape (3, n), and how opaque it is, all up to 255; 0 where it
    cannot be told.
    """
    count = len(items)
    numbers, at = native.ints(4 * count)
    list(map(native.fill_color, items, *(at[k * count : (k + 1) * count] for k in range(4))))
    *colour, alpha = np.frombuffer(numbers, dtype=np.int32).reshape(4, count)
    return np.asarray(colour), alpha
