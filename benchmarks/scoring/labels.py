"""What a person saw on the page of a finding, and why: true, false or debatable of what is told; of what a defence
explains, whether that is the reason. What is told is held against these labels by rule; what is explained, in
`benchmarks.scoring.explanations`.

A label names the file by its sha256 and the finding by its id, made with the first 16 digits of that hash as the
filing's name; where the id has changed since, the same rule over the same printed figures (`numbers`) is the same
finding."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from fiscal.model.findings.rows import Finding

LABELS = Path(__file__).parents[1] / "labels"
TRUE, FALSE, DEBATABLE = "true", "false", "debatable"
AGREED, OTHER_REASON, WRONGLY_EXPLAINED = "agreed", "other_reason", "wrongly_explained"
ENOUGH = 20
"""Labelled findings of a rule from which its precision counts."""
TRUSTED = 0.9
"""The precision from which a rule may accuse; below it, with labels enough, it has to be a warning."""


@dataclass(frozen=True, slots=True)
class Label:
    """One look at a page. `filing`: publisher and year for people to read; `explained_by`: the code of the explanation
    that was looked at, empty of what is told.
    """

    sha256: str
    filing: str
    rule: str
    finding: str
    numbers: str
    verdict: str
    why: str
    explained_by: str = ""

    @property
    def verdicts(self) -> tuple[str, ...]:
        """What a look can say of it."""
        return (AGREED, OTHER_REASON, WRONGLY_EXPLAINED) if self.explained_by else (TRUE, FALSE, DEBATABLE)


@dataclass(slots=True)
class Precision:
    """One rule's findings as told now, and its labels that nothing tells any more. Debatable ones count neither way."""

    severity: str = "error"
    told: int = 0
    true: int = 0
    false: int = 0
    debatable: int = 0
    lost: int = 0
    mended: int = 0

    @property
    def labelled(self) -> int:
        """Findings told now that a person has looked at."""
        return self.true + self.false + self.debatable

    @property
    def precision(self) -> float | None:
        """The share of true ones; None where nothing is decided."""
        decided = self.true + self.false
        return self.true / decided if decided else None

    @property
    def must_be_warning(self) -> bool:
        """Whether enough labels say that this rule's errors cannot be trusted."""
        return self.severity == "error" and self.true + self.false >= ENOUGH and (self.precision or 0) < TRUSTED

    def __add__(self, other: Precision) -> Precision:
        counts = {k: getattr(self, k) + getattr(other, k) for k in ("told", TRUE, FALSE, DEBATABLE, "lost", "mended")}
        return Precision(severity=self.severity if self.severity == other.severity else "mixed", **counts)


def labels(folder: Path = LABELS) -> list[Label]:
    """All labels. ValueError where one has another verdict, says no why, or a finding has two, told or explained."""
    found = [
        Label(**json.loads(line))
        for file in sorted(folder.glob("*.jsonl"))
        for line in file.read_text("utf-8").splitlines()
        if line
    ]
    seen: set[tuple[str, str, bool]] = set()
    for label in found:
        if label.verdict not in label.verdicts or not label.why.strip():
            raise ValueError(f"{label.finding}: a label says {', '.join(label.verdicts)}, and why")
        if (key := (label.sha256, label.finding, bool(label.explained_by))) in seen:
            raise ValueError(f"{label.finding}: labelled twice")
        seen.add(key)
    return found


def lines_of(entries: Iterable[Label]) -> str:
    """Labels as they are kept, a line each."""
    kept = ({k: v for k, v in asdict(label).items() if v or k != "explained_by"} for label in entries)
    return "".join(json.dumps(label, ensure_ascii=False) + "\n" for label in kept)


def of_told(known: Iterable[Label]) -> list[Label]:
    """The labels of what is told."""
    return [label for label in known if not label.explained_by]


def matched(findings: Sequence[Finding], known: Iterable[Label]) -> tuple[dict[str, Label], list[Label]]:
    """The labels of a file's findings by finding id, and those whose finding is there no more."""
    left = list(known)
    by_id = {label.finding: label for label in left}
    by_numbers = {(label.rule, label.numbers): label for label in left}
    found: dict[str, Label] = {}
    for finding in findings:
        label = by_id.get(finding.finding_id)
        if label is None or label.numbers != finding.numbers_hash:
            label = by_numbers.get((finding.invariant, finding.numbers_hash))
        if label is not None:
            found[finding.finding_id] = label
    used = {label.finding for label in found.values()}
    return found, [label for label in left if label.finding not in used]


def precision(findings: Sequence[Finding], known: Iterable[Label]) -> dict[str, Precision]:
    """One file's accusations by rule and severity, `rule/severity`, against its labels of what is told."""
    found, gone = matched(findings, of_told(known))
    by_rule: dict[str, Precision] = defaultdict(Precision)
    for finding in findings:
        entry = by_rule[f"{finding.invariant}/{finding.severity}"]
        entry.severity = finding.severity
        entry.told += 1
        label = found.get(finding.finding_id)
        if label is not None:
            setattr(entry, label.verdict, getattr(entry, label.verdict) + 1)
    for label in gone:
        entry = by_rule[f"{label.rule}/error"]
        entry.lost += label.verdict == TRUE
        entry.mended += label.verdict == FALSE
    return dict(by_rule)


def summed(parts: Iterable[Mapping[str, Precision]]) -> dict[str, Precision]:
    """Over several files."""
    total: dict[str, Precision] = {}
    for part in parts:
        for rule, entry in part.items():
            total[rule] = total[rule] + entry if rule in total else entry
    return total
