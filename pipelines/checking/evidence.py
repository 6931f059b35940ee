"""What is shown beside a filing's findings, wherever they are told: their causes, the suspects as they are printed, the
titles of its tables.

How a finding is told is left to `pipelines.printing.telling`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import TypeVar

from fiscal.model.contract import Observation
from fiscal.model.findings.causes import by_cause
from fiscal.model.findings.rows import Finding
from fiscal.storage.filing import FilingFiles

_Cause = TypeVar("_Cause", bound=Sequence[Finding])


def open_causes(findings: Iterable[Finding]) -> list[list[Finding]]:
    """What is violated and nobody has acknowledged, a group a cause, the worst first."""
    return by_cause(f for f in findings if f.verdict == "violated" and f.state == "open")


def of_severities(causes: Iterable[_Cause], severities: Collection[str]) -> list[_Cause]:
    """The causes of these severities, all of them where none is named."""
    return [group for group in causes if not severities or group[0].severity in severities]


def printed(filing: FilingFiles, groups: Iterable[Iterable[Finding]]) -> dict[str, Observation]:
    """The suspects of findings of a filing by id; the observations are read only where there are any."""
    suspected = {s.observation_id for group in groups for finding in group for s in finding.suspects}
    read: list[Observation] = filing.read("observations") if suspected else []
    return {o.observation_id: o for o in read if o.observation_id in suspected}


def titles(filing: FilingFiles) -> dict[int, str]:
    """The titles of a filing's tables by number."""
    return {table.table_no: table.title for table in filing.read("tables")}
