"""Printed amounts as exact decimals, units, and the closed rounding interval of a reported value.

Money never passes through a float. Which unit a table has, and how precise it is, is left to `fiscal.cleaning`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal

YUAN_PER_UNIT: dict[str, Decimal] = {"元": Decimal(1), "千元": Decimal(1_000), "万元": Decimal(10_000), "亿元": Decimal(100_000_000)}
DIRECTION = "增减方向"
"""The unit of findings that compare the words of a change: 1 up, 0 flat, -1 down; their numbers are not for reading."""

_NUMBER = re.compile(r"(?P<sign>[-+−－]?)(?P<whole>\d{1,3}(?:,\d{3})+|\d+)(?:\.(?P<places>\d+))?(?P<percent>%?)")
_DASHES = frozenset("-—–－−─―")


def normal(text: str) -> str:
    """NFKC, no white space: how printed texts are compared."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def value_state(text: str) -> str:
    """`number`, `zero`, `blank`, `dash` or `text`, for a cell's text as printed."""
    plain = normal(text)
    if not plain:
        return "blank"
    if all(c in _DASHES for c in plain):
        return "dash"
    value = parse_amount(plain)
    if value is None:
        return "text"
    return "zero" if value == 0 else "number"


def parse_amount(text: str) -> Decimal | None:
    """The exact value of a printed number, grouping commas, signs, accounting parentheses and a trailing % allowed; None where it is not one."""
    plain = normal(text)
    negative = len(plain) > 2 and plain[0] == "(" and plain[-1] == ")"
    match = _NUMBER.fullmatch(plain[1:-1] if negative else plain)
    if match is None or (negative and match["sign"]):
        return None
    value = Decimal(match["whole"].replace(",", "") + ("." + match["places"] if match["places"] else ""))
    return -value if negative or match["sign"] in ("-", "−") else value


def decimal_places(text: str) -> int:
    """Digits after the point of a printed number, 0 where it has none."""
    match = _NUMBER.search(normal(text))
    return len(match["places"] or "") if match else 0


def finest_place(texts: Iterable[str]) -> Decimal | None:
    """The smallest unit of last place among printed numbers, in their own unit: 1, 0.1, 0.01 …; None where there is no number."""
    places = [decimal_places(t) for t in texts if parse_amount(t) is not None]
    return Decimal(1).scaleb(-max(places)) if places else None


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
