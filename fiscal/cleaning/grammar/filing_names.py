"""The names that one filing uses in its tables: class codes by name and path, projects, and under which funds and kinds
a concept is reported.

Official names come from `fiscal.model.classification`; what a subject means is left to `subject_concepts`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

from fiscal import lexicon
from fiscal.cleaning.tables.current_year import OF_YEAR
from fiscal.cleaning.terms.indicators import indicator_key
from fiscal.model.classification import (
    ECONOMIC_DEPARTMENT,
    ECONOMIC_GOVERNMENT,
    FUNCTIONAL,
    classification,
    name_key,
    system_of_code,
)
from fiscal.model.contract import Observation
from fiscal.model.vocabulary import BASIC_KINDS, EXPENDITURE_TYPES

_PROJECT_ENDS = lexicon.pattern("money.project_ends")
_WITHIN: dict[str, frozenset[str | None]] = {"total": frozenset(EXPENDITURE_TYPES) | {None}, "basic": BASIC_KINDS}
_COUNTED_ALSO_IN = lexicon.mapping("money.counted_also_in")
_ECONOMIC = (ECONOMIC_DEPARTMENT, ECONOMIC_GOVERNMENT)
_TELLING = 8
"""So long a name of an item stands under one heading of its class only; 行政运行 and the like under many."""
_GENERAL = ("general_public_budget", "fiscal")


def project_key(name: str) -> str:
    """How project names are compared: as indicators are, without 专项, 经费, 项目 at the end."""
    key = indicator_key(name)
    shorter = _PROJECT_ENDS.sub("", key)
    return shorter if len(shorter) >= 3 else key


def _loose(name: str) -> str:
    return lexicon.pattern("money.loose").sub("", name_key(name))


class FilingNames:
    """What the prose may refer to. Codes are learnt from coded rows, projects from rows and forms, funds and kinds from
    every amount.
    """

    def __init__(self, tables: Iterable[Observation]) -> None:
        """Learn from the table observations of the filing."""
        self._functional: dict[str, set[str]] = defaultdict(set)
        self._economic: dict[str, set[str]] = defaultdict(set)
        self._own: set[str] = set()
        self._projects: dict[str, str] = {}
        self._bodies: dict[str, str] = {}
        self._places: dict[tuple[str, str, str | None, int | None, str | None], set[tuple[str | None, str | None]]] = (
            defaultdict(set)
        )
        self._stated: dict[tuple[object, ...], list[Observation]] = defaultdict(list)
        self._counts: dict[tuple[str, str], list[Observation]] = defaultdict(list)
        self._other_funds = False
        for system, names in ((FUNCTIONAL, self._functional), (ECONOMIC_DEPARTMENT, self._economic)):
            for code, entry in classification(system).codes.items():
                names[_loose(entry.name)].add(code)
        for o in tables:
            self._learn(o)

    def _learn(self, o: Observation) -> None:
        if o.entity:
            self._bodies.setdefault(_loose(o.entity), o.entity)
        if o.project:
            self._projects.setdefault(project_key(o.project), o.project)
        if o.row_code and o.row_label:
            system = system_of_code(o.row_code)
            if system in (FUNCTIONAL, ECONOMIC_DEPARTMENT):
                (self._functional if system == FUNCTIONAL else self._economic)[
                    _loose(re.sub(r"^\d+", "", o.row_label))
                ].add(o.row_code)
                self._own.add(o.row_code)
        if o.concept and o.measure == "count" and o.unit:
            self._counts[o.class_system, o.concept].append(o)
        if o.concept and o.value_yuan is not None:
            self._places[o.class_system, o.concept, o.measure, o.fiscal_year, o.project].add(
                (o.source_of_funds, o.expenditure_type)
            )
            self._stated[_place(o, o.concept)].append(o)
            self._other_funds = self._other_funds or (
                o.source_of_funds in ("government_fund", "state_capital") and o.value_yuan != 0
            )

    def functional_path(self, lei: str, kuan: str | None, xiang: str | None) -> tuple[str | None, bool]:
        """The code of a printed 类款项 path and whether the path itself leads to it; (None, False) where it does not
        lead to one code. A 类 that no classification names (文化体育与传媒支出, as it was called once) leaves it to
        what stands below.
        """
        heads = {c for c in self._names(lei) if len(c) == 3}
        if kuan is None:
            return _only(heads), True
        middles = {c for c in self._names(kuan) if len(c) == 5 and (c[:3] in heads or not heads)}
        if not heads:
            below = {c for c in self._names(xiang) if c[:5] in middles} if xiang else middles
            return _only(below & self._own or below), False
        if xiang is None:
            return _only(middles), True
        named = {c for c in self._names(xiang) if len(c) == 7}
        exact = {c for c in named if c[:5] in middles}
        if exact:
            return _only(exact & self._own or exact), True
        under = {c for c in named if c[:3] in heads}
        return _only(
            under & self._own or (under if len(xiang) >= _TELLING and not xiang.startswith("其他") else set())
        ), False

    def _names(self, name: str) -> set[str]:
        return self._functional.get(_loose(name), set()) | self._functional.get(_loose(name + "支出"), set())

    def functional(self, name: str) -> str | None:
        """The code of one functional name: a 类 of that name, else the only code of the filing, else the only one of
        the classification.
        """
        codes = self._names(name)
        return _only({c for c in codes if len(c) == 3} or codes & self._own or codes)

    def economic(self, name: str) -> str | None:
        """The department economic code of a name that only one bears."""
        codes = self._economic.get(_loose(name), set())
        return _only(codes & self._own or codes)

    def project(self, name: str) -> str | None:
        """The filing's own name of a project that the prose names slightly differently."""
        return self._projects.get(project_key(name)) if name else None

    def body(self, name: str) -> str | None:
        """The body of the filing's tables that bears a name."""
        return self._bodies.get(_loose(name))

    def project_in(self, text: str) -> str | None:
        """The one project whose name stands in a text (a report's title)."""
        key = indicator_key(text)
        found = {own for known, own in self._projects.items() if known in key}
        return next(iter(found)) if len(found) == 1 else None

    def projects(self) -> list[str]:
        """The names of the filing's projects as its tables print them."""
        return list(self._projects.values())

    def fit(
        self,
        system: str,
        concept: str,
        measure: str | None,
        year: int | None,
        project: str | None,
        source: str | None,
        kind: str | None,
    ) -> tuple[str, str | None]:
        """The funds and kind under which the tables report what the prose names, so that both are one fact; else what
        the prose says, `total` where it says nothing.

        三公 expenses are fiscal by definition: the one place that reports them is meant. Fiscal and general-budget
        funds are one where no other budget has a figure."""
        places = {
            p
            for name in (concept, f"{concept}{OF_YEAR}")
            for p in self._places.get((system, name, measure, year, project), ())
        }
        if kind is not None:
            places = {p for p in places if p[1] == kind} or _narrower(system, kind, places)
        elif (widest := next((k for k in ("total", "basic") if any(p[1] == k for p in places)), None)) and {
            p[1] for p in places
        } <= _WITHIN[widest]:
            places = {p for p in places if p[1] == widest}
        wanted = [source] if source else ["total"]
        if source in _GENERAL and not self._other_funds:
            wanted += _GENERAL
        for choice in wanted:
            fitting = {p for p in places if p[0] == choice}
            if len(fitting) == 1:
                return choice, next(iter(fitting))[1]
        if len(places) == 1 and (system in ("three_public", "procurement") or concept == "agency_operation"):
            (place,) = places
            return place[0] or "total", place[1]
        return source or "total", kind

    def years_concept(self, concept: str, o: Observation, *, said: bool) -> str:
        """The concept of a figure of the prose: that of this year's appropriation where the tables report that under
        its funds and kind, and the prose says so (`said`) or has the very amount that only there stands."""
        marked = f"{concept}{OF_YEAR}"
        plain, years = ({r.value_yuan for r in self._stated.get(_place(o, name), ())} for name in (concept, marked))
        return marked if years and (said or (o.value_yuan in years and o.value_yuan not in plain)) else concept

    def stated(
        self,
        system: str,
        concept: str,
        measure: str | None,
        year: int | None,
        project: str | None,
        source: str | None,
        kind: str | None,
    ) -> Observation | None:
        """The figure that the tables report for what the prose only names; None where they report none, or several
        amounts.
        """
        funds, kind = self.fit(system, concept, measure, year, project, source, kind)
        found = self._stated.get((system, concept, measure, year, project, funds, kind), [])
        return found[0] if len({o.value_yuan for o in found}) == 1 else None

    def counted(self, system: str, concept: str, unit: str) -> Observation | None:
        """The one count of the tables under that concept whose unit takes in the printed one (台、辆 of 辆)."""
        units = {unit, _COUNTED_ALSO_IN.get(unit, unit)}
        found = [o for o in self._counts.get((system, concept), []) if units & set(re.split("[、,/]", o.unit or ""))]
        return found[0] if len({(o.unit, o.phase) for o in found}) == 1 else None


def _place(o: Observation, concept: str) -> tuple[object, ...]:
    return (o.class_system, concept, o.measure, o.fiscal_year, o.project, o.source_of_funds, o.expenditure_type)


def _narrower(system: str, kind: str, places: set[tuple[str | None, str | None]]) -> set[tuple[str | None, str | None]]:
    """An economic class of the basic expenditure that the tables list under one kind of it only is all of that kind."""
    of_basic = {p for p in places if p[1] in BASIC_KINDS}
    return of_basic if kind == "basic" and system in _ECONOMIC and len({p[1] for p in of_basic}) == 1 else set()


def _only(codes: set[str]) -> str | None:
    return next(iter(codes)) if len(codes) == 1 else None
