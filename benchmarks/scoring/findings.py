"""Findings held against the list of a filing's true ones: which of those that have to be told are told, and what is
told that none of them explains.

An expected finding has `id`, `must`, `what` and `tokens`: texts that one finding holds together, each in its message, a
printed value, a label, a quote or a reason; a number only whole. Findings of one cause count as one alarm, and one that
shares its cause and a cell with an explained one is no alarm. One finding accounts for two expected ones at most."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.scoring.tables import normal
from fiscal.model.findings.rows import Finding

_SHARED_BY = 2


@dataclass(frozen=True, slots=True)
class FindingScore:
    """How many of the findings that must be told are, which are not, and one finding of every cause that is a false
    alarm.
    """

    found: int
    must: int
    missed: tuple[str, ...]
    alarms: tuple[Finding, ...]


def score_findings(expected: Mapping[str, Any], told: Sequence[Finding]) -> FindingScore:
    """The accusations of a filing against what is expected; restatements of earlier years are outside of both."""
    told = [f for f in told if "restat" not in f.family.lower()]
    texts = [_text(f) for f in told]
    explained: set[int] = set()
    used: Counter[int] = Counter()
    missed: list[str] = []
    for entry in sorted(expected["findings"], key=lambda e: not e["must"]):
        holding = [i for i, text in enumerate(texts) if all(_says(text, token) for token in entry["tokens"])]
        explained.update(holding)
        if not entry["must"]:
            continue
        free = [i for i in holding if used[i] < _SHARED_BY]
        if free:
            used[min(free, key=lambda i: used[i])] += 1
        else:
            missed.append(f"{entry['id']}: {entry.get('what', '')}")
    causes = [(told[i].root_cause, _cells(told[i])) for i in explained if told[i].root_cause]
    alarms: dict[str, Finding] = {}
    for i, finding in enumerate(told):
        excused = any(cause == finding.root_cause and cells & _cells(finding) for cause, cells in causes)
        if i not in explained and not excused:
            alarms.setdefault(finding.root_cause or finding.finding_id, finding)
    must = sum(e["must"] for e in expected["findings"])
    return FindingScore(must - len(missed), must, tuple(missed), tuple(alarms.values()))


def _text(finding: Finding) -> str:
    parts = [finding.message_zh, finding.message_en, *(s.reason for s in finding.suspects)]
    parts += [part for t in finding.terms for part in (t.value_reported, t.label, t.quote)]
    return " ".join(normal(part) for part in parts)


def _says(text: str, token: str) -> bool:
    token = normal(token)
    if not token[:1].isdigit():
        return token in text
    return re.search(rf"(?<![\d.,]){re.escape(token)}(?![\d]|[.,]\d)", text) is not None


def _cells(finding: Finding) -> set[str]:
    return {t.observation_id for t in finding.terms if t.observation_id is not None}
