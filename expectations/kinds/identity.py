"""Whether a filing is complete and says what its figures are in: the contents against the tables (`contents`), a unit for every table (`unit_declared`).

Whose filing it is and for which year is told by `fiscal.document.identity`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal

from expectations.case import Ledger
from expectations.figures import ONE, ZERO, Outcome
from expectations.instance import Instance, Shape
from expectations.kinds.scope import sheets_in
from expectations.rules import Contents, Rule, UnitDeclared
from fiscal.cleaning.tables.families import family_of, kind_of_title
from fiscal.model.amounts import normal

_DIGITS = r"(?:\d{1,3}?(?=(?:19|20)\d\d年)|\d+(?!\d*年))"
_NUMBER = rf"(?:[(（][一二三四五六七八九十百\d]+[)）]|[一二三四五六七八九十百]+(?=[、.．,，])|{_DIGITS})[、.．,，]?"
_ENTRY = re.compile(rf"^(?:[-—·•]|附件?{_DIGITS}?[:：]?|附?表{_DIGITS}[:：]?|{_NUMBER}|第[一二三四五六七八九十]+[部章节][分]?)+")
_STYLES = {
    "part": re.compile(r"第[一二三四五六七八九十]+[部章节]"),
    "han": re.compile(r"[一二三四五六七八九十]+[、.]"),
    "bracket": re.compile(r"\([一二三四五六七八九十\d]+\)"),
    "digit": re.compile(r"\d+[、.]"),
}
_TAIL = re.compile(r"[.·…\-—\s]*\d*$")
_YEAR = re.compile(r"(?:20\d\d)年?度?")
_IN_BRACKETS = re.compile(r"(?<=表)\([^()]*\)$")
_NOISE = re.compile(r"[\s“”\"'‘’《》()（）\-—–·、,，]")


def contents(ledger: Ledger, rule: Rule) -> Iterator[Instance]:
    """One instance a filing whose contents list tables: how many of them are in it."""
    assert isinstance(rule.formula, Contents)
    listed = listed_tables([s.text for s in ledger.case.reading.sentences if s.kind == "contents"])
    if not listed:
        return
    tables = {t.table_no: printed_keys(t.title) for t in ledger.case.reading.tables}
    printed = [table_key(s.text) for s in ledger.case.reading.sentences if s.kind in ("caption", "heading", "sentence")]
    missing = [title for title in listed if not any(same_title(table_key(title), key) for keys in tables.values() for key in keys)]
    unmatched = [no for no, keys in tables.items() if not any(same_title(table_key(title), key) for title in listed for key in keys)]
    missing = _not_of_one_kind(missing, [ledger.tables[no].title for no in unmatched])
    unread = [t for t in missing if table_key(t) in printed] or (missing if len(missing) <= sum(ledger.tables[n].picture for n in unmatched) else [])
    missing = [t for t in missing if t not in unread]
    if unread and not missing:
        outcome = Outcome("insufficient_data")
    else:
        outcome = Outcome("violated" if missing else "exact", Decimal(len(listed)), Decimal(len(listed) - len(missing)), Decimal(len(missing)), ZERO)
    names = "、".join(f"《{title}》" for title in missing)
    if missing:
        saying = (
            f"目录列有 {len(listed)} 张表，正文缺 {len(missing)} 张：{names}。",
            f"the contents list {len(listed)} tables, {len(missing)} of them are absent: {names}.",
        )
    elif unread:
        titles = "、".join(f"《{title}》" for title in unread)
        saying = (f"目录所列 {titles} 有标题而未读到表格，无法核对。", f"of {titles} in the contents a title was read but no table.")
    else:
        saying = (f"目录所列 {len(listed)} 张表均在正文中。", f"all {len(listed)} tables of the contents are in the filing.")
    yield Instance(rule, Shape.STATEMENT, outcome, (), ("contents",), saying=saying)


def _not_of_one_kind(missing: Sequence[str], unmatched: Sequence[str]) -> list[str]:
    """The listed titles without a table that is the only one of its kind left under another title (“三公”经费表 for 一般公共预算“三公”经费支出表)."""
    kinds = Counter(_kind(title) for title in missing)
    printed = Counter(_kind(title) for title in unmatched)
    return [title for title in missing if _kind(title) is None or kinds[_kind(title)] != 1 or printed[_kind(title)] != 1]


def _kind(title: str) -> tuple[str, str] | None:
    """The family that a title names and the kind of its expenditure; None where it names none."""
    family = family_of(title, [], None)
    return None if family == "other" else (family, kind_of_title(title, family))


def listed_tables(lines: Sequence[str]) -> list[str]:
    """The tables that the contents list; a heading over them (五、部门预算表) is told by a numbering that the tables under it do not have."""
    found = [(numbering(line), title) for line in lines if (title := listed_table(line))]
    counts = Counter(style for style, _ in found)
    usual, times = counts.most_common(1)[0] if counts else ("", 0)
    return [title for style, title in found if style == usual or times < 3 or counts[style] > 1]


def numbering(line: str) -> str:
    """The style of a line's number: `part` 第一部分 · `han` 一、 · `bracket` （一） · `digit` 1. · empty where it has none."""
    text = normal(line).lstrip("-—·•")
    return next((name for name, pattern in _STYLES.items() if pattern.match(text)), "")


def listed_table(line: str) -> str | None:
    """The table that a line of the contents names, without numbering and page; None where it names none."""
    text = _TAIL.sub("", normal(line))
    text = _ENTRY.sub("", text)
    return text if text.endswith("表") and 3 < len(text) < 60 else None


def table_key(title: str) -> str:
    """A title as it is compared: no numbering, year, quotes, brackets or punctuation."""
    return _NOISE.sub("", _YEAR.sub("", _ENTRY.sub("", normal(title))))


def printed_keys(title: str) -> set[str]:
    """What a printed title may be listed as: itself, and without the words in brackets that tell it from its like (a project's name)."""
    return {table_key(title), table_key(_IN_BRACKETS.sub("", normal(title)))} - {""}


def same_title(listed: str, printed: str) -> bool:
    """Whether two keys name one table: equal, or one is the end of the other (the body's name or 部门 stands before it)."""
    if listed == printed:
        return True
    longer, shorter = (listed, printed) if len(listed) >= len(printed) else (printed, listed)
    return len(shorter) >= 4 and longer.endswith(shorter) and not _other_table(longer.removesuffix(shorter))


def _other_table(before: str) -> bool:
    """Words before a title that make it another table's: 财政拨款 before 收支总表, 基金 before 支出表."""
    return any(word in before for word in ("财政", "拨款", "基金", "国有", "一般公共", "项目", "基本", "专户", "绩效", "采购", "专项", "收入", "支出"))


def unit_declared(ledger: Ledger, rule: Rule) -> Iterator[Instance]:
    """One instance a table that holds amounts of money: whether it says in what unit they are.

    Where no picture of the filing shows a unit, the reading is doubted rather than the publisher.
    """
    assert isinstance(rule.formula, UnitDeclared)
    read_in_pictures = any(table.picture and table.unit for table in ledger.tables.values())
    for table_no, sheet in sheets_in(ledger, rule.scope):
        money = [o for o in sheet if o.value_yuan is not None]
        table = ledger.tables.get(table_no)
        if not money or table is None:
            continue
        declared = any(o.unit_source == "table" for o in money)
        example = money[0]
        outcome = Outcome("exact" if declared else "violated", ONE, ONE if declared else ZERO, ZERO if declared else ONE, ZERO)
        if declared:
            saying = (f"《{table.title}》第{example.page}页注明了金额单位。", f"{table.title} (page {example.page}) declares the unit of its amounts.")
        else:
            saying = (
                f"《{table.title}》第{example.page}页未注明金额单位，按{example.unit}理解。",
                f"{table.title} (page {example.page}) declares no 金额单位; its amounts are taken to be in {example.unit}.",
            )
        tier = "extraction" if table.picture and not declared and not read_in_pictures else None
        yield Instance(rule, Shape.STATEMENT, outcome, ((example, ONE),), (table.title, "unit"), tier=tier, saying=saying)
