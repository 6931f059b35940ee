"""The parts of the served product as processes of their own, for a server that runs them under systemd or in
containers: `python -m pipelines.serving.apart daemon`.

`fiscal ui` runs them together. How a server is set up is `docs/deployment.md`.
"""

from __future__ import annotations

import argparse
import os
import sys
from contextlib import nullcontext
from importlib.util import find_spec

from filelock import Timeout

from fiscal.storage.locks import POSTGRES, SharedLocks
from fiscal.storage.root import DataRoot
from pipelines.running import home
from pipelines.serving.guard import HOSTS, TOKEN, UnguardedError, demand_token
from pipelines.serving.serve import WORKSPACE, clear_up, run_until_stopped

TAKEN, UNGUARDED = 4, 2
"""Exit statuses where another process serves the data root, and where something that has to be set is not: the UI would
be open to everybody, a worker has nobody to ask.
"""
_DAEMON = "daemon"


def daemon(root: DataRoot) -> int:
    """Sensors, schedules and queued runs, until it is stopped. Only one daemon serves a data root, `fiscal ui`
    counted.
    """
    among_machines = root.locks if isinstance(root.locks, SharedLocks) else None
    try:
        with home.serving(root).acquire(timeout=0):
            if among_machines and not among_machines.is_free(_DAEMON):
                raise Timeout(_DAEMON)
            with among_machines.held(_DAEMON) if among_machines else nullcontext():
                clear_up(root)
                return run_until_stopped("dagster-daemon", "run", *WORKSPACE)
    except Timeout:
        print("已有进程在服务此数据目录 / another process serves this data root", file=sys.stderr)  # noqa: T201
        return TAKEN


def worker(root: DataRoot, queue: str, processes: int) -> int:
    """Runs that the daemon hands out through the broker, as many at once as there are `processes`, until it is stopped;
    those under way are finished first.
    """
    if find_spec("celery") is None or not os.environ.get(home.BROKER) or not isinstance(root.locks, SharedLocks):
        print(  # noqa: T201
            f"需先执行 make setup-distributed 并设置 {POSTGRES} 和 {home.BROKER} / make setup-distributed first, and"
            f" set {POSTGRES} and {home.BROKER}",
            file=sys.stderr,
        )
        return UNGUARDED
    with home.opened(root):
        pass
    name = f"{queue}-{os.getpid()}@%h"
    command = ("-m", "celery", "-A", "pipelines.distributed.worker", "worker", "-Q", queue, "-n", name)
    return run_until_stopped("python", *command, "--concurrency", str(processes), "--loglevel", "WARNING")


def webserver(root: DataRoot, host: str, port: int) -> int:
    """The UI alone, behind the guard, until it is stopped. It knows no users: let it listen to a proxy that does.
    UnguardedError where others could reach it without a token."""
    demand_token(host)
    with home.opened(root):
        pass
    return run_until_stopped(
        "python", "-m", "pipelines.serving.guarded_webserver", *WORKSPACE, "--host", host, "--port", str(port)
    )


def main() -> None:
    """Read the arguments and serve."""
    parser = argparse.ArgumentParser(prog="python -m pipelines.serving.apart", description=__doc__)
    parts = parser.add_subparsers(dest="part", required=True)
    parts.add_parser("daemon")
    listening = parts.add_parser("webserver")
    listening.add_argument("--host", default="127.0.0.1")
    listening.add_argument("--port", type=int, default=3000)
    working = parts.add_parser("worker")
    working.add_argument("--queue", choices=["dagster", "keeper"], default="dagster")
    working.add_argument("--processes", type=int, default=2)
    chosen = parser.parse_args()
    root = DataRoot.at(None)
    home.settle(root)
    try:
        if chosen.part == "worker":
            sys.exit(worker(root, chosen.queue, chosen.processes))
        sys.exit(daemon(root) if chosen.part == "daemon" else webserver(root, chosen.host, chosen.port))
    except UnguardedError as unguarded:
        print(  # noqa: T201
            f"对外提供界面须先设置 {TOKEN} 和 {HOSTS} / set {TOKEN} and {HOSTS} before serving beyond this machine:"
            f" {unguarded}",
            file=sys.stderr,
        )
        sys.exit(UNGUARDED)


if __name__ == "__main__":
    main()
