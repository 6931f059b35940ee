"""Every dataset and reference table as a CSV file: UTF-8 with a byte order mark, so that spreadsheets read the Chinese.

What the columns are is described by `datapackage`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds
from pyarrow import csv

from fiscal.model import contract
from fiscal.model.records import columns_of
from fiscal.publication.inert import FORMULA_START, SIGNED_NUMBER
from fiscal.publication.store import Store

_JSON = json.JSONEncoder(ensure_ascii=False, default=str)
_BOM = b"\xef\xbb\xbf"


def write_csv(store: Store, folder: Path, reference: Mapping[str, pa.Table]) -> dict[str, int]:
    """One file a table in `folder`; nested columns as JSON text, text that a spreadsheet would take for a formula
    prefixed. Gives row counts.
    """
    folder.mkdir(parents=True, exist_ok=True)
    sources: dict[str, ds.Dataset | pa.Table] = {name: store.dataset(name) for name in contract.DATASETS}
    return {name: _write(source, folder / f"{name}.csv") for name, source in (sources | dict(reference)).items()}


def _write(source: ds.Dataset | pa.Table, target: Path) -> int:
    flat, rows = _flat_schema(source.schema), 0
    with target.open("wb") as raw:
        raw.write(_BOM)
        with csv.CSVWriter(raw, flat) as writer:
            for batch in source.to_batches():
                cast(Any, writer).write_batch(_flat(batch, flat))
                rows += batch.num_rows
    return rows


def _flat_schema(schema: pa.Schema) -> pa.Schema:
    return pa.schema(
        [pa.field(name, pa.string() if pa.types.is_nested(kind) else kind) for name, kind in columns_of(schema)]
    )


def _flat(batch: pa.RecordBatch, schema: pa.Schema) -> pa.RecordBatch:
    columns = [_column(cast(Any, batch).column(i), kind) for i, (_, kind) in enumerate(columns_of(schema))]
    return pa.record_batch(columns, schema=schema)


def _column(values: pa.Array[Any], wanted: pa.DataType) -> pa.Array[Any]:
    if pa.types.is_nested(values.type):
        texts = [None if v is None else _JSON.encode(v) for v in values.to_pylist()]
        return pa.array(texts, pa.string())
    if not pa.types.is_string(wanted):
        return values
    compute: Any = pc
    clean = compute.replace_substring_regex(values, r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", "")
    return compute.if_else(
        compute.match_substring_regex(clean, SIGNED_NUMBER),
        clean,
        compute.replace_substring_regex(clean, FORMULA_START, r"'\1"),
    )
