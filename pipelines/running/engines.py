"""Dagster's databases on this machine without an engine made anew and a file opened and closed for every single event:
both cost more than the event.

What is stored, and how it is looked after, stays Dagster's; over Postgres nothing here does anything.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Generator
from contextlib import ExitStack, closing, contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

from dagster._core.storage.event_log.sqlite import sqlite_event_log
from dagster._core.storage.runs.sqlite import sqlite_run_storage
from dagster._core.storage.schedules.sqlite import sqlite_schedule_storage

_KEPT = 8
"""Engines that are kept with what they have compiled: those of the three databases that all runs share, and of the runs
that are under way at once.
"""
_SHARED = ("history/runs.db", "history/runs/index.db")

_Pairs = tuple[tuple[str, Any], ...]


def _keep_engines() -> None:
    """Lets Dagster's storages ask for an engine as before and be given one that is there; a second call changes
    nothing.
    """
    for module in (sqlite_event_log, sqlite_run_storage, sqlite_schedule_storage):
        plain: Any = module
        if not hasattr(plain.create_engine, "cache_info"):
            plain.create_engine = _kept(plain.create_engine)


def _kept(make: Callable[..., Any]) -> Any:
    @lru_cache(maxsize=_KEPT)
    def made(address: str, options: tuple[tuple[str, Any], ...]) -> Any:
        return make(
            address,
            **{
                name: dict(cast(tuple[tuple[str, Any], ...], value)) if isinstance(value, tuple) else value
                for name, value in options
            },
        )

    def create_engine(address: str, **options: Any) -> Any:
        return made(
            address,
            tuple(
                (name, tuple(cast(dict[str, Any], value).items()) if isinstance(value, dict) else value)
                for name, value in sorted(options.items())
            ),
        )

    create_engine.cache_info = made.cache_info  # type: ignore[attr-defined]
    return create_engine


@contextmanager
def held_open(home: Path) -> Generator[None]:
    """While many events are to be stored: engines are kept, and the databases that all runs share stay open. Whoever
    closes the last connection to one copies its log into it and syncs it."""
    _keep_engines()
    with ExitStack() as held:
        for name in _SHARED:
            if (home / name).is_file():
                held.enter_context(closing(sqlite3.connect(home / name))).execute(
                    "SELECT name FROM sqlite_master"
                ).fetchall()
        yield
