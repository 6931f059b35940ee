"""A page as it was answered: its address, its decoded text, its tree.

Which characters the bytes are is decided before anything is parsed: a page that declares gb2312 or gbk is gb18030, and a declaration that the bytes
contradict is not believed.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from urllib.parse import urljoin

from selectolax.lexbor import LexborHTMLParser, LexborNode

_DECLARED = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w-]+)|<\?xml[^>]{0,80}encoding\s*=\s*["']([\w-]+)""", re.IGNORECASE)
_HAN = re.compile(r"[\u3400-\u9fff]")
_HEAD = 8192
_CHINESE = frozenset({"gb2312", "gbk", "gb_2312-80", "x-gbk", "cp936", "gb18030", "euc-cn"})


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked of a portal: an address, the form that is posted to it (None: it is got), the page for whose sake it is asked, against which links are resolved.

    `listing`: the address of the list that the answer is a part of, where it is not the first.
    """

    address: str
    form: tuple[tuple[str, str], ...] | None = None
    page: str | None = None
    listing: str | None = None


@dataclass(frozen=True)
class Document:
    """A decoded answer. `address`: where it was answered, after redirects; `received`: the day."""

    address: str
    text: str
    request: Request
    received: date

    @cached_property
    def tree(self) -> LexborHTMLParser:
        """The text as HTML."""
        return LexborHTMLParser(self.text)

    @cached_property
    def base(self) -> str:
        """What relative links are resolved against."""
        page = urljoin(self.address, self.request.page or self.address)
        declared = self.tree.css_first("base[href]")
        return urljoin(page, (declared.attributes.get("href") or "").strip()) if declared is not None else page

    @property
    def listing(self) -> str:
        """The address of the list that this is a part of."""
        return self.request.listing or self.request.page or self.address

    def part(self, text: str) -> Document:
        """Another text of the same page: markup that stood inside a script or an answer."""
        return Document(self.address, text, self.request, self.received)

    @cached_property
    def scripts(self) -> tuple[LexborNode, ...]:
        """The scripts, those that are loaded included."""
        return tuple(self.tree.css("script"))


def decoded(content: bytes, charset: str | None = None, known: str | None = None) -> str:
    """The bytes as text. `charset`: what the answer's header declares; `known`: what the source is known to use, which is believed."""
    if known:
        return content.decode(_codec(known) or "utf-8", "replace")
    for mark, codec in ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16")):
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
        except UnicodeDecodeError:
            continue
    return content.decode(tried[0], "replace")


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
    except LookupError:
        return None
    # Any bytes at all are valid in one-byte sets: declared by default, they say nothing.
    return None if codec in {"iso8859-1", "cp1252", "ascii"} else codec
