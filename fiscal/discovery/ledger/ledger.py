"""The ledger of discovery: each step one transaction, so that a process killed at any moment loses nothing and tells
nothing twice.

What a look concludes is decided by `fiscal.discovery.looking`; what follows from it, by `pipelines`, which reads the
events by their numbers."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Generator, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager

from filelock import FileLock, Timeout

from fiscal.discovery import settings
from fiscal.discovery.ledger.news import become, tell
from fiscal.discovery.ledger.rows import Event, FileRow, Got, ItemRow, LookRow, SourceRow, State, Trouble
from fiscal.discovery.ledger.tables import FILES, ITEMS, TABLES, connected, file_row
from fiscal.discovery.lists.items import Item
from fiscal.storage.root import DataRoot


class Ledger:
    """The ledger of a data root. One connection a use; write-ahead logging, so that several processes may use it at
    once.
    """

    def __init__(self, root: DataRoot) -> None:
        self._path = root.work / ".ledger" / "discovery.sqlite"
        self._locks = root.work / ".locks" / "sources"
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with self._connection() as db:
            db.execute("PRAGMA journal_mode = WAL")
            db.executescript(TABLES)

    def _connection(self) -> AbstractContextManager[sqlite3.Connection]:
        return connected(self._path)

    @contextmanager
    def alone(self, source_id: str) -> Generator[bool]:
        """Whether this process has the source to itself, for as long as the context lasts; it never waits."""
        self._locks.mkdir(parents=True, exist_ok=True)
        lock = FileLock(self._locks / f"{source_id}.lock")
        try:
            lock.acquire(timeout=0)
        except Timeout:
            yield False
            return
        try:
            yield True
        finally:
            lock.release()

    def source(self, source_id: str) -> SourceRow:
        """A source as it stands; one that was never looked at has no times."""
        with self._connection() as db:
            row = db.execute("SELECT * FROM sources WHERE source_id = ?", (source_id,)).fetchone()
        return SourceRow(**row) if row else SourceRow(source_id)

    def sources(self) -> dict[str, SourceRow]:
        """All sources that were ever looked at, by id."""
        with self._connection() as db:
            return {row["source_id"]: SourceRow(**row) for row in db.execute("SELECT * FROM sources")}

    def looks(self, source_id: str, limit: int = settings.LOOKS_KEPT) -> list[LookRow]:
        """The last looks at a source, the latest first."""
        with self._connection() as db:
            return [
                LookRow(**row)
                for row in db.execute(
                    "SELECT * FROM looks WHERE source_id = ? ORDER BY look DESC LIMIT ?", (source_id, limit)
                )
            ]

    def items(self, source_id: str) -> list[ItemRow]:
        """All entries of a source that were ever seen, in the order of their first sight."""
        with self._connection() as db:
            return [ItemRow(**row) for row in db.execute(ITEMS, (source_id,))]

    def files(self, source_id: str | None = None, item: int | None = None, sha256: str | None = None) -> list[FileRow]:
        """Files, of one source, of one entry, with these bytes: all that are asked for at once; in the order of their
        first sight.
        """
        asked = [
            (f"{column} = ?", value)
            for column, value in (("files.source_id", source_id), ("item", item), ("sha256", sha256))
            if value is not None
        ]
        where = f" WHERE {' AND '.join(condition for condition, _ in asked)}" if asked else ""
        with self._connection() as db:
            return [file_row(row) for row in db.execute(f"{FILES}{where} ORDER BY file", [value for _, value in asked])]

    def numbered(self, numbers: Collection[int]) -> list[FileRow]:
        """The files with these numbers, those that there are, in the order of their first sight."""
        with self._connection() as db:
            rows = db.execute(
                f"{FILES} WHERE file IN ({','.join('?' * len(numbers))}) ORDER BY file", list(numbers)
            ).fetchall()
        return [file_row(row) for row in rows]

    def waiting(self, source_ids: Sequence[str] = ()) -> list[FileRow]:
        """Files whose bytes are kept and have not been taken in, in the order in which they came."""
        chosen = f" AND files.source_id IN ({','.join('?' * len(source_ids))})" if source_ids else ""
        with self._connection() as db:
            rows = db.execute(
                f"{FILES} WHERE sha256 IS NOT NULL AND sha256 IS NOT taken{chosen} ORDER BY retrieved, file",
                list(source_ids),
            ).fetchall()
        return [file_row(row) for row in rows]

    def last_event(self) -> int:
        """The number of the last news, 0 where there was none."""
        with self._connection() as db:
            return int(db.execute("SELECT coalesce(max(number), 0) FROM events").fetchone()[0])

    def events(self, after: int = 0, limit: int | None = None, source_id: str | None = None) -> list[Event]:
        """The news after a number, in order, the first `limit` of them; of all sources or of one."""
        asked = (after, source_id, -1 if limit is None else limit)
        with self._connection() as db:
            rows = db.execute(
                "SELECT * FROM events WHERE number > ? AND source_id = coalesce(?, source_id) ORDER BY number LIMIT ?",
                asked,
            )
            return [Event(**row) for row in rows]

    def seen(self, source_id: str, items: Iterable[Item], sizes: Mapping[str, int], now: float) -> None:
        """In one step: these entries stand in the source's list. One whose title or date is another than it was is read
        again.

        `sizes`: entries of each list that was seen to its end, by its address; what is known of another stays.
        """
        with self._connection() as db:
            db.executemany(
                "INSERT INTO items (source_id, listing, address, title, date, first_seen, last_seen, beside) VALUES (?,"
                " ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (source_id, address) DO UPDATE SET last_seen = excluded.last_seen,"
                " missing = 0, listing = excluded.listing, beside = CASE WHEN excluded.beside > 0 THEN excluded.beside"
                " ELSE beside END, read = CASE WHEN title IS excluded.title AND date IS excluded.date THEN read END,"
                " title = excluded.title, date = excluded.date",
                [
                    (
                        source_id,
                        i.listing,
                        i.address,
                        i.title,
                        i.date.isoformat() if i.date else None,
                        now,
                        now,
                        sizes.get(i.listing, 0),
                    )
                    for i in items
                ],
            )

    def missed(self, items: Iterable[ItemRow]) -> None:
        """These entries were missing from a good look."""
        with self._connection() as db:
            db.executemany("UPDATE items SET missing = missing + 1 WHERE item = ?", [(row.item,) for row in items])

    def read(self, item: ItemRow, now: float) -> None:
        """An entry's page was read, and everything on it was got."""
        with self._connection() as db:
            db.execute(
                "UPDATE items SET read = ?, checks = checks + (read IS NOT NULL) WHERE item = ?", (now, item.item)
            )

    def linked(
        self, item: ItemRow, address: str, name: str, kind: str | None, title: str, published: str | None
    ) -> FileRow:
        """A file that an entry's page links: the row of that address, made where there is none."""
        with self._connection() as db:
            db.execute(
                "INSERT INTO files (source_id, item, address, name, kind, title, published) VALUES (?, ?, ?, ?, ?, ?,"
                " ?) ON CONFLICT (item, address) DO UPDATE SET name = excluded.name, title = excluded.title, published"
                " = excluded.published",
                (item.source_id, item.item, address, name, kind, title, published),
            )
            return file_row(
                db.execute(f"{FILES} WHERE item = ? AND files.address = ?", (item.item, address)).fetchone()
            )

    def readdressed(self, file: FileRow, address: str, name: str) -> None:
        """A known file is linked by another address now."""
        with self._connection() as db:
            db.execute("UPDATE OR IGNORE files SET address = ?, name = ? WHERE file = ?", (address, name, file.file))

    def forget(self, file: FileRow) -> None:
        """A file of which nothing was ever got is linked no longer."""
        with self._connection() as db:
            db.execute("DELETE FROM files WHERE file = ? AND sha256 IS NULL", (file.file,))

    def got(self, file: FileRow, got: Got, state: State, now: float) -> None:
        """In one step: a file's bytes were got, what it is by that, and the news of it where it is any."""
        values = (got.sha256, got.size, got.etag, got.last_modified, got.tls, json.dumps(got.redirects))
        with self._connection() as db:
            become(db, file, state, got.sha256, now, None)
            db.execute(
                "UPDATE files SET sha256 = ?, size = ?, etag = ?, last_modified = ?, tls = ?, redirects = ?, checks ="
                " checks + (sha256 IS NOT NULL), checked = ?, gone = 0, trouble = NULL, reason = NULL, retrieved = CASE"
                " WHEN sha256 IS ? THEN retrieved ELSE ? END WHERE file = ?",
                (*values, now, got.sha256, now, file.file),
            )

    def same(self, file: FileRow, now: float) -> None:
        """A file was looked at, and the host says that it is as it was."""
        with self._connection() as db:
            become(db, file, "UNCHANGED", file.sha256, now, None)
            db.execute(
                "UPDATE files SET checked = ?, checks = checks + 1, gone = 0, trouble = NULL, reason = NULL WHERE"
                " file = ?",
                (now, file.file),
            )

    def troubled(self, file: FileRow, trouble: Trouble, reason: str, now: float, gone: bool = False) -> int:
        """A file could not be looked at; its state stays. Gives how often in a row its address was gone."""
        with self._connection() as db:
            if (file.trouble, file.reason) != (trouble, reason):
                tell(db, now, file.source_id, file.file, trouble, file.sha256, file.state, reason)
            db.execute(
                "UPDATE files SET trouble = ?, reason = ?, checked = ?, gone = CASE WHEN ? THEN gone + 1 ELSE gone END"
                " WHERE file = ?",
                (trouble, reason, now, gone, file.file),
            )
            return int(db.execute("SELECT gone FROM files WHERE file = ?", (file.file,)).fetchone()[0])

    def become(self, file: FileRow, state: State, reason: str | None, now: float) -> None:
        """A file's state is another one, for a reason that is not its bytes."""
        with self._connection() as db:
            become(db, file, state, file.sha256, now, reason)

    def taken(self, file: FileRow, filing_id: str | None) -> None:
        """A file's bytes were taken in, as a filing where they became one."""
        with self._connection() as db:
            db.execute("UPDATE files SET taken = ?, filing_id = ? WHERE file = ?", (file.sha256, filing_id, file.file))

    def end(self, look: LookRow, whole: bool) -> None:
        """In one step: a look is over; its counts, and what it says of the source. `whole`: the list was read to its
        end.
        """
        with self._connection() as db:
            before = db.execute("SELECT outcome, reason FROM sources WHERE source_id = ?", (look.source_id,)).fetchone()
            was = before["outcome"] if before else None
            if was != look.outcome and (look.outcome != "good" or was is not None):
                tell(
                    db,
                    look.ended,
                    look.source_id,
                    None,
                    "good" if look.outcome == "good" else look.outcome.upper(),
                    None,
                    was,
                    look.reason,
                )
            good = look.outcome == "good"
            db.execute(
                "INSERT INTO sources (source_id, looked, succeeded, news, whole, outcome, since, reason, items) VALUES"
                " (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (source_id) DO UPDATE SET looked = excluded.looked, succeeded"
                " = coalesce(excluded.succeeded, succeeded), news = coalesce(excluded.news, news), whole ="
                " coalesce(excluded.whole, whole), since = CASE WHEN outcome IS excluded.outcome THEN since ELSE"
                " excluded.since END, outcome = excluded.outcome, reason = excluded.reason, items = CASE WHEN"
                " excluded.outcome <> 'good' THEN items WHEN excluded.whole IS NULL THEN max(items, excluded.items)"
                " ELSE excluded.items END",
                (
                    look.source_id,
                    look.ended,
                    look.ended if good else None,
                    look.ended if look.news else None,
                    look.ended if good and whole else None,
                    look.outcome,
                    look.ended,
                    look.reason,
                    look.items,
                ),
            )
            counts = (look.items, look.wanted, look.fetched, look.news, look.troubled)
            db.execute(
                "INSERT INTO looks (source_id, started, ended, outcome, reason, items, wanted, fetched, news, troubled)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (look.source_id, look.started, look.ended, look.outcome, look.reason, *counts),
            )
            db.execute(
                "DELETE FROM looks WHERE source_id = ? AND look NOT IN (SELECT look FROM looks WHERE source_id = ?"
                " ORDER BY look DESC LIMIT ?)",
                (look.source_id, look.source_id, settings.LOOKS_KEPT),
            )
