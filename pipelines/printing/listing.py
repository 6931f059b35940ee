"""The findings as the command lists them: one entry a cause, worst first, with the id to acknowledge it by; then what
acknowledgements no longer stand.

What is violated is read from the datasets; how one finding is told is `pipelines.printing.telling`'s, the end of an
ingestion `pipelines.printing.summary`'s."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from rich.console import Console
from rich.text import Text

from expectations.gates.waivers import read_waivers, review
from fiscal.model.contract import Filing, Observation
from fiscal.model.findings.causes import RANK, findings_not_checked
from fiscal.model.findings.rows import Finding
from fiscal.storage.datasets import filing_ids
from fiscal.storage.filing import FilingFiles
from fiscal.storage.root import DataRoot
from pipelines.checking.evidence import of_severities, open_causes, printed, titles
from pipelines.printing.states import NOT_PUBLISHED, reason_in, state_of
from pipelines.printing.telling import lines, record

_NONE = {"zh": "没有未处理的问题", "en": "No open findings"}
_COUNT = {"zh": "{} 项 · 共评估 {:,} 条勾稽关系", "en": "{} findings · {:,} invariants evaluated"}
_UNCHECKED = {"zh": "{} 项未能核对", "en": "{} figures, files or tables were not checked"}
_EXPLAINED = {"zh": "另有 {} 项差异可解释，--all 列出", "en": "{} more differences are explained, --all lists them"}
_LAPSED = {"zh": "确认已失效 {}", "en": "An acknowledgement lapsed: {}"}


@dataclass(frozen=True, slots=True)
class Asked:
    """What to list: one filing or all, only certain severities or all, and with `everything` what holds and what is
    acknowledged, too. `lang`: `zh` or `en`.
    """

    filing_id: str | None = None
    severities: Collection[str] = ()
    everything: bool = False
    lang: str = "zh"


@dataclass(slots=True)
class _Listed:
    """A filing with what is listed of it."""

    filing_id: str
    row: Filing | None
    findings: list[Finding]
    groups: list[list[Finding]]
    files: FilingFiles
    _printed: dict[str, Observation] | None = None
    _titles: dict[int, str] | None = None

    def printed(self) -> dict[str, Observation]:
        """The suspects by id."""
        if self._printed is None:
            self._printed = printed(self.files, self.groups)
        return self._printed

    def titles(self) -> dict[int, str]:
        """The titles of its tables by number."""
        if self._titles is None:
            self._titles = titles(self.files)
        return self._titles


def print_findings(console: Console, root: DataRoot, asked: Asked) -> bool:
    """The findings asked for, in at most four lines a cause under the id of their filing, and why a filing is not
    published. False where there is no such filing.
    """
    listed = _listed(root, asked)
    if listed is None:
        return False
    ranked = sorted(
        ((_rank(group), one.filing_id, one, group) for one in listed for group in one.groups), key=lambda item: item[:2]
    )
    for one in listed:
        if one.row is not None and one.row.state in NOT_PUBLISHED and not asked.severities:
            _print_state(console, one, asked.lang)
    heading = None
    for rank, filing_id, one, group in ranked:
        if heading != (rank[:2], filing_id):
            heading = (rank[:2], filing_id)
            console.print(Text(f"\n{filing_id}", "bold"), soft_wrap=True)
        for line in lines(group, one.titles(), one.printed(), console.width, asked.lang):
            console.print(line, soft_wrap=True)
    _print_counts(console, root, listed, len(ranked), asked)
    return True


def print_as_json(root: DataRoot, asked: Asked) -> bool:
    """The same as JSON on standard output: a list of filings, each with its state and its findings. False where there
    is no such filing.
    """
    listed = _listed(root, asked)
    if listed is None:
        return False
    told: list[dict[str, Any]] = [
        {
            "filing_id": one.filing_id,
            "state": one.row.state if one.row else None,
            "state_reason": one.row.state_reason if one.row else None,
            "evaluated": len(one.findings),
            "findings": [record(group, one.printed()) for group in one.groups],
        }
        for one in listed
    ]
    print(json.dumps(told, ensure_ascii=False, indent=1))  # noqa: T201 - what a program reads is not wrapped
    return True


def _listed(root: DataRoot, asked: Asked) -> list[_Listed] | None:
    known = filing_ids(root.store)
    if asked.filing_id is not None and asked.filing_id not in known:
        return None
    found: list[_Listed] = []
    for name in known if asked.filing_id is None else [asked.filing_id]:
        files = FilingFiles(root, name)
        findings, rows = files.findings(), files.read("filings")
        groups = of_severities([[f] for f in findings] if asked.everything else open_causes(findings), asked.severities)
        found.append(_Listed(name, rows[-1] if rows else None, findings, groups, files))
    return found


def _rank(group: list[Finding]) -> tuple[bool, int]:
    return group[0].verdict != "violated", RANK[group[0].severity]


def _print_state(console: Console, one: _Listed, lang: str) -> None:
    assert one.row is not None
    console.print(Text(f"\n{one.filing_id}", "bold"), soft_wrap=True)
    console.print(
        Text(
            f"{state_of(one.row.state, lang)}：{reason_in(one.row.state_reason, lang)}",
            "red" if one.row.state == "failed" else "yellow",
        ),
        soft_wrap=True,
    )


def _print_counts(console: Console, root: DataRoot, listed: list[_Listed], told: int, asked: Asked) -> None:
    lang = asked.lang
    stopped = any(one.row is not None and one.row.state in NOT_PUBLISHED for one in listed)
    seen = [f for one in listed for f in one.findings]
    if not told and not stopped:
        console.print(_NONE[lang])
    if unchecked := findings_not_checked(seen):
        console.print(_UNCHECKED[lang].format(unchecked), style="yellow")
    console.print(_COUNT[lang].format(told, len(seen)), style="dim")
    if not asked.everything and (explained := sum(f.verdict == "explained" for f in seen)):
        console.print(_EXPLAINED[lang].format(explained), style="dim")
    for lapse in review(seen, read_waivers(root.store), datetime.now(UTC).date()) if asked.filing_id is None else ():
        console.print(Text(_LAPSED[lang].format(lapse.said), "yellow"), soft_wrap=True)
