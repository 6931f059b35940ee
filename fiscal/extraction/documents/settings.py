"""Every threshold and weight of putting pages together, with its unit, its reason and where it was measured."""

from __future__ import annotations

from typing import Final

# Columns of two pages
EDGE_TOLERANCE: Final = 3.0
"""Points by which a column's edge may differ from page to page: programs round widths to half points and pixels."""
OCR_EDGE_TOLERANCE: Final = 6.0
"""The same on pictures, at least."""
OCR_EDGE_SHARE: Final = 0.01
"""The same on pictures, as a share of the table's width."""
ORDER_MISFIT: Final = 0.1
"""What it costs, as a share of columns that do not fit, that only the order and role of the columns agree and not their
edges.
"""
FORM_MISFIT: Final = 0.2
"""How much a missing edge counts in a form, whose rows are divided in their own ways."""
OCR_ALIKE: Final = 0.86
"""Least likeness of two rows of a picture page that say the same."""

# Weights of evidence at a page end. Their unit: 1 is a hint, 3 speaks clearly, 9 or more decides alone. Measured on
# fourteen filings with truth and on the page ends of 110 filings of nine places, looked at where the two readings were
# within `DOUBTFUL`.
NO_CAPTION: Final = 3.0
"""Nothing stands over the part; a table of its own mostly has a title."""
NO_TITLE: Final = 1.5
"""Only a unit, a number or a body stands over the part."""
SAME_TITLE: Final = 2.0
"""The table's title is printed again."""
CONTINUED: Final = 9.0
"""续表 is printed over the part."""
SAME_COLUMNS: Final = 1.0
"""The columns are the same, in so far as they are."""
REPEATED_HEAD: Final = 1.0
"""The header is printed again; other tables of the same layout have it too."""
NO_HEAD: Final = 3.0
"""The part begins with rows, without any header."""
LONE_TOTAL: Final = 4.0
"""The part is nothing but a total row."""
PAGE_FULL: Final = 2.0
"""What comes next had no room under the table, and the caption is printed again."""
CARRIED: Final = 9.0
"""The page carries its figures over (过次页), or the new one takes them over (承前页)."""
TOTAL_OPEN: Final = 3.0
"""The total printed over the rows is more than they add up to so far."""
OTHER_TITLE: Final = 12.0
"""The part has a title, and not the table's."""
OTHER_FIELD: Final = 12.0
"""The part has another number, or is another body's."""
PROSE_BETWEEN: Final = 9.0
"""Running text stands between the two."""
LINE_BETWEEN: Final = 6.0
"""A short line stands between the two."""
GRID_BETWEEN: Final = 9.0
"""Another grid stands over the part on its page."""
NOTES: Final = 9.0
"""Notes or signatures closed the table."""
CLOSED: Final = 5.5
"""A grand total closed the table."""
OWN_HEAD: Final = 9.0
"""The part has a header, and not the table's."""
RESTARTS: Final = 12.0
"""The part's first rows say what the table's first rows say, or ask for a form's first field again."""
ROOM_LEFT: Final = 6.0
"""The caption is printed again though there was room under the table."""
HEAD_LOST: Final = 3.0
"""The title is printed again, but not the whole header."""
MISFIT: Final = 9.0
"""No column is the same; a share of that where some are not."""
ROWS_BESIDE: Final = 15.0
"""Row by row the part lies at the heights of the table's rows on an earlier page, as columns do that found no room."""
FRAGMENT: Final = 1.0
"""A table begins with what is none by itself, such as the first row of a form alone at the foot of a page."""
CONTENTS: Final = 12.0
"""The part is a table of contents."""
WIDER: Final = 0.5
"""By how much a further sheet with the same labels is likelier than an unrelated table."""

HEAD_COVERS: Final = 0.6
"""Share of the columns that a header's first row names at least."""
FULL_PAGE: Final = 0.12
"""Share of the page's height that may stay free under a table which the page end cut."""
SHORT_LINE: Final = 20
"""Characters of a line between two parts that may be a mark that was not known as one."""
BEAM: Final = 4
"""Ways of joining the pages so far that are kept."""
MARGIN: Final = 4.0
"""By how much a way of joining may cost more than the best and still be kept: what a later page says of an earlier seam
is a hint, and no more.
"""
DOUBTFUL: Final = 1.5
"""Least difference of two ways of joining that is told from a draw."""

# Weights of evidence that a page end cut a row, in the same unit
ROW_BY_ROW: Final = 5.0
"""Rows end before the page does, in most programs."""
EMPTY_REST: Final = 8.0
"""The new page begins with a blank row too low for a line, or the old one ends with a row lower than any other."""
REST_OF_FIELD: Final = 8.0
"""A form's text goes on beside a blank label."""
TEXT_MOVED: Final = 8.0
"""The whole text of a cell that is hardly ever blank went to the new page."""
LIES_ALIKE: Final = 8.0
"""No border is drawn on either side of the page end, and each cell lies under one, blank or with a text that goes
on.
"""
TEXT_GOES_ON: Final = 3.0
"""No text could have begun on the last line of the cell over it; labels that fill their cells happen to."""
ONLY_SOME_CELLS: Final = 5.0
"""And only some cells have more text, or all and none of them was closed."""
LACKS_ITS_END: Final = 5.0
"""And each is no whole label without it: a bracket, a particle, the ending that all others have."""
SPREAD_LINE: Final = 1.15
"""How many times as wide as its letters a printed line is at most that is not spread over its cell."""
KNOWN_ROWS: Final = 4
"""Rows whose heights show how low a row of a table is at least."""
LOW_ROW: Final = 0.93
"""Share of the lowest row's height that only a cut row falls short of."""
ROW_SLACK: Final = 1.3
"""How many times its height a row may miss on the page before and still not have found room: cells keep their
padding.
"""

# Columns that went to sheets of their own
SAME_HEIGHT: Final = 1.5
"""Points between two rules at one height."""
MANY_ROWS: Final = 6
"""Rows that lie at the same heights where neither titles nor labels tell that it is one table."""
ORDINAL_DIGITS: Final = 2
"""Digits of the number of a column (栏次)."""
TITLE_OVERLAP: Final = 2
"""Characters that two pieces of a cut title share at least."""
SAME_LABELS: Final = 0.9
"""Share of the rows whose labels a further sheet prints again."""

# What is a table
LONG_TEXT: Final = 80
"""Characters past which a closed text is prose and no cell's."""
HEADER_TEXT: Final = 30
"""Characters that each cell of a lone header row has at most."""
LEAST_FLOOR: Final = 0.8
"""Share of the page's height down to which text may run at least, on pages of which none is full."""

# Indents, in half-width spaces where nothing else is said
LEAST_INDENT: Final = 0.8
"""Least indent: a half-width space, but for what fonts take off."""
OCR_INDENT: Final = 1.4
"""The same on pictures, whose boxes begin less evenly."""
CHARACTER_ROOM: Final = 0.5
"""By how much the room that fonts leave before a character differs at most."""
CENTRED_ROOM: Final = 0.6
"""Characters that are free on both sides of a centred text at least."""
CENTRED_SLACK: Final = 1.2
"""Characters by which both sides of a centred text may differ."""
CENTRED_SHARE: Final = 0.1
"""The same as a share of its cell's width."""
