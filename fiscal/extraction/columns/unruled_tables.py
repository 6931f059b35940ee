"""Tables whose columns only white space parts: their columns, heads and cells as a grid, with the glyphs of each cell.

Where they stand is found by `areas`, where their columns are by `column_places`; what stands over the columns is laid
out by `heads`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from fiscal.extraction.columns.areas import Area, areas_of
from fiscal.extraction.columns.block_rows import begins_row, levels_of
from fiscal.extraction.columns.column_places import Segment, columns_of, gaps
from fiscal.extraction.columns.heads import Head, heads_over
from fiscal.extraction.page.content import Grid, GridCell
from fiscal.extraction.page.lines import Glyph, Line, join_lines, lines_of
from fiscal.extraction.wording import is_total
from fiscal.model.amounts import normal

CONFIDENCE = 0.95


@dataclass(frozen=True, slots=True)
class Unruled:
    """A grid of columns that no rules part, with the glyphs of each of its cells in their order."""

    grid: Grid
    glyphs: tuple[tuple[Glyph, ...], ...]
    lines: tuple[Line, ...]


def unruled_tables(number: int, lines: Sequence[Line], rules: Sequence[tuple[float, float, float]]) -> list[Unruled]:
    """The tables among a page's lines outside its ruled grids, top to bottom. `rules`: horizontal rules as (y, x0,
    x1).
    """
    found = [table for area in areas_of(lines, rules) if (table := _table(number, area, rules)) is not None]
    return sorted(found, key=lambda table: table.grid.top)


def _columns(area: Area) -> list[tuple[float, float]]:
    if not area.rows:
        return sorted(
            (s.x0, s.x1)
            for s in area.head
            if not any(o.top > s.middle and o.x0 < s.x1 and s.x0 < o.x1 for o in area.head)
        )
    return columns_of(area.rows, levels_of(area.head, area.size), area.size)


def _is_row(area: Area, level: Sequence[Segment], columns: Sequence[tuple[float, float]]) -> bool:
    """The last line over the figures is no head but labels without figures: every column of figures has its head
    without it.
    """
    if begins_row(level[0].plain):
        return True
    figured = [c for c in columns if any(s.is_figure and c[0] < s.x1 and s.x0 < c[1] for row in area.rows for s in row)]
    labels = all(all(s.x1 <= c[0] or c[1] <= s.x0 for c in figured) for s in level)
    others = [s for s in area.head if not any(s is it for it in level)]
    above = _columns(Area(others, area.rows, area.lines, area.size))
    headed = all(any(c[0] < s.x1 and s.x0 < c[1] for s in others) for c in above)
    return labels and headed and len(above) == len(columns)


def _table(number: int, area: Area, rules: Sequence[tuple[float, float, float]]) -> Unruled | None:
    columns = _columns(area)
    while area.rows and len(levels := levels_of(area.head, area.size)) > 1 and _is_row(area, levels[-1], columns):
        area.rows.insert(0, levels[-1])
        area.head = [s for s in area.head if not any(s is it for it in levels[-1])]
        columns = _columns(area)
    if len(columns) < 2:
        return None
    edges = [columns[0][0], *gaps(columns), columns[-1][1]]
    heads = heads_over(area.head, columns, edges, rules)
    levels = max((h.level + h.levels for h in heads), default=0)
    top = min(h.top for h in heads) if heads else min(s.top for s in area.rows[0])
    extents = [(min(it.top for it in row), max(it.bottom for it in row)) for row in area.rows]
    bands = _levels(heads, levels, extents[0][0] if extents else max(h.bottom for h in heads))
    starts = [*bands, *((a[1] + b[0]) / 2 for a, b in pairwise(extents)), *(bottom for _, bottom in extents[-1:])]
    if not levels:
        starts.insert(0, top)
    cells: list[GridCell] = []
    glyphs: list[tuple[Glyph, ...]] = []

    def add(row: int, col: int, rowspan: int, colspan: int, printed: Sequence[Glyph]) -> None:
        x0, x1, above, under = edges[col], edges[col + colspan], starts[row], starts[row + rowspan]
        lines = lines_of(printed)
        first = lines[0].first if lines else None
        last = lines[-1].span if lines else (x0, x0)
        cells.append(
            GridCell(
                row=row,
                col=col,
                rowspan=rowspan,
                colspan=colspan,
                x0=x0,
                top=above,
                x1=x1,
                bottom=under,
                text=join_lines(lines, x0, x1),
                lines=tuple(line.text for line in lines),
                first_x0=first.x0 if first else x0,
                method="stream",
                confidence=CONFIDENCE,
                size=(first.bottom - first.top) if first else 0.0,
                last_line=last,
            )
        )
        glyphs.append(tuple(printed))

    for head in heads:
        add(head.level, head.col, head.levels, head.cols, head.glyphs)
    figured = [
        any(s.is_figure and not s.plain.isdigit() for row in area.rows for s in row if _column_of(s, columns) == col)
        for col in range(len(columns))
    ]
    for index, row in enumerate(area.rows, levels):
        by_column: list[list[Glyph]] = [[] for _ in columns]
        for segment in row:
            by_column[_column_of(segment, columns)].extend(segment.glyphs)
        reach = _total_reach(by_column, figured)
        for col, printed in enumerate(by_column):
            if col == 0 or col >= reach:
                add(index, col, 1, reach if col == 0 else 1, printed)
    order = sorted(range(len(cells)), key=lambda k: (cells[k].row, cells[k].col))
    grid = Grid(
        page=number,
        x0=edges[0],
        top=starts[0],
        x1=edges[-1],
        bottom=starts[-1],
        col_edges=tuple(edges),
        row_edges=tuple(starts),
        cells=tuple(cells[k] for k in order),
    )
    return Unruled(grid, tuple(glyphs[k] for k in order), tuple(area.lines))


def _total_reach(by_column: Sequence[Sequence[Glyph]], figured: Sequence[bool]) -> int:
    """How many columns a total's label spans: the blank ones beside it up to the first with figures."""
    reach = 1
    if by_column[0] and is_total(normal("".join(g.char for g in by_column[0]))):
        while reach < len(by_column) - 1 and not by_column[reach] and not figured[reach]:
            reach += 1
    return reach


def _levels(heads: Sequence[Head], levels: int, bottom: float) -> list[float]:
    """Where each level of the heads begins, and where the rows begin."""
    if not levels:
        return []
    starts = [min(h.top for h in heads)]
    for level in range(1, levels):
        over = max((h.bottom for h in heads if h.level + h.levels <= level), default=starts[-1])
        under = min((h.top for h in heads if h.level == level), default=over)
        starts.append(max((over + under) / 2, starts[-1] + 0.1))
    return [*starts, max((max(h.bottom for h in heads) + bottom) / 2, starts[-1] + 0.1)]


def _column_of(segment: Segment, columns: Sequence[tuple[float, float]]) -> int:
    return max(range(len(columns)), key=lambda k: min(segment.x1, columns[k][1]) - max(segment.x0, columns[k][0]))
