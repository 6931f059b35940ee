"""The numbers that a text document writes before paragraphs by itself: counted as they come, in the way that their list
says (一、, （二）, 3.).
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field

from fiscal.extraction.formats.documents.docx_styles import Element, W, attribute

_HAN = "〇一二三四五六七八九"
_CHINESE = frozenset(
    (
        "chineseCounting",
        "chineseCountingThousand",
        "japaneseCounting",
        "taiwaneseCounting",
        "taiwaneseCountingThousand",
        "koreanCounting",
    )
)
_ROMAN = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))


@dataclass(frozen=True, slots=True)
class _Level:
    start: int
    kind: str
    pattern: str


@dataclass(slots=True)
class Numbering:
    """The lists of a document, and how far each has counted."""

    root: Element | None
    _counts: dict[str, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))

    def next(self, numbered: tuple[str, int] | None) -> str:
        """What is written before the next paragraph of a list's level; empty for a paragraph of no list and for
        bullets.
        """
        if numbered is None or self.root is None:
            return ""
        name, level = numbered
        abstract = self._abstract(name)
        if abstract is None:
            return ""
        found = self._level(abstract, level)
        if found is None:
            return ""
        counts = self._counts[attribute(abstract, "abstractNumId") or name]
        counts[level] = counts.get(level, found.start - 1) + 1
        for deeper in [at for at in counts if at > level]:
            del counts[deeper]
        if found.kind in ("bullet", "none"):
            return ""

        def number(match: re.Match[str]) -> str:
            at = int(match[1]) - 1
            of = self._level(abstract, at)
            return written(counts.get(at, of.start if of else 1), of.kind if of else "decimal")

        return re.sub(r"%(\d)", number, found.pattern)

    def _abstract(self, name: str) -> Element | None:
        if self.root is None:
            return None
        concrete = next((n for n in self.root.findall(f"{W}num") if attribute(n, "numId") == name), None)
        link = None if concrete is None else concrete.find(f"{W}abstractNumId")
        wanted = None if link is None else attribute(link, "val")
        return next((a for a in self.root.findall(f"{W}abstractNum") if attribute(a, "abstractNumId") == wanted), None)

    def _level(self, abstract: Element, level: int) -> _Level | None:
        element = next((e for e in abstract.findall(f"{W}lvl") if attribute(e, "ilvl") == str(level)), None)
        if element is None:
            return None
        start, kind, pattern = (
            None if (e := element.find(f"{W}{part}")) is None else attribute(e, "val")
            for part in ("start", "numFmt", "lvlText")
        )
        return _Level(int(start or 1), kind or "decimal", pattern or "")


def written(number: int, kind: str) -> str:
    """A number in the way that a list's level says; plainly where that is not known."""
    if kind in _CHINESE or kind == "ideographDigital":
        return _chinese(number) if kind != "ideographDigital" else "".join(_HAN[int(d)] for d in str(number))
    if kind in ("lowerLetter", "upperLetter"):
        letter = chr(ord("a") + (number - 1) % 26)
        return letter.upper() if kind == "upperLetter" else letter
    if kind in ("lowerRoman", "upperRoman"):
        roman = _roman(number)
        return roman.upper() if kind == "upperRoman" else roman
    if kind in ("decimalEnclosedCircle", "decimalEnclosedCircleChinese") and 1 <= number <= 20:
        return chr(ord("①") + number - 1)
    return f"{number:02d}" if kind == "decimalZero" else str(number)


def _chinese(number: int) -> str:
    """Up to 99 in words; what is more by its digits."""
    if not 0 < number < 100:
        return "".join(_HAN[int(d)] for d in str(number))
    tens, ones = divmod(number, 10)
    return ("" if tens == 0 else "十" if tens == 1 else f"{_HAN[tens]}十") + (_HAN[ones] if ones else "")


def _roman(number: int) -> str:
    text = ""
    for value, sign in _ROMAN:
        text += sign * (number // value)
        number %= value
    return text
