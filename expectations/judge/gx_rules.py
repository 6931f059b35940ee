"""The project's own Great Expectations: every instance of a rule holds, and the rows of a dataset are as the contract
says.

They pass judgement by the metrics of `expectations.judge.gx_metrics` and tell their results in the catalogue's words.
Importing this module imports Great Expectations, which takes seconds: only `expectations.judge.suites` does so, inside
its functions."""

from __future__ import annotations

import html
from collections.abc import Sequence
from typing import Any, ClassVar, cast

from great_expectations.expectations.expectation import BatchExpectation, render_suite_parameter_string
from great_expectations.render.components import LegacyRendererType, RenderedStringTemplateContent
from great_expectations.render.renderer import renderer as renderers

from expectations.claims.verdict import Outcome
from expectations.judge.gx_metrics import (
    AGAINST_NUMBERS,
    MISSING,
    NOT_DIFFERENCES,
    OUT_OF_INTERVAL,
    OUTSIDE,
    REPEATED,
    UNCHECKED,
    UNLISTED,
    WITHOUT_UNIT,
    OutcomesByRule,
)

_RENDERERS: Any = renderers
OUTCOMES = "outcomes"
"""Where the result of a rule holds what was found of each of its instances."""
_SHOWN = 20


def _words(configuration: Any, fallback: str) -> RenderedStringTemplateContent:
    meta: dict[str, Any] = (configuration.meta or {}) if configuration else {}
    text = " · ".join(
        str(meta[name])
        for name in ("invariant", "name_zh", "statement_zh", "name_en", "statement_en")
        if meta.get(name)
    )
    return RenderedStringTemplateContent(
        content_block_type="string_template",
        string_template={"template": "$text", "params": {"text": html.escape(text or fallback)}, "styling": {}},
    )


class _Worded(BatchExpectation):
    """Renders an expectation by the catalogue's own words."""

    @classmethod
    @_RENDERERS.renderer(renderer_type=LegacyRendererType.PRESCRIPTIVE)
    @render_suite_parameter_string
    def _prescriptive_renderer(
        cls, configuration: Any = None, result: Any = None, runtime_configuration: Any = None, **_kwargs: Any
    ) -> list[Any]:
        del runtime_configuration
        return [_words(configuration or (result.expectation_config if result else None), cast(type, cls).__name__)]


def _result(evaluated: int, unexpected: Sequence[str]) -> dict[str, Any]:
    share = 100 * len(unexpected) / evaluated if evaluated else 0.0
    shown = {
        "element_count": evaluated,
        "unexpected_count": len(unexpected),
        "unexpected_percent": share,
        "partial_unexpected_list": list(unexpected[:_SHOWN]),
    }
    return {"success": not unexpected, "result": shown}


class ExpectRuleToHold(_Worded):
    """Of every instance of a rule the residual is within its bound; the result says what was found of each."""

    metric_dependencies: ClassVar[tuple[str, ...]] = (OutcomesByRule.metric_name,)
    rule: str

    def _validate(
        self, metrics: dict[str, Any], runtime_configuration: dict[str, Any] | None = None, execution_engine: Any = None
    ) -> dict[str, Any]:
        del runtime_configuration, execution_engine
        judged: list[tuple[str, Outcome]] = metrics[OutcomesByRule.metric_name].get(self.rule, [])
        found = _result(
            sum(o.residual is not None for _, o in judged), [_violation(key, o) for key, o in judged if o.violated]
        )
        found["result"][OUTCOMES] = judged
        return found


def _violation(key: str, outcome: Outcome) -> str:
    lhs, rhs, residual, bound = (
        f"{n.normalize():,f}" if n is not None else ""
        for n in (outcome.lhs, outcome.rhs, outcome.residual, outcome.bound)
    )
    return f"{key.partition(' ')[2]}：{lhs} − {rhs} = {residual} {outcome.unit or ''}（{bound}）"


class _NoneOf(_Worded):
    """A table metric that lists offenders lists none."""

    metric_dependencies: ClassVar[tuple[str, ...]] = ()
    rows: int = 0

    def _validate(
        self, metrics: dict[str, Any], runtime_configuration: dict[str, Any] | None = None, execution_engine: Any = None
    ) -> dict[str, Any]:
        del runtime_configuration, execution_engine
        return _result(self.rows, metrics[self.metric_dependencies[0]])


class ExpectColumnsFilled(_NoneOf):
    """Certain columns are there and have a value in every row."""

    metric_dependencies: ClassVar[tuple[str, ...]] = (MISSING,)
    success_keys: ClassVar[tuple[str, ...]] = ("columns",)
    columns: list[str]


class ExpectValuesListed(_NoneOf):
    """The values of columns are among those of their vocabularies."""

    metric_dependencies: ClassVar[tuple[str, ...]] = (UNLISTED,)
    success_keys: ClassVar[tuple[str, ...]] = ("vocabularies",)
    vocabularies: dict[str, list[str]]


class ExpectValuesWithin(_NoneOf):
    """The numbers of columns are within their limits."""

    metric_dependencies: ClassVar[tuple[str, ...]] = (OUTSIDE,)
    success_keys: ClassVar[tuple[str, ...]] = ("limits",)
    limits: dict[str, list[float | None]]


class ExpectKeysUnique(_NoneOf):
    """No row is there twice."""

    metric_dependencies: ClassVar[tuple[str, ...]] = (REPEATED,)


class ExpectValuesInTheirInterval(_NoneOf):
    """Every value lies in its own closed rounding interval."""

    metric_dependencies: ClassVar[tuple[str, ...]] = (OUT_OF_INTERVAL,)


class ExpectAmountsWithUnit(_NoneOf):
    """Every printed amount of money has a unit and a precision."""

    metric_dependencies: ClassVar[tuple[str, ...]] = (WITHOUT_UNIT,)


class ExpectResidualsToBeDifferences(_NoneOf):
    """Every residual is lhs − rhs to the digit."""

    metric_dependencies: ClassVar[tuple[str, ...]] = (NOT_DIFFERENCES,)


class ExpectVerdictsToFollowNumbers(_NoneOf):
    """No finding's verdict contradicts its own residual and bound."""

    metric_dependencies: ClassVar[tuple[str, ...]] = (AGAINST_NUMBERS,)


class ExpectSomethingChecked(_NoneOf):
    """At least one invariant of the filing was decided."""

    metric_dependencies: ClassVar[tuple[str, ...]] = (UNCHECKED,)
