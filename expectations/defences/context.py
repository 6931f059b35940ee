"""Figures that are about something else than their names say: one place that states both, and prose that states what is
printed for other funds or bodies.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from expectations.catalogue.explanations import Explanation, chance_of
from expectations.catalogue.figure_formulas import SameFact
from expectations.claims.figures import has_amount
from expectations.claims.instance import Instance, Shape, residual_of
from expectations.defences.evidence import Evidence
from expectations.defences.settings import MOST_CHANCE
from expectations.filing.case import label_of
from fiscal.model.contract import Observation
from fiscal.model.places import page_en, page_zh
from fiscal.reconciliation.reconcile import FactKey, key_of


def one_place(evidence: Evidence, instance: Instance) -> Explanation | None:
    """All that differ stand in one sentence, or in one table whose lines differ elsewhere too: a publisher who says two
    numbers in one breath speaks of two things.
    """
    reports = [o for o, _ in instance.terms if has_amount(o)]
    if not isinstance(instance.rule.formula, SameFact) or len(reports) < 2:
        return None
    values = {o.amount for o in reports}
    for group in _places(reports):
        if {o.amount for o in group} == values and (group[0].table_no is None or _lines_differ(evidence, group)):
            where = "段文字" if group[0].table_no is None else "表"
            zh = f"{page_zh(group[0])}同一{where}分列 {len(values)} 个数，并非同一数据"
            en = (
                f"one {'sentence' if group[0].table_no is None else 'table'} on {page_en(group[0])} states all"
                f" {len(values)} numbers: they are not one fact"
            )
            return Explanation("one_place", zh, en, tuple(o.observation_id for o in group))
    return None


def _places(reports: Sequence[Observation]) -> list[list[Observation]]:
    groups: dict[tuple[str, int | None], list[Observation]] = {}
    for o in reports:
        place = ("sentence", o.sentence_no) if o.table_no is None else ("table", o.table_no)
        if place[1] is not None:
            groups.setdefault(place, []).append(o)
    return list(groups.values())


def _lines_differ(evidence: Evidence, group: Sequence[Observation]) -> bool:
    """Whether the rows, or the columns, in which the reports stand say mostly different things elsewhere in their table
    too.
    """
    cells = evidence.cells_of(group[0].table_no or 0)
    others = [o for o in group[1:] if o.amount != group[0].amount]
    return all(
        _mostly_different(cells, 0, group[0].row, o.row) or _mostly_different(cells, 1, group[0].col, o.col)
        for o in others
    )


def _mostly_different(cells: dict[tuple[int, int], Decimal], axis: int, a: int | None, b: int | None) -> bool:
    """Whether two rows (axis 0) or columns (axis 1) have more amounts that differ than that are alike, and several: the
    reports' own and one more.
    """
    if a == b:
        return False
    of_a, of_b = ({at[1 - axis]: amount for at, amount in cells.items() if at[axis] == line} for line in (a, b))
    both = of_a.keys() & of_b.keys()
    differing = sum(of_a[at] != of_b[at] for at in both)
    return differing > 1 and 2 * differing > len(both)


def other_context(evidence: Evidence, instance: Instance) -> Explanation | None:
    """A figure in the prose is exactly what the filing prints for the same concept under narrower funds or for another
    body, and all other reports agree.
    """
    if instance.shape is Shape.SUM:
        return _sum_of_other_context(evidence, instance)
    if instance.shape is not Shape.SAME:
        return None
    reports = [o for o, _ in instance.terms if has_amount(o)]
    said = [o for o in reports if o.table_no is None]
    kept = {o.amount for o in reports if o.table_no is not None} or {reports[0].amount}
    if len(kept) > 1:
        return None
    strayed = [o for o in said if o.amount not in kept]
    chance, rests = 1.0, list[Observation]()
    for o in strayed:
        found, tried = _printed_elsewhere(evidence, o, reports)
        if found is None or o.amount is None:
            return None
        chance *= chance_of(o.amount, tried)
        rests.append(found)
    if not rests or chance > MOST_CHANCE:
        return None
    at = rests[0]
    zh = f"{at.value_reported.strip()} 即{page_zh(at)}“{label_of(at)}”，口径不同"
    en = f"{at.value_reported.strip()} is {label_of(at)} on {page_en(at)}, of another scope"
    return Explanation("other_context", zh, en, tuple(o.observation_id for o in rests), chance)


def _sum_of_other_context(evidence: Evidence, instance: Instance) -> Explanation | None:
    """One stated term of a sum is what the filing prints for another context, and the figure that the sum asks for is
    printed for its concept too.
    """
    total = instance.terms[0][0]
    for o, weight in instance.terms:
        if o.table_no is not None or not has_amount(o) or o.amount is None:
            continue
        needed = o.amount - residual_of(instance) if o is total else o.amount + residual_of(instance) / weight
        found, tried = _printed_elsewhere(evidence, o, [t for t, _ in instance.terms])
        key = key_of(o, evidence.ledger.case.identity)
        meant = (
            [
                c
                for k, c in evidence.in_tables.get((key.class_system, key.concept, key.fiscal_year), ())
                if k.unit == key.unit
            ]
            if key is not None
            else []
        )
        asked = next((c for c in meant if c.amount == needed), None)
        if found is None or asked is None:
            continue
        chance = chance_of(o.amount, tried) * chance_of(needed, len(meant))
        if chance <= MOST_CHANCE:
            zh = (
                f"{o.value_reported.strip()} 即{page_zh(found)}“{label_of(found)}”，口径不同；{page_zh(asked)}所列"
                f" {asked.value_reported.strip()} 相符"
            )
            en = (
                f"{o.value_reported.strip()} is {label_of(found)} on {page_en(found)}, of another scope;"
                f" {asked.value_reported.strip()} on {page_en(asked)} agrees"
            )
            return Explanation("other_context", zh, en, (found.observation_id, asked.observation_id), chance)
    return None


def _printed_elsewhere(
    evidence: Evidence, o: Observation, reports: Sequence[Observation]
) -> tuple[Observation | None, int]:
    """A cell of a table, in no row of the other reports, that has the amount under another context of the same concept
    and year; and how many there are to try.
    """
    key = key_of(o, evidence.ledger.case.identity)
    rows = {(r.table_no, r.row) for r in reports}
    if key is None:
        return None, 0
    others = [
        (k, c)
        for k, c in evidence.in_tables.get((key.class_system, key.concept, key.fiscal_year), ())
        if k != key and (c.table_no, c.row) not in rows
    ]
    found = next((c for k, c in others if c.amount == o.amount and _wider_as_named(key, k)), None)
    return found, len({c.amount for _, c in others})


def _wider_as_named(said: FactKey, printed: FactKey) -> bool:
    """Whether the prose may mean what is printed: it names no funds of its own, or the same, so that a heading or a
    body was overlooked. Named funds are meant.
    """
    alike = (
        said.unit == printed.unit
        and said.indicator_key == printed.indicator_key
        and said.expenditure_type == printed.expenditure_type
    )
    return alike and said.source_of_funds in (None, "total", printed.source_of_funds)
