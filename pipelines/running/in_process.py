"""A job run in this process, as a run of the code location that the UI loads: what belongs to none is left out of the
UI's overview and cannot be run again from there.

Which jobs there are is said in `pipelines.running.jobs`; the code location's name is that of `workspace.yaml`.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Generator, Mapping
from contextlib import ExitStack, contextmanager
from typing import Any

import dagster as dg
from dagster._core.definitions.repository_definition import SINGLETON_REPOSITORY_NAME
from dagster._core.remote_origin import ManagedGrpcPythonEnvCodeLocationOrigin, RemoteJobOrigin, RemoteRepositoryOrigin
from dagster._core.types.loadable_target_origin import LoadableTargetOrigin

from fiscal.storage.root import CHECKOUT, DataRoot
from pipelines.running.jobs import WAY
from pipelines.running.orphans import PROCESS_TAG, living

LOCATION, MODULE = "fiscal-facts", "pipelines.definitions"
_QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}


def run_here(instance: dg.DagsterInstance, job: str, **options: Any) -> dg.ExecuteInProcessResult:
    """Runs a job by its name; `options` are those of `execute_in_process`. A run that fails raises nothing."""
    with ExitStack() as meanwhile, _placed(instance, meanwhile):
        return WAY.resolve_job_def(job).execute_in_process(
            instance=instance, run_config=_QUIET, raise_on_error=False, **options
        )


@contextmanager
def _placed(instance: Any, meanwhile: ExitStack) -> Generator[None]:
    """Runs that are made meanwhile belong to the code location, and live as long as `meanwhile`: Dagster has no option
    for it.
    """
    plain = instance.create_run_for_job

    def create(job_def: dg.JobDefinition, **options: Any) -> dg.DagsterRun:
        origin = RemoteJobOrigin(_repository(), job_def.name)
        given: Mapping[str, str] = options.pop("tags", None) or {}
        tags = {**given, PROCESS_TAG: str(os.getpid())}
        made: dg.DagsterRun = plain(job_def=job_def, **{"remote_job_origin": origin, "tags": tags, **options})
        meanwhile.enter_context(living(DataRoot.at(), made.run_id))
        return made

    instance.create_run_for_job = create
    try:
        yield
    finally:
        del instance.create_run_for_job


def _repository() -> RemoteRepositoryOrigin:
    target = LoadableTargetOrigin(executable_path=sys.executable, module_name=MODULE, working_directory=str(CHECKOUT))
    return RemoteRepositoryOrigin(
        ManagedGrpcPythonEnvCodeLocationOrigin(loadable_target_origin=target, location_name=LOCATION),
        SINGLETON_REPOSITORY_NAME,
    )
