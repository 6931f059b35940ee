"""From any file under the name .pdf to one that can be read, or to the reason why it can't."""

import io
import re
import zipfile
import zlib
from pathlib import Path

import pikepdf
import pypdfium2
import pytest

from fiscal.document.opening import opening
from fiscal.document.opening.opening import Prepared, prepare
from fiscal.model.reasons import REASONS, Failure
from tests.drawing import pdf

pytestmark = pytest.mark.unit

CONTENT = pdf(*[lambda canvas, n=n: canvas.drawString(60, 700, f"第{n}页 合计 1,234.56") for n in (1, 2, 3)])


def opened(content: bytes, folder: Path, passwords: tuple[str, ...] | None = None) -> Prepared | Failure:
    path = folder / "filing.pdf"
    path.write_bytes(content)
    (folder / "work").mkdir(exist_ok=True)
    outcome = prepare(path, folder / "work", passwords)
    assert path.read_bytes() == content
    return outcome


def prepared(content: bytes, folder: Path, passwords: tuple[str, ...] | None = None) -> Prepared:
    outcome = opened(content, folder, passwords)
    assert isinstance(outcome, Prepared), outcome
    return outcome


def refused(content: bytes, folder: Path) -> Failure:
    outcome = opened(content, folder)
    assert isinstance(outcome, Failure), outcome
    assert outcome.code in REASONS
    return outcome


def text(path: Path) -> str:
    with pypdfium2.PdfDocument(path) as document:
        return "".join(page.get_textpage().get_text_range() for page in document)


def rewritten(change: object = None, **options: object) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(CONTENT)) as document:
        if callable(change):
            change(document)
        document.save(out, **options)  # type: ignore[arg-type]
    return out.getvalue()


def zipped(*members: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for member in members:
            archive.writestr(member, "x")
    return out.getvalue()


def test_a_sound_file_is_read_as_it_is(tmp_path: Path) -> None:
    outcome = prepared(CONTENT, tmp_path)
    assert outcome == Prepared(tmp_path / "filing.pdf", (), 3, (), ())


def test_an_empty_file_is_named_so(tmp_path: Path) -> None:
    assert refused(b"", tmp_path).code == "empty_file"


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"<!DOCTYPE html><html><head><title>404</title>", "HTML"),
        (b"\r\n\r\n<html lang='zh'><body>", "HTML"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "Word/Excel 97"),
        (zipped("word/document.xml"), "docx"),
        (zipped("xl/workbook.xml"), "xlsx"),
        (zipped("预算.pdf"), "ZIP"),
        (b"PK\x03\x04" + bytes(100), "ZIP"),
        (b"\xff\xd8\xff\xe0" + bytes(100), "JPEG"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "PNG"),
        ("2022年部门预算公开\n".encode(), "text"),
        ("2022年部门预算公开\n".encode("gb18030") * 2000, "text"),
        (bytes(5000), "NUL"),
        (bytes(range(128, 256)) * 9, "unknown"),
    ],
)
def test_other_files_under_the_name_are_told_by_their_bytes(content: bytes, kind: str, tmp_path: Path) -> None:
    assert refused(content, tmp_path) == Failure("not_a_pdf", kind)


@pytest.mark.parametrize(
    "junk", [b"\n", b"\xef\xbb\xbf", bytes(512), b"HTTP/1.1 200 OK\r\nContent-Type: application/pdf\r\n\r\n"]
)
def test_junk_before_the_header_is_trimmed(junk: bytes, tmp_path: Path) -> None:
    outcome = prepared(junk + CONTENT, tmp_path)
    assert outcome.pages == 3
    assert "trimmed" in outcome.repairs
    assert outcome.path.read_bytes().startswith(b"%PDF-")


def test_a_lost_header_is_mended(tmp_path: Path) -> None:
    outcome = prepared(CONTENT[8:], tmp_path)
    assert {"headless", "repaired"} <= set(outcome.repairs)
    assert "第3页" in text(outcome.path)


def test_a_file_over_the_size_limit_is_not_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "MAX_BYTES", 1 << 10)
    assert refused(CONTENT + bytes(1 << 10), tmp_path).code == "too_large"


def test_a_file_of_absurdly_many_pages_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "MAX_PAGES", 2)
    assert refused(CONTENT, tmp_path) == Failure("too_many_pages", "3 > 2")


def test_a_file_without_pages_has_that_reason(tmp_path: Path) -> None:
    out = io.BytesIO()
    pikepdf.new().save(out)
    assert refused(out.getvalue(), tmp_path).code == "no_pages"


def test_a_damaged_cross_reference_table_is_repaired_and_marked(tmp_path: Path) -> None:
    damaged = CONTENT[: CONTENT.rindex(b"startxref")] + b"startxref\n7\n%%EOF\n"
    outcome = prepared(damaged, tmp_path)
    assert outcome.repairs == ("repaired",)
    assert [doubt.code for doubt in outcome.doubts] == ["repaired"]
    assert not any(doubt.blocking for doubt in outcome.doubts)
    assert text(outcome.path).count("1,234.56") == 3


def test_a_truncated_file_is_repaired_as_far_as_it_goes(tmp_path: Path) -> None:
    outcome = prepared(CONTENT[: CONTENT.rindex(b"xref\n")], tmp_path)
    assert "repaired" in outcome.repairs
    assert outcome.pages == 3


def test_a_file_cut_down_to_its_first_bytes_is_damaged(tmp_path: Path) -> None:
    assert refused(CONTENT[:200], tmp_path).code == "damaged"


def test_a_page_tree_that_loops_does_not_hang(tmp_path: Path) -> None:
    def loop(document: pikepdf.Pdf) -> None:
        document.Root.Pages.Kids.append(document.Root.Pages)

    outcome = opened(rewritten(loop), tmp_path)
    assert isinstance(outcome, Prepared) or outcome.code == "damaged"


def test_engines_that_count_different_pages_leave_a_doubt(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "_count", lambda path: 2)
    outcome = prepared(CONTENT, tmp_path)
    assert [(doubt.code, doubt.blocking, doubt.detail) for doubt in outcome.doubts] == [
        ("page_counts_disagree", False, "3 / 2")
    ]


def test_an_owner_password_does_not_stand_in_the_way(tmp_path: Path) -> None:
    locked = rewritten(encryption=pikepdf.Encryption(owner="secret", user="", allow=pikepdf.Permissions(extract=False)))
    outcome = prepared(locked, tmp_path)
    assert outcome.repairs == ("owner_password",)
    with pikepdf.open(outcome.path) as copy:
        assert not copy.is_encrypted
    assert "第2页" in text(outcome.path)


def test_a_user_password_is_asked_for(tmp_path: Path) -> None:
    locked = rewritten(encryption=pikepdf.Encryption(owner="a", user="开门"))
    assert refused(locked, tmp_path) == Failure("needs_password")


@pytest.mark.parametrize("revision", [4, 6])
def test_a_password_from_the_environment_opens(revision: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FISCAL_PDF_PASSWORDS", "wrong\nopen sesame\n")
    locked = rewritten(encryption=pikepdf.Encryption(owner="a", user="open sesame", R=revision))
    outcome = prepared(locked, tmp_path)
    assert outcome.repairs == ("user_password",)
    assert "第2页" in text(outcome.path)


def test_what_a_file_would_run_or_carry_is_recorded(tmp_path: Path) -> None:
    def arm(document: pikepdf.Pdf) -> None:
        document.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)"))
        launch = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot,
            Subtype=pikepdf.Name.Link,
            A=pikepdf.Dictionary(S=pikepdf.Name.Launch, F=pikepdf.String("calc.exe")),
        )
        document.pages[0].Annots = document.make_indirect(pikepdf.Array([document.make_indirect(launch)]))
        document.attachments["a.txt"] = b"x"

    outcome = prepared(rewritten(arm), tmp_path)
    assert {doubt.detail for doubt in outcome.doubts if doubt.code == "active_content"} == {
        "JavaScript",
        "Launch",
        "embedded file: a.txt",
    }


def test_pages_that_are_pictures_are_told_before_reading(tmp_path: Path) -> None:
    def scan(document: pikepdf.Pdf) -> None:
        image = pikepdf.Stream(document, zlib.compress(bytes(100 * 100)))
        image.update(
            pikepdf.Dictionary(
                Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=100, Height=100, BitsPerComponent=8
            )
        )
        image.ColorSpace, image.Filter = pikepdf.Name.DeviceGray, pikepdf.Name.FlateDecode
        document.pages[1].Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(I=image))
        document.pages[1].Contents = pikepdf.Stream(document, b"q 595 0 0 842 0 0 cm /I Do Q")

    assert prepared(rewritten(scan), tmp_path).pictures == (2,)


def layered(state: str) -> bytes:
    """A page with a figure in a layer, and one in a form of that layer, of which `state` says whether it is shown."""
    document = pikepdf.open(io.BytesIO(CONTENT))
    layer = document.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.OCG, Name="old"))
    document.Root.OCProperties = pikepdf.Dictionary(
        OCGs=pikepdf.Array([layer]), D=pikepdf.Dictionary({f"/{state}": pikepdf.Array([layer])})
    )
    page = document.pages[0]
    font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
    resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=font))
    form = document.make_stream(b"BT /F 10 Tf 200 600 Td (77.77) Tj ET")
    form.Type, form.Subtype, form.BBox, form.Resources, form.OC = (
        pikepdf.Name.XObject,
        pikepdf.Name.Form,
        pikepdf.Array([0, 0, 600, 800]),
        resources,
        layer,
    )
    page.obj.Resources.Font.F, page.obj.Resources.Properties = font, pikepdf.Dictionary(L=layer)
    page.obj.Resources.XObject = pikepdf.Dictionary(X=form)
    page.contents_add(b"/OC /L BDC BT /F 10 Tf 60 600 Td (88.88) Tj ET EMC /X Do BT /F 10 Tf 60 580 Td (12.50) Tj ET")
    return saved(document)


def saved(document: pikepdf.Pdf) -> bytes:
    out = io.BytesIO()
    document.save(out, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.generalized)
    return out.getvalue()


@pytest.mark.parametrize("coding", ["ascii", "gbk"])
@pytest.mark.parametrize(("state", "shown"), [("OFF", []), ("ON", ["77.77", "88.88"])])
def test_a_layer_that_is_switched_off_is_not_there(state: str, shown: list[str], coding: str, tmp_path: Path) -> None:
    filing = layered(state)
    if coding == "gbk":
        filing = saved(
            pikepdf.open(
                io.BytesIO(
                    re.sub(
                        rb"/([LX])(?= (?:BDC|Do|\d+ 0 R))", lambda name: b"/" + "旧图".encode("gbk") + name[1], filing
                    )
                )
            )
        )
        assert filing.count("旧图".encode("gbk")) == 2
    outcome = prepared(filing, tmp_path)
    text = pypdfium2.PdfDocument(outcome.path)[0].get_textpage().get_text_range()
    assert sorted(figure for figure in ("77.77", "88.88") if figure in text) == shown
    assert "12.50" in text
    assert "1,234.56" in text
    assert outcome.repairs == (("hidden_layers",) if state == "OFF" else ())
