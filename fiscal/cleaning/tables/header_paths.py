"""The header of a ruled table: how many rows it has, which rows only number the columns (栏次), and the header path
over every column.

What a header says is left to `column_meaning`; forms, which have labels inside their body, are left to `forms`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from fiscal import lexicon
from fiscal.cleaning.tables.grid import Grid
from fiscal.cleaning.terms.concepts import concept_named
from fiscal.model.amounts import normal, parse_amount

_COLUMN_NUMBER = lexicon.pattern("columns.column_number")
_UNNUMBERED = re.compile(r"[*＊]{1,3}")
"""What stands over a column of words in a row that numbers the others: `** 1 2 3`."""
LEVELS = lexicon.words("columns.levels")
_YEAR = re.compile(r"(?:19|20)\d\d")
_HEADER_WORDS = lexicon.pattern("columns.header_words")
_MOST_HEADER_ROWS = 8


@dataclass(frozen=True, slots=True)
class HeaderCell:
    """One header cell over a column; `row` and `col` are where it begins, `text` is normal, `printed` as printed."""

    row: int
    col: int
    colspan: int
    text: str
    printed: str

    @property
    def place(self) -> tuple[int, int]:
        """What tells header cells of one text apart."""
        return self.row, self.col


@dataclass(frozen=True, slots=True)
class Header:
    """`body` is the first body row; `numbering` holds the rows that number the columns; `paths` the header cells over
    each column, outermost first.
    """

    body: int
    numbering: frozenset[int]
    paths: tuple[tuple[HeaderCell, ...], ...]

    def leaf(self, col: int) -> str:
        """The text nearest to the body over a column."""
        return self.paths[col][-1].text if self.paths[col] else ""


def header_of(grid: Grid) -> Header:
    """The header of a table, from the count of header rows that the reading states, corrected by what the rows hold."""
    body = _stated_rows(grid) or _guessed_rows(grid)
    while body < grid.rows and (_all_header(grid, body) or _divides_header(grid, body)):
        body += 1
    numbering = {row for row in range(min(body + 1, grid.rows)) if _numbers_columns(grid, row)}
    if body in numbering:
        body += 1
    numbering |= {row for row in range(body, grid.rows) if _is_marked(grid, row) and _numbers_columns(grid, row)}
    joined = _cut_names(grid, body)
    return Header(
        body, frozenset(numbering), tuple(_path(grid, col, body, numbering, joined) for col in range(grid.cols))
    )


def _stated_rows(grid: Grid) -> int:
    """The stated header rows, up to the first that holds a figure."""
    stated = min(grid.table.header_rows, grid.rows)
    return next((row for row in range(stated) if _has_figures(grid, row)), stated)


def _has_figures(grid: Grid, row: int) -> bool:
    texts = [normal(c.text) for c in grid.row_cells(row)]
    return any(parse_amount(t) is not None and not _YEAR.fullmatch(t) for t in texts) and not _numbers_columns(
        grid, row
    )


def _divides_header(grid: Grid, row: int) -> bool:
    """Whether a row without figures still belongs to the header: every spanning cell above it, or a cell that reaches
    into it, is divided by its texts.
    """
    if row == 0 or _has_figures(grid, row):
        return False
    texts = [normal(c.text) for c in grid.row_cells(row)]
    if sum(bool(t) for t in texts) < 2 or not any(_HEADER_WORDS.search(t) for t in texts):
        return False
    above = [c for c in grid.covering(row - 1) if normal(c.text)]
    reaching = any(c.row + c.rowspan > row for c in above)
    spanning = [c for c in above if c.colspan > 1 and c.row + c.rowspan == row]
    divided = [len({t for col in range(c.col, c.col + c.colspan) if (t := grid.text(row, col))}) > 1 for c in spanning]
    return bool(divided) and all(divided) and (reaching or len(spanning) == len(above))


def _guessed_rows(grid: Grid) -> int:
    """Leading rows without an amount whose texts are header words; 0 where the first row already holds a figure."""
    for row in range(min(grid.rows, _MOST_HEADER_ROWS)):
        texts = [normal(c.text) for c in grid.covering(row) if c.text.strip()]
        figures = [t for t in texts if parse_amount(t) is not None and not _YEAR.fullmatch(t)]
        if figures and not _numbers_columns(grid, row):
            return row
        if row and texts and not any(_HEADER_WORDS.search(t) for t in texts):
            return row
    return 1 if grid.rows > 1 else 0


def _all_header(grid: Grid, row: int) -> bool:
    cells = [c for c in grid.row_cells(row) if c.text.strip()]
    return bool(cells) and all(c.is_header for c in cells)


def _is_marked(grid: Grid, row: int) -> bool:
    """Whether a row says by a word or by `**` that it numbers the columns."""
    return any((text := normal(c.text)) in ("栏次", "行次") or _UNNUMBERED.fullmatch(text) for c in grid.row_cells(row))


def _numbers_columns(grid: Grid, row: int) -> bool:
    """Whether a row only numbers the columns: 栏次 or `**` with numbers, the numbers 1, 2, 3 … or 1, 2=3+4, and nothing
    else.
    """
    cells = [c for c in grid.row_cells(row) if normal(c.text) not in LEVELS]
    texts = [t for c in cells if (t := normal(c.text))]
    rest = [t for t in texts if t not in ("栏次", "行次") and not _UNNUMBERED.fullmatch(t)]
    if not rest or not all(_COLUMN_NUMBER.fullmatch(t) for t in rest):
        return False
    if len(rest) < len(texts):
        return True
    numbers = [int(m.group()) for t in rest if (m := re.match(r"\d+", t.strip("(")))]
    counts_up = numbers == list(range(numbers[0], numbers[0] + len(numbers))) if numbers else False
    return counts_up and ((len(numbers) >= 3 and numbers[0] <= 2) or (numbers[0] == 1 and any("=" in t for t in rest)))


def _cut_names(grid: Grid, body: int) -> dict[tuple[int, int], HeaderCell]:
    """Neighbouring header cells of which only both together are a name of the field (公务用｜车购置及运行维护费): one
    cell that a false rule has cut.
    """
    joined: dict[tuple[int, int], HeaderCell] = {}
    for row in range(body):
        for left, right in pairwise(grid.row_cells(row)):
            if (
                left.col + left.colspan != right.col
                or left.rowspan != right.rowspan
                or not normal(left.text)
                or not normal(right.text)
            ):
                continue
            text = normal(left.text + right.text)
            if _means_nothing(left.text) and concept_named(text, "any") is not None:
                whole = HeaderCell(
                    left.row, left.col, left.colspan + right.colspan, text, left.text.strip() + right.text.strip()
                )
                joined[left.row, left.col] = joined[right.row, right.col] = whole
    return joined


def _means_nothing(text: str) -> bool:
    plain = normal(text)
    return concept_named(plain, "any") is None and _HEADER_WORDS.search(plain) is None


def _path(
    grid: Grid, col: int, body: int, numbering: set[int], joined: dict[tuple[int, int], HeaderCell]
) -> tuple[HeaderCell, ...]:
    path: dict[tuple[int, int], HeaderCell] = {}
    for row in range(body):
        cell = grid.cell(row, col)
        if cell is None:
            continue
        text = normal(cell.text)
        skipped = cell.row in numbering and (
            text in ("栏次", "行次") or (_UNNUMBERED.fullmatch(text) or _COLUMN_NUMBER.fullmatch(text)) is not None
        )
        if text and not skipped:
            whole = joined.get((cell.row, cell.col)) or HeaderCell(
                cell.row, cell.col, cell.colspan, text, cell.text.strip()
            )
            path.setdefault(whole.place, whole)
    return tuple(path.values())
