"""Which name's figure is a part of which other name's, by what the field calls them: funds, types of expenditure, the
parts of 三公.

Where such names stand, in rows or columns, is left to `row_hierarchy` and `column_hierarchy`.
"""

from __future__ import annotations

import re
from functools import cache

from fiscal import lexicon
from fiscal.cleaning.terms.concepts import concept_named

WHOLES = {
    "personnel": "basic",
    "public": "basic",
    "household": "basic",
    "operating_project": "project",
    "target_project": "project",
    "general_public_budget": "fiscal",
    "government_fund": "fiscal",
    "state_capital": "fiscal",
    "non_tax": "general_public_budget",
    "operating_budget": "general_public_budget",
    "bonds": "general_public_budget",
    "foreign_loans": "general_public_budget",
    "foreign_grants": "general_public_budget",
    "business": "unit_funds",
    "operating": "unit_funds",
    "superior": "unit_funds",
    "affiliate": "unit_funds",
    "other": "unit_funds",
    "vehicle_purchase": "vehicle_total",
    "vehicle_operation": "vehicle_total",
    "reception_domestic": "reception",
    "reception_foreign": "reception",
    "reception_foreign_guests": "reception",
}
"""From a part to its whole, in the words of the vocabulary and the concepts."""

_SOURCES: tuple[tuple[re.Pattern[str], str], ...] = lexicon.pairs("money.sources")
_KINDS: tuple[tuple[re.Pattern[str], str], ...] = lexicon.pairs("money.kinds")


@cache
def source_named(name: str) -> str | None:
    """The funds that a name speaks of; None where it names none."""
    return next((source for pattern, source in _SOURCES if pattern.search(name)), None)


@cache
def kind_named(name: str) -> str | None:
    """The expenditure type that a name speaks of; None where it names none."""
    return next((kind for pattern, kind in _KINDS if pattern.search(name)), None)


@cache
def word_of(name: str) -> str | None:
    """The word of `WHOLES` for a row's name: a part of 三公, a type of expenditure, or funds. None where it is none of
    them.
    """
    found = concept_named(name, "any")
    if found is not None and found.class_system == "three_public":
        return found.id
    return kind_named(name) or source_named(name)
