"""Plain SVG bars with exact labels for the report: expenditure by function and income by source, beside the year before
where that is known.

Which facts are drawn is chosen here; how a page looks is left to the templates.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from markupsafe import Markup

from fiscal.model import vocabulary
from fiscal.publication.inert import without_controls

# In units of the drawing, which a phone shows at nearly full size: a line for the label, the bar, and the thin bar of
# the year before.
WIDTH, LONGEST, LINE, BAR, THIN, GAP = 440, 270, 18, 16, 13, 8
MOST = 20
_FUNCTION, _SOURCE = "支出按功能分类 Expenditure by function", "收入按来源 Income by source"
# The sources of income, each with the funds that it carries; the balance brought forward stands beside them.
_SOURCES: dict[str, str] = {
    "general_budget_appropriation": "general_public_budget",
    "government_fund_appropriation": "government_fund",
    "state_capital_appropriation": "state_capital",
    "appropriation": "fiscal",
    "special_account_income": "special_account",
    "business_income": "business",
    "operating_income": "operating",
    "superior_subsidy": "superior",
    "affiliate_remittance": "affiliate",
    "other_income": "other",
    "unit_funds": "unit_funds",
    "surplus_used": "total",
    "carryover_in": "carryover",
}
# Wholes that are left out where one of their parts is drawn.
_PARTS: dict[str, tuple[str, ...]] = {
    "appropriation": ("general_budget_appropriation", "government_fund_appropriation", "state_capital_appropriation"),
    "unit_funds": ("business_income", "operating_income", "superior_subsidy", "affiliate_remittance", "other_income"),
}
_FUNDS = {
    "total": "全部资金 all funds",
    "fiscal": "财政拨款 fiscal appropriation",
    "general_public_budget": "一般公共预算 general public budget",
}
_Values = dict[str, tuple[str, Decimal]]
_NUMBERING = re.compile(r"^[（(]?[一二三四五六七八九十\d]+[）)]?[、.．]?\s*(?=[\u3400-\u9fff])")


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its label, its exact value in yuan, and the same figure of the year before where that is known."""

    label: str
    value: Decimal
    before: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawn chart, its title, and what its figures are: year, phase, funds."""

    title: str
    about: str
    svg: Markup


def of_filing(
    facts: Sequence[dict[str, Any]], earlier: Sequence[dict[str, Any]], filing: dict[str, Any]
) -> list[Chart]:
    """The charts of a filing's main phase; the year before is taken from its own facts, else from those of the filing
    of that year (`earlier`).
    """
    year = filing["fiscal_year"]
    if year is None:
        return []
    phase = "executed" if filing["doc_kind"] == "final" else "approved"
    now, own_before, before = (
        _plain(rows, y, phase) for rows, y in ((facts, year), (facts, year - 1), (earlier, year - 1))
    )
    drawn = [_chart(_SOURCE, "", year, phase, _by_source(now), _by_source(before) | _by_source(own_before))]
    funds = next((f for f in _FUNDS if _by_function(now, f)), None)
    if funds:
        drawn.insert(
            0,
            _chart(
                _FUNCTION,
                _FUNDS[funds],
                year,
                phase,
                _by_function(now, funds),
                _by_function(before, funds) | _by_function(own_before, funds),
            ),
        )
    return [chart for chart in drawn if chart.svg]


def _plain(facts: Iterable[dict[str, Any]], year: int, phase: str) -> list[dict[str, Any]]:
    """The amounts of a body as a whole, of one year and phase: no project's, no type of expenditure's."""
    return [
        f
        for f in facts
        if (f["fiscal_year"], f["phase"]) == (year, phase)
        and f["value_yuan"] is not None
        and not f["project"]
        and f["expenditure_type"] in (None, "total")
    ]


def _by_function(facts: Iterable[dict[str, Any]], funds: str) -> _Values:
    """Label and value of each functional class (类) under one source of funds."""
    fitting = (f for f in facts if f["class_system"] == "functional" and (f["source_of_funds"] or "total") == funds)
    return _first(f for f in fitting if re.fullmatch(r"\d{3}", f["concept"]))


def _by_source(facts: Iterable[dict[str, Any]]) -> _Values:
    """Label and value of each source of income, without wholes whose parts are there."""
    income = [f for f in facts if f["class_system"] == "income" and f["concept"] in _SOURCES]
    found = _first(
        f
        for funds in ("total", None)
        for f in income
        if (f["source_of_funds"] or "total") == (funds or _SOURCES[f["concept"]])
    )
    for whole, parts in _PARTS.items():
        if any(part in found and found[part][1] for part in parts):
            found.pop(whole, None)
    return found


def _first(facts: Iterable[dict[str, Any]]) -> _Values:
    found: _Values = {}
    for f in facts:
        found.setdefault(f["concept"], (_NUMBERING.sub("", f["concept_label"] or f["concept"]), f["value_yuan"]))
    return found


def _chart(title: str, funds: str, year: int, phase: str, now: _Values, before: _Values) -> Chart:
    items = [
        Bar(label, value, before[concept][1] if concept in before else None) for concept, (label, value) in now.items()
    ]
    items = sorted(items, key=lambda b: -b.value)[:MOST]
    about = [f"{year} 年{vocabulary.PHASES[phase]}"] + [funds] * bool(funds)
    if any(b.before is not None for b in items):
        about.append(f"细条为 {year - 1} 年 thin bars: {year - 1}")
    return Chart(title, " · ".join(about), bars(items, title))


def wan(value: Decimal) -> str:
    """An amount in yuan as 万元 with grouping, without a loss: `1953.85万元` never becomes 1954."""
    text = f"{(value / 10_000).normalize():,f}"
    return f"{text} 万元"


def bars(items: Sequence[Bar], title: str) -> Markup:
    """Horizontal bars from zero, longest possible for the largest; the year before as a thin bar below. Empty markup
    where nothing is to draw.
    """
    drawn = [b for b in items if b.value > 0 or (b.before or 0) > 0]
    if not drawn:
        return Markup("")
    largest = max(max(b.value, b.before or Decimal(0)) for b in drawn)
    y, parts = GAP, list[Markup]()
    for bar in drawn:
        length, below = _length(bar.value, largest), y + LINE + BAR
        parts.append(
            Markup('<text x="{}" y="{}">{}</text>').format(GAP, y + LINE - 5, _short(without_controls(bar.label)))
        )
        parts.append(
            Markup('<rect class="now" x="{}" y="{}" width="{}" height="{}"/>').format(GAP, y + LINE, length, BAR)
        )
        parts.append(Markup('<text x="{}" y="{}">{}</text>').format(GAP + length + 6, y + LINE + 13, wan(bar.value)))
        y = below + GAP
        if bar.before is not None:
            length = _length(bar.before, largest)
            parts.append(
                Markup('<rect class="was" x="{}" y="{}" width="{}" height="{}"/>').format(
                    GAP, below + 1, length, THIN - 5
                )
            )
            parts.append(
                Markup('<text class="was" x="{}" y="{}">{}</text>').format(
                    GAP + length + 6, below + THIN - 3, wan(bar.before)
                )
            )
            y += THIN
    head = Markup('<svg class="bars" role="img" viewBox="0 0 {} {}" aria-label="{}">').format(WIDTH, y, title)
    return head + Markup("").join(parts) + Markup("</svg>")


def _length(value: Decimal, largest: Decimal) -> int:
    return max(1, int(LONGEST * max(value, Decimal(0)) / largest))


def _short(label: str) -> str:
    return label if len(label) <= 30 else label[:29] + "…"
