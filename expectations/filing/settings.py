"""Thresholds of the rules and gates: unit, reason, and where each was measured."""

from __future__ import annotations

LOOSE_ROWS = 3
"""Lines outside every table that are mostly figures, from which on a table was printed and not read.
Measured on 28 narratives without tables: none has one."""
LOOSE_FIGURES = 3
"""Figures of such a line at least: fewer stand in the labels of charts too."""
LISTED_IN_A_ROW = 3
"""Numbered titles of tables one after the other that are contents without the heading 目录. Bodies of filings print a
table between any two.
"""
SAME_TITLE = 0.6
"""Share of characters in common (difflib's ratio) from which titles with the same printed number are one table's.
Measured on 24 filings that number their tables: the listed and printed wordings of one table share 0.72 or more."""
CAPTION_LINES = 3
"""Lines over a table that its title may be broken over."""
HEADING_LENGTH = 60
"""Characters of a line that may be a heading; a longer one is running text. The longest heading of a chapter seen has
34.
"""
CHAPTERS_AT_MOST = 20
"""Chapters that a filing may have; a higher number is a misread one. 110 filings have four to seven."""

BOX_CHARACTERS = 20
"""Characters of box drawing in one line of text that make it a table: a frame around a heading has fewer, a table of
two columns and rows more.
"""
TRADITIONAL_WORDS, TRADITIONAL_SHARE = 5, 0.5
"""Words of budgets in traditional characters from which on, and their share of all such words, a filing is written in
them. None of 119 filings has one.
"""

DOUBTED_TOGETHER = 6
"""Figures of a broken relation, the total among them, that are all held where none can be told to be the wrong one. Of
more than these each is right five times out of six at least: the total alone is held. Over 110 filings nine of ten
accusations without a suspect have fewer, and the others a dozen to 264."""
HELD_AT_LEAST, HELD_SHARE = 20, 0.05
"""Held facts, and their share of all, from which on the reading of the whole filing is not trusted."""
