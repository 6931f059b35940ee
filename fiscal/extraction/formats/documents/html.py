"""HTML articles as a flow: the element that holds the article, its paragraphs and its tables. Nothing is fetched, no
script is run.

Tables that only lay the page out are looked through.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

from lxml import etree, html

from fiscal.document.opening.characters import decoded
from fiscal.extraction.typesetting.flow import BODY_SIZE, Area, Entry, Flow, Frame, Paragraph
from fiscal.model.reading import Doubt
from fiscal.model.reasons import Failure

_DROPPED = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "nav",
        "footer",
        "aside",
        "select",
        "button",
        "input",
        "textarea",
        "svg",
        "iframe",
        "object",
    ]
)
_BLOCKS: frozenset[str] = frozenset(
    {"p", "div", "section", "article", "main", "header", "form", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li"}
    | {"dl", "dt", "dd", "blockquote", "center", "pre", "tr", "td", "th", "table", "tbody", "thead", "caption", "hr"}
)
_HEADINGS = {"h1": 18.0, "h2": 15.0, "h3": 13.0, "h4": 12.0}
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_ALIGNED = re.compile(r"text-align\s*:\s*(center|right)", re.IGNORECASE)
_ARTICLE = 0.8
"""Share of the page's text outside links, and all of its tables, that an element holds to be the article or to have it
in itself.
"""
_WIDEST = 200
"""Columns that one cell may cover; a page may claim any number."""
_TALLEST = 2000
_LEAST_PICTURE = 200


def read_html(path: Path) -> Flow | Failure:
    """The article as a flow; `no_pages` where the page has no text."""
    root = _parsed(path.read_bytes())
    if root is None:
        return Failure("no_pages")
    title = " ".join((root.findtext(".//title") or "").split())
    body = root.find("body") if root.find("body") is not None else root
    for element in [e for e in body.iter() if e is not body and _is_dropped(e)]:
        if element.getparent() is not None:
            element.drop_tree()
    article = _article(body)
    desk = _Desk()
    blocks = list(desk.blocks(article))
    if not blocks:
        return Failure("no_pages")
    heading = next((e for e in body.iter("h1") if _text_of(e)), None)
    if heading is not None and article not in (heading, *heading.iterancestors()):
        blocks.insert(0, Paragraph(_text_of(heading), "center", _HEADINGS["h1"], bold=True))
    elif title and heading is None and not any(isinstance(b, Paragraph) and b.text in title for b in blocks[:3]):
        blocks.insert(0, Paragraph(title, "center", _HEADINGS["h1"], bold=True))
    doubts = (Doubt("pictures_unread", False, detail=str(desk.pictures)),) if desk.pictures else ()
    return Flow(tuple(blocks), "html", doubts)


def _parsed(content: bytes) -> html.HtmlElement | None:
    text = decoded(content)
    if not text.strip():
        return None
    parser = html.HTMLParser(no_network=True, huge_tree=False, remove_comments=True, remove_pis=True)
    try:
        return cast(Any, html).document_fromstring(re.sub(r"^\s*<\?xml[^>]*\?>", "", text), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None


def _is_dropped(element: html.HtmlElement) -> bool:
    if not isinstance(element.tag, str):
        return True
    return (
        element.tag in _DROPPED or bool(_HIDDEN.search(element.get("style") or "")) or element.get("hidden") is not None
    )


def _article(body: html.HtmlElement) -> html.HtmlElement:
    """The innermost element that still holds the article: nearly all text that is no link, and every table of
    figures.
    """
    inside = body
    while True:
        whole, tables = _weight(inside), _tables(inside)
        child = next(
            (
                c
                for c in inside
                if c.tag != "p" and _weight(c) >= _ARTICLE * whole > 0 and _tables(c) == tables and not _is_data(c)
            ),
            None,
        )
        if child is None:
            return inside
        inside = child


def _weight(element: html.HtmlElement) -> int:
    """Characters outside of links."""
    return len(_text_of(element)) - sum(len(_text_of(link)) for link in element.iter("a"))


def _tables(element: html.HtmlElement) -> int:
    return sum(_is_data(table) for table in element.iter("table"))


def _is_data(table: html.HtmlElement) -> bool:
    """Whether a table is one of data: no other one lies in it, and it has two columns and two rows of texts at
    least.
    """
    if table.tag != "table" or table.find(".//table") is not None:
        return False
    rows = [[cell for cell in row if cell.tag in ("td", "th") and _text_of(cell)] for row in table.iter("tr")]
    return sum(len(row) >= 2 for row in rows) >= 2


def _text_of(element: html.HtmlElement) -> str:
    return " ".join("".join(element.itertext()).split())


class _Desk:
    """The page in hand; `pictures`: how many large ones were passed over."""

    pictures = 0

    def blocks(self, element: html.HtmlElement) -> Iterator[Paragraph | Area]:
        """The paragraphs and tables of an element in their order; text between them is a paragraph of its own."""
        line: list[str] = [element.text or ""]
        for child in element:
            if child.tag == "br":
                yield from _paragraphs(line, element)
                line = []
            elif child.tag == "table" and _is_data(child):
                yield from _paragraphs(line, element)
                line = []
                if (caption := child.find("caption")) is not None and _text_of(caption):
                    yield Paragraph(_text_of(caption), "center")
                self._pass_over(child)
                yield _area(child)
            elif child.tag in _BLOCKS or any(e.tag in _BLOCKS or e.tag == "br" for e in child.iterdescendants()):
                yield from _paragraphs(line, element)
                line = []
                yield from self.blocks(child)
            else:
                self._pass_over(child)
                line.append("".join(child.itertext()))
            line.append(child.tail or "")
        yield from _paragraphs(line, element)

    def _pass_over(self, element: html.HtmlElement) -> None:
        """Counts the large pictures of what is taken as text."""
        self.pictures += sum(map(_is_large, element.iter("img")))


def _paragraphs(line: list[str], element: html.HtmlElement) -> Iterator[Paragraph]:
    text = " ".join("".join(line).replace("\u200b", "").split())
    if text:
        size = next((_HEADINGS[e.tag] for e in (element, *element.iterancestors()) if e.tag in _HEADINGS), BODY_SIZE)
        yield Paragraph(text, _align(element), size, size > BODY_SIZE)


def _align(element: html.HtmlElement) -> str:
    for near in (element, *element.iterancestors()):
        said = _ALIGNED.search(near.get("style") or "")
        value = said[1].lower() if said else (near.get("align") or "").lower()
        if near.tag == "center" or value == "center":
            return "center"
        if value in ("right", "left", "justify"):
            return "right" if value == "right" else "left"
    return "left"


def _is_large(image: html.HtmlElement) -> bool:
    """Whether a picture may show more than a sign: by the sides that are said, in points of the screen; where they are
    not, by whether it stands alone, as signs beside the names of attachments do not.
    """
    sides = [side for name in ("width", "height") if (side := _side(image, name)) is not None]
    if len(sides) == 2 or any(side < _LEAST_PICTURE for side in sides):
        return all(side >= _LEAST_PICTURE for side in sides)
    block = next((e for e in image.iterancestors() if e.tag in _BLOCKS), None)
    return block is None or not _text_of(block)


def _side(image: html.HtmlElement, name: str) -> int | None:
    styled = re.search(rf"(?:^|[;\s]){name}\s*:\s*(\d+)(?:\.\d+)?px", image.get("style") or "", re.IGNORECASE)
    said = styled or re.match(r"\s*(\d+)(?:px)?\s*$", image.get(name) or "")
    return int(said[1]) if said else None


def _area(table: html.HtmlElement) -> Area:
    """A table of data as an area with one frame, its cells where their spans put them."""
    taken: set[tuple[int, int]] = set()
    entries: list[Entry] = []
    rows = [row for row in table.iter("tr") if any(cell.tag in ("td", "th") for cell in row)]
    for number, row in enumerate(rows):
        col = 0
        for cell in row:
            if cell.tag not in ("td", "th"):
                continue
            while (number, col) in taken:
                col += 1
            down = min(_span(cell, "rowspan") or len(rows) - number, len(rows) - number, _TALLEST)
            across = min(_span(cell, "colspan") or 1, _WIDEST)
            while across > 1 and any((number, at) in taken for at in range(col, col + across)):
                across -= 1
            while down > 1 and any(
                (at, c) in taken for at in range(number, number + down) for c in range(col, col + across)
            ):
                down -= 1
            taken |= {(r, c) for r in range(number, number + down) for c in range(col, col + across)}
            entries.append(
                Entry(
                    row=number,
                    col=col,
                    rowspan=down,
                    colspan=across,
                    text=_cell_text(cell),
                    align=_align(cell),
                    bold=cell.tag == "th",
                )
            )
            col += across
    width = max((c for _, c in taken), default=0) + 1
    return Area(tuple(entries), (0.0,) * width, (Frame(0, len(rows), 0, width),))


def _span(cell: html.HtmlElement, name: str) -> int:
    """How many rows or columns a cell says it covers; 0 for all that are left."""
    found = re.match(r"\s*(\d{1,6})", cell.get(name) or "1")
    return int(found[1]) if found else 1


def _cell_text(cell: html.HtmlElement) -> str:
    """The lines of a cell; no-break spaces before its first word indent it."""
    lines = [line.rstrip() for line in _flat(cell).split("\n")]
    return "\n".join(line for line in lines if line.strip())


def _one_space(text: str) -> str:
    return re.sub(r"[ \t\r\n\f]+", " ", text)


def _flat(element: html.HtmlElement) -> str:
    """The text of an element with line ends where blocks begin and lines are broken; other white space as single
    spaces.
    """
    text = _one_space(element.text or "")
    for child in element:
        if child.tag in _BLOCKS or child.tag == "br":
            text = text.rstrip(" ") + "\n"
        inner = _flat(child)
        text += inner.lstrip(" ") if text.endswith("\n") or not text else inner
        if child.tag in _BLOCKS and child.tag != "br":
            text += "\n"
        tail = _one_space(child.tail or "")
        text += tail.lstrip(" ") if text.endswith("\n") else tail
    return text.lstrip(" ") if element.tag in ("td", "th") else text
