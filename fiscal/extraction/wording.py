"""How filings word their captions, numberings, totals and form labels: the patterns that assembling pages looks for.

Patterns only, always on text without white space (`normal`); where on a page they count is left to the modules that
ask."""

from __future__ import annotations

import re
from functools import lru_cache

from fiscal import lexicon
from fiscal.model.amounts import normal, parse_amount

_NUMBERINGS = lexicon.pairs("captions.numberings")
_CIRCLED = re.compile(r"[①-⑳]")

_UNITS = lexicon.pattern("units.units")
_UNIT_IN_BRACKETS = lexicon.pattern("units.unit_in_brackets")
_UNIT_DECLARED = lexicon.pattern("units.unit_declared")

_TOTAL = lexicon.pattern("totals.total")
_GRAND_TOTAL = lexicon.pattern("totals.grand_total")
_CONTINUED = lexicon.pattern("captions.continued")
_CARRIED = lexicon.pattern("totals.carried")
_PAGE_SUBTOTAL = lexicon.pattern("totals.page_subtotal")
_YEAR = lexicon.pattern("captions.year")
_NUMBER_ALONE = lexicon.pattern("captions.number_alone")
_NUMBER_FIRST = lexicon.pattern("captions.number_first")
_BODY_WITH_CODE = lexicon.pattern("bodies.body_with_code")
_PAGE_NUMBER = re.compile(r"[-−—–·.]{0,3}\d{1,4}[-−—–·.]{0,3}")
_CAPTION_TEXT = lexicon.pattern("captions.caption_text")
_TITLE_END = lexicon.pattern("captions.title_end")
_CLOSED = frozenset("。;!?")
_WORD = re.compile(r"[（《“‘「【(\[]*(?:[0-9A-Za-z.,%/+\-]+|.)")
_TRAILING = re.compile(r"[。；：，、！？）》”’」】;:,!?)\]%％]*")
_NOTE = lexicon.pattern("captions.note")
_SIGNATURE = lexicon.pattern("forms.signature")
_FORM_KEY = lexicon.pattern("forms.form_key")
_MATRIX = lexicon.pattern("forms.matrix")
_HEADER_WORD = lexicon.pattern("tables.header_word")


_folded = lru_cache(1 << 15)(normal)
"""`normal` of single characters: a long file has some thousand different ones, millions of times."""


class Printed:
    """A printed text with its form without white space, `plain`, and the way back from that to what is printed."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._at: list[int] = []
        parts: list[str] = []
        for position, char in enumerate(text):
            folded = _folded(char)
            parts.append(folded)
            self._at.extend([position] * len(folded))
        self.plain = "".join(parts)

    def between(self, start: int, end: int | None = None) -> str:
        """What is printed for `plain[start:end]`, white space at its ends removed."""
        end = len(self.plain) if end is None else end
        if start >= end:
            return ""
        return self.text[self._at[start] : self._at[end - 1] + 1].strip()


def numbering(plain: str) -> tuple[int, str, str] | None:
    """Rank (1 第一部分 … 7 ①), numeral and the text after it, of a text that begins with a heading's or item's number;
    None without.
    """
    for way, rank in _NUMBERINGS:
        match = way.match(plain)
        if match:
            return int(rank), match.group(1), plain[match.end() :]
    return None


def printed_numbering(text: str) -> tuple[int, str, str] | None:
    """`numbering` of a text as printed, circled numbers included."""
    bare = text.strip()
    if _CIRCLED.match(bare):
        return 7, bare[0], normal(bare[1:])
    return numbering(normal(text))


def without_numbering(text: str) -> str:
    """The printed text after its heading number, white space at its ends removed."""
    printed = Printed(text)
    found = numbering(printed.plain)
    return printed.between(len(printed.plain) - len(found[2])) if found else text.strip()


def is_amount(plain: str) -> bool:
    """A printed number, percentages and accounting parentheses included; `1.` is the number of an item."""
    return not plain.endswith(".") and parse_amount(plain) is not None


def is_year(plain: str) -> bool:
    """A year and nothing else: 2022, 2022年, (2022年度)."""
    return _YEAR.fullmatch(plain) is not None


def year_in(plain: str) -> int | None:
    """The first year named in a caption."""
    match = lexicon.pattern("captions.year_in").search(plain)
    return int(match.group(1)) if match else None


def is_page_number(plain: str) -> bool:
    """A page's number alone on its line, with the dashes about it: 26, — 26 —, ·26·."""
    return _PAGE_NUMBER.fullmatch(plain) is not None


def is_total(plain: str) -> bool:
    """合计, 总计, 小计, 本年收入合计 …"""
    return _TOTAL.fullmatch(plain) is not None


def is_grand_total(plain: str) -> bool:
    """A total that closes a table: 合计, 收入总计 … but not 本年收入合计 or 小计."""
    return _GRAND_TOTAL.fullmatch(plain) is not None


def is_carried(plain: str) -> bool:
    """A row that carries figures over from page to page: 承前页, 过次页."""
    return _CARRIED.fullmatch(plain) is not None


def is_page_subtotal(plain: str) -> bool:
    """A row that adds up what stands on its page: 本页小计."""
    return _PAGE_SUBTOTAL.fullmatch(plain) is not None


def is_table_number(plain: str) -> str | None:
    """The table's number when the text is nothing else: 表1, 公开07表, 附件2."""
    match = _NUMBER_ALONE.fullmatch(plain)
    return match.group(1) if match else None


def leading_table_number(plain: str) -> tuple[str, str] | None:
    """The table's number and the text after it, which may begin with a year: 表1 收支总表, 表1 2022年收支总表,
    附件1：…
    """
    match = _NUMBER_FIRST.match(plain)
    return (match.group(1), plain[match.end() :]) if match and match.end() < len(plain) else None


def after_body_code(plain: str) -> int | None:
    """Where the name begins in a line that is a body's code and name and nothing else: 507-某某局; None for another
    text.
    """
    match = _BODY_WITH_CODE.fullmatch(plain)
    return match.start(1) if match else None


def is_caption_text(plain: str) -> bool:
    """A cell that says what a caption says, and nothing else: 单位：万元, 编制单位：某局, 公开03表, 507-某局."""
    return (
        _CAPTION_TEXT.match(plain) is not None
        or is_table_number(plain) is not None
        or after_body_code(plain) is not None
    )


def is_named_title(plain: str) -> bool:
    """A title that says that it is one of a table, a list or a survey."""
    return _TITLE_END.search(plain) is not None


def is_continued(plain: str) -> bool:
    """续表, （续）, 续表1."""
    return _CONTINUED.fullmatch(plain) is not None


def without_continued(plain: str) -> tuple[str, bool]:
    """The text without a 续表 or （续） at either end, and whether there was one."""
    bare = lexicon.pattern("captions.without_continued").sub("", plain)
    return bare, bare != plain


def leading_unit(plain: str) -> str | None:
    """The unit of measure, or units, that the text begins with: 万元, 台、辆、套; None where it begins with something
    else.
    """
    match = _UNITS.match(plain)
    return match.group(0).rstrip(".,;") if match else None


def is_money_unit(plain: str) -> bool:
    """元, 万元 … and nothing else."""
    return lexicon.pattern("units.money_unit").fullmatch(plain) is not None


def is_unit(plain: str) -> bool:
    """Units of measure, in brackets or not, and nothing else: 万元, (人), 台、辆、套."""
    return _UNITS.fullmatch(plain.strip("()[]")) is not None


def bracketed_unit(plain: str) -> str | None:
    """The money unit that a header cell or title holds in brackets or declares: 预算数（万元）, （单位：元）."""
    match = _UNIT_IN_BRACKETS.search(plain) or _UNIT_DECLARED.search(plain)
    return match.group(1) if match else None


def is_closed(text: str) -> bool:
    """Ends with a mark that closes a sentence, closing quotes and brackets aside."""
    bare = normal(text).rstrip(")]】》”’」\"'")
    return bool(bare) and (bare[-1] in _CLOSED)


def begins_note(plain: str) -> bool:
    """注：, 备注：, 说明：, 本表反映 …"""
    return _NOTE.match(plain) is not None


def is_signature(plain: str) -> bool:
    """填表人：, 单位负责人签字：, 填报日期：… with or without what is filled in."""
    return _SIGNATURE.match(plain) is not None


def is_form_key(plain: str) -> bool:
    """The label of a form's field: 项目名称, 主管部门, 年度总体目标 …"""
    return len(plain) <= 24 and _FORM_KEY.match(plain.lstrip("*")) is not None


def is_matrix_head(plain: str) -> bool:
    """一级指标, 二级指标, 三级指标."""
    return len(plain) <= 10 and _MATRIX.match(plain.lstrip("*")) is not None


def is_header_word(plain: str) -> bool:
    """A text as column headers have it: short, ending in a header's word."""
    return 0 < len(plain) <= 30 and _HEADER_WORD.fullmatch(plain.lstrip("*")) is not None


def first_word(line: str) -> str:
    """What cannot be parted from the beginning of a line: a character or a Latin word, with the opening marks before
    and the closing ones after it.
    """
    bare = line.strip()
    match = _WORD.match(bare)
    if match is None:
        return ""
    after = _TRAILING.match(bare, match.end())
    return bare[: after.end() if after else match.end()]


def width(text: str) -> float:
    """Width of a printed text in characters of full width."""
    return sum(0.5 if char.isascii() else 1.0 for char in text)
