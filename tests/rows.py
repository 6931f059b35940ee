"""Rows of `filings` and `findings`, and terms of these, as tests need them: what they do not say is a plain one's."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from fiscal.model.contract import Filing
from fiscal.model.findings.rows import Finding, Term


def filing_row(**columns: Any) -> Filing:
    """A published filing of one page."""
    plain: dict[str, Any] = {
        "version": 1,
        "sha256": "0" * 64,
        "scope": "unit",
        "publisher": "某市某局",
        "publisher_parent": None,
        "region_code": None,
        "fiscal_year": 2022,
        "doc_kind": "budget",
        "title": None,
        "pages": 1,
        "picture_pages": 0,
        "source_file": "a.pdf",
        "source_url": None,
        "retrieved_at": datetime(2022, 2, 1, tzinfo=UTC),
        "state": "published",
        "facts_published": 0,
        "facts_held": 0,
        "state_reason": None,
    }
    return Filing(**(plain | columns))


def term(printed: str, **columns: Any) -> Term:
    """A figure on the first page, in the second row and column of its first table."""
    plain: dict[str, Any] = {
        "observation_id": f"o{printed}",
        "label": "合计",
        "value_reported": printed,
        "quote": printed,
        "weight": Decimal(1),
        "table_no": 1,
        "row": 1,
        "col": 1,
        "page": 1,
    }
    return Term(**(plain | columns))


def violated(**columns: Any) -> Finding:
    """A violated invariant without numbers."""
    plain: dict[str, Any] = {
        "finding_id": "f1",
        "invariant": "H3-total-row",
        "family": "H3",
        "verdict": "violated",
        "severity": "error",
        "tier": "hard",
        "lhs": None,
        "rhs": None,
        "residual": None,
        "bound": None,
        "unit": None,
        "terms": (),
        "suspects": (),
        "root_cause": None,
        "message_zh": "不符",
        "message_en": "differs",
    }
    return Finding(**(plain | columns))
