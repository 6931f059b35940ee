"""Serves the UI: Dagster's webserver and daemon over one data root, one of them at a time, until it is stopped.

What is served is said in `pipelines.definitions`.
"""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

from filelock import Timeout

from assets.showing import FILES_URL
from fiscal.storage.root import CHECKOUT, DataRoot
from pipelines.running import home
from pipelines.running.orphans import fail_orphans
from pipelines.serving import files
from pipelines.serving.guard import demand_token, name_for

_PR_SET_PDEATHSIG = 1
_CHECKED_EVERY = 0.5


WORKSPACE = ("--workspace", str(CHECKOUT / "workspace.yaml"))


class AlreadyServedError(Exception):
    """Another process serves this data root."""


def serve(root: DataRoot, port: int, host: str = files.HOST) -> int:
    """Serves on an address of this machine until interrupted and gives the exit status; UnguardedError where others
    could reach it without a token.

    The files that the UI links to are served on the next port. AlreadyServedError where another process serves this
    root: two daemons would do all work twice; OSError where that port is taken."""
    demand_token(host)
    try:
        with home.serving(root).acquire(timeout=0), files.served(root, port + 1, host):
            os.environ[FILES_URL] = f"http://{name_for(host)}:{port + 1}"
            clear_up(root)
            return run_until_stopped(
                "python", "-m", "pipelines.serving.guarded_dev", *WORKSPACE, "--host", host, "--port", str(port)
            )
    except Timeout as taken:
        raise AlreadyServedError from taken


def clear_up(root: DataRoot) -> None:
    """Marks as failed what an earlier daemon left under way when it was killed."""
    with home.opened(root) as instance:
        fail_orphans(instance)


def run_until_stopped(program: str, *arguments: str) -> int:
    """Runs a program of this environment until it ends or this process is asked to stop, and gives its exit status, 0
    where it was stopped.
    """
    command = [str(Path(sys.executable).with_name(program)), *arguments]
    asked_to_stop = threading.Event()

    def stop(_number: int, _frame: object) -> None:
        asked_to_stop.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    # A session of its own: Ctrl-C reaches it once, through this process, or when this process is gone.
    served = subprocess.Popen(
        command,
        cwd=CHECKOUT,
        env=os.environ | {"PYTHONWARNINGS": "ignore"},
        start_new_session=True,
        preexec_fn=_stop_with_parent,  # noqa: PLW1509
    )
    was_asked = False
    while served.poll() is None:
        if asked_to_stop.wait(_CHECKED_EVERY):
            asked_to_stop.clear()
            was_asked = True
            served.send_signal(signal.SIGINT)
    return 0 if was_asked or served.returncode in (-signal.SIGINT, 128 + signal.SIGINT) else served.returncode


def _stop_with_parent() -> None:
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGINT, 0, 0, 0)
