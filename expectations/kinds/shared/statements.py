"""The statements of the prose: everything that is said of one subject, and a printed percentage against the figures
that it is computed from.

Which statements must agree with what is left to the other modules of `expectations.kinds`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from expectations.catalogue.rules import Rule
from expectations.claims.figures import Weighted, ratio_claim
from expectations.claims.instance import Instance, Shape
from expectations.claims.verdict import ONE
from expectations.filing.case import Ledger
from fiscal.model.contract import Observation

STATED = frozenset({"value", "part", "count", None})
BUDGET_BASES = {"budget_initial": "budget_initial", "budget_adjusted": "budget_adjusted"}
PHASE_OF_BASE = {"prior_budget": "approved", "prior_adjusted": "adjusted", "prior_final": "executed"}


def about_of(o: Observation, *more: str | None) -> tuple[str, ...]:
    """What a statement of the prose is about."""
    named = (
        o.concept or o.indicator_key or o.row_label or "",
        o.source_of_funds,
        o.expenditure_type,
        o.project,
        o.measure,
        o.period,
        o.base,
    )
    return tuple(part or "" for part in (*named, *more))


def statements(ledger: Ledger) -> Iterator[list[Observation]]:
    """The observations of each statement of the prose, in reading order."""
    by_statement: dict[str, list[Observation]] = defaultdict(list)
    for o in ledger.prose:
        if o.statement_id is not None:
            by_statement[o.statement_id].append(o)
    yield from by_statement.values()


def sentences_after(first: Observation, second: Observation) -> int | None:
    """How many sentences the second stands behind the first: one where a page ends between what is said of one subject.
    None where that is not known.
    """
    return None if first.sentence_no is None or second.sentence_no is None else second.sentence_no - first.sentence_no


def percentage_of(
    rule: Rule, printed: Observation, above: Sequence[Weighted], below: Sequence[Weighted], about: tuple[str, ...]
) -> Instance:
    """A printed percentage against the quotient of two sums that it states."""
    reports = {o.observation_id: o for o, _ in (*above, *below)}
    terms: tuple[Weighted, ...] = ((printed, ONE), *((o, ONE) for o in reports.values()))
    return Instance(rule, Shape.RATIO, ratio_claim(printed, above, below), terms, about)
