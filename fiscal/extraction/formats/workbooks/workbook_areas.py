"""What on a sheet is a table and what stands over and under it: by the borders that are drawn, or where none are by
which rows name something only.

Rows and columns that are hidden are no part of what is displayed and are left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from fiscal.extraction.formats.workbooks.workbook import SheetCell, Side, SourceSheet, column_name
from fiscal.extraction.sheets.captions import caption_fields
from fiscal.extraction.typesetting.flow import Area, Entry, Frame, Names
from fiscal.extraction.wording import begins_note, is_signature
from fiscal.model.amounts import normal

_LEAST_IN_ROW = 2
"""Texts of a row that make it one of a table."""


def area_of(sheet: SourceSheet) -> Area | None:
    """The displayed part of a sheet that has something on it; None for an empty one."""
    view = _View(sheet)
    if not view.entries:
        return None
    frames = tuple(view.bordered()) or tuple(view.unbordered())
    names = Names(sheet.name, tuple(map(column_name, view.columns)), tuple(str(row + 1) for row in view.rows))
    widths = tuple(sheet.widths.get(col, 0.0) for col in view.columns)
    return Area(tuple(view.entries), widths, frames, names, opens_page=True)


@dataclass(slots=True)
class _View:
    """A sheet without what is hidden and without its empty end: `rows` and `columns` are the sheet's own numbers of
    what is left.
    """

    sheet: SourceSheet
    rows: list[int] = field(init=False)
    columns: list[int] = field(init=False)
    entries: list[Entry] = field(init=False)
    filled: dict[int, list[Entry]] = field(init=False)

    def __post_init__(self) -> None:
        sheet = self.sheet
        used = [(cell.row, cell.col) for cell in sheet.cells.values()] + [
            place for place, sides in sheet.borders.items() if sides
        ]
        ends = [(r + rows - 1, c + cols - 1) for (r, c), (rows, cols) in sheet.merged.items() if (r, c) in sheet.cells]
        last_row, last_col = (max((place[i] for place in (*used, *ends)), default=-1) for i in (0, 1))
        self.rows = [r for r in range(last_row + 1) if r not in sheet.hidden_rows]
        occupied = {c for _, c in used}
        self.columns = [c for c in range(min(occupied, default=0), last_col + 1) if c not in sheet.hidden_columns]
        row_of, col_of = ({at: i for i, at in enumerate(kept)} for kept in (self.rows, self.columns))
        self.entries = [
            entry for cell in sheet.cells.values() if (entry := self._entry(cell, row_of, col_of)) is not None
        ]
        self.entries.sort(key=lambda e: (e.row, e.col))
        self.filled = {}
        for entry in self.entries:
            for row in range(entry.row, entry.row + entry.rowspan):
                self.filled.setdefault(row, []).append(entry)

    def _entry(self, cell: SheetCell, row_of: dict[int, int], col_of: dict[int, int]) -> Entry | None:
        """The displayed cell; a merged one as much of it as is displayed."""
        rows, cols = self.sheet.merged.get((cell.row, cell.col), (1, 1))
        own_rows = [row_of[r] for r in range(cell.row, cell.row + rows) if r in row_of]
        own_cols = [col_of[c] for c in range(cell.col, cell.col + cols) if c in col_of]
        if not own_rows or not own_cols or not (cell.text.strip() or rows * cols > 1):
            return None
        source = f"{self.sheet.name}!{column_name(cell.col)}{cell.row + 1}"
        return Entry(
            row=own_rows[0],
            col=own_cols[0],
            rowspan=len(own_rows),
            colspan=len(own_cols),
            text=cell.text,
            align=cell.align,
            size=cell.size,
            bold=cell.bold,
            alternatives=cell.alternatives,
            source=source,
        )

    def bordered(self) -> Iterator[Frame]:
        """The tables that have borders; rows of texts that go on under one without borders are part of it."""
        ruled = [self._ruled(row) for row in range(len(self.rows))]
        row = 0
        while row < len(ruled):
            if len(ruled[row]) < _LEAST_IN_ROW:
                row += 1
                continue
            top, columns = row, set(ruled[row])
            while row < len(ruled) and len(ruled[row]) >= _LEAST_IN_ROW:
                columns |= ruled[row]
                row += 1
            left, right = min(columns), max(columns) + 1
            while row < len(ruled) and self._goes_on(row, left, right):
                row += 1
            yield from self._parted(top, row, left, right, columns)

    def _ruled(self, row: int) -> set[int]:
        """The columns in which a row has borders on two sides or more: the border of a neighbour alone makes no
        cell.
        """
        return {col for col in range(len(self.columns)) if sum(map(bool, self._around(row, col))) >= 2}

    def _around(self, row: int, col: int) -> tuple[Side, ...]:
        """The borders of a position, its own and those that its neighbours have towards it: left, right, above,
        below.
        """
        own = self._sides(row, col)
        return (
            own & Side.LEFT or self._sides(row, col - 1) & Side.RIGHT,
            own & Side.RIGHT or self._sides(row, col + 1) & Side.LEFT,
            own & Side.TOP or self._sides(row - 1, col) & Side.BOTTOM,
            own & Side.BOTTOM or self._sides(row + 1, col) & Side.TOP,
        )

    def _sides(self, row: int, col: int) -> Side:
        if not (0 <= row < len(self.rows) and 0 <= col < len(self.columns)):
            return Side.NONE
        return self.sheet.borders.get((self.rows[row], self.columns[col]), Side.NONE)

    def _goes_on(self, row: int, left: int, right: int) -> bool:
        inside = [e for e in self.filled.get(row, []) if left <= e.col < right]
        return len(inside) >= _LEAST_IN_ROW and not _is_caption(inside)

    def _parted(self, top: int, bottom: int, left: int, right: int, columns: set[int]) -> Iterator[Frame]:
        """The frame, or those that columns without any border or text part it into."""
        gaps = [
            c
            for c in range(left, right)
            if c not in columns
            and not any(e.col <= c < e.col + e.colspan for r in range(top, bottom) for e in self.filled.get(r, []))
        ]
        start = left
        for end in (*gaps, right):
            if end - start >= 1:
                yield Frame(top, bottom, start, end)
            start = end + 1

    def unbordered(self) -> Iterator[Frame]:
        """The tables of a sheet without borders: under what names them, down to their notes or to the caption of the
        next.
        """
        row, end = 0, max(self.filled, default=-1) + 1
        while row < end:
            if not self._in_table(row):
                row += 1
                continue
            top = last = row
            while row < end and not self._closes(row):
                last = row if self.filled.get(row) else last
                row += 1
            inside = [e for r in range(top, last + 1) for e in self.filled.get(r, [])]
            yield Frame(top, last + 1, min(e.col for e in inside), max(e.col + e.colspan for e in inside))

    def _in_table(self, row: int) -> bool:
        own = self.filled.get(row, [])
        return len(own) >= _LEAST_IN_ROW and not _is_caption(own)

    def _closes(self, row: int) -> bool:
        """Whether a table ends before the row: at notes, signatures, or an empty row with a single text under it."""
        own = self.filled.get(row, [])
        if len(own) == 1 and (begins_note(normal(own[0].text)) or is_signature(normal(own[0].text).rstrip(":"))):
            return True
        if own:
            return False
        below = (self.filled.get(r) for r in range(row + 1, max(self.filled) + 1))
        following = next(filter(None, below), list[Entry]())
        return len(following) < _LEAST_IN_ROW or _is_caption(following)


def _is_caption(entries: Sequence[Entry]) -> bool:
    """Whether the texts of a row say whose table it is, its unit, number or date, and nothing else."""
    found = [caption_fields(e.text) for e in entries if e.text.strip()]
    return bool(found) and all((f.unit or f.declarant or f.number or f.year) and not f.title for f in found)
