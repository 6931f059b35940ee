"""A filing is taken back, or given back: the decision is kept with who made it and why, and the filing's stages follow
it at once.

What a filing that is taken back still shows is decided by the stages.
"""

from __future__ import annotations

from datetime import UTC, datetime

import dagster as dg

from fiscal.intake.withdrawals import Decision, decide, withdrawal
from fiscal.storage.filing import FilingFiles
from pipelines.running.ingest import work_on


def withdraw(instance: dg.DagsterInstance, filing: FilingFiles, withdrawn: bool, reason: str, by: str) -> str | None:
    """Takes a filing's latest version back, or gives it back; the reason where the run that follows failed, the
    decision stands then.

    LookupError for a filing that never came in; ValueError where nothing would change.
    """
    with filing.lock():
        latest = filing.latest()
        if (withdrawal(filing) is not None) == withdrawn:
            raise ValueError(filing.filing_id)
        decide(
            filing,
            Decision(
                latest.receipt.sha256,
                withdrawn,
                reason,
                by,
                datetime.now(UTC).isoformat(timespec="microseconds"),
                latest.version,
            ),
        )
        return work_on(instance, filing)
