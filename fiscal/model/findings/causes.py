"""Findings by their cause: what one mistake of the publisher breaks is one finding to whoever reads it.

Which findings share a cause is decided where they are evaluated; how they are shown is left to the reports, the command
and the messages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple, TypeVar

from fiscal.model.findings.rows import Finding

RANK = {"error": 0, "warning": 1, "info": 2}
NOT_CHECKED = ("I1-numbers", "I1-unit-known", "I1-readers", "I1-attachments", "I1-tables-received")
"""Rules whose violation says that something could not be checked; the residual counts the figures, files or tables."""
COLUMNS = ("root_cause", "finding_id", "invariant", "severity", "tier", "state")
_F = TypeVar("_F")


def not_checked(rows: Iterable[dict[str, Any]]) -> int:
    """How many figures, files and tables of a filing could not be checked, by its rows of `findings`, acknowledged ones
    too: nothing is said to be right of them.
    """
    return sum(
        int(abs(row["residual"] or 0))
        for row in rows
        if row["verdict"] == "violated" and row["invariant"] in NOT_CHECKED
    )


def findings_not_checked(findings: Iterable[Finding]) -> int:
    """The same of findings."""
    return not_checked({"residual": f.residual, "verdict": f.verdict, "invariant": f.invariant} for f in findings)


class _Standing(NamedTuple):
    root_cause: str | None
    finding_id: str
    invariant: str
    severity: str
    tier: str
    state: str

    def rank(self) -> tuple[bool, int, bool, str, str]:
        """What is open before what is acknowledged, then by severity, the publisher's slips before doubts of the
        reading.
        """
        return (
            self.state == "acknowledged",
            RANK[self.severity],
            self.tier == "extraction",
            self.invariant,
            self.finding_id,
        )


def by_cause(findings: Iterable[Finding]) -> list[list[Finding]]:
    """The findings of one filing in groups of one cause each, the worst group and the worst finding of each group
    first.
    """
    return _grouped(findings, lambda f: _Standing(f.root_cause, f.finding_id, f.invariant, f.severity, f.tier, f.state))


def rows_by_cause(rows: Iterable[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """The same of rows of `findings` that have at least `COLUMNS`."""
    return _grouped(rows, lambda row: _Standing(*(row[column] for column in COLUMNS)))


def _grouped(findings: Iterable[_F], standing: Callable[[_F], _Standing]) -> list[list[_F]]:
    groups: dict[str, list[_F]] = defaultdict(list)
    for finding in findings:
        stands = standing(finding)
        groups[stands.root_cause or stands.finding_id].append(finding)
    ordered = [sorted(group, key=lambda f: standing(f).rank()) for group in groups.values()]
    return sorted(ordered, key=lambda group: standing(group[0]).rank())
