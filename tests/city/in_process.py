"""The product in the process of a test: its schedule and its sensor are asked as the daemon asks them, and the runs
that they ask for are run, one after the other.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import ClassVar

import dagster as dg

from fiscal.storage.root import DataRoot
from pipelines.schedules.found import followed_source, found, found_files
from pipelines.schedules.looking import discover, sources_when_due
from tests.city import standing
from tests.city.other_sites import OWN_PAGE

PATIENCE = 120.0
_COMMAND = """
from fiscal.intake import sandbox_pool as pool
from tests.pipeline import reading
pool.READER = reading.NAME
from pipelines.command_line import main
main()
"""
_JOBS = {job.name: job for job in (found_files, followed_source)}


@dataclass
class InProcess:
    """The product over one data root. `keys`: of the runs that the sensor asked for.

    Its reader is that of the other tests, which knows PDFs alone."""

    root: DataRoot
    instance: dg.DagsterInstance
    unread: ClassVar[frozenset[str]] = frozenset({OWN_PAGE})
    cursor: str | None = None
    keys: list[str] = field(default_factory=list)

    def look(self, days: float = 1.0) -> None:
        standing.pass_days(self.root, days)
        self._look(self._due())
        self._follow()

    def killed_while_looking(self, at: Callable[[], bool]) -> None:
        crawl = self._crawl()
        until(at)
        os.kill(crawl.pid, signal.SIGKILL)
        crawl.wait()

    def look_twice_at_once(self) -> None:
        standing.pass_days(self.root, 1)
        due = self._due()
        crawl = self._crawl()
        self._look(due)
        assert crawl.wait(500) in {0, 3, 4}
        self._follow()

    def killed_before_runs(self, at: Callable[[], bool]) -> None:
        standing.pass_days(self.root, 1)
        self._look(self._due())
        assert at()
        lost, again = self._tick(), self._tick()
        keys = [[request.run_key for request in tick.run_requests or []] for tick in (lost, again)]
        assert keys[0] == keys[1] != []
        self._follow()

    def asked_for(self) -> list[str]:
        return list(self.keys)

    def _due(self) -> list[dg.RunRequest]:
        asked = sources_when_due(
            dg.build_schedule_context(instance=self.instance, scheduled_execution_time=datetime.now(UTC))
        )
        return asked if isinstance(asked, list) else []

    def _look(self, due: list[dg.RunRequest]) -> None:
        for request in due:
            assert discover.execute_in_process(instance=self.instance, run_config=request.run_config).success

    def _tick(self) -> dg.SensorResult:
        tick = found(dg.build_sensor_context(instance=self.instance, cursor=self.cursor))
        assert isinstance(tick, dg.SensorResult)
        return tick

    def _follow(self) -> None:
        while (tick := self._tick()).run_requests:
            self.cursor = tick.cursor
            for request in tick.run_requests:
                self.keys.append(request.run_key or "")
                job = _JOBS[request.job_name or ""]
                run = job.execute_in_process(
                    instance=self.instance, run_config=request.run_config, tags=dict(request.tags)
                )
                assert run.success
        self.cursor = tick.cursor

    def _crawl(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-c", _COMMAND, "discover"],
            env=os.environ | {"FISCAL_DATA": str(self.root.work), "DAGSTER_HOME": ""},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )


def until(holds: Callable[[], bool]) -> None:
    """Waits until something is so. AssertionError where it is not within two minutes."""
    deadline = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.05)
