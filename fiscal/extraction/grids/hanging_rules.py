"""Vertical rules that hang: merged cells of which only the first row has a border, so that the rules beside them end
where nothing crosses them.

Prolongs such a rule to the next one that crosses it where the texts beside it stand in the middle of cells that high;
tables are left to `lattice`."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from fiscal.extraction.grids.rules import Rule, Rules
from fiscal.extraction.page.cell_middle import off_middle
from fiscal.extraction.page.characters import Characters
from fiscal.extraction.page.lines import Glyph, lines_of

_TOUCH = 3.5
"""Points by which a rule may stop short of the one that it meets."""
_SHORTEST = 6.0
_WIDE = 40.0
"""Points: half of a character is no wider."""
_LEADING = 0.9
"""Share of a line's height that parts two lines of one text at most."""


def prolonged(rules: Rules, characters: Characters) -> Rules:
    """The rules with the hanging ones prolonged."""
    longer: dict[Rule, Rule] = {}
    for rule in rules.vertical:
        end = _next_crossing(rules, rule)
        if end is not None and _parts_texts(rules, rule, end, characters):
            longer[rule] = rule._replace(end=end)
    return Rules(rules.horizontal, [longer.get(rule, rule) for rule in rules.vertical]) if longer else rules


def _next_crossing(rules: Rules, rule: Rule) -> float | None:
    """Where the rule would meet the next one under it; None where it does not hang: at its end something crosses it, no
    row ends, or the table does.

    That is where the table ends if it has no border there.
    """
    ends = [r for r in rules.horizontal if abs(r.at - rule.end) <= _TOUCH]
    if not ends or any(_covers(r, rule.at - _SHORTEST) and _covers(r, rule.at + _SHORTEST) for r in ends):
        return None
    if not any(r.start < rule.end - _TOUCH and rule.end + _SHORTEST < r.end for r in rules.vertical):
        return None
    foot = _foot(rules.vertical, rule.end)
    return next(
        (
            r.at
            for r in rules.horizontal
            if rule.end + _SHORTEST < r.at <= foot + _TOUCH and r.start - _TOUCH <= rule.at <= r.end + _TOUCH
        ),
        foot,
    )


def _foot(upright: Sequence[Rule], height: float) -> float:
    """How far down rules reach from a height without a gap."""
    for rule in sorted(upright, key=lambda r: r.start):
        if rule.start <= height + _TOUCH:
            height = max(height, rule.end)
    return height


def _covers(rule: Rule, at: float) -> bool:
    return rule.start <= at <= rule.end


def _parts_texts(rules: Rules, rule: Rule, end: float, characters: Characters) -> bool:
    """Whether a hanging rule goes on between two cells: no text stands across it, and in each of the two one stands in
    the middle, or none.
    """
    if any(
        g.x0 + 0.5 < rule.at < g.x1 - 0.5 for g in characters.within(rule.at - _WIDE, rule.end, rule.at + _WIDE, end)
    ):
        return False
    lower = rule.end + _SHORTEST / 2
    held: list[bool] = []
    for side in (-1, 1):
        beside = [
            r.at
            for r in rules.vertical
            if side * (r.at - rule.at) > _SHORTEST and (_covers(r, lower) or _covers(r, rule.end - _SHORTEST / 2))
        ]
        over = [r.at for r in rules.horizontal if _covers(r, rule.at + side * _SHORTEST)]
        top, bottom = (
            max((y for y in over if y < lower), default=None),
            min((y for y in over if y > lower), default=end),
        )
        if not beside or top is None:
            continue
        far = min(beside, key=lambda x: abs(x - rule.at))
        glyphs = characters.within(min(far, rule.at), top, max(far, rule.at), bottom)
        if glyphs:
            held.append(_in_the_middle(glyphs, top, bottom))
    return bool(held) and all(held)


def _in_the_middle(glyphs: Sequence[Glyph], top: float, bottom: float) -> bool:
    """Whether these characters are one text in the middle between two heights."""
    boxes = [line.box for line in lines_of(glyphs)]
    if not boxes or any(low[1] - high[3] > _LEADING * (low[3] - low[1]) for high, low in pairwise(boxes)):
        return False
    return off_middle((boxes[0][1], boxes[-1][3]), top, bottom) <= 1
