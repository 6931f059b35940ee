"""Closed vocabularies of the contract's columns, each value with its Chinese term.

Adding a value here makes it legal in the datasets; recognising it in a filing is left to `fiscal.cleaning`.
"""

from __future__ import annotations

from functools import cache

TABLE_FAMILIES: dict[str, str] = {
    "income_expenditure_summary": "收支总表",
    "income_summary": "收入总表",
    "expenditure_summary": "支出总表",
    "fiscal_appropriation_summary": "财政拨款收支总表",
    "general_budget_by_function": "一般公共预算支出表（功能分类）",
    "basic_expenditure_by_economy_department": "基本支出表（部门经济分类）",
    "basic_expenditure_by_economy_government": "基本支出表（政府经济分类）",
    "basic_expenditure_summary": "基本支出总表",
    "expenditure_by_economy_department": "支出分类表（部门经济分类）",
    "expenditure_by_economy_government": "支出分类表（政府经济分类）",
    "project_expenditure_summary": "项目支出总表",
    "special_funds_summary": "专项资金汇总表",
    "three_public": "三公经费表",
    "government_fund": "政府性基金表",
    "state_capital": "国有资本经营表",
    "fiscal_special_account": "财政专户表",
    "procurement": "政府采购表",
    "state_assets": "国有资产占用情况表",
    "performance_unit": "整体绩效目标表",
    "performance_project": "项目绩效目标表",
    "performance_self_evaluation": "绩效自评表",
    "performance_declaration": "二级项目绩效目标申报表",
    "key_projects": "重点项目表",
    "narrative": "文字说明",
    "other": "其他表",
}
CLASS_SYSTEMS: dict[str, str] = {
    "functional": "支出功能分类",
    "economic_department": "部门预算支出经济分类",
    "economic_government": "政府预算支出经济分类",
    "income": "收入",
    "project": "项目",
    "three_public": "“三公”经费",
    "procurement": "政府采购",
    "asset": "国有资产",
    "staff": "机构人员",
    "indicator": "绩效指标",
    "none": "收支合计等",
}
MEASURES: dict[str, str] = {
    "budget_initial": "年初预算数",
    "budget_adjusted": "全年（调整）预算数",
    "actual": "决算（执行）数",
    "change_abs": "增减额",
    "change_pct": "增减％",
    "share_pct": "占比",
    "execution_rate": "执行率",
    "score_full": "分值",
    "score": "得分",
    "kpi_target": "指标值",
    "kpi_actual": "完成值",
    "count": "数量",
    "midterm_total": "中期规划总额",
}
SOURCES_OF_FUNDS: dict[str, str] = {
    "total": "合计",
    "general_public_budget": "一般公共预算",
    "government_fund": "政府性基金",
    "state_capital": "国有资本经营",
    "special_account": "财政专户管理资金",
    "business": "事业收入",
    "operating": "经营收入",
    "superior": "上级补助",
    "affiliate": "附属单位上缴",
    "other": "其他资金",
    "carryover": "上年结转",
    "fiscal": "财政拨款",
    "unit_funds": "单位资金",
    "basic": "基本支出拨款",
    "duty_project": "履职类项目拨款",
    "special": "财政专项资金拨款",
    "gov_invest": "政府投资项目拨款",
    "social_insurance": "社会保险基金",
    "superior_fiscal": "上级财政补助",
    "operating_budget": "经费拨款",
    "non_tax": "纳入预算管理的非税收入",
    "bonds": "一般债券",
    "foreign_loans": "外国政府和国际组织贷款",
    "foreign_grants": "外国政府和国际组织赠款",
}
EXPENDITURE_TYPES: dict[str, str] = {
    "total": "合计",
    "basic": "基本支出",
    "personnel": "人员经费",
    "public": "公用经费",
    "household": "对个人和家庭的补助",
    "project": "项目支出",
    "operating_project": "运转类其他项目",
    "target_project": "特定目标类项目",
}
BASIC_KINDS = frozenset({"basic", "personnel", "public", "household"})
"""The basic expenditure and the kinds that it consists of."""
KINDS = BASIC_KINDS | {"project"}
"""The kinds that all expenditure consists of, at both levels."""
APPROPRIATED = ("general_public_budget", "government_fund", "state_capital")
"""The funds of which 财政拨款 is made up."""
BUDGETS = (*APPROPRIATED, "fiscal")
"""The same, and all of them together."""
MATTERS: dict[str, str] = {
    "balance": "收支",
    "income": "收入",
    "expenditure": "支出",
    "project": "项目",
    "three_public": "三公经费",
    "performance": "绩效",
    "procurement": "政府采购",
    "purchased_services": "政府购买服务",
    "agency_operation": "机关运行经费",
    "meetings": "会议、培训等明细",
    "carryover": "结转结余资金",
    "transfers": "对下转移支付",
    "asset": "资产占用",
    "asset_plan": "资产配置",
    "debt": "债务",
    "non_tax": "非税收入",
    "staff": "机构人员",
    "unknown": "未知",
}
PERIODS: dict[str, str] = {"current": "本期", "prior": "上期", "change": "增减"}
PHASES: dict[str, str] = {"approved": "预算", "adjusted": "调整预算", "executed": "决算"}
VALUE_STATES: dict[str, str] = {"number": "数字", "zero": "零", "blank": "空白", "dash": "横线", "text": "文字"}
UNIT_SOURCES: dict[str, str] = {"table": "本表所印", "inherited": "承自前表", "inferred": "推断"}
STATUSES: dict[str, str] = {
    "ok": "可用",
    "inferred": "推断",
    "repaired": "按另一读法更正",
    "ambiguous": "存疑",
    "rejected": "不采用",
}
VERDICTS: dict[str, str] = {
    "exact": "相符",
    "rounding": "舍入差内",
    "explained": "可解释",
    "violated": "不符",
    "not_applicable": "不适用",
    "insufficient_data": "资料不足，无法核对",
}
SEVERITIES: dict[str, str] = {"error": "错误", "warning": "警告", "info": "提示"}
TIERS: dict[str, str] = {
    "hard": "硬性",
    "precision_dependent": "视精度而定",
    "soft": "提示性",
    "extraction": "读取疑点",
}
FINDING_STATES: dict[str, str] = {"open": "未处理", "acknowledged": "已确认"}
AGREEMENTS: dict[str, str] = {
    "single": "仅一处",
    "identical": "各处一致",
    "rounding": "舍入差内一致",
    "disputed": "有争议",
}
CHOICE_RULES: dict[str, str] = {
    "only_source": "仅此一处",
    "all_sources_agree": "各处一致",
    "not_doubted": "取无疑者",
    "finest_precision": "取最精确者",
    "most_sources": "取多数",
    "table_before_narrative": "取表格",
    "first_of_finest_precision": "取最精确者之首",
}
FILING_STATES: dict[str, str] = {
    "published": "已发布",
    "quarantined": "已隔离",
    "failed": "未能读取",
    "superseded": "已被取代",
    "withdrawn": "已撤回",
}
DOC_KINDS: dict[str, str] = {"budget": "预算", "final": "决算", "performance": "绩效申报"}
ROLES: dict[str, str] = {
    "narrative": "文字说明",
    "tables": "报表",
    "forms": "项目表",
    "unit": "单位报表",
    "whole": "全文",
}
SCOPES: dict[str, str] = {"department": "部门", "unit": "单位", "compilation": "汇编"}

COLUMNS: dict[str, dict[str, str]] = {
    "scope": SCOPES,
    "doc_kind": DOC_KINDS,
    "table_family": TABLE_FAMILIES,
    "class_system": CLASS_SYSTEMS,
    "measure": MEASURES,
    "source_of_funds": SOURCES_OF_FUNDS,
    "expenditure_type": EXPENDITURE_TYPES,
    "matter": MATTERS,
    "period": PERIODS,
    "phase": PHASES,
    "value_state": VALUE_STATES,
    "unit_source": UNIT_SOURCES,
    "status": STATUSES,
    "verdict": VERDICTS,
    "severity": SEVERITIES,
    "tier": TIERS,
    "agreement": AGREEMENTS,
    "choice_rule": CHOICE_RULES,
    "role": ROLES,
}
"""The columns whose values are one of a closed vocabulary, the same in every dataset."""
STATES: dict[str, dict[str, str]] = {"filings": FILING_STATES, "findings": FINDING_STATES}
"""The vocabulary of the column `state`, which each dataset has its own of."""


@cache
def terms() -> tuple[tuple[str, str, str, str], ...]:
    """Every value of a closed vocabulary as (dataset, empty where it is any; column; value; Chinese term), those of one
    column together.
    """
    common = [("", column, value, term) for column, values in COLUMNS.items() for value, term in values.items()]
    return (
        *common,
        *((dataset, "state", value, term) for dataset, values in STATES.items() for value, term in values.items()),
    )


def of_column(dataset: str, column: str) -> dict[str, str] | None:
    """The vocabulary of a dataset's column; None where its values are open."""
    return STATES.get(dataset) if column == "state" else COLUMNS.get(column)


def label(column: str, value: str | None) -> str | None:
    """The Chinese term of a value of a closed vocabulary; None for no value or one that it does not have. KeyError for
    a column that has no vocabulary.
    """
    return None if value is None else COLUMNS[column].get(value)
