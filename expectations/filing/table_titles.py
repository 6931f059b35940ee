"""Titles of tables as they are compared: without numbering, year, body and marks; what a line of the contents names."""

from __future__ import annotations

import re
from functools import cache

from fiscal import lexicon
from fiscal.cleaning.tables.families import family_of, kind_of_title
from fiscal.document.identity.names import is_body, squeeze
from fiscal.model.amounts import normal

_ENTRY = lexicon.pattern("findings.entry")
_TABLE_NUMBER = lexicon.pattern("findings.table_number")
_NO_TABLE = lexicon.pattern("findings.no_table")
_OTHERS = lexicon.words("findings.others")
"""Words before a title that make it another table's: 财政拨款 before 收支总表, 基金 before 支出表."""


_STYLES = lexicon.pairs("findings.styles")
TAIL = re.compile(r"[.·…\-—\s]*\d*$")
_EMPTY = lexicon.pattern("findings.empty_mark")
"""What contents that tell of empty tables print behind a title: 是 不涉及."""


_YEAR = lexicon.pattern("findings.year_of_title")
IN_BRACKETS = lexicon.pattern("findings.in_brackets")
OF_TABLE = lexicon.pattern("findings.of_table")
_NOISE = re.compile(r"[\s“”\"'‘’《》()（）\-—–·、,，:：]")


_OF_ANY_TABLE = lexicon.pattern("findings.of_any_table")
"""Words of a title that do not tell which table it is; without them the title of a part or of the filing itself is
nothing but 表.
"""


ANNEX = lexicon.pattern("findings.annex")


def numbering(line: str) -> str:
    """The style of a line's number: `part` 第一部分 · `han` 一、 · `bracket` （一） · `digit` 1. · empty where it has
    none.
    """
    text = normal(line).lstrip("-—·•")
    return next((style for way, style in _STYLES if way.match(text)), "")


def listed_table(line: str) -> str | None:
    """The table that a line of the contents names, without numbering and page; None where it names none, as the title
    of a part or of the filing itself.
    """
    text = _ENTRY.sub("", _EMPTY.sub("", TAIL.sub("", normal(line))))
    return text if OF_TABLE.search(text) and 3 < len(text) < 60 and not names_no_table(text) else None


def listed_without_its_word(line: str) -> str | None:
    """An entry among the tables that does not call itself one: 支出分类（政府预算）."""
    text = _ENTRY.sub("", TAIL.sub("", normal(line)))
    return text if 3 < len(text) < 60 and not _NO_TABLE.search(text) and not names_no_table(text) else None


def names_no_table(title: str) -> bool:
    """Whether a title names no certain table: 部门预算表, 公开报表, 某市某局预算公开表."""
    bare = _YEAR.sub("", normal(title))
    before, sign, _ = bare.rpartition("表")
    rest = lexicon.pattern("findings.before_table").search(before)
    body = squeeze(before[: rest.start()]) if rest else before
    return bool(sign) and (not body or is_body(body))


def table_key(title: str) -> str:
    """A title as it is compared: no numbering, year, quotes, brackets or punctuation."""
    return _NOISE.sub("", _YEAR.sub("", _ENTRY.sub("", normal(title))))


@cache
def core(title: str) -> str:
    """What a title says about which table it is: 收支总体情况表, 收支预算总表 and 部门收支总表 are one."""
    return _OF_ANY_TABLE.sub("", table_key(IN_BRACKETS.sub("", normal(title))).replace("总体", "总"))


def same_title(listed: str, printed: str) -> bool:
    """Whether two keys name one table: equal, or one is the end of the other (the body's name or 部门 stands before
    it).
    """
    if listed == printed:
        return True
    longer, shorter = (listed, printed) if len(listed) >= len(printed) else (printed, listed)
    before = longer.removesuffix(shorter)
    return len(shorter) >= 4 and before != longer and not any(word in before for word in _OTHERS)


def table_number(text: str) -> str | None:
    """The number that a text begins with as a table's; None where it begins with none."""
    match = _TABLE_NUMBER.match(normal(text))
    return str(int(match[1] or match[2])) if match else None


def kind_named(title: str) -> tuple[str, str] | None:
    """The family that a title names and the kind of its expenditure; None where it names none."""
    family = family_of(title, [], None)
    return None if family == "other" else (family, kind_of_title(title, family))
