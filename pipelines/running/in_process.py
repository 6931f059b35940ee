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
from dagster._core.storage.noop_compute_log_manager import NoOpComputeLogManager
from dagster._core.types.loadable_target_origin import LoadableTargetOrigin

from fiscal.storage.root import CHECKOUT, DataRoot
from pipelines.running.jobs import WAY
from pipelines.running.orphans import PROCESS_TAG, living

LOCATION, MODULE = "fiscal-facts", "pipelines.definitions"
_QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}


def run_here(instance: dg.DagsterInstance, job: str, **options: Any) -> dg.ExecuteInProcessResult:
    """Runs a job by its name; `options` are those of `execute_in_process`. A run that fails raises nothing; one that
    is interrupted ends the work that it is a part of, with KeyboardInterrupt.
    """
    with ExitStack() as meanwhile, _placed(instance, meanwhile), _unmirrored(instance):
        result = WAY.resolve_job_def(job).execute_in_process(
            instance=instance, run_config=_QUIET, raise_on_error=False, **options
        )
    if any(_interrupted(event) for event in result.all_events):
        raise KeyboardInterrupt
    return result


def _interrupted(event: dg.DagsterEvent) -> bool:
    error = event.step_failure_data.error if event.is_step_failure else None
    return error is not None and error.cls_name == dg.DagsterExecutionInterruptedError.__name__


@contextmanager
def _unmirrored(instance: Any) -> Generator[None]:
    """What a run prints goes where this process prints: mirroring it takes four processes a run, which die of Ctrl-C
    with tracebacks of their own.
    """
    manager = instance.compute_log_manager
    instance._compute_log_manager = NoOpComputeLogManager()
    try:
        yield
    finally:
        instance._compute_log_manager = manager


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
