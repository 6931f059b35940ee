"""The cells of a picture's grids from what was read of their pieces: text, certainty, and the texts that they may have
instead.

Reading the pieces is left to `ocr`, which pieces are a cell's to `picture_page`.
"""

from __future__ import annotations

from collections.abc import Sequence
from unicodedata import east_asian_width

from fiscal.extraction.grids.lattice import Lattice, Span
from fiscal.extraction.ocr.recognition import LineReading
from fiscal.extraction.ocr.stroke_loss import Told
from fiscal.extraction.page.content import GridCell
from fiscal.extraction.page.lines import Glyph, Line, join_lines
from fiscal.model.reading import Alternative

_MOST_ALTERNATIVES = 6


def cell_of(lattice: Lattice, span: Span, lines: list[list[Told]], point: float) -> GridCell:
    """The cell with its lines joined; its confidence is that of its least certain line."""
    xs, ys = lattice.col_edges, lattice.row_edges
    x0, x1 = xs[span.col], xs[span.col + span.colspan]
    top, bottom = ys[span.row], ys[span.row + span.rowspan]
    printed = [line for line in lines if any(reading.text for _, reading in line)]
    text = join_lines([_line(line, point) for line in printed], x0, x1)
    told = [reading for line in lines for _, reading in line]
    confidence = min((reading.score for reading in told), default=1.0)
    first = printed[0][0][0].x0 / point if printed else x0
    texts = tuple(_line(line, point).text for line in printed)
    others = _alternatives(printed, point, x0, x1) if printed else ()
    size = size_of(printed[0], point) if printed else 0.0
    last = (printed[-1][0][0].x0 / point, printed[-1][-1][0].x1 / point) if printed else (x0, x0)
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
        first_x0=first,
        method="ocr",
        confidence=round(confidence, 4),
        alternatives=others,
        size=size,
        last_line=last,
    )


def _alternatives(lines: list[list[Told]], point: float, x0: float, x1: float) -> tuple[Alternative, ...]:
    """The cell's text with one piece read otherwise, likeliest first."""
    found: list[Alternative] = []
    for row, line in enumerate(lines):
        for col, (piece, reading) in enumerate(line):
            for other in reading.others:
                changed = [*line[:col], (piece, LineReading(other.text, other.score)), *line[col + 1 :]]
                told = (_line(changed if r == row else known, point) for r, known in enumerate(lines))
                text = join_lines([line for line in told if line.glyphs], x0, x1)
                found.append(Alternative(text, other.score, "ocr"))
    return tuple(sorted(found, key=lambda a: -a.score)[:_MOST_ALTERNATIVES])


def _line(pieces: Sequence[Told], point: float) -> Line:
    """The pieces of a printed line as one, their characters spread over their width."""
    glyphs: list[Glyph] = []
    texts: list[str] = []
    for piece, reading in pieces:
        weights = [1.0 if east_asian_width(c) in "WFA" else 0.55 for c in reading.text]
        step = (piece.x1 - piece.x0) / point / (sum(weights) or 1.0)
        x = piece.x0 / point
        for char, weight in zip(reading.text, weights, strict=True):
            glyphs.append(Glyph(char, x, piece.top / point, x + weight * step, piece.bottom / point, len(glyphs)))
            x += weight * step
        if reading.text:
            texts.append(reading.text)
    return Line(tuple(glyphs), " ".join(texts))


def size_of(row: list[Told], point: float) -> float:
    """Font size in points, from the height of the ink."""
    return round(max(piece.bottom - piece.top for piece, _ in row) / point * 1.08, 1)
