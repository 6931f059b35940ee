"""Closed vocabularies of the contract's columns, each value with its Chinese term.

Adding a value here makes it legal in the datasets; recognising it in a filing is left to `fiscal.cleaning`.
"""

from __future__ import annotations

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
CLASS_SYSTEMS = (
    "functional",
    "economic_department",
    "economic_government",
    "income",
    "project",
    "three_public",
    "procurement",
    "asset",
    "staff",
    "indicator",
    "none",
)
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
PERIODS = ("current", "prior", "change")
PHASES: dict[str, str] = {"approved": "预算", "adjusted": "调整预算", "executed": "决算"}
VALUE_STATES = ("number", "zero", "blank", "dash", "text")
UNIT_SOURCES = ("table", "inherited", "inferred")
STATUSES = ("ok", "inferred", "repaired", "ambiguous", "rejected")
VERDICTS = ("exact", "rounding", "explained", "violated", "not_applicable", "insufficient_data")
SEVERITIES = ("error", "warning", "info")
TIERS = ("hard", "precision_dependent", "soft", "extraction")
AGREEMENTS = ("single", "identical", "rounding", "disputed")
FILING_STATES = ("published", "quarantined", "failed", "superseded", "withdrawn")
DOC_KINDS: dict[str, str] = {"budget": "预算", "final": "决算", "performance": "绩效申报"}
SCOPES: dict[str, str] = {"department": "部门", "unit": "单位"}
