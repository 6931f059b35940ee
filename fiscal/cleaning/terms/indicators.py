"""Performance indicators: the key under which one indicator is found again in another place, and the value that a
target or result states.

Prose and forms use the same functions, so that both speak of the same indicator; which text is an indicator is left to
them."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

from fiscal import lexicon
from fiscal.model.amounts import YUAN_PER_UNIT, parse_amount, without_note_marks

_NUMBERING = lexicon.pattern("counts.numbering")
_SILENT = re.compile(r"[\s\"'“”‘’《》「」『』【】<>〈〉、,;:。·…—_()\[\]]|(?<=[^0-9])[.\-](?=[^0-9]|$)")
_LEADING = lexicon.words("counts.leading")
_TRAILING = lexicon.words("counts.trailing")
_COUNT_WORDS = lexicon.pattern("counts.count_words")
_SAME = lexicon.pairs("counts.same")

_FULL_SIGNS = {
    "≥": "≥",
    "≧": "≥",
    ">=": "≥",
    "≤": "≤",
    "≦": "≤",
    "<=": "≤",
    ">": ">",
    "﹥": ">",
    "<": "<",
    "﹤": "<",
    "=": "=",
    "±": "±",
}
BEFORE = lexicon.mapping("counts.signs_before")
AFTER = lexicon.mapping("counts.after")
ROUGH = frozenset(lexicon.words("counts.rough"))
SIGNS = re.compile("|".join(sorted(map(re.escape, (*_FULL_SIGNS, *BEFORE)), key=len, reverse=True)))

_VALUE = re.compile(
    r"(?P<sign>"
    + SIGNS.pattern
    + rf")?(?P<rough>{lexicon.text('counts.rough_before')})?(?P<number>[-+]?(?:\d{{1,3}}(?:,\d{{3}})+|\d+)(?:\.\d+)?)"
    r"(?P<unit>%|‰|[^\d≥≤<>=,;、。:()%]{0,5}(?:/[^\d≥≤<>=,;、。:()]{1,4})?)"
    rf"(?P<bracket>\([^()\d]{{1,8}}\))?(?P<after>{'|'.join(AFTER)})?"
)


@dataclass(frozen=True, slots=True)
class IndicatorValue:
    """What an indicator's target or result says: `sign` is one of ≥ ≤ > < = or empty, `unit` as printed without spaces
    (`万宗`, `%`, `次/年`), empty where none.
    """

    sign: str
    number: Decimal
    unit: str
    approximate: bool

    @property
    def text(self) -> str:
        """The normalised form: sign, number without grouping, unit."""
        return f"{self.sign}{self.number}{self.unit}"

    @property
    def yuan(self) -> Decimal | None:
        """The amount in yuan, where the unit is money."""
        scale = YUAN_PER_UNIT.get(self.unit)
        return None if scale is None else self.number * scale


def plain(text: str) -> str:
    """Half-width forms, one-sign comparisons, no white space at the ends: how indicator texts are read."""
    text = text.replace("㎡", "平方米").replace("㎥", "立方米").replace("㎞", "公里")
    return (
        unicodedata.normalize("NFKC", text)
        .replace("≧", "≥")
        .replace("≦", "≤")
        .replace(">=", "≥")
        .replace("<=", "≤")
        .strip()
    )


def indicator_key(label: str) -> str:
    """The key of an indicator's name: no numbering (`指标1：`), quotes, spaces or filling words; 数量, 数 and 量 at the
    end dropped, 率 kept.
    """
    text = _NUMBERING.sub("", plain(label))
    text = _SILENT.sub("", text)
    text = _strip_ends(text)
    shorter = _COUNT_WORDS.sub("", text)
    key = shorter if len(shorter) > 1 else text
    for variant, one in _SAME:
        key = variant.sub(one, key)
    return key.lower()


def _strip_ends(text: str) -> str:
    changed = True
    while changed:
        changed = False
        for word in _LEADING:
            if text.startswith(word) and len(text) - len(word) >= 2:
                text, changed = text[len(word) :], True
        for word in _TRAILING:
            if text.endswith(word) and len(text) - len(word) >= 2:
                text, changed = text[: -len(word)], True
    return text


def same_indicator(key: str, other: str) -> bool:
    """Whether two keys name one indicator: equal, or one ends with the other and only says more exactly whose it is
    (客户工作态度满意度, 工作态度满意度).
    """
    if key == other:
        return True
    longer, shorter = (key, other) if len(key) >= len(other) else (other, key)
    return len(shorter) >= 5 and longer.endswith(shorter) and len(longer) - len(shorter) <= 4


def indicator_value(text: str) -> IndicatorValue | None:
    """The value that a cell states, read whole: `≥22.4 万宗`, `90%以上`, `至少1次`, `=100%`, `148 万`. None for words,
    dates and texts with more than one number.
    """
    match = _VALUE.fullmatch(re.sub(r"\s+", "", plain(without_note_marks(text))))
    if match is None:
        return None
    value = parse_amount(match["number"])
    if value is None:
        return None
    unit = match["unit"]
    after = match["after"] or ""
    if not after:
        for word in (*AFTER, *ROUGH):
            if unit.endswith(word) and unit != word:
                unit, after = unit.removesuffix(word), word
                break
    if not unit and match["bracket"]:
        unit = match["bracket"][1:-1]
    if unit in ("年", "月", "日", "月底", "年底", "日前"):
        return None
    sign = _FULL_SIGNS.get(match["sign"] or "", BEFORE.get(match["sign"] or "", "")) or AFTER.get(after, "")
    return IndicatorValue(sign, value, unit, bool(match["rough"]) or after in ROUGH)
