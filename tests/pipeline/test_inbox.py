"""The inbox: which files are whole, and when a run is asked for."""

import errno
import os
import subprocess
import sys
from pathlib import Path

import dagster as dg
import pytest

from fiscal.intake import arrival
from fiscal.intake.inbox import STALLED, inside, look
from fiscal.storage.datasets import filing_ids
from fiscal.storage.filing import FilingFiles
from fiscal.storage.root import DataRoot
from pipelines.running.ingest import publish
from pipelines.running.orphans import PROCESS_TAG, fail_orphans
from pipelines.running.under_way import on_keeper
from pipelines.schedules.daily import daily
from pipelines.schedules.inbox import SHA_TAG, inbox, inbox_file, is_finished
from tests.filings import budget

pytestmark = pytest.mark.pipeline


def tick(instance: dg.DagsterInstance) -> list[dg.RunRequest]:
    outcome = inbox(dg.build_sensor_context(instance=instance))
    return list(outcome.run_requests or []) if isinstance(outcome, dg.SensorResult) else []


def drop(root: DataRoot, name: str, content: bytes) -> Path:
    path = root.inbox / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def run(instance: dg.DagsterInstance, request: dg.RunRequest) -> dg.ExecuteInProcessResult:
    return inbox_file.execute_in_process(
        run_config=request.run_config, instance=instance, tags=dict(request.tags), raise_on_error=False
    )


def test_a_file_is_whole_once_two_looks_find_it_the_same(tmp_path: Path) -> None:
    path = tmp_path / "a.PDF"
    path.write_bytes(b"%PDF-1.7 half")
    first = look(tmp_path, {}, 0.0)
    assert first["a.PDF"].sha256 is None
    path.write_bytes(b"%PDF-1.7 half and the other half %%EOF\n")
    second = look(tmp_path, first, 5.0)
    assert second["a.PDF"].sha256 is None
    third = look(tmp_path, second, 10.0)
    assert third["a.PDF"].sha256 is not None
    assert look(tmp_path, third, 15.0) == third


def test_a_copy_that_has_stalled_is_left_until_it_goes_on_or_has_not_for_long(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.7 half" + bytes(10_000))
    files = look(tmp_path, {}, 0.0)
    for now in (5.0, STALLED - 1):
        files = look(tmp_path, files, now)
        assert files["a.pdf"].sha256 is None
    assert look(tmp_path, files, STALLED)["a.pdf"].sha256 is not None


@pytest.mark.parametrize(
    ("name", "content", "whole"),
    [
        ("a.pdf", b"%PDF-1.7 with a picture \xff\xd9 and </html>", False),
        ("a.pdf", b"%PDF-1.7 %%EOF", True),
        ("a.xlsx", b"PK\x03\x04 a picture's IEND", False),
        ("a.xlsx", b"PK\x03\x04 PK\x05\x06" + bytes(18), True),
        ("a.html", b"<html></body></HTML>\n", True),
        ("a.jpg", b"\xff\xd8 a thumbnail \xff\xd9 and the picture", False),
        ("a.jpg", b"\xff\xd8 the picture \xff\xd9\0\0", True),
        ("a.png", b"\x89PNG IEND\xaeB`\x82", True),
        ("a.doc", b"\xd0\xcf\x11\xe0 %%EOF PK\x05\x06", False),
    ],
)
def test_a_file_is_whole_by_the_end_of_its_own_kind(name: str, content: bytes, whole: bool, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(content)
    files = look(tmp_path, look(tmp_path, {}, 0.0), 5.0)
    assert (files[name].sha256 is not None) == whole
    assert look(tmp_path, files, STALLED)[name].sha256 is not None


def test_one_file_that_cannot_be_read_hides_no_other_and_fails_the_tick(
    root: DataRoot, instance: dg.DagsterInstance, monkeypatch: pytest.MonkeyPatch
) -> None:
    locked = drop(root, "locked.pdf", budget(remark="locked"))
    drop(root, "b.pdf", budget())
    opened = Path.open

    def denied(path: Path, *arguments: str, **named: str) -> object:
        if path == locked:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
        return opened(path, *arguments, **named)

    monkeypatch.setattr(Path, "open", denied)
    assert tick(instance) == []
    (request,) = tick(instance)
    assert run(instance, request).success
    with pytest.raises(dg.Failure, match=r"locked\.pdf"):
        inbox(dg.build_sensor_context(instance=instance))
    monkeypatch.setattr(Path, "open", opened)
    assert len(tick(instance)) == 1


def test_a_named_inbox_that_is_gone_fails_the_tick(
    root: DataRoot, instance: dg.DagsterInstance, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FISCAL_INBOX", str(tmp_path / "share" / "inbox"))
    with pytest.raises(FileNotFoundError):
        inbox(dg.build_sensor_context(instance=instance))
    assert not (tmp_path / "share").exists()


def test_links_hidden_files_and_other_kinds_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "year").mkdir()
    for name in ("year/a.pdf", ".b.pdf", "c.txt"):
        (tmp_path / name).write_bytes(b"x")
    (tmp_path / "d.pdf").symlink_to(tmp_path / "c.txt")
    assert set(look(tmp_path, {}, 0.0)) == {"year/a.pdf"}


def test_a_folder_that_cannot_be_read_is_not_an_empty_one(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="gone"):
        look(tmp_path / "gone", {}, 0.0)


def test_a_name_that_leads_out_of_the_inbox_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="passwd"):
        inside(tmp_path, "../../etc/passwd")


def test_a_dropped_pdf_is_worked_on_once_whatever_it_is_called(root: DataRoot, instance: dg.DagsterInstance) -> None:
    drop(root, "a.pdf", budget())
    assert tick(instance) == []
    (request,) = tick(instance)
    assert request.tags[SHA_TAG] in (request.run_key or "")
    assert run(instance, request).success
    assert is_finished(root, request.tags[SHA_TAG])
    assert len(instance.get_dynamic_partitions("filings")) == 1
    drop(root, "again/b.pdf", budget())
    assert [tick(instance), tick(instance)] == [[], []]


def test_a_file_is_asked_for_once_while_its_run_is_under_way(root: DataRoot, instance: dg.DagsterInstance) -> None:
    drop(root, "a.pdf", budget())
    tick(instance)
    (request,) = tick(instance)
    instance.create_run_for_job(
        inbox_file, run_config=request.run_config, tags=dict(request.tags), status=dg.DagsterRunStatus.STARTED
    )
    assert tick(instance) == []


def test_a_run_that_failed_is_tried_again_only_after_a_while(
    root: DataRoot, instance: dg.DagsterInstance, monkeypatch: pytest.MonkeyPatch
) -> None:
    drop(root, "a.pdf", budget())
    tick(instance)
    (request,) = tick(instance)
    monkeypatch.setattr("fiscal.intake.arrival.LARGEST", 10)
    outcome = run(instance, request)
    assert not outcome.success
    assert tick(instance) == []
    monkeypatch.setattr("pipelines.schedules.inbox.SECONDS_BETWEEN_ATTEMPTS", 0.0)
    (again,) = tick(instance)
    assert again.run_key != request.run_key


def test_three_runs_that_succeeded_are_not_three_attempts_in_vain(
    root: DataRoot, instance: dg.DagsterInstance, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipelines.schedules.inbox.SECONDS_BETWEEN_ATTEMPTS", 0.0)
    drop(root, "a.pdf", budget())
    tick(instance)
    keys: list[str | None] = []
    for _ in range(5):
        (request,) = tick(instance)
        keys.append(request.run_key)
        instance.create_run_for_job(
            inbox_file, run_config=request.run_config, tags=dict(request.tags), status=dg.DagsterRunStatus.SUCCESS
        )
    assert len(set(keys)) == 5
    for _ in range(3):
        (request,) = tick(instance)
        instance.create_run_for_job(
            inbox_file, run_config=request.run_config, tags=dict(request.tags), status=dg.DagsterRunStatus.FAILURE
        )
    assert tick(instance) == []


def test_a_run_whose_process_is_gone_is_failed_and_a_living_one_is_not(root: DataRoot) -> None:
    died = subprocess.Popen([sys.executable, "-c", ""])
    died.wait()
    with dg.DagsterInstance.get() as instance:
        runs = {}
        for pid in (died.pid, os.getpid()):
            started = instance.create_run_for_job(daily, status=dg.DagsterRunStatus.STARTED)
            instance.report_engine_event(f"Started process for run (pid: {pid}).", started)
            runs[pid] = started.run_id
        told_nothing = instance.create_run_for_job(
            daily, status=dg.DagsterRunStatus.STARTED, tags={PROCESS_TAG: str(died.pid)}
        )
        assert set(fail_orphans(instance)) == {runs[died.pid], told_nothing.run_id}
        still = instance.get_run_by_id(runs[os.getpid()])
        assert still is not None and still.status is dg.DagsterRunStatus.STARTED


def test_over_a_bucket_a_run_needs_no_file_of_this_machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, instance: dg.DagsterInstance
) -> None:
    for name, value in {"FISCAL_DATA": f"memory://{tmp_path.name}/data", "FISCAL_WORK": str(tmp_path)}.items():
        monkeypatch.setenv(name, value)
    root = DataRoot.at()
    dropped = drop(root, "a.pdf", budget())
    tick(instance)
    (request,) = tick(instance)
    dropped.unlink()
    assert run(instance, request).success
    ((_, filing),) = ((name, FilingFiles(root, name)) for name in filing_ids(root.store))
    assert filing.latest().receipt.source_file == "a.pdf"
    docs, database = root.store.names(f"data_docs/{filing.filing_id}"), "fiscal.duckdb"
    assert f"data_docs/{filing.filing_id}/index.html" in docs
    assert publish(instance) is None
    assert root.store.read(database) == (root.work / database).read_bytes()


def test_over_a_bucket_what_cannot_be_put_there_is_left_to_the_machine_that_has_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, instance: dg.DagsterInstance
) -> None:
    for name, value in {"FISCAL_DATA": f"memory://{tmp_path.name}/data", "FISCAL_WORK": str(tmp_path)}.items():
        monkeypatch.setenv(name, value)
    drop(DataRoot.at(), "a.pdf", budget())
    monkeypatch.setattr(arrival, "LARGEST", 10)
    tick(instance)
    (request,) = tick(instance)
    assert request.run_config["ops"]["take_in_file"]["config"] == {"name": "a.pdf", "sha256": ""}
    assert not DataRoot.at().store.names("raw/blobs")


def test_runs_are_kept_on_one_machine_only_where_there_are_several(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("FISCAL_POSTGRES", raising=False)
    assert on_keeper() == {}
    monkeypatch.setenv("FISCAL_POSTGRES", "postgresql://fiscal@127.0.0.1/runs")
    assert list(on_keeper().values()) == ["keeper"]
