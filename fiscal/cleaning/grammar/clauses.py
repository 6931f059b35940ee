"""A sentence as plain text with its figures: which numbers are reported values, in which unit, with which comparison
sign.

Numbers that only name something (years, dates, document numbers, ordinals, thresholds in a name) are told apart here;
what a figure is about is left to `fiscal.cleaning.discourse.narrative`."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

from fiscal import lexicon
from fiscal.cleaning.terms.indicators import AFTER, BEFORE, ROUGH
from fiscal.model.amounts import OTHER_MONEY, storable

_CIRCLED = {chr(0x2460 + n): chr(0x2460 + n) for n in range(20)}
_SPELLED = _CIRCLED | lexicon.mapping("clauses.spelled")


@lru_cache(maxsize=8192)
def _form(char: str) -> str:
    return "" if char.isspace() else _SPELLED.get(char) or "".join(unicodedata.normalize("NFKC", char).split())


@dataclass(frozen=True, slots=True)
class Plain:
    """A sentence in half-width forms without white space; `at[i]` is where character i of `text` stands in
    `printed`.
    """

    text: str
    at: tuple[int, ...]
    printed: str

    def quote(self, start: int, end: int) -> str:
        """The printed text behind `text[start:end]`, spaces included."""
        return "" if start >= end else self.printed[self.at[start] : self.at[end - 1] + 1]


def plain(printed: str) -> Plain:
    """The sentence as it is parsed, with the way back to what was printed."""
    chars: list[str] = []
    at: list[int] = []
    for index, char in enumerate(printed):
        for form in _form(char):
            chars.append(form)
            at.append(index)
    return Plain("".join(chars), tuple(at), printed)


@dataclass(frozen=True, slots=True)
class Figure:
    """A number that states a value: `text[start:end]` with sign words and unit, the bare number in
    `text[number_start:number_end]`.

    `kind`: `money` · `percent` · `count` · `myriad` (`万` or `亿` alone: money or a count, as its subject says) ·
    `bare` (no unit printed)."""

    start: int
    number_start: int
    number_end: int
    end: int
    value: Decimal
    places: int
    unit: str
    kind: str
    sign: str
    approximate: bool


_SCALES = {"千": 1_000, "万": 10_000, "亿": 100_000_000}
_NAMES_ONLY = lexicon.pattern("clauses.names_only")
_LIST_NUMBER = re.compile(r"(?:^|(?<=[。;:,、]))-?(?:\(?\d{1,2}\)|\d{1,2}[.、](?!\d))")
_LONG_UNITS = lexicon.words("clauses.long_units")
_SHORT_UNITS = lexicon.text("clauses.short_units")
_EITHER = lexicon.mapping("clauses.either")
_COUNT = "|".join(re.escape(u) for u in (*sorted(_LONG_UNITS, key=len, reverse=True), *_SHORT_UNITS))
_NUMBER = re.compile(
    rf"(?<![\d.A-Za-z])(?:(?<!\d,)|(?<=\.\d\d,)|(?<=\.\d,))(?P<minus>{lexicon.text('clauses.minus_before')})?(?P<number>\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?(?!\d)|\d+(?:\.\d+)?)"
    rf"(?P<money>{lexicon.text('clauses.money_behind')})?"
    rf"(?P<percent>{lexicon.text('clauses.percent_behind')})?"
    rf"(?P<count>{lexicon.text('clauses.more_than')}(?:{OTHER_MONEY}|{lexicon.text('clauses.multiple')}(?:{_COUNT}))(?:/(?:{_COUNT}|{lexicon.text('clauses.per')}))?)?"
    rf"(?P<myriad>{lexicon.text('clauses.myriad_behind')})?"
)
_SIGN_WORDS = "|".join(map(re.escape, sorted([*BEFORE, "≥", "≤", ">", "<", "=", "±"], key=len, reverse=True)))
_SIGN_BEFORE = re.compile(rf"(?P<sign>{_SIGN_WORDS})?(?P<rough>{lexicon.text('clauses.rough_before')})?$")
_SIGN_AFTER = lexicon.pattern("clauses.sign_after")
_LISTED_NUMBERS = lexicon.pattern("clauses.listed_numbers")
_BARE_BEFORE = lexicon.pattern("clauses.bare_before")


def figures(text: str) -> list[Figure]:
    """The reported values of a plain text in order; numbers that only name, date or count off something are left
    out.
    """
    if not any(c.isdigit() for c in text):
        return []
    skipped = [m.span() for pattern in (_NAMES_ONLY, _LIST_NUMBER) for m in pattern.finditer(text)]
    found: list[Figure] = []
    for match in _NUMBER.finditer(text):
        start, number_end = match.start("number"), match.end("number")
        if any(a <= start < b for a, b in skipped):
            continue
        figure = _figure(text, match, start, number_end)
        if figure is not None:
            found.append(figure)
    return _units_shared(text, found)


def _units_shared(text: str, found: list[Figure]) -> list[Figure]:
    """A number without a unit that is listed before one with a unit (分别为100.5、98.2万元) has that unit."""
    for index in range(len(found) - 2, -1, -1):
        this, following = found[index], found[index + 1]
        listed = text[this.end : following.start] in ("、", ",", "和") and following.kind in ("money", "percent")
        if this.kind == "bare" and listed and _LISTED_NUMBERS.search(text, 0, this.start):
            found[index] = replace(this, unit=following.unit, kind=following.kind)
    return found


def _figure(text: str, match: re.Match[str], start: int, number_end: int) -> Figure | None:
    kind, unit, end = _unit(match, number_end)
    if kind == "bare" and not _is_value(text, start, number_end, match["number"]):
        return None
    before = _SIGN_BEFORE.search(text, max(0, start - 8), match.start("minus") if match["minus"] else start)
    sign = _sign(before["sign"]) if before and before["sign"] else ""
    rough = bool(before and before["rough"])
    if before and before["rough"] == "超":
        sign, rough = ">", False
    after = _SIGN_AFTER.match(text, end)
    if after:
        end = after.end()
        sign = sign or AFTER.get(after["word"], "")
        rough = rough or after["word"] in ROUGH
    value = Decimal(match["number"].replace(",", ""))
    if storable(value, _SCALES.get(unit[:1])) is None:
        return None
    places = len(match["number"].partition(".")[2])
    return Figure(
        start=before.start() if before else start,
        number_start=match.start("minus") if match["minus"] else start,
        number_end=number_end,
        end=end,
        value=-value if match["minus"] else value,
        places=places,
        unit=unit,
        kind=kind,
        sign=sign,
        approximate=rough or bool(lexicon.pattern("clauses.more").match(text[number_end : number_end + 1])),
    )


def _unit(match: re.Match[str], number_end: int) -> tuple[str, str, int]:
    if match["money"]:
        return "money", match["money"].removesuffix("人民币").lstrip("多余"), match.end("money")
    if match["percent"]:
        return "percent", match["percent"].removeprefix("个"), match.end("percent")
    if match["count"]:
        unit = match["count"].lstrip("多余")
        return "count", _EITHER.get(unit, unit), match.end("count")
    if match["myriad"]:
        return "myriad", match["myriad"].lstrip("多余"), match.end("myriad")
    return "bare", "", number_end


def _is_value(text: str, start: int, end: int, number: str) -> bool:
    after = text[end : end + 1]
    ends = not after or after in ",。;、)(:"
    stated = _BARE_BEFORE.search(text, max(0, start - 4), start) is not None
    return (
        ends and (stated or "." in number or "," in number or (start > 0 and "\u4e00" <= text[start - 1] <= "\u9fff"))
    ) or (stated and "." in number)


def _sign(word: str) -> str:
    return BEFORE.get(word, word)
