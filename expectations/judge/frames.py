"""Instances and rows of datasets as the frames that Great Expectations looks at: only the columns that are asked about,
values as they are.

What is expected of them is left to `expectations.judge.suites`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from typing import Any

import pandas as pd

from expectations.claims.instance import Instance
from expectations.claims.verdict import Claim
from expectations.filing.case import label_of
from fiscal.model.places import page_zh

KEY = "row_key"
"""The column that names a row."""
CLAIM_COLUMNS = tuple(f.name for f in fields(Claim))
KEYS = {
    "extracted_tables": ("table_no", "row", "col"),
    "observations": ("observation_id",),
    "findings": ("finding_id",),
}


def claims_frame(instances: Sequence[Instance]) -> pd.DataFrame:
    """One row an instance: its number, its rule, what its first figure is called, and its claim, a column a field."""
    columns: dict[str, list[Any]] = {c: [getattr(i.claim, c) for i in instances] for c in CLAIM_COLUMNS}
    named = [f"{n} {_named(i)}" for n, i in enumerate(instances)]
    return pd.DataFrame(columns | {KEY: named, "invariant": [i.rule.id for i in instances]}, dtype=object)


def _named(instance: Instance) -> str:
    if not instance.terms:
        return "、".join(instance.about)
    first = instance.terms[0][0]
    return f"{page_zh(first)} {label_of(first)}"


def rows_frame(dataset: str, rows: Sequence[Any], columns: Sequence[str]) -> pd.DataFrame:
    """Rows of a dataset with certain of their fields and their key. KeyError for a dataset that no suite looks at."""
    keys = KEYS[dataset]
    named = ["/".join(str(getattr(r, k)) for k in keys) for r in rows]
    return pd.DataFrame({KEY: named} | {c: [getattr(r, c) for r in rows] for c in columns}, dtype=object)
