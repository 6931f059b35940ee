"""Differences that the writing of a figure explains: its own decimals, a publisher who cuts off where others round or
adds up what is rounded, and another reading of the cell.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from expectations.catalogue.explanations import Explanation, digits_of
from expectations.claims.figures import (
    COUNTED,
    Weighted,
    cut_off,
    dimension,
    figure_of,
    has_amount,
    is_cut_at,
    last_place,
    round_to,
    scale_in_print,
    string_unit,
)
from expectations.claims.instance import Instance, Shape, residual_of
from expectations.claims.verdict import ONE, ZERO, Figure
from expectations.defences.evidence import Evidence, against_first
from expectations.defences.settings import COARSE_DIGITS, CUT_DIGITS, ROUNDED_AT_MOST, TRUNCATED_AT_LEAST
from fiscal.model.amounts import parse_amount
from fiscal.model.contract import Observation
from fiscal.model.places import page_en, page_zh


def own_precision(evidence: Evidence, instance: Instance) -> Explanation | None:
    """Long figures are printed to a coarser place than their table is, and rounded there, or cut off there, they agree.
    Of short ones a zero at the end is left out as likely.
    """
    del evidence
    printed = [(o, w) for o, w in instance.terms if has_amount(o)]
    coarse = [o for o, _ in printed if _is_coarse(o)]
    cut = bool(coarse) and _is_cut(instance)
    if not coarse or not (cut or _is_rounded(instance, printed, coarse)):
        return None
    shown = "、".join(dict.fromkeys(o.value_reported.strip() for o in coarse[:3]))
    return Explanation(
        "own_precision",
        f"{shown} 只写到较粗的位数{'，其后的尾数截去' if cut else ''}",
        f"{shown} is printed to a coarser place{', further digits cut off' if cut else ''}",
        tuple(o.observation_id for o in coarse),
    )


def _is_coarse(o: Observation) -> bool:
    return (
        string_unit(o, ONE) > last_place(o)
        and o.measure not in COUNTED
        and digits_of(o.amount or ZERO) >= COARSE_DIGITS
    )


def _is_rounded(instance: Instance, printed: Sequence[Weighted], coarse: Sequence[Observation]) -> bool:
    if not instance.outcome.loose:
        return False
    allowed = sum((abs(w) * (string_unit(o, ONE) if o in coarse else last_place(o)) for o, w in printed), ZERO) / 2
    return instance.shape is not Shape.SUM or abs(residual_of(instance)) <= allowed


def _is_cut(instance: Instance) -> bool:
    """Whether the figures agree where every figure without decimals stands for all that begins with its digits."""
    if instance.shape is Shape.SAME:
        return all(a.amount == b.amount or _begins(a, b) or _begins(b, a) for a, b in against_first(instance))
    if instance.shape not in (Shape.SUM, Shape.PART):
        return False
    weights = [*((f, f.weight) for f in instance.claim.left), *((f, -f.weight) for f in instance.claim.right)]
    ends = [(w * low, w * high) for f, w in weights for low, high in (_reach(f),)]
    lowest, highest = sum(map(min, ends), ZERO), sum(map(max, ends), ZERO)
    return lowest <= 0 and (instance.shape is Shape.PART or highest >= 0)


def _begins(coarse: Observation, fine: Observation) -> bool:
    """Whether a coarse figure is another one without its further digits."""
    place = _cut_at(figure_of(coarse))
    if place is None or coarse.amount is None or fine.amount is None or dimension(coarse) != dimension(fine):
        return False
    return is_cut_at(place, coarse.amount, fine.amount)


def _cut_at(figure: Figure) -> Decimal | None:
    """The place behind which a figure may be cut off; None where it is as fine as its table, or just ends in zeros."""
    if figure.exact or digits_of(figure.value) < COARSE_DIGITS or figure.own_place < figure.place.scaleb(CUT_DIGITS):
        return None
    return figure.own_place


def _reach(figure: Figure) -> tuple[Decimal, Decimal]:
    """What a figure can stand for: further digits behind its own where those may be cut off, else what rounds to it."""
    place = _cut_at(figure)
    if place is None:
        return figure.value - figure.half, figure.value + figure.half
    more = place - figure.place
    return (figure.value, figure.value + more) if figure.value >= 0 else (figure.value - more, figure.value)


def truncation(evidence: Evidence, instance: Instance) -> Explanation | None:
    """The publisher cuts off further digits throughout, and cut off the figures agree."""
    if instance.shape is Shape.SAME:
        holds = all(cut_off(a, b) for a, b in against_first(instance))
    elif instance.shape is Shape.SUM and all(w == ONE for _, w in instance.terms):
        unit = max(last_place(o) for o, _ in instance.terms)
        holds = all(last_place(o) == unit for o, _ in instance.terms) and ZERO < residual_of(instance) < unit * (
            len(instance.terms) - 1
        )
    else:
        return None
    if not holds:
        return None
    cut, rounded = evidence.conversions
    if len(cut) < TRUNCATED_AT_LEAST or len(rounded) > ROUNDED_AT_MOST * len(cut):
        return None
    zh, en = (
        f"全文 {len(cut)} 处换算截去尾数，{len(rounded)} 处四舍五入",
        f"{len(cut)} conversions of the filing cut off further digits, {len(rounded)} round",
    )
    return Explanation("truncation", zh, en, tuple(sorted(cut))[:TRUNCATED_AT_LEAST], 2.0 ** (len(rounded) - len(cut)))


def rounded_parts(evidence: Evidence, instance: Instance) -> Explanation | None:
    """Reports of one figure are the figure as it is rounded to their last place, or next to that and the sum of its
    parts, each rounded.
    """
    if instance.shape is not Shape.SAME:
        return None
    reports = [o for o, _ in instance.terms if has_amount(o)]
    fine = min(reports, key=last_place)
    summed: dict[str, list[Observation]] = {}
    for o in reports:
        missing = abs((o.amount or ZERO) - round_to(fine.amount or ZERO, last_place(o)))
        if not missing:
            continue
        added = _added_up(evidence, fine, o) if missing == last_place(o) else []
        if not added:
            return None
        summed[o.value_reported.strip()] = added
    if not summed:
        return None
    printed, parts = summed.popitem()
    zh = f"{printed} 为 {len(parts)} 项（{page_zh(parts[0])}）各自四舍五入后之和"
    en = f"{printed} is the sum of {len(parts)} parts ({page_en(parts[0])}), each rounded"
    return Explanation("rounded_parts", zh, en, tuple(o.observation_id for o in parts))


def _added_up(evidence: Evidence, fine: Observation, o: Observation) -> list[Observation]:
    """The parts of a figure, wherever a table has both, that add up to a report of it when each is rounded to the last
    place of that; or the report's own.
    """
    place, ledger = last_place(o), evidence.ledger
    for whole in (o, *evidence.by_amount.get(fine.amount or ZERO, ())):
        for found in (ledger.parts_of(whole), ledger.columns_of(whole)):
            parts = [p for p in found if p.amount]
            left = abs((whole.amount or ZERO) - sum((p.amount or ZERO for p in parts), ZERO))
            rounded = sum((round_to(p.amount or ZERO, place) for p in parts), ZERO)
            if len(parts) > 1 and rounded == o.amount and 2 * left <= (len(parts) + 1) * last_place(whole):
                return parts
    return []


def other_reading(evidence: Evidence, instance: Instance) -> Explanation | None:
    """Another reading of one of the cells satisfies the relation and breaks none."""
    for o, _ in instance.terms:
        if o.observation_id not in evidence.net.of_cell:
            continue
        for alternative in evidence.alternatives.get((o.table_no or 0, o.row or 0, o.col or 0), ()):
            value = parse_amount(alternative.text)
            if value is None:
                continue
            amount = value * scale_in_print(o)
            repaired, worse = evidence.net.after({o.observation_id: amount})
            if not worse and any(evidence.net.relations[i].instance is instance for i in repaired):
                zh = f"{page_zh(o)} {o.value_reported.strip()} 亦可读作 {alternative.text.strip()}，则相符"
                en = f"{o.value_reported.strip()} on {page_en(o)} may be read {alternative.text.strip()}, which agrees"
                return Explanation("other_reading", zh, en, (o.observation_id,))
    return None
