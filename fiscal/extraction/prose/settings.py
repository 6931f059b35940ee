"""Every threshold of telling what stands outside the tables, with its unit, its reason and where it was measured."""

from __future__ import annotations

from typing import Final

EDGE_ROWS: Final = 3
"""Rows at each end of a page among which marks are sought: a running head, a line under it, a page number."""
LEAST_REPEATED: Final = 3
"""Pages that a running text or a count needs: two pages may share a line by chance."""
REPEATED_SHARE: Final = 0.25
"""Share of the document's pages on which a running text stands at least; the parts of a compilation have heads of their
own.
"""
MARK_ZONE: Final = 0.1
"""Share of the page's height at each end in which a number alone is a page number though no other pages count with
it.
"""
RUNNING_WIDTH: Final = 0.6
"""Share of the page's width that a running text further in fills at most; the lines of a paragraph fill more."""
MARK_PLACES: Final = 4.0
"""Points by which the place of a running text may differ from page to page."""

AXIS_TICKS: Final = 4
"""Numbers one under the other at even steps that an axis has at least; three are met by chance in a list."""
AXIS_PLACE: Final = 2.0
"""By how many times its size the beginning of an axis's numbers may differ: they are set flush right, 80 under 100."""
AXIS_PITCH: Final = 0.3
"""Share by which the distance of an axis's numbers may differ."""
FIGURE_LINE: Final = 24
"""Characters that a row within a chart has at most."""
FIGURE_NUMBERS: Final = 0.3
"""Share of the rows over a picture's caption that have a figure at least; other short rows are a list."""
