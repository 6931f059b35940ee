"""When figures of prose and tables are surely one fact: every threshold, with its unit, its reason, and where it was
measured.

Chosen while looking at what prose and tables of 110 filings of nine places say differently, page by page; the labels of
what was looked at are in `benchmarks/labels`. They have not been tried on filings of other places."""

from __future__ import annotations

from decimal import Decimal

NEAR = Decimal("0.01")
"""Share of the larger figure by which two reports of one fact differ at most to be taken for one without a further
sign. What was as near, of those looked at, was an error of the publisher."""

TOLD_APART = 3
"""Digits that one of the figures has, at least, before being alike but for one digit says anything: 3 and 7 are any two
counts.
"""

LIKELY_SLIP = 3
"""The highest rank of a slip (`Misreading.rank`) that makes two figures one fact: a digit, a transposition, the sign,
the unit, the point, a digit too many.
"""

KNOWN_AGAIN = 4
"""Digits of an amount, at least, by which it is known to be the one of another cell.
What was so known, of those looked at, was nearly always a figure of another scope."""

SENTENCES_AFTER = 2
"""Sentences behind a figure of the prose, at most, in which it may say what it consists of."""
