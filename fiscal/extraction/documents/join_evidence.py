"""What speaks for and against joining a part to the table before it, as named terms with the weights of `settings`.

Weighs one pair; which pairs of a document are joined is left to `joins`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from fiscal.extraction.documents import settings
from fiscal.extraction.documents.column_match import is_lone_total
from fiscal.extraction.documents.open_totals import total_is_open
from fiscal.extraction.documents.parts import Evidence, Fit, Part, Term, Whole
from fiscal.extraction.documents.repeated_rows import alike, carried_at_end, carried_at_start
from fiscal.extraction.page.content import GridCell
from fiscal.extraction.page.printed_rows import Row
from fiscal.extraction.sheets.captions import Caption
from fiscal.extraction.sheets.column_edges import spread
from fiscal.extraction.sheets.headers import banner_rows, header_rows, is_form
from fiscal.extraction.sheets.sheet import Sheet, stack
from fiscal.extraction.wording import is_amount, is_closed, is_grand_total, is_header_word, is_total
from fiscal.model.amounts import value_state


def weigh(whole: Whole, part: Part, fit: Fit) -> Evidence:
    """The evidence about a table and the part after it, whose columns lie on its own like that."""
    pair = _pair(whole, part, fit)
    return Evidence(tuple(_joining(pair)), tuple(_parting(pair)))


@dataclass(frozen=True, slots=True)
class _Pair:
    """A table and a part on common columns: `own_head` says that the part brings a header of its own, `full` that its
    first rows found no room under the table.
    """

    whole: Whole
    part: Part
    fit: Fit
    upper: Sheet
    lower: Sheet
    own_head: bool
    full: bool

    @property
    def captioned(self) -> bool:
        """Something of a caption stands over the part."""
        caption = self.part.caption
        return bool(caption.title or caption.unit or caption.number or caption.declarant or caption.continued)


def _pair(whole: Whole, part: Part, fit: Fit) -> _Pair:
    at = fit.alignment
    upper, lower = spread(whole.sheet, at.edges, at.upper), spread(part.sheet, at.edges, at.lower)
    if not whole.form and whole.header >= upper.height - 1 and is_form(stack(upper, lower), whole.caption.title):
        whole = replace(whole, form=True, header=0)
    own = not whole.form and whole.header < whole.sheet.height and not fit.repeated and _has_own_header(whole, lower)
    full = whole.last.room <= max(
        settings.FULL_PAGE, settings.ROW_SLACK * _next_height(lower, fit.repeated) / max(part.page_height, 1.0)
    )
    return _Pair(whole=whole, part=part, fit=fit, upper=upper, lower=lower, own_head=own, full=full)


def _joining(pair: _Pair) -> Iterator[Term]:
    caption, whole, repeated = pair.part.caption, pair.whole, pair.fit.repeated
    if caption.continued:
        yield Term("continued", settings.CONTINUED)
    if not pair.captioned:
        yield Term("no_caption", settings.NO_CAPTION)
    elif not caption.title:
        yield Term("no_title", settings.NO_TITLE)
    elif same_title(whole.caption, caption):
        yield Term("same_title", settings.SAME_TITLE)
    yield Term("same_columns", settings.SAME_COLUMNS * max(0.0, 1.0 - pair.fit.misfit))
    if repeated:
        yield Term("repeated_head", settings.REPEATED_HEAD)
    elif not pair.own_head:
        yield Term("no_head", settings.NO_HEAD)
    if is_lone_total(pair.lower, repeated):
        yield Term("lone_total", settings.LONE_TOTAL)
    if pair.captioned and pair.full:
        yield Term("page_full", settings.PAGE_FULL)
    if carried_at_end(pair.upper) or carried_at_start(pair.lower, repeated):
        yield Term("carried", settings.CARRIED)
    if total_is_open(pair.upper, whole.header):
        yield Term("total_open", settings.TOTAL_OPEN)


def _parting(pair: _Pair) -> Iterator[Term]:
    caption, whole, part = pair.part.caption, pair.whole, pair.part
    if caption.title and not same_title(whole.caption, caption):
        yield Term("other_title", settings.OTHER_TITLE)
    if whole.caption.contradicts(caption, "number", "declarant"):
        yield Term("other_field", settings.OTHER_FIELD)
    between = (*whole.last.prose_below, *part.prose_above)
    if between:
        yield Term("between", settings.LINE_BETWEEN if _is_short(between) else settings.PROSE_BETWEEN)
    if part.under_another:
        yield Term("grid_between", settings.GRID_BETWEEN)
    if whole.foot.rows:
        yield Term("notes", settings.NOTES)
    if part.contents:
        yield Term("contents", settings.CONTENTS)
    total = is_lone_total(pair.lower, pair.fit.repeated)
    if not whole.form and not total and (pair.fit.repeated or pair.own_head) and _closed(whole):
        yield Term("closed", settings.CLOSED)
    if pair.own_head:
        yield Term("own_head", settings.OWN_HEAD)
    if _restarts(pair):
        yield Term("restarts", settings.RESTARTS)
    if not caption.continued and not whole.form and pair.captioned:
        if not pair.full:
            yield Term("room_left", settings.ROOM_LEFT)
        if caption.title and pair.fit.repeated < whole.header:
            yield Term("head_lost", settings.HEAD_LOST)
    if pair.fit.misfit:
        yield Term("misfit", settings.MISFIT * pair.fit.misfit)


def names_another(first: Caption, second: Caption) -> bool:
    """Whether the second caption is that of another table: another title, number or body."""
    return bool(second.title and not same_title(first, second)) or first.contradicts(second, "number", "declarant")


def same_title(first: Caption, second: Caption) -> bool:
    """Whether the second title is the first again, or the end of it with 续表."""
    return first.key == second.key or (second.continued and first.key.endswith(second.key))


def _is_short(rows: tuple[Row, ...]) -> bool:
    return len(rows) == 1 and len(rows[0].plain) <= settings.SHORT_LINE and not is_closed(rows[0].plain)


def _next_height(lower: Sheet, repeated: int) -> float:
    """Height of what comes next in the part and may not have found room: its first new row with the cells that begin
    there.
    """
    reach = max((s.row + s.rowspan for s in lower.cells(repeated) if s.row == repeated), default=repeated + 1)
    return sum(lower.bottoms[row] - lower.tops[row] for row in range(repeated, min(reach, lower.height)))


def _labels(sheet: Sheet, row: int) -> tuple[str, ...]:
    """The texts of a row that are no figures."""
    return tuple(s.plain for s in sheet.filled(row) if s.row == row and not is_amount(s.plain))


def _restarts(pair: _Pair) -> bool:
    """The part begins like the table began, so it is another one of the same layout."""
    whole, upper, lower, repeated = pair.whole, pair.upper, pair.lower, pair.fit.repeated
    if whole.form:
        return any(
            _same_key(upper, lower, row)
            for row in {repeated, banner_rows(upper)}
            if row < min(upper.height, lower.height)
        )
    start = whole.header
    if 0 < repeated != start:
        return False
    same = 0
    for step in range(2):
        if start + step >= upper.height or repeated + step >= lower.height:
            break
        first, second = _labels(upper, start + step), _labels(lower, repeated + step)
        if not first or not alike(first, second, ocr=upper.is_ocr()):
            return False
        same += 1
    short = min(upper.height - start, lower.height - repeated) <= 1
    return same == 2 or (same == 1 and short and not is_total(_labels(lower, repeated)[0]))


def _same_key(upper: Sheet, lower: Sheet, row: int) -> bool:
    first = [s for s in upper.filled(row) if s.row == row]
    second = [s for s in lower.filled(row) if s.row == row]
    return bool(first) and bool(second) and alike((first[0].plain,), (second[0].plain,), ocr=upper.is_ocr())


def _closed(whole: Whole) -> bool:
    """A grand total closed the table."""
    labels = [s.plain for s in whole.sheet.filled(whole.sheet.height - 1) if not is_amount(s.plain)]
    return whole.sheet.height > whole.header + 1 and bool(labels) and all(is_grand_total(text) for text in labels)


def _has_own_header(whole: Whole, lower: Sheet) -> bool:
    """The part's first row names its columns: by words that headers have, or by words over figures."""
    first: list[GridCell] = [s for s in lower.filled(0) if s.row == 0]
    if (
        not whole.header
        or len(first) < 3
        or sum(s.colspan for s in first) < settings.HEAD_COVERS * lower.width
        or not header_rows(lower)
    ):
        return False
    return all(is_header_word(s.plain) for s in first) or (
        lower.height > 1 and all(_names_column(lower, s) for s in first) and any(_over_figures(lower, s) for s in first)
    )


def _names_column(sheet: Sheet, head: GridCell) -> bool:
    return (
        value_state(head.text) == "text"
        and not is_closed(head.plain)
        and not (head.colspan == 1 and not _over_figures(sheet, head) and _is_like_its_column(sheet, head))
    )


def _over_figures(sheet: Sheet, head: GridCell) -> bool:
    """Most cells under a cell are figures."""
    under = [s for s in sheet.spots if s.row > head.row and s.col == head.col and s.plain]
    return 2 * sum(is_amount(s.plain) for s in under) > len(under)


def _is_like_its_column(sheet: Sheet, head: GridCell) -> bool:
    """The same text stands under it too, as the name of a body does."""
    return any(s.plain == head.plain for s in sheet.spots if s.col == head.col and s.row > head.row)
