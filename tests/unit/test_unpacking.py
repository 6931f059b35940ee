"""Archives and what is attached to PDFs: unpacked within limits, what is left named."""

import bz2
import gzip
import io
import lzma
import stat
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
import py7zr
import pytest
import rarfile

from fiscal.document.archives import contents, unpacking
from fiscal.document.archives.settings import DEEPEST, PAST_LIMITS
from fiscal.document.archives.unpacking import Unpacked, unpack
from fiscal.document.opening.attached import READ_APART
from fiscal.document.opening.magic import kind_of
from fiscal.extraction.reader import read
from fiscal.intake import unpacked as unpacked_files
from fiscal.model.reasons import Failure
from fiscal.storage import blobs
from fiscal.storage.root import DataRoot, DiskFullError
from tests.filings import budget
from tests.rar import PACKED, RAR, block, rar
from tests.workbooks import xlsx

pytestmark = pytest.mark.unit

PDF = budget()


def zipped(files: dict[str, bytes], how: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", how) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def tarred(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as archive:
        for name, content in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
        link = tarfile.TarInfo("密码.pdf")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
    return out.getvalue()


def seven(files: dict[str, bytes], password: str | None = None) -> bytes:
    out = io.BytesIO()
    with py7zr.SevenZipFile(out, "w", password=password) as archive:
        for name, content in files.items():
            archive.writestr(content, name)
    return out.getvalue()


def unpacked(content: bytes, tmp_path: Path) -> tuple[dict[str, bytes], tuple[str, ...]]:
    found = outcome(content, tmp_path)
    assert isinstance(found, Unpacked)
    return {member.name: (tmp_path / "out" / member.file).read_bytes() for member in found.members}, found.left


def outcome(content: bytes, tmp_path: Path) -> Unpacked | Failure | None:
    path, folder = tmp_path / "archive", tmp_path / "out"
    path.write_bytes(content)
    folder.mkdir(exist_ok=True)
    return unpack(path, folder)


FILES = {"附件1/单位预算.pdf": PDF, "附件2.xlsx": xlsx()}


@pytest.mark.parametrize(
    "content",
    [zipped(FILES), zipped(FILES, zipfile.ZIP_STORED), seven(FILES), rar(FILES)],
    ids=["zip", "stored", "7z", "rar"],
)
def test_every_file_of_an_archive_comes_out(content: bytes, tmp_path: Path) -> None:
    assert unpacked(content, tmp_path) == (FILES, ())


def test_members_packed_into_one_stream_are_unpacked_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    times = 0
    extract = py7zr.SevenZipFile.extract

    def counted(archive: py7zr.SevenZipFile, *arguments: Any, **named: Any) -> None:
        nonlocal times
        times += 1
        extract(archive, *arguments, **named)

    monkeypatch.setattr(py7zr.SevenZipFile, "extract", counted)
    files = {f"甲/{n}.pdf": PDF + bytes([n]) for n in range(9)}
    assert unpacked(seven(files), tmp_path) == (files, ())
    assert times == 1


def test_members_of_one_name_are_two(tmp_path: Path) -> None:
    out = io.BytesIO()
    with py7zr.SevenZipFile(out, "w") as archive:
        for content in (PDF, xlsx()):
            archive.writestr(content, "单位预算")
    found = outcome(out.getvalue(), tmp_path)
    assert isinstance(found, Unpacked) and [m.name for m in found.members] == ["单位预算"] * 2
    assert [(tmp_path / "out" / m.file).read_bytes()[:4] for m in found.members] == [b"%PDF", b"PK\x03\x04"]


def test_a_member_that_is_not_what_its_archive_says_is_named(tmp_path: Path) -> None:
    out = io.BytesIO()
    with py7zr.SevenZipFile(out, "w", filters=[{"id": py7zr.FILTER_COPY}]) as archive:
        archive.writestr(PDF, "a.pdf")
    found = outcome(out.getvalue().replace(b"%%EOF", b"%%EOG"), tmp_path)
    assert isinstance(found, Failure) and found.code == "damaged"


def test_a_zip_without_compression_is_no_pdf(tmp_path: Path) -> None:
    path = tmp_path / "archive"
    path.write_bytes(zipped({"a.pdf": PDF, "b.pdf": PDF}, zipfile.ZIP_STORED))
    assert kind_of(path) == "ZIP"


def test_links_are_named_and_never_followed(tmp_path: Path) -> None:
    files, left = unpacked(tarred(FILES), tmp_path)
    assert files == FILES
    assert left == ("密码.pdf: 链接 a link",)
    out = io.BytesIO(zipped(FILES))
    with zipfile.ZipFile(out, "a") as archive:
        info = zipfile.ZipInfo("l.pdf")
        info.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(info, "/etc/passwd")
    assert unpacked(out.getvalue(), tmp_path)[1] == ("l.pdf: 链接 a link",)


@pytest.mark.parametrize("name", ["../../out.pdf", "/etc/out.pdf", "C:\\out.pdf", "..\\out.pdf"])
def test_names_that_lead_out_are_named_and_write_nothing(name: str, tmp_path: Path) -> None:
    files, left = unpacked(zipped({name: PDF, "a.pdf": PDF}), tmp_path)
    assert set(files) == {"a.pdf"} and len(left) == 1 and "leads out" in left[0]
    assert sorted(p.name for p in tmp_path.iterdir()) == ["archive", "out"]


def test_what_is_no_filing_is_named_and_what_systems_add_is_not(tmp_path: Path) -> None:
    files, left = unpacked(
        zipped(
            {
                "a.pdf": PDF,
                "程序.exe": b"MZ" + bytes(range(256)) * 9,
                "__MACOSX/._a.pdf": b"x",
                ".DS_Store": b"x",
                "空.pdf": b"",
            }
        ),
        tmp_path,
    )
    assert set(files) == {"a.pdf"}
    assert [told.split(":")[0] for told in left] == ["程序.exe", "空.pdf"]


def test_names_that_a_chinese_program_wrote_without_saying_so_are_read(tmp_path: Path) -> None:
    name = "单位预算.pdf".encode("gb18030").decode("cp437")
    content = zipped({"x" * len(name.encode("cp437")): PDF}).replace(
        b"x" * len(name.encode("cp437")), name.encode("cp437")
    )
    assert set(unpacked(content, tmp_path)[0]) == {"单位预算.pdf"}


def test_bombs_are_refused_by_what_comes_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpacking, "MOST_BYTES", 3 << 20)
    monkeypatch.setattr(unpacking, "MOST_BYTES_A_MEMBER", 2 << 20)
    monkeypatch.setattr(contents, "MOST_BYTES_A_MEMBER", 2 << 20)
    small = b"%PDF-" + bytes(1 << 20)
    assert outcome(zipped({f"{n}.pdf": small for n in range(4)}), tmp_path) == Failure("archive_too_large", "> 3 MB")
    large = b"%PDF-" + bytes(3 << 20)
    assert unpacked(zipped({"a.pdf": large}), tmp_path) == ({}, ("a.pdf: 超过 over 2 MB",))
    assert unpacked(seven({"a.pdf": large}), tmp_path)[0] == {}
    lying = bytearray(zipped({"a.pdf": large}))
    at = lying.index(b"PK\x01\x02")
    lying[at + 24 : at + 28] = (1000).to_bytes(4, "little")
    found = outcome(bytes(lying), tmp_path)
    assert isinstance(found, Failure) and found.code in ("archive_too_large", "damaged")


def test_too_many_files_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpacking, "MOST_MEMBERS", 3)
    assert outcome(zipped({f"{n}.pdf": PDF for n in range(4)}), tmp_path) == Failure("archive_too_large", "> 3 files")


def test_encrypted_members_are_named(tmp_path: Path) -> None:
    found = outcome(seven({"a.pdf": PDF}, password="secret"), tmp_path)
    assert found == Failure("needs_password") or (
        isinstance(found, Unpacked) and found.left == ("a.pdf: 已加密 encrypted",)
    )


def test_a_broken_archive_is_named(tmp_path: Path) -> None:
    for content in (zipped(FILES), seven(FILES), tarred(FILES), rar(FILES), 2 * (RAR + bytes(range(200)))):
        found = outcome(content[: len(content) // 2], tmp_path)
        assert isinstance(found, Failure) and found.code == "damaged"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (rar(FILES, PACKED), "needs_unrar"),
        (RAR + block(4, 0, 0, 0, bytes([15]), bytes(16)) + bytes(range(160)), "needs_password"),
        (rar(FILES, head=block(1, 0, 1), end=1), "archive_volume"),
        (rar(FILES, head=block(1, 0, 3, 1)), "archive_volume"),
    ],
    ids=["no program", "names encrypted", "first volume", "second volume"],
)
def test_a_rar_that_cannot_be_unpacked_says_what_to_do(
    content: bytes, code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(rarfile, "CURRENT_SETUP", None)
    assert outcome(content, tmp_path) == Failure(code)


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
def test_a_file_that_is_compressed_by_itself_comes_out(pack: Callable[[bytes], bytes], tmp_path: Path) -> None:
    assert unpacked(pack(PDF), tmp_path) == ({"content": PDF}, ())


def attached(name: str = "附件.xlsx") -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(PDF)) as document:
        document.attachments[name] = xlsx()
        document.attachments["说明.txt"] = "见附件".encode()
        document.save(out)
    return out.getvalue()


def test_what_is_attached_to_a_pdf_comes_out_too(tmp_path: Path) -> None:
    files, left = unpacked(attached(), tmp_path)
    assert set(files) == {"附件.xlsx"} and left == ("说明.txt: 不可读取的格式 not a format that is read (text)",)
    assert outcome(PDF, tmp_path) is None


def test_an_attachment_that_is_read_by_itself_is_told_from_one_that_is_not(tmp_path: Path) -> None:
    path = tmp_path / "attached.pdf"
    path.write_bytes(attached())
    found = read(path)
    assert not isinstance(found, Failure)
    assert sorted(d.detail for d in found.doubts if d.code == "active_content") == [
        "attached file, read by itself: 附件.xlsx",
        "embedded file: 说明.txt",
    ]


@pytest.mark.parametrize("name", ["附件  1\n收支表.xlsx", "二〇二三年度单位预算公开附件" * 7 + ".xlsx"])
def test_an_attachment_is_known_again_by_a_name_of_several_blanks_or_many_characters(name: str, tmp_path: Path) -> None:
    path = tmp_path / "attached.pdf"
    path.write_bytes(attached(name))
    found = read(path)
    assert not isinstance(found, Failure)
    assert sum(d.detail.startswith(READ_APART) for d in found.doubts if d.code == "active_content") == 1


@pytest.mark.parametrize(
    ("code", "again"),
    [
        ("timed_out", True),
        ("needs_unrar", True),
        ("out_of_memory", True),
        ("damaged", False),
        ("archive_too_large", False),
    ],
)
def test_only_what_the_bytes_are_to_blame_for_is_remembered(
    code: str, again: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[str] = []

    class Pool:
        def call(self, function: str, *_arguments: object) -> Failure:
            calls.append(function)
            return Failure(code)

    monkeypatch.setattr(unpacked_files, "sandbox", Pool)
    root = DataRoot.at(tmp_path)
    sha256 = blobs.keep(root.store, zipped(FILES), "a.zip").sha256
    assert [unpacked_files.held_by(root, sha256) for _ in range(2)] == [unpacked_files.Held()] * 2
    assert len(calls) == (2 if again else 1)


def test_a_full_disk_is_no_empty_archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Pool:
        def call(self, *_arguments: object) -> Failure:
            return Failure("disk_full")

    monkeypatch.setattr(unpacked_files, "sandbox", Pool)
    root = DataRoot.at(tmp_path)
    with pytest.raises(DiskFullError):
        unpacked_files.held_by(root, blobs.keep(root.store, zipped(FILES), "a.zip").sha256)


def test_an_archive_of_nothing_that_is_read_says_so(tmp_path: Path) -> None:
    path = tmp_path / "archive"
    path.write_bytes(zipped({"说明.txt": "见附件".encode()}))
    found = read(path)
    assert isinstance(found, Failure) and found.code == "nothing_to_read" and "说明.txt" in found.detail


def test_an_archive_that_lies_deeper_than_is_looked_says_so(tmp_path: Path) -> None:
    path = tmp_path / "archive"
    path.write_bytes(zipped({"a.zip": zipped({"b.pdf": PDF})}))
    found = read(path)
    assert isinstance(found, Failure) and found.code == "archive_too_large" and str(DEEPEST) in found.detail


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Archives are unpacked in this process."""

    class Pool:
        def call(self, _function: str, path: Path, folder: Path) -> Unpacked | Failure | None:
            return unpack(path, folder)

    monkeypatch.setattr(unpacked_files, "sandbox", Pool)


@pytest.mark.usefixtures("here")
def test_what_is_left_in_an_archive_within_an_archive_is_named_too(tmp_path: Path) -> None:
    root = DataRoot.at(tmp_path)
    within = zipped({"b.pdf": PDF, "../出.pdf": PDF, "说明.txt": "见附件".encode()})
    sha256 = blobs.keep(root.store, zipped({"单位/内.zip": within, "a.exe": b"MZ\0\1" * 99}), "外.zip").sha256
    found = unpacked_files.inside(root, sha256, "外.zip")
    assert [name for name, _ in found.files] == ["外.zip/单位/内.zip/b.pdf"]
    assert [told.split(": ")[0] for told in found.left] == [
        "a.exe",
        "单位/内.zip/../出.pdf",
        "单位/内.zip/说明.txt",
    ]


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize("limit", ["MOST_MEMBERS", "MOST_BYTES"])
def test_archives_in_one_archive_are_bounded_together(
    limit: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = DataRoot.at(tmp_path)
    many = {f"{n}.zip": zipped({f"{n}{m}.pdf": PDF + bytes([n, m]) for m in range(4)}) for n in range(4)}
    outer = len(many) if limit == "MOST_MEMBERS" else sum(map(len, many.values()))
    monkeypatch.setattr(unpacked_files, limit, outer)
    found = unpacked_files.inside(root, blobs.keep(root.store, zipped(many), "外.zip").sha256, "外.zip")
    assert [name for name, _ in found.files] == [
        *(f"外.zip/0.zip/0{m}.pdf" for m in range(4)),
        "外.zip/1.zip",
        "外.zip/2.zip",
        "外.zip/3.zip",
    ]
    assert found.left == (f"其余 the rest: {PAST_LIMITS}",)
