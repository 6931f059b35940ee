"""Page marks: page numbers and running headers and footers, told from captions and prose by counting with the pages and
by repetition.

Only finds them; that they are kept, as their own kind of sentence, is left to `sentences`.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from fiscal import lexicon
from fiscal.extraction.page.content import PageContent
from fiscal.extraction.page.printed_rows import Row
from fiscal.extraction.prose.settings import (
    EDGE_ROWS,
    LEAST_REPEATED,
    MARK_PLACES,
    MARK_ZONE,
    REPEATED_SHARE,
    RUNNING_WIDTH,
)
from fiscal.extraction.sheets.captions import caption_fields
from fiscal.extraction.wording import begins_note, is_closed, is_table_number

_NUMBER = lexicon.pattern("captions.number")
_PLAIN_NUMBER = re.compile(r"\d{1,4}|[IVXivx]{1,6}")


@dataclass(frozen=True, slots=True)
class _Edge:
    """A row near an end of its page: its distance from the end in rows, and whether it is the upper end. `outer`: it
    stands in the outermost band of the page.
    """

    row: Row
    depth: int
    at_head: bool
    outer: bool
    content: PageContent

    @property
    def place(self) -> int:
        """The row's distance from the page's end, in steps."""
        return round((self.row.top if self.at_head else self.content.page.height - self.row.bottom) / MARK_PLACES)

    @property
    def stands_apart(self) -> bool:
        """The page's first or last row, and no line of a paragraph."""
        return (
            self.depth == 0
            and not is_closed(self.row.plain)
            and self.row.x1 - self.row.x0 <= RUNNING_WIDTH * self.content.page.width
        )


def page_marks(contents: Sequence[PageContent], rows: dict[int, list[Row]]) -> set[Row]:
    """The rows of all pages that are page numbers or running headers and footers."""
    found: set[Row] = set()
    for _ in range(EDGE_ROWS):
        edges = [
            edge
            for content in contents
            if not content.laid_out
            for edge in _edges(content, rows[content.page.page], found)
        ]
        more = _page_numbers(edges, len(contents)) | _running(edges, rows, len(contents))
        if more <= found:
            break
        found |= more
    return found


def _edges(content: PageContent, own: Sequence[Row], marks: set[Row]) -> Iterator[_Edge]:
    """The rows at both ends of a page, outermost first, that no grid stands beside or beyond; what is known as a mark
    does not count.
    """
    height = content.page.height
    for at_head in (True, False):
        depth = 0
        for row in own if at_head else reversed(own):
            middle = (row.top + row.bottom) / 2
            beyond = any(g.top < middle if at_head else g.bottom > middle for g in content.grids)
            if depth >= EDGE_ROWS or beyond:
                break
            if row in marks:
                continue
            yield _Edge(
                row,
                depth,
                at_head,
                row.top <= MARK_ZONE * height if at_head else row.bottom >= (1 - MARK_ZONE) * height,
                content,
            )
            depth += 1


def _page_numbers(edges: Sequence[_Edge], pages: int) -> set[Row]:
    """Outermost numbers that count with the pages wherever they stand, and those printed as a page number, or in the
    outer band, where they stand alone.
    """
    numbers = [(e, _count(e)) for e in edges if e.depth == 0 and is_page_number(e.row.plain, pages)]
    counts = Counter(count for _, count in numbers)
    return {e.row for e, count in numbers if e.outer or (count is not None and counts[count] >= LEAST_REPEATED)}


def _count(edge: _Edge) -> tuple[bool, int] | None:
    """The count that a page's number belongs to: its end of the page, and by how much it is more than the page's place;
    None for Roman ones.
    """
    match = re.search(r"\d{1,4}", edge.row.plain)
    return (edge.at_head, int(match.group()) - edge.row.page) if match else None


def _running(edges: Sequence[_Edge], rows: dict[int, list[Row]], pages: int) -> set[Row]:
    """Rows that many pages repeat at the same place of their ends, figures aside, and that are no table's own
    caption.
    """
    repeated: dict[tuple[str, bool, int], list[_Edge]] = defaultdict(list)
    alike: dict[tuple[str, bool], list[_Edge]] = defaultdict(list)
    for edge in edges:
        if not (edge.outer or edge.stands_apart):
            continue
        text = re.sub(r"\d+", "#", edge.row.plain) if edge.depth == 0 else edge.row.plain
        repeated[text, edge.at_head, edge.place].append(edge)
        if edge.depth == 0:
            alike[text, edge.at_head].append(edge)
    found: set[Row] = set()
    least = max(LEAST_REPEATED, round(REPEATED_SHARE * pages))
    for (text, at_head, _), places in repeated.items():
        free = sum(not _captions_a_grid(e, rows[e.row.page]) for e in places)
        if len({e.row.page for e in places}) < least or not all(_may_run(e.row.plain) for e in places):
            continue
        if free * 2 >= len(places) or _above_other_titles(places, rows):
            found.update(e.row for e in places)
            if any(e.depth == 0 for e in places):
                # Pages of another size or orientation have the same mark at another height.
                found.update(e.row for e in alike[text, at_head])
    return found


def is_page_number(plain: str, pages: int) -> bool:
    """A page number as printed alone: 3, - 3 -, 第3页 共30页; a bare number must be one that the document can have."""
    if not _NUMBER.fullmatch(plain):
        return False
    return not (_PLAIN_NUMBER.fullmatch(plain) and plain.isdigit() and int(plain) > max(300, 3 * pages))


def _captions_a_grid(edge: _Edge, own: Sequence[Row]) -> bool:
    """Nothing but a few rows stand between the row and a grid under it."""
    row = edge.row
    below = [g.top for g in edge.content.grids if g.top >= row.bottom - 2]
    return bool(below) and sum(row.bottom <= r.top and r.bottom <= min(below) + 2 for r in own) <= 4


def _may_run(text: str) -> bool:
    """Not a row that every table repeats for itself: its number, its unit, its notes, its title."""
    fields = caption_fields(text)
    declares = fields.unit is not None or fields.declarant is not None
    return not (declares or is_table_number(text) or begins_note(text) or text.endswith("表") or fields.continued)


def _above_other_titles(places: Sequence[_Edge], rows: dict[int, list[Row]]) -> bool:
    """What stands next under the row differs from page to page, so the row is nobody's own title."""
    below: set[str] = set()
    for edge in places:
        later = [r for r in rows[edge.row.page] if r.top >= edge.row.bottom - 2]
        below.add(later[0].plain if later else "")
    return len(below) * 2 > len(places)
