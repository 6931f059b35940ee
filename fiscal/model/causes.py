"""Findings by their cause: what one mistake of the publisher breaks is one finding to whoever reads it.

Which findings share a cause is decided where they are evaluated; how they are shown is left to the reports, the command and the messages.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from fiscal.model.contract import Finding

RANK = {"error": 0, "warning": 1, "info": 2}


def by_cause(findings: Iterable[Finding]) -> list[list[Finding]]:
    """The findings of one filing in groups of one cause each, the worst group and the worst finding of each group first."""
    groups: dict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        groups[finding.root_cause or finding.finding_id].append(finding)
    ordered = [sorted(group, key=_worst_first) for group in groups.values()]
    return sorted(ordered, key=lambda group: _worst_first(group[0]))


def _worst_first(finding: Finding) -> tuple[int, str, str]:
    return RANK[finding.severity], finding.invariant, finding.finding_id
