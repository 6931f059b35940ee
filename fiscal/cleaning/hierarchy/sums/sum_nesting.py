"""Second breakdowns of a whole in two levels: lines that add up to another line stand in that one's place, and are its
parts.

A whole is explained by the fewest lines; a breakdown that names the parts of a part says less than one that names the
part. Which sums there are is left to `sum_search`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from fiscal.cleaning.hierarchy import settings
from fiscal.cleaning.hierarchy.amount_matrix import AmountMatrix
from fiscal.cleaning.hierarchy.sums.sums_found import Sum


def nested(matrix: AmountMatrix, found: Sequence[Sum]) -> list[Sum]:
    """The sums, second ones of a whole and those of lines apart with subtotals in the place of their parts."""
    sums = list(found)
    kept: list[Sum] = []
    for one in found:
        if one.crossed or any(s.whole == one.whole and len(s.parts) < len(one.parts) for s in found):
            below = list(_subtotals(matrix, sums, one))
            sums += below
            kept += below
            collapsed = _collapsed(sums, one)
            if collapsed is not one and any(
                s is not one and s.whole == one.whole and {*s.parts} & {*collapsed.parts} for s in (*kept, *found)
            ):
                continue
            one = collapsed
        kept.append(one)
    return kept


def _collapsed(sums: Sequence[Sum], one: Sum) -> Sum:
    """The sum with every whole in the place of its parts."""
    for other in sorted(sums, key=lambda s: -len(s.parts)):
        own, parts = {*one.parts}, {*other.parts}
        if other.whole != one.whole and other.whole not in own and len(parts) > 1 and parts < own:
            one = replace(one, parts=tuple(sorted({*(own - parts), other.whole})))
    return one


def _subtotals(matrix: AmountMatrix, sums: Sequence[Sum], one: Sum) -> Iterator[Sum]:
    """Lines without a sum that are, in every cross line, the sum of the first or of the last of the parts."""
    taken = {s.whole for s in sums} | {*one.parts}
    free = [i for i in matrix.filled if i not in taken]
    for parts in (one.parts, one.parts[::-1]):
        for count in range(2, len(parts)):
            line = _equal_to(matrix, free, parts[:count])
            if line is not None:
                free.remove(line)
                yield replace(one, whole=line, parts=tuple(sorted(parts[:count])), contradicted=0, crossed=True)
                break


def _equal_to(matrix: AmountMatrix, free: Sequence[int], parts: Sequence[int]) -> int | None:
    total = matrix.values[list(parts)].sum(axis=0)
    if (total != 0).sum() < settings.PAIR_BORNE:
        return None
    return next((i for i in free if bool((matrix.values[i] == total).all())), None)
