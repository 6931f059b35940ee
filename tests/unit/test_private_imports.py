"""What is used of the insides of other libraries, which their next version may move without a word: all of it is named
here, and is there.
"""

import ast
from importlib import import_module

import pytest

from fiscal.storage.root import CHECKOUT

pytestmark = pytest.mark.unit

ROOMS = ("fiscal", "expectations", "assets", "pipelines")
WITHOUT_PUBLIC_PARTS = ("camelot", "dagster_webserver")
"""Libraries of which everything but what they offer at their top is their inside."""
PRIVATE = {
    "assets/per_filing.py": {
        "dagster._core.definitions.asset_checks.asset_check_evaluation:AssetCheckEvaluationTargetMaterializationData"
    },
    "fiscal/extraction/checks/second_reader_tables.py": {
        "camelot.handlers:PDFHandler",
        "camelot.parsers.lattice:Lattice",
        "camelot.parsers.network:Network",
    },
    "pipelines/alerts/hearing.py": {
        "dagster._core.scheduler.instigation:InstigatorTick",
        "dagster._core.scheduler.instigation:TickStatus",
    },
    "pipelines/distributed/launcher.py": {
        "dagster._core.launcher:CheckRunHealthResult",
        "dagster._core.launcher:WorkerStatus",
    },
    "pipelines/distributed/worker.py": {
        "dagster._grpc.types:ExecuteRunArgs",
        "dagster._serdes:unpack_value",
    },
    "pipelines/running/engines.py": {
        "dagster._core.storage.event_log.sqlite:sqlite_event_log",
        "dagster._core.storage.runs.sqlite:sqlite_run_storage",
        "dagster._core.storage.schedules.sqlite:sqlite_schedule_storage",
    },
    "pipelines/running/home.py": {"dagster._core.errors:DagsterInvalidInvocationError"},
    "pipelines/running/in_process.py": {
        "dagster._core.definitions.repository_definition:SINGLETON_REPOSITORY_NAME",
        "dagster._core.remote_origin:ManagedGrpcPythonEnvCodeLocationOrigin",
        "dagster._core.remote_origin:RemoteJobOrigin",
        "dagster._core.remote_origin:RemoteRepositoryOrigin",
        "dagster._core.storage.noop_compute_log_manager:NoOpComputeLogManager",
        "dagster._core.types.loadable_target_origin:LoadableTargetOrigin",
    },
    "pipelines/running/orphans.py": {"dagster._core.storage.runs:SqliteRunStorage"},
    "pipelines/serving/guarded_dev.py": {"dagster._cli:dev"},
    "pipelines/serving/guarded_webserver.py": {
        "dagster_webserver.cli:main",
        "dagster_webserver.webserver:DagsterWebserver",
    },
}


def private_imports(source: str) -> set[str]:
    """`module:name` of what a module's source imports of insides of other libraries."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and not node.level:
            found |= {f"{node.module}:{name.name}" for name in node.names}
        elif isinstance(node, ast.Import):
            found |= {f"{name.name}:" for name in node.names}
    return {name for name in found if _is_private(name)}


def _is_private(name: str) -> bool:
    module, _, imported = name.partition(":")
    top, *inner = module.split(".")
    hidden = any(part.startswith("_") and not part.startswith("__") for part in (*inner, imported))
    return top not in ROOMS and (hidden or (bool(inner) and top in WITHOUT_PUBLIC_PARTS))


def test_insides_of_other_libraries_are_used_where_it_is_said_and_nowhere_else() -> None:
    found = {
        str(path.relative_to(CHECKOUT)): used
        for room in ROOMS
        for path in sorted((CHECKOUT / room).rglob("*.py"))
        if (used := private_imports(path.read_text("utf-8")))
    }
    assert found == PRIVATE


@pytest.mark.parametrize("name", sorted(name for names in PRIVATE.values() for name in names))
def test_what_is_used_of_insides_is_there(name: str) -> None:
    module, _, imported = name.partition(":")
    assert hasattr(import_module(module), imported) or import_module(f"{module}.{imported}")


def test_an_inside_is_seen_wherever_it_is_imported() -> None:
    own = "from __future__ import annotations\nimport dagster as dg\nfrom fiscal.x import _own\n"
    source = f"{own}from dagster._core import a\ndef f():\n    from camelot.io import b\nimport numpy._core\n"
    assert private_imports(source) == {"dagster._core:a", "camelot.io:b", "numpy._core:"}
