"""Pictures of page regions with boxes drawn in, and a copy of a PDF with a note at every box; runs in the sandbox, on
hostile bytes.

Which regions and notes are wanted is left to the reports; coordinates are those of `fiscal.model.reading`.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import pikepdf
import pypdfium2 as pdfium
from PIL import Image, ImageDraw, ImageOps

from fiscal.document.engine import open_document, picture_of
from fiscal.model.reading import Box

SCALE = 1.7
COLOURS = 28
SKIPPED_HEIGHT, SKIPPED_WIDTH = 110.0, 110.0
_EDGE = 12
_TEAR = 9
_INK = {"error": (190, 30, 45), "warning": (201, 122, 10), "term": (31, 95, 191)}
_TEAR_INK = (217, 222, 229)
_PALETTE = (*_INK.values(), _TEAR_INK)


@dataclass(frozen=True, slots=True)
class Mark:
    """A box to draw: `tone` is `error`, `warning` or `term`."""

    box: Box
    tone: str


@dataclass(frozen=True, slots=True)
class Crop:
    """What one page has to say about a finding: boxes drawn around `marks`, and `beside` (row labels, column headers)
    in view with them.

    Long stretches that hold neither are torn out. `margin`: points kept above and below. With nothing beside, the whole
    width of the page is kept. `part_no` says in which of the filing's files the page is."""

    page: int
    marks: tuple[Mark, ...]
    beside: tuple[Box, ...] = ()
    margin: float = 28.0
    part_no: int = 1


@dataclass(frozen=True, slots=True)
class Note:
    """A note for the annotated copy: who says it and what, at a box."""

    box: Box
    tone: str
    title: str
    text: str


def pictures(path: Path, crops: Sequence[Crop]) -> list[bytes | None]:
    """One PNG a crop, in the order of the crops; None for a page that the document does not have. Each page is rendered
    once.
    """
    drawn: list[bytes | None] = [None] * len(crops)
    with open_document(path, filled=True) as document:
        rendered: dict[int, Image.Image] = {}
        for place in sorted(range(len(crops)), key=lambda i: crops[i].page):
            drawn[place] = _picture(document, rendered, crops[place])
    return drawn


def _picture(document: pdfium.PdfDocument, rendered: dict[int, Image.Image], crop: Crop) -> bytes | None:
    if not 1 <= crop.page <= len(document) or not crop.marks:
        return None
    if crop.page not in rendered:
        rendered.clear()
        rendered[crop.page] = _few_colours(picture_of(document[crop.page - 1], SCALE))
    page = rendered[crop.page]
    picture = page.copy()
    pen = ImageDraw.Draw(picture)
    for mark in crop.marks:
        b = mark.box
        ink = COLOURS + list(_INK).index(mark.tone)
        pen.rectangle(
            (b.x0 * SCALE - 2, b.top * SCALE - 2, b.x1 * SCALE + 2, b.bottom * SCALE + 2), outline=ink, width=3
        )
    boxes = [m.box for m in crop.marks]
    rows = _kept(
        [(b.top - crop.margin, b.bottom + crop.margin) for b in boxes]
        + [(b.top - 3, b.bottom + 3) for b in crop.beside],
        SKIPPED_HEIGHT,
        page.height,
    )
    if not rows:
        return None
    columns = (
        _kept([(b.x0 - 18, b.x1 + 18) for b in (*boxes, *crop.beside)], SKIPPED_WIDTH, page.width)
        if crop.beside
        else [_inked(page, rows)]
    )
    if not columns:
        return None
    out = io.BytesIO()
    _assembled(picture, columns, rows).save(out, "PNG", optimize=False)
    return out.getvalue()


def _few_colours(image: Image.Image) -> Image.Image:
    """The image with a small palette of its own, and behind it the inks of the marks, so that they stay what they
    are.
    """
    small = image.quantize(COLOURS)
    palette = (small.getpalette() or [])[: 3 * COLOURS]
    small.putpalette(palette + [0] * (3 * COLOURS - len(palette)) + [part for ink in _PALETTE for part in ink])
    return small


def _kept(stretches: Iterable[tuple[float, float]], gap: float, limit: int) -> list[tuple[int, int]]:
    """The stretches in pixels, in order, those joined that lie closer than `gap` points; empty where all lie off the
    page.
    """
    joined: list[list[int]] = []
    for start, end in sorted((max(0, int(a * SCALE)), min(limit, int(b * SCALE) + 1)) for a, b in stretches):
        if start >= end:
            continue
        if joined and start - joined[-1][1] < gap * SCALE:
            joined[-1][1] = max(joined[-1][1], end)
        else:
            joined.append([start, end])
    return [(start, end) for start, end in joined]


def _inked(page: Image.Image, rows: Sequence[tuple[int, int]]) -> tuple[int, int]:
    strip = page.crop((0, rows[0][0], page.width, rows[-1][1])).convert("L")
    inked = ImageOps.invert(strip).getbbox() or (0, 0, page.width, 0)
    return max(0, inked[0] - _EDGE), min(page.width, inked[2] + _EDGE)


def _assembled(
    picture: Image.Image, columns: Sequence[tuple[int, int]], rows: Sequence[tuple[int, int]]
) -> Image.Image:
    """The kept pieces of a page beside and below each other, a grey line where something was left out."""
    width, height = (
        sum(end - start for start, end in stretches) + _TEAR * (len(stretches) - 1) for stretches in (columns, rows)
    )
    whole = Image.new("P", (width, height), COLOURS + len(_INK))
    whole.putpalette(picture.getpalette() or [])
    y = 0
    for top, bottom in rows:
        x = 0
        for left, right in columns:
            whole.paste(picture.crop((left, top, right, bottom)), (x, y))
            x += right - left + _TEAR
        y += bottom - top + _TEAR
    return whole


def annotated(path: Path, notes: Sequence[Note]) -> bytes:
    """A copy of the PDF with one square and one note at every box, whatever number of findings it takes part in; the
    original stays as it is.
    """
    with pikepdf.open(path) as document:
        ordered = sorted(notes, key=lambda n: (n.box.page, n.box.top, n.box.x0, n.box.bottom, n.box.x1))
        for box, of_box in groupby(ordered, key=lambda n: n.box):
            if 1 <= box.page <= len(document.pages):
                _annotate(document, document.pages[box.page - 1], _joined(list(of_box)))
        out = io.BytesIO()
        document.save(out, deterministic_id=True)
        return out.getvalue()


def _joined(notes: Sequence[Note]) -> Note:
    """One note that says what all of one box say, in the gravest tone."""
    tone = min((n.tone for n in notes), key=list(_INK).index)
    first = next(n for n in notes if n.tone == tone)
    titles, texts = (
        list(dict.fromkeys(said))
        for said in ([first.title, *(n.title for n in notes)], [first.text, *(n.text for n in notes)])
    )
    return Note(first.box, tone, ", ".join(titles), "\n\n".join(texts))


def _annotate(document: pikepdf.Pdf, page: pikepdf.Page, note: Note) -> None:
    corners = [user_space(page, x, y) for x, y in ((note.box.x0, note.box.top), (note.box.x1, note.box.bottom))]
    xs, ys = sorted(c[0] for c in corners), sorted(c[1] for c in corners)
    rect = [xs[0] - 1, ys[0] - 1, xs[1] + 1, ys[1] + 1]
    colour = [round(c / 255, 3) for c in _INK[note.tone]]
    square = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot,
        Subtype=pikepdf.Name.Square,
        Rect=rect,
        C=colour,
        BS=pikepdf.Dictionary(W=1.5, S=pikepdf.Name.S),
        T=note.title,
        Contents=note.text,
        F=4,
        AP=pikepdf.Dictionary(N=_appearance(document, rect, colour)),
    )
    existing = page.obj.get("/Annots")
    if not isinstance(existing, pikepdf.Array):
        page.obj["/Annots"] = existing = pikepdf.Array()
    existing.append(document.make_indirect(square))


def _appearance(document: pikepdf.Pdf, rect: Sequence[float], colour: Sequence[float]) -> pikepdf.Object:
    """The drawn square itself: viewers that make up no appearance of their own show nothing without it."""
    x0, y0, x1, y1 = rect
    ink = " ".join(map(str, colour))
    drawn = f"{ink} RG 1.5 w {x0 + 0.75:.2f} {y0 + 0.75:.2f} {x1 - x0 - 1.5:.2f} {y1 - y0 - 1.5:.2f} re S"
    return pikepdf.Stream(
        document, drawn.encode(), Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form, BBox=list(rect)
    )


def user_space(page: pikepdf.Page, x: float, y: float) -> tuple[float, float]:
    """A point of the displayed page (origin top left) in the page's own user space, its rotation and crop box taken
    into account.
    """
    x0, y0, x1, y1 = (float(v) for v in page.cropbox)
    width, height = x1 - x0, y1 - y0
    rotation = int(page.obj.get("/Rotate", 0)) % 360
    if rotation == 90:
        u, v = y, x
    elif rotation == 180:
        u, v = width - x, y
    elif rotation == 270:
        u, v = width - y, height - x
    else:
        u, v = x, height - y
    return x0 + u, y0 + v
