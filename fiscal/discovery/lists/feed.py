"""Feeds: RSS and Atom."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from email.utils import parsedate_to_datetime
from typing import Any

from lxml import etree  # pyright: ignore

from fiscal.discovery.lists.items import Entries, Item, merged
from fiscal.discovery.pages.dates import first_date
from fiscal.discovery.pages.document import Document
from fiscal.discovery.pages.links import absolute, one_line
from fiscal.discovery.sources.source import Listing


class Feed:
    """A feed with a title, a link and a date an entry."""

    kind = "rss"

    def fits(self, page: Document) -> bool:
        """An XML document whose first element is a feed's."""
        head = page.text[:1000].lower()
        return "<rss" in head or "<feed" in head or "<rdf:rdf" in head

    def read(self, page: Document, listing: Listing) -> Entries:  # noqa: ARG002
        """The entries; a feed has one page."""
        # Declared entities are never expanded and nothing is loaded; a feed that is not well-formed is read as far as
        # it goes. The text is decoded, whatever it declares.
        parser: Any = etree.XMLParser(
            encoding="utf-8", resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True
        )
        root: Any = etree.fromstring(page.text.encode(), parser)
        return Entries(merged(list(self._items(root, page)))) if root is not None else Entries()

    def _items(self, root: Any, page: Document) -> Iterator[Item]:
        for entry in root.iter("{*}item", "{*}entry"):
            link = next(iter(entry.findall("{*}link")), None)
            address = absolute(
                (link.get("href") or link.text or "") if link is not None else self._text(entry, "guid"), page.base
            )
            title = one_line(self._text(entry, "title"))
            if address and title:
                yield Item(title, address, self._date(entry), page.listing)

    def _date(self, entry: Any) -> date | None:
        told = self._text(entry, "pubDate", "published", "date", "updated")
        if first_date(told):
            return first_date(told)
        try:
            return parsedate_to_datetime(told).date()
        except (TypeError, ValueError):
            return None

    def _text(self, entry: Any, *names: str) -> str:
        return next(
            (found.text for name in names if (found := entry.find(f"{{*}}{name}")) is not None and found.text), ""
        )
