"""OpenCV's operations on greys and on black and white, with types: opening, closing, growing, smoothing, connected
parts.

Knows nothing of pages; what the parts are is left to the picture modules.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

Grey = NDArray[np.uint8]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Parts:
    """Connected parts of a mask, touching corners count: `labels` per pixel, 0 where the mask is not; the other fields
    per label, 0 included.
    """

    labels: NDArray[np.int32]
    left: NDArray[np.int32]
    top: NDArray[np.int32]
    width: NDArray[np.int32]
    height: NDArray[np.int32]
    area: NDArray[np.int32]


def opened(mask: Mask, height: int, width: int) -> Mask:
    """What holds a block of this size."""
    return np.asarray(cv2.morphologyEx(mask.astype(np.uint8), cv2.MORPH_OPEN, np.ones((height, width), np.uint8)) > 0)


def closed(mask: Mask, height: int, width: int) -> Mask:
    """The mask with the gaps filled into which no block of this size fits."""
    return np.asarray(cv2.morphologyEx(mask.astype(np.uint8), cv2.MORPH_CLOSE, np.ones((height, width), np.uint8)) > 0)


def grown(mask: Mask, height: int, width: int) -> Mask:
    """The mask grown by half a block of this size on every side."""
    return np.asarray(cv2.dilate(mask.astype(np.uint8), np.ones((height, width), np.uint8)) > 0)


def parts_of(mask: Mask) -> Parts:
    """The mask's connected parts."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8), connectivity=8)
    boxes = np.asarray(stats, np.int32)
    return Parts(np.asarray(labels, np.int32), *(boxes[:, i] for i in range(5)))


def resized(grey: Grey, width: int, height: int) -> Grey:
    """The picture in another size, smoothly."""
    shrinks = height < grey.shape[0]
    return np.asarray(
        cv2.resize(grey, (width, height), interpolation=cv2.INTER_AREA if shrinks else cv2.INTER_CUBIC), np.uint8
    )


def smoothed(grey: Grey, radius: float) -> Grey:
    """Blurred evenly in all directions, `radius` as a standard deviation in pixels."""
    return np.asarray(cv2.GaussianBlur(grey, (0, 0), radius), np.uint8)


def levelled(grey: Grey, length: int) -> Grey:
    """Blurred along the rows alone, evenly over `length` pixels."""
    return np.asarray(cv2.blur(grey, (max(1, length), 1)), np.uint8)


def split_level(grey: Grey) -> float:
    """The shade that parts the dark pixels from the light ones best."""
    return float(cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)[0])
