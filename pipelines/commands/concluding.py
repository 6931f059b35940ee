"""How every command that takes filings in ends: what is published is made good, what was done is shown, who is to hear
of it is told.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING

from fiscal.storage.root import DataRoot
from pipelines.commands.alerting import say_nobody, tell
from pipelines.commands.terminal import err, out, was_killed
from pipelines.printing.exits import EXIT_FAULT, EXIT_PUBLISHED

if TYPE_CHECKING:
    from dagster import DagsterInstance

    from pipelines.running.arriving import Ingested


def nothing_to_do(root: DataRoot) -> bool:
    """Whether, but for the files that come in, nothing is left for a command to do: what is published stands, no
    channel waits for messages, and no command was killed over this data root.
    """
    from fiscal.publication.publication_state import is_behind
    from pipelines.alerts.channels import VARIABLE

    return not os.environ.get(VARIABLE) and not was_killed(root) and not is_behind(root)


def say_unchanged(root: DataRoot, results: Sequence[Ingested]) -> int:
    """Shows the closing table where nothing was done, and gives the exit status."""
    from pipelines.printing.summary import print_summary

    status = print_summary(out, root, results)
    say_nobody()
    return status


def conclude(root: DataRoot, instance: DagsterInstance, results: Sequence[Ingested]) -> int:
    """Publishes where what is published is behind, shows the closing table where anything was done, sends what is to be
    told; gives the exit status.
    """
    from fiscal.publication.publication_state import is_behind
    from pipelines.printing.summary import print_summary
    from pipelines.running.ingest import publish

    with err.status("发布 Publishing"):
        trouble = publish(instance) if is_behind(root) else None
    status = print_summary(out, root, results) if results else EXIT_PUBLISHED
    tell(root, instance)
    if trouble:
        err.print(f"[red]快照未能更新 / the snapshot could not be updated:[/] {trouble}")
    return max(status, EXIT_FAULT) if trouble else status
