"""One fact from all the places that report it: grouping by key, agreement, choice of the value, interval, sources.

Which observations are doubted or disputed is told by the gate; this module only obeys and never rewrites a value.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import astuple, dataclass, replace
from decimal import Decimal

from fiscal.model.amounts import Interval
from fiscal.model.classification.naming import concept_name
from fiscal.model.contract import Fact, Observation, Source
from fiscal.model.findings.rows import Finding
from fiscal.model.identity import Identity
from fiscal.model.vocabulary import label

FACT_MEASURES = frozenset(
    {
        "budget_initial",
        "budget_adjusted",
        "actual",
        "count",
        "midterm_total",
        "score",
        "score_full",
        "kpi_target",
        "kpi_actual",
    }
)
UNUSABLE = frozenset({"rejected", "ambiguous"})
OF_THE_BUDGET = frozenset({None, "balance", "income", "expenditure", "project", "three_public", "performance"})
"""Matters of tables that divide one and the same budget, and of the prose: a concept means the same in all of them."""


@dataclass(frozen=True, slots=True)
class FactKey:
    """What makes two observations report the same fact. `unit` keeps yuan apart from counts and scores of the same
    concept.

    `matter` is None for the budget itself (see `OF_THE_BUDGET`) and for a concept that names the matter; `table_no` is
    set where nothing says what a table is about: its figures are facts of their own."""

    entity: str | None
    project: str | None
    fiscal_year: int | None
    phase: str | None
    class_system: str
    concept: str
    measure: str
    source_of_funds: str | None
    expenditure_type: str | None
    indicator_key: str | None
    unit: str | None
    matter: str | None = None
    table_no: int | None = None

    def about(self) -> tuple[str, ...]:
        """The key as texts: every part of a figure of the budget itself, and behind them what sets others apart."""
        *plain, matter, table_no = astuple(self)
        apart = [f"{name}={part}" for name, part in (("matter", matter), ("table", table_no)) if part is not None]
        return (*("" if part is None else str(part) for part in plain), *apart)

    def anywhere(self) -> FactKey:
        """The key as if the matter did not count: what two figures share that may be one fact, where one of them lacks
        its context.
        """
        return replace(self, matter=None, table_no=None)

    def fact_id(self, filing_id: str) -> str:
        """A hash of the filing and the key: stable over runs and versions."""
        return hashlib.sha256("\x1f".join([filing_id, *self.about()]).encode()).hexdigest()[:24]


def key_of(observation: Observation, identity: Identity) -> FactKey | None:
    """The key of the fact that an observation reports; None where it reports none (no value, no concept, a change, a
    percentage, a doubt).
    """
    o = observation
    if (
        o.concept is None
        or o.measure not in FACT_MEASURES
        or o.amount is None
        or o.period == "change"
        or o.status in UNUSABLE
    ):
        return None
    year = o.fiscal_year if o.fiscal_year is not None else identity.fiscal_year
    if year is not None and o.fiscal_year is None and o.period == "prior":
        year -= 1
    return FactKey(
        entity=o.entity or identity.publisher,
        project=o.project,
        fiscal_year=year,
        phase=o.phase,
        class_system=o.class_system,
        concept=o.concept,
        measure=o.measure,
        source_of_funds=o.source_of_funds,
        expenditure_type=o.expenditure_type,
        indicator_key=o.indicator_key,
        unit="元" if o.value_yuan is not None else o.unit,
        matter=_matter_of(o),
        table_no=o.table_no if _of_its_table(o) else None,
    )


def _of_its_table(o: Observation) -> bool:
    """Whether a figure is a fact of its table alone: nothing says what the table is about, or a mere name of a table
    that is no part of the budget.
    """
    return o.matter == "unknown" or (o.matter not in OF_THE_BUDGET and (o.concept or "").startswith("name:"))


def _matter_of(o: Observation) -> str | None:
    return None if o.matter in OF_THE_BUDGET or o.matter in (o.class_system, o.concept) else o.matter


def reconcile(
    filing_id: str,
    identity: Identity,
    observations: Iterable[Observation],
    findings: Iterable[Finding],
    held: Collection[str] = frozenset(),
    disputed: Collection[str] = frozenset(),
) -> tuple[list[Fact], list[Fact]]:
    """The facts of a filing, and those that the gate holds: `(facts, held_facts)`, each in reading order of the first
    report.

    `held` and `disputed` are observation ids from the gate: a fact with a held member is held, one with a disputed
    member is marked so."""
    groups: dict[FactKey, list[Observation]] = defaultdict(list)
    for observation in observations:
        key = key_of(observation, identity)
        if key is not None:
            groups[key].append(observation)
    finding_ids = _findings_by_observation(findings)
    facts: list[Fact] = []
    held_facts: list[Fact] = []
    for key, members in groups.items():
        is_held = any(m.observation_id in held for m in members)
        is_disputed = is_held or any(m.observation_id in disputed for m in members)
        suspects = frozenset(m.observation_id for m in members if m.observation_id in held)
        fact = _fact(filing_id, identity, key, members, suspects, is_disputed, finding_ids)
        (held_facts if is_held else facts).append(fact)
    return facts, held_facts


def _findings_by_observation(findings: Iterable[Finding]) -> dict[str, list[str]]:
    by_observation: dict[str, list[str]] = defaultdict(list)
    for finding in findings:
        for term in finding.terms:
            if term.observation_id is not None:
                by_observation[term.observation_id].append(finding.finding_id)
    return by_observation


def _fact(
    filing_id: str,
    identity: Identity,
    key: FactKey,
    members: Sequence[Observation],
    suspects: Collection[str],
    is_disputed: bool,
    finding_ids: dict[str, list[str]],
) -> Fact:
    chosen, rule = choose(members, suspects)
    agreement = "disputed" if is_disputed else agreement_of(members)
    interval = _common_interval(members) if agreement != "disputed" else None
    return Fact(
        fact_id=key.fact_id(filing_id),
        publisher=identity.publisher,
        entity=key.entity,
        project=key.project,
        fiscal_year=key.fiscal_year,
        phase=key.phase,
        class_system=key.class_system,
        concept=key.concept,
        concept_label=next((m.row_label or m.indicator for m in members if m.row_label or m.indicator), None),
        measure=key.measure,
        source_of_funds=key.source_of_funds,
        expenditure_type=key.expenditure_type,
        value_yuan=chosen.value_yuan,
        value_native=chosen.value_native,
        unit=chosen.unit,
        low=interval.low if interval else chosen.low,
        high=interval.high if interval else chosen.high,
        agreement=agreement,
        choice_rule=rule,
        n_sources=len(members),
        sources=tuple(_source(m) for m in members),
        finding_ids=tuple(dict.fromkeys(f for m in members for f in finding_ids.get(m.observation_id, ()))),
        matter=key.matter,
        scope=identity.scope,
        doc_kind=identity.doc_kind,
        concept_name=concept_name(key.class_system, key.concept, key.fiscal_year),
        phase_label=label("phase", key.phase),
        measure_label=label("measure", key.measure),
        source_of_funds_label=label("source_of_funds", key.source_of_funds),
        expenditure_type_label=label("expenditure_type", key.expenditure_type),
    )


def _source(o: Observation) -> Source:
    return Source(
        observation_id=o.observation_id,
        table_no=o.table_no,
        row=o.row,
        col=o.col,
        page=o.page,
        part_no=o.part_no,
        quote=o.quote,
        value_reported=o.value_reported,
    )


def agreement_of(members: Sequence[Observation]) -> str:
    """`single`, `identical`, `rounding` (equal once rounded to the coarser precision) or `disputed`."""
    if len(members) == 1:
        return "single"
    if len({m.amount for m in members}) == 1:
        return "identical"
    exact = [m for m in members if not m.approximate]
    by_precision: dict[Decimal | None, set[Decimal | None]] = defaultdict(set)
    for m in exact:
        by_precision[m.precision_unit].add(m.amount)
    if any(len(amounts) > 1 for amounts in by_precision.values()):
        return "disputed"
    return "rounding" if _common_interval(members) is not None else "disputed"


def choose(members: Sequence[Observation], suspects: Collection[str] = frozenset()) -> tuple[Observation, str]:
    """The observation whose value the fact takes, and the rule that chose it.

    In this order: not a suspect, not approximate, the value that most places report, a table before the prose, the
    finest precision, the first."""
    if len(members) == 1:
        return members[0], "only_source"
    if len({m.amount for m in members}) == 1:
        return _finest(members), "all_sources_agree"
    left = [m for m in members if m.observation_id not in suspects] or list(members)
    left = [m for m in left if not m.approximate] or left
    if len({m.amount for m in left}) == 1:
        return _finest(left), "not_doubted"
    if _common_interval(left) is not None and len({m.precision_unit for m in left}) > 1:
        return _finest(left), "finest_precision"
    counts = Counter(m.amount for m in left)
    most = max(counts.values())
    winners = [m for m in left if counts[m.amount] == most]
    if len({m.amount for m in winners}) == 1:
        return _finest(winners), "most_sources"
    tables = [m for m in winners if m.table_no is not None]
    if tables and len({m.amount for m in tables}) == 1:
        return _finest(tables), "table_before_narrative"
    return _finest(tables or winners), "first_of_finest_precision"


def _finest(members: Sequence[Observation]) -> Observation:
    return min(members, key=lambda m: m.precision_unit if m.precision_unit is not None else Decimal("Infinity"))


def _common_interval(members: Sequence[Observation]) -> Interval | None:
    common: Interval | None = None
    for m in members:
        if m.low is None or m.high is None:
            continue
        own = Interval(m.low, m.high)
        common = own if common is None else common.intersection(own)
        if common is None:
            return None
    return common
