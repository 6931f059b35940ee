"""A page as it was answered: its address, its decoded text, its tree.

Which characters its bytes are is told by `fiscal.document.opening.characters`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from selectolax.lexbor import LexborHTMLParser, LexborNode

from fiscal.discovery.pages.links import absolute, joined, one_line


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked of a portal: an address, the form that is posted to it (None: it is got), the page for whose sake
    it is asked.

    `listing`: the address of the list that the answer is a part of, where it is not the first; `part`: whether the
    answer fills the page that it is asked for, against which its links are resolved then, and is none of its own."""

    address: str
    form: tuple[tuple[str, str], ...] | None = None
    page: str | None = None
    listing: str | None = None
    part: bool = False


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
        page = joined(self.address, self.request.page) if self.request.part and self.request.page else self.address
        declared = self.tree.css_first("base[href]")
        return (absolute(declared.attributes.get("href"), page) if declared is not None else None) or page

    @property
    def listing(self) -> str:
        """The address of the list that this is a part of."""
        return self.request.listing or self.request.page or self.address

    @cached_property
    def visible(self) -> str:
        """What a reader sees of it, on one line."""
        body = LexborHTMLParser(self.text)
        for node in body.css("script, style, noscript, template, option"):
            node.decompose()
        return one_line(body.body.text(separator=" ")) if body.body is not None else ""

    def part(self, text: str) -> Document:
        """Another text of the same page: markup that stood inside a script or an answer."""
        return Document(self.address, text, self.request, self.received)

    @cached_property
    def scripts(self) -> tuple[LexborNode, ...]:
        """The scripts, those that are loaded included."""
        return tuple(self.tree.css("script"))
