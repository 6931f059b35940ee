"""Whether a page picture has kept the strokes of its characters: where it was made black and white too lightly, what is
left of a 4 reads as surely as a 1.

Chinese characters tell, of whose strokes the level ones are the thinnest: once these are gone the others lie apart.
Finding and reading the lines is left to `fiscal.extraction.scans.picture_page`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from fiscal.extraction.images.raster import Mask, parts_of
from fiscal.extraction.ocr.printed_lines import Piece
from fiscal.extraction.ocr.recognition import LineReading
from fiscal.extraction.ocr.recognition_passes import CHINESE
from fiscal.extraction.page.content import Grid
from fiscal.model.reading import Doubt

_SMALLEST = 0.09
"""Text heights: connected ink that is shorter is the paper's grain."""
_PARTS, _MANY_PARTS = 3.1, 4.0
"""Connected parts of a Chinese character, on average over a page: whole ones have about two, those of fonts whose
strokes hardly touch up to three. From the former on strokes may be gone, which the figures must show too; from the
latter on they are."""
_TELLING = 20
"""Characters from which on the average says something."""
_BROKEN = 0.1
"""Share of the figures that have more parts than characters."""
_FIGURE = re.compile(r"[\d,.]+")
_MOST_UNREAD = 0.5
_READ = 0.6
_FEWEST = 8
"""Lines of a page's tables that must be there to say that most cannot be read."""
Told = tuple[Piece, LineReading]
"""A piece of a line and what it says."""


def illegible(number: int, in_tables: list[Told], outside: list[Told], dark: Mask) -> Doubt | None:
    """What stops a filing whose page `number` has lost strokes, or has tables of which most lines cannot be read; None
    where the page can be relied on.

    `in_tables` and `outside` are the page's lines as read, `dark` its ink pixel by pixel. Where strokes are gone the
    scores of what was read say nothing."""
    parts = _parts(in_tables + outside, dark)
    apart = parts.apart / max(1, parts.characters)
    if parts.characters >= _TELLING and (
        apart > _MANY_PARTS or (apart > _PARTS and parts.broken > _BROKEN * parts.figures)
    ):
        return Doubt("strokes_lost", True, page=number, detail=f"{apart:.1f}")
    scores = [reading.score for _, reading in in_tables]
    if len(scores) >= _FEWEST and _mostly_unread(scores):
        return Doubt("picture_illegible", True, page=number, detail=f"{_unread(scores)} / {len(scores)}")
    return None


def is_unread(grid: Grid) -> bool:
    """Whether most of a grid's cells with text cannot be read."""
    return _mostly_unread([cell.confidence for cell in grid.cells if cell.text])


def _mostly_unread(scores: Sequence[float]) -> bool:
    return _unread(scores) > _MOST_UNREAD * len(scores)


def _unread(scores: Sequence[float]) -> int:
    return sum(score < _READ for score in scores)


@dataclass(slots=True)
class _Parts:
    """Of a page's Chinese lines the characters and the parts of ink that these fall into; how many figures there are,
    and of these with more parts than characters.
    """

    characters: int = 0
    apart: int = 0
    figures: int = 0
    broken: int = 0


def _parts(told: Sequence[Told], dark: Mask) -> _Parts:
    """Counts the connected parts in the boxes of what was read."""
    ink = parts_of(dark)
    longest = np.maximum(ink.width, ink.height)
    found = _Parts()
    for piece, reading in told:
        text = reading.text
        if not (figure := _FIGURE.fullmatch(text)) and not _is_chinese(text):
            continue
        inside = np.unique(ink.labels[piece.top : piece.bottom, piece.x0 : piece.x1])
        count = int((longest[inside[inside > 0]] >= _SMALLEST * piece.height).sum())
        if figure:
            found.figures += 1
            found.broken += count > len(text)
        else:
            found.characters += len(text)
            found.apart += count
    return found


def _is_chinese(text: str) -> bool:
    """Whether at least two characters and most of the text are Chinese."""
    chinese = len(CHINESE.findall(text))
    return chinese >= 2 and chinese > 0.7 * len(text)
