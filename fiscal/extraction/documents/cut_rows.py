"""Rows and texts that a page end cut: whether what stands first on the new page is the rest of what stood last on the
old one.

A row counts as cut only on evidence: its texts could not have stood on the last line of the old page, or are nothing
without what stood there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from fiscal import lexicon
from fiscal.extraction.documents import settings
from fiscal.extraction.documents.parts import Evidence, Term
from fiscal.extraction.page.content import GridCell
from fiscal.extraction.sheets.sheet import Sheet, join_texts
from fiscal.extraction.wording import begins_note, first_word, is_amount, is_closed, is_total, printed_numbering, width
from fiscal.model.amounts import decimal_places, normal

_INNER = lexicon.pattern("tables.inner")
"""What no label begins with."""


def weigh_cut(upper: Sheet, lower: Sheet, *, unruled: bool) -> Evidence | None:
    """What speaks for the lower sheet's first row being the rest of the upper one's last, and against it; None where
    its cells do not lie under that row's.

    `unruled`: no border is drawn on either side of the page end.
    """
    last, first = upper.cells(upper.height - 1), lower.cells(0)
    rest = [s for s in first if s.plain]
    one_row = Term("row_by_row", settings.ROW_BY_ROW)
    if not rest:
        return Evidence((Term("empty_rest", settings.EMPTY_REST),), (one_row,)) if _is_sliver(upper, lower) else None
    above = {(s.col, s.colspan): s for s in last}
    alike = unruled and all(_lies_under(above.get((s.col, s.colspan)), s, upper) for s in first)
    pairs = [(above.get((s.col, s.colspan)), s) for s in rest]
    if any(a is None or a.rowspan > 1 or (b.rowspan > 1 and b.rowspan < lower.height) for a, b in pairs) and not alike:
        return None
    terms = _joining([(a, b) for a, b in pairs if a is not None], last, first, upper)
    return Evidence((*terms, *((Term("lies_alike", settings.LIES_ALIKE),) if alike else ())), (one_row,))


def _lies_under(above: GridCell | None, below: GridCell, sheet: Sheet) -> bool:
    """A cell has one above it, and one of the two is blank or its text goes on."""
    return above is not None and (not above.plain or not below.plain or text_goes_on(above, below, sheet))


def _joining(
    pairs: Sequence[tuple[GridCell, GridCell]], last: Sequence[GridCell], first: Sequence[GridCell], sheet: Sheet
) -> Iterator[Term]:
    """What speaks for a cut row: `pairs` are the cells with text of the new page's first row and those over them."""
    if _is_rest_of_field(pairs, last, first):
        yield Term("rest_of_field", settings.REST_OF_FIELD)
    held = [s for s in last if s.plain]
    moved = [(a, b) for a, b in pairs if not a.plain]
    if moved:
        if len(moved) == len(pairs) and held and all(_text_moved(a, b, sheet, first) for a, b in pairs):
            yield Term("text_moved", settings.TEXT_MOVED)
        return
    if len(held) < len(pairs) or not all(text_goes_on(a, b, sheet) or _amount_goes_on(a, b, sheet) for a, b in pairs):
        return
    yield Term("text_goes_on", settings.TEXT_GOES_ON)
    if len(held) > len(pairs) or (len(held) == len(last) and not any(is_closed(a.plain) for a, _ in pairs)):
        yield Term("only_some_cells", settings.ONLY_SOME_CELLS)
    if all(_lacks_its_end(a, b, sheet) for a, b in pairs):
        yield Term("lacks_its_end", settings.LACKS_ITS_END)


def _is_rest_of_field(
    pairs: Sequence[tuple[GridCell, GridCell]], last: Sequence[GridCell], first: Sequence[GridCell]
) -> bool:
    """A form's field goes on over the page end: beside the rest of its text, which spans columns, its label's cell is
    blank.
    """
    if not len(first) == len(last) == 2 or len(pairs) != 1:
        return False
    (above, below), label = pairs[0], last[0]
    named = bool(label.plain) and label.rowspan == 1 and label is not above and not is_amount(label.plain)
    return named and above.colspan > 1 and bool(above.plain) and not is_amount(below.plain)


def _lacks_its_end(above: GridCell, below: GridCell, sheet: Sheet) -> bool:
    """The upper text is no whole label, but both together are: a bracket is closed, a particle has its noun, or all end
    like the labels over them.
    """
    if above.plain.count("(") > above.plain.count(")") >= 0 < below.plain.count(")") or _INNER.match(below.plain):
        return True
    ends = Counter(
        s.plain[-2:]
        for s in sheet.spots
        if s.col == above.col and s is not above and len(s.plain) > 2 and printed_numbering(s.text) is not None
    )
    usual, times = ends.most_common(1)[0] if ends else ("", 0)
    joined = above.plain + below.plain
    return (
        times >= 5
        and 3 * times >= 2 * ends.total()
        and joined.endswith(usual)
        and not above.plain.endswith(usual)
        and printed_numbering(above.text) is not None
    )


def _lacks_what_rows_have(sheet: Sheet, beside: Sequence[GridCell]) -> bool:
    """The row that these cells are is blank in a column that every row fills, such as 行次."""
    for spot in beside:
        column = [s for s in sheet.spots if (s.col, s.colspan) == (spot.col, spot.colspan)]
        if (
            not spot.plain
            and len(column) >= 5
            and sum(bool(s.plain) for s in column) >= 0.9 * len(column)
            and is_amount(column[-1].plain)
        ):
            return True
    return False


def _text_moved(above: GridCell, below: GridCell, sheet: Sheet, beside: Sequence[GridCell]) -> bool:
    """The whole text of a cell went to the new page: its column is hardly ever left blank, and the text begins no item
    of its own.
    """
    if is_amount(below.plain) or is_total(below.plain):
        return False
    if _lacks_what_rows_have(sheet, beside):
        return True
    if printed_numbering(below.text) is not None:
        return False
    column = [s for s in sheet.spots if s.col == above.col and s is not above and s.rowspan == 1]
    if len(column) < 3:
        return (
            not any(is_amount(s.plain) for s in column)
            and sum(is_amount(s.plain) for s in sheet.cells(sheet.height - 1)) >= 2
        )
    return sum(bool(s.plain) for s in column) >= 0.8 * len(column)


def _is_sliver(upper: Sheet, lower: Sheet) -> bool:
    """A blank first row too low for a line of text, or under a row lower than any other: the empty rest of a cut
    row.
    """
    sizes = [s.size for s in upper.spots if s.size > 0]
    if not sizes or lower.height < 2:
        return False
    heights = [
        bottom - top
        for row, (top, bottom) in enumerate(zip(upper.tops, upper.bottoms, strict=True))
        if any(s.rowspan == 1 for s in upper.filled(row))
    ]
    cut = (
        len(heights) > settings.KNOWN_ROWS
        and bool(upper.filled(upper.height - 1))
        and heights[-1] < settings.LOW_ROW * min(heights[:-1])
    )
    return cut or lower.bottoms[0] - lower.tops[0] < 0.8 * min(sizes)


def text_goes_on(above: GridCell, below: GridCell, sheet: Sheet) -> bool:
    """The lower text could not have begun on the upper one's last line, and does not begin like an item of its own."""
    if (
        is_amount(above.plain)
        or is_amount(below.plain)
        or is_total(above.plain)
        or is_total(below.plain)
        or begins_note(below.plain)
    ):
        return False
    numbered = printed_numbering(below.text)
    if numbered is not None and numbered[0] != 4:
        return False
    if numbered is not None and (is_closed(above.plain) or printed_numbering(above.text) is not None):
        return False
    if is_closed(above.plain) and len(above.lines) < 2:
        return False
    return not _would_fit(above, below, sheet)


def _amount_goes_on(above: GridCell, below: GridCell, sheet: Sheet) -> bool:
    """The last digits of an amount went to the new page: only with them it has as many decimals as the column's other
    amounts.
    """
    joined = join_texts(above.text, below.text)
    if not is_amount(normal(joined)) or not normal(below.text).replace(".", "").isdigit():
        return False
    places = Counter(
        decimal_places(s.text) for s in sheet.spots if s.col == above.col and s is not above and is_amount(s.plain)
    )
    usual = places.most_common(1)[0][0] if places else 0
    return usual > 0 and decimal_places(joined) == usual != decimal_places(above.text)


def _would_fit(above: GridCell, below: GridCell, sheet: Sheet) -> bool:
    """The first word of the lower cell has room on the last line of the upper one, so it did not wrap."""
    head = first_word(below.lines[0] if below.lines else below.text)
    size = above.size or below.size or 10.5
    padding = min(
        (s.first_x0 - s.x0 for s in sheet.spots if s.col == above.col and s.plain and s.first_x0 > s.x0), default=0.0
    )
    padding = min(padding, size)
    before, after = above.last_line[0] - above.x0 - padding, above.x1 - above.last_line[1] - padding
    beside = sum(
        abs(s.first_x0 - above.last_line[0]) < 0.5
        for s in sheet.spots
        if s.col == above.col and s.page == above.page and s.plain and s is not above
    )
    room = before + after if abs(before - after) <= size and beside < 2 else after
    if len(above.lines) == 1:
        # Letters spread over the cell take more room than they need.
        room += max(above.last_line[1] - above.last_line[0] - settings.SPREAD_LINE * width(above.plain) * size, 0.0)
    space = 0.5 if above.text[-1:].isascii() != head[:1].isascii() else 0.0
    return (width(head) + space) * size <= room - 0.25 * size
