"""Pages put together: logical tables with their captions, and the prose around them as sentences.

Takes up each grid with what stands about it, has them joined, and says what every row has become; the judgements are
`joins`', `captions`', `headers`' and `sentences`'. Reading pages is left to the readers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from fiscal.extraction.documents import settings
from fiscal.extraction.documents.joins import join, settled
from fiscal.extraction.documents.parts import Part, Whole
from fiscal.extraction.documents.seam import overflow, with_overflow
from fiscal.extraction.documents.table_writing import table_of
from fiscal.extraction.page.content import Grid, GridCell, PageContent, TextLine
from fiscal.extraction.page.printed_rows import Measure, Row, measures, page_rows, row_of
from fiscal.extraction.prose.contents_page import contents_rows, is_contents_grid
from fiscal.extraction.prose.figures import figure_rows
from fiscal.extraction.prose.page_marks import page_marks
from fiscal.extraction.prose.sentences import Piece, write
from fiscal.extraction.sheets.captions import Caption, caption_fields, read_caption, ruled_caption
from fiscal.extraction.sheets.foot import read_foot
from fiscal.extraction.sheets.headers import header_rows, is_form
from fiscal.extraction.sheets.sheet import Sheet, sheet_of
from fiscal.extraction.sheets.stacked_tables import split
from fiscal.extraction.wording import is_amount, is_closed, is_named_title, is_signature, is_table_number
from fiscal.model.reading import Doubt, Reading


def assemble(contents: Sequence[PageContent]) -> Reading:
    """The whole document's reading. Pages come in order; every printed row ends as a cell or as a sentence, once."""
    desk = _Desk(contents)
    for content in contents:
        desk.read(content)
    desk.put_together()
    return desk.reading()


@dataclass(slots=True)
class _Claim:
    """What a row is: a caption or note of a table (an index of `wholes`), or an entry of the contents that was drawn
    with rules.
    """

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
    """What stands about a grid: the free rows above and below up to the next grids; whether another grid stands above
    it on its page that it was not cut from, whether it is the page's first and last, and whether contents stand over it
    (`listed`)."""

    above: list[Row]
    below: list[Row]
    under_another: bool
    first: bool
    last: bool
    listed: bool


@dataclass(slots=True)
class _Desk:
    """The work in hand: the parts so far, and what has been made of each row and grid."""

    contents: Sequence[PageContent]
    rows: dict[int, list[Row]] = field(init=False)
    marks: set[Row] = field(init=False)
    listed: set[Row] = field(init=False)
    figures: set[Row] = field(init=False)
    measures: dict[int, Measure] = field(init=False)
    floors: dict[int, float] = field(init=False)
    parts: list[Part] = field(default_factory=list[Part])
    wholes: Sequence[Whole] = ()
    absorbed: set[Row] = field(default_factory=set[Row])
    taken: set[Row] = field(default_factory=set[Row])
    claims: dict[Row, _Claim] = field(default_factory=dict[Row, _Claim])
    anchors: list[tuple[int, float, int]] = field(default_factory=list[tuple[int, float, int]])
    frames: dict[int, list[_Frame]] = field(default_factory=dict[int, list[_Frame]])
    doubts: list[Doubt] = field(default_factory=list[Doubt])

    def __post_init__(self) -> None:
        self.rows = {c.page.page: page_rows(c) for c in self.contents}
        self.marks = page_marks(self.contents, self.rows)
        self.listed = contents_rows([(self.rows[c.page.page], bool(c.grids)) for c in self.contents], self.marks)
        seen = self.marks | self.listed
        self.figures = {r for c in self.contents for r in figure_rows(self.rows[c.page.page], seen, c.grids)}
        printed = {page: [r for r in rows if r not in self.marks | self.figures] for page, rows in self.rows.items()}
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
                first, last = number == 0, number == len(pieces) - 1
                above = self._free(content, upper, cut.top) if first else []
                below = self._free(content, cut.bottom, lower) if last else []
                listed = any(r in self.listed and upper <= r.top <= grid.top for r in self.rows[content.page.page])
                near = _Surroundings(
                    above, below, index > 0 and first, index == 0 and first, index == len(grids) - 1 and last, listed
                )
                self.parts.append(self._part(content, cut, sheet, near))

    def _free(self, content: PageContent, upper: float, lower: float) -> list[Row]:
        """The rows between two heights that are no page marks, no contents, no text of charts and not taken yet."""
        taken = self.marks | self.listed | self.figures | self.absorbed | self.taken
        return [r for r in self.rows[content.page.page] if upper <= (r.top + r.bottom) / 2 <= lower and r not in taken]

    def _part(self, content: PageContent, grid: Grid, sheet: Sheet, near: _Surroundings) -> Part:
        """The grid with its caption, its foot and what else stands about it."""
        measure = self.measures[grid.page]
        rest = overflow(sheet, near.below) if near.last else []
        sheet = with_overflow(sheet, rest)
        self.absorbed.update(row for _, row in rest)
        below = [r for r in near.below if r not in self.absorbed]
        caption = read_caption(near.above, measure, grid.x0, grid.x1)
        number = caption_fields(below[0].text) if below and near.last and is_table_number(below[0].plain) else Caption()
        if number.number and caption.number in (None, number.number):
            caption, below = replace(caption.over(number), rows=(*caption.rows, below[0])), below[1:]
        above = [r for r in near.above if r not in caption.rows]
        if near.first and not above and not caption.title:
            left = self._tail(grid)
            if is_named_title(left.key) if left.title else not caption.rows:
                caption, above = replace(caption.over(left), rows=left.rows + caption.rows), list(left.rows)
        caption = caption.over(ruled_caption(sheet))
        foot = read_foot(below, grid.bottom, measure)
        table = is_table(sheet, caption, near.listed)
        if table:
            self.taken.update((*caption.rows, *foot.rows))
        return Part(
            sheet,
            grid,
            caption,
            foot,
            prose_above=tuple(above),
            prose_below=tuple(r for r in below if r not in foot.rows),
            under_another=near.under_another,
            room=max(0.0, self.floors[grid.page] - grid.bottom) / max(content.page.height, 1.0) if near.last else 0.0,
            page_height=content.page.height,
            table=table,
            contents=is_contents_grid(sheet, near.listed),
            picture=content.page.picture,
            overflowing=frozenset(s.col for s, _ in rest),
            beside=self._beside(grid),
        )

    def _beside(self, grid: Grid) -> tuple[Row, ...]:
        """The rows at a grid's height that stand left or right of its rules."""
        return tuple(
            r
            for r in self.rows[grid.page]
            if grid.top < (r.top + r.bottom) / 2 < grid.bottom and (r.x1 <= grid.x0 + 1 or r.x0 >= grid.x1 - 1)
        )

    def _tail(self, grid: Grid) -> Caption:
        """The caption that the page before ends with, under all its grids; none where a table's foot stands there."""
        content = next((c for c in self.contents if c.page.page == grid.page - 1), None)
        if content is None or any(part.grid.page == grid.page - 1 and part.foot.rows for part in self.parts[-1:]):
            return Caption()
        rows = self._free(content, max((g.bottom for g in content.grids), default=float("-inf")), float("inf"))
        return read_caption(rows, self.measures[grid.page - 1], grid.x0, grid.x1)

    def put_together(self) -> None:
        """Join the parts, and say of each row and grid what it has become."""
        joined = settled(join(self.parts, self._adjoin))
        self.wholes = joined.wholes
        for part, owner, seam in zip(self.parts, joined.owners, joined.seams, strict=True):
            if owner is None:
                kind = "contents" if part.contents else "sentence"
                self.frames.setdefault(part.grid.page, []).append(
                    _Frame(part.grid, _frame_rows(part.sheet, self.measures[part.grid.page]), kind)
                )
                continue
            whole = joined.wholes[owner]
            if whole.parts[0] is part:
                self.anchors.append((part.grid.page, part.grid.top, owner))
            else:
                self.absorbed.update(
                    r for r in part.beside if whole.sheet.edges[0] <= r.middle <= whole.sheet.edges[-1]
                )
            self.claims.update({row: _Claim("caption", owner) for row in part.caption.rows})
            self.claims.update({row: _Claim("note", owner) for row in part.foot.rows})
            if seam.doubtful:
                self.doubts.append(
                    Doubt("seam_uncertain", False, page=part.grid.page, table_no=owner + 1, detail=seam.told)
                )

    def _adjoin(self, upper: int, lower: int) -> bool:
        """Whether nothing is printed on the pages between two."""
        between = [c for c in self.contents if upper < c.page.page < lower]
        return all(not c.grids and all(r in self.marks for r in self.rows[c.page.page]) for c in between)

    def reading(self) -> Reading:
        """Everything read, tables numbered and sentences in order."""
        prose = write(self._pieces(), self.measures)
        tables = tuple(
            table_of(
                whole, i + 1, None if whole.root is None else whole.root + 1, (prose.headings.get(i + 1) or (None,))[-1]
            )
            for i, whole in enumerate(self.wholes)
        )
        doubts = [d for c in self.contents for d in c.doubts]
        return Reading(tuple(c.page for c in self.contents), tables, prose.sentences, (*doubts, *self.doubts))

    def _pieces(self) -> list[Piece]:
        pieces: list[Piece] = []
        for content in self.contents:
            page = content.page.page
            placed: list[tuple[float, float, Piece]] = [
                (top, 0.0, Piece("table", None, i + 1)) for at, top, i in self.anchors if at == page
            ]
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
        return Piece("contents" if row in self.listed else "figure" if row in self.figures else "sentence", row)


def _floors(contents: Sequence[PageContent], rows: dict[int, list[Row]]) -> dict[int, float]:
    """How far down each page's text may run: as far as on any page of its size."""
    lowest: dict[tuple[int, int], float] = {}
    for content in contents:
        size = (round(content.page.width / 10), round(content.page.height / 10))
        ends = [g.bottom for g in content.grids] + [r.bottom for r in rows[content.page.page]]
        lowest[size] = max([lowest.get(size, settings.LEAST_FLOOR * content.page.height), *ends])
    return {c.page.page: lowest[round(c.page.width / 10), round(c.page.height / 10)] for c in contents}


def is_table(sheet: Sheet, caption: Caption, under_contents: bool) -> bool:
    """A grid of its own is a table; a contents page drawn with rules, a frame around prose or a picture, a signature
    block is not.
    """
    filled = [s for s in sheet.spots if s.plain]
    if not filled or sheet.width < 2 or is_contents_grid(sheet, under_contents):
        return False
    if sheet.height < 2:
        begins = (
            bool(caption.title or caption.unit)
            and len(filled) >= 2
            and all(len(s.plain) <= settings.HEADER_TEXT for s in filled)
        )
        return begins or (len(filled) >= 3 and any(is_amount(s.plain) for s in filled))
    if all(is_signature(s.plain) or is_amount(s.plain) for s in filled) and any(is_signature(s.plain) for s in filled):
        return False
    if is_form(sheet, caption.title) or (header_rows(sheet) and len(filled) >= 3):
        return not _is_prose_frame(filled)
    return len(filled) >= 4 and not _is_prose_frame(filled) and bool(sheet.filled(0) or sheet.filled(1))


def _is_prose_frame(filled: Sequence[GridCell]) -> bool:
    running = [s for s in filled if len(s.text) > settings.LONG_TEXT and is_closed(s.text)]
    return len(filled) <= 3 and bool(running)


def _frame_rows(sheet: Sheet, measure: Measure) -> list[Row]:
    """The cells' texts of a grid that is no table, a row for each row of cells."""
    rows: list[Row] = []
    for number in range(sheet.height):
        own = [s for s in sheet.filled(number) if s.row == number]
        if own:
            lines = [
                TextLine(
                    page=s.page,
                    text=s.text,
                    x0=s.first_x0,
                    top=s.top,
                    x1=s.x1,
                    bottom=s.bottom,
                    size=s.size or measure.size,
                )
                for s in own
            ]
            rows.append(row_of(lines))
    return rows
