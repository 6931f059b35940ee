"""News as rows: written where a file or a source is no longer what it was, within the step that makes it so."""

from __future__ import annotations

import sqlite3

from fiscal.discovery.ledger.rows import FileRow, State


def become(
    db: sqlite3.Connection, file: FileRow, state: State, sha256: str | None, now: float, reason: str | None
) -> None:
    """A file's state is another one from now on, or its bytes are; what is news of it is told."""
    if state == file.state and not (state == "CHANGED" and sha256 != file.sha256):
        return
    db.execute("UPDATE files SET state = ?, since = ? WHERE file = ?", (state, now, file.file))
    if state != "UNCHANGED" or file.state == "WITHDRAWN":
        tell(db, now, file.source_id, file.file, state, sha256, file.sha256, reason)


def tell(
    db: sqlite3.Connection,
    now: float,
    source_id: str,
    file: int | None,
    state: str,
    sha256: str | None,
    before: str | None,
    reason: str | None,
) -> None:
    """One event: of a file, or of a source as a whole; `before` is its sha256 or its outcome until now."""
    db.execute(
        "INSERT INTO events (at, source_id, file, state, sha256, before, reason) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (now, source_id, file, state, sha256, before, reason),
    )
