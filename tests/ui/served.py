"""The product served as `make ui` does it: a process of its own, a data root of its own, asked through its page and its GraphQL."""

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
PATIENCE = 240.0


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def until(what: Callable[[], Any], patience: float = PATIENCE) -> Any:
    """What the function gives once that is true; AssertionError after `patience` seconds."""
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
        return subprocess.run([*FISCAL, *map(str, arguments)], cwd=CHECKOUT, env=self._environment(), capture_output=True, text=True, timeout=PATIENCE, check=False)

    def start(self) -> None:
        """Starts the UI with its daemon and waits until both know the definitions."""
        log = (self.data.parent / "ui.log").open("ab")
        self._process = subprocess.Popen([*FISCAL, "ui", "--port", str(self.port)], cwd=CHECKOUT, env=self._environment(), stdout=log, stderr=log)
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
                self._process.wait(60)
            except subprocess.TimeoutExpired:
                self.kill()

    def ask(self, query: str, **variables: Any) -> dict[str, Any]:
        """The data that the webserver answers a GraphQL query with."""
        body = json.dumps({"query": query, "variables": variables}).encode()
        request = urllib.request.Request(f"{self.url}/graphql", body, {"content-type": "application/json"})
        with urllib.request.urlopen(request, timeout=60) as answer:
            found = json.loads(answer.read())
        assert "errors" not in found, found["errors"]
        return found["data"]

    def run_statuses(self, job: str) -> list[str]:
        """The statuses of all runs of a job, the newest first."""
        query = "query($job: String!) { runsOrError(filter: {pipelineName: $job}) { ... on Runs { results { status } } } }"
        return [run["status"] for run in self.ask(query, job=job)["runsOrError"]["results"]]

    def _is_loaded(self) -> bool:
        assert self._process is not None and self._process.poll() is None, (self.data.parent / "ui.log").read_text("utf-8", "replace")[-3000:]
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
