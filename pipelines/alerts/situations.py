"""What is the matter with a filing, as a set of situations, and what changed between two such sets.

Pure: where the sets come from and where they are remembered is left to `pipelines.alerts.desk` and `pipelines.alerts.ledger`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from fiscal.model.causes import by_cause
from fiscal.model.contract import Filing, Finding

FILING, INCONSISTENT, DOUBTFUL, AUTOMATION = "filing", "inconsistent", "doubtful", "automation"


@dataclass(frozen=True, slots=True)
class Situation:
    """Something that is the matter, with a filing or with what starts work by itself, until it is resolved.

    `state` changes when its numbers or reasons do; `members` are the findings that share the cause.
    """

    key: str
    kind: str
    filing_id: str
    state: str
    subject: str
    members: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """`opened`, `changed` or `resolved`."""

    what: str
    situation: Situation


def heard_of(finding: Finding) -> bool:
    """Whether anybody has to hear of a finding: an error, violated, not acknowledged. Warnings stand in the report."""
    return finding.verdict == "violated" and finding.state == "open" and finding.severity == "error"


def causes(findings: Iterable[Finding]) -> list[list[Finding]]:
    """Findings that somebody has to hear of, those with one root cause together, as reports and the command group them."""
    return by_cause(f for f in findings if heard_of(f))


def situations_of(filing_id: str, row: Filing, findings: Iterable[Finding]) -> list[Situation]:
    """Everything that is the matter with a filing now."""
    found: list[Situation] = []
    if row.state in ("failed", "quarantined"):
        found.append(Situation(f"filing:{filing_id}", FILING, filing_id, _hash([row.state, row.state_reason or ""]), row.state_reason or row.state))
    for group in causes(findings):
        members = tuple(sorted(f.finding_id for f in group))
        kind = DOUBTFUL if group[0].tier == "extraction" else INCONSISTENT
        state = _hash(sorted(f"{f.finding_id}:{f.numbers_hash}" for f in group))
        found.append(Situation(f"cause:{filing_id}:{members[0]}", kind, filing_id, state, group[0].message_zh, members))
    return found


def changes(before: Mapping[str, Situation], now: Sequence[Situation]) -> list[Change]:
    """What changed; a situation keeps its key while one of its findings stays, whatever joins or leaves it."""
    left = dict(before)
    found: list[Change] = []
    for situation in now:
        known = left.pop(situation.key, None) or _akin(left, situation)
        if known is None:
            found.append(Change("opened", situation))
        else:
            left.pop(known.key, None)
            if known.state != situation.state:
                found.append(Change("changed", replace(situation, key=known.key)))
    return found + [Change("resolved", situation) for situation in left.values()]


def _akin(left: Mapping[str, Situation], situation: Situation) -> Situation | None:
    return next((known for known in left.values() if known.kind == situation.kind and set(known.members) & set(situation.members)), None)


def _hash(parts: Iterable[str]) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]
