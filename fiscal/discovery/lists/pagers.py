"""Pagers: the further pages of a list in HTML, from the script that draws the pager or from its links."""

from __future__ import annotations

import re

from fiscal.discovery.pages.document import Document, Request
from fiscal.discovery.pages.links import absolute, joined, one_line, opened_by, without_mark
from fiscal.discovery.pages.words import words

_CREATE = re.compile(
    r"""createPageHTML\s*\(\s*(?:["'][\w-]*["']\s*,\s*)?["']?(\d+)["']?\s*,\s*["']?(\d+)["']?\s*,\s*["']([\w./-]+)["']\s*,\s*["'](\w+)["']"""
)
_NUMBERED = re.compile(r"^(.*?)(?:[_-](\d+))?\.(s?html?|jhtml)$", re.IGNORECASE)
_COUNT = re.compile(r"""pageCount["']?\s*[:=]\s*["']?(\d+)""")
_FIRST_PAGE = re.compile(r"""createPageHTML\s*\(\s*["'][\w-]*["']\s*,""")


def more_pages(page: Document, next_link: str | None = None) -> tuple[Request, ...]:
    """The further pages of the list that this is a page of; empty on the last one. `next_link`: a selector of the link
    to the next page.
    """
    if next_link:
        link = page.tree.css_first(next_link)
        return _asked(page, absolute(link.attributes.get("href"), page.base) if link is not None else None)
    return _created(page) or _linked(page) or _counted(page)


def _created(page: Document) -> tuple[Request, ...]:
    """Pages of `createPageHTML(count, current, name, extension)`: counted from 0 (`index_1.html` is the second), or
    from 1 where a container is named first.
    """
    calls = [found for script in page.scripts for found in _CREATE.finditer(script.text() or "")]
    if not calls:
        return ()
    count, current, name, extension = (
        int(calls[-1].group(1)),
        int(calls[-1].group(2)),
        calls[-1].group(3),
        calls[-1].group(4),
    )
    from_one = _FIRST_PAGE.match(calls[-1].group()) is not None and current >= 1
    numbers = range(current + 1, count + 1) if from_one else range(current + 1, count)
    return tuple(Request(joined(page.address, f"{name}_{number}.{extension}")) for number in numbers)


def _linked(page: Document) -> tuple[Request, ...]:
    for link in page.tree.css("a"):
        label = one_line(link.text(separator=" ")) or one_line(link.attributes.get("title") or "")
        if words("next_page").search(label):
            address = absolute(link.attributes.get("href"), page.base) or opened_by(
                link.attributes.get("onclick"), page.base
            )
            if address and without_mark(address) != without_mark(page.address):
                return _asked(page, address)
    return ()


def _counted(page: Document) -> tuple[Request, ...]:
    """Pages of a pager that a script draws from a count, where the address is numbered already
    (`column-index-1.shtml`): the next number.
    """
    found = _NUMBERED.match(page.address.partition("?")[0])
    counts = [int(count.group(1)) for script in page.scripts for count in _COUNT.finditer(script.text() or "")]
    if not found or not found.group(2) or not counts:
        return ()
    number = int(found.group(2))
    if number >= max(counts):
        return ()
    joint = page.address[len(found.group(1))]
    return _asked(page, f"{found.group(1)}{joint}{number + 1}.{found.group(3)}")


def _asked(page: Document, address: str | None) -> tuple[Request, ...]:
    return (Request(address, page=page.request.page),) if address else ()
