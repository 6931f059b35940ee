"""What the search for a page's explanation weighs and where it stops: every weight and threshold with its unit, its reason and where it was measured.

Weights are costs: an explanation's cost is the sum over its charges of weight times count. What is charged is told by `scoring`.
Measured on 5,024 pages of 124 published filings of ten places (first reader alone), unless said otherwise.
"""

from __future__ import annotations

from enum import StrEnum


class Term(StrEnum):
    """What can speak against an explanation of a page."""

    NUMBER_NOT_CONSERVED = "number not conserved"
    ROWS_UNPARTED = "rows that nothing parts"
    COLUMNS_IMPLAUSIBLE = "implausible columns"
    AXIS = "axis of a chart"
    FIGURE_OUTSIDE = "figure outside every cell"
    TABLE_UNREAD = "rows of figures that are in no table"
    AMOUNTS_STACKED = "several amounts in a cell"
    WALL_UNDRAWN = "wall that nothing draws"
    MOSTLY_BLANK = "mostly blank cells of fills"


WEIGHTS: dict[Term, float] = {
    # A number torn apart or lost is the worst that a reader can do: nothing that merely looks odd outweighs one.
    Term.NUMBER_NOT_CONSERVED: 10.0,
    # Rows glued together are as bad, once for a grid: each cell concerned is charged as stacked as well.
    Term.ROWS_UNPARTED: 10.0,
    # A sign that columns were parted wrongly: a table read so is held, which a table left alone is too.
    Term.COLUMNS_IMPLAUSIBLE: 4.0,
    # The scale of a chart is never a cell's content.
    Term.AXIS: 20.0,
    # Rows of figures under each other are a table that is not read: worse than any signs that its columns were parted wrongly, which are told as a doubt.
    Term.TABLE_UNREAD: 40.0,
    # Among tables read in part the one that holds more of the figures.
    Term.FIGURE_OUTSIDE: 1.0,
    # Two amounts of money under each other in one cell: two rows as a rule, but forms list indicators so.
    Term.AMOUNTS_STACKED: 1.5,
    # A cell whose sides nothing draws: only breaks ties against what is drawn; a page of 300 such cells costs as much as one lost number.
    Term.WALL_UNDRAWN: 0.03,
    # Fewer written cells than half where sides of filled areas part them: the bars of a chart, or shades behind lines of text.
    Term.MOSTLY_BLANK: 3.0,
}

DOUBTED = frozenset({Term.NUMBER_NOT_CONSERVED, Term.ROWS_UNPARTED, Term.COLUMNS_IMPLAUSIBLE, Term.AXIS})
"""The terms that leave a doubt on the page where they are charged to its best explanation: the others are oddities that right pages have too."""

WRITTEN = 0.5
"""Share of a lattice's cells with text up to which sides of filled areas are suspected to be none of cells."""
STACKED = 2
"""Amounts of money on lines of their own that make a cell suspect of holding several rows."""
MOST_LAYOUTS = 24
"""Explanations of one page that are laid out at most: each costs about what the first did."""
