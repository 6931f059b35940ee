"""What a data root promises: whole files, the same bytes for the same rows, every version kept."""

import dataclasses
import errno
import hashlib
import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq
import pytest
from filelock import Timeout

from fiscal.document.identity.identity import identify
from fiscal.intake import kept_readings
from fiscal.intake.kept_readings import opened
from fiscal.model import contract
from fiscal.model.reading import Alternative, Box, Cell, Doubt, Page, Reading, Sentence, Table
from fiscal.model.reading_rows import READING_DATASETS, reading_to_rows, rows_to_reading
from fiscal.model.reasons import Failure
from fiscal.storage import blobs, datasets
from fiscal.storage.code import code_version
from fiscal.storage.digests import KEPT, digests
from fiscal.storage.filing import FilingFiles, StageState
from fiscal.storage.root import CHECKOUT, DataRoot, DiskFullError
from fiscal.storage.versions import Piece
from tests.observing import observed

pytestmark = pytest.mark.unit

FILING = "moushi-mouju-unit-2022-budget"
CELL = Cell(
    1,
    0,
    0,
    1,
    2,
    "收入总计",
    2,
    False,
    10.5,
    20.0,
    110.25,
    32.0,
    "lattice",
    0.5,
    (Alternative("收入合计", 0.25, "second"),),
)
READING = Reading(
    pages=(Page(1, 595.0, 842.0, 0, False, 120), Page(2, 595.0, 842.0, 90, True, 0, "ab")),
    tables=(
        Table(1, "收支总表", "表1", "万元", "某局", 2022, ("注：一",), None, 1, False, (CELL,)),
        Table(2, "空表", None, None, None, None, (), 1, 0, True, ()),
    ),
    sentences=(
        Sentence(1, "sentence", "收入2,776万元。", ("第一部分", "一、"), None, (Box(1, 10.0, 20.0, 30.0, 32.0),)),
    ),
    doubts=(Doubt("readers_disagree", False, 1, 1, 0, 0, "x"),),
    repairs=("repaired_xref",),
)


@pytest.fixture(params=["folder", "url"])
def root(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> DataRoot:
    monkeypatch.setenv("FISCAL_WORK", str(tmp_path / "work"))
    return DataRoot.at(tmp_path / "data" if request.param == "folder" else f"memory://{tmp_path.name}/data")


def test_a_file_url_is_the_folder_that_it_names(tmp_path: Path) -> None:
    assert DataRoot.at(f"file://{tmp_path}/new/data") == DataRoot.at(tmp_path / "new" / "data")


def test_a_reading_survives_its_rows_and_the_files_they_are_kept_in(root: DataRoot) -> None:
    rows = reading_to_rows(READING)
    for dataset in READING_DATASETS:
        datasets.write_rows(root.store, dataset, FILING, rows[dataset])
    kept = {dataset: datasets.read_rows(root.store, dataset, FILING) for dataset in READING_DATASETS}
    assert rows_to_reading(kept, READING.repairs) == READING


@pytest.mark.parametrize("most", [kept_readings.OPENED_BYTES, 0])
def test_a_filing_is_opened_once_for_the_stages_of_a_run_and_anew_where_its_rows_have_changed(
    root: DataRoot, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    """One that is too large to be kept open is opened for each of them."""
    monkeypatch.setattr(kept_readings, "OPENED_BYTES", most)
    filing = FilingFiles(root, FILING)
    for dataset, rows in reading_to_rows(READING).items():
        filing.write(dataset, rows)
    filing.finish("extracted_tables", StageState(1, "f", repairs=READING.repairs))
    first = opened(filing)
    assert first == (READING, identify(READING)) and first.identity.fiscal_year == 2022
    assert (opened(filing) is first) is bool(most)
    filing.write("doubts", [])
    assert opened(filing).reading == dataclasses.replace(READING, doubts=())


def test_the_same_rows_are_the_same_bytes(root: DataRoot) -> None:
    rows = [observed("10", row=1), observed("4.50", row=2)]
    datasets.write_rows(root.store, "observations", FILING, rows)
    first = root.store.read(f"observations/filing_id={FILING}/part.parquet")
    datasets.write_rows(root.store, "observations", FILING, rows)
    assert first is not None
    assert root.store.read(f"observations/filing_id={FILING}/part.parquet") == first


def test_an_empty_dataset_is_a_file_with_its_columns_and_opens_with_the_others(tmp_path: Path) -> None:
    root = DataRoot.at(tmp_path)
    datasets.write_rows(root.store, "observations", FILING, [])
    datasets.write_rows(root.store, "observations", "other-unit-2022-final", [observed("10")])
    found = duckdb.sql(
        f"select filing_id, value_yuan from read_parquet('{tmp_path}/observations/**/*.parquet', hive_partitioning ="
        " true)"
    ).fetchall()
    assert [row[0] for row in found] == ["other-unit-2022-final"]
    assert datasets.filing_ids(root.store, "observations") == [FILING, "other-unit-2022-final"]


def test_a_dataset_folder_opens_as_it_stands(tmp_path: Path) -> None:
    root = DataRoot.at(tmp_path)
    for filing_id in (FILING, "other-unit-2022-final"):
        datasets.write_rows(root.store, "observations", filing_id, [observed("10")])
    folder = tmp_path / "observations"
    tables = (
        pq.read_table(folder),
        ds.dataset(folder, format="parquet", partitioning="hive").to_table(),
        pa.Table.from_pandas(pd.read_parquet(folder)),
    )
    for table in tables:
        assert sorted(str(i) for i in table.column("filing_id").to_pylist()) == [FILING, "other-unit-2022-final"]
        assert set(contract.schema("observations").names) <= set(table.column_names)
    assert pq.read_schema(folder / f"filing_id={FILING}" / "part.parquet").metadata[b"filing_id"].decode() == FILING


def test_earlier_rows_are_kept_with_their_version_outside_the_dataset(root: DataRoot) -> None:
    files = FilingFiles(root, FILING)
    files.write("observations", [observed("10")])
    files.archive("observations", 1)
    files.write("observations", [])
    content = root.store.read(f"observations_history/filing_id={FILING}/version-0001.parquet")
    assert content is not None
    kept = datasets.from_parquet(content)
    assert kept.column("version").to_pylist() == [1]
    assert kept.column("value_reported").to_pylist() == ["10"]
    assert files.read("observations") == []


def test_a_full_disk_leaves_the_old_file_and_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = DataRoot.at(tmp_path)
    root.store.write("facts/a", b"old")

    def no_room(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "no space left on device")

    monkeypatch.setattr(os, "fsync", no_room)
    with pytest.raises(DiskFullError):
        root.store.write("facts/a", b"new")
    assert root.store.read("facts/a") == b"old"
    assert root.store.names("") == ["facts/a"]


def test_bytes_are_kept_once_with_the_receipt_of_their_first_arrival(root: DataRoot) -> None:
    first = blobs.keep(root.store, b"%PDF-1.7", "a.pdf", blobs.Origin("https://x.example/a.pdf"))
    assert blobs.keep(root.store, b"%PDF-1.7", "b.pdf") == first
    assert blobs.receipt(root.store, first.sha256) == first
    with blobs.as_file(root.store, first.sha256) as path:
        assert path.read_bytes() == b"%PDF-1.7"
    with pytest.raises(KeyError), blobs.as_file(root.store, "0" * 64):
        pass


def test_what_restates_a_filing_is_its_next_version_and_what_is_not_its_own_is_taken_out_again(root: DataRoot) -> None:
    files = FilingFiles(root, FILING)
    with pytest.raises(LookupError):
        files.latest()
    old, new = (blobs.keep(root.store, content, "a.pdf").sha256 for content in (b"old", b"new"))
    for sha256 in (old, new):
        files.receive([Piece(sha256)])
    assert [(v.version, v.receipt.sha256) for v in files.versions()] == [(1, old), (2, new)]
    assert files.latest().version == 2
    assert files.holds(Piece(old))
    files.forget(Piece(new))
    assert files.latest().receipt.sha256 == old


def test_what_a_stage_did_is_remembered(root: DataRoot) -> None:
    files = FilingFiles(root, FILING)
    done, failed = StageState(1, "aa"), StageState(1, "bb", Failure("damaged", "x"), ("repaired_xref",))
    files.finish("raw_filing", done)
    files.finish("extracted_tables", failed)
    assert files.stages() == {"raw_filing": done, "extracted_tables": failed}


def test_a_filing_is_locked_for_others_but_not_for_its_holder(tmp_path: Path) -> None:
    files = FilingFiles(DataRoot.at(tmp_path), FILING)

    def taken_by_another() -> bool:
        try:
            with files.lock().acquire(timeout=0):
                return True
        except Timeout:
            return False

    with ThreadPoolExecutor(1) as another:
        with files.lock(), files.lock():
            assert not another.submit(taken_by_another).result()
        assert another.submit(taken_by_another).result()


def test_changed_code_has_another_version() -> None:
    assert code_version("fiscal.model") == code_version("fiscal.model")
    assert (
        len(
            {
                code_version("fiscal.model"),
                code_version("fiscal.model.amounts"),
                code_version("fiscal.model", engines=("pyarrow",)),
            }
        )
        == 3
    )


def test_reading_rows_hold_every_field_of_a_reading() -> None:
    chapters = {"chapters"}  # readings of their own, kept each by itself
    assert {f.name for f in dataclasses.fields(Reading)} - chapters == {
        "pages",
        "tables",
        "sentences",
        "doubts",
        "repairs",
    }


def test_where_a_datasets_files_lie_is_spelled_by_the_store_alone() -> None:
    rooms = ("fiscal", "expectations", "assets", "pipelines")
    spelled = [
        file.relative_to(CHECKOUT).as_posix()
        for room in rooms
        for file in (CHECKOUT / room).rglob("*.py")
        if any(words in file.read_text("utf-8") for words in ("/filing_id={", "*.parquet", "/part.parquet"))
    ]
    assert spelled == ["fiscal/storage/datasets.py"]


def test_files_are_read_for_their_digest_where_they_were_written_since(tmp_path: Path) -> None:
    root = DataRoot.at(tmp_path / "data")
    for name in ("a/x.json", "a/b/y.json", "a/z.txt", "c/x.json"):
        root.store.write(name, b"1")
    first = digests(root, {"a": ".json"})
    assert list(first) == ["a/x.json", "a/b/y.json"]
    root.store.write("a/x.json", b"2")
    root.store.delete("a/b/y.json")
    kept = tmp_path / "data" / KEPT
    kept.write_text(kept.read_text("utf-8").replace(first["a/b/y.json"], "as told before"), "utf-8")
    root.store.write("a/v.json", b"1")
    assert digests(root, {"a": ".json", "c": ".json"}) == {
        "a/x.json": hashlib.sha256(b"2").hexdigest(),
        "a/v.json": hashlib.sha256(b"1").hexdigest(),
        "c/x.json": hashlib.sha256(b"1").hexdigest(),
    }


def test_a_digest_is_remembered_until_its_file_is_written_and_what_is_remembered_may_go(tmp_path: Path) -> None:
    root = DataRoot.at(tmp_path / "data")
    root.store.write("a/x.json", b"1")
    (told,) = digests(root, {"a": ""}).values()
    kept = tmp_path / "data" / KEPT
    kept.write_text(kept.read_text("utf-8").replace(told, "remembered"), "utf-8")
    assert digests(root, {"a": ""}) == {"a/x.json": "remembered"}
    root.store.write("a/x.json", b"1")
    assert digests(root, {"a": ""}) == {"a/x.json": told}
    kept.write_text("not whole", "utf-8")
    assert digests(root, {"a": ""}) == {"a/x.json": told}


def test_an_object_store_marks_what_was_written(tmp_path: Path) -> None:
    root = DataRoot.at("memory://marked")
    assert root.store.marks("nothing") == {}
    root.store.write("a/x", b"1")
    before = root.store.marks("a")
    assert list(before) == ["a/x"]
    assert digests(replace(root, work=tmp_path), {"a": ""}) == {"a/x": hashlib.sha256(b"1").hexdigest()}
    root.store.write("a/x", b"2")
    assert digests(replace(root, work=tmp_path), {"a": ""}) == {"a/x": hashlib.sha256(b"2").hexdigest()}
