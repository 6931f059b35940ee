"""The datasets as one DuckDB file: tables, views and comments, built beside the old file and moved into its place.

Reports, workbook and CSV are left to their own modules.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb

from fiscal.model import contract, dictionary
from fiscal.publication.store import Store

STORAGE = "v1.2.0"
"""The format of the file: what DuckDB 1.2 and newer open, among them whatever command line people have installed."""
VIEWS: dict[str, tuple[str, str, str]] = {
    "latest": (
        "SELECT f.* FROM facts f SEMI JOIN filings v ON v.filing_id = f.filing_id AND v.state = 'published'",
        "现行已发布事实",
        "Facts of the filings that are published now",
    ),
    "history": (
        "SELECT f.*, v.version FROM facts f JOIN filings v ON v.filing_id = f.filing_id AND v.state NOT IN ('superseded', 'withdrawn')"
        " UNION ALL BY NAME SELECT * FROM facts_history",
        "所有版本的事实",
        "Facts of every version",
    ),
    "findings_open": (
        "SELECT * FROM findings WHERE verdict = 'violated' AND state = 'open' AND severity IN ('error', 'warning')"
        " ORDER BY CASE severity WHEN 'error' THEN 0 ELSE 1 END, filing_id, finding_id",
        "未处理的问题，严重者在前",
        "Open findings, worst first",
    ),
}


def build(store: Store, target: Path, memory_limit: str = "1GB") -> dict[str, int]:
    """Write the database at `target`, atomically; a reader keeps the old file until it opens the new one. Gives row counts by dataset."""
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    os.close(handle)
    draft = Path(name)
    draft.unlink()
    try:
        counts = _fill(store, draft, memory_limit)
        with draft.open("rb") as written:
            os.fsync(written.fileno())
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
        draft.with_name(draft.name + ".wal").unlink(missing_ok=True)
    return counts


def _fill(store: Store, draft: Path, memory_limit: str) -> dict[str, int]:
    counts: dict[str, int] = {}
    with duckdb.connect(str(draft), config={"memory_limit": memory_limit, "threads": "2", "storage_compatibility_version": STORAGE}) as db:
        for name in contract.DATASETS:
            source = store.dataset(name)
            db.register("source", source)
            _run(db, f"CREATE TABLE {name} AS FROM source")
            db.unregister("source")
            _describe(db, name, source.schema.names)
            counts[name] = int(_run(db, f"FROM {name} SELECT count(*)")[0][0])
        earlier = store.dataset("facts", history=True)
        db.register("source", earlier)
        _run(db, "CREATE TABLE facts_history AS FROM source")
        db.unregister("source")
        _describe(db, "facts_history", earlier.schema.names)
        for view, (query, zh, en) in VIEWS.items():
            _run(db, f"CREATE VIEW {view} AS {query}")
            _run(db, f"COMMENT ON VIEW {view} IS {_literal(f'{zh} · {en}')}")
            _describe_columns(db, view, [row[0] for row in _run(db, f"DESCRIBE {view}")])
        _run(db, "CHECKPOINT")
    return counts


def _describe(db: duckdb.DuckDBPyConnection, dataset: str, columns: list[str]) -> None:
    _run(db, f"COMMENT ON TABLE {dataset} IS {_literal(dictionary.of_dataset(dataset).both)}")
    _describe_columns(db, dataset, columns)


def _describe_columns(db: duckdb.DuckDBPyConnection, relation: str, columns: Sequence[str]) -> None:
    for column in columns:
        _run(db, f'COMMENT ON COLUMN {relation}."{column}" IS {_literal(dictionary.of_column(column).both)}')


def _run(db: duckdb.DuckDBPyConnection, statement: str) -> list[tuple[Any, ...]]:
    """Execute to the end: a connection takes no other work while a result is unread."""
    return db.execute(statement).fetchall()


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
