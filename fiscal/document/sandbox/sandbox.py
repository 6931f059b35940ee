"""Runs a function on hostile bytes in a limited child process and gives its value, or a reason why there is none.

What the function does is left to the caller, what one child says and how it ended to `worker`; the far side of the line
is `fiscal.document.sandbox.sandbox_child`."""

from __future__ import annotations

import dataclasses
import json
import os
import pickle
import socket
import subprocess
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any

from fiscal.document.sandbox.limits import Limits
from fiscal.document.sandbox.sandbox_child import NO_SPACE
from fiscal.document.sandbox.worker import GRACE, Worker
from fiscal.model.reasons import Failure

_START = (
    "import json,sys; sys.path[:] = json.loads(sys.argv[3]); from fiscal.document.sandbox.sandbox_child import main;"
    " main()"
)
_PASSED_ON = (
    "PATH",
    "HOME",
    "LANG",
    "LC_ALL",
    "LC_CTYPE",
    "TZ",
    "TMPDIR",
    "LD_LIBRARY_PATH",
    "SSL_CERT_FILE",
    "FISCAL_PDF_PASSWORDS",
    "FISCAL_CACHE",
)
# Many cores would otherwise each reserve address space for heaps and thread stacks, and the limit counts that.
_FEW_ARENAS = {"MALLOC_ARENA_MAX": "2", "OMP_NUM_THREADS": "2", "OPENBLAS_NUM_THREADS": "1", "PYTHONHASHSEED": "0"}
_START_UP = 120.0


class Sandbox:
    """A pool of child processes, reused over many calls, each replaced after its death. Calls from several threads run
    side by side.

    `workers`: children at a time. `preload`: modules that are imported once, before the first child is forked.
    `passed_on`: names of further environment variables that the children may see; they see few, so that a secret is not
    in the process that reads hostile files. Use as a context manager or call `close`."""

    def __init__(
        self, workers: int = 1, preload: Sequence[str] = (), limits: Limits | None = None, passed_on: Sequence[str] = ()
    ) -> None:
        self._limits = limits or Limits()
        self._preload = tuple(preload)
        self._passed_on = (*_PASSED_ON, *passed_on)
        self._slots = threading.BoundedSemaphore(workers)
        self._lock = threading.Lock()
        self._idle: list[Worker] = []
        self._server: _Server | None = None
        self._closed = False

    def __enter__(self) -> Sandbox:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Ends every child, also those at work (their calls fail as `reader_died`)."""
        with self._lock:
            self._closed = True
            server, self._server = self._server, None
            idle, self._idle = self._idle, []
        for worker in idle:
            worker.close()
        if server is not None:
            server.close()

    def call(self, function: str, *arguments: Any, **keywords: Any) -> Any:
        """The value of the function with that dotted name, or a `Failure`; waits for a free child.

        Values are built-in types, `Decimal`, dates and dataclasses or enumerations of `fiscal`. Codes: `timed_out`,
        `out_of_memory`, `reader_died`, `reader_error`, `too_complex` (result or nesting too large), `too_large` (a file
        written), `disk_full`; and whatever `Failure` the function itself returns. Raises RuntimeError after `close` and
        where no child can be started."""
        with self._slots:
            try:
                worker = self._take()
            except OSError:
                return Failure("disk_full")
            healthy = False
            try:
                value, healthy = worker.run(pickle.dumps((function, arguments, keywords), protocol=5), self._limits)
                return value
            finally:
                self._give_back(worker, healthy)

    def _take(self) -> Worker:
        with self._lock:
            if self._closed:
                raise RuntimeError("the sandbox is closed")
            while self._idle:
                worker = self._idle.pop()
                if worker.waiting():
                    return worker
                worker.close()
            if self._server is None or not self._server.alive():
                if self._server is not None:
                    self._server.close()
                self._server = _Server(self._preload, self._limits, self._passed_on)
            return self._server.fork()

    def _give_back(self, worker: Worker, healthy: bool) -> None:
        with self._lock:
            if healthy and not self._closed:
                self._idle.append(worker)
                return
        worker.end()
        worker.close()


class _Server:
    """The warm process that forks the workers."""

    def __init__(self, preload: Sequence[str], limits: Limits, passed_on: Sequence[str]) -> None:
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        settings = {"preload": list(preload), "limits": dataclasses.asdict(limits)}
        environment = {name: os.environ[name] for name in passed_on if name in os.environ} | _FEW_ARENAS
        self._process = subprocess.Popen(
            [
                sys.executable,
                "-P",
                "-c",
                _START,
                str(theirs.fileno()),
                json.dumps(settings),
                json.dumps([p or str(Path.cwd()) for p in sys.path]),
            ],
            pass_fds=(theirs.fileno(),),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=environment,
            start_new_session=True,
        )
        theirs.close()
        self._control.settimeout(_START_UP)
        self._sending = threading.Lock()
        self.closing = False

    def alive(self) -> bool:
        return self._process.poll() is None

    def fork(self) -> Worker:
        ours, line = socket.socketpair()
        report, report_w = os.pipe()
        stderr, stderr_w = os.pipe()
        try:
            with self._sending:
                socket.send_fds(self._control, [b'{"op": "fork"}'], [line.fileno(), report_w, stderr_w])
                answer = json.loads(self._control.recv(4096))
            if "pid" not in answer:
                raise OSError(answer["errno"], os.strerror(answer["errno"]))
        except (OSError, ValueError) as error:
            ours.close()
            os.close(report)
            os.close(stderr)
            if isinstance(error, OSError) and error.errno in NO_SPACE:
                raise
            raise RuntimeError("the sandbox's server does not answer") from error
        finally:
            line.close()
            os.close(report_w)
            os.close(stderr_w)
        return Worker(self, answer["pid"], ours, report, stderr)

    def kill(self, pid: int) -> None:
        with self._sending, suppress(OSError):
            self._control.sendall(json.dumps({"op": "kill", "pid": pid}).encode())

    def close(self) -> None:
        self.closing = True
        self._control.close()
        try:
            self._process.wait(GRACE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
