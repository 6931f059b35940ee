"""Who may change what at a time: among the processes of one machine by files, among several machines by sessions of a
Postgres server, which ends a session, and with it what it held, when its process or machine is gone.

What is locked under which name is said where it is changed.
"""

from __future__ import annotations

import fcntl
import os
import threading
from collections.abc import Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from filelock import FileLock

POSTGRES = "FISCAL_POSTGRES"
"""The variable with the address of the Postgres server that several machines share, `postgresql://…`."""
_NOTICED: dict[str, Any] = {"keepalives_idle": 20, "keepalives_interval": 5, "keepalives_count": 4}
"""Seconds, seconds and times: a session whose machine vanished without a word is ended within 40 seconds."""
_KEY = "hashtextextended(%s, 0)"


class LockLostError(OSError):
    """The server that held a lock is gone or has ended the session: somebody else may hold it now."""


class Locks(Protocol):
    """Locks by name. A thread that holds one may take it again."""

    def held(self, name: str) -> Any:
        """A context in which nobody else holds the lock; others wait for its end."""
        ...

    def shared(self, name: str) -> Any:
        """A context that several may be in at once, but none while another holds the lock."""
        ...

    def is_free(self, name: str) -> bool:
        """Whether nobody holds the lock, alone or shared."""
        ...

    def assure(self, name: str) -> None:
        """LockLostError where this thread took the lock and has lost it since."""
        ...


@dataclass(frozen=True, slots=True)
class MachineLocks:
    """Locks among the processes of this machine, as files of a folder."""

    folder: Path

    def held(self, name: str) -> FileLock:
        """A context in which nobody else holds the lock."""
        self.folder.mkdir(parents=True, exist_ok=True)
        return FileLock(self.folder / f"{name}.lock", is_singleton=True)

    @contextmanager
    def shared(self, name: str) -> Generator[None]:
        """A context that several may be in at once."""
        handle = self._opened(name)
        try:
            fcntl.flock(handle, fcntl.LOCK_SH)
            yield
        finally:
            os.close(handle)

    def is_free(self, name: str) -> bool:
        """Whether nobody holds the lock."""
        handle = self._opened(name)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        finally:
            os.close(handle)
        return True

    def assure(self, name: str) -> None:
        """Nothing: what a living process holds it holds."""

    def _opened(self, name: str) -> int:
        self.folder.mkdir(parents=True, exist_ok=True)
        return os.open(self.folder / f"{name}.lock", os.O_RDWR | os.O_CREAT, 0o644)


class _Mine(threading.local):
    """The sessions that hold a lock for this thread, by its key, and how often it was taken."""

    def __init__(self) -> None:
        self.sessions: dict[str, tuple[Any, int]] = {}


_MINE = _Mine()


@dataclass(frozen=True, slots=True)
class SharedLocks:
    """Locks among all machines that share a Postgres server. `within`: the data root; locks of others are others."""

    address: str
    within: str

    @contextmanager
    def held(self, name: str) -> Generator[None]:
        """A context in which nobody else holds the lock. LockLostError at its end where that was not so to the end."""
        key = self._key(name)
        session, times = _MINE.sessions.get(key, (None, 0))
        if session is None:
            session = self._session()
            self._ask(session, f"SELECT pg_advisory_lock({_KEY})", key)
        _MINE.sessions[key] = session, times + 1
        try:
            yield
            self.assure(name)
        finally:
            _MINE.sessions[key] = session, times
            if not times:
                del _MINE.sessions[key]
                self._end(session)

    @contextmanager
    def shared(self, name: str) -> Generator[None]:
        """A context that several may be in at once."""
        session = self._session()
        try:
            self._ask(session, f"SELECT pg_advisory_lock_shared({_KEY})", self._key(name))
            yield
        finally:
            self._end(session)

    def is_free(self, name: str) -> bool:
        """Whether nobody holds the lock."""
        session = self._session()
        try:
            return bool(self._ask(session, f"SELECT pg_try_advisory_lock({_KEY})", self._key(name)))
        finally:
            self._end(session)

    def assure(self, name: str) -> None:
        """LockLostError where this thread took the lock and its session has ended since."""
        session, _ = _MINE.sessions.get(self._key(name), (None, 0))
        if session is not None:
            self._ask(session, "SELECT true")

    def _key(self, name: str) -> str:
        return f"{self.within}\x1f{name}"

    def _session(self) -> Any:
        import psycopg2

        try:
            session = psycopg2.connect(self.address, application_name="fiscal-facts lock", **_NOTICED)
        except psycopg2.OperationalError as error:
            raise LockLostError(str(error).strip()) from error
        session.autocommit = True
        with session.cursor() as cursor:
            for setting, value in zip(("idle", "interval", "count"), _NOTICED.values(), strict=True):
                cursor.execute(f"SET tcp_keepalives_{setting} = {value}")
        return session

    def _end(self, session: Any) -> None:
        """Gives back what a session holds: the server would only when it has noticed that the session is closed."""
        with suppress(LockLostError):
            self._ask(session, "SELECT pg_advisory_unlock_all()")
        session.close()

    def _ask(self, session: Any, question: str, *values: str) -> Any:
        import psycopg2

        try:
            with session.cursor() as cursor:
                cursor.execute(question, values)
                return cursor.fetchone()[0]
        except (psycopg2.OperationalError, psycopg2.InterfaceError) as error:
            raise LockLostError(str(error).strip()) from error


def locks_of(location: str, work: Path) -> Locks:
    """The locks of a data root: those of the server that `FISCAL_POSTGRES` names, else those of this machine."""
    address = os.environ.get(POSTGRES)
    return SharedLocks(address, location) if address else MachineLocks(work / ".locks")
