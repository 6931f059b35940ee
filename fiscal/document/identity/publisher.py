"""Which body published a filing, and under which parent it stands: votes of everything that prints a body's name.

Year, kind and scope are left to `fiscal.document.identity.nature`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

from fiscal import lexicon
from fiscal.document.identity import regions
from fiscal.document.identity.evidence import Evidence, Line, Vote, tally
from fiscal.document.identity.names import (
    abbreviates,
    bare_of_generic,
    canonical,
    differs_by_a_slip,
    is_body,
    key,
    one_body,
    same_body,
    squeeze,
)
from fiscal.document.identity.settings import CLOSE, LONGEST_TITLE
from fiscal.model.places import Leaf

_OWN_LABEL = lexicon.pattern("bodies.own_label")
_PARENT_LABEL = lexicon.pattern("bodies.parent_label")
_LISTING = frozenset(lexicon.words("bodies.listing"))
_BEFORE_YEAR = lexicon.pattern("bodies.before_year")
_AFTER_YEAR = lexicon.pattern("bodies.after_year")
_BEFORE_MATTER = lexicon.pattern("bodies.before_matter")
"""A title with its matter between year and kind: 2021年一般公共预算财政拨款“三公”经费支出决算."""
_BEHIND = lexicon.pattern("bodies.behind")
"""A title with the body behind it: 2024年部门预算公开（某市民政局）."""
_TITLES = {"cover", "joined", "heading", "title"}
_ABOUT = lexicon.pattern("bodies.about")
_SPEAKS = lexicon.pattern("bodies.speaks")
_BELONGS = lexicon.pattern("bodies.belongs")

_NAMED_BODY = lexicon.pattern("bodies.named_body")
"""A body that the subject of a sentence names."""


@dataclass(frozen=True, slots=True)
class Named:
    """A body as decided: its name, other printed names of it, the text that says so, and other bodies that nearly as
    much speaks for.
    """

    name: str
    aliases: tuple[str, ...]
    quote: str
    rivals: tuple[str, ...] = ()


def own_votes(evidence: Evidence) -> list[Vote]:
    """Every name that is printed as that of the filing's own body."""
    votes = [
        Vote(canonical(f.value), 2.5 if f.place == "caption" else 1.5, f"{f.label}：{f.value}")
        for f in evidence.fields
        if _OWN_LABEL.match(f.label) and not (f.place == "cell" and f.label in _LISTING)
    ]
    weights = {"cover": 4.0, "joined": 4.0, "heading": 3.0, "contents": 2.0, "title": 2.0, "prose": 1.0}
    for line in evidence.lines:
        for pattern in (_BEFORE_YEAR, _AFTER_YEAR):
            votes += _named(pattern, line, weights[line.place])
        if line.place in _TITLES and len(line.text) <= LONGEST_TITLE and not _BEFORE_YEAR.search(line.text):
            votes += _named(_BEFORE_MATTER, line, weights[line.place])
        if line.place in ("cover", "joined"):
            votes += _named(_BEHIND, line, 3.0)
        if line.place == "cover" and is_body(line.text):
            votes.append(Vote(canonical(line.text), 3.0 if regions.place_of(line.text) else 1.0, line.text))
        if line.place not in ("cover", "joined"):
            votes += _named(_ABOUT, line, 1.5)
        if line.place == "prose":
            votes += _named(_SPEAKS, line, 0.6)
    return [v for v in votes if is_body(v.value) and not regions.is_place(v.value)]


def body_in_title(line: str) -> str | None:
    """The canonical name of the body that a squeezed title of a filing names; None where it names none."""
    named = (
        canonical(match["body"]) for pattern in (_BEFORE_YEAR, _AFTER_YEAR, _BEHIND) if (match := pattern.match(line))
    )
    return next((name for name in named if is_body(name) and not regions.is_place(name)), None)


def other_bodies(evidence: Evidence, own: Iterable[str]) -> dict[str, tuple[str, Leaf]]:
    """The bodies that captions and what is worded as a title name as the filing's, though they are none of `own`: text
    and page of where each stands first.

    Pictures are left out: a character misread makes another body.
    """
    named = [
        (f.value, f"{f.label}：{f.value}", f.page)
        for f in evidence.fields
        if f.place == "caption" and _OWN_LABEL.match(f.label) and not f.picture
    ]
    for line in evidence.lines:
        if line.place not in ("joined", "contents") and not line.picture:
            named += [
                (m["body"], m.group(), line.page)
                for pattern in (_BEFORE_YEAR, _AFTER_YEAR)
                for m in pattern.finditer(line.text)
            ]
    known = [name for name in own if name]
    first: dict[str, tuple[str, Leaf]] = {}
    for printed, quote, page in named:
        first.setdefault(canonical(printed), (quote, page))
    return {
        name: place
        for name, place in first.items()
        if is_body(name) and not regions.is_place(name) and not any(one_body(name, k, abbreviated=True) for k in known)
    }


def parent_votes(evidence: Evidence, own: Named | None, misread: bool) -> list[Vote]:
    """Every name that is printed as that of a body above the filing's own: what forms call superior counts where none
    of them calls the publisher so, and what a sentence says of another body does not."""
    labelled = [f for f in evidence.fields if _PARENT_LABEL.match(f.label)]
    is_superior = own is not None and any(
        f.place == "cell" and _is(with_place(canonical(f.value), own.name), own, misread) for f in labelled
    )
    votes = [
        Vote(canonical(f.value), 2.0, f"{f.label}：{f.value}")
        for f in labelled
        if not (is_superior and f.place == "cell")
    ]
    votes += [Vote(canonical(f.value), 0.5, f"{f.label}：{f.value}") for f in evidence.fields if f.label == "部门名称"]
    for line in evidence.at("prose"):
        for m in _BELONGS.finditer(line.text):
            others = [
                name
                for name in _NAMED_BODY.findall(m["subject"])
                if own is None or not (_is(canonical(name), own, misread) or abbreviates(name, own.name))
            ]
            if not others:
                votes.append(Vote(canonical(m["body"]), 1.5, m.group().lstrip("，。；")))
    return [v for v in votes if is_body(v.value) or is_body(f"甲{v.value}")]


def _named(pattern: re.Pattern[str], line: Line, weight: float) -> list[Vote]:
    return [Vote(canonical(m.group("body")), weight, m.group()) for m in pattern.finditer(line.text)]


def choose(votes: list[Vote], misread: bool) -> Named | None:
    """The body with most votes, its names put together; with `misread`, names that differ as OCR makes them differ are
    one.
    """
    weights = tally(votes, cap=8)
    if not weights:
        return None
    names = sorted(weights, key=lambda n: (-weights[n], -len(n), n))
    groups: dict[str, list[str]] = {}
    for name in sorted(names, key=lambda n: (-len(n), -weights[n], n)):
        homes = [head for head in groups if same_body(name, head) or (misread and differs_by_a_slip(name, head))]
        home = max(homes, key=lambda h: (sum(weights[n] for n in groups[h]), h), default=None)
        groups.setdefault(home or name, []).append(name)
    best = max(groups.values(), key=lambda g: (sum(weights[n] for n in g), len(g[0]), g[0]))
    chosen = _fullest(best, weights)
    quote = next(v.quote for v in sorted(votes, key=lambda v: -v.weight) if v.value == chosen)
    most = sum(weights[n] for n in best)
    rivals = tuple(
        _fullest(g, weights) for g in groups.values() if g is not best and sum(weights[n] for n in g) >= CLOSE * most
    )
    return Named(chosen, tuple(n for n in names if n in best and n != chosen), quote, rivals)


def _fullest(group: list[str], weights: dict[str, float]) -> str:
    """The most printed name among those that no other of the group only lengthens by its place; variants of one
    spelling count together.
    """
    spelt: dict[str, float] = defaultdict(float)
    for name in group:
        spelt[key(name)] += weights[name]
    full = [n for n in group if not any(len(key(m)) > len(key(n)) and same_body(n, m) for m in group)]
    return max(full, key=lambda n: (spelt[key(n)], weights[n], n))


def with_place(name: str, other: str | None) -> str:
    """A name that begins with a mere 市 or 区, completed by the place of another body of the same filing; unchanged
    where that place has no such part.
    """
    generic, rest = bare_of_generic(name)
    if not generic or other is None or len(rest) < 3 or regions.place_of(name):
        return name
    place = regions.place_of(other)
    cut = place.rfind(generic)
    return place[: cut + 1] + rest if cut > 0 else name


def publisher(evidence: Evidence, misread: bool) -> tuple[Named | None, Named | None]:
    """The publisher and its parent, None where the filing does not tell. A parent that is the publisher itself is
    none.
    """
    own = choose(own_votes(evidence), misread)
    superior = _expanded(parent_votes(evidence, own, misread), own)
    above = choose(superior, misread)
    if own is None:
        return None, above
    own = replace(own, name=with_place(own.name, above.name if above else None))
    others = [v for v in _expanded(parent_votes(evidence, own, misread), own) if not _is(v.value, own, misread)]
    return own, choose([v for v in others if v.weight > 0.5 or above is not None], misread)


def _is(name: str, body: Named, misread: bool) -> bool:
    known = (body.name, *body.aliases)
    return any(one_body(name, k) or (misread and differs_by_a_slip(name, k)) for k in known)


def _expanded(votes: list[Vote], own: Named | None) -> list[Vote]:
    return [Vote(with_place(squeeze(v.value), own.name if own else None), v.weight, v.quote) for v in votes]
