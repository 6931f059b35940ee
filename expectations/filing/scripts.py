"""Ways of printing that are not read: tables drawn with box characters, text in traditional characters. Each is a
blocking doubt that says so.

Everything else that stops a reading is found while it is read, or by `expectations.gates.gate`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from expectations.filing.settings import BOX_CHARACTERS, TRADITIONAL_SHARE, TRADITIONAL_WORDS
from fiscal import lexicon
from fiscal.model.reading import Doubt, Reading, Sentence

_BOX = re.compile(r"[\u2500-\u257f]")
_TRADITIONAL = lexicon.pattern("findings.traditional")
_SIMPLIFIED = lexicon.pattern("findings.simplified")


def doubts_of_script(reading: Reading) -> list[Doubt]:
    """The doubts, at most one of each kind."""
    return [*_drawn(reading.sentences), *_traditional(reading)]


def _drawn(sentences: Iterable[Sentence]) -> Iterable[Doubt]:
    for s in sentences:
        if len(_BOX.findall(s.text)) >= BOX_CHARACTERS and re.search(r"\d", s.text):
            return [Doubt("box_characters", blocking=True, page=s.boxes[0].page if s.boxes else None)]
    return []


def _traditional(reading: Reading) -> Iterable[Doubt]:
    text = "".join((*(s.text for s in reading.sentences), *(c.text for t in reading.tables for c in t.cells)))
    traditional, simplified = len(_TRADITIONAL.findall(text)), len(_SIMPLIFIED.findall(text))
    if traditional >= TRADITIONAL_WORDS and traditional >= TRADITIONAL_SHARE * (traditional + simplified):
        return [Doubt("traditional_characters", blocking=True)]
    return []
