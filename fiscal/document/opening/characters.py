"""Bytes as the characters that were written: pages of the web, and bare names that do not say how they are coded.

A page that declares gb2312 or gbk is gb18030, and a declaration that the bytes contradict is not believed.
"""

from __future__ import annotations

import codecs
import re

_DECLARED = re.compile(
    rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w-]+)|<\?xml[^>]{0,80}encoding\s*=\s*["']([\w-]+)""", re.IGNORECASE
)
_HAN = re.compile(r"[\u3400-\u9fff]")
_HEAD = 8192
_CHINESE = frozenset({"gb2312", "gbk", "gb_2312-80", "x-gbk", "cp936", "gb18030", "euc-cn"})
_SAY_NOTHING = frozenset({"iso8859-1", "cp1252", "ascii", "idna", "punycode"})
"""One-byte sets, in which any bytes at all are valid and which are declared by default; and codings that are none of
pages.
"""


def decoded(content: bytes, charset: str | None = None, known: str | None = None) -> str:
    """A page's bytes as text. `charset`: what the answer's header declares; `known`: what the source is known to use,
    which is believed.
    """
    if known:
        return content.decode(_codec(known) or "utf-8", "replace")
    for mark, codec in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if content.startswith(mark):
            return content.decode(codec, "replace")
    found = _DECLARED.search(content[:_HEAD])
    within = (found.group(1) or found.group(2)).decode("ascii", "replace") if found else None
    if _is_chinese_utf8(content):
        return content.decode("utf-8")
    tried = [codec for codec in (_codec(charset), _codec(within), "utf-8", "gb18030") if codec]
    for codec in dict.fromkeys(tried):
        try:
            return content.decode(codec)
        except UnicodeError:
            continue
    return content.decode(tried[0], "replace")


def name_written(raw: bytes) -> str | None:
    """A bare name, of a file or in a header, in UTF-8 or GB 18030, whichever it is; None where it is neither."""
    for codec in ("utf-8", "gb18030"):
        try:
            return raw.decode(codec)
        except UnicodeDecodeError:
            continue
    return None


def _is_chinese_utf8(content: bytes) -> bool:
    """Whether the bytes are UTF-8 and hold Chinese: no other encoding reads so by accident, whatever is declared."""
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return _HAN.search(text) is not None


def _codec(name: str | None) -> str | None:
    if not name:
        return None
    if name.strip().lower() in _CHINESE:
        return "gb18030"
    try:
        codec = codecs.lookup(name.strip()).name
        (b" " * 4).decode(codec)
    except (LookupError, UnicodeError):
        return None
    return None if codec in _SAY_NOTHING else codec
