"""Every dataset as a CSV file (UTF-8 with a byte order mark, so that spreadsheets read the Chinese) and a `datapackage.json` that describes them."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

from fiscal.model import contract, dictionary
from fiscal.publication.inert import FORMULA_START, SIGNED_NUMBER, without_controls
from fiscal.publication.store import Store

FISCAL_TYPES: dict[str, str] = {
    "value_yuan": "value",
    "fiscal_year": "date:fiscal-year",
    "publisher": "administrative-classification:generic:level1:label",
    "entity": "administrative-classification:generic:level2:label",
    "project": "activity:generic:project:label",
    "phase": "phase:id",
}
_JSON = json.JSONEncoder(ensure_ascii=False, default=str)
_BOM = b"\xef\xbb\xbf"


def write_csv(store: Store, folder: Path) -> dict[str, int]:
    """One file a dataset in `folder`; nested columns as JSON text, text that a spreadsheet would take for a formula prefixed. Gives row counts."""
    folder.mkdir(parents=True, exist_ok=True)
    counts: dict[str, int] = {}
    for name in contract.DATASETS:
        source = store.dataset(name)
        flat = _flat_schema(source.schema)
        counts[name] = 0
        with (folder / f"{name}.csv").open("wb") as raw:
            raw.write(_BOM)
            with csv.CSVWriter(raw, flat) as writer:
                for batch in source.to_batches():
                    writer.write_batch(_flat(batch, flat))
                    counts[name] += batch.num_rows
    return counts


def _flat_schema(schema: pa.Schema) -> pa.Schema:
    return pa.schema([pa.field(f.name, pa.string() if pa.types.is_nested(f.type) else f.type) for f in schema])


def _flat(batch: pa.RecordBatch, schema: pa.Schema) -> pa.RecordBatch:
    columns = [_column(batch.column(i), field.type) for i, field in enumerate(schema)]
    return pa.record_batch(columns, schema=schema)


def _column(values: pa.Array, wanted: pa.DataType) -> pa.Array:
    if pa.types.is_nested(values.type):
        texts = [None if v is None else _JSON.encode(v) for v in values.to_pylist()]
        return pa.array(texts, pa.string())
    if not pa.types.is_string(wanted):
        return values
    clean = pc.replace_substring_regex(values, r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", "")
    return pc.if_else(pc.match_substring_regex(clean, SIGNED_NUMBER), clean, pc.replace_substring_regex(clean, FORMULA_START, r"'\1"))


def write_datapackage(store: Store, folder: Path, counts: dict[str, int]) -> Path:
    """`datapackage.json` beside the CSV files that `write_csv` wrote, with the Fiscal Data Package's column types where they fit."""
    package = {
        "name": "fiscal-facts",
        "title": "财政公开事实 · Reconciled facts from Chinese fiscal filings",
        "profile": "data-package",
        "resources": [_resource(name, store.dataset(name).schema, folder, counts[name]) for name in contract.DATASETS],
    }
    target = folder / "datapackage.json"
    target.write_text(without_controls(json.dumps(package, ensure_ascii=False, indent=1)), "utf-8")
    return target


def _resource(name: str, schema: pa.Schema, folder: Path, rows: int) -> dict[str, object]:
    return {
        "name": name,
        "path": f"{name}.csv",
        "type": "table",
        "description": dictionary.of_dataset(name).both,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8-sig",
        "bytes": (folder / f"{name}.csv").stat().st_size,
        "rowcount": rows,
        "schema": {"fields": [_field(name, f) for f in schema]},
    }


def _field(dataset: str, field: pa.Field) -> dict[str, str]:
    described = {"name": field.name, "type": _type_name(field.type), "description": dictionary.of_column(field.name).both}
    if dataset in ("facts", "held_facts") and field.name in FISCAL_TYPES:
        described["columnType"] = FISCAL_TYPES[field.name]
    return described


def _type_name(kind: pa.DataType) -> str:
    if pa.types.is_integer(kind):
        return "integer"
    if pa.types.is_boolean(kind):
        return "boolean"
    if pa.types.is_decimal(kind) or pa.types.is_floating(kind):
        return "number"
    return "string"
