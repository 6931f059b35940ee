"""The product served as `make ui` does it: a process of its own, a data root of its own, asked through its page and its
GraphQL.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

CHECKOUT = Path(__file__).resolve().parents[2]
FISCAL = [sys.executable, "-c", "from pipelines.command_line import main; main()"]
PATIENCE = 400.0
LONGER_THAN_THE_DESK_WAITS = 20.0


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on, nor on the next one."""
    while True:
        with socket.socket() as probe, socket.socket() as next_one:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
            try:
                next_one.bind(("127.0.0.1", port + 1))
            except OSError:
                continue
            return port


def until(what: Callable[[], Any], patience: float = PATIENCE) -> Any:
    """What the function gives once that is true; AssertionError after `patience` seconds, far longer than any machine
    needs.
    """
    end = time.monotonic() + patience
    while not (found := what()):
        assert time.monotonic() < end, f"not within {patience:.0f} s: {what}"
        time.sleep(1)
    return found


@dataclass
class Served:
    """A data root, the command over it, and the UI over it."""

    data: Path
    environment: dict[str, str] = field(default_factory=dict)
    port: int = field(default_factory=free_port)
    _process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def inbox(self) -> Path:
        folder = self.data / "raw" / "inbox"
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def fiscal(self, *arguments: object) -> subprocess.CompletedProcess[str]:
        """The command, run to its end."""
        return subprocess.run(
            [*FISCAL, *map(str, arguments)],
            cwd=CHECKOUT,
            env=self._environment(),
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )

    def begin(self, *arguments: object) -> subprocess.Popen[bytes]:
        """The command, under way."""
        log = (self.data.parent / "command.log").open("ab")
        return subprocess.Popen(
            [*FISCAL, *map(str, arguments)], cwd=CHECKOUT, env=self._environment(), stdout=log, stderr=log
        )

    def start(self) -> None:
        """Starts the UI with its daemon and waits until both know the definitions."""
        log = (self.data.parent / "ui.log").open("ab")
        self._process = subprocess.Popen(
            [*FISCAL, "ui", "--port", str(self.port)], cwd=CHECKOUT, env=self._environment(), stdout=log, stderr=log
        )
        until(self._is_loaded)

    def kill(self) -> None:
        """Ends every process of the UI at once, as a power cut would."""
        for pid in [*self._offspring(), self._process.pid] if self._process else []:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        if self._process:
            self._process.wait()

    def stop(self) -> None:
        """Stops the UI as Ctrl-C does."""
        if self._process and self._process.poll() is None:
            self._process.send_signal(signal.SIGINT)
            try:
                self._process.wait(PATIENCE / 3)
            except subprocess.TimeoutExpired:
                self.kill()

    def ask(self, query: str, **variables: Any) -> dict[str, Any]:
        """The data that the webserver answers a GraphQL query with."""
        body = json.dumps({"query": query, "variables": variables}).encode()
        request = urllib.request.Request(f"{self.url}/graphql", body, {"content-type": "application/json"})
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            found = json.loads(answer.read())
        assert "errors" not in found, found["errors"]
        return found["data"]

    def ticks(self, sensor: str) -> list[dict[str, Any]]:
        """The latest finished ticks of a sensor, the newest first."""
        query = """query($sensor: String!) {
          sensorOrError(sensorSelector: {repositoryLocationName: "fiscal-facts", repositoryName: "__repository__",
          sensorName: $sensor}) {
            ... on Sensor { sensorState { ticks(limit: 10) { status timestamp error { message errorChain { error
            { message } } } } } } } }"""
        found = self.ask(query, sensor=sensor)["sensorOrError"]["sensorState"]["ticks"]
        return [tick for tick in found if tick["status"] != "STARTED"]

    def come_to_rest(self) -> None:
        """Waits until no run is unfinished, the inbox has been looked at again, and the alerts have had time to speak
        of everything and did.
        """
        until(lambda: not self.unfinished_runs())
        now = time.time()
        until(lambda: any(tick["timestamp"] > now for tick in self.ticks("inbox")[1:]))
        until(lambda: not self.unfinished_runs())
        ended = time.time()
        until(lambda: any(tick["timestamp"] > ended + LONGER_THAN_THE_DESK_WAITS for tick in self.ticks("alerts")))

    def launch(self, job: str, config: dict[str, Any] | None = None) -> str:
        """Launches a job as its page does, and gives the status with which the run ended."""
        run_id = self.launched(job, config)
        return until(lambda: self.ended(run_id))

    def launched(self, job: str, config: dict[str, Any] | None = None) -> str:
        """Launches a job as its page does, and gives the run's id at once."""
        mutation = """mutation($job: String!, $config: RunConfigData) { launchRun(executionParams: {mode: "default",
        runConfigData: $config, selector:
          {repositoryLocationName: "fiscal-facts", repositoryName: "__repository__", jobName: $job}})
          { __typename ... on LaunchRunSuccess { run { runId } } } }"""
        return self.ask(mutation, job=job, config=config or {})["launchRun"]["run"]["runId"]

    def ended(self, run_id: str) -> str | None:
        """The status with which a run ended, None while it has not."""
        query = "query($run: ID!) { runOrError(runId: $run) { ... on Run { status } } }"
        status = self.ask(query, run=run_id)["runOrError"]["status"]
        return status if status in ("SUCCESS", "FAILURE", "CANCELED") else None

    def unfinished_runs(self) -> list[str]:
        """The ids of runs that have not ended."""
        query = (
            "{ runsOrError(filter: {statuses: [QUEUED, NOT_STARTED, STARTING, STARTED, CANCELING]}) { ... on Runs {"
            " results { runId } } } }"
        )
        return [run["runId"] for run in self.ask(query)["runsOrError"]["results"]]

    def run_statuses(self, job: str) -> list[str]:
        """The statuses of all runs of a job, the newest first."""
        query = (
            "query($job: String!) { runsOrError(filter: {pipelineName: $job}) { ... on Runs { results { status } } } }"
        )
        return [run["status"] for run in self.ask(query, job=job)["runsOrError"]["results"]]

    def _is_loaded(self) -> bool:
        assert self._process is not None and self._process.poll() is None, (self.data.parent / "ui.log").read_text(
            "utf-8", "replace"
        )[-3000:]
        query = "{ assetNodes { id } instance { daemonHealth { allDaemonStatuses { daemonType healthy required } } } }"
        try:
            found = self.ask(query)
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return False
        daemons = found["instance"]["daemonHealth"]["allDaemonStatuses"]
        return len(found["assetNodes"]) >= 6 and all(d["healthy"] for d in daemons if d["required"])

    def _environment(self) -> dict[str, str]:
        return os.environ | {"FISCAL_DATA": str(self.data), "COLUMNS": "200"} | self.environment

    def _offspring(self) -> list[int]:
        children: dict[int, list[int]] = {}
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                parent = int(stat.read_text().rpartition(")")[2].split()[1])
            except (FileNotFoundError, ProcessLookupError):
                continue
            children.setdefault(parent, []).append(int(stat.parent.name))
        found = list(children.get(self._process.pid, [])) if self._process else []
        for pid in found:
            found += children.get(pid, [])
        return found
