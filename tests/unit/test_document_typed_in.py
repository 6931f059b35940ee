"""Values of form fields and free text are figures like any other: they are read, or the filing stops; seals and
comments say nothing.
"""

import io
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from fiscal.document.opening.opening import Prepared, prepare
from fiscal.document.page_picture import Crop, Mark, pictures
from fiscal.extraction.reader import read
from fiscal.model.reading import Box, Reading
from tests.drawing import pdf, table

pytestmark = pytest.mark.unit

ROWS = [["项目", "预算数"], ["教育支出", ""], ["合计", "1,896.56"]]


def sheet(canvas: Canvas) -> None:
    table(canvas, ROWS, widths=[150, 120])


def filled(canvas: Canvas) -> None:
    sheet(canvas)
    canvas.acroForm.textfield(
        name="figure", value="1,896.56", x=215, y=723, width=100, height=14, fontSize=9, borderWidth=0, fillColor=None
    )


def noted(subtype: Name, appearance: bytes | None, **entries: Any) -> bytes:
    """The sheet with an annotation over the blank cell."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf(sheet))) as document:
        note = Dictionary(
            Type=Name.Annot, Subtype=subtype, Rect=Array([215, 723, 315, 737]), Contents="1,896.56", **entries
        )
        if appearance is not None:
            stream = pikepdf.Stream(document, appearance)
            font = Dictionary(F=Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica))
            stream.update(
                Dictionary(
                    Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 100, 14]), Resources=Dictionary(Font=font)
                )
            )
            note.AP = Dictionary(N=stream)
        document.pages[0].Annots = document.make_indirect(Array([document.make_indirect(note)]))
        document.save(out)
    return out.getvalue()


DRAWN = b"BT /F 9 Tf 40 3 Td (1,896.56) Tj ET"


def cell(content: bytes, folder: Path) -> tuple[str, float, Reading]:
    path = folder / "filing.pdf"
    path.write_bytes(content)
    reading = read(path)
    assert isinstance(reading, Reading)
    (found,) = reading.tables
    (figure,) = [c for c in found.cells if (c.row, c.col) == (1, 1)]
    return figure.text, figure.confidence, reading


def test_the_value_of_a_field_is_read_by_both_readers(tmp_path: Path) -> None:
    text, confidence, reading = cell(pdf(filled), tmp_path)
    assert (text, confidence) == ("1,896.56", 1.0)
    assert "typed_in" in reading.repairs
    assert not reading.doubts


def test_pictures_of_the_page_show_what_was_typed_in(tmp_path: Path) -> None:
    (tmp_path / "filled.pdf").write_bytes(pdf(filled))
    (tmp_path / "blank.pdf").write_bytes(pdf(sheet))
    crop = Crop(1, (Mark(Box(1, 215, 105, 315, 119), "term"),))
    shown = [
        Image.open(io.BytesIO(picture or b"")).convert("L")
        for name in ("filled", "blank")
        for picture in pictures(tmp_path / f"{name}.pdf", [crop])
    ]
    dark = [sum(picture.histogram()[:160]) for picture in shown]
    assert dark[0] > dark[1] + 50


def test_free_text_over_a_page_is_read(tmp_path: Path) -> None:
    text, _, reading = cell(noted(Name.FreeText, DRAWN), tmp_path)
    assert text == "1,896.56"
    assert not [d for d in reading.doubts if d.blocking]


@pytest.mark.parametrize(
    ("subtype", "entries"),
    [
        pytest.param(Name.Stamp, {}, id="seal"),
        pytest.param(Name.Text, {}, id="comment"),
        pytest.param(Name.Widget, {"FT": Name.Sig, "V": Dictionary()}, id="signature"),
        pytest.param(Name.FreeText, {"F": 2}, id="hidden"),
    ],
)
def test_what_nobody_typed_or_nobody_sees_is_not_read(subtype: Name, entries: dict[str, Any], tmp_path: Path) -> None:
    text, _, reading = cell(noted(subtype, DRAWN, **entries), tmp_path)
    assert text == ""
    assert reading.repairs == ()


def test_what_was_typed_in_but_cannot_be_seen_stops_the_filing(tmp_path: Path) -> None:
    path = tmp_path / "filing.pdf"
    path.write_bytes(noted(Name.FreeText, None))
    outcome = prepare(path, tmp_path)
    assert isinstance(outcome, Prepared)
    assert [(d.code, d.blocking, d.page) for d in outcome.doubts] == [("typed_in_unread", True, 1)]
