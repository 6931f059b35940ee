"""The numbers that items of a text begin with."""

from __future__ import annotations

from fiscal import lexicon

_NUMBERING = lexicon.pattern("clauses.numbering")
_LEVELS = ("part", "han", "bracket", "digit", "round", "circle")


def numbering(text: str) -> tuple[int, int] | None:
    """The level (0 第一部分 · 1 一、 · 2 （一） · 3 1. · 4 （1） · 5 ①) of the number that a text begins with, and
    where the number ends.
    """
    match = _NUMBERING.match(text)
    if match is None:
        return None
    return next(i for i, name in enumerate(_LEVELS) if match[name]), match.end()
