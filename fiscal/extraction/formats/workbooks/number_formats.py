"""A stored number as its cell displays it: the number formats of spreadsheets, as far as filings use them.

Finding the format of a cell is left to the readers of workbooks. A format that is not understood displays the number
plainly."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

STORED_DIGITS = 15
"""Significant digits that a spreadsheet keeps of a number; what a float has beyond is noise."""
_FORMATS = 1024
"""Formats that are kept apart into their pieces: a workbook has few, and each stands at thousands of cells."""
_GENERAL_DIGITS = 11
"""Characters that a cell without a format shows of a number with decimals."""
_TOKEN = re.compile(
    r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]|General|[Ee][+-]0+|AM/PM|A/P|上午/下午|y+|m+|d+|h+|s+|[0#?]+|.',
    re.IGNORECASE | re.DOTALL,
)
_CONDITION = re.compile(r"\[(<=|>=|<>|<|>|=)(-?\d+(?:\.\d+)?)\]")
_COLOUR = re.compile(r"\[(?:红色|Red|Color\s*3|颜色\s*3)\]", re.IGNORECASE)
_DATE = re.compile(r"^(?:y+|m+|d+|h+|s+)$", re.IGNORECASE)
_FRACTION = re.compile(r"[?#0]\s*/\s*[?#0\d]")
_NEGATIVE_SIGNS = re.compile(r"[-−(（负]")
_EPOCH, _EPOCH_1904 = datetime(1899, 12, 30), datetime(1904, 1, 1)


@dataclass(frozen=True, slots=True)
class Displayed:
    """What a cell shows of a number, and the number that it shows; None where it shows none that can be compared, as a
    date.
    """

    text: str
    value: Decimal | None


def exact(value: float) -> Decimal:
    """The stored number without the noise of its binary form."""
    return Decimal(f"{value:.{STORED_DIGITS}g}")


def displayed(value: float, number_format: str, *, since_1904: bool = False) -> Displayed:
    """The number as displayed under a format. A negative one that only its red colour tells keeps its sign."""
    number = exact(value)
    section, signed = _section(number, number_format)
    kept = _tokens(section)
    if any(t.lower() == "general" for t in kept) or not number_format:
        return _general(number)
    if any(_DATE.match(t) for t in kept):
        return Displayed(_date(value, kept, since_1904), None)
    if _FRACTION.search(section):
        return _general(number)
    shown = _number(abs(number), kept)
    if number < 0 and (signed or (_COLOUR.search(section) and not _NEGATIVE_SIGNS.search(shown.text))):
        text = shown.text.strip()
        return Displayed(f"-{text}" if shown.value else text, shown.value and -shown.value)
    return Displayed(shown.text.strip(), -shown.value if number < 0 and shown.value is not None else shown.value)


@lru_cache(_FORMATS)
def _tokens(section: str) -> list[str]:
    """The pieces of a part of a format, its conditions and colours left out."""
    tokens = _TOKEN.findall(_CONDITION.sub("", section))
    return [
        t
        for t in tokens
        if not (t.startswith("[") and not t.startswith("[$") and not re.fullmatch(r"\[[hms]+\]", t, re.IGNORECASE))
    ]


def _section(number: Decimal, number_format: str) -> tuple[str, bool]:
    """The part of the format for this number, and whether its sign is still to be written."""
    sections = _split(number_format)
    for section in sections[:2]:
        condition = _CONDITION.search(section)
        if condition and _meets(number, condition[1], Decimal(condition[2])):
            return section, number < 0
    if any(_CONDITION.search(section) for section in sections[:2]):
        return sections[-1] if len(sections) > 1 else "General", number < 0
    if number < 0 and len(sections) > 1:
        return sections[1], False
    if number == 0 and len(sections) > 2:
        return sections[2], False
    return sections[0], number < 0


@lru_cache(_FORMATS)
def _split(number_format: str) -> list[str]:
    sections = [""]
    for piece in _TOKEN.findall(number_format):
        if piece == ";":
            sections.append("")
        else:
            sections[-1] += piece
    return sections


def _meets(number: Decimal, sign: str, limit: Decimal) -> bool:
    return {
        "<": number < limit,
        "<=": number <= limit,
        ">": number > limit,
        ">=": number >= limit,
        "=": number == limit,
        "<>": number != limit,
    }[sign]


def _general(number: Decimal) -> Displayed:
    """As many digits as a cell without a format shows; whole numbers whole."""
    whole = len(str(abs(int(number))))
    places = max(0, _GENERAL_DIGITS - 1 - whole)
    shown = (
        number if number == number.to_integral_value() else number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    )
    text = f"{shown:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return Displayed("0" if text in ("", "-0") else text, shown)


def _number(number: Decimal, tokens: list[str]) -> Displayed:
    """The digits of a number that is not negative put where the format has places for them, its other characters around
    them.
    """
    digits = [i for i, t in enumerate(tokens) if re.fullmatch(r"[0#?]+", t)]
    if not digits:
        return Displayed("".join(_literal(t) for t in tokens), None)
    first, last = digits[0], digits[-1]
    body = tokens[first : last + 1]
    point = body.index(".") if "." in body else len(body)
    scaled = last + 1
    while scaled < len(tokens) and tokens[scaled] == ",":
        scaled += 1
    thousands = scaled - last - 1
    percent = sum(_literal(t).count("%") for t in tokens if not t.startswith('"'))
    power = next((t for t in tokens if re.fullmatch(r"[Ee][+-]0+", t)), None)
    if power is not None or any(t not in (".", ",") and not re.fullmatch(r"[0#?]+", t) for t in body):
        return _general(number)
    places = "".join(body[point + 1 :]).replace(",", "")
    whole = "".join(body[:point])
    raised = number.scaleb(2 * percent - 3 * thousands)
    shown = raised.quantize(Decimal(1).scaleb(-len(places)), ROUND_HALF_UP)
    integer, _, fraction = f"{shown:f}".partition(".")
    least = len(places.rstrip("#?"))
    fraction = fraction[:least] + fraction[least:].rstrip("0")
    integer = integer.lstrip("0").rjust(whole.count("0"), "0")
    text = f"{int(integer or 0):,}".rjust(len(integer), "0") if "," in whole and integer else integer
    text += f".{fraction}" if fraction else ""
    around = "".join(_literal(t) for t in tokens[:first]), "".join(_literal(t) for t in tokens[scaled:])
    return Displayed(f"{around[0]}{text}{around[1]}", shown.scaleb(3 * thousands - 2 * percent))


def _literal(token: str) -> str:
    """What a character of a format writes: quoted and escaped ones themselves, room for a character a space, fillers
    nothing.
    """
    if token.startswith('"'):
        return token.strip('"')
    if token.startswith("\\"):
        return token[1:]
    if token.startswith("_"):
        return " "
    if token.startswith("*") or token in ("@", ","):
        return ""
    if token.startswith("[$"):
        return token[2:-1].partition("-")[0]
    return "" if token.startswith("[") else token


def _date(value: float, tokens: list[str], since_1904: bool) -> str:
    moment = (_EPOCH_1904 if since_1904 else _EPOCH) + timedelta(seconds=round(value * 86400))
    text = ""
    for at, token in enumerate(tokens):
        kind = token.lower()
        if kind[0] == "m" and _DATE.match(kind):
            minutes = any(t.lower()[0] == "h" for t in tokens[max(0, at - 2) : at]) or any(
                t.lower()[0] == "s" for t in tokens[at + 1 : at + 3]
            )
            number = moment.minute if minutes else moment.month
            text += f"{number:0{min(len(kind), 2)}d}"
        elif _DATE.match(kind):
            number = {"y": moment.year, "d": moment.day, "h": moment.hour, "s": moment.second}[kind[0]]
            text += f"{number % 100:02d}" if kind == "yy" else f"{number:0{min(len(kind), 2)}d}"
        else:
            text += _literal(token)
    return text.strip()
