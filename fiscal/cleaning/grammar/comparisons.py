"""What the words before a figure say about it: value, change, share or rate; budget or result; of which year; against
which base.

Whose figure it is (the subject that is left when these words are taken off) is left to
`fiscal.cleaning.discourse.narrative`."""

from __future__ import annotations

import re
from dataclasses import dataclass

from fiscal import lexicon

BASE = lexicon.pattern("comparisons.base")
_CHANGE = lexicon.pattern("comparisons.change")
_TO = lexicon.pattern("comparisons.to")
_TO_YEAR = lexicon.pattern("comparisons.to_year")
_UP_FROM = lexicon.pattern("comparisons.up_from")
_FROM = lexicon.pattern("comparisons.from")
FLAT = lexicon.pattern("comparisons.flat")
_SHARE = lexicon.pattern("comparisons.share")
_RATE_OF = lexicon.pattern("comparisons.rate_of")
COMPLETED = lexicon.pattern("comparisons.completed")
MEASURED_BY = lexicon.pattern("comparisons.measured_by")
_OF_PRIOR = lexicon.pattern("comparisons.of_prior")
_APART = lexicon.pattern("comparisons.apart")
_RATE = lexicon.pattern("comparisons.rate")
_PHASES = lexicon.pairs("comparisons.phases")
_LINK = lexicon.pattern("comparisons.link")
_TRAILING = lexicon.pattern("comparisons.trailing")

_NOT_NAMED = lexicon.pattern("comparisons.not_named")


@dataclass(frozen=True, slots=True)
class Base:
    """What a change or rate is measured against: `name` as in the column `base`, and the year it is of where one is
    printed.
    """

    name: str
    year: int | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Said:
    """The reading of the words before one figure.

    `relation`: `value` · `change` · `share` · `rate`. `measure`: `budget_initial`, `budget_adjusted`, `actual`,
    `budget` (a budget, which one is not said) or None. `subject` is what is left of the words; `whole` names what a
    share is of; `template`: an unfilled 增加（减少） stands there."""

    relation: str
    subject: str
    measure: str | None = None
    direction: str | None = None
    base: Base | None = None
    whole: str | None = None
    template: bool = False
    was: bool = False


def base_of(text: str, final: bool) -> Base | None:
    """The last base of comparison that the text names; `final` says whether a bare year means that year's final
    account.
    """
    found = None
    for match in BASE.finditer(text):
        found = match
    if found is None:
        return None
    words, year = found["base"] or "", found["year"]
    return Base(
        _base_name(words, bool(year or found["prior"] or found["like"]), final),
        int(year) if year else None,
        found.start(),
        found.end(),
    )


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
    """The budget that a completion rate is of: `budget_initial`, `budget_adjusted`, or `budget` where it is not said
    which.
    """
    return (
        "budget_initial" if "年初" in words else "budget_adjusted" if "全年" in words or "调整" in words else "budget"
    )


def read_words(words: str, kind: str, final: bool) -> Said:
    """Take the words that stand between the last boundary and a figure of this kind apart."""
    if kind == "percent":
        rate = _RATE_OF.search(words)
        if rate:
            of = rate["of"] or "年初预算"
            return Said(
                "rate",
                _bare_subject(words[: rate.start()]),
                "execution_rate",
                base=Base(rate_base(of), None, rate.start(), rate.end()),
            )
        rate = _RATE.search(words)
        if rate:
            return Said(
                "rate",
                _bare_subject(words[: rate.start()]),
                "execution_rate",
                base=Base(rate_base(words), None, rate.start(), rate.end()),
            )
        prior = _OF_PRIOR.search(words)
        if prior:
            return Said(
                "rate",
                _bare_subject(words[: prior.start()]),
                "execution_rate",
                base=Base("prior_final" if final else "prior", None, prior.start(), prior.end()),
            )
        share = _SHARE.search(words)
        if share:
            return Said("share", _bare_subject(words[: share.start()]), "share_pct", whole=share["whole"] or None)
    apart = _APART.search(words)
    if apart:
        base = Base(
            "budget_initial" if "年初" in apart["of"] else "budget_adjusted" if "调整" in apart["of"] else "budget",
            None,
            apart.start(),
            apart.end(),
        )
        subject = _bare_subject(words[: apart.start()])
        return Said(
            "change",
            subject,
            "change_pct" if kind == "percent" else "change_abs",
            "increase" if apart["up"] else "decrease",
            base,
        )
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
