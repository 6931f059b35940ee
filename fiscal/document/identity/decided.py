"""The identity that a person gives a file that does not say what it is, by the filing's name or by its id.

Which file is meant, and keeping the decision, is left to intake.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from fiscal.document.identity import names, regions
from fiscal.document.identity.evidence import gather
from fiscal.document.identity.filing_id import filing_id, told_apart
from fiscal.document.identity.identity import identify
from fiscal.document.identity.publisher import own_votes
from fiscal.model.identity import Identity
from fiscal.model.reading import Box, Page, Reading, Sentence
from fiscal.model.vocabulary import DOC_KINDS

_ID = re.compile(rf"[a-z][a-z0-9-]*-(?P<scope>department|unit|body)-(?P<year>20\d\d)-(?P<kind>{'|'.join(DOC_KINDS)})")
_NOWHERE = Box(1, 0.0, 0.0, 0.0, 0.0)
_ONE_PAGE = Page(1, 0.0, 0.0, 0, False, 0)


@dataclass(frozen=True, slots=True)
class Decided:
    """Whose filing a file is, as a person decided. `scope` is None where it was left open."""

    publisher: str
    scope: str | None
    fiscal_year: int
    doc_kind: str

    @property
    def identity(self) -> Identity:
        """The identity that consists of nothing else."""
        return Identity(
            publisher=self.publisher,
            publisher_parent=None,
            scope=self.scope,
            fiscal_year=self.fiscal_year,
            doc_kind=self.doc_kind,
            region_code=regions.code_of_name(self.publisher),
            title=None,
        )

    def over(self, told: Identity) -> Identity:
        """What the files tell of themselves, with what was decided in its place."""
        other = told.publisher if told.publisher not in (None, self.publisher) else None
        return replace(
            told,
            publisher=self.publisher,
            scope=self.scope or told.scope,
            fiscal_year=self.fiscal_year,
            doc_kind=self.doc_kind,
            region_code=self.identity.region_code or told.region_code,
            aliases=(*told.aliases, *([other] if other else [])),
            between={},
        )


def of_name(name: str) -> Decided | tuple[str, ...]:
    """The identity that a name says, worded as filings are titled: 青山市水务局2024年部门预算; the fields that it does
    not say where it does not.
    """
    told = identify(Reading((_ONE_PAGE,), (), (Sentence(0, "sentence", names.squeeze(name), (), None, (_NOWHERE,)),)))
    if told.publisher and told.fiscal_year and told.doc_kind:
        return Decided(told.publisher, told.scope, told.fiscal_year, told.doc_kind)
    return tuple(field for field in ("publisher", "fiscal_year", "doc_kind") if getattr(told, field) is None)


def is_id(written: str) -> bool:
    """Whether this is spelt like the id of a filing that says body, scope, year and kind."""
    return _ID.fullmatch(written) is not None


def of_id(written: str, bodies: Iterable[str]) -> Decided | None:
    """The identity of which this is the id, where one of the bodies is spelt like that; None where none is."""
    match = _ID.fullmatch(written)
    if match is None:
        return None
    scope = None if match["scope"] == "body" else match["scope"]
    for body in bodies:
        decided = Decided(body, scope, int(match["year"]), match["kind"])
        if written in (filing_id(decided.identity, ""), told_apart(decided.identity, "")):
            return decided
    return None


def bodies_in(reading: Reading) -> tuple[str, ...]:
    """Every body that a reading may mean as its own, the likeliest or not."""
    return tuple(dict.fromkeys(vote.value for vote in own_votes(gather(reading))))
