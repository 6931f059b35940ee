"""Pages whose content is a picture: turned upright, their rules found, and every printed line in and outside the cells
recognised.

Gives the same grids and lines as the first reader, with each cell's score and next choices; logical tables are left to
`assemble`."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pypdfium2 as pdfium

from fiscal.extraction.grids.components import lattices
from fiscal.extraction.grids.lattice import Lattice
from fiscal.extraction.images.raster import Grey, Mask, grown, parts_of
from fiscal.extraction.ocr.number_agreement import is_lone_numeral
from fiscal.extraction.ocr.printed_lines import Piece, pieces_of, streaks_in, usual_height, without_dirt, without_specks
from fiscal.extraction.ocr.recognition import LineReading
from fiscal.extraction.ocr.recognition_cache import PageCache
from fiscal.extraction.ocr.recognition_passes import is_doubtful, read_pieces
from fiscal.extraction.ocr.stroke_loss import Told, illegible
from fiscal.extraction.page.content import Grid, GridCell, PageContent
from fiscal.extraction.scans.cells import cell_of
from fiscal.extraction.scans.deskew import faint_ink_of, ungrained_ink_of
from fiscal.extraction.scans.picture_charts import without_charts
from fiscal.extraction.scans.picture_lines import NO_TEXT, outside, read_lines
from fiscal.extraction.scans.rendered_page import rendered
from fiscal.extraction.scans.scan_rules import find_rules
from fiscal.extraction.scans.upright import PagePicture, upright
from fiscal.model.reading import Alternative, Doubt, Page

_FRAME = 40.0
_LOWEST = 3.5
"""Points: no text is lower; what is belongs to broken rules and dirt."""
_BAR = 0.95
_BESIDE, _CROSSED = 0.7, 0.5
"""Text heights from a piece within which a streak passes right beside it, and the highest score of what it may have
changed.
"""


def read_picture(pdf_page: pdfium.PdfPage, number: int, cache: Path | None = None) -> PageContent:
    """The page's grids top to bottom and its other lines in reading order, in points of the page set upright; `number`
    counts from 1.

    `cache`: folder where what was read is kept by the picture's hash; without it the folder `ocr` in `$FISCAL_CACHE`,
    without that nothing is kept."""
    grey, dpi = rendered(pdf_page)
    sha256 = hashlib.sha256(f"{grey.shape} {dpi:.2f} {pdf_page.get_rotation()} ".encode() + grey.tobytes()).hexdigest()
    kept = PageCache.at(cache)
    content = kept.get(sha256, number)
    if content is None:
        content = _read_upright(upright(grey, dpi), pdf_page.get_rotation(), sha256, number)
        kept.put(sha256, content)
    return without_charts(content, pdf_page)


def _read_upright(picture: PagePicture, rotation: int, sha256: str, number: int) -> PageContent:
    height, width = picture.even.shape
    page = Page(
        page=number,
        width=width / picture.point,
        height=height / picture.point,
        rotation=(rotation + picture.turn) % 360,
        picture=True,
        chars=0,
        image_sha256=sha256,
    )
    rules = find_rules(picture.ink, picture.dpi, picture.even)
    even, ink = _without_rules(picture, rules.dark)
    tables = _tables(lattices(rules.rules))
    grids, in_tables = _read_grids(tables, even, ink, picture.point, number, rules.streaks)
    lines, beside = read_lines(outside(picture, tables), even, ink, picture.point, number)
    unsure = [cell for grid in grids for cell in grid.cells if is_doubtful(cell.text, cell.confidence)]
    doubts = [
        Doubt("low_ocr_score", False, page=number, row=c.row, col=c.col, detail=f"{c.text[:40]} {c.confidence:.2f}")
        for c in unsure
    ]
    if held := illegible(number, in_tables, beside, ungrained_ink_of(even)):
        doubts.insert(0, held)
    return PageContent(page, tuple(grids), tuple(lines), tuple(doubts), picture.skew)


@dataclass(frozen=True, slots=True)
class _Place:
    """A cell on the picture, in pixels, its ink's lines."""

    left: int
    top: int
    right: int
    bottom: int
    lines: list[list[Piece]]


def _without_rules(picture: PagePicture, dark: Mask) -> tuple[Grey, Mask]:
    """The picture and where it has ink, without the rules and their blurred edges; characters that touch a rule lose
    only what is the rule's.
    """
    point = picture.point
    reach = 2 * round(0.9 * point) + 1
    core, fringe = grown(dark, 3, 3), grown(dark, reach, reach)
    even = np.where(core, np.uint8(255), picture.even)
    ink = without_specks(
        faint_ink_of(even, np.where(fringe, np.uint8(255), even), point) & ~core, picture.ink & ~core, point
    )
    labels = parts_of(ink).labels
    beyond = np.zeros(int(labels.max()) + 1, bool)
    beyond[np.unique(labels[~fringe])] = True
    beyond[0] = False
    ink = beyond[labels]
    return np.where(fringe & ~grown(ink, 3, 3), np.uint8(255), even), ink


def _read_grids(
    tables: Sequence[Lattice],
    even: Grey,
    ink: Mask,
    point: float,
    number: int,
    streaks: Sequence[tuple[float, float, float, float]],
) -> tuple[list[Grid], list[Told]]:
    """The grids with their cells read, and what was read, piece by piece; what stands at streaks is doubtful."""
    boxes = [_box(lattice, index, point) for lattice in tables for index in range(len(lattice.spans))]
    usual = usual_height([ink[top:bottom, left:right] for left, top, right, bottom in boxes])
    usual = max(usual, _LOWEST * point) if usual else 9 * point
    crossing = streaks_in(ink, boxes, usual)
    for left, top, right, bottom in crossing:
        ink[top:bottom, left:right], even[top:bottom, left:right] = False, 255
    ink = without_dirt(ink, usual)
    places = [_Place(*box, pieces_of(ink[box[1] : box[3], box[0] : box[2]], box[0], box[1], usual)) for box in boxes]
    bounded = [(piece, (p.left, p.top, p.right, p.bottom)) for p in places for line in p.lines for piece in line]
    told = [
        (piece, _doubted(piece, reading, (*streaks, *crossing)))
        for (piece, _), reading in zip(bounded, read_pieces(bounded, even), strict=True)
    ]
    remaining, pieces = iter(places), iter(told)
    grids: list[Grid] = []
    for lattice in tables:
        cells: list[GridCell] = []
        bars: dict[tuple[int, int], str] = {}
        for span in lattice.spans:
            lines = [_without_stains([next(pieces) for _ in line]) for line in next(remaining).lines]
            cell = cell_of(lattice, span, lines, point)
            if cell.text or span.enclosed:
                cells.append(cell)
            if len(lines) == 1 and len(lines[0]) == 1 and lines[0][0][0].bar:
                bars[cell.row, cell.col] = lines[0][0][0].bar
        xs, ys = lattice.col_edges, lattice.row_edges
        cells = _with_dashes(cells, bars)
        grids.append(
            Grid(
                page=number,
                x0=xs[0],
                top=ys[0],
                x1=xs[-1],
                bottom=ys[-1],
                col_edges=xs,
                row_edges=ys,
                cells=tuple(cells),
                open_top=lattice.open_top,
                open_bottom=lattice.open_bottom,
            )
        )
    return grids, told


def _with_dashes(cells: list[GridCell], bars: dict[tuple[int, int], str]) -> list[GridCell]:
    """A level bar alone in its cell is a dash, whatever it was taken for; but where the table counts on with two it is
    the numeral one.
    """
    counted = any(is_lone_numeral(cell.text) for cell in cells)
    out: list[GridCell] = []
    for cell in cells:
        dash = bars.get((cell.row, cell.col)) or ("—" if cell.text in ("一", "ー") else "")
        if dash and counted:
            dash = "一"
        if dash and dash != cell.text:
            cell = replace(
                cell,
                text=dash,
                lines=(dash,),
                confidence=_BAR,
                alternatives=(Alternative(cell.text, min(cell.confidence, 1 - _BAR), "ocr"), *cell.alternatives),
            )
        out.append(cell)
    return out


def _doubted(piece: Piece, reading: LineReading, streaks: Sequence[tuple[float, float, float, float]]) -> LineReading:
    """The reading, doubtful where a streak crosses the piece or passes right beside it: a figure's 1 may have gone with
    it.
    """
    near = piece.height * _BESIDE
    if any(
        x0 < piece.x1 + near and piece.x0 - near < x1 and top < piece.bottom and piece.top < bottom
        for x0, top, x1, bottom in streaks
    ):
        return replace(reading, score=min(reading.score, _CROSSED))
    return reading


def _without_stains(line: list[Told]) -> list[Told]:
    """The line without narrow pieces that could hardly be read, where others could."""
    legible = [(p, r) for p, r in line if r.score >= NO_TEXT * 2 or p.x1 - p.x0 > 1.5 * p.height]
    return legible or line


def _tables(found: Sequence[Lattice]) -> list[Lattice]:
    """Without frames about a character or a stamp, and without what lies within another table's cell."""
    large = [g for g in found if max(g.col_edges[-1] - g.col_edges[0], g.row_edges[-1] - g.row_edges[0]) >= _FRAME]
    return [g for g in large if not any(o is not g and _within(g, o) for o in large)]


def _within(inner: Lattice, outer: Lattice) -> bool:
    return (
        outer.area > inner.area
        and outer.col_edges[0] <= inner.col_edges[0] <= inner.col_edges[-1] <= outer.col_edges[-1]
        and outer.row_edges[0] <= inner.row_edges[0] <= inner.row_edges[-1] <= outer.row_edges[-1]
    )


def _box(lattice: Lattice, index: int, point: float) -> tuple[int, int, int, int]:
    span = lattice.spans[index]
    xs, ys = lattice.col_edges, lattice.row_edges
    sides = (xs[span.col], ys[span.row], xs[span.col + span.colspan], ys[span.row + span.rowspan])
    left, top, right, bottom = (round(v * point) for v in sides)
    return left + 1, top + 1, right, bottom
