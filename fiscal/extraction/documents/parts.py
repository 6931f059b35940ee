"""What is joined over page ends: a grid with what stands about it, a logical table as far as it is read, and the
evidence for and against making one of two.

Only says what they are; which belong together is left to `joins`, how they are laid together to `seam` and
`sheet_widening`."""

from __future__ import annotations

from dataclasses import dataclass

from fiscal.extraction.page.content import Grid
from fiscal.extraction.page.printed_rows import Row
from fiscal.extraction.sheets.captions import Caption
from fiscal.extraction.sheets.column_edges import Alignment
from fiscal.extraction.sheets.foot import Foot
from fiscal.extraction.sheets.headers import header_rows, is_form
from fiscal.extraction.sheets.sheet import Sheet


@dataclass(frozen=True, slots=True)
class Part:
    """One grid with what stands about it: its cells, its place, its caption and foot.

    `prose_above`, `prose_below`: rows of its page between it and the next grids or the page's ends that are no page
    marks and neither its caption nor its foot. `under_another`: another grid stands above it on its page. `room`: the
    share of the page's height that is free under it; `page_height` in points. `table`: it would be a table by itself;
    `contents`: it is a table of contents drawn with rules. `overflowing`: columns where the text of its last row ran
    past its last rule. `beside`: rows at its height, but outside its rules. `adjoins`: no page with anything printed
    lies between it and the grid before."""

    sheet: Sheet
    grid: Grid
    caption: Caption
    foot: Foot
    prose_above: tuple[Row, ...] = ()
    prose_below: tuple[Row, ...] = ()
    under_another: bool = False
    room: float = 0.0
    page_height: float = 842.0
    table: bool = True
    contents: bool = False
    picture: bool = False
    overflowing: frozenset[int] = frozenset()
    beside: tuple[Row, ...] = ()
    adjoins: bool = True

    @property
    def clear(self) -> bool:
        """Nothing but page marks and its caption stand above it on its page."""
        return not self.prose_above and not self.under_another


@dataclass(frozen=True, slots=True)
class Whole:
    """A logical table as far as it is read. `root`: index of the table that this is a further sheet of.

    `strip`: how many of its parts hold its first columns, 0 where all do; `offset`: the column at which the last strip
    of columns begins."""

    sheet: Sheet
    caption: Caption
    foot: Foot
    header: int
    form: bool
    parts: tuple[Part, ...]
    root: int | None = None
    strip: int = 0
    offset: int = 0

    @property
    def last(self) -> Part:
        """Its last part."""
        return self.parts[-1]


@dataclass(frozen=True, slots=True)
class Fit:
    """How a part's columns lie on a table's, how badly (0: all the same), and how many of the part's leading rows print
    the table's header again.
    """

    alignment: Alignment
    misfit: float
    repeated: int = 0


@dataclass(frozen=True, slots=True)
class Term:
    """One piece of evidence by its name."""

    name: str
    weight: float


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for making one of two things, which is what it costs to part them, and against it, which is what it
    costs to join them.
    """

    joining: tuple[Term, ...]
    parting: tuple[Term, ...]

    @property
    def cost_of_parting(self) -> float:
        """What is left unexplained where they are two."""
        return sum(term.weight for term in self.joining)

    @property
    def cost_of_joining(self) -> float:
        """What is left unexplained where they are one."""
        return sum(term.weight for term in self.parting)


def begin(part: Part, root: int | None = None) -> Whole:
    """A table that begins with this part."""
    form = is_form(part.sheet, part.caption.title)
    return Whole(
        sheet=part.sheet,
        caption=part.caption,
        foot=part.foot,
        header=0 if form else header_rows(part.sheet),
        form=form,
        parts=(part,),
        root=root,
    )
