"""Figures printed in red: accounting prints a negative amount so, without a sign. Each gets its negative as another
reading of its cell.

Whether red means that in a filing is left to its arithmetic (`expectations.repair`): red also marks what is meant to be
seen."""

from __future__ import annotations

from dataclasses import replace

from fiscal.extraction.page.characters import Characters
from fiscal.extraction.page.content import Grid, GridCell
from fiscal.extraction.pdfium import calls as native
from fiscal.extraction.pdfium.marks import Marks
from fiscal.model.amounts import normal, parse_amount
from fiscal.model.reading import RED, Alternative

_SCORE = 0.5
"""How sure it is that red is a sign before anything is added up: none of 120 filings prints a red figure, so nothing
speaks for either.
"""


def with_red_figures(grids: tuple[Grid, ...], characters: Characters, marks: Marks) -> tuple[Grid, ...]:
    """The grids in their order; cells whose figure is above zero and wholly red have its negative among their
    alternatives.
    """
    if not marks.red_texts:
        return grids
    return tuple(
        replace(g, cells=tuple(_with_negative(c) if _is_red(c, characters, marks) else c for c in g.cells))
        for g in grids
    )


def _with_negative(cell: GridCell) -> GridCell:
    return replace(cell, alternatives=(*cell.alternatives, Alternative(f"-{normal(cell.text)}", _SCORE, RED)))


def _is_red(cell: GridCell, characters: Characters, marks: Marks) -> bool:
    value = parse_amount(cell.text)
    if value is None or value <= 0:
        return False
    digits = [g for g in characters.within(cell.x0, cell.top, cell.x1, cell.bottom) if g.char.isdigit()]
    return bool(digits) and all(
        native.text_object_of(characters.text_page, int(characters.index[g.position])) in marks.red_texts
        for g in digits
    )
