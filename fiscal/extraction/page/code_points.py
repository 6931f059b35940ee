"""Code points of a page: which are printed, blank, unmapped or made up, and characters that only look like others."""

from __future__ import annotations

import unicodedata

import numpy as np
from numpy.typing import NDArray

from fiscal import lexicon
from fiscal.model.invisible import INVISIBLE

# Radicals that a font's table names instead of the characters that look the same: NFKC knows the Kangxi block, but few
# of the supplement.
_SUPPLEMENT = lexicon.mapping("scans.radicals")
LOOKALIKES = {
    chr(c): unicodedata.normalize("NFKC", chr(c)) for c in (*range(0x2F00, 0x2FD6), *range(0xF900, 0xFB00))
} | _SUPPLEMENT
_UNIFIED = str.maketrans(LOOKALIKES)
DROPPED, PRINTED, BLANK, UNMAPPED, LOOKALIKE, UNSEEN = range(6)


def _kinds() -> NDArray[np.uint8]:
    """What each code point is to us, control characters and halves of pairs being dropped; all beyond the table is
    printed.
    """
    kinds = np.full(0x10000, PRINTED, dtype=np.uint8)
    kinds[:32] = kinds[0xD800:0xE000] = kinds[0xFFFE:] = DROPPED
    kinds[[0x09, 0x20, 0xA0, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000]] = BLANK
    kinds[0] = kinds[0xFFFD] = kinds[0xE000:0xF900] = UNMAPPED
    kinds[[ord(c) for c in LOOKALIKES]] = LOOKALIKE
    kinds[[ord(c) for c in INVISIBLE if c < "\U00010000"]] = UNSEEN
    return kinds


KINDS = _kinds()


def _foreign() -> NDArray[np.bool_]:
    """Code points that filings do not use: a font without a table of its own has its glyphs' numbers taken for them, as
    for control characters.
    """
    foreign = np.zeros(0x10000, dtype=bool)
    blocks = (
        (0x7F, 0xFF),
        (0x590, 0x1DFF),
        (0x2200, 0x22FF),
        (0x2400, 0x245F),
        (0x2600, 0x2BFF),
        (0x2C00, 0x2DFF),
        (0x3300, 0x3370),
        (0x3400, 0x4DBF),
    )
    for first, last in (*blocks, (0xA000, 0xD7FF)):
        foreign[first : last + 1] = True
    foreign[[ord(c) for c in "\xa0§©«®°±²³·»×÷√∑∞∩∪∴∵∶∷≈≌≒≠≡≤≥≦≧≮≯★☆☎☑☒☐♀♂✓✔✕✖✗✘❖➢➤⬆⬇⬛⬜"]] = False
    return foreign


FOREIGN = _foreign()


def unified(text: str) -> str:
    """The text with radicals and compatibility ideographs as the characters that they look like."""
    return text.translate(_UNIFIED)
