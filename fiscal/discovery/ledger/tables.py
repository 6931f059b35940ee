"""The tables of the ledger, the queries that read them, and a row as what it tells of."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from fiscal.discovery.ledger.rows import FileRow

TABLES = """
CREATE TABLE IF NOT EXISTS sources (
    source_id TEXT PRIMARY KEY, looked REAL, succeeded REAL, news REAL, whole REAL, outcome TEXT, since REAL,
    reason TEXT, items INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE IF NOT EXISTS looks (
    look INTEGER PRIMARY KEY AUTOINCREMENT, source_id TEXT NOT NULL, started REAL NOT NULL, ended REAL NOT NULL,
    outcome TEXT NOT NULL, reason TEXT,
    items INTEGER NOT NULL, wanted INTEGER NOT NULL, fetched INTEGER NOT NULL, news INTEGER NOT NULL,
    troubled INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS looks_of_source ON looks (source_id, look);
CREATE TABLE IF NOT EXISTS items (
    item INTEGER PRIMARY KEY AUTOINCREMENT, source_id TEXT NOT NULL, listing TEXT NOT NULL, address TEXT NOT NULL,
    title TEXT NOT NULL, date TEXT,
    first_seen REAL NOT NULL, last_seen REAL NOT NULL, read REAL, checks INTEGER NOT NULL DEFAULT 0,
    missing INTEGER NOT NULL DEFAULT 0,
    beside INTEGER NOT NULL DEFAULT 0, UNIQUE (source_id, address)
);
CREATE TABLE IF NOT EXISTS files (
    file INTEGER PRIMARY KEY AUTOINCREMENT, source_id TEXT NOT NULL, item INTEGER NOT NULL REFERENCES items (item),
    address TEXT NOT NULL, name TEXT NOT NULL, kind TEXT,
    title TEXT NOT NULL, published TEXT, state TEXT, since REAL, trouble TEXT, reason TEXT, sha256 TEXT,
    size INTEGER, etag TEXT, last_modified TEXT, tls TEXT,
    redirects TEXT NOT NULL DEFAULT '[]', retrieved REAL, checked REAL, checks INTEGER NOT NULL DEFAULT 0,
    gone INTEGER NOT NULL DEFAULT 0, taken TEXT, filing_id TEXT,
    UNIQUE (item, address)
);
CREATE INDEX IF NOT EXISTS files_by_bytes ON files (sha256);
CREATE TABLE IF NOT EXISTS events (
    number INTEGER PRIMARY KEY AUTOINCREMENT, at REAL NOT NULL, source_id TEXT NOT NULL, file INTEGER,
    state TEXT NOT NULL, sha256 TEXT, before TEXT, reason TEXT
);
"""
_PATIENCE = 30.0
ITEMS = (
    "SELECT item, source_id, listing, address, title, date, first_seen, read, checks, missing, beside FROM items WHERE"
    " source_id = ? ORDER BY item"
)
_FILE = (
    "file, files.source_id, listing, items.address AS page, files.address, name, kind, files.title, published, state,"
    " since, trouble, reason, sha256, size, etag, last_modified, tls, redirects, retrieved, checked, files.checks,"
    " gone, taken, filing_id"
)
FILES = f"SELECT {_FILE} FROM files JOIN items USING (item)"  # noqa: S608  constants of this module  # nosec B608


@contextmanager
def connected(path: Path) -> Generator[sqlite3.Connection]:
    """A connection for one use, which is one transaction: all of what is done with it stands, or nothing."""
    db = sqlite3.connect(path, timeout=_PATIENCE)
    db.row_factory = sqlite3.Row
    try:
        with db:
            yield db
    finally:
        db.close()


def file_row(row: Any) -> FileRow:
    """A row of `FILES` as the file that it tells of."""
    values = dict(row)
    values["redirects"] = tuple(json.loads(values["redirects"]))
    return FileRow(**values)
