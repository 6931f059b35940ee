"""Funds that the prose says its projects with targets cover (`projects_covered`): against the forms of those projects,
and within all project expenditure.

What the forms state of one project is left to `expectations.kinds.tables.parts`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from expectations.catalogue.figure_formulas import ProjectsCovered
from expectations.catalogue.rules import Rule
from expectations.claims.figures import Weighted, has_amount, part_claim, sum_claim
from expectations.claims.instance import Instance, Shape
from expectations.claims.verdict import ONE
from expectations.filing.case import Ledger
from expectations.kinds.shared.scope import in_scope
from expectations.kinds.shared.statements import STATED, about_of
from fiscal import lexicon
from fiscal.model.contract import Observation

COVERED = "project_funds_covered"
"""The concept of the funds that projects with targets are said to cover."""
_PROJECTS = lexicon.pattern("findings.projects")


def projects_covered(ledger: Ledger, rule: Rule) -> Iterator[Instance]:
    """One instance an amount that is said to be covered, where what it is compared with is reported."""
    formula = rule.formula
    assert isinstance(formula, ProjectsCovered)
    for said in ledger.prose:
        if (
            said.concept == COVERED
            and said.relation in STATED
            and said.part_of is None
            and said.period == "current"
            and has_amount(said)
        ):
            yield from _forms(ledger, rule, said) if formula.by == "forms" else _within(ledger, rule, said)


def _forms(ledger: Ledger, rule: Rule, said: Observation) -> Iterator[Instance]:
    """The sum of the forms, where as many projects have one as are said to have targets."""
    counts = {
        o.amount
        for o in ledger.prose
        if o.concept == "projects_with_targets" and o.sentence_no == said.sentence_no and has_amount(o)
    }
    stated: dict[str, list[Observation]] = defaultdict(list)
    for o in ledger.case.observations:
        if (
            o.table_no is not None
            and in_scope(o.table_family, rule.scope)
            and _of_project(o)
            and o.measure == said.measure
        ):
            stated[o.project or ""].append(o)
    if (
        len(counts) != 1
        or len(stated) != next(iter(counts))
        or len(stated) < 2
        or any(len({o.amount for o in reports}) > 1 for reports in stated.values())
    ):
        return
    addends: list[Weighted] = [(reports[0], ONE) for reports in stated.values()]
    yield Instance(rule, Shape.SUM, sum_claim(said, addends), ((said, ONE), *addends), about_of(said, "forms"))


def _of_project(o: Observation) -> bool:
    return bool(o.project) and o.concept == "project" and o.source_of_funds == "total" and has_amount(o)


def _within(ledger: Ledger, rule: Rule, said: Observation) -> Iterator[Instance]:
    """All project expenditure of the same funds, as the tables of the body itself agree on it; nothing where the words
    do not speak of projects, since all that a body spends may be covered.
    """
    if not _of_projects(ledger, said):
        return
    own = ledger.case.identity.publisher
    wholes = [
        o
        for o in ledger.case.observations
        if (o.concept, o.expenditure_type, o.measure, o.source_of_funds)
        == ("expenditure_current", "project", said.measure, said.source_of_funds or "total")
        and o.table_no is not None
        and o.period in (None, "current")
        and o.entity in (None, own)
        and has_amount(o)
    ]
    if wholes and len({o.amount for o in wholes}) == 1:
        yield Instance(
            rule, Shape.PART, part_claim([said], wholes[0]), ((said, ONE), (wholes[0], ONE)), about_of(said, "within")
        )


def _of_projects(ledger: Ledger, said: Observation) -> bool:
    """Whether projects are named in the sentence, or in the one before it, which a page may part from its amount."""
    near = range((said.sentence_no or 0) - 1, (said.sentence_no or 0) + 1)
    return any(s.sentence_no in near and _PROJECTS.search(text) is not None for s, text in ledger.told)
