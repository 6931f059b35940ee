"""The verdicts of one filing: every rule of the catalogue applied to its observations, judged, with suspects and root
causes for what is violated.

Pure: nothing is stored here. Who judges is said by the caller, and what is held is left to `expectations.gates.gate`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence

from expectations.catalogue.figure_formulas import Across, JointlyFeasible
from expectations.catalogue.rules import Catalogue, Rule, catalogue
from expectations.catalogue.statement_formulas import StageSound
from expectations.claims.instance import Instance, Judge, Shape, directly, finding_id, finding_of, with_cause
from expectations.claims.sentences import sentences
from expectations.claims.verdict import UNJUDGED
from expectations.defences.defend import defend
from expectations.filing.case import Case, Ledger
from expectations.kinds.drafting.drafting import drafting
from expectations.kinds.drafting.required import required_tables
from expectations.kinds.filing.identity import contents, identity_told, source_title, tables_received, unit_declared
from expectations.kinds.filing.together import together
from expectations.kinds.forms.covered import projects_covered
from expectations.kinds.forms.indicators import cost_indicator, indicator_agrees
from expectations.kinds.forms.scores import form_ratio, score_sum
from expectations.kinds.prose.absence import absence
from expectations.kinds.prose.change import change
from expectations.kinds.prose.composition import composition
from expectations.kinds.prose.ratio import ratio
from expectations.kinds.prose.wording import wording
from expectations.kinds.shared.scope import concerns
from expectations.kinds.tables.agreement import same_fact
from expectations.kinds.tables.average import average
from expectations.kinds.tables.blanks import prose_against_blank
from expectations.kinds.tables.codes import codes_listed
from expectations.kinds.tables.crosswalk import crosswalk
from expectations.kinds.tables.funds import funds_agree
from expectations.kinds.tables.hierarchy import columns_roll_up, rows_roll_up
from expectations.kinds.tables.linear import linear
from expectations.kinds.tables.parts import measure_within_measure, part_within_whole
from expectations.kinds.tables.table_change import table_change
from expectations.kinds.tables.unusable import attachments_read, numbers_well_formed, readers_agree, unit_known
from expectations.suspects.common_cause import because, counted_once
from expectations.suspects.several_cells import Alternatives
from fiscal.model.findings.rows import Finding
from fiscal.model.reading import STORED, Reading

KINDS: dict[str, Callable[[Ledger, Rule], Iterable[Instance]]] = {
    "rows_roll_up": rows_roll_up,
    "columns_roll_up": columns_roll_up,
    "linear": linear,
    "same_fact": same_fact,
    "prose_against_blank": prose_against_blank,
    "funds_agree": funds_agree,
    "crosswalk": crosswalk,
    "composition": composition,
    "change": change,
    "table_change": table_change,
    "average": average,
    "ratio": ratio,
    "part_within_whole": part_within_whole,
    "measure_within_measure": measure_within_measure,
    "projects_covered": projects_covered,
    "absence": absence,
    "indicator_agrees": indicator_agrees,
    "cost_indicator": cost_indicator,
    "score_sum": score_sum,
    "form_ratio": form_ratio,
    "contents": contents,
    "tables_received": tables_received,
    "identity_told": identity_told,
    "source_title": source_title,
    "codes_listed": codes_listed,
    "numbers_well_formed": numbers_well_formed,
    "unit_declared": unit_declared,
    "wording": wording,
    "drafting": drafting,
    "required_tables": required_tables,
    "unit_known": unit_known,
    "readers_agree": readers_agree,
    "attachments_read": attachments_read,
}


def evaluate(case: Case, rules: Catalogue | None = None, judge: Judge = directly) -> list[Finding]:
    """All findings of a filing, the satisfied ones too, in the catalogue's order, last whether all hold together; ids
    are unique and stable over runs and versions.

    `judge` gives the verdicts.
    """
    ledger = Ledger(case)
    rules = rules or catalogue()
    alternatives = alternatives_of(case.reading)
    instances = defend(ledger, judge(list(instances_of(ledger, rules))), alternatives)
    instances += _together(ledger, rules, instances)
    later = [i for i, instance in enumerate(instances) if instance.outcome is UNJUDGED]
    for i, instance in zip(later, judge([instances[i] for i in later]), strict=True):
        instances[i] = instance
    ids = _ids(case.filing_id, instances)
    causes = because(instances, ids, alternatives)
    findings: list[Finding] = []
    for position, instance in enumerate(instances):
        finding = finding_of(instance, ids[position], sentences(ledger, instance))
        suspects, cause = causes.get(position, ((), None))
        findings.append(with_cause(finding, suspects, cause) if cause else finding)
    return counted_once(findings)


def _together(ledger: Ledger, rules: Catalogue, instances: Sequence[Instance]) -> Iterator[Instance]:
    """Whether what holds one by one holds together."""
    for rule in rules.rules:
        if isinstance(rule.formula, JointlyFeasible):
            yield from together(ledger, rule, instances)


def instances_of(ledger: Ledger, rules: Catalogue) -> Iterator[Instance]:
    """Every rule that concerns the filing, applied; one identity over the same cells counts once, by the rule that
    names it first.
    """
    seen: set[object] = set()
    for rule in rules.rules:
        if isinstance(rule.formula, Across | JointlyFeasible | StageSound) or not concerns(ledger.case, rule.scope):
            continue
        for instance in KINDS[rule.formula.kind](ledger, rule):
            key = _identity(instance)
            if key is None or key not in seen:
                seen.add(key)
                yield instance


def _identity(instance: Instance) -> object:
    """What an equality restricts, whichever side is called the total; None for any other shape."""
    if instance.shape is Shape.SAME:
        return instance.cells
    if instance.shape is not Shape.SUM:
        return None
    weights = [(o.observation_id, w if i else -w) for i, (o, w) in enumerate(instance.terms)]
    return frozenset((frozenset(weights), frozenset((c, -w) for c, w in weights)))


def _ids(filing_id: str, instances: list[Instance]) -> list[str]:
    repeated: Counter[tuple[str, tuple[str, ...]]] = Counter()
    ids: list[str] = []
    for instance in instances:
        about = (instance.rule.id, instance.about)
        ids.append(finding_id(filing_id, instance, repeated[about]))
        repeated[about] += 1
    return ids


def alternatives_of(reading: Reading) -> Alternatives:
    """Other readings of the print by cell; a number stored behind it is none."""
    read = (
        (t.table_no, c, tuple(a for a in c.alternatives if a.reader != STORED)) for t in reading.tables for c in t.cells
    )
    return {(table_no, cell.row, cell.col): others for table_no, cell, others in read if others}
