import io
from pathlib import Path

import pikepdf
import pypdfium2 as pdfium
import pytest
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from fiscal.document.page_picture import Crop, Mark, Note, annotated, pictures
from fiscal.model.reading import Box

pytestmark = pytest.mark.unit


@pytest.fixture(params=[0, 90, 180, 270])
def page_with_a_word(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Path, Box]:
    """A page turned by each quarter, and where its word stands as displayed."""
    path = tmp_path / "word.pdf"
    canvas = Canvas(str(path), pagesize=(400, 600))
    canvas.rect(100, 450, 60, 20, fill=1)
    canvas.save()
    with pikepdf.open(path, allow_overwriting_input=True) as document:
        document.pages[0].rotate(request.param, relative=False)
        document.save(path)
    displayed = {0: (100, 130, 160, 150), 90: (450, 100, 470, 160), 180: (240, 450, 300, 470), 270: (130, 240, 150, 300)}[request.param]
    return path, Box(1, *displayed)


def test_a_crop_shows_the_marked_region(page_with_a_word: tuple[Path, Box]) -> None:
    path, box = page_with_a_word
    (png,) = pictures(path, [Crop(1, (Mark(box, "error"),), margin=10)])
    assert png is not None
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    assert picture.getpixel((picture.width // 2, picture.height // 2)) == (0, 0, 0)
    assert picture.height < 100 * 1.7


def test_a_page_that_is_not_there_has_no_picture(page_with_a_word: tuple[Path, Box]) -> None:
    path, box = page_with_a_word
    assert pictures(path, [Crop(9, (Mark(box, "term"),))]) == [None]


def test_the_annotated_copy_has_the_note_where_the_word_is(page_with_a_word: tuple[Path, Box]) -> None:
    path, box = page_with_a_word
    before = path.read_bytes()
    copy = annotated(path, [Note(box, "error", "勾稽", "合计不等 <b>")])
    assert path.read_bytes() == before
    with pikepdf.open(io.BytesIO(copy)) as document:
        (note,) = document.pages[0].Annots
        assert str(note.Contents) == "合计不等 <b>"
        assert [float(v) for v in note.Rect] == pytest.approx([99, 449, 161, 471])
    assert len(pdfium.PdfDocument(copy)) == 1
