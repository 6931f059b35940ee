"""Statements that something does not exist (没有安排会议费, 无政府性基金预算支出): the words and the names that they are said of.

Conditional template notes (当此表为空时，即…) and reasons say nothing of this kind. What a name means is left to `fiscal.cleaning.grammar.subject_concepts`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_ABSENT = re.compile(
    r"(?P<words>(?:(?:均|也|尚|暂|并)?(?:未|没有|无)(?:安排|发生|涉及|编制|列支|产生|使用|取得|设置)(?:过)?|不涉及|不存在|没有|(?<![\u4e00-\u9fff]有)无(?![形法障公害论偿疑锡棣]|为[市县]|极县))(?:使用)?)"
    r"(?P<what>[^。;:!?]{2,120})"
)
_CONDITION = re.compile(r"当[^,。]{2,20}[时即]|如(?:果|无|没有)|若|凡|除[^,]{2,20}外|是否|可不|则|(?:反映|填列|指)")
_REASON = re.compile(r"原因|由于|因为|主要是|因(?!公)|鉴于")
_OTHERS = re.compile(r"下属|所属(?!各预算单位)|个别|部分|有的|除")
_GLOSSARY = re.compile(r"名词解释|词语解释|术语|主要职[能责]|职能职责|单位职责|部门职责")
_EARLIER = re.compile(r"上年|去年|上一年")
_STOP = re.compile(r"[,](?:故|因此|所以|也|且|但|其|本|无|未|没有|全部|均|比|较|与|同|主要|用于|故本表)|故本表|,(?=\d)")
_SHORT = 14
_NO_SUCH = re.compile(r"^(?:及时|完全|任何变化|变化|增减|差异|达到|完成|纳入|公开|其他说明)")
_OF_BALANCES = re.compile(r"[^,、]{0,12}结转(?:和?结余)?(?:的?资金)?(?:安排|列支|支付)?的")
_JOIN = re.compile(r"(?:以及|[及和与])")
_ONE_NAME = re.compile(r"个人和家庭|收入[和及]支出|购置[和及与]运行|结转[和及]结余|社会保障和就业|体育与传媒|商品和服务")
_ENDS = re.compile(r"(?:等|的)?(?:预算|安排|支出|收支|收入|情况|项目|业务|资金|经费|计划|事项|数据)*(?:的)?$")


@dataclass(frozen=True, slots=True)
class Absent:
    """One name of which it is said that there is none; places in the plain text."""

    start: int
    end: int
    words: str
    name: str


def absent(text: str, start: int, end: int, headings: tuple[str, ...]) -> list[Absent]:
    """The absences stated in `text[start:end]`, one a name."""
    if any(_GLOSSARY.search(h) for h in headings):
        return []
    unit = text[start:end]
    if _CONDITION.search(unit):
        return []
    found: list[Absent] = []
    for match in _ABSENT.finditer(unit):
        before = unit[: match.start()]
        clause = re.split("[;]", before)[-1]
        if _REASON.search(clause) or _EARLIER.search(clause.split(",")[-1]) or _OTHERS.search(clause.split(",")[-1]):
            continue
        what = _STOP.split(match["what"])[0]
        if _NO_SUCH.match(what) or _OF_BALANCES.match(what):
            continue
        stop = start + match.start("what") + len(what)
        stop = start + len(unit.rstrip("。;")) if end - stop <= _SHORT else stop
        date = re.search(r"(?:19|20)\d\d年", clause.split(",")[-1])
        found += [Absent(start + match.start(), stop, match["words"], (date.group() if date else "") + name) for name in _names(what)]
    return found


def _names(what: str) -> list[str]:
    names: list[str] = []
    for part in re.split("[、,]", what):
        plain = part.strip("的等")
        names += [n for n in _joined(plain) if len(n) > 1]
    return names


def _joined(part: str) -> list[str]:
    """`会议费及培训费` names two, `对个人和家庭的补助` and `收入和支出` one."""
    names: list[str] = []
    start = 0
    for match in _JOIN.finditer(part):
        if _ONE_NAME.match(part, max(0, match.start() - 2)):
            continue
        names.append(part[start : match.start()])
        start = match.end()
    return [*names, part[start:]]


def bare_absent(name: str) -> str:
    """The name without 预算, 安排的支出 and the like at its end."""
    shorter = re.sub(r"(?:安排|拨款)的?(?=支出|收入|预算|资金|$)", "", name)
    shorter = _ENDS.sub("", shorter)
    return shorter if len(shorter) > 1 else name
