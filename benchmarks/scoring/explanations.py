"""What defences explain, held against what people saw on the page: whether the figures agree for the reason that the
defence gives, for another one, or not at all.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from benchmarks.scoring.labels import AGREED, OTHER_REASON, WRONGLY_EXPLAINED, Label, matched
from fiscal.model.findings.rows import Finding

MOST_A_LABEL = 10
"""Explained findings a defence may have for each one that a person agreed with."""


@dataclass(slots=True)
class Explained:
    """What one defence explains: count by rule, and what people who looked said of it."""

    by_rule: Counter[str] = field(default_factory=Counter[str])
    said: Counter[str] = field(default_factory=Counter[str])

    @property
    def explained(self) -> int:
        """Findings that it explains."""
        return self.by_rule.total()

    @property
    def looked_at(self) -> int:
        """Those of them that a person has looked at."""
        return self.said.total()

    @property
    def verdicts(self) -> tuple[int, int, int]:
        """Those that are innocent for its reason, innocent for another one, and the publisher's error after all."""
        return self.said[AGREED], self.said[OTHER_REASON], self.said[WRONGLY_EXPLAINED]

    @property
    def a_label(self) -> float | None:
        """Findings explained for each one agreed with; None where nobody agreed with any."""
        return self.explained / self.said[AGREED] if self.said[AGREED] else None

    @property
    def unproven(self) -> bool:
        """Whether it explains more than people's looks bear out."""
        return self.explained > MOST_A_LABEL * self.said[AGREED]

    def __add__(self, other: Explained) -> Explained:
        return Explained(self.by_rule + other.by_rule, self.said + other.said)


def code_of(finding: Finding) -> str:
    """The code of what explains a finding."""
    return (finding.explained_by or "").partition(":")[0]


def held_against(findings: Sequence[Finding], known: Sequence[Label]) -> tuple[dict[str, Explained], list[Finding]]:
    """One file's explained findings by the code of what explains them, against its labels; and those that nobody has
    looked at under that explanation.
    """
    by_code: dict[str, Explained] = defaultdict(Explained)
    unseen: list[Finding] = []
    of_code: dict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        of_code[code_of(finding)].append(finding)
    for code, explained in of_code.items():
        found, _ = matched(explained, [label for label in known if label.explained_by == code])
        for finding in explained:
            by_code[code].by_rule[finding.invariant] += 1
            if (label := found.get(finding.finding_id)) is not None:
                by_code[code].said[label.verdict] += 1
            else:
                unseen.append(finding)
    return dict(by_code), unseen


def summed(parts: Iterable[Mapping[str, Explained]]) -> dict[str, Explained]:
    """Over several files."""
    total: dict[str, Explained] = defaultdict(Explained)
    for part in parts:
        for code, entry in part.items():
            total[code] += entry
    return dict(total)
