"""Each page goes to the reader that suits it, and a file that cannot be read ends with its reason."""

import io
from pathlib import Path

import pikepdf
import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader

from fiscal.extraction import reader
from fiscal.extraction.page.content import Grid, GridCell, PageContent, TextLine
from fiscal.extraction.page.layer import Content, open_layer, where_content_is
from fiscal.extraction.reader import read, with_picture
from fiscal.extraction.scans import picture_page as picture
from fiscal.model.reading import Page, Reading
from fiscal.model.reasons import Failure
from tests.drawing import SONG, grid_rows, open_page, pdf, raw_pdf, table

pytestmark = pytest.mark.unit

GREY = ImageReader(Image.new("L", (40, 40), 180))
PROSE = "本单位按照政府信息公开的要求公开部门预算。" * 6


def content_of(draw) -> Content:
    with open_layer(open_page(pdf(draw))) as layer:
        return where_content_is(layer)


def paragraph(c) -> None:
    for i in range(6):
        c.drawString(60, 700 - 16 * i, PROSE[20 * i : 20 * i + 20])


@pytest.mark.parametrize(
    ("draw", "where"),
    [
        pytest.param(paragraph, Content.TEXT, id="prose"),
        pytest.param(lambda c: None, Content.TEXT, id="a blank page"),
        pytest.param(lambda c: c.drawImage(GREY, 0, 0, 595, 842), Content.PICTURE, id="a scan"),
        pytest.param(
            lambda c: [c.drawImage(GREY, 0, 84 * i, 595, 85) for i in range(10)], Content.PICTURE, id="a scan in strips"
        ),
        pytest.param(
            lambda c: (c.drawImage(GREY, 0, 0, 595, 842), c.drawString(280, 30, "— 12 —")),
            Content.MIXED,
            id="a scan with a printed page number",
        ),
        pytest.param(
            lambda c: (paragraph(c), c.drawImage(GREY, 60, 200, 475, 300)),
            Content.MIXED,
            id="a table as a picture under prose",
        ),
        pytest.param(
            lambda c: (c.drawImage(GREY, 0, 0, 595, 842), paragraph(c)), Content.TEXT, id="prose on a background"
        ),
        pytest.param(
            lambda c: (paragraph(c), c.drawImage(GREY, 400, 60, 80, 80)), Content.TEXT, id="prose with a seal"
        ),
    ],
)
def test_where_a_page_s_content_is(draw, where: Content) -> None:
    assert content_of(draw) == where


def test_invisible_text_over_a_scan_is_no_text_layer() -> None:
    def draw(c) -> None:
        c.drawImage(GREY, 0, 0, 595, 842)
        words = c.beginText(60, 700)
        words.setTextRenderMode(3)
        words.setFont(SONG, 10)
        words.textLines([PROSE[20 * i : 20 * i + 20] for i in range(6)])
        c.drawText(words)

    assert content_of(draw) == Content.PICTURE


def test_text_drawn_as_outlines_is_a_picture() -> None:
    glyph = "0 0 m 3 8 l 6 0 l 5 0 l 3 6 l 1 0 l h f"
    shapes = "\n".join(f"q 2 0 0 2 {60 + 12 * (i % 30)} {700 - 20 * (i // 30)} cm {glyph} Q" for i in range(90))
    with open_layer(open_page(raw_pdf(shapes))) as layer:
        assert where_content_is(layer) == Content.PICTURE


def line(text: str, top: float) -> TextLine:
    return TextLine(1, text, 60, top, 300, top + 10, 10)


def picture_grid(top: float) -> Grid:
    cell = GridCell(
        row=0,
        col=0,
        rowspan=1,
        colspan=1,
        x0=60,
        top=top,
        x1=160,
        bottom=top + 20,
        text="15.4",
        lines=("15.4",),
        first_x0=62,
        method="ocr",
    )
    return Grid(1, 60, top, 160, top + 20, (60, 160), (top, top + 20), (cell,))


def test_a_picture_adds_what_the_text_layer_lacks_and_nothing_else() -> None:
    page = Page(1, 595, 842, 0, False, 20)
    printed = PageContent(page, (), (line("收入决算表", 100),))
    seen = PageContent(
        Page(1, 595, 842, 0, True, 0, "abc"), (picture_grid(200),), (line("收人决算表", 101), line("公开02表", 150))
    )
    both = with_picture(printed, seen)
    assert [entry.text for entry in both.lines] == ["收入决算表", "公开02表"]
    assert [grid_rows(g) for g in both.grids] == [[["15.4"]]]
    assert (both.page.picture, both.page.image_sha256) == (True, "abc")


def test_a_picture_that_adds_nothing_leaves_the_page_as_it_was() -> None:
    printed = PageContent(Page(1, 595, 842, 0, False, 20), (), (line("收入决算表", 100),))
    assert (
        with_picture(printed, PageContent(Page(1, 595, 842, 0, True, 0, "abc"), (), (line("收入决算表", 100),)))
        == printed
    )


def test_picture_pages_alone_are_recognised(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    def recognise(pdf_page, number: int) -> PageContent:
        asked.append(number)
        return PageContent(Page(number, 595, 842, 0, True, 0, "abc"), (picture_grid(200),), ())

    monkeypatch.setattr(picture, "read_picture", recognise)
    file = tmp_path / "filing.pdf"
    file.write_bytes(pdf(lambda c: table(c, [["项目", "1.5"]]), lambda c: c.drawImage(GREY, 0, 0, 595, 842), paragraph))
    reading = read(file)
    assert asked == [2]
    assert isinstance(reading, Reading)
    assert [p.picture for p in reading.pages] == [False, True, False]


def test_a_file_that_needs_a_password_says_so(tmp_path: Path) -> None:
    file = tmp_path / "locked.pdf"
    with pikepdf.open(io.BytesIO(pdf(paragraph))) as document:
        document.save(file, encryption=pikepdf.Encryption(user="secret", owner="owner"))
    assert read(file) == Failure("needs_password")


def test_a_page_past_all_limits_ends_with_its_reason(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fiscal.extraction.pdfium.objects.MAX_OBJECTS", 3)
    file = tmp_path / "many.pdf"
    file.write_bytes(pdf(lambda c: table(c, [["项目", "1.5"]])))
    failure = read(file)
    assert isinstance(failure, Failure)
    assert failure.code == "too_complex"


def test_a_page_that_cannot_be_read_blocks_the_filing() -> None:
    class Broken:
        def __len__(self) -> int:
            return 1

        def __getitem__(self, index: int):
            raise reader.pdfium.PdfiumError("Failed to load page.")

    (content,) = reader.read_pages(Broken())
    assert [(d.code, d.blocking) for d in content.doubts] == [("page_unreadable", True)]
