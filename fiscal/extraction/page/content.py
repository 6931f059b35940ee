"""What a page reader yields: the ruled grids of one page and the text lines outside them.

Every reader (ruled, picture, unruled columns) fills these; putting pages together into logical tables and prose is left
to `assemble`. Coordinates are those of `fiscal.model.reading`."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from functools import lru_cache
from typing import Any

from fiscal.model.amounts import normal
from fiscal.model.reading import Cell, Doubt, Page


@dataclass(frozen=True, slots=True, kw_only=True)
class GridCell(Cell):
    """A cell of one page's grid, and of the sheets that grids are put together to, with what is only known of its
    print. `lines` are its printed lines, `text` the lines joined; `first_x0` is where its first character begins (`x0`
    when empty).

    `size` is the font size in points, 0 where the reader cannot tell; `last_line` is where its last printed line begins
    and ends, from left to right, `printed` the heights between which its lines stand. `open_top`/`open_bottom`: it has
    no border there, where other cells beside it have one. `page` is its grid's, told once it stands in a sheet.
    """

    page: int = 0
    indent: int = 0
    is_header: bool = False
    method: str = "lattice"
    confidence: float = 1.0
    lines: tuple[str, ...]
    first_x0: float
    size: float = 0.0
    last_line: tuple[float, float] = (0.0, 0.0)
    printed: tuple[float, float] = (0.0, 0.0)
    open_top: bool = False
    open_bottom: bool = False

    @property
    def plain(self) -> str:
        """The text as it is compared."""
        return _plain(self.text)

    def as_read(self, *, indent: int, is_header: bool) -> Cell:
        """The cell as a table of a reading holds it, without what was only known of its print."""
        told: dict[str, Any] = {f.name: getattr(self, f.name) for f in fields(Cell)}
        told |= {"indent": indent, "is_header": is_header}
        return Cell(**told)


@lru_cache(maxsize=1 << 14)
def _plain(text: str) -> str:
    return normal(text)


@dataclass(frozen=True, slots=True)
class Grid:
    """A connected component of rules as a grid. `open_top`/`open_bottom`: its border there was missing and has been
    closed.
    """

    page: int
    x0: float
    top: float
    x1: float
    bottom: float
    col_edges: tuple[float, ...]
    row_edges: tuple[float, ...]
    cells: tuple[GridCell, ...] = field(repr=False)
    open_top: bool = False
    open_bottom: bool = False


@dataclass(frozen=True, slots=True)
class TextLine:
    """A printed line outside the grids, its words in order of position; `text` keeps printed spaces. `size` is the font
    size in points.
    """

    page: int
    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    size: float
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Skew:
    """By how many degrees a scan's rows fall to the right (`rows`) and its columns lean to the left (`cols`); equal for
    a page that was merely turned.

    `rows_fan` and `cols_fan` are how much more they do so at the foot than at the head, and at the right than at the
    left: a page photographed from aside."""

    rows: float = 0.0
    cols: float = 0.0
    rows_fan: float = 0.0
    cols_fan: float = 0.0

    def turned(self, degrees: int) -> Skew:
        """The same skew seen on the page turned clockwise by quarter turns."""
        if degrees % 360 == 0:
            return self
        return Skew(self.cols, self.rows, self.cols_fan, -self.rows_fan).turned(degrees - 90)


@dataclass(frozen=True, slots=True)
class PageContent:
    """One page as read: its grids top to bottom and its other lines in reading order.

    `skew`: how a scan stood; the coordinates are those of the page straightened about its centre. `laid_out`: the file
    has no pages, and so nothing runs over them."""

    page: Page
    grids: tuple[Grid, ...]
    lines: tuple[TextLine, ...]
    doubts: tuple[Doubt, ...] = ()
    skew: Skew = Skew()
    laid_out: bool = False
