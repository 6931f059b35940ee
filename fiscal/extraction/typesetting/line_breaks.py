"""Text broken into lines that put together give the text again: between Chinese characters, and at spaces between words
that a space joins again.
"""

from __future__ import annotations

import re

from fiscal.extraction.wording import width

_UNBROKEN = re.compile(r"[!-~]+|.", re.DOTALL)
_NEVER_FIRST = frozenset("。，；：、！？）》”’」】,.;:!?)]%％")


def broken(text: str, room: float, first_room: float | None = None) -> list[str]:
    """The lines of one paragraph, each at most `room` characters wide, the first `first_room`; what cannot be broken
    runs over.
    """
    lines: list[str] = []
    line, left = "", room if first_room is None else first_room
    for word in _words(text):
        if line.strip() and width(line) + width(word.rstrip()) > left:
            lines.append(line.rstrip())
            line, left = word.lstrip(), room
        else:
            line += word
    lines.append(line.rstrip())
    return lines


def longest_word(text: str) -> float:
    """Characters of the widest piece that cannot be broken."""
    return max((width(word.strip()) for word in _words(text)), default=0.0)


def _words(text: str) -> list[str]:
    """Pieces that may stand on different lines: Latin words and figures whole and with the spaces behind them, closing
    marks with what they close.
    """
    words: list[str] = []
    for piece in _UNBROKEN.findall(text):
        before = words[-1] if words else ""
        if before and (piece.isspace() or piece in _NEVER_FIRST or _keeps_space(before, piece)):
            words[-1] += piece
        else:
            words.append(piece)
    return words


def _keeps_space(before: str, piece: str) -> bool:
    """Whether a line's end between the two would lose or add a space: only words that a space joins again may be parted
    at it.
    """
    if not before[-1:].isspace():
        return False
    return not (
        before.rstrip()[-1:].isascii()
        and before.rstrip()[-1:].isalnum()
        and piece[:1].isascii()
        and piece[:1].isalnum()
        and before.endswith(" ")
    )
