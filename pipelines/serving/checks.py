"""Checks that people asked for on the upload page: their files in a folder of their own, the `fiscal check` that runs
over them as a process, and what came of it.

Everything of a check goes when it is closed, when nobody has asked for it for a while, and when the server stops.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import re
import secrets
import shutil
import sys
import tempfile
import time
from asyncio.subprocess import Process
from collections.abc import Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fiscal.storage.root import CHECKOUT
from pipelines.serving.settings import AT_ONCE, KEPT_SECONDS, LONGEST_SECONDS, MOST_CHECKS

_LOG = logging.getLogger(__name__)
_COMMAND = (sys.executable, "-c", "from pipelines.command_line import main; main()", "check", "--json")
_DONE = re.compile(rb"^(\d+)/\d+ ")


class TooManyChecksError(Exception):
    """No further check is begun until one is closed."""


@dataclass(slots=True)
class Check:
    """One check. `state`: `receiving` · `waiting` · `running` · `done` · `failed`; `finished`: files that are through;
    `results`: as `fiscal check --json` tells them.
    """

    folder: Path
    names: list[str] = field(default_factory=list[str])
    state: str = "receiving"
    finished: int = 0
    results: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    asked_for: float = field(default_factory=time.monotonic)
    task: asyncio.Task[None] | None = None

    def path_of(self, number: int) -> Path:
        """Where a file of the check lies: each in a folder of its own, so that two of one name may be checked
        together.
        """
        return self.folder / "files" / str(number) / self.names[number]

    def report(self, name: str) -> bytes | None:
        """A report or annotated copy by its name, None where there is none."""
        path = self.folder / "reports" / name
        return (
            path.read_bytes()
            if path.parent == self.folder / "reports" and not name.startswith(".") and path.is_file()
            else None
        )

    def told(self) -> dict[str, Any]:
        """What the page is told."""
        return {"state": self.state, "finished": self.finished, "files": self.names, "results": self.results}


@dataclass(slots=True)
class Checks:
    """All checks of a server, by a name that cannot be guessed."""

    folder: Path
    _all: dict[str, Check] = field(default_factory=dict[str, Check])
    _turn: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))

    @classmethod
    @contextmanager
    def opened(cls) -> Generator[Checks]:
        """Checks whose files are gone when the context ends."""
        with tempfile.TemporaryDirectory(prefix="fiscal-drafts-", ignore_cleanup_errors=True) as folder:
            yield cls(Path(folder))

    def begin(self) -> str:
        """A new check without files. TooManyChecksError where there are too many."""
        if len(self._all) >= MOST_CHECKS:
            raise TooManyChecksError
        name = secrets.token_urlsafe(16)
        self._all[name] = Check(self.folder / name)
        self._close_when_forgotten(name)
        return name

    def find(self, name: str) -> Check:
        """A check by its name. KeyError where there is none, or none any more."""
        check = self._all[name]
        check.asked_for = time.monotonic()
        return check

    def start(self, check: Check) -> None:
        """Begins the work on the files that came."""
        check.state = "waiting"
        check.task = asyncio.get_running_loop().create_task(self._run(check))

    def close(self, name: str) -> None:
        """Ends a check and removes all that there is of it."""
        check = self._all.pop(name, None)
        if check is None:
            return
        if check.task is None or check.task.done():
            _remove(check)
        else:
            check.task.add_done_callback(lambda _: _remove(check))
            check.task.cancel()

    def _close_when_forgotten(self, name: str) -> None:
        """Closes a check once nobody has asked for it for a while, however long it is in the queue or at work."""
        check = self._all.get(name)
        left = KEPT_SECONDS - (time.monotonic() - check.asked_for) if check is not None else 0.0
        if left > 0:
            asyncio.get_running_loop().call_later(left, self._close_when_forgotten, name)
        else:
            self.close(name)

    async def _run(self, check: Check) -> None:
        """Whatever becomes of a check, its process has ended when this does."""
        process: Process | None = None
        try:
            async with self._turn, asyncio.timeout(LONGEST_SECONDS):
                check.state = "running"
                process = await _started(check)
                told, _ = await asyncio.gather(_all_of(process.stdout), _follow(process.stderr, check))
                check.results = json.loads(told)
                check.state = "done"
        except Exception:
            _LOG.exception("a check did not finish")
            check.state = "failed"
        finally:
            if process is not None:
                with suppress(ProcessLookupError):
                    process.kill()
                await process.wait()


async def _started(check: Check) -> Process:
    """The command over the files of a check. What it keeps meanwhile lies in the check's own folder: it goes with it,
    also where the command was killed.
    """
    paths = [str(check.path_of(number)) for number in range(len(check.names))]
    temporary = check.folder / "temporary"
    temporary.mkdir(exist_ok=True)
    return await asyncio.create_subprocess_exec(
        *(*_COMMAND, "--html", str(check.folder / "reports"), *paths),
        cwd=check.folder,
        env=os.environ | {"PYTHONPATH": str(CHECKOUT), "NO_COLOR": "1", "TMPDIR": str(temporary)},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        limit=64 << 20,
    )


def _remove(check: Check) -> None:
    shutil.rmtree(check.folder, ignore_errors=True)


async def _all_of(stream: asyncio.StreamReader | None) -> bytes:
    return b"" if stream is None else await stream.read()


async def _follow(stream: asyncio.StreamReader | None, check: Check) -> None:
    while stream is not None and (line := await stream.readline()):
        if match := _DONE.match(line):
            check.finished = int(match[1])
