"""The seam of a table at a page break: the parts stacked, the repeated header dropped, rows and spanning cells that the break cut joined.

A row counts as cut only on evidence: what stands on the new page could not have stood on the last line of the old one.
"""

from __future__ import annotations

from dataclasses import replace

from fiscal.extraction.continuation import Part, Verdict, Whole
from fiscal.extraction.sheet import Sheet, Spot, join_cells, join_rows, rows_between, spread, stack
from fiscal.extraction.wording import begins_note, first_word, is_amount, is_closed, is_total, printed_numbering, width


def extend(whole: Whole, part: Part, verdict: Verdict) -> Whole:
    """The table with a continuing part added. ValueError for a part that was not judged to continue it."""
    if verdict.alignment is None:
        raise ValueError("the part does not continue the table")
    upper = spread(whole.sheet, verdict.alignment.edges, verdict.alignment.upper)
    lower = spread(part.sheet, verdict.alignment.edges, verdict.alignment.lower)
    lower = rows_between(lower, verdict.repeated, lower.height)
    sheet = _sewn(upper, lower, opened=whole.last.grid.open_bottom or part.grid.open_top)
    caption = replace(whole.caption.over(part.caption), rows=whole.caption.rows + part.caption.rows, continued=whole.caption.continued)
    foot = replace(part.foot, notes=whole.foot.notes + part.foot.notes, rows=whole.foot.rows + part.foot.rows)
    return replace(whole, sheet=sheet, caption=caption, foot=foot, parts=(*whole.parts, part))


def _sewn(upper: Sheet, lower: Sheet, opened: bool) -> Sheet:
    seam = upper.height - 1
    if is_cut_row(upper, lower):
        return join_rows(stack(upper, lower), seam)
    whole = stack(upper, lower)
    pairs: list[tuple[Spot, Spot]] = []
    for above in whole.cells(seam):
        below = next((s for s in whole.cells(seam + 1) if (s.col, s.colspan) == (above.col, above.colspan)), None)
        if below is not None and _is_cut_span(above, below, opened):
            pairs.append((above, below))
    if len(pairs) == len(whole.cells(seam + 1)):
        return whole
    return join_cells(whole, pairs) if pairs else whole


def _is_cut_span(above: Spot, below: Spot, opened: bool) -> bool:
    """A spanning cell goes on over the page end: its text stands on one side of it only."""
    if above.plain and not below.plain:
        return above.rowspan > 1 or below.rowspan > 1
    return opened and not above.plain and bool(below.plain) and above.rowspan > 1 and below.rowspan > 1


def is_cut_row(upper: Sheet, lower: Sheet) -> bool:
    """The page end cut the upper sheet's last row: the lower one's first holds nothing but the rest of its texts."""
    last, first = upper.cells(upper.height - 1), lower.cells(0)
    rest = [s for s in first if s.plain]
    if not rest:
        return _is_sliver(upper, lower)
    partners = {(s.col, s.colspan): s for s in last}
    pairs: list[tuple[Spot, Spot]] = []
    for spot in rest:
        partner = partners.get((spot.col, spot.colspan))
        if partner is None or not partner.plain or (spot.rowspan != 1 and lower.height > 1 and spot.rowspan < lower.height):
            return False
        pairs.append((partner, spot))
    held = [s for s in last if s.plain]
    if len(held) <= len(rest) and not (len(held) == len(rest) == len(last)):
        return False
    if len(held) == len(rest) and any(is_closed(a.plain) for a, _ in pairs):
        return False
    return all(_text_goes_on(a, b, upper) for a, b in pairs)


def _is_sliver(upper: Sheet, lower: Sheet) -> bool:
    """A blank first row too low for a line of text: the empty rest of a cut row."""
    sizes = [s.size for s in upper.spots if s.size > 0]
    return bool(sizes) and lower.height > 1 and lower.bottoms[0] - lower.tops[0] < 0.8 * min(sizes)


def _text_goes_on(above: Spot, below: Spot, sheet: Sheet) -> bool:
    """The lower text could not have begun on the upper one's last line, and does not begin like an item of its own."""
    if is_amount(above.plain) or is_amount(below.plain) or is_total(below.plain) or begins_note(below.plain):
        return False
    numbered = printed_numbering(below.text)
    if numbered is not None and numbered[0] != 4:
        return False
    if numbered is not None and (is_closed(above.plain) or printed_numbering(above.text) is not None):
        return False
    if is_closed(above.plain) and len(above.lines) < 2:
        return False
    return not _would_fit(above, below, sheet)


def _would_fit(above: Spot, below: Spot, sheet: Sheet) -> bool:
    """The first word of the lower cell has room on the last line of the upper one, so it did not wrap."""
    head = first_word(below.lines[0] if below.lines else below.text)
    size = above.size or below.size or 10.5
    padding = min((s.first_x0 - s.x0 for s in sheet.spots if s.col == above.col and s.plain and s.first_x0 > s.x0), default=0.0)
    room = above.x1 - above.x0 - 2 * min(padding, size) - (above.last_line[1] - above.last_line[0])
    space = 0.5 if above.text[-1:].isascii() != head[:1].isascii() else 0.0
    return (width(head) + space) * size <= room - 0.25 * size
