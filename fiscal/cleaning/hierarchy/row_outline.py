"""What the rows of a panel stand under by their numbering, indent and names, taken in one after the other.

What codes, sums and the bodies of the rows say is left to `row_hierarchy`.
"""

from __future__ import annotations

from collections.abc import Sequence

from fiscal.cleaning.hierarchy.balance_rows import is_listed_under, is_of_balance
from fiscal.cleaning.tables.rows.body_rows import Row
from fiscal.cleaning.terms.class_names import ClassNames
from fiscal.cleaning.terms.deductions import is_deducted
from fiscal.cleaning.terms.wholes import WHOLES, word_of

TOP = -1
"""The parent of a row that is part of no other."""
UNKNOWN = -2
"""The parent of a row whose place is not evident."""
_RANKS = {"一、": 1, "(一)": 2, "1.": 3, "(1)": 4}


class Outline:
    """Rows taken in one after the other; `open` holds the row that each next one may stand under, outermost first."""

    def __init__(self, rows: Sequence[Row], levels: dict[int, int], system: str | None, names: ClassNames) -> None:
        self.rows = rows
        self.levels = levels
        self.system = system
        self.names = names
        self.indented = len(set(levels.values())) > 1
        self.numbered = any(r.numbering for r in rows)
        self.open: list[int] = []
        self.parents: list[int] = []
        self.codes: list[str | None] = []
        self.balance: int | None = None

    def take(self, i: int) -> None:
        """Gives row i, the next one, its parent and its code."""
        row = self.rows[i]
        if row.is_total:
            self.open = []
            self._put(i, TOP)
        elif row.kind == "balance":
            parent = self._numbered_parent(row) if row.numbering and _RANKS[row.numbering] > 1 else TOP
            if parent == TOP and self.balance is not None and is_listed_under(self.rows, self.balance, i):
                parent = self.balance
            self.open = [i]
            self.balance = parent if parent == self.balance else i
            self._put(i, parent)
        elif self.balance is not None and is_of_balance(row) and self._under_balance():
            self._put(i, self.balance)
        else:
            self.balance = None if row.numbering else self.balance
            self._take_item(i)

    def _under_balance(self) -> bool:
        """Funds listed right after 结转 are its parts."""
        assert self.balance is not None
        return all(is_of_balance(r) for r in self.rows[self.balance + 1 : len(self.parents)] if r.name)

    def _take_item(self, i: int) -> None:
        row = self.rows[i]
        if row.numbering and row.kind != "of_which":
            parent = self._numbered_parent(row)
        elif row.kind == "of_which":
            parent = self._whole_of_part(row)
        elif self.indented:
            alike = self._named_whole(row, self.levels.get(row.indent, 0))
            parent = self._indented_parent(row) if alike is None else alike
            if parent >= 0 and self.rows[parent].kind == "of_which":
                parent = self.parents[parent]
        else:
            parent = self._named_parent(i)
        self._put(i, parent)
        if parent != UNKNOWN:
            self.open = [*self._above(parent), i]

    def _above(self, parent: int) -> list[int]:
        return self.open[: self.open.index(parent) + 1] if parent in self.open else []

    def _numbered_parent(self, row: Row) -> int:
        rank = _RANKS[row.numbering]
        return next(
            (j for j in reversed(self.open) if self.rows[j].numbering and _RANKS[self.rows[j].numbering] < rank), TOP
        )

    def _whole_of_part(self, row: Row) -> int:
        level = self.levels.get(row.indent, 0)
        for j in reversed(self.open):
            above = self.rows[j]
            if above.kind != "of_which" and (
                not self.indented or self.levels.get(above.indent, 0) < level or above.numbering
            ):
                return j
        last = next((j for j in reversed(self.open) if self.rows[j].kind != "of_which"), None)
        return UNKNOWN if last is None else last

    def _indented_parent(self, row: Row) -> int:
        level = self.levels.get(row.indent, 0)
        if not row.label:
            return UNKNOWN
        return next((j for j in reversed(self.open) if self.levels.get(self.rows[j].indent, 0) < level), TOP)

    def _named_whole(self, row: Row, level: int | None = None) -> int | None:
        """The nearest open row whose class has this row's name below it, of those at a level of indent where one is
        given: not every publisher indents every level.
        """
        for j in reversed(self.open):
            code = self.codes[j]
            if (
                self.system
                and code
                and level in (None, self.levels.get(self.rows[j].indent, 0))
                and self.names.find(self.system, row.name, code)
            ):
                return j
        return None

    def _named_parent(self, i: int) -> int:
        """Without numbering and indent: the row above that is the whole of this name or whose class has it below; top
        where the list has no levels at all.
        """
        row = self.rows[i]
        if not row.name:
            return UNKNOWN
        if is_deducted(row.label) and self.open:
            return self.parents[self.open[-1]]
        whole = WHOLES.get(word_of(row.name) or "")
        if whole is not None and not self.numbered:
            for j in reversed(self.open):
                if word_of(self.rows[j].name) == whole:
                    return j
        if self.system:
            named = self._named_whole(row)
            if named is not None:
                return named
            if self.names.find(self.system, row.name) and not self.numbered:
                return TOP
            if self._has_levels():
                return UNKNOWN
        return UNKNOWN if self.numbered else TOP

    def _has_levels(self) -> bool:
        assert self.system is not None
        return sum(self.names.find(self.system, r.name) is not None for r in self.rows) > 0

    def _put(self, i: int, parent: int) -> None:
        self.parents.append(parent)
        row = self.rows[i]
        code = row.code
        if code is None and self.system and not row.is_total and row.kind != "balance":
            ancestors = [c for j in self._chain(parent) if (c := self.codes[j])]
            code = self.names.below(self.system, row.name, ancestors)
        self.codes.append(code)

    def _chain(self, parent: int) -> list[int]:
        chain: list[int] = []
        while parent >= 0:
            chain.append(parent)
            parent = self.parents[parent]
        return chain[::-1]
