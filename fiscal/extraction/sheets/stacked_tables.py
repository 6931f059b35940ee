"""Grids that hold more than one table, one under the other without a gap: where the next one begins.

Cuts only at a ruled title over a new header, or where the header or a form's first fields come again; everything else
is one table."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from fiscal import lexicon
from fiscal.extraction.page.content import Grid
from fiscal.extraction.sheets.headers import banner_rows, header_rows, is_form
from fiscal.extraction.sheets.sheet import Sheet, rows_between
from fiscal.extraction.wording import is_amount, is_closed, is_form_key, without_continued

_TITLE = lexicon.pattern("tables.title")


def split(grid: Grid, sheet: Sheet) -> list[tuple[Grid, Sheet]]:
    """The grid's tables top to bottom, each with its part of the grid; one for an ordinary grid."""
    bounds = [0, *_starts(sheet), sheet.height]
    if len(bounds) == 2:
        return [(grid, sheet)]
    parts: list[tuple[Grid, Sheet]] = []
    for start, end in pairwise(bounds):
        edges = grid.row_edges[start : end + 1]
        cut = replace(
            grid,
            top=edges[0],
            bottom=edges[-1],
            row_edges=edges,
            open_top=grid.open_top and start == 0,
            open_bottom=grid.open_bottom and end == sheet.height,
        )
        parts.append((cut, rows_between(sheet, start, end)))
    return parts


def _starts(sheet: Sheet) -> list[int]:
    form = is_form(sheet, "")
    banners = banner_rows(sheet)
    head = 0 if form else header_rows(sheet)
    starts: list[int] = []
    begun = 0
    for row in range(2, sheet.height - 1):
        if row - begun < 2 or any(s.row < row < s.row + s.rowspan for s in sheet.cells(row)):
            continue
        if _is_title(sheet, row) or (row > banners + 1 and _repeats(sheet, row, banners, head, form)):
            begun = row
            starts.append(_under_banners(sheet, row, starts[-1] + 1 if starts else banners + 1))
    return starts


def _under_banners(sheet: Sheet, row: int, least: int) -> int:
    """The first of the rows directly above that are one cell over the whole width, and belong to what begins at
    `row`.
    """
    while (
        row > least
        and not _is_title(sheet, row)
        and len(sheet.cells(row - 1)) == 1
        and sheet.cells(row - 1)[0].colspan == sheet.width
    ):
        row -= 1
    return row


def _is_title(sheet: Sheet, row: int) -> bool:
    """A ruled title over the whole width, with a header and rows of its own under it."""
    cells = sheet.cells(row)
    if len(cells) != 1 or cells[0].colspan != sheet.width or is_closed(cells[0].plain):
        return False
    title, _ = without_continued(cells[0].plain)
    if not _TITLE.fullmatch(title) or ":" in title or "," in title:
        return False
    rest = rows_between(sheet, row, sheet.height)
    return rest.height >= 3 and (is_form(rest, title) or banner_rows(rest) < header_rows(rest) < rest.height)


def _repeats(sheet: Sheet, row: int, banners: int, head: int, form: bool) -> bool:
    """The rows from here on begin like the grid begins: its whole header again, or a form's first two fields."""
    if head >= 1:
        return (
            row + head < sheet.height
            and len(sheet.filled(0)) >= 2
            and all(sheet.texts(row + i) == sheet.texts(i) for i in range(head))
        )
    if not form or row + 1 >= sheet.height:
        return False
    return all(_fields(sheet, row + i) == _fields(sheet, banners + i) != () for i in range(2))


def _fields(sheet: Sheet, row: int) -> tuple[str, ...]:
    own = [s.plain for s in sheet.filled(row) if s.row == row]
    return tuple(t for t in own if is_form_key(t.rstrip(":")) and not is_amount(t))
