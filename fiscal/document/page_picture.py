"""Pictures of page regions with boxes drawn in, and a copy of a PDF with a note at every box; runs in the sandbox, on hostile bytes.

Which regions and notes are wanted is left to the reports; coordinates are those of `fiscal.model.reading`.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import pikepdf
import pypdfium2 as pdfium
from PIL import Image, ImageDraw, ImageOps

from fiscal.model.reading import Box

SCALE = 1.7
COLOURS = 24
_EDGE = 12
_INK = {"error": (190, 30, 45), "warning": (201, 122, 10), "term": (31, 95, 191)}


@dataclass(frozen=True, slots=True)
class Mark:
    """A box to draw: `tone` is `error`, `warning` or `term`."""

    box: Box
    tone: str


@dataclass(frozen=True, slots=True)
class Crop:
    """A strip of one page that shows all its marks with what stands beside them (row labels), and a margin in points above and below."""

    page: int
    marks: tuple[Mark, ...]
    margin: float = 28.0


@dataclass(frozen=True, slots=True)
class Note:
    """A note for the annotated copy: who says it and what, at a box."""

    box: Box
    tone: str
    title: str
    text: str


def pictures(path: Path, crops: Sequence[Crop]) -> list[bytes | None]:
    """One PNG a crop; None for a page that the document does not have."""
    with pdfium.PdfDocument(path) as document:
        rendered: dict[int, Image.Image] = {}
        return [_picture(document, rendered, crop) for crop in crops]


def _picture(document: pdfium.PdfDocument, rendered: dict[int, Image.Image], crop: Crop) -> bytes | None:
    if not 1 <= crop.page <= len(document) or not crop.marks:
        return None
    if crop.page not in rendered:
        rendered.clear()
        bitmap = document[crop.page - 1].render(scale=SCALE)  # pyright: ignore[reportArgumentType] - the stub says int, any scale is taken
        rendered[crop.page] = cast(Image.Image, bitmap.to_pil()).convert("RGB")
    picture = rendered[crop.page].copy()
    pen = ImageDraw.Draw(picture)
    for mark in crop.marks:
        b = mark.box
        pen.rectangle((b.x0 * SCALE - 2, b.top * SCALE - 2, b.x1 * SCALE + 2, b.bottom * SCALE + 2), outline=_INK[mark.tone], width=3)
    top = max(0, int((min(m.box.top for m in crop.marks) - crop.margin) * SCALE))
    bottom = min(picture.height, int((max(m.box.bottom for m in crop.marks) + crop.margin) * SCALE) + 1)
    if top >= bottom:
        return None
    strip = picture.crop((0, top, picture.width, bottom))
    inked = ImageOps.invert(strip.convert("L")).getbbox() or (0, 0, strip.width, strip.height)
    out = io.BytesIO()
    strip.crop((max(0, inked[0] - _EDGE), 0, min(strip.width, inked[2] + _EDGE), strip.height)).quantize(COLOURS).save(out, "PNG", optimize=False)
    return out.getvalue()


def annotated(path: Path, notes: Sequence[Note]) -> bytes:
    """A copy of the PDF with a square and a note at every box that any viewer shows; the original stays as it is."""
    with pikepdf.open(path) as document:
        for note in notes:
            if 1 <= note.box.page <= len(document.pages):
                _annotate(document, document.pages[note.box.page - 1], note)
        out = io.BytesIO()
        document.save(out, deterministic_id=True)
        return out.getvalue()


def _annotate(document: pikepdf.Pdf, page: pikepdf.Page, note: Note) -> None:
    corners = [user_space(page, x, y) for x, y in ((note.box.x0, note.box.top), (note.box.x1, note.box.bottom))]
    xs, ys = sorted(c[0] for c in corners), sorted(c[1] for c in corners)
    colour = [round(c / 255, 3) for c in _INK[note.tone]]
    square = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot,
        Subtype=pikepdf.Name.Square,
        Rect=[xs[0] - 1, ys[0] - 1, xs[1] + 1, ys[1] + 1],
        C=colour,
        BS=pikepdf.Dictionary(W=1.5, S=pikepdf.Name.S),
        T=note.title,
        Contents=note.text,
        F=4,
    )
    existing = page.obj.get("/Annots")
    if not isinstance(existing, pikepdf.Array):
        page.obj["/Annots"] = existing = pikepdf.Array()
    existing.append(document.make_indirect(square))


def user_space(page: pikepdf.Page, x: float, y: float) -> tuple[float, float]:
    """A point of the displayed page (origin top left) in the page's own user space, its rotation and crop box taken into account."""
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
