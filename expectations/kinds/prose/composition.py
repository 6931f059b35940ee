"""Stated wholes and their stated parts (`composition`): sums where the parts are said to be all, bounds where they are
not.

Sums of table cells are left to `expectations.kinds.tables.hierarchy`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import partial

from expectations.catalogue.figure_formulas import Composition
from expectations.catalogue.rules import Rule
from expectations.claims.figures import Weighted, dimension, has_amount, part_claim, sum_claim, undecided
from expectations.claims.instance import Instance, Shape
from expectations.claims.sentences import figure, place_en, place_zh
from expectations.claims.verdict import ONE, Outcome
from expectations.filing.case import Ledger, label_of
from expectations.kinds.shared.statements import about_of
from fiscal import lexicon
from fiscal.cleaning.terms.wholes import WHOLES
from fiscal.model.classification import CLASSIFICATIONS
from fiscal.model.contract import Observation
from fiscal.model.vocabulary import KINDS


def composition(ledger: Ledger, rule: Rule) -> Iterator[Instance]:
    """Each stated whole against its stated parts: the sum where the parts are said to be all, else every part on its
    own, and those together that cannot overlap.
    """
    assert isinstance(rule.formula, Composition)
    of = rule.formula.of
    parts: dict[str, list[Observation]] = defaultdict(list)
    for o in ledger.case.observations:
        if o.part_of is not None and o.relation != "share" and has_amount(o):
            parts[o.part_of].append(o)
    for whole_id, members in parts.items():
        whole = ledger.by_id.get(whole_id)
        if whole is None:
            continue
        like = [o for o in members if _comparable(o, whole)]
        listings: dict[int | None, list[Observation]] = defaultdict(list)
        for o in like:
            listings[o.listing].append(o)
        if of == "all":
            for listed in listings.values():
                if every := [o for o in listed if o.complete] or _all_funds(ledger, whole, listed):
                    yield _composed(rule, whole, every)
        elif of == "several":
            for listed in listings.values():
                if has_amount(whole) and _apart(listed):
                    yield _together(ledger, rule, whole, listed)
        else:
            for part in like:
                if not part.complete and part.relation != "change":
                    claim = part_claim([part], whole) if has_amount(whole) else undecided("insufficient_data")
                    yield Instance(
                        rule,
                        Shape.PART,
                        claim,
                        ((part, ONE), (whole, ONE)),
                        about_of(part, whole.concept or whole.row_label),
                    )


def _comparable(part: Observation, whole: Observation) -> bool:
    """Whether a part can be held against its whole: the same measure, and no known thing counted within something
    unknown.
    """
    if whole.measure == "count" and whole.concept is None and part.concept is not None:
        return False
    return (
        part.measure == whole.measure
        and part.base == whole.base
        and (not has_amount(whole) or dimension(part) == dimension(whole))
    )


def _all_funds(ledger: Ledger, whole: Observation, parts: Sequence[Observation]) -> list[Observation]:
    """The parts of 财政拨款 by its funds, where they are all that the filing has any amount of; else none."""
    sources = {o.source_of_funds for o in parts}
    funds = {part for part, of in WHOLES.items() if of == "fiscal"}
    if whole.source_of_funds != "fiscal" or not has_amount(whole) or len(parts) < 2 or len(sources) < len(parts):
        return []
    if not sources <= funds or any(o.relation == "change" or o.concept is None for o in parts):
        return []
    others = funds - sources
    told = any(o.source_of_funds in others and o.amount for o in ledger.case.observations)
    return [] if told else list(parts)


def _apart(parts: Sequence[Observation]) -> bool:
    """Whether parts that need not be all cannot overlap: sources of income, classes of one level, basic and project
    expenditure, kinds of vehicles or of staff.
    """
    if len(parts) < 2 or any(o.complete or o.relation == "change" or not o.concept for o in parts):
        return False
    concepts = [(o.concept or "", o.expenditure_type) for o in parts]
    if len(set(concepts)) < len(concepts):
        return False
    systems = {o.class_system for o in parts}
    if systems <= {*CLASSIFICATIONS}:
        return len(systems) == 1 and len({len(o.concept or "") for o in parts}) == 1
    if systems == {"none"}:
        return {o.concept for o in parts} == {"expenditure_current"} and {o.expenditure_type for o in parts} == {
            "basic",
            "project",
        }
    if systems == {"income"}:
        sources = [o.source_of_funds or "" for o in parts]
        return all(s in _FUNDS for s in sources) and len(set(sources)) == len(sources)
    if systems == {"staff"}:
        kinds = {o.concept for o in parts}
        return kinds <= _POSTS or (kinds <= _STAFF and not ("staff_retired" in kinds and kinds & _RETIRED))
    return systems == {"asset"} and all(
        (o.concept or "").startswith("vehicles_") and o.concept != "vehicles_total" for o in parts
    )


_RETIRED = frozenset({"staff_retired_pension", "staff_retired_veteran"})
_STAFF = frozenset({"staff_in_post", "staff_retired", "staff_other", *_RETIRED})
_POSTS = frozenset(lexicon.words("findings.posts"))
_FUNDS = frozenset(
    {
        "general_public_budget",
        "government_fund",
        "state_capital",
        "special_account",
        "business",
        "operating",
        "superior",
        "affiliate",
        "other",
        "carryover",
    }
)


def _together(ledger: Ledger, rule: Rule, whole: Observation, parts: Sequence[Observation]) -> Instance:
    """The first part and, taken off the whole, the others: their sum is not more than it, up to the half units of
    all.
    """
    terms = ((parts[0], ONE), *((o, -ONE) for o in parts[1:]), (whole, ONE))
    return Instance(
        rule,
        Shape.PART,
        part_claim(parts, whole),
        terms,
        about_of(whole, "together"),
        saying=partial(_said_together, ledger, whole, parts),
    )


def _said_together(
    ledger: Ledger, whole: Observation, parts: Sequence[Observation], outcome: Outcome
) -> tuple[str, str]:
    listed, total, label = " + ".join(figure(o) for o in parts), figure(whole), label_of(whole)
    more_zh, more_en = ("大于", "more") if outcome.violated else ("不大于", "not more")
    return (
        f"{place_zh(ledger, whole)}所列部分之和 {listed} {more_zh}“{label}”{total}。",
        f"{place_en(ledger, whole)}: the parts {listed} are together {more_en} than {label} {total}.",
    )


def _composed(rule: Rule, whole: Observation, parts: Sequence[Observation]) -> Instance:
    addends: list[Weighted] = [(o, _sign(o) * _sign(whole)) for o in parts]
    terms = ((whole, ONE), *addends)
    if not has_amount(whole) or any(o.amount is None for o in parts) or _by_two_divisions(parts):
        return Instance(rule, Shape.SUM, undecided("insufficient_data"), terms, about_of(whole))
    return Instance(
        rule,
        Shape.SUM,
        sum_claim(whole, addends),
        terms,
        about_of(whole),
        severity="info" if whole.relation == "change" else None,
    )


def _by_two_divisions(parts: Sequence[Observation]) -> bool:
    """Whether kinds of expenditure stand among classes: what one of the classes consists of was told between them."""
    return any(o.class_system in CLASSIFICATIONS for o in parts) and any(
        o.concept == "expenditure_current" and o.expenditure_type in KINDS for o in parts
    )


def _sign(o: Observation) -> Decimal:
    return -ONE if o.relation == "change" and o.direction == "decrease" else ONE
