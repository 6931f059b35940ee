"""What was heard of and what was sent, in a small database under the data root: a restart sends nothing twice and loses nothing.

What is worth a message is decided by `pipelines.alerts.desk`; this module only remembers, each step as one transaction.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Generator, Iterable, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pipelines.alerts.situations import Change, Situation

_TABLES = """
CREATE TABLE IF NOT EXISTS cursors (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS runs (run_id TEXT PRIMARY KEY);
CREATE TABLE IF NOT EXISTS pending (filing_id TEXT PRIMARY KEY, first_seen REAL NOT NULL, last_seen REAL NOT NULL);
CREATE TABLE IF NOT EXISTS filings (filing_id TEXT PRIMARY KEY, version INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS situations (
    key TEXT PRIMARY KEY, kind TEXT NOT NULL, filing_id TEXT NOT NULL, state TEXT NOT NULL, subject TEXT NOT NULL, members TEXT NOT NULL, opened REAL NOT NULL
);
CREATE TABLE IF NOT EXISTS messages (message INTEGER PRIMARY KEY, title TEXT NOT NULL, body TEXT NOT NULL, created REAL NOT NULL);
CREATE TABLE IF NOT EXISTS deliveries (
    message INTEGER NOT NULL, channel TEXT NOT NULL, attempts INTEGER NOT NULL DEFAULT 0, due REAL NOT NULL, sent REAL, PRIMARY KEY (message, channel)
);
"""
_PATIENCE = 30.0
_FIRST_WAIT, _LONGEST_WAIT = 15.0, 3600.0


@dataclass(frozen=True, slots=True)
class Message:
    """What is said: a title and a text."""

    title: str
    body: str


@dataclass(frozen=True, slots=True)
class Delivery:
    """A message that a channel has not got yet."""

    message_id: int
    channel: str
    message: Message
    attempts: int


@dataclass(frozen=True, slots=True)
class Standing:
    """A situation that is open, and since when (seconds since the epoch)."""

    situation: Situation
    since: float


class AlertLedger:
    """The ledger at a path. One connection a use; write-ahead logging, so that the UI and a command may use it at once."""

    def __init__(self, path: Path) -> None:
        self._path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        with self._connection() as db:
            db.execute("PRAGMA journal_mode = WAL")
            db.executescript(_TABLES)

    @contextmanager
    def _connection(self) -> Generator[sqlite3.Connection]:
        db = sqlite3.connect(self._path, timeout=_PATIENCE)
        try:
            with db:
                yield db
        finally:
            db.close()

    def cursor(self, name: str) -> str | None:
        """How far a stream of events has been read."""
        with self._connection() as db:
            row = db.execute("SELECT value FROM cursors WHERE name = ?", (name,)).fetchone()
        return row[0] if row else None

    def heard(self, run_id: str) -> bool:
        """Whether the end of this run was heard of."""
        with self._connection() as db:
            return db.execute("SELECT 1 FROM runs WHERE run_id = ?", (run_id,)).fetchone() is not None

    def note(
        self, run_id: str | None, filing_ids: Iterable[str], messages: Sequence[Message], channels: Sequence[str], now: float, cursor: tuple[str, str] | None = None
    ) -> None:
        """In one step: the end of a run is heard of, something happened to these filings, the messages about the run wait for each channel, the stream is read so far."""
        with self._connection() as db:
            if run_id is not None:
                db.execute("INSERT OR IGNORE INTO runs VALUES (?)", (run_id,))
            db.executemany(
                "INSERT INTO pending VALUES (?, ?, ?) ON CONFLICT (filing_id) DO UPDATE SET last_seen = excluded.last_seen",
                [(filing_id, now, now) for filing_id in dict.fromkeys(filing_ids)],
            )
            _enqueue(db, messages, channels, now)
            if cursor is not None:
                db.execute("INSERT OR REPLACE INTO cursors VALUES (?, ?)", cursor)

    def settled(self, now: float, quiet: float, longest: float) -> list[str]:
        """The noted filings, once nothing has happened to any of them for `quiet` seconds; those noted for more than `longest` seconds in any case."""
        with self._connection() as db:
            rows: list[tuple[str, float, float]] = db.execute("SELECT filing_id, first_seen, last_seen FROM pending ORDER BY first_seen, filing_id").fetchall()
        if all(now - last >= quiet for _, _, last in rows):
            return [filing_id for filing_id, _, _ in rows]
        return [filing_id for filing_id, first, _ in rows if now - first >= longest]

    def version(self, filing_id: str) -> int | None:
        """The version that was last heard of, None for a filing that nobody has heard of."""
        with self._connection() as db:
            row = db.execute("SELECT version FROM filings WHERE filing_id = ?", (filing_id,)).fetchone()
        return row[0] if row else None

    def open_situations(self, filing_id: str | None = None) -> dict[str, Standing]:
        """What is the matter, with one filing or with all, by key, the oldest first."""
        with self._connection() as db:
            rows = db.execute(
                "SELECT key, kind, filing_id, state, subject, members, opened FROM situations WHERE ?1 IS NULL OR filing_id = ?1 ORDER BY opened, key", (filing_id,)
            ).fetchall()
        found = (Standing(Situation(key, kind, about, state, subject, tuple(json.loads(members))), opened) for key, kind, about, state, subject, members, opened in rows)
        return {standing.situation.key: standing for standing in found}

    def record(self, heard: Sequence[tuple[str, int]], changes: Iterable[Change], messages: Sequence[Message], channels: Sequence[str], now: float) -> None:
        """In one step: the filings (with versions) are heard of and not pending any more, their situations are as changed, the messages wait for each channel."""
        with self._connection() as db:
            db.executemany("DELETE FROM pending WHERE filing_id = ?", [(filing_id,) for filing_id, _ in heard])
            db.executemany("INSERT OR REPLACE INTO filings VALUES (?, ?)", heard)
            for change in changes:
                s = change.situation
                if change.what == "resolved":
                    db.execute("DELETE FROM situations WHERE key = ?", (s.key,))
                else:
                    db.execute(
                        "INSERT INTO situations VALUES (?, ?, ?, ?, ?, ?, ?)"
                        " ON CONFLICT (key) DO UPDATE SET state = excluded.state, subject = excluded.subject, members = excluded.members",
                        (s.key, s.kind, s.filing_id, s.state, s.subject, json.dumps(s.members), now),
                    )
            _enqueue(db, messages, channels, now)

    def say(self, messages: Sequence[Message], channels: Sequence[str], now: float) -> None:
        """Messages that are no situation's."""
        with self._connection() as db:
            _enqueue(db, messages, channels, now)

    def due(self, channel: str, now: float, limit: int) -> list[Delivery]:
        """What a channel is to be sent now, the oldest first."""
        with self._connection() as db:
            rows = db.execute(
                "SELECT message, title, body, attempts FROM deliveries JOIN messages USING (message)"
                " WHERE channel = ? AND sent IS NULL AND due <= ? ORDER BY message LIMIT ?",
                (channel, now, limit),
            ).fetchall()
        return [Delivery(number, channel, Message(title, body), attempts) for number, title, body, attempts in rows]

    def waiting(self, channel: str) -> int:
        """How many messages a channel has not got yet."""
        with self._connection() as db:
            return db.execute("SELECT count(*) FROM deliveries WHERE channel = ? AND sent IS NULL", (channel,)).fetchone()[0]

    def sent(self, delivery: Delivery, now: float) -> None:
        """The channel has it."""
        with self._connection() as db:
            db.execute("UPDATE deliveries SET sent = ? WHERE message = ? AND channel = ?", (now, delivery.message_id, delivery.channel))

    def refused(self, delivery: Delivery, now: float) -> None:
        """The channel did not take it: it is due again later, and later each time."""
        wait = min(_FIRST_WAIT * 2**delivery.attempts, _LONGEST_WAIT)
        with self._connection() as db:
            db.execute("UPDATE deliveries SET attempts = attempts + 1, due = ? WHERE message = ? AND channel = ?", (now + wait, delivery.message_id, delivery.channel))


def _enqueue(db: sqlite3.Connection, messages: Sequence[Message], channels: Sequence[str], now: float) -> None:
    for message in messages:
        number = db.execute("INSERT INTO messages (title, body, created) VALUES (?, ?, ?)", (message.title, message.body, now)).lastrowid
        db.executemany("INSERT INTO deliveries (message, channel, due) VALUES (?, ?, ?)", [(number, channel, now) for channel in channels])
