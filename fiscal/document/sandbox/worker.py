"""The parent's end of one child process: a request, what the child says to it within the limits, and why it died where
it did.

Starting and replacing children is left to `sandbox`, what a value may be to `values`.
"""

from __future__ import annotations

import os
import select
import signal
import socket
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Protocol

from fiscal.document.sandbox.limits import Limits
from fiscal.document.sandbox.sandbox_child import COUNTS, HEADER, PROGRESS, REQUEST, RETIRING, STATUS, VALUE, send_frame
from fiscal.document.sandbox.values import value_of
from fiscal.model.reasons import Failure

_KEPT_STDERR = 4096
GRACE = 10.0
"""Seconds that a process is given to end, or to say how another one did."""


class Server(Protocol):
    """The process that has forked the child."""

    closing: bool

    def kill(self, pid: int) -> None:
        """Ends a child with its whole group."""
        ...


class Worker:
    """The parent's end of one child."""

    def __init__(self, server: Server, pid: int, line: socket.socket, report: int, stderr: int) -> None:
        """`line`: the socket to the child; `report`: where its server says how it ended; `stderr`: what it says
        itself.
        """
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
                    return value_of(body), kind == VALUE
                else:
                    return Failure("reader_died", "protocol"), False

    def end(self) -> tuple[int, int] | None:
        """Kills the child with its whole group; its exit code (negative: signal) and peak memory, None where nobody
        could tell.
        """
        self._server.kill(self._pid)
        if not _ready([self._report], GRACE):
            return None
        report = os.read(self._report, STATUS.size)
        return STATUS.unpack(report) if len(report) == STATUS.size else None

    def close(self) -> None:
        """Lets go of the child's line and pipes."""
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
        ended = os.read(self._report, STATUS.size) if _ready([self._report], GRACE) else b""
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
    """Seconds that each thread of a process has been ready to run without a processor; empty where the kernel does not
    tell.
    """
    waits: dict[str, float] = {}
    for thread in Path(f"/proc/{pid}/task").glob("*/schedstat"):
        with suppress(OSError, ValueError, IndexError):
            waits[thread.parent.name] = int(thread.read_text().split()[1]) / 1e9
    return waits


def _waited_since(before: Mapping[str, float], pid: int) -> float:
    """The longest such wait of one thread since `before`."""
    return max((seconds - before.get(thread, 0.0) for thread, seconds in _waits(pid).items()), default=0.0)


def _ready(descriptors: Sequence[int], seconds: float) -> list[int]:
    """Those of the descriptors that have something to read or are closed, within so many seconds; any number of open
    files is fine.
    """
    poll = select.poll()
    for descriptor in descriptors:
        poll.register(descriptor, select.POLLIN)
    return [descriptor for descriptor, _ in poll.poll(seconds * 1000)]


_ABORTS = {-signal.SIGABRT, -signal.SIGTRAP, -signal.SIGILL, -signal.SIGSEGV, -signal.SIGBUS}


def _names_memory(said: bytes | bytearray) -> bool:
    low = bytes(said).lower()
    return any(
        words in low
        for words in (b"bad_alloc", b"memoryerror", b"out of memory", b"cannot allocate memory", b"failed to allocate")
    )


def _last_line(said: bytes | bytearray) -> str:
    lines = [line for line in bytes(said).decode("utf-8", "replace").splitlines() if line.strip()]
    told = [line.strip() for line in lines if not line.startswith((" ", "\t", "Traceback"))]
    return told[-1][:200] if told else ""
