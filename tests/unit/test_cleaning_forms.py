"""What is understood of forms: one test a statement about filings."""

from decimal import Decimal

import pytest

from fiscal.cleaning.all_tables import observe_tables
from fiscal.cleaning.observe import observe
from fiscal.model.contract import Observation
from fiscal.model.identity import Identity
from fiscal.model.reading import Table
from tests.readings import reading, sheet

pytestmark = pytest.mark.unit

US = Identity("甲市城市管理局", "甲市人民政府", "unit", 2022, "budget", None, None)


def seen(*tables: Table) -> dict[tuple[int, int], Observation]:
    found = observe_tables(reading(tables=tables), US, "filing")
    assert len({o.observation_id for o in found}) == len(found)
    return {(o.row or 0, o.col or 0): o for o in found}


EVALUATION = sheet(
    "项目支出绩效自评表",
    "项目名称 | 道路清扫 | < | < | < | < | < | <",
    "主管部门 | 甲市人民政府 | < | < | 实施单位 | 甲市城市管理局 | < | <",
    "项目资金（万元） |  | 年初预算数 | 全年预算数 | 全年执行数 | 分值 | 执行率 | 得分",
    "^ | 年度资金总额 | 148 | 148 | 147.98 | 10 | 99.98% | 10",
    "^ | 其中：当年财政拨款 | 140 | 140 | 140 | — |  | —",
    "^ | 其他资金 | 8 | 8 | 7.98 | — |  | —",
    "绩效指标 | 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分",
    "^ | 产出指标 | 数量指标 | 指标1：受理案件数 | ≥12 万件 | 13.5万件 | 45 | 45",
    "^ | ^ | 成本指标 | 指标1：项目成本 | 148 万 | 147.68万 | 45 | 43",
    "总分 | < | < | < | < | < | 100 | 98",
    header_rows=0,
)


def test_a_forms_project_and_body_are_read_from_its_labels() -> None:
    assert {(o.project, o.entity) for o in seen(EVALUATION).values()} == {("道路清扫", "甲市城市管理局")}


def test_the_label_of_a_body_may_have_a_remark_behind_it() -> None:
    form = sheet(
        "项目支出绩效目标表",
        "单位名称（全称） | 甲市城市管理局 | 项目名称 | 道路清扫",
        "一级指标 | 二级指标 | 三级指标 | 指标值",
        "产出指标 | 数量指标 | 次数 | ≥12次",
        header_rows=0,
    )
    assert {(o.project, o.entity) for o in seen(form).values()} == {("道路清扫", "甲市城市管理局")}


def test_the_funds_of_an_evaluation_are_budget_adjusted_budget_and_result() -> None:
    cells = seen(EVALUATION)
    assert [(cells[3, c].measure, cells[3, c].unit) for c in range(2, 8)] == [
        ("budget_initial", "万元"),
        ("budget_adjusted", "万元"),
        ("actual", "万元"),
        ("score_full", "分"),
        ("execution_rate", "%"),
        ("score", "分"),
    ]
    assert cells[3, 4].value_yuan == Decimal("1479800.00")


def test_the_funds_with_a_remainder_among_them_add_up_to_the_total() -> None:
    cells = seen(EVALUATION)
    assert [(cells[r, 2].row_role, cells[r, 2].parent_row, cells[r, 2].source_of_funds) for r in (3, 4, 5)] == [
        ("total", None, "total"),
        ("item", 3, "fiscal"),
        ("item", 3, "other"),
    ]


def test_an_indicator_has_target_result_full_score_and_score() -> None:
    cells = seen(EVALUATION)
    assert [cells[7, c].measure for c in (4, 5, 6, 7)] == ["kpi_target", "kpi_actual", "score_full", "score"]
    assert cells[7, 4].row_path == ("产出指标", "数量指标", "指标1：受理案件数")
    assert len({cells[7, c].indicator_key for c in (4, 5, 6, 7)}) == 1


def test_a_target_keeps_its_comparison_and_is_counted_in_plain_units() -> None:
    target = seen(EVALUATION)[7, 4]
    assert (target.value_text, target.value_native, target.unit, target.value_yuan) == (
        "≥120000件",
        Decimal(120000),
        "件",
        None,
    )


def test_a_cost_in_ten_thousands_is_money_and_marked_inferred() -> None:
    actual = seen(EVALUATION)[8, 5]
    assert (actual.value_yuan, actual.status, actual.status_reason) == (
        Decimal("1476800.00"),
        "inferred",
        "unit_inferred",
    )


def test_the_total_score_is_told_from_the_scores() -> None:
    cells = seen(EVALUATION)
    assert [(cells[9, c].concept, cells[9, c].measure, cells[9, c].value_native) for c in (6, 7)] == [
        ("score_total", "score_full", Decimal(100)),
        ("score_total", "score", Decimal(98)),
    ]


DECLARATION = sheet(
    "二级项目支出绩效目标申报表",
    "项目编码： | 440304221311500000055 | 项目名称： | 培训费",
    "实施期限： | 3 | 申请单位： | 甲市城市管理局",
    "项目总金额（中期规划，万元）： | 12.54 | 本年度项目金额（万元）： | 4.18",
    "一级指标 | 二级指标 | 三级指标 | 指标值",
    "产出 | *数量 | 培训次数 | 至少1次",
    "^ | *质量 | 出席率 | 90%以上",
    "效益 | 经济效益 | 不适用 | 不适用",
    header_rows=0,
    unit=None,
)


def test_midterm_and_annual_amount_of_a_project_are_told_apart() -> None:
    cells = seen(DECLARATION)
    assert [(cells[2, c].measure, cells[2, c].value_yuan, cells[2, c].project) for c in (1, 3)] == [
        ("midterm_total", Decimal("125400.00"), "培训费"),
        ("budget_initial", Decimal("41800.00"), "培训费"),
    ]


def test_project_codes_and_indicators_that_do_not_apply_are_no_values() -> None:
    assert sorted(seen(DECLARATION)) == [(1, 1), (2, 1), (2, 3), (4, 3), (5, 3)]


def test_an_amount_behind_its_label_in_one_cell_is_read_there() -> None:
    form = sheet(
        "部门整体支出绩效目标表",
        "单位名称 | 甲市城市管理局 | < | <",
        "年度预算申请（万元） | 资金总额：1953.85 | < | <",
        "^ | 其中：一般公共预算拨款 | 1953.85 | ",
        "年度绩效指标 | 一级指标 | 三级指标 | 指标值",
        "^ | 产出指标 | 巡查次数 | 4次/天",
        header_rows=0,
    )
    cells = seen(form)
    assert (cells[1, 1].value_yuan, cells[1, 1].value_reported, cells[1, 1].concept) == (
        Decimal("19538500.00"),
        "1953.85",
        "expenditure_total",
    )
    assert (cells[2, 2].concept, cells[2, 2].source_of_funds) == (
        "general_budget_appropriation",
        "general_public_budget",
    )


def test_annual_and_total_funds_beside_each_other_are_two_panels_with_their_own_parts() -> None:
    form = sheet(
        "财政项目支出绩效目标填报表",
        "项目名称 | 就业补贴 | < | < | < | <",
        "项目资金（元） | 项目资金总额 | 4,100.00 | 年度资金申请总额 | < | 4,100.00",
        "^ | 其中：财政资金 | 4,100.00 | 其中：当年财政拨款 | < | 4,000.00",
        "^ | ^ | ^ | 上年结转资金 | < | 100.00",
        "^ | 其他资金 | 0.00 | 其他资金 | < | 0.00",
        "绩效指标 | 一级指标 | 二级指标 | 三级指标 | < | 年度指标值",
        "^ | 产出指标 | 数量指标 | 补贴人数 | < | ≥80.00(人)",
        header_rows=0,
        unit="元",
    )
    cells = seen(form)
    assert [(cells[r, 5].parent_row, cells[r, 5].panel, cells[r, 5].measure) for r in (1, 2, 3, 4)] == [
        (None, 1, "budget_initial"),
        (1, 1, "budget_initial"),
        (1, 1, "budget_initial"),
        (1, 1, "budget_initial"),
    ]
    assert [(cells[r, 2].parent_row, cells[r, 2].measure) for r in (1, 2, 4)] == [
        (None, "midterm_total"),
        (1, "midterm_total"),
        (1, "midterm_total"),
    ]
    assert (cells[3, 2].row_role, cells[3, 2].concept) == ("note", None)
    assert (cells[6, 5].value_native, cells[6, 5].unit) == (Decimal(80), "人")


def test_tasks_with_their_funds_add_up_to_the_forms_total() -> None:
    form = sheet(
        "单位整体支出绩效目标表",
        "年度主要任务 | 任务名称 | 主要内容 | 预算金额（万元） | < | <",
        "^ | ^ | ^ | 总额 | 其中：财政拨款 | 其中：其他资金",
        "^ | 基本支出 | 人员和公用 | 466 | 466 | 0",
        "^ | 道路清扫 | 清扫主干道 | 34 | 30 | 4",
        "^ | 金额合计 | < | 500 | 496 | 4",
        "绩效指标 | 一级指标 | 三级指标 | 目标值 | < | <",
        "^ | 产出 | 清扫里程 | ≥80公里 | < | <",
        header_rows=0,
    )
    cells = seen(form)
    assert [cells[r, 3].parent_row for r in (2, 3, 4)] == [4, 4, None]
    assert [(cells[3, c].parent_col, cells[3, c].col_role) for c in (3, 4, 5)] == [
        (None, "total"),
        (3, "item"),
        (3, "item"),
    ]
    assert [(cells[r, 3].concept, cells[r, 3].project) for r in (2, 3, 4)] == [
        ("expenditure_current", None),
        ("project", "道路清扫"),
        ("expenditure_total", None),
    ]


def test_a_breakdown_line_takes_its_economic_class_where_only_it_bears_that() -> None:
    form = sheet(
        "专项资金绩效目标表",
        "项目名称 | 信息采集 | < | < | <",
        "支出明细及测算说明 | 支出内容简介 | 支出明细 | 金额 | 测算依据",
        "^ | 技能培训 | 培训费 | 5 | 按往年",
        "^ | 采集队租房 | 租赁费 | 16 | 按往年",
        "^ |  | 合计 | 21 | ",
        "年度绩效指标 | 一级指标 | 三级指标 | 指标值 | 标准",
        "^ | 产出指标 | 采集范围 | >240平方公里 | ",
        header_rows=0,
    )
    cells = seen(form)
    assert [(cells[r, 3].concept, cells[r, 3].parent_row, cells[r, 3].project) for r in (2, 3, 4)] == [
        ("30216", 4, "信息采集"),
        ("30214", 4, "信息采集"),
        ("project", None, "信息采集"),
    ]


def test_tables_and_prose_are_observed_together() -> None:
    found, coverage = observe(reading("本单位2022年收入总计148万元。", tables=[EVALUATION]), US, "filing")
    assert any(o.table_no is None and o.value_yuan == Decimal("1480000.00") for o in found)
    assert len(coverage) == 1


LISTED = sheet(
    "项目支出绩效表",
    "单位名称 | 项目名称 | 项目资金额（万元） | < | < | 总体绩效目标 | 一级指标 | 二级指标 | 三级指标 | 绩效指标性质 |"
    " 绩效指标值 | 绩效度量单位",
    "^ | ^ | 总额 | 财政 | 其他 | ^ | ^ | ^ | ^ | ^ | ^ | ^",
    "甲市城市管理局 | 道路清扫 | 1500.000000 | 1400.000000 | 100.000000 | 扫净道路。 | 产出指标 | 数量指标 | 清扫里程 |"
    " ≥ | 320 | 公里",
    "^ | ^ | ^ | ^ | ^ | ^ | 满意度指标 | 满意度指标 | 居民满意度 | ≥ | 90 | %",
    "甲市城市管理局 | 路灯维护 | 60.000000 | 60.000000 |  | 路灯常亮。 | 产出指标 | 数量指标 | 路灯数 | ＝ | 800 | 盏",
    header_rows=2,
)


def test_a_list_of_projects_has_each_ones_funds_and_indicators() -> None:
    cells = seen(LISTED)
    assert [(cells[r, 2].project, cells[r, 2].value_yuan) for r in (2, 4)] == [
        ("道路清扫", Decimal(15_000_000)),
        ("路灯维护", Decimal(600_000)),
    ]
    assert [(cells[r, 10].project, cells[r, 10].indicator, cells[r, 10].value_text) for r in (2, 3, 4)] == [
        ("道路清扫", "清扫里程", "≥320公里"),
        ("道路清扫", "居民满意度", "≥90%"),
        ("路灯维护", "路灯数", "800盏"),
    ]
    assert (cells[2, 3].source_of_funds, cells[3, 2].row_role) == ("fiscal", "note")


OF_BODIES = sheet(
    "2026年部门整体支出绩效目标表",
    "单位编码 | 单位名称 | 年度预算申请 | < | < | 整体绩效目标 | 部门整体支出年度绩效目标 | < | < | < | <",
    "^ | ^ | 资金总额 | 基本支出 | 项目支出 | ^ | 一级指标 | 二级指标 | 三级指标 | 指标值类型 | 指标值",
    "126001 | 甲市城市管理局 | 1,935.36 | 1,517.95 | 417.41 | 做好城市管理。 | 产出指标 | 数量指标 | 巡查次数 | ≥ |"
    " 10000",
    "^ | ^ | ^ | ^ | ^ | ^ | ^ | ^ | 整治路段 | ≥ | 30",
    header_rows=0,
)


def test_a_list_of_bodies_has_each_ones_budget_once_and_its_indicators() -> None:
    cells = seen(OF_BODIES)
    assert [(cells[2, c].concept, cells[2, c].expenditure_type, cells[2, c].value_yuan) for c in (2, 3, 4)] == [
        ("expenditure_current", "total", Decimal("19353600")),
        ("expenditure_current", "basic", Decimal("15179500")),
        ("expenditure_current", "project", Decimal("4174100")),
    ]
    assert {cells[3, c].concept for c in (2, 3, 4)} == {None}
    assert [(cells[r, 10].indicator, cells[r, 10].value_text) for r in (2, 3)] == [
        ("巡查次数", "≥10000"),
        ("整治路段", "≥30"),
    ]
    assert (2, 0) not in cells


OF_BODY_AND_PROJECTS = sheet(
    "2026年项目支出绩效目标表",
    "单位编码 | 单位（项目）名称 | 资金总额 | 绩效目标 | 绩效指标 | < | < | < | <",
    "^ | ^ | ^ | ^ | 一级指标 | 二级指标 | 三级指标 | 指标值 | 度量单位",
    "合计 |  | 53.20 |  |  |  |  |  | ",
    "126001 | 甲市城市管理局 | 53.20 |  |  |  |  |  | ",
    "126001 | 道路清扫专项 | 35.78 | 干净。 | 成本指标 | 经济成本指标 | 总成本 | 35.78 | 万元",
    "^ | ^ | ^ | ^ | 产出指标 | 数量指标 | 清扫里程 | 320 | 公里",
    "126001 | 路灯维护专项 | 17.42 | 明亮。 | 成本指标 | 经济成本指标 | 总成本 | 17.42 | 万元",
    header_rows=0,
)


def test_a_list_may_begin_with_its_total_and_the_body_whose_projects_follow() -> None:
    cells = seen(OF_BODY_AND_PROJECTS)
    assert [(cells[r, 2].concept, cells[r, 2].expenditure_type, cells[r, 2].project) for r in (2, 3, 4, 6)] == [
        ("expenditure_current", "project", None),
        ("expenditure_current", "project", None),
        ("project", "project", "道路清扫专项"),
        ("project", "project", "路灯维护专项"),
    ]
    assert [(cells[r, 7].project, cells[r, 7].value_text, cells[r, 7].value_yuan) for r in (4, 5, 6)] == [
        ("道路清扫专项", "35.78万元", Decimal(357_800)),
        ("道路清扫专项", "320公里", None),
        ("路灯维护专项", "17.42万元", Decimal(174_200)),
    ]


CODED = sheet(
    "部门预算项目支出绩效自评表（2023年度）",
    "项目名称 | 51000021R000000019951-水库维护经费 | < | < | < | < | < | <",
    "预算执行情况（10分） | 年度预算数（万元） | 年初预算 | 调整后预算数 | 预算执行数 | 预算执行率 | 权重 | 得分",
    "^ | 总额 | 238.93 | 251.89 | 251.89 | 100.00% | 10 | 10",
    "^ | 其中：财政资金 | 238.93 | 251.89 | 251.89 | 100.00% | / | /",
    "^ | 其他资金 | 0.00 | 0.00 | 0.00 | 0.00% | / | /",
    header_rows=0,
    unit=None,
)


def test_a_head_of_amounts_over_words_is_that_of_the_labels() -> None:
    cells = seen(CODED)
    assert [cells[2, c].measure for c in range(2, 8)] == [
        "budget_initial",
        "budget_adjusted",
        "actual",
        "execution_rate",
        "score_full",
        "score",
    ]
    assert [cells[r, 3].value_yuan for r in (2, 3, 4)] == [Decimal("2518900"), Decimal("2518900"), Decimal(0)]
    assert {o.project for o in cells.values()} == {"水库维护经费"}
