"""How sheets look: formats, frozen heads, and a page that can be read when it is printed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from math import ceil
from typing import Any, cast

from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

A4, A3 = 9, 8
"""The papers' numbers in the file format."""
HEAD_HEIGHT = 34
"""Points: two lines of a head."""
_WIDE = "\u2010"
"""Characters from here on take two widths in fonts of Chinese, quotation marks and dashes too."""
_FILLED = 0.9
"""The share of a line that is filled before the next begins: words are not broken."""
_LINE_HEIGHT, _MOST_LINES = 16, 20
"""Points a line of 11 points takes in a font of Chinese; Excel shows at most 409 points of a row."""
_REMEMBERED = 10_000
"""Texts whose lines are counted once: names of bodies and items return row after row."""
LINK_LIMIT = 65_000
"""Excel takes 65,530 links a sheet."""


def sheet_of(book: Workbook, title: str) -> Worksheet:
    """A new sheet of a workbook."""
    return cast(Any, book).add_worksheet(title)


def format_of(book: Workbook, **looks: Any) -> Any:
    """A new format of a workbook, by the library's names of looks."""
    return cast(Any, book).add_format(looks)


@dataclass(frozen=True, slots=True)
class Formats:
    """The formats of one workbook."""

    head: Any
    money: Any
    number: Any
    text: Any
    page: Any
    link: Any
    bad: Any

    @classmethod
    def of(cls, book: Workbook) -> Formats:
        """The formats, made in a workbook."""
        return cls(
            head=format_of(book, bold=True, bg_color="#1F3A5F", font_color="#FFFFFF", text_wrap=True, valign="top"),
            money=format_of(book, num_format="#,##0.00", valign="top"),
            number=format_of(book, num_format="#,##0.######", valign="top"),
            text=format_of(book, valign="top", text_wrap=True),
            page=format_of(book, align="center", valign="top", text_wrap=True),
            link=format_of(book, font_color="#1F5FBF", underline=1, valign="top"),
            bad=format_of(book, bg_color="#FBE3E1", valign="top"),
        )


def settle(sheet: Worksheet, frozen: int, paper: int = A4) -> None:
    """Keeps the head and the first columns in view; on paper, across and one page wide, with the head and the page's
    number on every page.
    """
    sheet.freeze_panes(1, frozen)
    sheet.repeat_rows(0)
    sheet.set_landscape()
    sheet.set_paper(paper)
    sheet.set_row(0, HEAD_HEIGHT)
    sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    page = cast(Any, sheet)
    page.set_header("&L&A&R财政公开事实 Fiscal facts")
    page.set_footer("&L数据说明见末页 see the sheet About&R&P / &N")


def height(texts: Iterable[tuple[str, int]]) -> float | None:
    """The height of a row in points, given its texts and the widths of their columns; None where one line will do.
    Excel sizes no row by itself that a program wrote.
    """
    lines = max(
        (_lines(text, width) for text, width in texts if len(text) * 2 > width * _FILLED),
        default=1,
    )
    return None if lines <= 1 else min(lines, _MOST_LINES) * _LINE_HEIGHT


@lru_cache(maxsize=_REMEMBERED)
def _lines(text: str, width: int) -> int:
    return ceil((len(text) + sum(c >= _WIDE for c in text)) / (width * _FILLED))


def link(sheet: Worksheet, formats: Formats, line: int, filing_id: str, anchor: str | None, links: int) -> bool:
    """Links a row to its place in its report; False where it has none or the sheet has as many links as Excel takes."""
    if anchor is None or links >= LINK_LIMIT:
        return False
    sheet.write_url(line, 0, f"external:reports/{filing_id}.html#{anchor}", formats.link, "报告")
    return True
