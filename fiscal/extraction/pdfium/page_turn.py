"""How a page's user space becomes the page as it is displayed: cropped, turned upright, origin top left.

Knows nothing of what is on the page; which way is up is decided by `characters`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fiscal.extraction.pdfium import calls as native


@dataclass(frozen=True, slots=True)
class Turn:
    """The visible box of a page in user space and the clockwise `rotation` (0, 90, 180, 270) that sets it upright."""

    left: float
    bottom: float
    right: float
    top: float
    rotation: int

    @property
    def width(self) -> float:
        """Width in points as displayed."""
        return self.right - self.left if self.rotation % 180 == 0 else self.top - self.bottom

    @property
    def height(self) -> float:
        """Height in points as displayed."""
        return self.top - self.bottom if self.rotation % 180 == 0 else self.right - self.left

    def boxes(self, user: NDArray[np.float64]) -> NDArray[np.float64]:
        """Boxes (x0, y0, x1, y1) in user space, shape (n, 4), as (x0, top, x1, bottom) on the displayed page."""
        x0, y0, x1, y1 = user.T
        if self.rotation == 0:
            sides = (x0 - self.left, self.top - y1, x1 - self.left, self.top - y0)
        elif self.rotation == 90:
            sides = (y0 - self.bottom, x0 - self.left, y1 - self.bottom, x1 - self.left)
        elif self.rotation == 180:
            sides = (self.right - x1, y0 - self.bottom, self.right - x0, y1 - self.bottom)
        else:
            sides = (self.top - y1, self.right - x1, self.top - y0, self.right - x0)
        return np.stack(sides, axis=1)


def turn_of(page: int, text_rotation: int | None) -> Turn:
    """The turn of the page with this handle: `text_rotation` where most of its text agrees, else the page's own
    /Rotate.
    """
    buffer, at = native.floats(4)
    native.page_box(page, at[0])
    left, top, right, bottom = buffer
    own = (native.page_rotation(page) % 4) * 90
    return Turn(left, bottom, right, top, own if text_rotation is None else text_rotation)
