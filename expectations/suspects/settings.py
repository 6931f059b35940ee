"""When violations are taken for one mistake: every threshold, with its unit, its reason, and where it was measured."""

from __future__ import annotations

SAME_BY_CHANCE = 0.1
"""The highest probability that a difference returns by chance (differences of the filing × 10^(1 − digits), and × its
share that rounding leaves open) at which it is one mistake: 50.60 in eight relations of one filing, 90.57 in eight of
another. Nothing is hidden where it is wrong: two errors are shown as one and what follows from it."""

DIGITS_OF_ONE_AMOUNT = 4
"""Digits of an amount, at least, by which it is known again on another row of another table."""

ROWS_OF_ONE_MISTAKE = 3
"""Rows in which the same columns do not add up, at least, that are one mistake: slips in one or two have each a row."""

MOST_TOTALS = 12
"""Totals that are made from one wrong figure at most: more than a hierarchy has levels and columns of subtotals."""
