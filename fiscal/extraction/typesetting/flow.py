"""A file without pages as it is to be laid out: paragraphs and areas of cells in reading order, with what the reading
of it is unsure of.

Filled by `fiscal.extraction.formats`; where things come to stand is left to `layout`.
"""

from __future__ import annotations

from dataclasses import dataclass

from fiscal.model.reading import Alternative, Doubt

BODY_SIZE = 10.5
"""Points of body text, 五号, where a file does not say otherwise."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of text. `align`: `left` · `center` · `right`; `size` in points; `opens_page`: it begins a new
    page.
    """

    text: str
    align: str = "left"
    size: float = BODY_SIZE
    bold: bool = False
    opens_page: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """A cell with text as displayed, line ends as `\\n`, leading spaces kept. `align`: `left` · `center` · `right`;
    `source`: its place in the file, as `表1!C7`.
    """

    row: int
    col: int
    rowspan: int
    colspan: int
    text: str
    align: str = "left"
    size: float = BODY_SIZE
    bold: bool = False
    alternatives: tuple[Alternative, ...] = ()
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Frame:
    """The rows and columns of an area that one table takes up, ends excluded."""

    top: int
    bottom: int
    left: int
    right: int


@dataclass(frozen=True, slots=True)
class Names:
    """What a sheet, its columns and its rows are called in their file, printed beside them."""

    sheet: str
    columns: tuple[str, ...]
    rows: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Area:
    """Cells on common rows and columns: the tables in it (`frames`), and single texts outside of them.

    `widths`: points of each column, 0 for as wide as its texts need.
    """

    entries: tuple[Entry, ...]
    widths: tuple[float, ...]
    frames: tuple[Frame, ...]
    names: Names | None = None
    opens_page: bool = False

    @property
    def height(self) -> int:
        """Count of rows."""
        return max((e.row + e.rowspan for e in self.entries), default=0)

    def framed(self, entry: Entry) -> bool:
        """Whether the cell is one of a table."""
        return any(f.top <= entry.row < f.bottom and f.left <= entry.col < f.right for f in self.frames)


@dataclass(frozen=True, slots=True)
class Flow:
    """Everything to be laid out of one file. `method`: how its cells were read, as the datasets name it."""

    blocks: tuple[Paragraph | Area, ...]
    method: str
    doubts: tuple[Doubt, ...] = ()
