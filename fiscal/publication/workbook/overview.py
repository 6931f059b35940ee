"""The overview sheet: the headline figures of every body, year and phase, with what is held or disputed among them
marked.
"""

from __future__ import annotations

import duckdb
from xlsxwriter.workbook import Workbook

from fiscal.model import vocabulary
from fiscal.publication.inert import cell_text
from fiscal.publication.reference.tables import headline_rules
from fiscal.publication.workbook.layout import A3, HEAD_HEIGHT, Formats, format_of, settle, sheet_of

_BODY = (("单位\npublisher", 26), ("范围\nscope", 6), ("年度\nfiscal_year", 6), ("阶段\nphase", 8))
_AMOUNT = 14
_WAN = 10_000
"""Yuan in 万元, the unit that filings are printed in."""


def overview(book: Workbook, formats: Formats, database: duckdb.DuckDBPyConnection) -> None:
    """One row a row of the view `headline`, in 万元; a figure that is held or disputed has a red ground and says which
    in the last column.
    """
    names = {rule.item: rule.name for rule in headline_rules()}
    sheet = sheet_of(book, "总览 Overview")
    settle(sheet, 1, A3)
    sheet.set_row(0, HEAD_HEIGHT * 1.5)
    heads = [*_BODY, *((f"{name}（万元）\n{item}", _AMOUNT) for item, name in names.items()), ("标记\nflags", 20)]
    for col, (words, broad) in enumerate(heads):
        sheet.set_column(col, col, broad)
        sheet.write_string(0, col, words, formats.head)
    doubted = format_of(book, num_format="#,##0.00", bg_color="#FBE3E1", valign="top")
    body = "publisher, scope, fiscal_year, phase, coalesce(held_items, []), coalesce(disputed_items, [])"
    query = f"SELECT {body}, {', '.join(names)} FROM headline ORDER BY publisher, scope, fiscal_year, phase"  # noqa: S608  names of this program  # nosec B608
    line = 0
    for line, (publisher, scope, year, phase, held, disputed, *amounts) in enumerate(
        database.execute(query).fetchall(), 1
    ):
        for col, text in enumerate(
            (publisher, vocabulary.SCOPES.get(scope, scope), None, vocabulary.PHASES.get(phase, phase))
        ):
            if text is not None:
                sheet.write_string(line, col, cell_text(text), formats.text)
        sheet.write_number(line, 2, year, formats.text)
        for col, (item, amount) in enumerate(zip(names, amounts, strict=True), len(_BODY)):
            if amount is not None:
                sheet.write_number(
                    line, col, float(amount / _WAN), doubted if item in (*held, *disputed) else formats.money
                )
        told = [
            f"{words}：{'、'.join(names[item] for item in items)}"
            for words, items in (("暂扣", held), ("有争议", disputed))
            if items
        ]
        sheet.write_string(line, len(_BODY) + len(names), "；".join(told), formats.text)
    sheet.autofilter(0, 0, max(line, 1), len(heads) - 1)
