"""Dagster's databases are asked through engines that are kept, and stay open while filings are worked on; nothing of
what is stored changes.
"""

import sqlite3
from pathlib import Path

import dagster as dg
import pytest
from dagster._core.storage.event_log.sqlite import sqlite_event_log
from dagster._core.storage.runs.sqlite import sqlite_run_storage

from pipelines.running.engines import held_open

pytestmark = pytest.mark.pipeline


@dg.op
def nothing() -> None: ...


@dg.job
def short() -> None:
    nothing()


def test_runs_are_stored_through_few_engines(tmp_path: Path) -> None:
    with dg.DagsterInstance.local_temp(str(tmp_path)) as instance, held_open(tmp_path):
        before = sqlite_event_log.create_engine.cache_info().misses  # type: ignore[attr-defined]
        results = [short.execute_in_process(instance=instance) for _ in range(2)]
        made = sqlite_event_log.create_engine.cache_info()  # type: ignore[attr-defined]
        assert made.misses - before <= 4 < made.hits
        assert instance.get_runs_count() == 2
        assert len({instance.get_run_by_id(result.run_id).status for result in results if result.success}) == 1  # type: ignore[union-attr]
        assert len(instance.all_logs(results[0].run_id)) == len(instance.all_logs(results[1].run_id)) > 5
    with dg.DagsterInstance.local_temp(str(tmp_path)) as again:
        assert again.get_runs_count() == 2


def test_engines_are_kept_once(tmp_path: Path) -> None:
    with held_open(tmp_path):
        kept = sqlite_run_storage.create_engine
    with held_open(tmp_path):
        assert sqlite_run_storage.create_engine is kept


def test_an_open_database_holds_nothing_up(tmp_path: Path) -> None:
    """The log of a database that is held open is copied into it all the same."""
    with dg.DagsterInstance.local_temp(str(tmp_path)) as instance:
        (folder,) = {path.parent for path in tmp_path.rglob("runs.db")}
        with held_open(folder.parent):
            for _ in range(2):
                assert short.execute_in_process(instance=instance).success
            with sqlite3.connect(folder / "runs.db") as other:
                busy, *_ = other.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            assert busy == 0
