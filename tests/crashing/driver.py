"""Runs the command again and again in forks of one process that has everything loaded, each killed where it is told to.

A request is a line of JSON on standard input: `arguments` of the command, `environment`, `folder` whose changes are
counted, `databases` (theirs, or all others), `at` (the change to be killed at, 0 for none), `torn` (in the middle of a
write), `log` and `out` (files for the changes and for what is printed). An answer is a line of JSON: `signal`,
`status`, `changes`."""

from __future__ import annotations

import ctypes
import json
import os
import sys
from datetime import UTC, datetime, tzinfo
from typing import Any

import duckdb  # noqa: F401  loaded here once for all forks, like what follows
import pyarrow.parquet  # noqa: F401

import pipelines.definitions  # noqa: F401
from fiscal.intake import sandbox_pool
from fiscal.storage import blobs
from pipelines import command_line
from tests.pipeline import reading


class _SameTime(datetime):
    """Files are always received at one time, so that what is made of them can be compared byte for byte."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
        return datetime(2026, 1, 1, tzinfo=tz or UTC)


def run(request: dict[str, Any], shim: ctypes.CDLL) -> int:
    """One command, in the fork."""
    out = os.open(request["out"], os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
    os.dup2(out, 1)
    os.dup2(out, 2)
    os.environ.update(request["environment"])
    log = os.open(request["log"], os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600) if request["log"] else -1
    sys.argv = ["fiscal", *request["arguments"]]
    shim.crash_arm(request["folder"].encode(), request["at"], int(request["torn"]), int(request["databases"]), log)
    try:
        command_line.main()
    except SystemExit as ended:
        return int(ended.code or 0)
    return 0


def main() -> None:
    """Answers requests until there are no more."""
    shim = ctypes.CDLL(os.environ.pop("LD_PRELOAD"))
    sandbox_pool.READER = reading.NAME
    blobs.datetime = _SameTime  # type: ignore[attr-defined]
    for line in sys.stdin:
        request = json.loads(line)
        told, telling = os.pipe()
        process = os.fork()
        if process == 0:
            os.close(told)
            status = run(request, shim)
            os.write(telling, str(shim.crash_count()).encode())
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(status)
        os.close(telling)
        _, ended = os.waitpid(process, 0)
        changes = os.read(told, 32).decode()
        os.close(told)
        answer = {
            "signal": os.WTERMSIG(ended) if os.WIFSIGNALED(ended) else 0,
            "status": os.WEXITSTATUS(ended),
            "changes": int(changes or request["at"]),
        }
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
