"""Dagster's home under a data root: runs, events and schedules of the command and of the UI lie in one place.

What runs there is said in `pipelines.definitions`.
"""

from __future__ import annotations

import errno
import logging
import os
import re
import shutil
import sqlite3
from collections.abc import Generator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock

from fiscal.storage.locks import POSTGRES, MachineLocks
from fiscal.storage.root import CHECKOUT, DataRoot, DiskFullError, is_full_disk, naming_a_full_disk, sweep, sync_folder

if TYPE_CHECKING:
    from dagster import DagsterInstance

_LOG = logging.getLogger(__name__)
_SETTINGS_FILE = "dagster.yaml"
_SHARED_SETTINGS = CHECKOUT / "pipelines" / "deployment" / "dagster.yaml"
BROKER = "FISCAL_BROKER"
"""The variable with the address of the Redis server that hands runs to workers, `redis://…`."""
_BY_DRIVER = "FISCAL_POSTGRES_BY_DRIVER"
_DRIVERLESS = re.compile(r"^postgres(ql)?://")
"""An address without a driver is one of psycopg 3 for SQLAlchemy; Dagster's storages know the errors of psycopg 2."""
_MENDING = "运行记录无法打开（%s），正在修复。 / The record of runs cannot be opened and is being mended."
_SET_ASIDE = (
    "运行记录无法修复，已移至 %s 并新建；数据未受影响。 / The record of runs could not be mended: it was set aside and"
    " made anew; no data is touched."
)
_DAMAGED = frozenset({sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_ERROR})
"""Results of SQLite by which a database is no sound one of this schema: no database, damaged, without a table or
column. Locked, full or not writable is none of it.
"""
_NOT_THERE = frozenset({"42P01", "42703"})
"""The same of Postgres: no such table, no such column."""
_SETTINGS = """\
# Written once by fiscal-facts and yours to change from then on.
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


class HomeUnreachableError(Exception):
    """Dagster's databases are locked, not writable or out of reach: nothing is wrong with them, and nothing was
    touched.
    """


def settle(root: DataRoot) -> Path:
    """Makes Dagster's home of a data root, unless it is there, sweeps up what killed processes left, and points this
    process and its children to both.

    A home is made beside its place and moved there when it is whole.
    """
    home = root.dagster_home
    sweep(root.work)
    os.environ["FISCAL_DATA"] = root.location
    os.environ.update(SWITCHED_OFF)
    os.environ[_BY_DRIVER] = _DRIVERLESS.sub("postgresql+psycopg2://", os.environ.get(POSTGRES, ""))
    with _alone(root):
        if not (home / _SETTINGS_FILE).exists():
            _make(root)
    os.environ["DAGSTER_HOME"] = str(home)
    return home


def opened(root: DataRoot) -> DagsterInstance:
    """Dagster's instance over a settled home.

    Processes open it one after the other: two that make its databases at once both mark them with a schema revision,
    and a database so marked opens never again. A home of an older Dagster is brought up to this one; one that cannot
    be, or whose databases are damaged, is set aside and made anew: what ran is forgotten, no data is.
    HomeUnreachableError where sound databases do not open now, DiskFullError where there is no room."""
    with _alone(root):
        try:
            return _looked_at()
        except Exception as error:
            _raise_unless_damaged(error)
            _LOG.warning(_MENDING, type(error).__name__)
        try:
            return _upgraded()
        except Exception as error:
            _raise_unless_damaged(error)
            aside = root.work / f"{root.dagster_home.name}.aside-{datetime.now(UTC):%Y%m%dT%H%M%S%f}"
            root.dagster_home.rename(aside)
            _make(root, aside / _SETTINGS_FILE)
            _LOG.warning(_SET_ASIDE, aside)
            return _looked_at()


def _make(root: DataRoot, settings: Path | None = None) -> None:
    """A whole home: its settings (those of another home, where they are given) and its databases. What stood half made
    in its place goes.
    """
    home, beside = root.dagster_home, root.work / f"{root.dagster_home.name}.making"
    shutil.rmtree(beside, ignore_errors=True)
    with naming_a_full_disk():
        beside.mkdir(parents=True)
        given = settings.read_text("utf-8") if settings is not None and settings.is_file() else settings_of_a_new_home()
        (beside / _SETTINGS_FILE).write_text(given, "utf-8")
    os.environ["DAGSTER_HOME"] = str(beside)
    _looked_at().dispose()
    os.environ["DAGSTER_HOME"] = str(home)
    if home.exists():
        shutil.rmtree(home)
    beside.rename(home)
    sync_folder(root.work)


def _looked_at() -> DagsterInstance:
    """The instance after a question to each of its databases, which makes them where they are not there and fails where
    they cannot be used.
    """
    from dagster import DagsterInstance

    instance = DagsterInstance.get()
    try:
        instance.get_runs_count()
        instance.event_log_storage.get_dynamic_partitions("filings")
        instance.all_instigator_state()
    except BaseException:
        instance.dispose()
        raise
    return instance


def _upgraded() -> DagsterInstance:
    from dagster import DagsterInstance

    instance = DagsterInstance.get()
    try:
        instance.upgrade()
    finally:
        instance.dispose()
    return _looked_at()


def _raise_unless_damaged(error: Exception) -> None:
    """Lets pass what a home raises whose databases are half made, damaged, or of another Dagster; raises what else
    keeps them from being opened.
    """
    from alembic.util.exc import CommandError
    from dagster._core.errors import DagsterInvalidInvocationError
    from sqlalchemy.exc import DBAPIError

    if isinstance(error, CommandError | DagsterInvalidInvocationError):
        return
    if is_full_disk(error):
        raise DiskFullError(errno.ENOSPC, "no space left") from error
    if not isinstance(error, DBAPIError):
        raise error
    # An extended result has its kind in the lowest byte.
    if (
        getattr(error.orig, "sqlite_errorcode", 0) & 0xFF not in _DAMAGED
        and getattr(error.orig, "pgcode", None) not in _NOT_THERE
    ):
        raise HomeUnreachableError(str(error.orig)) from error


def serving(root: DataRoot) -> FileLock:
    """The lock that whoever serves the UI of a data root holds meanwhile."""
    lock = root.work / ".locks" / "ui.lock"
    lock.parent.mkdir(parents=True, exist_ok=True)
    return FileLock(lock)


def settings_of_a_new_home() -> str:
    """Dagster's settings where several machines share one Postgres, and on one machine."""
    return _SHARED_SETTINGS.read_text("utf-8") if os.environ.get(POSTGRES) else _SETTINGS


@contextmanager
def _alone(root: DataRoot) -> Generator[None]:
    """While no other process of this machine, nor of another one that shares the databases, is at a home."""
    with MachineLocks(root.work / ".locks").held("dagster"), root.locks.held("dagster"):
        yield
