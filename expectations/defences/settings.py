"""How much agreement counts as evidence: every threshold of the defences, with its unit, its reason, and where it was
measured.
"""

from __future__ import annotations

MOST_CHANCE = 1e-3
"""The highest probability that figures agree by chance (figures tried × 10^(1 − digits that agree)) at which their
agreement still explains a difference.

Over planted slips in the clean filings at hand one in a thousand is explained away by it, over 110 filings of nine
places every sampled agreement below it was meant. """

MOST_CHANCE_THROUGHOUT = 0.1
"""The same where a list falls into wholes and their parts without a row left over, and the wholes are the total to the
last digit: round amounts of small bodies (190000 three times over) have few digits that could agree, and no publisher's
slip leaves such an order."""

MOST_LEVELS = 6
"""Levels that one list of a budget table can hold at most: 大类, 单位, 项目, 类, 款, 项."""

ROWS_AFTER = 8
"""Rows after the last one that a total lists, at most, that may belong to it too: the parts of that last one on the
levels that a table can have.
"""

COLUMNS_OF_ROW = 2
"""Amount columns in which a row relation fails, at least, before its structure is doubted: one wrong figure breaks it
in one column only.
"""

ROWS_OF_COLUMN = 3
"""Rows of different amounts in which a column relation fails, at least, before the columns are doubted: two figures in
each other's place break it in one or two.
"""

MANY_ROWS = 8
"""Rows of different amounts in which a column relation fails, at least, before the columns are doubted although more
rows bear it out: slips are fewer.
"""

MANY_ROWS_SHARE = 0.25
"""Share of the rows of a column relation that fail, at least, where many do: rows with one part only bear any relation
out.
"""

LINES_OF_TABLE = 3
"""Relations between rows (columns) of one table that fail in every column (row), at least, before the table is taken to
be misread: one wrong figure breaks two.
"""

CONFLICTS_OF_BLOCKS = 3
"""Different amounts in which two blocks of figures contradict each other, at least, before they are taken to be about
different things.
"""

CONTRADICTED_EVERYWHERE = 5
"""Instances of one rule that fail in a filing, at least, before the rule is taken to be misunderstood there."""

BORNE_OUT_SHARE = 0.2
"""Share of a rule's instances with amounts that may hold where the rule is doubted as a whole."""

SCALES = (1_000, 10_000, 1_000_000, 100_000_000)
"""Ratios of the units that amounts are printed in: 千元, 万元, 百万元, 亿元 to 元. Lines printed at a tenth are no
unit: one publisher's table has seven of them.
"""

DIFFERENT_SHARE = 2
"""How many times as many amounts differ as agree, at least, between blocks that are about different things: a
publisher's slips leave most of a table alike.
"""

TRUNCATED_AT_LEAST = 5
"""Conversions that only cutting off explains, at least, before a publisher is taken to cut off: a rounded figure is cut
off as well half of the time.
"""

ROUNDED_AT_MOST = 0.1
"""Share of the conversions that only rounding explains, among those that tell the two apart, at which a publisher still
cuts off throughout.
"""

COARSE_DIGITS = 5
"""Digits of a figure that is taken to be rounded to its own last place, at least: a short one has lost a zero at its
end, or a person rounded it in error.
"""

CUT_DIGITS = 2
"""Digits that a figure has less than its table, at least, before they may be cut off: one may be a zero left out, one
time in ten; a filing that prints 328,661 beside 279,285.70 has the whole to 万元, its parts to the last digit.
"""

SHARES_TOGETHER = 2
"""Shares of one whole, at least, that are made up to 100 together."""
