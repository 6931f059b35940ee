"""Whether a grid continues the table before it, is another sheet of it, or is a table of its own, judged by its columns, header, caption and rows.

Judges only; laying the rows together is `seam`'s, and which grids are tables at all is `assemble`'s.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from enum import Enum

from fiscal.extraction.page.content import Grid
from fiscal.extraction.page.printed_rows import Row
from fiscal.extraction.sheets.captions import Caption, Foot
from fiscal.extraction.sheets.headers import banner_rows, header_rows, is_form
from fiscal.extraction.sheets.sheet import Alignment, Sheet, by_number, line_up, spread, stack
from fiscal.extraction.wording import is_amount, is_grand_total, is_header_word, is_total

_FULL = 0.12
"""Share of the page's height that may stay free under a table which the page end cut."""
_ALIKE = 0.86
"""Least likeness of two rows of a picture page that say the same."""


@dataclass(frozen=True, slots=True)
class Part:
    """One page's part of a table: its cells, its grid's place, its caption and foot. `clear`: nothing but page marks and its caption stand above it on its page.

    `overflowing`: columns where the text of its last row ran past its last rule. `beside`: rows at its height, but outside its rules.
    """

    sheet: Sheet
    grid: Grid
    caption: Caption
    foot: Foot
    clear: bool
    picture: bool = False
    overflowing: frozenset[int] = frozenset()
    beside: tuple[Row, ...] = ()


@dataclass(frozen=True, slots=True)
class Whole:
    """A logical table as far as it is read. `clear`: nothing but page marks stand under its last part. `root`: index of the table that this is a further sheet of.

    `strip`: how many of its parts hold its first columns, 0 where all do; `offset`: the column at which the last strip of columns begins.
    """

    sheet: Sheet
    caption: Caption
    foot: Foot
    header: int
    form: bool
    parts: tuple[Part, ...]
    clear: bool = True
    root: int | None = None
    strip: int = 0
    offset: int = 0

    @property
    def last(self) -> Part:
        """Its last part."""
        return self.parts[-1]


class Kin(Enum):
    """What a part is to the table before it."""

    CONTINUES = "continues"
    WIDENS = "widens"
    STRANGER = "stranger"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a part is, and for a continuing one how its columns lie and how many of its leading rows repeat the header."""

    kin: Kin
    alignment: Alignment | None = None
    repeated: int = 0


STRANGER = Verdict(Kin.STRANGER)


def begin(part: Part, root: int | None = None) -> Whole:
    """A table that begins with this part."""
    form = is_form(part.sheet, part.caption.title)
    return Whole(part.sheet, part.caption, part.foot, 0 if form else header_rows(part.sheet), form, (part,), root=root)


def judge(whole: Whole, part: Part, room: float, page_height: float) -> Verdict:
    """What the part is to the table. `room`: the share of the page that is free under the table's last part; `page_height`: of the part's page, in points."""
    caption = part.caption
    if _differ(whole.caption, caption):
        return STRANGER
    alignment = by_number(whole.sheet, part.sheet) or line_up(whole.sheet.edges, part.sheet.edges, _tolerance(whole, part))
    if alignment is not None:
        upper, lower = spread(whole.sheet, alignment.edges, alignment.upper), spread(part.sheet, alignment.edges, alignment.lower)
        if whole.header >= upper.height - 1 and is_form(stack(upper, lower), whole.caption.title):
            whole = replace(whole, form=True, header=0)
        repeated = repeated_rows(upper, lower, whole)
        if not _restarts(whole, upper, lower, repeated) and _columns_fit(whole, part, alignment, lower, repeated):
            plain = not (caption.title or caption.unit or caption.number or caption.declarant or caption.continued)
            full = room <= max(_FULL, 1.3 * _next_height(lower, repeated) / max(page_height, 1.0))
            if _goes_on(whole, part, lower, repeated) if plain else _is_repeated_caption(whole, part, lower, repeated, full):
                return Verdict(Kin.CONTINUES, alignment, repeated)
    return Verdict(Kin.WIDENS) if _widens(whole, part) else STRANGER


def _next_height(lower: Sheet, repeated: int) -> float:
    """Height of what comes next in the part and may not have found room: its first new row with the cells that begin there."""
    reach = max((s.row + s.rowspan for s in lower.cells(repeated) if s.row == repeated), default=repeated + 1)
    return sum(lower.bottoms[row] - lower.tops[row] for row in range(repeated, min(reach, lower.height)))


def _differ(first: Caption, second: Caption) -> bool:
    """The captions name different tables."""
    if second.title and second.key != first.key:
        return not (second.continued and first.key.endswith(second.key))
    return first.contradicts(second, "number", "declarant")


def _tolerance(whole: Whole, part: Part) -> float:
    if whole.sheet.is_ocr() or part.sheet.is_ocr():
        return max(6.0, 0.01 * (part.grid.x1 - part.grid.x0))
    return 3.0


def repeated_rows(upper: Sheet, lower: Sheet, whole: Whole) -> int:
    """Count of the lower sheet's leading rows that repeat the upper one's, no more than its header or banner has."""
    most = min(whole.header or max(banner_rows(upper), 1), upper.height, lower.height - 1)
    count = 0
    while count < most and _alike(upper.texts(count), lower.texts(count), upper.is_ocr()):
        count += 1
    return count


def _alike(first: Sequence[str], second: Sequence[str], ocr: bool) -> bool:
    if not any(first) or not any(second):
        return False
    if tuple(first) == tuple(second):
        return True
    a, b = "|".join(first), "|".join(second)
    return ocr and SequenceMatcher(None, a, b, autojunk=False).ratio() >= _ALIKE


def _labels(sheet: Sheet, row: int) -> tuple[str, ...]:
    """The texts of a row that are no figures."""
    return tuple(s.plain for s in sheet.filled(row) if s.row == row and not is_amount(s.plain))


def _restarts(whole: Whole, upper: Sheet, lower: Sheet, repeated: int) -> bool:
    """The part begins like the table began, so it is another one of the same layout."""
    if whole.form:
        return any(_same_key(upper, lower, row) for row in {repeated, banner_rows(upper)} if row < min(upper.height, lower.height))
    start = whole.header
    if repeated < start and repeated:
        return False
    same = 0
    for step in range(2):
        if start + step >= upper.height or repeated + step >= lower.height:
            break
        first, second = _labels(upper, start + step), _labels(lower, repeated + step)
        if not first or not _alike(first, second, upper.is_ocr()):
            return False
        same += 1
    short = min(upper.height - start, lower.height - repeated) <= 1
    return same == 2 or (same == 1 and short and not is_total(_labels(lower, repeated)[0]))


def _same_key(upper: Sheet, lower: Sheet, row: int) -> bool:
    first = [s for s in upper.filled(row) if s.row == row]
    second = [s for s in lower.filled(row) if s.row == row]
    return bool(first) and bool(second) and _alike((first[0].plain,), (second[0].plain,), upper.is_ocr())


def _columns_fit(whole: Whole, part: Part, alignment: Alignment, lower: Sheet, repeated: int) -> bool:
    """The columns are the same, but for edges that a part lacks because no cell of it shows them."""
    inner_upper, inner_lower = len(alignment.upper) - 2, len(alignment.lower) - 2
    if alignment.exact:
        return True
    if alignment.scaled:
        return False
    if alignment.shared >= min(inner_upper, inner_lower) and (alignment.shared or _is_total_row(lower, repeated)):
        return True
    if whole.form and not part.caption.title:
        return True
    return alignment.shared >= 0.6 * min(inner_upper, inner_lower) > 0


def _is_total_row(lower: Sheet, repeated: int) -> bool:
    """What is new in the part is a total row, and perhaps one row after it."""
    filled = lower.filled(repeated) if repeated < lower.height else []
    return lower.height - repeated <= 2 and bool(filled) and is_total(filled[0].plain)


def _finished(whole: Whole) -> bool:
    """The table has been closed, by a grand total or by notes."""
    filled = whole.sheet.filled(whole.sheet.height - 1)
    labels = [s.plain for s in filled if not is_amount(s.plain)]
    closed = whole.sheet.height > whole.header + 1 and bool(labels) and all(is_grand_total(text) for text in labels)
    return closed or bool(whole.foot.rows)


def _goes_on(whole: Whole, part: Part, lower: Sheet, repeated: int) -> bool:
    """A part without any caption continues the table unless something stands between, or it brings a header of its own."""
    if not (whole.clear and part.clear) or whole.foot.rows:
        return False
    if _is_total_row(lower, repeated):
        return True
    if repeated:
        return not _finished(whole)
    return whole.form or whole.header >= whole.sheet.height or not _has_own_header(whole, lower)


def _has_own_header(whole: Whole, lower: Sheet) -> bool:
    first = [s for s in lower.filled(0) if s.row == 0]
    words = [s for s in first if is_header_word(s.plain)]
    if not whole.header or len(first) < 3 or len(words) < len(first):
        return False
    covered = sum(s.colspan for s in first)
    return covered >= 0.6 * lower.width and header_rows(lower) > 0


def _is_repeated_caption(whole: Whole, part: Part, lower: Sheet, repeated: int, full: bool) -> bool:
    """The caption is printed again on the new page over the same table, which was not at its end."""
    if not part.clear and not part.caption.continued:
        return False
    same_header = repeated == whole.header if whole.header else not _has_own_header(whole, lower)
    if part.caption.continued:
        return same_header or repeated > 0 or not _has_own_header(whole, lower)
    if whole.foot.rows:
        return False
    if whole.form:
        return True
    return full and same_header and (not _finished(whole) or _is_total_row(lower, repeated))


def _widens(whole: Whole, part: Part) -> bool:
    """The part is a further sheet of a table too wide for one: the same rows under other columns."""
    if whole.form or not whole.header or (not part.caption.title and not part.clear):
        return False
    upper, lower = whole.sheet, part.sheet
    head = header_rows(lower)
    body = lower.height - head
    if not head or body < 1 or body > upper.height - whole.header:
        return False
    first, second = _header_columns(upper, whole.header), _header_columns(lower, head)
    if first == second:
        return False
    shared = 0
    while shared < min(len(first), len(second)) and first[shared] == second[shared]:
        shared += 1
    if shared and shared < len(second):
        same = sum(upper.texts(whole.header + i)[:shared] == lower.texts(head + i)[:shared] for i in range(body))
        filled = any(any(lower.texts(head + i)[:shared]) for i in range(body))
        return filled and same >= 0.9 * body
    return not part.caption.title and body == upper.height - whole.header and len(whole.parts) == 1 and _same_heights(whole.last.grid, part.grid)


def _header_columns(sheet: Sheet, rows: int) -> list[tuple[str, ...]]:
    """Each column's header texts, top to bottom, repetitions left out."""
    columns: list[tuple[str, ...]] = []
    for col in range(sheet.width):
        texts = [sheet.texts(row)[col] for row in range(rows)]
        columns.append(tuple(t for i, t in enumerate(texts) if t and (i == 0 or texts[i - 1] != t)))
    return columns


def _same_heights(first: Grid, second: Grid) -> bool:
    if len(first.row_edges) != len(second.row_edges):
        return False
    shift = second.row_edges[0] - first.row_edges[0]
    return all(abs(b - a - shift) <= 1.5 for a, b in zip(first.row_edges, second.row_edges, strict=True))
