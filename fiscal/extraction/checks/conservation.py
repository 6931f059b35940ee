"""The gate that needs no truth: every number printed inside a table is whole in exactly one cell, and every number of a
cell is printed so.

Compares the page's text layer with the page's grids, before repeated headers are dropped; what a failure means is left
to the extraction gate."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple, cast

import numpy as np

from fiscal.extraction.checks.printed_numbers import (
    CUT,
    LEVEL,
    PLAIN,
    POINTS,
    SEPARATORS,
    Token,
    cut_at_rules,
    lies_inside,
    middle_of,
    tokens,
)
from fiscal.extraction.columns.segments import printed_line
from fiscal.extraction.page.characters import Characters
from fiscal.extraction.page.content import Grid, GridCell, TextLine
from fiscal.extraction.page.lines import NUMBER, Line
from fiscal.extraction.wording import is_amount, is_page_number, is_total
from fiscal.model.amounts import normal
from fiscal.model.reading import Doubt

_SPACE, _THOUSANDS = 0.4, 0.8
"""Shares of a character's height: a wider gap parts two numbers; three digits may stand farther off, as thousands that
spaces part.
"""
_SPREAD = 3
"""Digits with equal spaces between them that are one number."""
_ROWS = 3
"""Numbers under each other that show, in two cells of a table, that its rows have not been parted."""
_NEAR, _BESIDE = 1.5, 2
"""Line heights within which a line stands right under a grid, and figures side by side that make it a row."""
_SHOWN = 5
_UNKNOWN = "\ufffd"
_TOKEN = re.compile(r"\d[\d.,]*")


class Loss(NamedTuple):
    """A number that is not whole in exactly one cell, or rows that nothing has parted: what is wrong, and the point on
    the page where it is.
    """

    detail: str
    x: float
    y: float
    is_number: bool = True


def conservation_doubts(
    page: int,
    characters: Characters,
    owners: Sequence[int],
    cells: Mapping[int, GridCell],
    grids: Sequence[Grid],
    free: Sequence[Line] = (),
) -> list[Doubt]:
    """At most one blocking doubt for the page, naming the numbers that are not conserved; the arguments are those of
    `losses`.
    """
    return doubts_of(page, losses(characters, owners, cells, grids, free))


def doubts_of(page: int, lost: Sequence[Loss], remark: str = "") -> list[Doubt]:
    """At most one blocking doubt that names what is lost; `remark` says what else the page may be."""
    if not lost:
        return []
    more = f" +{len(lost) - _SHOWN}" if len(lost) > _SHOWN else ""
    return [
        Doubt(
            "numbers_not_conserved",
            True,
            page=page,
            detail="; ".join(it.detail for it in lost[:_SHOWN]) + more + remark,
        )
    ]


def losses(
    characters: Characters,
    owners: Sequence[int],
    cells: Mapping[int, GridCell],
    grids: Sequence[Grid],
    free: Sequence[Line] = (),
) -> list[Loss]:
    """What is not conserved.

    `owners`: the number of each character's cell, or -1; `cells`: the cells by their numbers; `free`: the lines outside
    all grids."""
    if not grids:
        return []
    characters, owners = _shown_first(characters, owners)
    lost: list[Loss] = []
    printed: dict[int, list[Token]] = defaultdict(list)
    for whole in tokens(characters):
        for token in cut_at_rules(whole, characters, owners):
            places = set(owners[token.start : token.start + len(token.text)])
            if len(places) > 1:
                lost.append(Loss(f"{token.text}: over several cells", *middle_of(token, characters)))
            elif (owner := places.pop()) in cells:
                printed[owner].append(token)
            elif any(lies_inside(token, characters, grid) for grid in grids):
                lost.append(Loss(f"{token.text}: in no cell", *middle_of(token, characters)))
    lost.extend(_unparted(grids))
    lost.extend(left_under(grids, free))
    for number, cell in cells.items():
        lost.extend(
            Loss(detail, (cell.x0 + cell.x1) / 2, (cell.top + cell.bottom) / 2)
            for detail in _unprinted(cell, printed.get(number, []), characters)
        )
    return lost


def _shown_first(characters: Characters, owners: Sequence[int]) -> tuple[Characters, Sequence[int]]:
    """The characters with those that their clips hide behind the others: the layer mixes the two where a hidden text
    lies over another row's.
    """
    if not characters.cut.any():
        return characters, owners
    order = np.argsort(characters.cut, kind="stable")
    places = cast(list[int], order.tolist())
    text, boxes = tuple(characters.text[i] for i in places), characters.boxes[order]
    moved = replace(
        characters,
        text=text,
        boxes=boxes,
        turns=characters.turns[order],
        cut=characters.cut[order],
        index=characters.index[order],
    )
    return moved, [owners[i] for i in places]


def unknown_characters(page: int, grids: Sequence[Grid], lines: Sequence[TextLine] = ()) -> list[Doubt]:
    """A blocking doubt for each grid with cells in which characters stand that nobody can tell, as the font's table
    lacks them, and one for captions and prose.

    One such character that begins a line, or is alone in it, is a bullet or an ornament.
    """
    groups = [[cell.text for cell in grid.cells if _UNKNOWN in cell.text] for grid in grids]
    groups.append([line.text.strip() for line in lines if _UNKNOWN in line.text.strip()[1:]])
    return [
        Doubt("characters_unknown", True, page=page, detail="; ".join(text[:40] for text in texts[:_SHOWN]))
        for texts in groups
        if texts
    ]


def _unparted(grids: Sequence[Grid]) -> Iterator[Loss]:
    """Grids with a cell that is a whole column of numbers, or several that hold one each: rows that nothing has
    parted.
    """
    for grid in grids:
        columns = [
            cell
            for cell in grid.cells
            if len(cell.lines) >= _ROWS and sum(is_amount(normal(line)) for line in cell.lines) >= _ROWS
        ]
        if len(columns) >= 2 or any(_is_column(cell.lines) for cell in columns):
            cell = columns[0]
            yield Loss(
                f"{' '.join(cell.lines)[:40]}: several numbers in one cell",
                (cell.x0 + cell.x1) / 2,
                (cell.top + cell.bottom) / 2,
                is_number=False,
            )


def _is_column(lines: Sequence[str]) -> bool:
    """Whether all lines are amounts of money, or numbers that count on: percentages are often listed in one cell."""
    texts = [normal(line) for line in lines]
    if all(text.isdigit() for text in texts):
        numbers = [int(text) for text in texts]
        return numbers == list(range(numbers[0], numbers[0] + len(numbers)))
    return all(NUMBER.fullmatch(text) and "%" not in text for text in texts) and any(
        "," in text or "." in text for text in texts
    )


def left_under(grids: Sequence[Grid], free: Sequence[Line]) -> Iterator[Loss]:
    """Figures right under a grid, side by side in its columns or after a total's label: a row that the grid has
    lost.
    """
    for line in free:
        if is_page_number(normal(line.text)):
            continue
        x0, top, x1, bottom = line.box
        over = [g for g in grids if g.x0 < x1 and x0 < g.x1 and abs(top - g.bottom) < _NEAR * (bottom - top)]
        printed = printed_line(line).segments if over else []
        for grid in over:
            segments = [s for s in printed if grid.x0 <= (s.x0 + s.x1) / 2 <= grid.x1]
            figures = [s for s in segments if s.is_figure]
            columns = {bisect_right(grid.col_edges, (s.x0 + s.x1) / 2) for s in figures}
            if len(columns) >= _BESIDE or (columns and is_total(segments[0].plain)):
                yield Loss(
                    f"{' '.join(s.plain for s in figures[:_SHOWN])}: under the table", (x0 + x1) / 2, (top + bottom) / 2
                )


def _unprinted(cell: GridCell, printed: Sequence[Token], characters: Characters) -> Iterator[str]:
    """What of a cell's numbers is not printed so: each must be one printed number, or one that a line wrap broke."""
    claimed = [m.group().rstrip(SEPARATORS) for m in _TOKEN.finditer(cell.text.translate(PLAIN))]
    if claimed == [token.text for token in printed]:
        return
    waiting = list(printed)
    broken: list[str] = []
    for number in claimed:
        whole = next((t for t in waiting if t.text == number), None)
        if whole is None:
            broken.append(number)
        else:
            waiting.remove(whole)
    for number in broken:
        rest = number
        parts: list[Token] = []
        while rest and (part := next((t for t in waiting if rest.startswith(t.text)), None)):
            waiting.remove(part)
            parts.append(part)
            rest = rest[len(part.text) :].lstrip(SEPARATORS)
        if rest:
            yield f"{number}: not printed so"
            return
        if not _letter_spaced(parts, characters) and any(
            _side_by_side(left, right, characters) for left, right in pairwise(parts)
        ):
            yield f"{number}: two numbers"
            return
    if waiting:
        yield f"{waiting[0].text}: not whole in its cell"


def _side_by_side(left: Token, right: Token, characters: Characters) -> bool:
    """Whether two numbers stand on one line, in the direction in which they are printed, and farther apart than a space
    that parts thousands.
    """
    boxes = characters.upright_boxes()
    x0, top, _, bottom = boxes[right.start].tolist()
    level = abs(top + bottom - boxes[left.start, 1] - boxes[left.start, 3]) / 2 < LEVEL * (bottom - top)
    if right.start and characters.text[right.start - 1] in POINTS and "." not in left.text:
        # No number begins with a point: what stands before it is its whole part, however far off it is set.
        return bool(level and boxes[right.start - 1, 0] - boxes[left.positions[-1], 2] > _THOUSANDS * (bottom - top))
    space = _THOUSANDS if len(right.text) == 3 and right.text.isdigit() else _SPACE
    return bool(level and x0 - boxes[left.positions[-1], 2] > space * (bottom - top))


def _letter_spaced(parts: Sequence[Token], characters: Characters) -> bool:
    """Whether these are the digits of one number that is set with the same space between all of them, as in a spread
    heading.
    """
    if len(parts) < _SPREAD or any(len(token.text) > 1 for token in parts):
        return False
    boxes = characters.upright_boxes()[[token.start for token in parts]]
    gaps, height = boxes[1:, 0] - boxes[:-1, 2], float(boxes[0, 3] - boxes[0, 1])
    level = np.ptp(boxes[:, 1]) < LEVEL * height
    return bool(level and gaps.min() > 0 and gaps.max() < height and np.ptp(gaps) < CUT * height)
