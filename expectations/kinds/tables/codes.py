"""Printed class codes against the lists of the classification (`codes_listed`): named as there, named otherwise,
unknown to the list, or no code at all.

The lists are partial, so that an unlisted code cannot be checked and is never wrong for it. Reading codes is left to
`fiscal.cleaning`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from expectations.catalogue.rules import Rule
from expectations.catalogue.statement_formulas import CodesListed
from expectations.claims.figures import equal_claim, undecided
from expectations.claims.instance import Instance, Shape
from expectations.claims.verdict import ONE
from expectations.filing.case import Ledger
from expectations.kinds.shared.scope import sheets_in
from fiscal.model.classification import (
    ECONOMIC_DEPARTMENT,
    ECONOMIC_GOVERNMENT,
    FUNCTIONAL,
    classification,
    name_key,
    renames,
    system_of_code,
)
from fiscal.model.contract import Observation
from fiscal.model.places import page_en, page_zh

_SHOWN = 12


def codes_listed(ledger: Ledger, rule: Rule) -> Iterator[Instance]:
    """One instance for the codes that are named as listed, for those named otherwise, and for those that the lists do
    not have.
    """
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
    if slips := _slips(ledger, rule):
        yield _mistyped(rule, slips)


def _slips(ledger: Ledger, rule: Rule) -> list[tuple[Observation, str]]:
    """Rows of classes whose code no classification can have, with the code that their name has: 71102 行政单位医疗 is
    2101102.
    """
    found: dict[tuple[str, str], tuple[Observation, str]] = {}
    for _, sheet in sheets_in(ledger, rule.scope):
        if sum(system_of_code(o.row_code or "") is not None for o in sheet) * 2 <= len(
            [o for o in sheet if o.row_code]
        ):
            continue
        for o in sheet:
            if (
                o.row_code
                and o.row_label
                and system_of_code(o.row_code) is None
                and (meant := _meant(o.row_code, o.row_label))
            ):
                found.setdefault((o.row_code, o.row_label), (o, meant))
    return list(found.values())


def _meant(code: str, name: str) -> str | None:
    """The only class of that name, where its code ends as the printed one does and the printed one is not a finer one
    below it.
    """
    listed = {
        c
        for system in (FUNCTIONAL, ECONOMIC_DEPARTMENT, ECONOMIC_GOVERNMENT)
        for c in classification(system).anywhere(name)
    }
    near = [c for c in listed if c[-2:] == code[-2:] and not code.startswith(c)]
    return near[0] if len(near) == 1 else None


def _mistyped(rule: Rule, slips: Sequence[tuple[Observation, str]]) -> Instance:
    shown = "、".join(f"{page_zh(o)}“{o.row_code} {o.row_label}”（应为 {meant}）" for o, meant in slips[:_SHOWN])
    told = "; ".join(f"“{o.row_code} {o.row_label}” on {page_en(o)} ({meant})" for o, meant in slips[:_SHOWN])
    n = len(slips)
    saying = (
        f"{n} 个科目编码与其名称不符，疑为笔误：{shown}。",
        f"{n} codes are not those of their names, likely slips: {told}.",
    )
    terms = tuple((o, ONE) for o, _ in slips[:_SHOWN])
    return Instance(
        rule, Shape.STATEMENT, equal_claim(n, 0), terms, ("codes", "mistyped"), severity="warning", saying=saying
    )


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
    return Instance(
        rule, Shape.STATEMENT, equal_claim(n, 0 if differing else n), terms, ("codes", verdict), saying=saying
    )


def _listed_name(o: Observation) -> str:
    system = system_of_code(o.row_code or "")
    return classification(system).codes[o.row_code or ""].name if system else ""
