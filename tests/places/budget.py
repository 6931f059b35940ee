"""Tables of a budget (预算) of the same year's figures, in the layouts that places print them in; a department with
three units.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import ROUND_DOWN, Decimal

from fiscal.model.reading import Table
from tests.places.account import LINES, NAMES, OPENING, Line, economic, functional, money
from tests.places.final import FUND, GENERAL, ZERO, numeral, row, spent_by_function, total
from tests.readings import sheet

UNITS = (
    ("105001", "清溪县教育局本级", Decimal("0.5")),
    ("105002", "清溪县第一中学", Decimal("0.3")),
    ("105003", "清溪县教师进修学校", Decimal("0.2")),
)
DEPARTMENT = ("105", "清溪县教育局")
GENERAL_SPENT, FUND_SPENT, OTHER = total(GENERAL, "treasury"), total(FUND, "treasury"), total(LINES, "other")
GENERAL_IN = GENERAL_SPENT - OPENING
YEAR_IN = GENERAL_IN + FUND_SPENT + OTHER
WHOLE = YEAR_IN + OPENING
SPENT = total(LINES)
CENT = Decimal("0.01")


def shares(value: Decimal) -> list[Decimal]:
    """A figure shared out over the units, to the cent."""
    first, second = ((value * share).quantize(CENT, ROUND_DOWN) for _, _, share in UNITS[:2])
    return [first, second, value - first - second]


def lines_of(unit: int, lines: Sequence[Line] = LINES) -> list[Line]:
    parts = [Line(li.code, *(shares(v)[unit] for v in (li.basic, li.project, li.other))) for li in lines]
    return [p for p in parts if p.total]


def earlier(value: Decimal) -> Decimal:
    """Last year's figure beside this year's: nine tenths of it, to the hundred."""
    return (value * Decimal("0.9")).quantize(Decimal(100)) if value else ZERO


INCOME = (
    ("一般公共预算拨款收入", GENERAL_IN),
    ("政府性基金预算拨款收入", FUND_SPENT),
    ("国有资本经营预算拨款收入", ZERO),
    ("财政专户管理资金收入", ZERO),
    ("事业收入", ZERO),
    ("事业单位经营收入", ZERO),
    ("上级补助收入", ZERO),
    ("附属单位上缴收入", ZERO),
    ("其他收入", OTHER),
)
FUNCTIONS = [
    "一般公共服务支出",
    "教育支出",
    "社会保障和就业支出",
    "卫生健康支出",
    "节能环保支出",
    "城乡社区支出",
    "农林水支出",
    "住房保障支出",
]


def balances(title: str = "部门收支总表", unit: str = "万元", zero: str = "", columns: str = "预算数") -> Table:
    def m(v: Decimal) -> str:
        return money(v, unit, zero)

    spent = spent_by_function(LINES)
    left = [(f"{numeral(i)}、{name}", m(v)) for i, (name, v) in enumerate(INCOME, 1)]
    right = [(f"{numeral(i)}、{name}", m(spent.get(name, ZERO))) for i, name in enumerate(FUNCTIONS, 1)] + [("", "")]
    left += [("本年收入合计", m(YEAR_IN)), ("上年结转结余", m(OPENING)), ("收入总计", m(WHOLE))]
    right += [("本年支出合计", m(SPENT)), ("年终结转结余", m(ZERO)), ("支出总计", m(WHOLE))]
    rows = [row(*a, *b) for a, b in zip(left, right, strict=True)]
    return sheet(title, "收入 | < | 支出 | <", row("项目", columns, "项目", columns), *rows, header_rows=2, unit=unit)


def balances_by_purpose(title: str = "收支总体情况表", unit: str = "万元") -> Table:
    """Expenditure by purpose: basic and project, each with its parts."""

    def m(v: Decimal) -> str:
        return money(v, unit, "0.00")

    eco = dict(economic())
    basic = total(LINES, "basic")
    left = [
        ("一、财政拨款", GENERAL_IN + FUND_SPENT),
        ("（一）一般公共预算拨款", GENERAL_IN),
        ("（二）政府性基金预算拨款", FUND_SPENT),
        ("（三）国有资本经营预算拨款", ZERO),
    ]
    left += [("二、财政专户拨款", ZERO), ("三、其他资金", OTHER)]
    right = [
        ("一、基本支出", basic),
        ("工资福利支出", eco["301"]),
        ("商品和服务支出", eco["302"]),
        ("对个人和家庭的补助", eco["303"]),
        ("资本性支出", eco["310"]),
    ]
    right += [("二、项目支出", SPENT - basic)]
    left += [("本年收入合计", YEAR_IN), ("上年结余结转", OPENING), ("收入总计", WHOLE)]
    right += [("本年支出合计", SPENT), ("结转下年", ZERO), ("支出总计", WHOLE)]
    rows = [row(a, m(v), b, m(w)) for (a, v), (b, w) in zip(left, right, strict=True)]
    return sheet(title, "收入 | < | 支出 | <", "项目 | 2025年预算 | 项目 | 2025年预算", *rows, header_rows=2, unit=unit)


def balances_two_years(title: str = "部门收支预算总表", unit: str = "万元") -> Table:
    """Last year's budget beside this year's on both sides."""

    def m(v: Decimal) -> str:
        return money(v, unit, "0.00")

    spent = spent_by_function(LINES)
    left = [(f"{numeral(i)}、{name}", earlier(v), v) for i, (name, v) in enumerate(INCOME, 1)]
    right = [
        (f"{numeral(i)}、{name}", earlier(spent.get(name, ZERO)), spent.get(name, ZERO))
        for i, name in enumerate(FUNCTIONS, 1)
    ] + [("", None, None)]
    year_in, year_out = (sum((e for _, e, _ in side if e is not None), ZERO) for side in (left, right))
    rest = year_out - year_in
    left += [("本年收入合计", year_in, YEAR_IN), ("上年结转", rest, OPENING), ("收入总计", year_out, WHOLE)]
    right += [("本年支出合计", year_out, SPENT), ("结转下年", ZERO, ZERO), ("支出总计", year_out, WHOLE)]

    def text(side):
        return [side[0], *("" if v is None else m(v) for v in side[1:])]

    rows = [row(*text(a), *text(b)) for a, b in zip(left, right, strict=True)]
    return sheet(
        title,
        "收入 | < | < | 支出 | < | <",
        "项目 | 2024年预算数 | 2025年预算数 | 项目 | 2024年预算数 | 2025年预算数",
        *rows,
        header_rows=2,
        unit=unit,
    )


SPENDING: tuple[tuple[str, Callable[[Line], Decimal]], ...] = (
    ("合计", lambda li: li.total),
    ("基本支出", lambda li: li.basic),
    ("项目支出", lambda li: li.project + li.other),
)
TREASURY: tuple[tuple[str, Callable[[Line], Decimal]], ...] = (
    ("合计", lambda li: li.treasury),
    ("基本支出", lambda li: li.basic),
    ("项目支出", lambda li: li.project),
)


def by_unit(
    title: str,
    columns: Sequence[tuple[str, Callable[[Line], Decimal]]] = SPENDING,
    lines: Sequence[Line] = LINES,
    *,
    unit: str = "万元",
    layout: str = "code and name",
    items: str = "all",
    department_row: bool = True,
    total_at: str = "first",
    extra: Sequence[str] = (),
    zero: str = "",
) -> Table:
    """A table department → units → items.

    `layout`: `code and name` (one code column for units and classes), `three codes` (类, 款, 项, 单位代码,
    单位名称（科目）), `name` (indented names only), `unit beside` (unit code and name in columns of their own, merged
    over its rows); `items`: `all` levels, `items` alone, or `none`."""

    def figures(inside):
        return [*(money(sum((v(li) for li in inside), ZERO), unit, zero) for _, v in columns), *[""] * len(extra)]

    names = [*(name for name, _ in columns), *extra]
    body: list[str] = []

    def unit_row(code: str, name: str, inside: Sequence[Line], depth: int) -> None:
        match layout:
            case "three codes":
                body.append(row("", "", "", code, "~" * depth + name, *figures(inside)))
            case "name":
                body.append(row("~" * depth + name, *figures(inside)))
            case "unit beside":
                body.append(row(code, name, "", "小计", *figures(inside)))
            case _:
                body.append(row(code, "~" * depth + name, *figures(inside)))

    if department_row:
        unit_row(*DEPARTMENT, lines, 0)
    for i, (code, name, _) in enumerate(UNITS):
        mine = lines_of(i, lines)
        unit_row(code, name, mine, 1)
        for node, inside in functional(tuple(mine)):
            if items == "none" or (items == "items" and len(node) < 7):
                continue
            depth = 2 + (len(node) - 3) // 2 if items == "all" else 2
            match layout:
                case "three codes":
                    body.append(row(node[:3], node[3:5], node[5:7], code, "~" * depth + NAMES[node], *figures(inside)))
                case "name":
                    body.append(row("~" * depth + NAMES[node], *figures(inside)))
                case "unit beside":
                    body.append(row("^", "^", node, NAMES[node], *figures(inside)))
                case _:
                    body.append(row(node, "~" * depth + NAMES[node], *figures(inside)))
    heads = {
        "three codes": [
            row("科目编码", "<", "<", "单位代码", "单位名称（科目）", *names),
            row("类", "款", "项", "^", "^", *["^"] * len(names)),
        ],
        "name": [row("单位名称（科目名称）", *names)],
        "unit beside": [row("单位代码", "单位名称", "科目编码", "科目名称", *names)],
    }.get(layout, [row("单位（科目）编码", "单位（科目）名称", *names)])
    wide = {"three codes": 5, "name": 1, "unit beside": 4}.get(layout, 2)
    sums = (
        row(*["合计", *["<"] * (wide - 1)], *figures(lines))
        if layout != "three codes"
        else row("", "", "", "", "合计", *figures(lines))
    )
    body = {"first": [sums, *body], "last": [*body, sums], "absent": body}[total_at]
    return sheet(title, *heads, *body, header_rows=len(heads), unit=unit)


def income_by_unit(
    title: str = "部门收入总表", unit: str = "万元", grouped: bool = True, department_row: bool = True, zero: str = ""
) -> Table:
    """Income of the department and its units by source; this year's and balances grouped, or one column each."""

    def m(v: Decimal) -> str:
        return money(v, unit, zero)

    general, fund, other, opening = (shares(v) for v in (GENERAL_IN, FUND_SPENT, OTHER, OPENING))

    def figures(g: Decimal, f: Decimal, o: Decimal, b: Decimal) -> list[str]:
        if grouped:
            return [m(v) for v in (g + f + o + b, g + f + o, g, f, ZERO, ZERO, o, b, b, ZERO)]
        return [m(v) for v in (g + f + o + b, b, g, f, ZERO, ZERO, o)]

    if grouped:
        head = [
            row("部门（单位）代码", "部门（单位）名称", "合计", "本年收入", *["<"] * 5, "上年结转结余", "<", "<"),
            row(
                "^",
                "^",
                "^",
                "小计",
                "一般公共预算",
                "政府性基金预算",
                "国有资本经营预算",
                "财政专户管理资金",
                "其他收入",
                "小计",
                "一般公共预算",
                "单位资金",
            ),
        ]
    else:
        head = [
            row(
                "单位代码",
                "单位名称",
                "合计",
                "上年结转",
                "一般公共预算拨款收入",
                "政府性基金预算拨款收入",
                "国有资本经营预算拨款收入",
                "事业收入",
                "其他收入",
            )
        ]
    whole = figures(GENERAL_IN, FUND_SPENT, OTHER, OPENING)
    rows = [row("", "合计", *whole), *([row(*DEPARTMENT, *whole)] if department_row else [])]
    rows += [
        row(code, "~" + name, *figures(general[i], fund[i], other[i], opening[i]))
        for i, (code, name, _) in enumerate(UNITS)
    ]
    return sheet(title, *head, *rows, header_rows=len(head), unit=unit)


def appropriation(title: str = "财政拨款收支总表", unit: str = "万元", funds: bool = True, zero: str = "") -> Table:
    """财政拨款收支总表: 一、本年收入 and its funds, 二、上年结转; expenditure by class and fund."""

    def m(v: Decimal) -> str:
        return money(v, unit, zero)

    g, f = spent_by_function(GENERAL, "treasury"), spent_by_function(FUND, "treasury")

    def split(name: str, a: Decimal, b: Decimal) -> list[str]:
        return [name, m(a + b), *([m(a), m(b), m(ZERO)] if funds else [])]

    left = [
        ("一、本年收入", GENERAL_IN + FUND_SPENT),
        ("（一）一般公共预算拨款", GENERAL_IN),
        ("（二）政府性基金预算拨款", FUND_SPENT),
        ("（三）国有资本经营预算拨款", ZERO),
    ]
    left += [
        ("二、上年结转", OPENING),
        ("（一）一般公共预算拨款", OPENING),
        ("（二）政府性基金预算拨款", ZERO),
        ("（三）国有资本经营预算拨款", ZERO),
        ("", None),
        ("", None),
        ("收入总计", GENERAL_IN + FUND_SPENT + OPENING),
    ]
    right = [split("一、本年支出", GENERAL_SPENT, FUND_SPENT)]
    right += [
        split(f"（{numeral(i)}）{name}", g.get(name, ZERO), f.get(name, ZERO)) for i, name in enumerate(FUNCTIONS, 1)
    ]
    right += [split("二、年终结转结余", ZERO, ZERO), split("支出总计", GENERAL_SPENT, FUND_SPENT)]
    rows = [row(a, "" if v is None else m(v), *b) for (a, v), b in zip(left, right, strict=True)]
    heads = ["合计", "一般公共预算", "政府性基金预算", "国有资本经营预算"] if funds else ["预算数"]
    return sheet(
        title,
        row("收入", "<", "支出", *["<"] * len(heads)),
        row("项目", "预算数", "项目", *heads),
        *rows,
        header_rows=2,
        unit=unit,
    )


def general_with_last_year(
    title: str = "一般公共预算支出表", unit: str = "万元", percent: bool = True, total_at: str = "last"
) -> Table:
    """Last year's execution, this year's budget and the change beside each other, the total at the end."""

    def figures(inside: Sequence[Line]) -> list[str]:
        now = sum((li.treasury for li in inside), ZERO)
        basic = sum((li.basic for li in inside), ZERO)
        before = sum((earlier(li.treasury) for li in inside), ZERO)
        change = now - before
        return [money(v, unit) for v in (before, now, basic, now - basic, change)] + (
            [f"{change / before * 100:.2f}%"] if percent else []
        )

    head = [
        row(
            "功能分类科目",
            "<",
            "2024年执行数",
            "2025年预算数",
            "<",
            "<",
            "2025年预算数比2024年执行数",
            *(["<"] if percent else []),
        ),
        row("科目编码", "科目名称", "^", "小计", "基本支出", "项目支出", "增减额", *(["增减%"] if percent else [])),
    ]
    rows = [row(code, NAMES[code], *figures(inside)) for code, inside in functional(GENERAL)]
    sums = row("合计", "<", *figures(GENERAL))
    return sheet(title, *head, *([*rows, sums] if total_at == "last" else [sums, *rows]), header_rows=2, unit=unit)


GOVERNMENT = {"301": "501", "302": "502", "303": "509", "310": "503"}


def basic(
    title: str = "一般公共预算基本支出表", unit: str = "万元", zero: str = "", codes: int = 1, total_at: str = "first"
) -> Table:
    """Basic expenditure by economic classification with personnel and running cost in columns."""

    def figures(pairs: Sequence[tuple[str, Decimal]]) -> list[str]:
        personnel = sum((v for c, v in pairs if c[:3] in ("301", "303")), ZERO)
        running = sum((v for c, v in pairs if c[:3] not in ("301", "303")), ZERO)
        return [money(v, unit, zero) for v in (personnel + running, personnel, running)]

    items = [(c, v) for c, v in economic() if len(c) == 5]
    head = [row("部门预算支出经济分类科目", *["<"] * codes, "本年一般公共预算基本支出", "<", "<")]
    head += [
        row(*(["类", "款", "科目名称"] if codes == 2 else ["科目编码", "科目名称"]), "合计", "人员经费", "公用经费")
    ]

    def named(code):
        return [code[:3], code[3:], NAMES[code]] if codes == 2 else [code, NAMES[code]]

    rows = [row(*named(code), *figures([(c, v) for c, v in items if c.startswith(code)])) for code, _ in economic()]
    sums = row("合计", *["<"] * codes, *figures(items))
    return sheet(title, *head, *([sums, *rows] if total_at == "first" else [*rows, sums]), header_rows=2, unit=unit)


THREE = (ZERO, ZERO, Decimal("120000.00"), Decimal("30000.00"))
THREE_BEFORE = (ZERO, ZERO, Decimal("130000.00"), Decimal("35000.00"))


def three_public_rows(title: str = "“三公”经费支出表", unit: str = "万元", change: bool = False) -> Table:
    entries = [
        ("合计", lambda v: sum(v, ZERO)),
        ("一、因公出国（境）费用", lambda v: v[0]),
        ("二、公务接待费", lambda v: v[3]),
        ("三、公务用车购置及运行费", lambda v: v[1] + v[2]),
    ]
    entries += [("其中：公务用车购置费", lambda v: v[1]), ("公务用车运行维护费", lambda v: v[2])]
    rows = [
        row(
            name,
            *(money(pick(v), unit) for v in (THREE_BEFORE, THREE)),
            *([money(pick(THREE) - pick(THREE_BEFORE), unit)] if change else []),
        )
        for name, pick in entries
    ]
    return sheet(
        title,
        row("项目", "2024年预算数", "2025年预算数", *(["增减额"] if change else [])),
        *rows,
        header_rows=1,
        unit=unit,
    )


def three_public_beside(title: str = "一般公共预算“三公”经费支出表", unit: str = "万元") -> Table:
    """Both years beside each other, five figures each."""

    def six(v):
        return [money(x, unit) for x in (sum(v, ZERO), v[0], v[1] + v[2], v[1], v[2], v[3])]

    return sheet(
        title,
        row("2024年预算数", *["<"] * 5, "2025年预算数", *["<"] * 5),
        row(*(["合计", "因公出国（境）费", "公务用车购置及运行费", "<", "<", "公务接待费"] * 2)),
        row(*(["^", "^", "小计", "公务用车购置费", "公务用车运行费", "^"] * 2)),
        row(*six(THREE_BEFORE), *six(THREE)),
        header_rows=3,
        unit=unit,
    )


def three_public_by_unit(
    title: str = "“三公”经费预算财政拨款情况统计表", unit: str = "万元", department_row: bool = True
) -> Table:
    """A row a unit."""

    def six(v):
        return [money(x, unit) for x in (sum(v, ZERO), v[0], v[1] + v[2], v[1], v[2], v[3])]

    parts = [[shares(x)[i] for x in THREE] for i in range(3)]
    rows = [row("", "合计", *six(THREE)), *([row(*DEPARTMENT, *six(THREE))] if department_row else [])]
    rows += [row(code, "~" + name, *six(parts[i])) for i, (code, name, _) in enumerate(UNITS)]
    return sheet(
        title,
        row("单位编码", "单位名称", "当年财政拨款预算安排", *["<"] * 5),
        row("^", "^", "合计", "因公出国（境）费用", "公务用车购置及运行费", "<", "<", "公务接待费"),
        row("^", "^", "^", "^", "小计", "公务用车购置费", "公务用车运行费", "^"),
        *rows,
        header_rows=3,
        unit=unit,
    )


def three_public_with_meetings(
    title: str = "“三公”经费、会议费、培训费支出预算表", unit: str = "万元", group: str = "“三公”经费"
) -> Table:
    meetings, training = Decimal("20000.00"), Decimal("10000.00")
    v = THREE
    cells = [
        money(x, unit)
        for x in (
            sum(v, ZERO) + meetings + training,
            sum(v, ZERO),
            v[0],
            v[1] + v[2],
            v[1],
            v[2],
            v[3],
            meetings,
            training,
        )
    ]
    return sheet(
        title,
        row("合计", group, *["<"] * 5, "会议费", "培训费"),
        row("^", "小计", "因公出国（境）费用", "公务用车购置及运行维护费", "<", "<", "公务接待费", "^", "^"),
        row("^", "^", "^", "小计", "公务用车购置费", "公务用车运行维护费", "^", "^", "^"),
        row(*cells),
        header_rows=3,
        unit=unit,
    )


PROJECTS = (
    ("105001", "清溪县教育局本级", "教育督导经费", "234500.00", "0"),
    ("105001", "清溪县教育局本级", "校舍安全保障", "500000.00", "950000.00"),
    ("105002", "清溪县第一中学", "学生资助", "400000.00", "0"),
)


def projects(title: str = "项目支出表", unit: str = "万元", kinds: bool = True) -> Table:
    """Projects with their kind and body; general budget, funds and other money."""

    def m(v: Decimal) -> str:
        return money(v, unit, "")

    head = [
        row("类型", "项目名称", "项目单位", "合计", "本年拨款", "<", "<", "单位资金"),
        row("^", "^", "^", "^", "一般公共预算", "政府性基金预算", "国有资本经营预算", "^"),
    ]
    own = [Decimal("100000.00"), ZERO, ZERO]
    data = [(name, body, Decimal(g), Decimal(f), own[i]) for i, (_, body, name, g, f) in enumerate(PROJECTS)]
    rows = [
        row(
            "合计",
            "<",
            "<",
            *(
                m(sum((x,), ZERO))
                for x in (
                    sum((d[2] + d[3] + d[4] for d in data), ZERO),
                    sum((d[2] for d in data), ZERO),
                    sum((d[3] for d in data), ZERO),
                    ZERO,
                    sum((d[4] for d in data), ZERO),
                )
            ),
        )
    ]
    rows += [row("特定目标类", name, body, m(g + f + o), m(g), m(f), "", m(o)) for name, body, g, f, o in data]
    return sheet(title, *head, *rows, header_rows=2, unit=unit)
