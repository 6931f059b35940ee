"""Parts that say they are not all or are of another whole, and shares that were made up to 100 %."""

from __future__ import annotations

import re
from decimal import Decimal

from expectations.catalogue.explanations import Explanation
from expectations.claims.figures import ONE, ZERO, round_to, string_unit
from expectations.claims.instance import Instance, Shape, residual_of
from expectations.defences.evidence import Evidence
from expectations.defences.settings import SHARES_TOGETHER
from fiscal import lexicon
from fiscal.model.contract import Observation

_LEFT_OUT = lexicon.pattern("findings.left_out")
_SOME = lexicon.pattern("findings.some")
_HUNDRED = Decimal(100)


def not_all_parts(evidence: Evidence, instance: Instance) -> Explanation | None:
    """The total is more than its parts, and its sentence, its table's note or title says that some are left out."""
    if instance.shape is not Shape.SUM or residual_of(instance) <= 0:
        return None
    total = instance.terms[0][0]
    for text, pattern in _texts(evidence, total):
        if (found := pattern.search(text)) is not None:
            words = text[max(0, found.start() - 8) : found.end() + 4]
            return Explanation(
                "not_all_parts",
                f"原文“{words}”，所列并非全部",
                f"the text says “{words}”: not all parts are listed",
                (total.observation_id,),
            )
    return None


def _texts(evidence: Evidence, total: Observation) -> list[tuple[str, re.Pattern[str]]]:
    if total.table_no is None:
        said = evidence.sentences.get(total.sentence_no or -1, "")
        return [(said, _LEFT_OUT), (said, _SOME)]
    table = evidence.ledger.tables.get(total.table_no)
    return [(text, _LEFT_OUT) for text in (*table.notes, table.title)] if table is not None else []


def other_whole(evidence: Evidence, instance: Instance) -> Explanation | None:
    """Parts listed in sentences of their own add up to another amount that the sentence before them states beside the
    total: the list is of that one.
    """
    if instance.shape is not Shape.SUM or instance.terms[0][0].table_no is not None:
        return None
    total, parts = instance.terms[0][0], [o for o, _ in instance.terms[1:]]
    if any(o.table_no is not None or o.sentence_no == total.sentence_no for o in parts):
        return None
    listed = sum((o.amount or ZERO for o in parts), ZERO)
    for other in evidence.stated.get(total.sentence_no or -1, ()):
        if other is not total and other.amount == listed and (other.measure, other.unit) == (total.measure, total.unit):
            shown = f"{other.row_label}{other.value_reported.strip()}"
            return Explanation(
                "other_whole",
                f"所列为“{shown}”的构成",
                f"what is listed adds up to “{shown}”",
                (other.observation_id,),
            )
    return None


def made_up_to_hundred(evidence: Evidence, instance: Instance) -> Explanation | None:
    """The printed shares of one whole are 100 together, and this one is off by no more than its last place."""
    if instance.shape is not Shape.RATIO or instance.outcome.residual is None:
        return None
    share = instance.terms[0][0]
    siblings = [o for o in evidence.shares.get(share.part_of or "", ()) if o.value_native]
    if (
        share.relation != "share"
        or len(siblings) < SHARES_TOGETHER
        or abs(instance.outcome.residual) > string_unit(share, ONE)
    ):
        return None
    place = max(string_unit(o, ONE) for o in siblings)
    if round_to(sum((o.value_native or ZERO for o in siblings), ZERO), place) != _HUNDRED:
        return None
    shown = " + ".join(o.value_reported.strip() for o in siblings)
    return Explanation(
        "made_up_to_hundred",
        f"{shown} = 100%，凑足百分之百",
        f"{shown} = 100 %: made up to the whole",
        tuple(o.observation_id for o in siblings),
    )
