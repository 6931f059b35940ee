"""Who published what for which year: the logical identity of a filing, and what it is based on.

Told from the document by `fiscal.document.identity`; the `filing_id` is made there too.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from fiscal.model.vocabulary import DOC_KINDS, SCOPES

COMPILATION = "compilation"


class Identified(Protocol):
    """Whatever says who published what for which year: an identity, a row of `filings`."""

    @property
    def publisher(self) -> str | None:
        """The body's name."""
        ...

    @property
    def scope(self) -> str | None:
        """`department` or `unit`."""
        ...

    @property
    def fiscal_year(self) -> int | None:
        """The year that the filing is about."""
        ...

    @property
    def doc_kind(self) -> str | None:
        """`budget`, `final` or `performance`."""
        ...


def in_chinese(filing: Identified) -> str | None:
    """What a Chinese sentence calls the filing: 青山市民政局2023年部门预算; None where the publisher is unknown."""
    if filing.publisher is None:
        return None
    year = f"{filing.fiscal_year}年" if filing.fiscal_year else ""
    return f"{filing.publisher}{year}{SCOPES.get(filing.scope or '', '')}{DOC_KINDS.get(filing.doc_kind or '', '')}"


@dataclass(frozen=True, slots=True)
class Identity:
    """`scope`: `department` | `unit` | `compilation` (several bodies' filings in one file, itself of no body);
    `doc_kind`: `budget` | `final` | `performance`; None where the document does not tell.

    `units` are the bodies that the filing lists as its own; `publisher` is the canonical form, `aliases` the other
    names that the same document gives the same body. `evidence` says per field which printed text it was read from,
    `between` for what is not sure, decided or not, which values nearly as much speaks for."""

    publisher: str | None
    publisher_parent: str | None
    scope: str | None
    fiscal_year: int | None
    doc_kind: str | None
    region_code: str | None
    title: str | None
    aliases: tuple[str, ...] = ()
    evidence: dict[str, str] = field(default_factory=dict[str, str])
    between: dict[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    units: tuple[str, ...] = ()

    @property
    def is_compilation(self) -> bool:
        """Whether the file holds the filings of several bodies, which are filings of their own."""
        return self.scope == COMPILATION

    @property
    def in_chinese(self) -> str | None:
        """What a Chinese sentence calls the filing: 青山市民政局2023年部门预算; None where the publisher is unknown."""
        return in_chinese(self)
