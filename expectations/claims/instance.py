"""One rule applied to certain figures: what is claimed of them, the terms, what it is about; once judged, the outcome;
and its row in the findings.

Which instances there are is left to `expectations.kinds`, the arithmetic to `expectations.claims.verdict`, their
wording to `expectations.claims.sentences`."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import Enum

from expectations.catalogue.explanations import Explanation
from expectations.catalogue.rules import Rule, Severity, Tier
from expectations.claims.figures import Weighted, scale_of
from expectations.claims.verdict import ONE, UNJUDGED, ZERO, Claim, Outcome, outcomes_of
from expectations.filing.case import label_of
from fiscal.model.contract import Observation
from fiscal.model.findings.rows import Finding, Suspect, Term


class Shape(Enum):
    """How the terms of an instance relate; a statement does not restrict figures."""

    SUM = "sum"
    SAME = "same"
    PART = "part"
    RATIO = "ratio"
    STATEMENT = "statement"


Saying = tuple[str, str] | Callable[[Outcome], tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Instance:
    """One invariant of certain figures. `terms`: the total first with weight 1, addends as they are added; of a same
    fact, one report first and the others with weight 1.

    `claim`: what must hold of them; `outcome`: what was found, once it is judged. `about`: concepts, measures, bodies
        and labels, never rows and columns.
    `saying`: the sentence in both languages where the shape alone cannot say it, or what makes it of the outcome.
    `suspects`: what of it is likely wrong, where only the kind of rule can tell.
    `explanation`: what explains the difference, or what is doubted of the own reading.
    """

    rule: Rule
    shape: Shape
    claim: Claim
    terms: tuple[Weighted, ...]
    about: tuple[str, ...]
    severity: Severity | None = None
    tier: Tier | None = None
    saying: Saying | None = field(default=None, compare=False)
    suspects: tuple[Suspect, ...] = ()
    explanation: Explanation | None = None
    outcome: Outcome = UNJUDGED

    @property
    def violated(self) -> bool:
        """Whether the rule is broken here."""
        return self.outcome.violated

    @property
    def cells(self) -> frozenset[str]:
        """The ids of the observations that took part."""
        return frozenset(o.observation_id for o, _ in self.terms)


Judge = Callable[[Sequence[Instance]], list[Instance]]
"""Gives every instance its outcome, in the same order."""


def directly(instances: Iterable[Instance]) -> list[Instance]:
    """The instances judged by the arithmetic itself, for loops that try other values and for building on what holds."""
    every = list(instances)
    return judged(every, outcomes_of(i.claim for i in every))


def judged(instances: Sequence[Instance], outcomes: Sequence[Outcome]) -> list[Instance]:
    """The instances with their outcomes. ValueError where one has none."""
    return [replace(instance, outcome=outcome) for instance, outcome in zip(instances, outcomes, strict=True)]


def residual_of(instance: Instance) -> Decimal:
    """The difference in the unit of `Observation.amount`."""
    return (instance.outcome.residual or ZERO) * _told_scale(instance)


def bound_of(instance: Instance) -> Decimal:
    """What rounding allows, in the unit of `Observation.amount`."""
    return (instance.outcome.bound or ZERO) * _told_scale(instance)


def _told_scale(instance: Instance) -> Decimal:
    return scale_of(instance.outcome.unit) if instance.terms[0][0].value_yuan is not None else ONE


def _digest(parts: Iterable[str], size: int) -> str:
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:size]


def finding_id(filing_id: str, instance: Instance, occurrence: int) -> str:
    """A hash of the rule and what it is about; `occurrence` counts instances that are about the same, from 0."""
    return _digest([filing_id, instance.rule.id, *instance.about, *([str(occurrence)] if occurrence else [])], 24)


def numbers_hash(instance: Instance) -> str:
    """A hash of the printed figures and their weights: a waiver lapses when they change."""
    return _digest((f"{w.normalize():f}×{o.value_reported}" for o, w in instance.terms), 16)


def term_of(o: Observation, weight: Decimal) -> Term:
    """The finding's row of one figure."""
    return Term(
        observation_id=o.observation_id,
        label=label_of(o),
        value_reported=o.value_reported,
        quote=o.quote,
        weight=weight,
        table_no=o.table_no,
        row=o.row,
        col=o.col,
        page=o.page,
        part_no=o.part_no,
    )


def finding_of(instance: Instance, id_: str, sentences: tuple[str, str]) -> Finding:
    """The row of one instance, without suspects. ValueError where it was not judged."""
    rule, outcome = instance.rule, instance.outcome
    if outcome is UNJUDGED:
        raise ValueError(f"{rule.id}: no verdict without judgement")
    tier = instance.tier or ("precision_dependent" if outcome.loose else rule.tier)
    return Finding(
        finding_id=id_,
        invariant=rule.id,
        family=rule.family,
        verdict=outcome.verdict,
        severity="info" if outcome.verdict == "explained" else instance.severity or rule.severity,
        tier=tier,
        lhs=outcome.lhs,
        rhs=outcome.rhs,
        residual=outcome.residual,
        bound=outcome.bound,
        unit=outcome.unit,
        terms=tuple(term_of(o, w) for o, w in instance.terms),
        suspects=(),
        root_cause=None,
        message_zh=sentences[0],
        message_en=sentences[1],
        numbers_hash=numbers_hash(instance),
        explained_by=instance.explanation.stored if instance.explanation else None,
    )


def with_cause(finding: Finding, suspects: tuple[Suspect, ...], root_cause: str | None) -> Finding:
    """The finding with its suspects and root cause."""
    return replace(finding, suspects=suspects, root_cause=root_cause)
