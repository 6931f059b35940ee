"""What ink on a page picture is: dots that belong to text and dirt, rules and strokes of characters that stand in line
with them.
"""

from __future__ import annotations

import numpy as np
import pytest

from fiscal.extraction.grids.components import lattices
from fiscal.extraction.ocr.printed_lines import without_dirt
from fiscal.extraction.scans.scan_rules import find_rules

pytestmark = pytest.mark.unit

USUAL = 25
DPI = 144.0
POINT = 2


def _text_with(*dots: tuple[int, int]) -> np.ndarray:
    """The ink of a character and of dots four pixels wide, each at (left, top)."""
    ink = np.zeros((60, 120), bool)
    ink[18:43, 20:45] = True
    for left, top in dots:
        ink[top : top + 4, left : left + 4] = True
    return ink


def test_the_two_dots_of_a_colon_of_full_width_are_no_dirt() -> None:
    ink = _text_with((62, 30), (62, 38))
    assert (without_dirt(ink, USUAL) == ink).all()


def test_a_dot_alone_so_far_from_the_text_is_dirt() -> None:
    assert (without_dirt(_text_with((62, 38)), USUAL) == _text_with()).all()


def test_two_dots_far_from_any_text_are_dirt() -> None:
    assert (without_dirt(_text_with((90, 30), (90, 38)), USUAL) == _text_with()).all()


def test_a_characters_stroke_in_line_with_a_rule_below_parts_no_cell() -> None:
    ink = np.zeros((240 * POINT, 260 * POINT), bool)
    for y in (20, 38, 120, 200):
        ink[y * POINT : y * POINT + 2, 20 * POINT : 240 * POINT + 2] = True
    for x in (20, 240):
        ink[20 * POINT : 200 * POINT, x * POINT : x * POINT + 2] = True
    ink[38 * POINT : 200 * POINT, 130 * POINT : 130 * POINT + 2] = True
    ink[25 * POINT : 35 * POINT, 130 * POINT : 130 * POINT + 2] = True  # ends three points above the rule
    for y in (25, 28, 31):
        ink[y * POINT : y * POINT + 2, 131 * POINT : 137 * POINT] = True
    (table,) = lattices(find_rules(ink, DPI, np.where(ink, 0, 255).astype(np.uint8)).rules)
    assert [(s.row, s.col, s.colspan) for s in table.spans] == [(0, 0, 2), (1, 0, 1), (1, 1, 1), (2, 0, 1), (2, 1, 1)]
