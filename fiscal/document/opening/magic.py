"""What a file is by its bytes, however it is named.

Opening it is left to `fiscal.document.opening`, to `fiscal.document.archives` and to the readers of each format.
"""

from __future__ import annotations

import re
import zipfile
from contextlib import suppress
from pathlib import Path

import olefile

PDF = "PDF"
_ZIP, _OLE = b"PK", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SIGNATURES = (
    (b"\xff\xd8\xff", "JPEG"),
    (b"\x89PNG\r\n\x1a\n", "PNG"),
    (b"GIF8", "GIF"),
    (b"II*\x00", "TIFF"),
    (b"MM\x00*", "TIFF"),
    (b"BM", "BMP"),
    (b"RIFF", "WebP"),
    (b"Rar!", "RAR"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"\x1f\x8b", "gzip"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ\x00", "xz"),
    (b"{\\rtf", "RTF"),
    (b"%!PS", "PostScript"),
)
_TAR_AT = 257
_IN_OFFICE_ZIP = (("word/document", "docx"), ("xl/workbook", "xlsx"), ("ppt/presentation", "pptx"))
_IN_OLE = (
    ("Workbook", "xls"),
    ("Book", "xls"),
    ("WordDocument", "doc"),
    ("PowerPoint Document", "ppt"),
    ("EncryptedPackage", "encrypted Office"),
)
_HTML = re.compile(rb"<(!doctype\s+html|html|head|body|script|meta|table)\b", re.IGNORECASE)
_WORD_XML = re.compile(rb"<\?mso-application\s+progid=\"(\w+)\.")
HEADER = b"%PDF-"
LOOKED_AT = 8192


def header_at(head: bytes) -> int | None:
    """Where the PDF header begins in the first bytes of a file; None where there is none. An archive that holds a PDF
    is not one.
    """
    at = head[:LOOKED_AT].find(HEADER)
    if at > 0 and (
        head.startswith((_ZIP, _OLE, b"Rar!", b"7z\xbc\xaf\x27\x1c")) or head[_TAR_AT : _TAR_AT + 5] == b"ustar"
    ):
        return None
    return None if at < 0 else at


def is_pdf(path: Path) -> bool:
    """Whether the file has a PDF header."""
    with path.open("rb") as file:
        return header_at(file.read(LOOKED_AT)) is not None


def kind_of(path: Path) -> str:
    """What the file is: `PDF`, or as `looks_like` names it."""
    with path.open("rb") as file:
        head = file.read(LOOKED_AT)
    return PDF if header_at(head) is not None else looks_like(path, head)


def looks_like(path: Path, head: bytes) -> str:
    """The kind of a file that is no PDF, as a short name for a message."""
    for signature, name in _SIGNATURES:
        if head.startswith(signature):
            return name
    if head.startswith(_OLE):
        return _kind_of_ole(path)
    if head.startswith(_ZIP):
        return _kind_of_zip(path)
    if head[_TAR_AT : _TAR_AT + 5] == b"ustar":
        return "tar"
    if _HTML.search(head[:LOOKED_AT]) or _HTML.search(head[:LOOKED_AT].replace(b"\0", b"")):
        return "HTML"
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(b"<?xml"):
        written_by = _WORD_XML.search(head)
        return f"{written_by[1].decode()} XML" if written_by else "XML"
    if not head.strip(b"\0"):
        return "NUL"
    return "text" if _is_text(head) else "unknown"


def _kind_of_ole(path: Path) -> str:
    with suppress(OSError, ValueError, IndexError, TypeError, AttributeError), olefile.OleFileIO(str(path)) as file:
        for stream, name in _IN_OLE:
            if file.exists(stream):
                return name
    return "Word/Excel 97"


def _kind_of_zip(path: Path) -> str:
    with suppress(zipfile.BadZipFile, OSError, ValueError, NotImplementedError), zipfile.ZipFile(path) as archive:
        members = archive.namelist()
        if "OFD.xml" in members:
            return "OFD"
        if "mimetype" in members and "content.xml" in members:
            return "OpenDocument"
        for prefix, name in _IN_OFFICE_ZIP:
            if any(member.startswith(prefix) for member in members):
                return name
    return "ZIP"


def _is_text(head: bytes) -> bool:
    for encoding in ("utf-8", "gb18030"):
        with suppress(UnicodeDecodeError):
            text = head[: LOOKED_AT - 4].decode(encoding, "strict" if len(head) < LOOKED_AT else "ignore")
            return sum(c.isprintable() or c.isspace() for c in text) > 0.95 * len(text)
    return False
