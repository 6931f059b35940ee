"""A 合计 of the 三公 table that also counts 会议费 and 培训费 listed beside the three: a total of its own, never that
of the three.

Told by where the total stands: under the same header, or over the same rows, as meetings and training. Where the
figures say otherwise in every line, they decide."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import replace
from decimal import Decimal

from fiscal import lexicon
from fiscal.cleaning.tables.reported_values import Reported
from fiscal.cleaning.terms.concepts import bare_name

TOTAL = "three_public_total"
WITH_MEETINGS = "three_public_and_meetings"
_MEETINGS = frozenset({"meeting", "training"})
_MEETING_WORDS = lexicon.pattern("columns.meeting_words")
_THREE = frozenset({"abroad", "reception", "vehicle_total"})


def over_meetings(found: Sequence[Reported]) -> list[Reported]:
    """The cells of a panel of a 三公 table, totals that count meetings and training under their own concept."""
    if not any(r.concept in _MEETINGS for r in found):
        return list(found)
    by_column = _marked(
        found,
        lambda r: r.col,
        lambda r: r.row,
        lambda r: r.header_path[:-1],
        lambda r: r.header_path[-1] if r.header_path else "",
    )
    return _marked(by_column, lambda r: r.row, lambda r: r.col, lambda r: r.row_path[:-1], lambda r: r.row_label or "")


def _marked(
    found: Sequence[Reported],
    line: Callable[[Reported], int],
    across: Callable[[Reported], int],
    above: Callable[[Reported], Hashable],
    name: Callable[[Reported], str],
) -> list[Reported]:
    """Totals of lines (columns, rows) that stand beside lines of meetings."""
    beside = {above(r) for r in found if r.concept in _MEETINGS and _MEETING_WORDS.search(name(r))}
    lines = {line(r) for r in found if r.concept == TOTAL and above(r) in beside and "三公" not in bare_name(name(r))}
    if not lines:
        return list(found)
    amounts: dict[tuple[object, ...], dict[str, Decimal]] = defaultdict(dict)
    for r in found:
        if r.concept in _MEETINGS | _THREE and r.amount is not None:
            amounts[_shared(r, across)].setdefault(r.concept, r.amount)
    without = {
        number
        for number in lines
        if _three_only([r for r in found if line(r) == number and r.concept == TOTAL], amounts, across)
    }
    return [
        replace(r, concept=WITH_MEETINGS) if r.concept == TOTAL and line(r) in lines - without else r for r in found
    ]


def _shared(r: Reported, across: Callable[[Reported], int]) -> tuple[object, ...]:
    return (across(r), r.measure, r.period, r.fiscal_year, r.source, r.entity)


def _three_only(
    totals: Sequence[Reported], amounts: dict[tuple[object, ...], dict[str, Decimal]], across: Callable[[Reported], int]
) -> bool:
    """Whether every total that could count meetings is the sum of the three alone."""
    seen = False
    for r in totals:
        parts = amounts.get(_shared(r, across), {})
        three, meetings = (
            sum((parts.get(c, Decimal(0)) for c in concepts), Decimal(0)) for concepts in (_THREE, _MEETINGS)
        )
        if r.amount is None or not meetings:
            continue
        if r.amount != three:
            return False
        seen = True
    return seen
