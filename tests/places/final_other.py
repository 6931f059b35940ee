"""Final accounts as some places print them otherwise: three stages of the budget beside each other, balances rolled
forward by item, the sheet on how a body runs.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from fiscal.model.reading import Table
from tests.places.account import CLOSING, NAMES, OPENING, Line, functional, money
from tests.places.final import (
    FUNCTIONS,
    FUND_SPENT,
    GENERAL,
    GENERAL_IN,
    LINES,
    OTHER_IN,
    SPENT,
    WHOLE,
    YEAR_IN,
    ZERO,
    numeral,
    row,
    spent_by_function,
)
from tests.readings import sheet

STAGES = (Decimal("0.90"), Decimal("1.10"), Decimal(1))
"""The initial and the adjusted budget as shares of what was executed."""


def stages(value: Decimal, unit: str = "万元") -> list[str]:
    return [money((value * s).quantize(Decimal("0.01")), unit) for s in STAGES]


def balances_in_stages(unit: str = "元") -> Table:
    """收入支出决算总表 with 年初预算数, 全年预算数 and 决算数 on both sides."""
    income = [
        ("一般公共预算财政拨款收入", GENERAL_IN),
        ("政府性基金预算财政拨款收入", FUND_SPENT),
        ("国有资本经营预算财政拨款收入", ZERO),
        ("上级补助收入", ZERO),
    ]
    income += [("事业收入", ZERO), ("经营收入", ZERO), ("附属单位上缴收入", ZERO), ("其他收入", OTHER_IN)]
    spent = spent_by_function(LINES)
    left = [(f"{numeral(i)}、{name}", stages(v, unit)) for i, (name, v) in enumerate(income, 1)]
    right = [(f"{numeral(i)}、{name}", stages(spent.get(name, ZERO), unit)) for i, name in enumerate(FUNCTIONS, 1)]
    left += [("", ["", "", ""])] * (len(right) - len(left))
    left += [
        ("本年收入合计", stages(YEAR_IN, unit)),
        ("使用非财政拨款结余", stages(ZERO, unit)),
        ("年初结转和结余", stages(OPENING, unit)),
        ("总计", stages(WHOLE, unit)),
    ]
    right += [
        ("本年支出合计", stages(SPENT, unit)),
        ("结余分配", stages(ZERO, unit)),
        ("年末结转和结余", stages(CLOSING, unit)),
        ("总计", stages(WHOLE, unit)),
    ]
    n = len(left)
    rows = [
        row(a, str(i), *v, b, str(i + n), *w) for i, ((a, v), (b, w)) in enumerate(zip(left, right, strict=True), 1)
    ]
    head = [
        row("收入", *["<"] * 4, "支出", *["<"] * 4),
        row(*["项目", "行次", "年初预算数", "全年预算数", "决算数"] * 2),
        row("栏次", "", "1", "2", "3", "栏次", "", "4", "5", "6"),
    ]
    return sheet("收入支出决算总表", *head, *rows, header_rows=3, unit=unit)


def rolled_forward(unit: str = "万元", code_columns: int = 1) -> Table:
    """一般公共预算财政拨款收入支出决算表 with what was brought forward, came in, was spent and is carried forward, each
    basic and project.
    """

    def opening(li: Line) -> Decimal:
        return OPENING if li.code == "2010302" else ZERO

    def closing(li: Line) -> Decimal:
        return CLOSING if li.code == "2010302" else ZERO

    groups: list[tuple[str, list[tuple[str, Callable[[Line], Decimal]]]]] = [
        ("年初结转和结余", [("合计", opening), ("基本支出结转", lambda li: ZERO), ("项目支出结转和结余", opening)]),
        (
            "本年收入",
            [
                ("合计", lambda li: li.treasury - opening(li) + closing(li)),
                ("基本支出", lambda li: li.basic),
                ("项目支出", lambda li: li.project - opening(li) + closing(li)),
            ],
        ),
        (
            "本年支出",
            [("合计", lambda li: li.treasury), ("基本支出", lambda li: li.basic), ("项目支出", lambda li: li.project)],
        ),
        ("年末结转和结余", [("合计", closing), ("基本支出结转", lambda li: ZERO), ("项目支出结转和结余", closing)]),
    ]
    columns = [c for _, cs in groups for c in cs]

    def figures(inside):
        return [money(sum((v(li) for li in inside), ZERO), unit) for _, v in columns]

    if code_columns == 3:
        head = [
            row("项目", "<", "<", "<", *(t for name, cs in groups for t in (name, *["<"] * (len(cs) - 1)))),
            row("支出功能分类科目编码", "<", "<", "科目名称", *(n for n, _ in columns)),
        ]
        head += [row("类", "款", "项", "栏次", *map(str, range(1, 13))), row("^", "^", "^", "合计", *figures(GENERAL))]
        rows = [row(code, "<", "<", NAMES[code], *figures(inside)) for code, inside in functional(GENERAL)]
        return sheet("一般公共预算财政拨款收入支出决算表", *head, *rows, header_rows=3, unit=unit)
    head = [
        row("项目", "<", *(t for name, cs in groups for t in (name, *["<"] * (len(cs) - 1)))),
        row("科目编码", "科目名称", *(n for n, _ in columns)),
    ]
    rows = [
        row("合计", "<", *figures(GENERAL)),
        *(row(code, NAMES[code], *figures(inside)) for code, inside in functional(GENERAL)),
    ]
    return sheet("一般公共预算财政拨款收入支出决算表", *head, *rows, header_rows=2, unit=unit)


def running(unit: str = "万元", panels: bool = True) -> Table:
    """机构运行信息表: 三公 with counts, 机关运行经费, assets and procurement, in two panels."""
    left = [
        ("一、“三公”经费支出", "—", "—"),
        ("（一）支出合计", "20.00", "15.00"),
        ("1．因公出国（境）费", "0.00", "0.00"),
        ("2．公务用车购置及运行维护费", "15.00", "12.00"),
        ("（1）公务用车购置费", "0.00", "0.00"),
        ("（2）公务用车运行维护费", "15.00", "12.00"),
        ("3．公务接待费", "5.00", "3.00"),
        ("（1）国内接待费", "—", "3.00"),
        ("其中：外事接待费", "—", "0.00"),
        ("（2）国（境）外接待费", "—", "0.00"),
        ("（二）相关统计数", "—", "—"),
        ("1．因公出国（境）团组数（个）", "—", "0"),
        ("2．因公出国（境）人次数（人）", "—", "0"),
        ("3．公务用车购置数（辆）", "—", "0"),
        ("4．公务用车保有量（辆）", "—", "4"),
        ("5．国内公务接待批次（个）", "—", "32"),
        ("其中：外事接待批次（个）", "—", "0"),
        ("6．国内公务接待人次（人）", "—", "214"),
        ("其中：外事接待人次（人）", "—", "0"),
        ("7．国（境）外公务接待批次（个）", "—", "0"),
        ("8．国（境）外公务接待人次（人）", "—", "0"),
    ]
    right = [
        ("二、机关运行经费", "102.35"),
        ("（一）行政单位", "82.35"),
        ("（二）参照公务员法管理事业单位", "20.00"),
        ("三、国有资产占用情况", "—"),
        ("（一）车辆数合计（辆）", "4"),
        ("1．副部（省）级及以上领导用车", "0"),
        ("2．主要负责人用车", "0"),
        ("3．机要通信用车", "1"),
        ("4．应急保障用车", "2"),
        ("5．执法执勤用车", "0"),
        ("6．特种专业技术用车", "0"),
        ("7．离退休干部服务用车", "0"),
        ("8．其他用车", "1"),
        ("（二）单价100万元（含）以上设备（不含车辆）（台、套）", "3"),
        ("四、政府采购支出信息", "—"),
        ("（一）政府采购支出合计", "60.00"),
        ("1．政府采购货物支出", "20.00"),
        ("2．政府采购工程支出", "0.00"),
        ("3．政府采购服务支出", "40.00"),
        ("（二）政府采购授予中小企业合同金额", "45.00"),
        ("其中：授予小微企业合同金额", "30.00"),
    ]
    if panels:
        head = [
            row("项目", "行次", "预算数", "决算统计数", "项目", "行次", "决算统计数"),
            row("栏次", "", "1", "2", "栏次", "", "3"),
        ]
        rows = [
            row(a[0], str(i), a[1], a[2], b[0], str(i + 21), b[1])
            for i, (a, b) in enumerate(zip(left, right, strict=True), 1)
        ]
    else:
        head = [row("项目", "行次", "预算数", "决算统计数")]
        rows = [row(a[0], str(i), a[1], a[2]) for i, a in enumerate([*left, *((n, "—", v) for n, v in right)], 1)]
    return sheet("机构运行信息表", *head, *rows, header_rows=len(head), unit=unit)


def asset_values(unit: str = "万元") -> Table:
    """国有资产使用情况表: assets by kind in one line."""
    head = [
        row(
            "项目",
            "行次",
            "资产总额",
            "流动资产",
            "固定资产",
            *["<"] * 4,
            "对外投资/有价证券",
            "在建工程",
            "无形资产",
            "其他资产",
        ),
        row(
            "^",
            "^",
            "^",
            "^",
            "小计",
            "房屋构筑物",
            "车辆",
            "单价200万以上大型设备",
            "其他固定资产",
            "^",
            "^",
            "^",
            "^",
        ),
        row("栏次", "", *map(str, range(1, 12))),
    ]
    return sheet(
        "国有资产使用情况表",
        *head,
        row(
            "合计",
            "1",
            "1,500.00",
            "200.00",
            "1,256.30",
            "900.00",
            "80.30",
            "0.00",
            "276.00",
            "0.00",
            "30.00",
            "13.70",
            "0.00",
        ),
        header_rows=3,
        unit=unit,
    )


def self_evaluation(
    executed: str = "108.45", rate: str = "90.38%", points: str = "9.04", score: str = "99.04"
) -> Table:
    """项目支出绩效自评表 of one project."""
    return sheet(
        "2024年度项目支出绩效自评表",
        "项目名称 | < | 教育督导经费 | < | < | < | < | <",
        "主管部门 | < | 清溪县教育局 | < | < | 实施单位 | 清溪县教育局 | <",
        "项目资金（万元） | < | 项目 | 年初预算数 | 全年预算数 | 全年执行数 | 执行率 | 得分",
        f"^ | < | 年度资金总额 | 110.00 | 120.00 | {executed} | {rate} | {points}",
        f"^ | < | 其中：当年财政拨款 | 110.00 | 120.00 | {executed} | — | —",
        "^ | < | 上年结转资金 | 0.00 | 0.00 | 0.00 | — | —",
        "^ | < | 其他资金 | 0.00 | 0.00 | 0.00 | — | —",
        "年度总体目标 | 预期目标 | < | < | < | 实际完成情况 | < | <",
        "^ | 完成全年督导任务 | < | < | < | 已完成 | < | <",
        "一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 | 偏差原因分析及改进措施",
        "产出指标 | 数量指标 | 督导学校数 | ≥40所 | 42所 | 20 | 20 | ",
        "^ | 质量指标 | 督导覆盖率 | ≥95% | 100% | 15 | 15 | ",
        "^ | 时效指标 | 完成及时率 | 100% | 100% | 15 | 15 | ",
        "效益指标 | 社会效益指标 | 办学行为规范率 | ≥90% | 95% | 30 | 30 | ",
        "满意度指标 | 服务对象满意度 | 家长满意度 | ≥90% | 93% | 10 | 10 | ",
        f"总分 | < | < | < | < | 100 | {score} | ",
        header_rows=0,
        unit=None,
    )
