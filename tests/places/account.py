"""A made-up department's year with all its arithmetic right, from which filings of many layouts are typeset."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import TypeVar

T = TypeVar("T")

NAMES = {
    "201": "一般公共服务支出",
    "20103": "政府办公厅（室）及相关机构事务",
    "2010301": "行政运行",
    "2010302": "一般行政管理事务",
    "2010350": "事业运行",
    "208": "社会保障和就业支出",
    "20805": "行政事业单位养老支出",
    "2080505": "机关事业单位基本养老保险缴费支出",
    "2080506": "机关事业单位职业年金缴费支出",
    "210": "卫生健康支出",
    "21011": "行政事业单位医疗",
    "2101101": "行政单位医疗",
    "2101102": "事业单位医疗",
    "212": "城乡社区支出",
    "21208": "国有土地使用权出让收入安排的支出",
    "2120804": "农村基础设施建设支出",
    "221": "住房保障支出",
    "22102": "住房改革支出",
    "2210201": "住房公积金",
    "301": "工资福利支出",
    "30101": "基本工资",
    "30102": "津贴补贴",
    "30103": "奖金",
    "30108": "机关事业单位基本养老保险缴费",
    "30109": "职业年金缴费",
    "30110": "职工基本医疗保险缴费",
    "30113": "住房公积金",
    "302": "商品和服务支出",
    "30201": "办公费",
    "30207": "邮电费",
    "30217": "公务接待费",
    "30231": "公务用车运行维护费",
    "30239": "其他交通费用",
    "303": "对个人和家庭的补助",
    "30302": "退休费",
    "30305": "生活补助",
    "310": "资本性支出",
    "31002": "办公设备购置",
}


@dataclass(frozen=True)
class Line:
    """What one item of the functional classification spends: basic and project expenditure of the treasury's money, and
    project expenditure of other money; in yuan.
    """

    code: str
    basic: Decimal = Decimal(0)
    project: Decimal = Decimal(0)
    other: Decimal = Decimal(0)

    @property
    def treasury(self) -> Decimal:
        return self.basic + self.project

    @property
    def total(self) -> Decimal:
        return self.treasury + self.other

    @property
    def fund(self) -> bool:
        return self.code.startswith("21208")


def _line(code: str, basic: str = "0", project: str = "0", other: str = "0") -> Line:
    return Line(code, Decimal(basic), Decimal(project), Decimal(other))


LINES = (
    _line("2010301", "6123456.78"),
    _line("2010302", project="1134500.00", other="100000.00"),
    _line("2010350", "800000.00"),
    _line("2080505", "512340.56"),
    _line("2080506", "256170.28"),
    _line("2101101", "310000.12"),
    _line("2101102", "65432.10"),
    _line("2120804", project="950000.00"),
    _line("2210201", "601234.00"),
)
ECONOMIC = {
    "30101": Decimal("2400000.00"),
    "30102": Decimal("1900000.00"),
    "30103": Decimal("1000000.00"),
    "30108": Decimal("512340.56"),
    "30109": Decimal("256170.28"),
    "30110": Decimal("375432.22"),
    "30113": Decimal("601234.00"),
    "30201": Decimal("420000.00"),
    "30207": Decimal("80000.00"),
    "30217": Decimal("30000.00"),
    "30231": Decimal("120000.00"),
    "30239": Decimal("323456.78"),
    "30302": Decimal("450000.00"),
    "30305": Decimal("150000.00"),
    "31002": Decimal("50000.00"),
}
OPENING, CLOSING = Decimal("200000.00"), Decimal("150000.00")


YUAN = {"元": Decimal(1), "千元": Decimal(1000), "万元": Decimal(10000)}


def money(value: Decimal, unit: str = "万元", zero: str = "0.00") -> str:
    """A figure as printed in a unit, rounded to two places; `zero` is how nothing is printed."""
    return f"{(value / YUAN[unit]).quantize(Decimal('0.01'), ROUND_HALF_UP):,}" if value else zero


def tree(codes: dict[str, T], steps: tuple[int, ...] = (3, 5, 7)) -> list[tuple[str, list[T]]]:
    """Classes, sections and items in order of their codes, each with what stands under it."""
    nodes = sorted({code[:n] for code in codes for n in steps if n <= len(code)})
    return [(node, [v for code, v in codes.items() if code.startswith(node)]) for node in nodes]


def functional(lines: tuple[Line, ...] = LINES) -> list[tuple[str, list[Line]]]:
    return tree({line.code: line for line in lines})


def economic() -> list[tuple[str, Decimal]]:
    return [(code, sum(values, Decimal(0))) for code, values in tree(ECONOMIC, (3, 5))]
