"""Statements that something does not exist (没有安排会议费, 无政府性基金预算支出): the words and the names that they
are said of.

Conditional template notes (当此表为空时，即…) and reasons say nothing of this kind. What a name means is left to
`fiscal.cleaning.grammar.subject_concepts`."""

from __future__ import annotations

import re
from dataclasses import dataclass

from fiscal import lexicon

_ABSENT = lexicon.pattern("clauses.absent")
_CONDITION = lexicon.pattern("clauses.condition")
_REASON = lexicon.pattern("clauses.reason")
_OTHERS = lexicon.pattern("clauses.others")
_GLOSSARY = lexicon.pattern("clauses.glossary")
_EARLIER = lexicon.pattern("clauses.earlier")
_STOP = lexicon.pattern("clauses.stop")
_SHORT = 14
_NO_SUCH = lexicon.pattern("clauses.no_such")
_OF_BALANCES = lexicon.pattern("clauses.of_balances")
_JOIN = lexicon.pattern("clauses.join")
_ONE_NAME = lexicon.pattern("clauses.one_name")
_ENDS = lexicon.pattern("clauses.ends")


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
        date = lexicon.pattern("clauses.dated").search(clause.split(",")[-1])
        found += [
            Absent(start + match.start(), stop, match["words"], (date.group() if date else "") + name)
            for name in _names(what)
        ]
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
    shorter = lexicon.pattern("clauses.bare_absent").sub("", name)
    shorter = _ENDS.sub("", shorter)
    return shorter if len(shorter) > 1 else name
