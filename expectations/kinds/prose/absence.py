"""What a filing says it has none of (`absence`): statements of the prose against every report of the same thing, and
tables that call themselves empty.

Zeros that agree with such a statement are its proof; which words state an absence is told by `fiscal.cleaning`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from expectations.catalogue.figure_formulas import Absence
from expectations.catalogue.rules import Rule
from expectations.claims.figures import equal_claim, has_amount, scale_in_print, undecided
from expectations.claims.instance import Instance, Shape
from expectations.claims.sentences import figure, place_en, place_zh
from expectations.claims.verdict import ONE, ZERO
from expectations.filing.case import MONEY_MEASURES, Ledger, label_of
from expectations.kinds.shared.scope import in_scope, sheets_in
from fiscal import lexicon
from fiscal.cleaning.terms.concepts import PART_OF_WHOLE, bare_name
from fiscal.model.amounts import normal
from fiscal.model.contract import Observation
from fiscal.model.places import page_zh
from fiscal.model.reading import Table

_SHOWN = 6
_EMPTY = lexicon.pattern("findings.empty")
_CONDITION = lexicon.pattern("findings.condition")
_MEASURE_OF = {"approved": ("budget_initial",), "adjusted": ("budget_adjusted",), "executed": ("actual",)}


def absence(ledger: Ledger, rule: Rule) -> Iterator[Instance]:
    """One instance a statement that something does not exist."""
    assert isinstance(rule.formula, Absence)
    yield from _prose(ledger, rule) if rule.formula.by == "prose" else _notes(ledger, rule)


def _prose(ledger: Ledger, rule: Rule) -> Iterator[Instance]:
    named: dict[str, list[Observation]] = defaultdict(list)
    for o in ledger.case.observations:
        if (
            o.amount is not None
            and has_amount(o)
            and o.measure in MONEY_MEASURES
            and o.period in (None, "current")
            and in_scope(o.table_family, rule.scope)
        ):
            for name in _names(o):
                named[name].append(o)
    for said in ledger.prose:
        if said.relation != "absence" or (said.concept is None and not said.row_label):
            continue
        reports = {
            o.observation_id: o
            for name in sorted(_names(said))
            for o in named.get(name, ())
            if _same_scope(said, o, ledger.case.identity.fiscal_year)
        }
        against = [o for o in reports.values() if o.amount]
        yield _instance(ledger, rule, said, against, list(reports.values()))


def _names(o: Observation) -> set[str]:
    """The names that one thing goes by: its concept with its funds, what its economic class is a part of, and its
    printed name.
    """
    funds = (
        o.source_of_funds
        if o.source_of_funds in ("government_fund", "state_capital", "special_account", "social_insurance")
        else ""
    )
    concept = (o.concept or "").partition("@")[0]
    names = {f"{concept}|{funds}"} if concept and not concept.startswith(("name:", "item:")) else set[str]()
    names |= {f"{whole}|{funds}" for part, whole in PART_OF_WHOLE if part == concept}
    if o.row_label:
        names.add(f"={bare_name(o.row_label)}|{funds}")
    return names


def _same_scope(said: Observation, o: Observation, year: int | None) -> bool:
    measures = _MEASURE_OF.get(said.phase or "", tuple(MONEY_MEASURES))
    return (
        o.measure in measures
        and (o.fiscal_year or year) == (said.fiscal_year or year)
        and (said.entity is None or o.entity is None or said.entity == o.entity)
    )


def _instance(
    ledger: Ledger, rule: Rule, said: Observation, against: Sequence[Observation], reports: Sequence[Observation]
) -> Instance:
    about = (
        said.concept or said.row_label or "",
        said.source_of_funds or "",
        said.phase or "",
        str(said.fiscal_year or ""),
    )
    words = normal(said.quote or said.value_reported)
    shown = [*against[:_SHOWN]] or [*reports[:_SHOWN]]
    terms = ((said, ONE), *((o, ONE) for o in shown))
    label = said.row_label or label_of(said)
    if not reports:
        saying = (
            f"{place_zh(ledger, said)}称“{words}”，其他位置没有可对照的数字。",
            f"{place_en(ledger, said)} says there is no {label}; no figure elsewhere speaks of it.",
        )
        return Instance(rule, Shape.STATEMENT, undecided("not_applicable"), terms, about, saying=saying)
    largest = max(reports, key=lambda o: abs(o.amount or ZERO))
    found = (largest.amount or ZERO) / scale_in_print(largest)
    claim = equal_claim(0, found, largest.unit, rule.tolerance)
    where_zh = "、".join(f"{place_zh(ledger, o)}“{label_of(o)}”{figure(o)}" for o in shown)
    where_en = ", ".join(f"{label_of(o)} {figure(o)} in {place_en(ledger, o)}" for o in shown)
    if against:
        saying = (
            f"{place_zh(ledger, said)}称“{words}”（{label}），但有 {where_zh}。",
            f"{place_en(ledger, said)} says there is no {label}, but there is {where_en}.",
        )
    else:
        saying = (
            f"{place_zh(ledger, said)}称“{words}”，与 {where_zh} 相符。",
            f"{place_en(ledger, said)} says there is no {label}, as {where_en} bear out.",
        )
    return Instance(rule, Shape.STATEMENT, claim, terms, about, saying=saying)


def _notes(ledger: Ledger, rule: Rule) -> Iterator[Instance]:
    for table_no, sheet in sheets_in(ledger, rule.scope):
        table = ledger.tables.get(table_no)
        note = next((n for n in table.notes if says_empty(n)), None) if table is not None else None
        if table is not None and note is not None:
            yield _emptiness(rule, table, note, [o for o in sheet if o.amount is not None])


def says_empty(note: str) -> bool:
    """Whether a note says that its table is empty, without an if."""
    return any(_EMPTY.search(part) and not _CONDITION.search(part) for part in re.split("[。；;]", normal(note)))


def _emptiness(rule: Rule, table: Table, note: str, figures: Sequence[Observation]) -> Instance:
    filled = [o for o in figures if o.amount]
    shown = (filled or figures)[:_SHOWN]
    terms = tuple((o, ONE) for o in shown)
    claim = equal_claim(0, len(filled), tolerance=rule.tolerance)
    words = "、".join(f"“{label_of(o)}”{figure(o)}" for o in shown)
    page = page_zh(figures[0]) if figures else ""
    if filled:
        saying = (
            f"《{table.title}》{page}的注称“{normal(note)}”，但表中有 {words}。",
            f"a note of {table.title} calls it empty ({normal(note)}), but it holds {words}.",
        )
    else:
        saying = (
            f"《{table.title}》{page}的注称为空表，表中确无数字。",
            f"a note of {table.title} calls it empty, and it holds no figure but zeros.",
        )
    return Instance(rule, Shape.STATEMENT, claim, terms, (table.title, "note"), saying=saying)
