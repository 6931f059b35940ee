"""An area of cells laid out: how wide its columns and how high its rows are, and where each text stands.

Tables become grids whose every position is a cell; texts outside of them become lines, as on a printed sheet.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, pairwise

from fiscal.extraction.page.content import Grid, GridCell, TextLine
from fiscal.extraction.typesetting import settings
from fiscal.extraction.typesetting.flow import Area, Entry, Frame
from fiscal.extraction.typesetting.line_breaks import broken, longest_word
from fiscal.extraction.wording import width


@dataclass(frozen=True, slots=True)
class LaidArea:
    """What an area has become, on page 0: lines outside of tables, tables, the lines in their cells, names beside them,
    places in the file, and down to where.
    """

    lines: tuple[TextLine, ...]
    grids: tuple[Grid, ...]
    printed: tuple[TextLine, ...]
    beside: tuple[TextLine, ...]
    sources: dict[tuple[float, float], str]
    bottom: float


def natural_width(area: Area) -> float:
    """Points that the columns take up, and the texts that stand beside each other outside of tables."""
    widths = _widths(area)
    starts = list(accumulate(widths, initial=0.0))
    reached = [starts[-1]]
    for entries in _free_rows(area).values():
        end = 0.0
        for entry in entries if len(entries) > 1 else ():
            end = (
                max(starts[entry.col], end + entry.size)
                + max(map(width, entry.text.split("\n"))) * entry.size
                + 2 * settings.PADDING
            )
        if len(entries) == 1 and _heads(area, entries[0], starts) and len(entries[0].text) <= settings.LONGEST_TITLE:
            end = (width(entries[0].text) + settings.TITLE_ROOM) * entries[0].size
        reached.append(end)
    return max(reached)


def _free_rows(area: Area) -> dict[int, list[Entry]]:
    """The texts outside of tables by the row in which they begin, left to right."""
    rows: dict[int, list[Entry]] = defaultdict(list)
    for entry in sorted(area.entries, key=lambda e: e.col):
        if entry.text.strip() and not area.framed(entry):
            rows[entry.row].append(entry)
    return rows


def _heads(area: Area, entry: Entry, xs: Sequence[float]) -> bool:
    """Whether a text that has its row for itself is wider than the table under it: a sheet shows it over the blank
    columns beside, as a title, wherever in its own cell it begins.
    """
    under = next((f for f in sorted(area.frames, key=lambda f: f.top) if f.top > entry.row), None)
    return under is not None and width(entry.text) * entry.size > xs[under.right] - xs[under.left]


def area_height(area: Area, room: float) -> float:
    """Points that an area takes up from its first row to its last, on a page with so many across."""
    xs = list(accumulate(_widths(area), initial=0.0))
    return sum(_Desk(area, xs, max(room, xs[-1]), "").heights())


def lay_area(area: Area, left: float, top: float, right: float, method: str) -> LaidArea:
    """Lays an area out from a point down; texts outside of tables may run to `right`."""
    xs = [round(x, 2) for x in accumulate(_widths(area), initial=left)]
    desk = _Desk(area, xs, max(right, xs[-1]), method)
    ys = [round(y, 2) for y in accumulate(desk.heights(), initial=top)]
    return desk.laid(ys)


def _widths(area: Area) -> list[float]:
    """Points of each column: what the file says, and room for the longest word; without that, room for its texts up to
    a limit.
    """
    given = [min(w, settings.WIDEST_GIVEN) for w in area.widths]
    widths = [max(w, settings.NARROWEST * 10.5) for w in given]
    for entry in area.entries:
        if not area.framed(entry):
            continue
        needed = longest_word(entry.text) * entry.size
        if not any(given[entry.col : entry.col + entry.colspan]):
            wide = max((width(line) for line in entry.text.split("\n")), default=0.0)
            needed = max(needed, min(wide, settings.WIDEST) * entry.size)
        if entry.align == "left" and entry.text[:1].isspace() and width(entry.text.lstrip()) <= settings.WIDEST:
            needed = max(needed, (width(entry.text.rstrip()) + settings.BEHIND_INDENTED) * entry.size)
        short = needed + 2 * settings.PADDING + 1 - sum(widths[entry.col : entry.col + entry.colspan])
        if short > 0:
            for col in range(entry.col, entry.col + entry.colspan):
                widths[col] += short / entry.colspan
    return widths


@dataclass(slots=True)
class _Desk:
    area: Area
    xs: list[float]
    right: float
    method: str
    free: dict[int, list[Entry]] = field(init=False)

    def __post_init__(self) -> None:
        self.free = _free_rows(self.area)

    def heights(self) -> list[float]:
        """Points of each row: its texts' lines, of merged cells what their rows together lack."""
        size = max((e.size for e in self.area.entries), default=10.5)
        heights = [size * settings.LEADING + settings.PADDING] * self.area.height
        for entry in sorted(self.area.entries, key=lambda e: e.rowspan):
            needed = len(self.wrapped(entry)) * entry.size * settings.LEADING + settings.PADDING
            short = needed - sum(heights[entry.row : entry.row + entry.rowspan])
            if short > 0:
                heights[entry.row + entry.rowspan - 1] += short
        return heights

    def wrapped(self, entry: Entry) -> list[str]:
        """A cell's lines."""
        if self.area.framed(entry):
            room = self.xs[entry.col + entry.colspan] - self.xs[entry.col]
        elif len(self.free.get(entry.row, ())) > 1:
            return entry.text.split("\n")
        else:
            room = self.right - self.xs[0]
        room = (room - 2 * settings.PADDING) / entry.size
        return [line for text in entry.text.split("\n") for line in broken(text, room)]

    def laid(self, ys: Sequence[float]) -> LaidArea:
        """Everything at its place, the rows between `ys`."""
        grids: list[Grid] = []
        printed: list[TextLine] = []
        sources: dict[tuple[float, float], str] = {}
        for frame in self.area.frames:
            grid, lines = self._grid(frame, ys)
            grids.append(grid)
            printed += lines
        for entry in self.area.entries:
            if entry.source and self.area.framed(entry):
                sources[self.xs[entry.col], ys[entry.row]] = entry.source
        return LaidArea(tuple(self._free(ys)), tuple(grids), tuple(printed), tuple(self._names(ys)), sources, ys[-1])

    def _grid(self, frame: Frame, ys: Sequence[float]) -> tuple[Grid, list[TextLine]]:
        cells: list[GridCell] = []
        printed: list[TextLine] = []
        at: dict[tuple[int, int], Entry] = {}
        for entry in self.area.entries:
            if frame.top <= entry.row < frame.bottom and frame.left <= entry.col < frame.right:
                at |= {
                    (r, c): entry
                    for r in range(entry.row, entry.row + entry.rowspan)
                    for c in range(entry.col, entry.col + entry.colspan)
                }
        for row in range(frame.top, frame.bottom):
            for col in range(frame.left, frame.right):
                entry = at.get((row, col)) or Entry(row, col, 1, 1, "")
                if (entry.row, entry.col) == (row, col):
                    lines = self._lines(entry, ys)
                    cells.append(self._cell(entry, frame, lines, ys))
                    printed += [line for line in lines if line.text]
        xs, rows = tuple(self.xs[frame.left : frame.right + 1]), tuple(ys[frame.top : frame.bottom + 1])
        return Grid(0, xs[0], rows[0], xs[-1], rows[-1], xs, rows, tuple(cells)), printed

    def _cell(self, entry: Entry, frame: Frame, lines: Sequence[TextLine], ys: Sequence[float]) -> GridCell:
        x0, x1 = self.xs[entry.col], self.xs[entry.col + entry.colspan]
        top, bottom = ys[entry.row], ys[entry.row + entry.rowspan]
        filled = [line for line in lines if line.text]
        texts = tuple(line.text for line in filled)
        return GridCell(
            row=entry.row - frame.top,
            col=entry.col - frame.left,
            rowspan=entry.rowspan,
            colspan=entry.colspan,
            x0=x0,
            top=top,
            x1=x1,
            bottom=bottom,
            text=_joined(entry.text),
            lines=texts,
            first_x0=filled[0].x0 if filled else x0,
            method=self.method,
            alternatives=entry.alternatives,
            size=entry.size,
            last_line=(filled[-1].x0, filled[-1].x1) if filled else (0.0, 0.0),
            printed=(filled[0].top, filled[-1].bottom) if filled else (0.0, 0.0),
        )

    def _lines(self, entry: Entry, ys: Sequence[float]) -> list[TextLine]:
        """The lines of a cell, in the middle of its height; leading spaces indent."""
        left, right = self.xs[entry.col], self.xs[entry.col + entry.colspan]
        texts = self.wrapped(entry)
        pitch = entry.size * settings.LEADING
        y = (ys[entry.row] + ys[entry.row + entry.rowspan] - len(texts) * pitch) / 2 + (pitch - entry.size) / 2
        lines: list[TextLine] = []
        for at, text in enumerate(texts):
            bare = text.strip()
            indent = width(text[: len(text) - len(text.lstrip())]) * entry.size
            wide = width(bare) * entry.size
            x0 = {"center": (left + right - wide) / 2, "right": right - settings.PADDING - wide}.get(
                entry.align, left + settings.PADDING + indent
            )
            top = y + at * pitch
            lines.append(
                TextLine(
                    0,
                    bare,
                    round(x0, 2),
                    round(top, 2),
                    round(x0 + wide, 2),
                    round(top + entry.size, 2),
                    entry.size,
                    entry.bold,
                )
            )
        return lines

    def _free(self, ys: Sequence[float]) -> Iterator[TextLine]:
        """The lines of what stands outside of tables, those of one row beside each other."""
        for own in self.free.values():
            reached = float("-inf")
            for entry in own:
                lines = [line for line in self._lines(entry, ys) if line.text]
                push = max(0.0, reached + entry.size - min(line.x0 for line in lines))
                if len(own) == 1:
                    first, last = min(line.x0 for line in lines), max(line.x1 for line in lines)
                    push = max(min(0.0, self.right - last), self.xs[0] - first)
                    if _heads(self.area, entry, self.xs):
                        push = (self.xs[0] + self.right - first - last) / 2
                for line in lines:
                    yield TextLine(
                        0, line.text, line.x0 + push, line.top, line.x1 + push, line.bottom, line.size, line.bold
                    )
                reached = max(line.x1 for line in lines) + push

    def _names(self, ys: Sequence[float]) -> Iterator[TextLine]:
        """The names of the sheet, its columns over them and its rows before them."""
        names = self.area.names
        if names is None:
            return
        size = settings.RULER
        above = ys[0] - 2 * size
        yield _name(names.sheet, self.xs[0], above - 2 * size)
        for at, name in enumerate(names.columns):
            yield _name(name, (self.xs[at] + self.xs[at + 1] - width(name) * size) / 2, above)
        # Rows behind the last one with a text or a table are not laid out.
        for name, (top, bottom) in zip(names.rows, pairwise(ys), strict=False):
            yield _name(name, self.xs[0] - (width(name) + 0.6) * size, (top + bottom - size) / 2)


def _name(text: str, x0: float, top: float) -> TextLine:
    return TextLine(
        0,
        text,
        round(x0, 2),
        round(top, 2),
        round(x0 + width(text) * settings.RULER, 2),
        round(top + settings.RULER, 2),
        settings.RULER,
    )


def _joined(text: str) -> str:
    """The lines of a cell as one text: nothing between Chinese, a space between Latin words."""
    whole = ""
    for line in filter(None, (part.strip() for part in text.split("\n"))):
        latin = whole[-1:].isascii() and line[:1].isascii() and whole[-1:].isalnum() and line[:1].isalnum()
        whole += f" {line}" if whole and latin else line
    return whole
