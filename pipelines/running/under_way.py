"""Whether filings are being taken in right now, by a command in a terminal or from the inbox: whoever speaks of filings
waits until they all are.

The work itself is `pipelines.running.ingest`'s; its mark lasts as long as its process, however that ends.
"""

from __future__ import annotations

import os
from collections.abc import Generator
from contextlib import contextmanager

import dagster as dg

from fiscal.storage.locks import POSTGRES
from fiscal.storage.root import DataRoot

UNFINISHED = frozenset(
    {
        dg.DagsterRunStatus.QUEUED,
        dg.DagsterRunStatus.NOT_STARTED,
        dg.DagsterRunStatus.STARTING,
        dg.DagsterRunStatus.STARTED,
        dg.DagsterRunStatus.CANCELING,
    }
)
INBOX_JOB, FOUND_JOB = "inbox_file", "found_files"
WORK_TAG, LOOK, FILING = "fiscal/work", "look", "filing"
"""What a run works on: the settings of Dagster's home bound how many of each kind run at once."""

_TAKING_IN = "taking-in"


@contextmanager
def marked(root: DataRoot) -> Generator[None]:
    """Files are being taken in while the context lasts; several processes may do so at once."""
    with root.locks.shared(_TAKING_IN):
        yield


def on_keeper() -> dict[str, str]:
    """The tags of runs that, of several machines, the one works on that has the inbox, the ledgers and the database as
    local files; none on a machine alone.
    """
    return {"dagster-celery/queue": "keeper"} if os.environ.get(POSTGRES) else {}


def is_under_way(root: DataRoot, instance: dg.DagsterInstance) -> bool:
    """Whether any process takes files in, or runs of the inbox or of what sources brought are waiting to."""
    if not root.locks.is_free(_TAKING_IN):
        return True
    return any(
        instance.get_runs_count(dg.RunsFilter(job_name=job, statuses=list(UNFINISHED)))
        for job in (INBOX_JOB, FOUND_JOB)
    )


def is_last(instance: dg.DagsterInstance, run_id: str) -> bool:
    """Whether no other run of the inbox or of what sources brought is under way or waits to be."""
    jobs = (INBOX_JOB, FOUND_JOB)
    runs = [run for job in jobs for run in instance.get_runs(dg.RunsFilter(job_name=job, statuses=list(UNFINISHED)))]
    return all(run.run_id == run_id for run in runs)
