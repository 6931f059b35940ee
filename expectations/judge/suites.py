"""Great Expectations as the judge: a suite made from the catalogue gives every instance its verdict, and one a dataset
says which of its rows are unsound.

Which instances there are is left to `expectations.evaluation`, the arithmetic to `expectations.claims.verdict`, pages
of the results to `expectations.judge.data_docs`."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, fields
from functools import cache
from typing import TYPE_CHECKING, Any

from expectations.catalogue.rules import FAMILIES, Catalogue, Rule, catalogue
from expectations.claims.instance import Instance, judged
from expectations.claims.verdict import Outcome
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

if TYPE_CHECKING:
    import pandas as pd
    from great_expectations.core import ExpectationSuiteValidationResult

_SEVERITY = {"error": "critical", "warning": "warning", "info": "info"}
STAGES = ("extracted_tables", "observations", "findings")
"""The datasets that have a suite of their own."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What Great Expectations says of one expectation over a frame: `evaluated` rows were looked at, `unexpected` names
    some of the `failed` ones.

    `said` is the expectation in words; `invariant` its rule, where it has one.
    """

    suite: str
    invariant: str | None
    success: bool
    severity: str
    evaluated: int
    failed: int
    unexpected: tuple[str, ...]
    said: str


@dataclass(frozen=True, slots=True)
class Judged:
    """The judgements of frames with the raw results, for Data Docs."""

    judgements: tuple[Judgement, ...]
    results: tuple[ExpectationSuiteValidationResult, ...]

    @property
    def broken(self) -> list[Judgement]:
        """What failed with severity `error`."""
        return [j for j in self.judgements if not j.success and j.severity == "error"]


@dataclass(slots=True)
class Bench:
    """Judges the instances of one filing, as often as there are some, and keeps the results."""

    rules: Catalogue = field(default_factory=catalogue)
    results: list[ExpectationSuiteValidationResult] = field(default_factory=list["ExpectationSuiteValidationResult"])

    def judge(self, instances: Sequence[Instance]) -> list[Instance]:
        """The instances with the outcomes that the expectations of their rules found. RuntimeError where an instance
        was not judged.
        """
        if not instances:
            return []
        from expectations.judge.frames import claims_frame
        from expectations.judge.gx_rules import OUTCOMES

        posed = {i.rule.id for i in instances}
        result = _validated(
            claims_frame(instances),
            "verdicts",
            [_expectation_of(rule) for rule in self.rules.rules if rule.id in posed],
        )
        outcomes: list[Outcome | None] = [None] * len(instances)
        for one in result.results:
            for key, outcome in one.result.pop(OUTCOMES):
                outcomes[int(key.partition(" ")[0])] = outcome
        found = [outcome for outcome in outcomes if outcome is not None]
        if len(found) < len(instances):
            raise RuntimeError(f"{len(instances) - len(found)} instances were not judged")
        self.results.append(result)
        return judged(instances, found)

    @property
    def judged(self) -> Judged:
        """What was found so far, rules that were judged more than once in one result."""
        if not self.results:
            return Judged((), ())
        first, *later = self.results
        first.results += [one for result in later for one in result.results]
        del self.results[1:]
        return _judged(first)


def judge_stage(dataset: str, rows: Sequence[Any]) -> Judged:
    """The suite of a stage's dataset over its rows: `extracted_tables`, `observations` or `findings`. KeyError for any
    other.
    """
    from expectations.judge.frames import rows_frame

    columns, expect = {"extracted_tables": _extracted, "observations": _observed, "findings": _found}[dataset]()
    return _judged(_validated(rows_frame(dataset, rows, columns), dataset, expect(len(rows))))


def _expectation_of(rule: Rule) -> Any:
    """The expectation of one catalogue entry, in the entry's own words."""
    from expectations.judge.gx_rules import ExpectRuleToHold

    told = ("family", "name_zh", "name_en", "statement_zh", "statement_en", "tolerance", "severity", "tier", "source")
    return ExpectRuleToHold(
        rule=rule.id,
        severity=_graded(rule.severity),
        meta={"invariant": rule.id} | {name: getattr(rule, name) for name in told},
    )


def _graded(severity: str) -> Any:
    """Our severity as Great Expectations names it."""
    from great_expectations.expectations.metadata_types import FailureSeverity

    return FailureSeverity(_SEVERITY[severity])


_Suite = tuple[Sequence[str], Callable[[int], list[Any]]]


def _expect(name: str, rows: int, zh: str, en: str, severity: str = "error", **parameters: Any) -> Any:
    """One of the project's own expectations of a dataset."""
    import expectations.judge.gx_rules

    meta = {"statement_zh": zh, "statement_en": en, "severity": severity}
    return getattr(expectations.judge.gx_rules, name)(rows=rows, severity=_graded(severity), meta=meta, **parameters)


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


def _extracted() -> _Suite:
    filled = [
        f.name
        for f in fields(ExtractedCell)
        if f.name not in ("unit", "continues_table_no", "alternatives", "source_cell")
    ]
    limits: dict[str, list[float | None]] = {c: [1, None] for c in ("table_no", "page", "rowspan", "colspan")}
    limits |= {"row": [0, None], "col": [0, None], "indent": [0, None], "confidence": [0, 1]}
    return filled, lambda rows: _sound(rows, filled, limits)


def _observed() -> _Suite:
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


def _found() -> _Suite:
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


def quiet_context() -> Any:
    """An ephemeral context that reports nothing to anyone and prints no progress bars."""
    os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")
    import great_expectations as gx
    from great_expectations.data_context.types.base import ProgressBarsConfig

    logging.getLogger("great_expectations").setLevel(logging.WARNING)
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    return context


@cache
def _batches() -> Any:
    """Where every frame becomes a batch: one context and one definition a process."""
    import expectations.judge.gx_rules

    assert expectations.judge.gx_rules
    return (
        quiet_context()
        .data_sources.add_pandas("frame")
        .add_dataframe_asset("rows")
        .add_batch_definition_whole_dataframe("all")
    )


def _validated(frame: pd.DataFrame, name: str, expectations: Sequence[Any]) -> ExpectationSuiteValidationResult:
    """One suite over one batch. RuntimeError where Great Expectations could not evaluate an expectation: that must not
    look like a pass or a fail.
    """
    from great_expectations import ExpectationSuite
    from great_expectations.core.result_format import ResultFormat
    from great_expectations.validator.v1_validator import Validator

    validator = Validator(
        batch_definition=_batches(), batch_parameters={"dataframe": frame}, result_format=ResultFormat.BASIC
    )
    result = validator.validate_expectation_suite(ExpectationSuite(name=name, expectations=list(expectations)))
    for one in result.results:
        info: Any = one.exception_info or {}
        if info.get("raised_exception") or any(
            isinstance(v, dict) and v.get("raised_exception") for v in info.values()
        ):
            raise RuntimeError(
                f"{name}: {one.expectation_config and one.expectation_config.type} could not be evaluated: {info}"
            )
    return result


def _judged(result: ExpectationSuiteValidationResult) -> Judged:
    return Judged(tuple(_judgement(result.suite_name, one) for one in result.results), (result,))


def _judgement(suite: str, result: Any) -> Judgement:
    config, found = result.expectation_config, result.result
    meta, severity = config.meta or {}, str(getattr(config.severity, "value", config.severity))
    return Judgement(
        suite=suite,
        invariant=meta.get("invariant"),
        success=bool(result.success),
        severity=next(s for s, g in _SEVERITY.items() if g == severity),
        evaluated=found["element_count"],
        failed=found["unexpected_count"],
        unexpected=tuple(found["partial_unexpected_list"]),
        said=f"{meta['statement_zh']} {meta['statement_en']}",
    )
