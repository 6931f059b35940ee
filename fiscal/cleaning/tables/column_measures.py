"""Which measure of which period a column holds, by the words of its header: budget or result, this year or the year
before, amount, change or share.
"""

from __future__ import annotations

from fiscal import lexicon
from fiscal.model.amounts import YUAN_PER_UNIT, normal

YEAR = lexicon.pattern("columns.year")
_YEAR_LABEL = lexicon.pattern("columns.year_label")
_PRIOR = lexicon.pattern("columns.prior")
_CHANGE = lexicon.pattern("columns.change")
_INITIAL = lexicon.pattern("columns.budget_initial")
_ADJUSTED = lexicon.pattern("columns.budget_adjusted")
_ACTUAL = lexicon.pattern("columns.actual")


def phase_of(measure: str) -> str | None:
    """`approved`, `adjusted` or `executed`, by the measure; None for changes, shares and scores."""
    return {
        "budget_initial": "approved",
        "midterm_total": "approved",
        "kpi_target": "approved",
        "budget_adjusted": "adjusted",
        "actual": "executed",
        "kpi_actual": "executed",
        "count": None,
    }.get(measure)


def period_of_label(label: str, fiscal_year: int | None) -> tuple[str, int | None] | None:
    """Period and year of a row label that is nothing but a year or a comparison of years; None for other labels."""
    plain = normal(label)
    return period_of([plain], fiscal_year) if _YEAR_LABEL.fullmatch(plain) else None


def period_of(texts: list[str], fiscal_year: int | None) -> tuple[str, int | None]:
    """Period and year that normal header texts say: `current`, `prior` or `change`."""
    joined = "|".join(texts)
    if any(_CHANGE.search(t) for t in texts):
        return "change", fiscal_year
    years = [int(m["year"]) for t in texts for m in YEAR.finditer(t)]
    if years and fiscal_year is not None and years[-1] < fiscal_year:
        return "prior", years[-1]
    if _PRIOR.search(joined):
        return "prior", None if fiscal_year is None else fiscal_year - 1
    return "current", years[-1] if years and fiscal_year is None else fiscal_year


def measure_of(texts: list[str], period: str, unit: str | None, bare_budget: str, default: str) -> str:
    """The measure of a column by its texts, period and unit; `bare_budget`: what 预算数 alone is, `default`: what it is
    where no text says it.
    """
    leaf, joined = (texts[-1] if texts else ""), "|".join(texts)
    if lexicon.pattern("columns.score_full").search(leaf):
        return "score_full"
    if lexicon.pattern("columns.score").search(leaf):
        return "score"
    if lexicon.pattern("columns.execution_rate").search(leaf):
        return "execution_rate"
    if period == "change":
        return "change_pct" if unit == "%" or lexicon.pattern("columns.growth").search(joined) else "change_abs"
    if unit == "%":
        return "share_pct"
    if unit is not None and unit not in YUAN_PER_UNIT and not lexicon.pattern("columns.other_money").fullmatch(unit):
        return "count"
    if lexicon.pattern("columns.midterm_total").search(leaf):
        return "midterm_total"
    for text in reversed(texts):
        for pattern, measure in ((_INITIAL, "budget_initial"), (_ADJUSTED, "budget_adjusted"), (_ACTUAL, "actual")):
            if pattern.search(text):
                return measure
        if lexicon.pattern("columns.bare_budget").search(text):
            return bare_budget
    return default
