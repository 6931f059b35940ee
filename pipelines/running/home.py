"""Dagster's home under a data root: runs, events and schedules of the command and of the UI lie in one place.

What runs there is said in `pipelines.definitions`.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock

from fiscal.storage.root import DataRoot

if TYPE_CHECKING:
    from dagster import DagsterInstance

_SETTINGS = """\
# Written once by fiscal-facts and yours to change from then on: Postgres for several workers, other limits.
telemetry:
  enabled: false
nux:
  enabled: false
concurrency:
  runs:
    max_concurrent_runs: 4
    tag_concurrency_limits:
      - {key: fiscal/work, value: filing, limit: 2}
      - {key: fiscal/work, value: look, limit: 2}
      - {key: dagster/backfill, limit: 2}
retention:
  sensor:
    purge_after_days: {skipped: 2, failure: 30, success: 30}
  schedule:
    purge_after_days: {skipped: 30, failure: 90, success: 90}
run_monitoring:
  enabled: true
  start_timeout_seconds: 180
  poll_interval_seconds: 30
sensors:
  use_threads: true
  num_workers: 4
schedules:
  use_threads: true
  num_workers: 2
"""

SWITCHED_OFF = {"DAGSTER_DISABLE_TELEMETRY": "1", "GX_ANALYTICS_ENABLED": "false"}
"""What keeps Dagster and Great Expectations from telling anybody that they are used."""


def settle(root: DataRoot) -> Path:
    """Makes Dagster's home of a data root, unless it is there, and points this process and its children to both."""
    home = root.dagster_home
    home.mkdir(parents=True, exist_ok=True)
    settings = home / "dagster.yaml"
    with _alone(home):
        if not settings.exists():
            settings.write_text(_SETTINGS, "utf-8")
    os.environ["DAGSTER_HOME"] = str(home)
    os.environ["FISCAL_DATA"] = root.location
    os.environ.update(SWITCHED_OFF)
    return home


def opened(root: DataRoot) -> DagsterInstance:
    """Dagster's instance over a settled home.

    Processes open it one after the other: two that make its databases at once both mark them with a schema revision, and a database so marked opens never again.
    """
    from dagster import DagsterInstance

    with _alone(root.dagster_home):
        return DagsterInstance.get()


def serving(root: DataRoot) -> FileLock:
    """The lock that whoever serves the UI of a data root holds meanwhile."""
    lock = root.work / ".locks" / "ui.lock"
    lock.parent.mkdir(parents=True, exist_ok=True)
    return FileLock(lock)


def _alone(home: Path) -> FileLock:
    return FileLock(home / ".opening.lock")
