"""Dagster's Celery launcher, told by a run's mark whether the process that works on it lives: Celery itself says
"started" of what a killed worker had begun, for ever.

Ending such runs is left to Dagster's run monitoring, working on them again to the sensor that asked for them.
"""

from __future__ import annotations

from dagster import DagsterRun
from dagster._core.launcher import CheckRunHealthResult, WorkerStatus
from dagster_celery.launcher import CeleryRunLauncher

from fiscal.storage.root import DataRoot
from pipelines.running.orphans import lives

_GONE = "运行所在的进程已不存在，可重新运行 / The process of this run is gone: run it again"


class WatchedCeleryLauncher(CeleryRunLauncher):
    """Starts runs as Celery tasks, and knows of those that commands run themselves, too."""

    @property
    def supports_resume_run(self) -> bool:
        """A run is worked on anew: its stages go on where they were."""
        return False

    def check_run_worker_health(self, run: DagsterRun) -> CheckRunHealthResult:
        """`RUNNING` as long as the run's process lives."""
        if lives(DataRoot.at(), run.run_id):
            return CheckRunHealthResult(WorkerStatus.RUNNING)
        return CheckRunHealthResult(WorkerStatus.FAILED, _GONE)

    def get_run_worker_debug_info(self, *_: object, **__: object) -> str | None:
        """Nothing: a run that a command works on itself has no task to be asked about."""
        return None
