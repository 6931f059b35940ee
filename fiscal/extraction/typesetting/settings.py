"""Every measure of laying files out on pages, with its unit and reason. Chosen, not measured: nothing that is read
depends on them but that lines stay apart.
"""

from __future__ import annotations

from typing import Final

A4: Final = (595.0, 842.0)
"""Points of a page that nothing makes wider or longer."""
MARGIN: Final = 0.1
"""Share of a page's width that stays free on either side."""
HEAD: Final = 72.0
"""Points that stay free at the head and the foot of a page."""
LONGEST_PAGE: Final = 6000.0
"""Points of a page's height; a PDF's pages may have 14,400, and a page is drawn as one picture."""
LEADING: Final = 1.5
"""From one line of a paragraph to the next, in sizes of its text."""
PARAGRAPH_GAP: Final = 2.5
"""From a paragraph to the next, in sizes: wider than the lines of any one paragraph are apart."""
TITLE_GAP: Final = 0.8
"""From a centred paragraph to the next centred one, in sizes: a title may be set as several."""
TITLE_ROOM: Final = 7.0
"""Characters of a page's width that stay free beside a title, on both sides together."""
LONGEST_TITLE: Final = 80
"""Characters up to which a centred paragraph is taken for a title and stands on one line."""
INDENT: Final = 2.0
"""Characters by which a paragraph's first line is indented."""
PADDING: Final = 4.0
"""Points between a cell's text and its sides."""
NARROWEST: Final = 3.0
"""Characters that a column has room for at least."""
BEHIND_INDENTED: Final = 1.0
"""Characters that stay free behind an indented text: one that ends at its cell's side would be seen as set to the
right.
"""
WIDEST: Final = 18.0
"""Characters past which a column that is as wide as its texts has them wrapped."""
WIDEST_GIVEN: Final = 420.0
"""Points past which a column is no wider, whatever its file says."""
CAPTION_BLOCKS: Final = 4
"""So many paragraphs before a table may be its caption and stay on its page."""
ENDS_EARLY: Final = 0.8
"""Share of a line's room up to which a paragraph's last line is seen to be its last."""
RULER: Final = 7.0
"""Points of the names of sheet, rows and columns beside the cells."""
