"""Runs a function on hostile bytes in a limited child process and gives its value, or a reason why there is none.

What the function does is left to the caller; the far side of the line is `fiscal.document.sandbox.sandbox_child`.
"""

from __future__ import annotations

import dataclasses
import enum
import io
import json
import os
import pickle
import select
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any

from fiscal.document.sandbox.limits import Limits
from fiscal.document.sandbox.sandbox_child import COUNTS, HEADER, NO_SPACE, PROGRESS, REQUEST, RETIRING, STATUS, VALUE, send_frame
from fiscal.model.reasons import Failure

_START = "import json,sys; sys.path[:] = json.loads(sys.argv[3]); from fiscal.document.sandbox.sandbox_child import main; main()"
_PASSED_ON = ("PATH", "HOME", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "TMPDIR", "LD_LIBRARY_PATH", "SSL_CERT_FILE", "FISCAL_PDF_PASSWORDS", "FISCAL_CACHE")
# Many cores would otherwise each reserve address space for heaps and thread stacks, and the limit counts that.
_FEW_ARENAS = {"MALLOC_ARENA_MAX": "2", "OMP_NUM_THREADS": "2", "OPENBLAS_NUM_THREADS": "1", "PYTHONHASHSEED": "0"}
_KEPT_STDERR = 4096
_GRACE = 10.0
_START_UP = 120.0


class Sandbox:
    """A pool of child processes, reused over many calls, each replaced after its death. Calls from several threads run side by side.

    `workers`: children at a time. `preload`: modules that are imported once, before the first child is forked. `passed_on`: names of further environment variables
    that the children may see; they see few, so that a secret is not in the process that reads hostile files. Use as a context manager or call `close`.
    """

    def __init__(self, workers: int = 1, preload: Sequence[str] = (), limits: Limits | None = None, passed_on: Sequence[str] = ()) -> None:
        self._limits = limits or Limits()
        self._preload = tuple(preload)
        self._passed_on = (*_PASSED_ON, *passed_on)
        self._slots = threading.BoundedSemaphore(workers)
        self._lock = threading.Lock()
        self._idle: list[_Worker] = []
        self._server: _Server | None = None
        self._closed = False

    def __enter__(self) -> Sandbox:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
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

        Values are built-in types, `Decimal`, dates and dataclasses or enumerations of `fiscal`. Codes: `timed_out`, `out_of_memory`, `reader_died`, `reader_error`,
        `too_complex` (result or nesting too large), `too_large` (a file written), `disk_full`; and whatever `Failure` the function itself returns.
        Raises RuntimeError after `close` and where no child can be started.
        """
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

    def _take(self) -> _Worker:
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

    def _give_back(self, worker: _Worker, healthy: bool) -> None:
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
            [sys.executable, "-P", "-c", _START, str(theirs.fileno()), json.dumps(settings), json.dumps([p or str(Path.cwd()) for p in sys.path])],
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

    def fork(self) -> _Worker:
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
        return _Worker(self, answer["pid"], ours, report, stderr)

    def kill(self, pid: int) -> None:
        with self._sending, suppress(OSError):
            self._control.sendall(json.dumps({"op": "kill", "pid": pid}).encode())

    def close(self) -> None:
        self.closing = True
        self._control.close()
        try:
            self._process.wait(_GRACE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


class _Worker:
    """The parent's end of one child."""

    def __init__(self, server: _Server, pid: int, line: socket.socket, report: int, stderr: int) -> None:
        self._server, self._pid, self._line, self._report, self._stderr = server, pid, line, report, stderr
        self._said = bytearray()
        os.set_blocking(stderr, False)

    def waiting(self) -> bool:
        """Whether the child is alive and has nothing to say, as between two calls."""
        return not _ready([self._line.fileno()], 0)

    def run(self, request: bytes, limits: Limits) -> tuple[Any, bool]:
        """The value and whether the child can be used again."""
        self._said.clear()
        start, waits, waited = time.monotonic(), _waits(self._pid), 0.0
        allowed = limits.wall()
        try:
            send_frame(self._line, REQUEST, request)
        except OSError:
            return self._post_mortem(limits), False
        received = bytearray()
        line = self._line.fileno()
        watched = [line, self._stderr]
        while True:
            remaining = start + allowed + min(waited, allowed * (limits.stretch - 1)) - time.monotonic()
            ready = _ready(watched, remaining) if remaining > 0 else []
            if not ready:
                before, waited = waited, _waited_since(waits, self._pid)
                if remaining > 0 or waited > before + 0.05:
                    continue
                return Failure("timed_out", f"{allowed:.0f} s"), False
            if self._stderr in ready and not self._listen():
                watched = [line]
            if line not in ready:
                continue
            part = self._receive()
            if not part:
                return self._post_mortem(limits), False
            received += part
            while len(received) >= HEADER.size:
                kind, size = HEADER.unpack_from(received)
                if size > limits.result:
                    return Failure("too_complex", f"> {limits.result >> 20} MB"), False
                if len(received) < HEADER.size + size:
                    break
                body = bytes(received[HEADER.size : HEADER.size + size])
                del received[: HEADER.size + size]
                if kind == PROGRESS and size == COUNTS.size:
                    allowed = max(allowed, limits.wall(*COUNTS.unpack(body)))
                elif kind in (VALUE, RETIRING):
                    return _value(body), kind == VALUE
                else:
                    return Failure("reader_died", "protocol"), False

    def end(self) -> tuple[int, int] | None:
        """Kills the child with its whole group; its exit code (negative: signal) and peak memory, None where nobody could tell."""
        self._server.kill(self._pid)
        if not _ready([self._report], _GRACE):
            return None
        report = os.read(self._report, STATUS.size)
        return STATUS.unpack(report) if len(report) == STATUS.size else None

    def close(self) -> None:
        self._line.close()
        for fd in (self._report, self._stderr):
            with suppress(OSError):
                os.close(fd)

    def _receive(self) -> bytes:
        try:
            return self._line.recv(1 << 20)
        except OSError:
            return b""

    def _listen(self) -> bool:
        try:
            part = os.read(self._stderr, 65536)
        except BlockingIOError:
            return True
        self._said = (self._said + part)[-_KEPT_STDERR:]
        return bool(part)

    def _post_mortem(self, limits: Limits) -> Failure:
        # A died child's line is closed by the kernel before its server has reaped it; the report follows.
        ended = os.read(self._report, STATUS.size) if _ready([self._report], _GRACE) else b""
        with suppress(OSError):
            while self._listen() and _ready([self._stderr], 0):
                pass
        last = _last_line(self._said)
        if self._server.closing:
            return Failure("reader_died", "closed")
        if len(ended) < STATUS.size:
            return Failure("reader_died", last)
        code, peak = STATUS.unpack(ended)
        if code == -signal.SIGXCPU:
            return Failure("timed_out", "CPU")
        if code == -signal.SIGKILL or _names_memory(self._said) or (code in _ABORTS and peak > limits.memory // 2):
            return Failure("out_of_memory")
        how = signal.Signals(-code).name if code < 0 else f"exit {code}"
        return Failure("reader_died", f"{how}: {last}" if last else how)


def _waits(pid: int) -> dict[str, float]:
    """Seconds that each thread of a process has been ready to run without a processor; empty where the kernel does not tell."""
    waits: dict[str, float] = {}
    for thread in Path(f"/proc/{pid}/task").glob("*/schedstat"):
        with suppress(OSError, ValueError, IndexError):
            waits[thread.parent.name] = int(thread.read_text().split()[1]) / 1e9
    return waits


def _waited_since(before: Mapping[str, float], pid: int) -> float:
    """The longest such wait of one thread since `before`."""
    return max((seconds - before.get(thread, 0.0) for thread, seconds in _waits(pid).items()), default=0.0)


def _ready(descriptors: Sequence[int], seconds: float) -> list[int]:
    """Those of the descriptors that have something to read or are closed, within so many seconds; any number of open files is fine."""
    poll = select.poll()
    for descriptor in descriptors:
        poll.register(descriptor, select.POLLIN)
    return [descriptor for descriptor, _ in poll.poll(seconds * 1000)]


_ABORTS = {-signal.SIGABRT, -signal.SIGTRAP, -signal.SIGILL, -signal.SIGSEGV, -signal.SIGBUS}


def _names_memory(said: bytes | bytearray) -> bool:
    low = bytes(said).lower()
    return any(words in low for words in (b"bad_alloc", b"memoryerror", b"out of memory", b"cannot allocate memory", b"failed to allocate"))


def _last_line(said: bytes | bytearray) -> str:
    lines = [line for line in bytes(said).decode("utf-8", "replace").splitlines() if line.strip()]
    told = [line.strip() for line in lines if not line.startswith((" ", "\t", "Traceback"))]
    return told[-1][:200] if told else ""


_PLAIN = {
    *(("datetime", name) for name in ("date", "datetime", "timedelta", "timezone")),
    *((module, "PosixPath") for module in ("pathlib", "pathlib._local")),
    ("decimal", "Decimal"),
}


class _Reader(pickle.Unpickler):
    """Takes data and the product's own dataclasses and enumerations, so that a child that a file has taken over can name no function to run here."""

    def find_class(self, module_name: str, global_name: str) -> Any:
        if (module_name, global_name) in _PLAIN:
            return super().find_class(module_name, global_name)
        if module_name.split(".", maxsplit=1)[0] == "fiscal":
            found = super().find_class(module_name, global_name)
            if isinstance(found, type) and (dataclasses.is_dataclass(found) or issubclass(found, enum.Enum)):
                return found
        raise pickle.UnpicklingError(f"{module_name}.{global_name} is no value of the sandbox")


def _value(body: bytes) -> Any:
    try:
        return _Reader(io.BytesIO(body)).load()
    except (pickle.UnpicklingError, AttributeError, ImportError, IndexError, TypeError, ValueError, EOFError) as error:
        return Failure("reader_error", str(error)[:200])
