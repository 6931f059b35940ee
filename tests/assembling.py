"""Hand-made page contents: grids from rows of texts, lines at a height, as the page readers would give them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import accumulate

from fiscal.extraction.page.content import Grid, GridCell, PageContent, TextLine
from fiscal.model.reading import Page

A4 = (595.0, 842.0)
SIZE = 10.0


def ems(text: str) -> float:
    return sum(0.5 if c.isascii() else 1.0 for c in text)


def grid(
    rows: Sequence[Sequence[str]],
    *,
    page: int = 1,
    top: float = 100.0,
    left: float = 60.0,
    widths: Sequence[float] | None = None,
    height: float | Sequence[float] = 20.0,
    spans: Mapping[tuple[int, int], tuple[int, int]] | None = None,
    open_top: bool = False,
    open_bottom: bool = False,
    method: str = "lattice",
) -> Grid:
    """A grid of these texts, lines in a cell parted by newlines; `spans`: rows and columns of cells that cover more
    than their own place, `height`: of each row.
    """
    count = len(rows[0])
    xs = tuple(accumulate(widths or [470.0 / count] * count, initial=left))
    ys = tuple(accumulate([height] * len(rows) if isinstance(height, float | int) else height, initial=top))
    spans = spans or {}
    hidden = {
        (r + i, c + k) for (r, c), (down, across) in spans.items() for i in range(down) for k in range(across)
    } - set(spans)
    cells: list[GridCell] = []
    for r, row in enumerate(rows):
        for c, raw in enumerate(row):
            if (r, c) in hidden:
                continue
            down, across = spans.get((r, c), (1, 1))
            lines = tuple(raw.split("\n")) if raw else ()
            begins, last_begins = (
                (xs[c] + 3 + (ems(text) - ems(text.lstrip(" 　"))) * SIZE for text in (lines[0], lines[-1]))
                if lines
                else (xs[c], xs[c])
            )
            last = (last_begins, xs[c] + 3 + ems(lines[-1]) * SIZE) if lines else (xs[c], xs[c])
            text = "".join(line.strip(" 　") for line in lines)
            cells.append(
                GridCell(
                    row=r,
                    col=c,
                    rowspan=down,
                    colspan=across,
                    x0=xs[c],
                    top=ys[r],
                    x1=xs[c + across],
                    bottom=ys[r + down],
                    text=text,
                    lines=lines,
                    first_x0=begins,
                    method=method,
                    size=SIZE if lines else 0.0,
                    last_line=last,
                )
            )
    return Grid(page, xs[0], ys[0], xs[-1], ys[-1], xs, ys, tuple(cells), open_top, open_bottom)


def line(
    text: str,
    top: float,
    *,
    page: int = 1,
    x0: float | None = None,
    size: float = SIZE,
    bold: bool = False,
    width: float = A4[0],
) -> TextLine:
    """A printed line; in the middle of the page without `x0`."""
    wide = ems(text) * size
    start = (width - wide) / 2 if x0 is None else x0
    return TextLine(page, text, start, top, start + wide, top + size, size, bold)


def content(number: int, *parts: Grid | TextLine, size: tuple[float, float] = A4, picture: bool = False) -> PageContent:
    """A page with these grids and lines."""
    grids = tuple(p for p in parts if isinstance(p, Grid))
    lines = tuple(p for p in parts if isinstance(p, TextLine))
    return PageContent(Page(number, size[0], size[1], 0, picture, 100), grids, lines)


def rows_of(table: object) -> list[list[str]]:
    """A table's texts, a spanning cell's in each place that it covers."""
    cells = table.cells  # type: ignore[attr-defined]
    height, width = max(c.row + c.rowspan for c in cells), max(c.col + c.colspan for c in cells)
    texts = [["" for _ in range(width)] for _ in range(height)]
    for c in cells:
        for r in range(c.row, c.row + c.rowspan):
            for k in range(c.col, c.col + c.colspan):
                texts[r][k] = c.text
    return texts


def paragraph(
    text: str,
    top: float,
    *,
    page: int = 1,
    size: float = SIZE,
    left: float = 60.0,
    right: float = 530.0,
    pitch: float = 18.0,
) -> list[TextLine]:
    """A paragraph with an indented first line, filled to the right margin; its last line ends where it ends."""
    lines: list[TextLine] = []
    start, room = left + 2 * size, right - left - 2 * size
    rest = text
    while rest:
        cut = next((i for i, total in enumerate(accumulate(ems(c) for c in rest)) if total * size > room), len(rest))
        lines.append(
            TextLine(
                page,
                rest[:cut],
                start,
                top + pitch * len(lines),
                start + ems(rest[:cut]) * size,
                top + pitch * len(lines) + size,
                size,
            )
        )
        rest, start, room = rest[cut:], left, right - left
    return lines
