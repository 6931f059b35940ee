"""One rule applied to certain figures: the outcome, the terms, what it is about; and its row in the findings.

Which instances there are is left to `expectations.kinds`, their wording to `expectations.sentences`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import Enum

from expectations.case import label_of
from expectations.defences.explanation import Explanation
from expectations.figures import STORED, Outcome, Weighted
from expectations.rules import Rule, Severity, Tier
from fiscal.model.contract import Finding, Observation, Suspect, Term


class Shape(Enum):
    """How the terms of an instance relate; a statement does not restrict figures."""

    SUM = "sum"
    SAME = "same"
    PART = "part"
    RATIO = "ratio"
    STATEMENT = "statement"


@dataclass(frozen=True, slots=True)
class Instance:
    """One evaluated invariant. `terms`: the total first with weight 1, addends as they are added; of a same fact, one report first and the others with weight 1.

    `about`: concepts, measures, bodies and labels, never rows and columns. `saying`: the sentence in both languages where the shape alone cannot say it.
    `suspects`: what of it is likely wrong, where only the kind of rule can tell.
    `explanation`: what explains the difference, or what is doubted of the own reading.
    `check`: whether a ratio would hold for other amounts of its terms, by observation id; `fraction`: its numerator and denominator as weights of them.
    """

    rule: Rule
    shape: Shape
    outcome: Outcome
    terms: tuple[Weighted, ...]
    about: tuple[str, ...]
    severity: Severity | None = None
    tier: Tier | None = None
    saying: tuple[str, str] | None = None
    suspects: tuple[Suspect, ...] = ()
    check: Callable[[Mapping[str, Decimal]], bool] | None = field(default=None, compare=False)
    fraction: tuple[Mapping[str, Decimal], Mapping[str, Decimal]] | None = field(default=None, compare=False)
    explanation: Explanation | None = None

    @property
    def violated(self) -> bool:
        """Whether the rule is broken here."""
        return self.outcome.verdict == "violated"

    @property
    def cells(self) -> frozenset[str]:
        """The ids of the observations that took part."""
        return frozenset(o.observation_id for o, _ in self.terms)


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
    )


def _stored(value: Decimal | None) -> Decimal | None:
    return None if value is None else value.quantize(STORED)


def finding_of(instance: Instance, id_: str, sentences: tuple[str, str]) -> Finding:
    """The row of one instance, without suspects."""
    rule, outcome = instance.rule, instance.outcome
    tier = instance.tier or ("precision_dependent" if outcome.loose else rule.tier)
    return Finding(
        finding_id=id_,
        invariant=rule.id,
        family=rule.family,
        verdict=outcome.verdict,
        severity="info" if outcome.verdict == "explained" else instance.severity or rule.severity,
        tier=tier,
        lhs=_stored(outcome.lhs),
        rhs=_stored(outcome.rhs),
        residual=_stored(outcome.residual),
        bound=_stored(outcome.bound),
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
