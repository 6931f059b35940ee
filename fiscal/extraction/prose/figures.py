"""Text of charts: numbers along an axis with what stands among them, and what a picture with a caption of its own (图1)
shows as slices and legends.

Only finds the rows; they are kept as a kind of their own, and say nothing that a sentence or a table says.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise

from fiscal import lexicon
from fiscal.extraction.page.content import Grid
from fiscal.extraction.page.printed_rows import Row
from fiscal.extraction.prose.settings import AXIS_PITCH, AXIS_PLACE, AXIS_TICKS, FIGURE_LINE, FIGURE_NUMBERS
from fiscal.extraction.wording import is_closed

_TICK = re.compile(r"[-−]?\d{1,3}(?:,\d{3})+(?:\.\d+)?%?|[-−]?\d+(?:\.\d+)?%?")
_CAPTION = lexicon.pattern("captions.caption")
_NUMBERED = re.compile(r"\d")


def figure_rows(rows: Sequence[Row], marks: Collection[Row], tables: Sequence[Grid] = ()) -> set[Row]:
    """The rows of a page, given top to bottom, that are text of charts; `tables` are those that stand on it."""
    own = [row for row in rows if row not in marks]
    found: set[Row] = set()
    for first, last in _axes(own):
        found.update(row for row in own[first : last + 1] if _is_short(row))
        under = own[last + 1] if last + 1 < len(own) else None
        if (
            under is not None
            and _is_short(under)
            and under.top - own[last].bottom <= _pitch(own[first], own[last], last - first)
            and not _CAPTION.fullmatch(under.plain)
        ):
            found.add(under)
    for index, row in enumerate(own):
        if _CAPTION.fullmatch(row.plain):
            found.update(_pictured(own[: index + 1], tables))
    return found


def _is_short(row: Row) -> bool:
    return len(row.plain) <= FIGURE_LINE and not is_closed(row.plain)


def _pitch(first: Row, last: Row, steps: int) -> float:
    return 1.5 * (last.top - first.top) / max(steps, 1)


def _axes(rows: Sequence[Row]) -> Iterator[tuple[int, int]]:
    """First and last row of each run of rows that begin with the numbers of an axis: one under the other, at even
    steps.
    """
    ticks = [
        (i, row, float(match.group().rstrip("%").replace(",", "").replace("−", "-")))
        for i, row in enumerate(rows)
        if (match := _tick(row))
    ]
    start = 0
    while start < len(ticks):
        end = start + 1
        while end < len(ticks) and _goes_on(ticks[start:end], ticks[end]):
            end += 1
        if end - start >= AXIS_TICKS:
            yield ticks[start][0], ticks[end - 1][0]
            start = end
        else:
            start += 1


def _tick(row: Row) -> re.Match[str] | None:
    """The number that a row consists of, or that stands apart at its beginning."""
    match = _TICK.match(row.text.strip())
    return (
        match if match and (match.end() == len(row.text.strip()) or row.text.strip()[match.end()].isspace()) else None
    )


def _goes_on(axis: Sequence[tuple[int, Row, float]], tick: tuple[int, Row, float]) -> bool:
    _, last, value = axis[-1]
    if abs(tick[1].x0 - last.x0) > AXIS_PLACE * last.size:
        return False
    if len(axis) == 1:
        return tick[2] != value
    step, pitch = axis[1][2] - axis[0][2], axis[1][1].top - axis[0][1].top
    return abs(tick[2] - value - step) < 1e-9 and abs(tick[1].top - last.top - pitch) <= AXIS_PITCH * pitch


def _pictured(rows: Sequence[Row], tables: Sequence[Grid]) -> Sequence[Row]:
    """The rows of a picture over its caption, which is the last of the rows: short ones up to running text or a table,
    some of them with figures.
    """
    taken: list[Row] = []
    for under, row in pairwise(reversed(rows)):
        if not _is_short(row) or any(row.top < t.top and t.bottom < under.bottom for t in tables):
            break
        taken.append(row)
    numbered = sum(_NUMBERED.search(row.plain) is not None for row in taken)
    return taken if taken and numbered >= FIGURE_NUMBERS * len(taken) else ()
