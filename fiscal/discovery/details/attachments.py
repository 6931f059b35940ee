"""Attachments of a page, however they are linked: by links, viewers, frames, handlers, attributes, or only by an
address within a script.

What a file is comes from the file; here its kind is what address and name say, for lack of better.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote, urlsplit

from selectolax.lexbor import LexborNode

from fiscal.discovery.pages.document import Document
from fiscal.discovery.pages.links import (
    absolute,
    file_kind,
    is_template,
    name_of_address,
    one_line,
    said_once,
    without_mark,
)
from fiscal.discovery.pages.tags import tags
from fiscal.discovery.pages.words import words

_PICTURES = re.compile(r"\.(?:png|jpe?g|gif|svg|ico|css|js|swf|mp[34])(?:$|[?#])", re.IGNORECASE)
_VIEWED = frozenset({"file", "src", "url", "pdf", "path", "fileurl", "pdfurl"})
_QUOTED = re.compile(r"""(["'])((?:(?!\1)[^\n<>]){5,2000}?)\1""")
_NAMED = re.compile(r"""(?:name|title)["']?\s*:\s*(["'])(?P<named>(?:(?!\1)[^\n<>]){3,150})\1""", re.IGNORECASE)
_DOWNLOAD = re.compile(r"download|downfile|attach|fujian|/file/|getfile|viewfile|readattach|accessory", re.IGNORECASE)
_LEADING = re.compile(
    r"^\s*(?:附件|附)\s*[\d一二三四五六七八九十]{0,3}\s*[:：.、．\s]\s*|^\s*\d{1,2}\s*[、．.]\s*(?!\d)"
)
_LONGEST_NAME = 150
_LINKS = frozenset({"a", "iframe", "embed", "object", "source"})
_LINKING = frozenset({"data-link", "data-url", "data-href", "data-src", "fileurl", "onclick"})
_NO_ADDRESSES = frozenset({"title", "alt", "download", "filename", "data-name", "onclick", "style", "class", "id"})


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that a page links. `name`: what it is called there; `kind`: its extension, lower case, None where neither
    address nor name tells.
    """

    address: str
    name: str
    kind: str | None


def attachments_of(page: Document, selector: str | None = None) -> tuple[Attachment, ...]:
    """The attachments of a page in their order, each address once."""
    found: dict[str, Attachment] = {}
    unnamed: set[str] = set()
    for node in page.tree.css(selector or "*"):
        if not selector and (not _may_link(node) or _is_around(node)):
            continue
        for attachment in _of_node(node, page, bool(selector)):
            if attachment.address not in found or (attachment.address in unnamed and one_line(node.text())):
                found[attachment.address] = attachment
                (unnamed.discard if one_line(node.text()) else unnamed.add)(attachment.address)
    if not selector:
        for attachment in _of_scripts(page):
            found.setdefault(attachment.address, attachment)
    return tuple(found.values())


def _may_link(node: LexborNode) -> bool:
    """Whether an element links by its kind or handler, or any of its attributes holds the address of a file."""
    if node.tag in _LINKS:
        return True
    return any(
        name in _LINKING or (value and "/" in value and file_kind(value)) for name, value in node.attributes.items()
    )


def _of_node(node: LexborNode, page: Document, chosen: bool) -> Iterator[Attachment]:
    values = {name.lower(): (value or "").strip() for name, value in node.attributes.items() if name}
    label = _label(node, values)
    linked = [values.get(name, "") for name in ("href", "src", "data", "data-url", "data-href", "data-src")]
    told = file_kind(label) or next(
        (
            kind
            for name in ("filename", "download", "title", "data-link", "data-name", "data-title")
            if (kind := file_kind(values.get(name, "")))
        ),
        None,
    )
    for value in linked:
        attachment = _of_address(value, label, told, page, chosen)
        if attachment:
            yield attachment
            return
    for name in ("fileurl", "data-link"):
        address = absolute(values.get(name), page.base)
        kind = (file_kind(address) if address else None) or told
        if address and kind and not _PICTURES.search(address):
            yield Attachment(address, _name(label, address, page), kind)
            return
    for name, value in values.items():
        if name not in _NO_ADDRESSES and "/" in value and file_kind(value) and not re.search(r"[\s(){};<>]", value):
            attachment = _of_address(value, label, told, page, chosen)
            if attachment:
                yield attachment
                return
    handler = values.get("onclick", "") + (
        values.get("href", "") if values.get("href", "").lower().startswith("javascript") else ""
    )
    for found in _QUOTED.finditer(html.unescape(handler)):
        said = found.group(2)
        if "/" not in said and (said == label or not re.search(r"[.?]", said)):
            # A name or a key among the arguments: what the function makes of it only a browser knows.
            continue
        attachment = _of_address(said, label, told, page, False)
        if attachment:
            yield attachment


def _of_address(value: str, label: str, told: str | None, page: Document, chosen: bool) -> Attachment | None:
    """The attachment to which an address leads: the file that a viewer shows, a file by its extension, or an address
    without one whose link or name tells it.
    """
    address = absolute(value, page.base) if value and not is_template(value) else None
    if address is None or without_mark(address) == without_mark(page.address):
        return None
    viewed = _viewed(address, page)
    if viewed:
        return Attachment(viewed, _name(label, viewed, page), file_kind(viewed))
    if _PICTURES.search(without_mark(address)):
        return None
    kind = file_kind(address) or (told if told and not re.search(r"\.s?html?$", urlsplit(address).path) else None)
    if kind or chosen or (_DOWNLOAD.search(urlsplit(address).path) and words("attachment").search(label)):
        return Attachment(address, _name(label, address, page), kind)
    return None


def _viewed(address: str, page: Document) -> str | None:
    """The file that a viewer is given in its address: `viewer.html?file=/a.pdf`."""
    parts = urlsplit(address)
    for name, value in parse_qsl(parts.query):
        if (
            name.lower() in _VIEWED
            and file_kind(value)
            and re.match(r"(https?:)?/{1,2}|\.{1,2}/|[\w-]+/", value)
            and not _DOWNLOAD.search(parts.path)
        ):
            return absolute(
                value, f"{parts.scheme}://{parts.netloc}{parts.path}" if value.startswith(".") else page.base
            )
    return None


def _of_scripts(page: Document) -> Iterator[Attachment]:
    """Files whose address stands only within a script, several perhaps in one string, parted by #."""
    for script in page.scripts:
        if script.attributes.get("src"):
            continue
        text = script.text() or ""
        for found in _QUOTED.finditer(text):
            for piece in found.group(2).replace("\\/", "/").split("#"):
                kind = file_kind(piece)
                address = (
                    absolute(piece, page.base) if kind and "/" in piece and not re.search(r"[\s(){};]", piece) else None
                )
                if kind and address and len(name_of_address(address)) > len(kind) + 1:
                    yield Attachment(address, _name(_named_beside(text, found), address, page), kind)


def _named_beside(script: str, address: re.Match[str]) -> str:
    """What the object of a script in which an address stands calls its file; empty where it does not."""
    begin, end = script.rfind("{", 0, address.start()) + 1, script.find("}", address.end())
    return next(
        (
            found.group("named")
            for found in _NAMED.finditer(script[begin : end if end >= 0 else None])
            if re.search(r"[\u3400-\u9fff]", found.group("named"))
        ),
        "",
    )


def _label(node: LexborNode, values: dict[str, str]) -> str:
    text = said_once(one_line(node.text(separator=" "))) if node.tag not in {"iframe", "object", "embed"} else ""
    for candidate in (
        text,
        values.get("title", ""),
        values.get("download", ""),
        values.get("filename", ""),
        values.get("data-name", ""),
        values.get("data-title", ""),
        values.get("data-link", ""),
    ):
        candidate = one_line(candidate)
        if (
            candidate
            and not words("unspecific").fullmatch(candidate)
            and len(candidate) <= _LONGEST_NAME
            and not candidate.startswith(("http", "/"))
        ):
            return candidate
    return text if len(text) <= _LONGEST_NAME else ""


def _name(label: str, address: str, page: Document) -> str:
    """What a file is called: its link, unless that names nothing; else the name in its address, unless that is a number
    or a hash; else the page's own title.
    """
    bare = _LEADING.sub("", label).strip() or label
    if bare and not words("unspecific").fullmatch(bare):
        return bare
    parts = urlsplit(address)
    named = [
        unquote(value)
        for key, value in parse_qsl(parts.query)
        if re.search(r"name", key, re.IGNORECASE) and file_kind(value)
    ]
    last = named[0] if named else name_of_address(address)
    if re.search(r"[\u3400-\u9fff]", last):
        return last
    return tags(page).title or label or last


def _is_around(node: LexborNode) -> bool:
    """Whether a link belongs to the site and not to the page: within header, footer or navigation."""
    element: LexborNode | None = node
    for _ in range(12):
        if element is None:
            return False
        if element.tag in {"header", "footer", "nav"}:
            return True
        marks = f"{element.attributes.get('class') or ''} {element.attributes.get('id') or ''}".lower()
        if re.search(r"(^|[\s_-])(footer|foot|nav|navbar|mainnav)([\s_-]|$)", marks):
            return True
        element = element.parent
    return False
