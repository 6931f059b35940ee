import io
from itertools import pairwise
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
    displayed = {
        0: (100, 130, 160, 150),
        90: (450, 100, 470, 160),
        180: (240, 450, 300, 470),
        270: (130, 240, 150, 300),
    }[request.param]
    return path, Box(1, *displayed)


def test_a_crop_shows_the_marked_region(page_with_a_word: tuple[Path, Box]) -> None:
    path, box = page_with_a_word
    (png,) = pictures(path, [Crop(1, (Mark(box, "error"),), margin=10)])
    assert png is not None
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    assert picture.getpixel((picture.width // 2, picture.height // 2)) == (0, 0, 0)
    assert picture.height < 100 * 1.7


def test_boxes_keep_their_colours_and_a_suspect_is_red(page_with_a_word: tuple[Path, Box]) -> None:
    path, box = page_with_a_word
    for tone, ink in {"error": (190, 30, 45), "warning": (201, 122, 10), "term": (31, 95, 191)}.items():
        (png,) = pictures(path, [Crop(1, (Mark(box, tone),))])
        colours = Image.open(io.BytesIO(png or b"")).convert("RGB").getcolors() or []
        assert ink in {colour for _, colour in colours}


def test_what_stands_between_a_cell_and_its_label_is_torn_out(tmp_path: Path) -> None:
    path = tmp_path / "wide.pdf"
    canvas = Canvas(str(path), pagesize=(800, 600))
    for x in (20, 400, 700):
        canvas.rect(x, 500, 40, 20, fill=1)
    canvas.save()
    cell, label, header = Box(1, 700, 80, 740, 100), Box(1, 20, 80, 60, 100), Box(1, 700, 10, 740, 20)
    (png,) = pictures(path, [Crop(1, (Mark(cell, "error"),), (label, header))])
    picture = Image.open(io.BytesIO(png or b"")).convert("RGB")
    assert picture.width < 300
    middle = picture.height - int((100 + 28 - 90) * 1.7)
    row = [picture.getpixel((x, middle)) for x in range(picture.width)]
    runs = sum(a != (0, 0, 0) and b == (0, 0, 0) for a, b in pairwise(row))
    assert runs == 2  # the label and the cell, not what lies between them
    (whole,) = pictures(path, [Crop(1, (Mark(cell, "error"),))])
    assert Image.open(io.BytesIO(whole or b"")).width > 1200


def test_pictures_come_in_the_order_asked_for_whatever_their_pages(tmp_path: Path) -> None:
    path = tmp_path / "two.pdf"
    canvas = Canvas(str(path), pagesize=(400, 600))
    for left in (50, 250):
        canvas.rect(left, 450, 60, 20, fill=1)
        canvas.showPage()
    canvas.save()
    second, first = (
        Crop(2, (Mark(Box(2, 250, 130, 310, 150), "error"),)),
        Crop(1, (Mark(Box(1, 50, 130, 110, 150), "term"),)),
    )
    drawn = pictures(path, [second, first, second])
    assert drawn[0] == drawn[2] != drawn[1] == pictures(path, [first])[0]


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


def test_a_cell_of_several_findings_has_one_note_that_says_them_all(page_with_a_word: tuple[Path, Box]) -> None:
    path, box = page_with_a_word
    copy = annotated(
        path, [Note(box, "term", "H1", "一"), Note(box, "error", "H2", "二"), Note(box, "term", "H1", "一")]
    )
    with pikepdf.open(io.BytesIO(copy)) as document:
        (note,) = document.pages[0].Annots
        assert (str(note.T), str(note.Contents)) == ("H2, H1", "二\n\n一")


def test_the_note_is_drawn_by_viewers_that_make_up_nothing(page_with_a_word: tuple[Path, Box]) -> None:
    path, box = page_with_a_word
    copy = annotated(path, [Note(box, "error", "勾稽", "合计不等")])
    drawn = pdfium.PdfDocument(copy)[0].render(scale=4).to_pil().convert("RGB")  # type: ignore[attr-defined]
    left = [drawn.getpixel((int(box.x0 * 4) + dx, int((box.top + box.bottom) * 2))) for dx in range(-6, 2)]
    assert (190, 30, 45) in left
    with pikepdf.open(io.BytesIO(copy)) as document:
        assert document.pages[0].Annots[0].AP.N.read_bytes().startswith(b"0.745 0.118 0.176 RG")


def test_notes_that_a_page_has_already_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "noted.pdf"
    canvas = Canvas(str(path))
    canvas.drawString(50, 50, "x")
    canvas.linkURL("https://example.org", (0, 0, 10, 10))
    canvas.save()
    with pikepdf.open(
        io.BytesIO(
            annotated(
                path, [Note(Box(1, 10, 10, 20, 20), "term", "a", "b"), Note(Box(7, 0, 0, 1, 1), "term", "a", "b")]
            )
        )
    ) as document:
        assert [str(a.Subtype) for a in document.pages[0].Annots] == ["/Link", "/Square"]


def test_a_note_holds_hostile_text_as_text(page_with_a_word: tuple[Path, Box]) -> None:
    path, box = page_with_a_word
    hostile = ") /A << /S /JavaScript /JS (app.alert(1)) >> =HYPERLINK(<script>" + "长" * 10_000
    with pikepdf.open(io.BytesIO(annotated(path, [Note(box, "term", "H1", hostile)]))) as document:
        (note,) = document.pages[0].Annots
        assert str(note.Contents) == hostile
        assert "/A" not in note and "/AA" not in note and "/OpenAction" not in document.Root
