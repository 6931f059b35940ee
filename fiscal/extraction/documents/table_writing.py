"""A whole as a `Table`: its title, unit and year from caption, ruled title rows and headings, its cells with header
marks and indents.

The last step of assembling; it changes no text.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from statistics import median

from fiscal.extraction.documents import settings
from fiscal.extraction.documents.parts import Whole
from fiscal.extraction.page.content import GridCell
from fiscal.extraction.sheets.headers import label_spots
from fiscal.extraction.sheets.sheet import Sheet
from fiscal.extraction.wording import bracketed_unit, is_amount, is_total, width, without_numbering, year_in
from fiscal.model.reading import Table

_NO_BREAK = "\xa0"


def table_of(whole: Whole, table_no: int, continues: int | None, heading: str | None) -> Table:
    """The finished table. `heading` is the prose heading that it stands under, its title where it has none of its
    own.
    """
    caption = whole.caption
    labels = label_spots(whole.sheet) if whole.form else set[GridCell]()
    title = caption.title or (without_numbering(heading).rstrip("：:。") if heading else "")
    indents = {} if whole.form else _indents(whole.sheet, whole.header)
    cells = tuple(
        s.as_read(indent=indents.get(s, 0), is_header=s.row < whole.header or s in labels) for s in whole.sheet.spots
    )
    return Table(
        table_no=table_no,
        title=title,
        number=caption.number,
        unit=caption.unit or _unit_in_cells(whole, labels),
        declarant=caption.declarant,
        year=caption.year or year_in(title),
        notes=whole.foot.notes,
        continues_table_no=continues,
        header_rows=whole.header,
        picture=any(part.picture for part in whole.parts),
        cells=cells,
    )


def _unit_in_cells(whole: Whole, labels: set[GridCell]) -> str | None:
    """The money unit that most header or label cells name in brackets."""
    heads = [s for s in whole.sheet.spots if s.row < whole.header or s in labels]
    named = Counter(unit for s in heads if (unit := bracketed_unit(s.plain)))
    return named.most_common(1)[0][0] if named else None


def _indents(sheet: Sheet, header: int) -> dict[GridCell, int]:
    """Leading half-width spaces of each body label whose text begins to the right of where texts begin in its table;
    centred ones have none.
    """
    padding = min((max(s.first_x0 - s.x0, 0.0) for s in sheet.spots if s.plain), default=0.0)
    columns: dict[int, list[GridCell]] = defaultdict(list)
    for spot in sheet.spots:
        if spot.row >= header and spot.plain and spot.size > 0 and not is_amount(spot.plain):
            columns[spot.col].append(spot)
    found: dict[GridCell, int] = {}
    for column in columns.values():
        if 3 * sum(_is_centred(s) for s in column) > 2 * len(column):
            continue
        steps = [
            (s, (s.first_x0 - s.x0 - padding) / (s.size / 2) - _lone_no_break_space(s))
            for s in column
            if not _is_right(s) and not (is_total(s.plain) and _is_centred(s))
        ]
        for spot, step in _alike(steps):
            if step >= (settings.OCR_INDENT if spot.method.startswith("ocr") else settings.LEAST_INDENT):
                found[spot] = round(step)
    return found


def _lone_no_break_space(spot: GridCell) -> int:
    """1 where the text begins with a single no-break space, which word processors leave behind and nobody indents
    with.
    """
    first = spot.lines[0] if spot.lines else ""
    return int(first[:1] == _NO_BREAK and first[1:2] != "" and not first[1].isspace())


def _alike(steps: list[tuple[GridCell, float]]) -> Iterator[tuple[GridCell, float]]:
    """The indents with those that differ by no more than the room about a character made one; what is read from
    pictures differs by more and stays.
    """
    groups: list[list[tuple[GridCell, float]]] = []
    for spot, step in sorted(steps, key=lambda it: it[1]):
        if groups and step - groups[-1][-1][1] <= settings.CHARACTER_ROOM and not spot.method.startswith("ocr"):
            groups[-1].append((spot, step))
        else:
            groups.append([(spot, step)])
    for group in groups:
        middle = median(step for _, step in group)
        yield from ((spot, middle) for spot, _ in group)


def _sides(spot: GridCell) -> tuple[float, float]:
    """Free space before and after the first line of the text."""
    line = spot.lines[0].strip() if spot.lines else spot.text
    return spot.first_x0 - spot.x0, spot.x1 - spot.first_x0 - width(line) * spot.size


def _is_centred(spot: GridCell) -> bool:
    before, after = _sides(spot)
    if len(spot.lines) > 1 and spot.last_line[1] > spot.last_line[0]:
        # A first line that fills its cell looks centred; the last one shows where lines begin.
        before, after = spot.last_line[0] - spot.x0, spot.x1 - spot.last_line[1]
    return before > settings.CENTRED_ROOM * spot.size and abs(before - after) <= max(
        settings.CENTRED_SLACK * spot.size, settings.CENTRED_SHARE * (spot.x1 - spot.x0)
    )


def _is_right(spot: GridCell) -> bool:
    before, after = _sides(spot)
    return len(spot.lines) == 1 and after < spot.size < before - 4 * spot.size
