"""A flow laid out on pages: where every line and every cell stands, as a page reader would have found them.

Pages grow with their tables, which are never parted from what stands over them, and paragraphs stand so far apart that
each stays one. Drawing is left to `drawing`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from fiscal.extraction.page.content import Grid, PageContent, TextLine
from fiscal.extraction.typesetting import settings
from fiscal.extraction.typesetting.areas import LaidArea, area_height, lay_area, natural_width
from fiscal.extraction.typesetting.flow import Area, Flow, Paragraph
from fiscal.extraction.typesetting.line_breaks import broken
from fiscal.extraction.wording import is_closed, width
from fiscal.model.reading import Page


@dataclass(frozen=True, slots=True)
class LaidPage:
    """A page as a reader yields it; `printed`: the lines that its cells hold; `beside`: the names of sheet, rows and
    columns, which are no part of it.

    `sources`: the places in the file of the cells that begin at a point.
    """

    content: PageContent
    printed: tuple[TextLine, ...]
    beside: tuple[TextLine, ...]
    sources: dict[tuple[float, float], str]


def lay_out(flow: Flow) -> tuple[LaidPage, ...]:
    """The pages of a flow; one empty page where there is nothing to lay out."""
    pages = [blocks for blocks in _pages(flow.blocks) if blocks] or [[]]
    return tuple(_page(number, blocks, flow.method) for number, blocks in enumerate(pages, 1))


def _pages(blocks: Sequence[Paragraph | Area]) -> Iterator[list[Paragraph | Area]]:
    """The blocks of each page: parted where the file says so, and where a table with its caption, or a paragraph, finds
    no room.
    """
    own: list[Paragraph | Area] = []
    used = 0.0
    for group in _groups(blocks):
        height = sum(map(_height, group))
        full = used + height > settings.A4[1] - 2 * settings.HEAD and not (own and _seems_to_go_on(own[-1]))
        if own and (group[0].opens_page or full or used + height > settings.LONGEST_PAGE):
            yield own
            own, used = [], 0.0
        own += group
        used += height
    yield own


def _groups(blocks: Sequence[Paragraph | Area]) -> Iterator[list[Paragraph | Area]]:
    """Each area with the short paragraphs before it that may be its caption, every other paragraph by itself."""
    waiting: list[Paragraph | Area] = []
    for block in blocks:
        if block.opens_page or (isinstance(block, Paragraph) and not _may_caption(block)):
            yield from ([b] for b in waiting)
            waiting = []
        waiting.append(block)
        if isinstance(block, Area):
            *loose, block = waiting
            kept = loose[-settings.CAPTION_BLOCKS :]
            yield from ([b] for b in loose[: len(loose) - len(kept)])
            yield [*kept, block]
            waiting = []
    yield from ([b] for b in waiting)


def _may_caption(block: Paragraph) -> bool:
    return len(block.text) <= settings.LONGEST_TITLE and not is_closed(block.text.rstrip())


def _seems_to_go_on(block: Paragraph | Area) -> bool:
    """Whether what comes first on a next page would be taken for the rest of a paragraph: its last line is full and its
    last sentence is not closed.
    """
    if isinstance(block, Area) or is_closed(block.text.rstrip()):
        return False
    room = settings.A4[0] * (1 - 2 * settings.MARGIN) / block.size
    return width(_lines(block, room)[-1]) > settings.ENDS_EARLY * room


def _lines(block: Paragraph, room: float) -> list[str]:
    """A paragraph's lines in a column of so many characters, the first one indented where it is running text of more
    than one line.
    """
    text = block.text.strip()
    indent = settings.INDENT if block.align == "left" and width(text) + settings.INDENT > room else 0.0
    return broken(text, room, room - indent)


def _height(block: Paragraph | Area) -> float:
    """Points that a block takes on a page of ordinary width, about."""
    room = settings.A4[0] * (1 - 2 * settings.MARGIN)
    if isinstance(block, Area):
        return area_height(block, max(room, natural_width(block)))
    return block.size * (settings.LEADING * len(_lines(block, room / block.size)) + settings.PARAGRAPH_GAP)


def _width(block: Paragraph | Area) -> float:
    """Points that a block wants to have: an area its columns, a title room on both sides of it, so that it is seen to
    be one.
    """
    if isinstance(block, Area):
        return natural_width(block)
    return (
        (width(block.text) + settings.TITLE_ROOM) * block.size
        if block.align == "center" and len(block.text) <= settings.LONGEST_TITLE
        else 0.0
    )


@dataclass(slots=True)
class _Desk:
    """The page in hand: what stands on it so far, and down to where."""

    number: int
    width: float
    y: float = settings.HEAD
    lines: list[TextLine] = field(default_factory=list[TextLine])
    grids: list[Grid] = field(default_factory=list[Grid])
    printed: list[TextLine] = field(default_factory=list[TextLine])
    beside: list[TextLine] = field(default_factory=list[TextLine])
    sources: dict[tuple[float, float], str] = field(default_factory=dict[tuple[float, float], str])

    @property
    def left(self) -> float:
        return settings.MARGIN * self.width

    @property
    def right(self) -> float:
        return (1 - settings.MARGIN) * self.width

    def paragraph(self, block: Paragraph, above: Paragraph | Area | None) -> None:
        """Sets a paragraph under what stands there."""
        size = block.size
        if isinstance(above, Paragraph):
            title = block.align == above.align == "center"
            self.y += max(size, above.size) * (settings.TITLE_GAP if title else settings.PARAGRAPH_GAP)
        elif above is not None:
            self.y += size * settings.PARAGRAPH_GAP
        lines = _lines(block, (self.right - self.left) / size)
        indent = settings.INDENT if block.align == "left" and len(lines) > 1 else 0.0
        for at, text in enumerate(lines):
            wide = width(text) * size
            if block.align == "left" and at < len(lines) - 1:
                # justified: a line ends early only where its paragraph does
                wide = max(wide, self.right - self.left - (0 if at else indent * size))
            x0 = {"center": (self.left + self.right - wide) / 2, "right": self.right - wide}.get(
                block.align, self.left + (0 if at else indent * size)
            )
            self.lines.append(
                TextLine(
                    page=self.number,
                    text=text,
                    x0=x0,
                    top=self.y,
                    x1=x0 + wide,
                    bottom=self.y + size,
                    size=size,
                    bold=block.bold,
                )
            )
            self.y += size * (settings.LEADING if at < len(lines) - 1 else 1.0)

    def area(self, block: Area, method: str) -> None:
        """Sets an area of cells under what stands there."""
        left = self.left if block.names else (self.width - natural_width(block)) / 2
        laid = lay_area(block, left, self.y + settings.PADDING, self.right, method)
        self.take(laid)
        self.y = laid.bottom

    def take(self, laid: LaidArea) -> None:
        """Puts what an area holds on the page."""
        self.lines += [replace(line, page=self.number) for line in laid.lines]
        self.grids += [replace(grid, page=self.number) for grid in laid.grids]
        self.printed += [replace(line, page=self.number) for line in laid.printed]
        self.beside += [replace(line, page=self.number) for line in laid.beside]
        self.sources |= laid.sources


def _page(number: int, blocks: Sequence[Paragraph | Area], method: str) -> LaidPage:
    widest = max((_width(block) for block in blocks), default=0.0)
    desk = _Desk(number, max(settings.A4[0], widest / (1 - 2 * settings.MARGIN)))
    above: Paragraph | Area | None = None
    for block in blocks:
        if isinstance(block, Paragraph):
            desk.paragraph(block, above)
        else:
            desk.area(block, method)
        above = block
    height = max(settings.A4[1], desk.y + settings.HEAD)
    chars = sum(len(line.text) for line in (*desk.lines, *desk.printed))
    page = Page(
        page=number, width=round(desk.width, 2), height=round(height, 2), rotation=0, picture=False, chars=chars
    )
    return LaidPage(
        PageContent(page, tuple(desk.grids), tuple(desk.lines), laid_out=True),
        tuple(desk.printed),
        tuple(desk.beside),
        desk.sources,
    )
