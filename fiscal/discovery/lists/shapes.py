"""All shapes of lists, and which of them an answer has."""

from __future__ import annotations

from fiscal.discovery.lists.feed import Feed
from fiscal.discovery.lists.html_lists import Jpage, Static, Unitbuild
from fiscal.discovery.lists.items import Entries, Item, Shape
from fiscal.discovery.lists.json_lists import Described, Gkmlpt
from fiscal.discovery.pages.document import Document
from fiscal.discovery.pages.tags import tags
from fiscal.discovery.sources.source import Listing


class OwnPage:
    """A page that is the filing itself: its one item is the page."""

    kind = "page"

    def fits(self, page: Document) -> bool:
        """An article by its tags. Never found out: an article may be a list of departments as well."""
        return tags(page).title is not None

    def read(self, page: Document, listing: Listing) -> Entries:  # noqa: ARG002
        """The page as its own item."""
        told = tags(page)
        heading = page.tree.css_first("h1") or page.tree.css_first("title")
        title = told.title or (heading.text(strip=True) if heading is not None else "")
        return Entries((Item(title, page.address, told.published, page.listing),) if title else ())


FOUND_OUT: tuple[Shape, ...] = (Feed(), Gkmlpt(), Jpage(), Unitbuild(), Static())
"""The shapes that an answer is tried for, the most particular first; the last fits every page."""

SHAPES: dict[str, Shape] = {shape.kind: shape for shape in (*FOUND_OUT, Described(), OwnPage())}
"""All shapes by how sources name them."""


def shape_of(page: Document, listing: Listing) -> Shape:
    """The shape that the source names, else the one that the answer has."""
    return SHAPES.get(listing.kind) or next((shape for shape in FOUND_OUT if shape.fits(page)), FOUND_OUT[-1])
