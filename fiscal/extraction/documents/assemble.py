"""Pages put together: logical tables with their captions, and the prose around them as sentences.

Walks the grids in reading order; the judgements are `continuation`'s, `sheet_widening`'s, `captions`', `headers`' and `prose`'s. Reading pages is left to the readers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from fiscal.extraction.documents.contents_page import contents_rows, is_contents_grid
from fiscal.extraction.documents.continuation import Kin, Part, Whole, begin, judge
from fiscal.extraction.documents.page_marks import page_marks
from fiscal.extraction.documents.prose import Piece, write
from fiscal.extraction.documents.seam import extend, overflow, with_overflow
from fiscal.extraction.documents.sheet_widening import laid_beside
from fiscal.extraction.documents.table_writing import table_of
from fiscal.extraction.page.content import Grid, PageContent, TextLine
from fiscal.extraction.page.printed_rows import Measure, Row, measures, page_rows, row_of
from fiscal.extraction.sheets.captions import Caption, read_caption, read_foot, ruled_caption
from fiscal.extraction.sheets.headers import header_rows, is_form
from fiscal.extraction.sheets.sheet import Sheet, Spot, sheet_of
from fiscal.extraction.sheets.stacked_tables import split
from fiscal.extraction.wording import is_amount, is_closed, is_signature
from fiscal.model.reading import Reading

_LONG_TEXT = 80
_HEADER_TEXT = 30


def assemble(contents: Sequence[PageContent]) -> Reading:
    """The whole document's reading. Pages come in order; every printed row ends as a cell or as a sentence, once."""
    desk = _Desk(contents)
    for content in contents:
        desk.read(content)
    return desk.reading()


@dataclass(slots=True)
class _Claim:
    """What a row is: a caption or note of a table (an index of `wholes`), or an entry of the contents that was drawn with rules."""

    kind: str
    table: int | None


@dataclass(slots=True)
class _Frame:
    """A grid that is no table: its cells' texts as rows, in place of it."""

    grid: Grid
    rows: list[Row]
    kind: str


@dataclass(frozen=True, slots=True)
class _Surroundings:
    """What stands about a grid: the free rows above and below up to the next grids; whether no other grid stands above it on its page or it was cut
    from one (`adjoins`), whether it is the page's first and last, and whether contents stand over it (`listed`)."""

    above: list[Row]
    below: list[Row]
    adjoins: bool
    first: bool
    last: bool
    listed: bool


@dataclass(slots=True)
class _Desk:
    """The work in hand: the wholes so far, and what has been made of each row and grid."""

    contents: Sequence[PageContent]
    rows: dict[int, list[Row]] = field(init=False)
    marks: set[Row] = field(init=False)
    listed: set[Row] = field(init=False)
    measures: dict[int, Measure] = field(init=False)
    floors: dict[int, float] = field(init=False)
    wholes: list[Whole] = field(default_factory=list[Whole])
    absorbed: set[Row] = field(default_factory=set[Row])
    claims: dict[Row, _Claim] = field(default_factory=dict[Row, _Claim])
    anchors: list[tuple[int, float, int]] = field(default_factory=list[tuple[int, float, int]])
    frames: dict[int, list[_Frame]] = field(default_factory=dict[int, list[_Frame]])

    def __post_init__(self) -> None:
        self.rows = {c.page.page: page_rows(c) for c in self.contents}
        self.marks = page_marks(self.contents, self.rows)
        self.listed = contents_rows([(self.rows[c.page.page], bool(c.grids)) for c in self.contents], self.marks)
        printed = {page: [r for r in rows if r not in self.marks] for page, rows in self.rows.items()}
        self.measures = measures(self.contents, printed)
        self.floors = _floors(self.contents, printed)

    def read(self, content: PageContent) -> None:
        """Take in one page's grids, top to bottom."""
        grids = sorted(content.grids, key=lambda g: (g.top, g.x0))
        for index, grid in enumerate(grids):
            upper = max((g.bottom for g in grids[:index]), default=float("-inf"))
            lower = min((g.top for g in grids[index + 1 :] if g.top >= grid.bottom - 2), default=float("inf"))
            pieces = split(grid, sheet_of(grid))
            for number, (cut, sheet) in enumerate(pieces):
                above = self._free(content, upper, cut.top) if number == 0 else []
                below = self._free(content, cut.bottom, lower) if number == len(pieces) - 1 else []
                listed = [r for r in self.rows[content.page.page] if r in self.listed and upper <= r.top <= grid.top]
                self._place(
                    content,
                    cut,
                    sheet,
                    _Surroundings(
                        above, below, index == 0 or number > 0, index == 0 and number == 0, index == len(grids) - 1 and number == len(pieces) - 1, bool(listed)
                    ),
                )

    def _free(self, content: PageContent, upper: float, lower: float) -> list[Row]:
        """The rows between two heights that are no page marks, no contents and not claimed yet."""
        taken = self.marks | self.listed | self.absorbed | self.claims.keys()
        return [r for r in self.rows[content.page.page] if upper <= (r.top + r.bottom) / 2 <= lower and r not in taken]

    def _place(self, content: PageContent, grid: Grid, sheet: Sheet, near: _Surroundings) -> None:
        measure = self.measures[grid.page]
        rest = overflow(sheet, near.below) if near.last else []
        sheet = with_overflow(sheet, rest)
        self.absorbed.update(row for _, row in rest)
        near = replace(near, below=[r for r in near.below if r not in self.absorbed])
        caption = read_caption(near.above, measure, grid.x0, grid.x1)
        clear = near.adjoins and len(near.above) == len(caption.rows)
        if near.first and not near.above:
            tail = self._tail(grid.page - 1)
            caption = read_caption(tail, self.measures[grid.page - 1], grid.x0, grid.x1) if tail else caption
            clear = clear and not caption.rows
        caption = caption.over(ruled_caption(sheet))
        part = Part(sheet, grid, caption, read_foot(near.below, grid.bottom, measure), clear, content.page.picture, frozenset(s.col for s, _ in rest), self._beside(grid))
        known = bool(self.wholes) and self._adjoins(grid)
        wider = laid_beside(self.wholes[-1], part) if known else None
        verdict = judge(self.wholes[-1], part, self._room(grid), content.page.height) if known and wider is None else None
        if wider is not None:
            self.wholes[-1] = wider
            index = len(self.wholes) - 1
        elif verdict is not None and verdict.kin is Kin.CONTINUES:
            whole = extend(self.wholes[-1], part, verdict)
            self.wholes[-1] = replace(whole, clear=len(near.below) == len(part.foot.rows))
            self.absorbed.update(r for r in part.beside if whole.sheet.edges[0] <= r.middle <= whole.sheet.edges[-1])
            index = len(self.wholes) - 1
        elif is_table(sheet, caption, near.listed):
            widened = verdict is not None and verdict.kin is Kin.WIDENS
            root = (self.wholes[-1].root if self.wholes[-1].root is not None else len(self.wholes) - 1) if widened else None
            index = len(self.wholes)
            self.wholes.append(replace(begin(part, root), clear=len(near.below) == len(part.foot.rows)))
            self.anchors.append((grid.page, grid.top, index))
        else:
            kind = "contents" if is_contents_grid(sheet, near.listed) else "sentence"
            self.frames.setdefault(grid.page, []).append(_Frame(grid, _frame_rows(sheet, measure), kind))
            return
        self.claims.update({row: _Claim("caption", index) for row in caption.rows})
        self.claims.update({row: _Claim("note", index) for row in part.foot.rows})

    def _beside(self, grid: Grid) -> tuple[Row, ...]:
        """The rows at a grid's height that stand left or right of its rules."""
        return tuple(r for r in self.rows[grid.page] if grid.top < (r.top + r.bottom) / 2 < grid.bottom and (r.x1 <= grid.x0 + 1 or r.x0 >= grid.x1 - 1))

    def _tail(self, page: int) -> list[Row]:
        """The rows at the end of a page, under all its grids."""
        content = next((c for c in self.contents if c.page.page == page), None)
        if content is None:
            return []
        rows = self._free(content, max((g.bottom for g in content.grids), default=float("-inf")), float("inf"))
        return [] if any(w.last.grid.page == page and r in w.last.foot.rows for w in self.wholes[-1:] for r in rows) else rows

    def _adjoins(self, grid: Grid) -> bool:
        """The last table ends on this page or the one before; pages with nothing printed do not count."""
        last = self.wholes[-1].last.grid.page
        between = [c for c in self.contents if last < c.page.page < grid.page]
        return all(not c.grids and all(r in self.marks for r in self.rows[c.page.page]) for c in between)

    def _room(self, grid: Grid) -> float:
        """How much of the page stays free under the last table, as a share of the page's height; 0 where the grid stands on the same page."""
        last = self.wholes[-1].last.grid
        height = next(c.page.height for c in self.contents if c.page.page == last.page)
        return 0.0 if last.page == grid.page else max(0.0, self.floors[last.page] - last.bottom) / max(height, 1.0)

    def reading(self) -> Reading:
        """Everything read, tables numbered and sentences in order."""
        prose = write(self._pieces(), self.measures)
        tables = tuple(
            table_of(whole, i + 1, None if whole.root is None else whole.root + 1, (prose.headings.get(i + 1) or (None,))[-1]) for i, whole in enumerate(self.wholes)
        )
        doubts = tuple(d for c in self.contents for d in c.doubts)
        return Reading(tuple(c.page for c in self.contents), tables, prose.sentences, doubts)

    def _pieces(self) -> list[Piece]:
        pieces: list[Piece] = []
        for content in self.contents:
            page = content.page.page
            placed: list[tuple[float, float, Piece]] = [(top, 0.0, Piece("table", None, i + 1)) for at, top, i in self.anchors if at == page]
            placed.extend((r.top, r.x0, self._piece(r)) for r in self.rows[page] if r not in self.absorbed)
            for frame in self.frames.get(page, []):
                placed.extend((r.top, r.x0, Piece(frame.kind, r)) for r in frame.rows)
            pieces.extend(piece for _, _, piece in sorted(placed, key=lambda it: it[:2]))
        return pieces

    def _piece(self, row: Row) -> Piece:
        if row in self.marks:
            return Piece("page_mark", row)
        claim = self.claims.get(row)
        if claim is not None:
            return Piece(claim.kind, row, None if claim.table is None else claim.table + 1)
        return Piece("contents" if row in self.listed else "sentence", row)


def _floors(contents: Sequence[PageContent], rows: dict[int, list[Row]]) -> dict[int, float]:
    """How far down each page's text may run: as far as on any page of its size."""
    lowest: dict[tuple[int, int], float] = {}
    for content in contents:
        size = (round(content.page.width / 10), round(content.page.height / 10))
        ends = [g.bottom for g in content.grids] + [r.bottom for r in rows[content.page.page]]
        lowest[size] = max([lowest.get(size, 0.8 * content.page.height), *ends])
    return {c.page.page: lowest[round(c.page.width / 10), round(c.page.height / 10)] for c in contents}


def is_table(sheet: Sheet, caption: Caption, under_contents: bool) -> bool:
    """A grid of its own is a table; a contents page drawn with rules, a frame around prose or a picture, a signature block is not."""
    filled = [s for s in sheet.spots if s.plain]
    if not filled or sheet.width < 2 or is_contents_grid(sheet, under_contents):
        return False
    if sheet.height < 2:
        begins = bool(caption.title or caption.unit) and len(filled) >= 2 and all(len(s.plain) <= _HEADER_TEXT for s in filled)
        return begins or (len(filled) >= 3 and any(is_amount(s.plain) for s in filled))
    if all(is_signature(s.plain) or is_amount(s.plain) for s in filled) and any(is_signature(s.plain) for s in filled):
        return False
    if is_form(sheet, caption.title) or (header_rows(sheet) and len(filled) >= 3):
        return not _is_prose_frame(filled)
    return len(filled) >= 4 and not _is_prose_frame(filled) and bool(sheet.filled(0) or sheet.filled(1))


def _is_prose_frame(filled: Sequence[Spot]) -> bool:
    running = [s for s in filled if len(s.text) > _LONG_TEXT and is_closed(s.text)]
    return len(filled) <= 3 and bool(running)


def _frame_rows(sheet: Sheet, measure: Measure) -> list[Row]:
    """The cells' texts of a grid that is no table, a row for each row of cells."""
    rows: list[Row] = []
    for number in range(sheet.height):
        own = [s for s in sheet.filled(number) if s.row == number]
        if own:
            lines = [TextLine(s.page, s.text, s.first_x0, s.top, s.x1, s.bottom, s.size or measure.size) for s in own]
            rows.append(row_of(lines))
    return rows
