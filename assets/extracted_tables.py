"""What stands in the files: its tables cell by cell, its prose sentence by sentence, and what the reading is unsure
of.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace

import dagster as dg

from assets.per_filing import Check, Done, filing_asset
from assets.showing import files, previewed
from assets.stages import EXTRACTED_TABLES, made_from
from fiscal.intake.kept_readings import Readings
from fiscal.intake.sets.own_files import others
from fiscal.model.reading import Doubt, Reading, Table
from fiscal.model.reading_rows import reading_to_rows
from fiscal.model.reasons import Failure, said, sentence
from fiscal.storage.filing import FilingFiles

_TABLES_SHOWN = 60
READING_CHECK = {
    "reading": (
        "数字完整、目录所列表格齐全、两种读取方法一致 · Numbers are conserved, the tables that the contents promise are"
        " there, the readers agree"
    )
}


@filing_asset(EXTRACTED_TABLES, owner="team:extraction", kinds={"pdf", "table", "parquet"}, checks=READING_CHECK)
def extracted_tables(filing: FilingFiles) -> Done:
    """文件中的表格（跨页表合为一张，逐单元格，含页码与坐标）、文字说明，以及读取中的疑点。在受限的子进程中读取。

    The tables as they stand on the pages (one over several pages is one, cell by cell with page and place), the prose,
    and the doubts. Read in a limited child process."""
    latest = filing.latest()
    readings = Readings(filing.root)
    last = filing.stages().get(EXTRACTED_TABLES.name)
    if last is not None and last.failure is not None and last.fingerprint == made_from(filing, EXTRACTED_TABLES):
        for piece in latest.pieces:
            readings.forget(piece.sha256)
    reading = readings.of_version(latest)
    if isinstance(reading, Failure):
        return Done(failure=reading, checks=[Check("reading", False, True, said(reading))])
    if filing.beside is not None and not others(filing):
        reading = replace(reading, doubts=(*reading.doubts, Doubt("unsure_part", False, detail=filing.beside)))
    counts = {dataset: filing.write(dataset, rows) for dataset, rows in reading_to_rows(reading).items()}
    shown = {
        "dagster/row_count": counts["extracted_tables"],
        "pages": counts["pages"],
        "picture_pages": sum(page.picture for page in reading.pages),
        "tables": counts["tables"],
        "sentences": counts["prose"],
        "doubts": counts["doubts"],
        "preview_tables": _tables(reading),
        **files(filing, ("extracted_tables", "tables", "prose")),
    }
    return Done(shown, [_check(reading)], repairs=reading.repairs)


def _tables(reading: Reading) -> dg.TableMetadataValue:
    """Every table in a row: its caption, unit and size, and where it begins."""
    columns: dict[str, Callable[[Table], object]] = {
        "table_no": lambda t: t.table_no,
        "title": lambda t: t.title,
        "unit": lambda t: t.unit,
        "page": lambda t: min((c.page for c in t.cells), default=None),
        "rows": lambda t: max((c.row + c.rowspan for c in t.cells), default=0),
        "columns": lambda t: max((c.col + c.colspan for c in t.cells), default=0),
    }
    return previewed(reading.tables, columns, _TABLES_SHOWN)


def _check(reading: Reading) -> Check:
    blocking = [doubt for doubt in reading.doubts if doubt.blocking]
    counts = Counter(doubt.code for doubt in reading.doubts)
    numbers = {"doubts": len(reading.doubts), "blocking": len(blocking), **counts}
    if not blocking:
        return Check(
            "reading",
            not reading.doubts,
            False,
            "、".join(f"{code} × {n}" for code, n in counts.items()) or "无疑点 / no doubts",
            numbers,
        )
    worst = blocking[0]
    words = {"page": worst.page or "", "detail": worst.detail}
    return Check(
        "reading",
        False,
        True,
        f"{worst.code}: {sentence(worst.code, 'zh', **words)} / {sentence(worst.code, 'en', **words)}",
        numbers,
    )
