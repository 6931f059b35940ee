"""Dagster's home is made whole or not at all, and one that is half made, damaged or old is mended: never an error of
the program, never a loss of data.
"""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import dagster as dg
import pytest
from sqlalchemy.exc import OperationalError

from fiscal.storage.root import DataRoot, DiskFullError
from pipelines.running import home
from pipelines.running.home import HomeUnreachableError
from tests.pipeline.conftest import Command

pytestmark = pytest.mark.pipeline


def databases(root: DataRoot) -> list[Path]:
    return sorted(root.dagster_home.rglob("*.db"))


def usable(root: DataRoot) -> bool:
    with home.opened(root) as instance:
        instance.add_dynamic_partitions("filings", ["a"])
        return instance.get_dynamic_partitions("filings") == ["a"]


def test_a_home_that_stands_in_its_place_has_its_databases(root: DataRoot) -> None:
    assert len(databases(root)) >= 3
    assert not list(root.work.glob(".dagster.*"))
    assert usable(root)


def test_what_a_killed_first_start_left_is_made_good(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = DataRoot.at(tmp_path / "data")
    for name in (".dagster.making", ".dagster"):
        (root.work / name / "history").mkdir(parents=True)
        (root.work / name / "history" / "runs.db").write_bytes(b"half")
    monkeypatch.setenv("DAGSTER_HOME", "")
    home.settle(root)
    assert usable(root)
    assert not list(root.work.glob(".dagster.*"))


@pytest.mark.parametrize("content", [b"", b"no database at all" * 100])
def test_a_damaged_database_is_set_aside_with_a_sentence(
    content: bytes, root: DataRoot, caplog: pytest.LogCaptureFixture
) -> None:
    for path in databases(root):
        path.write_bytes(content)
        for beside in path.parent.glob(f"{path.name}-*"):
            beside.unlink()
    assert usable(root)
    aside = list(root.work.glob(".dagster.aside-*"))
    assert len(aside) == (1 if content else len(aside))
    if aside:
        assert "已移至" in caplog.text


def test_settings_of_a_home_that_is_set_aside_are_kept(root: DataRoot) -> None:
    settings = root.dagster_home / "dagster.yaml"
    settings.write_text("# ours\n" + settings.read_text("utf-8"), "utf-8")
    for path in databases(root):
        path.write_bytes(b"no database at all" * 100)
    assert usable(root)
    assert settings.read_text("utf-8").startswith("# ours\n")


def test_a_home_of_an_unknown_schema_is_made_anew(root: DataRoot, caplog: pytest.LogCaptureFixture) -> None:
    for path in databases(root):
        with sqlite3.connect(path) as db:
            if db.execute("select count(*) from sqlite_master where name = 'alembic_version'").fetchone()[0]:
                db.execute("update alembic_version set version_num = 'ffffffffffff'")
            for name in ("runs", "event_logs", "instigators", "dynamic_partitions"):
                db.execute(f"drop table if exists {name}")
    assert usable(root)
    assert "已移至" in caplog.text


def of_sqlite(refused: Callable[[], object]) -> OperationalError:
    with pytest.raises(sqlite3.OperationalError) as raised:
        refused()
    return OperationalError("select", {}, raised.value)


def locked(path: Path) -> OperationalError:
    with closing(sqlite3.connect(path)) as first, closing(sqlite3.connect(path, timeout=0)) as second:
        first.execute("begin exclusive")
        return of_sqlite(lambda: second.execute("select * from sqlite_master"))


def read_only(path: Path) -> OperationalError:
    sqlite3.connect(path).close()
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as db:
        return of_sqlite(lambda: db.execute("create table a (b)"))


def full(path: Path) -> OperationalError:
    with closing(sqlite3.connect(path)) as db:
        db.execute("create table a (b)")
        db.execute("pragma max_page_count = 1")
        return of_sqlite(lambda: db.execute("insert into a values (zeroblob(1000000))"))


def unreachable(_: Path) -> OperationalError:
    return OperationalError("select", {}, ConnectionError("could not connect to server"))


@pytest.mark.parametrize(
    ("refused", "raised"),
    [
        (locked, HomeUnreachableError),
        (read_only, HomeUnreachableError),
        (unreachable, HomeUnreachableError),
        (full, DiskFullError),
    ],
)
def test_a_home_that_does_not_open_now_is_left_as_it_is(
    refused: Callable[[Path], OperationalError],
    raised: type[Exception],
    root: DataRoot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    error = refused(tmp_path / "other.db")

    def ask(_: object) -> int:
        raise error

    with monkeypatch.context() as patched:
        patched.setattr(dg.DagsterInstance, "get_runs_count", ask)
        with pytest.raises(raised):
            home.opened(root)
    assert not list(root.work.glob(".dagster.*"))
    assert usable(root)


def test_a_home_that_does_not_open_now_is_told_with_what_to_do(
    fiscal: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    error = locked(tmp_path / "other.db")

    def ask(_: object) -> int:
        raise error

    home.settle(DataRoot.at(tmp_path / "data"))
    monkeypatch.setattr(dg.DagsterInstance, "get_runs_count", ask)
    (tmp_path / "a.pdf").write_bytes(b"")
    status, printed = fiscal("ingest", tmp_path / "a.pdf")
    assert status == 1
    assert "稍后重试" in printed
    assert "database is locked" in printed
    assert "程序出错" not in printed


def test_a_sound_home_is_opened_as_it_is(root: DataRoot, caplog: pytest.LogCaptureFixture) -> None:
    with home.opened(root) as first:
        first.add_dynamic_partitions("filings", ["kept"])
    with home.opened(root) as again:
        assert again.get_dynamic_partitions("filings") == ["kept"]
    assert isinstance(first, dg.DagsterInstance)
    assert caplog.text == ""
