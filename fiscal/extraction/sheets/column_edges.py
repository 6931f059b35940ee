"""Sheets on common column edges: which columns of a lower sheet are those of an upper one; a sheet moved to other
edges.

Whether two sheets belong together is left to `joins`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from fiscal.extraction.sheets.sheet import Sheet


@dataclass(frozen=True, slots=True)
class Alignment:
    """Two sheets' columns on common `edges`; `upper[i]` and `lower[i]` say which common edge is their i-th. `shared`
    counts the inner edges that both have.
    """

    edges: tuple[float, ...]
    upper: tuple[int, ...]
    lower: tuple[int, ...]
    shared: int
    scaled: bool

    @property
    def exact(self) -> bool:
        """Both have all columns."""
        return len(self.edges) == len(self.upper) == len(self.lower)


def by_number(upper: Sheet, lower: Sheet) -> Alignment | None:
    """Columns that no rules part, first to first and last to last: where white space parts them differs from page to
    page. None for other sheets.
    """
    unruled = all(spot.method == "stream" for spot in (*upper.spots, *lower.spots))
    if not unruled or upper.width != lower.width:
        return None
    places = tuple(range(upper.width + 1))
    return Alignment(upper.edges, places, places, upper.width - 1, False)


def line_up(upper: Sequence[float], lower: Sequence[float], tolerance: float) -> Alignment | None:
    """The columns of a lower sheet on those of an upper one; None where neither their outer edges match nor, unscaled,
    those of one lie on edges of the other.
    """
    wide, narrow = upper[-1] - upper[0], lower[-1] - lower[0]
    if min(wide, narrow) <= 0:
        return None
    if abs(wide - narrow) <= 2 * tolerance:
        shift = upper[0] - lower[0]
        return _merge(upper, [edge + shift for edge in lower], tolerance, scaled=False)
    if _lies_on(lower, upper, tolerance) or _lies_on(upper, lower, tolerance):
        return _merge(upper, list(lower), tolerance, scaled=False)
    ratio = wide / narrow
    scaled = _merge(upper, [upper[0] + (edge - lower[0]) * ratio for edge in lower], tolerance, scaled=True)
    return scaled if scaled.exact and 0.5 <= ratio <= 2 else None


def _lies_on(narrow: Sequence[float], wide: Sequence[float], tolerance: float) -> bool:
    """Whether the outer edges of one sheet lie on edges of another."""
    return all(any(abs(edge - end) <= tolerance for edge in wide) for end in (narrow[0], narrow[-1]))


def _nearest(upper: Sequence[float], lower: Sequence[float], tolerance: float) -> list[tuple[int, int]]:
    """Pairs of edges that lie within the tolerance, in order, each edge once."""
    pairs: list[tuple[int, int]] = []
    start = 0
    for j, edge in enumerate(lower):
        near = [(abs(upper[i] - edge), i) for i in range(start, len(upper)) if abs(upper[i] - edge) <= tolerance]
        if near:
            _, i = min(near)
            pairs.append((i, j))
            start = i + 1
    return pairs


def _merge(upper: Sequence[float], lower: Sequence[float], tolerance: float, *, scaled: bool) -> Alignment:
    pairs = dict(_nearest(upper, lower, tolerance))
    taken = {j: i for i, j in pairs.items()}
    places = sorted(
        [(edge, 0, i) for i, edge in enumerate(upper)]
        + [(edge, 1, j) for j, edge in enumerate(lower) if j not in taken]
    )
    index = {(which, at): position for position, (_, which, at) in enumerate(places)}
    of_upper = tuple(index[0, i] for i in range(len(upper)))
    of_lower = tuple(index[0, taken[j]] if j in taken else index[1, j] for j in range(len(lower)))
    inner = sum(0 < i < len(upper) - 1 and 0 < j < len(lower) - 1 for i, j in pairs.items())
    return Alignment(tuple(edge for edge, _, _ in places), of_upper, of_lower, inner, scaled)


def spread(sheet: Sheet, edges: tuple[float, ...], at: Sequence[int]) -> Sheet:
    """The sheet on other column edges: its i-th edge becomes the `at[i]`-th."""
    if tuple(at) == tuple(range(len(edges))) and len(edges) == len(sheet.edges):
        return sheet if edges == sheet.edges else replace(sheet, edges=edges)
    spots = tuple(replace(s, col=at[s.col], colspan=at[s.col + s.colspan] - at[s.col]) for s in sheet.spots)
    return Sheet(edges, sheet.tops, sheet.bottoms, spots)
