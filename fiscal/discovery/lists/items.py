"""What a list gives: its items, further pages, and lists that it leads to."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol

from fiscal.discovery.pages.document import Document, Request
from fiscal.discovery.pages.links import is_cut, without_mark
from fiscal.discovery.sources.source import Listing


@dataclass(frozen=True, slots=True)
class Item:
    """An entry of a list. `listing`: the address of the list's first page; `date`: as printed, None where none is."""

    title: str
    address: str
    date: date | None
    listing: str


@dataclass(frozen=True, slots=True)
class Entries:
    """What one answer of a list holds. `more`: further pages of the same list; `lists`: other lists that it leads to,
    by what they are called.
    """

    items: tuple[Item, ...] = ()
    more: tuple[Request, ...] = ()
    lists: tuple[tuple[str, Request], ...] = ()


class Shape(Protocol):
    """One way in which portals publish lists."""

    @property
    def kind(self) -> str:
        """How sources name it."""
        ...

    def fits(self, page: Document) -> bool:
        """Whether an answer has this shape."""
        ...

    def read(self, page: Document, listing: Listing) -> Entries:
        """What the answer holds."""
        ...


def merged(items: list[Item]) -> tuple[Item, ...]:
    """The items, each address once, with the fullest title and the first date that any of its mentions has."""
    found: dict[str, Item] = {}
    for item in items:
        key = without_mark(item.address)
        known = found.get(key)
        if known is None:
            found[key] = item
            continue
        fuller = (is_cut(known.title), -len(known.title)) > (is_cut(item.title), -len(item.title))
        title = item.title if fuller else known.title
        found[key] = replace(known, title=title, date=known.date or item.date)
    return tuple(found.values())
