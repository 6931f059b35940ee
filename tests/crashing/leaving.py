"""What commands leave on disk, as far as two runs of the same must leave the same: datasets, reports and states by
their bytes, databases by their rows.
"""

from __future__ import annotations

import hashlib
import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq

_NOT_COMPARED = (".dagster", ".locks", ".staging")
_UNDER_WAY = re.compile(r"\.\d+\.")
"""What a process that was killed had begun: swept up a day later, for another machine may be at it."""
_BY_NAME = ("data_docs", ".cache")
"""Great Expectations gives each of its pages an id of its own; what is kept of fetched pages says when."""
_TIMES = ("retrieved_at",)
_ROWS = {
    "discovery.sqlite": (
        "SELECT source_id, address, title, date, missing FROM items ORDER BY 1, 2",
        (
            "SELECT source_id, address, name, kind, title, published, state, trouble, reason, sha256, size, gone,"
            " taken, filing_id FROM files ORDER BY 1, 2"
        ),
        "SELECT source_id, file, state, sha256, before, reason FROM events ORDER BY number",
    ),
    "alerts.sqlite": (
        "SELECT filing_id, version FROM filings ORDER BY 1",
        "SELECT key, kind, filing_id, state, subject, members FROM situations ORDER BY 1",
        "SELECT title, body FROM messages ORDER BY 1, 2",
    ),
}
"""What is compared of the ledgers: all but times and running numbers."""


def left(root: Path) -> dict[str, Any]:
    """What lies in a data root, by name."""
    found: dict[str, Any] = {}
    for path in sorted(p for p in root.rglob("*") if p.is_file()):
        name = path.relative_to(root)
        if name.parts[0] in _NOT_COMPARED or _UNDER_WAY.match(name.parts[0]):
            continue
        if path.suffix == ".duckdb":
            found[str(name)] = dict(_tables(path))
        elif name.name in _ROWS:
            with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as ledger:
                found[str(name)] = [ledger.execute(query).fetchall() for query in _ROWS[name.name]]
        elif name.name.endswith(".source.json"):
            found[str(name)] = {key: value for key, value in json.loads(path.read_bytes()).items() if key not in _TIMES}
        elif not name.name.endswith(("-wal", "-shm")):
            found[str(name)] = None if name.parts[0] in _BY_NAME else hashlib.sha256(path.read_bytes()).hexdigest()
    return found


def _tables(path: Path) -> Iterator[tuple[str, list[Any]]]:
    with closing(duckdb.connect(str(path), read_only=True)) as database:
        for (table,) in database.execute("SELECT table_name FROM duckdb_tables() ORDER BY 1").fetchall():
            yield table, sorted(map(repr, database.table(table).fetchall()))


def differences(one: dict[str, Any], other: dict[str, Any]) -> list[str]:
    """The names of what differs, with what is missing and what is too much."""
    names = sorted(one.keys() | other.keys())
    return [
        f"{name}{'' if name in one and name in other else ' lost' if name in one else ' left over'}"
        for name in names
        if one.get(name, "") != other.get(name, "")
    ]


def readable(root: Path) -> None:
    """Reads every dataset, as others may at any moment. An error where one is not whole."""
    for path in root.glob("[a-z]*/filing_id=*/*.parquet"):
        pq.read_table(path, partitioning=None)
    database = root / "fiscal.duckdb"
    if database.exists():
        dict(_tables(database))


def unfinished_runs(root: Path) -> int:
    """Runs that Dagster takes for being under way though no process is left."""
    runs = root / ".dagster" / "history" / "runs.db"
    with closing(sqlite3.connect(runs)) as history:
        return int(
            history.execute(
                "SELECT count(*) FROM runs WHERE status IN ('STARTED', 'STARTING', 'CANCELING')"
            ).fetchone()[0]
        )
