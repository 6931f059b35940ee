"""Lines of a picture page outside its tables: where they stand and what they say."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from fiscal.extraction.grids.lattice import Lattice
from fiscal.extraction.images.raster import Grey, Mask
from fiscal.extraction.ocr.printed_lines import Piece
from fiscal.extraction.ocr.recognition import TextBox
from fiscal.extraction.ocr.recognition_passes import read_pieces
from fiscal.extraction.ocr.stroke_loss import Told
from fiscal.extraction.page.content import TextLine
from fiscal.extraction.scans.cells import size_of
from fiscal.extraction.scans.upright import PagePicture

NO_TEXT = 0.15
"""Score below which a line is taken for none: dirt and rules are read so."""


def outside(picture: PagePicture, tables: Sequence[Lattice]) -> list[TextBox]:
    """The boxes of text whose middle is in no table."""
    edges = [
        tuple(v * picture.point for v in (t.col_edges[0], t.row_edges[0], t.col_edges[-1], t.row_edges[-1]))
        for t in tables
    ]
    return [
        box
        for box in picture.boxes
        if not any(
            left < (box.x0 + box.x1) / 2 < right and top < (box.top + box.bottom) / 2 < bottom
            for left, top, right, bottom in edges
        )
    ]


def read_lines(
    boxes: Sequence[TextBox], even: Grey, ink: Mask, point: float, number: int
) -> tuple[list[TextLine], list[Told]]:
    """The lines in these boxes, top to bottom, and what was read, piece by piece."""
    height, width = even.shape
    pieces = [piece for box in boxes if (piece := _tightened(box, ink)) is not None]
    told = list(zip(pieces, read_pieces([(piece, (0, 0, width, height)) for piece in pieces], even), strict=True))
    rows: list[list[Told]] = []
    for piece, reading in sorted(told, key=_middle):
        if not reading.text or reading.score < NO_TEXT:
            continue
        before = rows[-1][-1][0] if rows else None
        if before is not None and abs(piece.middle - before.middle) <= 0.5 * min(piece.height, before.height):
            rows[-1].append((piece, reading))
        else:
            rows.append([(piece, reading)])
    return [_text_line(sorted(row, key=_left), number, point) for row in rows], told


def _middle(item: Told) -> float:
    return item[0].middle


def _left(item: Told) -> int:
    return item[0].x0


def _tightened(box: TextBox, ink: Mask) -> Piece | None:
    """The detector's box drawn in to the ink that it holds; None where there is none."""
    inside = ink[box.top : box.bottom, box.x0 : box.x1]
    rows, cols = np.nonzero(inside.any(axis=1))[0], np.nonzero(inside.any(axis=0))[0]
    if not len(rows):
        return None
    top, bottom = box.top + int(rows[0]), box.top + int(rows[-1]) + 1
    return Piece(
        box.x0 + int(cols[0]),
        top,
        box.x0 + int(cols[-1]) + 1,
        bottom,
        max(float(bottom - top), 0.5 * (box.bottom - box.top)),
    )


def _text_line(row: list[Told], number: int, point: float) -> TextLine:
    text = row[0][1].text
    for (before, _), (piece, reading) in pairwise(row):
        text += (" " if piece.x0 - before.x1 > 1.2 * piece.height else "") + reading.text
    top, bottom = min(p.top for p, _ in row), max(p.bottom for p, _ in row)
    return TextLine(
        page=number,
        text=text,
        x0=row[0][0].x0 / point,
        top=top / point,
        x1=row[-1][0].x1 / point,
        bottom=bottom / point,
        size=size_of(row, point),
    )
