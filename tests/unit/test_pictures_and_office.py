"""Pictures as scanned pages, and older documents through LibreOffice."""

import io
import zipfile
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from fiscal.document import programs
from fiscal.document.sandbox.limits import Limits
from fiscal.extraction.formats import office, pictures
from fiscal.extraction.formats.laid_out import as_pdf
from fiscal.extraction.reader import read
from fiscal.model.reading import Reading
from fiscal.model.reasons import Failure, sentence
from tests.filings import PUBLISHER

pytestmark = pytest.mark.unit


def picture(size: tuple[int, int] = (600, 400), kind: str = "PNG", mode: str = "L", **options: object) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, "white").save(out, kind, **options)
    return out.getvalue()


def pages(content: bytes, tmp_path: Path) -> list[tuple[float, float]]:
    path = tmp_path / "kept"
    path.write_bytes(content)
    made = as_pdf(path)
    assert isinstance(made, bytes)
    with pikepdf.open(io.BytesIO(made)) as document:
        return [(round(float(page.mediabox[2])), round(float(page.mediabox[3]))) for page in document.pages]  # type: ignore[arg-type]


def test_a_scan_has_the_size_that_the_scanner_says_and_a_photograph_that_of_a_page(tmp_path: Path) -> None:
    assert pages(picture((1240, 1754), dpi=(150, 150)), tmp_path) == [(595, 842)]
    assert pages(picture((3000, 4000), "JPEG", dpi=(72, 72)), tmp_path) == [(632, 842)]


def test_every_picture_of_a_tiff_is_a_page(tmp_path: Path) -> None:
    out = io.BytesIO()
    frames = [Image.new("L", (620, 877), "white") for _ in range(3)]
    frames[0].save(out, "TIFF", save_all=True, append_images=frames[1:])
    assert len(pages(out.getvalue(), tmp_path)) == 3


def test_time_is_asked_for_every_picture_and_for_a_conversion(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[int, int]] = []
    for module in (pictures, office):
        monkeypatch.setattr(module, "announce", lambda *counts: asked.append(counts))
    out = io.BytesIO()
    frames = [Image.new("L", (62, 88), "white") for _ in range(3)]
    frames[0].save(out, "TIFF", save_all=True, append_images=frames[1:])
    pages(out.getvalue(), tmp_path)
    assert asked == [(3, 3)]
    monkeypatch.setattr(office, "libreoffice", lambda: "/bin/true")
    (tmp_path / "kept").write_bytes(RTF)
    assert office.converted(tmp_path / "kept", "RTF", "pdf") == Failure("damaged", "LibreOffice")
    assert Limits().wall(*asked[-1]) > office.SECONDS


def test_a_photograph_taken_sideways_stands_upright(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    assert pages(picture((400, 300), "JPEG", exif=exif), tmp_path) == [(632, 842)]


def test_a_picture_with_too_many_pixels_or_cut_short_is_named(tmp_path: Path) -> None:
    path = tmp_path / "kept"
    path.write_bytes(picture((20000, 20000), mode="1"))
    found = read(path)
    assert isinstance(found, Failure) and found.code == "too_complex"
    path.write_bytes(picture((600, 400))[:60])
    found = read(path)
    assert isinstance(found, Failure) and found.code == "damaged"


RTF = (
    "{\\rtf1\\ansi\\ansicpg936\\deff0{\\fonttbl{\\f0\\fnil\\fcharset134 SimSun;}}\\f0\\fs24 "
    + "\\par ".join(
        "".join(f"\\u{ord(c)}?" for c in text) for text in (PUBLISHER, "2023年单位预算", "本单位收入总预算150.00万元。")
    )
    + "\\par}"
).encode("ascii")


def test_without_libreoffice_an_older_document_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(office, "libreoffice", lambda: None)
    path = tmp_path / "kept"
    path.write_bytes(RTF)
    assert read(path) == Failure("needs_libreoffice", "RTF")


def test_libreoffice_without_its_writer_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "soffice").write_bytes(b"")
    (tmp_path / "soffice").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert programs.libreoffice() is None
    (tmp_path / "libswlo.so").write_bytes(b"")
    assert programs.libreoffice() == str(tmp_path / "soffice")


@pytest.mark.skipif(programs.libreoffice() is None, reason="LibreOffice is not installed")
def test_an_older_document_is_read_through_libreoffice(tmp_path: Path) -> None:
    path = tmp_path / "kept"
    path.write_bytes(RTF)
    found = read(path)
    assert isinstance(found, Reading)
    assert "本单位收入总预算150.00万元。" in [s.text for s in found.sentences]


ROWS = (
    ("项目", "合计", "基本支出", "项目支出"),
    ("教育支出", "150.00", "90.00", "60.00"),
    ("合计", "150.00", "90.00", "60.00"),
)


@pytest.mark.skipif(programs.libreoffice() is None, reason="LibreOffice is not installed")
def test_a_table_without_rules_in_an_older_document_is_read_cell_by_cell(tmp_path: Path) -> None:
    def said(text: str) -> str:
        return "".join(f"\\u{ord(c)}?" for c in text)

    rows = "".join(
        "\\trowd"
        + "".join(f"\\cellx{2200 * n}" for n in range(1, 5))
        + "".join(f"\\intbl {said(t)}\\cell" for t in row)
        + "\\row "
        for row in ROWS
    )
    (tmp_path / "kept").write_bytes(
        RTF[:-1] + f"\\pard {said('部门支出总表')}\\par {said('单位：万元')}\\par {rows}}}".encode("ascii")
    )
    found = read(tmp_path / "kept")
    assert isinstance(found, Reading)
    (only,) = found.tables
    assert [[c.text for c in only.cells if c.row == row] for row in range(3)] == [list(row) for row in ROWS]
    assert (only.title, only.unit) == ("部门支出总表", "万元")


def test_an_ofd_is_named_with_what_to_do(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "kept", "w") as package:
        package.writestr("OFD.xml", '<ofd:OFD xmlns:ofd="http://www.ofdspec.org/2016" DocType="OFD" Version="1.0"/>')
    assert read(tmp_path / "kept") == as_pdf(tmp_path / "kept") == Failure("ofd_unread")
    assert "PDF" in sentence("ofd_unread", "zh") and "PDF" in sentence("ofd_unread", "en")
