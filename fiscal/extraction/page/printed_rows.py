"""Printed rows of a page: text lines that stand side by side as one, with the margins and body size they are judged by.

Geometry only; what a row means is left to `page_marks`, `captions` and `sentences`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from fiscal.extraction.page.content import PageContent, TextLine
from fiscal.extraction.wording import Printed
from fiscal.model.reading import Box


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """One printed row of a page, told apart by identity; `text` keeps printed spaces, `plain` has none. Points; `size`
    is the font size.
    """

    page: int
    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    size: float
    bold: bool
    plain: str = field(repr=False)

    @property
    def box(self) -> Box:
        """Where it is printed."""
        return Box(self.page, self.x0, self.top, self.x1, self.bottom)

    @property
    def middle(self) -> float:
        """Its middle from left to right."""
        return (self.x0 + self.x1) / 2


@dataclass(frozen=True, slots=True)
class Measure:
    """The text area of a page: its left and right margin and the size of its body text, in points."""

    left: float
    right: float
    size: float

    def is_full(self, row: Row, slack: float = 2.6) -> bool:
        """The row runs to the right margin, but for `slack` characters."""
        return row.x1 >= self.right - slack * max(row.size, 1.0)

    def is_indented(self, row: Row) -> bool:
        """The row begins to the right of the left margin, by a character or more."""
        return row.x0 > self.left + 0.8 * max(row.size, 1.0)

    def is_centred(self, row: Row) -> bool:
        """Both sides of the row are free, equally; a row of larger print may fill the line. An indented row of body
        text that ends early is not centred.
        """
        before, after = row.x0 - self.left, self.right - row.x1
        if abs(before - after) > max(1.6 * row.size, 0.12 * (before + after)):
            return False
        return min(before, after) > (2.6 if row.size < 1.08 * self.size else -0.5) * row.size


def page_rows(content: PageContent) -> list[Row]:
    """The page's rows top to bottom; lines outside the displayed page are not printed and left out."""
    groups: list[list[TextLine]] = []
    for line in sorted(content.lines, key=lambda it: (it.top + it.bottom, it.x0)):
        middle = (line.top + line.bottom) / 2
        if (
            not (0 <= middle <= content.page.height)
            or line.x1 < 0
            or line.x0 > content.page.width
            or not line.text.strip()
        ):
            continue
        if groups and _side_by_side(groups[-1], line):
            groups[-1].append(line)
        else:
            groups.append([line])
    return [row_of(group) for group in groups]


def row_of(lines: Sequence[TextLine]) -> Row:
    """Lines that stand side by side as one row."""
    ordered = sorted(lines, key=lambda it: it.x0)
    text = " ".join(it.text.strip() for it in ordered)
    widest = max(ordered, key=lambda it: len(it.text))
    return Row(
        page=ordered[0].page,
        text=text,
        x0=ordered[0].x0,
        top=min(it.top for it in ordered),
        x1=max(it.x1 for it in ordered),
        bottom=max(it.bottom for it in ordered),
        size=widest.size,
        bold=widest.bold,
        plain=Printed(text).plain,
    )


def _side_by_side(group: list[TextLine], line: TextLine) -> bool:
    last = group[-1]
    shared = min(last.bottom, line.bottom) - max(last.top, line.top)
    height = min(last.bottom - last.top, line.bottom - line.top)
    return shared > 0.6 * height and (line.x0 >= last.x1 - 1 or line.x1 <= group[0].x0 + 1)


def measures(contents: Sequence[PageContent], rows: dict[int, list[Row]]) -> dict[int, Measure]:
    """Each page's text area, taken from all pages of its size and from itself where it has enough full rows."""
    by_size: dict[tuple[int, int], list[Row]] = defaultdict(list)
    for content in contents:
        by_size[_size_class(content)].extend(rows[content.page.page])
    sizes = {pages: _commonest_size(shared) for pages, shared in by_size.items()}
    areas = {pages: _area(shared, sizes[pages], 2) for pages, shared in by_size.items()}
    found: dict[int, Measure] = {}
    for content in contents:
        width, pages = content.page.width, _size_class(content)
        size = sizes[pages]
        area = _area(rows[content.page.page], size, 5) or areas[pages] or (0.1 * width, 0.9 * width)
        found[content.page.page] = Measure(area[0], area[1], size)
    return found


def _size_class(content: PageContent) -> tuple[int, int]:
    return (round(content.page.width / 10), round(content.page.height / 10))


def _commonest_size(rows: Iterable[Row]) -> float:
    weights: Counter[float] = Counter()
    for row in rows:
        weights[round(row.size * 2) / 2] += len(row.plain)
    return weights.most_common(1)[0][0] if weights else 10.5


def _area(rows: Sequence[Row], size: float, least: int) -> tuple[float, float] | None:
    """Left and right margin of rows of body size that are long enough to be running text; None where fewer than `least`
    are.
    """
    body = [row for row in rows if abs(row.size - size) <= 0.15 * size and row.x1 - row.x0 >= 14 * size]
    if len(body) < least:
        return None
    ends = sorted(row.x1 for row in body)
    right = ends[round(0.9 * (len(ends) - 1))]
    starts = sorted(row.x0 for row in body)
    left = starts[round(0.1 * (len(starts) - 1))]
    return left, right
