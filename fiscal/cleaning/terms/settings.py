"""What the terms of tables are read by, each with its unit, its reason and where it was measured."""

from __future__ import annotations

from decimal import Decimal

LARGEST_COPIED = Decimal(10) ** 15
"""In the printed unit: numbers from here on are identifiers and tell no unit by standing in two tables."""
FRACTIONS_AT_LEAST = 20
"""Figures with decimals from which on a table shows what its place is."""
OWN_PLACE_AT_MOST = 1
"""Figures finer than all others of such a table that are finer by themselves: a slip of the unit (0.068818 among
hundredths), not the place of the table. Of 740 tables of published filings with more than one place, 0 have one such
figure, 1 has two, which are equal.
"""
