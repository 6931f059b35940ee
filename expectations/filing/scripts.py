"""Ways of printing that are not read: tables drawn with box characters, text in traditional characters. Each is a blocking doubt that says so.

Everything else that stops a reading is found while it is read, or by `expectations.gates.gate`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from expectations.filing.settings import BOX_CHARACTERS, TRADITIONAL_SHARE, TRADITIONAL_WORDS
from fiscal.model.reading import Doubt, Reading, Sentence

_BOX = re.compile(r"[\u2500-\u257f]")
_TRADITIONAL = re.compile("預算|決算|總計|合計|經費|財政撥款|單位|萬元|項目|結轉|結餘|購置|運行維護|國有資產|機關|業務|補助|專項|類|績效")
_SIMPLIFIED = re.compile("预算|决算|总计|合计|经费|财政拨款|单位|万元|项目|结转|结余|购置|运行维护|国有资产|机关|业务|补助|专项|类|绩效")


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
