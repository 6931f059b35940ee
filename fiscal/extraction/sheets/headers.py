"""Which rows of a sheet are its header, whether it is a form, and which of a form's cells are labels.

Structure first (spans, figures below, number rows), the field's words second; what a header means is left to
`fiscal.cleaning`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from fiscal import lexicon
from fiscal.extraction.page.content import GridCell
from fiscal.extraction.sheets.sheet import Sheet
from fiscal.extraction.wording import (
    is_amount,
    is_caption_text,
    is_form_key,
    is_header_word,
    is_matrix_head,
    is_total,
    is_unit,
    is_year,
    numbering,
)

_CODE = re.compile(r"\d{2,7}|\d{3}(?:-?\d{2}){1,2}|[A-Z]?\d{8,}")
_COLUMN_NUMBER = lexicon.pattern("tables.column_number")
_COLUMN_MARK = lexicon.pattern("tables.column_mark")
_UNNUMBERED = re.compile(r"\*{2,}")
_SAYS_ORDINAL = lexicon.pattern("tables.says_ordinal")
_FORM_TITLE = lexicon.pattern("tables.form_title")
_MAX_HEADER = 8


def banner_rows(sheet: Sheet) -> int:
    """Count of leading rows that are one cell over the whole width, such as a ruled title, or hold nothing but what
    captions say: unit, body, number.
    """
    count = 0
    while count < sheet.height and (
        _is_banner(sheet, count)
        or (count and not sheet.filled(count) and count + 1 < sheet.height and _is_banner(sheet, count + 1))
    ):
        count += 1
    return count if count < sheet.height else 0


def _is_banner(sheet: Sheet, row: int) -> bool:
    cells = sheet.cells(row)
    if len(cells) == 1 and cells[0].colspan == sheet.width > 1 and cells[0].rowspan == 1:
        return True
    filled = [s for s in cells if s.plain]
    return 0 < len(filled) <= 3 and all(is_caption_text(s.plain) and s.rowspan == 1 for s in filled)


def header_rows(sheet: Sheet) -> int:
    """Count of leading header rows of a table that is no form, 0 where its first row holds figures already."""
    start = banner_rows(sheet)
    first_data = next((r for r in range(start, sheet.height) if _is_data(sheet, r)), None)
    limit = min(sheet.height if first_data is None else first_data, _MAX_HEADER)
    if limit == 0:
        return 0
    if start >= limit:
        return limit
    height = start + 1
    while height < limit:
        reach = max((s.row + s.rowspan for s in sheet.spots if s.row < height and s.plain), default=height)
        if reach > height:
            height = min(reach, limit)
        elif (
            is_ordinal(sheet, height)
            or _says_units(sheet, height)
            or _parts_of_above(sheet, height)
            or _heads_a_block([s for s in sheet.cells(height) if s.row == height])
        ):
            height += 1
        else:
            break
    return height


def _is_data(sheet: Sheet, row: int) -> bool:
    """The row holds figures, codes, items or nothing: it is no header row."""
    filled = sheet.filled(row)
    if not filled:
        return True
    own = [s for s in filled if s.row == row]
    if is_ordinal(sheet, row):
        return False
    figures = [s for s in own if is_amount(s.plain) and not is_year(s.plain)]
    if figures:
        return True
    if any(s.col < 4 and _CODE.fullmatch(s.plain) and not is_year(s.plain) for s in own):
        return True
    found = [numbering(s.plain) for s in own]
    if any(n is not None and n[2] and not _is_banner(sheet, row) for n in found):
        return True
    return bool(own) and is_total(own[0].plain) and len(own) == len(filled) == 1 and sheet.width > 2 and row > 0


def is_ordinal(sheet: Sheet, row: int) -> bool:
    """A row of column numbers, with or without how one column is counted from others: 栏次 1 2 3=1+2, ** ** 1 2, 甲 乙
    1 2 …
    """
    own = [s.plain for s in sheet.filled(row) if s.row == row]
    numbers = [int(found.group(1)) for text in own if (found := _COLUMN_NUMBER.fullmatch(text))]
    marks = [text for text in own if _COLUMN_MARK.fullmatch(text)]
    if len(own) > 1 and all(_UNNUMBERED.fullmatch(text) for text in own):
        return True
    if len(own) < 2 or not numbers or len(numbers) + len(marks) < len(own) or numbers[0] > 2:
        return False
    counts = all(b - a == 1 for a, b in pairwise(numbers))
    return counts and (len(numbers) > 1 or any(_SAYS_ORDINAL.fullmatch(text) for text in marks))


def _says_units(sheet: Sheet, row: int) -> bool:
    """A row that says in what the columns over it are counted: 万元, (人), %."""
    own = [s for s in sheet.filled(row) if s.row == row]
    return bool(own) and all(is_unit(s.plain) for s in own)


def _parts_of_above(sheet: Sheet, row: int) -> bool:
    """The row splits a header cell above it into named columns."""
    for above in sheet.cells(row - 1):
        if above.row + above.rowspan != row or above.colspan < 2 or not above.plain:
            continue
        under = [s for s in sheet.cells(row) if above.col <= s.col < above.col + above.colspan and s.row == row]
        named = [s for s in under if s.plain]
        if (
            len(named) >= 2
            and not any(is_amount(s.plain) for s in named)
            and (above.colspan < sheet.width or all(len(s.plain) <= 20 for s in named))
        ):
            return True
    return False


def is_form(sheet: Sheet, title: str) -> bool:
    """Fields with their values, or an indicator matrix with a spanning label beside it, instead of a header over
    rows.
    """
    start = banner_rows(sheet)
    if start >= sheet.height:
        return False
    column = [s for s in sheet.spots if s.col == 0 and s.row >= start]
    keys = list({s.plain: s for s in column if is_form_key(s.plain.rstrip(":"))}.values())
    matrix = _matrix_head(sheet)
    if len(keys) >= 2 and (matrix is None or matrix > start or len(keys) > 2):
        return not _is_list(sheet, start, keys)
    if matrix is not None:
        reaching = (s for s in sheet.cells(matrix) if s.row + s.rowspan > matrix + 1)
        beside = [s for s in reaching if s.rowspan >= 3 and s.col == 0 and s.plain and not is_matrix_head(s.plain)]
        return bool(beside) or (matrix > start and bool(keys)) or (matrix > start + 3)
    first = [s for s in sheet.filled(start) if s.row == start]
    fields = (
        bool(keys) and keys[0].row == start and _FORM_TITLE.search(title) is not None and len(first) <= 4 < sheet.height
    )
    return fields and not _heads_columns(sheet, start)


def _heads_columns(sheet: Sheet, row: int) -> bool:
    """The row names every column, one by one, and figures stand under one of them throughout."""
    head = [s for s in sheet.cells(row) if s.row == row]
    if len(head) < sheet.width or not all(is_form_key(s.plain) or is_header_word(s.plain) for s in head):
        return False
    columns = ([s for s in sheet.spots if s.row > row and s.col == col and s.plain] for col in range(sheet.width))
    return any(len(column) > 1 and all(is_amount(s.plain) for s in column) for column in columns)


def _is_list(sheet: Sheet, start: int, keys: Sequence[GridCell]) -> bool:
    """A header over rows after all: the first row names every column, and figures stand under most of them."""
    head = [s for s in sheet.filled(start) if s.row == start]
    labels = [s for s in head if is_form_key(s.plain.rstrip(":")) or is_header_word(s.plain)]
    return (
        len(head) >= 5
        and len(labels) == len(head)
        and len(head) >= 0.7 * sheet.width
        and keys[1].row > start + 1
        and len(keys) <= 2
    )


def _matrix_head(sheet: Sheet) -> int | None:
    """The row that heads an indicator matrix: 一级指标, 二级指标 …"""
    for row in range(sheet.height):
        if sum(is_matrix_head(s.plain) for s in sheet.cells(row) if s.row == row) >= 2:
            return row
    return None


def level_columns(sheet: Sheet) -> int:
    """Count of leading columns that hold a form's indicator levels where the sheet ends, the label beside the matrix
    included; 0 where it does not end in a matrix.
    """
    for row in range(sheet.height - 1, -1, -1):
        own = [s for s in sheet.cells(row) if s.row == row]
        levels = [s for s in own if is_matrix_head(s.plain)]
        if len(levels) >= 2:
            return max((s.col + s.colspan for s in levels if _is_outer_level(s)), default=0)
        if _heads_a_block(own) or any(is_total(s.plain) for s in own):
            return 0
    return 0


def _is_outer_level(head: GridCell) -> bool:
    return head.plain.lstrip("*绩效")[:1] in ("一", "二", "1", "2")


def label_spots(sheet: Sheet) -> set[GridCell]:
    """The label cells of a form: its banner, the names of its fields, the heads of its blocks and matrices with their
    levels.
    """
    labels: set[GridCell] = set()
    banners = banner_rows(sheet)
    matrix: dict[int, int] = {}
    for row in range(sheet.height):
        own = [s for s in sheet.cells(row) if s.row == row]
        if row < banners:
            labels.update(own)
            continue
        levels = [s for s in own if is_matrix_head(s.plain)]
        if len(levels) >= 2:
            matrix = {s.col: s.col + s.colspan for s in levels if _is_outer_level(s)}
            labels.update(s for s in own if s.plain)
            continue
        if _heads_a_block(own):
            labels.update(s for s in own if s.plain)
            continue
        for spot in own:
            if _is_label(spot) or (matrix and _is_level(spot, matrix)):
                labels.add(spot)
    return labels


def _heads_a_block(own: Sequence[GridCell]) -> bool:
    filled = [s for s in own if s.plain]
    words = [s for s in filled if is_header_word(s.plain) and len(s.plain) <= 16]
    return len(filled) >= 3 and len(words) == len(filled) and not any(is_amount(s.plain) for s in filled)


def _is_label(spot: GridCell) -> bool:
    plain = spot.plain.rstrip(":")
    if not plain or is_amount(plain) or len(plain) > 24:
        return False
    return (
        is_form_key(plain)
        or is_total(plain)
        or (spot.col == 0 and len(plain) <= 16 and (spot.rowspan > 1 or spot.plain.endswith(":")))
    )


def _is_level(spot: GridCell, matrix: dict[int, int]) -> bool:
    return (
        any(first <= spot.col < end for first, end in matrix.items())
        and bool(spot.plain)
        and len(spot.plain) <= 20
        and not is_amount(spot.plain)
        and "。" not in spot.plain
    )
