"""What the first bytes of a file say that it is, however it is named.

Opening it is left to `fiscal.document.opening`.
"""

from __future__ import annotations

import re
import zipfile
from contextlib import suppress
from pathlib import Path

_SIGNATURES = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Word/Excel 97"),
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
    (b"{\\rtf", "RTF"),
    (b"%!PS", "PostScript"),
)
_IN_ZIP = (("word/", "docx"), ("xl/", "xlsx"), ("ppt/", "pptx"), ("OFD.xml", "OFD"), ("content.xml", "OpenDocument"))
_HTML = re.compile(rb"<(!doctype\s+html|html|head|body|script|meta)\b", re.IGNORECASE)
HEADER = b"%PDF-"
LOOKED_AT = 8192


def header_at(head: bytes) -> int | None:
    """Where the PDF header begins in the first bytes of a file; None where there is none."""
    at = head[:LOOKED_AT].find(HEADER)
    return None if at < 0 else at


def looks_like(path: Path, head: bytes) -> str:
    """The kind of a file that is no PDF, as a short name for a message."""
    for signature, name in _SIGNATURES:
        if head.startswith(signature):
            return name
    if head.startswith(b"PK"):
        return _kind_of_zip(path)
    if _HTML.search(head[:LOOKED_AT]):
        return "HTML"
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(b"<?xml"):
        return "XML"
    if not head.strip(b"\0"):
        return "NUL"
    return "text" if _is_text(head) else "unknown"


def _kind_of_zip(path: Path) -> str:
    with suppress(zipfile.BadZipFile, OSError, ValueError, NotImplementedError), zipfile.ZipFile(path) as archive:
        members = archive.namelist()
        for prefix, name in _IN_ZIP:
            if any(member.startswith(prefix) for member in members):
                return name
    return "ZIP"


def _is_text(head: bytes) -> bool:
    for encoding in ("utf-8", "gb18030"):
        with suppress(UnicodeDecodeError):
            text = head[: LOOKED_AT - 4].decode(encoding, "strict" if len(head) < LOOKED_AT else "ignore")
            return sum(c.isprintable() or c.isspace() for c in text) > 0.95 * len(text)
    return False
