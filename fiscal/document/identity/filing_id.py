"""The stable, readable name of a logical filing, made from its identity.

Who published what is left to `fiscal.document.identity`; this only spells it.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Callable
from functools import cache
from importlib import resources

from pypinyin import lazy_pinyin

from fiscal import lexicon
from fiscal.document.identity import names, regions
from fiscal.model.identity import Identity

PATTERN = re.compile(r"^[a-z][a-z0-9._-]{2,119}$")
_LONGEST_NAME = 60
_PLACE = lexicon.pattern("filings.place")
_HAN = re.compile(r"[\u3400-\u9fff]+")


def filing_id(identity: Identity, sha256: str) -> str:
    """The id of the filing; `unidentified-…` with the first 16 of `sha256` (hex) where publisher, year or kind is
    unknown.

    Where only the scope is unknown, `body` stands in its place.
    """
    return _made(identity, sha256, _spelt)


def told_apart(identity: Identity, sha256: str) -> str:
    """The id of the filing of a body whose name is spelt like another body's, as 青山市博雅小学 and 青山市博亚小学: the
    hash of its name is part of it.
    """
    return _made(identity, sha256, _spelt_with_hash)


def body_of(identity: Identity) -> str:
    """What two names of one body have in common and names that only sound alike have not; empty where the publisher is
    unknown.
    """
    return "".join(words(names.key(identity.publisher or ""))).lower()


def _made(identity: Identity, sha256: str, spelt: Callable[[str], str]) -> str:
    if not (identity.publisher and identity.fiscal_year and identity.doc_kind):
        return f"unidentified-{sha256[:16].lower()}"
    made = (
        f"{spelt(names.key(identity.publisher))}-{identity.scope or 'body'}-{identity.fiscal_year}-{identity.doc_kind}"
    )
    if PATTERN.match(made) is None:
        raise ValueError(f"not an id: {made!r}")
    return made


def _spelt(name: str) -> str:
    spelt = _in_letters(name)
    return spelt if len(spelt) <= _LONGEST_NAME and not _shares_its_sound(words(name)) else _spelt_with_hash(name)


def _spelt_with_hash(name: str) -> str:
    return f"{_in_letters(name)[:_LONGEST_NAME].rstrip('-')}-{hashlib.sha256(name.encode()).hexdigest()[:6]}"


def _in_letters(name: str) -> str:
    spelt = "-".join(filter(None, (_pinyin(token) for token in words(name))))
    return spelt if spelt[:1].isalpha() else f"n{spelt}"


def _shares_its_sound(tokens: list[str]) -> bool:
    """Whether a place in the name sounds like another place, as 苏州市 and 宿州市 do."""
    return any(_sounds()[_pinyin(token)] > 1 for token in tokens if token in regions.names())


@cache
def _sounds() -> Counter[str]:
    return Counter(_pinyin(name) for name in regions.names())


def _pinyin(token: str) -> str:
    return re.sub(r"[^a-z0-9]", "", "".join(lazy_pinyin(token, errors=_plain)).lower())


def _plain(other: str) -> str:
    return other if other.isascii() else ""


@cache
def _lexicon() -> tuple[frozenset[str], int]:
    text = resources.files("fiscal.document.identity").joinpath("lists", "institution_words.txt").read_text("utf-8")
    known = frozenset(text.split()) | regions.names()
    return known, max(map(len, known))


def words(name: str) -> list[str]:
    """The name cut into words: places and terms of public bodies, longest first; what is in no list in twos."""
    found: list[str] = []
    for run in re.findall(r"[\u3400-\u9fff]+|[A-Za-z0-9]+", name):
        found += _cut(run) if _HAN.fullmatch(run) else [run]
    return found


def _cut(run: str) -> list[str]:
    known, longest = _lexicon()
    found: list[str] = []
    unknown = ""
    at = 0
    while at < len(run):
        word = next(
            (run[at : at + n] for n in range(min(longest, len(run) - at), 1, -1) if run[at : at + n] in known), ""
        )
        if not word and not unknown and (place := _PLACE.match(run, at)):
            word = place.group()
        if word:
            found += [*_in_twos(unknown), word]
            unknown = ""
            at += len(word)
        else:
            unknown += run[at]
            at += 1
    return found + _in_twos(unknown)


def _in_twos(run: str) -> list[str]:
    if len(run) <= 3:
        return [run] if run else []
    return [run[:2], *_in_twos(run[2:])]
