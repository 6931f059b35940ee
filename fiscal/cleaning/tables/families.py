"""Which family a table belongs to, by its title and by the signature of its header; printed numbers (公开07表) are not
portable and do not count.

What the cells of a family mean is left to `cell_concepts` and `forms`.
"""

from __future__ import annotations

from fiscal import lexicon
from fiscal.cleaning.terms.matters import UNKNOWN, matter_of_title
from fiscal.model.amounts import normal
from fiscal.model.classification import ECONOMIC_DEPARTMENT, ECONOMIC_GOVERNMENT

_TITLES = lexicon.pairs("columns.titles")
_SIGNATURES = lexicon.pairs("columns.signatures")
_SOURCES = lexicon.pairs("money.funds_named")
_BASIC_KINDS = lexicon.pairs("columns.basic_kinds")
_MATTERS = {
    "three_public": "three_public",
    "performance_self_evaluation": "performance",
    "performance_declaration": "performance",
    "performance_project": "performance",
    "performance_unit": "performance",
    "state_assets": "asset",
}
_BASIC = "basic_expenditure_by_economy_"


def family_of(title: str, texts: list[str], system: str | None) -> str:
    """The family of a table. `texts`: its header texts, of a form all its texts; `system`: the classification that its
    codes and headers show, or None.

    A title decides unless the header contradicts it unmistakably; `other` where neither tells.
    """
    by_title = next((family for way, family in _TITLES if way.search(normal(title))), None)
    joined = "|".join(texts)
    by_header = next((family for way, family in _SIGNATURES if way.match(joined)), None)
    if by_header == "performance_self_evaluation":
        return by_header
    if by_header == "three_public" and "三公" in joined:
        return by_header
    if by_title is None or (by_title == "performance_project" and by_header == "performance_declaration"):
        return by_header or "other"
    if (
        by_title == f"{_BASIC}department"
        and system == ECONOMIC_GOVERNMENT
        and not lexicon.pattern("columns.of_department").search(normal(title))
    ):
        return f"{_BASIC}government"
    if (
        by_title == f"{_BASIC}government"
        and system == ECONOMIC_DEPARTMENT
        and not lexicon.pattern("columns.of_government_economy").search(normal(title))
    ):
        return f"{_BASIC}department"
    return by_title


def matter_of(title: str, family: str) -> str:
    """What a table is about: as its title says, else as a header of its own kind tells; a title that is cut
    (会议费、培训费表) names less than the header.
    """
    named = matter_of_title(title)
    return _MATTERS.get(family, named) if named in (UNKNOWN, "meetings") else named


def is_income_table(family: str) -> bool:
    """Whether the rows of a family are income, whatever classes they are listed by."""
    return family == "income_summary"


def source_of_title(title: str) -> str:
    """The funds that a whole table is about: `total` where its title names none."""
    text = normal(title)
    return next((source for way, source in _SOURCES if way.search(text)), "total")


def kind_of_title(title: str, family: str) -> str:
    """The expenditure type that a whole table is about: `total` where it is about all expenditure."""
    text = normal(title)
    if "基本支出" in text or family.startswith("basic_"):
        return next((kind for way, kind in _BASIC_KINDS if way.search(text)), "basic")
    return "project" if family in ("project_expenditure_summary", "special_funds_summary", "key_projects") else "total"
