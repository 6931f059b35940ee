"""Which cells are most likely wrong: single changes (then swaps of two) that satisfy every violated relation of a cell
and break none.

Findings that one change explains share a root cause. Whether a suspect is held is left to `expectations.gates.gate`,
whether it is repaired to `expectations.repair`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from expectations.claims.figures import last_place, scale_in_print
from expectations.claims.instance import Instance, Shape
from expectations.claims.sentences import other_way
from expectations.claims.verdict import round_to
from expectations.filing.case import label_of
from expectations.suspects.changes import Change, Explanation, left_in_sums
from expectations.suspects.made_from import made_from, outvoted
from expectations.suspects.misreading import (
    ALTERNATIVE,
    ANOTHER_YEAR,
    DIRECTION_WORD,
    OTHER,
    PASTED,
    SAME_DIGITS,
    SIGN,
    TURNED,
    UNIT,
    UNIT_UNLIKELY,
    Misreading,
    kind_of,
    printed_like,
    variants,
)
from expectations.suspects.relations import Net, Relation
from expectations.suspects.several_cells import Alternatives, connected, least, swapped, together
from fiscal.model.amounts import decimal_places, parse_amount
from fiscal.model.contract import Observation
from fiscal.model.findings.rows import Suspect
from fiscal.model.findings.suspected import proposal

_MOST_NAMED = 12


@dataclass(frozen=True, slots=True)
class Cause:
    """Violated instances with one cause, and the suspects that explain them, best first; no suspects where none could
    be told from the others.
    """

    instances: tuple[Instance, ...]
    suspects: tuple[Suspect, ...]


def causes(net: Net, alternatives: Alternatives) -> list[Cause]:
    """The causes of all violated relations of a net, the one that explains most first."""
    open_relations = {r.index: r for r in net.violated()}
    found: list[Cause] = []
    for explain in (_single_or_swapped, together, least, _outvoted):
        while open_relations:
            candidates = explain(net, open_relations, alternatives)
            if not candidates:
                break
            best = candidates[0]
            tied = [c for c in candidates if best.repaired <= c.repaired]
            found.append(Cause(tuple(open_relations[i].instance for i in sorted(best.repaired)), _suspects(net, tied)))
            for index in best.repaired:
                del open_relations[index]
    found += [Cause(tuple(r.instance for r in group), ()) for group in connected(net, open_relations.values())]
    return found


def _single_or_swapped(net: Net, open_relations: dict[int, Relation], alternatives: Alternatives) -> list[Explanation]:
    """One wrong cell, two in each other's place where that explains more, or one from which its table's totals were
    made.
    """
    found = [
        *_single(net, open_relations, alternatives),
        *swapped(net, open_relations),
        *made_from(net, open_relations),
    ]
    return sorted(found, key=lambda e: e.order)


def _single(net: Net, open_relations: dict[int, Relation], alternatives: Alternatives) -> list[Explanation]:
    """All single-cell explanations of the open relations, best first."""
    cells: dict[str, list[Relation]] = defaultdict(list)
    for relation in open_relations.values():
        for cell in relation.weights:
            cells[cell].append(relation)
    explanations = [
        e for cell, relations in cells.items() if (e := _best_change(net, cell, relations, alternatives)) is not None
    ]
    return sorted(explanations, key=lambda e: e.order)


def _best_change(net: Net, cell: str, relations: Sequence[Relation], alternatives: Alternatives) -> Explanation | None:
    """The best value for one cell: it repairs relations and breaks none."""
    o = net.observations[cell]
    wanted = {r.index for r in relations}
    best: Explanation | None = None
    for value, slip in _proposals(net, o, relations, alternatives):
        repaired, broken = net.after({cell: value})
        repaired &= wanted
        if broken or not repaired:
            continue
        explanation = Explanation(
            (Change(cell, value, slip),), frozenset(repaired), left_in_sums(net, {cell: value}), o.confidence
        )
        if best is None or explanation.order < best.order:
            best = explanation
    return best


def _proposals(
    net: Net, o: Observation, relations: Sequence[Relation], alternatives: Alternatives
) -> Iterator[tuple[Decimal, Misreading]]:
    scale = scale_in_print(o)
    unit = last_place(o)
    reported = net.values[o.observation_id] / scale
    places = max(decimal_places(o.value_reported), -int((unit / scale).normalize().as_tuple().exponent), 0)
    seen: set[Decimal] = {net.values[o.observation_id]}
    for alternative in alternatives.get((o.table_no or 0, o.row or 0, o.col or 0), ()):
        value = parse_amount(alternative.text)
        if value is not None and value * scale not in seen:
            seen.add(value * scale)
            yield value * scale, ALTERNATIVE
    likely = False
    for relation in relations:
        for restored in relation.restoring(o.observation_id, net.values):
            value = round_to(restored, unit)
            if value in seen:
                continue
            seen.add(value)
            slip = _slip(o, reported, value / scale, places)
            if slip is OTHER and relation.instance.shape is Shape.SAME:
                slip = SAME_DIGITS
            elif slip is OTHER and _is_pasted(net, relations, o.observation_id):
                slip = PASTED
            elif slip is OTHER and net.is_of_another_year(o):
                slip = ANOTHER_YEAR
            elif slip is OTHER and value < 0 <= reported and o.period != "change":
                slip = TURNED
            likely = likely or slip not in (OTHER, TURNED)
            yield value, slip
    if not likely and any(r.bound for r in relations):
        only_parts = all(r.instance.shape is Shape.PART for r in relations)
        for variant in variants(reported, places):
            value = variant * scale
            if value not in seen and not (only_parts and variant < 0 <= reported):
                seen.add(value)
                yield value, _slip(o, reported, variant, places)


def _slip(o: Observation, reported: Decimal, proposed: Decimal, places: int) -> Misreading:
    """The slip between two values in print. 元 are rather filled in where 万元 are meant, and the other way round, than
    a unit that the table has not.
    """
    slip = kind_of(reported, proposed, places)
    return UNIT_UNLIKELY if slip is UNIT and (abs(reported) > abs(proposed)) == (o.unit == "元") else slip


def _is_pasted(net: Net, relations: Iterable[Relation], cell: str) -> bool:
    """Whether a part of several reports just what one of its totals does."""
    for relation in relations:
        total, *parts = relation.weights
        if (
            relation.instance.shape is Shape.SUM
            and len(parts) > 1
            and cell in parts
            and net.values[cell]
            and net.values[cell] == net.values[total]
        ):
            return True
    return False


def _outvoted(net: Net, open_relations: dict[int, Relation], _alternatives: Alternatives) -> list[Explanation]:
    """Explanations by what other places contradict, though its own table bears it out."""
    return outvoted(net, open_relations)


def _suspects(net: Net, tied: Sequence[Explanation]) -> tuple[Suspect, ...]:
    """One suspect a changed cell, best first. Where more cells than can be named explain the same, only one that alone
    is a slip as plain as that is.
    """
    if len(tied) > _MOST_NAMED:
        plainest = (
            [e for e in tied if all(c.slip.rank <= rank for c in e.changes)] for rank in (SIGN.rank, UNIT_UNLIKELY.rank)
        )
        tied = next((plain for plain in plainest if plain), list[Explanation]())
        tied = tied if len(tied) == 1 else []
    suspects: dict[str, Suspect] = {}
    for explanation in tied:
        repaired = len(explanation.repaired)
        then = f"{repaired} 项不符全部成立", f"{repaired} broken {'rule holds' if repaired == 1 else 'rules hold'}"
        for change in explanation.changes:
            suspects.setdefault(change.cell, suspect_of(net, change, then))
    return tuple(suspects.values())


def suspect_of(net: Net, change: Change, then: tuple[str, str]) -> Suspect:
    """The suspect of a change; `then` says in both languages what would hold after it."""
    o = net.observations[change.cell]
    scale = scale_in_print(o)
    neighbours = [p.value_reported for r in net.of_cell[change.cell] for p, _ in r.instance.terms]
    proposed = printed_like(change.value / scale, [o.value_reported, *neighbours])
    slip = change.slip
    if slip.code == SIGN.code and o.table_no is None and o.direction in ("increase", "decrease"):
        proposed, slip = other_way(o), DIRECTION_WORD
    said = proposal(o.value_reported, proposed)
    reason = (
        f"{slip.zh}：“{label_of(o)}”由 {o.value_reported.strip()} 改为 {said} 后，{then[0]}。"
        f" / {slip.en}: with {said} instead of {o.value_reported.strip()}, {then[1]}."
    )
    return Suspect(observation_id=change.cell, proposed_value=proposed, reason=reason)
