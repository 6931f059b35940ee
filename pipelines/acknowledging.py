"""A person's acknowledgement of one finding, written as a waiver; what it releases is decided by the gate when the filing is next worked on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from pydantic import ValidationError

from expectations.waivers import InvalidWaiversError, Waiver, add_waiver, told
from fiscal.model.contract import Finding
from fiscal.storage import datasets
from fiscal.storage.root import DataRoot


@dataclass(frozen=True, slots=True)
class Unacknowledged:
    """Why nothing was written, in both languages."""

    zh: str
    en: str


def write_waiver(root: DataRoot, finding_id: str, reason: str, by: str, expires: str) -> Finding | Unacknowledged:
    """The finding that is acknowledged now, or why it is not: no such finding, not violated, or an entry that is not valid."""
    finding = _found(root, finding_id)
    if finding is None:
        return Unacknowledged(f"没有这项发现：{finding_id}", f"no such finding: {finding_id}")
    if finding.verdict != "violated":
        return Unacknowledged("该勾稽关系成立，无需确认", "this invariant holds: there is nothing to acknowledge")
    try:
        add_waiver(Waiver(finding=finding.finding_id, numbers=finding.numbers_hash, reason=reason, by=by, expires=date.fromisoformat(expires)))
    except ValidationError as wrong:
        return Unacknowledged(f"内容无效：{told(wrong)}", f"not valid: {told(wrong)}")
    except InvalidWaiversError as wrong:
        return Unacknowledged(f"已有的确认无法读取：{wrong}", f"the acknowledgements there are cannot be read: {wrong}")
    except ValueError as wrong:
        return Unacknowledged(f"日期无效：{wrong}", f"not a date: {wrong}")
    return finding


def _found(root: DataRoot, finding_id: str) -> Finding | None:
    for filing_id in datasets.filing_ids(root.store, "findings"):
        for finding in datasets.read_rows(root.store, "findings", filing_id):
            if finding.finding_id == finding_id:
                return finding
    return None
