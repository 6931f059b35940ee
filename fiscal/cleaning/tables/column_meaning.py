"""What a value column says by its header path: measure, period, phase, funds, expenditure type, concept and unit.

Which column is part of which is told by `column_hierarchy`; how row and column together make a concept by
`cell_concepts`."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from fiscal import lexicon
from fiscal.cleaning.tables.column_measures import YEAR, measure_of, period_of
from fiscal.cleaning.tables.panels import Column
from fiscal.cleaning.tables.rows.body_rows import is_total_name
from fiscal.cleaning.terms.class_names import ClassNames
from fiscal.cleaning.terms.concepts import Concept, bare_name, concept_named
from fiscal.cleaning.terms.units import unit_in_head
from fiscal.cleaning.terms.wholes import kind_named, source_named
from fiscal.model.classification import ECONOMIC_DEPARTMENT, ECONOMIC_GOVERNMENT
from fiscal.model.identity import Identity

_COMPARED = lexicon.pattern("columns.compared")
_MEASURE_ONLY = lexicon.pattern("columns.measure_only")
BALANCES = frozenset(
    {
        "carryover_in",
        "carryover_out",
        "account_balance_in",
        "account_balance_out",
        "surplus_used",
        "surplus_distribution",
    }
)
"""What is brought into the year, carried out of it or set aside: no kind of expenditure."""
_FLOWS = BALANCES | {"income_current", "expenditure_current"}


@dataclass(frozen=True, slots=True)
class TableContext:
    """What all cells of a table share. `source` and `kind` are the title's, no funds for a table of no known family;
    `bare_budget` is the measure of 预算数 alone.

    `side`: `income`, `expenditure` or `any`; `system`: economic classification that the column names are of, or None.
    `with_balances`: among the columns is a balance brought forward, so that a total of all of them is more than the
        year's money.
    `of_money`: a money unit is printed for the table.
    """

    family: str
    identity: Identity
    source: str | None
    kind: str
    side: str
    system: str | None
    bare_budget: str
    names: ClassNames
    rolls_forward: bool = False
    with_balances: bool = False
    default_measure: str = "budget_initial"
    of_money: bool = False


@dataclass(frozen=True, slots=True)
class Word:
    """One header text over a column and what it is about: `total`, `kind`, `source`, `class`, `balance`, `procurement`,
    `three_public`, `concept`, or empty.

    `value` is the vocabulary's word, concept id or code behind it.
    """

    place: tuple[int, int]
    text: str
    axis: str
    value: str


@dataclass(frozen=True, slots=True)
class ColumnMeaning:
    """`concept` is what the header itself names; `words` the header texts left when measure, period and unit words are
    taken off, outermost first.

    `understood` is False where a header text fits nothing; `total` where the last of them is 合计 or the like, `part`
    where it begins with 其中."""

    col: int
    measure: str
    period: str
    fiscal_year: int | None
    source: str | None
    kind: str | None
    concept: Concept | None
    class_code: tuple[str, str] | None
    unit: str | None
    words: tuple[Word, ...]
    total: bool
    part: bool
    understood: bool
    says_total: bool


def meaning_of_column(column: Column, context: TableContext) -> ColumnMeaning:
    """The meaning of one value column."""
    texts = [h.text for h in column.path]
    unit = next((u for t in reversed(texts) if (u := unit_in_head(t))), None)
    period, year = period_of(texts, context.identity.fiscal_year)
    measure = measure_of(texts, period, unit, context.bare_budget, context.default_measure)
    said = _Said()
    for head in column.path:
        text = _word(head.text)
        if text and not _MEASURE_ONLY.fullmatch(text) and not _COMPARED.search(text):
            said.take(head.place, text, context)
    leaf = said.words[-1].text if said.words else ""
    concept = said.concept
    if (
        concept is not None
        and concept.id in ("carryover_in", "account_balance_in")
        and not context.rolls_forward
        and context.side != "income"
    ):
        concept = None
    return ColumnMeaning(
        col=column.col,
        measure=measure,
        period=period,
        fiscal_year=year,
        source=None if said.source == "carryover" and context.rolls_forward else said.source,
        kind=said.kind,
        concept=concept,
        class_code=said.class_code,
        unit=unit,
        words=tuple(said.words),
        total=is_total_name(leaf) and not leaf.startswith("其中"),
        part=any(w.text.startswith("其中") for w in said.words),
        understood=said.understood,
        says_total=any(lexicon.pattern("columns.grand_total_head").search(w.text) for w in said.words),
    )


@dataclass
class _Said:
    """What the header texts over one column have said so far, outermost first: the inner ones are the more exact."""

    words: list[Word] = field(default_factory=list[Word])
    source: str | None = None
    kind: str | None = None
    concept: Concept | None = None
    class_code: tuple[str, str] | None = None
    understood: bool = True

    def take(self, place: tuple[int, int], text: str, context: TableContext) -> None:
        """Take in the next text. Funds under a balance (结转结余 by budget) stay a balance, which its funds divide
        further.
        """
        if is_total_name(text) and len(bare_name(text)) <= 2:
            self.words.append(Word(place, text, "total", ""))
            return
        found = _named(text, context)
        named_class = _class_code(text, context, self.class_code)
        source, kind = source_named(text), kind_named(text)
        divides_balance = self.source == "carryover" and source not in (None, "carryover")
        if not divides_balance:
            self.concept = found or self.concept
            self.source = source or (found.source if found else None) or self.source
        self.class_code = named_class or self.class_code
        self.kind = kind or (found.kind if found and found.kind != "total" else None) or self.kind
        self.words.append(Word(place, text, *_axis(text, found, named_class, source, kind)))
        self.understood = not divides_balance and (self.words[-1].axis != "" or _says_nothing(text))


def _axis(
    text: str, found: Concept | None, class_code: tuple[str, str] | None, source: str | None, kind: str | None
) -> tuple[str, str]:
    if is_total_name(text) and not (source or kind):
        return "total", ""
    if found is not None and found.class_system in ("procurement", "three_public"):
        return found.class_system, found.id
    if source == "carryover" or (found is not None and found.id in _FLOWS and found.kind in (None, "total")):
        return "balance", found.id if found else "carryover"
    if class_code is not None:
        return "class", class_code[1]
    if kind is not None:
        return "kind", kind
    if source is not None:
        return "source", source
    return ("concept", found.id) if found is not None else ("", "")


def rolls_forward(columns: list[Column]) -> bool:
    """Whether the columns lead from an opening to a closing balance (年初结转, 本年收入, 本年支出, 年末结转)."""
    texts = "|".join(h.text for c in columns for h in c.path)
    return bool(
        lexicon.pattern("columns.closing_balance").search(texts)
        and lexicon.pattern("columns.opening_balance").search(texts)
    )


def has_balances(columns: list[Column]) -> bool:
    """Whether among the columns is a balance brought forward (上年结转, 使用非财政拨款结余)."""
    return any(
        source_named(h.text) == "carryover" or lexicon.pattern("columns.has_balances").search(h.text)
        for c in columns
        for h in c.path
    )


def _word(text: str) -> str:
    """A header text without year, unit in brackets, quotes and a count of its column."""
    text = re.sub(r"[“”\"'‘’]", "", text)
    text = lexicon.pattern("columns.unit_in_head").sub("", text)
    return YEAR.sub("", text).strip(":：、,")


def _named(word: str, context: TableContext) -> Concept | None:
    """The concept that a header text names, as far as it is one that columns stand for."""
    if context.family == "three_public":
        found = concept_named(word, "any")
        return found if found and (found.class_system == "three_public" or found.id == "agency_operation") else None
    if lexicon.pattern("columns.procurement").search(word):
        found = concept_named(lexicon.pattern("columns.up_to_year").sub("", word), "any")
        return found if found and found.class_system == "procurement" else None
    found = concept_named(word, "any" if context.rolls_forward else context.side)
    if found is not None and found.class_system == "income" and context.side == "any" and not context.rolls_forward:
        return None
    if found is None or found.class_system in ("income", "none"):
        return found
    return (
        found
        if found.class_system in ("three_public", "asset", "staff") and context.family in ("state_assets", "other")
        else None
    )


def _class_code(word: str, context: TableContext, above: tuple[str, str] | None) -> tuple[str, str] | None:
    """The economic class that a header text names, under the class that the header above it names."""
    systems = [context.system] if context.system else []
    if context.family.startswith(("basic_expenditure", "expenditure_by_economy")) and not systems:
        systems = [ECONOMIC_DEPARTMENT, ECONOMIC_GOVERNMENT]
    for system in systems:
        code = context.names.find(system, word, above[1] if above and above[0] == system else None)
        code = code or (context.names.only(system, word) if above is None else None)
        if code:
            return system, code
    return None


_GROUP = lexicon.pattern("columns.group")


def _says_nothing(word: str) -> bool:
    """Group headers that only name the whole side: 收入预算, 本年支出, 一般公共预算支出."""
    return _GROUP.fullmatch(word) is not None


def balances(concept: Concept | None) -> bool:
    """Whether a column's concept is a balance or a flow of the year, so that it crosses with the row's class."""
    return concept is not None and concept.id in _FLOWS
