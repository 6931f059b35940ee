"""Indicators that prose and long form texts state: the name before (or after) a number, and whether it is a target or a
result.

Keys and values are `fiscal.cleaning.terms.indicators`; amounts of money and the standing counts are no indicators.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from fiscal import lexicon
from fiscal.cleaning.grammar.clauses import Figure

_LEAD = lexicon.pattern("counts.lead")
_END = lexicon.pattern("counts.end")
_VERB_ONLY = lexicon.pattern("counts.verb_only")
_AFTER = re.compile(r"[\u4e00-\u9fff“”（）()A-Za-z]{2,24}")
_AFTER_STOP = lexicon.pattern("counts.after_stop")
_NO_NOUN = lexicon.pattern("counts.no_noun")
_PERFORMANCE = lexicon.pattern("counts.performance")
_WHOLE_SCORE = lexicon.pattern("counts.whole_score")
_SCORE_WORDS = lexicon.pattern("counts.score")
_ITSELF = lexicon.pattern("counts.itself")
_RATE_OF_MONEY = lexicon.pattern("counts.rate_of_money")
_GOAL = lexicon.pattern("counts.goal")
_RESULT = lexicon.pattern("counts.result")


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
    return len(label) < 2 or lexicon.pattern("counts.leads_to_noun").search(label) is not None


def noun_after(text: str, end: int) -> str:
    """What is counted, where it stands behind the number (设立4个内设机构); empty where punctuation follows."""
    match = _AFTER.match(text, end)
    if match is None or text[match.end() : match.end() + 1].isdigit():
        return ""
    noun = lexicon.pattern("counts.noun_after").sub("", _AFTER_STOP.split(match.group())[0])
    if "绩效目标" in match.group():
        noun = match.group()
    return noun if len(noun) >= 2 and not _NO_NOUN.match(noun) else ""


def names_listed(label: str, words: str) -> list[str]:
    """The names that share one figure: `推动高效、促进便捷、公示率均为100%` has three; else the label alone."""
    return (
        [n for n in label.split("、") if len(n) > 1]
        if lexicon.pattern("counts.names_listed").search(words)
        else [label]
    )


def indicator_measure(doc_kind: str | None, near: Sequence[str], figure: Figure) -> str:
    """`score`, `kpi_target`, `kpi_actual`, or `count` outside performance matters; `near` are the clause and what it
    stands under, nearest first.

    In a budget an indicator is a target; in a final account it is one where the clause, or what it stands under, speaks
    of goals or of a floor."""
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
    """What a score is of, where its name begins with something else than the body or the report's own project
    (节水宣传项目绩效自评得分).
    """
    named = _SCORE_WORDS.search(label)
    thing = label[: named.start()] if named else ""
    return None if _ITSELF.fullmatch(thing) else thing


def is_rate_of_money(label: str) -> bool:
    """Whether a percentage of that name is of the amount before it and no indicator by itself (节约率, 支付进度)."""
    return _RATE_OF_MONEY.fullmatch(label) is not None


def indicator_concept(label: str, measure: str) -> str | None:
    """`score_total` for the score of the whole, `indicator` for targets, results and other scores; None for a thing
    that is only counted somewhere.
    """
    if measure == "score":
        return "score_total" if _WHOLE_SCORE.fullmatch(label) else "indicator"
    return "indicator" if measure.startswith("kpi_") else None
