"""When figures of prose and tables are surely one fact: every threshold, with its unit, its reason, and where it was measured.

Measured on 44 differences between prose and tables of 110 filings of nine places that a person looked at on the page.
"""

from __future__ import annotations

from decimal import Decimal

NEAR = Decimal("0.01")
"""Share of the larger figure by which two reports of one fact differ at most to be taken for one without a further sign. All eleven that were as near were errors."""

TOLD_APART = 3
"""Digits that one of the figures has, at least, before being alike but for one digit says anything: 3 and 7 are any two counts."""

LIKELY_SLIP = 3
"""The highest rank of a slip (`Misreading.rank`) that makes two figures one fact: a digit, a transposition, the sign, the unit, the point, a digit too many."""

KNOWN_AGAIN = 4
"""Digits of an amount, at least, by which it is known to be the one of another cell. Of nine such differences eight were of another scope."""

SENTENCES_AFTER = 2
"""Sentences behind a figure of the prose, at most, in which it may say what it consists of."""
