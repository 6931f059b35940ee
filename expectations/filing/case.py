"""One filing as the rules see it: its identity, its reading, and its observations indexed by table, cell and statement.

What follows from the figures is left to `expectations.kinds`; the index only finds them.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from expectations.filing.promised import Promised, promised
from fiscal import lexicon
from fiscal.discovery.details.told import Told
from fiscal.model.contract import Observation
from fiscal.model.identity import Identity
from fiscal.model.reading import PROSE, Reading, Sentence, Table
from fiscal.model.vocabulary import MEASURES, TABLE_FAMILIES
from fiscal.reconciliation.reconcile import FactKey, key_of

ADDITIVE = frozenset(
    {"budget_initial", "budget_adjusted", "actual", "change_abs", "score_full", "score", "count", "midterm_total"}
)
SUMMED = frozenset({None, "item", "total", "balance"})
CARRIED = lexicon.pattern("findings.carried")
BALANCES = frozenset({"carryover_in", "carryover_out"})
MONEY_MEASURES = frozenset({"budget_initial", "budget_adjusted", "actual", "midterm_total"})


_CLASS = 3
"""Digits of the code of a class (类)."""


@dataclass(frozen=True, slots=True)
class Case:
    """What is evaluated: one filing with everything that was understood of it; `told_by_sources`: what the titles at
    its files' sources say, in the order of the files.
    """

    filing_id: str
    identity: Identity
    reading: Reading
    observations: Sequence[Observation]
    told_by_sources: Sequence[Told] = ()


@dataclass(slots=True)
class Ledger:
    """A case with its indexes. `cells` finds a table's observation by row and column, `row_parts` and `col_parts` those
    that add up to it, `sheets` holds each table's observations in reading order, `before` the tables' figures of
    earlier years, `printed_amounts` the money and counts that tables print, `amounts_of` those of a concept in a year
    (class system, concept, year, measure, project)."""

    case: Case
    tables: dict[int, Table] = field(init=False)
    sheets: dict[int, list[Observation]] = field(init=False)
    cells: dict[tuple[int, int, int], Observation] = field(init=False)
    prose: list[Observation] = field(init=False)
    by_id: dict[str, Observation] = field(init=False)
    row_parts: dict[tuple[int, int, int], list[Observation]] = field(init=False)
    col_parts: dict[tuple[int, int, int], list[Observation]] = field(init=False)
    before: dict[FactKey, list[Observation]] = field(init=False)
    printed_amounts: set[Decimal] = field(init=False)
    amounts_of: dict[tuple[object, ...], set[Decimal]] = field(init=False)
    _carryover: dict[int, set[int]] = field(init=False, default_factory=dict[int, set[int]])
    _promised: Promised | None = field(init=False, default=None)
    _told: list[tuple[Sentence, str]] | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        self.tables = {t.table_no: t for t in self.case.reading.tables}
        sheets: dict[int, list[Observation]] = defaultdict(list)
        self.cells, self.prose, self.by_id = {}, [], {}
        before: dict[FactKey, list[Observation]] = defaultdict(list)
        row_parts: dict[tuple[int, int, int], list[Observation]] = defaultdict(list)
        col_parts: dict[tuple[int, int, int], list[Observation]] = defaultdict(list)
        amounts_of: dict[tuple[object, ...], set[Decimal]] = defaultdict(set)
        self.printed_amounts = set()
        for o in self.case.observations:
            self.by_id[o.observation_id] = o
            if o.table_no is None:
                self.prose.append(o)
                continue
            sheets[o.table_no].append(o)
            if o.amount is not None and (o.value_yuan or o.measure == "count"):
                self.printed_amounts.add(o.amount)
                if o.period == "current" and o.concept is not None:
                    amounts_of[o.class_system, o.concept, o.fiscal_year, o.measure, o.project].add(o.amount)
            if o.period == "prior" and (key := key_of(o, self.case.identity)) is not None:
                before[key].append(o)
            if o.row is not None and o.col is not None and (o.measure in ADDITIVE or o.measure is None):
                self.cells.setdefault((o.table_no, o.row, o.col), o)
                if o.parent_row is not None and o.row_role in SUMMED and o.period != "change":
                    row_parts[o.table_no, o.parent_row, o.col].append(o)
                if o.parent_col is not None and o.col_role in SUMMED:
                    col_parts[o.table_no, o.row, o.parent_col].append(o)
        for sheet in sheets.values():
            for whole, part in (*_continued_in_panels(sheet), *_totalled_over_panels(sheet)):
                row_parts[whole.table_no or 0, whole.row or 0, whole.col or 0].append(part)
        self.sheets, self.row_parts, self.col_parts, self.before = (
            dict(sheets),
            dict(row_parts),
            dict(col_parts),
            dict(before),
        )
        self.amounts_of = dict(amounts_of)

    def parts_of(self, o: Observation) -> list[Observation]:
        """The cells of the rows that a cell's row is the sum of, in its column."""
        return self.row_parts.get((o.table_no or 0, o.row or 0, o.col or 0), []) if o.col is not None else []

    def columns_of(self, o: Observation) -> list[Observation]:
        """The cells of the columns that a cell's column is the sum of, in its row."""
        return self.col_parts.get((o.table_no or 0, o.row or 0, o.col or 0), []) if o.col is not None else []

    def carryover_columns(self, table_no: int) -> set[int]:
        """The columns of a table that hold balances brought forward beside columns of other funds."""
        if table_no not in self._carryover:
            sheet = self.sheets.get(table_no, ())
            self._carryover[table_no] = {
                o.col
                for o in sheet
                if o.source_of_funds == "carryover"
                and o.col is not None
                and o.header_path
                and o.class_system != "income"
            }
        return self._carryover[table_no]

    @property
    def promised(self) -> Promised:
        """The tables that the filing's contents promise, held against those that were read."""
        if self._promised is None:
            self._promised = promised(self.case.reading)
        return self._promised

    @property
    def told(self) -> list[tuple[Sentence, str]]:
        """The sentences of the prose, headings and notes among them, each with its text without white space."""
        if self._told is None:
            self._told = [(s, re.sub(r"\s", "", s.text)) for s in self.case.reading.sentences if s.kind in PROSE]
        return self._told

    @property
    def named_within(self) -> Iterator[Observation]:
        """The money of the tables that is named as a part of other money (其中)."""
        return (
            o
            for sheet in self.sheets.values()
            for o in sheet
            if "of_which" in (o.row_role, o.col_role) and o.value_yuan
        )

    @property
    def of_the_year(self) -> Iterator[Observation]:
        """What the tables say that the year's expenditure is, balances left out."""
        return (
            o
            for sheet in self.sheets.values()
            for o in sheet
            if o.concept == "expenditure_current" and o.expenditure_type == "total" and o.value_yuan
        )

    def title(self, o: Observation) -> str:
        """The title of the table that an observation is in, the Chinese name of its family where it is untitled or in
        prose.
        """
        table = self.tables.get(o.table_no) if o.table_no is not None else None
        return table.title if table is not None and table.title else TABLE_FAMILIES.get(o.table_family, o.table_family)


def _continued_in_panels(sheet: Sequence[Observation]) -> Iterator[tuple[Observation, Observation]]:
    """Classes whose list goes on at the top of the panel beside it (商品和服务支出 over two columns of a page): the
    whole and the part there.
    """
    classes = {(_column_of(o), o.panel, o.concept): o for o in sheet if _is_class(o)}
    for o in sheet:
        if not _is_class(o) or o.parent_row is not None or not o.panel:
            continue
        code = o.concept or ""
        above = [
            w
            for n in (5, 3)
            if n < len(code)
            for p in range(o.panel)
            if (w := classes.get((_column_of(o), p, code[:n]))) is not None
        ]
        if above and (_column_of(o), o.panel, code[:3]) not in classes:
            yield above[0], o


def _totalled_over_panels(sheet: Sequence[Observation]) -> Iterator[tuple[Observation, Observation]]:
    """Classes of panels without a total of their own (302 beside 310, where 公用经费合计 of both stands under the
    last): the next panel's total, and each class.
    """
    totals: dict[int, list[Observation]] = defaultdict(list)
    for o in sheet:
        if o.row_role == "total" and o.col is not None and o.panel is not None:
            totals[o.panel].append(o)
    classes = [
        o
        for o in sheet
        if _is_class(o) and o.parent_row is None and len(o.concept or "") == _CLASS and o.panel is not None
    ]
    before = -1
    for panel, found in sorted(totals.items()):
        over = [
            o for o in classes if before < (o.panel or 0) <= panel and _column_of(found[0])[1:6] == _column_of(o)[1:6]
        ]
        if len(found) == 1 and any((o.panel or 0) < panel for o in over):
            yield from ((found[0], o) for o in over)
        before = panel


def _is_class(o: Observation) -> bool:
    return o.row_role == "item" and o.col is not None and (o.concept or "").isdigit() and o.period != "change"


def _column_of(o: Observation) -> tuple[object, ...]:
    return (
        o.class_system,
        o.measure,
        o.phase,
        o.period,
        o.fiscal_year,
        o.source_of_funds,
        o.expenditure_type,
        o.header_path[-1:],
        o.entity,
        o.project,
    )


def is_balance(o: Observation) -> bool:
    """Whether a figure is a balance of another year's money."""
    named = (o.concept or "").partition("@")[0] in BALANCES or o.source_of_funds == "carryover"
    return named or CARRIED.search("".join((o.row_label or "", *o.row_path, *o.header_path))) is not None


def label_of(o: Observation) -> str:
    """What a figure is called: its row (indicator, project), its column where the header names one, else its
    measure.
    """
    row = o.row_label or o.indicator or o.project or ("" if o.header_path else o.concept or "")
    column = (
        o.header_path[-1] if o.header_path else ("" if o.table_no is not None else MEASURES.get(o.measure or "", ""))
    )
    return " · ".join(dict.fromkeys(part for part in (row, column) if part))
