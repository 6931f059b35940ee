"""The first reader: the ruled tables and the other printed lines of a page with a text layer, straight from pdfium's own objects.

One page at a time and no judgement on it; pictures, the second opinion and logical tables over several pages are left to others.
"""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import pypdfium2 as pdfium

from fiscal.extraction import native
from fiscal.extraction.characters import Characters, font_size, is_bold, read_characters
from fiscal.extraction.grid import Lattice, lattices
from fiscal.extraction.lines import Glyph, Line, join_lines, lines_of
from fiscal.extraction.objects import Marks, read_marks
from fiscal.extraction.owners import owners_of
from fiscal.extraction.page import Grid, GridCell, PageContent, TextLine
from fiscal.extraction.rules import Rules, rules_of
from fiscal.extraction.turn import Turn
from fiscal.model.reading import Page


def read_page(pdf_page: pdfium.PdfPage, number: int) -> PageContent:
    """The page's grids top to bottom and its lines outside them in reading order; `number` counts from 1.

    PageTooComplexError when the page has more objects than are ever read.
    """
    text_page = pdf_page.get_textpage()
    try:
        page_handle = native.address(pdf_page.raw)
        characters, turn = read_characters(page_handle, native.address(text_page.raw))
        marks = read_marks(page_handle)
        found = lattices(page_rules(marks, turn))
        return _content(number, characters, turn, found)
    finally:
        text_page.close()


def page_rules(marks: Marks, turn: Turn) -> Rules:
    """The visible rules of a page, on the page as displayed."""
    boxes = marks.rules + marks.edges
    if not boxes:
        return Rules([], [])
    return rules_of(turn.boxes(np.asarray(boxes, dtype=np.float64)).tolist())


def _content(number: int, characters: Characters, turn: Turn, found: list[Lattice]) -> PageContent:
    owners = owners_of(characters, found)
    glyphs: dict[int, list[Glyph]] = defaultdict(list)
    for position, (owner, char, box) in enumerate(zip(owners, characters.text, characters.boxes.tolist(), strict=True)):
        glyphs[owner].append(Glyph(char, box[0], box[1], box[2], box[3], position))
    grids: list[Grid] = []
    first = 0
    for lattice in found:
        cells = _cells(lattice, [glyphs.get(first + i, []) for i in range(len(lattice.spans))])
        first += len(lattice.spans)
        grids.append(_grid(number, lattice, cells))
    lines = tuple(_text_line(number, characters, line) for line in lines_of(glyphs.get(-1, []), " "))
    page = Page(number, turn.width, turn.height, turn.rotation, False, len(characters.text))
    return PageContent(page, tuple(grids), lines)


def _cells(lattice: Lattice, glyphs: list[list[Glyph]]) -> list[GridCell]:
    cells: list[GridCell] = []
    xs, ys = lattice.col_edges, lattice.row_edges
    for span, members in zip(lattice.spans, glyphs, strict=True):
        x0, x1 = xs[span.col], xs[span.col + span.colspan]
        top, bottom = ys[span.row], ys[span.row + span.rowspan]
        lines = lines_of(members) if members else []
        if not lines and not span.enclosed:
            continue
        first_x0 = lines[0].x0 if lines else x0
        text = join_lines(lines, x0, x1)
        cells.append(GridCell(span.row, span.col, span.rowspan, span.colspan, x0, top, x1, bottom, text, tuple(line.text for line in lines), first_x0))
    return cells


def _grid(number: int, lattice: Lattice, cells: list[GridCell]) -> Grid:
    xs, ys = lattice.col_edges, lattice.row_edges
    return Grid(number, xs[0], ys[0], xs[-1], ys[-1], xs, ys, tuple(cells), lattice.open_top, lattice.open_bottom)


def _text_line(number: int, characters: Characters, line: Line) -> TextLine:
    first = next(g for g in line.glyphs if not g.char.isspace())
    size, bold = font_size(characters, first.position), is_bold(characters, first.position)
    return TextLine(number, line.text, line.x0, line.top, line.x1, line.bottom, size, bold)
