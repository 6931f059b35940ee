"""A page with what was read drawn over it: every cell in the colour of its confidence, tables with their numbers, other
lines underlined.

For people who look into a reading; nothing is read or judged here.
"""

from __future__ import annotations

import io
from pathlib import Path
from tempfile import TemporaryDirectory

import pypdfium2 as pdfium
from PIL import Image, ImageDraw

from fiscal.document.engine import open_document, picture_of
from fiscal.document.opening.opening import prepare
from fiscal.extraction.page.content import GridCell
from fiscal.extraction.page.layer import open_layer
from fiscal.extraction.reader import read
from fiscal.extraction.search.scoring import Cost
from fiscal.extraction.search.solver import Explanation, explain
from fiscal.model.reading import Cell, Reading
from fiscal.model.reasons import Failure

_SCALE = 2.0
_SURE, _FAIR = 0.95, 0.8
_GREEN, _ORANGE, _RED, _BLUE = (20, 140, 60), (220, 130, 0), (200, 20, 40), (40, 90, 200)
_FILL = 40


def read_and_draw(path: Path, number: int, runner_up: bool = False) -> bytes | Failure:
    """The PNG of page `number` of a file, read for the purpose; a Failure where the file cannot be read or has no such
    page. For the sandbox.

    `runner_up`: the page's tables as the explanation that comes next to the best has them; a Failure where nothing
    speaks for another."""
    try:
        if runner_up:
            picture = _draw_runner_up(path, number)
        else:
            reading = read(path)
            picture = reading if isinstance(reading, Failure) else draw(path, number, reading)
    except IndexError as missing:
        return Failure("no_such_page", str(missing))
    if isinstance(picture, Failure):
        return picture
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def _draw_runner_up(path: Path, number: int) -> Image.Image | Failure:
    with TemporaryDirectory() as workdir:
        prepared = prepare(path, Path(workdir))
        if isinstance(prepared, Failure):
            return prepared
        with open_document(prepared.path) as document:
            _check(document, number)
            with open_layer(document[number - 1]) as layer:
                best, other = explain(layer, number)
        if other is None:
            return Failure("no_other_explanation", f"{best.name} {best.cost.total:g}")
        picture, pen = _upright(prepared.path, number, other.layout.rotation)
        for grid in other.layout.grids:
            for cell in grid.cells:
                _frame(pen, cell, header=False)
        costs = (
            f"{name} {cost.total:g}: " + ", ".join(f"{term} {value:g}" for term, value in cost.by_term().items())
            for name, cost in _named(best, other)
        )
        pen.text((8, 8), "\n".join(costs), fill=_RED, font_size=16)
    return picture


def _named(*explanations: Explanation) -> list[tuple[str, Cost]]:
    return [(explanation.name, explanation.cost) for explanation in explanations]


def draw(path: Path, number: int, reading: Reading) -> Image.Image:
    """Page `number` (from 1) of the PDF at `path`, upright as it was read, two pixels a point.

    Cells are framed green, orange or red by their confidence, headers filled blue, cells with other readings filled in
    their colour; sentences are underlined. IndexError for a page that the document does not have."""
    turn = next((p.rotation for p in reading.pages if p.page == number), 0)
    picture, pen = _upright(path, number, turn)
    for table in reading.tables:
        cells = [cell for cell in table.cells if cell.page == number]
        for cell in cells:
            _frame(pen, cell, header=cell.is_header)
        if cells:
            pen.text(_scaled(cells[0].x0, cells[0].top - 8, 0, 0)[:2], f"{table.table_no}", fill=_RED, font_size=16)
    for sentence in reading.sentences:
        for box in sentence.boxes:
            if box.page == number:
                pen.line(
                    _scaled(box.x0, box.bottom, box.x1, box.bottom),
                    fill=_BLUE if sentence.kind == "sentence" else _ORANGE,
                    width=2,
                )
    return picture


def _upright(path: Path, number: int, rotation: int) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    """The page turned by `rotation` in all, as it was read, and a pen for it. IndexError for a page that the document
    does not have.
    """
    with open_document(path, filled=True) as document:
        _check(document, number)
        page = document[number - 1]
        picture = picture_of(page, _SCALE)
        displayed = page.get_rotation()
    picture = picture.rotate(-((rotation - displayed) % 360), expand=True)
    return picture, ImageDraw.Draw(picture, "RGBA")


def _check(document: pdfium.PdfDocument, number: int) -> None:
    if not 1 <= number <= len(document):
        raise IndexError(f"no page {number}: the document has {len(document)}")


def _frame(pen: ImageDraw.ImageDraw, cell: Cell | GridCell, *, header: bool) -> None:
    colour = _GREEN if cell.confidence >= _SURE else _ORANGE if cell.confidence >= _FAIR else _RED
    fill = (*_BLUE, _FILL) if header else (*colour, _FILL) if cell.alternatives or colour != _GREEN else None
    pen.rectangle(
        _scaled(cell.x0 + 0.5, cell.top + 0.5, cell.x1 - 0.5, cell.bottom - 0.5), outline=colour, fill=fill, width=1
    )


def _scaled(x0: float, top: float, x1: float, bottom: float) -> tuple[float, float, float, float]:
    return x0 * _SCALE, top * _SCALE, x1 * _SCALE, bottom * _SCALE
