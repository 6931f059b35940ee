"""Text documents of the Office Open XML kind, .docx and newer .wps, as a flow of paragraphs and tables: what is
displayed of them, automatic numbers written out.

Deleted text, hidden text and comments are no part of it. Pictures are not read, and said so. Whether the file may be
opened at all is left to `packages`."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from lxml import etree

from fiscal.extraction.formats.documents.docx_styles import Element, Styles, W, attribute, local, parsed, styles_of
from fiscal.extraction.formats.documents.numbering import Numbering
from fiscal.extraction.typesetting.flow import Area, Entry, Flow, Frame, Paragraph
from fiscal.model.reading import Doubt
from fiscal.model.reasons import Failure

_LEAST_PICTURE = 150 * 12_700
"""Length of both sides of a picture, 150 points in its own measure, from which on it may hold a table or text and is no
seal or rule.
"""
_SKIPPED = frozenset(
    (
        "del",
        "moveFrom",
        "instrText",
        "delText",
        "commentReference",
        "pPr",
        "rPr",
        "tblPr",
        "trPr",
        "tcPr",
        "sectPr",
        "Fallback",
    )
)
_DEEPEST = 6
"""Tables within tables that are followed."""


def read_docx(path: Path) -> Flow | Failure:
    """The document as a flow; `damaged` where its text cannot be parsed."""
    try:
        with zipfile.ZipFile(path) as package:
            body = parsed(package.read("word/document.xml")).find(f"{W}body")
            styles = styles_of(_part(package, "word/styles.xml"))
            numbering = Numbering(_part(package, "word/numbering.xml"))
    except (KeyError, zipfile.BadZipFile, etree.XMLSyntaxError, ValueError, OSError) as error:
        return Failure("damaged", f"{type(error).__name__}: {error}"[:120])
    if body is None:
        return Failure("damaged", "no body")
    desk = _Desk(styles, numbering)
    blocks = tuple(desk.blocks(body))
    doubts = (Doubt("pictures_unread", False, detail=str(desk.pictures)),) if desk.pictures else ()
    return Flow(blocks, "document", doubts)


def _part(package: zipfile.ZipFile, name: str) -> Element | None:
    return parsed(package.read(name)) if name in package.namelist() else None


@dataclass(slots=True)
class _Desk:
    """The document in hand. `pictures`: how many large ones were passed over; `turns`: a page break waits for the next
    paragraph.
    """

    styles: Styles
    numbering: Numbering
    pictures: int = 0
    turns: bool = False
    boxes: list[Element] = field(default_factory=list[Element])

    def blocks(self, parent: Element) -> Iterator[Paragraph | Area]:
        """The paragraphs and tables under an element in their order; what only wraps them is looked into."""
        for element in parent:
            name = local(element)
            if name == "p":
                yield from self._paragraphs(element)
            elif name == "tbl":
                area = self._table(element)
                if area is not None:
                    yield area
            elif name not in _SKIPPED:
                yield from self.blocks(element)

    def _paragraphs(self, element: Element) -> Iterator[Paragraph | Area]:
        """A paragraph, parted where a line or page is broken, and after it what is in boxes that hang on it."""
        looks = self.styles.of_paragraph(element)
        self.turns |= looks.opens_page
        number = self.numbering.next(looks.numbered)
        pieces = (number + self.text(element)).replace("\f", "\n\f").split("\n")
        for piece in pieces:
            self.turns |= piece.startswith("\f")
            if text := piece.replace("\f", "").rstrip():
                size, bold = self.styles.print_of(element, looks)
                yield Paragraph(text, looks.align, size, bold, opens_page=self.turns)
                self.turns = False
        self.turns |= looks.closes_page
        for box in self._boxes():
            yield from self.blocks(box)

    def _boxes(self) -> list[Element]:
        """The boxes that were met since they were last asked for."""
        boxes, self.boxes = self.boxes, []
        return boxes

    def text(self, element: Element) -> str:
        """The displayed text of an element: tabs as two spaces, broken lines as line ends, broken pages as form
        feeds.
        """
        return "".join(self._text(element))

    def _text(self, element: Element) -> Iterator[str]:
        for child in element:
            name = local(child)
            if name in _SKIPPED or (name == "r" and self.styles.is_hidden(child)):
                continue
            if name == "t":
                yield child.text or ""
            elif name == "tab":
                yield "  "
            elif name in ("br", "cr"):
                yield "\f" if attribute(child, "type") == "page" else "\n"
            elif name == "noBreakHyphen":
                yield "-"
            elif name == "sym":
                yield _symbol(attribute(child, "char"))
            elif name == "txbxContent":
                self.boxes.append(child)
            else:
                if name in ("inline", "anchor"):
                    self.pictures += _is_large(child)
                yield from self._text(child)

    def _table(self, element: Element, depth: int = 0) -> Area | None:
        """A table as an area with one frame; None for one without text."""
        entries: list[Entry] = []
        open_cells: dict[int, int] = {}
        rows = [row for row in _inside(element, "tr") if not _is_deleted(row)]
        width = 0
        for number, row in enumerate(rows):
            col = _grid_gap(row)
            for cell in _inside(row, "tc"):
                span, merge = _spans(cell)
                if merge == "continue" and col in open_cells:
                    above = entries[open_cells[col]]
                    entries[open_cells[col]] = _longer(above, number)
                else:
                    entries.append(self._entry(cell, number, col, span, depth))
                    open_cells[col] = len(entries) - 1
                col += span
            width = max(width, col)
        if not any(entry.text.strip() for entry in entries):
            return None
        return Area(tuple(entries), (0.0,) * width, (Frame(0, len(rows), 0, width),))

    def _entry(self, cell: Element, row: int, col: int, span: int, depth: int) -> Entry:
        texts: list[str] = []
        looks = None
        for block in self._inner(cell):
            if local(block) == "p":
                looks = looks or self.styles.of_paragraph(block)
                number = self.numbering.next(self.styles.of_paragraph(block).numbered)
                texts.append((number + self.text(block)).replace("\f", "\n"))
            elif depth < _DEEPEST and (nested := self._table(block, depth + 1)) is not None:
                texts += _rows(nested)
        for box in self._boxes():
            for block in self.blocks(box):
                texts += [block.text] if isinstance(block, Paragraph) else _rows(block)
        text = "\n".join(filter(str.strip, texts))
        return Entry(
            row=row, col=col, rowspan=1, colspan=span, text=text, align="left" if looks is None else looks.align
        )

    def _inner(self, cell: Element) -> Iterator[Element]:
        for element in cell:
            name = local(element)
            if name in ("p", "tbl"):
                yield element
            elif name not in _SKIPPED:
                yield from self._inner(element)


def _rows(area: Area) -> list[str]:
    """A table within a cell as lines of it, a row each."""
    return [
        " ".join(e.text.strip() for e in area.entries if e.row == row and e.text.strip()) for row in range(area.height)
    ]


def _inside(parent: Element, name: str) -> Iterator[Element]:
    """The elements of a name under one, through what only wraps them."""
    for element in parent:
        if local(element) == name:
            yield element
        elif local(element) in ("sdt", "sdtContent", "customXml", "ins", "moveTo"):
            yield from _inside(element, name)


def _is_deleted(row: Element) -> bool:
    return row.find(f"{W}trPr/{W}del") is not None


def _grid_gap(row: Element) -> int:
    """Columns that a row leaves out before its first cell."""
    gap = row.find(f"{W}trPr/{W}gridBefore")
    return 0 if gap is None else int(attribute(gap, "val") or 0)


def _spans(cell: Element) -> tuple[int, str]:
    """How many columns a cell covers, and whether it begins (`restart`) or goes on (`continue`) over rows; else
    empty.
    """
    span, merge = cell.find(f"{W}tcPr/{W}gridSpan"), cell.find(f"{W}tcPr/{W}vMerge")
    return max(1, int(attribute(span, "val") or 1)) if span is not None else 1, "" if merge is None else attribute(
        merge, "val"
    ) or "continue"


def _longer(entry: Entry, row: int) -> Entry:
    return Entry(
        row=entry.row,
        col=entry.col,
        rowspan=row - entry.row + 1,
        colspan=entry.colspan,
        text=entry.text,
        align=entry.align,
        size=entry.size,
        bold=entry.bold,
    )


def _symbol(code: str | None) -> str:
    """A character of a symbol font; those that have no meaning of their own are left as a mark."""
    number = int(code or "0", 16)
    return "" if number == 0 else "□" if 0xF000 <= number <= 0xF0FF else chr(number)


def _is_large(picture: Element) -> bool:
    sides = [(int(e.get("cx") or 0), int(e.get("cy") or 0)) for e in picture if local(e) == "extent"]
    return any(min(side) >= _LEAST_PICTURE for side in sides) and any(local(e) == "blip" for e in picture.iter())
