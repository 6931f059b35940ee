"""Boxes, points and matrices of a page: moved, cut, told apart. Units are points, y as the matrix leaves it.

Which boxes are marks of the page is left to `objects`.
"""

from __future__ import annotations

from itertools import pairwise

Matrix = tuple[float, float, float, float, float, float]
Box = tuple[float, float, float, float]
Point = tuple[float, float]
IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
SLANT = 1.0
"""Points by which what counts as level or upright may lean."""


def times(inner: Matrix, outer: Matrix) -> Matrix:
    """First `inner`, then `outer`."""
    if outer is IDENTITY:
        return inner
    a, b, c, d, e, f = inner
    p, q, r, s, t, u = outer
    return (a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u)


def box_under(matrix: Matrix, box: Box) -> Box:
    """The upright box around a box that `matrix` has moved."""
    if matrix is IDENTITY:
        return box
    a, b, c, d, e, f = matrix
    x0, y0, x1, y1 = box
    xs = (a * x0 + c * y0 + e, a * x1 + c * y0 + e, a * x0 + c * y1 + e, a * x1 + c * y1 + e)
    ys = (b * x0 + d * y0 + f, b * x1 + d * y0 + f, b * x0 + d * y1 + f, b * x1 + d * y1 + f)
    return (min(xs), min(ys), max(xs), max(ys))


def sides(box: Box) -> tuple[Box, Box, Box, Box]:
    """The four sides of a box, as boxes without width."""
    x0, y0, x1, y1 = box
    return ((x0, y0, x1, y0), (x0, y1, x1, y1), (x0, y0, x0, y1), (x1, y0, x1, y1))


def cut(box: Box, clip: Box) -> Box:
    """What a clip lets through of a box; its sides are crossed where that is nothing."""
    return (max(box[0], clip[0]), max(box[1], clip[1]), min(box[2], clip[2]), min(box[3], clip[3]))


def is_rectangle(points: list[Point], box: Box) -> bool:
    """Whether all corners of an outline lie on those of the box around it."""
    x0, y0, x1, y1 = box
    return len(points) >= 4 and all(
        min(abs(x - x0), abs(x - x1)) < SLANT and min(abs(y - y0), abs(y - y1)) < SLANT for x, y in points
    )


def is_clockwise(points: list[Point]) -> bool:
    """Which way round an outline is drawn, y upwards."""
    return sum(ax * by - bx * ay for (ax, ay), (bx, by) in pairwise([*points, points[0]])) < 0


def frame(first: Box, second: Box, thickest: float) -> tuple[Box, Box, Box, Box] | None:
    """The four sides of the thin frame that one box leaves around another; None where it leaves none or a thick one."""
    (x0, y0, x1, y1), (left, bottom, right, top) = sorted((first, second), key=lambda b: b[0] - b[2])
    if not (
        0 <= left - x0 <= thickest
        and 0 <= bottom - y0 <= thickest
        and 0 <= x1 - right <= thickest
        and 0 <= y1 - top <= thickest
    ):
        return None
    return (x0, y0, x1, bottom), (x0, top, x1, y1), (x0, y0, left, y1), (right, y0, x1, y1)
