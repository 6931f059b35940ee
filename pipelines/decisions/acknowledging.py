"""A person's acknowledgement of a finding and of all that has the same cause, written as waivers, one a finding; each
lapses by itself when its figures change.

What they release is decided by the gate when the filing is next worked on.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

from pydantic import ValidationError

from expectations.gates.waivers import InvalidWaiversError, Waiver, add_waivers, told
from fiscal.model.findings.causes import by_cause
from fiscal.model.findings.rows import Finding
from fiscal.storage import datasets
from fiscal.storage.filing import FilingFiles
from fiscal.storage.root import DataRoot


@dataclass(frozen=True, slots=True)
class Unacknowledged:
    """Why nothing was written, in both languages."""

    zh: str
    en: str


def write_waivers(
    root: DataRoot, finding_id: str, reason: str, by: str, expires: str
) -> list[Finding] | Unacknowledged:
    """The findings that are acknowledged now, the named one first, or why none is: no such finding, not violated, there
    already, a day gone by, or no valid entry.
    """
    filing_id, findings = _of_its_filing(root, finding_id)
    named = next((f for f in findings if f.finding_id == finding_id), None)
    if named is None:
        return Unacknowledged(f"没有这项发现：{finding_id}", f"no such finding: {finding_id}")
    if named.verdict != "violated":
        return Unacknowledged("该勾稽关系成立，无需确认", "this invariant holds: there is nothing to acknowledge")
    cause = next(group for group in by_cause(f for f in findings if f.verdict == "violated") if named in group)
    cause.sort(key=lambda f: f is not named)
    try:
        day = date.fromisoformat(expires)
        if day < datetime.now(UTC).date():
            return Unacknowledged("失效日已过", "the last day that it is to stand has passed")
        new = add_waivers(
            root.store,
            (
                Waiver(
                    finding=f.finding_id, filing=filing_id, numbers=f.numbers_hash, reason=reason, by=by, expires=day
                )
                for f in cause
            ),
        )
    except ValidationError as wrong:
        return Unacknowledged(f"内容无效：{told(wrong)}", f"not valid: {told(wrong)}")
    except InvalidWaiversError as wrong:
        return Unacknowledged(f"已有的确认无法读取：{wrong}", f"the acknowledgements there are cannot be read: {wrong}")
    except ValueError as wrong:
        return Unacknowledged(f"日期无效：{wrong}", f"not a date: {wrong}")
    written = {waiver.finding for waiver in new}
    return [f for f in cause if f.finding_id in written] or Unacknowledged(
        "已确认到这一天", "acknowledged until that day already"
    )


def _of_its_filing(root: DataRoot, finding_id: str) -> tuple[str | None, list[Finding]]:
    """The filing that has this finding, with all its findings; None and none where no filing has."""
    for filing_id in datasets.filing_ids(root.store, "findings"):
        findings = FilingFiles(root, filing_id).findings()
        if any(f.finding_id == finding_id for f in findings):
            return filing_id, findings
    return None, []
