"""What reading a PDF yields: pages, logical tables with their cells, and the prose as sentences with their places.

Filled by `fiscal.extraction`, understood by `fiscal.cleaning`; this module only says what it looks like. All
coordinates are PDF points, origin top left of the unrotated page as displayed; pages count from 1, rows and columns
from 0. Where a filing is published as several files, `part_no` says on which of them, counted from 1, a page is."""

from __future__ import annotations

from dataclasses import dataclass, field

from fiscal.model.places import FIRST_LEAF, Leaf, leaf_of

STORED = "stored"
"""The reader of an alternative that is no other reading of the print: the number that a workbook keeps behind a
displayed text.
"""

RED = "red"
"""The reader of an alternative that is the negative of a figure printed in red."""


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another reading of one cell: by whom, and how sure (0–1). By `STORED`, the number behind the text that is
    displayed.
    """

    text: str
    score: float
    reader: str


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a logical table, a spanning cell once; `text` has its line wraps joined and its leading indent taken
    out.

    `source_cell`: its place in a file without pages, as `表1!C7` in a workbook; None where the page is the place.
    """

    page: int
    row: int
    col: int
    rowspan: int
    colspan: int
    text: str
    indent: int
    is_header: bool
    x0: float
    top: float
    x1: float
    bottom: float
    method: str
    confidence: float
    alternatives: tuple[Alternative, ...] = ()
    source_cell: str | None = None
    part_no: int = 1


@dataclass(frozen=True, slots=True)
class Table:
    """A logical table, however many pages it runs over; its repeated header rows are dropped.

    `number` is the printed number (`表1`, `公开07表`), `declarant` the 编制单位 or 部门名称 line's body, `unit` the
    unit as printed near the table or None, `notes` the 注/说明 lines under it, `continues_table_no` the table of which
    this is another part, `picture` whether OCR read it. `header_rows` is the count of leading header rows, 0 for a
    form."""

    table_no: int
    title: str
    number: str | None
    unit: str | None
    declarant: str | None
    year: int | None
    notes: tuple[str, ...]
    continues_table_no: int | None
    header_rows: int
    picture: bool
    cells: tuple[Cell, ...] = field(repr=False)

    @property
    def rows(self) -> int:
        """Count of rows, header rows included."""
        return max((c.row + c.rowspan for c in self.cells), default=0)

    @property
    def cols(self) -> int:
        """Count of columns."""
        return max((c.col + c.colspan for c in self.cells), default=0)

    @property
    def place(self) -> Leaf:
        """The page on which it begins; the filing's first where it has no cells."""
        return leaf_of(self.cells[0]) if self.cells else FIRST_LEAF


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a page."""

    page: int
    x0: float
    top: float
    x1: float
    bottom: float
    part_no: int = 1


NOWHERE = Box(1, 0.0, 0.0, 0.0, 0.0)
"""The place of what has none of its own: the filing's first page."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A piece of prose outside the tables, in reading order.

    `kind`: `sentence` · `heading` · `contents` (a line of the 目录) · `caption` (title, unit and 编制单位 lines of a
        table) · `note` · `page_mark`
    · `figure` (text of a chart).
    `heading_path`: the headings that it stands under, outermost first. `table_no`: the table that a caption or note
        belongs to.
    `boxes`: one rectangle a printed line.
    """

    sentence_no: int
    kind: str
    text: str
    heading_path: tuple[str, ...]
    table_no: int | None
    boxes: tuple[Box, ...]

    @property
    def place(self) -> Leaf:
        """The page on which it begins; the filing's first where it has no boxes."""
        return leaf_of(self.boxes[0]) if self.boxes else FIRST_LEAF


PROSE = frozenset({"sentence", "heading", "note"})
"""The kinds of sentences in which a filing says something, apart from contents, captions, page marks and charts."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page as displayed. `picture`: its content has no text layer. `rotation` in degrees, as it was turned for
    display.

    `proposal`: the name of the explanation that won, by which its tables were found; empty where no search was made.
    """

    page: int
    width: float
    height: float
    rotation: int
    picture: bool
    chars: int
    image_sha256: str | None = None
    proposal: str = ""
    part_no: int = 1


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something about the reading that may be wrong. `code` is a key of `fiscal.model.reasons`; `blocking` ones stop
    the filing at the extraction gate.
    """

    code: str
    blocking: bool
    page: int | None = None
    table_no: int | None = None
    row: int | None = None
    col: int | None = None
    detail: str = ""
    part_no: int = 1


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything read from one file, or from all files of a filing. `repairs`: what had to be done to open it
    (`repaired_xref`, `owner_password` …).

    `chapters`: of a compilation, the filings that it holds, each with its own pages and numbered by itself; the rest is
    what stands before and between them."""

    pages: tuple[Page, ...]
    tables: tuple[Table, ...]
    sentences: tuple[Sentence, ...]
    doubts: tuple[Doubt, ...] = ()
    repairs: tuple[str, ...] = ()
    chapters: tuple[Reading, ...] = ()
