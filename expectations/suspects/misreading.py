"""How a figure can have become another one: a digit read or typed wrong, two transposed, a sign, a unit, a shifted
column, a pasted total.

Which figure is wrong is left to `expectations.suspects.suspects`; this only says how likely one change is, and what it
is called."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from fiscal.model.amounts import decimal_places, normal, parse_amount

_TEN_THOUSAND = Decimal(10_000)
_TELLING = 100
"""Units of last place that an amount has at least to be known again after rounding: another one of three digits looks
the same once in a hundred times.
"""


@dataclass(frozen=True, slots=True)
class Misreading:
    """A kind of slip in both languages; the lower `rank`, the likelier."""

    code: str
    zh: str
    en: str
    rank: int


ALTERNATIVE = Misreading("alternative", "另一种读法即此数", "another reader read this value", 0)
SAME_DIGITS = Misreading("same_digits", "与其他位置不同", "differs from the other places", 1)
TRANSPOSED = Misreading("transposed", "相邻数字颠倒", "two digits are transposed", 1)
SIGN = Misreading("sign", "正负号有误", "the sign is wrong", 1)
MINUS_LOST = Misreading("sign", SIGN.zh, SIGN.en, 3)
DIRECTION_WORD = Misreading("direction", "增减方向词有误", "the word for the direction is wrong", 1)
UNIT = Misreading("unit", "单位误差一万倍", "the unit is off by 10,000", 1)
UNIT_UNLIKELY = Misreading("unit", UNIT.zh, UNIT.en, 2)
MISREAD = Misreading("misread", "一位数字有误", "one digit is wrong", 2)
SHIFTED = Misreading("shifted", "数字错列", "the figure stands in the wrong column", 2)
POINT = Misreading("point", "小数点移位", "the decimal point has moved", 3)
DROPPED = Misreading("dropped", "多写或漏写一位数字", "a digit is missing or too many", 3)
PASTED = Misreading("pasted", "误填合计数", "a whole total was pasted", 4)
ANOTHER_YEAR = Misreading("another_year", "误填其他年度的数", "the figure of another year was filled in", 4)
OTHER = Misreading("other", "数字有误", "the figure is wrong", 6)
TURNED = Misreading("other", OTHER.zh, OTHER.en, 7)
"""What would be below zero where no slip of a sign explains it."""


def kind_of(reported: Decimal, proposed: Decimal, places: int) -> Misreading:
    """What slip turns `proposed` into `reported`; both in the printed unit, `places` digits after the point. A minus
    too many is likelier than one that is lost.
    """
    if proposed == -reported and proposed:
        return SIGN if proposed > 0 else MINUS_LOST
    if (
        proposed
        and reported
        and (proposed == in_ten_thousands(reported, places) or reported == in_ten_thousands(proposed, places))
    ):
        return UNIT
    old, new = _digits(reported, places), _digits(proposed, places)
    if (reported < 0) != (proposed < 0) or new is None or old is None:
        return OTHER
    width = max(len(old), len(new))
    a, b = old.zfill(width), new.zfill(width)
    differing = [i for i in range(width) if a[i] != b[i]]
    if len(differing) == 1:
        return MISREAD
    if len(differing) == 2:
        i, j = differing
        if j == i + 1 and a[i] == b[j] and a[j] == b[i]:
            return TRANSPOSED
    if _moved_point(old, new):
        return POINT
    return DROPPED if abs(len(old) - len(new)) == 1 and _one_dropped(old, new) else OTHER


def variants(reported_value: Decimal, places: int) -> Iterator[Decimal]:
    """The values that one digit, a transposition, the sign or the unit would turn the printed one into."""
    digits = _digits(reported_value, places)
    if digits is None:
        return
    sign = -1 if reported_value < 0 else 1
    for i, digit in enumerate(digits):
        for other in "0123456789":
            if other != digit:
                yield sign * Decimal(digits[:i] + other + digits[i + 1 :]).scaleb(-places)
        if i + 1 < len(digits) and digit != digits[i + 1]:
            yield sign * Decimal(digits[:i] + digits[i + 1] + digit + digits[i + 2 :]).scaleb(-places)
    if reported_value:
        yield -reported_value
        yield reported_value * _TEN_THOUSAND
        if small := in_ten_thousands(reported_value, places):
            yield small


def in_ten_thousands(value: Decimal, places: int) -> Decimal:
    """A value in 元 as it is printed in 万元 with so many digits after the point; 0 where so little of it would be left
    that any value would do.
    """
    exact = value / _TEN_THOUSAND
    printed = exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    return printed if printed == exact or abs(printed).scaleb(places) >= _TELLING else Decimal(0)


def printed_like(value: Decimal, texts: Iterable[str]) -> str:
    """A proposed value as its table prints figures: the places and grouping commas that most of `texts` have, and no
    digit lost.
    """
    plain = [normal(t) for t in texts if parse_amount(t) is not None]
    places = Counter(decimal_places(t) for t in plain).most_common(1)
    shown = max(places[0][0] if places else 0, -int(value.normalize().as_tuple().exponent), 0)
    long = ["," in t for t in plain if len(t.partition(".")[0].lstrip("-(").replace(",", "")) > 3]
    text = f"{value:,.{shown}f}" if sum(long) * 2 >= len(long) else f"{value:.{shown}f}"
    return text if value else text.lstrip("-")


def _digits(value: Decimal, places: int) -> str | None:
    scaled = abs(value).scaleb(places)
    return str(int(scaled)) if scaled == scaled.to_integral_value() else None


def _one_dropped(a: str, b: str) -> bool:
    longer, shorter = (a, b) if len(a) > len(b) else (b, a)
    return any(longer[:i] + longer[i + 1 :] == shorter for i in range(len(longer)))


def _moved_point(a: str, b: str) -> bool:
    return a.rstrip("0") == b.rstrip("0")
