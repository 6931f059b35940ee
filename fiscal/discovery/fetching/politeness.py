"""One request at a time a host, among all processes over a data root, with a pause between two; how long a host asks to
be left alone.

Kept as small files under the data root's locks; what is asked is left to `fetcher`.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from pathlib import Path

from filelock import FileLock


@dataclass(frozen=True, slots=True)
class Turns:
    """The turns of hosts, under a folder. `clock` and `sleep` in seconds."""

    folder: Path
    clock: Callable[[], float] = time.time
    sleep: Callable[[float], None] = time.sleep

    @contextmanager
    def turn(self, host: str, pause: float) -> Generator[None]:
        """One's turn at a host: nobody else asks it meanwhile, and `pause` seconds have passed since somebody did."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with FileLock(self._file(host, "lock")):
            wait = self._asked(host) + pause - self.clock()
            # A clock that was set back must not make anybody wait for the difference.
            if 0 < wait <= pause:
                self.sleep(wait)
            try:
                yield
            finally:
                self._file(host, "asked").write_text(repr(self.clock()))

    def leave_alone(self, host: str, until: float) -> None:
        """The host asked not to be asked before (seconds since the epoch)."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self._file(host, "until").write_text(repr(until))

    def left_alone_until(self, host: str) -> float | None:
        """Until when a host asked to be left alone, None where it may be asked now."""
        until = _number(self._file(host, "until"))
        return until if until is not None and until > self.clock() else None

    def _asked(self, host: str) -> float:
        return _number(self._file(host, "asked")) or 0.0

    def _file(self, host: str, what: str) -> Path:
        return self.folder / f"{re.sub(r'[^a-z0-9.-]', '_', host.lower())}.{what}"


def retry_after(value: str | None, now: float) -> float | None:
    """The seconds that a Retry-After asks for, None where it says nothing that can be understood."""
    if not value:
        return None
    if value.strip().isdigit():
        return float(value)
    try:
        return max(parsedate_to_datetime(value).timestamp() - now, 0.0)
    except (TypeError, ValueError):
        return None


def _number(path: Path) -> float | None:
    try:
        return float(path.read_text())
    except (OSError, ValueError):
        return None
