"""What is published says from what it was made; a run that finds it behind makes it good. What killed processes left is
swept up.
"""

import os
import time
from pathlib import Path

import dagster as dg
import pytest

from fiscal.publication.database import build as building
from fiscal.publication.publication_state import is_behind
from fiscal.publication.store import Store
from fiscal.storage.root import DataRoot, is_full_disk, sweep
from pipelines.running import home
from pipelines.running.ingest import publish
from tests.filings import budget
from tests.pipeline.conftest import Ingest

pytestmark = pytest.mark.pipeline


def test_nothing_is_to_be_published_where_no_filing_is(root: DataRoot) -> None:
    assert not is_behind(root)


def test_a_publication_that_was_not_made_or_is_gone_is_behind(
    root: DataRoot, instance: dg.DagsterInstance, take: Ingest
) -> None:
    take(a=budget())
    assert is_behind(root)
    assert publish(instance) is None
    assert not is_behind(root)
    (root.work / "fiscal.duckdb").unlink()
    assert is_behind(root)
    assert publish(instance) is None
    take(a=budget(), b=budget(year=2024))
    assert is_behind(root)


GONE = 4194305
"""No process has this number: it is beyond the largest that Linux gives."""


def left(folder: Path, name: str, days: float = 2, is_folder: bool = False) -> Path:
    path = folder / name
    if is_folder:
        path.mkdir(parents=True)
        (path / "spilled").write_bytes(b"x")
    else:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
    then = time.time() - days * 24 * 3600
    os.utime(path, (then, then))
    return path


def test_the_work_of_processes_that_are_gone_is_swept_up(tmp_path: Path) -> None:
    root = DataRoot.at(tmp_path / "data")
    staging = root.work / ".staging"
    dead, mine, other = left(staging, f"{GONE}.abc"), left(staging, f"{os.getpid()}.abc"), left(staging, "kept.txt")
    sweep(root.work)
    assert not dead.exists()
    assert mine.exists()
    assert other.exists()
    left(staging, dead.name)
    home.settle(root)
    assert not dead.exists()


def test_folders_that_were_staged_and_drafts_of_the_database_are_swept_up_with_all_beside_them(tmp_path: Path) -> None:
    gone = [
        left(tmp_path / ".staging", f"{GONE}.unpacked", is_folder=True),
        *(left(tmp_path, f".{GONE}.x.duckdb{own}") for own in ("", ".wal")),
        left(tmp_path, f".{GONE}.x.duckdb.tmp", is_folder=True),
    ]
    sweep(tmp_path)
    assert not [path for path in gone if path.exists()]


def test_what_people_keep_beside_the_data_is_never_swept_up(tmp_path: Path) -> None:
    kept = [
        left(tmp_path, f"{GONE}.pdf"),
        left(tmp_path, f"{GONE}.zip"),
        left(tmp_path, f"{GONE}.bak", is_folder=True),
        left(tmp_path, f".{GONE}.pdf"),
    ]
    sweep(tmp_path)
    assert all(path.exists() for path in kept)


def test_what_was_staged_just_now_may_be_the_work_of_another_container(tmp_path: Path) -> None:
    young = [left(tmp_path / ".staging", f"{GONE}.abc", days=0.5), left(tmp_path, f".{GONE}.x.duckdb", days=0)]
    sweep(tmp_path)
    assert all(path.exists() for path in young)


def test_a_draft_of_the_database_that_fails_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def spill(draft: Path) -> None:
        for own in ("", ".wal"):
            draft.with_name(draft.name + own).write_bytes(b"x")
        draft.with_name(draft.name + ".tmp").mkdir()
        raise RuntimeError

    monkeypatch.setattr(building, "opened", spill)
    with pytest.raises(RuntimeError):
        building.build(Store.at(tmp_path), tmp_path / "fiscal.duckdb", {})
    assert not list(tmp_path.iterdir())


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
