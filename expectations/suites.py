"""Great Expectations suites made from the catalogue, and the judgement of stored verdicts and stages by them.

Great Expectations decides again from the numbers: a finding whose verdict and residual disagree fails. The verdicts themselves are made by
`expectations.evaluation`, pages of the results by `expectations.data_docs`.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

import pandas as pd

from expectations.rules import FAMILIES, Catalogue, Rule, catalogue
from fiscal.model.contract import DATASETS, ExtractedCell, Finding
from fiscal.model.vocabulary import (
    CLASS_SYSTEMS,
    EXPENDITURE_TYPES,
    MATTERS,
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

if TYPE_CHECKING:
    from great_expectations.core import ExpectationSuiteValidationResult

_SEVERITY = {"error": "critical", "warning": "warning", "info": "info"}
FRAME_COLUMNS = ("finding_id", "invariant", "family", "verdict", "severity", "tier", "lhs", "rhs", "residual", "bound", "unit", "message_zh", "message_en", "state")


@dataclass(frozen=True, slots=True)
class Judgement:
    """What Great Expectations says of one rule over a frame: `unexpected` are the finding ids (or offending keys) that break it, `evaluated` how many it looked at.

    `said` is the rule in words.
    """

    suite: str
    expectation: str
    invariant: str | None
    success: bool
    severity: str
    evaluated: int
    unexpected: tuple[str, ...]
    said: str


@dataclass(frozen=True, slots=True)
class Judged:
    """The judgements of one frame with the raw results, for Data Docs."""

    judgements: tuple[Judgement, ...]
    results: tuple[ExpectationSuiteValidationResult, ...]

    @property
    def success(self) -> bool:
        """Whether nothing of severity `error` failed."""
        return all(j.success or j.severity != "error" for j in self.judgements)


def findings_frame(findings: Mapping[str, Sequence[Finding]]) -> pd.DataFrame:
    """Findings by filing id as the frame that `judge` takes: exact decimals as objects, `decided` where a verdict has numbers."""
    tolerances: dict[str, str] = {rule.id: rule.tolerance for rule in catalogue().rules}
    rows = [
        {"filing_id": filing_id} | {c: getattr(f, c) for c in FRAME_COLUMNS} | {"decided": f.residual is not None, "tolerance": tolerances.get(f.invariant)}
        for filing_id, fs in findings.items()
        for f in fs
    ]
    return pd.DataFrame(rows, columns=["filing_id", *FRAME_COLUMNS, "decided", "tolerance"])


def rows_frame(rows: Mapping[str, Iterable[Any]], row_class: type) -> pd.DataFrame:
    """Rows of a dataset by filing id as a frame with one column a field."""
    names = [f.name for f in fields(row_class)]
    return pd.DataFrame([{"filing_id": k} | {n: getattr(r, n) for n in names} for k, rs in rows.items() for r in rs], columns=["filing_id", *names])


def judge(findings: pd.DataFrame, rules: Catalogue | None = None) -> Judged:
    """The verdict suites over a findings frame (see `findings_frame`), one suite a family, with an expectation for every catalogue entry that was evaluated there."""
    from great_expectations import ExpectationSuite

    rules = rules or catalogue()
    evaluated = set(findings["invariant"])
    by_family: dict[str, list[Any]] = {}
    for rule in (r for r in rules.rules if r.id in evaluated):
        by_family.setdefault(rule.family, []).append(_expectation_of(rule))
    suites = [ExpectationSuite(name=f"verdicts.{family}", expectations=by_family[family]) for family in FAMILIES if family in by_family]
    suites.append(ExpectationSuite(name="verdicts.whole", expectations=_whole(rules)))
    return _judged(findings, suites, ["finding_id"])


def judge_stage(dataset: str, frame: pd.DataFrame) -> Judged:
    """The sanity suite of a stage's dataset: `extracted_tables`, `observations` or `findings`. KeyError for any other."""
    from great_expectations import ExpectationSuite

    makers = {"extracted_tables": _extracted, "observations": _observed, "findings": _found}
    suite = ExpectationSuite(name=f"stage.{dataset}", expectations=[*_columns(dataset), *makers[dataset]()])
    prepared = frame if dataset != "observations" else frame.assign(amount=_amounts(frame))
    keys = {"extracted_tables": ["table_no", "row", "col"], "observations": ["observation_id"], "findings": ["finding_id"]}[dataset]
    return _judged(prepared, [suite], ["filing_id", *keys])


def _amounts(frame: pd.DataFrame) -> pd.Series:
    return frame["value_yuan"].where(frame["value_yuan"].notna(), frame["value_native"])


def _expectation_of(rule: Rule) -> Any:
    """The expectation of one catalogue entry, in the entry's own words."""
    from great_expectations.expectations.row_conditions import Column

    from expectations.gx_rules import RESIDUAL_COLUMNS, ExpectResidualsWithinRounding

    return ExpectResidualsWithinRounding(
        column_list=RESIDUAL_COLUMNS,
        row_condition=(Column("invariant") == rule.id) & (Column("decided") == True),  # noqa: E712
        severity=_graded(rule.severity),
        meta={
            "invariant": rule.id,
            "family": rule.family,
            "name_zh": rule.name_zh,
            "name_en": rule.name_en,
            "statement_zh": rule.statement_zh,
            "statement_en": rule.statement_en,
            "tolerance": rule.tolerance,
            "severity": rule.severity,
            "tier": rule.tier,
            "source": rule.source,
        },
    )


def _whole(rules: Catalogue) -> list[Any]:
    from expectations.gx_rules import ExpectEveryFilingChecked, ExpectVerdictsToFollowNumbers

    return [
        ExpectVerdictsToFollowNumbers(severity=_graded("error"), meta=_said("结论与其数字一致。", "Verdicts follow from their numbers.")),
        ExpectEveryFilingChecked(severity=_graded("warning"), meta=_said("每份文件至少有一项勾稽可核对。", "Every filing has a decided invariant.")),
        _core("ExpectColumnValuesToBeInSet", column="invariant", value_set=[r.id for r in rules.rules]),
    ]


def _graded(severity: str) -> Any:
    """Our severity as Great Expectations names it."""
    from great_expectations.expectations.metadata_types import FailureSeverity

    return FailureSeverity(_SEVERITY[severity])


def _core(name: str, **parameters: Any) -> Any:
    """One of Great Expectations' own expectations, of severity `error`."""
    import great_expectations.expectations as core

    return getattr(core, name)(severity=_graded("error"), **parameters)


def _said(zh: str, en: str) -> dict[str, str]:
    return {"statement_zh": zh, "statement_en": en, "severity": "error"}


def _columns(dataset: str) -> list[Any]:
    """Every column of the contract is there."""
    return [_core("ExpectColumnToExist", column=f.name) for f in fields(DATASETS[dataset])]


def _filled(columns: Iterable[str]) -> list[Any]:
    return [_core("ExpectColumnValuesToNotBeNull", column=c) for c in columns]


def _among(values: Mapping[str, Iterable[str]]) -> list[Any]:
    return [_core("ExpectColumnValuesToBeInSet", column=c, value_set=list(v)) for c, v in values.items()]


def _at_least(limits: Mapping[str, tuple[float, float | None]]) -> list[Any]:
    return [_core("ExpectColumnValuesToBeBetween", column=c, min_value=low, max_value=high) for c, (low, high) in limits.items()]


def _extracted() -> list[Any]:
    limits: dict[str, tuple[float, float | None]] = dict.fromkeys(("table_no", "page", "rowspan", "colspan"), (1, None))
    return [
        *_filled(f.name for f in fields(ExtractedCell) if f.name not in ("unit", "continues_table_no", "alternatives")),
        *_at_least(limits | {"row": (0, None), "col": (0, None), "indent": (0, None), "confidence": (0, 1)}),
        _core("ExpectCompoundColumnsToBeUnique", column_list=["filing_id", "table_no", "row", "col"]),
    ]


def _observed() -> list[Any]:
    from great_expectations.expectations.row_conditions import Column

    from expectations.gx_rules import INTERVAL_COLUMNS, ExpectValuesInTheirInterval

    # 持平 says an amount, a change of nothing, without printing one.
    printed_amount = Column("value_yuan").is_not_null() & (Column("value_state") != "text")
    required = ("observation_id", "page", "quote", "table_family", "class_system", "value_reported", "value_state", "method", "confidence", "status")
    return [
        *_filled(required),
        *_among(
            {
                "table_family": TABLE_FAMILIES,
                "class_system": CLASS_SYSTEMS,
                "measure": MEASURES,
                "source_of_funds": SOURCES_OF_FUNDS,
                "expenditure_type": EXPENDITURE_TYPES,
                "period": PERIODS,
                "phase": PHASES,
                "value_state": VALUE_STATES,
                "unit_source": UNIT_SOURCES,
                "matter": MATTERS,
                "status": STATUSES,
            }
        ),
        *_at_least({"page": (1, None), "confidence": (0, 1)}),
        _core("ExpectColumnValuesToBeUnique", column="observation_id"),
        ExpectValuesInTheirInterval(
            column_list=INTERVAL_COLUMNS,
            ignore_row_if="any_value_is_missing",
            severity=_graded("error"),
            meta=_said("数值在其舍入区间之内。", "A value lies in its rounding interval."),
        ),
        _core("ExpectColumnValuesToNotBeNull", column="unit", row_condition=printed_amount),
        _core("ExpectColumnValuesToNotBeNull", column="precision_unit", row_condition=printed_amount),
    ]


def _found() -> list[Any]:
    return [
        *_filled(("finding_id", "invariant", "family", "verdict", "severity", "tier", "message_zh", "message_en", "state")),
        *_among({"family": FAMILIES, "verdict": VERDICTS, "severity": SEVERITIES, "tier": TIERS, "state": ("open", "acknowledged")}),
        _core("ExpectColumnValuesToBeUnique", column="finding_id"),
    ]


def quiet_context() -> Any:
    """An ephemeral context that reports nothing to anyone and prints no progress bars."""
    os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")
    import great_expectations as gx
    from great_expectations.data_context.types.base import ProgressBarsConfig

    logging.getLogger("great_expectations").setLevel(logging.WARNING)
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    return context


def _judged(frame: pd.DataFrame, suites: Sequence[Any], index: list[str]) -> Judged:
    """RuntimeError where Great Expectations could not evaluate an expectation: that must not look like a pass or a fail."""
    context = quiet_context()
    import expectations.gx_rules

    assert expectations.gx_rules
    definition = context.data_sources.add_pandas("frame").add_dataframe_asset("rows").add_batch_definition_whole_dataframe("all")
    batch = definition.get_batch(batch_parameters={"dataframe": frame.reset_index(drop=True)})
    asked = {"result_format": "COMPLETE", "unexpected_index_column_names": [c for c in index if c in frame.columns]}
    results = [batch.validate(suite, result_format=asked) for suite in suites]
    return Judged(tuple(_judgement(r.suite_name, one) for r in results for one in r.results), tuple(results))


def _in_words(expectation: str, meta: Mapping[str, Any], about: Mapping[str, Any]) -> str:
    """A rule in its own words, else what Great Expectations calls it and the columns that it is about."""
    if "statement_zh" in meta:
        return f"{meta['statement_zh']} {meta['statement_en']}"
    columns = [about["column"]] if "column" in about else about.get("column_list") or []
    return f"{'、'.join(columns)}: {expectation.replace('_', ' ')}"


def _judgement(suite: str, result: Any) -> Judgement:
    config = result.expectation_config
    if (result.exception_info or {}).get("raised_exception") or any(isinstance(v, dict) and v.get("raised_exception") for v in (result.exception_info or {}).values()):
        raise RuntimeError(f"{suite}: {config.type} could not be evaluated: {result.exception_info}")
    found = result.result or {}
    rows = found.get("unexpected_index_list") or []
    offenders = (found.get("details") or {}).get("offenders") or []
    keys = [str(r.get("finding_id") or r.get("observation_id") or dict(r)) if isinstance(r, dict) else str(r) for r in rows]
    severity = str(getattr(config.severity, "value", config.severity))
    return Judgement(
        suite=suite,
        expectation=config.type,
        invariant=(config.meta or {}).get("invariant"),
        success=bool(result.success),
        severity=next(s for s, g in _SEVERITY.items() if g == severity),
        evaluated=int(found.get("element_count") or 0),
        unexpected=(*keys, *map(str, offenders)),
        said=_in_words(config.type, config.meta or {}, config.kwargs),
    )
