"""Seals and signatures in coloured ink taken off the print that they lie over, so that the characters under them are
read alone.

Coloured print stays, as red figures, shaded cells, marked text and blue rules do, and so do stamps on pages that have
other print in their colour. Making the picture even is left to `deskew`."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from fiscal.extraction.images.raster import Grey, Mask, closed, grown, opened, parts_of

Colours = NDArray[np.uint8]
_STEP = 3
"""Pixels from one to the next in the coarse look that most pages get."""
_COLOURED, _TINGED = 45, 12
"""By how much a colour stands out from the other two in ink, and in the edges of its strokes."""
_LOWEST, _LEAST, _MOST, _LONGEST = 6.5, 9.0, 65.0, 3.0
"""Millimetres that a stamp is high or wide at least, and the longer of the two, as no character of coloured print is;
that no stamp exceeds; and how many times as long as high it is at most."""
_SOLID, _GAP, _ABOUT = 3.5, 0.8, 6.0
"""Millimetres: no stroke of a stamp is wider; gaps that rules and characters leave in its strokes; what stands as near
belongs to it.
"""
_STRAIGHT = 0.5
"""Share of level and upright strokes that rules have at least."""
_UNEVEN = 0.8
"""Share of the darkest of the ink's usual shades that the edges of its strokes have, whose colour scans blur."""
_DARK, _PRINT = 110, 150
"""Greys of print, and of its edges as well."""
_PRINT_UNDER, _OTHER = 0.004, 0.08
"""Shares of a stamp's box that has print under it, and of a stamp's ink that other print in its colour has at least."""


def grey_without_stamps(colours: Colours, dpi: float) -> Grey:
    """The picture (RGB, `dpi` pixels an inch) in greys, without the coloured stamps that lie over print."""
    grey = np.asarray(cv2.cvtColor(colours, cv2.COLOR_RGB2GRAY), np.uint8)
    coarse = np.ascontiguousarray(colours[::_STEP, ::_STEP])
    red, green, blue = cv2.split(coarse)
    reddish, bluish = cv2.subtract(red, cv2.max(green, blue)) > _COLOURED, cv2.subtract(blue, red) > _COLOURED
    scale = dpi / 25.4 / _STEP
    for of_colour in (reddish, bluish):
        if int(of_colour.sum()) > (_LEAST * scale) ** 2 / 20:
            for left, top, right, bottom in _stamps(
                of_colour, np.asarray(cv2.max(red, cv2.max(green, blue)), np.uint8), scale
            ):
                box = np.s_[_STEP * top : _STEP * bottom, _STEP * left : _STEP * right]
                grey[box] = _taken_off(colours[box], grey[box])
    return grey


def _stamps(ink: Mask, lightest: Grey, scale: float) -> list[tuple[int, int, int, int]]:
    """Boxes (left, top, right, bottom) of the coloured ink's stamps over print, none where other print has the colour
    too; `scale` is pixels a millimetre.
    """
    solid = round(_SOLID * scale)
    thin = ink & ~opened(ink, solid, solid)
    parts = parts_of(closed(thin, round(_GAP * scale) | 1, round(_GAP * scale) | 1))
    short, long = np.minimum(parts.width, parts.height), np.maximum(parts.width, parts.height)
    large = (short >= _LOWEST * scale) & (long >= _LEAST * scale) & (long <= _MOST * scale) & (long <= _LONGEST * short)
    large[0] = False
    length = round(_LEAST * scale)
    straight = opened(thin, 1, length) | opened(thin, length, 1)
    others = thin.copy()
    found: list[tuple[int, int, int, int]] = []
    height, width = ink.shape
    for i in np.flatnonzero(large).tolist():
        left, top = max(0, int(parts.left[i]) - 2), max(0, int(parts.top[i]) - 2)
        right, bottom = (
            min(width, int(parts.left[i] + parts.width[i]) + 2),
            min(height, int(parts.top[i] + parts.height[i]) + 2),
        )
        box = np.s_[top:bottom, left:right]
        own = thin[box] & (parts.labels[box] == i)
        if float(straight[box][own].mean()) < _STRAIGHT:
            about = round(_ABOUT * scale)
            others[max(0, top - about) : bottom + about, max(0, left - about) : right + about] = False
            if float((lightest[box] < _DARK).mean()) >= _PRINT_UNDER:
                found.append((left, top, right, bottom))
    stamped = int(thin.sum()) - int(others.sum())
    return found if int(others.sum()) <= _OTHER * stamped else []


def _taken_off(colours: Colours, grey: Grey) -> Grey:
    """A stamp's box in greys: what is coloured as light as it would be without the ink, by the colour that the ink lets
    through most.
    """
    lightest, darkest = colours.max(axis=2), colours.min(axis=2)
    tinged = np.asarray(cv2.subtract(lightest, darkest), np.uint8)
    ink = lightest[(tinged > _COLOURED) & (lightest > _DARK)]
    if not len(ink):
        return grey
    lit = np.minimum(lightest * np.float32(255 / np.percentile(ink, 10)), 255)
    # The edges of the ink's strokes are darker, whose colour scans blur; but so are those of the characters under it.
    print_near = grown(lit < _PRINT, 5, 5)
    shown: Grey = np.asarray(np.where(print_near, lit, np.minimum(lit / np.float32(_UNEVEN), 255)), np.uint8)
    return np.where(grown(tinged > _TINGED, 3, 3), shown, grey)
