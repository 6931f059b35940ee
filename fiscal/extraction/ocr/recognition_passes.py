"""Pieces of printed lines read with as many looks as they need: those that are not surely read are looked at again, cut
more tightly and more widely.

Where the pieces stand is left to `fiscal.extraction.ocr.printed_lines`, what several looks agree on to
`fiscal.extraction.ocr.number_agreement`."""

from __future__ import annotations

from collections.abc import Sequence

from fiscal import lexicon
from fiscal.extraction.images.raster import Grey
from fiscal.extraction.ocr.number_agreement import settled
from fiscal.extraction.ocr.printed_lines import Piece, cut
from fiscal.extraction.ocr.recognition import LineReading, read_lines

_DOUBTFUL, _SURE = 0.6, 0.9
"""Scores below which texts with Chinese and, less checked by what they may say, all others are doubtful."""
_MOST_UNSURE = 60
"""Lines that are looked at again, however few the page has."""
_LONGEST = 16
"""Characters: longer words are not looked at again. It costs much and mends no cell: one of many characters changes now
and then, for better or worse.
"""
_OTHER_SHARES = (0.04, 0.28)
CHINESE = lexicon.pattern("scans.chinese")
"""A Chinese character."""
_WORDS = lexicon.pattern("scans.words")


def read_pieces(pieces: Sequence[tuple[Piece, tuple[int, int, int, int]]], even: Grey) -> list[LineReading]:
    """What each piece says, cut out of the page within its bounds: left, top, right, bottom in pixels.

    Words are looked at again only where they are doubtful: many a line of them is long, and what looks cost goes by
    width. Where most of the page is not surely read, further looks would cost much and settle nothing."""
    first = read_lines([cut(even, piece, *bounds) for piece, bounds in pieces])
    unsure = [i for i, reading in enumerate(first) if reading.score < _SURE]
    if len(unsure) > max(_MOST_UNSURE, len(first) / 2):
        return [settled([reading]) for reading in first]
    unsure = [i for i in unsure if _is_worth_another_look(first[i])]
    looks = {i: [first[i]] for i in unsure}
    for share in _OTHER_SHARES:
        crops = [cut(even, pieces[i][0], *pieces[i][1], share) for i in unsure]
        for i, again in zip(unsure, read_lines(crops, thrifty=False), strict=True):
            looks[i].append(again)
    return [settled(looks.get(i, [reading])) for i, reading in enumerate(first)]


def _is_worth_another_look(unsure: LineReading) -> bool:
    """Whether the line may hold a figure, or is short and doubtful."""
    if not _WORDS.fullmatch(unsure.text):
        return True
    return unsure.score < _DOUBTFUL and len(unsure.text) <= _LONGEST


def is_doubtful(text: str, score: float) -> bool:
    """Whether a cell's text may well be something else; blank ones never are."""
    return bool(text) and score < (_DOUBTFUL if CHINESE.search(text) else _SURE)
