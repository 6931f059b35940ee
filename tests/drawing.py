"""Small filings drawn for a test: tables with reportlab, and raw content streams with pikepdf where the way of drawing
is the point.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

import pikepdf
import pypdfium2 as pdfium
from pikepdf import Array, Dictionary, Name
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from fiscal.document.engine import open_document
from fiscal.extraction.page.content import Grid

A4 = (595.0, 842.0)
SONG = "STSong-Light"
pdfmetrics.registerFont(UnicodeCIDFont(SONG))


def pdf(*pages: Callable[[Canvas], Any], size: tuple[float, float] = A4) -> bytes:
    """A PDF with one page for each function, which draws on it; origin bottom left, points."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=size, invariant=True)
    for draw in pages:
        canvas.setFont(SONG, 10)
        canvas.setLineWidth(0.5)
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def rule(canvas: Canvas, x0: float, y0: float, x1: float, y1: float) -> None:
    """A straight line."""
    canvas.line(x0, y0, x1, y1)


def grid(canvas: Canvas, xs: Sequence[float], ys: Sequence[float]) -> None:
    """Full rules at each x and y."""
    for x in xs:
        canvas.line(x, min(ys), x, max(ys))
    for y in ys:
        canvas.line(min(xs), y, max(xs), y)


def texts(
    canvas: Canvas, rows: Sequence[Sequence[str]], xs: Sequence[float], ys: Sequence[float], size: float = 10
) -> None:
    """Each row's texts in its cells, numbers to the right; `ys` from the top down."""
    canvas.setFont(SONG, size)
    for row, (top, bottom) in zip(rows, pairwise(ys), strict=False):
        base = (top + bottom) / 2 - size * 0.35
        for text, (left, right) in zip(row, pairwise(xs), strict=False):
            if text[:1].isdigit():
                canvas.drawRightString(right - 3, base, text)
            else:
                canvas.drawString(left + 3, base, text)


def table(
    canvas: Canvas,
    rows: Sequence[Sequence[str]],
    left: float = 60,
    top: float = 760,
    widths: Sequence[float] | None = None,
    height: float = 20,
) -> tuple[list[float], list[float]]:
    """A fully ruled table; gives its x edges and its y edges from the top down."""
    xs = [left]
    for width in widths or [90] * len(rows[0]):
        xs.append(xs[-1] + width)
    ys = [top - height * i for i in range(len(rows) + 1)]
    grid(canvas, xs, ys)
    texts(canvas, rows, xs, ys)
    return xs, ys


def raw_pdf(
    content: str,
    size: tuple[float, float] = A4,
    forms: dict[str, tuple[str, Sequence[float]]] | None = None,
    rotate: int = 0,
    **fonts: pikepdf.Dictionary,
) -> bytes:
    """A one-page PDF with this content stream.

    `forms` are XObjects by name (content, matrix), `F` is Helvetica, further fonts come by name, each made in the
    document; `/Clear gs` makes everything transparent."""
    document = pikepdf.new()
    page = document.add_blank_page(page_size=size)
    helvetica = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
    resources = pikepdf.Dictionary(
        Font=pikepdf.Dictionary({"/F": helvetica} | {f"/{name}": font(document) for name, font in fonts.items()})
    )
    objects = pikepdf.Dictionary()
    for name, (body, matrix) in (forms or {}).items():
        stream = document.make_stream(body.encode("latin-1"))
        stream.Type, stream.Subtype = pikepdf.Name.XObject, pikepdf.Name.Form
        stream.BBox, stream.Matrix = pikepdf.Array([-2000, -2000, 2000, 2000]), pikepdf.Array(list(matrix))
        stream.Resources = pikepdf.Dictionary(Font=resources.Font, XObject=pikepdf.Dictionary(dict(objects.items())))
        stream = document.make_indirect(stream)
        objects[f"/{name}"] = stream
    resources.XObject = objects
    resources.ExtGState = pikepdf.Dictionary(Clear=pikepdf.Dictionary(Type=pikepdf.Name.ExtGState, CA=0, ca=0))
    page.obj.Resources = resources
    page.obj.Contents = document.make_stream(content.encode("latin-1"))
    page.obj.Rotate = rotate
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def cjk_font(mapping: dict[int, str] | None, encoding: str = "Identity-H") -> Callable[[pikepdf.Pdf], Dictionary]:
    """A composite font without a font file; with `mapping`, a ToUnicode table of its codes."""

    def make(document: pikepdf.Pdf) -> Dictionary:
        descriptor = Dictionary(
            Type=Name.FontDescriptor,
            FontName=Name.Song,
            Flags=4,
            FontBBox=Array([0, -200, 1000, 880]),
            ItalicAngle=0,
            Ascent=880,
            Descent=-120,
            CapHeight=700,
            StemV=80,
        )
        system = Dictionary(Registry=pikepdf.String("Adobe"), Ordering=pikepdf.String("GB1"), Supplement=2)
        descendant = Dictionary(
            Type=Name.Font,
            Subtype=Name.CIDFontType0,
            BaseFont=Name.Song,
            CIDSystemInfo=system,
            FontDescriptor=descriptor,
            DW=1000,
        )
        font = Dictionary(
            Type=Name.Font,
            Subtype=Name.Type0,
            BaseFont=Name.Song,
            Encoding=Name("/" + encoding),
            DescendantFonts=Array([descendant]),
        )
        if mapping is not None:
            pairs = "\n".join(
                f"<{code:04X}> <{text.encode('utf-16-be').hex().upper()}>" for code, text in mapping.items()
            )
            head = (
                "/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n1 begincodespacerange\n<0000>"
                " <FFFF>\nendcodespacerange\n"
            )
            font.ToUnicode = document.make_stream(
                f"{head}{len(mapping)} beginbfchar\n{pairs}\nendbfchar\nendcmap end end".encode("latin-1")
            )
        return font

    return make


def open_page(data: bytes, number: int = 1) -> pdfium.PdfPage:
    """A page of a drawn PDF, opened with pdfium."""
    return open_document(data)[number - 1]


def grid_rows(grid: Grid) -> list[list[str]]:
    """A grid as rows of texts, a spanning cell's text repeated in every place that it covers."""
    rows = [["" for _ in grid.col_edges[1:]] for _ in grid.row_edges[1:]]
    for cell in grid.cells:
        for row in range(cell.row, cell.row + cell.rowspan):
            for col in range(cell.col, cell.col + cell.colspan):
                rows[row][col] = cell.text
    return rows
