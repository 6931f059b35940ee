"""What may be claimed of a filing as it is put together: the kinds of formulas of the catalogue that look at contents,
titles, names, units and wording.

How a kind is evaluated is left to `expectations.kinds`.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from expectations.catalogue.entry import Entry
from fiscal.model.vocabulary import TABLE_FAMILIES


class Contents(Entry):
    """Every table that the contents list is in the filing."""

    kind: Literal["contents"]


class TablesReceived(Entry):
    """The tables that a narrative promises have come with it."""

    kind: Literal["tables_received"]


class IdentityTold(Entry):
    """The file says in one way whose filing it is, for which year and of which kind."""

    kind: Literal["identity_told"]


class SourceTitle(Entry):
    """What the title at the source says of the filing is what the file prints."""

    kind: Literal["source_title"]


class CodesListed(Entry):
    """Class codes bear the names of the classification; a code that its partial list does not have cannot be
    checked.
    """

    kind: Literal["codes_listed"]


class NumbersWellFormed(Entry):
    """What stands for an amount in a table of amounts is a number."""

    kind: Literal["numbers_well_formed"]


class UnitKnown(Entry):
    """The unit of every table of amounts is known, from it or from another."""

    kind: Literal["unit_known"]


class ReadersAgree(Entry):
    """Both ways of reading the file read the same figures."""

    kind: Literal["readers_agree"]


class AttachmentsRead(Entry):
    """Nothing is attached to the file that was not read."""

    kind: Literal["attachments_read"]


class UnitDeclared(Entry):
    """Every table of amounts declares its unit."""

    kind: Literal["unit_declared"]


class Wording(Entry):
    """Words that no sentence of the prose should hold, as a pattern over the sentence without blanks; `{year}` stands
    for the filing's fiscal year.
    """

    kind: Literal["wording"]
    pattern: str = Field(min_length=2)


class Drafting(Entry):
    """How a filing is put together. `aspect`: every chapter of the contents is there and none is skipped (`chapters`),
    a table stands once (`once`), tables stand in the order of the contents (`order`), titles and amounts are of the
    filing's year or the one before (`years`), and titles name no other body (`bodies`)."""

    kind: Literal["drafting"]
    aspect: Literal["chapters", "once", "order", "years", "bodies"]


class RequiredTable(Entry):
    """A table that has to be published: the families of which one is enough, and the word for what the prose may say
    there is none of instead.
    """

    title: str = Field(min_length=2)
    families: tuple[str, ...] = Field(min_length=1)
    unless_none_of: str | None = None

    @model_validator(mode="after")
    def _known(self) -> RequiredTable:
        if unknown := set(self.families) - set(TABLE_FAMILIES):
            raise ValueError(f"unknown families: {sorted(unknown)}")
        return self


class RequiredTables(Entry):
    """The tables that have to be published are there, in a filing that has at least `whole_from` of them; one with
    fewer is a part of a filing.
    """

    kind: Literal["required_tables"]
    whole_from: int = Field(ge=1)
    tables: tuple[RequiredTable, ...] = Field(min_length=2)


class StageSound(Entry):
    """The rows of a filing's datasets are as the contract says; judged by `expectations.judge.suites` once they are
    there, not with the filing's own figures.
    """

    kind: Literal["stage_sound"]
