"""What one mistake of the publisher breaks: violated instances by their cause, and which of a cause's errors counts.

Figures that are likely wrong are named by `expectations.suspects.suspects`; here groups that the same mistake is seen
through are brought together: the same difference in several relations, one rule broken by the same numbers in several
places, amounts that slid by a row, figures of one table at a tenth."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import combinations, pairwise

from expectations.catalogue.explanations import chance_of, digits_of
from expectations.claims.instance import Instance, Shape, bound_of, residual_of
from expectations.claims.verdict import ZERO
from expectations.suspects.relations import net_of, sharing
from expectations.suspects.settings import DIGITS_OF_ONE_AMOUNT, ROWS_OF_ONE_MISTAKE, SAME_BY_CHANCE
from expectations.suspects.several_cells import Alternatives
from expectations.suspects.suspects import causes
from fiscal.model.findings.rows import Finding, Suspect

Because = dict[int, tuple[tuple[Suspect, ...], str]]
"""Suspects and root cause by position of the instance."""
_Group = tuple[list[int], tuple[Suspect, ...]]


def because(instances: Sequence[Instance], ids: Sequence[str], alternatives: Alternatives) -> Because:
    """Suspects and root cause of the violated instances, by their position."""
    violated = [i for i, instance in enumerate(instances) if instance.violated and instance.explanation is None]
    if not violated:
        return {}
    groups = _groups(instances, violated, alternatives)
    found: Because = {}
    for together in _joined(instances, groups):
        cause = f"cause-{min(ids[i] for at, _ in together for i in at)[:12]}"
        for at, suspects in together:
            found |= dict.fromkeys(at, (suspects, cause))
    return found


def counted_once(findings: Sequence[Finding]) -> list[Finding]:
    """The findings in their order; of the errors of one cause the first counts, one with a located suspect before
    others, and those that follow from it are warnings.
    """
    leading: dict[str, Finding] = {}
    for finding in findings:
        first = leading.get(finding.root_cause or "")
        if _is_error(finding) and (first is None or (finding.suspects and not first.suspects)):
            leading[finding.root_cause or ""] = finding
    return [_after(finding, leading.get(finding.root_cause or "")) for finding in findings]


def _is_error(finding: Finding) -> bool:
    return (
        finding.root_cause is not None
        and finding.verdict == "violated"
        and finding.severity == "error"
        and finding.tier != "extraction"
    )


def _after(finding: Finding, first: Finding | None) -> Finding:
    if first is None or finding is first or not _is_error(finding):
        return finding
    return replace(finding, severity="warning", consequence_of=first.finding_id)


def _groups(instances: Sequence[Instance], violated: Sequence[int], alternatives: Alternatives) -> list[_Group]:
    """What one or two wrong figures explain, and violated statements beside it."""
    position = {id(instances[i]): i for i in violated}
    groups: list[_Group] = []
    groups += [
        ([position.pop(id(i)) for i in cause.instances], cause.suspects)
        for cause in causes(net_of(instances), alternatives)
    ]
    for at in sharing(sorted(position.values()), lambda i: instances[i].cells):
        own = tuple(s for i in at for s in instances[i].suspects)
        joined = next((n for n, g in enumerate(groups) if _same_figures(instances, at, *g)), None)
        if joined is None:
            groups.append((at, own))
        else:
            because_of, suspects = groups[joined]
            named = {s.observation_id for s in own}
            groups[joined] = ([*because_of, *at], (*own, *(s for s in suspects if s.observation_id not in named)))
    return groups


def _same_figures(
    instances: Sequence[Instance], statements: Sequence[int], at: Sequence[int], suspects: Sequence[Suspect]
) -> bool:
    """Whether violated statements come from what is wrong with certain figures: a suspect is among their terms, or any
    of the cells where none could be named.
    """
    doubted = {s.observation_id for s in suspects} or {c for i in at for c in instances[i].cells}
    return any(instances[i].cells & doubted for i in statements)


def _joined(instances: Sequence[Instance], groups: Sequence[_Group]) -> list[list[_Group]]:
    """The groups that one mistake is behind, as far as the numbers tell; each group stays with its own suspects."""
    marks: dict[object, list[int]] = defaultdict(list)
    for n, (at, _) in enumerate(groups):
        for mark in {m for i in at for m in _marks(instances[i])}:
            marks[mark].append(n)
    pairs = [(a, b) for members in marks.values() for a, b in pairwise(members)]
    pairs += _same_difference(instances, groups)
    pairs += _same_columns(instances, groups)
    together = {n: {n} for n in range(len(groups))}
    for a, b in pairs:
        if together[a] is not together[b]:
            together[a] |= together[b]
            together |= dict.fromkeys(together[b], together[a])
    return [[groups[n] for n in sorted(members)] for members in {id(m): m for m in together.values()}.values()]


def _marks(instance: Instance) -> Iterator[object]:
    """What marks one mistake in several places: the rule with its two numbers; two tables with an amount that stands on
    another row of the other one; a tenfold table.
    """
    outcome, rule = instance.outcome, instance.rule.id
    if outcome.lhs is not None and outcome.rhs is not None and instance.shape is not Shape.STATEMENT:
        yield rule, outcome.lhs, outcome.rhs
    if instance.shape not in (Shape.SAME, Shape.PART) or len(instance.terms) != 2:
        return
    (a, _), (b, _) = instance.terms
    if not a.amount or not b.amount or a.table_no == b.table_no:
        return
    tables = frozenset((a.table_no, b.table_no))
    if instance.shape is Shape.SAME:
        yield from (
            ("slid", tables, amount) for amount in (a.amount, b.amount) if digits_of(amount) >= DIGITS_OF_ONE_AMOUNT
        )
    for times in (a.amount / b.amount, b.amount / a.amount):
        if times > 1 and times.normalize().as_tuple().digits == (1,):
            yield from (("tenfold", times.normalize(), table_no) for table_no in tables if table_no is not None)


def _same_columns(instances: Sequence[Instance], groups: Sequence[_Group]) -> Iterator[tuple[int, int]]:
    """Pairs of groups in which the same columns do not add up, where these fail in more rows than they hold: a column
    that stands a row away, or whose totals are of something else.
    """
    holding = Counter(
        line
        for i in instances
        if i.outcome.verdict in ("exact", "rounding") and i.outcome.lhs and (line := _columns(i))
    )
    failing: dict[object, list[int]] = defaultdict(list)
    for n, (at, _) in enumerate(groups):
        for i in at:
            if (line := _columns(instances[i])) is not None:
                failing[line].append(n)
    for line, members in failing.items():
        if len(members) >= ROWS_OF_ONE_MISTAKE and len(members) > holding[line]:
            yield from pairwise(members)


def _columns(instance: Instance) -> object | None:
    """The rule, the table and the column of the total, of a sum along one row; None for any other."""
    if instance.shape is not Shape.SUM or len(instance.terms) < 2:
        return None
    total, rows = instance.terms[0][0], {(o.table_no, o.row) for o, _ in instance.terms}
    if len(rows) > 1 or total.table_no is None:
        return None
    return instance.rule.id, total.table_no, total.panel, total.col


def _same_difference(instances: Sequence[Instance], groups: Sequence[_Group]) -> list[tuple[int, int]]:
    """Pairs of groups in which one difference returns, more exactly than by chance: a figure that was left out here is
    left out there.
    """
    differences = [
        (n, abs(residual_of(instances[i])), bound_of(instances[i]))
        for n, (at, _) in enumerate(groups)
        for i in at
        if _in_money(instances[i])
    ]
    tried = len({amount for _, amount, _ in differences})
    found: list[tuple[int, int]] = []
    for (a, one, within), (b, other, beside) in combinations(differences, 2):
        allowed = within + beside
        if a != b and abs(one - other) <= allowed and _unlikely(min(one, other), allowed, tried):
            found.append((a, b))
    return found


def _in_money(instance: Instance) -> bool:
    return (
        instance.shape in (Shape.SUM, Shape.SAME)
        and instance.terms[0][0].value_yuan is not None
        and residual_of(instance) != ZERO
    )


def _unlikely(amount: Decimal, allowed: Decimal, tried: int) -> bool:
    """Whether two of so many differences would hardly be this near by chance: by the digits of the amount and by what
    rounding leaves of them.
    """
    return chance_of(amount, tried) <= SAME_BY_CHANCE and tried * 2 * allowed <= Decimal(str(SAME_BY_CHANCE)) * amount
