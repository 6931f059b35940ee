"""Which runs have a process that works on them, and the end of those that have none: a killed machine or daemon leaves
them "started" for ever, and the run queue full.

A home on this machine's disk is looked after by the ids of processes. Where several machines share a database a run
holds a lock of the shared server, which is free when its process is gone, and Dagster's own run monitoring asks for it.
"""

from __future__ import annotations

import os
import re
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any

import dagster as dg
from dagster._core.storage.runs import SqliteRunStorage

from fiscal.storage.locks import SharedLocks
from fiscal.storage.root import DataRoot

_UNFINISHED = [dg.DagsterRunStatus.STARTED, dg.DagsterRunStatus.CANCELING]
PROCESS_TAG = ".dagster/fiscal_process"
"""The process that a command's run belongs to, known from the run's first moment: its events tell it a little later.
Dagster's pages leave out what begins so.
"""
_PID = re.compile(r"\(pid: (\d+)\)")


def fail_orphans(instance: dg.DagsterInstance) -> list[str]:
    """Marks every unfinished run as failed whose process does not live any more, and gives their ids."""
    if not isinstance(instance.run_storage, SqliteRunStorage):
        return []
    orphans: list[str] = []
    for record in instance.get_run_records(dg.RunsFilter(statuses=_UNFINISHED)):
        run = record.dagster_run
        events = instance.all_logs(run.run_id, of_type=dg.DagsterEventType.ENGINE_EVENT)
        pids = {int(match[1]) for event in events if (match := _PID.search(event.message or event.user_message))}
        if PROCESS_TAG in run.tags:
            pids.add(int(run.tags[PROCESS_TAG]))
        if pids and not any(_lived_at(pid, record.start_time) for pid in pids):
            instance.report_run_failed(
                run, "运行所在的进程已不存在，可重新运行 / The process of this run is gone: run it again"
            )
            orphans.append(run.run_id)
    return orphans


def living(root: DataRoot, run_id: str) -> AbstractContextManager[Any]:
    """Says to other machines, where there are any, that the run is worked on while the context lasts."""
    return root.locks.held(_mark(run_id)) if isinstance(root.locks, SharedLocks) else nullcontext()


def lives(root: DataRoot, run_id: str) -> bool:
    """Whether a process of any machine works on the run."""
    return not root.locks.is_free(_mark(run_id))


def _mark(run_id: str) -> str:
    return f"run {run_id}"


def _lived_at(pid: int, moment: float | None) -> bool:
    """Whether the process with this id lives and did at that moment (seconds since the epoch): ids are given again."""
    try:
        ticks = int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19])
        booted = next(
            int(line.split()[1]) for line in Path("/proc/stat").read_text().splitlines() if line.startswith("btime")
        )
    except (FileNotFoundError, ProcessLookupError):
        return False
    return moment is None or booted + ticks / os.sysconf("SC_CLK_TCK") <= moment + 1
