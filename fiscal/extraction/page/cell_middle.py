"""Whether a text stands in the middle of a cell as high as is supposed: programs that leave out borders still set the
text of merged cells there.

Which heights are supposed is left to `hanging_rules`, within a page, and `parted_labels`, at a page end.
"""

from __future__ import annotations

_AWAY = 0.12
"""Share of a cell's height by which the middle of its text may miss its own middle."""
SLACK = 1.5
"""Points by which it may at least, and by which a text may stand out of its cell."""


def off_middle(printed: tuple[float, float], top: float, bottom: float) -> float:
    """How far the middle of a text between two heights is from that of a cell, in parts of what is allowed: up to 1 it
    stands in the middle.
    """
    return abs(sum(printed) - top - bottom) / 2 / max(SLACK, _AWAY * (bottom - top))
