"""A proposal about a page laid out: its characters in cells and lines, every cell with its text.

Takes a proposal as it is and judges nothing; which proposals there are is told by `candidates`, what speaks against one
by `scoring`."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import cast

import numpy as np

from fiscal.extraction.columns.areas import may_have_columns
from fiscal.extraction.columns.unruled_tables import CONFIDENCE, unruled_tables
from fiscal.extraction.grids.cell_assignment import owners_of, with_overflow
from fiscal.extraction.grids.lattice import Lattice, Span
from fiscal.extraction.grids.rules import rules_of
from fiscal.extraction.page.characters import Characters
from fiscal.extraction.page.content import Grid, GridCell
from fiscal.extraction.page.layer import Layer
from fiscal.extraction.page.lines import Glyph, Line, join_lines, lines_of, turned_lines_of
from fiscal.extraction.pdfium.fonts import Fonts
from fiscal.extraction.search.candidates import Proposal, holds


@dataclass(frozen=True, slots=True)
class Layout:
    """A proposal's grids with their cells' texts, the `ruled` ones first, and the lines outside them, `free`; `taken`
    are those that unruled grids hold, `charted` those that stand in charts.

    `owners`: for each character the number of its cell in `cells`, or -1; `level_rules`: the page's horizontal rules as
    (y, x0, x1)."""

    proposal: Proposal
    characters: Characters = field(repr=False)
    grids: tuple[Grid, ...]
    cells: dict[int, GridCell] = field(repr=False)
    owners: list[int] = field(repr=False)
    ruled: tuple[Grid, ...]
    free: tuple[Line, ...] = field(repr=False)
    taken: tuple[Line, ...] = field(repr=False)
    charted: tuple[Line, ...]
    rotation: int
    level_rules: list[tuple[float, float, float]] = field(repr=False)


def lay_out(layer: Layer, number: int, proposal: Proposal) -> Layout:
    """The grids and lines of page `number` as a proposal has them."""
    found = proposal.lattices
    characters = with_overflow(layer.characters, found)
    glyphs = list(
        map(Glyph._make, zip(characters.text, *characters.boxes.T.tolist(), range(len(characters.text)), strict=True))
    )
    turns = {position: int(characters.turns[position]) for position in np.flatnonzero(characters.turns).tolist()}
    fonts = Fonts(characters.text_page)
    owners = owners_of(characters, found)
    members = _members(glyphs, owners)
    grids: list[Grid] = []
    cells: dict[int, GridCell] = {}
    first = 0
    for lattice in found:
        for owner, span in enumerate(lattice.spans, first):
            cell = _cell(lattice, span, _lines(members.get(owner, []), turns), characters, fonts)
            if cell is not None:
                cells[owner] = cell
        grids.append(_grid(number, lattice, [cells[n] for n in range(first, first + len(lattice.spans)) if n in cells]))
        first += len(lattice.spans)
    free = _lines(members.get(-1, []), turns, " ")
    charted, free = _parted(free, proposal)
    ruled, taken = tuple(grids), list[Line]()
    level = _level_rules(layer) if may_have_columns(free, grids) else []
    for table in unruled_tables(number, free, level) if proposal.by_space else []:
        for cell, inside in zip(table.grid.cells, table.glyphs, strict=True):
            cells[first] = cell
            for glyph in inside:
                owners[glyph.position] = first
            first += 1
        grids.append(table.grid)
        held = set(map(id, (glyph for line in table.lines for glyph in line.glyphs)))
        taken.extend(line for line in free if id(line.glyphs[0]) in held)
        free = [line for line in free if id(line.glyphs[0]) not in held]
    return Layout(
        proposal=proposal,
        characters=characters,
        grids=tuple(grids),
        cells=cells,
        owners=owners,
        ruled=ruled,
        free=tuple(free),
        taken=tuple(taken),
        charted=tuple(charted),
        rotation=layer.turn.rotation,
        level_rules=level,
    )


def _parted(lines: list[Line], proposal: Proposal) -> tuple[list[Line], list[Line]]:
    """The lines that stand in charts, and the others."""
    if not proposal.charts:
        return [], lines
    charted: list[Line] = []
    others: list[Line] = []
    for line in lines:
        x0, top, x1, bottom = line.box
        inside = any(holds(box, ((x0 + x1) / 2, (top + bottom) / 2)) for box in proposal.charts)
        (charted if inside else others).append(line)
    return charted, others


def _level_rules(layer: Layer) -> list[tuple[float, float, float]]:
    """The page's horizontal rules as (y, x0, x1)."""
    return [(rule.at, rule.start, rule.end) for rule in rules_of(layer.rule_boxes()).horizontal]


def _members(glyphs: list[Glyph], owners: list[int]) -> dict[int, list[Glyph]]:
    """The glyphs of each owner, in their order."""
    numbered = np.asarray(owners, dtype=np.int64)
    order = np.argsort(numbered, kind="stable")
    numbers, starts = np.unique(numbered[order], return_index=True)
    arranged = [glyphs[i] for i in cast(list[int], order.tolist())]
    edges = [*starts.tolist(), len(glyphs)]
    return {
        number: arranged[start:end] for number, (start, end) in zip(numbers.tolist(), pairwise(edges), strict=False)
    }


def _lines(glyphs: list[Glyph], turns: dict[int, int], wide_gaps: str = "") -> list[Line]:
    """The printed lines: those that run with the page, then those that run along its other sides."""
    if not turns or not any(g.position in turns for g in glyphs):
        return lines_of(glyphs, wide_gaps) if glyphs else []
    lines = lines_of([g for g in glyphs if g.position not in turns], wide_gaps)
    for turn in (90, 180, 270):
        lines.extend(turned_lines_of([g for g in glyphs if turns.get(g.position) == turn], turn))
    return lines


def _cell(lattice: Lattice, span: Span, lines: list[Line], characters: Characters, fonts: Fonts) -> GridCell | None:
    """The cell with its text; None for an empty place outside the table's own border."""
    xs, ys = lattice.col_edges, lattice.row_edges
    x0, x1 = xs[span.col], xs[span.col + span.colspan]
    top, bottom = ys[span.row], ys[span.row + span.rowspan]
    if not lines and not (span.enclosed or span.open_top or span.open_bottom):
        return None
    first_x0 = lines[0].first.x0 if lines else x0
    texts = tuple(line.text for line in lines)
    size = fonts.size(int(characters.index[lines[0].first.position])) if lines else 0.0
    last = lines[-1].span if lines else (x0, x0)
    text = join_lines(lines, x0, x1)
    confidence = 1.0 if lattice.drawn else CONFIDENCE
    return GridCell(
        row=span.row,
        col=span.col,
        rowspan=span.rowspan,
        colspan=span.colspan,
        x0=x0,
        top=top,
        x1=x1,
        bottom=bottom,
        text=text,
        lines=texts,
        first_x0=first_x0,
        confidence=confidence,
        size=size,
        last_line=last,
        printed=_heights(lines) if lines else (top, top),
        open_top=span.open_top,
        open_bottom=span.open_bottom,
    )


def _heights(lines: list[Line]) -> tuple[float, float]:
    """The heights between which lines stand."""
    glyphs = [g for line in lines for g in line.glyphs]
    return min([g[2] for g in glyphs]), max([g[4] for g in glyphs])


def _grid(number: int, lattice: Lattice, cells: list[GridCell]) -> Grid:
    """The grid without rows in which no cell begins: what a frame that ends early leaves beside the others, and what it
    runs on before a page break.
    """
    xs, ys, open_top, open_bottom = lattice.col_edges, lattice.row_edges, lattice.open_top, lattice.open_bottom
    if open_bottom and _is_bare(cells, len(ys) - 2, len(xs) - 1):
        cells, ys, open_bottom = cells[:-1], ys[:-1], False
    begun = {cell.row for cell in cells} | {0}
    if len(begun) < len(ys) - 1:
        place = [sum(row < edge for row in begun) for edge in range(len(ys))]
        cells = [replace(c, row=place[c.row], rowspan=place[c.row + c.rowspan] - place[c.row]) for c in cells]
        ys = (*(y for row, y in enumerate(ys[:-1]) if row in begun), ys[-1])
    return Grid(
        page=number,
        x0=xs[0],
        top=ys[0],
        x1=xs[-1],
        bottom=ys[-1],
        col_edges=xs,
        row_edges=ys,
        cells=tuple(cells),
        open_top=open_top,
        open_bottom=open_bottom,
    )


def _is_bare(cells: list[GridCell], row: int, width: int) -> bool:
    """Whether the last row is nothing but one blank cell under several: a frame without a rule at its end, not a
    row.
    """
    return (
        row > 0
        and width > 1
        and not cells[-1].text
        and (cells[-1].row, cells[-1].rowspan, cells[-1].colspan) == (row, 1, width)
    )
