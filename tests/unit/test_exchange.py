"""What is published is brought up to what stands by exchanging rows, and is what one made from nothing would be."""

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb
import pytest

from fiscal.model.contract import Filing
from fiscal.publication.database.exchange import publish
from fiscal.publication.database.snapshot import latest_filings
from fiscal.publication.store import Store
from fiscal.storage import datasets
from fiscal.storage.root import DataRoot
from tests.publishing import FILING_ID, data_root

pytestmark = pytest.mark.unit

NAMES = [f"moushi-mouju-{letter}-unit-2022-budget" for letter in "abcd"]


@pytest.fixture
def root(tmp_path: Path) -> DataRoot:
    """Four filings of as many bodies."""
    folder = data_root(tmp_path / "root")
    found = DataRoot.at(folder)
    for name in NAMES:
        copy(found, FILING_ID, name)
    for dataset in folder.glob(f"*/filing_id={FILING_ID}"):
        shutil.rmtree(dataset)
    return found


def copy(root: DataRoot, original: str, name: str, **changes: Any) -> None:
    for part in sorted(root.work.glob(f"*/filing_id={original}/part.parquet")):
        dataset = part.parent.parent.name
        rows = datasets.read_rows(root.store, dataset, original)
        if dataset == "filings":
            rows = [rewritten(row, publisher=f"某市{name[13]}局", **changes) for row in rows]
        datasets.write_rows(root.store, dataset, name, rows)


def rewritten(row: Filing, **changes: Any) -> Filing:
    return Filing(**{name: getattr(row, name) for name in Filing.__slots__} | changes)


def published(root: DataRoot, standing: Mapping[str, str]) -> tuple[str, ...]:
    return publish(Store.at(root.location), root.work / "fiscal.duckdb", standing).exchanged


def told(file: Path) -> dict[str, list[str]]:
    with duckdb.connect(str(file), read_only=True) as db:
        names = [name for (name,) in db.execute("SELECT table_name FROM duckdb_tables()").fetchall()]
        return {name: sorted(map(repr, db.table(name).fetchall())) for name in names}


def from_nothing(root: DataRoot, standing: Mapping[str, str], folder: Path) -> dict[str, list[str]]:
    publish(Store.at(root.location), folder / "anew.duckdb", standing)
    return told(folder / "anew.duckdb")


def test_only_rows_of_changed_filings_are_exchanged_and_a_database_from_nothing_is_the_same(
    root: DataRoot, tmp_path: Path
) -> None:
    standing = dict.fromkeys(NAMES, "1")
    assert published(root, standing) == tuple(NAMES)
    assert published(root, standing) == ()
    copy(root, NAMES[0], NAMES[0], title="改", state="withdrawn")
    came = "moushi-mouju-e-unit-2022-budget"
    copy(root, NAMES[1], came)
    datasets.write_rows(root.store, "facts", NAMES[1], [])
    standing |= {NAMES[0]: "2", came: "1"}
    assert published(root, standing) == (NAMES[0], came)
    there = told(root.work / "fiscal.duckdb")
    assert len(there["facts"]) == 10, "rows of a filing that is not said to have changed stay"
    standing |= {NAMES[1]: "2"}
    assert published(root, standing) == (NAMES[1],)
    there = told(root.work / "fiscal.duckdb")
    assert len(there["facts"]) == 8 and len(there["publishers"]) == 4
    assert there == from_nothing(root, standing, tmp_path)


def test_a_filing_that_is_gone_leaves_the_database(root: DataRoot, tmp_path: Path) -> None:
    published(root, dict.fromkeys(NAMES, "1"))
    for dataset in root.work.glob(f"*/filing_id={NAMES[3]}"):
        shutil.rmtree(dataset)
    standing = dict.fromkeys(NAMES[:3], "1")
    assert published(root, standing) == ()
    assert told(root.work / "fiscal.duckdb") == from_nothing(root, standing, tmp_path)


def test_views_answer_from_exchanged_rows(root: DataRoot) -> None:
    standing = dict.fromkeys(NAMES, "1")
    published(root, standing)
    copy(root, NAMES[2], NAMES[2], state="quarantined")
    published(root, standing | {NAMES[2]: "2"})
    with duckdb.connect(str(root.work / "fiscal.duckdb"), read_only=True) as db:
        assert db.execute("SELECT DISTINCT filing_id FROM latest ORDER BY 1").fetchall() == [
            (name,) for name in NAMES if name != NAMES[2]
        ]
        ((comment,),) = db.execute(
            "SELECT comment FROM duckdb_columns() WHERE table_name = 'facts' AND column_name = 'value_yuan'"
        ).fetchall()
    assert comment


def test_where_somebody_wrote_to_the_database_it_is_made_from_nothing(root: DataRoot) -> None:
    standing = dict.fromkeys(NAMES, "1")
    published(root, standing)
    with duckdb.connect(str(root.work / "fiscal.duckdb")) as db:
        db.execute("UPDATE facts SET value_yuan = 1")
    assert published(root, standing) == tuple(NAMES)
    assert not any("Decimal('1.00')" in row for row in told(root.work / "fiscal.duckdb")["facts"])


@pytest.mark.parametrize("content", [b"", b"no database" * 1000])
def test_where_the_database_is_damaged_it_is_made_from_nothing(root: DataRoot, content: bytes) -> None:
    standing = dict.fromkeys(NAMES, "1")
    published(root, standing)
    (root.work / "fiscal.duckdb").write_bytes(content)
    assert latest_filings(root.work / "fiscal.duckdb", standing) == {}
    assert published(root, standing) == tuple(NAMES)


def test_where_most_filings_changed_it_is_made_from_nothing(root: DataRoot) -> None:
    published(root, dict.fromkeys(NAMES, "1"))
    assert published(root, dict.fromkeys(NAMES[:3], "2") | {NAMES[3]: "1"}) == tuple(NAMES)


def test_rows_that_were_exchanged_do_not_pile_up(root: DataRoot) -> None:
    standing = dict.fromkeys(NAMES, "0")
    published(root, standing)
    exchanged = [published(root, standing := standing | {NAMES[0]: str(n)}) for n in range(1, 60)]
    assert set(exchanged) <= {(NAMES[0],), tuple(NAMES)}
    assert (root.work / "fiscal.duckdb").stat().st_size < 12 * 2**20


def test_the_latest_rows_are_told_of_filings_that_stand_as_they_were_published(root: DataRoot) -> None:
    published(root, dict.fromkeys(NAMES, "1"))
    known = latest_filings(root.work / "fiscal.duckdb", dict.fromkeys(NAMES[1:], "1") | {NAMES[0]: "2"})
    assert list(known) == NAMES[1:]
    assert known[NAMES[1]] == datasets.read_rows(root.store, "filings", NAMES[1])[-1]
