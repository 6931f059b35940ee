"""The datasets of a data root as Parquet, one file a dataset and filing, replaced whole and byte for byte the same for
the same rows.

`filing_id` stands in the folder's name and in the file's metadata, not in a column of the file: pandas and pyarrow
refuse a column that is there twice. Which rows a filing has is left to the stages; the schemas are the contract's."""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import Any, cast

import pyarrow as pa
import pyarrow.parquet as pq

from fiscal.model import contract, dictionary
from fiscal.model.records import from_arrow, to_arrow
from fiscal.storage.root import Store

ACROSS = "across"


def write_rows(store: Store, dataset: str, filing_id: str, rows: Iterable[Any], part: str = "part") -> int:
    """Replaces a filing's rows of a dataset, empty ones too, in the order given, and returns their count. KeyError for
    an unknown dataset.

    `part` names another file of the same partition, `ACROSS` for rows that do not come from the filing alone.
    """
    table = to_arrow(rows, contract.DATASETS[dataset])
    store.write(name_of(dataset, filing_id, part), to_parquet(_marked(table, filing_id)))
    return table.num_rows


def read_rows(store: Store, dataset: str, filing_id: str, part: str = "part") -> list[Any]:
    """A filing's rows of a dataset as instances of its class, empty where nothing was written yet."""
    return rows_of(store.read(name_of(dataset, filing_id, part)), dataset)


def rows_of(content: bytes | None, dataset: str) -> list[Any]:
    """The rows that a dataset's file holds, given its bytes; none where there is no file."""
    return [] if content is None else from_arrow(from_parquet(content), contract.DATASETS[dataset])


def count_rows(store: Store, dataset: str, filing_id: str) -> int:
    """How many rows of a dataset a filing has, without reading them."""
    content = store.read(name_of(dataset, filing_id))
    return 0 if content is None else pq.ParquetFile(io.BytesIO(content)).metadata.num_rows


def archive(store: Store, dataset: str, filing_id: str, version: int) -> None:
    """Copies a filing's current rows to `<dataset>_history`, marked with the version they belong to; nothing where
    there are none.
    """
    content = store.read(name_of(dataset, filing_id))
    if content is not None:
        table = from_parquet(content)
        marked = table.append_column(pa.field("version", pa.int32()), pa.array([version] * table.num_rows, pa.int32()))
        store.write(_archived(dataset, filing_id, version), to_parquet(_marked(marked, filing_id)))


def read_version(store: Store, dataset: str, filing_id: str, version: int) -> list[Any]:
    """An earlier version's rows of a dataset, empty where it is not kept."""
    return rows_of(store.read(_archived(dataset, filing_id, version)), dataset)


def forget_version(store: Store, dataset: str, filing_id: str, version: int) -> None:
    """Deletes an earlier version's rows; nothing where there are none."""
    store.delete(_archived(dataset, filing_id, version))


def filing_ids(store: Store, dataset: str = "filings") -> list[str]:
    """Every filing that has a file in a dataset, sorted."""
    return sorted(
        {name.split("filing_id=", 1)[1].split("/", 1)[0] for name in store.names(dataset) if "filing_id=" in name}
    )


def name_of(dataset: str, filing_id: str, part: str = "part") -> str:
    """The name of the file that holds a filing's current rows of a dataset."""
    return f"{dataset}/filing_id={filing_id}/{part}.parquet"


def pattern_of(dataset: str, filing_id: str | None = None, history: bool = False) -> str:
    """The pattern of the names of a dataset's files, of one filing or of all; with `history`, of earlier versions."""
    folder = f"{dataset}_history" if history else dataset
    return f"{folder}/**/*.parquet" if filing_id is None else f"{folder}/filing_id={filing_id}/*.parquet"


def _archived(dataset: str, filing_id: str, version: int) -> str:
    return f"{dataset}_history/filing_id={filing_id}/version-{version:04d}.parquet"


def _marked(table: pa.Table, filing_id: str) -> pa.Table:
    """The table as its file holds it; one written with `filing_id` as a column, as earlier versions of the code did,
    loses that.
    """
    kept = table.drop_columns("filing_id") if "filing_id" in table.column_names else table
    return kept.replace_schema_metadata({"filing_id": filing_id, "license": dictionary.notice("data").both})


def to_parquet(table: pa.Table) -> bytes:
    """The bytes of a Parquet file: the same for the same table, whenever and wherever it is written."""
    buffer = io.BytesIO()
    cast(Any, pq).write_table(table, buffer, compression="zstd", version="2.6")
    return buffer.getvalue()


def from_parquet(content: bytes) -> pa.Table:
    """The table of a Parquet file's bytes."""
    return cast(Any, pq).ParquetFile(io.BytesIO(content)).read()
