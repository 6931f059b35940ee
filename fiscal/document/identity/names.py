"""Names of public bodies as text: one form for all the ways in which a body's name is printed, and what looks like a
body at all.

Which body published a filing is left to `fiscal.document.identity.publisher`, codes of places to
`fiscal.document.identity.regions`."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from fiscal import lexicon
from fiscal.document.identity.settings import NAMES_KEPT

_SPACE = re.compile(r"\s+")
_WIDE = str.maketrans(
    {
        "(": "（",
        ")": "）",
        "[": "（",
        "]": "）",
        "〔": "（",
        "〕": "）",
        ":": "：",
        ",": "，",
        ";": "；",
        "﹙": "（",
        "﹚": "）",
    }
)
_DIGITS = str.maketrans("〇零○OoＯ一二三四五六七八九", "000000123456789")
_YEAR_IN_WORDS = lexicon.pattern("bodies.year_in_words")
_OWN_BUDGET = lexicon.pattern("bodies.own_budget")
_OWN_OFFICE = lexicon.pattern("bodies.own_office")
_LEADING_CODE = re.compile(r"^[（]?[0-9A-Za-z]+[）]?[-—–_、.．|]*")
_GENERIC = lexicon.pattern("bodies.generic")

# How the names of public bodies end. Standard endings of organs, institutions, schools, hospitals, courts, associations
# and state companies.
_PARTY = lexicon.pattern("bodies.party")
_COMMITTEE = lexicon.pattern("bodies.committee")
_BODY = lexicon.pattern("bodies.body_name")
_SHORT = lexicon.pattern("bodies.short_body_name")
_NEVER = lexicon.pattern("bodies.no_body_name")


def squeeze(text: str) -> str:
    """The text with one width of signs, years in digits and no white space: printed Chinese has none that means
    something.
    """
    plain = _SPACE.sub("", unicodedata.normalize("NFKC", text)).translate(_WIDE)
    return _YEAR_IN_WORDS.sub(lambda match: match.group().translate(_DIGITS), plain)


def canonical(name: str) -> str:
    """A body's name without white space, leading code and remarks such as （本级） or （盖章）."""
    bare = _OWN_BUDGET.sub("", squeeze(name))
    bare = _LEADING_CODE.sub("", bare) if _LEADING_CODE.fullmatch(bare) is None else bare
    bare = lexicon.pattern("bodies.stamps_and_signs").sub("", bare)
    return _OWN_OFFICE.sub("", _OWN_BUDGET.sub("", bare)).strip("：，。；、")


@lru_cache(maxsize=NAMES_KEPT)
def key(name: str) -> str:
    """What two printed forms of one name share: the canonical form with 与, 及 and 、 as 和, and the Party's committees
    in their short form (中共…市委).
    """
    bare = lexicon.pattern("bodies.joints").sub("和", canonical(name)).replace("“", "").replace("”", "")
    party = _PARTY.sub("中共", bare)
    return _COMMITTEE.sub("委", party) if party.startswith("中共") else party


def own_budget_only(name: str) -> bool:
    """Whether the printed name says that only the body's own budget is meant: （本级）, （本部）, （机关）."""
    return lexicon.pattern("bodies.own_budget_only").search(squeeze(name)) is not None


def is_body(name: str) -> bool:
    """Whether the text can be the name of a public body."""
    return (
        _BODY.match(name) is not None
        and _NEVER.search(name) is None
        and (len(lexicon.pattern("bodies.letter").findall(name)) >= 4 or _SHORT.match(name) is not None)
    )


def bare_of_generic(name: str) -> tuple[str, str]:
    """A leading 市, 区, 县 … that names no place, and the rest: `市财政局` → (`市`, `财政局`)."""
    match = _GENERIC.match(name)
    assert match is not None
    return match.group()[-1:], name[match.end() :]


def same_body(short: str, full: str) -> bool:
    """Whether `short` is `full` without (part of) its place: `市财政局` or `财政局` for `株洲市财政局`."""
    generic, rest = bare_of_generic(key(short))
    whole = key(full)
    if whole == key(short):
        return True
    if len(rest) < 3 or not whole.endswith(rest):
        return False
    place = whole.removesuffix(rest)
    return place.endswith(generic) if generic else lexicon.pattern("bodies.place_at_end").search(place) is not None


def abbreviates(short: str, full: str) -> bool:
    """Whether `short` is `full` with characters left out: 市城管执法局 for 某市城市管理综合行政执法局."""
    rest = iter(key(full))
    bare = key(short)
    return len(bare) >= 4 and bare[-1] == key(full)[-1:] and all(c in rest for c in bare)


def one_body(one: str, other: str, abbreviated: bool = False) -> bool:
    """Whether two names are of one body, whichever has more of its place; with `abbreviated` also where one leaves out
    characters of the other.
    """
    return (
        same_body(one, other)
        or same_body(other, one)
        or (abbreviated and (abbreviates(one, other) or abbreviates(other, one)))
    )


def differs_by_a_slip(one: str, other: str) -> bool:
    """Whether two names differ as a misread character makes them differ: same length, at most one in eight characters,
    no numeral among them.
    """
    if len(one) != len(other) or len(one) < 8:
        return False
    pairs = [(a, b) for a, b in zip(one, other, strict=True) if a != b]
    return len(pairs) <= len(one) // 8 and not any(
        c in "一二三四五六七八九十0123456789东南西北甲乙丙" for pair in pairs for c in pair
    )
