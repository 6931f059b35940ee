"""What was heard of and what was sent, in a small database under the data root: a restart sends nothing twice and loses
nothing.

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
CREATE TABLE IF NOT EXISTS failed_runs (run_id TEXT PRIMARY KEY, job TEXT NOT NULL, filing_id TEXT,
why TEXT NOT NULL, seen REAL NOT NULL);
CREATE TABLE IF NOT EXISTS pending (filing_id TEXT PRIMARY KEY, first_seen REAL NOT NULL, last_seen REAL NOT NULL);
CREATE TABLE IF NOT EXISTS filings (filing_id TEXT PRIMARY KEY, version INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS situations (
    key TEXT PRIMARY KEY, kind TEXT NOT NULL, filing_id TEXT NOT NULL, state TEXT NOT NULL, subject TEXT NOT NULL,
    members TEXT NOT NULL, opened REAL NOT NULL
);
CREATE TABLE IF NOT EXISTS messages (message INTEGER PRIMARY KEY, title TEXT NOT NULL, body TEXT NOT NULL,
created REAL NOT NULL);
CREATE TABLE IF NOT EXISTS deliveries (
    message INTEGER NOT NULL, channel TEXT NOT NULL, attempts INTEGER NOT NULL DEFAULT 0, due REAL NOT NULL,
    sent REAL, why TEXT, PRIMARY KEY (message, channel)
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
class FailedRun:
    """A run that failed and that nobody has heard of yet."""

    run_id: str
    job: str
    filing_id: str | None
    why: str


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
    """The ledger at a path. One connection a use; write-ahead logging, so that the UI and a command may use it at
    once.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        with self._connection() as db:
            db.execute("PRAGMA journal_mode = WAL")
            db.executescript(_TABLES)
            if "why" not in {column[1] for column in db.execute("PRAGMA table_info (deliveries)")}:
                db.execute("ALTER TABLE deliveries ADD COLUMN why TEXT")

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
        return not self.unheard([run_id])

    def unheard(self, run_ids: Sequence[str]) -> set[str]:
        """Those of the runs whose end was not heard of."""
        with self._connection() as db:
            heard = db.execute(
                "SELECT run_id FROM runs WHERE run_id IN (SELECT value FROM json_each(?))", (json.dumps(list(run_ids)),)
            ).fetchall()
        return set(run_ids) - {run_id for (run_id,) in heard}

    def note(self, filing_ids: Iterable[str], now: float) -> None:
        """Something happened to these filings."""
        with self._connection() as db:
            _note(db, filing_ids, now)

    def hear(
        self, run_id: str, filing_ids: Iterable[str], failed: FailedRun | None, now: float, cursor: tuple[str, str]
    ) -> None:
        """In one step: the end of a run is heard of, something happened to these filings, perhaps the run failed, the
        stream is read so far.
        """
        with self._connection() as db:
            db.execute("INSERT OR IGNORE INTO runs VALUES (?)", (run_id,))
            _note(db, filing_ids, now)
            if failed is not None:
                db.execute(
                    "INSERT OR IGNORE INTO failed_runs VALUES (?, ?, ?, ?, ?)",
                    (failed.run_id, failed.job, failed.filing_id, failed.why, now),
                )
            db.execute("INSERT OR REPLACE INTO cursors VALUES (?, ?)", cursor)

    def settled_failures(self, now: float, quiet: float, longest: float) -> list[FailedRun]:
        """The failed runs that nobody has heard of, once no other has failed for `quiet` seconds, in any case after
        `longest`.
        """
        with self._connection() as db:
            rows = db.execute(
                "SELECT run_id, job, filing_id, why, seen FROM failed_runs ORDER BY seen, run_id"
            ).fetchall()
        if not rows or (now - rows[-1][4] < quiet and now - rows[0][4] < longest):
            return []
        return [FailedRun(*row[:4]) for row in rows]

    def settled(self, now: float, quiet: float, longest: float) -> list[str]:
        """The noted filings, once nothing has happened to any of them for `quiet` seconds; those noted for more than
        `longest` seconds in any case.
        """
        with self._connection() as db:
            rows: list[tuple[str, float, float]] = db.execute(
                "SELECT filing_id, first_seen, last_seen FROM pending ORDER BY first_seen, filing_id"
            ).fetchall()
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
                "SELECT key, kind, filing_id, state, subject, members, opened FROM situations WHERE ?1 IS NULL OR"
                " filing_id = ?1 ORDER BY opened, key",
                (filing_id,),
            ).fetchall()
        found = (
            Standing(Situation(key, kind, about, state, subject, tuple(json.loads(members))), opened)
            for key, kind, about, state, subject, members, opened in rows
        )
        return {standing.situation.key: standing for standing in found}

    def record(
        self,
        heard: Sequence[tuple[str, int]],
        changes: Iterable[Change],
        messages: Sequence[Message],
        channels: Sequence[str],
        now: float,
    ) -> None:
        """In one step: the filings (with versions) are heard of and not pending any more, their situations are as
        changed, the messages wait for each channel.
        """
        with self._connection() as db:
            db.executemany("DELETE FROM pending WHERE filing_id = ?", [(filing_id,) for filing_id, _ in heard])
            db.executemany("INSERT OR REPLACE INTO filings VALUES (?, ?)", heard)
            for change in changes:
                s = change.situation
                if change.what == "resolved":
                    db.execute("DELETE FROM situations WHERE key = ?", (s.key,))
                else:
                    db.execute(
                        "INSERT INTO situations VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (key) DO UPDATE SET state ="
                        " excluded.state, subject = excluded.subject, members = excluded.members",
                        (s.key, s.kind, s.filing_id, s.state, s.subject, json.dumps(s.members), now),
                    )
            _enqueue(db, messages, channels, now)

    def say(
        self, messages: Sequence[Message], channels: Sequence[str], now: float, failures: Iterable[FailedRun] = ()
    ) -> None:
        """In one step: messages that are no situation's wait for each channel, and the failed runs that they speak of
        are heard of.
        """
        with self._connection() as db:
            db.executemany("DELETE FROM failed_runs WHERE run_id = ?", [(failure.run_id,) for failure in failures])
            _enqueue(db, messages, channels, now)

    def hand_over(self, channels: Sequence[str], now: float) -> None:
        """What waits for a channel that is not named any more goes to the named ones of its kind that never had it: the
        address of a channel was renewed.
        """
        with self._connection() as db:
            left = db.execute("SELECT message, channel FROM deliveries WHERE sent IS NULL").fetchall()
            for message, gone in left:
                heirs = (
                    []
                    if gone in channels
                    else [name for name in channels if name.partition("-")[0] == gone.partition("-")[0]]
                )
                for heir in heirs:
                    db.execute(
                        "INSERT OR IGNORE INTO deliveries (message, channel, due) VALUES (?, ?, ?)",
                        (message, heir, now),
                    )
                if heirs:
                    db.execute("DELETE FROM deliveries WHERE message = ? AND channel = ?", (message, gone))

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
            return db.execute(
                "SELECT count(*) FROM deliveries WHERE channel = ? AND sent IS NULL", (channel,)
            ).fetchone()[0]

    def refusing(self, channels: Sequence[str]) -> dict[str, tuple[float, str]]:
        """The channels that did not take the last message tried: when it is tried again (seconds since the epoch), and
        why they did not.
        """
        with self._connection() as db:
            rows = db.execute(
                "SELECT channel, max(due), why FROM deliveries WHERE sent IS NULL AND attempts > 0 GROUP BY channel"
                " ORDER BY channel"
            ).fetchall()
        return {channel: (due, why or "") for channel, due, why in rows if channel in channels}

    def sent(self, delivery: Delivery, now: float) -> None:
        """The channel has it."""
        with self._connection() as db:
            db.execute(
                "UPDATE deliveries SET sent = ? WHERE message = ? AND channel = ?",
                (now, delivery.message_id, delivery.channel),
            )

    def refused(self, delivery: Delivery, now: float, why: str) -> None:
        """The channel did not take it, for that reason: it is due again later, and later each time."""
        wait = min(_FIRST_WAIT * 2**delivery.attempts, _LONGEST_WAIT)
        with self._connection() as db:
            db.execute(
                "UPDATE deliveries SET attempts = attempts + 1, due = ?, why = ? WHERE message = ? AND channel = ?",
                (now + wait, why, delivery.message_id, delivery.channel),
            )


def _note(db: sqlite3.Connection, filing_ids: Iterable[str], now: float) -> None:
    db.executemany(
        "INSERT INTO pending VALUES (?, ?, ?) ON CONFLICT (filing_id) DO UPDATE SET last_seen = excluded.last_seen",
        [(filing_id, now, now) for filing_id in dict.fromkeys(filing_ids)],
    )


def _enqueue(db: sqlite3.Connection, messages: Sequence[Message], channels: Sequence[str], now: float) -> None:
    for message in messages:
        number = db.execute(
            "INSERT INTO messages (title, body, created) VALUES (?, ?, ?)", (message.title, message.body, now)
        ).lastrowid
        db.executemany(
            "INSERT INTO deliveries (message, channel, due) VALUES (?, ?, ?)",
            [(number, channel, now) for channel in channels],
        )
