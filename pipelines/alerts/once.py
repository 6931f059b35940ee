"""What a command tells when its filings are in: the same desk as the UI's, at once; where the UI runs, that is left to
it.

What is said on the terminal of it is left to the commands.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field

import dagster as dg
from filelock import FileLock, Timeout

from fiscal.storage.root import DataRoot
from pipelines.alerts.channels import channels
from pipelines.alerts.desk import Desk, Patience, Refusal
from pipelines.alerts.hearing import hear
from pipelines.running import home

_AT_ONCE = Patience(0.0, 0.0)
_LONGEST_TICK = 60.0


@dataclass(frozen=True, slots=True)
class Told:
    """Who sends: `nobody` where no channel is set, `ui` where that runs, else `command`, with how many new messages,
    and the channels that did not take theirs.
    """

    by: str
    messages: int = 0
    refusing: Mapping[str, Refusal] = field(default_factory=dict[str, Refusal])


def ticking(root: DataRoot) -> FileLock:
    """The lock of whoever tells and sends: nobody sends what another is sending."""
    lock = root.work / ".locks" / "alerts.lock"
    lock.parent.mkdir(parents=True, exist_ok=True)
    return FileLock(lock)


def tell_once(root: DataRoot, instance: dg.DagsterInstance) -> Told:
    """Hears of what has ended, and sends what is new and what still waits."""
    desk = Desk(root, channels(), time.time)
    if not desk.channels:
        return Told("nobody")
    try:
        with home.serving(root).acquire(timeout=0), ticking(root).acquire(timeout=_LONGEST_TICK):
            while hear(instance, desk.ledger, time.time()):
                pass
            return Told("command", desk.tell(_AT_ONCE), desk.send())
    except Timeout:
        return Told("ui")
