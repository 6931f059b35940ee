"""Amounts of lines (rows or columns of a table) as exact whole numbers of their last place, and what a sum of lines is
worth as evidence.

Which sums are tried is left to `sum_search`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from fiscal.cleaning.hierarchy import settings

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

_LARGEST = 2**53
"""Whole numbers of the last place above this are left out: their sums could leave 64 bits."""


@dataclass(frozen=True)
class AmountMatrix:
    """One row a line, one column a cross line. `values` counts units of last place, 0 where nothing is printed; `bits`
    is what a sum borne out by a cell is worth. `named`: lines without amounts that are lines of their own none the less
    (a column with a head)."""

    values: Ints
    present: Bools
    bits: Floats
    named: frozenset[int] = frozenset()

    @property
    def lines(self) -> int:
        """How many lines there are."""
        return self.values.shape[0]

    def across(self) -> AmountMatrix:
        """The same amounts with rows and columns exchanged."""
        return _matrix(self.values.T.copy(), self.present.T.copy())

    @property
    def filled(self) -> list[int]:
        """The lines that hold an amount."""
        first, last = self._ends()
        return [i for i in range(self.lines) if self.present[i].any() or (i in self.named and first < i < last)]

    def _ends(self) -> tuple[int, int]:
        filled = np.flatnonzero(self.present.any(axis=1))
        return (int(filled[0]), int(filled[-1])) if len(filled) else (0, 0)


@dataclass(frozen=True, slots=True)
class Support:
    """What the cross lines say of one relation: how many bear it out, contradict it, or hold no amount that could; and
    the evidence in bits.
    """

    borne: int
    contradicted: int
    blank: int
    bits: float

    @property
    def counts(self) -> tuple[int, int, int]:
        """Borne out, contradicted, blank."""
        return self.borne, self.contradicted, self.blank


def matrix_of(lines: Sequence[Sequence[Decimal | None]]) -> AmountMatrix:
    """The matrix of exact amounts, None where a cell is blank or not readable."""
    width = max((len(line) for line in lines), default=0)
    exponents = [
        -e for line in lines for v in line if v is not None and isinstance(e := v.normalize().as_tuple().exponent, int)
    ]
    places = max([0, *exponents])
    values = np.zeros((len(lines), width), dtype=np.int64)
    present = np.zeros((len(lines), width), dtype=np.bool_)
    for i, line in enumerate(lines):
        for j, value in enumerate(line):
            if value is None:
                continue
            scaled = int(value.scaleb(places))
            if abs(scaled) < _LARGEST:
                values[i, j], present[i, j] = scaled, True
    return _matrix(values // _unit(values[present]), present)


def _unit(amounts: Ints) -> int:
    nonzero = np.abs(amounts[amounts != 0])
    if len(nonzero) < settings.COARSE_FROM:
        return 1
    return next((u for u in settings.COARSE_UNITS if not (nonzero % u).any()), 1)


def _matrix(values: Ints, present: Bools) -> AmountMatrix:
    bits = np.minimum(np.log2(1.0 + np.abs(values)), settings.MOST_BITS)
    for line, worth in zip(np.abs(values), bits, strict=True):
        first = np.zeros(len(line), dtype=np.bool_)
        first[np.unique(line, return_index=True)[1]] = True
        worth[~first] *= settings.REPEATED_WEIGHT
    return AmountMatrix(values, present, bits)


def rounding(parts: Ints) -> Ints:
    """Units of last place by which a whole may differ from the sum of so many rounded parts."""
    return np.minimum((parts + 1) // 2, settings.MOST_ROUNDING)


@dataclass(frozen=True)
class Evidence:
    """The support of several sets of parts of one whole, one entry a set."""

    bits: Floats
    borne: Ints
    contradicted: Ints


def evidence(
    matrix: AmountMatrix, whole: int, sums: Ints, addends: Ints, parts: Ints, contradiction: float
) -> Evidence:
    """`sums` and `addends` (amounts other than zero) of each set in each cross line; `parts` is how many lines each set
    has.
    """
    target, has = matrix.values[whole], matrix.present[whole]
    allowed = rounding(parts)[:, None]
    residual = np.abs(sums - target)
    borne = (residual <= allowed) & has
    rounded: NDArray[np.float64] = np.log2(2.0 * allowed + 1.0)
    bits_of: NDArray[np.float64] = matrix.bits[whole]
    worth = np.where(residual == 0, bits_of, bits_of - rounded - settings.ROUNDED_BITS)
    worth = np.where(borne & (addends >= 2) & (target != 0), np.maximum(worth, 0.0), 0.0)
    contradicted = (has & ~borne).sum(axis=1)
    bits = worth.sum(axis=1) - contradiction * contradicted - np.log2(np.maximum(parts, 2))
    return Evidence(bits, (worth > 0).sum(axis=1), contradicted)
