"""The project's own Great Expectations: residuals within their bound row by row, verdicts that follow from the numbers, filings that were checked at all.

Importing this module imports Great Expectations, which takes seconds: only `expectations.suites` does so, inside its functions.
"""

from __future__ import annotations

import html
from collections.abc import Mapping
from decimal import Decimal
from itertools import pairwise
from typing import Any, ClassVar

import pandas as pd
from great_expectations.core.metric_domain_types import MetricDomainTypes
from great_expectations.execution_engine.pandas_execution_engine import PandasExecutionEngine
from great_expectations.expectations.expectation import BatchExpectation, MulticolumnMapExpectation, render_suite_parameter_string
from great_expectations.expectations.metrics.map_metric_provider.multicolumn_condition_partial import multicolumn_condition_partial
from great_expectations.expectations.metrics.map_metric_provider.multicolumn_map_metric_provider import MulticolumnMapMetricProvider
from great_expectations.expectations.metrics.metric_provider import metric_value
from great_expectations.expectations.metrics.table_metric_provider import TableMetricProvider
from great_expectations.render.components import LegacyRendererType, RenderedStringTemplateContent
from great_expectations.render.renderer.renderer import renderer

from expectations.rules import Tolerance, catalogue
from expectations.verdict import violates

RESIDUAL_COLUMNS = ["tolerance", "residual", "bound"]
INTERVAL_COLUMNS = ["low", "amount", "high"]


# A percentage is exact where its quotient rounds to it, a part where it is no more than its whole: both leave a residual.
_ORDERED: Tolerance = "ordered"
_EXACT_WITH_RESIDUAL = frozenset({"interval_ratio", _ORDERED})


def _borne_out(tolerance: str | None, residual: Decimal, bound: Decimal) -> tuple[str, ...]:
    """The verdicts that the numbers of a finding allow; `tolerance` is its catalogue entry's."""
    if violates(_ORDERED if tolerance == _ORDERED else "interval_sum", residual, bound):
        return ("violated", "explained")
    return ("exact", "rounding") if residual == 0 or tolerance in _EXACT_WITH_RESIDUAL else ("rounding",)


class ResidualWithinBound(MulticolumnMapMetricProvider):
    """Row by row: a residual that is within its bound by its tolerance, in exact decimals."""

    condition_metric_name = "multicolumn_values.residual_within_bound"
    condition_value_keys = ()

    @multicolumn_condition_partial(engine=PandasExecutionEngine)
    def _pandas(cls, column_list: pd.DataFrame, **_kwargs: Any) -> pd.Series:  # noqa: N805
        judged = [not violates(*row) for row in column_list[RESIDUAL_COLUMNS].itertuples(index=False, name=None)]
        return pd.Series(judged, index=column_list.index, dtype=bool)


class WithinInterval(MulticolumnMapMetricProvider):
    """Row by row: three columns in ascending order, such as low, amount, high."""

    condition_metric_name = "multicolumn_values.ascending"
    condition_value_keys = ()

    @multicolumn_condition_partial(engine=PandasExecutionEngine)
    def _pandas(cls, column_list: pd.DataFrame, **_kwargs: Any) -> pd.Series:  # noqa: N805
        rows = column_list.itertuples(index=False, name=None)
        return pd.Series([all(a <= b for a, b in pairwise(row)) for row in rows], index=column_list.index, dtype=bool)


class VerdictsAgainstNumbers(TableMetricProvider):
    """The ids of findings whose verdict is not what their own residual and bound say; a verdict without numbers must say that it decided nothing."""

    metric_name = "table.verdicts_against_numbers"

    @metric_value(engine=PandasExecutionEngine)
    def _pandas(cls, execution_engine: PandasExecutionEngine, metric_domain_kwargs: dict[str, Any], **_kwargs: Any) -> list[str]:  # noqa: N805
        frame = _table(execution_engine, metric_domain_kwargs)
        wrong: list[str] = []
        tolerances = {rule.id: rule.tolerance for rule in catalogue().rules}
        columns = ("finding_id", "invariant", "verdict", "residual", "bound")
        for finding_id, invariant, verdict, residual, bound in zip(*(frame[column] for column in columns), strict=True):
            agrees = verdict in ("not_applicable", "insufficient_data") if pd.isna(residual) else verdict in _borne_out(tolerances.get(invariant), residual, bound)
            if not agrees:
                wrong.append(str(finding_id))
        return wrong


class FilingsUnchecked(TableMetricProvider):
    """The filings of a findings frame of which no invariant was decided: the absence of a check is not a pass."""

    metric_name = "table.filings_unchecked"

    @metric_value(engine=PandasExecutionEngine)
    def _pandas(cls, execution_engine: PandasExecutionEngine, metric_domain_kwargs: dict[str, Any], **_kwargs: Any) -> list[str]:  # noqa: N805
        frame = _table(execution_engine, metric_domain_kwargs)
        decided = set(frame.loc[frame["decided"], "filing_id"])
        return sorted(set(frame["filing_id"]) - decided)


def _table(execution_engine: PandasExecutionEngine, metric_domain_kwargs: dict[str, Any]) -> pd.DataFrame:
    frame, _, _ = execution_engine.get_compute_domain(domain_kwargs=metric_domain_kwargs, domain_type=MetricDomainTypes.TABLE)
    return frame


def _words(configuration: Any, fallback: str) -> RenderedStringTemplateContent:
    meta: Mapping[str, Any] = (configuration.meta or {}) if configuration else {}
    text = " · ".join(str(meta[name]) for name in ("invariant", "name_zh", "statement_zh", "name_en", "statement_en") if meta.get(name))
    return RenderedStringTemplateContent(
        content_block_type="string_template",
        string_template={"template": "$text", "params": {"text": html.escape(text or fallback)}, "styling": {}},
    )


class _Worded:
    """Renders an expectation by the catalogue's own words."""

    @classmethod
    @renderer(renderer_type=LegacyRendererType.PRESCRIPTIVE)
    @render_suite_parameter_string
    def _prescriptive_renderer(cls, configuration: Any = None, result: Any = None, runtime_configuration: Any = None, **_kwargs: Any) -> list[Any]:
        del runtime_configuration
        return [_words(configuration or (result.expectation_config if result else None), cls.__name__)]


class ExpectResidualsWithinRounding(_Worded, MulticolumnMapExpectation):
    """The residual of every instance of a rule is no larger than rounding allows."""

    map_metric: ClassVar[str | None] = "multicolumn_values.residual_within_bound"


class ExpectValuesInTheirInterval(_Worded, MulticolumnMapExpectation):
    """Every value lies in its own closed rounding interval."""

    map_metric: ClassVar[str | None] = "multicolumn_values.ascending"


class _NoneOf(_Worded, BatchExpectation):
    """A table metric that lists offenders lists none."""

    metric_dependencies: ClassVar[tuple[str, ...]] = ()

    def _validate(self, metrics: dict[str, Any], runtime_configuration: dict[str, Any] | None = None, execution_engine: Any = None) -> dict[str, Any]:
        del runtime_configuration, execution_engine
        offenders = metrics[self.metric_dependencies[0]]
        return {"success": not offenders, "result": {"observed_value": len(offenders), "details": {"offenders": offenders}}}


class ExpectVerdictsToFollowNumbers(_NoneOf):
    """No finding's verdict contradicts its own residual and bound."""

    metric_dependencies: ClassVar[tuple[str, ...]] = ("table.verdicts_against_numbers",)


class ExpectEveryFilingChecked(_NoneOf):
    """Every filing has at least one decided invariant."""

    metric_dependencies: ClassVar[tuple[str, ...]] = ("table.filings_unchecked",)
