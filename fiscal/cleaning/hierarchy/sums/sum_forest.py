"""The forest of parts that explains the amounts of a table's lines (rows or columns) best: what labels suggest,
corrected where the amounts say otherwise.

A relation that labels suggest and the amounts bear out nearly everywhere stays, so that a single wrong figure is still
found; one that they contradict gives way to sums that they bear out. Whose labels suggest what is left to
`row_hierarchy` and `column_hierarchy`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from fiscal.cleaning.hierarchy import settings
from fiscal.cleaning.hierarchy.amount_matrix import AmountMatrix, Support, rounding
from fiscal.cleaning.hierarchy.sums.sum_search import sums_of


@dataclass(frozen=True, slots=True)
class SumForest:
    """`whole_of`: from each line that is a part to its whole; `support`: from each whole to what the cross lines say of
    it; `changed`: the lines whose whole is not the one that labels suggest."""

    whole_of: dict[int, int]
    support: dict[int, Support]
    changed: frozenset[int]


@dataclass
class _Forest:
    matrix: AmountMatrix
    whole_of: dict[int, int]
    aside: frozenset[int]
    changed: set[int] = field(default_factory=set[int])

    def parts(self) -> dict[int, list[int]]:
        parts: dict[int, list[int]] = defaultdict(list)
        for part, whole in self.whole_of.items():
            if part not in self.aside:
                parts[whole].append(part)
        return dict(parts)

    def adds_up(self, whole: int, parts: Sequence[int]) -> bool:
        """Whether some amount bears a relation out and none contradicts it."""
        support = self.support(whole, parts)
        return support.borne > 0 and not support.contradicted

    def fitting(self, whole: int, lines: Sequence[int]) -> list[int]:
        """How many of the first of some lines may add up to a whole."""
        if not lines:
            return []
        residual = np.abs(np.cumsum(self.matrix.values[list(lines)], axis=0) - self.matrix.values[whole])
        near = (residual <= rounding(np.arange(1, len(lines) + 1))[:, None]) | ~self.matrix.present[whole]
        return [int(n) + 1 for n in np.flatnonzero(near.all(axis=1))]

    def support(self, whole: int, parts: Sequence[int]) -> Support:
        """Blank wholes say nothing; a blank part counts as nothing."""
        values, has = self.matrix.values, self.matrix.present[whole]
        sums = values[list(parts)].sum(axis=0)
        printed = self.matrix.present[list(parts)].any(axis=0)
        good = np.abs(sums - values[whole]) <= rounding(np.array([len(parts)]))[0]
        says = has & printed & ((values[whole] != 0) | (sums != 0))
        borne, contradicted = int((says & good).sum()), int((says & ~good).sum())
        return Support(
            borne,
            contradicted,
            self.matrix.values.shape[1] - borne - contradicted,
            float(self.matrix.bits[whole][says & good].sum()),
        )


def sum_forest(
    matrix: AmountMatrix,
    suggested: Mapping[int, int],
    aside: frozenset[int] = frozenset(),
    fixed: frozenset[int] = frozenset(),
    totals: frozenset[int] = frozenset(),
) -> SumForest:
    """The forest of a matrix's lines. `suggested`: from parts to wholes, by labels; `aside`: parts that need not be all
    (其中); `fixed`: lines that are no part of anything that labels do not suggest; `totals`: lines that labels call so,
    which are parts of such lines only."""
    forest = _Forest(matrix, dict(suggested), aside)
    support = {whole: forest.support(whole, parts) for whole, parts in forest.parts().items()}
    if any(_refuted(s) for s in support.values()):
        _correct(forest, support, fixed, totals)
        support = {whole: forest.support(whole, parts) for whole, parts in forest.parts().items()}
    return SumForest(forest.whole_of, support, frozenset(forest.changed))


def _refuted(support: Support) -> bool:
    """Whether the cross lines contradict a relation so often that another is sought."""
    return support.contradicted * settings.SUSPECT > support.borne


def _correct(forest: _Forest, support: Mapping[int, Support], fixed: frozenset[int], totals: frozenset[int]) -> None:
    """Seek other sums among the lines of refuted relations, with the rest as it is; what finds no other whole goes
    back, so that a wrong figure is still found.
    """
    refuted = {whole for whole, s in support.items() if _refuted(s)}
    kept = {part: whole for part, whole in forest.whole_of.items() if whole not in refuted}
    loose = {part: whole for part, whole in forest.whole_of.items() if whole in refuted}
    concerned = {*loose, *refuted}
    found = dict(kept)
    for s in sums_of(forest.matrix, kept, crossed=False):
        parts = {*s.parts}
        if (
            s.repeated
            or s.contradicted * settings.BORNE_OUT > s.borne
            or parts & (fixed | forest.aside)
            or not concerned & {s.whole, *parts}
        ):
            continue
        if parts & totals and s.whole not in totals:
            continue
        found |= dict.fromkeys(parts, s.whole)
    explained = {whole for part, whole in found.items() if part not in kept}
    for whole in sorted(refuted):
        rest = [
            part for part, w in loose.items() if w == whole and part not in found and not _leads_to(found, whole, part)
        ]
        if whole not in explained:
            found |= _in_groups(forest, whole, rest) or dict.fromkeys(rest, whole)
    forest.changed = {p for p in {*found, *forest.whole_of} if found.get(p) != forest.whole_of.get(p)}
    forest.whole_of = found


def _in_groups(forest: _Forest, whole: int, parts: Sequence[int]) -> dict[int, int] | None:
    """Parts that follow their whole as groups, each behind its own head (the department, its units), where that
    explains every amount; None where it does not.
    """
    rest = sorted(p for p in parts if p not in forest.aside)
    if len(rest) < 2 or rest[0] < whole:
        return None
    if forest.adds_up(rest[0], rest[1:]) and forest.adds_up(whole, rest[:1]):
        return {rest[0]: whole} | dict.fromkeys(rest[1:], rest[0])
    if forest.adds_up(whole, rest[:1]) and (below := _in_groups(forest, rest[0], rest[1:])):
        return {rest[0]: whole} | below
    groups: dict[int, int] = {}
    heads: list[int] = []
    while rest:
        head = rest[0]
        size = next((n for n in forest.fitting(head, rest[1:]) if forest.adds_up(head, rest[1 : n + 1])), 0)
        groups |= {head: whole} | dict.fromkeys(rest[1 : size + 1], head)
        heads.append(head)
        rest = rest[size + 1 :]
    return groups if len(heads) < len(groups) and forest.adds_up(whole, heads) else None


def _leads_to(whole_of: Mapping[int, int], line: int, other: int) -> bool:
    seen: set[int] = set()
    while line not in seen and line != other:
        seen.add(line)
        line = whole_of.get(line, line)
    return line == other
