"""Brings the published database up to what stands: in a copy of it the rows of those filings that changed are
exchanged, so that a publication costs in proportion to them, and the copy is moved into place when it is whole.

Making a database from nothing is left to `build`.
"""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa

from fiscal.model import contract
from fiscal.model.records import to_arrow
from fiscal.publication.database.build import HISTORY, at_once, counted, fill, insert, opened, replacing, run
from fiscal.publication.database.snapshot import MADE_FROM, made_from, rows
from fiscal.publication.reference.rows import Made, Publisher
from fiscal.publication.reference.tables import FILINGS_OF_PUBLISHERS, publishers, reference_tables
from fiscal.publication.store import Store
from fiscal.storage.root import mark_of, remove

_NO_COPY_INSIDE = (errno.ENOSYS, errno.EOPNOTSUPP, errno.EXDEV, errno.EINVAL)


@dataclass(frozen=True, slots=True)
class Published:
    """What a database holds by dataset, and the filings whose rows were exchanged for it: all, where it was made from
    nothing.
    """

    rows: dict[str, int]
    exchanged: tuple[str, ...]


def publish(store: Store, target: Path, standing: Mapping[str, str]) -> Published:
    """Makes the database at `target` hold what stands; `standing` says from what the rows of each filing are made.

    It is made from nothing where there is none, where somebody else wrote to it, where most filings changed, or where
    it holds more rows that are no longer valid than valid ones."""
    with replacing(target) as draft:
        done = _exchanged(store, target, draft, standing)
        if done is None:
            remove(draft)
            with opened(draft) as db:
                fill(db, store, reference_tables(store) | {MADE_FROM: _told(standing)})
                done = Published(counted(db), tuple(standing))
        # a log that somebody's session left beside the file is of the file that goes
        remove(target.with_name(f"{target.name}.wal"))
    _written(target).parent.mkdir(exist_ok=True)
    _written(target).write_text(mark_of(target), "utf-8")
    return done


def _exchanged(store: Store, target: Path, draft: Path, standing: Mapping[str, str]) -> Published | None:
    """None where the database has to be made from nothing."""
    if not _is_ours(target):
        return None
    _copy(target, draft)
    if not _is_ours(target):
        return None
    try:
        with opened(draft) as db:
            before = made_from(db)
            due = [filing_id for filing_id, made in standing.items() if before.get(filing_id) != made]
            gone = before.keys() - standing.keys()
            if 2 * len(due) > len(standing) or _mostly_invalid(db):
                return None
            _exchange(db, store, due, [*due, *gone], standing)
            return Published(counted(db), tuple(due))
    except duckdb.Error:
        return None


def _exchange(
    db: duckdb.DuckDBPyConnection, store: Store, due: list[str], leaving: Iterable[str], standing: Mapping[str, str]
) -> None:
    with at_once(db):
        db.register("leaving", pa.table({"filing_id": pa.array(leaving, pa.string())}))
        for table in (*contract.DATASETS, HISTORY, MADE_FROM):
            # names of this program
            run(db, f"DELETE FROM {table} WHERE filing_id IN (FROM leaving)")  # noqa: S608  # nosec B608
        db.unregister("leaving")
        for name in contract.DATASETS:
            insert(db, name, store.dataset(name, filing_ids=due))
        insert(db, HISTORY, store.dataset("facts", history=True, filing_ids=due))
        insert(db, MADE_FROM, _told({filing_id: standing[filing_id] for filing_id in due}))
        run(db, "DELETE FROM publishers")
        insert(db, "publishers", to_arrow(publishers(rows(db, FILINGS_OF_PUBLISHERS)), Publisher))
    run(db, "CHECKPOINT")


def _told(standing: Mapping[str, str]) -> pa.Table:
    return to_arrow((Made(filing_id=name, made_from=made) for name, made in standing.items()), Made)


def _mostly_invalid(db: duckdb.DuckDBPyConnection) -> bool:
    """Whether the file holds more rows that were exchanged since it was made from nothing than rows that stand."""
    ((written,),) = run(db, "FROM duckdb_tables() SELECT sum(estimated_size)")
    ((tables,),) = run(db, "FROM duckdb_tables() SELECT list(table_name)")
    standing = sum(int(run(db, f"FROM {table} SELECT count(*)")[0][0]) for table in tables)
    return int(written) > 2 * standing


def _is_ours(target: Path) -> bool:
    """Whether the file is there as the last publication left it: people open it to write, too."""
    try:
        return _written(target).read_text("utf-8") == mark_of(target)
    except FileNotFoundError:
        return False


def _written(target: Path) -> Path:
    return target.parent / ".cache" / f"{target.name}.written"


def _copy(source: Path, target: Path) -> None:
    """Copies within the file system, which some do without writing anything."""
    try:
        with source.open("rb") as read, target.open("wb") as written:
            while os.copy_file_range(read.fileno(), written.fileno(), source.stat().st_size or 1):
                pass
    except OSError as error:
        if error.errno not in _NO_COPY_INSIDE:
            raise
        shutil.copyfile(source, target)
