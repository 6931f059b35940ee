"""Reading the published database where the program itself asks what was published last: its files of many filings need
not be opened again.

Making it is left to `build` and `exchange`.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

import duckdb
import pyarrow as pa

from fiscal.model.contract import Filing
from fiscal.model.findings import causes
from fiscal.model.records import from_arrow, schema_of
from fiscal.publication.database.build import MEMORY, THREADS

MADE_FROM = "publication"
"""The table that says from what the rows of each filing were made."""
LATEST = "FROM filings QUALIFY row_number() OVER (PARTITION BY filing_id ORDER BY version DESC) = 1"
"""The query that gives the latest row of every filing."""
_VIOLATED = f"""
    FROM findings SELECT filing_id, message_zh, verdict, residual, {", ".join(causes.COLUMNS)}
    WHERE verdict = 'violated' ORDER BY filing_id, finding_id
"""


@contextmanager
def reading(file: Path) -> Generator[duckdb.DuckDBPyConnection]:
    """A connection that reads a database. duckdb.Error where there is none that can be read."""
    with duckdb.connect(str(file), read_only=True, config={"memory_limit": MEMORY, "threads": str(THREADS)}) as db:
        yield db


def rows(db: duckdb.DuckDBPyConnection, query: str, values: Sequence[object] = ()) -> list[dict[str, Any]]:
    """The rows that a query gives, by column."""
    return table(db, query, values).to_pylist()


def table(db: duckdb.DuckDBPyConnection, query: str, values: Sequence[object] = ()) -> pa.Table:
    """The same as a table."""
    return cast(pa.Table, db.sql(query, params=values).to_arrow_table())


def made_from(db: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """From what the rows of each filing were made. duckdb.Error where the database does not say."""
    return dict(db.execute(f"FROM {MADE_FROM} SELECT filing_id, made_from").fetchall())


def overview(file: Path) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """What the index over all filings is made of: the rows of `filings` by filing and version, and of `findings` those
    that are violated. duckdb.Error where the database cannot be read.
    """
    with reading(file) as db:
        return rows(db, "FROM filings ORDER BY filing_id, version"), rows(db, _VIOLATED)


def latest_filings(file: Path, standing: Mapping[str, str]) -> dict[str, Filing]:
    """The latest row of the filings whose rows were made from what is said to stand of them now; of none where the
    database cannot be read.
    """
    try:
        with reading(file) as db:
            kept = made_from(db)
            latest = table(db, LATEST)
    except duckdb.Error:
        return {}
    ids = map(str, latest.column("filing_id").to_pylist())
    schema = schema_of(Filing)
    return {
        filing_id: row
        for filing_id, row in zip(ids, from_arrow(latest.select(schema.names).cast(schema), Filing), strict=True)
        if kept.get(filing_id) == standing.get(filing_id, "")
    }
