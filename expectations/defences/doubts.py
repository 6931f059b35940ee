"""Doubts about the own reading: one misunderstanding that explains many violations is one finding of tier `extraction`,
which accuses nobody and holds nothing.

A relation that holds in other columns (rows) and fails in one cell is left to be an accusation.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from expectations.catalogue.explanations import DOUBTS, Explanation
from expectations.claims.figures import equal_claim
from expectations.claims.instance import Instance, Shape, bound_of, residual_of
from expectations.claims.verdict import ONE, ZERO
from expectations.defences.evidence import HOLDS, Evidence, Support, against_first, along
from expectations.defences.settings import (
    BORNE_OUT_SHARE,
    COLUMNS_OF_ROW,
    CONFLICTS_OF_BLOCKS,
    CONTRADICTED_EVERYWHERE,
    LINES_OF_TABLE,
    MANY_ROWS,
    MANY_ROWS_SHARE,
    ROWS_OF_COLUMN,
    SCALES,
)
from fiscal.model.contract import Observation
from fiscal.model.places import page_en, page_zh

_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Doubt:
    """One misunderstanding: its code, where, and the violated instances that it would explain."""

    code: str
    where: tuple[str, str]
    instances: tuple[Instance, ...]


def doubts(evidence: Evidence, left: Sequence[Instance]) -> list[Doubt]:
    """The misunderstandings that explain what is violated and not yet explained; each instance is in one of them at
    most.
    """
    found: list[Doubt] = []
    open_ = {id(i): i for i in left}
    for look in (_scales, _rows, _columns, _rules):
        for doubt in look(evidence, list(open_.values())):
            found.append(doubt)
            for instance in doubt.instances:
                open_.pop(id(instance), None)
    return found


def finding_of_doubt(doubt: Doubt) -> Instance:
    """The one finding that stands for all of them."""
    zh, en = DOUBTS[doubt.code]
    n = len(doubt.instances)
    saying = (
        f"{doubt.where[0]}{zh}：有 {n} 处关系不成立，更可能是读取有误，不计为发布单位之误。",
        (
            f"{doubt.where[1]}: {en}; {n} relations fail there, which is more likely our reading than the publisher's"
            " error."
        ),
    )
    terms = tuple((i.terms[0][0], ONE) for i in doubt.instances[:_SHOWN])
    explanation = Explanation(doubt.code, zh, en, tuple(o.observation_id for o, _ in terms))
    return Instance(
        doubt.instances[0].rule,
        Shape.STATEMENT,
        equal_claim(n, 0),
        terms,
        (doubt.code, doubt.where[0]),
        severity="warning",
        tier="extraction",
        saying=saying,
        explanation=explanation,
    )


def _at_table(evidence: Evidence, table_no: int) -> tuple[str, str]:
    sheet = evidence.ledger.sheets.get(table_no, ())
    if not sheet:
        return f"表{table_no}", f"table {table_no}"
    title = evidence.ledger.title(sheet[0])
    return f"《{title}》（{page_zh(sheet[0])}起）", f"{title} (from {page_en(sheet[0])})"


def _by_table(evidence: Evidence, code: str, instances: Iterable[Instance]) -> list[Doubt]:
    tables: dict[int, list[Instance]] = defaultdict(list)
    for instance in instances:
        tables[instance.terms[0][0].table_no or 0].append(instance)
    return [Doubt(code, _at_table(evidence, no), tuple(members)) for no, members in tables.items()]


def _rows(evidence: Evidence, left: Sequence[Instance]) -> list[Doubt]:
    """Row relations that several columns contradict and none bears out."""
    return _lines(evidence, left, "rows", "rows_misread", _row_contradicted)


def _columns(evidence: Evidence, left: Sequence[Instance]) -> list[Doubt]:
    """Column relations that most rows contradict, in their own or in all columns of one name, and those that fail in
    each row where one of the parts has an amount; none with a figure that is known to be wrong.
    """
    left = [i for i in left if not i.cells & evidence.wrong]
    named: dict[tuple[object, ...], Support] = defaultdict(Support)
    for support in evidence.support["columns"].values():
        for i in support.contradicted:
            named[_name(i)].contradicted.append(i)
        for i in support.borne_out:
            named[_name(i)].borne_out.append(i)
    doubted = {id(i) for support in named.values() if _column_contradicted(support) for i in support.contradicted}
    doubted |= {
        id(i)
        for support in evidence.support["columns"].values()
        if _one_part_too_many(support)
        for i in support.contradicted
    }
    of_table = _lines(evidence, left, "columns", "columns_misread", _column_contradicted)
    covered = {id(i) for doubt in of_table for i in doubt.instances}
    more = (i for i in left if id(i) in doubted and id(i) not in covered)
    return _by_table(evidence, "columns_misread", [*(i for doubt in of_table for i in doubt.instances), *more])


def _name(instance: Instance) -> tuple[object, ...]:
    total = instance.terms[0][0]
    return instance.rule.id, total.table_no, total.header_path[-1:]


def _one_part_too_many(support: Support) -> bool:
    """Whether without one column the relation holds in every row, and fails with it in every row where that column has
    an amount.
    """
    for column in {o.col for i in support.contradicted for o, _ in i.terms[1:]}:
        of = {
            id(i): sum((w * (o.amount or ZERO) for o, w in i.terms[1:] if o.col == column), ZERO)
            for i in (*support.contradicted, *support.borne_out)
        }
        without = all(of[id(i)] and abs(residual_of(i) + of[id(i)]) <= bound_of(i) for i in support.contradicted)
        if without and len(support.amounts_against) > 1 and not any(of[id(i)] for i in support.borne_out):
            return True
    return False


def _lines(
    evidence: Evidence, left: Sequence[Instance], kind: str, code: str, contradicted: Callable[[Support], bool]
) -> list[Doubt]:
    """Relations that are contradicted wherever they can be tested, and all that fail in tables where most relations
    are.
    """
    supports = evidence.support[kind]
    against: dict[int, int] = defaultdict(int)
    for (_, table_no, _, _), support in supports.items():
        against[table_no] += (not support.borne_out) - (not support.contradicted)
    failing = {
        no
        for no, more in against.items()
        if more > 0 and sum(line[1] == no and not s.borne_out for line, s in supports.items()) >= LINES_OF_TABLE
    }
    at = {id(i): line for i in left if (line := along(i)) is not None and line[0] == kind}
    return _by_table(
        evidence,
        code,
        (i for i in left if id(i) in at and (at[id(i)][1][1] in failing or contradicted(supports[at[id(i)][1]]))),
    )


def _row_contradicted(support: Support) -> bool:
    """Whether several columns contradict a sum of rows; one difference in all of them is one figure and its totals."""
    amounts = support.amounts_against
    crossed = len(support.contradicted) == 2 and sum(residual_of(i) for i in support.contradicted) == 0
    nowhere = len(amounts) >= COLUMNS_OF_ROW and not support.borne_out
    apart = {abs(residual_of(i)) for i in support.contradicted}
    mostly = len(amounts) > COLUMNS_OF_ROW and len(support.contradicted) > len(support.borne_out) and len(apart) > 1
    return (nowhere or mostly) and not crossed


def _column_contradicted(support: Support) -> bool:
    against, failing = len(support.amounts_against), len(support.contradicted)
    most = against >= ROWS_OF_COLUMN and failing > len(support.borne_out)
    return most or (against >= MANY_ROWS and failing >= MANY_ROWS_SHARE * (failing + len(support.borne_out)))


def _rules(evidence: Evidence, left: Sequence[Instance]) -> list[Doubt]:
    """Rules that fail nearly everywhere in the filing."""
    by_rule: dict[str, list[Instance]] = defaultdict(list)
    for instance in left:
        if along(instance) is None and instance.shape in (Shape.SUM, Shape.RATIO):
            by_rule[instance.rule.id].append(instance)
    found: list[Doubt] = []
    for rule, members in by_rule.items():
        holding = {
            i.outcome.lhs
            for i in evidence.instances
            if i.rule.id == rule and i.outcome.verdict in HOLDS and i.outcome.lhs
        }
        against = {(i.outcome.lhs, i.outcome.rhs) for i in members}
        if len(against) >= CONTRADICTED_EVERYWHERE and len(holding) <= BORNE_OUT_SHARE * len(against):
            found.append(Doubt("rule_misread", ("全文", "the filing"), tuple(members)))
    return found


def _scales(evidence: Evidence, left: Sequence[Instance]) -> list[Doubt]:
    """Tables whose figures are all off by one factor of units against other places."""
    ratios: dict[int, dict[Decimal, list[tuple[Instance, Observation]]]] = defaultdict(lambda: defaultdict(list))
    for instance in left:
        if instance.shape not in (Shape.SAME, Shape.PART):
            continue
        for a, b in against_first(instance):
            if a.amount != b.amount and (scale := _scale(a, b)) is not None:
                for o in (a, b):
                    if o.table_no is not None:
                        ratios[o.table_no][scale].append((instance, o))
    found: list[Doubt] = []
    seen: set[int] = set()
    for table_no, scales in sorted(ratios.items(), key=lambda kv: -max(map(len, kv[1].values()))):
        for members in scales.values():
            fresh = [(i, o) for i, o in members if id(i) not in seen]
            if len({o.amount for _, o in fresh}) >= CONFLICTS_OF_BLOCKS:
                seen |= {id(i) for i, _ in fresh}
                unique = {id(i): i for i, _ in fresh}
                found.append(Doubt("scale_misread", _at_table(evidence, table_no), tuple(unique.values())))
    return found


def _scale(a: Observation, b: Observation) -> Decimal | None:
    """The ratio of units that one amount is of the other; None where it is none."""
    if not a.amount or not b.amount:
        return None
    return next((Decimal(s) for s in SCALES if a.amount == b.amount * s or b.amount == a.amount * s), None)
