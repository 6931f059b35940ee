"""The Celery application of a worker: Dagster's own task, in a process that is known to live as long as it works.

Started by `python -m pipelines.serving.apart worker`."""

from __future__ import annotations

import os
from typing import Any, cast

import dagster_celery.make_app
import dagster_celery.tasks
from celery import Celery, Task
from dagster._grpc.types import ExecuteRunArgs
from dagster._serdes import unpack_value
from dagster_celery.config import DEFAULT_CONFIG

from fiscal.storage.root import DataRoot
from pipelines.running.home import BROKER
from pipelines.running.orphans import living

SETTINGS = DEFAULT_CONFIG | {
    # A run waits where Dagster counts it, not at a worker that is busy and may end with it.
    "worker_disable_prefetch": True,
    "worker_cancel_long_running_tasks_on_connection_loss": False,
    "broker_connection_retry_on_startup": True,
    # Runs of a worker's process until it is made anew; what libraries keep of a hundred filings is some hundred MB.
    "worker_max_tasks_per_child": 100,
}


class LivingTask(Task):
    """A task that holds its run's mark meanwhile."""

    abstract = True

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        """Executes the run."""
        packed = named.get("execute_job_args_packed") or arguments[0]
        with living(DataRoot.at(), unpack_value(packed, as_type=ExecuteRunArgs).run_id):
            return cast(Any, super()).__call__(*arguments, **named)


def application() -> Celery:
    """Dagster's Celery application over the broker that `FISCAL_BROKER` names."""
    broker = os.environ.get(BROKER)
    making: Any = dagster_celery.make_app
    tasks: Any = dagster_celery.tasks
    made: Celery = making.make_app(
        {"broker": broker, "backend": broker, "config_source": SETTINGS, "task_default_queue": "dagster"}
    )
    tasks.create_execute_job_task(made, base=LivingTask)
    return made


app = application()
