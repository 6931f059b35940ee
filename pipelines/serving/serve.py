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

_PR_SET_PDEATHSIG = 1
_CHECKED_EVERY = 0.5


class AlreadyServedError(Exception):
    """Another process serves this data root."""


def serve(root: DataRoot, port: int) -> int:
    """Serves on 127.0.0.1 until interrupted and gives the exit status.

    The files that the UI links to are served on the next port. AlreadyServedError where another process serves this root: two daemons would do all work twice; OSError
    where that port is taken.
    """
    try:
        with home.serving(root).acquire(timeout=0), files.served(root, port + 1):
            os.environ[FILES_URL] = f"http://{files.HOST}:{port + 1}"
            _clear_up(root)
            return _run(port)
    except Timeout as taken:
        raise AlreadyServedError from taken


def _clear_up(root: DataRoot) -> None:
    with home.opened(root) as instance:
        fail_orphans(instance)


def _run(port: int) -> int:
    dagster = Path(sys.executable).with_name("dagster")
    command = [str(dagster), "dev", "--workspace", str(CHECKOUT / "workspace.yaml"), "--host", "127.0.0.1", "--port", str(port)]
    asked_to_stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: asked_to_stop.set())
    # A session of its own: Ctrl-C reaches it once, through this process, or when this process is gone.
    served = subprocess.Popen(command, cwd=CHECKOUT, env=os.environ | {"PYTHONWARNINGS": "ignore"}, start_new_session=True, preexec_fn=_stop_with_parent)  # noqa: PLW1509
    while served.poll() is None:
        if asked_to_stop.wait(_CHECKED_EVERY):
            asked_to_stop.clear()
            served.send_signal(signal.SIGINT)
    return 0 if served.returncode in (0, -signal.SIGINT, 128 + signal.SIGINT) else served.returncode


def _stop_with_parent() -> None:
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGINT, 0, 0, 0)
