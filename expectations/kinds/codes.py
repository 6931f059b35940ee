"""Printed class codes against the lists of the classification (`codes_listed`): named as there, named otherwise, or unknown to the list.

The lists are partial, so that an unlisted code cannot be checked and is never wrong for it. Reading codes is left to `fiscal.cleaning`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from expectations.case import Ledger
from expectations.figures import equal_claim, undecided
from expectations.instance import Instance, Shape
from expectations.kinds.scope import sheets_in
from expectations.rules import CodesListed, Rule
from expectations.verdict import ONE
from fiscal.model.classification import classification, name_key, renames, system_of_code
from fiscal.model.contract import Observation

_SHOWN = 12


def codes_listed(ledger: Ledger, rule: Rule) -> Iterator[Instance]:
    """One instance for the codes that are named as listed, for those named otherwise, and for those that the lists do not have."""
    assert isinstance(rule.formula, CodesListed)
    coded: dict[tuple[str, str], Observation] = {}
    for _, sheet in sheets_in(ledger, rule.scope):
        for o in sheet:
            if o.row_code and o.row_label and system_of_code(o.row_code) is not None:
                coded.setdefault((o.row_code, name_key(o.row_label)), o)
    by_verdict: dict[str, list[Observation]] = {}
    for (code, name), o in sorted(coded.items(), key=lambda entry: entry[0]):
        by_verdict.setdefault(_verdict(code, name), []).append(o)
    for verdict, found in by_verdict.items():
        yield _instance(rule, verdict, found)


def _verdict(code: str, name: str) -> str:
    system = system_of_code(code)
    listed = classification(system).codes.get(code) if system else None
    if listed is None:
        return "insufficient_data"
    earlier = {name_key(r.old_name) for r in renames() if r.code == code and r.old_name}
    return "exact" if name in {name_key(listed.name), *earlier} else "violated"


def _instance(rule: Rule, verdict: str, found: Sequence[Observation]) -> Instance:
    terms = tuple((o, ONE) for o in found[:_SHOWN])
    shown = "、".join(f"{o.row_code} {o.row_label}" for o in found[:_SHOWN]) + (" …" if len(found) > _SHOWN else "")
    n = len(found)
    if verdict == "insufficient_data":
        saying = (
            f"{n} 个科目编码不在所附分类表（不全）中，无法核对名称：{shown}。",
            f"{n} codes are unknown to this list, which is partial, so their names cannot be checked: {shown}.",
        )
        return Instance(rule, Shape.STATEMENT, undecided(verdict), terms, ("codes", "unlisted"), saying=saying)
    differing = verdict == "violated"
    if differing:
        names = "、".join(f"{o.row_code} {o.row_label}（{_listed_name(o)}）" for o in found[:_SHOWN])
        saying = (f"{n} 个科目的名称与分类表不同：{names}。", f"{n} codes bear another name than in the list: {names}.")
    else:
        saying = (f"{n} 个科目的编码和名称与分类表相符。", f"{n} codes bear the names of the list.")
    return Instance(rule, Shape.STATEMENT, equal_claim(n, 0 if differing else n), terms, ("codes", verdict), saying=saying)


def _listed_name(o: Observation) -> str:
    system = system_of_code(o.row_code or "")
    return classification(system).codes[o.row_code or ""].name if system else ""
