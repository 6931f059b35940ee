"""Captions of tables: title, number, unit, declarant and year from the rows above a grid.

Knows nothing of continuation: whether a caption opens a new table or repeats one is left to `joins`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from fiscal import lexicon
from fiscal.extraction.page.printed_rows import Measure, Row
from fiscal.extraction.sheets.headers import banner_rows
from fiscal.extraction.sheets.sheet import Sheet
from fiscal.extraction.wording import (
    Printed,
    after_body_code,
    begins_note,
    bracketed_unit,
    is_amount,
    is_closed,
    is_continued,
    is_money_unit,
    is_named_title,
    is_signature,
    is_table_number,
    is_year,
    leading_table_number,
    leading_unit,
    numbering,
    without_continued,
    year_in,
)

_KEY = lexicon.pattern("captions.key")
_NAME_WITHOUT_COLON = lexicon.pattern("captions.name_without_colon")
_SEAL = lexicon.pattern("captions.seal")
_YEAR_AT_END = lexicon.pattern("captions.year_at_end")
_NUMBER_AT_END = lexicon.pattern("captions.number_at_end")
_NUMBER_IN_BRACKETS = re.compile(r"[(\[【]([^()\[\]【】]{2,12})[)\]】]$")
_REMARK = re.compile(r"\(([^()]*)\)")
_GOES_ON = lexicon.pattern("captions.goes_on")
_REMARK_AT_END = re.compile(r"(?:\([^()]*\))+$")
_PAGE_AT_END = lexicon.pattern("captions.page_at_end")
_RULED_TITLE = lexicon.pattern("captions.ruled_title")
_NOT_TITLE_END = frozenset(":,、.。;!?")
_MAX_TITLE = 80
_TAIL = 5
"""Characters of a title's last line that are none without the line over it: 预算表."""


@dataclass(frozen=True, slots=True)
class Caption:
    """What a table's own lines say of it; `rows` are those lines, `continued` whether they say 续表. An empty title:
    they give none.
    """

    title: str = ""
    number: str | None = None
    unit: str | None = None
    declarant: str | None = None
    year: int | None = None
    continued: bool = False
    rows: tuple[Row, ...] = ()

    @property
    def key(self) -> str:
        """The title as compared."""
        return Printed(self.title).plain

    def contradicts(self, other: Caption, *fields: str) -> bool:
        """Whether both say one of these fields, and not the same."""
        pairs = ((getattr(self, name), getattr(other, name)) for name in fields)
        return any(own and others and own != others for own, others in pairs)

    def over(self, other: Caption) -> Caption:
        """This caption, with what it leaves open taken from another."""
        return Caption(
            title=self.title or other.title,
            number=self.number or other.number,
            unit=self.unit or other.unit,
            declarant=self.declarant or other.declarant,
            year=self.year or other.year,
            continued=self.continued or other.continued,
            rows=self.rows,
        )


def caption_fields(text: str) -> Caption:
    """What one printed row says; whatever is no number, unit, declarant, date or year is its title."""
    text = _undoubled(text)
    printed = Printed(_NAME_WITHOUT_COLON.sub(r"\1：", text))
    plain = _PAGE_AT_END.sub("", printed.plain)
    keys = list(_KEY.finditer(plain))
    fields, pieces = Caption(), [(0, keys[0].start() if keys else len(plain))]
    for key, following in zip(keys, [*keys[1:], None], strict=False):
        start, end = key.end(), following.start() if following else len(plain)
        value = plain[start:end]
        unit = leading_unit(_NUMBER_AT_END.sub("", value)) if key["unit"] or key["either"] else None
        if unit is not None:
            fields = replace(fields, unit=fields.unit or printed.between(start, start + len(unit)))
            pieces.append((_after_remark(plain, start + len(unit)), end))
        elif key["declarant"] or key["either"] == "单位":
            fields = _declared(fields, printed, start, end)
        elif key["either"]:
            pieces.append((key.start(), end))
    for start, end in pieces:
        fields = _piece(fields, printed, start, end)
    return fields


def _undoubled(text: str) -> str:
    """The text with each character once where all are printed twice, as for bold print."""
    bare = "".join(text.split())
    return bare[::2] if len(bare) >= 4 and bare[::2] == bare[1::2] else text


def _after_remark(plain: str, start: int) -> int:
    """Where the text goes on after a remark in brackets (保留两位小数) that is neither a table's number nor a year;
    `start` where there is none.
    """
    remark = _REMARK.match(plain, start)
    return (
        start
        if remark is None or is_table_number(remark.group(1)) or year_in(remark.group(1)) is not None
        else remark.end()
    )


def _declared(fields: Caption, printed: Printed, start: int, end: int) -> Caption:
    seal = _SEAL.match(printed.plain[start:end])
    start += seal.end() if seal else 0
    number = _NUMBER_AT_END.search(printed.plain[start:end])
    if number:
        fields, end = replace(fields, number=fields.number or number.group(0)), start + number.start()
    year = _YEAR_AT_END.search(printed.plain[start:end])
    if year:
        fields, end = replace(fields, year=fields.year or int(year.group(1))), start + year.start()
    return replace(fields, declarant=fields.declarant or printed.between(start, end) or None)


def _piece(fields: Caption, printed: Printed, start: int, end: int) -> Caption:
    plain = printed.plain[start:end]
    bare = plain.strip("()[]【】:.,;_-—")
    if not bare:
        return fields
    coded = after_body_code(plain)
    if coded is not None:
        return replace(fields, declarant=fields.declarant or printed.between(start + coded, end))
    number = is_table_number(bare)
    if number:
        return replace(fields, number=fields.number or number)
    if is_year(bare):
        return replace(fields, year=fields.year or year_in(bare))
    if is_continued(bare):
        return replace(fields, continued=True)
    if is_money_unit(bare):
        return replace(fields, unit=fields.unit or bare)
    leading = leading_table_number(plain)
    if leading:
        fields = replace(fields, number=fields.number or leading[0])
        start = end - len(leading[1].lstrip("-—–_"))
    title, continued = without_continued(printed.plain[start:end])
    if continued:
        at = printed.plain.index(title, start) if title else start
        start, end = at, at + len(title)
    number = _NUMBER_IN_BRACKETS.search(title)
    if number and is_table_number(number.group(1)):
        fields, end, title = (
            replace(fields, number=fields.number or number.group(1)),
            end - len(number.group(0)),
            title[: number.start()],
        )
    text = printed.between(start, end)
    if text.endswith(("(", "（", "[", "【")):
        text = text[:-1].rstrip()
    unit = fields.unit or bracketed_unit(title)
    return replace(fields, title=f"{fields.title}{text}", continued=fields.continued or continued, unit=unit)


def read_caption(above: Sequence[Row], measure: Measure, x0: float, x1: float) -> Caption:
    """The caption that the rows above a grid, given top to bottom, end with; `x0` and `x1` are the grid's sides. Rows
    that belong to the prose are not taken.
    """
    caption = Caption()
    taken: list[Row] = []
    title_row: Row | None = None
    for index in range(len(above) - 1, -1, -1):
        row = above[index]
        if taken and taken[0].top - row.bottom > 6 * max(row.size, 9.0):
            break
        fields = caption_fields(row.text)
        before = above[index - 1] if index else None
        if title_row is None:
            if fields.title and not _is_title(fields.title, row, before, measure, x0, x1):
                break
            if fields.title:
                title_row = row
                title = _bare_title(fields.title)
                fields = replace(fields, title=title, year=fields.year or year_in(Printed(title).plain))
            caption = caption.over(fields)
        elif fields.title:
            if not _wraps(row, title_row, fields, measure, x0, x1):
                break
            title_row = row
            caption = replace(
                caption, title=_bare_title(fields.title) + caption.title, number=caption.number or fields.number
            ).over(fields)
        elif caption.number and fields.number:
            break
        else:
            caption = caption.over(fields)
        taken.insert(0, row)
    return replace(caption, rows=tuple(taken))


def _bare_title(title: str) -> str:
    printed = Printed(title)
    found = numbering(printed.plain)
    return printed.between(len(printed.plain) - len(found[2])) if found and found[2] else title.strip()


def _is_title(title: str, row: Row, before: Row | None, measure: Measure, x0: float, x1: float) -> bool:
    plain = Printed(title).plain
    if (
        not 2 <= len(plain) <= _MAX_TITLE
        or is_closed(plain)
        or plain[-1] in _NOT_TITLE_END
        or "。" in plain
        or ";" in plain
    ):
        return False
    if is_amount(plain) or is_signature(plain) or begins_note(plain) or not re.search(r"[\u4e00-\u9fff]", plain):
        return False
    number = numbering(plain)
    named = is_named_title(plain)
    if number and (number[0] == 1 or not plain.endswith("表")):
        return False
    if _is_centred(row, measure, x0, x1):
        return "," not in plain or named
    if (
        before is not None
        and measure.is_full(before)
        and not is_closed(before.plain)
        and abs(before.size - row.size) < 1
        and not measure.is_indented(row)
    ):
        return False
    return len(plain) <= (_MAX_TITLE if plain.endswith("表") else 30) and "," not in plain


def _is_centred(row: Row, measure: Measure, x0: float, x1: float) -> bool:
    slack = max(2.0 * row.size, 0.05 * (x1 - x0))
    return measure.is_centred(row) or (abs(row.middle - (x0 + x1) / 2) <= slack and row.x0 > x0 + 1.5 * row.size)


def _wraps(upper: Row, lower: Row, fields: Caption, measure: Measure, x0: float, x1: float) -> bool:
    """The lower title row is the rest of the upper one."""
    plain = Printed(fields.title).plain
    if abs(upper.size - lower.size) > 0.08 * lower.size or lower.top - upper.bottom > 1.3 * lower.size:
        return False
    if _GOES_ON.search(plain) and _is_centred(upper, measure, x0, x1):
        return True
    if plain[-1] in _NOT_TITLE_END:
        return False
    if numbering(plain) and not plain.endswith("表"):
        return False
    if plain.count("(") > plain.count(")") and lower.plain.count(")") > lower.plain.count("("):
        return True
    room = max(x1 - x0, measure.right - measure.left)
    long = upper.x1 - upper.x0 >= 0.72 * room
    rest = lower.plain.startswith(("(", "--", "—")) and not is_year(lower.plain)
    tail = len(_REMARK_AT_END.sub("", lower.plain)) <= _TAIL and not plain.endswith("表")
    return (_is_centred(upper, measure, x0, x1) and (rest or tail or (long and not plain.endswith("表")))) or (
        long and rest
    )


def ruled_caption(sheet: Sheet) -> Caption:
    """What caption rows that are ruled like the table say; they stay rows of it."""
    caption = Caption()
    for row in range(min(max(banner_rows(sheet), 3), sheet.height, 4)):
        cells = [s for s in sheet.filled(row) if s.row == row]
        whole_row = len(cells) == 1 and cells[0].colspan == sheet.width
        for spot in cells:
            fields = caption_fields(spot.text)
            declares = fields.unit or fields.declarant or fields.year or fields.number
            title = fields.title if whole_row and not caption.title and _RULED_TITLE.fullmatch(spot.plain) else ""
            if title or (
                declares and not fields.title and (whole_row or row < 2 or ":" in spot.plain) and len(cells) <= 3
            ):
                caption = caption.over(Caption(title, fields.number, fields.unit, fields.declarant, fields.year))
    return caption
