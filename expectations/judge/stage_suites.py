"""What every row of a dataset of the stages must be like, as expectations.

How they are judged is left to `suites`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields
from typing import Any

from expectations.catalogue.rules import FAMILIES, catalogue
from fiscal.model.reading_rows import ExtractedCell
from fiscal.model.vocabulary import (
    CLASS_SYSTEMS,
    EXPENDITURE_TYPES,
    MEASURES,
    PERIODS,
    PHASES,
    SEVERITIES,
    SOURCES_OF_FUNDS,
    STATUSES,
    TABLE_FAMILIES,
    TIERS,
    UNIT_SOURCES,
    VALUE_STATES,
    VERDICTS,
)

SEVERITY = {"error": "critical", "warning": "warning", "info": "info"}


def graded(severity: str) -> Any:
    """Our severity as Great Expectations names it."""
    from great_expectations.expectations.metadata_types import FailureSeverity

    return FailureSeverity(SEVERITY[severity])


Suite = tuple[Sequence[str], Callable[[int], list[Any]]]


def _expect(name: str, rows: int, zh: str, en: str, severity: str = "error", **parameters: Any) -> Any:
    """One of the project's own expectations of a dataset."""
    import expectations.judge.gx_rules

    meta = {"statement_zh": zh, "statement_en": en, "severity": severity}
    return getattr(expectations.judge.gx_rules, name)(rows=rows, severity=graded(severity), meta=meta, **parameters)


def _sound(rows: int, filled: Iterable[str], limits: dict[str, list[float | None]]) -> list[Any]:
    return [
        _expect("ExpectColumnsFilled", rows, "必填各列均有值。", "Required columns are filled.", columns=list(filled)),
        _expect("ExpectValuesWithin", rows, "各数在其界限之内。", "Numbers are within their limits.", limits=limits),
        _expect("ExpectKeysUnique", rows, "没有重复的行。", "No row is there twice."),
    ]


def _listed(rows: int, vocabularies: dict[str, Iterable[str]]) -> Any:
    known = {c: list(values) for c, values in vocabularies.items()}
    return _expect(
        "ExpectValuesListed", rows, "各值均在词表之内。", "Values are among their vocabularies.", vocabularies=known
    )


def extracted() -> Suite:
    """Cells: the columns looked at, and what is expected of them by the number of rows."""
    filled = [
        f.name
        for f in fields(ExtractedCell)
        if f.name not in ("unit", "continues_table_no", "alternatives", "source_cell")
    ]
    limits: dict[str, list[float | None]] = {c: [1, None] for c in ("table_no", "page", "rowspan", "colspan")}
    limits |= {"row": [0, None], "col": [0, None], "indent": [0, None], "confidence": [0, 1]}
    return filled, lambda rows: _sound(rows, filled, limits)


def observed() -> Suite:
    """Observations: the columns looked at, and what is expected of them by the number of rows."""
    filled = (
        "observation_id",
        "page",
        "quote",
        "table_family",
        "class_system",
        "value_reported",
        "value_state",
        "method",
        "confidence",
        "status",
    )
    vocabularies: dict[str, Iterable[str]] = {
        "table_family": TABLE_FAMILIES,
        "class_system": CLASS_SYSTEMS,
        "measure": MEASURES,
        "source_of_funds": SOURCES_OF_FUNDS,
        "expenditure_type": EXPENDITURE_TYPES,
        "period": PERIODS,
        "phase": PHASES,
        "value_state": VALUE_STATES,
        "unit_source": UNIT_SOURCES,
        "status": STATUSES,
    }
    columns = dict.fromkeys((*filled, *vocabularies, "low", "amount", "high", "value_yuan", "unit", "precision_unit"))
    return tuple(columns), lambda rows: [
        *_sound(rows, filled, {"page": [1, None], "confidence": [0, 1]}),
        _listed(rows, vocabularies),
        _expect(
            "ExpectValuesInTheirInterval", rows, "数值在其舍入区间之内。", "A value lies in its rounding interval."
        ),
        _expect("ExpectAmountsWithUnit", rows, "金额均有单位和精度。", "Amounts have a unit and a precision."),
    ]


def found() -> Suite:
    """Findings: the columns looked at, and what is expected of them by the number of rows."""
    filled = ("finding_id", "invariant", "family", "verdict", "severity", "tier", "message_zh", "message_en", "state")
    vocabularies: dict[str, Iterable[str]] = {
        "invariant": [rule.id for rule in catalogue().rules],
        "family": FAMILIES,
        "verdict": VERDICTS,
        "severity": SEVERITIES,
        "tier": TIERS,
        "state": ("open", "acknowledged"),
    }
    return (*filled, "lhs", "rhs", "residual", "bound"), lambda rows: [
        *_sound(rows, filled, {}),
        _listed(rows, vocabularies),
        _expect("ExpectResidualsToBeDifferences", rows, "差额等于左右两数之差。", "A residual is lhs − rhs."),
        _expect("ExpectVerdictsToFollowNumbers", rows, "结论与其数字一致。", "Verdicts follow from their numbers."),
        _expect(
            "ExpectSomethingChecked",
            rows,
            "每份文件至少有一项勾稽可核对。",
            "A filing has a decided invariant.",
            severity="warning",
        ),
    ]
