"""How the columns of a part lie on those of the table before it: by the places of their edges, or by their order where
each holds the same kind of text.

Only measures how well they agree; whether the part continues the table is left to `join_evidence`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from fiscal.extraction.documents.parts import Fit, Part, Whole
from fiscal.extraction.documents.repeated_rows import leading_repeats
from fiscal.extraction.documents.settings import (
    EDGE_TOLERANCE,
    FORM_MISFIT,
    OCR_EDGE_SHARE,
    OCR_EDGE_TOLERANCE,
    ORDER_MISFIT,
)
from fiscal.extraction.sheets.column_edges import Alignment, by_number, line_up, spread
from fiscal.extraction.sheets.headers import header_rows
from fiscal.extraction.sheets.sheet import Sheet
from fiscal.extraction.wording import is_amount, is_total


def best_fit(whole: Whole, part: Part) -> Fit | None:
    """The columns' best agreement; None where the part's cannot be laid on the table's at all."""
    return min(_fits(whole, part), key=lambda fit: (fit.misfit, -fit.repeated), default=None)


def _repeats(whole: Whole, part: Part, alignment: Alignment) -> int:
    return leading_repeats(
        spread(whole.sheet, alignment.edges, alignment.upper),
        spread(part.sheet, alignment.edges, alignment.lower),
        whole.header,
    )


def _fits(whole: Whole, part: Part) -> Iterator[Fit]:
    upper, lower = whole.sheet, part.sheet
    numbered = by_number(upper, lower)
    if numbered is not None:
        yield Fit(numbered, 0.0, _repeats(whole, part, numbered))
        return
    placed = line_up(upper.edges, lower.edges, _tolerance(whole, part))
    if placed is not None and (placed.exact or not placed.scaled):
        yield Fit(placed, _edge_misfit(placed, whole, part), _repeats(whole, part, placed))
    if upper.width == lower.width and upper.width > 1 and (placed is None or not placed.exact):
        order = tuple(range(upper.width + 1))
        alignment = Alignment(upper.edges, order, order, upper.width - 1, True)
        repeated = _repeats(whole, part, alignment)
        same_head = repeated >= whole.header > 0
        yield Fit(alignment, 0.0 if same_head else _role_misfit(whole, lower), repeated)


def _tolerance(whole: Whole, part: Part) -> float:
    if whole.sheet.is_ocr() or part.sheet.is_ocr():
        return max(OCR_EDGE_TOLERANCE, OCR_EDGE_SHARE * (part.grid.x1 - part.grid.x0))
    return EDGE_TOLERANCE


def _edge_misfit(alignment: Alignment, whole: Whole, part: Part) -> float:
    """The share of the inner edges of the one with fewer that the other lacks; an edge is lacking on a page where no
    cell shows it.
    """
    if alignment.exact:
        return 0.0
    inner = min(len(alignment.upper), len(alignment.lower)) - 2
    shared = alignment.shared / inner if inner > 0 else float(is_lone_total(part.sheet, 0))
    return (1.0 - shared) * (FORM_MISFIT if whole.form and not part.caption.title else 1.0)


def is_lone_total(sheet: Sheet, start: int) -> bool:
    """What the sheet has from a row on is a total row, and perhaps one row after it."""
    filled = sheet.filled(start) if start < sheet.height else []
    return sheet.height - start <= 2 and bool(filled) and is_total(filled[0].plain)


def _role_misfit(whole: Whole, lower: Sheet) -> float:
    """How many of the columns hold figures on one sheet and words on the other, as a share, and what it costs that only
    their order speaks for them.
    """
    above, below = _roles(whole.sheet, whole.header), _roles(lower, header_rows(lower))
    known = [(a, b) for a, b in zip(above, below, strict=True) if a and b]
    if not known or whole.form:
        return 1.0
    return min(1.0, ORDER_MISFIT + sum(a != b for a, b in known) / len(known))


def _roles(sheet: Sheet, start: int) -> list[str]:
    """What most cells of each column hold: `figures`, `words`, or nothing."""
    columns: list[Counter[str]] = [Counter() for _ in range(sheet.width)]
    for spot in sheet.spots:
        if spot.row >= start and spot.plain and spot.colspan == 1:
            columns[spot.col]["figures" if is_amount(spot.plain) else "words"] += 1
    return [column.most_common(1)[0][0] if column else "" for column in columns]
