"""What was decided about taking filings back: by whom, why and when, the latest decision last; a version that comes in
afterwards is not taken back by it.

What a filing that is taken back still shows is decided by the stages.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass

from fiscal.storage.filing import FilingFiles
from fiscal.storage.noted import change, note

SOURCE = "source"
"""Who decided where a source no longer shows a filing; what a source brings back it gives back itself, what a person
took back it does not.
"""


@dataclass(frozen=True, slots=True)
class Decision:
    """A filing's version was taken back, or given back where not `withdrawn`: told by its number and by one of its
    files, None for a number that was not kept. `at`: ISO 8601, UTC.
    """

    sha256: str
    withdrawn: bool
    reason: str
    by: str
    at: str
    version: int | None = None


def decisions(filing: FilingFiles) -> list[Decision]:
    """All decisions about a filing, the oldest first."""
    return [Decision(**values) for values in note(filing.root.store, _name(filing)) or ()]


def decide(filing: FilingFiles, decision: Decision) -> None:
    """Adds a decision. Hold the filing's lock."""
    change(filing.root.store, _name(filing), lambda noted: [*(noted or ()), asdict(decision)])


def withdrawal(filing: FilingFiles) -> Decision | None:
    """The decision that took the filing's latest version back; None where none stands. What completes the version later
    is taken back with it.
    """
    decided = decisions(filing)
    if not decided:
        return None
    latest = filing.latest()
    held = {piece.sha256 for piece in latest.pieces}
    about = [one for one in decided if one.sha256 in held and latest.version <= (one.version or latest.version)]
    return about[-1] if about and about[-1].withdrawn else None


def _name(filing: FilingFiles) -> str:
    return f"raw/withdrawals/{filing.filing_id}.json"
