"""Another structure of a table's rows that a reader could mean and that every amount column bears out: whole and parts
listed among each other, one list by two classifications, the amounts of several levels in one list, one amount printed
for several rows, a row that stands apart but counts.

What cleaning took for the structure is the instance's; a row that a total merely forgot is no explanation.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from math import prod

from expectations.catalogue.explanations import Explanation, chance_of
from expectations.claims.figures import ONE, ZERO, has_amount, last_place
from expectations.claims.instance import Instance, bound_of, residual_of
from expectations.defences.evidence import Evidence, Support, along
from expectations.defences.row_lists import RowReading, Rows, readings_of
from expectations.defences.settings import MOST_CHANCE, MOST_CHANCE_THROUGHOUT, MOST_LEVELS, ROWS_AFTER
from expectations.filing.case import label_of
from fiscal.model.contract import Observation
from fiscal.model.places import page_en, page_zh


def other_structure(evidence: Evidence, instance: Instance) -> Explanation | None:
    """A reading of the rows under which the total holds in all columns where it can be tested."""
    at = along(instance)
    if at is None or at[0] != "rows" or any(w != ONE for _, w in instance.terms):
        return None
    support = evidence.support["rows"][at[1]]
    return (
        _listed_among_each_other(evidence, instance, support)
        or _all_rows_below(evidence, instance, support)
        or _on_several_levels(instance, support)
        or _rows_apart(evidence, instance, support)
    )


def _listed_among_each_other(evidence: Evidence, instance: Instance, support: Support) -> Explanation | None:
    """Some of the listed rows are parts of others, or say the same once more."""
    readings = [r for column in _columns(evidence, instance) for r in readings_of(*column) if r.dropped]
    for reading in readings:
        chance = _chance(support, reading, len(readings))
        if chance is not None and chance <= (MOST_CHANCE_THROUGHOUT if reading.throughout else MOST_CHANCE):
            again = [o for o, _ in instance.terms[1:] if o.row in reading.dropped]
            named = "、".join(dict.fromkeys(label_of(o) for o in again[:3])) + (" …" if len(again) > 3 else "")
            zh, en = (
                f"{reading.zh}（{named}），不重复相加则各列相符",
                f"{reading.en} ({named}): not added again, every column holds",
            )
            return Explanation("other_structure", zh, en, tuple(o.observation_id for o in again), chance)
    return None


def _columns(evidence: Evidence, instance: Instance) -> Iterator[tuple[Rows, Decimal]]:
    """The listed rows' amounts in the instance's own column, then in the others of its table whose listed rows need not
    be added either; each with its total.
    """
    total = instance.terms[0][0]
    listed = [o.row or 0 for o, _ in instance.terms[1:]]
    yield [(o.row or 0, o.amount or ZERO) for o, _ in instance.terms[1:]], total.amount or ZERO
    cells = evidence.cells_of(total.table_no or 0)
    for col in sorted({col for row, col in cells if row == total.row and col != total.col}):
        rows = [(row, cells.get((row, col), ZERO)) for row in listed]
        if sum((amount for _, amount in rows), ZERO) != cells[total.row or 0, col]:
            yield rows, cells[total.row or 0, col]


def _chance(support: Support, reading: RowReading, tried: int) -> float | None:
    """How likely it is by accident that all columns hold without certain rows; None where one of them does not."""

    def left(i: Instance) -> Decimal:
        kept = sum((o.amount or ZERO for o, _ in i.terms[1:] if o.row not in reading.dropped), ZERO)
        return (i.terms[0][0].amount or ZERO) - kept

    chance = _in_all_columns(support, left, lambda i: residual_of(i) if i.violated else None)
    return None if chance is None else chance * tried * prod(chance_of(a, 1) for a in set(reading.agreeing))


def _in_all_columns(
    support: Support, left: Callable[[Instance], Decimal], agreeing: Callable[[Instance], Decimal | None]
) -> float | None:
    """How likely it is by accident that nothing is `left` over in any column, by the different amounts whose agreement
    that rests on; None where something is.
    """
    chance, seen = 1.0, set[Decimal]()
    for i in (*support.contradicted, *support.borne_out):
        if abs(left(i)) > bound_of(i):
            return None
        amount = agreeing(i)
        if amount is not None and amount not in seen:
            seen.add(amount)
            chance *= chance_of(amount, 1)
    return chance


def _all_rows_below(evidence: Evidence, instance: Instance, support: Support) -> Explanation | None:
    """Not the listed rows but all that follow the total, up to the last listed or one soon after, are wholes and parts;
    the wholes are the total in every column.
    """
    total, listed = instance.terms[0][0], {o.row or 0 for o, _ in instance.terms[1:]}
    cells = evidence.cells_of(total.table_no or 0)
    below = sorted(row for row, col in cells if col == total.col and row > (total.row or 0))
    if not below or min(listed) < below[0]:
        return None
    last = max(listed)
    ends = (
        [n for n, row in enumerate(below, 1) if row == last or (row > last and n <= below.index(last) + ROWS_AFTER)]
        if last in below
        else []
    )
    runs = [[(row, cells[row, total.col or 0]) for row in below[:end]] for end in ends]
    readings = [(rows, reading) for rows in runs for reading in readings_of(rows, total.amount or ZERO)]
    for rows, reading in readings:
        if not reading.throughout or not reading.dropped or listed <= reading.dropped:
            continue
        chance = _kept_in_all(evidence, support, [row for row, _ in rows if row not in reading.dropped], len(ends))
        if (
            chance is not None
            and (chance := chance * prod(chance_of(a, 1) for a in set(reading.agreeing))) <= MOST_CHANCE_THROUGHOUT
        ):
            zh = f"其下 {len(rows)} 行逐级相加，各列与总额相符"
            en = f"the {len(rows)} rows below it, level by level, are the total in every column"
            return Explanation(
                "other_structure", zh, en, tuple(o.observation_id for o, _ in instance.terms[1:]), chance
            )
    return None


def _kept_in_all(evidence: Evidence, support: Support, kept: Sequence[int], tried: int) -> float | None:
    """How likely it is by accident that certain rows are the total in all columns; None where they are not."""

    def left(i: Instance) -> Decimal:
        total = i.terms[0][0]
        cells = evidence.cells_of(total.table_no or 0)
        return (total.amount or ZERO) - sum((cells.get((row, total.col or 0), ZERO) for row in kept), ZERO)

    chance = _in_all_columns(support, left, lambda i: i.terms[0][0].amount or None)
    return None if chance is None else chance * tried


def _on_several_levels(instance: Instance, support: Support) -> Explanation | None:
    """The rows are together a whole multiple of the total, the same in every column: each amount is listed on that many
    levels.
    """
    if support.borne_out:
        return None
    times: set[Decimal] = set()
    chance, seen = float(MOST_LEVELS), set[Decimal]()
    for i in support.contradicted:
        total = i.terms[0][0].amount or ZERO
        added = total - residual_of(i)
        if total <= 0 or added % total:
            return None
        times.add(added / total)
        if total not in seen:
            seen.add(total)
            places = min(_place(o.amount, last_place(o)) for o, _ in i.terms if o.amount)
            chance *= float(places / total)
    if len(times) != 1 or not 2 <= (n := int(min(times))) <= MOST_LEVELS or chance > MOST_CHANCE:
        return None
    zh, en = (
        f"所列各行之和恰为总额的 {n} 倍，同一金额分列于 {n} 级",
        f"the rows are exactly {n} times the total: each amount is listed on {n} levels",
    )
    return Explanation("other_structure", zh, en, tuple(o.observation_id for o, _ in instance.terms[1:]), chance)


def _place(amount: Decimal, least: Decimal) -> Decimal:
    """The place of the last digit of an amount that is not zero."""
    return max(ONE.scaleb(int(amount.normalize().as_tuple().exponent)), least)


def _rows_apart(evidence: Evidence, instance: Instance, support: Support) -> Explanation | None:
    """A row of the table, or several in a sequence beside the listed ones, that no sum has as parts are exactly the
    difference in every column that differs.
    """
    total = instance.terms[0][0]
    inside = {o.row for i in (*support.contradicted, *support.borne_out) for o, _ in i.terms}
    sheet = evidence.ledger.sheets.get(total.table_no or 0, ())
    column = {
        o.row: o
        for o in sheet
        if o.col == total.col
        and o.panel == total.panel
        and o.row not in inside
        and o.row is not None
        and has_amount(o)
        and o.amount
    }
    free = [o for _, o in sorted(column.items()) if not _is_part_elsewhere(evidence, o)]
    for run in _runs(free, max(row for row in inside if row is not None)):
        if abs(sum((o.amount or ZERO for o in run), ZERO) - residual_of(instance)) > bound_of(instance):
            continue
        chance = _apart_in_all(evidence, support, [o.row or 0 for o in run], 2 * len(free))
        if chance is not None and chance <= MOST_CHANCE:
            first, more = run[0], "" if len(run) == 1 else f" 等 {len(run)} 行"
            zh = f"差额恰为{page_zh(first)}“{label_of(first)}”{first.value_reported.strip()}{more}，另计入则各列相符"
            rows = label_of(first) if len(run) == 1 else f"{len(run)} rows from {label_of(first)}"
            en = (
                f"the difference is {rows}, {first.value_reported.strip()} on {page_en(first)}: counted too, every"
                " column holds"
            )
            return Explanation("other_structure", zh, en, tuple(o.observation_id for o in run), chance)
    return None


def _runs(free: Sequence[Observation], last: int) -> Iterator[list[Observation]]:
    """Single rows, then the first rows after the listed ones; of these, those that are parts of one another count
    once.
    """
    for o in free:
        yield [o]
    run: list[Observation] = []
    rows: set[int | None] = set()
    for o in (o for o in free if (o.row or 0) > last):
        rows.add(o.row)
        if o.parent_row not in rows:
            run = [*run, o]
            if len(run) > 1:
                yield run


def _apart_in_all(evidence: Evidence, support: Support, rows: Sequence[int], tried: int) -> float | None:
    """How likely it is by accident that certain rows are the difference in all columns; None where they are not."""

    def added(i: Instance) -> Decimal:
        total = i.terms[0][0]
        cells = [evidence.ledger.cells.get((total.table_no or 0, row, total.col or 0)) for row in rows]
        return sum((cell.amount or ZERO for cell in cells if cell is not None), ZERO)

    chance = _in_all_columns(support, lambda i: residual_of(i) - added(i), lambda i: added(i) if i.violated else None)
    return None if chance is None else chance * tried


def _is_part_elsewhere(evidence: Evidence, o: Observation) -> bool:
    """Whether a row is a part of a total that holds."""
    if o.parent_row is None:
        return False
    lines: Sequence[tuple[object, ...]] = [
        line for line, support in evidence.support["rows"].items() if support.borne_out
    ]
    return any(line[1:] == (o.table_no, o.panel, o.parent_row) for line in lines)
