"""Links and their texts: which addresses are addresses at all, what a link is called, which kind of file it leads
to.
"""

from __future__ import annotations

import html
import re
from urllib.parse import parse_qsl, unquote, urljoin, urlsplit, urlunsplit

from selectolax.lexbor import LexborNode

FILE_KINDS = ("pdf", "docx", "doc", "wps", "xlsx", "xls", "et", "csv", "zip", "rar", "7z", "ofd")
_KIND = re.compile(rf"\.({'|'.join(FILE_KINDS)})(?![0-9a-z])", re.IGNORECASE)
_SPACE = re.compile(r"\s+")
# Chinese titles stand in angle brackets as well: <某办法>.
_MARKUP = re.compile(r"</?[A-Za-z][^<>]{0,200}>")
_TEMPLATE = re.compile(r"\{\{|\$\{|<%|%>|\[\[|'\s*\+|\+\s*'|\"\s*\+")
_QUOTED = re.compile(r"""(["'])((?:(?!\1).){1,2000}?)\1""")
_ARTICLE = re.compile(
    r"(?:/|_)(?:post|content|art|article|info|detail|news|t(?:19|20)\d{6})_[\w]+(?:\.s?html?)?$|/\w*\d{5,}\w*\.(?:s?html?|jhtml|aspx)$|/[0-9a-f]{32}\.s?html?$"
)
_CUT = re.compile(r"(…+|\.{2,})\s*$")


def one_line(text: str) -> str:
    """The text without markup and entities, white space as single blanks."""
    return _SPACE.sub(" ", _MARKUP.sub(" ", html.unescape(text))).strip()


def is_template(text: str) -> bool:
    """Whether the text is a place to be filled in by a script."""
    return _TEMPLATE.search(text) is not None


def absolute(href: str | None, base: str) -> str | None:
    """The address that a link leads to, None where it leads nowhere: scripts, marks within the page, templates, other
    protocols.
    """
    bare = (href or "").strip().replace("\\", "/")
    bare = re.sub(r"[\t\r\n]", "", bare)
    if not bare or bare.startswith("#") or is_template(bare):
        return None
    try:
        parts = urlsplit(urljoin(base, bare))
        host = parts.hostname
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or not host or parts.username:
        return None
    return urlunsplit((parts.scheme, parts.netloc.lower(), parts.path or "/", parts.query, parts.fragment))


def joined(base: str, href: str) -> str:
    """What a link's text means on a page at `base`; the text as it stands where it is no address at all, which nobody
    fetches.
    """
    try:
        return urljoin(base, href)
    except ValueError:
        return href


def without_mark(address: str) -> str:
    """The address without the mark (#…) behind it."""
    return address.partition("#")[0]


def opened_by(script: str | None, base: str) -> str | None:
    """The address that a handler such as `window.open('…')` opens, None where none is written there."""
    for found in _QUOTED.finditer(html.unescape(script or "")):
        value = found.group(2).strip()
        if (
            re.match(r"(https?:)?//|\.{0,2}/", value)
            or re.search(r"\.(s?html?|jsp|do|aspx?|php)\b", value)
            or file_kind(value)
        ):
            address = absolute(value, base)
            if address:
                return address
    return None


def file_kind(text: str) -> str | None:
    """The kind of file that an address or a name tells by its extension, lower case; None where it tells none.

    Of an address the path counts first, then the values of its query.
    """
    parts = text.partition("#")[0].partition("?")
    for place in (parts[0], *(value for _, value in reversed(parse_qsl(parts[2])))):
        found = _KIND.findall(unquote(place).strip())
        if found and unquote(place).strip().lower().endswith(f".{found[-1].lower()}"):
            return found[-1].lower()
    return None


def name_of_address(address: str) -> str:
    """The file name at the end of an address."""
    return unquote(urlsplit(address).path).rstrip("/").rpartition("/")[2]


def title_of_link(link: LexborNode) -> str:
    """What a link is called: its title attribute, else a heading in it, else its text, said once; the attribute only
    where the text does not say more.
    """
    told = one_line(link.attributes.get("title") or "")
    heading = link.css_first("h1, h2, h3, h4, h5, h6, [class*=tit], [class*=Tit]")
    heading_text = one_line(heading.text(separator=" ")) if heading is not None else ""
    text = said_once(heading_text or one_line(link.text(separator=" ")))
    bare = _CUT.sub("", text).strip()
    if told and (text != bare or squeezed(told).startswith(squeezed(bare)) or len(told) >= len(text)):
        return said_once(told)
    return text or told


def is_article(address: str) -> bool:
    """Whether an address looks like that of one article: a long number or a hash, or an article's word, before the
    extension.
    """
    return _ARTICLE.search(address.partition("?")[0]) is not None


def is_cut(title: str) -> bool:
    """Whether a title ends in dots: the page shows only its beginning."""
    return _CUT.search(title) is not None


def squeezed(text: str) -> str:
    """The text without any white space."""
    return _SPACE.sub("", text)


def said_once(text: str) -> str:
    """A text that is the same words two or three times over, as the words once."""
    bare = squeezed(text)
    for times in (3, 2):
        length = len(bare) // times
        if length >= 4 and bare == bare[:length] * times:
            kept, count = "", 0
            for character in text:
                kept += character
                count += not character.isspace()
                if count == length:
                    return kept.strip()
    return text
