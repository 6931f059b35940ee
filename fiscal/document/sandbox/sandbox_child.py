"""The far side of the sandbox: a warm server that forks limited workers, and the loop in which a worker runs one
function after another.

Runs in processes of its own, started by `fiscal.document.sandbox`, which decides about time and judges how a worker
ended."""

from __future__ import annotations

import ctypes
import errno
import gc
import importlib
import json
import os
import pickle
import resource
import select
import shutil
import signal
import socket
import struct
import sys
import tempfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn, cast

from fiscal.document.sandbox.limits import Limits
from fiscal.model.reasons import Failure

HEADER = struct.Struct("!cQ")
STATUS = struct.Struct("!iq")
COUNTS = struct.Struct("!II")
VALUE, RETIRING, PROGRESS, REQUEST = b"V", b"R", b"P", b"Q"
CALLS_PER_WORKER = 200
NO_SPACE = (errno.ENOSPC, errno.EDQUOT)

_PR_SET_PDEATHSIG, _PR_SET_NO_NEW_PRIVS = 1, 38
_PAGE = resource.getpagesize()


class _Call:
    """The call that this process is working on; empty outside a worker."""

    line: socket.socket | None = None
    limits = Limits()
    cpu_before = 0


def announce(pages: int, pictures: int) -> None:
    """Tells the parent how much there is to read, so that it allows the time for it. Outside the sandbox this does
    nothing.
    """
    if _Call.line is not None:
        _allow_cpu(_Call.limits.cpu(pages, pictures))
        send_frame(_Call.line, PROGRESS, COUNTS.pack(pages, pictures))


def send_frame(line: socket.socket, kind: bytes, body: bytes) -> None:
    """Sends one frame: its kind, its length, its bytes."""
    line.sendall(HEADER.pack(kind, len(body)))
    line.sendall(body)


def _only_wake(_number: int, _frame: object) -> None:
    """A handler, so that the end of a worker is written to the line that is waited on."""


def serve(control_fd: int, preload: Sequence[str], limits: Limits) -> None:
    """Imports `preload`, then forks a worker for each request until the control line closes; ends every worker before
    it returns.

    A module that cannot be imported is left for the call that needs it, which then fails with its own reason.
    """
    control = socket.socket(fileno=control_fd)
    for module in preload:
        with suppress(ImportError):
            importlib.import_module(module)
    gc.collect()
    gc.freeze()
    wake_r, wake_w = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
    signal.signal(signal.SIGCHLD, _only_wake)
    signal.set_wakeup_fd(wake_w)
    watch = select.poll()
    watch.register(control_fd, select.POLLIN)
    watch.register(wake_r, select.POLLIN)
    workers: dict[int, _Forked] = {}
    try:
        while True:
            ready = [descriptor for descriptor, _ in watch.poll()]
            if wake_r in ready:
                os.read(wake_r, 4096)
                _reap(workers)
            if control_fd in ready:
                message, fds, _, _ = socket.recv_fds(control, 4096, 3)
                if not message:
                    return
                request = json.loads(message)
                if request["op"] == "fork":
                    foreign = (control_fd, wake_r, wake_w, *(w.report for w in workers.values()))
                    answer = _fork_for_parent(fds, limits, foreign, workers)
                    control.sendall(json.dumps(answer).encode())
                elif request["pid"] in workers:
                    _kill_group(request["pid"])
    finally:
        for pid in workers:
            _kill_group(pid)
        _reap(workers, wait=True)


@dataclass(frozen=True, slots=True)
class _Forked:
    """A worker as the server knows it: where its end is reported, and the folder for its temporary files, which goes
    with it.
    """

    report: int
    scratch: str


def _fork_for_parent(
    fds: Sequence[int], limits: Limits, foreign: Sequence[int], workers: dict[int, _Forked]
) -> dict[str, int | None]:
    line, report, stderr = fds
    scratch = ""
    try:
        scratch = tempfile.mkdtemp(prefix="fiscal-")
        pid = _fork(fds, limits, scratch, foreign)
    except OSError as error:
        shutil.rmtree(scratch, ignore_errors=True)
        os.close(report)
        return {"errno": error.errno}
    finally:
        os.close(line)
        os.close(stderr)
    workers[pid] = _Forked(report, scratch)
    return {"pid": pid}


def _reap(workers: dict[int, _Forked], wait: bool = False) -> None:
    while workers:
        ended = os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOWAIT | (0 if wait else os.WNOHANG))
        if ended is None:
            return
        _kill_group(ended.si_pid)
        _, status, usage = os.wait4(ended.si_pid, 0)
        worker = workers.pop(ended.si_pid)
        with suppress(OSError):
            os.write(worker.report, STATUS.pack(os.waitstatus_to_exitcode(status), usage.ru_maxrss * 1024))
        os.close(worker.report)
        shutil.rmtree(worker.scratch, ignore_errors=True)


def _kill_group(pid: int) -> None:
    for kill in (os.killpg, os.kill):
        with suppress(ProcessLookupError, PermissionError):
            kill(pid, signal.SIGKILL)


def _fork(fds: Sequence[int], limits: Limits, scratch: str, foreign: Sequence[int]) -> int:
    server = os.getpid()
    pid = os.fork()
    if pid == 0:
        code = 70
        try:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            for fd in (*foreign, fds[1]):
                os.close(fd)
            _fence_in(server, limits)
            _redirect(fds[2])
            os.environ["TMPDIR"] = tempfile.tempdir = scratch
            _work(socket.socket(fileno=fds[0]), limits)
            code = 0
        finally:
            os._exit(code)
    return pid


def _fence_in(server: int, limits: Limits) -> None:
    os.setsid()
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    if os.getppid() != server:
        os._exit(0)
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))
    resource.setrlimit(resource.RLIMIT_FSIZE, (limits.file_size, limits.file_size))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("900")


def _redirect(stderr_fd: int) -> None:
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.dup2(stderr_fd, 1)
    os.dup2(stderr_fd, 2)
    os.close(null)
    os.close(stderr_fd)
    sys.stdout = open(1, "w", buffering=1, encoding="utf-8", errors="replace", closefd=False)  # noqa: SIM115
    sys.stderr = open(2, "w", buffering=1, encoding="utf-8", errors="replace", closefd=False)  # noqa: SIM115


def _work(line: socket.socket, limits: Limits) -> None:
    _Call.line, _Call.limits = line, limits
    for call in range(1, CALLS_PER_WORKER + 1):
        request = _receive(line)
        if request is None:
            return
        used = resource.getrusage(resource.RUSAGE_SELF)
        _Call.cpu_before = int(used.ru_utime + used.ru_stime)
        _allow_cpu(limits.cpu())
        value, spoilt = _run(request)
        retiring = spoilt or call == CALLS_PER_WORKER or _address_space() > limits.memory * 3 // 4
        try:
            body = pickle.dumps(value, protocol=5)
        except MemoryError:
            body, retiring = pickle.dumps(Failure("out_of_memory")), True
        except (pickle.PicklingError, TypeError, AttributeError, RecursionError) as error:
            body = pickle.dumps(Failure("reader_error", _summary(error)))
        value = None
        send_frame(line, RETIRING if retiring else VALUE, body)
        if retiring:
            return


def _receive(line: socket.socket) -> bytes | None:
    head = _exactly(line, HEADER.size)
    return None if head is None else _exactly(line, HEADER.unpack(head)[1])


def _exactly(line: socket.socket, size: int) -> bytes | None:
    parts = bytearray()
    while len(parts) < size:
        part = line.recv(min(size - len(parts), 1 << 20))
        if not part:
            return None
        parts += part
    return bytes(parts)


def _allow_cpu(seconds: int) -> None:
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    soft = _Call.cpu_before + seconds
    resource.setrlimit(resource.RLIMIT_CPU, (soft if hard == resource.RLIM_INFINITY else min(soft, hard), hard))


def _address_space() -> int:
    return int(Path("/proc/self/statm").read_text().split()[0]) * _PAGE


def _run(request: bytes) -> tuple[Any, bool]:
    """The value, or why there is none; True where the worker had better not be used again."""
    try:
        name, arguments, keywords = pickle.loads(request)  # noqa: S301  the parent's own bytes  # nosec B301
        return _function(name)(*arguments, **keywords), False
    except MemoryError:
        return Failure("out_of_memory"), True
    except RecursionError:
        return Failure("too_complex", "nesting"), True
    except OSError as error:
        if error.errno in NO_SPACE:
            return Failure("disk_full"), False
        if error.errno == errno.EFBIG:
            return Failure("too_large", "output"), False
        if error.errno == errno.ENOMEM:
            return Failure("out_of_memory"), True
        return Failure("reader_error", _summary(error)), False
    except Exception as error:  # the boundary: whatever a reader raises becomes a reason
        return Failure("reader_error", _summary(error)), False


def _function(dotted: str) -> Callable[..., Any]:
    module, _, name = dotted.rpartition(".")
    return cast(Callable[..., Any], getattr(importlib.import_module(module), name))


def _summary(error: BaseException) -> str:
    first = next((line.strip() for line in str(error).splitlines() if line.strip()), "")
    return f"{type(error).__name__}: {first}"[:200].removesuffix(": ")


def main() -> NoReturn:
    """Entry of the server process: the control descriptor and the settings are its arguments."""
    settings = json.loads(sys.argv[2])
    serve(int(sys.argv[1]), settings["preload"], Limits(**settings["limits"]))
    sys.exit(0)
