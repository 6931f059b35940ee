"""Writes the workbook, sheet by sheet, each row linked to its place in the reports beside it.

Amounts are written as numbers for reading and summing; the exact decimals are in the database and the CSV files. Sums
and their checks are `reconciliation`'s."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, cast

import duckdb
import pyarrow as pa
import xlsxwriter
from pyarrow import dataset as ds
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from fiscal.model.findings.causes import NOT_CHECKED, RANK, not_checked
from fiscal.publication.inert import cell_text
from fiscal.publication.store import Store
from fiscal.publication.workbook import columns as of
from fiscal.publication.workbook.columns import MONEY, Columns, head, terms_of, width
from fiscal.publication.workbook.layout import Formats, height, link, settle, sheet_of
from fiscal.publication.workbook.lists import VALUE_LISTS, about, dictionary_sheet, places_of_lists, value_lists
from fiscal.publication.workbook.overview import overview
from fiscal.publication.workbook.reconciliation import FILINGS_WITH_ALL_SUMS, ROW_LIMIT, finding_anchor, reconciliation

_Row = dict[str, Any]
_Anchor = Callable[[_Row], str | None]
_COMPARED: Any = ds.field("lhs").is_valid() & ds.field("rhs").is_valid()
_VERDICT = cast(Any, ds.field("verdict"))
_PLAIN: Any = _VERDICT.isin(["not_applicable"]) | (_VERDICT.isin(["exact"]) & _COMPARED)
"""Findings of which there is nothing to tell: nineteen of twenty. Those that compare are in the sheet of sums, while
filings are few enough."""


def build(store: Store, target: Path, database: Path, reference: Mapping[str, pa.Table]) -> None:
    """Write the workbook at `target`, with links into `reports/` beside it. The overview is that of the database, which
    was built before.

    A sheet that would pass a million rows goes on in a second one.
    """
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(str(target), options) as book:
        formats = Formats.of(book)
        _sheet(book, formats, "文件 Filings", of.FILINGS, _filings(store), lambda _: "findings")
        with duckdb.connect(str(database), read_only=True) as db:
            overview(book, formats, db)
        _sheet(book, formats, "事实 Facts", of.FACTS, _batched(store, "facts", of.FACTS.read), _fact_anchor)
        _sheet(book, formats, "暂扣 Held", of.FACTS, _batched(store, "held_facts", of.FACTS.read), _fact_anchor)
        _sheet(
            book, formats, "发现 Findings", of.FINDINGS, _worst_first(store, of.FINDINGS.read, ~_PLAIN), finding_anchor
        )
        few = store.dataset("filings").count_rows() <= FILINGS_WITH_ALL_SUMS
        sums = _worst_first(store, of.RECONCILED, _COMPARED if few else _COMPARED & ~_PLAIN)
        reconciliation(book, formats, sums, whole=few)
        _sheet(book, formats, "出处 Sources", of.SOURCES, _sources(store), _cell_anchor)
        _sheet(book, formats, "科目 Codes", of.CODES, reference["codes"].to_pylist(), None)
        value_lists(book, formats)
        dictionary_sheet(book, formats)
        about(book, formats)


def _filings(store: Store) -> Iterator[_Row]:
    """The filings, each with how much of it could not be checked."""
    unusable = (ds.field("verdict") == "violated") & cast(Any, ds.field("invariant")).isin(NOT_CHECKED)
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for finding in (
        store.dataset("findings")
        .to_table(columns=["filing_id", "verdict", "invariant", "residual"], filter=unusable)
        .to_pylist()
    ):
        found[finding["filing_id"]].append(finding)
    for row in _batched(store, "filings", [c for c in of.FILINGS.read if c != "not_checked"]):
        yield row | {"not_checked": not_checked(found[row["filing_id"]])}


def _worst_first(store: Store, columns: Sequence[str], others: ds.Expression) -> Iterator[_Row]:
    """The violated findings, worst first and those of one cause together, then of the others those asked for, as they
    are stored: only the violated ones are held in memory at once.
    """
    is_violated = ds.field("verdict") == "violated"
    violated = store.dataset("findings").to_table(columns=list(columns), filter=is_violated).to_pylist()
    yield from sorted(
        violated,
        key=lambda f: (
            f["state"] == "acknowledged",
            RANK[f["severity"]],
            f["filing_id"],
            f["root_cause"] or "",
            f["finding_id"],
        ),
    )
    for batch in store.dataset("findings").to_batches(columns=list(columns), filter=~is_violated & others):
        yield from batch.to_pylist()


def _batched(store: Store, dataset: str, columns: Sequence[str]) -> Iterator[_Row]:
    for batch in store.dataset(dataset).to_batches(columns=list(columns)):
        yield from batch.to_pylist()


def _sources(store: Store) -> Iterator[_Row]:
    for fact in _batched(store, "facts", ("filing_id", "fact_id", "concept_label", "sources")):
        for source in fact["sources"]:
            yield {
                **source,
                "filing_id": fact["filing_id"],
                "fact_id": fact["fact_id"],
                "concept_label": fact["concept_label"],
            }


def _fact_anchor(fact: _Row) -> str:
    return f"x-{fact['fact_id']}"


def _cell_anchor(source: _Row) -> str | None:
    return None if source["table_no"] is None else f"c{source['table_no']}-{source['row']}-{source['col']}"


def _sheet(
    book: Workbook, formats: Formats, title: str, columns: Columns, rows: Iterable[_Row], anchor: _Anchor | None
) -> None:
    """One row a row, in as many sheets as it takes; without an anchor there is no column of links."""
    part, line, links = 1, 0, 0
    sheet = _open(book, formats, title, columns, anchor is not None)
    terms = [(name, terms_of(columns.dataset, name)) for name in columns.shown]
    widths = [width(name) for name in columns.printed]
    for row in rows:
        if line == ROW_LIMIT:
            _close(sheet, columns, line, anchor is not None)
            part, line, links = part + 1, 0, 0
            sheet = _open(book, formats, f"{title} {part}", columns, anchor is not None)
        line += 1
        cells = [(name, _shown(known, row.get(name))) for name, known in terms]
        if tall := height(
            (text, wide) for (_, text), wide in zip(cells, widths, strict=False) if isinstance(text, str)
        ):
            sheet.set_row(line, tall)
        if anchor is not None:
            links += link(sheet, formats, line, row["filing_id"], anchor(row), links)
        for col, (name, value) in enumerate(cells, int(anchor is not None)):
            _write(sheet, formats, line, col, name, value)
    _close(sheet, columns, line, anchor is not None)


def _open(book: Workbook, formats: Formats, title: str, columns: Columns, linked: bool) -> Worksheet:
    sheet = sheet_of(book, title)
    settle(sheet, 2)
    if linked:
        sheet.set_column(0, 0, 6)
        sheet.write_string(0, 0, "报告\nReport", formats.head)
    for col, name in enumerate(columns.shown, int(linked)):
        sheet.set_column(col, col, width(name))
        sheet.write_string(0, col, head(columns.dataset, name), formats.head)
    return sheet


def _close(sheet: Worksheet, columns: Columns, line: int, linked: bool) -> None:
    """What is printed, the filter over the head, and beside each column of a closed vocabulary the list of its
    values.
    """
    last = max(line, 1)
    sheet.print_area(0, 0, last, len(columns.printed) - 1 + linked)
    sheet.autofilter(0, 0, last, len(columns.shown) - 1 + linked)
    lists = places_of_lists()
    for col, name in enumerate(columns.shown, int(linked)):
        if place := lists.get((columns.dataset, name)):
            source = f"='{VALUE_LISTS}'!$C${place.first}:$C${place.last}"
            sheet.data_validation(
                1, col, last, col, {"validate": "list", "source": source, "error_type": "information"}
            )


def _shown(terms: Mapping[str, str], value: object) -> object:
    """A value as its cell shows it: numbers as they are, a term of a vocabulary in Chinese, any text made harmless."""
    return value if value is None or isinstance(value, (int, Decimal)) else cell_text(terms.get(str(value), str(value)))


def _write(sheet: Worksheet, formats: Formats, row: int, col: int, name: str, value: object) -> None:
    if isinstance(value, Decimal):
        sheet.write_number(row, col, float(value), formats.money if name in MONEY else formats.number)
    elif isinstance(value, int):
        sheet.write_number(row, col, value, formats.text)
    elif isinstance(value, str):
        sheet.write_string(row, col, value, formats.text)
