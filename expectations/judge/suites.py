"""Great Expectations as the judge: a suite made from the catalogue gives every instance its verdict, and one a dataset
says which of its rows are unsound.

Which instances there are is left to `expectations.evaluation`, the arithmetic to `expectations.claims.verdict`, pages
of the results to `expectations.judge.data_docs`."""

from __future__ import annotations

import logging
import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any, cast

from expectations.catalogue.rules import Catalogue, Rule, catalogue
from expectations.claims.instance import Instance, judged
from expectations.claims.verdict import Outcome

if TYPE_CHECKING:
    import pandas as pd
    from great_expectations.core import ExpectationSuiteValidationResult
from expectations.judge.stage_suites import SEVERITY, extracted, found, graded, observed

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
            for key, outcome in cast(Any, one).result.pop(OUTCOMES):
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

    columns, expect = {"extracted_tables": extracted, "observations": observed, "findings": found}[dataset]()
    return _judged(_validated(rows_frame(dataset, rows, columns), dataset, expect(len(rows))))


def _expectation_of(rule: Rule) -> Any:
    """The expectation of one catalogue entry, in the entry's own words."""
    from expectations.judge.gx_rules import ExpectRuleToHold

    told = ("family", "name_zh", "name_en", "statement_zh", "statement_en", "tolerance", "severity", "tier", "source")
    return ExpectRuleToHold(
        rule=rule.id,
        severity=graded(rule.severity),
        meta={"invariant": rule.id} | {name: getattr(rule, name) for name in told},
    )


def quiet_context() -> Any:
    """An ephemeral context that reports nothing to anyone and prints no progress bars."""
    os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")
    import great_expectations as gx
    from great_expectations.data_context.types.base import ProgressBarsConfig

    logging.getLogger("great_expectations").setLevel(logging.WARNING)
    context = cast(Any, gx).get_context(mode="ephemeral")
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
    suite = ExpectationSuite(name=name, expectations=list(expectations))
    result: ExpectationSuiteValidationResult = cast(Any, validator).validate_expectation_suite(suite)
    for one in result.results:
        info: dict[str, Any] = cast(Any, one).exception_info or {}
        if info.get("raised_exception") or any(
            isinstance(v, dict) and cast(dict[str, Any], v).get("raised_exception") for v in info.values()
        ):
            raise RuntimeError(
                f"{name}: {one.expectation_config and one.expectation_config.type} could not be evaluated: {info}"
            )
    return result


def _judged(result: ExpectationSuiteValidationResult) -> Judged:
    return Judged(tuple(_judgement(result.suite_name, one) for one in result.results), (result,))


def _judgement(suite: str, result: Any) -> Judgement:
    config, found = result.expectation_config, result.result
    meta: dict[str, Any] = config.meta or {}
    severity = str(getattr(config.severity, "value", config.severity))
    return Judgement(
        suite=suite,
        invariant=meta.get("invariant"),
        success=bool(result.success),
        severity=next(s for s, g in SEVERITY.items() if g == severity),
        evaluated=found["element_count"],
        failed=found["unexpected_count"],
        unexpected=tuple(found["partial_unexpected_list"]),
        said=f"{meta['statement_zh']} {meta['statement_en']}",
    )
