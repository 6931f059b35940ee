"""Labels over the blank beginning of another one at a page end, where the rule between the two is missing.

A spreadsheet program may leave out the upper border of a merged cell whose text it prints on the next page. Where texts
stand in their cells tells the two apart; joining the blank beginning with its text is left to `seam`."""

from __future__ import annotations

from dataclasses import replace

from fiscal.extraction.page.cell_middle import SLACK, off_middle
from fiscal.extraction.page.content import GridCell
from fiscal.extraction.sheets.sheet import Sheet
from fiscal.extraction.wording import is_amount


def parted_labels(upper: Sheet, lower: Sheet) -> Sheet:
    """The upper sheet with such labels ending where their text shows; under each a blank cell that goes on over the
    page end.
    """
    parts: dict[int, tuple[GridCell, GridCell]] = {}
    under = {(s.col, s.colspan): s for s in lower.cells(0)}
    for spot in upper.cells(upper.height - 1):
        below = under.get((spot.col, spot.colspan))
        if (
            below is None
            or not (spot.open_bottom and below.open_top and spot.plain and below.plain and spot.rowspan > 1)
            or is_amount(spot.plain)
        ):
            continue
        rows = _own_rows(spot, upper)
        if rows < spot.rowspan:
            parts[id(spot)] = _cut(spot, rows, upper)
    spots = (part for spot in upper.spots for part in parts.get(id(spot), (spot,)))
    return replace(upper, spots=tuple(sorted(spots, key=lambda s: (s.row, s.col)))) if parts else upper


def _cut(spot: GridCell, rows: int, sheet: Sheet) -> tuple[GridCell, GridCell]:
    edge = sheet.bottoms[spot.row + rows - 1]
    rest = replace(
        spot,
        row=spot.row + rows,
        rowspan=spot.rowspan - rows,
        text="",
        lines=(),
        top=edge,
        first_x0=spot.x0,
        alternatives=(),
        last_line=(spot.x0, spot.x0),
        printed=(edge, edge),
        open_top=True,
    )
    return replace(spot, rowspan=rows, bottom=edge, open_bottom=False), rest


def _own_rows(spot: GridCell, sheet: Sheet) -> int:
    """How many of its rows on the page where it begins a label stands in the middle of; all of its rows where it stands
    in the middle of none of these runs.
    """
    last = next(
        (row for row in range(spot.row + 1, spot.row + spot.rowspan) if sheet.tops[row] <= sheet.tops[row - 1]),
        spot.row + spot.rowspan,
    )
    away = [_away(spot, sheet.tops[spot.row], sheet.bottoms[end - 1]) for end in range(spot.row + 1, last + 1)]
    nearest = min(range(len(away)), key=lambda i: away[i])
    return nearest + 1 if away[nearest] <= 1 and spot.printed[0] < spot.printed[1] else spot.rowspan


def _away(spot: GridCell, top: float, bottom: float) -> float:
    """How far the text's middle is from that between two heights, as a share of what is allowed; infinite where the
    text does not fit between them.
    """
    if spot.printed[0] < top - SLACK or spot.printed[1] > bottom + SLACK:
        return float("inf")
    return off_middle(spot.printed, top, bottom)
