"""What is the matter with a filing, as a set of situations, and what changed between two such sets.

Pure: where the sets come from and where they are remembered is left to `pipelines.alerts.desk` and
`pipelines.alerts.ledger`."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from fiscal.model.contract import Filing
from fiscal.model.findings.causes import by_cause
from fiscal.model.findings.rows import Finding

FILING, INCONSISTENT, DOUBTFUL, SOURCE, AUTOMATION = "filing", "inconsistent", "doubtful", "source", "automation"
_ACKNOWLEDGED = "acknowledged:"


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

    @property
    def acknowledged(self) -> bool:
        """Whether a person knows of it and has said so: it stands, but nobody has to hear of it again."""
        return self.state.startswith(_ACKNOWLEDGED)


@dataclass(frozen=True, slots=True)
class Change:
    """`opened`, `changed`, `resolved`; `acknowledged`, and `reopened` when that no longer holds; `noted` where nobody
    has to hear of it.
    """

    what: str
    situation: Situation


def causes(findings: Iterable[Finding]) -> list[list[Finding]]:
    """Findings that somebody has to hear of, errors that nobody has acknowledged, those with one root cause together,
    as reports and the command group them.

    Warnings stand in the report.
    """
    return by_cause(f for f in _errors(findings) if f.state == "open")


def known_causes(findings: Iterable[Finding]) -> list[list[Finding]]:
    """The same of errors that were acknowledged."""
    return by_cause(f for f in _errors(findings) if f.state == "acknowledged")


def situations_of(filing_id: str, row: Filing, findings: Iterable[Finding]) -> list[Situation]:
    """Everything that is the matter with a filing now. Of one that was withdrawn that alone, of one that another took
    the place of nothing.
    """
    reason = row.state_reason or row.state
    if row.state == "withdrawn":
        return [Situation(f"withdrawn:{filing_id}", SOURCE, filing_id, _hash([reason]), reason)]
    if row.state == "superseded":
        return []
    found: list[Situation] = []
    if row.state in ("failed", "quarantined"):
        found.append(Situation(f"filing:{filing_id}", FILING, filing_id, _hash([row.state, reason]), reason))
    kept = list(findings)
    found += [_of_cause(filing_id, group, "") for group in causes(kept)]
    return found + [_of_cause(filing_id, group, _ACKNOWLEDGED) for group in known_causes(kept)]


def changes(before: Mapping[str, Situation], now: Sequence[Situation]) -> list[Change]:
    """What changed; a situation keeps its key while one of its findings stays, whatever joins or leaves it."""
    left = dict(before)
    found: list[Change] = []
    for situation in now:
        known = left.pop(situation.key, None) or _akin(left, situation)
        if known is None:
            found.append(Change("noted" if situation.acknowledged else "opened", situation))
        else:
            left.pop(known.key, None)
            if known.state != situation.state:
                found.append(Change(_between(known, situation), replace(situation, key=known.key)))
    return found + [Change("resolved", situation) for situation in left.values()]


def _between(known: Situation, now: Situation) -> str:
    if now.acknowledged:
        return "noted" if known.acknowledged else "acknowledged"
    return "reopened" if known.acknowledged else "changed"


def _errors(findings: Iterable[Finding]) -> Iterable[Finding]:
    return (f for f in findings if f.verdict == "violated" and f.severity == "error")


def _of_cause(filing_id: str, group: Sequence[Finding], mark: str) -> Situation:
    members = tuple(sorted(f.finding_id for f in group))
    kind = DOUBTFUL if group[0].tier == "extraction" else INCONSISTENT
    state = mark + _hash(sorted(f"{f.finding_id}:{f.numbers_hash}" for f in group))
    return Situation(f"cause:{filing_id}:{members[0]}", kind, filing_id, state, group[0].message_zh, members)


def _akin(left: Mapping[str, Situation], situation: Situation) -> Situation | None:
    return next(
        (
            known
            for known in left.values()
            if known.kind == situation.kind and set(known.members) & set(situation.members)
        ),
        None,
    )


def _hash(parts: Iterable[str]) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]
