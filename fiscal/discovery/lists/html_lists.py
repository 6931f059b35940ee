"""Lists in HTML: static pages, tables of old systems, the first page within a script (jpage), panes that are filled
from an address (unitbuild).
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit, urlunsplit

from fiscal.discovery.lists.items import Entries, Item, merged
from fiscal.discovery.lists.pagers import more_pages
from fiscal.discovery.lists.rows import items_of, leading_on
from fiscal.discovery.pages.document import Document, Request
from fiscal.discovery.pages.links import absolute
from fiscal.discovery.pages.values import is_object
from fiscal.discovery.sources.source import Listing

_RECORD = re.compile(r"<record>\s*(?:<!\[CDATA\[)?(.*?)(?:\]\]>)?\s*</record>", re.DOTALL | re.IGNORECASE)
_NEXT_GROUP = re.compile(r"<nextgroup>\s*(?:<!\[CDATA\[)?(.*?)(?:\]\]>)?\s*</nextgroup>", re.DOTALL | re.IGNORECASE)
_HREF = re.compile(r"""href\s*=\s*["']([^"']+)["']""", re.IGNORECASE)
_TOTAL = re.compile(r"<totalrecord>\s*(?:<!\[CDATA\[)?(\d+)|totalRecord\s*[:=]\s*[\"']?(\d+)", re.IGNORECASE)
_PROXY = re.compile(r"""["']([^"'\s]*dataproxy\.jsp[^"'\s]*)["']""")
_OPTION = re.compile(
    r"""\b(col|appid|webid|path|columnid|sourceContentType|unitid|webname|permissiontype)["']?\s*[:=]\s*(?:"([^"]*)"|'([^']*)'|(\d+))"""
)
_PER_PAGE = re.compile(r"per[pP]age[\"']?\s*[:=]\s*[\"']?(\d+)")
_PROXY_RECORDS = 45
"""Records asked for at once: three pages of fifteen, as the portals' own pager does."""


class Static:
    """Lists whose items stand in the page: any markup."""

    kind = "html"

    def fits(self, page: Document) -> bool:
        """Any page."""
        return bool(page.text)

    def read(self, page: Document, listing: Listing) -> Entries:
        """Items of the page, further pages, and the lists that `follow` names."""
        lists = (
            tuple((title, Request(address, page=page.address)) for title, address in leading_on(page, listing.follow))
            if listing.follow
            else ()
        )
        leading = {request.address for _, request in lists}
        items = tuple(item for item in items_of(page, listing.selectors, page.listing) if item.address not in leading)
        return Entries(items, more_pages(page, listing.selectors.next), lists)


class Jpage:
    """Lists whose rows are records of a datastore within a script, and come from `dataproxy.jsp` from the second page
    on.
    """

    kind = "jpage"

    def fits(self, page: Document) -> bool:
        """A datastore in the page, or an answer of the proxy."""
        return "<datastore" in page.text or "<recordset" in page.text

    def read(self, page: Document, listing: Listing) -> Entries:
        """Items of the records, not of the page around them; the proxy's further records."""
        first = page.request.page is None or "dataproxy" not in page.address
        items: list[Item] = []
        for record in _RECORD.finditer(page.text):
            items += items_of(page.part(record.group(1)), listing.selectors, page.listing)
        total = _TOTAL.search(page.text)
        count = int(total.group(1) or total.group(2)) if total else None
        more = self._first_call(page, count, len(items)) if first else self._next_call(page, count)
        return Entries(merged(items), more)

    def _first_call(self, page: Document, total: int | None, here: int) -> tuple[Request, ...]:
        if total is not None and total <= here:
            return ()
        group = _NEXT_GROUP.search(page.text)
        link = _HREF.search(group.group(1)) if group else None
        proxy = link.group(1) if link else next((found.group(1) for found in _PROXY.finditer(page.text)), None)
        address = absolute((proxy or "").replace("&amp;", "&"), page.address)
        if not address:
            return ()
        parts = urlsplit(address)
        options = {
            name: value
            for name, value in parse_qsl(parts.query, keep_blank_values=True)
            if name not in {"page", "startrecord", "endrecord", "perpage"}
        }
        for found in _OPTION.finditer(page.text):
            options.setdefault(found.group(1), found.group(2) or found.group(3) or found.group(4) or "")
        options.setdefault("col", "1")
        size = _PER_PAGE.search(page.text)
        return (
            _records(
                urlunsplit(parts._replace(query="", fragment="")),
                options,
                1,
                int(size.group(1)) if size else 15,
                page.address,
            ),
        )

    def _next_call(self, page: Document, total: int | None) -> tuple[Request, ...]:
        asked = dict(parse_qsl(urlsplit(page.request.address).query))
        end = int(asked.get("endrecord", "0") or 0)
        if not end or total is None or end >= total:
            return ()
        address = urlunsplit(urlsplit(page.request.address)._replace(query=""))
        return (
            _records(
                address, dict(page.request.form or ()), end + 1, int(asked.get("perpage", "15")), page.request.page
            ),
        )


def _records(address: str, options: Mapping[str, str], start: int, size: int, page: str | None) -> Request:
    query = urlencode({"startrecord": start, "endrecord": start + _PROXY_RECORDS - 1, "perpage": size})
    return Request(f"{address}?{query}", tuple(options.items()), page, part=True)


class Unitbuild:
    """Pages whose panes are filled by a script from an address, which answers markup within JSON."""

    kind = "unitbuild"

    def fits(self, page: Document) -> bool:
        """A pane to be filled, or an answer that fills one."""
        return page.tree.css_first("[querydata][url]") is not None or self._markup(page) is not None

    def read(self, page: Document, listing: Listing) -> Entries:
        """The panes to ask for, with what stands in the page already; or the items of a filled pane and its next
        page.
        """
        markup = self._markup(page)
        if markup is None:
            return Entries(items_of(page, listing.selectors, page.listing), tuple(self._panes(page)))
        html, values = markup
        items = items_of(page.part(html), listing.selectors, page.listing)
        return Entries(items, self._next(page, html, values, len(items)))

    def _panes(self, page: Document) -> Iterator[Request]:
        for pane in page.tree.css("[querydata][url]"):
            query = {name: str(value) for name, value in _loose_json(pane.attributes.get("querydata") or "").items()}
            address = absolute(pane.attributes.get("url"), page.address)
            if query and address:
                yield Request(f"{address}?{urlencode(query)}", page=page.address, part=True)

    def _next(self, page: Document, html: str, values: Mapping[str, Any], here: int) -> tuple[Request, ...]:
        parts = urlsplit(page.request.address)
        query = dict(parse_qsl(parts.query, keep_blank_values=True))
        asked = _loose_json(parse_qs(parts.query).get("paramJson", ["{}"])[0])
        number = int(asked.get("pageNo") or 1)
        total, size = (
            _number(values, "count", "total") or _printed(html, "count", "total"),
            _number(values, "rows", "pageSize") or _printed(html, "rows", "pagesize"),
        )
        size = int(asked.get("pageSize") or size or here or 0)
        if not here or not size or total is None or number >= math.ceil(total / size):
            return ()
        query["paramJson"] = json.dumps({"pageNo": number + 1, "pageSize": size}, separators=(",", ":"))
        return (replace(page.request, address=urlunsplit(parts._replace(query=urlencode(query)))),)

    def _markup(self, page: Document) -> tuple[str, Mapping[str, Any]] | None:
        if not page.text.lstrip().startswith("{"):
            return None
        try:
            answer = json.loads(page.text)
        except ValueError:
            return None
        data = answer.get("data") if is_object(answer) else None
        if not is_object(data) or not isinstance(data.get("html"), str):
            return None
        return data["html"], {**answer, **data}


def _number(values: Mapping[str, Any], *names: str) -> int | None:
    return next((int(values[name]) for name in names if str(values.get(name, "")).isdigit()), None)


def _printed(html: str, *names: str) -> int | None:
    """A number that the pager of a pane carries as an attribute or a setting."""
    found = re.search(rf"""\b(?:data-)?(?:{"|".join(names)})["']?\s*[:=]\s*["']?(\d+)""", html, re.IGNORECASE)
    return int(found.group(1)) if found else None


def _loose_json(text: str) -> dict[str, Any]:
    """An object as JSON, also with single quotes as scripts write it; empty where it is none."""
    for candidate in (text, re.sub(r"'", '"', text)):
        try:
            values = json.loads(candidate)
        except ValueError:
            continue
        if is_object(values):
            return values
    return {}
