"""Which family a table belongs to, by its title and by the signature of its header; printed numbers (公开07表) are not portable and do not count.

What the cells of a family mean is left to `cell_concepts` and `forms`.
"""

from __future__ import annotations

import re

from fiscal.cleaning.terms.matters import UNKNOWN, matter_of_title
from fiscal.model.amounts import normal
from fiscal.model.classification import ECONOMIC_DEPARTMENT, ECONOMIC_GOVERNMENT

_TITLES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (family, re.compile(pattern))
    for family, pattern in (
        ("performance_self_evaluation", r"自评"),
        ("performance_declaration", r"(?:二级项目|项目支出)?.*绩效目标申报"),
        ("performance_unit", r"^(?!.*(?:专项资金|项目)).*(?:整体(?:支出|预算)?.*绩效|绩效.*整体)"),
        ("key_projects", r"重点.*项目"),
        ("performance_project", r"绩效目标|绩效指标|项目.*绩效|绩效.*项目"),
        ("three_public", r"三公"),
        ("procurement", r"政府采购"),
        ("state_assets", r"国有资产|资产占用|资产.*情况"),
        ("fiscal_special_account", r"财政专户"),
        ("government_fund", r"政府性基金"),
        ("state_capital", r"国有资本"),
        ("special_funds_summary", r"专项资金|专项.*汇总"),
        ("basic_expenditure_by_economy_government", r"基本支出.*政府(?:预算)?(?:支出)?经济|政府(?:预算)?(?:支出)?经济.*基本支出"),
        ("basic_expenditure_by_economy_department", r"基本支出.*经济|经济.*基本支出|基本支出(?:决算|预算)?(?:明细)?表|工资福利|公用经费|对个人和家庭"),
        ("basic_expenditure_summary", r"基本支出"),
        ("project_expenditure_summary", r"项目(?:支出|预算|经费).*表|项目支出|专项业务(?:经费|费).*表"),
        ("fiscal_appropriation_summary", r"(?:财政|政府预算|政府)拨款.*(?:收支|收入.*支出)"),
        ("expenditure_by_economy_government", r"政府(?:预算)?(?:支出)?经济"),
        ("expenditure_by_economy_department", r"经济分类|经济科目"),
        ("general_budget_by_function", r"(?:一般公共|公共财政)预算.*支出|财政拨款支出"),
        ("income_expenditure_summary", r"收支|收入支出|收入.*支出"),
        ("income_summary", r"收入.*表"),
        ("expenditure_summary", r"支出.*表"),
    )
)
_SIGNATURES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("three_public", (r"因公出国", r"公务接待", r"公务用车")),
    ("performance_self_evaluation", (r"三级指标", r"(?:实际)?完成(?:指标)?值|实际完成情况", r"得分")),
    ("state_assets", (r"车辆(?:数|合计)", r"单价\d+万元|设备")),
    ("performance_declaration", (r"项目总金额|中期规划", r"三级指标")),
    ("performance_project", (r"项目名称", r"三级指标", r"指标值|目标值")),
    ("performance_unit", (r"(?:年度)?主要任务|重点工作|部门职能|部门名称|单位名称", r"三级指标", r"指标值|目标值")),
    ("performance_project", (r"三级指标", r"指标值|目标值")),
    ("income_expenditure_summary", (r"(?:^|\|)(?:本年)?收入(?:\||$)", r"(?:^|\|)(?:本年)?支出(?:\||$)", r"项目")),
)
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
    """The family of a table. `texts`: its header texts, of a form all its texts; `system`: the classification that its codes and headers show, or None.

    A title decides unless the header contradicts it unmistakably; `other` where neither tells.
    """
    by_title = next((family for family, pattern in _TITLES if pattern.search(normal(title))), None)
    joined = "|".join(texts)
    by_header = next((family for family, words in _SIGNATURES if all(re.search(w, joined) for w in words)), None)
    if by_header == "performance_self_evaluation":
        return by_header
    if by_header == "three_public" and "三公" in joined:
        return by_header
    if by_title is None or (by_title == "performance_project" and by_header == "performance_declaration"):
        return by_header or "other"
    if by_title == f"{_BASIC}department" and system == ECONOMIC_GOVERNMENT and not re.search(r"部门", normal(title)):
        return f"{_BASIC}government"
    if by_title == f"{_BASIC}government" and system == ECONOMIC_DEPARTMENT and not re.search(r"政府预?算?支?出?经济", normal(title)):
        return f"{_BASIC}department"
    return by_title


def matter_of(title: str, family: str) -> str:
    """What a table is about: as its title says, else as a header of its own kind tells; a title that is cut (会议费、培训费表) names less than the header."""
    named = matter_of_title(title)
    return _MATTERS.get(family, named) if named in (UNKNOWN, "meetings") else named


def is_income_table(family: str) -> bool:
    """Whether the rows of a family are income, whatever classes they are listed by."""
    return family == "income_summary"


def source_of_title(title: str) -> str:
    """The funds that a whole table is about: `total` where its title names none."""
    text = normal(title)
    for pattern, source in (
        (r"一般公共预算|公共财政预算", "general_public_budget"),
        (r"政府性基金", "government_fund"),
        (r"国有资本经营", "state_capital"),
        (r"财政专户", "special_account"),
        (r"社会保险基金", "social_insurance"),
        (r"财政(?:预算)?拨款|政府(?:预算)?拨款", "fiscal"),
    ):
        if re.search(pattern, text):
            return source
    return "total"


def kind_of_title(title: str, family: str) -> str:
    """The expenditure type that a whole table is about: `total` where it is about all expenditure."""
    text = normal(title)
    if "基本支出" in text or family.startswith("basic_"):
        if re.search(r"公用经费|商品和服务", text):
            return "public"
        if re.search(r"对个人和家庭", text):
            return "household"
        return "personnel" if re.search(r"人员经费|工资福利", text) else "basic"
    return "project" if family in ("project_expenditure_summary", "special_funds_summary", "key_projects") else "total"
