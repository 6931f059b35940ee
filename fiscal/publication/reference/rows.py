"""The rows of the reference tables, one dataclass a table, and which columns are a table's key.

What they are filled with is `tables`'.
"""

from __future__ import annotations

from dataclasses import dataclass

from fiscal.model.records import Int8, Int16


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """`codes`: one row a class and the years in which it had its name; `valid_from` and `valid_to` are None where no
    change of name is known.

    `source`: `list` · `filings` (only printed beside the code); `bodies` of `places` print it, in the fiscal years
    `first_year` to `last_year`; None where none did."""

    class_system: str
    code: str
    name: str
    level: str
    parent: str | None
    valid_from: Int16 | None
    valid_to: Int16 | None
    source: str
    certainty: str | None
    first_year: Int16 | None
    last_year: Int16 | None
    bodies: int | None
    places: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConceptRow:
    """`concepts`: one row a concept that is no class code."""

    class_system: str
    concept: str
    name: str
    name_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TermRow:
    """`vocabulary`: one row a value that a closed column may have. `dataset` is empty where the column means the same
    in all.
    """

    dataset: str
    column_name: str
    value: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """`places`: one row a place of GB/T 2260 that is known. `parent` is the code of the place above; `level`: 1
    province, 2 prefecture, 3 county.
    """

    region_code: str
    name: str
    full_name: str
    parent: str | None
    level: Int8


@dataclass(frozen=True, slots=True, kw_only=True)
class Publisher:
    """`publishers`: one row a body that published a filing, with what there is of it. `place` is the full name of its
    region.
    """

    publisher: str
    publisher_parent: str | None
    region_code: str | None
    place: str | None
    scopes: str
    filings: int
    first_year: Int16 | None
    last_year: Int16 | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadlineRule:
    """`headline_rules`: which fact is a headline item of a body: the one with the lowest `rank` that it has;
    `substitute` where that is not quite the item asked for.
    """

    item: str
    name: str
    name_en: str
    class_system: str
    concept: str
    expenditure_type: str
    source_of_funds: str
    rank: Int8
    substitute: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """`about`: what is to be known of the data as a whole: the right to use them, the version of the code."""

    topic: str
    statement: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """`publication`, in the published database alone: from what the rows of a filing were made, for the next
    publication to tell which to exchange.
    """

    filing_id: str
    made_from: str


TABLES: dict[str, type] = {
    "about": Statement,
    "codes": Code,
    "concepts": ConceptRow,
    "vocabulary": TermRow,
    "places": Place,
    "publishers": Publisher,
    "headline_rules": HeadlineRule,
}
KEYS: dict[str, tuple[str, ...]] = {
    "about": ("topic",),
    "codes": ("class_system", "code", "name"),
    "concepts": ("class_system", "concept"),
    "vocabulary": ("dataset", "column_name", "value"),
    "places": ("region_code",),
    "publishers": ("publisher",),
    "headline_rules": ("item", "rank"),
}
