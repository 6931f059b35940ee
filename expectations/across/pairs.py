"""Filings that are compared: which relate to each other, and the figures of each by what they report."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from expectations.claims.figures import has_amount, same_claim
from expectations.claims.verdict import ONE, outcome_of
from fiscal.cleaning.tables.current_year import OF_YEAR
from fiscal.document.identity import names
from fiscal.model.contract import Observation
from fiscal.model.identity import Identity
from fiscal.reconciliation.reconcile import FactKey, key_of


@dataclass(slots=True)
class Side:
    """One filing in a comparison: its figures by what they report, whichever body the rows name. `chapter`: of a
    compilation, beside the body's own file.
    """

    filing_id: str
    identity: Identity
    observations: Sequence[Observation]
    chapter: bool = False
    figures: dict[FactKey, list[Observation]] = field(init=False)

    def __post_init__(self) -> None:
        figures: dict[FactKey, list[Observation]] = defaultdict(list)
        for o in self.observations:
            if (
                o.value_yuan is not None
                and has_amount(o)
                and (key := key_of(o, self.identity)) is not None
                and key.table_no is None
            ):
                figures[_bodiless(key)].append(o)
        self.figures = dict(figures)

    def agreed(self, key: FactKey, family: str | None = None) -> Observation | None:
        """The filing's figure for a key, the finest of its reports; None where it reports none or contradicts itself,
        which is its own finding.

        Prose that no table stands beside says nothing of the kind of expenditure; then all kinds together are meant.
        Where this year's appropriation is told from all money, the figure of the same `family` of table is meant."""
        kinds = (key.expenditure_type, {None: "total", "total": None}.get(key.expenditure_type, key.expenditure_type))
        reports = next(
            (found for kind in kinds if (found := self._reports(replace(key, expenditure_type=kind), family))),
            list[Observation](),
        )
        finest = min(reports, key=lambda o: o.precision_unit or ONE, default=None)
        agree = finest is not None and all(
            outcome_of(same_claim(finest, o)).verdict in ("exact", "rounding") for o in reports
        )
        return finest if agree else None

    def _reports(self, key: FactKey, family: str | None) -> list[Observation]:
        plain = key.concept.removesuffix(OF_YEAR)
        all_money, this_year = (
            self.figures.get(_bodiless(replace(key, concept=name)), []) for name in (plain, f"{plain}{OF_YEAR}")
        )
        told_apart = this_year or key.concept != plain
        return [o for o in (*all_money, *this_year) if o.table_family == family] if told_apart else all_money


def _bodiless(key: FactKey) -> FactKey:
    return replace(key, entity=None)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two filings that relate: findings are shown with `shown`, their figures are compared with `other`'s."""

    shown: Side
    other: Side


def years_apart(sides: Sequence[Side]) -> Iterator[Pair]:
    """This year's and last year's filing of the same body, scope and kind."""
    by_year = {(*_body(s), s.identity.doc_kind, s.identity.fiscal_year): s for s in sides}
    for (publisher, scope, kind, year), side in by_year.items():
        if year is not None and (before := by_year.get((publisher, scope, kind, year - 1))) is not None:
            yield Pair(side, before)


def final_and_budget(sides: Sequence[Side]) -> Iterator[Pair]:
    """The final account and the budget of the same body, scope and year."""
    budgets = {(*_body(s), s.identity.fiscal_year): s for s in sides if s.identity.doc_kind == "budget"}
    for side in sides:
        if (
            side.identity.doc_kind == "final"
            and (budget := budgets.get((*_body(side), side.identity.fiscal_year))) is not None
        ):
            yield Pair(side, budget)


def department_and_units(sides: Sequence[Side]) -> Iterator[Pair]:
    """A department's filing with each of its units' of the same year and kind, its own unit filing included."""
    for department in sides:
        if department.identity.scope != "department":
            continue
        for unit in sides:
            same = (unit.identity.fiscal_year, unit.identity.doc_kind) == (
                department.identity.fiscal_year,
                department.identity.doc_kind,
            )
            bodies = {names.key(n) for n in (unit.identity.publisher, unit.identity.publisher_parent) if n}
            if same and unit.identity.scope == "unit" and names.key(department.identity.publisher or "") in bodies:
                yield Pair(department, unit)


def own_and_chapters(sides: Sequence[Side]) -> Iterator[Pair]:
    """A body's own file with its chapter in a compilation."""
    current = {(*_body(s), s.identity.doc_kind, s.identity.fiscal_year): s for s in sides if not s.chapter}
    for chapter in sides:
        if (
            chapter.chapter
            and (own := current.get((*_body(chapter), chapter.identity.doc_kind, chapter.identity.fiscal_year)))
            is not None
        ):
            yield Pair(own, chapter)


def _body(side: Side) -> tuple[str, str | None]:
    return names.key(side.identity.publisher or side.filing_id), side.identity.scope
