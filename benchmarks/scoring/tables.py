"""Tables and values of a filing held against its truth, cell by cell.

`cells`: equal cells of the best order-preserving alignment, twice, of the cells of both sides; tables that only one
    side has count with all their cells.
`numbers`: numeric cells below the heads whose aligned cell is equal. `values`: money cells whose observation has the
    right exact amount in yuan.
`codes`: money cells of rows with a classification code whose observation bears that code.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from benchmarks.scoring.alignment import Alignment, aligned
from fiscal.model.amounts import YUAN_PER_UNIT
from fiscal.model.contract import Observation
from fiscal.model.reading import Table

MEASURES = ("cells", "numbers", "values", "codes")
_NUMBER = re.compile(r"[-−]?(\d{1,3}(,\d{3})+|\d+)(\.\d+)?")
_CENTS = re.compile(r"[\d,]+\.\d\d")
_AMOUNT_IN_LABEL = re.compile(r"金额.*?万元.*?[:：]([\d,]+\.\d+)")
_NO_MONEY = re.compile(r"编码|代码|行次|栏次|序号|%|百分|占比|数量|人数|辆|台|面积")
_LEVELS = ("类", "款", "项")
_CODE = re.compile(r"2\d\d(\d\d){0,2}|[35]\d\d(\d\d)?")
_LOOKS_LIKE_A_CODE = re.compile(r"\d{5}|\d{7}|0\d+")
_HEAD_ROWS = 4
"""Rows at the top of a table in which a column may say that it holds no money; heads of more rows name the matter in
the first ones.
"""


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many."""

    right: int = 0
    of: int = 0

    def __add__(self, other: Share) -> Share:
        return Share(self.right + other.right, self.of + other.of)

    @property
    def value(self) -> float | None:
        """Between 0 and 1; None of nothing."""
        return self.right / self.of if self.of else None


@dataclass(frozen=True, slots=True)
class TableScore:
    """One table of the truth, the table read for it if any, its shares by measure, and examples of what is wrong."""

    title: str
    table_no: int | None
    shares: Mapping[str, Share]
    wrong: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FilingScore:
    """All tables of a filing, and the cells of tables that the truth does not have."""

    tables: tuple[TableScore, ...]
    unclaimed: int

    @property
    def shares(self) -> dict[str, Share]:
        """Over all tables, by measure."""
        totals = {m: sum((t.shares[m] for t in self.tables), Share()) for m in MEASURES}
        return totals | {"cells": totals["cells"] + Share(0, self.unclaimed)}


@dataclass(slots=True)
class _Truth:
    """A table of the truth: its texts as compared, and which of its cells are what."""

    entry: Mapping[str, Any]
    grid: list[list[str]] = field(init=False)
    heads: int = field(init=False)
    factor: Decimal | None = field(init=False)
    _labels: set[tuple[int, int]] = field(init=False)
    _covered: set[tuple[int, int]] = field(init=False)
    _no_money: set[int] = field(init=False)

    def __post_init__(self) -> None:
        rows = [[normal(text) for text in row] for row in self.entry["rows"]]
        width = max((len(row) for row in rows), default=0)
        self.grid = [row + [""] * (width - len(row)) for row in rows]
        self.heads = self.entry.get("header_rows", 0)
        self.factor = YUAN_PER_UNIT.get((self.entry.get("unit") or "").strip())
        self._labels = {(row, col) for row, col, *_ in self.entry.get("label_cells", ())}
        self._covered = {
            (row + i, col + j)
            for row, col, down, across in self.entry.get("spans", ())
            for i in range(down)
            for j in range(across)
            if i or j
        }
        tops = [{row[c] for row in self.grid[:_HEAD_ROWS]} for c in range(width)]
        self._no_money = {
            c
            for c, top in enumerate(tops)
            if top & {*_LEVELS, "年度"} or any(_NO_MONEY.search(t) and not _NUMBER.fullmatch(t) for t in top)
        }

    @property
    def size(self) -> int:
        """Count of cells."""
        return sum(len(row) for row in self.grid)

    def numbers(self) -> Iterator[tuple[int, int, str]]:
        """Row, column and text of every number below the heads; in a form also of an amount within its label."""
        for r, row in enumerate(self.grid[self.heads :], self.heads):
            for c, text in enumerate(row):
                if (r, c) in self._labels:
                    continue
                if _NUMBER.fullmatch(text):
                    yield r, c, text
                elif not self.heads and self.factor and (within := _AMOUNT_IN_LABEL.search(text)):
                    yield r, c, within.group(1)

    def money(self, r: int, c: int, text: str) -> Decimal | None:
        """The amount in yuan where a number is surely money and stands here first; a form mixes money with counts and
        scores, so that only cents are sure.
        """
        if self.factor is None or (r, c) in self._covered:
            return None
        in_a_money_column = (
            c not in self._no_money and "栏次" not in self.grid[r] and not _LOOKS_LIKE_A_CODE.fullmatch(text)
        )
        sure = in_a_money_column if self.heads else _CENTS.fullmatch(text)
        return Decimal(text.replace(",", "").replace("−", "-")) * self.factor if sure else None

    def codes(self) -> dict[tuple[int, int], str]:
        """The classification code that each money cell stands beside: the first in the run of columns before the run of
        money columns.
        """
        if not self.heads:
            return {}
        amounts = {(r, c) for r, c, text in self.numbers() if self.money(r, c, text) is not None}
        columns = {c for _, c in amounts}
        blocks = list(self._code_blocks())
        found: dict[tuple[int, int], str] = {}
        for c in sorted(columns):
            last = next((k for k in range(c, -1, -1) if k not in columns), None)
            if last is None:
                continue
            first = next((k + 1 for k in range(last, -1, -1) if k in columns), 0)
            block = next((b for b in blocks if first <= b[0] <= last), None)
            if block is not None:
                found |= {(r, c): code for r, code in self._codes_of(block).items() if (r, c) in amounts}
        return found

    def _code_blocks(self) -> Iterator[tuple[int, ...]]:
        """Columns of codes: one of whole codes, or the three levels side by side."""
        heads = [{row[c] for row in self.grid[: self.heads]} for c in range(len(self.grid[0]) if self.grid else 0)]
        for c, head in enumerate(heads):
            if "类" in head and [level in h for level, h in zip(_LEVELS, heads[c : c + 3], strict=False)] == [True] * 3:
                yield (c, c + 1, c + 2)
            elif any("科目" in text and re.search("编码|代码", text) for text in head) and not head & set(_LEVELS):
                yield (c,)

    def _codes_of(self, block: tuple[int, ...]) -> dict[int, str]:
        """The code of each row; of levels side by side, those left blank before a printed one are the levels of the
        rows above.
        """
        found: dict[int, str] = {}
        above = [""] * len(block)
        for r in range(self.heads, len(self.grid)):
            parts = [self.grid[r][c] for c in block]
            if not any(parts) or not all(re.fullmatch(r"\d*", p) for p in parts):
                continue
            first = next(i for i, p in enumerate(parts) if p)
            parts = [*above[:first], *parts[first:]]
            above = parts
            code = parts[0]
            for part in parts[1:]:
                code = part if len(part) > 2 and part.startswith(code) else code + part
            if _CODE.fullmatch(code):
                found[r] = code
        return found


def normal(text: object) -> str:
    """The text as compared: compatible characters made one, without white space."""
    return "".join(unicodedata.normalize("NFKC", "" if text is None else str(text)).split())


def grid_of(table: Table) -> list[list[str]]:
    """A table's texts, a spanning cell's repeated in every position that it covers."""
    grid = [[""] * table.cols for _ in range(table.rows)]
    for cell in table.cells:
        for row in grid[cell.row : cell.row + cell.rowspan]:
            row[cell.col : cell.col + cell.colspan] = [normal(cell.text)] * cell.colspan
    return grid


def score_tables(truth: Mapping[str, Any], tables: Sequence[Table], observations: Sequence[Observation]) -> FilingScore:
    """The filing's tables and observations against its truth."""
    wanted = [_Truth(entry) for entry in truth["tables"]]
    grids = {t.table_no: grid_of(t) for t in tables}
    at: dict[tuple[int, int, int], list[Observation]] = defaultdict(list)
    for o in observations:
        if o.table_no is not None and o.row is not None and o.col is not None:
            at[o.table_no, o.row, o.col].append(o)
    pairs = _paired([w.grid for w in wanted], grids)
    scores = tuple(_score(w, pairs.get(i), grids, at) for i, w in enumerate(wanted))
    unclaimed = sum(len(row) for no, grid in grids.items() if no not in pairs.values() for row in grid)
    return FilingScore(scores, unclaimed)


def _paired(wanted: Sequence[list[list[str]]], grids: Mapping[int, list[list[str]]]) -> dict[int, int]:
    """Tables of the truth to tables read, those that share most of their texts first."""
    bags = {no: Counter(text for row in grid for text in row if text) for no, grid in grids.items()}
    trials: list[tuple[float, int, int]] = []
    for i, grid in enumerate(wanted):
        own = Counter(text for row in grid for text in row if text)
        for no, bag in bags.items():
            if shared := (own & bag).total():
                trials.append((-shared / max(own.total(), bag.total()), i, no))
    pairs: dict[int, int] = {}
    for _, i, no in sorted(trials):
        if i not in pairs and no not in pairs.values():
            pairs[i] = no
    return pairs


def _score(
    wanted: _Truth,
    no: int | None,
    grids: Mapping[int, list[list[str]]],
    at: Mapping[tuple[int, int, int], Sequence[Observation]],
) -> TableScore:
    got = grids[no] if no is not None else []
    found = aligned(wanted.grid, got)
    tally: dict[str, Share] = {m: Share() for m in MEASURES}
    tally["cells"] = Share(2 * found.equal, wanted.size + sum(len(row) for row in got))
    wrong: list[str] = []
    codes = wanted.codes()
    for r, c, text in wanted.numbers():
        place = _place(found, r, c)
        equal = place is not None and got[place[0]][place[1]] == wanted.grid[r][c]
        observed = at.get((no, *place), ()) if place is not None and no is not None else ()
        tally["numbers"] += Share(equal, 1)
        if not equal:
            wrong.append(f"numbers: row {r} column {c} {text}: {got[place[0]][place[1]] if place else 'no such cell'}")
        amount = wanted.money(r, c, text)
        if amount is None:
            continue
        right = amount in {o.value_yuan for o in observed}
        tally["values"] += Share(right, 1)
        if equal and not right:
            wrong.append(f"values: row {r} column {c} {text}: {[str(o.value_yuan) for o in observed]}")
        if (code := codes.get((r, c))) is not None:
            borne = {o.row_code for o in observed}
            tally["codes"] += Share(code in borne, 1)
            if right and code not in borne:
                wrong.append(f"codes: row {r} column {c} {code}: {sorted(b or '-' for b in borne)}")
    return TableScore(wanted.entry.get("title", ""), no, tally, tuple(wrong))


def _place(found: Alignment, r: int, c: int) -> tuple[int, int] | None:
    row, col = found.rows.get(r), found.cols.get(c)
    return None if row is None or col is None else (row, col)
