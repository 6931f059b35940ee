"""The sheets that say what values and columns mean: value lists, dictionary, and the notice on the data."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any, cast

from xlsxwriter.workbook import Workbook

from fiscal.model import contract, dictionary, vocabulary
from fiscal.publication.workbook.layout import Formats, height, settle, sheet_of
from fiscal.publication.workbook.reconciliation import FILINGS_WITH_ALL_SUMS

VALUE_LISTS = "词表 Vocabulary"
_ABOUT = (
    ("文件 Filings", "每份文件的状态 · the state of each filing"),
    (
        "总览 Overview",
        "每单位每年每阶段的收支、三公、机关运行经费、采购（万元） · totals of each body, year and phase, in 万元",
    ),
    ("事实 Facts", "核对后的数字（元） · reconciled figures, in yuan"),
    ("暂扣 Held", "因勾稽关系不符而暂扣的数字 · figures that are held"),
    (
        "发现 Findings",
        "不符、舍入内相符及未能核对者，严重者在前；全部核对见数据库 · what does not hold, holds by rounding or"
        " could not be checked, worst first; every check is in the database",
    ),
    (
        "勾稽 Reconciliation",
        f"合计与各项之和的活公式；文件超过 {FILINGS_WITH_ALL_SUMS} 份时不列逐项相符者 · sums with live formulas; of"
        f" more than {FILINGS_WITH_ALL_SUMS} filings without what comes out exactly",
    ),
    ("出处 Sources", "数字印在何处 · where each figure is printed"),
    ("科目 Codes", "科目编码与名称 · classes and their names"),
)


@dataclass(frozen=True, slots=True)
class Place:
    """The rows of a value list on its sheet, as Excel counts them."""

    first: int
    last: int


@cache
def places_of_lists() -> dict[tuple[str, str], Place]:
    """Where the list of a dataset's column stands."""
    lines: dict[tuple[str, str], list[int]] = {}
    for line, (dataset, column, _, _) in enumerate(vocabulary.terms(), 2):
        lines.setdefault((dataset, column), []).append(line)
    found: dict[tuple[str, str], Place] = {}
    for name in contract.DATASETS:
        for column in contract.schema(name).names:
            own = lines.get((name, column)) or lines.get(("", column))
            if own:
                found[name, column] = Place(own[0], own[-1])
    return found


def value_lists(book: Workbook, formats: Formats) -> None:
    """Every value of a closed column, with its Chinese term."""
    rows = [
        (column if not dataset else f"{dataset}.{column}", dictionary.of_column(column).zh.split("：")[0], term, value)
        for dataset, column, value, term in vocabulary.terms()
    ]
    _plain(book, formats, VALUE_LISTS, ("列 Column", "列名", "中文 Term", "取值 Value"), (20, 24, 34, 34), rows)


def dictionary_sheet(book: Workbook, formats: Formats) -> None:
    """Every column of every dataset in both languages."""
    rows = [
        (name, column, dictionary.of_column(column).zh, dictionary.of_column(column).en)
        for name in contract.DATASETS
        for column in contract.schema(name).names
    ]
    _plain(book, formats, "字典 Dictionary", ("数据集 Dataset", "列 Column", "说明", "Meaning"), (18, 20, 50, 50), rows)


def about(book: Workbook, formats: Formats) -> None:
    """What the sheets hold, and the notice on the data."""
    words = dictionary.notice("data")
    rows = [*_ABOUT, ("数据说明", words.zh), ("Notice on the data", words.en), ("代码 Code", "Apache License 2.0")]
    _plain(book, formats, "说明 About", ("项 Topic", "说明 What it says"), (24, 100), rows)
    cast(Any, book).set_properties(
        {"title": "财政公开事实 · Reconciled facts from Chinese fiscal filings", "comments": words.both}
    )


def _plain(
    book: Workbook,
    formats: Formats,
    title: str,
    heads: tuple[str, ...],
    widths: tuple[int, ...],
    rows: list[tuple[str, ...]],
) -> None:
    sheet = sheet_of(book, title)
    settle(sheet, 0)
    for col, (words, broad) in enumerate(zip(heads, widths, strict=True)):
        sheet.set_column(col, col, broad)
        sheet.write_string(0, col, words, formats.head)
    for line, row in enumerate(rows, 1):
        if tall := height(zip(row, widths, strict=True)):
            sheet.set_row(line, tall)
        for col, text in enumerate(row):
            sheet.write_string(line, col, text, formats.text)
