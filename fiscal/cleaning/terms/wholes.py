"""Which name's figure is a part of which other name's, by what the field calls them: funds, types of expenditure, the parts of 三公.

Where such names stand, in rows or columns, is left to `row_hierarchy` and `column_hierarchy`.
"""

from __future__ import annotations

import re
from functools import cache

from fiscal.cleaning.terms.concepts import concept_named

WHOLES = {
    "personnel": "basic",
    "public": "basic",
    "household": "basic",
    "operating_project": "project",
    "target_project": "project",
    "general_public_budget": "fiscal",
    "government_fund": "fiscal",
    "state_capital": "fiscal",
    "non_tax": "general_public_budget",
    "operating_budget": "general_public_budget",
    "bonds": "general_public_budget",
    "foreign_loans": "general_public_budget",
    "foreign_grants": "general_public_budget",
    "business": "unit_funds",
    "operating": "unit_funds",
    "superior": "unit_funds",
    "affiliate": "unit_funds",
    "other": "unit_funds",
    "vehicle_purchase": "vehicle_total",
    "vehicle_operation": "vehicle_total",
    "reception_domestic": "reception",
    "reception_foreign": "reception",
    "reception_foreign_guests": "reception",
}
"""From a part to its whole, in the words of the vocabulary and the concepts."""

_SOURCES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), source)
    for pattern, source in (
        (r"非税", "non_tax"),
        (r"经费拨款", "operating_budget"),
        (r"一般债券|政府债券", "bonds"),
        (r"外国政府.*贷款", "foreign_loans"),
        (r"外国政府.*赠", "foreign_grants"),
        (r"基本支出拨款", "basic"),
        (r"履职类", "duty_project"),
        (r"财政专项", "special"),
        (r"政府投资项目", "gov_invest"),
        (r"(?:上年|年初|以前年度|往年).*(?:结[转余]|资金余额)|结[转余].*资金|结转结余|拨款结[转余]", "carryover"),
        (r"一般公共预算|公共财政预算", "general_public_budget"),
        (r"政府性基金|^(?:.{1,3}、)?基金(?:预算)?(?:拨款|收入|支出|安排)", "government_fund"),
        (r"国有资本", "state_capital"),
        (r"社会保[险障]基金", "social_insurance"),
        (r"财政专户|专户", "special_account"),
        (r"(?<!非)财政(?:预算)?(?:拨款|资金|补助)|政府预算拨款|^财政$", "fiscal"),
        (r"单位(?:自有)?资金|自有资金|自筹", "unit_funds"),
        (r"事业单位经营|经营收入", "operating"),
        (r"事业(?:收入|基金)|事业预算", "business"),
        (r"上级(?:单位)?补助", "superior"),
        (r"(?:附属|下级)(?:单位)?上缴", "affiliate"),
        (r"其他(?:收入|资金|来源)|^其他$", "other"),
    )
)
_KINDS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), kind)
    for pattern, kind in (
        (r"人员(?:类)?(?:经费)?[和及、与](?:日常)?公用", "basic"),
        (r"人员(?:类)?(?:经费|支出|项目)", "personnel"),
        (r"公用(?:类)?(?:经费|支出|项目)", "public"),
        (r"运转类其他|其他运转", "operating_project"),
        (r"特定目标", "target_project"),
        (r"基本支出(?!拨款)", "basic"),
        (r"项目支出|专项业务经费", "project"),
    )
)


@cache
def source_named(name: str) -> str | None:
    """The funds that a name speaks of; None where it names none."""
    return next((source for pattern, source in _SOURCES if pattern.search(name)), None)


@cache
def kind_named(name: str) -> str | None:
    """The expenditure type that a name speaks of; None where it names none."""
    return next((kind for pattern, kind in _KINDS if pattern.search(name)), None)


@cache
def word_of(name: str) -> str | None:
    """The word of `WHOLES` for a row's name: a part of 三公, a type of expenditure, or funds. None where it is none of them."""
    found = concept_named(name, "any")
    if found is not None and found.class_system == "three_public":
        return found.id
    return kind_named(name) or source_named(name)
