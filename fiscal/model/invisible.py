"""Characters that print nothing and yet change what a reader sees: they part words without width, or turn the direction
in which what follows is shown.

Reading leaves them out and says so; whoever shows a text that did not come from a page (a file's name, a person's
reason) shows them by their numbers."""

from __future__ import annotations

import re

INVISIBLE = (
    "\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e"
    "\u2060\u2061\u2062\u2063\u2064\u2066\u2067\u2068\u2069\ufeff"
)
_ANY = re.compile(f"[{INVISIBLE}]")


def shown(text: str) -> str:
    """The text with each such character as its number in brackets, `[U+202E]`: seen, and without effect."""
    return _ANY.sub(lambda m: f"[U+{ord(m[0]):04X}]", text)
