"""Columns of a table that went to sheets of their own because the page was too narrow, as spreadsheets print them:
known by their rows, laid beside the others.

A table that is also longer than a page is printed downwards first: the sheets of its first columns, then, in the same
order, those of the next ones. Sheets that print the labels again stay tables of their own. How likely either is, is
weighed in `joins`."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from fiscal.extraction.documents import settings
from fiscal.extraction.documents.parts import Part, Whole
from fiscal.extraction.page.content import Grid, GridCell
from fiscal.extraction.sheets.headers import header_rows
from fiscal.extraction.sheets.sheet import Sheet, in_order, rows_between
from fiscal.extraction.wording import is_amount
from fiscal.model.amounts import value_state


def laid_beside(whole: Whole, part: Part) -> Whole | None:
    """The table with the part's columns to the right of its own; None where they are not known to be further columns of
    it.

    They are where their rows lie at the heights of the table's rows on an earlier page and have no labels. Where the
    captions do not tell two tables, they may have labels of their own (收入 on one sheet, 支出 on the next)."""
    strip = whole.strip or len(whole.parts)
    turn = (len(whole.parts) - strip) % strip
    partner = whole.parts[turn]
    if whole.form or not 0 < whole.header < whole.sheet.height or not _covers(partner, part):
        return None
    rows = _rows_of_page(whole.sheet, whole.header, partner.grid.page)
    body = _body(whole.sheet, rows, part.sheet)
    if body is None:
        return None
    if turn:
        return _prolonged(whole, part, rows, body)
    return _widened(whole, part, rows, body) if _is_further(whole, part, body) else None


def is_further_sheet(whole: Whole, part: Part) -> bool:
    """Whether the part prints the table's labels again before other columns, or has its rows without labels: a further
    sheet of a table too wide for one.
    """
    if whole.form or not whole.header or (not part.caption.title and not part.clear):
        return False
    upper, lower = whole.sheet, part.sheet
    head = header_rows(lower)
    body = lower.height - head
    if not head or body < 1 or body > upper.height - whole.header:
        return False
    first, second = _header_columns(upper, whole.header), _header_columns(lower, head)
    if first == second:
        return False
    shared = 0
    while shared < min(len(first), len(second)) and first[shared] == second[shared]:
        shared += 1
    if shared and shared < len(second):
        same = sum(upper.texts(whole.header + i)[:shared] == lower.texts(head + i)[:shared] for i in range(body))
        filled = any(any(lower.texts(head + i)[:shared]) for i in range(body))
        return filled and same >= settings.SAME_LABELS * body
    return (
        not part.caption.title
        and body == upper.height - whole.header
        and len(whole.parts) == 1
        and _same_heights(whole.last.grid, part.grid)
    )


def _header_columns(sheet: Sheet, rows: int) -> list[tuple[str, ...]]:
    """Each column's header texts, top to bottom, repetitions left out."""
    columns: list[tuple[str, ...]] = []
    for col in range(sheet.width):
        texts = [sheet.texts(row)[col] for row in range(rows)]
        columns.append(tuple(t for i, t in enumerate(texts) if t and (i == 0 or texts[i - 1] != t)))
    return columns


def _same_heights(first: Grid, second: Grid) -> bool:
    if len(first.row_edges) != len(second.row_edges):
        return False
    shift = second.row_edges[0] - first.row_edges[0]
    return all(
        abs(b - a - shift) <= settings.SAME_HEIGHT for a, b in zip(first.row_edges, second.row_edges, strict=True)
    )


def _covers(one: Part, other: Part) -> bool:
    """Whether the two stand at the same height of different pages."""
    apart = one.grid.page < other.grid.page
    return (
        apart
        and abs(one.grid.top - other.grid.top) <= settings.SAME_HEIGHT
        and abs(one.grid.bottom - other.grid.bottom) <= settings.SAME_HEIGHT
    )


def _rows_of_page(sheet: Sheet, start: int, page: int) -> list[int]:
    """The rows from one on that begin on a page."""
    pages: dict[int, int] = {}
    for spot in sheet.spots:
        if spot.row >= start:
            pages[spot.row] = min(spot.page, pages.get(spot.row, spot.page))
    return sorted(row for row, first in pages.items() if first == page)


def _body(sheet: Sheet, rows: Sequence[int], part: Sheet) -> int | None:
    """The part's row from which on its rows are at the heights of these rows, one by one; None where they are not."""
    first = part.height - len(rows)
    if not rows or first < 0:
        return None
    alike = all(abs(sheet.tops[row] - part.tops[first + i]) <= settings.SAME_HEIGHT for i, row in enumerate(rows))
    return first if alike and abs(sheet.bottoms[rows[-1]] - part.bottoms[-1]) <= settings.SAME_HEIGHT else None


def _is_further(whole: Whole, part: Part, body: int) -> bool:
    """Whether captions, heads and labels say that the part, whose rows match, is further columns of the table and no
    table of its own.
    """
    first, second = whole.caption, part.caption
    one_title = bool(first.key) and (
        first.key == second.key or bool(_joined_title(first.key, second.key)) or _is_piece(second.key)
    )
    if first.contradicts(second, "number", "declarant", "unit", "year") or (first.key and second.key and not one_title):
        return False
    heads = _heads(whole.sheet, whole.header), _heads(part.sheet, body)
    if (
        not heads[1]
        or heads[0] == heads[1]
        or _prints_again(whole, part, body)
        or any(is_amount(text) and len(text) > settings.ORDINAL_DIGITS for text in heads[1])
    ):
        return False
    if not _has_labels(part.sheet, body):
        return one_title or not second.key or _has_labels(whole.sheet, whole.header)
    return part.clear and (
        first.key == second.key != "" or (not first.key and part.sheet.height - body >= settings.MANY_ROWS)
    )


def _prints_again(whole: Whole, part: Part, body: int) -> bool:
    """Whether the part's first column, head and all, is that of the table."""
    own, printed = _first_column(whole.sheet, whole.header), _first_column(part.sheet, body)
    return own == printed and any(printed)


def _first_column(sheet: Sheet, header: int) -> list[str]:
    return [s.plain for s in sheet.spots if s.col == 0 and (s.plain or s.row >= header)]


def _joined_title(first: str, second: str) -> str:
    """The title that two sheets show a piece of each; empty where their pieces have no letters in common."""
    longest = min(len(first), len(second))
    shared = next((n for n in range(longest, settings.TITLE_OVERLAP - 1, -1) if first.endswith(second[:n])), 0)
    return first + second[shared:] if shared else ""


def _is_piece(title: str) -> bool:
    """Whether a title lacks one of its brackets."""
    return title.count("(") != title.count(")")


def _heads(sheet: Sheet, rows: int) -> tuple[str, ...]:
    return tuple(s.plain for s in sheet.spots if s.row < rows and s.plain)


def _has_labels(sheet: Sheet, start: int) -> bool:
    """Whether a column holds words, not figures, from a row on."""
    for col in range(sheet.width):
        texts = [s.plain for s in sheet.spots if s.row >= start and s.col == col and s.plain]
        names = sum(value_state(text) == "text" for text in texts)
        if 2 * names > len(texts):
            return True
    return False


@dataclass(frozen=True, slots=True)
class _Rows:
    """Where the rows of two sheets go: `left` and `right` by row and one more for the end, of `tops` and `bottoms`."""

    left: tuple[int, ...]
    right: tuple[int, ...]
    tops: tuple[float, ...]
    bottoms: tuple[float, ...]


def _common_rows(sheet: Sheet, header: int, part: Sheet, rows: Sequence[int], body: int) -> _Rows:
    """The rows of both: their headers may be divided at other heights, the rows below are the same."""
    start = sheet.tops[header]
    own = sheet.tops[:header]
    tops = tuple(
        sorted(
            (*own, *(top for top in part.tops[:body] if all(abs(top - other) > settings.SAME_HEIGHT for other in own)))
        )
    )
    more = len(tops) - header
    left = (
        *(bisect_left(tops, top - settings.SAME_HEIGHT) for top in own),
        *(row + more for row in range(header, sheet.height + 1)),
    )
    right = (
        *(bisect_left(tops, top - settings.SAME_HEIGHT) for top in part.tops[:body]),
        *(row + more for row in rows),
        rows[-1] + more + 1,
    )
    return _Rows(left, right, tops + sheet.tops[header:], (*tops[1:], start, *sheet.bottoms[header:]))


def _widened(whole: Whole, part: Part, rows: Sequence[int], body: int) -> Whole:
    """The table with the first sheet of further columns."""
    at = _common_rows(whole.sheet, whole.header, part.sheet, rows, body)
    left, right = _moved(whole.sheet, at.left, 0), _moved(part.sheet, at.right, whole.sheet.width)
    sheet = Sheet(_edges(whole.sheet, part.sheet), at.tops, at.bottoms, left + right)
    sheet = _with_cut_heads(sheet, whole.sheet.width, at.left[whole.header])
    further = replace(part.caption, title="") if _is_piece(part.caption.key) else part.caption
    caption = whole.caption.over(further)
    title = _joined_title(caption.title, further.title) or caption.title
    whole = replace(whole, strip=whole.strip or len(whole.parts), offset=whole.sheet.width, header=header_rows(sheet))
    return _with_part(replace(whole, sheet=sheet, caption=replace(caption, title=title)), part)


def _prolonged(whole: Whole, part: Part, rows: Sequence[int], body: int) -> Whole | None:
    """The table with a lower sheet of the columns that the sheet before began; None where its columns are others."""
    begun = whole.parts[-1].sheet.edges
    widths = [edge - part.sheet.edges[0] for edge in part.sheet.edges], [edge - begun[0] for edge in begun]
    if len(widths[0]) != len(widths[1]) or any(
        abs(a - b) > 2 * settings.SAME_HEIGHT for a, b in zip(*widths, strict=True)
    ):
        return None
    own = rows_between(part.sheet, body, part.sheet.height)
    spots = whole.sheet.spots + _moved(own, (*rows, rows[-1] + 1), whole.offset)
    return _with_part(replace(whole, sheet=replace(whole.sheet, spots=spots)), part)


def _with_part(whole: Whole, part: Part) -> Whole:
    caption = replace(whole.caption, rows=whole.caption.rows + part.caption.rows)
    sheet = replace(whole.sheet, spots=in_order(whole.sheet.spots))
    return replace(whole, sheet=sheet, caption=caption, foot=whole.foot.before(part.foot), parts=(*whole.parts, part))


def _moved(sheet: Sheet, at: Sequence[int], col: int) -> tuple[GridCell, ...]:
    return tuple(
        replace(s, row=at[s.row], rowspan=at[s.row + s.rowspan] - at[s.row], col=s.col + col) for s in sheet.spots
    )


def _edges(left: Sheet, right: Sheet) -> tuple[float, ...]:
    shift = left.edges[-1] - right.edges[0]
    return (*left.edges, *(edge + shift for edge in right.edges[1:]))


def _with_cut_heads(sheet: Sheet, seam: int, header: int) -> Sheet:
    """The sheet with head cells that the page's side cut made one: the same text on both sides, or none on one."""
    spots = list(sheet.spots)
    for row in range(header):
        matrix = replace(sheet, spots=tuple(spots)).matrix
        left, right = matrix[row][seam - 1], matrix[row][seam]
        if left is None and right is not None and _is_group(right, row, header):
            first = _free_from(matrix, right, range(seam - 1, -1, -1))
            spots[spots.index(right)] = replace(right, col=first, colspan=right.col + right.colspan - first)
        elif right is None and left is not None and _is_group(left, row, header):
            last = _free_from(matrix, left, range(seam, sheet.width))
            spots[spots.index(left)] = replace(left, colspan=max(last + 1 - left.col, left.colspan))
        elif left is not None and right is not None and _is_one(left, right, header):
            spots[spots.index(left)] = replace(
                left if left.plain else right, col=left.col, colspan=left.colspan + right.colspan
            )
            spots.remove(right)
    return replace(sheet, spots=tuple(spots))


def _is_group(spot: GridCell, row: int, header: int) -> bool:
    """Whether a head that begins on this row has heads of columns under it."""
    return spot.row == row and row + spot.rowspan < header


def _is_one(left: GridCell, right: GridCell, header: int) -> bool:
    """Whether two neighbours of the header are the halves of one cell."""
    if left is right or (left.row, left.rowspan) != (right.row, right.rowspan):
        return False
    return left.plain == right.plain or (not (left.plain and right.plain) and left.row + left.rowspan < header)


def _free_from(matrix: tuple[tuple[GridCell | None, ...], ...], spot: GridCell, columns: range) -> int:
    """The last of these columns up to which the spot's rows are free."""
    free = list(
        takewhile(
            lambda col: all(matrix[row][col] is None for row in range(spot.row, spot.row + spot.rowspan)), columns
        )
    )
    return free[-1] if free else spot.col
