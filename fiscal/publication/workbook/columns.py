"""Which columns each sheet has, which of them are printed, how wide they are, and what stands in their heads."""

from __future__ import annotations

import re
from dataclasses import dataclass

from fiscal.model import dictionary, vocabulary

MONEY = frozenset({"value_yuan", "low", "high"})
_WIDTHS: dict[str, int] = {
    "fiscal_year": 6,
    "scope": 6,
    "phase": 8,
    "doc_kind": 9,
    "state": 9,
    "version": 6,
    "pages": 6,
    "picture_pages": 7,
    "facts_published": 8,
    "facts_held": 7,
    "not_checked": 8,
    "unit": 6,
    "n_sources": 6,
    "severity": 6,
    "verdict": 9,
    "part_no": 6,
    "page": 6,
    "table_no": 6,
    "row": 6,
    "col": 6,
    "agreement": 11,
    "source_of_funds": 16,
    "expenditure_type": 17,
    "measure": 13,
    "publisher": 32,
    "publisher_parent": 24,
    "entity": 24,
    "project": 16,
    "concept_name": 22,
    "concept_label": 22,
    "value_native": 14,
    "value_yuan": 17,
    "message_zh": 60,
    "message_en": 60,
    "quote": 42,
    "title": 36,
    "state_reason": 36,
    "filing_id": 36,
    "code": 11,
    "name": 34,
    "lhs": 15,
    "rhs": 15,
    "residual": 12,
    "bound": 10,
    "level": 6,
    "valid_from": 7,
    "valid_to": 7,
    "source": 8,
    "first_year": 7,
    "last_year": 7,
    "bodies": 7,
    "places": 7,
    "parent": 9,
    "value_reported": 16,
}
_OTHERS = 16


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a sheet: those that are printed, and behind them what a screen shows too. `dataset` says what
    `state` means; `keys` are read and not shown.
    """

    dataset: str
    printed: tuple[str, ...]
    others: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()

    @property
    def shown(self) -> tuple[str, ...]:
        """The columns in their order."""
        return (*self.printed, *self.others)

    @property
    def read(self) -> tuple[str, ...]:
        """The columns that are read."""
        return tuple(dict.fromkeys((*self.shown, *self.keys)))


FILINGS = Columns(
    "filings",
    (
        "publisher",
        "scope",
        "fiscal_year",
        "doc_kind",
        "state",
        "facts_published",
        "facts_held",
        "not_checked",
        "state_reason",
    ),
    (
        "title",
        "publisher_parent",
        "version",
        "pages",
        "picture_pages",
        "source_file",
        "source_url",
        "sha256",
        "filing_id",
    ),
)
FACTS = Columns(
    "facts",
    (
        "publisher",
        "fiscal_year",
        "phase",
        "concept_name",
        "concept_label",
        "project",
        "source_of_funds",
        "expenditure_type",
        "value_native",
        "unit",
        "value_yuan",
        "agreement",
    ),
    (
        "scope",
        "entity",
        "doc_kind",
        "measure",
        "class_system",
        "concept",
        "low",
        "high",
        "choice_rule",
        "n_sources",
        "filing_id",
    ),
    ("fact_id",),
)
FINDINGS = Columns(
    "findings",
    ("severity", "verdict", "message_zh", "lhs", "rhs", "residual", "bound", "unit", "state"),
    ("message_en", "tier", "family", "invariant", "root_cause", "explained_by", "finding_id", "filing_id"),
)
RECONCILED = (
    "filing_id",
    "finding_id",
    "root_cause",
    "state",
    "severity",
    "verdict",
    "message_zh",
    "lhs",
    "rhs",
    "residual",
    "bound",
    "unit",
    "terms",
)
"""What the sheet of sums reads of a finding."""
SOURCES = Columns(
    "facts",
    ("concept_label", "value_reported", "quote", "part_no", "page", "table_no", "row", "col"),
    ("filing_id", "fact_id"),
)
CODES = Columns(
    "codes",
    (
        "class_system",
        "code",
        "name",
        "level",
        "parent",
        "valid_from",
        "valid_to",
        "source",
        "first_year",
        "last_year",
        "bodies",
        "places",
    ),
)


def width(column: str) -> int:
    """The width of a column, in characters of the standard font (a Chinese one takes two)."""
    return _WIDTHS.get(column, _OTHERS)


def head(dataset: str, column: str) -> str:
    """What stands over a column: its Chinese name and its name in the datasets. What a value means stands in the cells
    and the value lists, not here.
    """
    words = dictionary.of_column(column).zh
    return (
        f"{re.split('[：；（]', words)[0] if vocabulary.of_column(dataset, column) else words.split('；')[0]}\n{column}"
    )


def terms_of(dataset: str, column: str) -> dict[str, str]:
    """The Chinese term of each value of a closed column; of any other column none."""
    return dict(vocabulary.of_column(dataset, column) or {})
