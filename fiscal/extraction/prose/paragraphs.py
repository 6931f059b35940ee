"""Paragraphs from printed rows, over line and page ends, and their sentences, each with the boxes that it covers.

Position and punctuation decide; what kind of sentence it is and under which headings it stands is left to `sentences`.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from fiscal.extraction.page.printed_rows import Measure, Row
from fiscal.extraction.wording import first_word, is_closed, printed_numbering, width
from fiscal.model.reading import Box

_ENDS = "。；！？;!?"
_OPENING = "（(《“「【[〔〈‘"
_CLOSING = "）)》”」】]〕〉’"
_LONG_ASIDE = 60
"""Characters in brackets or quotes past which sentences inside are split too."""
_TRAILING = "。，；：、！？）》”」】,.;:!?)]%％"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Rows that make one paragraph; `starts[i]` is where row i begins in `text`."""

    rows: tuple[Row, ...]
    text: str
    starts: tuple[int, ...]

    def boxes(self, start: int, end: int) -> tuple[Box, ...]:
        """Where `text[start:end]` is printed: one box a row, as wide as its share of the row's characters."""
        found: list[Box] = []
        begins, ends = max(0, bisect_right(self.starts, start) - 1), bisect_left(self.starts, end)
        for index in range(begins, ends):
            row, first = self.rows[index], self.starts[index]
            last = self.starts[index + 1] if index + 1 < len(self.starts) else len(self.text)
            here = (max(start, first), min(end, last))
            if here[0] >= here[1] or not self.text[here[0] : here[1]].strip():
                continue
            whole = width(self.text[first:last]) or 1.0
            x0 = row.x0 + (row.x1 - row.x0) * width(self.text[first : here[0]]) / whole
            x1 = row.x0 + (row.x1 - row.x0) * width(self.text[first : here[1]]) / whole
            found.append(Box(row.page, round(x0, 2), row.top, round(min(x1, row.x1), 2), row.bottom))
        return tuple(found)


def paragraph(rows: Sequence[Row]) -> Paragraph:
    """The rows' texts as one: nothing between Chinese, a space between Latin words."""
    text = ""
    starts: list[int] = []
    for row in rows:
        part = row.text.strip()
        if text:
            text += _joint(text[-1], part[:1])
        starts.append(len(text))
        text += part
    return Paragraph(tuple(rows), text, tuple(starts))


def _joint(last: str, first: str) -> str:
    latin = last.isascii() and first.isascii()
    if latin and last.isalnum() and first.isalnum():
        return " "
    return " " if latin and last in ",;:" and first.isalpha() else ""


def goes_on(before: Sequence[Row], row: Row, measures: dict[int, Measure]) -> bool:
    """The row continues the paragraph that the rows before it began."""
    last = before[-1]
    here, there = measures[row.page], measures[last.page]
    if row.text.lstrip()[:1] in _TRAILING and row.text.strip():
        return True
    if abs(row.size - last.size) > 0.08 * max(row.size, last.size):
        return False
    same_page = row.page == last.page
    gap = row.top - last.bottom
    if same_page and gap > 2.2 * max(row.size, last.size):
        return False
    numbered = printed_numbering(row.text) is not None
    if numbered and (last.plain.endswith(":") or abs(row.size - last.size) > 0.04 * last.size):
        return False
    if here.is_centred(row) and there.is_centred(last):
        return same_page and not numbered and not is_closed(last.plain) and gap <= 1.8 * row.size
    full = there.is_full(last) or last.x1 + width(first_word(row.text)) * row.size > there.right + 0.3 * row.size
    if not full or (there.is_centred(last) and not there.is_full(last, 4)) or (row.bold != last.bold and numbered):
        return False
    if here.is_centred(row) and here.is_indented(row):
        return same_page and not is_closed(last.plain) and _begins_part(before[0])
    if not here.is_indented(row):
        return not numbered or not is_closed(last.plain)
    hanging = len(before) > 1 and same_page and abs(row.x0 - last.x0) < 0.6 * row.size
    return not numbered and (not is_closed(last.plain) or hanging)


def _begins_part(row: Row) -> bool:
    """A heading of the outermost rank, which may be so long that it wraps."""
    found = printed_numbering(row.text)
    return found is not None and found[0] == 1


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Start and end of each sentence: at 。；！？ outside short brackets and quotes, with the closing marks that
    follow.
    """
    shielded = _shielded(text)
    spans: list[tuple[int, int]] = []
    start = position = 0
    while position < len(text):
        if text[position] in _ENDS and not shielded[position] and not _is_inner_mark(text, position):
            position += 1
            while (
                position < len(text)
                and (text[position] in _ENDS or text[position] in _CLOSING or text[position].isspace())
                and not _opens_quote(text, position)
            ):
                position += 1
            spans.append((start, position))
            start = position
        else:
            position += 1
    if text[start:].strip():
        spans.append((start, len(text)))
    elif spans:
        spans[-1] = (spans[-1][0], len(text))
    return spans


def _is_inner_mark(text: str, position: int) -> bool:
    """A half-width mark between Latin characters or digits, as in a web address."""
    after = text[position + 1 : position + 2]
    return text[position] in ";!?" and after.isascii() and after.isalnum()


def _opens_quote(text: str, position: int) -> bool:
    return text[position] in "\"'" and not text[:position].count(text[position]) % 2


def _shielded(text: str) -> list[bool]:
    """For each character whether it stands inside brackets or quotes that close within a short stretch."""
    inside = [False] * len(text)
    waiting: list[int] = []
    for position, char in enumerate(text):
        if char in _OPENING:
            waiting.append(position)
        elif char in _CLOSING:
            kind = _CLOSING.index(char)
            while waiting and _OPENING.index(text[waiting[-1]]) != kind:
                waiting.pop()
            if waiting:
                opened = waiting.pop()
                if position - opened <= _LONG_ASIDE:
                    inside[opened:position] = [True] * (position - opened)
    return inside
