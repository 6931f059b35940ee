"""Builds the DuckDB file: every dataset and reference table with its comments, and the views, beside the old file and
moved into its place.

Reports, workbook and CSV are left to their own modules.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from fiscal.model import contract, dictionary
from fiscal.publication.database import views
from fiscal.publication.store import Store
from fiscal.storage.root import remove, sync_folder

STORAGE = "v1.2.0"
"""The format of the file: what DuckDB 1.2 and newer open, among them whatever command line people have installed."""


def build(store: Store, target: Path, reference: Mapping[str, pa.Table], memory_limit: str = "1GB") -> dict[str, int]:
    """Write the database with the reference tables at `target`, atomically; a reader keeps the old file until it opens
    the new one. Gives row counts by dataset.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{os.getpid()}.", suffix=target.suffix, dir=target.parent)
    os.close(handle)
    draft = Path(name)
    draft.unlink()
    try:
        counts = _fill(store, draft, reference, memory_limit)
        with draft.open("rb") as written:
            os.fsync(written.fileno())
        draft.replace(target)
        sync_folder(target.parent)
    finally:
        for left in (draft, *(draft.with_name(draft.name + own) for own in (".wal", ".tmp"))):
            remove(left)
    return counts


def _fill(store: Store, draft: Path, reference: Mapping[str, pa.Table], memory_limit: str) -> dict[str, int]:
    counts: dict[str, int] = {}
    with duckdb.connect(
        str(draft), config={"memory_limit": memory_limit, "threads": "2", "storage_compatibility_version": STORAGE}
    ) as db:
        for name in contract.DATASETS:
            source = store.dataset(name)
            _create(db, name, source, source.schema.names)
            counts[name] = int(_run(db, f"FROM {name} SELECT count(*)")[0][0])
        earlier = store.dataset("facts", history=True)
        _create(db, "facts_history", earlier, earlier.schema.names)
        for name, table in reference.items():
            _create(db, name, table, table.column_names)
        with _at_once(db):
            for view in views.VIEWS:
                _run(db, f"CREATE VIEW {view} AS {views.query(view)}")
                _run(db, f"COMMENT ON VIEW {view} IS {_literal(dictionary.of_dataset(view).both)}")
                _describe_columns(db, view, [row[0] for row in _run(db, f"DESCRIBE {view}")])
        _run(db, "CHECKPOINT")
    return counts


def _create(db: duckdb.DuckDBPyConnection, table: str, rows: Any, columns: Sequence[str]) -> None:
    db.register("source", rows)
    _run(db, f"CREATE TABLE {table} AS FROM source")
    db.unregister("source")
    with _at_once(db):
        _run(db, f"COMMENT ON TABLE {table} IS {_literal(dictionary.of_dataset(table).both)}")
        _describe_columns(db, table, columns)


@contextmanager
def _at_once(db: duckdb.DuckDBPyConnection) -> Generator[None]:
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
        _run(db, f'COMMENT ON COLUMN {relation}."{column}" IS {_literal(words)}')


def _run(db: duckdb.DuckDBPyConnection, statement: str) -> list[tuple[Any, ...]]:
    """Execute to the end: a connection takes no other work while a result is unread."""
    return db.execute(statement).fetchall()


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
