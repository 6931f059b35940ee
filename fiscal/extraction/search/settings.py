"""What the search for a page's explanation weighs and where it stops: every weight and threshold with its unit, its
reason and where it was measured.

Weights are costs: an explanation's cost is the sum over its charges of weight times count. What is charged is told by
`scoring`. Measured on 4,902 pages of published filings (first reader alone): there the drawn rules cost nothing on
4,888 pages, and on the other 14 stands a chart."""

from __future__ import annotations

from enum import StrEnum


class Term(StrEnum):
    """What can speak against an explanation of a page."""

    NUMBER_NOT_CONSERVED = "number not conserved"
    ROWS_UNPARTED = "rows that nothing parts"
    COLUMNS_IMPLAUSIBLE = "implausible columns"
    CHART = "chart taken for something else"
    TABLE_UNREAD = "rows of figures that are in no table"
    FIGURE_OUTSIDE = "figure outside every cell"
    AMOUNTS_STACKED = "several amounts in a cell"
    WALL_UNDRAWN = "wall that nothing draws"


WEIGHTS: dict[Term, float] = {
    # A number torn apart or lost is the worst that a reader can do within a table: nothing that merely looks odd
    # outweighs one.
    Term.NUMBER_NOT_CONSERVED: 10.0,
    # Rows glued together are as bad, once for a grid: each cell concerned is charged as stacked as well.
    Term.ROWS_UNPARTED: 10.0,
    # A sign that columns were parted wrongly: less than a lost number, as the figures are all there and the page is
    # doubted.
    Term.COLUMNS_IMPLAUSIBLE: 4.0,
    # A scale or a legend shows a chart: neither its bars nor its names are cells or sentences, whatever else that costs
    # (15 pages, none of a table among them).
    Term.CHART: 100.0,
    # Rows of figures under each other are a table: to leave it unread is worse than any signs that its columns were
    # parted wrongly, which are told as a doubt.
    Term.TABLE_UNREAD: 40.0,
    # Among tables read in part the one that holds more of the figures.
    Term.FIGURE_OUTSIDE: 1.0,
    # Two amounts of money in one cell are two rows or columns as a rule, but forms list indicators so: reason to look
    # for other explanations, not to believe them.
    Term.AMOUNTS_STACKED: 1.5,
    # A cell whose sides nothing draws: breaks ties in favour of what is drawn; 300 such cells, a full page, cost about
    # as much as one lost number.
    Term.WALL_UNDRAWN: 0.03,
}

DOUBTED = frozenset({Term.NUMBER_NOT_CONSERVED, Term.ROWS_UNPARTED, Term.COLUMNS_IMPLAUSIBLE, Term.CHART})
"""The terms that leave a doubt on the page where they are charged to its best explanation: the others are oddities that
right pages have too.
"""

STACKED = 2
"""Amounts of money on lines of their own that make a cell suspect of holding several rows."""
MOST_LAYOUTS = 24
"""Explanations of one page that are laid out at most, each at about the cost of the first. Chosen, not measured."""
