"""What several looks at one printed line agree on, and figures freed of what recognisers confuse in them: letters for
digits, one separator for the other.

Only what cannot be printed in a figure is put right; every other reading stays among the choices, for the accounting
identities to arbitrate."""

from __future__ import annotations

import re
from collections.abc import Sequence

from fiscal.extraction.ocr.recognition import Choice, LineReading
from fiscal.model.amounts import normal, parse_amount

_LOOKALIKES = str.maketrans("Oo〇○QDlI|，、．。·−－", "000000111,,...--")
_FIGURE = re.compile(r"[-−－(（]?[\dOoQDlI|〇○][\dOoQDlI|〇○,.，．。、·\s]*[)）%％]?")
_DOT_FOR_COMMA = re.compile(r"\.(?=\d{3}[,.])")
_COMMA_FOR_DOT = re.compile(r",(\d{1,2})(?=%?\)?$)")
_EITHER_MARK = re.compile(r"([-−(（]?\d{1,3})\.(\d{3}[)）]?)")
"""Thousands, or three decimals, which amounts hardly ever have: coarse scans leave no difference."""
_UNDECIDED = 0.5
_DEGREE = re.compile(r"(?<=\d)[°º]$")
_MISREAD = frozenset("，。．、·℃°〇○")
_CIRCLE = re.compile(r"[oOQ〇○]|[(（]0?[)）]")
"""What a lone zero is taken for."""
_MOST_CHOICES = 5


def settled(looks: Sequence[LineReading]) -> LineReading:
    """One reading from several of the same line: what has most probability in all of them together, figures put right,
    first.
    """
    shares: dict[str, float] = {}
    for look in looks:
        said: dict[str, float] = {}
        for choice in (Choice(look.text, look.score), *look.others):
            text = figure_of(choice.text)
            said[text] = min(1.0, said.get(text, 0.0) + choice.score)
        for text, score in said.items():
            shares[text] = shares.get(text, 0.0) + score / len(looks)
    ranked = sorted(shares.items(), key=lambda item: -item[1])
    best, score = ranked[0]
    if best and not _is_whole(best) and _nearly_figure(best):
        figure = next(((t, s) for t, s in ranked[1:] if _is_whole(t) and len(t) >= len(best) - 1), None)
        if figure is not None:
            best, score = figure
    percent = _DEGREE.sub("%", best)
    if percent != best and percent in shares:
        best, score = percent, score + shares[percent]
    thousands = _EITHER_MARK.fullmatch(best)
    if thousands is not None:
        score = min(score, _UNDECIDED)
        other = f"{thousands[1]},{thousands[2]}"
        ranked = [(other, score), *(item for item in ranked if item[0] != other)]
    others = [Choice(t, round(s, 4)) for t, s in ranked if t != best and s > 0.001]
    return LineReading(best, round(min(1.0, score), 4), tuple(others[:_MOST_CHOICES]))


def figure_of(text: str) -> str:
    """The text with lookalikes put right where it is a figure and could not be one as recognised; else the text
    itself.
    """
    if _CIRCLE.fullmatch(text):
        return "0"
    if not _looks_like_figure(text):
        return text
    plain = re.sub(r"\s+(?=[,.])|(?<=[,.])\s+", "", text.translate(_LOOKALIKES))
    plain = _COMMA_FOR_DOT.sub(r".\1", _DOT_FOR_COMMA.sub(",", plain))
    return plain if _is_whole(plain) else text


def _is_whole(text: str) -> bool:
    """Whether it is an amount from its first to its last figure: a point at either end may be all that is left of
    one.
    """
    bare = normal(text).strip("-%()")
    return parse_amount(text) is not None and not bare.startswith(".") and not bare.endswith(".")


def _nearly_figure(text: str) -> bool:
    """Whether it is an amount with a character or two misread: figures and separators but for a few Latin letters and
    marks.
    """
    figures = sum(c in "0123456789,.-%()" for c in text)
    misread = all(
        c in "0123456789,.-%()" or c.isspace() or c in _MISREAD or (c.isascii() and c.isalpha()) for c in text
    )
    return _looks_like_figure(text) or (
        misread and len(text) >= 4 and figures >= 0.7 * len(text) and ("." in text or "," in text)
    )


def _looks_like_figure(text: str) -> bool:
    digits = sum(c.isdigit() for c in text)
    return digits > 0 and digits * 2 >= len(text) and _FIGURE.fullmatch(text) is not None


def is_lone_numeral(text: str) -> bool:
    """Whether the text is a Chinese numeral above one: where such are counted, a lone bar is their one."""
    return bool(text) and all(c in "二三四五六七八九十" for c in text)
