"""The words before a figure, cut at punctuation: pieces with the mark that stands before each, brackets that belong to
a name kept whole.

What a piece says is left to `comparisons` and `composition_marks`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_MARKS = ",;:。()"
_COUNTED_NOUN = re.compile(r"[\u4e00-\u9fff]{1,8}、")


@dataclass(frozen=True, slots=True)
class Piece:
    """`text` without leading 、; `before`: the mark before it, empty at the beginning and after a mere comma behind a
    figure.

    `printed`: how many characters it was printed with, where it is not as printed.
    """

    text: str
    before: str
    printed: int | None = None

    @property
    def after_stop(self) -> bool:
        """Whether a semicolon or full stop stands before it."""
        return self.before in (";", "。")


def pieces_before(text: str, start: int, end: int) -> list[Piece]:
    """`text[start:end]` cut at punctuation and at brackets that are not closed in it; never empty."""
    lead = text[start:end]
    closed = _closed_brackets(lead)
    found: list[Piece] = []
    begin, before = 0, ""
    for index, char in enumerate(lead):
        if char not in _MARKS or index in closed:
            continue
        empty = index == begin
        if not empty or before in ("(", ")"):
            found.append(Piece(lead[begin:index].lstrip("、"), before))
        before = before if empty and char in ",:" else char
        begin = index + 1
    found.append(Piece(lead[begin:].lstrip("、"), before))
    return found


def _closed_brackets(lead: str) -> set[int]:
    closed: set[int] = set()
    opened: list[int] = []
    for index, char in enumerate(lead):
        if char == "(":
            opened.append(index)
        elif char == ")" and opened:
            closed.update(range(opened.pop(), index + 1))
    return closed


def after_noun(text: str, start: int, end: int) -> int:
    """Where the next words begin behind a figure whose counted noun ends a list entry (新功能2个模块、系统调优4次)."""
    match = _COUNTED_NOUN.match(text, start, end)
    return match.end() - 1 if match else start


def last_segment(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces since the last semicolon or full stop."""
    for index in range(len(pieces) - 1, 0, -1):
        if pieces[index].after_stop:
            return list(pieces[index:])
    return list(pieces)


def earlier_in_segment(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """The pieces before the last one, backwards, as far as no semicolon or full stop parts them."""
    for index in range(len(pieces) - 2, -1, -1):
        if pieces[index + 1].after_stop:
            return
        yield pieces[index]
