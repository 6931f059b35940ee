"""The seam of a table at a page break: the parts stacked, the repeated header dropped, rows and spanning cells that the
break cut joined.

Which of the two is likelier where a row may have been cut is weighed in `cut_rows` and decided in `joins`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from fiscal.extraction.documents.cut_rows import text_goes_on, weigh_cut
from fiscal.extraction.documents.parts import Evidence, Fit, Part, Whole
from fiscal.extraction.documents.repeated_rows import carried_at_end, carried_at_start, page_subtotals
from fiscal.extraction.page.content import GridCell
from fiscal.extraction.page.printed_rows import Row
from fiscal.extraction.sheets.column_edges import spread
from fiscal.extraction.sheets.headers import header_rows, is_form, level_columns
from fiscal.extraction.sheets.parted_labels import parted_labels
from fiscal.extraction.sheets.sheet import (
    Sheet,
    join_cells,
    join_rows,
    join_spots,
    join_texts,
    rows_between,
    stack,
    without_rows,
)
from fiscal.extraction.wording import is_amount, is_total


@dataclass(frozen=True, slots=True)
class _Edge:
    """What is known of a page end.

    `opened`: a border is missing on one side of it, `unruled`: on both. `form`: it cuts a form, or a header.
    `overflowing`: columns where text ran past the last rule. `header`: rows of header that ended before it."""

    opened: bool
    unruled: bool
    form: bool
    overflowing: frozenset[int]
    header: int


@dataclass(frozen=True, slots=True)
class Ends:
    """The two sides of a page end on common columns, without what only another page has printed again; `cut`: what
    speaks for its having cut a row.
    """

    upper: Sheet
    lower: Sheet
    edge: _Edge
    cut: Evidence | None


def ends_of(whole: Whole, part: Part, fit: Fit) -> Ends:
    """The end of a table and the beginning of a part whose columns lie on its own like that."""
    at = fit.alignment
    upper, lower = spread(whole.sheet, at.edges, at.upper), spread(part.sheet, at.edges, at.lower)
    upper = without_rows(upper, carried_at_end(upper))
    lower = rows_between(lower, fit.repeated, lower.height)
    lower = without_rows(lower, carried_at_start(lower, 0) | page_subtotals(lower))
    lower = _with_beside(upper, lower, part.beside)
    form = whole.form or (whole.header >= upper.height - 1 and is_form(stack(upper, lower), whole.caption.title))
    within = form or (whole.header >= upper.height and header_rows(stack(upper, lower)) > upper.height)
    open_ends = (whole.last.grid.open_bottom, part.grid.open_top and not fit.repeated)
    upper = parted_labels(_drawn_down(upper), lower)
    edge = _Edge(any(open_ends), all(open_ends), within, whole.last.overflowing, 0 if within else whole.header)
    return Ends(upper, lower, edge, weigh_cut(upper, lower, unruled=edge.unruled) if lower.height else None)


def extend(whole: Whole, part: Part, ends: Ends, *, one_row: bool) -> Whole:
    """The table with a continuing part added; `one_row`: the rows on both sides of the page end are one."""
    sheet = _sewn(ends, one_row=one_row) if ends.lower.height else ends.upper
    form = is_form(sheet, whole.caption.title)
    caption = replace(
        whole.caption.over(part.caption), rows=whole.caption.rows + part.caption.rows, continued=whole.caption.continued
    )
    foot = whole.foot.before(part.foot)
    return replace(
        whole,
        sheet=sheet,
        caption=caption,
        foot=foot,
        header=0 if form else header_rows(sheet),
        form=form,
        parts=(*whole.parts, part),
    )


def _sewn(ends: Ends, *, one_row: bool) -> Sheet:
    upper, lower, edge = ends.upper, ends.lower, ends.edge
    seam = upper.height - 1
    whole = stack(_prolonged(upper, lower, edge.form), lower)
    if one_row:
        return join_rows(whole, seam)
    pairs: list[tuple[GridCell, GridCell]] = []
    first = whole.cells(seam + 1)
    levels = (
        min(level_columns(upper), next((s.col for s in first if s.plain), 0))
        if edge.form and not any(is_total(s.plain) for s in first)
        else 0
    )
    for above in (s for s in whole.cells(seam) if s.row + s.rowspan == seam + 1 > edge.header):
        below = next((s for s in first if (s.col, s.colspan) == (above.col, above.colspan)), None)
        if below is not None and (
            _is_cut_span(above, below, edge, above.col < levels) or _is_cut_text(above, below, edge, upper)
        ):
            pairs.append((above, below))
    paired = {id(above) for above, _ in pairs}
    pairs.extend(pair for pair in _printed_again(whole, seam, edge) if id(pair[0]) not in paired)
    if len(pairs) == len(whole.cells(seam + 1)):
        return whole
    return join_cells(whole, pairs) if pairs else whole


def _printed_again(sheet: Sheet, seam: int, edge: _Edge) -> list[tuple[GridCell, GridCell]]:
    """Cells over several rows that the page end cut, with their text printed on both sides: from left to right, up to
    the first that says something else.
    """
    pairs: list[tuple[GridCell, GridCell]] = []
    below = {(s.col, s.colspan): s for s in sheet.cells(seam + 1)}
    for above in sheet.cells(seam):
        partner = below.get((above.col, above.colspan))
        if (
            partner is None
            or above.row + above.rowspan != seam + 1
            or seam < edge.header
            or max(above.rowspan, partner.rowspan) < 2
        ):
            continue
        if above.plain != partner.plain:
            break
        pairs.append((above, partner))
    return pairs if any(above.plain for above, _ in pairs) else []


def _with_beside(upper: Sheet, lower: Sheet, beside: Sequence[Row]) -> Sheet:
    """The lower sheet with texts that stand beside its rules, in columns of which the page shows no cell: each is one
    cell from top to bottom.
    """
    added: list[GridCell] = []
    for above in upper.cells(upper.height - 1):
        inside = [row for row in beside if above.x0 - 1 <= row.middle <= above.x1 + 1]
        if not inside or any(
            row[col] is not None for row in lower.matrix for col in range(above.col, above.col + above.colspan)
        ):
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
    """The sheet with labels that have no cell under them down to its end reaching there: some renderers frame only the
    first row of a span that the page end cuts.
    """
    if all(sheet.matrix[-1]):
        return sheet
    longer: dict[int, GridCell] = {}
    for spot in sheet.spots:
        end = spot.row + spot.rowspan
        bare = end < sheet.height and not any(
            any(row[spot.col : spot.col + spot.colspan]) for row in sheet.matrix[end:]
        )
        if bare and spot.plain and not is_amount(spot.plain):
            longer[id(spot)] = replace(spot, rowspan=sheet.height - spot.row)
    return replace(sheet, spots=tuple(longer.get(id(s), s) for s in sheet.spots))


def _prolonged(upper: Sheet, lower: Sheet, form: bool) -> Sheet:
    """The upper sheet with its last spanning cells drawn on beside leading rows of a lower part that have no cell
    there: some renderers rule only the rest.
    """
    longer: dict[int, GridCell] = {}
    for spot in upper.cells(upper.height - 1):
        bare = 0
        while bare < lower.height and not any(lower.matrix[bare][spot.col : spot.col + spot.colspan]):
            bare += 1
        if bare and (spot.rowspan > 1 or (form and spot.plain and not is_amount(spot.plain))):
            longer[id(spot)] = replace(spot, rowspan=spot.rowspan + bare)
    return replace(upper, spots=tuple(longer.get(id(s), s) for s in upper.spots))


def _is_cut_text(above: GridCell, below: GridCell, edge: _Edge, upper: Sheet) -> bool:
    """A label's own text goes on over the page end: it ran past the last rule there."""
    return above.col in edge.overflowing and bool(below.plain) and text_goes_on(above, below, upper)


def _is_cut_span(above: GridCell, below: GridCell, edge: _Edge, level: bool) -> bool:
    """A spanning cell goes on over the page end: its text stands on one side of it only. `level`: it is a level of an
    indicator matrix, and those are not left blank.
    """
    if above.open_bottom and below.open_top and (not above.plain or not below.plain or above.plain == below.plain):
        return True
    if above.plain and not below.plain:
        return (
            above.rowspan > 1
            or below.rowspan > 1
            or above.col in edge.overflowing
            or (level and not is_amount(above.plain))
        )
    return edge.opened and not above.plain and bool(below.plain) and above.rowspan > 1 and below.rowspan > 1


def overflow(sheet: Sheet, below: Sequence[Row]) -> list[tuple[GridCell, Row]]:
    """Rows directly under a grid that are the rest of a narrow label whose cell has no lower border there, each with
    the cell that it goes on.
    """
    found: list[tuple[GridCell, Row]] = []
    bottom = max(sheet.bottoms)
    for spot in sheet.cells(sheet.height - 1):
        last = spot
        for row in below:
            inside = spot.x0 - 1 <= row.x0 and row.x1 <= spot.x1 + 1 and spot.colspan < sheet.width
            near = row.top - bottom < 0.6 * row.size if last is spot else row.top - found[-1][1].bottom < 0.6 * row.size
            alike = bool(spot.plain) and abs(row.size - spot.size) <= 0.1 * row.size
            rest = replace(spot, text=row.text, lines=(row.text,))
            if inside and near and alike and text_goes_on(last, rest, sheet):
                found.append((spot, row))
                last = join_spots(last, replace(rest, last_line=(row.x0, row.x1)))
    return found


def with_overflow(sheet: Sheet, rest: Sequence[tuple[GridCell, Row]]) -> Sheet:
    """The sheet with those rows in their cells."""
    longer: dict[int, GridCell] = {}
    for spot, row in rest:
        text = join_texts(longer.get(id(spot), spot).text, row.text.strip())
        lines = (*longer.get(id(spot), spot).lines, row.text)
        longer[id(spot)] = replace(spot, text=text, lines=lines, last_line=(row.x0, row.x1))
    return replace(sheet, spots=tuple(longer.get(id(s), s) for s in sheet.spots))
