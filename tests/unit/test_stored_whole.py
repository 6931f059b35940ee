"""What pages draw from is stored whole, or the pages are named that draw from what is not."""

import io
import re
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Name
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from fiscal.document.opening.opening import Prepared, prepare
from fiscal.model.reading import Doubt
from tests.drawing import cjk_font, pdf, raw_pdf, table

pytestmark = pytest.mark.unit

ROWS = [["项目", "金额"], *([f"第{n}项支出", f"{n}23.45"] for n in range(1, 20))]


def sheet(canvas: Canvas) -> None:
    table(canvas, ROWS)


def deflated(data: bytes, compressed: bool = True) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as document:
        document.save(out, stream_decode_level=pikepdf.StreamDecodeLevel.generalized, compress_streams=compressed)
    return out.getvalue()


def plain(content: str) -> bytes:
    return deflated(raw_pdf(content), compressed=False)


SHEETS = deflated(pdf(sheet, sheet, sheet))


def doubts(data: bytes, folder: Path) -> list[Doubt]:
    path = folder / "filing.pdf"
    path.write_bytes(data)
    (folder / "work").mkdir(exist_ok=True)
    outcome = prepare(path, folder / "work")
    assert isinstance(outcome, Prepared), outcome
    return [doubt for doubt in outcome.doubts if doubt.blocking]


def told(data: bytes, folder: Path) -> list[tuple[str, int | None, str]]:
    return [(doubt.code, doubt.page, doubt.detail) for doubt in doubts(data, folder)]


def content_at(data: bytes, page: int) -> tuple[int, int]:
    """Where the bytes of a page's content begin and end in the file."""
    with pikepdf.open(io.BytesIO(data)) as document:
        raw = document.pages[page - 1].obj.Contents.read_raw_bytes()
    start = data.index(raw)
    for _ in range(sum(raw == other for other in _contents(data)[: page - 1])):
        start = data.index(raw, start + 1)
    return start, start + len(raw)


def _contents(data: bytes) -> list[bytes]:
    with pikepdf.open(io.BytesIO(data)) as document:
        return [page.obj.Contents.read_raw_bytes() for page in document.pages]


def changed(data: bytes, at: int, new: bytes) -> bytes:
    return data[:at] + new + data[at + len(new) :]


def rewritten(data: bytes, change: object) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as document:
        change(document)  # type: ignore[operator]
        document.save(out, stream_decode_level=pikepdf.StreamDecodeLevel.none, compress_streams=False)
    return out.getvalue()


def test_a_sound_file_has_no_doubts(tmp_path: Path) -> None:
    assert doubts(SHEETS, tmp_path) == []
    assert doubts(pdf(sheet), tmp_path) == []


def test_a_flipped_bit_is_told_with_its_page(tmp_path: Path) -> None:
    start, end = content_at(SHEETS, 2)
    middle = (start + end) // 2
    found = told(changed(SHEETS, middle, bytes([SHEETS[middle] ^ 4])), tmp_path)
    assert [(code, page) for code, page, _ in found] == [("stream_damaged", 2)]


def test_a_wrong_checksum_is_told_though_all_bytes_can_be_decoded(tmp_path: Path) -> None:
    _, end = content_at(SHEETS, 3)
    assert told(changed(SHEETS, end - 4, b"\1\2\3\4"), tmp_path) == [("stream_damaged", 3, "contents: checksum")]


def test_a_content_that_ends_too_early_is_told(tmp_path: Path) -> None:
    def cut(document: pikepdf.Pdf) -> None:
        contents = document.pages[0].obj.Contents
        contents.write(contents.read_raw_bytes()[:-40], filter=Name.FlateDecode)

    assert told(rewritten(SHEETS, cut), tmp_path) == [("stream_damaged", 1, "contents: end")]


def test_a_content_without_a_checksum_must_be_as_long_as_it_says(tmp_path: Path) -> None:
    filing = plain("BT /F 12 Tf 60 700 Td (1,234.56) Tj ET " * 9)
    length = re.search(rb"/Length (\d+)", filing)
    assert length
    assert doubts(filing, tmp_path) == []
    assert told(filing.replace(length[0], b"/Length 9" + length[1]), tmp_path) == [
        ("stream_damaged", 1, "contents: length")
    ]


def test_a_content_without_a_checksum_must_be_operators(tmp_path: Path) -> None:
    filing = plain("BT /F 12 Tf % the total, in ten thousand yuan\n60 700 Td (what it says) Tj ET " * 9)
    assert doubts(filing, tmp_path) == []
    assert told(changed(filing, filing.index(b"Td (what"), b"\x8fqZ xK \x01vv pW"), tmp_path) == [
        ("stream_damaged", 1, "contents: garbled")
    ]


def test_a_content_that_the_file_does_not_have_is_told(tmp_path: Path) -> None:
    assert told(re.sub(rb"/Contents \d+ 0 R", b"/Contents 99 0 R", SHEETS, count=1), tmp_path)[0] == (
        "stream_damaged",
        1,
        "contents: missing",
    )


def test_a_content_under_a_damaged_name_is_told(tmp_path: Path) -> None:
    assert told(SHEETS.replace(b"/Contents", b"/Cgntents", 1), tmp_path) == [("stream_damaged", 1, "contents: missing")]


def test_a_blank_page_is_none_that_lost_its_content(tmp_path: Path) -> None:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(SHEETS)) as document:
        document.add_blank_page()
        document.save(out)
    assert doubts(out.getvalue(), tmp_path) == []


def test_a_damaged_character_map_is_told(tmp_path: Path) -> None:
    mapped = deflated(raw_pdf("BT /C 12 Tf 60 700 Td <00010002> Tj ET", C=cjk_font({1: "合", 2: "计"})))

    def spoil(document: pikepdf.Pdf) -> None:
        table = document.pages[0].resources.Font.C.ToUnicode
        raw = table.read_raw_bytes()
        table.write(raw[:-12], filter=Name.FlateDecode)

    assert doubts(mapped, tmp_path) == []
    assert told(rewritten(mapped, spoil), tmp_path) == [("stream_damaged", 1, "character map: end")]


def test_a_font_that_is_drawn_with_and_is_not_there_is_told(tmp_path: Path) -> None:
    out = deflated(pdf(sheet))
    with pikepdf.open(io.BytesIO(out)) as document:
        name = next(iter(document.pages[0].resources.Font.keys()))
    spoilt = out.replace(name.encode() + b" ", b"/" + b"x" * (len(name) - 1) + b" ", 1)
    assert [(code, page) for code, page, _ in told(spoilt, tmp_path)] == [("stream_damaged", 1)]


def test_names_in_the_coding_of_old_chinese_programs_are_names(tmp_path: Path) -> None:
    """A font is often named `宋体` in GBK, which is no UTF-8."""
    named = deflated(
        raw_pdf("BT /C 12 Tf 60 700 Td <00010002> Tj ET", C=cjk_font({1: "合", 2: "计"})), compressed=False
    )
    gbk = "/宋体".encode("gbk")
    named = deflated(
        re.sub(rb"/C(?= )", gbk, named)
        .replace(b"/Flags", gbk + b" 1 /Flags")
        .replace(b"/MediaBox", gbk + b" 1 /MediaBox", 1),
        compressed=False,
    )
    assert named.count(b"#cb#ce#cc#e5") == 3
    assert gbk in named
    assert doubts(named, tmp_path) == []
    mapped = re.compile(rb"/ToUnicode \d+ 0 R")
    assert mapped.search(named)
    assert told(mapped.sub(b"/ToUnicode 99 0 R", named), tmp_path) == [("stream_damaged", 1, "font: missing")]


def picture(format_: str) -> bytes:
    out = io.BytesIO()
    Image.effect_noise((120, 90), 60).convert("RGB").save(out, format_)
    return out.getvalue()


def test_a_picture_that_ends_too_early_is_told(tmp_path: Path) -> None:
    shown = pdf(lambda canvas: canvas.drawImage(ImageReader(io.BytesIO(picture("JPEG"))), 60, 600))

    def cut(document: pikepdf.Pdf) -> None:
        image = next(iter(document.pages[0].resources.XObject.values()))
        image.write(picture("JPEG")[:900], filter=Name.DCTDecode)

    assert doubts(shown, tmp_path) == []
    assert told(rewritten(shown, cut), tmp_path) == [("stream_damaged", 1, "picture: end")]


def test_a_form_within_a_form_is_looked_into(tmp_path: Path) -> None:
    nested = deflated(
        raw_pdf(
            "/Outer Do",
            forms={
                "Inner": ("BT /F 12 Tf (12) Tj ET " * 20, (1, 0, 0, 1, 60, 700)),
                "Outer": ("/Inner Do", (1, 0, 0, 1, 0, 0)),
            },
        )
    )

    def cut(document: pikepdf.Pdf) -> None:
        inner = document.pages[0].resources.XObject.Outer.Resources.XObject.Inner
        inner.write(inner.read_raw_bytes()[:-9], filter=Name.FlateDecode)

    assert doubts(nested, tmp_path) == []
    assert told(rewritten(nested, cut), tmp_path) == [("stream_damaged", 1, "form: end")]


def test_what_no_page_draws_is_not_looked_at(tmp_path: Path) -> None:
    def attach(document: pikepdf.Pdf) -> None:
        stray = document.make_stream(b"nothing that can be inflated")
        stray.Filter = Name.FlateDecode
        document.pages[0].resources.XObject = pikepdf.Dictionary(Unused=document.make_indirect(stray))

    assert doubts(rewritten(SHEETS, attach), tmp_path) == []


def test_a_lost_page_is_told(tmp_path: Path) -> None:
    with pikepdf.open(io.BytesIO(SHEETS)) as document:
        number = document.pages[1].obj.objgen[0]
    lost = re.sub(rb"(?<!\d)%d 0 obj.*?endobj\s*" % number, b"", SHEETS, count=1, flags=re.DOTALL)
    assert told(lost, tmp_path) == [("pages_lost", None, "1")]


def test_a_page_that_has_lost_its_size_is_told(tmp_path: Path) -> None:
    assert told(SHEETS.replace(b"/MediaBox", b"/MeeiaBox", 1), tmp_path)[0] == (
        "stream_damaged",
        1,
        "page size: missing",
    )


def test_a_block_of_the_file_that_is_blank_is_told(tmp_path: Path) -> None:
    at = SHEETS.index(b"/Rotate")
    assert ("file_damaged", None, "") in told(changed(SHEETS, at, bytes(12)), tmp_path)
