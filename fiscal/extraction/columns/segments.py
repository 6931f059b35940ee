"""Printed lines as the segments that stand in them: what stands together, what white space parts.

Geometry only; which lines are a table is left to `areas`, which of them are one row to `block_rows`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fiscal.extraction.columns.column_places import Segment
from fiscal.extraction.page.lines import Glyph, Line
from fiscal.extraction.wording import is_amount
from fiscal.model.amounts import normal

_GAP, _AFTER_FIGURE = 0.5, 0.35
"""Shares of a character's height: a gap from which on what follows stands in another column, and the least gap after a
figure.
"""


@dataclass(slots=True)
class PrintedLine:
    """A printed line with its segments."""

    line: Line
    segments: list[Segment]
    top: float
    bottom: float

    @property
    def middle(self) -> float:
        """Its middle from top to bottom, in points."""
        return (self.top + self.bottom) / 2

    @property
    def height(self) -> float:
        """Its height in points."""
        return self.bottom - self.top

    @property
    def figures(self) -> list[Segment]:
        """Its amounts."""
        return [s for s in self.segments if s.is_figure]


def printed_line(line: Line) -> PrintedLine:
    """A printed line with its segments."""
    segments: list[Segment] = []
    current: list[Glyph] = []
    for glyph in line.glyphs:
        if glyph.char.isspace():
            continue
        if current:
            gap, height = glyph.x0 - current[-1].x1, glyph.bottom - glyph.top
            figure = gap > _AFTER_FIGURE * height and is_amount(normal("".join(g.char for g in current)))
            if gap > _GAP * height or figure:
                segments.append(_segment(current))
                current = []
        current.append(glyph)
    if current:
        segments.append(_segment(current))
    return PrintedLine(line, segments, min(s.top for s in segments), max(s.bottom for s in segments))


def _segment(glyphs: list[Glyph]) -> Segment:
    plain = normal("".join(g.char for g in glyphs))
    return Segment(
        tuple(glyphs),
        plain,
        min(g.x0 for g in glyphs),
        min(g.top for g in glyphs),
        max(g.x1 for g in glyphs),
        max(g.bottom for g in glyphs),
    )


def merged(printed: Sequence[PrintedLine]) -> list[PrintedLine]:
    """Lines that stand on one level as one."""
    whole: list[PrintedLine] = []
    for line in printed:
        last = whole[-1] if whole else None
        if last is not None and abs(line.middle - last.middle) < 0.25 * min(line.height, last.height):
            segments = sorted((*last.segments, *line.segments), key=lambda s: s.x0)
            glyphs = tuple(sorted((*last.line.glyphs, *line.line.glyphs), key=lambda g: g.x0))
            whole[-1] = PrintedLine(
                Line(glyphs, f"{last.line.text} {line.line.text}"),
                segments,
                min(last.top, line.top),
                max(last.bottom, line.bottom),
            )
        else:
            whole.append(line)
    return whole
