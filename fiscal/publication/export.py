"""Everything people open, in one folder: database, workbook, CSV with its data package, reports."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from fiscal.publication import database, delimited, workbook
from fiscal.publication.store import Store


@dataclass(frozen=True, slots=True)
class Exported:
    """Where the export lies, and how many rows each dataset has."""

    folder: Path
    rows: dict[str, int]


def export(root: str | Path, folder: Path) -> Exported:
    """Export all datasets under a data root into `folder`, which is made; files of an earlier export are replaced."""
    store = Store.at(root)
    folder.mkdir(parents=True, exist_ok=True)
    rows = database.build(store, folder / "fiscal.duckdb")
    workbook.build(store, folder / "fiscal.xlsx")
    delimited.write_datapackage(store, folder / "csv", delimited.write_csv(store, folder / "csv"))
    return Exported(folder, rows)
