"""The parts of the served product as processes of their own, for a server that runs them under systemd or in
containers: `python -m pipelines.serving.apart daemon`.

`fiscal ui` runs them together. How a server is set up is `docs/deployment.md`.
"""

from __future__ import annotations

import argparse
import sys

from filelock import Timeout

from fiscal.storage.root import DataRoot
from pipelines.running import home
from pipelines.serving.guard import HOSTS, TOKEN, UnguardedError, demand_token
from pipelines.serving.serve import WORKSPACE, clear_up, run_until_stopped

TAKEN, UNGUARDED = 4, 2
"""Exit statuses where another process serves the data root, and where the UI would be open to everybody."""


def daemon(root: DataRoot) -> int:
    """Sensors, schedules and queued runs, until it is stopped. Only one daemon serves a data root, `fiscal ui`
    counted.
    """
    try:
        with home.serving(root).acquire(timeout=0):
            clear_up(root)
            return run_until_stopped("dagster-daemon", "run", *WORKSPACE)
    except Timeout:
        print("已有进程在服务此数据目录 / another process serves this data root", file=sys.stderr)  # noqa: T201
        return TAKEN


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
    chosen = parser.parse_args()
    root = DataRoot.at(None)
    home.settle(root)
    try:
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
