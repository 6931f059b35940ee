"""Units: what is printed for a table or inside a header or label, what a table without one inherits, and how precise each unit's figures are.

Whether a column holds money at all is told here too, by its header's words.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from fiscal.model.amounts import YUAN_PER_UNIT, decimal_places, normal, parse_amount
from fiscal.model.reading import Table

_MONEY = re.compile(r"(?:人民币)?(?P<unit>[亿万千]?元)")
_BRACKETED = re.compile(r"[(\[:,、](?:单位:)?(?:人民币)?(?P<unit>[亿万千]?元)(?:[)\]]|$)")
_COUNTS = "台辆套个人次份项件家户批场宗篇条名组座栋间处只期"
_COUNT_UNIT = re.compile(rf"[(\[](?P<unit>[{_COUNTS}](?:[、,/][{_COUNTS}])*|平方米|㎡|亩|公里|公顷)[)\]]")
_COUNT_WORDS = re.compile(r"人数|人员数|数量|车辆数|保有量|套数|台数|批次|人次|面积|户数|个数|编制数|年限|期限|工作量")
_PERCENT_WORDS = re.compile(r"%|百分|占比|比重|比例|增减率|增长率|增幅|执行率|完成率|进度|率$")
_SCORE_WORDS = re.compile(r"分值|得分|权重|评分|满分")


@dataclass(frozen=True, slots=True)
class Unit:
    """`name`: canonical unit, None where unknown; `source`: `table`, `inherited` or `inferred`, None where there is none."""

    name: str | None
    source: str | None

    @property
    def yuan(self) -> Decimal | None:
        """Yuan in one unit, where it is money."""
        return YUAN_PER_UNIT.get(self.name or "")


NO_UNIT = Unit(None, None)


@cache
def printed_unit(text: str) -> str | None:
    """The canonical unit of a table's unit line (`金额单位：万元` → 万元, `台、辆、套` as it is); None where the text holds none."""
    plain = normal(text)
    if not plain:
        return None
    plain = re.sub(r"^(?:金额|计量|货币)?单位:?", "", plain)
    match = _MONEY.search(plain)
    if match:
        return match["unit"]
    if re.fullmatch(rf"[{_COUNTS}](?:[、,/(][{_COUNTS}]\)?)*", plain):
        return plain
    return "%" if plain in ("%", "百分比") else None


@cache
def unit_in_text(text: str) -> str | None:
    """The unit that a header or label says for its figures: money or count in brackets, or what its words measure (`%`, `分`, `数`); None where it says none."""
    plain = normal(text)
    match = _BRACKETED.search(plain)
    if match:
        return match["unit"]
    match = _COUNT_UNIT.search(plain)
    if match:
        return match["unit"]
    if _PERCENT_WORDS.search(plain):
        return "%"
    if _SCORE_WORDS.search(plain):
        return "分"
    return "数" if _COUNT_WORDS.search(plain) else None


def table_units(tables: Sequence[Table], own: dict[int, str | None]) -> dict[int, Unit]:
    """The unit of each table by its number. `own`: what is printed for it or in its header cells.

    A table without one takes that of the sheet that it continues or that continues it, else that of the other tables where they agree, else the one
    that most of them have, which is marked `inferred`.
    """
    units = {no: Unit(name, "table") for no, name in own.items() if name}
    partner: dict[int, int] = {}
    for table in tables:
        if table.continues_table_no is not None:
            partner[table.table_no] = table.continues_table_no
            partner.setdefault(table.continues_table_no, table.table_no)
    money = [u.name for u in units.values() if u.yuan is not None]
    counts = Counter(money)
    for table in tables:
        if table.table_no in units:
            continue
        beside = units.get(partner.get(table.table_no, -1))
        if beside is not None:
            units[table.table_no] = Unit(beside.name, "inherited")
        elif len(counts) == 1:
            units[table.table_no] = Unit(money[0], "inherited")
        elif counts:
            units[table.table_no] = Unit(counts.most_common(1)[0][0], "inferred")
        else:
            units[table.table_no] = NO_UNIT
    return units


def finest_places(figures: Iterable[tuple[str | None, str]]) -> dict[str | None, Decimal]:
    """The smallest unit of last place of each unit among (unit, printed number), in that unit."""
    places: dict[str | None, int] = defaultdict(int)
    for unit, text in figures:
        if parse_amount(text) is not None:
            places[unit] = max(places[unit], decimal_places(text))
    return {unit: Decimal(1).scaleb(-n) for unit, n in places.items()}
