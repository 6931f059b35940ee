"""Doubtful readings of picture pages that the identities refute and another reading of the same cell satisfies: the
other reading is taken.

Pure, and used while observations are made: no later stage rewrites a value. Cells that nothing but a guess would mend
are left to `expectations.suspects.suspects`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from expectations.catalogue.rules import Catalogue, catalogue
from expectations.claims.figures import has_amount
from expectations.claims.instance import directly
from expectations.evaluation import alternatives_of, instances_of
from expectations.filing.case import Case, Ledger
from expectations.suspects.relations import Net, net_of
from expectations.suspects.several_cells import Alternatives
from fiscal.model.amounts import YUAN_PER_UNIT, Interval, normal, parse_amount, value_state
from fiscal.model.contract import Observation
from fiscal.model.reading import Alternative

_ROUNDS = 6


@dataclass(frozen=True, slots=True)
class _Candidate:
    """Another reading of one cell, and the broken relations that it would satisfy."""

    observation: Observation
    alternative: Alternative
    repaired: frozenset[int]

    @property
    def order(self) -> tuple[int, float]:
        return (-len(self.repaired), -self.alternative.score)


def repair(case: Case, rules: Catalogue | None = None) -> list[Observation]:
    """The observations in the same order, those `repaired` whose other reading satisfies every identity that the first
    reading breaks, and breaks none.

    A relation that two cells could mend equally well stays broken. Each round takes what is certain and judges again.
    """
    alternatives = alternatives_of(case.reading)
    observations = list(case.observations)
    if not any(o.method == "ocr" for o in observations):
        return observations
    for _ in range(_ROUNDS):
        net = net_of(directly(instances_of(Ledger(replace(case, observations=observations)), rules or catalogue())))
        taken = {c.observation.observation_id: c for c in _certain(_candidates(net, alternatives))}
        if not taken:
            break
        observations = [_mended(o, taken[o.observation_id]) if o.observation_id in taken else o for o in observations]
    return observations


def _candidates(net: Net, alternatives: Alternatives) -> list[_Candidate]:
    """Every other reading of a picture's cell that repairs all the broken relations it takes part in and breaks
    none.
    """
    broken = {r.index for r in net.violated()}
    cells = {cell for r in net.violated() for cell in r.weights}
    found: list[_Candidate] = []
    for cell in sorted(cells):
        o = net.observations[cell]
        own = {r.index for r in net.of_cell[cell]} & broken
        if o.method != "ocr" or o.status == "repaired":
            continue
        for alternative in _readings(o, alternatives):
            value = _value(o, alternative)
            if value is None or value == net.values[cell]:
                continue
            repaired, worse = net.after({cell: value})
            if repaired == own and not worse:
                found.append(_Candidate(o, alternative, frozenset(repaired)))
    return sorted(found, key=lambda c: c.order)


def _readings(o: Observation, alternatives: Alternatives) -> Sequence[Alternative]:
    return (
        alternatives.get((o.table_no, o.row, o.col), ())
        if o.table_no is not None and o.row is not None and o.col is not None
        else ()
    )


def _value(o: Observation, alternative: Alternative) -> Decimal | None:
    """The alternative in the unit of `Observation.amount`; None where it is no bare number."""
    value = parse_amount(alternative.text)
    if value is None or not has_amount(o):
        return None
    return value * YUAN_PER_UNIT.get(o.unit or "", Decimal(1)) if o.value_yuan is not None else value


def _certain(candidates: Sequence[_Candidate]) -> Iterator[_Candidate]:
    """The best candidate of every set of relations; none where another cell would mend as many of them."""
    settled: set[int] = set()
    for candidate in candidates:
        if candidate.repaired & settled:
            continue
        rivals = [
            c for c in candidates if c.observation is not candidate.observation and c.repaired & candidate.repaired
        ]
        settled |= candidate.repaired
        if not any(len(r.repaired) >= len(candidate.repaired) for r in rivals):
            yield candidate


def _mended(o: Observation, candidate: _Candidate) -> Observation:
    """The observation with the other reading; what was read first stays in `quote` and in the reason."""
    text = candidate.alternative.text
    native = parse_amount(text)
    amount = _value(o, candidate.alternative)
    assert native is not None
    assert amount is not None
    interval = Interval.around(amount, o.precision_unit) if o.precision_unit is not None else None
    return replace(
        o,
        value_reported=normal(text),
        value_state=value_state(text),
        value_native=native,
        value_yuan=amount if o.value_yuan is not None else None,
        low=interval.low if interval else o.low,
        high=interval.high if interval else o.high,
        status="repaired",
        status_reason=(
            f"{o.value_reported} → {normal(text)} ({candidate.alternative.reader} {candidate.alternative.score:.2f},"
            f" {len(candidate.repaired)} identities)"
        ),
    )
