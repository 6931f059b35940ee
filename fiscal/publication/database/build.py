"""Makes the DuckDB file from nothing: every dataset and reference table with its comments, and the views.

Exchanging the rows of single filings is left to `exchange`; reports, workbook and CSV to their own modules.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.dataset as ds

from fiscal.model import contract, dictionary
from fiscal.publication.database import views
from fiscal.publication.store import Store
from fiscal.storage.root import naming_a_full_disk, remove, sync_folder

Rows = pa.Table | ds.Dataset

STORAGE = "v1.2.0"
"""The format of the file: what DuckDB 1.2 and newer open, among them whatever command line people have installed."""
HISTORY = "facts_history"
MEMORY, THREADS = "400MB", 2
"""What DuckDB takes at most: beside it the process holds about 350 MB, and both stay below 1 GB."""


def build(store: Store, target: Path, reference: Mapping[str, pa.Table]) -> dict[str, int]:
    """Writes the database with the reference tables at `target`, atomically. Gives row counts by dataset."""
    with replacing(target) as draft, opened(draft) as db:
        fill(db, store, reference)
        return counted(db)


@contextmanager
def replacing(target: Path) -> Generator[Path]:
    """The place of a draft that is moved to `target` when all of it is written, and is gone otherwise: a reader keeps
    the old file until it opens the new one. DiskFullError where there is no room.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{os.getpid()}.", suffix=target.suffix, dir=target.parent)
    os.close(handle)
    draft = Path(name)
    draft.unlink()
    try:
        with naming_a_full_disk():
            yield draft
            with draft.open("rb") as written:
                os.fsync(written.fileno())
            draft.replace(target)
            sync_folder(target.parent)
    finally:
        for left in (draft, *(draft.with_name(draft.name + own) for own in (".wal", ".tmp"))):
            remove(left)


def opened(file: Path) -> duckdb.DuckDBPyConnection:
    """A connection that writes to a draft."""
    return duckdb.connect(
        str(file), config={"memory_limit": MEMORY, "threads": str(THREADS), "storage_compatibility_version": STORAGE}
    )


def fill(db: duckdb.DuckDBPyConnection, store: Store, reference: Mapping[str, pa.Table]) -> None:
    """Makes every table and view in an empty database."""
    for name in contract.DATASETS:
        _create(db, name, store.some_at_a_time(name))
    _create(db, HISTORY, store.some_at_a_time("facts", history=True))
    for name, table in reference.items():
        _create(db, name, iter([table]))
    with at_once(db):
        for view in views.VIEWS:
            run(db, f"CREATE VIEW {view} AS {views.query(view)}")
            run(db, f"COMMENT ON VIEW {view} IS {_literal(dictionary.of_dataset(view).both)}")
            _describe_columns(db, view, [row[0] for row in run(db, f"DESCRIBE {view}")])
    run(db, "CHECKPOINT")


def counted(db: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """How many rows each dataset has."""
    return {name: int(run(db, f"FROM {name} SELECT count(*)")[0][0]) for name in contract.DATASETS}


def insert(db: duckdb.DuckDBPyConnection, table: str, rows: Rows) -> None:
    """Adds rows to a table, by the names of its columns."""
    db.register("source", rows)
    run(db, f"INSERT INTO {table} BY NAME FROM source")
    db.unregister("source")


def _create(db: duckdb.DuckDBPyConnection, table: str, rows: Iterator[Rows]) -> None:
    first = next(rows)
    db.register("source", first)
    run(db, f"CREATE TABLE {table} AS FROM source")
    db.unregister("source")
    with at_once(db):
        run(db, f"COMMENT ON TABLE {table} IS {_literal(dictionary.of_dataset(table).both)}")
        _describe_columns(db, table, first.schema.names)
    for more in rows:
        run(db, "CHECKPOINT")
        insert(db, table, more)


@contextmanager
def at_once(db: duckdb.DuckDBPyConnection) -> Generator[None]:
    """Many small statements as one transaction: each by itself is written to the log and synced. What fails leaves the
    whole draft to be thrown away.
    """
    db.begin()
    yield
    db.commit()


def _describe_columns(db: duckdb.DuckDBPyConnection, relation: str, columns: Sequence[str]) -> None:
    items = views.items()
    for column in columns:
        words = items[column] if relation == "headline" and column in items else dictionary.of_column(column).both
        run(db, f'COMMENT ON COLUMN {relation}."{column}" IS {_literal(words)}')


def run(db: duckdb.DuckDBPyConnection, statement: str) -> list[tuple[Any, ...]]:
    """Execute to the end: a connection takes no other work while a result is unread."""
    return db.execute(statement).fetchall()


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
