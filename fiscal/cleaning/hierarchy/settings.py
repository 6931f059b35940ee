"""Every threshold of the search for sums, with its unit, its reason and where it was measured.

Evidence is counted in bits: a sum that a column bears out is worth the binary logarithm of the amount in units of its
last place, since that is how unlikely it is by chance. Chosen on the even-numbered tables of the public set of
annotated sums (`make bench-aggregations`); the odd-numbered ones were looked at too, so neither half is unseen."""

MIN_BITS = 10.0
"""Bits: the least evidence for a sum of adjacent lines. 6 to 16 change F1 by less than 0.005."""
MIN_BITS_APART = 15.0
"""Bits: the same where lines stand between a whole and its parts; it pays for the choice of how many."""
MIN_BITS_BESIDE = 40.0
"""Bits: the same for a whole between its two parts (a difference printed behind): any three neighbours are tried."""
MIN_BITS_CROSSED = 25.0
"""Bits: the same for lines at a regular distance, which come in many distances."""
CONTRADICTION_BITS = 10.0
"""Bits that one contradicting column takes away: as many as one column of amounts of four figures gives."""
CROSSED_CONTRADICTION_BITS = 30.0
"""The same for lines at a regular distance: with 10, two in five of them were chance."""
MOST_CONTRADICTED = 0.3
"""Share of contradicting columns among those that say anything; above it a relation is none. 0.15 loses 4 points of
recall, 0.5 wins none.
"""
ROUNDED_BITS = 3.0
"""Bits that a sum within rounding is worth less than an exact one, beside the width of what rounding allows."""
USUAL_SIDE_BITS = 2.0
"""Bits that a sum is worth more where its parts stand on the side of the whole on which most of the table's do: rows
that repeat add up to the total before them and to the one behind. 2 to 5 are alike."""
REPEATED_WEIGHT = 0.2
"""What an amount of a line counts again: equal columns are not two witnesses."""
MOST_BITS = 30.0
"""Bits that one column gives at most, however large its amount."""
MOST_ROUNDING = 5
"""Units of last place by which a sum of many rounded parts may be off; the halves of twenty parts never all fall on one
side.
"""
MOST_GAP = 3
"""Lines that may stand between a whole and its parts (percentages, remarks in figures)."""
MOST_PARTS = 400
"""Lines that a whole is sought in; the largest annotated sum has 307."""
MOST_DISTANCE = 12
"""Lines from one part to the next among lines at a regular distance: months."""
MOST_OFFSET = 6
"""Lines from a whole to the first of its parts at a regular distance, where that is not the distance itself."""
LARGEST_CROSSED = 300
"""Lines of a table in which sums a few lines apart and at regular distances are sought: above it they cost seconds and
were found nowhere.
"""
MIN_BITS_PAIR = 60.0
"""Bits: the least evidence for two lines anywhere: thousands of pairs are tried."""
PAIR_BORNE = 8
"""Cross lines that must bear such a pair out."""
MOST_PAIRS = 1
"""Pairs that may explain one whole, at most: in a table where every line follows from any other two, none is a sum."""
LARGEST_PAIRED = 60
"""Lines of a table in which pairs anywhere are tried: their count grows with the square."""
COARSE_UNITS = (1000, 500, 100, 50, 10, 5)
"""Units of last place of amounts that are all multiples of them: statistics rounded to 5, budgets in whole
thousands.
"""
COARSE_FROM = 12
"""Amounts that must all be multiples before a coarse unit is believed: one in five is a multiple of 5 by chance."""
BORNE_OUT = 10
"""Columns that bear a sum out for each one that contradicts it, for it to stand against what labels suggest."""
SUSPECT = 4
"""Columns that must bear out what labels suggest for each one that contradicts it; below it another sum is sought.
A wrong figure stands in two columns at most, its own and the total."""
