"""Indicators that prose and long form texts state: the name before (or after) a number, and whether it is a target or a result.

Keys and values are `fiscal.cleaning.terms.indicators`; amounts of money and the standing counts are no indicators.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from fiscal.cleaning.grammar.clauses import Figure

_LEAD = re.compile(
    r"^(?:其中|主要|具体|另外|同时|以及|[和与并且]|及(?!时)|均|各|已|共|共计|累计|总计|全年计划|计划(?:完成|开展)?|预计|预期|力争|确保|实现|完成|达到?|保证|做到|目前|本年度|年度|今年|全年(?=完成|计划|共)|年底(?=[“\u4e00-\u9fff]{4,})"
    r"|评价结果为|结果为|为|是|有|的|将|使|[一二三四五六七八九十]是|[、,;:。“”\"])+"
)
_END = re.compile(r"(?:均为|分别为|合计|总计|共计|累计|达到了?|提升至|提高到|实现了?|完成了?|开展了?|组织了?|为|是|达|共|均|各|约|[:,、“”\"(])+$")
_VERB_ONLY = re.compile(
    r"^(?:不断|继续|进一步|持续|逐步|全面|通过对?|在|对|向|将)*(?:设立?|设有|下设|有|包括|包含|对|完善|建设|开展|组织|举办|召开|完成|共有|管理|覆盖|涉及|涵盖|新增|新建|拥有|通过|在|设置(?:并编报)?|编报|市区|全市|全区|全县|辖区|[市区县内])*$"
)
_AFTER = re.compile(r"[\u4e00-\u9fff“”（）()A-Za-z]{2,24}")
_AFTER_STOP = re.compile(r"(?:进行|开展|财政|的|之间|的相互|等目标|目标|全面|开展|参加|予以|以上|以下|左右|纳入|,|、|。)")
_NO_NOUN = re.compile(r"增加|减少|提高|提升|下降|增长|以|其|用于|主要|完成|比|较|和|及|与|占")
_PERFORMANCE = re.compile(r"绩效|产出|效果|指标|目标|任务|成效|完成情况|执行情况|评价|质量|效益|满意度")
_WHOLE_SCORE = re.compile(r"(?:.{0,12}(?:综合|自评|最终|整体|绩效))?(?:评价|自评|评分|考核)?总?(?:得分|评分|分数|总分|评价|自评分?)(?:结果)?(?<!指标得分)")
_SCORE_WORDS = re.compile(r"(?:项目)?(?:支出)?(?:绩效|综合|自评|最终|整体|评价|考核|评分)*总?(?:得分|评分|分数|总分|评价|自评分?)(?:结果)?$")
_ITSELF = re.compile(r"(?:[本该此各全]|年度|部门|单位|项目|整体|总体|支出|预算|绩效|财政|我?[局委办]|中心)*")
_RATE_OF_MONEY = re.compile(r"(?:资金|预算|项目|采购|经费|支出|平均)*(?:节约|节支|支付|拨付|结余|结转|支出|使用)(?:率|进度|比例)")
_GOAL = re.compile(r"目标|计划|拟|预期|力争|预计")
_RESULT = re.compile(r"完成情况|执行情况|总体情况|实现情况|实现程度|实际|已完成|评价结(?:果|论)|分析|成效|受理各类案件(?=\d)")


def indicator_label(subject: str) -> str:
    """The indicator's name as printed, without filling words at its ends; empty where nothing is left."""
    text = subject
    while True:
        shorter = _END.sub("", _LEAD.sub("", text))
        if shorter == text:
            break
        text = shorter
    if "”" in text and "“" not in text:
        text = "“" + text
    return "" if _VERB_ONLY.match(text) else text


def leads_to_noun(label: str) -> bool:
    """Whether a label only leads to what is counted behind the number (预测将会对3位老干部…)."""
    return len(label) < 2 or re.search(r"(?:[对将为向给在]|[可将]能?会)$", label) is not None


def noun_after(text: str, end: int) -> str:
    """What is counted, where it stands behind the number (设立4个内设机构); empty where punctuation follows."""
    match = _AFTER.match(text, end)
    if match is None or text[match.end() : match.end() + 1].isdigit():
        return ""
    noun = re.sub(r"[和及与、]+$", "", _AFTER_STOP.split(match.group())[0])
    if "绩效目标" in match.group():
        noun = match.group()
    return noun if len(noun) >= 2 and not _NO_NOUN.match(noun) else ""


def names_listed(label: str, words: str) -> list[str]:
    """The names that share one figure: `推动高效、促进便捷、公示率均为100%` has three; else the label alone."""
    return [n for n in label.split("、") if len(n) > 1] if re.search(r"(?:均|都)(?:为|达到?|是)?$", words) else [label]


def indicator_measure(doc_kind: str | None, near: Sequence[str], figure: Figure) -> str:
    """`score`, `kpi_target`, `kpi_actual`, or `count` outside performance matters; `near` are the clause and what it stands under, nearest first.

    In a budget an indicator is a target; in a final account it is one where the clause, or what it stands under, speaks of goals or of a floor.
    """
    if figure.unit == "分":
        return "score"
    if not any(_PERFORMANCE.search(text) for text in near):
        return "kpi_target" if figure.sign else "kpi_actual" if figure.kind == "percent" else "count"
    for text in near[:3]:
        if _RESULT.search(text):
            return "kpi_actual"
        if _GOAL.search(text) or (figure.sign and figure.sign in "≥≤<"):
            return "kpi_target"
    return "kpi_target" if doc_kind in ("budget", "performance") else "kpi_actual"


def scored_thing(label: str) -> str | None:
    """What a score is of, where its name begins with something else than the body or the report's own project (节水宣传项目绩效自评得分)."""
    named = _SCORE_WORDS.search(label)
    thing = label[: named.start()] if named else ""
    return None if _ITSELF.fullmatch(thing) else thing


def is_rate_of_money(label: str) -> bool:
    """Whether a percentage of that name is of the amount before it and no indicator by itself (节约率, 支付进度)."""
    return _RATE_OF_MONEY.fullmatch(label) is not None


def indicator_concept(label: str, measure: str) -> str | None:
    """`score_total` for the score of the whole, `indicator` for targets, results and other scores; None for a thing that is only counted somewhere."""
    if measure == "score":
        return "score_total" if _WHOLE_SCORE.fullmatch(label) else "indicator"
    return "indicator" if measure.startswith("kpi_") else None
