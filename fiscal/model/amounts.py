"""Printed amounts as exact decimals, units, and the closed rounding interval of a reported value.

Money never passes through a float. Which unit a table has, and how precise it is, is left to `fiscal.cleaning`.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal

YUAN_PER_UNIT: dict[str, Decimal] = {
    "元": Decimal(1),
    "百元": Decimal(100),
    "千元": Decimal(1_000),
    "万元": Decimal(10_000),
    "十万元": Decimal(100_000),
    "百万元": Decimal(1_000_000),
    "千万元": Decimal(10_000_000),
    "亿元": Decimal(100_000_000),
}
_SCALES = "(?:亿|千万|百万|十万|万|千|百)?"
YUAN = rf"(?<![美港欧日澳加]){_SCALES}元"
"""Pattern of a unit of yuan."""
OTHER_MONEY = rf"{_SCALES}(?:[美港欧日澳加]元|港币|英镑)"
"""Pattern of a unit of other money, which is never added to yuan."""
DIRECTION = "增减方向"
"""The unit of findings that compare the words of a change: 1 up, 0 flat, -1 down; their numbers are not for reading."""

_OF_DIFFERENCES = {"%": {"zh": "个百分点", "en": " percentage points"}}
"""Units whose differences have a unit of their own."""

NOT_APPLICABLE = frozenset({"/", "不适用", "无", "暂无", "待定", "见附表", "详见附表"})
"""What is printed in the place of an amount where there is none."""
_DASH = "-—–－−─―‐‑﹣"
_DASHES = frozenset(_DASH)
_MINUS = _DASH + "负負△▲"
"""What stands before a negative amount: a dash, 负, or the triangles of accounting."""
_NUMBER = re.compile(
    rf"(?P<sign>[{_MINUS}+]?)¥?(?P<inner>[{_DASH}]?)(?:(?P<whole>\d{{1,3}}(?:,\d{{3}})+|\d+)(?:\.(?P<places>\d*))?|\.(?P<only>\d+))(?P<percent>%?)(?P<behind>(?<=\.\d\d)[{_DASH}])?"
)
_FIRST_NUMBER = re.compile(r"\d+(?:\.(?P<places>\d*))?|\.(?P<only>\d+)")
_RAISED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳⓪¹²³⁰⁴⁵⁶⁷⁸⁹"
"""Numerals of footnotes, which are digits like any other once a text is `normal`."""
_NOTE_MARKS = _RAISED + "*※★☆†‡ \u3000"
_OF_AMOUNTS = frozenset("0123456789,.、。·•;:'oOQlI|*#△▲()[]¥$%°约近超余多+_~" + _DASH)
_MEANT_OTHERWISE = re.compile(
    rf"[≥≤<>=±].*|[\d.]+%?(?:[{_DASH}/:][\d.]+%?){{1,2}}|[(\[]\d+[)\]]\d*|\d+、|\d{{4}}[-/.年]\d{{1,2}}[-/.月]\d{{1,2}}日?(?:\d{{1,2}}:\d\d(?::\d\d)?)?"
)
_LONG, _MOST_STRANGE = 3, 2
"""Digits that a text with a point or a comma has at least to be meant as an amount in spite of characters that no
amount has, and the most of these.
"""
_MIDDLE_DOT = re.compile(r"(?<=\d)[·•・‧∙⋅](?=\d{1,4}[^\d]?$)")
"""A dot at middle height before the decimals, as some fonts and converters print the point."""
_ERROR_VALUE = re.compile(r"#(?:REF!|N/A|VALUE!|DIV/0!|NAME\??|NUM!|NULL!|SPILL!|CALC!)|#{3,}|Err:\d{3}", re.IGNORECASE)
_NAMED_NOTE = re.compile(r"[(（\[](?:附注|注)\d{0,2}[)）\]]$")


def normal(text: str) -> str:
    """NFKC, no white space: how printed texts are compared."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def value_state(text: str) -> str:
    """`number`, `zero`, `blank`, `dash` or `text`, for a cell's text as printed."""
    plain = normal(text)
    if not plain:
        return "blank"
    if all(c in _DASHES for c in plain.removeprefix("¥") or "¥"):
        return "dash"
    value = parse_amount(text)
    if value is None:
        return "text"
    return "zero" if value == 0 else "number"


def parse_amount(text: str) -> Decimal | None:
    """The exact value of a printed number; None where it is not one.

    Allowed: grouping commas, signs (a dash, 负, △ or ▲ before digits is a minus, a dash behind two decimals too),
    accounting parentheses, a trailing %, the sign of the yuan before it, nothing before or after the point (`.5`,
    `12.`), a point at middle height (`12·50`), and marks of a footnote after it (`20.74*`, `20.74①`, `20.74（注1）`).
    """
    bare = without_note_marks(text)
    if any(c in _RAISED for c in bare):
        return None
    plain = _MIDDLE_DOT.sub(".", normal(bare))
    plain = plain.removeprefix("¥") if plain[1:2] == "(" else plain
    negative = len(plain) > 2 and plain[0] == "(" and plain[-1] == ")"
    match = _NUMBER.fullmatch(plain[1:-1] if negative else plain)
    if match is None or sum(map(bool, (match["sign"], match["inner"], match["behind"], negative))) > 1:
        return None
    places = match["only"] or match["places"]
    value = Decimal((match["whole"] or "0").replace(",", "") + ("." + places if places else ""))
    return -value if negative or match["inner"] or match["behind"] or match["sign"] not in ("", "+") else value


def is_error_value(text: str) -> bool:
    """Whether a cell shows that a spreadsheet had no value to show: `#REF!`, `#DIV/0!`, `########`."""
    return _ERROR_VALUE.fullmatch(normal(text)) is not None


def is_malformed(text: str) -> bool:
    """Whether a text is meant to be an amount and is none: figures wrongly grouped, with two points, letters for
    digits, marks or a character or two that say nothing.

    Ranges, dates, ratios and what is compared with (`≥95`) are meant otherwise.
    """
    plain = normal(text)
    digits = sum(c.isdigit() for c in plain)
    if not digits or digits * 2 < len(plain) or _MEANT_OTHERWISE.fullmatch(plain):
        return False
    strange = sum(c not in _OF_AMOUNTS for c in plain)
    if strange > _MOST_STRANGE or (strange and (digits < _LONG or not ("." in plain or "," in plain))):
        return False
    return parse_amount(text) is None


def without_note_marks(text: str) -> str:
    """A printed number without the marks of footnotes after it; other texts as they are."""
    bare = text.strip()
    cut = bare.rstrip(_NOTE_MARKS) if bare[-1:] in _NOTE_MARKS else _NAMED_NOTE.sub("", bare)
    return cut if cut[-1:] and cut[-1] in "0123456789０１２３４５６７８９.．%％)）" else bare


def decimal_places(text: str) -> int:
    """Digits after the point of the first number printed, 0 where it has none."""
    match = _FIRST_NUMBER.search(_MIDDLE_DOT.sub(".", normal(without_note_marks(text))).replace(",", ""))
    return len(match["only"] or match["places"] or "") if match else 0


def printed_place(text: str) -> Decimal:
    """The unit of last place of the first number printed, in its own unit: 1, 0.1, 0.01 …"""
    return Decimal(1).scaleb(-decimal_places(text))


def unit_of_difference(unit: str | None, lang: str) -> str:
    """The unit of a difference of two values, `zh` or `en`: percentages differ by percentage points."""
    return _OF_DIFFERENCES.get(unit or "", {}).get(lang, unit or "")


CENT, NATIVE, BOUND = Decimal("0.01"), Decimal("0.000001"), Decimal("0.0001")
"""The finest that datasets hold: of an amount in yuan, of a value in its own unit, of a bound or a precision."""
LARGEST = Decimal(10) ** 17
"""Numbers from here on, in yuan where they are money, are not held: they are identifiers, no amounts."""


def storable(value: Decimal | None, yuan: Decimal | int | None = None) -> Decimal | None:
    """The value where datasets can hold it, in its own unit and, with `yuan` to one unit, in yuan; else None."""
    return value if value is not None and max(abs(value), abs(value) * (yuan or 1)) < LARGEST else None


def kept_precision(precision: Decimal) -> Decimal:
    """A unit of last place as datasets hold it, at least the finest that they can."""
    return max(precision, BOUND).quantize(BOUND, ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class Interval:
    """A closed interval of exact decimals."""

    low: Decimal
    high: Decimal

    @classmethod
    def around(cls, value: Decimal, precision: Decimal) -> Interval:
        """All values that are printed as `value` at unit of last place `precision`."""
        return cls(value - precision / 2, value + precision / 2)

    def kept(self) -> Interval:
        """The interval as datasets hold it: four places, no narrower than it was."""
        return Interval(self.low.quantize(BOUND, ROUND_FLOOR), self.high.quantize(BOUND, ROUND_CEILING))

    def meets(self, other: Interval) -> bool:
        """Whether the two have a value in common."""
        return self.low <= other.high and other.low <= self.high

    def intersection(self, other: Interval) -> Interval | None:
        """The values in both; None where there is none."""
        low, high = max(self.low, other.low), min(self.high, other.high)
        return Interval(low, high) if low <= high else None
