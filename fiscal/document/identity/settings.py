"""Thresholds of telling whose filing it is: unit, reason, and where each was measured."""

from __future__ import annotations

CLOSE = 0.7
"""Weight of the runner-up, as a share of the first's, from which an identity is not sure. Measured on 119 filings with
one publisher and one year each: at most 0.67 for a year (forms left in from the year before), 0.37 for a publisher."""
REPEATED = 10.0
"""Times that votes of one weight count for a value at most, so that a long file does not outvote its cover."""
NAMES_KEPT = 4096
"""Names whose form for comparison is kept, so that it is made once a filing. Chosen, not measured."""
LONGEST_TITLE = 80
"""Characters of a line that may be a title."""
TITLE_LINES = 4
"""Lines from the top of a page among which the title of a filing stands, and over which it may be broken."""
DIVIDER = 30
"""Characters up to which a page without tables divides chapters: 第二部分 农林水. Chosen, not measured."""
IN_COMMON = 2
"""Tables that a chapter of a compilation has in common with another one, at least, or all that it has: what one body
publishes the others publish too.
"""
