"""Everything people open, in one folder: database, workbook, CSV with its data package, and the reports that were
written with the filings.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from fiscal.publication import datapackage, delimited, report
from fiscal.publication.database import build as database
from fiscal.publication.database.snapshot import overview
from fiscal.publication.reference.tables import reference_tables
from fiscal.publication.store import Store
from fiscal.publication.workbook import book

BESIDE = (
    ("工作簿 Excel workbook", "../fiscal.xlsx"),
    ("数据库 DuckDB", "../fiscal.duckdb"),
    ("CSV 与说明 CSV with its description", "../csv/datapackage.json"),
)


@dataclass(frozen=True, slots=True)
class Exported:
    """Where the export lies, and how many rows each dataset has."""

    folder: Path
    rows: dict[str, int]


def export(root: str | Path, folder: Path) -> Exported:
    """Export all datasets under a data root into `folder`, which is made; files of an earlier export are replaced."""
    store = Store.at(root)
    folder.mkdir(parents=True, exist_ok=True)
    reference = reference_tables(store)
    rows = database.build(store, folder / "fiscal.duckdb", reference)
    book.build(store, folder / "fiscal.xlsx", folder / "fiscal.duckdb", reference)
    datapackage.write_datapackage(folder / "csv", delimited.write_csv(store, folder / "csv", reference))
    (folder / datapackage.LICENCE_FILE).write_text(datapackage.licence_text(), "utf-8")
    _copy_reports(store, folder)
    return Exported(folder, rows)


def _copy_reports(store: Store, folder: Path) -> None:
    reports = folder / "reports"
    reports.mkdir(exist_ok=True)
    for name in store.report_names():
        (reports / name).write_bytes(store.report(name))
    (reports / "index.html").write_text(report.index(*overview(folder / "fiscal.duckdb"), BESIDE), "utf-8")
