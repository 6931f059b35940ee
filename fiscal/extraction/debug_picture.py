"""A page with what was read drawn over it: every cell in the colour of its confidence, tables with their numbers, other lines underlined.

For people who look into a reading; nothing is read or judged here.
"""

from __future__ import annotations

import io
from pathlib import Path
from typing import cast

from PIL import Image, ImageDraw

from fiscal.document.engine import open_document
from fiscal.extraction.reader import read
from fiscal.model.reading import Reading
from fiscal.model.reasons import Failure

_SCALE = 2.0
_SURE, _FAIR = 0.95, 0.8
_GREEN, _ORANGE, _RED, _BLUE = (20, 140, 60), (220, 130, 0), (200, 20, 40), (40, 90, 200)
_FILL = 40


def read_and_draw(path: Path, number: int) -> bytes | Failure:
    """The PNG of page `number` of a file, read for the purpose; a Failure where the file cannot be read or has no such page. For the sandbox."""
    reading = read(path)
    if isinstance(reading, Failure):
        return reading
    try:
        picture = draw(path, number, reading)
    except IndexError as missing:
        return Failure("no_such_page", str(missing))
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def draw(path: Path, number: int, reading: Reading) -> Image.Image:
    """Page `number` (from 1) of the PDF at `path`, upright as it was read, two pixels a point.

    Cells are framed green, orange or red by their confidence, headers filled blue, cells with other readings filled in their colour; sentences are underlined.
    IndexError for a page that the document does not have.
    """
    with open_document(path, filled=True) as document:
        if not 1 <= number <= len(document):
            raise IndexError(f"no page {number}: the document has {len(document)}")
        page = document[number - 1]
        picture = cast(Image.Image, page.render(scale=_SCALE).to_pil()).convert("RGB")  # pyright: ignore[reportArgumentType] - any positive number
        displayed = page.get_rotation()
    turn = next((p.rotation - displayed for p in reading.pages if p.page == number), 0) % 360
    picture = picture.rotate(-turn, expand=True)
    pen = ImageDraw.Draw(picture, "RGBA")
    for table in reading.tables:
        cells = [cell for cell in table.cells if cell.page == number]
        for cell in cells:
            colour = _GREEN if cell.confidence >= _SURE else _ORANGE if cell.confidence >= _FAIR else _RED
            fill = (*_BLUE, _FILL) if cell.is_header else (*colour, _FILL) if cell.alternatives or colour != _GREEN else None
            pen.rectangle(_scaled(cell.x0 + 0.5, cell.top + 0.5, cell.x1 - 0.5, cell.bottom - 0.5), outline=colour, fill=fill, width=1)
        if cells:
            pen.text(_scaled(cells[0].x0, cells[0].top - 8, 0, 0)[:2], f"{table.table_no}", fill=_RED, font_size=16)
    for sentence in reading.sentences:
        for box in sentence.boxes:
            if box.page == number:
                pen.line(_scaled(box.x0, box.bottom, box.x1, box.bottom), fill=_BLUE if sentence.kind == "sentence" else _ORANGE, width=2)
    return picture


def _scaled(x0: float, top: float, x1: float, bottom: float) -> tuple[float, float, float, float]:
    return x0 * _SCALE, top * _SCALE, x1 * _SCALE, bottom * _SCALE
