"""Tables whose rows have rules or shades but no vertical rules: their columns from where the pieces of the horizontal
ones meet.

Programs that draw cell by cell draw a row's line as one piece for each column. Which cells span columns is told by the
texts that stand across the meeting points; tables whose lines are drawn whole are left to `unruled_tables`."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from fiscal.extraction.columns.column_places import Segment
from fiscal.extraction.columns.segments import printed_line
from fiscal.extraction.grids.lattice import Lattice
from fiscal.extraction.grids.rules import Rule, Rules
from fiscal.extraction.grids.spanning_texts import RowRuled, spanned, with_walls
from fiscal.extraction.page.characters import Characters
from fiscal.extraction.page.lines import Glyph, lines_of

_MEET = 1.2
"""Points: pieces of a line that end and begin this near to each other meet, and meeting points this near are one column
edge.
"""
_SHORTEST = 6.0
_SAME_SIDE = 3.0
_BANDS = 2
"""Rows without vertical rules, and texts side by side in them, that show a table of this kind."""
_SHARE = 0.2
_REACH, _APART = 3.0, 0.6
"""Row heights down to which a last row is looked for, and the share of a line's height that parts what stands under
it.
"""
_FEW = 4
_INSIDE = 1.0


def jointed_lattices(
    boxes: NDArray[np.float64], rules: Rules, characters: Characters, parted: Callable[[float, float], bool]
) -> list[Lattice]:
    """The tables that only their rows' lines show. `boxes` are the marks that `rules` were made of; `parted` says
    whether a caption stands between two heights.
    """
    wide = [rule for rule in rules.horizontal if rule.end - rule.start >= 2 * _SHORTEST]
    if len(wide) < _BANDS:
        return []
    found: list[Lattice] = []
    for group in sorted(_groups(wide, rules.vertical, parted), key=lambda g: g[0].start - g[0].end):
        middle = ((group[0].start + group[0].end) / 2, (group[0].at + group[-1].at) / 2)
        if any(other.holds(*middle) for other in found):
            continue
        area = _area(group, boxes, rules, characters)
        lattice = _lattice(area, characters) if area is not None else None
        if lattice is not None:
            found.append(lattice)
    return found


def _groups(wide: Sequence[Rule], upright: Sequence[Rule], parted: Callable[[float, float], bool]) -> list[list[Rule]]:
    """Rules of one width under each other, without a caption between them."""
    sides: list[list[Rule]] = []
    for rule in wide:
        same = next(
            (g for g in sides if abs(g[0].start - rule.start) <= _SAME_SIDE and abs(g[0].end - rule.end) <= _SAME_SIDE),
            None,
        )
        if same is None:
            sides.append([rule])
        else:
            same.append(rule)
    groups: list[list[Rule]] = []
    for side in sides:
        groups.append(side[:1])
        for above, rule in pairwise(side):
            between = any(above.at + 1 < r.at < rule.at - 1 and r.start < rule.end and rule.start < r.end for r in wide)
            if not between and not _crossed(upright, above, rule.at) and parted(above.at, rule.at):
                groups.append([])
            groups[-1].append(rule)
    return [group for group in groups if len(group) > 1]


def _area(group: Sequence[Rule], boxes: NDArray[np.float64], rules: Rules, characters: Characters) -> RowRuled | None:
    """The area of rules under each other whose pieces meet at the same places; None where vertical rules part most
    rows, or no pieces meet.
    """
    x0, x1, top, bottom = group[0].start, group[0].end, group[0].at, group[-1].at
    inside = [
        r
        for r in rules.horizontal
        if top - 1 <= r.at <= bottom + 1 and r.start >= x0 - _SAME_SIDE and r.end <= x1 + _SAME_SIDE
    ]
    upright = [
        r for r in rules.vertical if x0 - _SAME_SIDE <= r.at <= x1 + _SAME_SIDE and r.start < bottom and top < r.end
    ]
    ys = tuple(sorted({r.at for r in inside}))
    inner = [r for r in upright if x0 + _SAME_SIDE < r.at < x1 - _SAME_SIDE]
    bare = [not _runs_between(inner, *ends) for ends in pairwise(ys)]
    told = sum(bare) >= max(1, _SHARE * len(bare))
    if not told and not any(g.char.isdigit() for g in _under(x0, x1, ys, characters)):
        return None
    flat = boxes[
        (boxes[:, 3] - boxes[:, 1] <= 1.5) & (boxes[:, 1] >= top - _SAME_SIDE) & (boxes[:, 3] <= bottom + _SAME_SIDE)
    ]
    xs = _meeting_points(flat, x0, x1)
    if len(xs) <= 2:
        return None
    last = _row_below(xs, ys, characters)
    if last is None and not told:
        return None
    if last is not None:
        bare.append(not _runs_between(inner, ys[-1], last))
        ys, inside = (*ys, last), [*inside, Rule(last, x0, x1)]
    return RowRuled(ys, xs, Rules(inside, upright), tuple(bare))


def _row_below(xs: Sequence[float], ys: Sequence[float], characters: Characters) -> float | None:
    """Where a last row ends that has no shade and so no line under it: texts directly under the last line, each within
    a column; None without one.
    """
    held: list[Segment] = []
    for line in lines_of(_under(xs[0], xs[-1], ys, characters), " "):
        segments = printed_line(line).segments
        size = line.box[3] - line.box[1]
        apart = line.box[1] - max((s.bottom for s in held), default=ys[-1] + size) > _APART * size
        if apart or any(s.x0 + _INSIDE < edge < s.x1 - _INSIDE for s in segments for edge in xs):
            break
        held.extend(segments)
    told = len(held) >= _BANDS and any(s.is_figure for s in held)
    return max(s.bottom for s in held) + 1 if told else None


def _under(x0: float, x1: float, ys: Sequence[float], characters: Characters) -> list[Glyph]:
    """The characters close under an area."""
    return characters.within(x0, ys[-1], x1, ys[-1] + _REACH * float(np.median(np.diff(ys))))


def _crossed(upright: Sequence[Rule], above: Rule, bottom: float) -> bool:
    """Whether a vertical rule within their sides runs from one rule to the next."""
    return any(
        above.start + _SAME_SIDE < r.at < above.end - _SAME_SIDE
        and r.start <= above.at + _SAME_SIDE
        and bottom - _SAME_SIDE <= r.end
        for r in upright
    )


def _runs_between(upright: Sequence[Rule], top: float, bottom: float) -> bool:
    """Whether a vertical rule runs through most of the way between two heights."""
    return any(r.start <= top + 0.3 * (bottom - top) and bottom - 0.3 * (bottom - top) <= r.end for r in upright)


def _meeting_points(flat: NDArray[np.float64], x0: float, x1: float) -> tuple[float, ...]:
    """The column edges: where pieces of at least two lines meet."""
    lines: dict[int, list[list[float]]] = {}
    for piece in flat[
        (flat[:, 2] - flat[:, 0] >= _SHORTEST) & (flat[:, 0] >= x0 - _SAME_SIDE) & (flat[:, 2] <= x1 + _SAME_SIDE)
    ].tolist():
        lines.setdefault(round(piece[1] + piece[3]), []).append(piece)
    points: list[float] = []
    for pieces in lines.values():
        begun, ended = sorted({p[0] for p in pieces}), sorted({p[2] for p in pieces})
        points.extend(
            sorted(
                {e for e in ended if x0 + _SAME_SIDE < e < x1 - _SAME_SIDE and any(abs(b - e) <= _MEET for b in begun)}
            )
        )
    edges: list[float] = []
    for point in sorted(points):
        if not edges or point - edges[-1] > _MEET:
            edges.append(point)
    often = [e for e in edges if sum(abs(p - e) <= _MEET for p in points) >= _BANDS]
    return (x0, *often, x1)


def _lattice(area: RowRuled, characters: Characters) -> Lattice | None:
    segments = _segments(area, characters)
    bands: list[list[Segment]] = [[] for _ in area.ys]
    for segment in segments:
        bands[bisect_right(area.ys, segment.middle) - 1].append(segment)
    told = [band for empty, band in zip(area.bare, bands, strict=False) if empty and len(band) >= _BANDS]
    if any(_holds_rows(area, band) for band in told):
        return None
    if len(told) < _BANDS and not any(len(band) > _BANDS and any(s.is_figure for s in band) for band in told):
        return None
    walls = [
        [empty and not any(s.x0 + _INSIDE < x < s.x1 - _INSIDE for s in band) for x in area.xs[1:-1]]
        for empty, band in zip(area.bare, bands, strict=False)
    ]
    lattice = with_walls(area, walls)
    if lattice is None or not segments:
        return None
    for row, col in spanned(area, lattice, segments):
        walls[row][col - 1] = False
    whole = with_walls(area, walls)
    return None if whole is None else replace(whole, drawn=False)


def _holds_rows(area: RowRuled, band: Sequence[Segment]) -> bool:
    """Whether figures, or any texts where there are few lines, stand under each other in several columns: no lines part
    those rows, as in tables with three rules.
    """
    few = len(area.ys) <= _FEW
    stacked = Counter(bisect_right(area.xs, (s.x0 + s.x1) / 2) for s in band if few or s.is_figure)
    return sum(count > 1 for count in stacked.values()) >= _BANDS


def _segments(area: RowRuled, characters: Characters) -> list[Segment]:
    """The texts within the area, parted at white space and at its horizontal rules."""
    bands: dict[int, list[Glyph]] = {}
    for glyph in characters.within(area.xs[0], area.ys[0], area.xs[-1], area.ys[-1]):
        bands.setdefault(bisect_right(area.ys, (glyph.top + glyph.bottom) / 2), []).append(glyph)
    return [s for glyphs in bands.values() for line in lines_of(glyphs, " ") for s in printed_line(line).segments]
