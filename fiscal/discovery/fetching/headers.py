"""Headers: what a request says of itself, and what those of an answer say of its file."""

from __future__ import annotations

import os
import re
from urllib.parse import quote, unquote, urlsplit

from fiscal.discovery.fetching.answers import Known, NotFetchedError
from fiscal.discovery.pages.document import Request
from fiscal.discovery.pages.links import without_mark
from fiscal.discovery.sources.source import Source
from fiscal.document.opening.characters import name_written

AGENT = "fiscal-facts"
_UNSAFE = re.compile(r"[^\x21-\x7e]+")


def request_headers(source: Source, request: Request, known: Known | None, head: int | None) -> dict[str, str]:
    """What a request to a portal says: who asks, from which page, for what; a source's secrets to its own host alone.

    NotFetchedError where a secret is not set.
    """
    contact = os.environ.get("FISCAL_CONTACT")
    headers = {
        "User-Agent": f"{AGENT}/0.1{f' (+{contact})' if contact else ''}",
        "Accept": "*/*",
        "Accept-Language": "zh-CN,zh;q=0.9",
    }
    headers["Accept-Encoding"] = "identity" if head else "gzip"
    if request.page and urlsplit(request.page).netloc == urlsplit(request.address).netloc:
        headers["Referer"] = quoted(without_mark(request.page))
    if request.form is not None:
        headers["Content-Type"] = "application/x-www-form-urlencoded; charset=UTF-8"
    if known and known.etag:
        headers["If-None-Match"] = known.etag
    if known and known.last_modified:
        headers["If-Modified-Since"] = known.last_modified
    if head:
        headers["Range"] = f"bytes=0-{head - 1}"
    if urlsplit(request.address)[:2] == urlsplit(source.listing.url)[:2]:
        headers |= {name: _secret(variable) for name, variable in source.secrets.items()}
    return headers


def _secret(variable: str) -> str:
    value = os.environ.get(variable)
    if not value:
        raise NotFetchedError("secret_missing", variable)
    return value


def file_name(disposition: str | None) -> str | None:
    """The name that an answer gives its file."""
    if not disposition:
        return None
    coded = re.search(r"filename\*\s*=\s*([\w-]*)'[^']*'([^;]+)", disposition, re.IGNORECASE)
    if coded:
        return unquote(coded.group(2).strip(), coded.group(1) or "utf-8", "replace")
    plain = re.search(r'filename\s*=\s*"?([^";]+)"?', disposition, re.IGNORECASE)
    if not plain:
        return None
    return as_written(unquote(plain.group(1).strip()))


def as_written(header: str) -> str:
    """A header's text as the portal wrote it: bare UTF-8 or GB 18030, which HTTP reads as Latin-1."""
    try:
        return name_written(header.encode("latin-1")) or header
    except UnicodeEncodeError:
        return header


def quoted(address: str) -> str:
    """The address with what is no plain character in it percent-encoded: portals write Chinese names and blanks as they
    are.
    """
    return _UNSAFE.sub(lambda found: quote(found.group()), address)
