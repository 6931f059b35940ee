"""Filings worked on by two workers over Postgres, Redis and a bucket, one of them killed in the middle: the same bytes
of every dataset as on one machine.
"""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path

import dagster as dg
import pytest

from fiscal.model.contract import DATASETS
from fiscal.storage.datasets import filing_ids
from fiscal.storage.filing import FilingFiles
from fiscal.storage.root import CHECKOUT, DataRoot, FolderStore
from pipelines.running import home
from tests.distributed.servers import BUCKET, postgres, redis, s3
from tests.filings import budget

pytestmark = [pytest.mark.pipeline, pytest.mark.slow, pytest.mark.distributed, pytest.mark.timeout(3600)]

SMALL = 20
LONGEST_SECONDS = 3000.0
DONE_BEFORE_THE_KILL = 3
_PID = re.compile(r"\(pid: (\d+)\)")
_BODIES = ["档案馆", "图书馆", "博物馆", "文化馆", "体育馆", "水务局", "财政局", "教育局", "民政局", "司法局"]


def files() -> dict[str, bytes]:
    """The filings that come with the product, and small drawn ones: ten bodies in two years."""
    found = {path.name: path.read_bytes() for path in sorted((CHECKOUT / "raw").glob("*.pdf"))}
    for number in range(SMALL):
        body, year = f"青山市河湾区{_BODIES[number // 2]}", 2023 + number % 2
        wrong = {"total": "160.00"} if number % 5 == 0 else {}
        found[f"{number:02}.pdf"] = budget(publisher=body, year=year, **wrong)
    return found


class Machines:
    """The processes of several machines: each has a local folder of its own, and all share three servers."""

    def __init__(self, folder: Path, environment: Mapping[str, str]) -> None:
        self.folder, self.environment = folder, {**os.environ, **environment}
        self.started: dict[str, subprocess.Popen[bytes]] = {}

    def start(self, machine: str, *part: str) -> subprocess.Popen[bytes]:
        log = self.folder / f"{machine}-{part[0]}.log"
        with log.open("wb") as out:
            started = subprocess.Popen(
                [sys.executable, "-m", "pipelines.serving.apart", *part],
                cwd=CHECKOUT,
                env=self.of(machine),
                stdout=out,
                stderr=out,
            )
        self.started[f"{machine} {part[0]}"] = started
        return started

    def of(self, machine: str) -> dict[str, str]:
        return self.environment | {"FISCAL_WORK": str(self.folder / machine)}

    def stop(self) -> None:
        for process in self.started.values():
            process.send_signal(signal.SIGTERM)
        for process in self.started.values():
            try:
                process.wait(60)
            except subprocess.TimeoutExpired:
                kill_with_children(process.pid)


@pytest.fixture
def machines(tmp_path: Path) -> Iterator[Machines]:
    with ExitStack() as servers:
        found = Machines(
            tmp_path,
            {
                "FISCAL_DATA": f"s3://{BUCKET}/data",
                "FISCAL_SOURCES": str(tmp_path / "no-sources"),
                "FISCAL_ALERT_URLS": "",
                "FISCAL_POSTGRES": servers.enter_context(postgres()),
                "FISCAL_BROKER": servers.enter_context(redis()),
                **servers.enter_context(s3()),
            },
        )
        (tmp_path / "no-sources").mkdir()
        servers.callback(found.stop)
        yield found


def test_two_workers_one_killed_give_the_facts_of_one_machine(
    machines: Machines, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = files()
    inbox = tmp_path / "keeper" / "raw" / "inbox"
    inbox.mkdir(parents=True)
    for name, content in given.items():
        (inbox / name).write_bytes(content)
    machines.start("keeper", "daemon")
    machines.start("keeper", "worker", "--queue", "keeper", "--processes", "1")
    first, second = (machines.start(name, "worker", "--processes", "1") for name in ("first", "second"))
    for name, value in machines.of("keeper").items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("DAGSTER_HOME", "")
    root = DataRoot.at()
    home.settle(root)
    with dg.DagsterInstance.get() as instance:
        until(lambda: len(done(root)) >= DONE_BEFORE_THE_KILL and bool(run_of(instance, first.pid)))
        cut = run_of(instance, first.pid)
        kill_with_children(first.pid)
        until(lambda: len(done(root)) == len(given) and not under_way(instance), machines)
        assert second.poll() is None
        assert {instance.get_run_by_id(run).status for run in cut} == {dg.DagsterRunStatus.FAILURE}  # type: ignore[union-attr]
    machines.stop()

    again = command(machines.of("keeper"), "ingest", str(inbox))
    alone = tmp_path / "alone"
    for name in root.store.names("raw/blobs"):
        FolderStore(alone).write(name, root.store.read(name) or b"")
    here = {**os.environ, "FISCAL_DATA": str(alone), "FISCAL_POSTGRES": "", "FISCAL_BROKER": "", "DAGSTER_HOME": ""}
    there = command(here, "ingest", str(inbox))
    assert (again.returncode, there.returncode) == (0, 0), again.stdout + again.stderr + there.stdout + there.stderr
    assert datasets(DataRoot.at(alone)) == datasets(root)


def command(environment: Mapping[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(Path(sys.executable).with_name("fiscal")), *arguments],
        cwd=CHECKOUT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def done(root: DataRoot) -> list[str]:
    return [name for name in filing_ids(root.store) if "report" in FilingFiles(root, name).stages()]


def under_way(instance: dg.DagsterInstance) -> bool:
    statuses = [status for status in dg.DagsterRunStatus if status not in _ENDED]
    return instance.get_runs_count(dg.RunsFilter(statuses=statuses)) > 0


_ENDED = {dg.DagsterRunStatus.SUCCESS, dg.DagsterRunStatus.FAILURE, dg.DagsterRunStatus.CANCELED}


def run_of(instance: dg.DagsterInstance, pid: int) -> list[str]:
    """The runs that a worker's processes work on."""
    own = children(pid)
    found: list[str] = []
    for run in instance.get_runs(dg.RunsFilter(statuses=[dg.DagsterRunStatus.STARTED])):
        told = instance.all_logs(run.run_id, of_type=dg.DagsterEventType.ENGINE_EVENT)
        pids = {int(match[1]) for event in told if (match := _PID.search(event.message or event.user_message))}
        if pids & own:
            found.append(run.run_id)
    return found


def children(pid: int) -> set[int]:
    """A process and all that came of it."""
    found, left = set[int](), [pid]
    while left:
        one = left.pop()
        found.add(one)
        try:
            left += [
                int(child)
                for task in Path(f"/proc/{one}/task").glob("*/children")
                for child in task.read_text().split()
            ]
        except (FileNotFoundError, ProcessLookupError):
            continue
    return found


def kill_with_children(pid: int) -> None:
    for one in children(pid):
        os.kill(one, signal.SIGKILL)


def until(holds, machines: Machines | None = None) -> None:  # type: ignore[no-untyped-def]
    deadline = time.monotonic() + LONGEST_SECONDS
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(1)


def datasets(root: DataRoot) -> dict[str, bytes]:
    names = [name for dataset in DATASETS for name in root.store.names(dataset)]
    return {name: root.store.read(name) or b"" for name in names}
