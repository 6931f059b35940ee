"""The project's own Great Expectations metrics: the outcomes of all claims of a frame, and the rows of a dataset that
are not as the contract says.

Each is computed once a batch, whichever expectations ask for it. Importing this module imports Great Expectations,
which takes seconds: only `expectations.judge.suites` does so, inside its functions."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any, cast

import pandas as pd
from great_expectations.core.metric_domain_types import MetricDomainTypes
from great_expectations.execution_engine.pandas_execution_engine import PandasExecutionEngine
from great_expectations.expectations.metrics import metric_provider
from great_expectations.expectations.metrics.table_metric_provider import TableMetricProvider

from expectations.catalogue.rules import Tolerance, catalogue
from expectations.claims.verdict import Claim, Outcome, outcomes_of, violates
from expectations.judge.frames import CLAIM_COLUMNS, KEY

_METRICS: Any = metric_provider

DECIDED = frozenset({"exact", "rounding", "violated", "explained"})
_WITH_RESIDUAL = frozenset({"interval_ratio", "ordered"})
"""Tolerances under which an exact verdict leaves a residual: the quotient rounds to the percentage, the part is no more
than its whole.
"""


def _frame(execution_engine: PandasExecutionEngine, metric_domain_kwargs: dict[str, Any]) -> pd.DataFrame:
    frame, _, _ = cast(Any, execution_engine).get_compute_domain(
        domain_kwargs=metric_domain_kwargs, domain_type=MetricDomainTypes.TABLE
    )
    return frame


class OutcomesByRule(TableMetricProvider):
    """Both sides, residual, bound and verdict of every claim of the frame, by rule: the key of its row and its
    outcome.
    """

    metric_name = "table.outcomes_by_rule"

    @_METRICS.metric_value(engine=PandasExecutionEngine)
    def _pandas(
        cls,  # noqa: N805
        execution_engine: PandasExecutionEngine,
        metric_domain_kwargs: dict[str, Any],
        **_kwargs: Any,
    ) -> Mapping[str, list[tuple[str, Outcome]]]:
        frame = _frame(execution_engine, metric_domain_kwargs)
        claims = (Claim(*row) for row in zip(*(frame[c] for c in CLAIM_COLUMNS), strict=True))
        found: dict[str, list[tuple[str, Outcome]]] = defaultdict(list)
        for key, rule, outcome in zip(frame[KEY], frame["invariant"], outcomes_of(claims), strict=True):
            found[rule].append((key, outcome))
        return found


def _offenders(name: str, find: Callable[..., Iterable[str]], *keys: str) -> str:
    """The name of a table metric that lists the rows that `find` names, given the frame and the values of `keys`."""

    class Offenders(TableMetricProvider):
        metric_name = name
        value_keys = keys

        @_METRICS.metric_value(engine=PandasExecutionEngine)
        def _pandas(
            cls,  # noqa: N805
            execution_engine: Any,
            metric_domain_kwargs: dict[str, Any],
            metric_value_kwargs: dict[str, Any],
            **_kwargs: Any,
        ) -> list[str]:
            return list(
                find(_frame(execution_engine, metric_domain_kwargs), **{key: metric_value_kwargs[key] for key in keys})
            )

    return Offenders.metric_name


def _missing(frame: pd.DataFrame, columns: Sequence[str]) -> Iterable[str]:
    absent = [c for c in columns if c not in frame]
    yield from (f"{c}: no such column" for c in absent)
    for c in (c for c in columns if c in frame):
        yield from (f"{key} {c}" for key, value in zip(frame[KEY], frame[c], strict=True) if value is None)


def _unlisted(frame: pd.DataFrame, vocabularies: Mapping[str, Sequence[str]]) -> Iterable[str]:
    for c, listed in vocabularies.items():
        known = {None, *listed}
        yield from (f"{key} {c}={value}" for key, value in zip(frame[KEY], frame[c], strict=True) if value not in known)


def _outside(frame: pd.DataFrame, limits: Mapping[str, Sequence[float | None]]) -> Iterable[str]:
    for c, (least, most) in limits.items():
        for key, value in zip(frame[KEY], frame[c], strict=True):
            if value is not None and ((least is not None and value < least) or (most is not None and value > most)):
                yield f"{key} {c}={value}"


def _repeated(frame: pd.DataFrame) -> Iterable[str]:
    return (key for key, times in Counter(frame[KEY]).items() if times > 1)


def _out_of_interval(frame: pd.DataFrame) -> Iterable[str]:
    for key, *values in zip(frame[KEY], frame["low"], frame["amount"], frame["high"], strict=True):
        if None not in values and not all(a <= b for a, b in pairwise(values)):
            yield key


def _without_unit(frame: pd.DataFrame) -> Iterable[str]:
    """Printed amounts of money without their unit or precision; 持平 says an amount, a change of nothing, without
    printing one.
    """
    for key, yuan, state, *told in zip(
        *(frame[c] for c in (KEY, "value_yuan", "value_state", "unit", "precision_unit")), strict=True
    ):
        if yuan is not None and state != "text" and None in told:
            yield key


def _not_differences(frame: pd.DataFrame) -> Iterable[str]:
    for key, lhs, rhs, residual in zip(*(frame[c] for c in (KEY, "lhs", "rhs", "residual")), strict=True):
        if residual is not None and (lhs is None or rhs is None or lhs - rhs != residual):
            yield key


def _against_numbers(frame: pd.DataFrame) -> Iterable[str]:
    """Verdicts that their own residual and bound do not allow; one without numbers must say that it decided nothing."""
    tolerances: dict[str, Tolerance] = {rule.id: rule.tolerance for rule in catalogue().rules}
    for key, rule, verdict, residual, bound in zip(
        *(frame[c] for c in (KEY, "invariant", "verdict", "residual", "bound")), strict=True
    ):
        tolerance = tolerances.get(rule, "none")
        if residual is None or bound is None:
            agrees = verdict not in DECIDED
        elif violates(tolerance, residual, bound):
            agrees = verdict in ("violated", "explained")
        else:
            agrees = verdict == "rounding" or (verdict == "exact" and (not residual or tolerance in _WITH_RESIDUAL))
        if not agrees:
            yield key


def _unchecked(frame: pd.DataFrame) -> Iterable[str]:
    """The absence of a check is not a pass."""
    return [] if any(verdict in DECIDED for verdict in frame["verdict"]) else ["findings"]


MISSING = _offenders("table.missing_values", _missing, "columns")
UNLISTED = _offenders("table.unlisted_values", _unlisted, "vocabularies")
OUTSIDE = _offenders("table.values_outside", _outside, "limits")
REPEATED = _offenders("table.repeated_keys", _repeated)
OUT_OF_INTERVAL = _offenders("table.values_out_of_interval", _out_of_interval)
WITHOUT_UNIT = _offenders("table.amounts_without_unit", _without_unit)
NOT_DIFFERENCES = _offenders("table.residuals_not_differences", _not_differences)
AGAINST_NUMBERS = _offenders("table.verdicts_against_numbers", _against_numbers)
UNCHECKED = _offenders("table.nothing_checked", _unchecked)
