"""What a file holds: which tables, which project forms, which sentences, which amounts; and by that what part of a
filing it is.

What two files that hold the same mean for each other is left to `fiscal.intake.sets.complements`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from fiscal.document.identity.names import squeeze
from fiscal.intake.sets.fingerprints import print_of, prose_of, which, which_form
from fiscal.intake.sets.settings import LEAST_SENTENCE, LEAST_SENTENCES
from fiscal.model.amounts import parse_amount
from fiscal.model.reading import Reading, Table
from fiscal.model.reasons import Failure

_FIGURES = re.compile(r"[\d,.，。、%％-]+")


@dataclass(frozen=True, slots=True)
class Holdings:
    """`tables` and `forms` by what they are, `sentences` without their figures, `amounts` as printed in tables and
    forms, by their table. `verbatim`: every table, form and sentence as it stands. `prose`: there is some, however
    short.
    """

    tables: frozenset[str]
    forms: frozenset[str]
    sentences: frozenset[str]
    amounts_of: Mapping[str, frozenset[str]]
    verbatim: frozenset[str]
    prose: bool = False

    @property
    def amounts(self) -> frozenset[str]:
        """The amounts of all tables and forms."""
        return frozenset(amount for own in self.amounts_of.values() for amount in own)

    @property
    def kinds(self) -> tuple[frozenset[str], ...]:
        """Everything by kind: tables, forms, and the sentences where they are a narrative."""
        return self.tables, self.forms, self.sentences if self.narrated else frozenset()

    @property
    def nothing(self) -> bool:
        """Whether nothing was found by which the file could be told from others."""
        return not any(self.kinds)

    @property
    def narrated(self) -> bool:
        """Whether there is prose enough to be a narrative."""
        return len(self.sentences) >= LEAST_SENTENCES

    @property
    def role(self) -> str | None:
        """The part of a filing that a file is by what it holds, one of `ROLES`; None where nothing was read in it."""
        if self.narrated:
            return "whole" if self.tables or self.forms else "narrative"
        if self.tables:
            return "tables"
        return "forms" if self.forms else "narrative" if self.prose else None


def holdings(reading: Reading | Failure) -> Holdings:
    """What was read of a file; nothing of one that could not be read."""
    if isinstance(reading, Failure):
        return Holdings(frozenset(), frozenset(), frozenset(), {}, frozenset())
    held = [t for t in reading.tables if _amounts(t)]
    amounts: defaultdict[str, set[str]] = defaultdict(set)
    for table in held:
        amounts[which(table) if table.header_rows else which_form(table)] |= {*_money(table)}
    return Holdings(
        tables=frozenset(which(t) for t in held if t.header_rows),
        forms=frozenset(which_form(t) for t in held if not t.header_rows),
        sentences=frozenset(
            s
            for sentence in reading.sentences
            if sentence.kind == "sentence" and len(s := _FIGURES.sub("", squeeze(sentence.text))) >= LEAST_SENTENCE
        ),
        amounts_of={name: frozenset(own) for name, own in amounts.items()},
        verbatim=frozenset(f"{print_of(t)}\x1e{t.unit}" for t in reading.tables) | prose_of(reading),
        prose=bool(reading.sentences),
    )


def _amounts(table: Table) -> list[str]:
    return [
        c.text.strip()
        for c in table.cells
        if not (c.is_header and table.header_rows) and parse_amount(c.text) not in (None, 0)
    ]


def _money(table: Table) -> list[str]:
    """The amounts but codes and counts, which every filing shares, as far as the table tells them apart by print."""
    amounts = _amounts(table)
    return [a for a in amounts if "." in a or "," in a] or amounts
