"""The seam of a table at a page break: the parts stacked, the repeated header dropped, rows and spanning cells that the break cut joined.

A row counts as cut only on evidence: what stands on the new page could not have stood on the last line of the old one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from fiscal.extraction.documents.continuation import Part, Verdict, Whole
from fiscal.extraction.page.printed_rows import Row
from fiscal.extraction.sheets.headers import header_rows, is_form, level_columns
from fiscal.extraction.sheets.parted_labels import parted_labels
from fiscal.extraction.sheets.sheet import Sheet, Spot, join_cells, join_rows, join_spots, join_texts, rows_between, spread, stack
from fiscal.extraction.wording import begins_note, first_word, is_amount, is_closed, is_total, printed_numbering, width
from fiscal.model.amounts import normal

_INNER = frozenset("的及和与等或、,)")
"""What no label begins with."""
_SPREAD = 1.15
"""How much wider than its letters a printed line may be that is not spread."""
_KNOWN_ROWS, _LOW = 4, 0.93
"""Rows whose heights show how low a row of a table is at least, and the share of that which only a cut row falls short of."""


def extend(whole: Whole, part: Part, verdict: Verdict) -> Whole:
    """The table with a continuing part added. ValueError for a part that was not judged to continue it."""
    if verdict.alignment is None:
        raise ValueError("the part does not continue the table")
    upper = spread(whole.sheet, verdict.alignment.edges, verdict.alignment.upper)
    lower = spread(part.sheet, verdict.alignment.edges, verdict.alignment.lower)
    lower = _with_beside(upper, rows_between(lower, verdict.repeated, lower.height), part.beside)
    form = whole.form or (whole.header >= upper.height - 1 and is_form(stack(upper, lower), whole.caption.title))
    within = form or header_rows(stack(upper, lower)) > upper.height
    ends = (whole.last.grid.open_bottom, part.grid.open_top and not verdict.repeated)
    sheet = _sewn(upper, lower, _Edge(any(ends), all(ends), within, whole.last.overflowing, 0 if within else whole.header))
    form = is_form(sheet, whole.caption.title)
    caption = replace(whole.caption.over(part.caption), rows=whole.caption.rows + part.caption.rows, continued=whole.caption.continued)
    foot = whole.foot.before(part.foot)
    return replace(whole, sheet=sheet, caption=caption, foot=foot, header=0 if form else header_rows(sheet), form=form, parts=(*whole.parts, part))


@dataclass(frozen=True, slots=True)
class _Edge:
    """What is known of a page end.

    `opened`: a border is missing on one side of it, `unruled`: on both. `form`: it cuts a form, or a header. `overflowing`: columns where text ran past the
    last rule. `header`: rows of header that ended before it.
    """

    opened: bool
    unruled: bool
    form: bool
    overflowing: frozenset[int]
    header: int


def _sewn(upper: Sheet, lower: Sheet, edge: _Edge) -> Sheet:
    upper = parted_labels(_drawn_down(upper), lower)
    seam = upper.height - 1
    whole = stack(_prolonged(upper, lower, edge.form), lower)
    if is_cut_row(upper, lower) or (edge.unruled and _lie_alike(upper, lower)):
        return join_rows(whole, seam)
    pairs: list[tuple[Spot, Spot]] = []
    first = whole.cells(seam + 1)
    levels = min(level_columns(upper), next((s.col for s in first if s.plain), 0)) if edge.form and not any(is_total(s.plain) for s in first) else 0
    for above in (s for s in whole.cells(seam) if s.row + s.rowspan == seam + 1 > edge.header):
        below = next((s for s in first if (s.col, s.colspan) == (above.col, above.colspan)), None)
        if below is not None and (_is_cut_span(above, below, edge, above.col < levels) or _is_cut_text(above, below, edge, upper)):
            pairs.append((above, below))
    if len(pairs) == len(whole.cells(seam + 1)):
        return whole
    return join_cells(whole, pairs) if pairs else whole


def _with_beside(upper: Sheet, lower: Sheet, beside: Sequence[Row]) -> Sheet:
    """The lower sheet with texts that stand beside its rules, in columns of which the page shows no cell: each is one cell from top to bottom."""
    added: list[Spot] = []
    for above in upper.cells(upper.height - 1):
        inside = [row for row in beside if above.x0 - 1 <= row.middle <= above.x1 + 1]
        if not inside or any(row[col] is not None for row in lower.matrix for col in range(above.col, above.col + above.colspan)):
            continue
        first, last = inside[0], inside[-1]
        text = ""
        for row in inside:
            text = join_texts(text, row.text.strip())
        lines = tuple(row.text for row in inside)
        added.append(
            replace(
                above,
                page=first.page,
                row=0,
                rowspan=lower.height,
                text=text,
                plain=normal(text),
                lines=lines,
                top=lower.tops[0],
                bottom=lower.bottoms[-1],
                first_x0=first.x0,
                size=first.size,
                last_line=(last.x0, last.x1),
                alternatives=(),
            )
        )
    return replace(lower, spots=lower.spots + tuple(added)) if added else lower


def _drawn_down(sheet: Sheet) -> Sheet:
    """The sheet with labels that have no cell under them down to its end reaching there: some renderers frame only the first row of a span that the page end cuts."""
    if all(sheet.matrix[-1]):
        return sheet
    longer: dict[int, Spot] = {}
    for spot in sheet.spots:
        end = spot.row + spot.rowspan
        bare = end < sheet.height and not any(any(row[spot.col : spot.col + spot.colspan]) for row in sheet.matrix[end:])
        if bare and spot.plain and not is_amount(spot.plain):
            longer[id(spot)] = replace(spot, rowspan=sheet.height - spot.row)
    return replace(sheet, spots=tuple(longer.get(id(s), s) for s in sheet.spots))


def _prolonged(upper: Sheet, lower: Sheet, form: bool) -> Sheet:
    """The upper sheet with its last spanning cells drawn on beside leading rows of a lower part that have no cell there: some renderers rule only the rest."""
    longer: dict[int, Spot] = {}
    for spot in upper.cells(upper.height - 1):
        bare = 0
        while bare < lower.height and not any(lower.matrix[bare][spot.col : spot.col + spot.colspan]):
            bare += 1
        if bare and (spot.rowspan > 1 or (form and spot.plain and not is_amount(spot.plain))):
            longer[id(spot)] = replace(spot, rowspan=spot.rowspan + bare)
    return replace(upper, spots=tuple(longer.get(id(s), s) for s in upper.spots))


def _is_cut_text(above: Spot, below: Spot, edge: _Edge, upper: Sheet) -> bool:
    """A label's own text goes on over the page end: it ran past the last rule there."""
    return above.col in edge.overflowing and bool(below.plain) and _text_goes_on(above, below, upper)


def _is_cut_span(above: Spot, below: Spot, edge: _Edge, level: bool) -> bool:
    """A spanning cell goes on over the page end: its text stands on one side of it only. `level`: it is a level of an indicator matrix, and those are not left blank."""
    if above.open_bottom and below.open_top and (not above.plain or not below.plain or above.plain == below.plain):
        return True
    if above.plain and not below.plain:
        return above.rowspan > 1 or below.rowspan > 1 or above.col in edge.overflowing or (level and not is_amount(above.plain))
    return edge.opened and not above.plain and bool(below.plain) and above.rowspan > 1 and below.rowspan > 1


def overflow(sheet: Sheet, below: Sequence[Row]) -> list[tuple[Spot, Row]]:
    """Rows directly under a grid that are the rest of a narrow label whose cell has no lower border there, each with the cell that it goes on."""
    found: list[tuple[Spot, Row]] = []
    bottom = max(sheet.bottoms)
    for spot in sheet.cells(sheet.height - 1):
        last = spot
        for row in below:
            inside = spot.x0 - 1 <= row.x0 and row.x1 <= spot.x1 + 1 and spot.colspan < sheet.width
            near = row.top - bottom < 0.6 * row.size if last is spot else row.top - found[-1][1].bottom < 0.6 * row.size
            alike = bool(spot.plain) and abs(row.size - spot.size) <= 0.1 * row.size
            rest = replace(spot, text=row.text, plain=row.plain, lines=(row.text,))
            if inside and near and alike and _text_goes_on(last, rest, sheet):
                found.append((spot, row))
                last = join_spots(last, replace(rest, last_line=(row.x0, row.x1)))
    return found


def with_overflow(sheet: Sheet, rest: Sequence[tuple[Spot, Row]]) -> Sheet:
    """The sheet with those rows in their cells."""
    longer: dict[int, Spot] = {}
    for spot, row in rest:
        text = join_texts(longer.get(id(spot), spot).text, row.text.strip())
        lines = (*longer.get(id(spot), spot).lines, row.text)
        longer[id(spot)] = replace(spot, text=text, plain=normal(text), lines=lines, last_line=(row.x0, row.x1))
    return replace(sheet, spots=tuple(longer.get(id(s), s) for s in sheet.spots))


def _lie_alike(upper: Sheet, lower: Sheet) -> bool:
    """Each cell of the lower first row lies under one of the upper last row, and one of the two is blank or its text goes on."""
    above = {(s.col, s.colspan): s for s in upper.cells(upper.height - 1)}
    pairs = [(above.get((s.col, s.colspan)), s) for s in lower.cells(0)]
    return all(a is not None and (not a.plain or not b.plain or _text_goes_on(a, b, upper)) for a, b in pairs)


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
        if partner is None or partner.rowspan > 1 or (spot.rowspan > 1 and spot.rowspan < lower.height):
            return False
        pairs.append((partner, spot))
    if _is_rest_of_field(pairs, last, first):
        return True
    held = [s for s in last if s.plain]
    moved = [(a, b) for a, b in pairs if not a.plain]
    if moved:
        return len(moved) == len(pairs) and all(_text_moved(a, b, upper, first) for a, b in pairs) and bool(held)
    if len(held) <= len(rest) and not (len(held) == len(rest) == len(last)):
        return len(held) == len(rest) and all(_text_goes_on(a, b, upper) and _lacks_its_end(a, b, upper) for a, b in pairs)
    if len(held) == len(rest) and any(is_closed(a.plain) for a, _ in pairs):
        return False
    return all(_text_goes_on(a, b, upper) for a, b in pairs)


def _is_rest_of_field(pairs: Sequence[tuple[Spot, Spot]], last: Sequence[Spot], first: Sequence[Spot]) -> bool:
    """A form's field goes on over the page end: beside the rest of its text, which spans columns, its label's cell is blank."""
    if not len(first) == len(last) == 2 or len(pairs) != 1:
        return False
    (above, below), label = pairs[0], last[0]
    named = bool(label.plain) and label.rowspan == 1 and label is not above and not is_amount(label.plain)
    return named and above.colspan > 1 and bool(above.plain) and not is_amount(below.plain)


def _lacks_its_end(above: Spot, below: Spot, sheet: Sheet) -> bool:
    """The upper text is no whole label, but both together are: a bracket is closed, a particle has its noun, or all end like the labels over them."""
    if above.plain.count("(") > above.plain.count(")") >= 0 < below.plain.count(")") or below.plain[0] in _INNER:
        return True
    ends = Counter(s.plain[-2:] for s in sheet.spots if s.col == above.col and s is not above and len(s.plain) > 2 and printed_numbering(s.text) is not None)
    usual, times = ends.most_common(1)[0] if ends else ("", 0)
    joined = above.plain + below.plain
    return times >= 5 and 3 * times >= 2 * ends.total() and joined.endswith(usual) and not above.plain.endswith(usual) and printed_numbering(above.text) is not None


def _lacks_what_rows_have(sheet: Sheet, beside: Sequence[Spot]) -> bool:
    """The row that these cells are is blank in a column that every row fills, such as 行次."""
    for spot in beside:
        column = [s for s in sheet.spots if (s.col, s.colspan) == (spot.col, spot.colspan)]
        if not spot.plain and len(column) >= 5 and sum(bool(s.plain) for s in column) >= 0.9 * len(column) and is_amount(column[-1].plain):
            return True
    return False


def _text_moved(above: Spot, below: Spot, sheet: Sheet, beside: Sequence[Spot]) -> bool:
    """The whole text of a cell went to the new page: its column is hardly ever left blank, and the text begins no item of its own."""
    if is_amount(below.plain) or is_total(below.plain):
        return False
    if _lacks_what_rows_have(sheet, beside):
        return True
    if printed_numbering(below.text) is not None:
        return False
    column = [s for s in sheet.spots if s.col == above.col and s is not above and s.rowspan == 1]
    if len(column) < 3:
        return not any(is_amount(s.plain) for s in column) and sum(is_amount(s.plain) for s in sheet.cells(sheet.height - 1)) >= 2
    return sum(bool(s.plain) for s in column) >= 0.8 * len(column)


def _is_sliver(upper: Sheet, lower: Sheet) -> bool:
    """A blank first row too low for a line of text, or under a row lower than any other: the empty rest of a cut row."""
    sizes = [s.size for s in upper.spots if s.size > 0]
    if not sizes or lower.height < 2:
        return False
    heights = [bottom - top for row, (top, bottom) in enumerate(zip(upper.tops, upper.bottoms, strict=True)) if any(s.rowspan == 1 for s in upper.filled(row))]
    cut = len(heights) > _KNOWN_ROWS and bool(upper.filled(upper.height - 1)) and heights[-1] < _LOW * min(heights[:-1])
    return cut or lower.bottoms[0] - lower.tops[0] < 0.8 * min(sizes)


def _text_goes_on(above: Spot, below: Spot, sheet: Sheet) -> bool:
    """The lower text could not have begun on the upper one's last line, and does not begin like an item of its own."""
    if is_amount(above.plain) or is_amount(below.plain) or is_total(above.plain) or is_total(below.plain) or begins_note(below.plain):
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
    padding = min(padding, size)
    before, after = above.last_line[0] - above.x0 - padding, above.x1 - above.last_line[1] - padding
    beside = sum(abs(s.first_x0 - above.last_line[0]) < 0.5 for s in sheet.spots if s.col == above.col and s.page == above.page and s.plain and s is not above)
    room = before + after if abs(before - after) <= size and beside < 2 else after
    if len(above.lines) == 1:
        # Letters spread over the cell take more room than they need.
        room += max(above.last_line[1] - above.last_line[0] - _SPREAD * width(above.plain) * size, 0.0)
    space = 0.5 if above.text[-1:].isascii() != head[:1].isascii() else 0.0
    return (width(head) + space) * size <= room - 0.25 * size
