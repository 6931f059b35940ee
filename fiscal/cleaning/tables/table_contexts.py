"""What only all tables of a filing together say of one of them: that a total counts balances, that two forms of one
name are about two projects.

This year's appropriation beside all money is told by `current_year`, what a table says itself by `families` and
`cell_concepts`."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from fiscal.cleaning.terms.matters import UNKNOWN
from fiscal.model.amounts import normal
from fiscal.model.contract import Observation

_SUMMARIES = frozenset({"income_expenditure_summary", "fiscal_appropriation_summary"})
_LISTS = frozenset({"project_expenditure_summary", "special_funds_summary", "key_projects"})
_NOTE = re.compile(r"\([^()]*\)$")
_PROJECT_FORMS = frozenset({"performance_project", "performance_self_evaluation", "performance_declaration"})


def in_context(observations: Sequence[Observation]) -> list[Observation]:
    """The observations of all tables in the same order, with what the tables say of each other."""
    return _projects_in_several_rows(_forms_of_one_name(_totals_with_balances(observations)))


def _totals_with_balances(observations: Sequence[Observation]) -> list[Observation]:
    """A total over a column of balances is the summary's 支出总计 where it is that amount, and not its 本年支出."""
    summed: dict[tuple[object, ...], set[Decimal]] = defaultdict(set)
    for o in observations:
        if (
            o.table_family in _SUMMARIES
            and o.concept in ("expenditure_total", "expenditure_current")
            and o.value_yuan
            and o.expenditure_type == "total"
        ):
            summed[o.concept, *_money(o)].add(o.value_yuan)
    carried = {
        o.table_no
        for o in observations
        if o.source_of_funds == "carryover" and o.value_yuan and o.class_system != "income"
    }
    return [
        replace(o, concept="expenditure_total") if o.table_no in carried and _counts_balances(o, summed) else o
        for o in observations
    ]


def _counts_balances(o: Observation, summed: dict[tuple[object, ...], set[Decimal]]) -> bool:
    if (
        o.concept != "expenditure_current"
        or o.expenditure_type != "total"
        or not o.value_yuan
        or o.table_family in _SUMMARIES
    ):
        return False
    return (
        o.value_yuan in summed["expenditure_total", *_money(o)]
        and o.value_yuan not in summed["expenditure_current", *_money(o)]
    )


def _money(o: Observation) -> tuple[object, ...]:
    return (o.source_of_funds, o.measure, o.period, o.fiscal_year)


def _forms_of_one_name(observations: Sequence[Observation]) -> list[Observation]:
    """A project has one form of a kind: where several bear its name for one body, and other amounts, they are about
    projects of one name.
    """
    reports: dict[tuple[object, ...], dict[int | None, Decimal]] = defaultdict(dict)
    for o in observations:
        if o.table_family in _PROJECT_FORMS and o.concept == "project" and o.project and o.value_yuan is not None:
            reports[o.table_family, o.entity, o.project, *_money(o)].setdefault(o.table_no, o.value_yuan)
    apart = {number for amounts in reports.values() if len(set(amounts.values())) > 1 for number in amounts}
    return [replace(o, matter=UNKNOWN) if o.table_no in apart else o for o in observations]


def _projects_in_several_rows(observations: Sequence[Observation]) -> list[Observation]:
    """A project that a list names in several rows, by bodies or with a row for what is carried over (（结转）), is no
    single row of another table.
    """
    rows: dict[tuple[int | None, str], set[int | None]] = defaultdict(set)
    for o in observations:
        if o.table_family in _LISTS and o.concept == "project" and o.project:
            rows[o.table_no, _bare(o.project)].add(o.row)
    apart = {place for place, numbers in rows.items() if len(numbers) > 1}
    return [
        replace(o, matter=UNKNOWN)
        if o.table_family in _LISTS and o.project and (o.table_no, _bare(o.project)) in apart
        else o
        for o in observations
    ]


def _bare(project: str) -> str:
    return _NOTE.sub("", normal(project))
