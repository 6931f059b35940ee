"""What the defences look at: a filing's instances by row, column and cell, its figures by amount, and which cells a
plain slip would convict.

Counts of columns that bear a relation out or contradict it are made here from the instances; how they are weighed is
left to the defences."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from itertools import pairwise

from expectations.claims.figures import cut_off, has_amount, is_subtracted, last_place, round_to, scale_in_print
from expectations.claims.instance import Instance, Shape
from expectations.claims.verdict import ZERO
from expectations.defences.settings import ROWS_OF_COLUMN
from expectations.filing.case import ADDITIVE, Ledger, is_balance
from expectations.suspects.misreading import SIGN, kind_of
from expectations.suspects.relations import Net, Relation, net_of
from fiscal.model.amounts import decimal_places
from fiscal.model.contract import Observation
from fiscal.model.reading import Alternative
from fiscal.reconciliation.reconcile import FactKey, key_of

HOLDS = frozenset({"exact", "rounding"})
Line = tuple[str, int, int | None, int]
"""A row (column) of a table that other rows (columns) add up to: the rule, the table, the panel, the row (column)."""


@dataclass(slots=True)
class Support:
    """One relation between rows (columns) over all columns (rows) where it can be tested with amounts: who bears it
    out, who contradicts it.
    """

    borne_out: list[Instance] = field(default_factory=list["Instance"])
    contradicted: list[Instance] = field(default_factory=list["Instance"])

    @property
    def amounts_against(self) -> set[Decimal]:
        """The different totals that contradict it: rows with the same amounts are one piece of evidence."""
        return {i.outcome.lhs for i in self.contradicted if i.outcome.lhs is not None}

    @property
    def amounts_for(self) -> set[Decimal]:
        """The different totals that bear it out."""
        return {i.outcome.lhs for i in self.borne_out if i.outcome.lhs is not None}


def against_first(instance: Instance) -> Iterator[tuple[Observation, Observation]]:
    """The first report that has an amount with each other one."""
    reports = [o for o, _ in instance.terms if has_amount(o)]
    return ((reports[0], o) for o in reports[1:])


def along(instance: Instance) -> tuple[str, Line] | None:
    """Whether a sum relates rows of one column (`rows`) or columns of one row (`columns`) of a table, and which; None
    for any other.
    """
    if instance.shape is not Shape.SUM or len(instance.terms) < 2:
        return None
    total = instance.terms[0][0]
    if total.table_no is None or total.row is None or total.col is None:
        return None
    others = [o for o, _ in instance.terms[1:]]
    if any(o.table_no != total.table_no for o in others):
        return None
    if all(o.col == total.col for o in others):
        return "rows", (instance.rule.id, total.table_no, total.panel, total.row)
    if all(o.row == total.row for o in others):
        return "columns", (instance.rule.id, total.table_no, total.panel, total.col)
    return None


class Evidence:
    """One filing's instances with the indexes that defences share; each is built when first asked for."""

    def __init__(
        self,
        ledger: Ledger,
        instances: Sequence[Instance],
        alternatives: dict[tuple[int, int, int], tuple[Alternative, ...]],
    ):
        self.ledger, self.instances, self.alternatives = ledger, instances, alternatives
        self._cells: dict[int, dict[tuple[int, int], Decimal]] = {}

    @cached_property
    def net(self) -> Net:
        """The relations before anything is explained."""
        return net_of(self.instances)

    @cached_property
    def support(self) -> dict[str, dict[Line, Support]]:
        """How far each relation between rows, and between columns, is borne out."""
        found: dict[str, dict[Line, Support]] = {"rows": defaultdict(Support), "columns": defaultdict(Support)}
        for instance in self.instances:
            if (at := along(instance)) is None:
                continue
            kind, line = at
            if instance.violated:
                found[kind][line].contradicted.append(instance)
            elif instance.outcome.verdict in HOLDS and instance.outcome.lhs:
                found[kind][line].borne_out.append(instance)
        return found

    @cached_property
    def understood(self) -> frozenset[int]:
        """The ids (`id`) of violated instances along columns that are understood: most of the totals that fail there
        are those of the row above or below, or the like of the relation under another head of the table (another year)
        holds throughout.
        """
        supports = self.support["columns"]
        away = {id(i) for support in supports.values() if _is_a_row_away(support) for i in support.contradicted}
        return frozenset(away | _borne_out_beside(supports))

    @cached_property
    def wrong(self) -> frozenset[str]:
        """The totals that fail in columns that are understood."""
        failing = (i for support in self.support["columns"].values() for i in support.contradicted)
        return frozenset(i.terms[0][0].observation_id for i in failing if id(i) in self.understood)

    @cached_property
    def by_amount(self) -> dict[Decimal, list[Observation]]:
        """All figures of the filing by their amount, none of them zero."""
        found: dict[Decimal, list[Observation]] = defaultdict(list)
        for o in self.ledger.case.observations:
            if has_amount(o) and o.amount:
                found[o.amount].append(o)
        return found

    @cached_property
    def in_tables(self) -> dict[tuple[str, str, int | None], list[tuple[FactKey, Observation]]]:
        """The cells of tables by what they are about, whatever their funds, body, type and phase."""
        found: dict[tuple[str, str, int | None], list[tuple[FactKey, Observation]]] = defaultdict(list)
        for o in self.ledger.case.observations:
            if o.table_no is not None and o.amount and (key := key_of(o, self.ledger.case.identity)) is not None:
                found[key.class_system, key.concept, key.fiscal_year].append((key, o))
        return found

    @cached_property
    def balances(self) -> list[Observation]:
        """The reported balances of other years' money."""
        return [
            o
            for o in self.ledger.case.observations
            if o.amount and has_amount(o) and o.value_yuan is not None and is_balance(o)
        ]

    @cached_property
    def deductions(self) -> list[Observation]:
        """The reported amounts of rows that say that they are subtracted, or are printed below zero; changes are
        none.
        """
        figures = [
            o
            for o in self.ledger.case.observations
            if o.table_no is not None and has_amount(o) and o.period != "change" and o.measure in ADDITIVE
        ]
        return [o for o in figures if is_subtracted(o) or (o.amount is not None and o.amount < 0)]

    @cached_property
    def passages(self) -> dict[int, tuple[str, ...]]:
        """The headings that each sentence stands under."""
        return {s.sentence_no: s.heading_path for s in self.ledger.case.reading.sentences}

    @cached_property
    def sentences(self) -> dict[int, str]:
        """The text of the prose by sentence."""
        return {s.sentence_no: s.text for s in self.ledger.case.reading.sentences}

    @cached_property
    def stated(self) -> dict[int, list[Observation]]:
        """The amounts that each sentence of the prose states."""
        found: dict[int, list[Observation]] = defaultdict(list)
        for o in self.ledger.prose:
            if o.sentence_no is not None and has_amount(o):
                found[o.sentence_no].append(o)
        return found

    @cached_property
    def shares(self) -> dict[str, list[Observation]]:
        """The printed shares of one whole."""
        found: dict[str, list[Observation]] = defaultdict(list)
        for o in self.ledger.prose:
            if o.relation == "share" and o.part_of is not None and o.value_native is not None:
                found[o.part_of].append(o)
        return found

    def cells_of(self, table_no: int) -> dict[tuple[int, int], Decimal]:
        """The amounts of a table by row and column, none of them zero."""
        if table_no not in self._cells:
            sheet = self.ledger.sheets.get(table_no, ())
            self._cells[table_no] = {
                (o.row, o.col): o.amount for o in sheet if o.row is not None and o.col is not None and o.amount
            }
        return self._cells[table_no]

    @cached_property
    def conversions(self) -> tuple[set[str], set[str]]:
        """The coarser reports of facts that only cutting off explains, and those that only rounding does; equal amounts
        of a filing count once.
        """
        cut: dict[tuple[Decimal, Decimal], str] = {}
        rounded: dict[tuple[Decimal, Decimal], str] = {}
        for a, b in (pair for i in self.instances if i.shape is Shape.SAME for pair in against_first(i)):
            fine, coarse = (a, b) if last_place(a) < last_place(b) else (b, a)
            if last_place(fine) == last_place(coarse) or fine.amount is None or coarse.amount is None:
                continue
            by_cut, by_rounding = cut_off(fine, coarse), round_to(fine.amount, last_place(coarse)) == coarse.amount
            if by_cut != by_rounding:
                (cut if by_cut else rounded)[fine.amount, coarse.amount] = coarse.observation_id
        return set(cut.values()), set(rounded.values())

    @cached_property
    def convicted(self) -> frozenset[int]:
        """The ids (`id`) of violated instances that one plain slip in one cell explains together with another one:
        nothing innocent is looked for there.
        """
        found: set[int] = set()
        for cell, relations in self.net.of_cell.items():
            broken = [r for r in relations if r.instance.violated]
            if len(broken) < 2:
                continue
            for value in self._slips(cell, broken):
                repaired, worse = self.net.after({cell: value})
                if len(repaired) > 1 and not worse:
                    found |= {id(self.net.relations[i].instance) for i in repaired}
        return frozenset(found)

    def _slips(self, cell: str, broken: Sequence[Relation]) -> Iterator[Decimal]:
        """The values of a cell that at least two of its broken relations ask for and that a plain slip would have
        turned into the printed one.
        """
        o = self.net.observations[cell]
        scale = scale_in_print(o)
        place = min(r.units[cell] for r in broken)
        asked: dict[Decimal, int] = defaultdict(int)
        for relation in broken:
            for value in {round_to(v, place) for v in relation.restoring(cell, self.net.values)}:
                asked[value] += 1
        reported = self.net.values[cell] / scale
        for value, times in asked.items():
            if (
                times > 1
                and kind_of(reported, value / scale, max(decimal_places(o.value_reported), 0)).rank <= SIGN.rank + 2
            ):
                yield value


def _borne_out_beside(supports: Mapping[Line, Support]) -> set[int]:
    """The ids (`id`) of what fails in column relations that fail in more rows than they hold, while the like under
    another head of the table (another year) holds throughout: the columns are understood.
    """
    beside: dict[tuple[object, ...], list[set[tuple[str, ...]]]] = defaultdict(list)
    for line, support in supports.items():
        if len(support.amounts_for) >= ROWS_OF_COLUMN and not support.contradicted:
            total = support.borne_out[0].terms[0][0]
            beside[line[0], line[1], total.header_path[1:]].append(_parts(support.borne_out))
    found: set[int] = set()
    for line, support in supports.items():
        if len(support.contradicted) <= len(support.borne_out):
            continue
        total = support.contradicted[0].terms[0][0]
        twins = beside[line[0], line[1], total.header_path[1:]] if len(total.header_path) > 1 else []
        parts = _parts(support.contradicted)
        if any(same <= parts for same in twins):
            found |= {id(i) for i in support.contradicted}
    return found


def _parts(instances: Sequence[Instance]) -> set[tuple[str, ...]]:
    """The heads of the parts, below the one that a year or the like has."""
    return {o.header_path[1:] for i in instances for o, _ in i.terms[1:]}


def _is_a_row_away(support: Support) -> bool:
    rows = sorted((*support.contradicted, *support.borne_out), key=lambda i: i.terms[0][0].row or 0)
    failing = {id(i) for i in support.contradicted}
    for pairs in (pairwise(rows), pairwise(rows[::-1])):
        moved = [of.outcome.rhs for at, of in pairs if id(of) in failing and of.outcome.rhs == at.outcome.lhs != ZERO]
        if len(set(moved)) >= ROWS_OF_COLUMN and 2 * len(moved) > len(failing):
            return True
    return False
