"""What the words before a figure say about it: value, change, share or rate; budget or result; of which year; against which base.

Whose figure it is (the subject that is left when these words are taken off) is left to `fiscal.cleaning.discourse.narrative`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_YEAR = r"(?:19|20)\d\d"
_PRIOR = r"(?:上一?年?度|上年度?|去年度?|前一?年度?|同期)"
_KIND = (
    r"(?:“?三公”?经费|部门|单位|当年|同期|全年|年初|年中|调整后?|财政拨款|一般公共|本级|政府|初|预算|决算|执行|安排|支出|收入|实际|完成|批复|编制"
    r"|总额|金额|情况|水平|数|额|[(][^()]{1,12}[)])*"
)
BASE = re.compile(
    rf"(?:(?:同比(?=[上去前])|相?比较?|较|与|同|对比)(?P<base>(?:本年度?|(?P<year>{_YEAR})年?度?|(?P<prior>{_PRIOR})|年初|全年|调整|预算|决算|当年|批复)(?:年初)?(?:\d{{1,2}}月[末底初]?)?{_KIND})|(?P<like>同比))"
    r"(?:[,、]?(?:相比较?|对比|比较|比|相较))?(?:均|都|基本|总体|分别|略有?|小幅|大幅|有所|各|,)*"
)
_UP = r"增加|增长|增[收支]|增|上升|上涨|提高|提升|上浮|多(?=\d|$)|扩大"
_DOWN = r"减少|下降|降低|减[收支]|减|压减|压缩|下滑|缩减|核减|少(?=\d|$)|回落"
_CHANGE = re.compile(
    rf"(?P<template>(?:(?:{_UP})[(/](?:或)?(?:{_DOWN})[)]?)|(?:(?:{_DOWN})[(/](?:或)?(?:{_UP})[)]?))(?:了|额|数|率|幅度?|比例|金额|约|为|:)*$"
    rf"|(?:(?P<up>增幅|涨幅|升幅|(?<!新)(?:{_UP}))|(?P<down>降幅|减幅|(?:{_DOWN})))(?:了|额|数|率|幅度?|比例|金额|约|为|达|:|,)*$"
)
_TO = re.compile(r"(?:增加|增长|上升|提高|提升|扩大|减少|下降|降低|压减|调整|扩展)(?:到|至|为)$")
_TO_YEAR = re.compile(rf"(?:增加|增长|上升|提高|提升|扩大|减少|下降|降低|压减|调整)(?:到|至|为)(?P<year>{_YEAR}年度?的?)$")
_UP_FROM = re.compile(rf"(?P<of>.{{2,}})(?:由|从)(?:(?P<year>{_YEAR}年度?)|{_PRIOR})?(?:预算|决算|执行)?数?的?")
_FROM = re.compile(r"(?:由|从)(?:原来?|原有|原先)的?")
FLAT = re.compile(r"(?:基本|总体)?(?:持平|保持不变|无变化|没有变化|无增减变?[化动]?|相同(?!口径)|一致(?=[,。;]|$))|(?<=[数额比])不变")
_SHARE = re.compile(r"(?:占|所占)(?P<whole>[^,;。:占]{0,40}?)(?:的)?(?:比重|比例|百分比|份额)?(?:分别)?(?:约)?(?:为|达|达到|是|:)?$")
_RATE_OF = re.compile(
    r"(?:完成|达到|达|为|占(?=年初|全年|调整))了?(?P<of>(?:当年|全年|年初|年度|调整后?|财政|批复|部门)*(?:预算|计划|预期|目标)(?:安排|总额|收入|支出|数|额)*)的?$|较年初(?:预算)?(?P<start>完成)$"
)
COMPLETED = re.compile(r"完成了?(?:当年|全年|年初|年度|调整后?的?|财政|批复|部门)*预算(?:安排|总额|数|额)*$")
MEASURED_BY = re.compile(
    rf"(?:为|是|占|达到?|相当于)(?:(?:当年|全年|年初|年度|调整后?的?|批复)+(?:财政拨款|收入|支出|部门)?预算(?:安排|总额|数|额)*|(?:{_PRIOR}|{_YEAR}年度?){_KIND})$"
)
_OF_PRIOR = re.compile(rf"(?:为|是|相当于|占)(?:{_PRIOR}|{_YEAR}年度?){_KIND}的$")
_APART = re.compile(r"(?:决算|执行|支出|实际支出)数?(?:(?P<up>大于|高于|多于|超过?)|小于|低于|少于)(?P<of>(?:年初|调整后?|全年)?预算)(?:数|安排)?$")
_RATE = re.compile(r"(?P<name>(?:预算|支出|收入|资金|预算支出)?(?:完成率|执行率|执行进度|支出进度|完成进度|执行比[率例]|完成比[率例]))(?:分别)?(?:为|是|达|达到|:)?$")
_PHASES = (
    (
        re.compile(
            r"(?:年初)(?:财政拨款|收入|支出|部门)?预算(?:数|安排|批复数|总额)?$|年初(?:安排|批复|预算安排)数?$|当年年初预算数?$|年初部门预算(?:数|安排)?$|年初预算数?(?:为)?安排$"
        ),
        "budget_initial",
    ),
    (re.compile(r"(?:全年|调整后?|追加后|调整后全年)(?:财政拨款|收入|支出|部门)?预算(?:数|安排|总额)?$|(?<![预决])(?:预算)?调整数$"), "budget_adjusted"),
    (re.compile(r"(?:预算|全年|实际|累计|当年)?(?:决算|执行)(?:数|总额|金额)?$|(?:实际|累计)(?:支出|收入|完成|使用|到位)(?:数|额)?$"), "actual"),
    (re.compile(r"(?<!一般公共)(?<!政府性基金)(?<!国有资本经营)预算$|预算(?:数|安排|金额|资金)$|(?:预算)?(?:计划)?安排(?:资金|经费|数|金额)?$"), "budget"),
)
_LINK = re.compile(
    r"(?:(?:共计|累计)?(?:(?<=[计算额数])各|(?<![人车平户])均为|共为|分别为|各为|仅为|为|是|达到|达|即|(?<!保)有|共有|(?<!节)约|:|(?<![人车平户])均|共|约为|,|共计|累计|(?<![合总小])计|安排|的)|基本|总体|都)$"
)
_TRAILING = re.compile(
    r"(?:人民币|共计|累计|共|安排|总额|金额|(?<!单位)(?<!其他)(?<!自有)(?<!自筹)(?<!专户)(?<!结余)资金|数额|(?<!年)(?<!人)(?<!次)(?<!件)(?<!家)(?<!总)(?<!辆)数)$"
)

_NOT_NAMED = re.compile(r"^(?:按)?(?:同|可比|相同)口径(?:计算|比较)?,?|^[\d,.]+(?:[万亿]?元)?$")


@dataclass(frozen=True, slots=True)
class Base:
    """What a change or rate is measured against: `name` as in the column `base`, and the year it is of where one is printed."""

    name: str
    year: int | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Said:
    """The reading of the words before one figure.

    `relation`: `value` · `change` · `share` · `rate`. `measure`: `budget_initial`, `budget_adjusted`, `actual`, `budget` (a budget, which one is not said) or None.
    `subject` is what is left of the words; `whole` names what a share is of; `template`: an unfilled 增加（减少） stands there.
    """

    relation: str
    subject: str
    measure: str | None = None
    direction: str | None = None
    base: Base | None = None
    whole: str | None = None
    template: bool = False
    was: bool = False


def base_of(text: str, final: bool) -> Base | None:
    """The last base of comparison that the text names; `final` says whether a bare year means that year's final account."""
    found = None
    for match in BASE.finditer(text):
        found = match
    if found is None:
        return None
    words, year = found["base"] or "", found["year"]
    return Base(_base_name(words, bool(year or found["prior"] or found["like"]), final), int(year) if year else None, found.start(), found.end())


def _base_name(words: str, prior: bool, final: bool) -> str:
    if prior:
        if "调整" in words:
            return "prior_adjusted"
        if any(w in words for w in ("执行", "决算", "实际", "完成")):
            return "prior_final"
        if "预算" in words or "批复" in words:
            return "prior_budget"
        return "prior_final" if final else "prior"
    if "年初" in words:
        return "budget_initial"
    if "全年" in words or "调整" in words:
        return "budget_adjusted"
    return "budget"


def rate_base(words: str) -> str:
    """The budget that a completion rate is of: `budget_initial`, `budget_adjusted`, or `budget` where it is not said which."""
    return "budget_initial" if "年初" in words else "budget_adjusted" if "全年" in words or "调整" in words else "budget"


def read_words(words: str, kind: str, final: bool) -> Said:
    """Take the words that stand between the last boundary and a figure of this kind apart."""
    if kind == "percent":
        rate = _RATE_OF.search(words)
        if rate:
            of = rate["of"] or "年初预算"
            return Said("rate", _bare_subject(words[: rate.start()]), "execution_rate", base=Base(rate_base(of), None, rate.start(), rate.end()))
        rate = _RATE.search(words)
        if rate:
            return Said("rate", _bare_subject(words[: rate.start()]), "execution_rate", base=Base(rate_base(words), None, rate.start(), rate.end()))
        prior = _OF_PRIOR.search(words)
        if prior:
            return Said("rate", _bare_subject(words[: prior.start()]), "execution_rate", base=Base("prior_final" if final else "prior", None, prior.start(), prior.end()))
        share = _SHARE.search(words)
        if share:
            return Said("share", _bare_subject(words[: share.start()]), "share_pct", whole=share["whole"] or None)
    apart = _APART.search(words)
    if apart:
        base = Base("budget_initial" if "年初" in apart["of"] else "budget_adjusted" if "调整" in apart["of"] else "budget", None, apart.start(), apart.end())
        subject = _bare_subject(words[: apart.start()])
        return Said("change", subject, "change_pct" if kind == "percent" else "change_abs", "increase" if apart["up"] else "decrease", base)
    dated_to = _TO_YEAR.search(words)
    words = words[: dated_to.start("year")] if dated_to else words
    to = _TO.search(words)
    change = None if to else _CHANGE.search(words)
    if change:
        return _change(words, change, kind, final)
    completed = None if to else COMPLETED.search(words)
    if completed:
        return Said("value", _bare_subject(words[: completed.start()]), measure_of(completed.group())[0] or "budget")
    subject = words[: to.start()] if to else words
    origin = _FROM.search(subject)
    if to and origin:
        subject = subject[: origin.start()]
    base = base_of(subject, final) if to else None
    if base:
        subject = subject[: base.start]
    measure, subject = measure_of(subject)
    was = origin is not None and not to and origin.end() < len(words)
    if was and origin is not None:
        subject = words[origin.end() :]
    before = _UP_FROM.fullmatch(words)
    if before:
        return Said("value", _bare_subject(f"{before['of']}{before['year'] or ''}"), measure, was=True)
    if dated_to:
        subject += dated_to["year"].rstrip("的")
    return Said("value", _bare_subject(subject), measure, was=was)


def _change(words: str, change: re.Match[str], kind: str, final: bool) -> Said:
    before = words[: change.start()]
    base = base_of(before, final)
    subject = before[: base.start] + (before[base.end :] if base else "") if base else before
    direction = None if change["template"] else "increase" if change["up"] else "decrease"
    subject = measure_of(subject)[1]
    measure = "change_pct" if kind == "percent" else "change_abs"
    return Said("change", _bare_subject(subject), measure, direction, base, template=bool(change["template"]))


def measure_of(subject: str) -> tuple[str | None, str]:
    """The phase words at the end of a subject, and the subject without them; 收入总预算 is the budget of 收入总计."""
    text = _unlinked(subject)
    for pattern, measure in _PHASES:
        match = pattern.search(text)
        if match:
            subject = text[: match.start()]
            return measure, f"{subject}计" if subject.endswith("总") else subject
    return None, text


def _unlinked(text: str) -> str:
    while True:
        shorter = _LINK.sub("", text)
        if shorter == text:
            return text
        text = shorter


def _bare_subject(text: str) -> str:
    text = _unlinked(_NOT_NAMED.sub("", text))
    shorter = _TRAILING.sub("", text)
    return _unlinked(shorter) if len(shorter) >= 2 else text
