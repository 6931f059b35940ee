"""Figures that one clause shares out among several names: 收入总计和支出总计分别为100万元、98万元.

Each figure gets the words that it would stand behind alone; what they say is left to
`fiscal.cleaning.grammar.comparisons`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from fiscal import lexicon
from fiscal.cleaning.grammar.clauses import Figure

_EACH = lexicon.pattern("clauses.each")
_CHANGE_ONLY = lexicon.pattern("clauses.change_only")
_SHARES_ONLY = lexicon.pattern("clauses.shares_only")
_BETWEEN = lexicon.pattern("clauses.between")
_YEAR = lexicon.pattern("clauses.up_to_year")
_SUMS = lexicon.words("clauses.sums")
_SIDES = lexicon.words("clauses.sides")
_ENDINGS = (*_SUMS, *_SIDES)


@dataclass(frozen=True, slots=True)
class Share:
    """One figure of several: `lead` is where the first of them begins, `words` stand before this one if it is taken
    alone.
    """

    lead: int
    words: str


def shared_out(text: str, start: int, found: Sequence[Figure]) -> dict[int, Share]:
    """The words of every figure (by its start) of a unit that shares its clause with others, name by name; figures that
    do not match the names are left alone.
    """
    shares: dict[int, Share] = {}
    names: list[str] = []
    for group in _groups(text, found):
        lead = text[start : group[0].start]
        each = _EACH.search(lead)
        told = _names(each["names"]) if each is not None else []
        if each is not None:
            names, says = (told, each["says"]) if len(told) > 1 else (names, each["names"] + each["says"])
        else:
            says = lead if (len(lead) < 5 and _CHANGE_ONLY.fullmatch(lead)) or _SHARES_ONLY.fullmatch(lead) else None
        if says is not None and len(names) == len(group) > 1:
            shares |= {
                f.start: Share(group[0].start, name + says.lstrip(",;")) for f, name in zip(group, names, strict=True)
            }
        start = group[-1].end
    return shares


def _groups(text: str, found: Sequence[Figure]) -> Iterator[list[Figure]]:
    group: list[Figure] = []
    for figure in found:
        if group and not (figure.kind == group[0].kind and _BETWEEN.fullmatch(text, group[-1].end, figure.start)):
            yield group
            group = []
        group.append(figure)
    if group:
        yield group


def _names(words: str) -> list[str]:
    """The names in `2022年度收、支总计`: a year before the first is all names' year, an ending of the last ends the
    names that are cut short by it.
    """
    names = [n for n in lexicon.pattern("clauses.name_joints").split(words.replace("收、支", "收入、支出")) if n]
    if len(names) < 2:
        return []
    if all(_YEAR.match(n) for n in names):
        rest = _YEAR.sub("", names[-1])
        return [n if _YEAR.sub("", n) else n + rest for n in names]
    first = _YEAR.match(names[0])
    year, names[0] = (first.group(), names[0][first.end() :]) if first else ("", names[0])
    ending = next((e for e in _ENDINGS if names[-1].endswith(e) and names[-1] != e), "")
    whole = _ENDINGS if ending in _SIDES else _SUMS
    return [year + (n if n.endswith(whole) else n + ending) for n in names]
