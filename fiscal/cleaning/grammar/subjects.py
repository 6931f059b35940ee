"""The subject of a clause without what only dates or addresses it: years, 截至…, 本单位, the publisher's own names,
其中, 共有.

What the subject means comes from `fiscal.cleaning.grammar.subject_concepts`; which subject is carried on is left to
`fiscal.cleaning.discourse.discourse_state`."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from fiscal import lexicon
from fiscal.cleaning.grammar.filing_names import FilingNames
from fiscal.cleaning.grammar.subject_concepts import Meaning, meaning_of, project_funds, within
from fiscal.model.classification import CLASSIFICATIONS
from fiscal.model.identity import Identity
from fiscal.model.vocabulary import BUDGETS

_YEAR = lexicon.pattern("clauses.year")
_LAST_YEAR = lexicon.pattern("clauses.last_year")
_FILLER = lexicon.pattern("clauses.filler")
_SAME_AGAIN = lexicon.pattern("clauses.same_again")
_TAIL = lexicon.pattern("clauses.tail")
_BODY = lexicon.pattern("clauses.body")
_OWN_LEVEL = lexicon.pattern("clauses.own_level")
_NO_BODY = lexicon.pattern("clauses.no_body")
_BALANCES = lexicon.words("sums.carried")
SIDE_ALONE = lexicon.pattern("clauses.side_alone")
_SIDES = {
    "income_total": "income_current",
    "income_current": "income_current",
    "expenditure_total": "expenditure_current",
    "expenditure_current": "expenditure_current",
    "carryover_out": "carryover_out",
}


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a subject stands under: `economic`, part of basic expenditure or an economic class; the funds and the
    project that its list or headings name.

    `beside`: the funds of the statement before it in the same sentence.
    """

    economic: bool = False
    source: str | None = None
    project: str | None = None
    beside: str | None = None


class Subjects:
    """Subjects in the prose of one body."""

    def __init__(self, identity: Identity, filing_names: FilingNames) -> None:
        """Know the names of the body that speaks, and the names that its tables use."""
        self._publisher = identity.publisher
        self.filing_names, self._year, self._final = filing_names, identity.fiscal_year, identity.doc_kind == "final"
        names = {n for n in (identity.publisher, identity.publisher_parent, *identity.aliases) if n}
        names |= {lexicon.pattern("clauses.place_before").sub("", n) for n in names}
        patterns = [
            lexicon.pattern("clauses.between_bodies").sub(
                lexicon.text("clauses.between_bodies"), re.escape(re.sub(r"\s", "", n))
            )
            for n in sorted(names, key=len, reverse=True)
        ]
        self._names = re.compile(f"(?:{'|'.join(patterns)}){lexicon.text('clauses.of_a_body')}") if patterns else None

    def bare(self, words: str) -> str:
        """The subject without fillers, dates and the body's names at its ends."""
        text, before = words, ""
        while text != before:
            before = text
            text = _FILLER.sub("", text)
            dated = _YEAR.match(text)
            if dated and not text[dated.end() :].startswith(_BALANCES):
                text = text[dated.end() :]
                text = "年" + text if text[:1] in ("末", "初", "底") else text
            named = self._names.match(text) if self._names else None
            text = text[named.end() :] if named else text
        return "" if _SAME_AGAIN.fullmatch(text) else _TAIL.sub("", text) if len(text) > 3 else text

    def other_body(self, text: str) -> str | None:
        """The body that a heading, item or subject names, where it is not the one that publishes."""
        name = re.sub(r"\s", "", text).strip("。:、")
        of_tables = self.filing_names.body(name)
        if of_tables is not None and of_tables != self._publisher:
            return of_tables
        if _NO_BODY.search(name) or (self._names is not None and self._names.fullmatch(name)):
            return None
        return name if _BODY.fullmatch(name) or _OWN_LEVEL.fullmatch(name) else None

    def dated(self, words: str) -> tuple[str, int | None]:
        """The bare subject, and the year that the words name at their beginning or end; the year of a balance's origin
        (2021年结转) is part of the name.
        """
        last = _LAST_YEAR.match(words)
        if last and self._year is not None:
            return self.bare(words[last.end() :]), self._year - 1
        for match in _YEAR.finditer(words):
            before, rest = words[: match.start()], words[match.end() :]
            if rest and len(self.bare(before)) >= 2:
                continue
            if rest.startswith(_BALANCES):
                return self.bare(before) + words[match.start() :], None
            return self.bare(words if rest else before), int(match["year"])
        return self.bare(words), None

    def meaning(self, subject: str, where: Surroundings) -> Meaning:
        """The meaning of a subject, where it has none by itself of its part behind a year or the last 、."""
        found = meaning_of(subject, self.filing_names, where.economic)
        if self._final and found.source is None and found.concept in _SIDES and SIDE_ALONE.fullmatch(subject):
            found = replace(found, concept=_SIDES[found.concept])
        if found.concept is None:
            found = project_funds(subject, where.project)
        for shorter in (_YEAR.split(subject)[-1], subject.rpartition("、")[2]):
            if found.concept is None and 2 <= len(shorter) < len(subject):
                found = meaning_of(shorter, self.filing_names, where.economic)
        if where.beside in BUDGETS and found.source is None and found.concept in _SIDES and "总" not in subject:
            return replace(found, concept=_SIDES[found.concept], source=where.beside)
        return within(found, where.source) if found.class_system in ("none", *CLASSIFICATIONS) else found
