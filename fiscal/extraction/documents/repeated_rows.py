"""Rows that a page prints only because it is another page: the header again, totals again under it, and what is carried
over from page to page.

Tells them; leaving them out is done by `seam`.
"""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher

from fiscal.extraction.documents.settings import OCR_ALIKE
from fiscal.extraction.sheets.headers import banner_rows
from fiscal.extraction.sheets.sheet import Sheet
from fiscal.extraction.wording import is_amount, is_carried, is_page_subtotal, is_total


def leading_repeats(upper: Sheet, lower: Sheet, header: int) -> int:
    """Count of the lower sheet's leading rows that print rows of the upper one's header or banner again, or the totals
    right under that header with the same figures.
    """
    most = min(header or max(banner_rows(upper), 1), upper.height)
    count = at = 0
    while count < lower.height - 1 and at < most:
        found = next(
            (row for row in range(at, most) if alike(upper.texts(row), lower.texts(count), ocr=upper.is_ocr())), None
        )
        if found is None:
            break
        count, at = count + 1, found + 1
    if not count or at < most or not header:
        return count
    while count < lower.height - 1 and at < upper.height and _is_total_again(upper, at, lower, count):
        count, at = count + 1, at + 1
    return count


def _is_total_again(upper: Sheet, above: int, lower: Sheet, row: int) -> bool:
    texts = lower.texts(row)
    figures = sum(is_amount(text) for text in texts)
    return figures >= 1 and any(is_total(text) for text in texts) and tuple(upper.texts(above)) == tuple(texts)


def alike(first: Sequence[str], second: Sequence[str], *, ocr: bool) -> bool:
    """Whether two rows say the same; letter by letter, unless they are read from a picture."""
    if not any(first) or not any(second):
        return False
    if tuple(first) == tuple(second):
        return True
    a, b = "|".join(first), "|".join(second)
    return ocr and SequenceMatcher(None, a, b, autojunk=False).ratio() >= OCR_ALIKE


def carried_at_end(sheet: Sheet) -> set[int]:
    """Last rows that only carry the figures of the page over to the next one."""
    return _carried(sheet, range(sheet.height - 1, max(sheet.height - 3, 0), -1))


def carried_at_start(sheet: Sheet, start: int) -> set[int]:
    """First rows, from one on, that only carry figures over from the page before."""
    return _carried(sheet, range(start, min(start + 2, sheet.height)))


def page_subtotals(sheet: Sheet) -> set[int]:
    """Rows that add up what stands on one page."""
    return {
        row
        for row in range(sheet.height)
        if any(is_page_subtotal(s.plain) for s in sheet.filled(row)) and _stands_alone(sheet, row)
    }


def _carried(sheet: Sheet, rows: range) -> set[int]:
    return {
        row
        for row in rows
        if any(is_carried(s.plain) or is_page_subtotal(s.plain) for s in sheet.filled(row))
        and _stands_alone(sheet, row)
    }


def _stands_alone(sheet: Sheet, row: int) -> bool:
    return all(s.rowspan == 1 for s in sheet.cells(row))
