"""Dates as portals print them: whole, as day over month and year, without a year, and in the path of an address."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from itertools import pairwise

from fiscal.discovery.pages.words import words

_YEAR = r"(?<!\d)((?:19|20)\d\d)"
_WHOLE = re.compile(_YEAR + r"\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})(?!\d)日?")
_DAY_FIRST = re.compile(r"(?<!\d)(\d{1,2})日?\s+" + _YEAR + r"\s*[-/.年]\s*(\d{1,2})月?(?![\d日])")
_DAY_LAST = re.compile(_YEAR + r"\s*[-/.年]\s*(\d{1,2})月?\s+(\d{1,2})日?(?![\d月])")
# 1-12月 is a span of months, 3/15 页 a pager.
_SHORT = re.compile(r"(?<![\d年.-])(\d{1,2})\s*[-/月]\s*(\d{1,2})(?![\d月页]|\s*[-/.]\s*\d)日?")
_COMPACT = re.compile(r"(?<!\d)((?:19|20)\d\d)(\d\d)(\d\d)(?!\d)")
_PATH = re.compile(r"/((?:19|20)\d\d)[-/](\d{1,2})[-/](\d{1,2})/")
_MONTH = re.compile(r"/((?:19|20)\d\d)-?(\d\d)/|/((?:19|20)\d\d)/")
_AROUND = " \t\r\n[]［］()（）【】〔〕|·:：-—"


def first_date(text: str) -> date | None:
    """The first whole date in a text."""
    for pattern in (_WHOLE, _COMPACT):
        for found in pattern.finditer(text):
            told = _day(*found.groups())
            if told:
                return told
    return None


def date_of_row(pieces: Iterable[str], address: str, received: date) -> date | None:
    """The date that a row of a list prints, its texts given one by one: of several that have names the one on which it
    was published.

    A date without a year takes that of the address, else the latest that is not after the day on which the page was
    received."""
    pieces = list(pieces)
    named = _named(" ".join(pieces))
    if named:
        return named
    bare = [text for text in (_bare(piece) for piece in pieces) if text]
    for text in bare:
        told = _only(_WHOLE, text, (1, 2, 3))
        if told:
            return told
    in_pieces = [f"{a}-{b} {c}" for a, b, c in zip(bare, bare[1:], bare[2:], strict=False)]
    for text in [*bare, *(f"{a} {b}" for a, b in pairwise(bare)), *in_pieces]:
        told = _only(_DAY_FIRST, text, (2, 3, 1)) or _only(_DAY_LAST, text, (1, 2, 3))
        if told:
            return told
    for text in bare:
        found = _SHORT.fullmatch(text)
        told = _with_year(int(found.group(1)), int(found.group(2)), address, received) if found else None
        if told:
            return told
    return None


def date_in(text: str) -> date | None:
    """A whole date somewhere in a short text that is no title."""
    found = _WHOLE.search(text)
    return _day(*found.groups()) if found else None


def date_of_address(address: str) -> date | None:
    """The day that the path of an address holds."""
    for pattern in (_PATH, _COMPACT):
        for found in pattern.finditer(address.split("?", maxsplit=1)[0]):
            told = _day(*found.groups())
            if told:
                return told
    return None


def is_only_a_date(text: str) -> bool:
    """Whether the text is nothing but a date, whole or without its year, a clock time aside."""
    bare = _bare(text)
    return bool(
        _WHOLE.fullmatch(bare) or _SHORT.fullmatch(bare) or _DAY_FIRST.fullmatch(bare) or _DAY_LAST.fullmatch(bare)
    )


def _named(text: str) -> date | None:
    label = words("published_first").search(text)
    found = _WHOLE.match(text[label.end() :].lstrip(_AROUND)) if label else None
    return _day(*found.groups()) if found else None


def _bare(text: str) -> str:
    text = re.sub(r"\d{1,2}:\d\d(:\d\d)?(\.\d+)?", "", text).strip(_AROUND)
    label = words("published_label").match(text)
    return text[label.end() :].strip(_AROUND) if label else text


def _only(pattern: re.Pattern[str], text: str, order: tuple[int, int, int]) -> date | None:
    found = pattern.fullmatch(text)
    return _day(*(found.group(n) for n in order)) if found else None


def _day(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _with_year(month: int, day: int, address: str, received: date) -> date | None:
    told = date_of_address(address)
    within = _MONTH.search(address)
    year = told.year if told else int(within.group(1) or within.group(3)) if within else None
    for candidate in [year] if year else [received.year, received.year - 1]:
        try:
            found = date(candidate, month, day)
        except ValueError:
            continue
        if year or found <= received:
            return found
    return None
