"""The rows of findings: a violated or explained invariant, its terms and its suspects."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated

import pyarrow as pa

from fiscal.model.records import Bound


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One cell or clause that took part in an invariant; the total's or left side's weight is 1, the addends' as they
    are added.
    """

    observation_id: str | None
    label: str
    value_reported: str
    quote: str
    weight: Annotated[Decimal, pa.decimal128(24, 4)]
    table_no: int | None
    row: int | None
    col: int | None
    page: int | None
    part_no: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspect:
    """A cell that is likely wrong, with the printed value that would restore the sums it takes part in, where one can
    be named.
    """

    observation_id: str
    proposed_value: str | None
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """`findings`: one row an evaluated accounting invariant, the satisfied ones too.

    `explained_by`: code and words of what explains numbers that differ, or of what is doubted of the own reading.
    `consequence_of`: the error of the same cause that counts for this one, which is told as a warning; None for what
        counts itself.
    """

    finding_id: str
    invariant: str
    family: str
    verdict: str
    severity: str
    tier: str
    lhs: Bound | None
    rhs: Bound | None
    residual: Bound | None
    bound: Bound | None
    unit: str | None
    terms: tuple[Term, ...]
    suspects: tuple[Suspect, ...]
    root_cause: str | None
    message_zh: str
    message_en: str
    state: str = "open"
    numbers_hash: str = ""
    explained_by: str | None = None
    consequence_of: str | None = None
