"""What is published says from what it was made; a run that finds it behind makes it good. What killed processes left is swept up."""

from pathlib import Path

import dagster as dg
import pytest

from fiscal.publication.publication_state import is_behind
from fiscal.storage.root import DataRoot, is_full_disk, sweep
from pipelines.running import home
from pipelines.running.ingest import publish
from tests.filings import budget
from tests.pipeline.conftest import Ingest

pytestmark = pytest.mark.pipeline


def test_nothing_is_to_be_published_where_no_filing_is(root: DataRoot) -> None:
    assert not is_behind(root)


def test_a_publication_that_was_not_made_or_is_gone_is_behind(root: DataRoot, instance: dg.DagsterInstance, take: Ingest) -> None:
    take(a=budget())
    assert is_behind(root)
    assert publish(instance) is None
    assert not is_behind(root)
    (root.work / "fiscal.duckdb").unlink()
    assert is_behind(root)
    assert publish(instance) is None
    take(a=budget(), b=budget(year=2024))
    assert is_behind(root)


def test_the_work_of_processes_that_are_gone_is_swept_up(tmp_path: Path) -> None:
    root = DataRoot.at(tmp_path / "data")
    staging = root.work / ".staging"
    staging.mkdir(parents=True)
    dead, mine, other = staging / "4194305.abc", staging / f"{__import__('os').getpid()}.abc", staging / "kept.txt"
    for path in (dead, mine, other):
        path.write_bytes(b"x")
    sweep(staging)
    assert not dead.exists()
    assert mine.exists()
    assert other.exists()
    dead.write_bytes(b"x")
    home.settle(root)
    assert not dead.exists()


@pytest.mark.parametrize(
    ("error", "full"),
    [
        (OSError(28, "No space left on device"), True),
        (RuntimeError("sqlite3.OperationalError: database or disk is full"), True),
        (OSError(13, "Permission denied"), False),
    ],
)
def test_a_full_disk_is_told_whoever_met_it(error: Exception, full: bool) -> None:
    outer = RuntimeError("step failed")
    outer.__cause__ = error
    assert is_full_disk(error) is full
    assert is_full_disk(outer) is full
