"""`datapackage.json` beside the CSV files: types, keys, enumerations, licence, sizes and hashes, and the Fiscal Data
Package's column types where they fit.

The files themselves are `delimited`'s; that the description is one is checked by frictionless, which writes it.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pyarrow as pa

from fiscal.model import contract, dictionary, vocabulary
from fiscal.model.records import columns_of, schema_of
from fiscal.publication.reference import rows as reference
from fiscal.publication.reference.tables import code_version

FISCAL_TYPES: dict[str, str] = {
    "value_yuan": "value",
    "fiscal_year": "date:fiscal-year",
    "publisher": "administrative-classification:generic:level1:label",
    "entity": "administrative-classification:generic:level2:label",
    "project": "activity:generic:project:label",
    "phase": "phase:id",
    "phase_label": "phase:label",
    "source_of_funds": "fin-source:generic:level1:code",
    "source_of_funds_label": "fin-source:generic:level1:label",
}
KEYS: dict[str, tuple[str, ...]] = {
    "filings": ("filing_id", "version"),
    "parts": ("filing_id", "version", "part_no"),
    "pages": ("filing_id", "part_no", "page"),
    "tables": ("filing_id", "table_no"),
    "extracted_tables": ("filing_id", "table_no", "row", "col"),
    "prose": ("filing_id", "sentence_no"),
    "observations": ("filing_id", "observation_id"),
    "coverage": ("filing_id", "sentence_no"),
    "findings": ("filing_id", "finding_id"),
    "facts": ("filing_id", "fact_id"),
    "held_facts": ("filing_id", "fact_id"),
} | reference.KEYS
LICENCE_FILE = "LICENSE-DATA.md"
_TIME = "%Y-%m-%d %H:%M:%S.%fZ"


def write_datapackage(folder: Path, counts: dict[str, int]) -> Path:
    """Describe the CSV files in `folder`, whose row counts by table are given, and the licence beside them."""
    from frictionless import Package

    (folder / LICENCE_FILE).write_text(licence_text(), "utf-8")
    package: Any = Package.from_descriptor(
        {
            "name": "fiscal-facts",
            "title": "财政公开事实 · Reconciled facts from Chinese fiscal filings",
            "description": dictionary.notice("data").both,
            "version": code_version(),
            "profile": "data-package",
            "countryCode": "CN",
            "licenses": [
                {"name": "public-data-notice", "title": "数据说明 · Notice on the data", "path": LICENCE_FILE}
            ],
            "resources": [_resource(name, folder / f"{name}.csv", rows) for name, rows in counts.items()],
        }
    )
    target = folder / "datapackage.json"
    target.write_text(str(package.to_json()) + "\n", "utf-8")
    return target


def licence_text() -> str:
    """The notice on the data, in both languages, as a file of its own beside them."""
    words = dictionary.notice("data")
    return f"# 数据说明 · Notice on the data\n\n{words.zh}\n\n{words.en}\n"


def _resource(name: str, file: Path, rows: int) -> dict[str, Any]:
    schema = contract.schema(name) if name in contract.DATASETS else schema_of(reference.TABLES[name])
    with file.open("rb") as content:
        digest = hashlib.file_digest(content, "sha256").hexdigest()
    described: dict[str, Any] = {
        "fields": [_field(name, *column) for column in columns_of(schema)],
        "missingValues": [""],
    }
    if name in KEYS:
        described["primaryKey"] = list(KEYS[name])
    if name in contract.DATASETS and name != "filings":
        described["foreignKeys"] = [
            {"fields": ["filing_id"], "reference": {"resource": "filings", "fields": ["filing_id"]}}
        ]
    return {
        "name": name,
        "path": file.name,
        "type": "table",
        "description": dictionary.of_dataset(name).both,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8-sig",
        "hash": f"sha256:{digest}",
        "bytes": file.stat().st_size,
        "fields": len(schema),
        "rows": rows,
        "schema": described,
    }


def _field(dataset: str, name: str, kind: pa.DataType) -> dict[str, Any]:
    described: dict[str, Any] = {"name": name, "description": dictionary.of_column(name).both} | _type(kind)
    if terms := vocabulary.of_column(dataset, name):
        described["constraints"] = {"enum": list(terms)}
    if dataset in ("facts", "held_facts") and name in FISCAL_TYPES:
        described["columnType"] = FISCAL_TYPES[name]
    return described


def _type(kind: pa.DataType) -> dict[str, str]:
    if pa.types.is_nested(kind):
        return {"type": "array"}
    if pa.types.is_timestamp(kind):
        return {"type": "datetime", "format": _TIME}
    if pa.types.is_integer(kind):
        return {"type": "integer"}
    if pa.types.is_boolean(kind):
        return {"type": "boolean"}
    return {"type": "number"} if pa.types.is_decimal(kind) or pa.types.is_floating(kind) else {"type": "string"}
