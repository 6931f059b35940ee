"""The gate that needs no truth: every number printed inside a table is whole in exactly one cell, and every number of a cell is printed so.

Compares the page's text layer with the page's grids, before repeated headers are dropped; what a failure means is left to the extraction gate.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from fiscal.extraction.lines import NUMBER, Glyph, lines_of, turned
from fiscal.extraction.page import Grid, GridCell
from fiscal.model.reading import Doubt

_GAP = 0.25
_CUT = 0.06
_FULL_WIDTH = 0xFEE0
_SHOWN = 5
_NUMERIC = frozenset("0123456789.,")
_TOKEN = re.compile(r"\d[\d.,]*")


class Token(NamedTuple):
    """A number as the text layer prints it: its digits and separators, and the glyphs that they are."""

    text: str
    glyphs: tuple[Glyph, ...]


def plain(char: str) -> str:
    """A full-width digit or separator as its ASCII twin."""
    return chr(ord(char) - _FULL_WIDTH) if "\uff01" <= char <= "\uff5e" else char


def tokens_of(glyphs: Sequence[Glyph], turns: Mapping[int, int]) -> list[Token]:
    """The numbers of a page by position alone: digits and separators of one printed line that follow each other closely."""
    lines = lines_of([g for g in glyphs if g.position not in turns] if turns else glyphs)
    for turn in set(turns.values()):
        lines.extend(lines_of([turned(g, turn) for g in glyphs if turns.get(g.position) == turn]))
    return [token for line in lines for run in _runs(line.glyphs) if (token := _token(run)) is not None]


def _runs(glyphs: Sequence[Glyph]) -> Iterator[list[Glyph]]:
    run: list[Glyph] = []
    for glyph in glyphs:
        if glyph.char > "\u00ff":
            glyph = glyph._replace(char=plain(glyph.char))
        numeric = glyph.char in _NUMERIC
        if run and (not numeric or glyph.x0 - run[-1].x1 > _GAP * (glyph.bottom - glyph.top)):
            yield run
            run = []
        if numeric:
            run.append(glyph)
    if run:
        yield run


def _token(run: Sequence[Glyph]) -> Token | None:
    """The run without separators at its ends; None where no digit is left."""
    text = "".join(g.char for g in run)
    found = _TOKEN.search(text)
    if found is None:
        return None
    body = found.group().rstrip(".,")
    return Token(body, tuple(run[found.start() : found.start() + len(body)]))


def conservation_doubts(page: int, glyphs: Sequence[Glyph], turns: Mapping[int, int], grids: Sequence[Grid], placed: Mapping[int, GridCell]) -> list[Doubt]:
    """At most one blocking doubt for the page, naming the numbers that are not conserved.

    `glyphs`: every character of the text layer, in the order of their positions; `turns`: the clockwise turn that sets it upright by position, where one is needed;
    `placed`: its cell by position, where it is in one.
    """
    if not grids:
        return []
    lost: list[str] = []
    printed: dict[int, list[Token]] = defaultdict(list)
    cells: dict[int, GridCell] = {}
    for whole in tokens_of(glyphs, turns):
        for token in _cut_at_rules(whole, placed):
            owners = {id(cell): cell for g in token.glyphs if (cell := placed.get(g.position)) is not None}
            if not owners:
                if any(_inside(glyphs[token.glyphs[0].position], glyphs[token.glyphs[-1].position], grid) for grid in grids):
                    lost.append(f"{token.text}: in no cell")
            elif len(owners) > 1 or any(g.position not in placed for g in token.glyphs):
                lost.append(f"{token.text}: over several cells")
            else:
                key, cell = owners.popitem()
                cells[key] = cell
                printed[key].append(token)
    for grid in grids:
        for cell in grid.cells:
            lost.extend(_unprinted(cell, printed.get(id(cell), [])))
    if not lost:
        return []
    more = f" +{len(lost) - _SHOWN}" if len(lost) > _SHOWN else ""
    return [Doubt("numbers_not_conserved", True, page=page, detail="; ".join(lost[:_SHOWN]) + more)]


def _cut_at_rules(token: Token, placed: Mapping[int, GridCell]) -> Iterator[Token]:
    """Two numbers that nearly touch across a rule are two tokens: the gap is wider there than within either, or only apart are they well formed."""
    glyphs = token.glyphs
    start = 0
    gaps = [b.x0 - a.x1 for a, b in pairwise(glyphs)]
    for i, gap in enumerate(gaps, 1):
        if placed.get(glyphs[i - 1].position) is placed.get(glyphs[i].position):
            continue
        others = [g for k, g in enumerate(gaps, 1) if k != i]
        wider = gap - (median(others) if others else 0.0) > _CUT * (glyphs[i].bottom - glyphs[i].top)
        if (wider or _two_numbers(token.text, i)) and (part := _token(glyphs[start:i])) is not None:
            yield part
            start = i
    if (part := _token(glyphs[start:])) is not None:
        yield part


def _two_numbers(text: str, cut: int) -> bool:
    return not NUMBER.fullmatch(text) and bool(NUMBER.fullmatch(text[:cut]) and NUMBER.fullmatch(text[cut:]))


def _inside(first: Glyph, last: Glyph, grid: Grid) -> bool:
    """Whether the middle of the number from its first to its last glyph lies in the grid."""
    x, y = (first.x0 + first.x1 + last.x0 + last.x1) / 4, (first.top + first.bottom + last.top + last.bottom) / 4
    return grid.x0 <= x <= grid.x1 and grid.top <= y <= grid.bottom


def _unprinted(cell: GridCell, tokens: Sequence[Token]) -> Iterator[str]:
    """What of a cell's numbers is not printed so: each must be one printed number, or one that a line wrap broke."""
    claimed = [m.group().rstrip(".,") for m in _TOKEN.finditer("".join(plain(c) for c in cell.text))]
    waiting = [t.text for t in tokens]
    broken: list[str] = []
    for number in claimed:
        if number in waiting:
            waiting.remove(number)
        else:
            broken.append(number)
    for number in broken:
        rest = number
        while rest and (part := next((t for t in waiting if rest.startswith(t)), None)):
            waiting.remove(part)
            rest = rest[len(part) :].lstrip(".,")
        if rest:
            yield f"{number}: not printed so"
            return
    if waiting:
        yield f"{waiting[0]}: not whole in its cell"
