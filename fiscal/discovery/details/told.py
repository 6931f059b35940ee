"""What a title of a source says about a filing: a second opinion beside what the filing itself prints."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from fiscal import lexicon
from fiscal.discovery.pages.words import words
from fiscal.document.identity.names import is_body, key, own_budget_only, squeeze

_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?=\D)")
_KINDS = (
    ("performance", re.compile(r"绩效目标|绩效申报")),
    ("final", re.compile(r"决算")),
    ("budget", re.compile(r"预算(?!绩效)|预决算")),
)
_BEFORE = re.compile(r"^(.{3,60}?)(?:关于|公开|公布)?(?:(?:19|20)\d\d)年?")
_SURROUND = re.compile(r"^(?:关于|附件\d*[:：.、]?|[\d一二三四五六七八九十]+[、.．])|[“”\"《》\s]")


@dataclass(frozen=True, slots=True)
class Told:
    """What a title says; None where it does not. `scope`: department or unit; `corrected`: it says that the filing was
    published anew.

    A title of several filings, that names two years or two kinds, says neither.
    """

    title: str
    publisher: str | None
    fiscal_year: int | None
    doc_kind: str | None
    scope: str | None
    corrected: bool

    @property
    def same_filing(self) -> tuple[str, str | None, bool, int, str] | None:
        """What two titles share that speak of the same filing; None where a title does not name body, year and kind."""
        if self.publisher is None or self.fiscal_year is None or self.doc_kind is None:
            return None
        return key(self.publisher), self.scope, own_budget_only(self.publisher), self.fiscal_year, self.doc_kind


@lru_cache(4096)
def told(title: str) -> Told:
    """What a title says."""
    text = squeeze(title)
    years = {year for year, *_ in lexicon.pattern("filings.title").findall(text)} or set(_YEAR.findall(text))
    kinds = [name for name, pattern in _KINDS if pattern.search(text)]
    year, kind = (
        (next(iter(years), None), next(iter(kinds), None)) if len(years) < 2 and len(kinds) < 2 else (None, None)
    )
    scope = "department" if "部门" in text else "unit" if re.search(r"单位(预算|决算)", text) else None
    return Told(
        title, _publisher(text), int(year) if year else None, kind, scope, words("corrected").search(text) is not None
    )


def told_of(name: str, title: str) -> Told:
    """What a file's own name at its source says of it, where that says enough, else its entry's title: a page may hold
    the files of a department and of its units.
    """
    by_name = told(name)
    return by_name if by_name.same_filing is not None else told(title)


def _publisher(text: str) -> str | None:
    found = _BEFORE.match(_SURROUND.sub("", text))
    name = found.group(1) if found else None
    return name if name and is_body(name) else None
