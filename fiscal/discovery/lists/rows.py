"""The rows of a list in HTML, whatever they are made of: a row is the largest element around a link that holds no other
link, with a date in it or beside it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from selectolax.lexbor import LexborNode

from fiscal.discovery.lists.items import Item, merged
from fiscal.discovery.pages.dates import date_in, date_of_address, date_of_row, is_only_a_date
from fiscal.discovery.pages.document import Document
from fiscal.discovery.pages.links import (
    absolute,
    file_kind,
    is_article,
    is_template,
    one_line,
    opened_by,
    squeezed,
    title_of_link,
    without_mark,
)
from fiscal.discovery.pages.words import words
from fiscal.discovery.sources.source import Selectors

_CONTAINERS = frozenset({"ul", "ol", "table", "tbody", "body", "html", "form", "dl"})
_LEVELS = 6
_ROW_LENGTH = 120
_TITLE_LENGTH, _ARTICLE_TITLE = 5, 8


def items_of(page: Document, selectors: Selectors, listing: str) -> tuple[Item, ...]:
    """The items of a page: links with a date beside them, links to files, and links whose titles speak of budgets or
    accounts. Links of the site around them are none.
    """
    if selectors.rows:
        return merged(
            [item for row in page.tree.css(selectors.rows) if (item := _selected(row, page, selectors, listing))]
        )
    links = list(_links(page))
    around = _addresses_around(links)
    found: list[Item] = []
    above: dict[int, date] = {}
    for link, address in links:
        title = _title(link)
        row, told = _date(link, title, address, around, page)
        if words("unspecific").fullmatch(title):
            title = _title_of_row(row, title)
        if told is not None:
            told = _not_after(told, row, above, page.received)
        if _is_item(link, title, address, told):
            found.append(Item(title or one_line(link.text()), address, told, listing))
    return merged([item for item in found if len(squeezed(item.title)) >= _TITLE_LENGTH])


def leading_on(page: Document, titles: tuple[str, ...]) -> list[tuple[str, str]]:
    """The links whose titles match one of the expressions, each address once: what they are called, where they lead."""
    found: dict[str, str] = {}
    for link, address in _links(page):
        title = _title(link)
        if any(re.search(pattern, title) for pattern in titles):
            found.setdefault(address, title)
    return [(title, address) for address, title in found.items()]


def _links(page: Document) -> Iterator[tuple[LexborNode, str]]:
    for node in page.tree.css("a[href], a[onclick], li[onclick], tr[onclick], div[onclick]"):
        href = node.attributes.get("href")
        address = absolute(href, page.base) if href and not href.strip().lower().startswith("javascript") else None
        address = (
            address
            or opened_by(node.attributes.get("onclick"), page.base)
            or opened_by(href if href and "javascript" in href.lower() else None, page.base)
        )
        if address and not is_template(node.text() or ""):
            yield node, address


def _addresses_around(links: list[tuple[LexborNode, str]]) -> dict[int, set[str]]:
    """The different addresses that each element around a link holds."""
    found: dict[int, set[str]] = defaultdict(set)
    for link, address in links:
        for element in _upwards(link, _LEVELS + 2):
            found[element.mem_id].add(without_mark(address))
    return found


def _upwards(node: LexborNode, levels: int) -> Iterator[LexborNode]:
    element: LexborNode | None = node
    for _ in range(levels):
        if element is None or element.tag in {"html", "body", "-undef"}:
            return
        yield element
        element = element.parent


def _title(link: LexborNode) -> str:
    title = title_of_link(link)
    pieces = _pieces(link)
    dated = [piece for piece in pieces if is_only_a_date(piece)]
    if dated and not link.attributes.get("title") and link.css_first("h1, h2, h3, h4, h5, h6") is None:
        title = one_line(" ".join(piece for piece in pieces if piece not in dated))
    return re.sub(r"^[·•▪■◆●\-—\s]+", "", title)


def _title_of_row(row: LexborNode, called: str) -> str:
    """What the row of a link that says nothing itself (查看) is called: its texts, but for numbers and dates."""
    named = "".join(
        piece
        for piece in _pieces(row)
        if piece != called and re.search(r"[\u3400-\u9fff]", piece) and not is_only_a_date(piece)
    )
    return named if words("filing").search(named) and len(named) <= _ROW_LENGTH else called


def _pieces(node: LexborNode) -> list[str]:
    return [piece for text in node.text(separator="\n").split("\n") if (piece := one_line(text))]


def _date(
    link: LexborNode, title: str, address: str, around: dict[int, set[str]], page: Document
) -> tuple[LexborNode, date | None]:
    """The row around a link, and the date in it or beside it."""
    plain = squeezed(title)
    row = link
    for element in _upwards(link, _LEVELS):
        if len(around[element.mem_id]) > 1 or (element.tag in _CONTAINERS and element is not link):
            break
        row = element
        pieces = [piece for piece in _pieces(element) if squeezed(piece) != plain]
        told = date_of_row(pieces, address, page.received)
        if told:
            return row, told
        rest = [piece for piece in pieces if squeezed(piece) not in plain]
        if sum(map(len, rest)) <= _ROW_LENGTH and (told := date_in(" ".join(rest))):
            return row, told
    beside = _next_element(row)
    if (
        beside is not None
        and (row.tag, beside.tag) in {(beside.tag, beside.tag), ("dt", "dd")}
        and beside.css_first("a") is None
    ):
        told = date_of_row(_pieces(beside), address, page.received)
        if told and all(is_only_a_date(piece) for piece in _pieces(beside)):
            return row, told
    return row, None


def _not_after(told: date, row: LexborNode, above: dict[int, date], received: date) -> date:
    """A date whose year is a guess (the latest before the page was received), not after that of the row above it: lists
    begin with the newest.
    """
    parent = row.parent.mem_id if row.parent is not None else 0
    last = above.get(parent)
    if (
        last is not None
        and told > last
        and str(told.year) not in (row.text() or "")
        and (told.month, told.day) != (2, 29)
    ):
        year = last.year if (told.month, told.day) <= (last.month, last.day) else last.year - 1
        told = told.replace(year=year)
    if told <= received:
        above[parent] = told
    return told


def _next_element(node: LexborNode) -> LexborNode | None:
    following = node.next
    while following is not None and not following.is_element_node:
        following = following.next
    return following


def _is_item(link: LexborNode, title: str, address: str, told: date | None) -> bool:
    if words("more").search(title) or words("unspecific").fullmatch(title) or not re.search(r"[\u3400-\u9fff]", title):
        return False
    if told is not None or file_kind(address) or file_kind(title):
        return True
    if is_article(address) and len(squeezed(title)) >= _ARTICLE_TITLE and not _is_navigation(link):
        return True
    # A column's link speaks of budgets as well: an item's title names a year, or a body before the word.
    return (
        words("filing").search(title) is not None
        and re.search(r"(?:19|20)\d\d|[\u3400-\u9fff]{6,}", title) is not None
        and not _is_navigation(link)
    )


def _is_navigation(link: LexborNode) -> bool:
    for element in _upwards(link, 12):
        marks = f"{element.attributes.get('class') or ''} {element.attributes.get('id') or ''}".lower()
        if element.tag in {"nav", "header", "footer"} or re.search(
            r"(^|[\s_-])(nav|menu|crumbs?|breadcrumb|footer?|foot|position|location|friend)", marks
        ):
            return True
    return False


def _selected(row: LexborNode, page: Document, selectors: Selectors, listing: str) -> Item | None:
    """The item of a row that a source's selectors name; the row's own text where a selector finds nothing."""
    link = row.css_first(selectors.link or "a[href]") if selectors.link or row.tag != "a" else row
    if link is None:
        return None
    address = absolute(link.attributes.get("href"), page.base) or opened_by(link.attributes.get("onclick"), page.base)
    if address is None:
        return None
    titled = row.css_first(selectors.title) if selectors.title else None
    title = one_line(titled.text(separator=" ")) if titled is not None else _title(link)
    dated = row.css_first(selectors.date) if selectors.date else row
    pieces = [piece for piece in _pieces(dated) if squeezed(piece) != squeezed(title)] if dated is not None else []
    told = date_of_row(pieces, address, page.received) or date_in(" ".join(pieces)) or date_of_address(address)
    return Item(title, address, told, listing) if title else None
