"""Tables of a final account (决算) in the layouts that places print them in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from itertools import zip_longest

from fiscal.model.reading import Table
from tests.places.account import CLOSING, ECONOMIC, LINES, NAMES, OPENING, Line, economic, functional, money
from tests.readings import sheet

ZERO = Decimal(0)
GENERAL = tuple(line for line in LINES if not line.fund)
FUND = tuple(line for line in LINES if line.fund)


def total(lines: Sequence[Line], what: str = "total") -> Decimal:
    return sum((getattr(line, what) for line in lines), ZERO)


def row(*cells: str) -> str:
    return " | ".join(cells)


SPENT, GENERAL_SPENT, FUND_SPENT = total(LINES), total(GENERAL, "treasury"), total(FUND, "treasury")
GENERAL_IN = GENERAL_SPENT - OPENING + CLOSING
OTHER_IN = total(LINES, "other")
YEAR_IN = GENERAL_IN + FUND_SPENT + OTHER_IN
WHOLE = YEAR_IN + OPENING

FUNCTIONS = [
    "一般公共服务支出",
    "外交支出",
    "国防支出",
    "公共安全支出",
    "教育支出",
    "科学技术支出",
    "文化旅游体育与传媒支出",
    "社会保障和就业支出",
    "卫生健康支出",
    "节能环保支出",
    "城乡社区支出",
    "农林水支出",
    "交通运输支出",
    "资源勘探工业信息等支出",
    "商业服务业等支出",
    "金融支出",
    "援助其他地区支出",
    "自然资源海洋气象等支出",
    "住房保障支出",
    "粮油物资储备支出",
    "国有资本经营预算支出",
    "灾害防治及应急管理支出",
    "其他支出",
    "债务还本支出",
    "债务付息支出",
    "抗疫特别国债安排的支出",
]
NUMERALS = "一二三四五六七八九"


def numeral(n: int) -> str:
    tens, ones = divmod(n, 10)
    return ("" if not tens else "十" if tens == 1 else NUMERALS[tens - 1] + "十") + (NUMERALS[ones - 1] if ones else "")


def spent_by_function(lines: Sequence[Line], what: str = "total") -> dict[str, Decimal]:
    return {
        NAMES[code]: sum((getattr(line, what) for line in inside), ZERO)
        for code, inside in functional(tuple(lines))
        if len(code) == 3
    }


def balances(unit: str = "万元", zero: str = "0.00", lines_numbered: bool = True, units_row: bool = True) -> Table:
    """公开01表 收入支出决算总表: both sides with line numbers and 栏次."""

    def m(v):
        return money(v, unit, zero)

    income = [
        ("一般公共预算财政拨款收入", GENERAL_IN),
        ("政府性基金预算财政拨款收入", FUND_SPENT),
        ("国有资本经营预算财政拨款收入", ZERO),
        ("上级补助收入", ZERO),
    ]
    income += [("事业收入", ZERO), ("经营收入", ZERO), ("附属单位上缴收入", ZERO), ("其他收入", OTHER_IN)]
    spent = spent_by_function(LINES)
    left = [(f"{numeral(i)}、{name}", m(value)) for i, (name, value) in enumerate(income, 1)]
    right = [(f"{numeral(i)}、{name}", m(spent.get(name, ZERO))) for i, name in enumerate(FUNCTIONS, 1)]
    left += [("", "")] * (len(right) - len(left))
    left += [
        ("本年收入合计", m(YEAR_IN)),
        ("使用非财政拨款结余（含专用结余）", m(ZERO)),
        ("年初结转和结余", m(OPENING)),
        ("", ""),
        ("总计", m(WHOLE)),
    ]
    right += [
        ("本年支出合计", m(SPENT)),
        ("结余分配", m(ZERO)),
        ("年末结转和结余", m(CLOSING)),
        ("", ""),
        ("总计", m(SPENT + CLOSING)),
    ]
    n = len(left)
    if not lines_numbered:
        rows = [row(a, b, c, d) for (a, b), (c, d) in zip(left, right, strict=True)]
        return sheet(
            "收入支出决算总表", "收入 | < | 支出 | <", "项目 | 决算数 | 项目 | 决算数", *rows, header_rows=2, unit=unit
        )
    rows = [row(a, str(i), b, c, str(i + n), d) for i, ((a, b), (c, d)) in enumerate(zip(left, right, strict=True), 1)]
    head = [
        "收入 | < | < | 支出 | < | <",
        "项目 | 行次 | 金额 | 项目 | 行次 | 金额",
        *(["栏次 | | 1 | 栏次 | | 2"] if units_row else []),
    ]
    return sheet("收入支出决算总表", *head, *rows, header_rows=len(head), unit=unit)


def by_function(
    title: str,
    columns: Sequence[tuple[str, Callable[[Line], Decimal]]],
    lines: Sequence[Line] = LINES,
    *,
    unit: str = "万元",
    zero: str = "0.00",
    total_at: str = "first",
    code_columns: int = 1,
    numbers: bool = True,
    group: str | None = None,
    number: int = 2,
    codes: bool = True,
    indent: bool = False,
) -> Table:
    """A table by functional classification; the codes in one column, or class, section and item in three; the total
    first, last or absent.
    """

    def figures(inside: Sequence[Line]) -> list[str]:
        return [money(sum((value(line) for line in inside), ZERO), unit, zero) for _, value in columns]

    def named(code: str) -> list[str]:
        name = "~" * ((len(code) - 3) // 2) + NAMES[code] if indent else NAMES[code]
        if not codes:
            return [name]
        if code_columns == 3:
            return [code[:3], code[3:5], code[5:7], name]
        return [code, name]

    wide = (code_columns if codes else 0) + 1
    if not codes:
        head = [["项目"]]
    elif code_columns == 3:
        head = [["功能分类科目编码", "<", "<", "科目名称"], ["类", "款", "项", "^"]]
    else:
        head = [["功能分类科目编码", "科目名称"]]
    names = [name for name, _ in columns]
    if group:
        head = [["项目", *["<"] * (wide - 1), group, *["<"] * (len(names) - 1)], *head[:1], *head[1:]]
        heads = [row(*head[0]), *(row(*h, *(names if i == 0 else ["^"] * len(names))) for i, h in enumerate(head[1:]))]
    else:
        heads = [row(*h, *(names if i == 0 else ["^"] * len(names))) for i, h in enumerate(head)]
    if numbers:
        heads.append(row("栏次", *["<"] * (wide - 1), *(str(i) for i in range(1, len(names) + 1))))
    sums = row("合计", *["<"] * (wide - 1), *figures(lines))
    body = [row(*named(code), *figures(inside)) for code, inside in functional(tuple(lines))]
    body = {"first": [sums, *body], "last": [*body, sums], "absent": body}[total_at]
    return sheet(title, *heads, *body, header_rows=len(heads), unit=unit, number=number)


def income_of(line: Line) -> Decimal:
    """What came in for an item: the carry-over is of 2010302."""
    return line.treasury - (OPENING - CLOSING if line.code == "2010302" else 0)


INCOME = (
    ("本年收入合计", lambda li: income_of(li) + li.other),
    ("财政拨款收入", income_of),
    ("上级补助收入", lambda li: ZERO),
    ("事业收入", lambda li: ZERO),
    ("经营收入", lambda li: ZERO),
    ("附属单位上缴收入", lambda li: ZERO),
    ("其他收入", lambda li: li.other),
)
EXPENDITURE = (
    ("本年支出合计", lambda li: li.total),
    ("基本支出", lambda li: li.basic),
    ("项目支出", lambda li: li.project + li.other),
    ("上缴上级支出", lambda li: ZERO),
    ("经营支出", lambda li: ZERO),
    ("对附属单位补助支出", lambda li: ZERO),
)
GENERAL_BUDGET = (
    ("小计", lambda li: li.treasury),
    ("基本支出", lambda li: li.basic),
    ("项目支出", lambda li: li.project),
)


def income(**layout) -> Table:
    return by_function("收入决算表", INCOME, number=2, **layout)


def expenditure(**layout) -> Table:
    return by_function("支出决算表", EXPENDITURE, number=3, **layout)


def general_budget(**layout) -> Table:
    return by_function(
        "一般公共预算财政拨款支出决算表", GENERAL_BUDGET, GENERAL, number=5, **({"group": "本年支出"} | layout)
    )


def appropriation(unit: str = "万元", zero: str = "0.00", numbered: bool = True, capital: bool = True) -> Table:
    """公开04表 财政拨款收入支出决算总表: income in one column, expenditure by fund."""

    def m(v):
        return money(v, unit, zero)

    left = [
        ("一、一般公共预算财政拨款", m(GENERAL_IN)),
        ("二、政府性基金预算财政拨款", m(FUND_SPENT)),
        ("三、国有资本经营预算财政拨款", m(ZERO)),
    ]
    general, fund = spent_by_function(GENERAL, "treasury"), spent_by_function(FUND, "treasury")
    last = 4 if capital else 3

    def split(name: str, a: Decimal, b: Decimal) -> list[str]:
        return [name, *[m(v) for v in (a + b, a, b, ZERO)[:last]]]

    right = [
        split(f"{numeral(i)}、{name}", general.get(name, ZERO), fund.get(name, ZERO))
        for i, name in enumerate(FUNCTIONS, 1)
    ]
    left += [("", "")] * (len(right) - len(left))
    left += [
        ("本年收入合计", m(GENERAL_IN + FUND_SPENT)),
        ("年初财政拨款结转和结余", m(OPENING)),
        ("一般公共预算财政拨款", m(OPENING)),
        ("政府性基金预算财政拨款", m(ZERO)),
    ]
    left += [("国有资本经营预算财政拨款", m(ZERO)), ("总计", m(GENERAL_IN + FUND_SPENT + OPENING))]
    right += [split("本年支出合计", GENERAL_SPENT, FUND_SPENT), split("年末财政拨款结转和结余", CLOSING, ZERO)]
    right += [["", *[""] * last]] * 3
    right += [split("总计", GENERAL_SPENT + CLOSING, FUND_SPENT)]
    n = len(left)
    funds = ["合计", "一般公共预算财政拨款", "政府性基金预算财政拨款", "国有资本经营预算财政拨款"][:last]
    if numbered:
        rows = [
            row(a, str(i), b, c[0], str(i + n), *c[1:])
            for i, ((a, b), c) in enumerate(zip(left, right, strict=True), 1)
        ]
        head = [
            row("收入", "<", "<", "支出", "<", *["<"] * last),
            row("项目", "行次", "金额", "项目", "行次", *funds),
            row("栏次", "", "1", "栏次", "", *(str(i) for i in range(2, 2 + last))),
        ]
    else:
        rows = [row(a, b, *c) for (a, b), c in zip(left, right, strict=True)]
        head = [row("收入", "<", "支出", *["<"] * last), row("项目", "金额", "项目", *funds)]
    return sheet("财政拨款收入支出决算总表", *head, *rows, header_rows=len(head), unit=unit, number=4)


def basic(
    unit: str = "万元",
    zero: str = "",
    panels: int = 3,
    footer: bool = True,
    top: bool = True,
    names: tuple[str, str] = ("经济分类科目编码", "科目名称"),
) -> Table:
    """公开06表 基本支出决算表 by economic classification, in panels side by side, the sums of personnel and running
    cost below.
    """
    every = [(code, NAMES[code], money(value, unit, zero)) for code, value in economic()]
    personnel = [e for e in every if e[0][:3] in ("301", "303")]
    running = [e for e in every if e[0][:3] not in ("301", "303")]
    p, r = (sum((v for c, v in ECONOMIC.items() if (c[:3] in ("301", "303")) is who), ZERO) for who in (True, False))
    columns = (
        [personnel, running[: len(running) // 2 + 1], running[len(running) // 2 + 1 :]]
        if panels == 3
        else [personnel, running]
    )
    head = [row("人员经费", "<", "<", "公用经费", *["<"] * (3 * panels - 4))] if top else []
    head += [row(*(("科目编码", "科目名称", "决算数") * panels))]
    rows = [
        row(*(text for entry in entries for text in entry)) for entries in zip_longest(*columns, fillvalue=("", "", ""))
    ]
    if footer:
        wide = 3 * (panels - 1) - 1
        rows += [row("人员经费合计", "<", money(p, unit), "公用经费合计", *["<"] * (wide - 1), money(r, unit))]
    return sheet("一般公共预算财政拨款基本支出决算表", *head, *rows, header_rows=len(head), unit=unit, number=6)


ABROAD, BOUGHT, RUN, GUESTS = ZERO, ZERO, Decimal("120000.00"), Decimal("30000.00")
PLANNED = (Decimal("0"), Decimal("0"), Decimal("150000.00"), Decimal("50000.00"))


def three_public_beside(unit: str = "万元", zero: str = "0.00") -> Table:
    """公开07表: budget and final figures side by side."""

    def six(a: Decimal, b: Decimal, r: Decimal, g: Decimal) -> list[str]:
        return [money(v, unit, zero) for v in (a + b + r + g, a, b + r, b, r, g)]

    return sheet(
        "财政拨款“三公”经费支出决算表",
        row("预算数", *["<"] * 5, "决算数", *["<"] * 5),
        row(*(["合计", "因公出国（境）费", "公务用车购置及运行维护费", "<", "<", "公务接待费"] * 2)),
        row(*(["^", "^", "小计", "公务用车购置费", "公务用车运行维护费", "^"] * 2)),
        row(*map(str, range(1, 13))),
        row(*six(*PLANNED), *six(ABROAD, BOUGHT, RUN, GUESTS)),
        header_rows=4,
        unit=unit,
        number=7,
    )


def three_public_rows(
    unit: str = "万元",
    columns: tuple[str, ...] = ("年初预算数", "全年预算数", "决算数"),
    line_numbers: bool = True,
    counts: bool = True,
) -> Table:
    """The form of items in rows with counts below (相关统计数), as the ministry's set of tables has it."""
    done = (ABROAD, BOUGHT, RUN, GUESTS)
    plans = {
        "年初预算数": PLANNED,
        "全年预算数": (ZERO, ZERO, Decimal("140000.00"), Decimal("40000.00")),
        "预算数": PLANNED,
        "决算数": done,
        "决算统计数": done,
        "上年决算数": (ZERO, ZERO, Decimal("130000.00"), Decimal("35000.00")),
    }

    def of(pick: Callable[[tuple[Decimal, ...]], Decimal]) -> list[str]:
        return [money(pick(plans[c]), unit) for c in columns]

    final = [c in ("决算数", "决算统计数") for c in columns]
    entries: list[tuple[str, list[str]]] = [
        ("一、“三公”经费支出", ["—"] * len(columns)),
        ("（一）支出合计", of(lambda v: sum(v, ZERO))),
        ("1．因公出国（境）费", of(lambda v: v[0])),
        ("2．公务用车购置及运行维护费", of(lambda v: v[1] + v[2])),
        ("（1）公务用车购置费", of(lambda v: v[1])),
        ("（2）公务用车运行维护费", of(lambda v: v[2])),
        ("3．公务接待费", of(lambda v: v[3])),
        ("（1）国内接待费", [money(GUESTS, unit) if f else "—" for f in final]),
        ("其中：外事接待费", ["0.00" if f else "—" for f in final]),
        ("（2）国（境）外接待费", ["0.00" if f else "—" for f in final]),
    ]
    if counts:
        entries += [("（二）相关统计数", ["—"] * len(columns))]
        for name, n in (
            ("1．因公出国（境）团组数（个）", 0),
            ("2．因公出国（境）人次数（人）", 0),
            ("3．公务用车购置数（辆）", 0),
            ("4．公务用车保有量（辆）", 4),
            ("5．国内公务接待批次（个）", 32),
            ("其中：外事接待批次（个）", 0),
            ("6．国内公务接待人次（人）", 214),
            ("其中：外事接待人次（人）", 0),
            ("7．国（境）外公务接待批次（个）", 0),
            ("8．国（境）外公务接待人次（人）", 0),
        ):
            entries.append((name, [str(n) if f else "—" for f in final]))
    if line_numbers:
        head = [row("项目", "行次", *columns), row("栏次", "", *map(str, range(1, len(columns) + 1)))]
        rows = [row(name, str(i), *values) for i, (name, values) in enumerate(entries, 1)]
    else:
        head = [row("项目", *columns)]
        rows = [row(name, *values) for name, values in entries]
    return sheet("财政拨款“三公”经费支出决算表", *head, *rows, header_rows=len(head), unit=unit, number=7)


def fund(unit: str = "万元", zero: str = "0.00", code_columns: int = 1) -> Table:
    """公开08表: how the government funds roll forward, by function."""
    columns = (
        ("年初结转和结余", lambda li: ZERO),
        ("本年收入", lambda li: li.treasury),
        ("小计", lambda li: li.treasury),
        ("基本支出", lambda li: li.basic),
        ("项目支出", lambda li: li.project),
        ("年末结转和结余", lambda li: ZERO),
    )

    def figures(inside):
        return [money(sum((v(li) for li in inside), ZERO), unit, zero) for _, v in columns]

    if code_columns == 3:
        head = [
            row("项目", "<", "<", "<", "年初结转和结余", "本年收入", "本年支出", "<", "<", "年末结转和结余"),
            row("功能分类科目编码", "<", "<", "科目名称", "^", "^", "小计", "基本支出", "项目支出", "^"),
            row("类", "款", "项", "栏次", *map(str, range(1, 7))),
            row("^", "^", "^", "合计", *figures(FUND)),
        ]
        rows = [row(code, "<", "<", NAMES[code], *figures(inside)) for code, inside in functional(FUND)]
        return sheet("政府性基金预算财政拨款收入支出决算表", *head, *rows, header_rows=3, unit=unit, number=8)
    head = [
        row("项目", "<", "年初结转和结余", "本年收入", "本年支出", "<", "<", "年末结转和结余"),
        row("功能分类科目编码", "科目名称", "^", "^", "小计", "基本支出", "项目支出", "^"),
        row("栏次", "<", *map(str, range(1, 7))),
    ]
    rows = [
        row("合计", "<", *figures(FUND)),
        *(row(code, NAMES[code], *figures(inside)) for code, inside in functional(FUND)),
    ]
    return sheet("政府性基金预算财政拨款收入支出决算表", *head, *rows, header_rows=3, unit=unit, number=8)


def capital() -> Table:
    """公开09表, empty with its note."""
    return sheet(
        "国有资本经营预算财政拨款支出决算表",
        "项目 | < | 本年支出 | < | <",
        "功能分类科目编码 | 科目名称 | 合计 | 基本支出 | 项目支出",
        "栏次 | < | 1 | 2 | 3",
        "合计 | < | | | ",
        " | | | | ",
        header_rows=3,
        number=9,
        notes=("注：本部门本年度没有国有资本经营预算财政拨款支出，故本表无数据。",),
    )


def assets() -> Table:
    """国有资产占用情况表 with vehicles by kind and equipment by price."""
    entries = [
        ("一、车辆数合计（台、辆）", "4"),
        ("1.副部（省）级及以上领导用车", "0"),
        ("2.主要领导干部用车", "0"),
        ("3.机要通信用车", "1"),
        ("4.应急保障用车", "2"),
    ]
    entries += [
        ("5.执法执勤用车", "0"),
        ("6.特种专业技术用车", "0"),
        ("7.离退休干部用车", "0"),
        ("8.其他用车", "1"),
        ("二、单价100万元（含）以上设备（不含车辆）（台、套）", "3"),
    ]
    return sheet(
        "国有资产占用情况表",
        "项目 | 栏次 | 数量",
        *(row(name, str(i), n) for i, (name, n) in enumerate(entries, 1)),
        header_rows=1,
        unit="台、辆、套",
        number=10,
    )
