"""Which lines of a table are sums of which others, by their amounts alone, over all cross lines at once.

Adjacent lines first; then sums over sums; then lines a few lines apart; then a whole between its two parts; then pairs
and lines at a regular distance. Second breakdowns in two levels are left to `sum_nesting`, what labels suggest to
`sum_forest`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from fiscal.cleaning.hierarchy import settings
from fiscal.cleaning.hierarchy.amount_matrix import AmountMatrix, Evidence, Ints, evidence
from fiscal.cleaning.hierarchy.sums.sum_nesting import nested
from fiscal.cleaning.hierarchy.sums.sums_found import Sum


def sums_of(matrix: AmountMatrix, known: Mapping[int, int] | None = None, crossed: bool = True) -> list[Sum]:
    """The sums that explain the amounts best: each line a part of one whole, but of a second one, at a regular distance
    or in a pair, where `crossed`.

    `known`: from parts to wholes, what need not be sought.
    """
    search = _Search(matrix, known or {})
    while search.adjacent() or search.over_sums() or search.apart():
        pass
    search.again = True
    while search.adjacent() or search.over_sums():
        pass
    search.beside()
    if not crossed:
        return [*search.found, *search.repeated()]
    search.found += search.pairs()
    return [*nested(matrix, [*search.found, *search.at_distances()]), *search.repeated()]


class _Search:
    """`whole_of` is the forest so far; `roots` are the lines that are no part yet; `again`: whether a second sum of a
    line, on its other side, is sought.
    """

    again = False

    def __init__(self, matrix: AmountMatrix, known: Mapping[int, int]) -> None:
        self.matrix = matrix
        self.nonzero: Ints = (matrix.values != 0).astype(np.int64)
        self.lines = matrix.filled
        self.found: list[Sum] = []
        self.whole_of: dict[int, int] = dict(known)
        self.explained: set[tuple[int, int]] = {(whole, direction) for whole in known.values() for direction in (1, -1)}
        self.sums: set[int] = {*known.values()}

    @property
    def roots(self) -> list[int]:
        return [i for i in self.lines if i not in self.whole_of]

    def adjacent(self) -> bool:
        """Sums of roots that stand next to the whole, on either side."""
        roots = self.roots
        return self._take(s for whole in self.lines for s in self._runs(whole, roots, (0,), settings.MIN_BITS))

    def over_sums(self) -> bool:
        """Sums of lines that are sums themselves, whatever stands between them."""
        roots = [i for i in self.roots if i in self.sums]
        return len(roots) > 1 and self._take(
            s for whole in self.lines for s in self._runs(whole, roots, (0,), settings.MIN_BITS)
        )

    def apart(self) -> bool:
        """Sums of roots with a few other lines between them and the whole."""
        roots = self.roots
        gaps = range(1, settings.MOST_GAP + 1 if len(roots) <= settings.LARGEST_CROSSED else 1)
        return self._take(s for whole in self.lines for s in self._runs(whole, roots, gaps, settings.MIN_BITS_APART))

    def beside(self) -> None:
        """A whole that stands between its two parts: what is left, or a difference, printed behind."""
        roots = self.roots
        explained = {whole for whole, _ in self.explained}
        found: list[Sum] = []
        for before, whole, after in zip(roots, roots[1:], roots[2:], strict=False):
            if whole not in explained:
                parts = np.array([before, after])
                tried = self._evidence(
                    whole,
                    self.matrix.values[parts].sum(axis=0)[None],
                    self.nonzero[parts].sum(axis=0)[None],
                    np.array([2]),
                )
                found += self._best(whole, parts, tried, settings.MIN_BITS_BESIDE, 0)
        self._take(found)

    def at_distances(self) -> list[Sum]:
        """Lines at a regular distance from the whole and from each other (every third column): a second breakdown
        across the first.
        """
        if len(self.lines) > settings.LARGEST_CROSSED:
            return []
        known = {(s.whole, frozenset(s.parts)) for s in self.found}
        tried: list[Sum] = []
        lines, offsets = (
            np.array(self.lines, dtype=np.int64),
            range(1, settings.MOST_OFFSET + 1) if len(self.lines) <= settings.LARGEST_PAIRED else (),
        )
        for place, whole in enumerate(self.lines):
            for ahead, direction in ((lines[place + 1 :], 1), (lines[:place][::-1], -1)):
                for distance in range(2, settings.MOST_DISTANCE + 1):
                    for offset in {distance, *offsets}:
                        least = settings.MIN_BITS_CROSSED if offset == distance else settings.MIN_BITS_PAIR
                        tried += self._run(
                            whole,
                            ahead[offset - 1 :: distance],
                            0,
                            direction,
                            least,
                            settings.CROSSED_CONTRADICTION_BITS,
                        )
        found: list[Sum] = []
        used: set[int] = set()
        for s in sorted(tried, key=_order):
            if (
                s.contradicted
                or s.borne < settings.PAIR_BORNE // 2
                or (s.whole, frozenset(s.parts)) in known
                or used & {*s.parts}
                or s.whole in {f.whole for f in found}
            ):
                continue
            used |= {*s.parts}
            found.append(replace(s, crossed=True))
        return found

    def pairs(self) -> list[Sum]:
        """Two lines anywhere for a whole that nothing else explains, where many cross lines bear them out and none
        contradicts them.
        """
        lines = np.array(self.lines, dtype=np.int64)
        if not 3 <= len(lines) <= settings.LARGEST_PAIRED:
            return []
        first, second = (lines[i] for i in np.triu_indices(len(lines), 1))
        sums, addends = (
            self.matrix.values[first] + self.matrix.values[second],
            self.nonzero[first] + self.nonzero[second],
        )
        explained = {s.whole for s in self.found}
        found: list[Sum] = []
        for whole in self.lines:
            if whole in explained:
                continue
            tried = self._evidence(whole, sums, addends, np.full(len(first), 2))
            own = (first == whole) | (second == whole) | (tried.contradicted > 0) | (tried.borne < settings.PAIR_BORNE)
            bits = np.where(own, -np.inf, tried.bits)
            best = int(np.argmax(bits))
            parts = (int(first[best]), int(second[best]))
            if (
                bits[best] >= settings.MIN_BITS_PAIR
                and (bits >= settings.MIN_BITS_PAIR).sum() <= settings.MOST_PAIRS
                and not any(whole in f.parts and f.whole in parts for f in found)
            ):
                found.append(
                    Sum(
                        whole=whole,
                        parts=parts,
                        bits=float(bits[best]),
                        borne=int(tried.borne[best]),
                        contradicted=0,
                        direction=0,
                        crossed=True,
                    )
                )
        return found

    def repeated(self) -> list[Sum]:
        """Wholes that are printed twice, one behind the other."""
        values, found = self.matrix.values, list[Sum]()
        for s in self.found:
            place = self.lines.index(s.whole) - s.direction
            if s.direction and 0 <= place < len(self.lines) and (values[self.lines[place]] == values[s.whole]).all():
                found.append(replace(s, whole=self.lines[place], repeated=True))
        return found

    def _runs(self, whole: int, roots: Sequence[int], gaps: Iterable[int], least: float) -> Iterable[Sum]:
        after = [i for i in roots if i > whole]
        before = [i for i in reversed(roots) if i < whole]
        for direction, lines in ((1, after), (-1, before)):
            if self._is_open(whole, direction):
                for gap in gaps:
                    yield from self._run(
                        whole, np.array(lines[gap:], dtype=np.int64), gap, direction, least, settings.CONTRADICTION_BITS
                    )

    def _run(self, whole: int, lines: Ints, gap: int, direction: int, least: float, contradiction: float) -> list[Sum]:
        """The best of the sums of the first two, three … of some lines."""
        lines = lines[: settings.MOST_PARTS]
        if len(lines) < 2:
            return []
        sums, addends = np.cumsum(self.matrix.values[lines], axis=0), np.cumsum(self.nonzero[lines], axis=0)
        tried = self._evidence(whole, sums[1:], addends[1:], np.arange(2, len(lines) + 1), contradiction)
        return self._best(whole, lines, tried, least + (settings.ROUNDED_BITS + gap if gap else 0.0), direction)

    def _evidence(
        self, whole: int, sums: Ints, addends: Ints, parts: Ints, contradiction: float = settings.CONTRADICTION_BITS * 2
    ) -> Evidence:
        return evidence(self.matrix, whole, sums, addends, parts, contradiction)

    def _best(self, whole: int, lines: Ints, tried: Evidence, least: float, direction: int) -> list[Sum]:
        """The best of what was tried, the first of which are the first two lines."""
        says = tried.borne + tried.contradicted
        good = (tried.bits >= least) & (tried.borne > 0) & (tried.contradicted <= settings.MOST_CONTRADICTED * says)
        if not good.any():
            return []
        best = int(np.argmax(np.where(good, tried.bits, -np.inf)))
        parts = tuple(int(i) for i in lines[: best + 2])
        return [
            Sum(
                whole=whole,
                parts=parts,
                bits=float(tried.bits[best]),
                borne=int(tried.borne[best]),
                contradicted=int(tried.contradicted[best]),
                direction=direction,
            )
        ]

    def _take(self, sums: Iterable[Sum]) -> bool:
        """Accept what goes with what is there, the best evidence first."""
        took = False
        tried = list(sums)
        usual = 1 if sum(s.direction for s in (*tried, *self.found)) > 0 else -1
        tried.sort(key=lambda s: _order(s, usual))
        own = {s.whole: {*s.parts} for s in reversed(tried)}
        for s in tried:
            parts = {*s.parts}
            if any(own[p] < parts for p in parts & own.keys()):
                continue
            if not self._is_open(s.whole, s.direction) or parts & self.whole_of.keys() or parts & self._above(s.whole):
                continue
            self.found.append(s)
            self.sums.add(s.whole)
            self.explained.add((s.whole, s.direction))
            self.whole_of |= dict.fromkeys(s.parts, s.whole)
            took = True
        return took

    def _is_open(self, whole: int, direction: int) -> bool:
        return (whole, direction) not in self.explained and (self.again or (whole, -direction) not in self.explained)

    def _above(self, line: int) -> set[int]:
        above: set[int] = {line}
        while (line := self.whole_of.get(line, -1)) >= 0 and line not in above:
            above.add(line)
        return above


def _order(s: Sum, usual: int = 0) -> tuple[float, int, int, tuple[int, ...]]:
    """The most evidence first, that of the side on which the table's wholes mostly stand counting a little more."""
    bits = s.bits + (settings.USUAL_SIDE_BITS if s.direction and s.direction == usual else 0.0)
    return (-bits, len(s.parts), s.whole, s.parts)
